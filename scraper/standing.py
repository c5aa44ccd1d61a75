"""How a portal stood when it was last visited: when that was, how each list page was answered, what had vanished."""

import sqlite3
from datetime import date

import msgspec

from scraper.states import State
from scraper.summary import ListRead, lists_read, since_visit, vanished

_LAST_RUN = "SELECT visit, started_at FROM runs WHERE portal = ? ORDER BY visit DESC LIMIT 1"
_PAGES = """
SELECT url, CASE WHEN visited < ?2 THEN NULL ELSE state END, CASE WHEN visited < ?2 THEN NULL ELSE reason END,
    checked_at
FROM frontier WHERE portal = ?1 AND kind = 'list' ORDER BY url
"""
_ANSWERED = "SELECT MAX(fetched_at) FROM captures WHERE portal = ? AND state IN ('captured', 'unchanged')"


class ListPageState(msgspec.Struct, frozen=True):
    """A list page of the last visit; `state` is None where it still waits to be asked. `checked_at` is UTC."""

    url: str
    state: State | None
    reason: str | None
    checked_at: str | None


class Standing(msgspec.Struct, frozen=True):
    """The last visit of a portal: when it began, its list pages, and what each whole list named.

    `vanished` are addresses that were stored once and are gone or no longer listed. `answered_at` is when the portal
    last gave a page, in any visit; None for never. Times are UTC, ISO 8601.
    """

    started_at: str
    pages: tuple[ListPageState, ...]
    lists: tuple[ListRead, ...]
    vanished: tuple[str, ...]
    answered_at: str | None


def standing_of(connection: sqlite3.Connection, portal: str, checked: date | None) -> Standing | None:
    """How `portal` stands, its lists as somebody `checked` them; None when it was never visited."""
    last = connection.execute(_LAST_RUN, (portal,)).fetchone()
    if last is None:
        return None
    visit, started_at = last
    since = since_visit(connection, portal, checked)
    return Standing(
        started_at,
        tuple(ListPageState(*row) for row in connection.execute(_PAGES, (portal, visit))),
        lists_read(connection, portal, visit, since),
        vanished(connection, portal, visit, since),
        connection.execute(_ANSWERED, (portal,)).fetchone()[0],
    )
