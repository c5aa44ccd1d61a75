"""The gkmlpt family: the unified disclosure platform of Guangdong.

`…/gkmlpt/index#<column>` is a shell without rows. Its script variable window._CONFIG has the number of the site (SID)
and all columns (TREE); rows come from `…/gkmlpt/api/all/<column>?page=<n>&sid=<SID>`, a hundred a page, page 0 like
page 1, none past the end. Articles are `…/gkmlpt/content/<n>/<n>/post_<N>.html`, or pages of the portal beside it.

A fragment is never sent: the columns are those that the portal's start addresses name (`#<column>`), or else those
that TREE calls an annual report on open government information, in both cases with all columns below them. `total`
is what can be listed and is trusted against an empty page; `post_count` is far more, and nothing here.
"""

import json
import re
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

from scraper.exchange import Request
from scraper.families.listing import Family, FamilyMismatchError, Link, ListPage, Shape
from scraper.families.nfcms import ARTICLE
from scraper.urls import canonical, place_of

_SITE = re.compile(r"(.*?/gkmlpt)(?:/.*)?")
_API = re.compile(r"/api/all/(\d{1,12})/?\Z")
_SID = re.compile(r"\bSID\b[\"']?\s{0,9}[:=]\s{0,9}[\"']?(\w{1,20})")
_TREE = re.compile(r"\bTREE\b[\"']?\s{0,9}[:=]\s{0,99}(?=\[)")
# Annual reports on other matters (法治政府建设年度报告, 统计年报) stand in the same tree.
_REPORTS = ("年报", "年度报告")
_COLUMNS_AT_MOST = 1000
_FULL_PAGE = 100
_BEIJING = timezone(timedelta(hours=8))


class _Column(msgspec.Struct, frozen=True):
    """A column of the tree: its number, name, the column above it, and where it leads to instead of having rows."""

    id: str
    name: str
    parent: str
    jump: str


