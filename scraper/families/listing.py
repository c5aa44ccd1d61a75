"""What every family reads from a list page."""

import re
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from itertools import islice, takewhile
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

import msgspec
from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag

from scraper.exchange import Request
from scraper.portal import Portal
from scraper.urls import canonical

# An answer to a call may be a few words without markup: bs4 takes those for the name of a file.
warnings.filterwarnings("ignore", category=MarkupResemblesLocatorWarning)

_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s<>]{1,300})""", re.IGNORECASE)
_MANY_LINKS = 5_000
_MONGO_ID = re.compile(r"(?:.*[/_])?([0-9a-f]{8})[0-9a-f]{16}(?:\.html)?")
_BEIJING = timezone(timedelta(hours=8))
_ONLY_A_DATE = re.compile(
    r"\W{0,3}(?:[^\W\d]{0,4}[::]\W{0,3})?\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\s[\d:]{4,8})?\W{0,3}"
)
_DATE_BEHIND = re.compile(r"[\s\[(]{0,3}\d{4}-\d{1,2}-\d{1,2}[\])]?\Z")
# A tree takes fifty times the room of its page: one of 32 MiB took 1.6 GiB and 25 seconds.
_LONGEST = 4 * 1024 * 1024
_DEEPEST = 500  # unclosed inline tags of real pages nest a hundred deep
_ROWS = ("li", "tr", "dd")
_PAIR = re.compile(
    r"""\b(\w{1,40})["']?\s{0,9}[:=]\s{0,9}(?:"([^"<>]{0,500})"|'([^'<>]{0,500})'|(true|false|\d{1,40}\b))"""
)


class FamilyMismatchError(Exception):
    """A list page does not look like its family: the portal's file, or the family, must be mended."""


class Link(msgspec.Struct, frozen=True):
    """An entry of a list: canonical address, full title, and the printed date (YYYY-MM-DD or None)."""

    url: str
    title: str
    date: str | None


class ListPage(msgspec.Struct, frozen=True):
    """What a list page says: its entries, what to ask next, and how many entries the whole list claims to have.

    A shell whose entries come from a script has no links and names the script's request. `total` is None where
    the page does not say; it is the publisher's claim and bounds nothing.
    """

    links: tuple[Link, ...]
    next_requests: tuple[Request, ...] = ()
    total: int | None = None


class Shape(msgspec.Struct, frozen=True):
    """Where the pages of a family keep what an article is made of: CSS selectors, the first that finds wins.

    Titles, dates and organs that stand in the standard <meta> tags and in the info line are found without it.
    """

    body: tuple[str, ...]
    title: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()


class Family(ABC):
    """How the lists of a kind of portal are read, and how its articles are addressed and built."""

    shape: ClassVar[Shape]

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    @classmethod
    @abstractmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """Whether the page `text` at `url` bears the marks of this family; asked in the order of FAMILIES."""

    @abstractmethod
    def is_article(self, url: str) -> bool:
        """Whether `url` has the form of a report's page."""

    @abstractmethod
    def read(self, request: Request, text: str, root: str) -> ListPage:
        """The list page that answered `request` (its url is the one that answered).

        `root` is the address of the list's first page. Raises FamilyMismatchError when it does not look like the
        family: an empty result says that the list is there and has no entry.
        """

    def identity(self, url: str) -> str:
        """The one address of the article at `url`, where the family serves it at several."""
        return url

    def missing(self, text: str) -> str | None:
        """Why the article page `text`, served with 200, holds no report; None where nothing says so."""
        del text
        return None


def parse(html: str) -> BeautifulSoup:
    """The page as a tree; one so long or so deep that it would take for ever is a mismatch."""
    if len(html) > _LONGEST:
        raise FamilyMismatchError(f"a page of {len(html)} characters; no list is longer than {_LONGEST}")
    tree = BeautifulSoup(html, "lxml")
    depths = {id(tree): 0}
    for tag in tree.find_all(name=True):
        depths[id(tag)] = depths[id(tag.parent)] + 1
        if depths[id(tag)] > _DEEPEST:
            raise FamilyMismatchError(f"elements stand more than {_DEEPEST} deep in each other, as in no list")
    return tree


def link_of(anchor: Tag, date: Tag | None, base: str) -> Link | None:
    """The entry that `anchor` stands for; None when it leads to no address."""
    url = canonical(str(anchor.get("href") or ""), base) if anchor.get("href") else None
    return Link(url, full_title(anchor), date_in(date.get_text(" ") if date else "")) if url else None


def full_title(anchor: Tag) -> str:
    """The title of an entry; from its title attribute where the text is a cut or empty."""
    text = " ".join(anchor.get_text().split())
    attribute = " ".join(str(anchor.get("title") or "").split())
    return attribute if attribute.startswith(text.rstrip(".…")) else text


def date_in(text: str) -> str | None:
    """The first date in `text` as YYYY-MM-DD.

    >>> date_in("[2021年1月4日]"), date_in("置顶")
    ('2021-01-04', None)
    """
    found = _DATE.search(text)
    return "{}-{:0>2}-{:0>2}".format(*found.groups()) if found else None


