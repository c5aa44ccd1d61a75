"""Reports that lost their markup: one cell a line, as the real report beside the project and drawn in the same way."""

from collections import Counter

import pytest
from reports_to_read import as_drawn, as_read, by_address, codes, flattened, read_text, report_of, values

from nianbao.sample import publications
from parsers import FORMS, SECTIONS, Address, read_report

KEYS = [section.key for section in SECTIONS]


def without_blank_lines(drawn):
    return "\n".join(line for line in flattened(drawn).split("\n") if line.strip())


@pytest.fixture(scope="module")
def read(seed):
    return read_report(seed[0])


def test_the_real_report_is_read_without_one_wrong_cell(read, seed):
    gold = {Address(*key.split("/")): int(printed) for key, printed in seed[1]["cells"].items()}
    assert len(gold) == 198
    assert values(read) == gold
    assert {cell.origin for cell in read.cells} == {"printed"}
    assert {cell.unit for cell in read.cells} == {None}


def test_the_real_report_has_its_known_figures(read):
    found = values(read)
    rows = {row: [found["proactive", row, column] for column in ("items_last_year", "change", "decisions")]
            for row in ("penalties", "other_services")}  # fmt: skip
    assert rows == {"penalties": [57, -57, 0], "other_services": [3, -2, 0]}


def test_the_real_report_says_what_it_is(read):
    header = read.report
    assert header.title == "2020年度区商务局政府信息公开年报"
    assert (header.agency, header.year, header.published) == ("谯城区商务局", 2020, "2021-01-14")
    assert header.forms == {"proactive": "2019", "requests": "2019"}


def test_the_real_report_has_six_sections_with_their_text(read):
    assert [section.key for section in read.sections] == KEYS
    told = {section.key: section.text for section in read.sections}
    assert {key for key, text in told.items() if not text} == {"proactive", "requests", "disputes"}
    assert len(told["overview"]) > 900
    assert 0 < len(told["other_matters"]) < 20


def test_every_identity_of_the_real_report_is_computed_and_holds(read):
    assert Counter(check.verdict for check in read.checks) == {"holds": 45}
    outside = {(cell.row, cell.column) for cell in read.cells if cell.check == "untested"}
    assert {column for _, column in outside} == {"made", "disclosed", "in_total", "decisions", "projects", "amount"}


def test_the_real_report_speaks_of_another_year(read):
    assert codes(read) == ["other_year_in_text"]
    assert "2019" in read.issues[0].message


@pytest.mark.parametrize("year", range(2019, 2025))
def test_drawn_reports_in_flattened_text_are_read_back(year):
    plain = [p for p in publications() if p.year == year and p.organ.zeros == "0" and p.layout != "images"]
    assert plain
    for publication in plain:
        drawn = publication.drawn
        record = read_text(flattened(drawn))
        assert as_read(record) == as_drawn(drawn)
        assert (record.report.title, record.report.agency) == (drawn.title, drawn.agency)
        assert (record.report.year, record.report.published) == (drawn.year, drawn.published.isoformat())
        told = [(key, told.heading, "\n".join(told.paragraphs)) for key, told in drawn.sections.items()]
        assert [(section.key, section.heading, section.text) for section in record.sections] == told


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_rows_of_equal_figures_keep_their_places(form):
    drawn = report_of({Address("requests", "granted", "business"): "17"}, form)
    assert as_read(read_text(flattened(drawn))) == as_drawn(drawn)


def test_line_ends_of_other_systems_change_nothing(balanced):
    text = flattened(balanced)
    for line_end in ("\r\n", "\r"):
        assert read_report(text.replace("\n", line_end).encode()) == read_text(text)


def test_single_line_breaks_between_cells_are_enough(balanced):
    assert as_read(read_text(without_blank_lines(balanced))) == as_drawn(balanced)


def test_dropped_blanks_of_a_row_with_a_sum_make_no_applicant_up():
    """Two equal figures are left of seven: the first may stand with any applicant."""
    row = [Address("requests", "granted", column.key) for column in FORMS["2019"].tables["requests"][0].columns]
    drawn = report_of(dict.fromkeys(row, "") | {row[1]: "9", row[-1]: "9"})
    cells = by_address(read_text(without_blank_lines(drawn)))
    *applicants, total = (cells[address] for address in row)
    assert total.value in (9, None)
    assert {(cell.value, cell.origin) for cell in applicants} == {(None, "ambiguous")}
    assert all("9" in cell.raw for cell in applicants)


def test_dropped_blanks_of_a_row_without_a_sum_are_no_figures():
    """行政许可 with one figure of three: nothing tells which, so none is given a value."""
    drawn = report_of({Address("proactive", "licensing", column): "" for column in ("change", "decisions")})
    cells = by_address(read_text(without_blank_lines(drawn)))
    licensing = [cell for address, cell in cells.items() if address.row == "licensing"]
    assert {(cell.value, cell.origin) for cell in licensing} == {(None, "ambiguous")}
    assert all("3" in cell.raw for cell in licensing)
