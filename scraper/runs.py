"""Runs: where one begins, what it has stored, and when it is over."""

from datetime import UTC, datetime, timedelta

import msgspec

from scraper import catalog
from scraper.catalog import Capture
from scraper.states import ON_THE_WAY, TRANSIENT
from scraper.writer import ArchiveWriter

_FRESH = timedelta(hours=24)
_ISO = "%Y-%m-%dT%H:%M:%SZ"


class Run(msgspec.Struct, frozen=True):
    """A run of a portal: its id and when it began."""

    id: str
    started_at: str
    resumed: bool


def begin(writer: ArchiveWriter, portal: str) -> Run:
    """The portal's last run when it is unfinished and fresh, else a new one."""
    query = "SELECT id, started_at, finished_at FROM runs WHERE portal = ? ORDER BY id DESC LIMIT 1"
    row = writer.connection.execute(query, (portal,)).fetchone()
    at = datetime.now(UTC)
    if row and row[2] is None and at - datetime.strptime(row[1], _ISO).replace(tzinfo=UTC) < _FRESH:
        return Run(row[0], row[1], resumed=True)
    run = Run(f"{at:%Y%m%dT%H%M%S}{at.microsecond // 1000:03d}Z", at.strftime(_ISO), resumed=False)
    with writer.transaction():
        values = (run.id, portal, run.started_at)
        writer.connection.execute("INSERT INTO runs(id, portal, started_at) VALUES(?, ?, ?)", values)
    return run


def stored(writer: ArchiveWriter, portal: str, run: str) -> dict[str, Capture]:
    """What this run has stored of addresses that still stand in its queue, and every robots.txt.

    An address is in both when the kill came between its record and its row.
    """
    passing = ", ".join(f"'{state}'" for state in sorted(ON_THE_WAY | TRANSIENT))
    where = (
        f"WHERE run = ? AND state NOT IN ({passing}) AND (kind = 'robots' OR url IN "  # noqa: S608
        "(SELECT url FROM frontier WHERE portal = ? AND queued = 1)) ORDER BY id"
    )
    return {capture.url: capture for capture in catalog.select(writer.connection, where, (run, portal))}


def close(writer: ArchiveWriter, run: Run, finished_at: str) -> None:
    """Mark the run as finished: the next crawl begins a new one."""
    with writer.transaction():
        writer.connection.execute("UPDATE runs SET finished_at = ? WHERE id = ?", (finished_at, run.id))


def now() -> str:
    """The time as it is written everywhere here: UTC, ISO 8601."""
    return datetime.now(UTC).strftime(_ISO)
