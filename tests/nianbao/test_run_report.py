import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from nianbao import attended, run_report
from nianbao.health import Finding
from nianbao.pipeline import Built
from nianbao.run_report import PortalReport, Previous, RunReport, previous_of, report_of, write_report
from nianbao.status import status_lines
from scraper import ArchiveError, CrawlError, load_portal

BEGAN = datetime(2026, 1, 20, 3, 0, 0, tzinfo=UTC)
PORTAL = load_portal("sample")
DOC = (Path(__file__).parents[2] / "docs" / "running.md").read_text("utf-8")


def report(crawls=(), minutes=1, before=None, error=None, portals=(PORTAL,), built=None):
    times = (BEGAN, BEGAN + timedelta(minutes=minutes))
    return report_of("schedule", times, portals, crawls, built, before or {}, error)


@pytest.fixture
def crawled(sample_data):
    """The summary of a good run, as the report of the session's sample run has it, and one that wanted an answer."""
    from test_health import SUMMARY  # noqa: PLC0415

    good = msgspec.structs.replace(SUMMARY, portal="sample")
    return good, msgspec.structs.replace(good, problems=(("http://x.example/1", "challenged", "a check"),))


def test_run_writes_a_report_that_says_it_all(sample_data):
    data, result = sample_data
    (path,) = (data / "runs").glob("2*Z.json")
    assert f"report        {path}" in result.stdout
    told = json.loads(path.read_bytes())
    assert told == json.loads((data / "runs" / "latest.json").read_bytes())
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name, "latest.json"]
    assert (told["schema"], told["command"], told["level"], told["error"]) == (1, "run", "well", None)
    (portal,) = told["portals"]
    assert (portal["portal"], portal["listed"], portal["new"], portal["requests"]) == ("sample", 72, 71, 81)
    assert portal["coverage"] == {"gone": 1, "not_published": 1, "reported": 70}
    assert (portal["expected"], portal["held"]) == (72, 70)
    assert [(one["year"], one["state"]) for one in portal["missing"]] == [(2020, "gone"), (2021, "not_published")]
    assert [one["state"] for one in portal["problems"]] == ["soft_404"]
    assert portal["last_success"] == told["finished_at"]
    assert told["dataset"]["rows"]["reports"] == 70


def test_every_field_is_documented():
    for struct in (RunReport, PortalReport, Finding):
        for field in struct.__struct_fields__:
            assert re.search(rf"`(?:[a-z]+\.)?{field}`", DOC), (struct.__name__, field)


def test_failures_in_a_row_and_the_last_success_are_carried_on(crawled, tmp_path):
    good, challenged = crawled
    told = []
    for minute, crawl in enumerate([challenged, good, challenged, challenged], 1):
        write_report(tmp_path, report([crawl], minute, previous_of(tmp_path, ["sample"])))
        (portal,) = [one.portal for one in previous_of(tmp_path, ["sample"]).values()]
        told.append((portal.level, portal.failed_in_a_row, portal.last_success))
    success = "2026-01-20T03:02:00Z"
    assert told == [("failure", 1, None), ("well", 0, success), ("failure", 1, success), ("failure", 2, success)]


def test_a_run_that_broke_off_is_a_failure_of_all_its_portals(crawled):
    told = report((), error="the disk is full")
    assert (told.level, told.portals[0].level, told.portals[0].failed_in_a_row) == ("failure", "failure", 1)
    assert [(one.level, one.code) for one in told.portals[0].findings] == [("failure", "broken_off")]
    assert told.portals[0].visit is None
    later = report([crawled[0]], error="the dataset cannot be written")
    assert (later.level, later.portals[0].level, later.portals[0].visit) == ("failure", "well", "x-1")


def test_a_visit_that_is_taken_up_is_named_so_that_nothing_is_counted_twice(crawled):
    good, _ = crawled
    first, second = report([good]), report([msgspec.structs.replace(good, resumed=True)])
    assert [(one.portals[0].visit, one.portals[0].resumed) for one in (first, second)] == [
        ("x-1", False),
        ("x-1", True),
    ]


def test_findings_of_other_portals_count_for_the_run():
    finding = Finding("other", "failure", "bytes_lost", "damaged")
    built = Built(type("M", (), {"version": "v", "rows": {}}), [], [], [], [], [], [finding])
    told = report(built=built, portals=())
    assert (told.level, told.findings) == ("failure", (finding,))