class Gkmlpt(Family):
    """Reads the columns of the platform."""

    shape = Shape(body=(".article-content",))

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By the platform's folder in the page's address, or its variables; portals beside it link to that folder."""
        return "/gkmlpt/" in urlsplit(url).path or ("window._CONFIG" in text and "gkmlpt" in text)

    def is_article(self, url: str) -> bool:
        """Whether `url` is a `…/content/…/post_<N>.html`, of the platform or of the portal beside it."""
        return ARTICLE.search(urlsplit(url).path) is not None

    def read(self, request: Request, text: str, root: str) -> ListPage:  # noqa: ARG002
        """A shell names the calls for its columns; an answer to a call has entries and the next call."""
        parts = urlsplit(request.url)
        site = _SITE.fullmatch(parts.path)
        if site is None or ARTICLE.search(parts.path):
            raise FamilyMismatchError(f"{request.url} is no list (…/gkmlpt/index, …/gkmlpt/api/all/<column>)")
        call = _API.search(parts.path)
        if call:
            return _rows(request.url, call.group(1), text)
        return self._shell(f"{parts.scheme}://{parts.netloc}{site.group(1)}", text)

    def _shell(self, site: str, text: str) -> ListPage:
        columns = _columns(_tree(text))
        starts = [urlsplit(start) for start in self.portal.start if (canonical(start) or "").startswith(f"{site}/")]
        named = [start.fragment for start in starts if start.fragment.isdecimal()]
        chosen = _with_all_below(named or _reports(columns), columns)
        if len(chosen) > _COLUMNS_AT_MOST:
            raise FamilyMismatchError(f"{len(chosen)} columns are annual reports here, which no site has")
        sid = _SID.search(text)
        query = f"&sid={quote(sid.group(1))}" if sid else ""
        jumps = {column.id: canonical(column.jump, f"{site}/") for column in columns if column.jump}
        names = {column.id: column.name for column in columns}
        links = [Link(address, names[number], None) for number in chosen if (address := jumps.get(number))]
        calls = [Request(f"{site}/api/all/{number}?page=1{query}") for number in chosen if not jumps.get(number)]
        return ListPage(tuple(links), tuple(calls))


def _tree(text: str) -> list[Any]:
    found = _TREE.search(text)
    if found is None or "_CONFIG" not in text:
        raise FamilyMismatchError("the shell has no window._CONFIG with a TREE of columns")
    try:
        tree, _ = json.JSONDecoder().raw_decode(text, found.end())
    except (ValueError, RecursionError) as error:
        raise FamilyMismatchError("the TREE of window._CONFIG is no JSON") from error
    return list(tree)


def _columns(tree: list[Any]) -> list[_Column]:
    """All columns of the tree, whether they stand in each other or name the one above."""
    columns: list[_Column] = []
    waiting: list[tuple[list[Any], str]] = [(tree, "")]
    while waiting:
        nodes, above = waiting.pop()
        for node in nodes:
            if isinstance(node, dict):
                number = _words(node.get("id"))
                parent = above or _words(node.get("parent_id"))
                columns.append(_Column(number, _words(node.get("name")), parent, _words(node.get("jump_url"))))
                waiting += [(below, number) for below in node.values() if isinstance(below, list)]
    return [column for column in columns if column.id.isascii() and column.id.isdigit()]


def _reports(columns: list[_Column]) -> list[str]:
    """The columns that are named as annual reports on open government information."""
    alike = [column for column in columns if any(word in column.name for word in _REPORTS)]
    found = [column.id for column in alike if "公开" in column.name or column.name in _REPORTS]
    if not found:
        names = ", ".join(f"{column.id} {column.name}" for column in alike)[:200]
        raise FamilyMismatchError(f"no column is named 信息公开年报 (alike: {names or 'none'}); start at …#<column>")
    return found


def _with_all_below(wanted: list[str], columns: list[_Column]) -> list[str]:
    below: dict[str, list[str]] = {}
    for column in columns:
        below.setdefault(column.parent, []).append(column.id)
    chosen: dict[str, None] = {}
    waiting = wanted[::-1]
    while waiting:
        number = waiting.pop()
        if number not in chosen:
            chosen[number] = None
            waiting += below.get(number, [])[::-1]
    return list(chosen)


def _rows(url: str, column: str, text: str) -> ListPage:
    """The rows of one answer; the next is asked until a short page has reached the total."""
    answer = _answer(text, column)
    number = _page_number(url)
    total, offset = _count(answer.get("total")), _count(answer.get("offset"))
    seen = ((number - 1) * _FULL_PAGE if offset is None else offset) + len(answer["articles"])
    links = tuple(dict.fromkeys(_link(article, url) for article in answer["articles"]))
    if not links and seen < (total or 0):
        raise FamilyMismatchError(f"page {number} of column {column} is empty, and {total} are claimed")
    if not links or (total is not None and seen >= total and len(answer["articles"]) < _FULL_PAGE):
        return ListPage(links, (), total)
    others = re.sub(r"\bpage=[^&]*", "", urlsplit(url).query)
    following = canonical(f"{url.partition('?')[0]}?page={number + 1}&{others}")
    return ListPage(links, (Request(following),) if following else (), total)


def _answer(text: str, column: str) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FamilyMismatchError("the answer to a call for rows is no JSON") from error
    articles = answer.get("articles") if isinstance(answer, dict) else None
    if not isinstance(articles, list) or not all(isinstance(article, dict) for article in articles):
        raise FamilyMismatchError("the answer to a call for rows has no list of articles")
    classify = answer.get("classify")
    other = _words(classify.get("id")) if isinstance(classify, dict) else ""
    if other not in ("", column):
        raise FamilyMismatchError(f"column {column} was asked for, and column {other} answers")
    return dict(answer)


def _page_number(url: str) -> int:
    value = parse_qs(urlsplit(url).query).get("page", ["1"])[0]  # page 0 is page 1
    return max(int(value), 1) if re.fullmatch(r"[0-9]{1,7}", value) else 1


def _link(article: dict[str, Any], url: str) -> Link:
    """The entry of a row. An article of the same host that is listed with http on an https list is the https page."""
    given = filter(None, (_words(article.get(name)) for name in ("url", "post_url")))
    address = next(filter(None, (canonical(one, url) for one in given)), None)
    if address is None:
        raise FamilyMismatchError(f"row {_words(article.get('id'))} of the answer leads to no address (url, post_url)")
    if place_of(address) == place_of(url) and url.startswith("https:"):
        address = re.sub(r"\Ahttp:", "https:", address)
    return Link(address, _words(article.get("title")), _published(article.get("create_time")))


def _published(seconds: object) -> str | None:
    """The date of publication, in Beijing; `date` (of the document) and `created_at` (of the import) are others."""
    try:
        moment = int(_words(seconds))
        return datetime.fromtimestamp(moment, _BEIJING).date().isoformat() if moment > 0 else None
    except (OverflowError, OSError, ValueError):
        return None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _words(value: object) -> str:
    """A string or number as one line that can be written; nothing for anything else."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return " ".join(text.split()).encode("utf-8", "replace").decode("utf-8")
