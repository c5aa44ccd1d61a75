"""The ledger: every report that a portal's organs owe, in exactly one state.

A block never looks like an absence: `not_published` is said only where the lists were read to their end, and where no
page that could not be read, or could not be assigned, may be the report.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple, get_args

from nianbao.calendar import beijing_day, due_on
from scraper import Portal, Standing
from scraper.states import SETTLED

CoverageState = Literal[
    "reported",
    "vanished",
    "captured_not_read",
    "challenged",
    "refused",
    "unreachable",
    "listed_not_fetched",
    "gone",
    "not_due",
    "not_asked",
    "list_failed",
    "undetermined",
    "not_published",
]
COVERAGE_STATES: tuple[CoverageState, ...] = get_args(CoverageState)
HELD: frozenset[CoverageState] = frozenset({"reported", "vanished"})
# What a page can say of the report that it is; of several pages the one that says most decides, so in this order.
PAGE_STATES = COVERAGE_STATES[: COVERAGE_STATES.index("gone") + 1]


_Whose = tuple[str | None, int | None]


class Page(NamedTuple):
    """An address as evidence: of which organ and year it is (None: not known), and how it stands.

    `crawled` is the crawler's word for it, None where it was never asked. `agency` is as printed. `may_be_any` is
    false for a page that is evidence for its own organ and year alone.
    """

    url: str
    state: CoverageState
    organ: str | None
    year: int | None
    crawled: str | None
    reason: str
    checked_at: str | None
    report_id: str | None = None
    agency: str | None = None
    may_be_any: bool = True


class OrganYear(NamedTuple):
    """A row of the ledger: what an organ owes for a year, the state of it, and the evidence."""

    portal: str
    organ: str
    year: int
    due: date
    state: CoverageState
    reason: str
    url: str | None = None
    crawled: str | None = None
    checked_at: str | None = None
    report_id: str | None = None
    agency: str | None = None


class Coverage(NamedTuple):
    """The ledger of a portal for its `years` (first and last); `as_of` is the day of its last visit, None for never."""

    portal: str
    label: str
    years: tuple[int, int]
    as_of: date | None
    rows: tuple[OrganYear, ...]

    @property
    def expected(self) -> int:
        """Organ-years whose report is due."""
        return sum(row.state != "not_due" for row in self.rows)

    @property
    def held(self) -> int:
        """Organ-years for which there is a report, early ones included."""
        return sum(row.state in HELD for row in self.rows)

    @property
    def missing(self) -> tuple[OrganYear, ...]:
        """What is due and not there."""
        return tuple(row for row in self.rows if row.state not in HELD and row.state != "not_due")


def coverage_of(portal: Portal, standing: Standing | None, pages: Iterable[Page]) -> Coverage:
    """The ledger of `portal` as its last visit left it: what the `pages` and the lists of that visit say."""
    best: dict[tuple[str | None, int | None], Page] = {}
    for page in sorted(pages, key=_says):
        if page.may_be_any or None not in (page.organ, page.year):
            best.setdefault((page.organ, page.year), page)
    first, last = portal.years
    rows = (_row(portal, organ.name, year, standing, best)
            for organ in portal.organs for year in range(first, last + 1))  # fmt: skip
    as_of = beijing_day(_visited_at(standing)) if standing else None
    return Coverage(portal.name, portal.label, portal.years, as_of, tuple(rows))


def _visited_at(standing: Standing) -> str:
    """When the lists were read: the earliest of their pages, so that nothing is called late that was not yet."""
    return min((page.checked_at for page in standing.pages if page.checked_at), default=standing.started_at)


def _says(page: Page) -> tuple[int, str, str]:
    """What `page` is sorted by: the one that says most first, and always the same one."""
    return PAGE_STATES.index(page.state), page.url, str(page)


def _row(portal: Portal, organ: str, year: int, standing: Standing | None, best: Mapping[_Whose, Page]) -> OrganYear:
    due = due_on(organ, year)
    page = best.get((organ, year))
    if page:
        told = (page.state, page.reason, page.url, page.crawled, page.checked_at, page.report_id, page.agency)
        return OrganYear(portal.name, organ, year, due, *told)
    maybe = [best[whose] for whose in ((organ, None), (None, year), (None, None)) if whose in best]
    why = _absence(due, portal, standing, min(maybe, key=_says, default=None))
    return OrganYear(portal.name, organ, year, due, *why)


def _absence(
    due: date, portal: Portal, standing: Standing | None, maybe: Page | None
) -> tuple[CoverageState, str, str | None, str | None, str | None]:
    """Why no page is known to be the report: state, reason, address, the crawler's word for it, and when."""
    if standing is None:
        return "not_asked", "no visit of the portal is on record", None, None, None
    at = _visited_at(standing)
    if beijing_day(at) <= due:
        return "not_due", f"due on {due.isoformat()}", None, None, at
    broken = _broken_list(portal, standing)
    if broken:
        return "list_failed", *broken
    if maybe:
        return "undetermined", _may_be(maybe), maybe.url, maybe.crawled, maybe.checked_at
    return "not_published", "no list names it, and all were read to their end", standing.lists[0].root, None, at


def _may_be(page: Page) -> str:
    what = f"a report of {page.agency}, whom the portal's file does not name" if page.agency else "a page"
    return f"{what} may be it: {page.state}{f', {page.reason}' if page.reason else ''}"


def _broken_list(portal: Portal, standing: Standing) -> tuple[str, str | None, str | None, str | None] | None:
    """The first list that was not read to its end: why, its address, the crawler's word for it, and when."""
    for page in standing.pages:
        if page.state not in SETTLED:
            reason = page.reason or "not asked yet: the last visit was broken off"
            return reason, page.url, page.state, page.checked_at or standing.started_at
    asked = {page.url for page in standing.pages}
    for start in portal.start:
        if start not in asked:
            return "not asked yet: the portal's file names it since the last visit", start, None, standing.started_at
    if not standing.lists:
        return "no list of the portal is known to have been read", None, None, standing.started_at
    for read in standing.lists:
        if read.falls_short:
            return f"{read.named} of the {read.claimed} entries it claims", read.root, None, standing.started_at
        if read.shrank:
            told = f"{read.named} entries, and {read.named_before} before"
            return told, read.root, None, standing.started_at
    return None
