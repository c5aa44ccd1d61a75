"""Writing the archive: the WARC record first, seen on the disk, then its row in the catalogue."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

import scraper.catalog as catalog
from scraper.archive import ArchiveError, Layout, stored_body
from scraper.catalog import Capture, Kind
from scraper.exchange import Response
from scraper.magic import magic_of
from scraper.pages import charset_of
from scraper.recovery import recover
from scraper.warc import Earlier, exchange_records, payload_digest
from scraper.warc_file import WarcFile

_PART_BYTES = 500 * 1000 * 1000
_OPEN_FILES = 128  # of a crawl of hundreds of portals; with 64 connections few enough for the 256 that systems allow
_NOTED = tuple(name for name in catalog.COLUMNS if name not in ("id", "warc_file", "warc_offset", "warc_length"))


class Subject(msgspec.Struct, frozen=True):
    """What an answer is kept as: its run and portal, its kind, and what the page it was found on said of it."""

    run: str
    portal: str
    kind: Kind
    found_on: str | None = None
    list_title: str | None = None
    list_date: str | None = None


class ArchiveWriter:
    """The one writer of a raw folder, a context manager.

    Opening makes good what a kill left behind (`recovery`); raises ArchiveError when another crawl is at work.
    """

    def __init__(self, raw_dir: Path) -> None:
        self.layout = Layout(raw_dir)
        try:
            self.layout.warcs.mkdir(parents=True, exist_ok=True)
            self._lock = _hold(self.layout.lock)
            self.connection = catalog.open_to_write(self.layout.catalog)
        except (OSError, sqlite3.Error, catalog.OtherVersionError) as error:
            raise ArchiveError(f"{raw_dir} cannot be written: {error}") from error
        self._files: dict[str, WarcFile] = {}
        with self.transaction():
            self.recovery = recover(self.layout, self.connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        for file in self._files.values():
            file.close()
        self.connection.close()
        self._lock.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All rows written inside, or none; the records of the answers are seen on the disk before their rows.

        Records without their rows are entered at the next opening. Raises ArchiveError when either cannot be written.
        """
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield
            for file in self._files.values():
                file.sync()
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise ArchiveError(f"{self.layout.catalog} cannot be written: {error}; nothing stored is lost") from error
        except BaseException:
            self._roll_back()
            raise

    def add(self, response: Response, subject: Subject, previous: Capture | None = None) -> Capture:
        """Store an answer and the answers before it, within a transaction; returns its row.

        `previous` is the capture that a 304 refers to, and whose body a new one is compared with: an equal
        body makes the state `unchanged`.
        """
        *_, last = [self._add_one(one, subject, previous) for one in (*response.hops, response)]
        return last

    def add_hops(self, hops: tuple[Response, ...], subject: Subject) -> None:
        """Store the answers that came before a failure."""
        for one in hops:
            self._add_one(one, subject, None)

    def previous(self, portal: str, url: str, kind: Kind) -> Capture | None:
        """The last good answer for `url`, a 304 too: its validators and digest are to be compared with."""
        where = (
            "WHERE url = ? AND portal = ? AND kind = ? AND state IN ('captured', 'unchanged') ORDER BY id DESC LIMIT 1"
        )
        return next(catalog.select(self.connection, where, (url, portal, kind)), None)

    def body(self, capture: Capture) -> bytes:
        """The body of `capture`; for an unchanged page the one stored before."""
        return stored_body(self.layout, catalog.with_body(self.connection, capture) or capture)

    def closed(self, host: str) -> str | None:
        """Why `host` is not to be asked now, as an earlier crawl found."""
        query = "SELECT reason FROM hosts WHERE host = ? AND closed_until > strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
        row = self.connection.execute(query, (host,)).fetchone()
        return row[0] if row else None

    def schemes(self) -> dict[str, str]:
        """The scheme (http, https) on which a host alone answers, for each of which that was found."""
        return dict(self.connection.execute("SELECT host, scheme FROM schemes"))

    def keep_scheme(self, host: str, scheme: str) -> None:
        """Remember that `host` answers on `scheme` alone."""
        self.connection.execute("INSERT OR REPLACE INTO schemes VALUES(?, ?)", (host, scheme))

    def close_host(self, host: str, until: str, reason: str) -> None:
        """Leave `host` alone until then (UTC, ISO 8601), in later crawls too."""
        self.connection.execute("INSERT OR REPLACE INTO hosts VALUES(?, ?, ?)", (host, until, reason))

    def _add_one(self, response: Response, subject: Subject, previous: Capture | None) -> Capture:
        row = _row(response, subject, previous)
        origin = self._origin(row, previous)
        if origin:
            row = msgspec.structs.replace(row, payload=origin.payload, refers_to=origin.fetched_at)
        # The whole row but its place goes into the record; ASCII, because it stands in a header.
        note = json.dumps({name: getattr(row, name) for name in _NOTED})
        earlier = Earlier(origin.final_url, origin.fetched_at) if origin else None
        asked, answered = exchange_records(response, note, row.payload, earlier)
        file = self._warc(subject.run)
        start = file.append(asked + answered)
        placed = msgspec.structs.replace(
            row, warc_file=file.path.name, warc_offset=start + len(asked), warc_length=len(answered)
        )
        return catalog.add_capture(self.connection, placed)

    def _origin(self, row: Capture, previous: Capture | None) -> Capture | None:
        """The capture whose body an unchanged answer has: of the very bytes that travelled, or named by a 304."""
        if previous is None or row.state != "unchanged" or row.digest != previous.digest:
            return None
        origin = catalog.with_body(self.connection, previous)
        same = origin is not None and (row.status == 304 or row.payload == origin.payload)
        return origin if same else None

    def _warc(self, run: str) -> WarcFile:
        """The file to append to: the run's last one, until it is full."""
        file = self._files.get(run)
        if file and file.size >= _PART_BYTES:
            self._shut(run)
            file = None
        if file is None:
            while len(self._files) >= _OPEN_FILES:
                self._shut(next(iter(self._files)))
            file = WarcFile(self._last_part(run))
        self._files.pop(run, None)
        self._files[run] = file  # behind all others: the first is the one used longest ago
        return file

    def _last_part(self, run: str) -> Path:
        part = 1
        path = self.layout.warc(run, part)
        while path.exists() and path.stat().st_size >= _PART_BYTES:
            part += 1
            path = self.layout.warc(run, part)
        return path

    def _shut(self, run: str) -> None:
        self._files[run].sync()
        self._files.pop(run).close()

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


