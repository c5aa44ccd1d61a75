"""Visits by the calendar, one run at a time, until somebody stops them."""

import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from nianbao import events, hook
from nianbao.attended import Attended, Clock, attend, tell_end, utc_now
from nianbao.calendar import calendar, next_visit
from nianbao.errors import ExtraMissingError
from nianbao.pipeline import Progress
from nianbao.run_report import as_json, moment, previous_of
from scraper import ArchiveError, Portal

# A clock may jump and a machine may sleep, and somebody may have run a crawl by hand meanwhile.
_LOOK_AGAIN = timedelta(days=1)


class Plan(NamedTuple):
    """What to visit, into which folder, and whom to tell when it fails."""

    portals: list[Portal]
    data: Path | str
    contact: str | None = None
    on_failure: str | None = None


def due_portals(plan: Plan, now: datetime) -> tuple[list[Portal], datetime]:
    """The portals that are to be visited now, and when the next of them all is, as the reports of earlier runs say."""
    before = previous_of(plan.data, (portal.name for portal in plan.portals), now)
    at = {}
    for portal in plan.portals:
        last = before.get(portal.name)
        ended = moment(last.finished_at) if last else None
        at[portal.name] = next_visit(ended, last.portal.failed_in_a_row if last else 0, now)
    return [portal for portal in plan.portals if at[portal.name] <= now], min(at.values())


def _retried(plan: Plan, due: list[Portal], now: datetime) -> list[str]:
    """Those of the portals that are due which the calendar alone would not visit yet: only their failures are asked.

    A visit that an error kept from its end is not among them: the one before it is over, and is not to be taken up.
    """
    before = previous_of(plan.data, (portal.name for portal in due), now)
    made = {name: moment(last.finished_at) for name, last in before.items() if last.portal.visit}
    return [name for name, ended in made.items() if next_visit(ended, 0, now) > now]


def visit_due(plan: Plan, progress: Progress | None = None, clock: Clock = utc_now) -> datetime:
    """One run of what is due, and when the next is to be; raises CrawlError where no run can ever begin.

    A run that failed is said on stderr, in its report and to the hook, and the schedule goes on.
    """
    due, _ = due_portals(plan, clock())
    earliest = clock()
    if due:
        events.tell("run_begun", portals=" ".join(portal.name for portal in due))
        again = _retried(plan, due, clock())
        done = attend("schedule", due, plan.data, plan.contact, progress, given=plan.portals, clock=clock, again=again)
        if done.error and not isinstance(done.error, OSError | ArchiveError):
            traceback.print_exception(done.error, file=sys.stderr)
        tell_end(done)
        _call_for_help(plan, done)
        # Where no report can be written, a run looks as if it never was.
        earliest = clock() + timedelta(hours=calendar().retry.hours[0])
    _, coming = due_portals(plan, clock())
    coming = max(coming, earliest)
    events.tell("next_run", time=coming.isoformat(timespec="seconds"))
    return coming


def _call_for_help(plan: Plan, done: Attended) -> None:
    if plan.on_failure is None or done.report.level != "failure":
        return
    try:
        hook.call(plan.on_failure, done.path, as_json(done.report))
    except hook.HookError as error:
        events.tell("HOOK_FAILED", hook=plan.on_failure, error=error)
    else:
        events.tell("hook_called", hook=plan.on_failure)


def keep(plan: Plan, progress: Progress | None = None, clock: Clock = utc_now) -> None:
    """Visit by the calendar until SIGTERM or Ctrl-C, which end it within seconds and leave everything resumable.

    Raises ExtraMissingError where APScheduler is not installed, and CrawlError as `visit_due` does.
    """
    scheduler, removed = _scheduler()
    ended: list[BaseException] = []

    def work() -> None:
        # What the scheduler catches it would log, and sit idle.
        try:
            coming = min(visit_due(plan, progress, clock), clock() + _LOOK_AGAIN)
            scheduler.add_job(work, "date", run_date=coming, misfire_grace_time=None)
        except BaseException as error:
            ended.append(error)

    def look(_: object) -> None:
        """Each run is a job, removed when it is over; where no next one stands behind it, that was the end."""
        if ended or not scheduler.get_jobs():
            scheduler.shutdown(wait=False)

    scheduler.add_listener(look, removed)
    with _stop_on_sigterm():
        try:
            scheduler.add_job(work, "date", run_date=clock(), misfire_grace_time=None)
            scheduler.start()
        except KeyboardInterrupt as error:
            ended.append(error)
    for end in ended:
        if not isinstance(end, KeyboardInterrupt):
            raise end
    events.tell("schedule_stopped", note="what was stored is kept; the next start goes on from here")


def _scheduler() -> tuple[Any, int]:
    """A scheduler that runs its jobs in this thread, where alone a stop reaches the crawl; and its event of removal."""
    try:
        from apscheduler.events import EVENT_JOB_REMOVED  # noqa: PLC0415
        from apscheduler.executors.debug import DebugExecutor  # noqa: PLC0415
        from apscheduler.schedulers.blocking import BlockingScheduler  # noqa: PLC0415
    except ImportError:
        raise ExtraMissingError("schedule needs APScheduler: pip install 'nianbao[schedule]'") from None
    return BlockingScheduler(executors={"default": DebugExecutor()}, timezone="UTC"), EVENT_JOB_REMOVED


@contextmanager
def _stop_on_sigterm() -> Iterator[None]:
    """SIGTERM is what Ctrl-C is, for as long as the context lasts."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
