"""What a crawl tells: its progress while it goes, and a summary of the run when it ends."""

import sqlite3

import msgspec

from scraper.catalog import Kind


class Progress(msgspec.Struct, frozen=True):
    """Addresses done and still queued in this run, and the one just done."""

    done: int
    queued: int
    url: str


class CrawlSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a portal. Counts are of the whole run, also when resumed, but for `requests` (this call's).

    `lists` were read; they name `found` articles. Of the articles asked, `fetched` had never been stored
    before, `changed` (addresses) have another body than before, `unchanged` the same. `problems` are
    (address, state, reason). `recovered` records were entered after a kill, which `recovery` says in one
    line. `stopped` says why the queue was left unfinished; the next crawl goes on with it. Times are UTC,
    ISO 8601.
    """

    portal: str
    run: str
    resumed: bool
    requests: int
    lists: int
    found: int
    fetched: int
    changed: tuple[str, ...]
    unchanged: int
    problems: tuple[tuple[str, str, str], ...]
    recovered: int
    recovery: str | None
    stopped: str | None
    started_at: str
    finished_at: str


_BEFORE = (
    "EXISTS(SELECT 1 FROM captures b WHERE b.url = c.url AND b.portal = c.portal "
    "AND b.state = 'captured' AND b.id < c.id)"
)


def count_pages(connection: sqlite3.Connection, run: str, kind: Kind, state: str) -> int:
    """Addresses of `kind` that ended in `state` in a run."""
    query = "SELECT COUNT(DISTINCT url) FROM captures WHERE run = ? AND kind = ? AND state = ?"
    return int(connection.execute(query, (run, kind, state)).fetchone()[0])


def changed_articles(connection: sqlite3.Connection, run: str) -> tuple[str, ...]:
    """Addresses of articles whose body in a run is another than the one stored before, sorted."""
    query = f"SELECT url FROM captures c WHERE run = ? AND kind = 'article' AND state = 'captured' AND {_BEFORE}"  # noqa: S608
    return tuple(sorted({url for (url,) in connection.execute(query, (run,))}))