def _hold(path: Path) -> sqlite3.Connection:
    """A lock that falls with the process, on every system that SQLite runs on."""
    lock = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        raise ArchiveError(f"another crawl is writing {path.parent}: wait until it ends, or stop it") from error
    return lock


def _magic(response: Response, subject: Subject, before: Capture | None) -> str | None:
    if subject.kind != "attachment" or response.status not in (200, 304):
        return None
    return before.magic if before else magic_of(response.body)


def _row(response: Response, subject: Subject, previous: Capture | None) -> Capture:
    same = previous is not None and response.state == "captured" and response.digest == previous.digest
    not_modified = response.status == 304 and previous is not None
    headers = {name.lower(): value for name, value in response.headers}
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    before = previous if not_modified else None
    return Capture(
        id=0,
        run=subject.run,
        portal=subject.portal,
        url=response.url,
        final_url=response.final_url,
        fetched_at=response.fetched_at,
        status=response.status,
        state="unchanged" if same else response.state,
        reason="the same body as before" if same else response.reason,
        media_type=media_type or (before.media_type if before else None),
        charset=charset_of(headers) or (before.charset if before else None),
        etag=headers.get("etag") or (before.etag if before else None),
        last_modified=headers.get("last-modified") or (before.last_modified if before else None),
        digest=before.digest if before else response.digest,
        kind=subject.kind,
        found_on=subject.found_on,
        list_title=subject.list_title,
        list_date=subject.list_date,
        warc_file="",
        warc_offset=0,
        warc_length=0,
        payload=payload_digest(response.body_raw),
        magic=_magic(response, subject, before),
    )
