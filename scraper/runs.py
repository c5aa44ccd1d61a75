"""Runs: where one begins, what it has stored, and when it is over."""

from datetime import UTC, datetime, timedelta

import msgspec

import scraper.catalog as catalog
from scraper.catalog import Capture
from scraper.states import ON_THE_WAY, PASSING
from scraper.writer import ArchiveWriter

_FRESH = timedelta(hours=24)
_ISO = "%Y-%m-%dT%H:%M:%SZ"


class Run(msgspec.Struct, frozen=True):
    """A run of a portal: its id, its number among the portal's visits (from 1), and when it began."""

    id: str
    visit: int
    started_at: str
    resumed: bool


def begin(writer: ArchiveWriter, portal: str, *, again: bool = False) -> Run:
    """The portal's last run when it is unfinished and fresh, or is to be taken up `again`; else a new one.

    Belongs to the caller's transaction.
    """
    query = "SELECT id, visit, started_at, finished_at FROM runs WHERE portal = ? ORDER BY visit DESC LIMIT 1"
    row = writer.connection.execute(query, (portal,)).fetchone()
    at = datetime.now(UTC)
    if row and (again or (row[3] is None and abs(at - _moment(row[2])) < _FRESH)):
        return Run(row[0], row[1], row[2], resumed=True)
    visit = row[1] + 1 if row else 1
    name = f"{portal}-{at:%Y%m%dT%H%M%S}{at.microsecond // 1000:03d}Z"
    run = Run(name, visit, at.strftime(_ISO), resumed=False)
    values = (run.id, portal, run.visit, run.started_at)
    writer.connection.execute("INSERT INTO runs(id, portal, visit, started_at) VALUES(?, ?, ?, ?)", values)
    return run


def stored(writer: ArchiveWriter, portal: str, run: Run) -> dict[str, Capture]:
    """What this run has stored of addresses that still wait in its queue, and every robots.txt of the last day.

    An address is in both when the kill came between its record and its row.
    """
    passing = ", ".join(f"'{state}'" for state in sorted(ON_THE_WAY | PASSING))
    where = (
        f"AS c WHERE run = ? AND state NOT IN ({passing}) AND ((kind = 'robots' AND fetched_at > ?) OR EXISTS("  # noqa: S608
        "SELECT 1 FROM frontier AS f WHERE f.portal = ? AND f.url = c.url AND f.kind = c.kind AND f.visited < ?)) "
        "ORDER BY id"
    )
    values = (run.id, now(-_FRESH.total_seconds()), portal, run.visit)
    return {capture.url: capture for capture in catalog.select(writer.connection, where, values)}


def close(writer: ArchiveWriter, run: Run, finished_at: str) -> None:
    """Mark the run as finished, within a transaction: the next crawl begins a new one."""
    writer.connection.execute("UPDATE runs SET finished_at = ? WHERE id = ?", (finished_at, run.id))


def now(after: float = 0.0) -> str:
    """The time, or that in `after` seconds, as it is written everywhere here: UTC, ISO 8601."""
    return (datetime.now(UTC) + timedelta(seconds=after)).strftime(_ISO)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _ISO).replace(tzinfo=UTC)
