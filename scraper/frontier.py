"""The frontier: what of a portal is still to be asked in this run.
It lives in the catalogue and survives a kill.
"""

import sqlite3
from collections.abc import Collection, Iterable

import msgspec

from scraper.catalog import Kind
from scraper.exchange import Request
from scraper.families.listing import Link
from scraper.states import SETTLED, TRANSIENT, State
from scraper.urls import host_of


class Target(msgspec.Struct, frozen=True):
    """What to ask: a list page on the way from `root`, or an article that a list names.

    `url` is the key of the request: the address itself but for a POST.
    """

    url: str
    kind: Kind
    root: str
    list_title: str | None
    list_date: str | None
    request_json: str | None

    @property
    def host(self) -> str:
        """The host that is asked."""
        return host_of(self.url)

    @property
    def request(self) -> Request:
        """The request itself."""
        return msgspec.json.decode(self.request_json, type=Request) if self.request_json else Request(self.url)


def _quoted(states: Collection[str]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


_ASKED_AGAIN = TRANSIENT | {"robots"}

# An address asked for in this run already keeps its place; one of an earlier run is queued again. A pager whose
# links look like entries must not keep a list page from being read: what is known as a list page stays one.
_QUEUE = """
INSERT INTO frontier(portal, url, kind, root, request, found_on, list_title, list_date, host, run, queued)
VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
ON CONFLICT(portal, url) DO UPDATE SET kind = excluded.kind, root = excluded.root, found_on = excluded.found_on,
    list_title = COALESCE(excluded.list_title, list_title), list_date = COALESCE(excluded.list_date, list_date),
    queued = CASE WHEN run = excluded.run AND kind = excluded.kind THEN queued ELSE 1 END, run = excluded.run
WHERE kind = excluded.kind OR excluded.kind = 'list'
"""
_NEXT = """
SELECT url, kind, root, list_title, list_date, request FROM frontier
WHERE portal = ? AND queued = 1 AND host NOT IN (SELECT value FROM json_each(?))
ORDER BY kind DESC, id LIMIT 1
"""
_SETTLE = """
UPDATE frontier SET queued = 0, state = ?, reason = ?, checked_at = ?
WHERE portal = ? AND url = ? AND kind = ?
"""


class Frontier:
    """The queue of one run of one portal; every change belongs to the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, portal: str, run: str) -> None:
        self._connection = connection
        self._portal = portal
        self._run = run

    def begin(self, starts: Iterable[str]) -> None:
        """A new run: start pages, and every article that is known."""
        mine = (self._portal,)
        self._connection.execute("DELETE FROM listed WHERE portal = ?", mine)
        self._connection.execute("UPDATE frontier SET queued = 0 WHERE portal = ?", mine)
        self._connection.execute(
            "UPDATE frontier SET queued = 1, run = ? WHERE portal = ? AND kind = 'article' "
            "AND (state IS NULL OR state NOT IN ('off_site', 'not_article'))",
            (self._run, self._portal),
        )
        for url in starts:
            self.add_list(Request(url), url, None)

    def resume(self) -> None:
        """The same run again: what failed for want of an answer is asked once more."""
        states = _quoted(_ASKED_AGAIN)
        query = f"UPDATE frontier SET queued = 1 WHERE portal = ? AND run = ? AND state IN ({states})"  # noqa: S608
        self._connection.execute(query, (self._portal, self._run))

    def next(self, without: Collection[str]) -> Target | None:
        """What to ask next: lists before articles, in the order found, none of the hosts in `without`."""
        hosts = msgspec.json.encode(sorted(without)).decode()
        row = self._connection.execute(_NEXT, (self._portal, hosts)).fetchone()
        return Target(*row) if row else None

    def add_list(self, request: Request, root: str, found_on: str | None) -> None:
        """Queue a list page."""
        plain = request == Request(request.url)
        asked = None if plain else msgspec.json.encode(request).decode()
        row = (self._portal, request.key, "list", root, asked, found_on, None, None, host_of(request.url), self._run)
        self._connection.execute(_QUEUE, row)

    def add_article(self, link: Link, page: Target) -> None:
        """Queue an article that the list page `page` names."""
        row = (
            self._portal,
            link.url,
            "article",
            page.root,
            None,
            page.url,
            link.title,
            link.date,
            host_of(link.url),
            self._run,
        )
        self._connection.execute(_QUEUE, row)

    def leave_out(self, link: Link, page: Target, state: State, reason: str) -> None:
        """Note an entry that is listed and not to be asked."""
        self.add_article(link, page)
        self.settle(link.url, "article", (state, reason), None)

    def mark_listed(self, page: Target, url: str) -> bool:
        """Whether `url` is new among the pages of the list that `page` belongs to."""
        row = (self._portal, page.root, url)
        return self._connection.execute("INSERT OR IGNORE INTO listed VALUES(?, ?, ?)", row).rowcount == 1

    def settle(self, url: str, kind: Kind, end: tuple[State, str], checked_at: str | None) -> None:
        """An address has its answer (or will have none) in this run: state and reason."""
        self._connection.execute(_SETTLE, (*end, checked_at, self._portal, url, kind))

    def count(self, kind: Kind) -> int:
        """Addresses of `kind` that are known."""
        query = "SELECT COUNT(*) FROM frontier WHERE portal = ? AND kind = ?"
        return int(self._connection.execute(query, (self._portal, kind)).fetchone()[0])

    def queued(self) -> int:
        """Addresses still to be asked."""
        query = "SELECT COUNT(*) FROM frontier WHERE portal = ? AND queued = 1"
        return int(self._connection.execute(query, (self._portal,)).fetchone()[0])

    def found(self) -> int:
        """Addresses of articles that the lists read in this run name."""
        query = (
            "SELECT COUNT(DISTINCT url) FROM listed JOIN frontier USING(portal, url) "
            "WHERE portal = ? AND kind = 'article' AND (state IS NULL OR state NOT IN ('off_site', 'not_article'))"
        )
        return int(self._connection.execute(query, (self._portal,)).fetchone()[0])

    def problems(self) -> tuple[tuple[str, str, str], ...]:
        """Address, state and reason of what this run asked and did not get, in the order found."""
        query = (
            "SELECT url, state, reason FROM frontier WHERE portal = ? AND run = ? AND queued = 0 "  # noqa: S608
            f"AND state NOT IN ({_quoted(SETTLED)}) ORDER BY kind DESC, id"
        )
        return tuple(self._connection.execute(query, (self._portal, self._run)))
