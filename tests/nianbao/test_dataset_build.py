import csv
import hashlib
import io
import json
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from dataset_fakes import BUREAU, cell, issue, report

import nianbao
from nianbao import clean, pipeline, schema, summary
from nianbao.errors import DatasetError
from parsers.report import Claim

TABLES = list(schema.tables())


def files_of(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((data / "clean").iterdir())}


def rows(data, table):
    return pq.read_table(data / "clean" / f"{table}.parquet").to_pylist()


def same_in_csv(data: Path, table: str) -> tuple[pa.Table, pa.Table]:
    parquet = pq.read_table(data / "clean" / f"{table}.parquet")
    plain = pa_csv.read_csv(
        data / "clean" / f"{table}.csv",
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            column_types=parquet.schema,
            strings_can_be_null=True,
            null_values=[""],
            quoted_strings_can_be_null=True,
        ),
    )
    return parquet.replace_schema_metadata(), plain.replace_schema_metadata()


@pytest.mark.parametrize("table", TABLES)
def test_csv_and_parquet_hold_the_same(sample_data, table):
    parquet, plain = same_in_csv(sample_data[0], table)
    assert (parquet.num_rows > 0) == (table != "revisions")  # the sample, crawled once, has none
    assert plain.column_names == parquet.column_names
    assert plain.equals(parquet)


def test_two_builds_give_the_same_bytes(sample_data, tmp_path):
    shutil.copytree(sample_data[0] / "raw", tmp_path / "raw")
    pipeline.build(tmp_path)
    first = files_of(tmp_path)
    pipeline.build(tmp_path)
    assert files_of(tmp_path) == first == files_of(sample_data[0])


def test_csv_opens_in_excel(sample_data):
    text = (sample_data[0] / "clean" / "reports.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfreport_id,")
    assert b"\r" not in text
    plain = (sample_data[0] / "clean" / "cells.csv").read_text("utf-8-sig")
    values = {row["value"] for row in csv.DictReader(io.StringIO(plain))}
    assert not any(value.endswith(".0") for value in values)


def test_hostile_text_is_the_same_everywhere(archive, tmp_path, portal):
    title = '=HYPERLINK("http://evil.example","x")<script>alert(1)</script>'
    texts = ("+cmd|' /C calc'!A0", "＝1+1", "a\r\nb\rc", 'quo"te, comma', "\x00\ud800")
    cells = [cell(None, row=f"row{number}", raw=text) for number, text in enumerate([*texts, "-57", "-", "", " "])]
    archive.add("http://www.yunlan.example/1", report(title=title, cells=cells))
    pipeline.build(tmp_path, [portal])
    assert rows(tmp_path, "reports")[0]["title"] == f"'{title}"
    assert [row["raw"] for row in rows(tmp_path, "cells")] == [
        "'+cmd|' /C calc'!A0", "'＝1+1", "a\nb\nc", 'quo"te, comma', "��", "-57", "-", None, " ",
    ]  # fmt: skip
    for table in TABLES:
        parquet, plain = same_in_csv(tmp_path, table)
        assert plain.equals(parquet), table


@pytest.mark.parametrize("figure", [2.5, 10**30, float("inf"), float("nan"), 10**400, -(10**25)])
def test_a_figure_that_no_column_of_counts_holds(archive, tmp_path, portal, figure):
    archive.add("http://www.yunlan.example/1", report(cells=[cell(figure, raw="as printed")]))
    pipeline.build(tmp_path, [portal])
    assert rows(tmp_path, "cells")[0]["raw"] == "as printed"
    assert {row["granted"] for row in rows(tmp_path, "requests")} == {None}
    assert "figure_no_count" in rows(tmp_path, "reports")[0]["issues"].split()


