"""The catalogue: one row for each answer in the WARC files, and the frontier, in SQLite."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from scraper.states import PASSING, State

Kind = Literal["list", "article", "attachment", "robots"]

# What a visit that is taken up asks once more; the same words in the index and in the query, or it is of no use.
AGAIN = f"state IN ({', '.join(repr(state) for state in sorted(PASSING))})"
# Raised with every change of the tables; a catalogue of another version is not touched.
_VERSION = 3
_SCHEMA = f"""
PRAGMA user_version = {_VERSION};
CREATE TABLE IF NOT EXISTS runs(
    id TEXT PRIMARY KEY, portal TEXT NOT NULL, visit INTEGER NOT NULL, started_at TEXT NOT NULL, finished_at TEXT);
CREATE TABLE IF NOT EXISTS captures(
    id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs, portal TEXT NOT NULL, url TEXT NOT NULL,
    final_url TEXT NOT NULL, fetched_at TEXT NOT NULL, status INTEGER NOT NULL, state TEXT NOT NULL,
    reason TEXT NOT NULL, media_type TEXT, charset TEXT, etag TEXT, last_modified TEXT, digest TEXT NOT NULL,
    kind TEXT NOT NULL, found_on TEXT, list_title TEXT, list_date TEXT,
    warc_file TEXT NOT NULL, warc_offset INTEGER NOT NULL, warc_length INTEGER NOT NULL,
    payload TEXT NOT NULL, refers_to TEXT, magic TEXT);
CREATE INDEX IF NOT EXISTS captures_url ON captures(url, id);
CREATE INDEX IF NOT EXISTS captures_run ON captures(run, kind, state);
CREATE TABLE IF NOT EXISTS warc_files(name TEXT PRIMARY KEY, catalogued INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS frontier(
    id INTEGER PRIMARY KEY, portal TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, root TEXT NOT NULL,
    request TEXT, found_on TEXT, list_title TEXT, list_date TEXT, host TEXT NOT NULL, run TEXT NOT NULL,
    visited INTEGER NOT NULL, state TEXT, reason TEXT, checked_at TEXT, UNIQUE(portal, url, kind));
CREATE INDEX IF NOT EXISTS frontier_queue ON frontier(portal, host, kind, visited);
CREATE INDEX IF NOT EXISTS frontier_again ON frontier(portal, visited) WHERE {AGAIN};
CREATE TABLE IF NOT EXISTS listed(
    portal TEXT NOT NULL, root TEXT NOT NULL, url TEXT NOT NULL, visit INTEGER NOT NULL,
    PRIMARY KEY(portal, root, url)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lists(
    portal TEXT NOT NULL, root TEXT NOT NULL, visit INTEGER NOT NULL, named INTEGER NOT NULL, claimed INTEGER,
    PRIMARY KEY(portal, root, visit)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS schemes(host TEXT PRIMARY KEY, scheme TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS hosts(host TEXT PRIMARY KEY, closed_until TEXT NOT NULL, reason TEXT NOT NULL);
"""


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """An answer in the archive: what was asked and answered, and at which place of which WARC file it lies.

    `url` is the request's key (its canonical address), `final_url` the address that answered. `digest` is the
    SHA-256 of the inflated body; for a 304 that of the body it refers to. `fetched_at` is UTC, ISO 8601;
    `list_title` and `list_date` (YYYY-MM-DD) are what the page `found_on` said of it (of an attachment, the text of
    the link in its article); offset and length are in bytes. `payload` is the digest of the body as it travelled, as
    web archives write it; `refers_to` is when the answer was fetched whose record holds the body, None where it is
    this one's own. `magic` is the type of an attachment by its first bytes.
    """

    id: int
    run: str
    portal: str
    url: str
    final_url: str
    fetched_at: str
    status: int
    state: State
    reason: str
    media_type: str | None
    charset: str | None
    etag: str | None
    last_modified: str | None
    digest: str
    kind: Kind
    found_on: str | None
    list_title: str | None
    list_date: str | None
    warc_file: str
    warc_offset: int
    warc_length: int
    payload: str = ""
    refers_to: str | None = None
    magic: str | None = None


COLUMNS = Capture.__struct_fields__
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM captures"  # noqa: S608
_INSERT = f"INSERT INTO captures({', '.join(COLUMNS)}) VALUES({', '.join('?' * len(COLUMNS))})"


class OtherVersionError(Exception):
    """The catalogue was written by another version of the program, whose tables are others."""


def open_to_write(path: Path) -> sqlite3.Connection:
    """The catalogue at `path`, made when it is not there; the caller begins and commits transactions.

    Raises OtherVersionError for the catalogue of another version.
    """
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("PRAGMA journal_mode=WAL")
    _check_version(connection, path)
    # NORMAL does not sync each commit: what a power cut takes from the log is adopted again from the WARC
    # files.
    connection.executescript("PRAGMA synchronous=NORMAL;" + _SCHEMA)
    return connection


def open_to_read(path: Path) -> sqlite3.Connection:
    """The catalogue at `path`, also while a crawl writes it, also where nothing may be written."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        connection.execute("SELECT 1 FROM captures LIMIT 1")
    except sqlite3.OperationalError:
        # WAL wants its side files; where they are missing and cannot be made, nobody is writing either.
        connection.close()
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)
        connection.execute("SELECT 1 FROM captures LIMIT 1")
    _check_version(connection, path)
    return connection


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'captures'").fetchone()
    if tables and version != _VERSION:
        connection.close()
        raise OtherVersionError(
            f"{path} is of version {version} and this program writes version {_VERSION}: move {path.name} away, and "
            "the next crawl makes it anew from the WARC files"
        )


def add_capture(connection: sqlite3.Connection, capture: Capture) -> Capture:
    """Insert `capture` under the next id, and return it with that id."""
    values = (None, *msgspec.structs.astuple(capture)[1:])
    row = connection.execute(_INSERT, values).lastrowid
    end = capture.warc_offset + capture.warc_length
    connection.execute("INSERT OR REPLACE INTO warc_files VALUES(?, ?)", (capture.warc_file, end))
    return msgspec.structs.replace(capture, id=row)


def select(connection: sqlite3.Connection, where: str, values: tuple[object, ...] = ()) -> Iterator[Capture]:
    """The captures that `where` (SQL after FROM captures) selects, in its order."""
    for row in connection.execute(f"{_SELECT} {where}", values):
        yield Capture(**dict(zip(COLUMNS, row, strict=True)))


def with_body(connection: sqlite3.Connection, capture: Capture) -> Capture | None:
    """The capture whose record holds the body of `capture`: itself, or the one that a revisit refers to."""
    if capture.refers_to is None:
        return capture
    where = (
        "WHERE url = ? AND portal = ? AND digest = ? AND refers_to IS NULL AND state IN ('captured', 'unchanged') "
        "ORDER BY id DESC LIMIT 1"
    )
    return next(select(connection, where, (capture.url, capture.portal, capture.digest)), None)
