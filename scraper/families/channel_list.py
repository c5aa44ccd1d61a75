"""The channel/list family: portals of Zhangjiakou, Xingtai and Qinhuangdao counties, Qian'an and Fuxin.

A list is `/channel/list/<N>.html` or `/channelList/<N>.html`. How its further pages are addressed differs from build
to build, in the query or in the path: the last item but one of `ul.pagination` is the link to the next page, and is
followed as it stands. `div.page-inner` says how many entries or pages there are. Articles are
`/single/<N>/<id>.html`, `/xxgkcontent/<id>.html` and `/content/[<column>/]<id>.html`.
"""

import re
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from scraper.exchange import Request
from scraper.families.listing import (
    Family,
    FamilyMismatchError,
    Link,
    ListPage,
    Shape,
    date_in,
    leads_to,
    link_of,
    parse,
)
from scraper.urls import canonical

_LIST = re.compile(r"/(?:channel/list|channelList)/(\d{1,12})(?:[./_-][^?#]*)?")
_SURE_ARTICLE = r"/single/\d{1,12}/\d{1,12}\.html|/xxgkcontent/\d{1,12}\.html"
_ARTICLE = re.compile(_SURE_ARTICLE + r"|/content/(?:\w+/)?\d{1,12}\.html")
_MARK = re.compile(f"{_LIST.pattern}|{_SURE_ARTICLE}")
_BODY = "Detailcontent_inner"

_FRAMES = (".list1-ul", ".xxgk_rul")
_DATES = ".tabs2Right-part2, span"
_LONGEST_DATE = 24  # [2024-01-05 10:20:30], and no title that has a date in it
_TOTAL = re.compile(r"共\s*(\d{1,9})\s*(条|篇|个|件|项|页)")


class ChannelList(Family):
    """Reads channel/list pages, in the news skin (`.list1-ul`) and the disclosure skin (`.xxgk_rul`)."""

    shape = Shape(body=(f".{_BODY}", "div.content"), breadcrumb=(".breadcrumbs",))

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By the addresses of its lists, in the page's own or in its links, or by an article's frame and address."""
        path = urlsplit(url).path
        is_article = _BODY in text and _ARTICLE.fullmatch(path) is not None
        return is_article or _MARK.fullmatch(path) is not None or leads_to(url, text, _MARK)

    def is_article(self, url: str) -> bool:
        """Whether `url` has one of the three forms of an article's address."""
        return _ARTICLE.fullmatch(urlsplit(url).path) is not None

    def read(self, request: Request, text: str, root: str) -> ListPage:
        """The entries of the page, and the page that its pager leads to."""
        channel = _channel(request.url)
        if channel is None:
            raise FamilyMismatchError(f"{request.url} is no list address (/channel/list/N.html or /channelList/N.html)")
        tree = parse(text)
        following = _following(tree, request.url, channel)
        entries, pages = _claims(tree)
        links = _links(tree, request.url)
        more = (pages or 0) > 1 or (entries or 0) > len(links)
        if more and links and following is None and request.url == root:
            raise FamilyMismatchError("the list claims more than one page, and its pager (ul.pagination) leads to none")
        return ListPage(links, (Request(following),) if following and links else (), entries)


def _channel(url: str) -> str | None:
    found = _LIST.fullmatch(urlsplit(url).path)
    return found.group(1) if found else None


def _links(tree: BeautifulSoup, url: str) -> tuple[Link, ...]:
    frames = tree.select(", ".join(_FRAMES))
    if not frames:
        raise FamilyMismatchError(f"none of the frames of a channel/list page is here ({', '.join(_FRAMES)})")
    entries = (_entry(row, url) for frame in frames for row in frame.select("li:not(:has(li))"))
    return tuple(dict.fromkeys(entry for entry in entries if entry))


def _entry(row: Tag, url: str) -> Link | None:
    """The entry of a row; None for the pager's. A date printed inside the link is taken out: the title stays clean."""
    anchor = row.select_one("a[href]")
    printed = [tag for tag in row.select(_DATES) if _is_date(tag.get_text(" ", strip=True))]
    date = printed[-1].extract() if printed else None
    link = link_of(anchor, date, url) if anchor else None
    return None if link is None or _channel(link.url) else link


def _is_date(text: str) -> bool:
    return len(text) <= _LONGEST_DATE and date_in(text) is not None


def _claims(tree: BeautifulSoup) -> tuple[int | None, int | None]:
    """How many entries and how many pages the list claims to have; a bare number (共 3) may be either, and is none."""
    frame = tree.select_one("div.page-inner")
    found = {unit == "页": int(number) for number, unit in _TOTAL.findall(frame.get_text(" ") if frame else "")}
    return found.get(False), found.get(True)


def _following(tree: BeautifulSoup, url: str, channel: str) -> str | None:
    """Where the last item but one of the pager leads; None on the last page, where it is no link or leads here."""
    pager = tree.select_one("ul.pagination")
    items = pager.find_all("li", recursive=False) if pager else []
    anchor = items[-2].select_one("a[href]") if len(items) > 1 else None
    following = canonical(str(anchor["href"]), url) if anchor else None
    if following is None or following == url:
        return None
    if _channel(following) != channel:
        raise FamilyMismatchError(f"the pager (ul.pagination) leads out of the list, to {following}")
    return following
