"""The showList family: XxgkAnnualReport portals of Bozhou, Xuancheng, Chizhou, Fuyang, Tongling, Hulunbuir.

Two generations. The present one lists at `…/showList/<unit>[/<category>]/page_N.html` and has its articles at
`…/show/N.html`; these numbers are common to a whole prefecture, so that one number may answer on several hosts.
The older one lists at `/content/channel/<id>/` and `/content/channel/<id>/page-N/` and has its articles at
`…/detail/<id>.html`, where an id is 24 hexadecimal digits that begin with the time it was made at.

Lists of both are server-rendered and counted from 1; a page behind the last one is an empty list with HTTP 200,
or a 404.
"""

import re
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from scraper.exchange import Request
from scraper.families.listing import Family, FamilyMismatchError, Link, ListPage, Shape, leads_to, link_of, parse

_DISCLOSURE = r"/(?:XxgkContent|OpennessContent|XxgkPolicy|XxgkAnnualReport)"
_ROUTE = r"/(?:News|XxgkContent|OpennessContent|XxgkPolicy|XxgkAnnualReport|Special)"
_ID = r"[0-9a-f]{24}"
_LIST = re.compile(rf"({_ROUTE}/showList/\d+(?:/\d+)?/)page_(\d{{1,6}})\.html")
_CHANNEL = re.compile(rf"(/content/channel/{_ID})/?(?:page-(\d{{1,6}})/?)?")
_DETAIL = rf"/(?:content|xxgkAnnualReport)/detail/{_ID}\.html"
_ARTICLE = re.compile(rf"{_ROUTE}/show/\d+\.html|{_DETAIL}")
# /News/show/N.html alone is no mark: others address their news so.
_MARK = re.compile(rf"{_LIST.pattern}|{_CHANNEL.pattern}|{_DISCLOSURE}/show/\d+\.html|{_DETAIL}")

# Frames of the list, their rows, and in a row the link and the date: the three skins seen of the present
# generation, and the older one, which cuts a list into several frames.
_SKINS = (
    ("div.listright-box", "ul > li", "a[href]", "span"),
    ("section.m-tglist", "ul li", "a[href]", "span"),
    ("div.search-list", "table tr", "td.bt a[href]", "td.cwrq"),
    ("ul.is-listnews", "li", "a[href]", "span"),
)


class ShowList(Family):
    """Reads showList pages and the channel pages of the older generation: pages counted in the path, rows served."""

    shape = Shape(
        body=("div.newscontnet .text", "div.g-detailbox", "div.is-contentbox"),
        title=("h1",),
        attachments=(".m-file-download a",),
    )

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By the addresses of its lists and articles, in the page's own or in its links."""
        return _MARK.fullmatch(urlsplit(url).path) is not None or leads_to(url, text, _MARK)

    def is_article(self, url: str) -> bool:
        """Whether `url` is a `…/show/N.html` or a `…/detail/<id>.html`."""
        return _ARTICLE.fullmatch(urlsplit(url).path) is not None

    def read(self, request: Request, text: str, root: str) -> ListPage:  # noqa: ARG002
        """The entries of the page; as long as there are any, the next page is the next number."""
        following = _following(request.url)
        links = _links(parse(text), request.url)
        return ListPage(links, (Request(following, guessed=True),) if links else ())


def _following(url: str) -> str:
    """The address of the page behind the one at `url`, its query kept."""
    parts = urlsplit(url)
    if found := _LIST.fullmatch(parts.path):
        path = f"{found.group(1)}page_{int(found.group(2)) + 1}.html"
    elif found := _CHANNEL.fullmatch(parts.path):
        path = f"{found.group(1)}/page-{int(found.group(2) or 1) + 1}/"
    else:
        raise FamilyMismatchError(
            f"{url} is no showList address (…/showList/<unit>/page_N.html or /content/channel/<id>/)"
        )
    return parts._replace(path=path).geturl()


def _links(tree: BeautifulSoup, url: str) -> tuple[Link, ...]:
    for frame, rows, anchor, date in _SKINS:
        if found := tree.select(frame):
            entries = (_entry(row, anchor, date, url) for part in found for row in part.select(rows))
            return tuple(dict.fromkeys(entry for entry in entries if entry))
    frames = ", ".join(skin[0] for skin in _SKINS)
    raise FamilyMismatchError(f"none of the frames of a showList page is here ({frames})")


def _entry(row: Tag, anchor: str, date: str, url: str) -> Link | None:
    """The entry of a row; None for the pager, whose links are rows of the same list in one of the skins."""
    found = row.select_one(anchor)
    link = link_of(found, row.select_one(date), url) if found else None
    return None if link is None or _is_list(link.url) else link


def _is_list(url: str) -> bool:
    path = urlsplit(url).path
    return _LIST.fullmatch(path) is not None or _CHANNEL.fullmatch(path) is not None