def test_wide_tables_follow_the_form(archive, tmp_path, portal):
    fees = cell(1.5, table="proactive", row="fees", column="amount", unit="万元")
    upheld = cell(2, table="disputes", row="reconsideration", column="upheld", check="fails")
    archive.add("http://www.yunlan.example/1", report(cells=[fees, cell(3, column="business"), upheld]))
    pipeline.build(tmp_path, [portal])
    proactive, disputes = rows(tmp_path, "proactive")[0], rows(tmp_path, "disputes")[0]
    assert (proactive["form"], proactive["fees_amount"], proactive["fees_amount_unit"]) == (
        "2021",
        1.5,
        "万元",
    )
    assert (disputes["reconsideration_upheld"], disputes["figures_failed"]) == (2, 1)
    applicants = {row["applicant"]: row["granted"] for row in rows(tmp_path, "requests")}
    assert applicants["business"] == 3
    assert len(applicants) == 7


def test_one_report_at_two_addresses_is_one(archive, tmp_path, portal):
    for number in (3, 1, 2):
        archive.add(f"http://www.yunlan.example/{number}", report())
    pipeline.build(tmp_path, [portal])
    (row,) = rows(tmp_path, "reports")
    assert row["url"] == "http://www.yunlan.example/1"
    assert row["duplicate_urls"] == "http://www.yunlan.example/2 http://www.yunlan.example/3"


def test_what_differs_is_never_merged(archive, tmp_path, portal):
    same = (report().sections, report().cells)
    others = [
        report(agency="云澜区财政局"),
        report(year=2021),
        report(cells=[cell(4)]),
        report(agency=None),
        report(agency=None),
    ]
    for number, other in enumerate([report(), *others]):
        archive.add(f"http://www.yunlan.example/{number}", type(other)(other.report, same[0], other.cells))
    pipeline.build(tmp_path, [portal])
    assert len(rows(tmp_path, "reports")) == 6


def test_organs_are_matched_by_name_and_alias(archive, tmp_path, portal):
    for number, agency in enumerate(["区教育局", BUREAU, "教育局", None]):
        archive.add(f"http://www.yunlan.example/{number}", report(agency=agency, year=2019 + number))
    pipeline.build(tmp_path, [portal])
    by_agency = {row["agency"]: row for row in rows(tmp_path, "reports")}
    assert [by_agency[agency]["organ"] for agency in ("区教育局", BUREAU, "教育局", None)] == [
        BUREAU,
        BUREAU,
        None,
        None,
    ]
    assert "organ_unknown" in by_agency["教育局"]["issues"]
    assert by_agency[BUREAU]["region_code"] == "341602"


@pytest.mark.parametrize(
    ("published", "days"),
    [("2023-01-31", 0), ("2022-12-30", 0), ("2023-02-01", 1), ("2023-04-18", 77), (None, None), ("2023-02-30", None)],
)
def test_lateness(archive, tmp_path, portal, published, days):
    archive.add("http://www.yunlan.example/1", report(published=published))
    pipeline.build(tmp_path, [portal])
    assert rows(tmp_path, "reports")[0]["days_late"] == days


def test_versions_of_one_address(archive, tmp_path, portal):
    url = "http://www.yunlan.example/1"
    archive.add(url, report(cells=[cell(3), cell(1, row="carried_in")]), day=1)
    archive.add(url, report(cells=[cell(5), cell(None, row="carried_in", origin="blank")]), day=2)
    pipeline.build(tmp_path, [portal])
    (row,) = rows(tmp_path, "reports")
    assert (row["revisions"], row["changed_cells"], row["fetched_at"]) == (1, 2, "2026-01-02T00:00:00Z")
    assert row["cells_blank"] == 1
    changed = [(each["change"], each["place"], each["before"], each["after"]) for each in rows(tmp_path, "revisions")]
    assert changed == [
        ("cell", "requests.granted.total", "3", "5"),
        ("cell", "requests.carried_in.total", "1", "(blank)"),
    ]
    assert {(each["seen_before"], each["seen_at"]) for each in rows(tmp_path, "revisions")} == {
        ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
    }


