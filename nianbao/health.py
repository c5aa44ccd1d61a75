"""Health: what is wrong with a run, judged by the same rules wherever it is told.

A failure is something that should have come and did not; a warning is for a person to look at. The bounds are those
of the portal's file and of the visits before, never a constant.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Literal

import msgspec

from nianbao.calendar import all_due_on
from nianbao.coverage import Coverage
from nianbao.reading import Reading
from scraper import CrawlSummary, ListRead, Portal
from scraper.states import PASSING

Level = Literal["well", "warning", "failure"]
LEVELS: tuple[Level, ...] = ("well", "warning", "failure")
# The publisher's doing, or the publisher's wish; any other state is a page that should have come and did not.
PUBLISHERS_OWN = frozenset(
    {"gone", "soft_404", "no_report", "not_file", "not_article", "empty_list", "robots", "off_site"}
)
OUR_FAILURES = frozenset({"challenge", "reader_failed", "too_large"})
# Another hour may have another answer. A robots.txt that could not be had stops its host, which says so itself.
_WANTS_ANSWER = (PASSING | {"refused"}) - {"robots"}


class Finding(msgspec.Struct, frozen=True):
    """Something to know of a portal: how bad it is, its code, and in words; `url` where it is about one address."""

    portal: str
    level: Level
    code: str
    words: str
    url: str | None = None


def level_of(findings: Iterable[Finding]) -> Level:
    """The worst of the levels; well where there is nothing."""
    return max((finding.level for finding in findings), key=LEVELS.index, default="well")


def unfetched(crawl: CrawlSummary) -> list[tuple[str, str, str]]:
    """The problems (address, state, reason) that hide a page which the portal means to show."""
    return [problem for problem in crawl.problems if problem[1] not in PUBLISHERS_OWN]


def wants_answer(crawl: CrawlSummary) -> bool:
    """Whether something failed for want of an answer, so that it is worth to try again soon."""
    return bool(crawl.stopped) or any(state in _WANTS_ANSWER for _, state, _ in crawl.problems)


def broken_off(portal: str) -> Finding:
    """What is wrong with a crawl of `portal` that an error kept from its end, or from its beginning."""
    return Finding(portal, "failure", "broken_off", "the crawl did not come to its end")


def crawl_findings(crawl: CrawlSummary) -> list[Finding]:
    """What is wrong with a crawl of a portal, the failures first."""
    found = [Finding(crawl.portal, *told) for told in (*_of_pages(crawl), *_of_lists(crawl))]
    return sorted(found, key=lambda finding: -LEVELS.index(finding.level))


Told = tuple[Level, str, str, str | None]


def _of_pages(crawl: CrawlSummary) -> Iterator[Told]:
    if crawl.stopped:
        yield "failure", "stopped", crawl.stopped, None
    if not crawl.found:
        yield "failure", "nothing_listed", "the portal named no report at all", None
    for state, problems in groupby(sorted(unfetched(crawl), key=itemgetter(1)), key=itemgetter(1)):
        every = list(problems)
        url, _, reason = every[0]
        more = f", and {len(every) - 1} more" if len(every) > 1 else ""
        yield "failure", state, f"not fetched: {reason}{more}", url
    if crawl.weak_tls:
        yield "warning", "weak_tls", f"answered only under a weaker TLS: {', '.join(crawl.weak_tls)}", None
    if crawl.vanished:
        count = len(crawl.vanished)
        yield "warning", "vanished", f"{count} stored pages are gone or no longer listed", crawl.vanished[0]


def _of_lists(crawl: CrawlSummary) -> Iterator[Told]:
    for read in crawl.lists_read:
        told = _of_list(read)
        if told:
            yield *told, read.root
    had = {read.root for read in crawl.lists_read if read.named_before}
    for url, state, reason in crawl.problems:
        if state == "empty_list" and url not in had:
            yield "warning", "list_empty", reason, url


def _of_list(read: ListRead) -> tuple[Level, str, str] | None:
    claim = f" and claims {read.claimed}" if read.falls_short else ""
    if read.shrank:
        words = f"the list names {read.named} entries{claim}, and named {read.named_before} before"
        return "failure", "list_shrank" if read.named else "list_emptied", words
    return ("warning", "list_short_of_claim", f"the list names {read.named} entries{claim}") if claim else None


def dataset_findings(
    portals: Iterable[Portal], ledgers: Iterable[Coverage], reports: Mapping[tuple[str, int], int]
) -> list[Finding]:
    """Too few or too many reports for a year that is over and due, by the bounds of the portals' files.

    `reports` counts the reports that the dataset holds, by portal and year.
    """
    bounds = {portal.name: portal.reports_per_year for portal in portals if portal.reports_per_year}
    found: list[Finding] = []
    for ledger in ledgers:
        if ledger.portal in bounds and ledger.as_of:
            least, most = bounds[ledger.portal]
            found += _of_years(ledger, ledger.as_of, (least, most), reports)
    return found


def _of_years(
    ledger: Coverage, as_of: date, bounds: tuple[int, int], reports: Mapping[tuple[str, int], int]
) -> Iterator[Finding]:
    least, most = bounds
    for year in range(ledger.years[0], ledger.years[1] + 1):
        count = reports.get((ledger.portal, year), 0)
        if count < least and all_due_on(year) < as_of:
            words = f"{count} reports on {year}, and the portal's file expects {least} at least"
            yield Finding(ledger.portal, "failure", "too_few", words)
        elif count > most:
            words = f"{count} reports on {year}, and the portal's file expects {most} at most"
            yield Finding(ledger.portal, "warning", "too_many", words)


def reading_findings(others: Iterable[Reading], lost: Iterable[tuple[str, str, str]]) -> list[Finding]:
    """Stored pages that hide a report from us: no page but a check, or beyond the reader, or their bytes `lost`.

    `lost` holds (portal, address, reason).
    """
    found = [Finding(portal, "failure", "bytes_lost", reason, url) for portal, url, reason in lost]
    for reading in others:
        for issue in reading.report.issues:
            if issue.code in OUR_FAILURES:
                url = reading.capture.url
                found.append(Finding(reading.capture.portal, "failure", issue.code, issue.message, url))
    return found
