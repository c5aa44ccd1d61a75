"""What a person reads after a run: what came, what it says, what is wrong and where, what to type next."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from nianbao.clean import clean_folder
from nianbao.coverage import Coverage
from nianbao.documents import Document
from nianbao.entry import Entry
from nianbao.health import PUBLISHERS_OWN, Finding, unfetched
from nianbao.pipeline import Built
from nianbao.reading import Reading
from nianbao.rows import issue_codes
from nianbao.run_report import RunReport
from nianbao.words import check_in_words
from parsers import Check, Report
from parsers.report import Origin
from scraper import CrawlSummary
from scraper.states import STATES

SHOWN, FEW = 5, 3
_TOLD_BY_CRAWL = STATES | {"stopped", "bytes_lost", "weak_tls"}

Line = tuple[str, str]


def crawl_lines(crawl: CrawlSummary) -> Iterator[Line]:
    """What one crawl fetched, what of it had changed, and what did not come."""
    again = "resumed, " if crawl.resumed else ""
    yield "portal", f"{crawl.portal}: {again}{crawl.found} pages listed, {crawl.requests} requests"
    told = f"{crawl.fetched} new, {len(crawl.changed)} changed"
    if crawl.unchanged:
        told = f"only what changed: {told}; {crawl.unchanged} unchanged"
    yield "fetched", told
    yield from listed("  changed", crawl.changed)
    if crawl.attachments:
        yield "attachments", f"{crawl.attachments} files, and pictures of tables, kept with their reports"
    theirs = [f"{url} {reason}" for url, state, reason in crawl.problems if state in PUBLISHERS_OWN]
    yield from listed("not there", theirs)
    yield from listed("NOT FETCHED", [f"{url} {state}: {reason}" for url, state, reason in unfetched(crawl)])
    yield from listed("WEAK TLS", crawl.weak_tls)
    if crawl.stopped:
        yield "STOPPED", f"{crawl.stopped}; the same command goes on later"
    if crawl.recovery:
        yield "recovered", crawl.recovery


def health_lines(findings: Iterable[Finding]) -> Iterator[Line]:
    """What is wrong, or to be looked at; nothing where all is well. What `crawl_lines` tells anyway is left out."""
    every = [finding for finding in findings if finding.code not in _TOLD_BY_CRAWL]
    for level, name in (("failure", "FAILURES"), ("warning", "warnings")):
        yield from listed(name, [told(finding) for finding in every if finding.level == level])


def run_lines(report: RunReport, path: Path) -> Iterator[Line]:
    """What is wrong with a run, and where its report lies."""
    findings = (finding for portal in report.portals for finding in portal.findings)
    yield from health_lines((*findings, *report.findings))
    yield "report", str(path)


def told(finding: Finding) -> str:
    """A finding in one line."""
    place = f" ({finding.url})" if finding.url else ""
    return f"{finding.portal}: {finding.code}: {finding.words}{place}"


def build_lines(built: Built, data: Path | str) -> Iterator[Line]:
    """What the reports say, how far they can be believed, where the files lie and what to type next."""
    entries = built.entries
    without_cells = [entry for entry in entries if not _figures(entry)]
    yield "reports", f"{len(entries)} found, {len(entries) - len(without_cells)} read into figures"
    yield from listed("  no figures", [f"{entry.name}: {_codes(entry.report)}" for entry in without_cells])
    yield from listed("no report", map(_listed_as, built.others))
    yield from listed("  BYTES LOST", [f"{url} {reason}" for url, reason in built.lost])
    copies = [f"{entry.name}: also {url}" for entry in entries for url in entry.duplicate_urls]
    yield from listed("  duplicates", copies)
    revised = [f"{entry.name}: {entry.changed_cells} cells" for entry in entries if entry.changed_cells]
    yield from listed("  revised", revised)
    yield "cells", _cells(entry.report for entry in entries)
    yield "checks", _checks(check for entry in entries for check in entry.checks)
    yield from listed("  fail", list(_failures(entries)))
    yield from listed("issues", _issues(entries))
    late = [f"{entry.name}: {entry.days_late} days" for entry in entries if entry.days_late]
    yield from listed("late", late)
    for portal in built.coverage:
        yield from coverage_lines(portal)
    yield from listed("no portal file", [f"{name}: give it, `nianbao build FILE`" for name in built.unlisted])
    yield from _where(built, data)


def coverage_lines(portal: Coverage) -> Iterator[Line]:
    """How many of a portal's organ-years there is a report for, and which are missing, and why."""
    if portal.rows:
        yield "organ-years", f"{portal.held} of {portal.expected} of {portal.portal} ({portal.label})"
    else:
        yield "organ-years", f"{portal.portal} ({portal.label}): its file names no organs, so that none is expected"
    yield from listed("  missing", [f"{row.organ} {row.year}: {row.state}" for row in portal.missing])


