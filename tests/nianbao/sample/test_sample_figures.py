"""The drawn figures balance, computed here from the printed characters, and are drawn the same twice."""

import re
import subprocess
import sys

import pytest
from sample_identities import APPLICANTS, failed

from nianbao.sample import ORGANS, YEARS, DrawnReport, draw, publications
from parsers.form import FORMS, Address

ITEMS = ("licensing", "other_services", "penalties", "coercion", "fees")
REPORTS = {(organ.key, year): draw(organ, year) for organ in ORGANS for year in YEARS}
IDS = [f"{organ}-{year}" for organ, year in REPORTS]


def figure(report: DrawnReport, table: str, row: str, column: str) -> int:
    return int(report.cells[Address(table, row, column)] or 0)


@pytest.mark.parametrize("report", REPORTS.values(), ids=IDS)
def test_every_report_balances(report: DrawnReport) -> None:
    assert failed(report) == set()


@pytest.mark.parametrize("report", REPORTS.values(), ids=IDS)
def test_every_report_fills_its_form_and_no_more(report: DrawnReport) -> None:
    form = FORMS["2019" if report.year < 2021 else "2021"]
    assert report.forms == {"proactive": form.name, "requests": form.name}
    assert list(report.cells) == [a for table in form.tables for a in form.addresses(table)]


def test_what_is_carried_out_is_carried_in_a_year_later() -> None:
    for (organ, year), report in REPORTS.items():
        if (after := REPORTS.get((organ, year + 1))) is None:
            continue
        for column in APPLICANTS:
            left = figure(report, "requests", "carried_out", column)
            assert left == figure(after, "requests", "carried_in", column), (organ, year, column)


def test_documents_in_force_follow_those_issued_and_repealed() -> None:
    for organ in ORGANS:
        for year in YEARS[3:]:
            now, before = REPORTS[organ.key, year], REPORTS[organ.key, year - 1]
            for row in ("rules", "normative_documents"):
                issued, repealed, in_force = (
                    figure(now, "proactive", row, c) for c in ("issued", "repealed", "in_force")
                )
                assert in_force == figure(before, "proactive", row, "in_force") + issued - repealed
                assert in_force >= 0


def test_items_of_2020_follow_from_those_of_2019() -> None:
    for organ in ORGANS:
        first, second = REPORTS[organ.key, 2019], REPORTS[organ.key, 2020]
        for row in ITEMS:
            held = figure(first, "proactive", row, "items_last_year")
            held += figure(first, "proactive", row, "change")
            assert held == figure(second, "proactive", row, "items_last_year")
            assert held + figure(second, "proactive", row, "change") >= 0


def test_the_district_has_busy_and_silent_offices() -> None:
    received = [figure(r, "requests", "received_new", "total") for r in REPORTS.values()]
    assert max(received) > 200
    assert received.count(0) >= 6
    persons = sum(figure(r, "requests", "received_new", "natural_person") for r in REPORTS.values())
    assert persons > 0.8 * sum(received)


def test_zeros_money_and_signs_are_printed_in_several_ways() -> None:
    values = {value for report in REPORTS.values() for value in report.cells.values()}
    assert {"0", ""} <= values
    for shape in (r"-\d+", r"\d+元", r"\d+\.\d+万元", r"\d{7}", r"\d+\.\d+"):
        assert any(re.fullmatch(shape, value) for value in values), shape


@pytest.mark.parametrize("report", REPORTS.values(), ids=IDS)
def test_the_narrative_states_the_figures_of_the_tables(report: DrawnReport) -> None:
    heading, paragraphs = report.sections["overview"]
    text = "".join(paragraphs)
    received = figure(report, "requests", "received_new", "total")
    said = re.search(r"(?:收到|新收)(?:政府信息公开)?申请(\d+)件", text)
    assert said and int(said[1]) == received
    done = re.search(r"办结(\d+)件", text)
    assert done and int(done[1]) == figure(report, "requests", "processed_total", "total")
    disputed = re.search(r"行政复议(\d+)件", text)
    assert disputed and int(disputed[1]) == figure(report, "disputes", "reconsideration", "total")
    assert 600 <= sum(len(p) for told in report.sections.values() for p in told.paragraphs) <= 1500
    assert heading.startswith("一、")


def test_each_year_of_a_fresh_process_is_drawn_the_same() -> None:
    script = (
        "import hashlib\n"
        "from nianbao.sample import article_page, publications\n"
        "pages = (article_page(p.drawn, p.layout) for p in reversed(publications()))\n"
        "print(*(hashlib.sha256(page).hexdigest() for page in pages))"
    )
    runs = [
        subprocess.run(  # noqa: S603 this interpreter, the script above
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].split()) == len(publications()) == 72