def test_a_report_whose_address_serves_something_else_now(archive, tmp_path, portal):
    url = "http://www.yunlan.example/1"
    archive.add(url, report(), day=1)
    archive.add(url, type(report())(type(report().report)(), issues=(issue("soft_404"),)), day=2)
    built = pipeline.build(tmp_path, [portal])
    (row,) = rows(tmp_path, "reports")
    assert (row["fetched_at"], row["issues"], built.others) == ("2026-01-01T00:00:00Z", "withdrawn", [])


def test_pages_that_are_no_reports_are_named(archive, tmp_path, portal):
    empty = type(report())(type(report().report)(), issues=(issue("soft_404"),))
    archive.add("http://www.yunlan.example/1", report()).add("http://www.yunlan.example/2", empty)
    archive.add("http://www.yunlan.example/3", report(year=2021))
    archive.lost.add("http://www.yunlan.example/3")
    built = pipeline.build(tmp_path, [portal])
    assert [reading.capture.url for reading in built.others] == ["http://www.yunlan.example/2"]
    assert built.lost == [("http://www.yunlan.example/3", "http://www.yunlan.example/3 is damaged")]
    assert [row["year"] for row in rows(tmp_path, "reports")] == [2022]
    missing = built.coverage[0].missing
    assert [row[1:3] for row in missing] == [(BUREAU, 2021), ("云澜区财政局", 2021), ("云澜区财政局", 2022)]
    assert {row.state for row in missing} == {"undetermined"}
    assert [(one.code, one.url) for one in built.findings] == [("bytes_lost", "http://www.yunlan.example/3")]


def test_the_year_before_is_checked(archive, tmp_path, portal):
    before = report(agency="区教育局", year=2021, cells=[cell(4, row="carried_out")])
    after = report(year=2022, cells=[cell(5, row="carried_in")])
    archive.add("http://www.yunlan.example/1", before).add("http://www.yunlan.example/2", after)
    archive.add("http://www.yunlan.example/3", report(agency="云澜区财政局", cells=[cell(9, row="carried_in")]))
    pipeline.build(tmp_path, [portal])
    (check,) = rows(tmp_path, "checks")
    assert (check["identity"], check["year"], check["left"], check["right"]) == ("year_chain", 2022, 4, 5)
    assert [row["checks_failed"] for row in rows(tmp_path, "reports")] == [0, 1, 0]


def test_claims_stand_where_they_say(sample_data):
    told = {(row["report_id"], row["section"]): row["text"] for row in rows(sample_data[0], "sections")}
    claims = rows(sample_data[0], "claims")
    assert len(claims) > 10 * len(rows(sample_data[0], "reports"))
    for claim in claims:
        assert told[claim["report_id"], claim["section"]][claim["start"] : claim["end"]] == claim["text"]
        assert (claim["cell"] is None) == (claim["expected"] is None)
    assert {claim["match"] for claim in claims if claim["cell"]} == {"agrees", "uncertain"}


def test_a_claim_as_its_row(archive, tmp_path, portal):
    claim = Claim("overview", 3, 7, "12余件", 12, "件", True, "granted", "agrees", "requests/granted/total", 12)
    archive.add("http://www.yunlan.example/1", report(claims=(claim,)))
    pipeline.build(tmp_path, [portal])
    (row,) = rows(tmp_path, "claims")
    assert [row[column.name] for column in schema.tables()["claims"].columns[4:]] == [
        2022, "overview", 3, 7, "12余件", 12.0, "件", 1, "granted", "agrees", "requests/granted/total", 12.0
    ]  # fmt: skip


