"""The showList family: XxgkAnnualReport portals of Bozhou, Xuancheng, Chizhou, Fuyang, Tongling, Hulunbuir.

Lists are server-rendered, `…/showList/<unit>[/<category>]/page_N.html` from 1 on; a page behind the last
one is an empty list with HTTP 200, or a 404. Articles are `…/show/N.html`.
"""

import re
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from scraper.exchange import Request
from scraper.families.listing import Family, FamilyMismatchError, Link, ListPage, Shape, link_of, parse

_ROUTE = r"/(?:News|XxgkContent|OpennessContent|XxgkPolicy|XxgkAnnualReport|Special)"
_LIST = re.compile(_ROUTE + r"/showList/\d+(?:/\d+)?/page_(\d+)\.html")
_ARTICLE = re.compile(_ROUTE + r"/show/\d+\.html")

# Frame of the list, its rows, and in a row the link and the date: the three skins seen.
_SKINS = (
    ("div.listright-box", "ul > li", "a[href]", "span"),
    ("section.m-tglist", "ul li", "a[href]", "span"),
    ("div.search-list", "table tr", "td.bt a[href]", "td.cwrq"),
)


class ShowList(Family):
    """Reads showList pages."""

    shape = Shape(body=("div.newscontnet .text", "div.g-detailbox"), attachments=(".m-file-download a",))

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By its list addresses, in the page's own or in its links."""
        return _LIST.search(url) is not None or "/showList/" in text

    def is_article(self, url: str) -> bool:
        """Whether `url` is a `…/show/N.html`."""
        return _ARTICLE.fullmatch(urlsplit(url).path) is not None

    def read(self, request: Request, text: str, root: str) -> ListPage:  # noqa: ARG002
        """The entries of the page; as long as there are any, the next page is the next number."""
        url = request.url
        number = _LIST.fullmatch(urlsplit(url).path)
        if number is None:
            raise FamilyMismatchError(f"{url} is no showList address (…/showList/<unit>/page_N.html)")
        links = _links(parse(text), url)
        return ListPage(links, (Request(_page(url, int(number.group(1)) + 1)),) if links else ())


def _links(tree: BeautifulSoup, url: str) -> tuple[Link, ...]:
    for frame, rows, anchor, date in _SKINS:
        found = tree.select_one(frame)
        if found is not None:
            entries = (_entry(row, anchor, date, url) for row in found.select(rows))
            return tuple(dict.fromkeys(entry for entry in entries if entry))
    frames = ", ".join(skin[0] for skin in _SKINS)
    raise FamilyMismatchError(f"none of the frames of a showList page is here ({frames})")


def _entry(row: Tag, anchor: str, date: str, url: str) -> Link | None:
    """The entry of a row; None for the pager, whose links are rows of the same list in one of the skins."""
    found = row.select_one(anchor)
    link = link_of(found, row.select_one(date), url) if found else None
    return None if link is None or _LIST.fullmatch(urlsplit(link.url).path) else link


def _page(url: str, number: int) -> str:
    return re.sub(r"/page_\d+\.html", f"/page_{number}.html", url, count=1)
