"""The UCAP family (开普云): static lists `<site>/<column>/<template>.shtml`, and lists that a search call fills.

Static pages are `<template>.shtml`, `<template>_2.shtml`, … and hold the call `createPageHTML('page_div', pages,
current, 'template', 'shtml', rows)`, counted from 1; on some sites the second page is `_1`, on others `_1` is the first
once more. Elsewhere the page is a shell, which a search call fills (`ucap_search`). Articles are
`…/YYYYMM/<32 hex digits or a number>.shtml`.
"""

import re
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag

from scraper.exchange import Request
from scraper.families.frame import MOST_PAGERS, Frame
from scraper.families.listing import Family, FamilyMismatchError, Link, ListPage, Shape, parse
from scraper.families.ucap_search import PAGE_SIZE, SEARCH, first_call, is_answer, read_answer
from scraper.urls import canonical

_CALL = re.compile(
    r"""createPageHTML\(\s*["']([^"'\n]{0,64})["']\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*["']([^"'\n]{1,200})["']"""
    r"""\s*,\s*["'](\w{1,8})["'](?:\s*,\s*(\d{1,9}))?"""
)
_PAGE = re.compile(
    r"(?:/\d{6}/(?:[0-9a-f]{32}|\d+|t\d{8}_\d+)\.s?html?|/\d{4}/\d{1,2}/\d{1,2}/[0-9a-f]{32}\.shtml"
    r"|/c\d+/content\.shtml)\Z"
)
_SURE_PAGE = re.compile(r"(?:/(?:\d{6}|\d{4}/\d{1,2}/\d{1,2})/[0-9a-f]{32}|/c\d+/c\d+/content)\.shtml\Z")
_CHANNEL = re.compile(r"""channelId["']?\s*[:=]\s*["']([0-9a-f]{32})["']""")
_CODES = re.compile(r"((?:/common)?)/getChannelList\?channelCode=(\w{0,64})((?:&websiteCodeName=\w{1,64})?)")
_COLUMN_CODE = re.compile(r"/(c\d+)s?/")
_ASKED_SIZE = re.compile(r"_pageSize=(\d{1,3})")
_OTHER_PAGER = re.compile(r"下一?页|countPage|createPageHTML\(\s*\d")
_MARKS = re.compile(r"""id=["']?UCAP-CONTENT|websiteId["']?\s*[:=]\s*["'][0-9a-f]{32}["']""")


class _Pager(NamedTuple):
    """The pages of a static list; how many there are, and which one this is, as its call says (None where none is)."""

    stem: str
    ext: str
    pages: int | None
    printed: int | None
    total: int | None

    def address(self, number: int) -> str:
        return f"{self.stem}_{number}.{self.ext}"

    def names(self, url: str) -> bool:
        """Whether `url` is one of its pages."""
        return self.number(url) is not None or urlsplit(url).path == urlsplit(f"{self.stem}.{self.ext}").path

    def number(self, url: str) -> int | None:
        """The number that the address `url` bears; None for the first page, which bears none."""
        path = urlsplit(self.stem).path
        found = re.fullmatch(rf"{re.escape(path)}_(\d{{1,6}})\.{self.ext}", urlsplit(url).path)
        return int(found.group(1)) if found else None


class Ucap(Family):
    """Reads UCAP lists."""

    shape = Shape(
        body=("#UCAP-CONTENT", ".pages_content", "#zoom", ".detail", ".detail-news"),
        attachments=("p.insertfileTag a",),
    )

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By the pager's call with a name in front, a search call, the vendor's ids, or an article's address."""
        path = urlsplit(url).path
        return any(
            (
                _CALL.search(text),
                SEARCH.search(path),
                SEARCH.search(text),
                _MARKS.search(text),
                _SURE_PAGE.search(path),
            )
        )

    def is_article(self, url: str) -> bool:
        """Whether `url` is `…/YYYYMM/<id>.shtml` or one of its like."""
        return _is_page(url)

    def read(self, request: Request, text: str, root: str) -> ListPage:  # noqa: ARG002
        """The entries of a static page, of a shell's call, or of nothing yet: what a shell asks next."""
        read = read_answer if is_answer(request.url) else _read_page
        return read(request.url, text)


def _is_page(url: str) -> bool:
    return _PAGE.search(urlsplit(url).path) is not None


