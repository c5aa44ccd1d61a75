"""Lists that only their addresses tell: folders with numbered pages in them and articles below them."""

import re
from abc import abstractmethod
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

import msgspec
from bs4 import BeautifulSoup, Tag

from scraper.exchange import Request
from scraper.families.listing import Family, FamilyMismatchError, Link, ListPage, link_of, parse, printed_date
from scraper.urls import place_of

_ROW_LEVELS = 3
_EMPTY = re.compile(r"暂无|没有(?:相关|任何)?(?:信息|内容|数据|记录)|共\s{0,9}0\s{0,9}[条篇项]")

# The lists of a page: of each its rows, of a row its links.
Lists = list[list[list[Link]]]


class FolderLists(Family):
    """A family whose list is a folder: its pages are numbered files in it, its articles lie below it.

    That alone tells the list from menus and sidebars. Its entries are all the rows among which articles below the
    folder are more than half (files and links to elsewhere included), and every such article that stands alone.
    Where articles of other folders only are gathered, the list is the one that has a date in every row.
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
        lists, pages = self._lists(parse(text), url, folder)
        links = self._own(lists, folder)
        if not links and (pages or url == root):
            links = self._gathered(lists)
        if not links and not self.says_empty(text) and (url == root or not pages):
            raise FamilyMismatchError(f"no article below {folder} is listed here, nor is the list said to be empty")
        if not links or (pages and max(pages) <= number):
            return ListPage(links)
        return ListPage(links, (Request(urljoin(url, folder + self.page(number + 1))),))

    def _lists(self, tree: BeautifulSoup, url: str, folder: str) -> tuple[Lists, list[int]]:
        """The lists of a page without the links of its pager, and the numbers behind 1 that the pager names."""
        lists: Lists = []
        pages: list[int] = []
        for rows in _rows_by_list(tree):
            entries = []
            for row, anchors in rows:
                links = [link for link in (link_of(anchor, None, url) for anchor in anchors) if link]
                places = [self.place(link.url) if place_of(link.url) == place_of(url) else None for link in links]
                pages += [place[1] for place in places if place and place[0] == folder and place[1] > 1]
                others = [link for link, place in zip(links, places, strict=True) if not place or place[0] != folder]
                date = printed_date(row, anchors[0])
                entries.append([msgspec.structs.replace(link, date=date) for link in others])
            lists.append([links for links in entries if links])
        return [rows for rows in lists if rows], pages

    def _own(self, lists: Lists, folder: str) -> tuple[Link, ...]:
        def is_own(link: Link) -> bool:
            return urlsplit(link.url).path.startswith(folder) and self.is_article(link.url)

        found: list[Link] = []
        for rows in lists:
            is_list = 2 * sum(any(map(is_own, links)) for links in rows) > len(rows)
            for links in rows:
                found += [link for link in links if is_own(link)] or links[:is_list]
        return _once(found)

    def _gathered(self, lists: Lists) -> tuple[Link, ...]:
        dated = [rows for rows in lists if all(links[0].date and self.is_article(links[0].url) for links in rows)]
        return _once([links[0] for links in dated[0]]) if len(dated) == 1 else ()


def _once(links: list[Link]) -> tuple[Link, ...]:
    """Each address once, by its first link that has words: an image often leads to the same."""
    entries: dict[str, Link] = {}
    for link in links:
        if link.url not in entries or not entries[link.url].title:
            entries[link.url] = link
    return tuple(entries.values())


def _rows_by_list(tree: BeautifulSoup) -> Iterable[list[tuple[Tag, list[Tag]]]]:
    """The rows of each list with the links in them."""
    rows: dict[int, tuple[Tag, list[Tag]]] = {}
    alone: dict[int, bool] = {}
    for anchor in tree.select("a[href]"):
        row = _row(anchor, alone)
        rows.setdefault(id(row), (row, []))[1].append(anchor)
    lists: dict[int, list[tuple[Tag, list[Tag]]]] = {}
    for row, anchors in rows.values():
        lists.setdefault(id(row.parent), []).append((row, anchors))
    return lists.values()


def _row(anchor: Tag, alone: dict[int, bool]) -> Tag:
    """The row of a list or table that `anchor` stands in, or else all around it that has no other link."""
    row = anchor.find_parent(("li", "tr", "dd"))
    if row is not None:
        return row
    row = anchor
    for _ in range(_ROW_LEVELS):
        around = row.parent
        if around is None:
            break
        if id(around) not in alone:
            alone[id(around)] = len(around.find_all("a", limit=2)) < 2
        if not alone[id(around)]:
            break
        row = around
    return row
