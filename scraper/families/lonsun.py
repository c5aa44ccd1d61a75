"""The lonsun family: the disclosure columns of lonsun EX, `…/public/column/<organ>?type=4&catId=…`.

A column is a shell; its rows are a piece of HTML from `…/site/label/8888` with labelName=publicInfoList, asked with
the numbers that the shell's script holds and `pageIndex` from 1 on. `length` cuts the titles, which are whole in
`title`. A page behind the last one says `result`, the words for an empty list. Articles are
`…/public/<organ>/<id>.html`, `…/public/content/<id>` and, in news columns, `…/<id>.html`.
"""

import re
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

_LABEL = "/site/label/8888"
_COLUMN = re.compile(r"(?:/[\w-]+)*/public/column/(\d{1,20})/?")
_ARTICLE = re.compile(r"(?:/[\w-]+)*/(?:public/content/\d+|[\w-]+/\d+\.html)")
_PREFIX = re.compile(r"""["'(]((?:/[\w-]{1,40}){0,5})/site/label/8888""")
_PAGES = re.compile(r"pageCount[\"']?\s{0,9}:\s{0,9}[\"']?(\d{1,9})\b")
_TOTAL = re.compile(r"共\s{0,9}(\d{1,9})\s{0,9}条")
_NUMBER = re.compile(r"\d{1,9}")
_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_EMPTY = "暂无相关信息"

# What the list is asked with, where the shell says nothing else.
_QUERY = {
    "labelName": "publicInfoList",
    "action": "list",
    "type": "4",
    "pageSize": "15",
    "isDate": "true",
    "dateFormat": "yyyy-MM-dd",
    "length": "80",
    "fuzzySearch": "false",
    "fromCode": "title",
    "keyWords": "",
    "sortType": "1",
    "result": _EMPTY,
}
_FROM_SHELL = {*_QUERY, "siteId", "organId", "catId", "catIds", "cId", "file"}
_WINDOW = 3000  # characters on each side of the label's name in which the script says what it asks with


class Lonsun(Family):
    """Reads the disclosure columns of lonsun EX."""

    shape = Shape(
        body=(".wzcon", ".j-fontContent", "#zoom"),
        attachments=("a[href*='/group'][href*='/M00/']",),
    )

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By the address of its label, or of a column, in the page's own address or in its links."""
        return "site/label/8888" in text or "/public/column/" in text or bool(_COLUMN.fullmatch(urlsplit(url).path))

    def is_article(self, url: str) -> bool:
        """Whether `url` is a `…/<id>.html` or a `…/public/content/<id>`."""
        return _ARTICLE.fullmatch(urlsplit(url).path) is not None

    def read(self, request: Request, text: str, root: str) -> ListPage:  # noqa: ARG002
        """The rows of the label's answer, or the call that a column's shell makes."""
        if urlsplit(request.url).path.endswith(_LABEL):
            return self._answer(request, text)
        return ListPage((), (_call(request.url, text),))

    def _answer(self, request: Request, text: str) -> ListPage:
        query = dict(parse_qsl(urlsplit(request.url).query))
        tree = parse(text)
        links = self._links(tree, request.referer or request.url)
        whole = _WHOLE_PAGE.search(text[:_WINDOW])
        if whole or (not links and (query.get("result") or _EMPTY) not in tree.get_text()):
            raise FamilyMismatchError(f"{_LABEL} answers neither with rows nor with its words for an empty list")
        claimed = _TOTAL.search(text)
        total = int(claimed.group(1)) if claimed else None
        said = query.get("pageIndex", "")
        number = int(said) if _NUMBER.fullmatch(said) else 1
        pages = _PAGES.search(text)
        if not links or (pages and number == int(pages.group(1))):
            return ListPage(links, (), total)
        return ListPage(links, (_turned(request, number + 1),), total)

    def _links(self, tree: Tag, base: str) -> tuple[Link, ...]:
        """The rows; where their titles are marked as such, these alone."""
        titles = tree.select("a.title[href]")
        if titles:
            for anchor in tree.select("a[href]:not(.title)"):
                anchor.unwrap()
        for pager in tree.select(".pagination, .page, .pages, .page_info"):
            pager.extract()
        return row_links(tree, base, self.is_article)


def _call(url: str, text: str) -> Request:
    """The call for the first page of the column at `url`."""
    column = _COLUMN.fullmatch(urlsplit(url).path)
    at = text.find("publicInfoList")
    if at < 0 or column is None:
        raise FamilyMismatchError("no publicInfoList on an address …/public/column/<organ>, as lonsun EX has it")
    script = text[max(0, at - _WINDOW) : at + _WINDOW].replace("&amp;", "&")
    found = {name: value for name, value in _said(script, at=min(at, _WINDOW)).items() if name in _FROM_SHELL}
    if not found.get("type", "").isdecimal():  # that of $.ajax is "get" or "post"
        found.pop("type", None)
    own = {name: value for name, value in parse_qsl(urlsplit(url).query) if name in ("catId", "type")}
    query = _QUERY | found | {"organId": column.group(1)} | own | {"pageIndex": "1"}
    if "siteId" not in query:
        raise FamilyMismatchError("the column's script names no siteId")
    prefix = _PREFIX.search(script)
    address = canonical(f"{prefix.group(1) if prefix else ''}{_LABEL}?{urlencode(query)}", url)
    if address is None:
        raise FamilyMismatchError(f"{url} is no address that {_LABEL} can be asked at")
    return Request(address, referer=url, ajax=True)


def _said(script: str, at: int) -> dict[str, str]:
    """What the script around `at` asks with: names and literals, or a query string."""
    query = re.split(r"[\"'\s<>]", script[at:], maxsplit=1)[0] if script[at - 1 : at] == "=" else ""
    return script_pairs(script) | dict(parse_qsl(query.partition("&")[2], keep_blank_values=True))


def _turned(call: Request, number: int) -> Request:
    """`call` for page `number`."""
    address, _, query = call.url.partition("?")
    said = urlencode(dict(parse_qsl(query, keep_blank_values=True)) | {"pageIndex": str(number)})
    return msgspec.structs.replace(call, url=canonical(f"{address}?{said}") or call.url)
