"""The TRS family: TRS WCM's static columns, the commonest make of county portals.

A column is a folder; its pages are `index.html`, `index_1.html`, … (numbered from 0) and each holds the call
`createPageHTML(pages, current, "index", "html")`, whose base name and extension are the column's own. Articles are
`<folder>/YYYYMM/tYYYYMMDD_<id>.html`. Some columns are no list: they render their one report themselves, or only lead
to a column for each year or organ below them.
"""

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from bs4 import BeautifulSoup

from scraper.exchange import Request
from scraper.families.frame import MOST_PAGERS, Frame, folder_of
from scraper.families.listing import Family, FamilyMismatchError, Link, ListPage, Shape, date_in, parse
from scraper.portal import Portal
from scraper.urls import canonical

_CALL = re.compile(
    r"""createPageHTML\(\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*["']([\w-]{1,64})["']\s*,\s*["'](\w{1,8})["']"""
    r"""(?:\s*,\s*["'][\w-]{0,64}["']\s*,\s*(\d{1,9})\s*\))?"""
)
_PAGE = re.compile(r"/(?:\d{6}/t\d{8}_\d+|t\d{3,}|c/\d{4}-\d{2}-\d{2}/\d+)\.s?html?\Z")
_SURE_PAGE = re.compile(r"/(?:\d{6}/t\d{8}_\d+|t\d{5,})\.s?html?\Z")
_EDITOR = re.compile(r"TRS_Editor|trs_editor_view|TRS_UEDITOR")
_ARTICLES_BASE = re.compile(r"t\d{3,}(?:_\d+)?")  # an article of several pages has a pager of its own
_INDEX = re.compile(r"index\.s?html?")
_GATE = re.compile(r"/gate/big5/([\w-]+(?:\.[\w-]+)+(?::\d+)?)/+(.*)", re.DOTALL)
_OTHER_PAGER = re.compile(r"""下一?页|countPage|createPageHTML\(\s*["']""")
_REPORT_CHARS = 200


class _Call(NamedTuple):
    """A pager: its pages, which of them (from 0) the call and the address say this is, and how pages are named."""

    pages: int
    printed: int
    base: str
    ext: str
    total: int | None
    number: int

    def names(self, url: str) -> bool:
        """Whether `url` is a file like one of its pages."""
        return re.search(rf"/{re.escape(self.base)}(?:_\d+)?\.{self.ext}\Z", urlsplit(url).path) is not None


class Trs(Family):
    """Reads TRS columns."""

    shape = Shape(
        body=(".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", ".Custom_UnionStyle", "#zoom", "#Zoom"),
        breadcrumb=(":has(> a.CurrChnlCls)",),
        attachments=('a[href*="/P0"]',),
    )

    def __init__(self, portal: Portal) -> None:
        super().__init__(portal)
        self._starts = tuple(
            column for start in portal.start if (column := _column(start) or _column(folder_of(start)))
        )

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By the pager's call with a number in front, an article's address, or the editor's box in a column."""
        path = urlsplit(url).path
        if _CALL.search(text) or _SURE_PAGE.search(path):
            return True
        return _EDITOR.search(text) is not None and (_is_page(url) or _column(url) is not None)

    def is_article(self, url: str) -> bool:
        """Whether `url` is an article's; a column that renders a report itself names itself as its one entry."""
        return _is_page(url)

    def identity(self, url: str) -> str:
        """Without the traditional-Chinese gateway, the tracking query, and the name of a folder's index."""
        parts = urlsplit(url)
        host, path = parts.netloc, parts.path
        while gate := _GATE.fullmatch(path):
            host, path = gate.group(1), "/" + gate.group(2)
        query = "&".join(pair for pair in parts.query.split("&") if pair != "ddtab=true")
        folder, _, name = path.rpartition("/")
        path = f"{folder}/" if _INDEX.fullmatch(name) and not query else path
        return canonical(urlunsplit((parts.scheme, host, path, query, ""))) or url

    def read(self, request: Request, text: str, root: str) -> ListPage:  # noqa: ARG002
        """The entries of a column's page, the page after it, and the columns below it."""
        url = request.url
        tree = parse(text)
        found = [(script, call) for script in tree.find_all("script") for call in _calls(script.string or "", url)]
        calls = list(dict.fromkeys(call for _, call in found))
        frame = Frame(tree, url, _is_page, lambda address: any(call.names(address) for call in calls[:MOST_PAGERS]))
        own = _own(tree, url, calls)
        named = frame.below() if own and not calls else frame.entries([script for script, _ in found])
        links = [link for link in named if self._column(link.url) is None]
        columns = self._below(url, frame.addresses, {self._column(link.url) for link in named})
        links += own if not (links and calls) else ()
        _check(url, links, columns, calls, text)
        following = [canonical(f"{call.base}_{call.number + 1}.{call.ext}", url) for call in calls if _goes_on(call)]
        asked = tuple(Request(address) for address in dict.fromkeys([*following, *columns]) if address)
        return ListPage(tuple(links), asked, calls[0].total if len(calls) == 1 else None)

    def _column(self, url: str) -> str | None:
        """The column of this portal that `url` leads to."""
        return _column(self.identity(url)) if self.portal.allows(url) else None

    def _below(self, url: str, addresses: Collection[str], listed: Collection[str | None]) -> list[str]:
        """The columns that the list names, and those below this one or below a start.

        A start may lead on to its newest year, whose page then has the other years beside it and not below.
        """
        here = self.identity(folder_of(url))
        scopes = (here, *self._starts) if _column(here) else self._starts
        columns = dict.fromkeys(self._column(address) for address in addresses)
        return [
            column
            for column in columns
            if column and not here.startswith(column) and (column in listed or column.startswith(scopes))
        ]


