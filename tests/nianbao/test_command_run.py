import shutil

import pytest
from click.testing import CliRunner

import nianbao
from nianbao.cli import main
from nianbao.sample.planted import publications

SITE = "http://www.yunlan.example"
BY_KIND = {each.kind: each for each in publications()}
READ = [each for each in publications() if each.report]


@pytest.fixture(scope="module")
def sample(sample_data):
    data, result = sample_data
    return result, lambda table, **only: nianbao.load(table, **only, data=data)


@pytest.fixture(scope="module")
def again(sample_data, tmp_path_factory):
    """The data folder after a second run, and its result."""
    data = tmp_path_factory.mktemp("again") / "data"
    shutil.copytree(sample_data[0], data)
    return data, CliRunner().invoke(main, ["run", "sample", "--data", str(data)], catch_exceptions=False)


def row_of(frame, kind):
    each = BY_KIND[kind]
    return frame[(frame["organ"] == each.organ.name) & (frame["year"] == each.year)]


def test_every_report_of_the_sample_is_there(sample):
    result, load = sample
    reports = load("reports")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert {(row.organ, row.year) for row in reports.itertuples()} == {(each.organ.name, each.year) for each in READ}
    assert len(reports) == len(READ)
    dates = {(row.organ, row.year): row.published.date() for row in reports.itertuples()}
    assert dates == {(each.organ.name, each.year): each.drawn.published for each in READ}


def test_no_figure_is_wrong(sample):
    cells = sample[1]("cells").dropna(subset=["value"])
    drawn = {(each.organ.name, each.year): each.report.cells for each in READ}
    told = {(row.organ, row.year, row.table, row.row, row.column): row.value for row in cells.itertuples(index=False)}
    for (organ, year, *address), value in told.items():
        printed = drawn[organ, year][tuple(address)]
        assert float(printed.rstrip("元万") or "nan") == value, (organ, year, address)
    assert len(told) > 0.8 * sum(len(cells) for cells in drawn.values())


def test_the_wrong_total_is_the_only_failure(sample):
    load = sample[1]
    reports = load("reports")
    assert row_of(reports, "wrong_total")["checks_failed"].tolist() == [2]
    assert reports["checks_failed"].sum() == 2
    failed = load("checks").query("verdict == 'fails'")
    assert set(failed["report_id"]) == set(row_of(reports, "wrong_total")["report_id"])
    assert set(zip(failed["identity"], failed["scope"], strict=True)) == {
        ("requests_row", "granted"),
        ("requests_outcomes", "total"),
    }


def test_the_other_planted_facts(sample):
    load = sample[1]
    reports = load("reports")
    for kind in ("never_published", "soft_404"):
        assert row_of(reports, kind).empty
    assert row_of(reports, "late")["days_late"].tolist() == [77]
    assert (reports["days_late"] > 0).sum() == 1
    assert row_of(reports, "two_addresses")["duplicate_urls"].notna().all()
    assert reports["duplicate_urls"].notna().sum() == 1
    assert "tables_are_images" in row_of(reports, "tables_as_images")["issues"].item()
    assert "other_year_in_text" in row_of(reports, "previous_year_in_text")["issues"].item()


def test_the_summary_tells_them(sample):
    told = sample[0].stdout
    for kind in ("wrong_total", "late", "two_addresses", "tables_as_images", "never_published", "soft_404"):
        each = BY_KIND[kind]
        assert f"{each.organ.name} {each.year}" in told, kind
    assert f"{SITE}{BY_KIND['soft_404'].paths[0]} HTTP 200 that says 页面不存在" in told
    assert "(一)予以公开: the six applicants sum to" in told
    assert "70 of 72 of sample" in told
    assert 'nianbao.load("requests"' in told
    assert 15 <= told.count("\n") <= 30


def test_a_second_run_fetches_only_what_changed(sample, again):
    data, result = again
    each = BY_KIND["revised"]
    assert result.exit_code == 0
    assert "only what changed: 0 new, 1 changed; 70 unchanged" in result.stdout
    assert f"{SITE}{each.paths[0]}" in result.stdout
    row = row_of(nianbao.load("reports", data=data), "revised")
    assert row["revisions"].tolist() == [1]
    assert row["changed_cells"].tolist() == [5]
    assert row_of(sample[1]("reports"), "revised")["revisions"].tolist() == [0]
    assert nianbao.load("cells", data=data).attrs["version"] != sample[1]("cells").attrs["version"]


def test_build_gives_what_run_gave(nianbao_command, again):
    before = {path.name: path.read_bytes() for path in (again[0] / "clean").iterdir()}
    result = nianbao_command("build", "--data", again[0])
    assert result.exit_code == 0
    assert {path.name: path.read_bytes() for path in (again[0] / "clean").iterdir()} == before


def test_status_tells_what_is_missing(nianbao_command, sample_data):
    result = nianbao_command("status", "--data", sample_data[0])
    assert result.exit_code == 0
    assert "70 of 72 of sample" in result.stdout
    assert f"{BY_KIND['never_published'].organ.name} {BY_KIND['never_published'].year}" in result.stdout
    assert str(sample_data[0] / "clean") in result.stdout


def test_status_before_the_first_build(nianbao_command, sample_data, tmp_path):
    shutil.copytree(sample_data[0] / "raw", tmp_path / "raw")
    assert "nianbao run" in nianbao_command("status", "--data", tmp_path).stdout
