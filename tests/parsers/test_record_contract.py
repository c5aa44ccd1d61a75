"""The record as the contract has it: its keys and types, and every cell of the detected form once, in its order."""

import json

import msgspec
import pytest
from reports_to_read import (
    addresses,
    by_address,
    codes,
    mixed_page,
    page_of,
    read_drawn,
    read_text,
    report_of,
    table_of,
)

from nianbao.sample.grid import grid
from nianbao.sample.layouts import CLEAN
from parsers import FORMS, SECTIONS, Address, Report, read_report

ORIGINS = {"printed", "recovered", "blank", "dash", "absent", "unreadable", "ambiguous"}
KEYS = {
    "report": ["title", "agency", "year", "published", "kind", "forms", "found"],
    "sections": ["key", "heading", "text"],
    "cells": ["table", "row", "column", "value", "unit", "origin", "check", "implied", "raw"],
    "checks": ["identity", "scope", "left", "right", "verdict"],
    "issues": ["code", "message"],
    "claims": [
        "section",
        "start",
        "end",
        "text",
        "number",
        "counter",
        "approximate",
        "subject",
        "match",
        "cell",
        "expected",
    ],
}
ODD_CELLS = {
    Address("proactive", "licensing", "decisions"): "见附件",
    Address("proactive", "penalties", "decisions"): "",
    Address("proactive", "coercion", "decisions"): "/",
    Address("proactive", "procurement", "amount"): "12.5万元",
    Address("requests", "granted", "business"): "",
}


@pytest.fixture(scope="module")
def record():
    """A record with a cell of every origin that a page with borders can show, and failed checks."""
    return read_drawn(report_of(ODD_CELLS))


def test_keys_in_their_order(record):
    plain = record.to_dict()
    assert list(plain) == list(KEYS)
    assert list(plain["report"]) == KEYS["report"]
    assert list(plain["report"]["forms"]) == ["proactive", "requests"]
    for part in ("sections", "cells", "checks", "issues"):
        assert plain[part]
        assert {tuple(each) for each in plain[part]} == {tuple(KEYS[part])}


def test_json_keeps_the_record(record):
    written = json.dumps(record.to_dict(), ensure_ascii=False, allow_nan=False)
    assert msgspec.convert(json.loads(written), Report) == record


def test_plain_means_plain(record):
    plain = record.to_dict()
    assert {type(plain[part]) for part in ("sections", "cells", "checks", "issues")} == {list}


def test_types_of_cells(record):
    for cell in record.to_dict()["cells"]:
        assert type(cell["value"]) in (int, float, type(None))
        assert type(cell["implied"]) in (int, float, type(None))
        assert cell["origin"] in ORIGINS
        assert cell["check"] in {"holds", "fails", "untested"}
        assert (cell["value"] is not None) == (cell["origin"] in {"printed", "recovered"})
        assert (cell["raw"] is None) == (cell["origin"] == "absent")
        assert cell["implied"] is None or cell["value"] is None
        assert cell["unit"] in {"元", "万元", None}
        assert type(cell["value"]) in (int, type(None)) or cell["column"] == "amount"


def test_types_of_the_rest(record):
    plain = record.to_dict()
    header = plain["report"]
    assert [type(header[key]) for key in ("title", "agency", "year", "published")] == [str, str, int, str]
    assert {type(value) for section in plain["sections"] for value in section.values()} == {str}
    assert {check["verdict"] for check in plain["checks"]} <= {"holds", "fails", "untested"}
    for check in plain["checks"]:
        sides = (check["left"], check["right"])
        assert (None in sides) == (check["verdict"] == "untested")


@pytest.mark.parametrize(
    ("address", "value", "unit", "origin", "raw"),
    [
        (Address("proactive", "licensing", "decisions"), None, None, "unreadable", "见附件"),
        (Address("proactive", "penalties", "decisions"), None, None, "blank", ""),
        (Address("proactive", "coercion", "decisions"), None, None, "dash", "/"),
        (Address("proactive", "procurement", "amount"), 12.5, "万元", "printed", "12.5万元"),
        (Address("proactive", "procurement", "projects"), 3, None, "printed", "3"),
    ],
)
def test_what_a_cell_says_of_itself(record, address, value, unit, origin, raw):
    cell = by_address(record)[address]
    assert (cell.value, cell.unit, cell.origin, cell.raw.strip()) == (value, unit, origin, raw)


