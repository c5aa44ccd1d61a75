"""The jpaas family: Hanweb's JPaaS, whose lists come from `/api-gateway/jpaas-publish-server/front/page/build/unit`.

A list page (`…/index.html`) names the call in `url` and `queryData` of a script, or has its first rows ready and names
it at their pager. The answer is JSON with a piece of HTML; its pager says `count` and `rows`. The page number goes
into `paramJson`; bare numbers are ignored. Pages of departments hold a few rows and an `a.xxgk_more` that leads to
the list, or one directory a year. Articles are `…/art/YYYY/art_<32 hex digits>.html`.
"""

import json
import re
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
from bs4 import Tag

from scraper.exchange import Request
from scraper.families.listing import (
    Family,
    FamilyMismatchError,
    Link,
    ListPage,
    Shape,
    parse,
    row_links,
    script_pairs,
)
from scraper.urls import canonical

_UNIT = "/front/page/build/unit"
_ARTICLE = re.compile(r"(?:/[\w-]+)*/art/\d{4}/art_[0-9a-f]{32}\.html")
_YEAR = re.compile(r"20\d\d(?:nd?)?/(?:[\w-]+/)?(?:index\.html)?")
_KIND = re.compile(r"\s公告类型[::]\S{0,40}\Z")
_NUMBER = re.compile(r"\s{0,9}(\d{1,9})\s{0,9}")
_MOST_LISTS = 200  # that one page may lead to
_MOST_ROWS = 1000  # that one page of a list may say to have