def test_a_portal_is_found_behind_reports_on_others_and_damaged_ones(crawled, tmp_path, capsys):
    write_report(tmp_path, report([crawled[0]], 1))
    write_report(tmp_path, report(minutes=2, portals=[msgspec.structs.replace(PORTAL, name="other")]))
    (tmp_path / "runs" / "20260120T030300000Z.json").write_text('{"schema": 1, "ru')
    found = previous_of(tmp_path, ["sample", "other", "never"])
    assert {name: one.finished_at[14:16] for name, one in found.items()} == {"sample": "01", "other": "02"}
    assert json.loads(capsys.readouterr().err)["event"] == "report_unreadable"
    assert previous_of(tmp_path / "none", ["sample"]) == {}


def test_what_ends_a_run_is_in_its_report(tmp_path, monkeypatch):
    def fail(*_):
        raise ArchiveError("another crawl is writing")

    monkeypatch.setattr("nianbao.pipeline.crawl_all", fail)
    done = attended.attend("crawl", [PORTAL], tmp_path, None, None)
    assert isinstance(done.error, ArchiveError)
    assert json.loads(done.path.read_bytes())["error"] == "another crawl is writing"


@pytest.mark.parametrize("error", [ArchiveError("another crawl is writing"), OSError(28, "No space")])
def test_a_crawl_that_ends_by_an_error_is_a_failure_with_exit_code_1(nianbao_command, tmp_path, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr("nianbao.pipeline.crawl_all", fail)
    for command in ("run", "crawl"):
        result = nianbao_command(command, "--data", tmp_path)
        told = json.loads((tmp_path / "runs" / "latest.json").read_bytes())
        assert (result.exit_code, told["level"], told["error"]) == (1, "failure", str(error))
        assert [one["code"] for one in told["portals"][0]["findings"]] == ["broken_off"]


def test_a_run_that_could_not_begin_has_none(nianbao_command, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        'name = "own"\nlabel = "自"\nlabel_en = "Own"\nfamily = "show_list"\nhosts = ["www.own.example"]\n'
        'start = ["http://www.own.example/"]\nyears = [2020, 2021]\norgans = []\n',
        "utf-8",
    )
    with pytest.raises(CrawlError):
        attended.attend("crawl", [load_portal(str(own))], tmp_path, None, None)
    assert not (tmp_path / "runs").exists()


def test_a_report_that_cannot_be_written_is_said(crawled, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("nianbao.pipeline.crawl_all", lambda *_: [crawled[0]])
    (tmp_path / "runs").write_text("no folder")
    done = attended.attend("crawl", [PORTAL], tmp_path, None, None)
    assert done.report.level == "well"
    assert json.loads(capsys.readouterr().err)["event"] == "report_not_written"


def test_the_report_reads_back_as_it_was(crawled, tmp_path):
    one = report([crawled[1]])
    path = write_report(tmp_path, one)
    assert msgspec.json.decode(path.read_bytes(), type=RunReport) == one
    assert previous_of(tmp_path, ["sample"])["sample"] == Previous(one.finished_at, None, one.portals[0])
    assert run_report.moment(one.finished_at) == BEGAN + timedelta(minutes=1)


def test_status_tells_health_and_last_success(nianbao_command, sample_data):
    told = nianbao_command("status", "--data", sample_data[0]).stdout
    finished = json.loads((sample_data[0] / "runs" / "latest.json").read_bytes())["finished_at"]
    assert f"health        well, run of {finished}" in told and f"last success  {finished}, 0 days ago" in told
    assert "1 gone, 1 not_published, 70 reported" in told


def test_status_tells_how_old_the_last_success_is(nianbao_command, sample_data, crawled, tmp_path):
    shutil.copytree(sample_data[0] / "raw", tmp_path / "raw")
    write_report(tmp_path, report([crawled[0]]))
    write_report(tmp_path, report([crawled[1]], 2, previous_of(tmp_path, ["sample"])))
    told = dict(status_lines(tmp_path, [PORTAL], BEGAN + timedelta(days=12, hours=5)))
    assert told["health"].startswith("failure")
    assert told["last success"] == "2026-01-20T03:01:00Z, 12 days ago"


def test_status_tells_what_broke_a_run_off(nianbao_command, sample_data, tmp_path):
    shutil.copytree(sample_data[0], tmp_path, dirs_exist_ok=True)
    later = msgspec.structs.replace(report(error="the disk is full"), run="20991231T000000000Z")
    write_report(tmp_path, later)
    told = nianbao_command("status", "--data", tmp_path).stdout
    assert "health        failure, run of" in told and "broken off  the disk is full" in told


def test_crawl_tells_events_where_nobody_watches(nianbao_command, tmp_path):
    result = nianbao_command("crawl", "--data", tmp_path)
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert [one["event"] for one in events] == ["run_begun", "portal_ended", "run_ended"]
    assert (events[1]["listed"], events[1]["level"]) == (72, "well")
    assert Path(events[2]["report"]).exists() and result.exit_code == 0