def test_an_unreadable_cell_is_an_issue(record):
    (issue,) = [issue for issue in record.issues if issue.code == "unreadable_cell"]
    assert "proactive/licensing/decisions" in issue.message
    assert "见附件" in issue.message


@pytest.mark.parametrize("proactive", FORMS)
@pytest.mark.parametrize("requests", FORMS)
def test_every_cell_of_the_forms_once_and_in_order(proactive, requests):
    record = read_drawn(report_of({}, proactive, requests))
    assert record.report.forms == {"proactive": proactive, "requests": requests}
    assert list(by_address(record)) == addresses(proactive, requests)
    assert {cell.value for cell in record.cells} == {3}


@pytest.mark.parametrize(("form", "count"), [("2019", 198), ("2021", 200)])
def test_how_many_cells_a_form_has(form, count):
    assert len(read_drawn(report_of({}, form)).cells) == count


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("table", ["proactive", "requests", "disputes"])
def test_cells_of_a_missing_table_are_absent(form, table):
    report = report_of({}, form)
    cells = by_address(read_text(page_of(report).replace(table_of(report, table), "")))
    shared = [address for address in cells if address.table == table]
    assert set(shared) <= set(FORMS["2019"].addresses(table)) & set(FORMS["2021"].addresses(table))
    for address, cell in cells.items():
        expected = (None, "absent", None) if address.table == table else (3, "printed", "3")
        assert (cell.value, cell.origin, cell.raw) == expected


def test_of_an_unknown_form_only_shared_rows_are_listed(balanced):
    page = page_of(balanced)
    record = read_text(page[: page.index("（六）其他处理")])
    assert record.report.forms == {"proactive": "2019", "requests": None}
    rows = [address.row for address in by_address(record) if address.table == "requests"]
    of_both = [row.key for row in FORMS["2019"].tables["requests"][0].rows
               if row.key in {other.key for other in FORMS["2021"].tables["requests"][0].rows}]  # fmt: skip
    assert rows == [row for row in of_both for _ in range(7)]
    assert "requests_outcomes" not in {check.identity for check in record.checks}


def test_blocks_of_two_forms_in_table_2_are_each_read_by_their_own():
    columns = enumerate(("made", "disclosed", "in_total"))
    cells = {Address("proactive", "normative_documents", column): str(at) for at, column in columns}
    record = read_text(mixed_page(report_of({}, "2021"), report_of(cells, "2019")))
    found = by_address(record)
    assert codes(record).count("mixed_form") == 1
    first_block = [address for address in addresses("2019") if address.row in ("rules", "normative_documents")]
    assert [address for address in found if address.table == "proactive"][:6] == first_block
    assert [found[address].value for address in first_block[3:]] == [0, 1, 2]
    assert {found[address].value for address in FORMS["2021"].addresses("proactive")[6:]} == {3}


def test_one_form_throughout_is_no_mixed_form(record):
    assert "mixed_form" not in codes(record)


def test_a_row_of_the_other_form_is_an_issue():
    """A single 其他处理 with figures beside the three rows of 2021: neither form has both."""
    report = report_of({}, "2021")
    rows = grid(report_of({}, "2019"), "requests")
    (extra,) = [row for row in rows if any("其他处理" in line for cell in row for line in cell.lines)]
    *table, last = grid(report, "requests")
    both = CLEAN.table("requests", [*table, extra, last])
    record = read_text(page_of(report).replace(table_of(report, "requests"), both))
    assert record.report.forms["requests"] == "2021"
    assert "unused_row" in codes(record)
    assert list(by_address(record)) == addresses("2021")


def test_a_record_is_a_value(balanced):
    first, second = read_drawn(balanced), read_drawn(balanced)
    assert first == second
    assert first is not second
    with pytest.raises(AttributeError):
        first.cells = ()


def test_sections_come_in_the_order_of_the_form(balanced):
    assert [section.key for section in read_drawn(balanced).sections] == [section.key for section in SECTIONS]


def test_documents_that_are_no_report_have_an_empty_record():
    record = read_report("本页为新闻。".encode())
    assert msgspec.structs.asdict(record.report) == {
        "title": None, "agency": None, "year": None, "published": None, "kind": "not_a_report",
        "forms": {"proactive": None, "requests": None}, "found": {},
    }  # fmt: skip
    assert (record.sections, record.cells, record.checks) == ((), (), ())
    assert codes(record) == ["not_a_report"]