def leads_to(url: str, text: str, route: re.Pattern[str]) -> bool:
    """Whether the page `text` at `url` links to its own host at a path of the form `route`.

    Links to other hosts tell what those are made with. A page saved without its address has no own host: there
    every link counts.
    """
    return any(_is_own(url, found.group(1), route) for found in islice(_HREF.finditer(text), _MANY_LINKS))


def _is_own(url: str, href: str, route: re.Pattern[str]) -> bool:
    try:
        place, own = urlsplit(urljoin(url, href)), urlsplit(url).netloc
    except ValueError:
        return False
    return place.netloc in (own or place.netloc, "") and route.fullmatch(place.path) is not None


def day_of_id(url: str) -> str | None:
    """The day on which the 24-digit hexadecimal id that ends `url` was made, in Beijing; None without such an id.

    The first eight digits are seconds since 1970. Often that is the day of publication, after a move of the portal
    the day of the move: a check on the printed date, never a stand-in for it.

    >>> day_of_id("http://zwgk.yunlan.example/xxgkAnnualReport/detail/61f1f0ed886688e3278b4568.html")
    '2022-01-27'
    """
    found = _MONGO_ID.fullmatch(urlsplit(url).path)
    made = datetime.fromtimestamp(int(found.group(1), 16), _BEIJING) if found else None
    return made.date().isoformat() if made else None


def script_pairs(script: str) -> dict[str, str]:
    """The names in a piece of script that stand with a literal, each with its first; for pieces of bounded length.

    >>> script_pairs("{'webId':'33', pageIndex: pageIndex, type: 4, webId: '34'}")
    {'webId': '33', 'type': '4'}
    """
    pairs: dict[str, str] = {}
    for name, *values in _PAIR.findall(script):
        pairs.setdefault(name, "".join(values))
    return pairs


def row_links(frame: Tag, base: str, is_article: Callable[[str], bool]) -> tuple[Link, ...]:
    """One entry for each row of `frame`, in which nothing but a list stands.

    A row is a list item or a line of a table; an anchor in neither is a row of its own. Of several anchors in a row
    the first that leads to an article is the entry, of none the first that leads to another page.
    """
    rows: dict[int, list[Tag]] = {}
    for anchor in frame.select("a[href]"):
        rows.setdefault(id(_row(anchor) or anchor), []).append(anchor)
    entries = (_entry(anchors, base, is_article) for anchors in rows.values())
    return tuple(dict.fromkeys(entry for entry in entries if entry))


def _row(anchor: Tag) -> Tag | None:
    return next((one for one in anchor.parents if one.name in _ROWS), None)


def _entry(anchors: list[Tag], base: str, is_article: Callable[[str], bool]) -> Link | None:
    pairs = [(canonical(str(anchor["href"]), base), anchor) for anchor in anchors]
    leading = [(url, anchor) for url, anchor in pairs if url and not str(anchor["href"]).strip().startswith("#")]
    if not leading:
        return None
    url, anchor = next(((url, anchor) for url, anchor in leading if is_article(url)), leading[0])
    printed = next(filter(_ONLY_A_DATE.fullmatch, _texts(anchor)), None)
    title, text = _title_without_date(anchor), " ".join(anchor.get_text().split())
    behind = text.removeprefix(title) if text.startswith(title) else ""
    return Link(url, title, date_in(printed or behind))


def _texts(anchor: Tag) -> Iterator[str]:
    """The texts of the row of `anchor`; what follows it until the next anchor where there is no row."""
    row = _row(anchor)
    if row is not None:
        yield from row.stripped_strings
        return
    yield from anchor.stripped_strings
    for one in takewhile(lambda one: not (isinstance(one, Tag) and one.name == "a"), anchor.next_siblings):
        yield from one.stripped_strings if isinstance(one, Tag) else (str(one).strip(),)


def _title_without_date(anchor: Tag) -> str:
    """The full title where the date, or more, stands in the same anchor."""
    strings = list(anchor.strings)
    undated = [one for one in strings if not _ONLY_A_DATE.fullmatch(one.strip())] or strings
    text = " ".join("".join(undated).split())
    attribute = " ".join(str(anchor.get("title") or "").split())
    if attribute and (text.startswith(attribute) or attribute.startswith(text.rstrip(".…"))):
        return attribute
    return _DATE_BEHIND.sub("", text)


def printed_date(row: Tag, anchor: Tag, *, leave_out: tuple[str, ...] = ("a",)) -> str | None:
    """The date that `row` prints for its entry `anchor`: beside links (and what else is left out), or in the link."""
    beside: list[str] = []
    rest = row.contents[::-1]
    while rest:
        node = rest.pop()
        if isinstance(node, Tag):
            rest += node.contents[::-1] if node.name not in leave_out else ()
        else:
            beside.append(str(node))
    return date_in(" ".join(beside)) or date_in(anchor.get_text(" "))
