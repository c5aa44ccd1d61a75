"""The frontier: what of a portal is still to be asked in this visit. It lives in the catalogue and survives a kill.

Each visit of a portal has a number, and each address the number of the last visit in which it got its answer: an
address waits while that number is smaller. A new visit so queues a million addresses without touching one of them.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable

import msgspec

from scraper.catalog import AGAIN, Kind
from scraper.exchange import Request
from scraper.families.listing import Link
from scraper.runs import Run
from scraper.states import SETTLED, State
from scraper.urls import host_of

# Listed, and never to be asked: it waits in no visit.
_NEVER = 2**62


class Target(msgspec.Struct, frozen=True):
    """What to ask: a list page on the way from `root`, an article or an attachment that a page names.

    `url` is the key of the request: the address itself but for a POST.
    """

    url: str
    kind: Kind
    root: str
    found_on: str | None
    list_title: str | None
    list_date: str | None
    request_json: str | None

    @property
    def request(self) -> Request:
        """The request itself."""
        return msgspec.json.decode(self.request_json, type=Request) if self.request_json else Request(self.url)


class Census(msgspec.Struct, frozen=True):
    """How many addresses of each kind are known and asked, how many wait in this visit, and on which hosts."""

    known: Counter[Kind]
    queued: int
    hosts: frozenset[str]


def _quoted(states: Collection[str]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


_KINDS: tuple[Kind, ...] = ("list", "article", "attachment")
_NEXT = """
SELECT url, kind, root, found_on, list_title, list_date, request FROM frontier
WHERE portal = ? AND host = ? AND kind = ? AND visited < ? AND url NOT IN (SELECT value FROM json_each(?))
ORDER BY visited, id LIMIT 1
"""
_ADD = """
INSERT INTO frontier(portal, url, kind, root, request, found_on, list_title, list_date, host, run, visited)
VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(portal, url, kind) DO NOTHING
"""
_SEEN_AGAIN = """
UPDATE frontier SET root = ?, request = ?, found_on = ?, list_title = COALESCE(?, list_title),
    list_date = COALESCE(?, list_date), run = ?
WHERE portal = ? AND url = ? AND kind = ?
"""
_SETTLE = """
UPDATE frontier SET visited = ?, run = ?, state = ?, reason = ?, checked_at = ?
WHERE portal = ? AND url = ? AND kind = ?
"""

_SETTLE_EMPTY = f"""
UPDATE frontier SET state = 'empty_list', reason = 'every page of the list was read, and none names an entry'
WHERE portal = ?1 AND kind = 'list' AND url = root AND state IN ({_quoted(SETTLED)}) AND EXISTS(
    SELECT 1 FROM lists WHERE lists.portal = ?1 AND lists.root = frontier.root AND visit = ?2 AND named = 0)
AND NOT EXISTS(SELECT 1 FROM frontier AS page WHERE page.portal = ?1 AND page.kind = 'list'
    AND page.root = frontier.root AND page.state NOT IN ({_quoted(SETTLED)}))
