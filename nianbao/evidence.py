"""What the archive and the readings say of each address of a portal, as evidence for its ledger."""

import re
from collections.abc import Iterable

from nianbao.coverage import Coverage, CoverageState, Page, coverage_of
from nianbao.entry import Entry, organ_of
from nianbao.reading import Reading
from scraper import AddressState, Archive, Capture, Portal
from scraper.states import TRANSIENT, State

_YEAR = re.compile(r"(?<!\d)(20\d\d)年(?!\d{1,2}月)")
_SPEAKS_OF_REPORT = re.compile("年报|报告|公开")
_WORDS: dict[State | None, CoverageState] = {
    "gone": "gone",
    "soft_404": "gone",
    "no_report": "gone",
    "challenged": "challenged",
    "refused": "refused",
    **dict.fromkeys(TRANSIENT, "unreachable"),
}
# Left out, or seen to be gone, whatever it was: evidence for other organs only where its title speaks of a report.
_SEEN: frozenset[State | None] = frozenset({"gone", "soft_404", "no_report", "off_site", "not_article"})


def state_of(crawled: State | None) -> CoverageState:
    """The ledger's word for a listed page that was never stored, by the crawler's; None where it was not asked yet.

    >>> state_of("timeout"), state_of("robots"), state_of(None)
    ('unreachable', 'listed_not_fetched', 'listed_not_fetched')
    """
    return _WORDS.get(crawled, "listed_not_fetched")


def ledger(archive: Archive, portal: Portal, entries: Iterable[Entry], unread: Iterable[Page]) -> Coverage:
    """The ledger of `portal`: its reports among the `entries`, its pages among the `unread`, what never came."""
    standing = archive.standing(portal.name, portal.lists_checked)
    gone = set(standing.vanished) if standing else set()
    stored = {capture.url for capture in archive.captures() if capture.portal == portal.name}
    pages = [_held(entry, gone) for entry in entries if entry.capture.portal == portal.name]
    pages += unread
    for at in archive.states(portal.name):
        if at.kind == "article" and at.url not in stored:
            pages.append(_address(at, portal))
    return coverage_of(portal, standing, pages)


def unread_page(reading: Reading, portal: Portal) -> Page:
    """A stored page that was not read as a report."""
    header, capture = reading.report.report, reading.capture
    told_organ, told_year = named_in(capture.list_title, portal)
    issues = reading.report.issues
    speaks = not capture.list_title or bool(_SPEAKS_OF_REPORT.search(capture.list_title))
    return Page(
        capture.url,
        "captured_not_read",
        organ_of(header.agency, portal) or told_organ,
        header.year or told_year,
        capture.state,
        "; ".join(f"{issue.code}: {issue.message}" for issue in issues) or "not read as a report",
        capture.fetched_at,
        agency=header.agency,
        may_be_any=speaks or any(issue.code != "not_a_report" for issue in issues),
    )


def lost_page(capture: Capture, reason: str, portal: Portal) -> Page:
    """A stored page whose bytes are gone."""
    whose = named_in(capture.list_title, portal)
    return Page(capture.url, "captured_not_read", *whose, capture.state, reason, capture.fetched_at)


def _held(entry: Entry, gone: set[str]) -> Page:
    """A report of the dataset; vanished where none of its addresses serves and lists it any more."""
    vanished = entry.withdrawn or gone.issuperset((entry.capture.url, *entry.duplicate_urls))
    why = "its address serves something else now" if entry.withdrawn else "gone, or no longer named by any list"
    return Page(
        entry.capture.url,
        "vanished" if vanished else "reported",
        entry.organ,
        entry.report.report.year,
        entry.capture.state,
        why if vanished else "",
        entry.capture.fetched_at,
        entry.report_id,
        entry.report.report.agency,
    )


def _address(at: AddressState, portal: Portal) -> Page:
    organ, year = named_in(at.list_title, portal)
    speaks = not at.list_title or bool(_SPEAKS_OF_REPORT.search(at.list_title))
    return Page(
        at.url,
        state_of(at.state),
        organ,
        year,
        at.state,
        at.reason or "not asked yet",
        at.checked_at,
        may_be_any=speaks or at.state not in _SEEN,
    )


def named_in(title: str | None, portal: Portal) -> tuple[str | None, int | None]:
    """The organ (the longest of its names that stands there) and the one year that a list's title names."""
    text = "".join((title or "").split())
    names = {alias: organ.name for organ in portal.organs for alias in (organ.name, *organ.aliases)}
    found = max((name for name in names if name in text), key=len, default=None)
    years = {int(year) for year in _YEAR.findall(text)}
    return (names[found] if found else None), (years.pop() if len(years) == 1 else None)
