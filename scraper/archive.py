"""The archive under data/raw: where its files lie, and how they are read.

``catalog.sqlite`` is the catalogue, ``warc/`` holds the answers as served, ``crawl.lock`` keeps a second
crawl out. Reading needs no lock and no write access, also while a crawl runs.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

import scraper.catalog as catalog
from scraper.catalog import Capture, Kind
from scraper.exchange import Limits
from scraper.inflate import BrokenBodyError, TooLargeError, inflate
from scraper.standing import Standing, standing_of
from scraper.states import SETTLED, State
from scraper.warc import DamagedRecordError, read_record


class ArchiveError(Exception):
    """data/raw cannot be read or written: its keeper must act, as the message says."""


class AddressState(msgspec.Struct, frozen=True, kw_only=True):
    """An address whose page is not to be had, or not yet, and why; `checked_at` is UTC, None for never."""

    url: str
    kind: Kind
    state: State | None
    reason: str | None
    checked_at: str | None
    list_title: str | None
    list_date: str | None


class Layout(msgspec.Struct, frozen=True):
    """The names of the files under a raw folder."""

    root: Path

    @property
    def catalog(self) -> Path:
        """The SQLite catalogue."""
        return self.root / "catalog.sqlite"

    @property
    def lock(self) -> Path:
        """Held while a crawl writes."""
        return self.root / "crawl.lock"

    @property
    def warcs(self) -> Path:
        """The folder of the WARC files."""
        return self.root / "warc"

    def warc(self, run: str, part: int) -> Path:
        """The `part`-th file (from 1) of a run."""
        return self.warcs / f"{run}-{part:03d}.warc.gz"


class Archive:
    """What was fetched, read back. Open with ``Archive.open(raw_dir)``; a context manager."""

    def __init__(self, layout: Layout, connection: sqlite3.Connection) -> None:
        self._layout = layout
        self._connection = connection

    @classmethod
    def open(cls, raw_dir: Path) -> Self:
        """The archive under `raw_dir`; raises ArchiveError when there is none."""
        layout = Layout(raw_dir)
        if not layout.catalog.exists():
            raise ArchiveError(f"{raw_dir} holds no archive yet: crawl a portal into it first")
        try:
            return cls(layout, catalog.open_to_read(layout.catalog))
        except (sqlite3.Error, catalog.OtherVersionError) as error:
            raise ArchiveError(f"{layout.catalog} cannot be read: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the catalogue."""
        self._connection.close()

    def captures(self, kind: Kind = "article", *, latest: bool = True) -> Iterator[Capture]:
        """Captures with a body, ordered by portal and address: the latest of each, or all in time order.

        A page that is asked again and has not changed stays under the capture that first brought its body.
        """
        newest = "AND id IN (SELECT MAX(id) FROM captures WHERE state = 'captured' GROUP BY portal, url)"
        where = f"WHERE kind = ? AND state = 'captured' {newest if latest else ''} ORDER BY portal, url, id"
        return self._select(where, (kind,))

    def history(self, url: str) -> list[Capture]:
        """The captures of `url` whose bodies differ, in time order."""
        first: dict[str, Capture] = {}
        for capture in self._select("WHERE url = ? AND state = 'captured' ORDER BY id", (url,)):
            first.setdefault(capture.digest, capture)
        return list(first.values())

    def body(self, capture: Capture) -> bytes:
        """The body of `capture`, inflated and checked against its digest.

        For an unchanged page it is the body stored before. Raises ArchiveError naming file and offset when damaged.
        """
        stored = catalog.with_body(self._connection, capture)
        if stored is None:
            raise ArchiveError(f"{capture.url}: the body that its record of {capture.fetched_at} refers to is missing")
        return stored_body(self._layout, stored)

    def states(self, portal: str) -> list[AddressState]:
        """Addresses whose last fetch brought no page, or that were never asked; ordered by address."""
        settled = ", ".join(f"'{state}'" for state in sorted(SETTLED))
        query = (
            "SELECT url, kind, state, reason, checked_at, list_title, list_date FROM frontier "  # noqa: S608
            f"WHERE portal = ? AND (state IS NULL OR state NOT IN ({settled})) ORDER BY url"
        )
        fields = AddressState.__struct_fields__
        return [
            AddressState(**dict(zip(fields, row, strict=True))) for row in self._connection.execute(query, (portal,))
        ]

    def portals(self) -> list[str]:
        """The names of the portals that were ever visited, sorted; also after a catalogue was made anew."""
        query = "SELECT portal FROM runs UNION SELECT portal FROM captures ORDER BY portal"
        return [name for (name,) in self._connection.execute(query)]

    def standing(self, portal: str, checked: date | None = None) -> Standing | None:
        """How `portal` stood when it was last visited; None when it never was. `checked` is its `lists_checked`."""
        return standing_of(self._connection, portal, checked)

    def _select(self, where: str, values: tuple[object, ...]) -> Iterator[Capture]:
        return catalog.select(self._connection, where, values)


def stored_body(layout: Layout, capture: Capture) -> bytes:
    """The inflated body that `capture` points to; raises ArchiveError naming file and offset if damaged."""
    place = f"{layout.warcs / capture.warc_file} at byte {capture.warc_offset}"
    try:
        record = read_record(layout.warcs / capture.warc_file, capture.warc_offset)
        body = _inflated(record.payload, record.header("content-encoding"), capture)
    except (OSError, DamagedRecordError) as error:
        raise ArchiveError(f"{place} cannot be read: {error}") from error
    if sha256(body).hexdigest() != capture.digest:
        raise ArchiveError(f"{place} is damaged: the body of {capture.url} is not the one that was stored")
    return body


def _inflated(payload: bytes, encoding: str, capture: Capture) -> bytes:
    try:
        return inflate(payload, encoding, capture.media_type or "", Limits().inflated_bytes)
    except BrokenBodyError as error:
        return error.partial
    except TooLargeError as error:
        raise DamagedRecordError("the body is larger than any that is stored") from error