def test_version_names_the_content(archive, tmp_path, portal):
    archive.add("http://www.yunlan.example/1", report())
    versions = [pipeline.build(tmp_path, [portal]).manifest.version for _ in range(2)]
    archive.add("http://www.yunlan.example/1", report(cells=[cell(4)]), day=2)
    versions.append(pipeline.build(tmp_path, [portal]).manifest.version)
    assert versions[0] == versions[1] != versions[2]
    assert versions[2].startswith("2026-01-02-")
    metadata = pq.read_schema(tmp_path / "clean" / "cells.parquet").metadata
    assert metadata[b"nianbao.version"].decode() == versions[2]
    assert versions[2] in (tmp_path / "clean" / "codebook.md").read_text("utf-8")


def test_manifest_lists_every_file(sample_data):
    folder = sample_data[0] / "clean"
    manifest = json.loads((folder / "dataset.json").read_text("utf-8"))
    written = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    del written["dataset.json"]
    assert manifest["sha256"] == written
    assert manifest["rows"] == {table: len(rows(sample_data[0], table)) for table in TABLES}


def test_a_portal_without_its_file_is_named(archive, tmp_path):
    archive.add("http://www.own.example/1", report())
    (versions,) = archive.versions.values()
    versions[0] = msgspec.structs.replace(versions[0], portal="own")
    built = pipeline.build(tmp_path)
    assert built.unlisted == ["own"]
    assert rows(tmp_path, "reports")[0]["organ"] is None
    assert ("", "own: give it, `nianbao build FILE`") in list(summary.build_lines(built, tmp_path))


def test_nothing_crawled_gives_an_empty_dataset(archive, tmp_path):
    built = pipeline.build(tmp_path)
    assert built.manifest.version.startswith("empty-")
    assert nianbao.load("requests", data=tmp_path).empty


def test_pool_gives_what_one_process_gives(sample_data, monkeypatch):
    def read():
        lost = []
        with pipeline.Archive.open(sample_data[0] / "raw") as stored:
            return list(pipeline.read_captures(stored, stored.captures(), lost)), lost

    alone = read()
    monkeypatch.setattr("nianbao.reading.POOL_FROM", 10)
    monkeypatch.setattr("nianbao.reading._IN_FLIGHT", 5)
    assert read() == alone


def test_a_build_that_fails_leaves_the_old_files(archive, tmp_path, portal, monkeypatch):
    archive.add("http://www.yunlan.example/1", report())
    pipeline.build(tmp_path, [portal])
    before = files_of(tmp_path)
    archive.add("http://www.yunlan.example/1", report(cells=[cell(4)]), day=2)

    def full(_path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(clean, "_flush", full)
    with pytest.raises(OSError, match="No space left"):
        pipeline.build(tmp_path, [portal])
    assert files_of(tmp_path) == before


def test_a_build_killed_while_swapping_is_seen(archive, tmp_path, portal):
    archive.add("http://www.yunlan.example/1", report())
    pipeline.build(tmp_path, [portal])
    archive.add("http://www.yunlan.example/1", report(cells=[cell(4)]), day=2)
    pipeline.build(tmp_path / "other", [portal])
    staging = tmp_path / "clean" / ".new"
    shutil.copytree(tmp_path / "other" / "clean", staging)
    (staging / "cells.parquet").replace(tmp_path / "clean" / "cells.parquet")
    with pytest.raises(DatasetError, match="nianbao build"):
        nianbao.load("cells", data=tmp_path)
    pipeline.build(tmp_path, [portal])
    assert nianbao.load("cells", data=tmp_path)["value"].tolist() == [4]
    assert not staging.exists()


def test_a_full_disk_ends_in_one_line(sample_data, tmp_path):
    shutil.copytree(sample_data[0], tmp_path / "data")
    before = files_of(tmp_path / "data")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", "from nianbao.cli import main; main()", "build", "--data", tmp_path / "data"],
        capture_output=True, text=True, check=False, encoding="utf-8",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("nianbao: the disk is full; make room")
    assert done.stderr.count("\n") == 1
    assert files_of(tmp_path / "data") == before
