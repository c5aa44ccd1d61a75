"""The VSB family (博达网站群): Tianshui, Gannan, Meishan, Yulin, Bortala, Honghe, Pu'er, Baoshan, Chuxiong.

Static lists count their pages from the old end: of N pages the first is `x.htm`, the second `x/<N-1>.htm`, the last
`x/1.htm`. Dynamic ones are `list.jsp?wbtreeid=T&totalpage=N&PAGENUM=p`. The pager prints `p/N` and mostly `共687条`,
and links to its neighbours. Articles are `/info/<tree>/<news>.htm`; `…content.jsp?wbtreeid=<tree>&wbnewsid=<news>` is
the same article, and disclosure modules have `/info/egovinfo/<n>/<template>/<index number>.htm`.

When an entry appears or vanishes while a list is read, the rows move, and with a page more the old names hold other
pages: a row can move to where it was read already. So a page that claims another total than the one before it asks
for that one once more, under a query that static files do not look at; and since the file that a pager names is gone
when the list has become a page shorter, the file after it is asked for too.
"""

import re
from urllib.parse import parse_qs, urlsplit

import msgspec
from bs4 import BeautifulSoup, Tag

from scraper.exchange import Request
from scraper.families.listing import (
    Family,
    FamilyMismatchError,
    Link,
    ListPage,
    Shape,
    full_title,
    parse,
    printed_date,
)
from scraper.portal import Portal
from scraper.urls import canonical

_ARTICLE = re.compile(r".*/info/(?:\d+/\d+|egovinfo/\d+/.+)\.htm")
_TWIN = re.compile(r".*content\.jsp")
_MARK = re.compile(r"wbtreeid|vsb_content|_showDynClick|pb_sys_common|\bid\s{0,9}=\s{0,9}[\"']?fanye\d", re.IGNORECASE)
_ROW = re.compile(r"\Aline(?:_u)?\d+_\d+\Z")
_NEXT = "a.Next[href], .p_next a[href]"
_PREVIOUS = "a.Prev[href], .p_prev a[href]"
_PAGES = re.compile(r"(?<!\d)(\d{1,7})\s{0,9}/\s{0,9}(\d{1,7})(?!\d)")
_TOTAL = re.compile(r"共\s{0,9}(\d{1,9})\s{0,9}条")
_FILE = re.compile(r"([^?]*/)(\d{1,7})\.htm")
_AGAIN = "_again"


class _Pager(msgspec.Struct):
    """What a pager says: this page of how many, the entries, the pages if not the entries, the pages beside it."""

    page: int | None
    pages: int | None
    total: int | None
    size: int | None
    following: str | None
    previous: str | None


class Vsb(Family):
    """Reads VSB lists. What each list claimed on its latest page is kept, to see when it changes."""

    shape = Shape(("#vsb_content", "[id^=vsb_content_]", ".v_news_content"), attachments=("a[href*='download.jsp']",))

    def __init__(self, portal: Portal) -> None:
        super().__init__(portal)
        self._sizes: dict[str, int | None] = {}

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:  # noqa: ARG003
        """By the names that its components give to elements, scripts and parameters."""
        return _MARK.search(text) is not None

    def is_article(self, url: str) -> bool:
        """Whether `url` is an article: static, its dynamic twin, or of a disclosure module."""
        return _is_article(url)

    def identity(self, url: str) -> str:
        """The static address of a dynamic article."""
        return _twin_of(url) or url

    def read(self, request: Request, text: str, root: str) -> ListPage:
        """The rows of the list that the page's pager belongs to, and the page that its 下页 leads to."""
        url = request.url
        tree = parse(text)
        if not _MARK.search(text):
            raise FamilyMismatchError("no mark of VSB is here (fanye, pb_sys_common, wbtreeid, vsb_content)")
        pager, rows = _list_proper(tree, url)
        links = tuple(dict.fromkeys(link for link in (_entry(row, url) for row in rows) if link))
        if pager is None:
            return ListPage(links)
        if not links and pager.size:
            raise FamilyMismatchError(f"the pager claims {pager.size} and no row (id line…_n) is here")
        if not pager.following and (pager.page or 0) < (pager.pages or 0):
            raise FamilyMismatchError(f"page {pager.page} of {pager.pages} has no link to the next (a.Next, .p_next a)")
        return ListPage(links, self._next(url, root, pager), pager.total)

    def _next(self, url: str, root: str, pager: _Pager) -> tuple[Request, ...]:
        again = parse_qs(urlsplit(url).query).get(_AGAIN)
        if again:
            if again != [str(pager.size)]:
                raise FamilyMismatchError(f"the list has {pager.size} now: it changes while it is read once more")
            return _requests(_again(pager), None, None)
        changed = url != root and self._sizes.get(root) != pager.size
        self._sizes[root] = pager.size
        return _requests(_again(pager) if changed else None, pager.following, _file_after(pager.following))


