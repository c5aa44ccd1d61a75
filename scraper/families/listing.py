"""What every family reads from a list page."""

import re
from typing import Protocol

import msgspec
from bs4 import BeautifulSoup, Tag

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
    """The entries of a list page and the addresses of the pages to read next."""

    links: tuple[Link, ...]
    next_urls: tuple[str, ...]


class Family(Protocol):
    """How the lists of a kind of portal are read."""

    def read(self, url: str, html: str, root: str) -> ListPage:
        """The list page at `url`, on the way from the start page `root`; raises FamilyMismatchError."""

    def is_article(self, url: str) -> bool:
        """Whether `url` has the form of a report's page."""


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
