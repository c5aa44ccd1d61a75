"""The whole way, from a portal that fails in parts to the ledger, the report and the exit code; and back again."""

import json

import pytest
from click.testing import CliRunner

import nianbao
from nianbao.cli import main
from nianbao.sample import server
from nianbao.sample.planted import publications

BY_KIND = {each.kind: each for each in publications()}
NEVER = BY_KIND["never_published"]
LIST_2 = "/XxgkAnnualReport/showList/650/page_2.html"


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Four runs into one folder: list page 2 is another page; mended; one report gone and unlisted; mended."""
    data = tmp_path_factory.mktemp("story")
    page_at = server.page_at
    taken_down = BY_KIND["late"]
    told = []

    def broken(path):
        return page_at("/") if path == LIST_2 else page_at(path)

    def shrunk(path):
        page = page_at(path)
        if path.startswith("/XxgkAnnualReport/showList/650/") and page:
            return page._replace(body=page.body.replace(taken_down.paths[0].encode(), b"#"))
        return None if path == taken_down.paths[0] else page

    with pytest.MonkeyPatch.context() as patch:
        for pages in (broken, page_at, shrunk, page_at):
            patch.setattr(server, "page_at", pages)
            result = CliRunner().invoke(main, ["run", "--data", str(data)], catch_exceptions=False)
            ledger = nianbao.load("coverage", data=data).set_index(["organ", "year"])
            report = json.loads((data / "runs" / "latest.json").read_bytes())
            told.append((result, ledger, report["portals"][0], report["level"]))
    return told, taken_down


def codes(portal):
    return {finding["code"] for finding in portal["findings"]}


def test_a_list_that_breaks_off_says_nothing_of_what_it_did_not_name(story):
    result, ledger, portal, level = story[0][0]
    assert (result.exit_code, level) == (1, "failure")
    assert "family_mismatch" in codes(portal) and portal["last_success"] is None
    assert set(ledger["state"]) == {"reported", "list_failed"}
    assert ledger.loc[(NEVER.organ.name, NEVER.year), "state"] == "list_failed"
    failed = ledger[ledger["state"] == "list_failed"]
    assert len(failed) > 40 and failed["url"].str.endswith("page_2.html").all()
    assert "NOT FETCHED" in result.stdout and ": list_failed" in result.stdout


def test_mended_it_is_what_it_is(story):
    result, ledger, portal, level = story[0][1]
    assert (result.exit_code, level, codes(portal)) == (0, "well", set())
    assert ledger.loc[(NEVER.organ.name, NEVER.year), "state"] == "not_published"
    assert portal["new"] + portal["unchanged"] + len(portal["revised"]) == 71 and portal["last_success"]


def test_a_report_that_is_taken_down_is_kept_and_said(story):
    (result, ledger, portal, level), gone = story[0][2], story[1]
    row = ledger.loc[(gone.organ.name, gone.year)]
    assert row["state"] == "vanished" and row["report_id"]
    assert (result.exit_code, level) == (1, "failure")
    assert codes(portal) == {"list_shrank", "vanished"}
    assert f"{gone.paths[0]}" in portal["vanished"][0]
    assert "FAILURES" in result.stdout and "list_shrank" in result.stdout


def test_and_when_it_is_back_all_is_well(story):
    result, ledger, _, level = story[0][3]
    assert (result.exit_code, level) == (0, "well")
    assert set(ledger["state"]) == {"reported", "gone", "not_published"}
