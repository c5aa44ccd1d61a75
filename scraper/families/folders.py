"""Lists that only their addresses tell: folders with numbered pages in them and articles below them."""

import re
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

import msgspec
from bs4 import BeautifulSoup, Tag

from scraper.exchange import Request
from scraper.families.listing import (
    Family,
    FamilyMismatchError,
    Link,
    ListPage,
    full_title,
    link_of,
    parse,
    printed_date,
)
from scraper.urls import place_of

_ROWS = ("li", "tr", "dd")
_ROW_LEVELS = 3
_SHARE = 0.5
_EMPTY = re.compile(r"暂无|没有(?:相关|任何)?(?:信息|内容|数据|记录)|共\s{0,9}0\s{0,9}[条篇项]")
_FOLLOWING = re.compile(r"下一?页")
_PAGER = re.compile(r"\d{1,6}|[^\d]{0,9}页|[<>«»‹›]{1,2}")

# The lists of a page: of each its rows, of a row its links.
Lists = list[list[list[Link]]]


class FolderLists(Family):
    """A family whose list is a folder: its pages are numbered files in it, its articles lie below it.

    That alone tells the list from menus and sidebars. Its entries are all rows of every list in which articles below
    the folder are more than half, files and links to elsewhere included; of half a list, these articles (a row may be
    `[category] [article]`); and scattered ones only where there is no such list. Where articles of other folders
    alone are gathered, the list is the one that has a date in every row.
    """

    @abstractmethod
    def place(self, url: str) -> tuple[str, int] | None:
        """The folder (a path that ends in /) and the number of the list page `url`; None when it is no list page."""

    @abstractmethod
    def page(self, number: int) -> str:
        """The name in its folder of a page behind the first."""

    def says_empty(self, text: str) -> bool:
        """Whether a list page without entries says itself that it is one."""
        return _EMPTY.search(text) is not None

    def read(self, request: Request, text: str, root: str) -> ListPage:
        """The entries of the page; then the next one, if the pager leads on or there is no pager to ask."""
        url = request.url
        folder, number = self.place(url) or (None, 0)
        if folder is None:
            raise FamilyMismatchError(f"{url} is no list address (<dir>/{self.page(2)}, or the page before it)")
        lists, pages = self._lists(parse(text), url, folder, number)
        links = self._own(lists, folder)
        if not links and (pages or url == root):
            links = self._gathered(lists)
        if not links and not self.says_empty(text) and (url == root or not pages):
            raise FamilyMismatchError(f"no article below {folder} is listed here, nor is the list said to be empty")
        if not links or (pages and max(pages) <= number):
            return ListPage(links)
        return ListPage(links, (Request(urljoin(url, folder + self.page(number + 1)), guessed=not pages),))

    def _lists(self, tree: BeautifulSoup, url: str, folder: str, number: int) -> tuple[Lists, list[int]]:
        """The lists of a page without the links of its pager, and the page numbers that the pager names."""
        lists: Lists = []
        pages: list[int] = []
        for rows in _rows_by_list(tree):
            entries = []
            for row, anchors in rows:
                date = printed_date(row, anchors[0], leave_out=("a", *_ROWS))
                others = []
                for anchor in anchors:
                    link = link_of(anchor, None, url)
                    page = self._page_in(folder, link, url) if link else number
                    if link and page is None:
                        others.append(msgspec.structs.replace(link, date=date))
                    elif page is not None:
                        pages += _named(anchor, page, number)
                entries.append(others)
            lists.append([links for links in entries if links])
        return [rows for rows in lists if rows], pages

    def _page_in(self, folder: str, link: Link, url: str) -> int | None:
        place = self.place(link.url) if place_of(link.url) == place_of(url) else None
        return place[1] if place and place[0] == folder else None

    def _own(self, lists: Lists, folder: str) -> tuple[Link, ...]:
        def is_own(link: Link) -> bool:
            return urlsplit(link.url).path.startswith(folder) and self.is_article(link.url)

        found: list[Link] = []
        scattered: list[Link] = []
        for rows in lists:
            own = [[link for link in links if is_own(link)] for links in rows]
            share = sum(map(bool, own)) / len(rows)
            for mine, links in zip(own, rows, strict=True):
                (found if share >= _SHARE else scattered).extend(mine or (links[:1] if share > _SHARE else ()))
        return _once(found or scattered)

    def _gathered(self, lists: Lists) -> tuple[Link, ...]:
        dated = [rows for rows in lists if all(links[0].date and self.is_article(links[0].url) for links in rows)]
        if len(dated) > 1:
            raise FamilyMismatchError(f"{len(dated)} lists of articles are here, and none has one below this folder")
        return _once([links[0] for rows in dated for links in rows])


def _once(links: list[Link]) -> tuple[Link, ...]:
    """Each address once, by its first link that has words: an image often leads to the same."""
    entries: dict[str, Link] = {}
    for link in links:
        if link.url not in entries or not entries[link.url].title:
            entries[link.url] = link
    return tuple(entries.values())


def _named(anchor: Tag, page: int, number: int) -> list[int]:
    """The page that a link on page `number` names, if it is one of the pager: menus lead to the first page as well."""
    words = full_title(anchor)
    if page <= number and _FOLLOWING.search(words):
        return [number + 1]  # By a script, or to nowhere on the last page: only asking tells.
    return [page] if page > 1 or _PAGER.fullmatch(words) else []


def _rows_by_list(tree: BeautifulSoup) -> Iterable[list[tuple[Tag, list[Tag]]]]:
    """The rows of each list with the links in them; in linear time, however deep a page is nested."""
    tags = tree.select("*")
    row_around: dict[int, Tag | None] = {}
    in_link: set[int] = set()
    anchors: list[Tag] = []
    for tag in tags:
        around = row_around.get(id(tag.parent))
        row_around[id(tag)] = tag if tag.name in _ROWS else around
        if id(tag.parent) in in_link:
            in_link.add(id(tag))
        elif tag.name == "a" and tag.get("href"):
            in_link.add(id(tag))
            anchors.append(tag)
    links_in = Counter(id(anchor) for anchor in anchors)
    for tag in reversed(tags):
        links_in[id(tag.parent)] += links_in[id(tag)]
    rows: dict[int, tuple[Tag, list[Tag]]] = {}
    for anchor in anchors:
        row = row_around[id(anchor)] or _alone_around(anchor, links_in)
        rows.setdefault(id(row), (row, []))[1].append(anchor)
    lists: dict[int, list[tuple[Tag, list[Tag]]]] = {}
    for row, inside in rows.values():
        lists.setdefault(id(row.parent), []).append((row, inside))
    return lists.values()


def _alone_around(anchor: Tag, links_in: Counter[int]) -> Tag:
    """All around `anchor`, up to some levels, that has no other link: its row where no list or table makes rows."""
    row = anchor
    for _ in range(_ROW_LEVELS):
        if row.parent is None or links_in[id(row.parent)] > 1:
            break
        row = row.parent
    return row
