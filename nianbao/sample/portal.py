"""The portal as a map from paths to pages, and how it answers conditional requests."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from nianbao.sample.organs import ORGANS, UNIT
from nianbao.sample.pages import (
    CHARSETS,
    Item,
    article_page,
    list_page,
    list_path,
    message_page,
    published_at,
)
from nianbao.sample.planted import Publication, publications
from parsers.form import TABLES

ITEMS_ON_A_PAGE = 20
HTML = "text/html; charset=utf-8"
BEIJING = timezone(timedelta(hours=8))
BUILT = datetime(2025, 3, 3, 9, 0, tzinfo=BEIJING)
ROBOTS = b"User-agent: *\nDisallow: /admin/\nDisallow: /search/\nCrawl-delay: 0\n"
_LIST = re.compile(r"/XxgkAnnualReport/showList/(\d{1,9})/page_([1-9]\d{0,8})\.html")


class Page(NamedTuple):
    """What stands at a path, and the later version that replaces it for those who already hold this one."""

    body: bytes
    media_type: str
    modified: datetime
    revision: "Page | None" = None

    @property
    def etag(self) -> str:
        """A strong validator of the bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


class Asked(NamedTuple):
    """The conditional headers of a request, None where it has none."""

    if_none_match: str | None = None
    if_modified_since: str | None = None


def page_at(path: str) -> Page | None:
    """The page at `path`; beyond its end a list is an empty page; other unknown paths are None."""
    return _pages().get(path) or _beyond_the_end(path)


def reply(page: Page, asked: Asked) -> tuple[int, Page]:
    """Status (200 or 304) and page for a request: the first version unless it shows that it holds one.

    The server keeps no state: a revised page gives its first version to whoever asks without condition, its
    second to whoever holds another, and 304 to whoever holds the second.
    """
    if asked.if_none_match is None and _moment(asked.if_modified_since) is None:
        return 200, page
    newest = page.revision or page
    return (304 if _is_held(newest, asked) else 200), newest


def _is_held(page: Page, asked: Asked) -> bool:
    """An entity tag decides alone where there is one (RFC 9110, 13.2.2)."""
    if asked.if_none_match is not None:
        tags = (tag.strip().removeprefix("W/") for tag in asked.if_none_match.split(","))
        return any(tag in ("*", page.etag) for tag in tags)
    since = _moment(asked.if_modified_since)
    return since is not None and page.modified <= since


def _moment(http_date: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(http_date or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@cache
def _pages() -> dict[str, Page]:
    picture = files(__package__).joinpath("templates", "table.png").read_bytes()
    pages = {
        "/": Page(message_page("home"), HTML, BUILT),
        "/robots.txt": Page(ROBOTS, "text/plain", BUILT),
        **{f"/upload/tables/{table}.png": Page(picture, "image/png", BUILT) for table in TABLES},
    }
    for publication in publications():
        pages |= dict.fromkeys(publication.paths, _article(publication))
    for unit in (UNIT, *(organ.unit for organ in ORGANS)):
        pages |= dict(_lists(unit))
    return pages


def _article(publication: Publication) -> Page:
    first = publication.drawn
    modified = published_at(first).replace(tzinfo=BEIJING)
    if publication.kind == "soft_404":
        return Page(message_page("missing"), HTML, modified)
    layout = publication.layout
    media_type = "text/html" if layout in CHARSETS else HTML
    second = None
    if publication.revision and publication.revised_on:
        at = datetime.combine(publication.revised_on, time(9), tzinfo=BEIJING)
        second = Page(article_page(publication.revision, layout), media_type, at)
    return Page(article_page(first, layout), media_type, modified, second)


def _items(unit: int) -> list[Item]:
    """What a unit's list holds, the newest first."""
    items = [
        Item(path, each.drawn.title, each.drawn.published.isoformat())
        for each in publications()
        if unit in (UNIT, each.organ.unit)
        for path in each.paths
    ]
    return sorted(items, key=lambda item: (item.published, item.path), reverse=True)


def _lists(unit: int) -> Iterator[tuple[str, Page]]:
    items = _items(unit)
    last = -(-len(items) // ITEMS_ON_A_PAGE)
    for number in range(1, last + 1):
        shown = items[(number - 1) * ITEMS_ON_A_PAGE : number * ITEMS_ON_A_PAGE]
        yield list_path(unit, number), Page(list_page(shown, unit, number, last), HTML, BUILT)


def _beyond_the_end(path: str) -> Page | None:
    found = _LIST.fullmatch(path)
    unit, number = (int(found[1]), int(found[2])) if found else (0, 0)
    if list_path(unit) not in _pages():
        return None
    last = -(-len(_items(unit)) // ITEMS_ON_A_PAGE)
    return Page(list_page((), unit, number, last), HTML, BUILT)