def _is_page(url: str) -> bool:
    return _PAGE.search(urlsplit(url).path) is not None


def _column(url: str) -> str | None:
    """The folder that `url` names, by itself or by its index; None for other pages and for the home page.

    >>> _column("http://a.cn/nb/2023n"), _column("http://a.cn/nb/index.shtml"), _column("http://a.cn/nb/t1.html")
    ('http://a.cn/nb/2023n/', 'http://a.cn/nb/', None)
    """
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    if parts.query or not (folder or name) or ("." in name and not _INDEX.fullmatch(name)):
        return None
    path = f"{folder}/" if not name or _INDEX.fullmatch(name) else f"{parts.path}/"
    return urlunsplit((parts.scheme, parts.netloc, path, "", "")) if path != "/" else None


def _calls(script: str, url: str) -> list[_Call]:
    """The pagers that a script makes for the list at `url`."""
    name = urlsplit(url).path.rpartition("/")[2]
    calls = []
    for pages, printed, base, ext, total in _CALL.findall(script):
        page = re.fullmatch(rf"{re.escape(base)}_(\d{{1,6}})\.{ext}", name)
        is_first = "." not in name or name == f"{base}.{ext}"
        number = int(page.group(1)) if page else 0 if is_first else int(printed)
        if not _ARTICLES_BASE.fullmatch(base):
            calls.append(_Call(int(pages), int(printed), base, ext, int(total) if total else None, number))
    return list(dict.fromkeys(calls))


def _goes_on(call: _Call) -> bool:
    return call.number + 1 < call.pages


def _own(tree: BeautifulSoup, url: str, calls: Collection[_Call]) -> list[Link]:
    """The page itself, when it renders a report: it has a body with words of its own, or an article's title."""
    body = next(filter(None, map(tree.select_one, Trs.shape.body)), None)
    if body is None or any(call.pages > 1 for call in calls) or not (_is_page(url) or _column(url)):
        return []
    chars = len("".join(body.get_text().split())) - sum(len(a.get_text(strip=True)) for a in body.select("a"))
    title = _meta(tree, "ArticleTitle")
    if not title and chars < _REPORT_CHARS:
        return []
    heading = tree.select_one("h1, title")
    title = title or " ".join(heading.get_text().split() if heading else "")
    return [Link(url, title, date_in(_meta(tree, "PubDate")))]


def _meta(tree: BeautifulSoup, name: str) -> str:
    tag = tree.select_one(f'meta[name="{name}" i]')
    return str(tag.get("content") or "").strip() if tag else ""


def _check(url: str, links: Collection[Link], columns: Collection[str], calls: Collection[_Call], text: str) -> None:
    """Complain of a page that is no column, or is one that says one thing and shows another."""
    if len(calls) > MOST_PAGERS:
        raise FamilyMismatchError(f"{len(calls)} pagers are here, and no page of a column has so many")
    for call in calls:
        if call.printed == 0 < call.number < call.pages:
            raise FamilyMismatchError(f"page {call.number + 1} of {call.pages} was asked and says that it is the first")
        if not links and not columns and call.number < call.pages > 1:
            raise FamilyMismatchError(f"the pager counts {call.pages} pages and no entry is on this one")
    if not calls and not links and not columns:
        raise FamilyMismatchError(
            "no TRS column is here: no createPageHTML(pages, current, …), no article …/tYYYYMMDD_N.html, no report"
        )
    if not calls and any(link.url != url for link in links) and _OTHER_PAGER.search(text):
        raise FamilyMismatchError(
            "the list has a pager, but no createPageHTML(pages, current, …) that says how it pages"
        )