class Jpaas(Family):
    """Reads the lists of JPaaS."""

    shape = Shape(body=("#zoom", "div.article_zoom", ".bt_content", "#con_con", "div.content"))

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By the name of its server, or the address of an article."""
        return "jpaas-publish-server" in text or _ARTICLE.fullmatch(urlsplit(url).path) is not None

    def is_article(self, url: str) -> bool:
        """Whether `url` is a `…/art/YYYY/art_<32 hex digits>.html`."""
        return _ARTICLE.fullmatch(urlsplit(url).path) is not None

    def read(self, request: Request, text: str, root: str) -> ListPage:  # noqa: ARG002
        """The rows that a call brought, or what a list page leads to."""
        if urlsplit(request.url).path.endswith(_UNIT):
            return self._answer(request, text)
        return self._page(request.url, parse(text))

    def _answer(self, request: Request, text: str) -> ListPage:
        frame = parse(_html_in(text, request.url))
        pager = frame.select_one("div.pagination")
        asked = _asked(request)
        rows = _number(pager, "rows") or asked.get("pageSize")
        return self._rows(frame, pager, request, (asked.get("pageNo", 1), rows))

    def _page(self, url: str, tree: Tag) -> ListPage:
        """The rows that are ready in the page, the calls for the others, the lists that it leads to."""
        found: list[ListPage] = []
        pagers = [tag for tag in tree.select("div.pagination[uniturl][querydata]") if tag.parent is not None]
        for pager in pagers:
            if (call := _call(pager, "uniturl", url)) and (frame := pager.parent):
                place = (_number(pager, "pageno") or 1, _number(pager, "rows"))
                found.append(self._rows(frame, pager, call, place))
        ready = {str(pager.get("querydata")) for pager in pagers}
        scripts = [tag for tag in tree.select("[url][querydata]") if str(tag.get("querydata")) not in ready]
        calls = [call for tag in scripts if (call := _call(tag, "url", url))]
        calls += [Request(more) for more in _lists(tree, url)]
        calls += [call for page in found for call in page.next_requests]
        if not (found or calls):
            raise FamilyMismatchError(f"neither a call of {_UNIT} nor an a.xxgk_more, as in JPaaS, is here")
        if len(calls) > _MOST_LISTS:
            raise FamilyMismatchError(f"one page leads to {len(calls)} lists, more than {_MOST_LISTS}")
        links = [*self._ahead(tree, url), *(link for page in found for link in page.links)]
        total = found[0].total if len(found) == 1 and not scripts else None
        return ListPage(tuple(dict.fromkeys(links)), tuple(dict.fromkeys(calls)), total)

    def _rows(self, frame: Tag, pager: Tag | None, call: Request, place: tuple[int, int | None]) -> ListPage:
        """The entries of `frame` and the page after them; `place` is their page and how many rows a page has."""
        if pager is not None:
            pager.extract()
        links = self._entries(frame, call.referer or call.url)
        if pager is None:  # menus are built in the same way: their rows are undated and lead to no article
            links = tuple(link for link in links if link.date or self.is_article(link.url))
        number, rows = place
        total = _number(pager, "count")
        size = rows if rows and rows <= _MOST_ROWS else len(links) or 1
        if not links or total == (number - 1) * size + len(links):
            return ListPage(links, (), total)
        return ListPage(links, (_turned(call, number + 1, size),), total)

    def _entries(self, frame: Tag, base: str) -> tuple[Link, ...]:
        links = row_links(frame, base, self.is_article)
        return tuple(msgspec.structs.replace(link, title=_KIND.sub("", link.title)) for link in links)

    def _ahead(self, tree: Tag, url: str) -> list[Link]:
        """The rows that stand beside each `a.xxgk_more`: in the first of the three boxes around it that has any."""
        rows: dict[int, list[Link]] = {}
        for more in tree.select("a.xxgk_more"):
            for box in islice(more.parents, 3):
                if id(box) not in rows:
                    rows[id(box)] = [link for link in self._entries(box, url) if self.is_article(link.url)]
                if rows[id(box)]:
                    break
        return [link for found in rows.values() for link in found]


def _html_in(text: str, url: str) -> str:
    """The HTML of an answer: `data.html`, or `data` itself."""
    try:
        answer = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise FamilyMismatchError(f"the answer of {urlsplit(url).path} is no JSON") from error
    data = answer.get("data") if isinstance(answer, dict) else None
    html = data.get("html") if isinstance(data, dict) else data
    if not isinstance(html, str) or answer.get("success") is False:
        raise FamilyMismatchError(f"the answer of {urlsplit(url).path} has no data.html")
    return html


def _call(tag: Tag, attribute: str, referer: str) -> Request | None:
    """The call that a script or a pager names; its data are written with single quotes."""
    address = canonical(str(tag.get(attribute) or ""), referer)
    data = script_pairs(str(tag.get("querydata"))[:4000])
    if not address or not urlsplit(address).path.endswith(_UNIT):
        return None
    if not data:
        raise FamilyMismatchError(f"the queryData of a call of {_UNIT} cannot be read")
    url = canonical(f"{address.partition('?')[0]}?{urlencode(data)}")
    return Request(url, referer=referer, ajax=True) if url else None


def _turned(call: Request, number: int, size: int) -> Request:
    """`call` for page `number`."""
    address, _, query = call.url.partition("?")
    page = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
    said = urlencode(dict(parse_qsl(query, keep_blank_values=True)) | {"paramJson": page})
    return msgspec.structs.replace(call, url=canonical(f"{address}?{said}") or call.url)


def _asked(request: Request) -> dict[str, int]:
    """The page that `request` asked for; nothing for the first one, which is asked without a number."""
    said = dict(parse_qsl(urlsplit(request.url).query)).get("paramJson", "")
    return {name: int(value) for name, value in script_pairs(said[:200]).items() if _NUMBER.fullmatch(value)}


def _number(tag: Tag | None, attribute: str) -> int | None:
    found = _NUMBER.fullmatch(str(tag.get(attribute) or "")) if tag is not None else None
    return int(found.group(1)) if found else None


def _lists(tree: Tag, url: str) -> dict[str, None]:
    """The lists that a page leads to: behind each `a.xxgk_more`, and one directory a year below the page's own."""
    found: dict[str, None] = {}
    directory = url.partition("?")[0].rpartition("/")[0] + "/"
    for anchor in tree.select("a[href]"):
        target = canonical(str(anchor["href"]), url)
        below = (target or "").removeprefix(directory)
        if target and target != url and ("xxgk_more" in str(anchor.get("class")) or _YEAR.fullmatch(below)):
            found[target] = None
    return found
