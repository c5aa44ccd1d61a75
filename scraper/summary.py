"""What a crawl tells: its progress while it goes, and a summary of the run when it ends."""

import sqlite3
from datetime import date

import msgspec

from scraper.catalog import Kind
from scraper.states import SETTLED, State


class Progress(msgspec.Struct, frozen=True):
    """Addresses done and still queued in this crawl, hosts that are asked or wait for it, and the address just done."""

    done: int
    queued: int
    hosts: int
    url: str


class ListRead(msgspec.Struct, frozen=True):
    """A list by its first page: entries it named in this visit, the most it named before (None: never), its claim.

    A list that broke off once and stays so is held against what it was when it was whole, so `named_before` is of all
    visits before, or of those since a person saw that the list is whole. `claimed` is how many entries the list
    itself says to have, None where it does not say.
    """

    root: str
    named: int
    named_before: int | None
    claimed: int | None

    @property
    def shrank(self) -> bool:
        """Whether it names fewer entries than it did before."""
        return self.named_before is not None and self.named < self.named_before

    @property
    def falls_short(self) -> bool:
        """Whether it names fewer entries than it claims to have."""
        return self.claimed is not None and self.named < self.claimed


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What the catalogue counts of a run.

    `lists` pages were read; they name `found` articles. Of the articles asked, `fetched` had never been stored
    before, `changed` (addresses) have other content than before, `unchanged` the same. `attachments` are the files
    asked that are in the archive, new or as before. `vanished` (addresses) were stored before and are gone, or no
    longer listed.
    """

    lists: int
    lists_read: tuple[ListRead, ...]
    found: int
    fetched: int
    changed: tuple[str, ...]
    unchanged: int
    vanished: tuple[str, ...]
    attachments: int


class CrawlSummary(Counted, frozen=True, kw_only=True):
    """A run of a portal. Counts are of the whole run, also when resumed, but for `requests` (this call's).

    `problems` are (address, state, reason). `recovered` records were entered after a kill, which `recovery` says in
    one line. `weak_tls` names the hosts that answered only under a weaker TLS profile than the standard one.
    `stopped` says why the queue was left unfinished; the next crawl goes on with it. Times are UTC, ISO 8601.
    """

    portal: str
    run: str
    resumed: bool
    requests: int
    problems: tuple[tuple[str, str, str], ...]
    recovered: int
    recovery: str | None
    weak_tls: tuple[str, ...]
    stopped: str | None
    started_at: str
    finished_at: str


_BEFORE = (
    "EXISTS(SELECT 1 FROM captures b WHERE b.url = c.url AND b.portal = c.portal AND b.kind = c.kind "
    "AND b.state = 'captured' AND b.id < c.id)"
)
# A list that has its frame and no entry now, and had some before, stands here with 0: it was read as well.
_READ = """
now(root, named, claimed) AS (
    SELECT root, named, claimed FROM lists WHERE portal = ?1 AND visit = ?2
    UNION ALL
    SELECT url, 0, NULL FROM frontier WHERE portal = ?1 AND kind = 'list' AND state = 'empty_list' AND visited = ?2
        AND url NOT IN (SELECT root FROM lists WHERE portal = ?1 AND visit = ?2)),
read(root, named, before, claimed) AS (
    SELECT root, named, (SELECT MAX(named) FROM lists AS b WHERE b.portal = ?1 AND b.root = now.root
        AND b.visit BETWEEN ?3 AND ?2 - 1), claimed FROM now)
"""
_LISTS_READ = f"WITH {_READ} SELECT root, named, before, claimed FROM read ORDER BY root"  # noqa: S608
_CHECKED = """
SELECT COALESCE(MAX(visit), 0) FROM runs WHERE portal = ? AND date(started_at, '+8 hours') <= ?
"""
_FOUND = """
SELECT COUNT(DISTINCT url) FROM listed JOIN frontier USING(portal, url)
WHERE portal = ? AND visit = ? AND kind = 'article' AND (state IS NULL OR state NOT IN ('off_site', 'not_article'))
"""
_SETTLED = ", ".join(f"'{state}'" for state in sorted(SETTLED))
# Gone, or named by lists before and by none now, all of which were read whole: a list that broke off in the middle
# says nothing of the entries behind, and one that names too few may have broken off unseen.
_VANISHED = f"""
WITH {_READ},
broken(root) AS MATERIALIZED (SELECT root FROM frontier
    WHERE portal = ?1 AND kind = 'list' AND (visited < ?2 OR state NOT IN ({_SETTLED}))
    UNION SELECT root FROM read WHERE named < before OR named < claimed)
SELECT DISTINCT f.url FROM frontier AS f
WHERE f.portal = ?1 AND f.kind = 'article' AND (?4 IS NULL OR f.run = ?4)
    AND EXISTS(SELECT 1 FROM captures AS c WHERE c.url = f.url AND c.portal = f.portal AND c.state = 'captured')
    AND (f.state IN ('gone', 'soft_404') OR (
        EXISTS(SELECT 1 FROM listed AS l WHERE l.portal = f.portal AND l.url = f.url)
        AND NOT EXISTS(SELECT 1 FROM listed AS l WHERE l.portal = f.portal AND l.url = f.url AND (
            l.visit = ?2 OR l.root IN (SELECT root FROM broken)
            OR NOT EXISTS(SELECT 1 FROM lists AS r WHERE r.portal = l.portal AND r.root = l.root AND r.visit = ?2)))))
ORDER BY f.url
"""  # noqa: S608


def count_run(
    connection: sqlite3.Connection, portal: str, run: str, visit: int, checked: date | None = None
) -> Counted:
    """Count what a run of a portal, its `visit`-th, brought; `checked` is its `lists_checked`."""
    changed = _changed_articles(connection, run)
    since = since_visit(connection, portal, checked)
    return Counted(
        lists=_pages(connection, run, "list", "captured", "unchanged"),
        lists_read=lists_read(connection, portal, visit, since),
        found=int(connection.execute(_FOUND, (portal, visit)).fetchone()[0]),
        fetched=_pages(connection, run, "article", "captured") - len(changed),
        changed=changed,
        unchanged=_pages(connection, run, "article", "unchanged"),
        vanished=vanished(connection, portal, visit, since, run),
        attachments=_pages(connection, run, "attachment", "captured", "unchanged"),
    )


def since_visit(connection: sqlite3.Connection, portal: str, checked: date | None) -> int:
    """The first visit whose lists count as whole: the last one begun by the day (Beijing) of `checked`, else any."""
    if checked is None:
        return 0
    return int(connection.execute(_CHECKED, (portal, checked.isoformat())).fetchone()[0])


def lists_read(connection: sqlite3.Connection, portal: str, visit: int, since: int) -> tuple[ListRead, ...]:
    """The lists that were read in a visit, held against those of the visits from `since` on; ordered by address."""
    return tuple(ListRead(*row) for row in connection.execute(_LISTS_READ, (portal, visit, since)))


def vanished(
    connection: sqlite3.Connection, portal: str, visit: int, since: int, run: str | None = None
) -> tuple[str, ...]:
    """Addresses that were stored and are, as of `visit`, gone or no longer listed; of those in `run` where given."""
    return tuple(url for (url,) in connection.execute(_VANISHED, (portal, visit, since, run)))


def _pages(connection: sqlite3.Connection, run: str, kind: Kind, *states: State) -> int:
    """Addresses of `kind` that ended in one of `states` in a run."""
    marks = ", ".join("?" * len(states))
    query = f"SELECT COUNT(DISTINCT url) FROM captures WHERE run = ? AND kind = ? AND state IN ({marks})"  # noqa: S608
    return int(connection.execute(query, (run, kind, *states)).fetchone()[0])


def _changed_articles(connection: sqlite3.Connection, run: str) -> tuple[str, ...]:
    """Addresses of articles whose body in a run is another than the one stored before, sorted."""
    query = f"SELECT url FROM captures c WHERE run = ? AND kind = 'article' AND state = 'captured' AND {_BEFORE}"  # noqa: S608
    return tuple(sorted({url for (url,) in connection.execute(query, (run,))}))
