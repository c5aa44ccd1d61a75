"""The report of a run: what it brought and what is wrong with it, one JSON file a run in data/runs."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import msgspec

from nianbao import events
from nianbao.coverage import Coverage
from nianbao.health import Finding, Level, broken_off, crawl_findings, level_of, wants_answer
from nianbao.pipeline import Built
from scraper import CrawlSummary, Portal

LATEST = "latest.json"
_ISO = "%Y-%m-%dT%H:%M:%SZ"


class Problem(msgspec.Struct, frozen=True):
    """An address that was asked and did not give what was asked for."""

    url: str
    state: str
    reason: str


class Missing(msgspec.Struct, frozen=True):
    """A report that is due and not in the dataset, and what is known of it."""

    organ: str
    year: int
    state: str
    reason: str
    url: str | None


class PortalReport(msgspec.Struct, frozen=True, kw_only=True):
    """A portal in a run.

    `last_success` is when its last visit ended that had no failure, `failed_in_a_row` how many visits, this one
    included, wanted an answer. `visit` is the archive's name of the visit, None where it could not begin or did not
    come to its end; a run that `resumed` one counts the whole of it again, but for `requests`, which are its own. The
    counts of organ-years and `missing` are None where no dataset was built.
    """

    portal: str
    label: str
    level: Level
    last_success: str | None
    failed_in_a_row: int
    visit: str | None = None
    resumed: bool = False
    requests: int = 0
    listed: int = 0
    new: int = 0
    revised: tuple[str, ...] = ()
    unchanged: int = 0
    vanished: tuple[str, ...] = ()
    stopped: str | None = None
    expected: int | None = None
    held: int | None = None
    coverage: dict[str, int] | None = None
    missing: tuple[Missing, ...] | None = None
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()


class DatasetReport(msgspec.Struct, frozen=True):
    """The dataset that a run built."""

    version: str
    rows: dict[str, int]


class RunReport(msgspec.Struct, frozen=True, kw_only=True):
    """A run, named by when it ended: `level` is the worst of its findings, `error` what ended it before its time.

    `findings` are those of the dataset that are about portals which this run did not visit. Times are UTC, ISO 8601.
    """

    schema: Literal[1] = 1
    run: str
    command: str
    program: str
    started_at: str
    finished_at: str
    level: Level
    error: str | None
    portals: tuple[PortalReport, ...]
    dataset: DatasetReport | None
    findings: tuple[Finding, ...]


class Previous(msgspec.Struct, frozen=True):
    """What the newest report on a portal says: when that run ended, what broke it off, and the portal in it."""

    finished_at: str
    error: str | None
    portal: PortalReport


def runs_folder(data: Path | str) -> Path:
    """Where the reports of `data` lie."""
    return Path(data) / "runs"


def report_of(
    command: str,
    times: tuple[datetime, datetime],
    portals: Iterable[Portal],
    crawls: Iterable[CrawlSummary],
    built: Built | None,
    before: dict[str, Previous],
    error: str | None = None,
) -> RunReport:
    """The report of a run of `command` on `portals` from the first of `times` to the second."""
    started, finished = times
    end = finished.strftime(_ISO)
    by_name = {crawl.portal: crawl for crawl in crawls}
    ledgers = {ledger.portal: ledger for ledger in built.coverage} if built else {}
    of_dataset = built.findings if built else []
    told = []
    for portal in portals:
        crawl, previous = by_name.get(portal.name), before.get(portal.name)
        told.append(_portal(portal, crawl, ledgers.get(portal.name), of_dataset, previous, end))
    others = tuple(finding for finding in of_dataset if finding.portal not in {one.portal for one in told})
    levels = {level_of(others), *(one.level for one in told), "failure" if error else "well"}
    return RunReport(
        run=f"{finished:%Y%m%dT%H%M%S}{finished.microsecond // 1000:03d}Z",
        command=command,
        program=version("nianbao"),
        started_at=started.strftime(_ISO),
        finished_at=end,
        level="failure" if "failure" in levels else "warning" if "warning" in levels else "well",
        error=error,
        portals=tuple(told),
        dataset=DatasetReport(built.manifest.version, built.manifest.rows) if built else None,
        findings=others,
    )


def _portal(
    portal: Portal,
    crawl: CrawlSummary | None,
    ledger: Coverage | None,
    of_dataset: Iterable[Finding],
    previous: Previous | None,
    end: str,
) -> PortalReport:
    findings = crawl_findings(crawl) if crawl else [broken_off(portal.name)]
    findings += [one for one in of_dataset if one.portal == portal.name]
    level = level_of(findings)
    before = previous.portal if previous else None
    failed = crawl is None or wants_answer(crawl)
    report = PortalReport(
        portal=portal.name,
        label=portal.label,
        level=level,
        last_success=end if level != "failure" else before.last_success if before else None,
        failed_in_a_row=(before.failed_in_a_row if before else 0) + 1 if failed else 0,
        findings=tuple(findings),
    )
    if crawl:
        report = msgspec.structs.replace(report, **_came(crawl))
    return msgspec.structs.replace(report, **_owed(ledger)) if ledger else report


def _came(crawl: CrawlSummary) -> dict[str, object]:
    return {
        "visit": crawl.run,
        "resumed": crawl.resumed,
        "requests": crawl.requests,
        "listed": crawl.found,
        "new": crawl.fetched,
        "revised": crawl.changed,
        "unchanged": crawl.unchanged,
        "vanished": crawl.vanished,
        "stopped": crawl.stopped,
        "problems": tuple(Problem(*problem) for problem in crawl.problems),
    }


def _owed(ledger: Coverage) -> dict[str, object]:
    return {
        "expected": ledger.expected,
        "held": ledger.held,
        "coverage": dict(sorted(Counter(row.state for row in ledger.rows).items())),
        "missing": tuple(Missing(row.organ, row.year, row.state, row.reason, row.url) for row in ledger.missing),
    }


def write_report(data: Path | str, report: RunReport) -> Path:
    """Write the report of a run, and the same as latest.json; raises OSError. Each appears whole or not at all."""
    folder = runs_folder(data)
    folder.mkdir(parents=True, exist_ok=True)
    text = as_json(report)
    for name in (f"{report.run}.json", LATEST):
        new = folder / f".{name}.new"
        with new.open("wb") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(folder / name)
    return folder / f"{report.run}.json"


def as_json(report: RunReport) -> bytes:
    """A report as it is written."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def previous_of(data: Path | str, portals: Iterable[str], now: datetime | None = None) -> dict[str, Previous]:
    """For each of `portals` what the newest report that has it says.

    A report that is damaged, or that a wrong clock dated behind `now`, is named and passed over.
    """
    wanted, found = set(portals), dict[str, Previous]()
    for report in _newest_first(data):
        if now and report.finished_at > now.strftime(_ISO):
            events.tell("report_of_the_future", report=report.run)
            continue
        for portal in report.portals:
            if portal.portal in wanted:
                found[portal.portal] = Previous(report.finished_at, report.error, portal)
                wanted.remove(portal.portal)
        if not wanted:
            break
    return found


def _newest_first(data: Path | str) -> Iterator[RunReport]:
    for path in sorted(runs_folder(data).glob("[0-9]*Z.json"), reverse=True):
        try:
            yield msgspec.json.decode(path.read_bytes(), type=RunReport)
        except (OSError, msgspec.MsgspecError) as error:
            events.tell("report_unreadable", report=path, error=error)


def moment(text: str) -> datetime:
    """A time as the report writes it."""
    return datetime.strptime(text, _ISO).replace(tzinfo=UTC)