"""  # noqa: S608


class Frontier:
    """The queue of one visit of one portal; every change belongs to the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, portal: str, run: Run) -> None:
        self._connection = connection
        self._portal = portal
        self._run = run

    def begin(self, starts: Iterable[str]) -> None:
        """Queue the start pages of a new visit; every known article waits by itself, a list page of before does not.

        In the same visit taken up again what failed for want of an answer is asked once more.
        """
        if self._run.resumed:
            query = f"UPDATE frontier SET visited = ? WHERE portal = ? AND visited = ? AND {AGAIN}"  # noqa: S608
            self._connection.execute(query, (self._run.visit - 1, self._portal, self._run.visit))
        else:
            self._connection.execute("DELETE FROM frontier WHERE portal = ? AND kind = 'list'", (self._portal,))
        for url in starts:
            self.add_list(Request(url), url, None)

    def next(self, host: str, without: Collection[str]) -> Target | None:
        """What to ask of `host` next: lists before articles before attachments, what waits longest first."""
        away = msgspec.json.encode(sorted(without)).decode()
        for kind in _KINDS:
            row = self._connection.execute(_NEXT, (self._portal, host, kind, self._run.visit, away)).fetchone()
            if row:
                return Target(*row)
        return None

    def add_list(self, request: Request, root: str, found_on: str | None) -> bool:
        """Queue a list page; returns whether it is new."""
        asked = None if request == Request(request.url) else msgspec.json.encode(request).decode()
        return self._add(request.key, "list", root, asked, found_on, Link(request.url, "", None), 0)

    def add_page(self, link: Link, kind: Kind, page: Target) -> bool:
        """Queue an article or an attachment that `page` names; returns whether it is new, or was left out before."""
        if self._add(link.url, kind, page.root, None, page.url, link, 0):
            return True
        query = "UPDATE frontier SET visited = 0 WHERE portal = ? AND url = ? AND kind = ? AND visited = ?"
        return self._connection.execute(query, (self._portal, link.url, kind, _NEVER)).rowcount == 1

    def knows(self, url: str, kind: Kind) -> bool:
        """Whether `url` is in the queue, asked or not."""
        query = "SELECT 1 FROM frontier WHERE portal = ? AND url = ? AND kind = ?"
        return self._connection.execute(query, (self._portal, url, kind)).fetchone() is not None

    def leave_out(self, link: Link, kind: Kind, page: Target, state: State, reason: str) -> None:
        """Note what `page` names and is not to be asked.

        A list page that stands among the entries is no entry, and what is one too many here may be asked for another.
        """
        if not self.knows(link.url, "list") and not (state == "too_many" and self.knows(link.url, kind)):
            self._add(link.url, kind, page.root, None, page.url, link, _NEVER)
            end = (_NEVER, self._run.id, state, reason, None, self._portal, link.url, kind)
            self._connection.execute(_SETTLE, end)

    def _add(
        self, url: str, kind: Kind, root: str, asked: str | None, found_on: str | None, link: Link, visited: int
    ) -> bool:
        told = (link.title or None, link.date)
        row = (self._portal, url, kind, root, asked, found_on, *told, host_of(link.url), self._run.id, visited)
        if self._connection.execute(_ADD, row).rowcount == 1:
            return True
        again = (root, asked, found_on, *told, self._run.id, self._portal, url, kind)
        self._connection.execute(_SEEN_AGAIN, again)
        return False

    def mark_listed(self, page: Target, url: str) -> bool:
        """Whether `url` is new, in this visit, among the entries of the list that `page` belongs to."""
        row = (self._portal, page.root, url, self._run.visit)
        query = (
            "INSERT INTO listed VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET visit = excluded.visit "
            "WHERE visit < excluded.visit"
        )
        return self._connection.execute(query, row).rowcount == 1

    def note_claim(self, page: Target, claimed: int | None, named: int) -> None:
        """Count the new entries that a page of a list names, and keep how many the list claims to have."""
        query = (
            "INSERT INTO lists VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET named = named + excluded.named, "
            "claimed = COALESCE(excluded.claimed, claimed)"
        )
        claimed = None if claimed is None else min(claimed, _NEVER)
        self._connection.execute(query, (self._portal, page.root, self._run.visit, named, claimed))

    def settle_empty_lists(self) -> None:
        """The lists of which every page was read and none named an entry: their first pages are not `captured`."""
        self._connection.execute(_SETTLE_EMPTY, (self._portal, self._run.visit))

    def settle(self, target: Target, state: State, reason: str, checked_at: str | None) -> None:
        """An address has its answer (or will have none) in this visit."""
        end = (state, reason, checked_at, self._portal, target.url, target.kind)
        self._connection.execute(_SETTLE, (self._run.visit, self._run.id, *end))

    def census(self) -> Census:
        """Count the addresses, in one pass over the queue's index."""
        query = (
            "SELECT host, kind, COUNT(*), SUM(visited < ?) FROM frontier WHERE portal = ? AND visited < ? "
            "GROUP BY host, kind"
        )
        rows = self._connection.execute(query, (self._run.visit, self._portal, _NEVER)).fetchall()
        known: Counter[Kind] = Counter()
        for _, kind, count, _ in rows:
            known[kind] += count
        return Census(known, sum(row[3] for row in rows), frozenset(row[0] for row in rows if row[3]))

    def queued(self) -> int:
        """Addresses still to be asked in this visit."""
        query = "SELECT COUNT(*) FROM frontier WHERE portal = ? AND visited < ?"
        return int(self._connection.execute(query, (self._portal, self._run.visit)).fetchone()[0])

    def problems(self) -> tuple[tuple[str, str, str], ...]:
        """Address, state and reason of what this run asked and did not get, in the order found."""
        query = (
            "SELECT url, state, reason FROM frontier AS f WHERE portal = ? AND run = ? AND visited >= ? "  # noqa: S608
            f"AND state NOT IN ({_quoted(SETTLED)}) AND NOT (state = 'not_article' AND EXISTS("
            "SELECT 1 FROM frontier AS l WHERE l.portal = f.portal AND l.url = f.url AND l.kind = 'list')) "
            "ORDER BY kind = 'list' DESC, id"
        )
        return tuple(self._connection.execute(query, (self._portal, self._run.id, self._run.visit)))