def _is_article(url: str) -> bool:
    return _ARTICLE.fullmatch(urlsplit(url).path) is not None or _twin_of(url) is not None


def _twin_of(url: str) -> str | None:
    """`/info/<tree>/<news>.htm` for the dynamic address of an article."""
    parts = urlsplit(url)
    if not _TWIN.fullmatch(parts.path):
        return None
    query = parse_qs(parts.query)
    tree, news = (query.get(name, [""])[0] for name in ("wbtreeid", "wbnewsid"))
    numbers = (tree + news).isascii() and tree.isdigit() and news.isdigit()
    return f"{parts.scheme}://{parts.netloc}/info/{tree}/{news}.htm" if numbers else None


def _requests(again: str | None, following: str | None, after: str | None) -> tuple[Request, ...]:
    """The page to be read once more, the one that the pager names, and the one behind it, as far as there are any."""
    asked = ((again, True), (following, False), (after, True))
    return tuple(Request(url, guessed=guessed) for url, guessed in asked if url)


def _file_after(url: str | None) -> str | None:
    """`x/3.htm` for `x/4.htm`; none for the last page, or a dynamic one."""
    found = _FILE.fullmatch(url or "")
    return f"{found.group(1)}{int(found.group(2)) - 1}.htm" if found and int(found.group(2)) > 1 else None


def _again(pager: _Pager) -> str | None:
    """The page before this one, to be asked once more."""
    if pager.previous is None:
        return None
    return canonical(f"{pager.previous}{'&' if urlsplit(pager.previous).query else '?'}{_AGAIN}={pager.size}")


def _list_proper(tree: BeautifulSoup, url: str) -> tuple[_Pager | None, list[Tag]]:
    """The pager and the rows of the list that it pages; sidebars are lists of rows too, but have none."""
    lists: dict[str, list[Tag]] = {}
    pagers: list[Tag] = []
    latest, paged = "", set()
    in_row: set[int] = set()
    for tag in tree.select("*"):
        name = str(tag.get("id") or "")
        if id(tag.parent) in in_row:
            in_row.add(id(tag))
        elif _ROW.search(name):
            in_row.add(id(tag))
            latest = name.rpartition("_")[0]  # line_u5_0 and line_u5_1 are of one list, line_u8_0 is of another
            lists.setdefault(latest, []).append(tag)
        elif name.startswith("fanye") or "pb_sys_common" in tag.get_attribute_list("class"):
            pagers.append(tag)
            paged.add(latest)
    if not pagers and len(lists) != 1:
        raise FamilyMismatchError(
            f"{len(lists)} lists (id line…_n) and no pager (fanye, pb_sys_common) that says which"
        )
    if not pagers:
        return None, next(iter(lists.values()))
    pager = _pager(pagers[-1], url)
    if 0 in (pager.total, pager.pages):
        return pager, []  # The rows before the pager are those of a sidebar then.
    if len(paged) > 1:
        raise FamilyMismatchError(f"{len(paged)} lists with pagers are here, and only one can be read")
    return pager, lists.get(paged.pop(), [])


def _pager(mark: Tag, url: str) -> _Pager:
    frame = mark.find_parent("tr") if str(mark.get("id") or "").startswith("fanye") else mark
    frame = frame or mark.parent or mark
    text = frame.get_text(" ")
    place, found = _PAGES.search(text), _TOTAL.search(text)
    page, pages = (int(place.group(1)), int(place.group(2))) if place else (None, None)
    total = int(found.group(1)) if found else None
    # In one skin 首页 has the class of 上页 too, and stands before it; and 尾页 that of 下页, behind it.
    following, previous = (frame.select(_NEXT)[:1], frame.select(_PREVIOUS)[-1:])
    beside = (next((canonical(str(link["href"]), url) for link in links), None) for links in (following, previous))
    return _Pager(page, pages, total, pages if total is None else total, *beside)


def _entry(row: Tag, url: str) -> Link | None:
    """The entry of a row: its first link to an article, or else its first link."""
    links = [(anchor, canonical(str(anchor["href"]), url)) for anchor in row.select("a[href]") if anchor["href"]]
    leading = [(anchor, address) for anchor, address in links if address]
    articles = [(anchor, address) for anchor, address in leading if _is_article(address)]
    for anchor, address in (articles or leading)[:1]:
        return Link(address, _title(anchor), printed_date(row, anchor))
    return None


def _title(anchor: Tag) -> str:
    """The title; in a skin of cards the link holds a heading, a date and the first words of the article."""
    heading = anchor.select_one("h1, h2, h3, h4, h5, h6")
    if heading is None:
        return full_title(anchor)
    return " ".join(str(anchor.get("title") or heading.get_text()).split())
