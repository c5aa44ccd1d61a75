"""What every family reads from a list page."""

import re
from abc import ABC, abstractmethod
from typing import ClassVar

import msgspec
from bs4 import BeautifulSoup, Tag

from scraper.exchange import Request
from scraper.portal import Portal
from scraper.urls import canonical

_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")


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
    """The page as a tree."""
    return BeautifulSoup(html, "lxml")


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