def _read_page(url: str, text: str) -> ListPage:
    tree = parse(text)
    pagers, places = _pagers(tree, url)
    frame = Frame(tree, url, _is_page, lambda address: any(pager.names(address) for pager in pagers))
    links = frame.entries(places)
    call = _search_call(url, text)
    if call and not (links and pagers):
        return ListPage((), (call,))
    _check(url, links, pagers, text)
    asked = dict.fromkeys(request for pager in pagers for request in _following(pager, url, links))
    total = pagers[0].total if len(pagers) == 1 else None
    return ListPage(links, tuple(asked), total)


def _pagers(tree: BeautifulSoup, url: str) -> tuple[list[_Pager], list[Tag]]:
    """The pagers that the page's scripts make, and the elements that they stand in."""
    param = tree.select_one("#pageParam[url]")
    first = canonical(str(param["url"]), url) if param else None
    pagers, places = [], [param, *tree.find_all(id="paging", limit=1)] if param else []
    for script in tree.find_all("script"):
        for box, pages, printed, base, ext, total in dict.fromkeys(_CALL.findall(script.string or "")):
            stem = _stem(first or canonical(f"{base}.{ext}", url), ext, url)
            pagers.append(_Pager(stem, ext, int(pages), int(printed), int(total) if total else None))
            if len(pagers) > MOST_PAGERS:
                raise FamilyMismatchError(f"more than {MOST_PAGERS} pagers are here, and no page of a list has so many")
            places += [script, *tree.find_all(id=box, limit=1)]
    if first and not pagers:
        pagers = [_Pager(_stem(first, "shtml", url), "shtml", None, None, None)]
    return list(dict.fromkeys(pagers)), places


def _stem(first: str | None, ext: str, url: str) -> str:
    """The address of the first page without its extension, on the host of `url`: templates name others, too."""
    here = urlsplit(url)
    return urlunsplit((here.scheme, here.netloc, urlsplit(first or url).path.removesuffix(f".{ext}"), "", ""))


def _following(pager: _Pager, url: str, links: tuple[Link, ...]) -> tuple[Request, ...]:
    """The next page; behind the first both `_2` and `_1`, since portals differ in which is the second.

    Of N pages the last is `_N` or `_<N-1>`, so that the files between alone are sure to be there.
    """
    number, pages = pager.number(url), pager.pages
    if not links:
        return ()
    if number is None:
        probes = (2, 1) if pages is None or pages > 1 else ()
        return tuple(Request(pager.address(n), guessed=n == 1 or (pages or 0) <= n) for n in probes)
    is_last = pages is not None and (number >= pages or (pager.printed == pages and number == pages - 1))
    return () if is_last else (Request(pager.address(number + 1), guessed=(pages or 0) <= number + 1),)


def _check(url: str, links: tuple[Link, ...], pagers: list[_Pager], text: str) -> None:
    """Complain of a page that is no list of UCAP, or is one that says one thing and shows another."""
    for pager in pagers:
        number, pages = pager.number(url) or 1, pager.pages or 0
        if pager.printed == 1 < number <= pages:
            raise FamilyMismatchError(f"page {number} of {pages} was asked and says that it is the first")
        if not links and number <= pages and (pages > 1 or pager.total):
            raise FamilyMismatchError(f"the pager counts {pager.total or pages} and no entry is on this page")
        if not links and pager.pages is None and pager.number(url) is None:
            raise FamilyMismatchError("#pageParam is here and neither an entry nor createPageHTML('…', pages, …)")
    if not pagers and not links:
        raise FamilyMismatchError(
            "no UCAP list is here: no createPageHTML('…', pages, current, …), no /common/search/<channel>, no article"
        )
    if not pagers and _OTHER_PAGER.search(text):
        raise FamilyMismatchError("the list has a pager, but no createPageHTML('…', pages, …) that says how it pages")


def _search_call(url: str, text: str) -> Request | None:
    """The call that fills the page; where its scripts only know the column, the call for the column's channel."""
    calls = set(SEARCH.findall(text)) or {f"/common/search/{channel}" for channel in _CHANNEL.findall(text)}
    if len(calls) > 1:
        raise FamilyMismatchError(f"{len(calls)} channels are searched here, and none is surely the list")
    if calls:
        size = _ASKED_SIZE.search(text)
        return first_call(url, calls.pop(), int(size.group(1)) if size else PAGE_SIZE)
    code, column = _CODES.search(text), _COLUMN_CODE.search(urlsplit(url).path)
    name = code.group(2) or (column.group(1) if column else "") if code else ""
    asked = (
        canonical(f"{code.group(1)}/getChannelList?channelCode={name}{code.group(3)}", url) if code and name else None
    )
    return Request(asked) if asked else None
