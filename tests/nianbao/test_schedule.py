"""The schedule: what is due, what is done when it fails, and how it stops. No test waits for the calendar."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from test_health import SUMMARY

from nianbao.calendar import next_visit
from nianbao.run_report import previous_of, runs_folder
from nianbao.schedule import Plan, due_portals, keep, visit_due
from scraper import Archive, ArchiveError, CrawlError, load_portal

SAMPLE = load_portal("sample")
OTHER = msgspec.structs.replace(SAMPLE, name="other")
GOOD = {name: msgspec.structs.replace(SUMMARY, portal=name) for name in ("sample", "other")}
CHALLENGED = msgspec.structs.replace(GOOD["sample"], problems=(("http://x.example/1", "challenged", "a check"),))


class Clock:
    def __init__(self):
        self.now = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def crawls(monkeypatch):
    """What crawls give, by portal (an exception is raised), and which portals each was asked for."""
    given, asked, again = dict(GOOD), [], []

    def crawl(portals, *rest):
        asked.append([portal.name for portal in portals])
        again.append(list(rest[-1]))
        for portal in portals:
            if isinstance(given[portal.name], BaseException):
                raise given[portal.name]
        return [given[portal.name] for portal in portals]

    class Built:
        coverage = findings = ()
        manifest = type("Manifest", (), {"version": "v", "rows": {}})

    monkeypatch.setattr("nianbao.pipeline.crawl_all", crawl)
    monkeypatch.setattr("nianbao.pipeline.build", lambda *_: Built)
    return given, asked, again


@pytest.fixture
def plan(tmp_path):
    return Plan([SAMPLE, OTHER], tmp_path)


def events(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def test_a_good_run_waits_for_the_calendar(plan, clock, crawls, capsys):
    assert visit_due(plan, clock=clock) == next_visit(clock.now, 0, clock.now) == clock.now + timedelta(days=30)
    assert [one["event"] for one in events(capsys)] == ["run_begun", *["portal_ended"] * 2, "run_ended", "next_run"]
    assert visit_due(plan, clock=clock) == clock.now + timedelta(days=30)
    assert crawls[1] == [["sample", "other"]]  # the second call found nothing due


def test_only_who_gave_no_answer_is_asked_again_and_with_growing_gaps(plan, clock, crawls):
    crawls[0]["sample"] = CHALLENGED
    gaps = []
    for _ in range(6):
        coming = visit_due(plan, clock=clock)
        gaps.append((coming - clock.now) / timedelta(hours=1))
        clock.now = coming
    assert gaps[:5] == [1, 7, 24, 72, 168]
    assert crawls[1][:6] == [["sample", "other"], *[["sample"]] * 5]
    assert gaps[5] < 30 * 24  # `other` is due by the calendar before


def test_a_retry_asks_only_what_had_no_answer(plan, clock, crawls):
    crawls[0]["sample"] = CHALLENGED
    clock.now = visit_due(plan, clock=clock)
    visit_due(plan, clock=clock)
    assert crawls[1:] == ([["sample", "other"], ["sample"]], [[], ["sample"]])


def test_a_visit_that_could_not_begin_is_made_whole(plan, clock, crawls):
    """Another crawl held the lock for a minute, a month after the last visit: there is nothing to take up."""
    clock.now = visit_due(plan, clock=clock)
    crawls[0]["sample"] = ArchiveError("another crawl is writing")
    clock.now = visit_due(plan, clock=clock)
    assert {each.portal.visit for each in previous_of(plan.data, ["sample", "other"]).values()} == {None}
    crawls[0].update(GOOD)
    visit_due(plan, clock=clock)
    assert crawls[1:] == ([["sample", "other"]] * 3, [[], [], []])


def test_a_retry_behind_a_dataset_that_was_not_written_asks_only_what_had_no_answer(plan, clock, crawls, monkeypatch):
    def full(*_):
        raise OSError(28, "No space")

    crawls[0]["sample"] = CHALLENGED
    with monkeypatch.context() as patch:
        patch.setattr("nianbao.pipeline.build", full)
        clock.now = visit_due(plan, clock=clock)
    visit_due(plan, clock=clock)
    assert crawls[2] == [[], ["sample"]]


def test_a_restart_goes_on_where_it_was(plan, clock, crawls):
    coming = visit_due(plan, clock=clock)
    clock.now += timedelta(days=29)
    assert due_portals(plan, clock.now) == ([], coming)
    clock.now = coming
    assert due_portals(plan, clock.now)[0] == plan.portals


def test_a_report_that_a_wrong_clock_dated_into_the_future_is_passed_over_and_said(plan, clock, crawls, capsys):
    coming = visit_due(plan, clock=clock)
    clock.now += timedelta(days=3650)
    visit_due(plan, clock=clock)
    clock.now = coming - timedelta(days=1)
    capsys.readouterr()
    assert due_portals(plan, clock.now) == ([], coming)
    assert "report_of_the_future" in [one["event"] for one in events(capsys)]
    clock.now = coming
    assert visit_due(plan, clock=clock) == coming + timedelta(days=30)
    assert len(crawls[1]) == 3


@pytest.mark.parametrize(
    "error", [ArchiveError("another crawl is writing"), OSError(28, "No space"), ValueError("ours")]
)
def test_what_breaks_a_run_does_not_break_the_schedule(plan, clock, crawls, capsys, error):
    crawls[0]["sample"] = error
    assert visit_due(plan, clock=clock) == clock.now + timedelta(hours=1)
    told = capsys.readouterr().err
    assert str(error) in told and ("Traceback" in told) == isinstance(error, ValueError)
    assert previous_of(plan.data, ["other"])["other"].portal.failed_in_a_row == 1


def test_no_report_is_no_reason_to_hurry(plan, clock, crawls, capsys):
    (plan.data / "runs").write_text("no folder")
    assert visit_due(plan, clock=clock) == clock.now + timedelta(hours=1)


def test_the_hook_is_called_for_failures_alone_and_may_fail(plan, clock, crawls, tmp_path, capsys):
    kept = tmp_path / "kept"
    copy = "import shutil, sys; shutil.copy(sys.argv[2], sys.argv[1])"
    plan = plan._replace(on_failure=f"{sys.executable} -c '{copy}' {kept}")
    visit_due(plan, clock=clock)
    assert not kept.exists()
    crawls[0]["sample"] = CHALLENGED
    clock.now += timedelta(days=31)
    visit_due(plan, clock=clock)
    assert json.loads(kept.read_bytes())["level"] == "failure"
    assert "hook_called" in [one["event"] for one in events(capsys)]
    clock.now += timedelta(hours=1)
    coming = visit_due(plan._replace(on_failure="/nowhere/tell-me"), clock=clock)
    assert coming == clock.now + timedelta(hours=7)
    (failed,) = [one for one in events(capsys) if one["event"] == "HOOK_FAILED"]
    assert "cannot be run" in failed["error"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), CrawlError("a crawl needs a contact")])
def test_what_ends_the_schedule(plan, crawls, capsys, error):
    crawls[0]["sample"] = error
    if isinstance(error, CrawlError):
        with pytest.raises(CrawlError, match="contact"):
            keep(plan)
    else:
        keep(plan)
        assert events(capsys)[-1]["event"] == "schedule_stopped"
    assert not runs_folder(plan.data).exists()


def test_it_looks_again_once_a_day(plan, crawls, monkeypatch):
    added = []

    class Scheduler:
        def add_job(self, work, _, run_date, **__):
            added.append((work, run_date))

        def add_listener(self, *_):
            pass

        def start(self):
            added.pop()[0]()

    monkeypatch.setattr("nianbao.schedule._scheduler", lambda: (Scheduler(), 0))
    clock = Clock()
    keep(plan, clock=clock)
    assert [at for _, at in added] == [clock.now + timedelta(days=1)]


def test_without_apscheduler_it_says_what_to_install(nianbao_command, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "apscheduler.schedulers.blocking", None)
    result = nianbao_command("schedule", "--data", tmp_path)
    assert result.exit_code == 2
    assert result.stderr == "nianbao: schedule needs APScheduler: pip install 'nianbao[schedule]'\n"


def start(data):
    words = [sys.executable, "-c", "from nianbao.cli import main; main()", "schedule", "--data", str(data)]
    return subprocess.Popen(words, stderr=subprocess.PIPE, text=True)  # noqa: S603


def wait_for(process, event):
    for line in process.stderr:
        if json.loads(line)["event"] == event:
            return
    raise AssertionError(f"no {event}")


def stored(data):
    """How many reports are stored; 0 also where the catalogue is just being made."""
    try:
        with Archive.open(data / "raw") as archive:
            return len(list(archive.captures()))
    except ArchiveError:
        return 0


@pytest.mark.parametrize("with_signal", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_in_the_middle_of_a_run_and_the_next_start_goes_on(tmp_path, with_signal):
    process = start(tmp_path)
    wait_for(process, "run_begun")
    while stored(tmp_path) < 5:
        assert process.poll() is None
        time.sleep(0.01)
    began = time.monotonic()
    process.send_signal(with_signal)
    told = process.communicate(timeout=20)[1]
    assert process.returncode == 0 and time.monotonic() - began < 10
    assert [json.loads(line)["event"] for line in told.splitlines()] == ["schedule_stopped"]
    before = stored(tmp_path)
    assert before >= 5 and not runs_folder(tmp_path).exists()

    process = start(tmp_path)
    wait_for(process, "next_run")
    process.send_signal(with_signal)
    process.communicate(timeout=20)
    assert process.returncode == 0
    (portal,) = [one.portal for one in previous_of(tmp_path, ["sample"]).values()]
    assert (portal.level, portal.listed, portal.new) == ("well", 72, 71)
    assert portal.requests <= 78 - before + 5


def test_a_second_crawl_at_the_same_time_says_so(tmp_path, nianbao_command):
    process = start(tmp_path)
    wait_for(process, "run_begun")
    while stored(tmp_path) < 1:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGSTOP)
    result = nianbao_command("crawl", "--data", tmp_path)
    os.kill(process.pid, signal.SIGCONT)
    process.terminate()
    process.communicate(timeout=20)
    assert result.exit_code == 1
    assert "another crawl is writing" in result.stderr.splitlines()[-1]
