"""A run that is accounted for: crawl, build, and the report of both, also of a run that broke off."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from nianbao import events, pipeline
from nianbao.run_report import RunReport, previous_of, report_of, runs_folder, write_report
from scraper import CrawlError, CrawlSummary, Portal

Clock = Callable[[], datetime]


class Attended(NamedTuple):
    """What came of a run; `built` is None where no dataset was to be built. `path` is where its report lies."""

    crawls: list[CrawlSummary]
    built: pipeline.Built | None
    report: RunReport
    path: Path
    error: Exception | None = None


def utc_now() -> datetime:
    """The clock that runs are dated by."""
    return datetime.now(UTC)


def attend(
    command: str,
    portals: list[Portal],
    data: Path | str,
    contact: str | None,
    progress: pipeline.Progress | None,
    *,
    given: list[Portal] | None = None,
    clock: Clock = utc_now,
    again: Collection[str] = (),
) -> Attended:
    """Crawl `portals`, build the dataset where `given` (portals whose files are at hand) says so, write the report.

    Of the portals named in `again` only what had no answer in their last run is asked.
    What ends the run before its end is in the report and in `error`; a KeyboardInterrupt and a CrawlError (nothing
    was begun) go on their way.
    """
    began = clock()
    before = previous_of(data, (portal.name for portal in portals), began)
    crawls: list[CrawlSummary] = []
    built, broken = None, None
    try:
        crawls = pipeline.crawl_all(portals, data, contact, progress, again)
        if given is not None:
            built = pipeline.build(data, given, progress)
    except CrawlError:
        raise
    except Exception as error:
        broken = error
    words = (str(broken) or repr(broken)) if broken else None
    report = report_of(command, (began, clock()), portals, crawls, built, before, words)
    return Attended(crawls, built, report, _written(data, report), broken)


def _written(data: Path | str, report: RunReport) -> Path:
    """Where the report lies. That it cannot be written is said, and hides nothing else that went wrong."""
    try:
        return write_report(data, report)
    except OSError as error:
        events.tell("report_not_written", error=error)
        return runs_folder(data) / f"{report.run}.json"


def tell_end(done: Attended) -> None:
    """Say that a run ended, how, and where its report lies."""
    for portal in done.report.portals:
        worst = [finding for finding in portal.findings if finding.level == "failure"]
        events.tell(
            "portal_ended", portal=portal.portal, level=portal.level, resumed=portal.resumed,
            listed=portal.listed, new=portal.new, revised=len(portal.revised), vanished=len(portal.vanished),
            failures=len(worst), first=worst[0].words if worst else None,
        )  # fmt: skip
    events.tell("run_ended", level=done.report.level, error=done.report.error, report=done.path)