def _where(built: Built, data: Path | str) -> Iterator[Line]:
    folder = clean_folder(data)
    yield "dataset", f"version {built.manifest.version}"
    yield "files", f"{folder}/{{{','.join(built.manifest.rows)}}}.{{csv,parquet}}, {folder}/codebook.md"
    where = "" if str(data) == "data" else f', data="{data}"'
    yield "next", f"""python -c 'import nianbao; print(nianbao.load("requests"{where}))'"""


def _figures(entry: Entry) -> bool:
    return any(cell.value is not None for cell in entry.report.cells)


def _listed_as(reading: Reading) -> str:
    title = reading.capture.list_title or "without a title"
    return f"{reading.capture.url} {_codes(reading.report)}, listed as {title}"


def _issues(entries: Iterable[Entry]) -> Iterator[str]:
    """A line an issue code: how many reports have it, and the first of them."""
    named = defaultdict(list)
    for entry in entries:
        for code in issue_codes(entry):
            named[code].append(entry.name)
    for code, names in sorted(named.items()):
        more = ", …" if len(names) > FEW else ""
        yield f"{code} in {len(names)}: {', '.join(names[:FEW])}{more}"


def _codes(report: Report) -> str:
    return " ".join(issue.code for issue in report.issues)


def _failures(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        for check in entry.checks:
            if check.verdict == "fails":
                yield f"{entry.name}: {check_in_words(check, 'en')}"


def _cells(reports: Iterable[Report]) -> str:
    """Cells by origin; the three that every reader asks for also where they are 0."""
    counts = Counter(cell.origin for report in reports for cell in report.cells)
    shown = [origin for origin in get_args(Origin) if counts[origin] or origin in ("printed", "recovered", "blank")]
    return ", ".join(f"{counts[origin]} {origin}" for origin in shown)


def _checks(checks: Iterable[Check]) -> str:
    counts = Counter(check.verdict for check in checks)
    return f"{counts['holds']} hold, {counts['fails']} fail, {counts['untested']} cannot be tested"


def listed(name: str, texts: Iterable[str]) -> Iterator[Line]:
    """The number of `texts` and the first of them, a line each; nothing where there are none."""
    every = list(texts)
    if every:
        yield name, str(len(every))
    yield from (("", text) for text in every[:SHOWN])
    if len(every) > SHOWN:
        yield "", f"… and {len(every) - SHOWN} more"


def document_lines(document: Document) -> Iterator[Line]:
    """One file as read, for the eye: what it says of itself, its figures, what fails, what to know."""
    header = document.report.report
    yield "file", document.source
    yield "  title", header.title or "?"
    yield "  report", f"{header.agency or '?'}, {header.year or '?'}, published {header.published or '?'}"
    yield "  cells", _cells([document.report])
    yield "  checks", _checks(document.report.checks)
    failed = (check for check in document.report.checks if check.verdict == "fails")
    yield from listed("  fail", [check_in_words(check, "en") for check in failed])
    yield from listed("  issues", [f"{issue.code}: {issue.message}" for issue in document.report.issues])
