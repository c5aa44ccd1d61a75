"""The folders of tests/parsers/cases: in each a page and what a reader must find on it. A folder is a test.

`expected.json` holds, all but `source` optional:
  source     one line that says what the case shows
  must, may  TABLE/ROW/COLUMN → the value that the cell has; with `may` it may be null instead
  origin, unit   TABLE/ROW/COLUMN → the origins allowed; the units allowed where the cell has a value
  report     field of the header → the values allowed
  sections   key → the section's heading, spaces left out
  issue, not_issue   codes of which one is there; codes that are not
  no_fails   true where no check may fail
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from parsers import read_report

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.parent.name for path in CASES.glob("*/expected.json"))
NOT_YET: dict[str, str] = tomllib.loads((CASES / "not_yet.toml").read_text("utf-8"))
"""Cases that are not read yet, each with its reason."""


def shortcomings(record: dict, expected: dict) -> list[str]:
    """What of `expected` the record does not show; a cell that it does not list has no value."""
    return [line for key, wanted in expected.items() for line in CHECKS[key](record, wanted)]


def cells_of(record: dict) -> dict[str, dict]:
    return {f"{cell['table']}/{cell['row']}/{cell['column']}": cell for cell in record["cells"]}


def wrong_values(record: dict, wanted: dict, *, or_null: bool) -> Iterator[str]:
    cells = cells_of(record)
    for address, value in wanted.items():
        cell = cells.get(address, {"value": None, "origin": "not listed", "raw": None})
        if cell["value"] != value and not (or_null and cell["value"] is None):
            yield f"{address} is {cell['value']} ({cell['origin']}, {cell['raw']!r}) instead of {value}"


def wrong_fields(record: dict, wanted: dict, field: str) -> Iterator[str]:
    """The cells whose field has none of the values allowed; a unit is asked for only beside a value."""
    cells = cells_of(record)
    for address, allowed in wanted.items():
        cell = cells.get(address, {})
        if (field == "origin" or cell.get("value") is not None) and cell.get(field) not in allowed:
            yield f"{address} has the {field} {cell.get(field)!r} instead of {allowed}"


def wrong_header(record: dict, wanted: dict) -> Iterator[str]:
    for field, allowed in wanted.items():
        if record["report"][field] not in allowed:
            yield f"{field} is {record['report'][field]!r} instead of {allowed}"


def wrong_sections(record: dict, wanted: dict) -> Iterator[str]:
    headings = {section["key"]: "".join(section["heading"].split()) for section in record["sections"]}
    for key, heading in wanted.items():
        if headings.get(key) != heading:
            yield f"the section {key} is headed {headings.get(key)!r} instead of {heading!r}"


def codes(record: dict) -> set[str]:
    return {issue["code"] for issue in record["issues"]}


CHECKS = {
    "source": lambda _record, _line: (),
    "must": lambda record, wanted: wrong_values(record, wanted, or_null=False),
    "may": lambda record, wanted: wrong_values(record, wanted, or_null=True),
    "origin": lambda record, wanted: wrong_fields(record, wanted, "origin"),
    "unit": lambda record, wanted: wrong_fields(record, wanted, "unit"),
    "report": wrong_header,
    "sections": wrong_sections,
    "issue": lambda record, wanted: [] if codes(record) & set(wanted) else [f"no issue of {wanted}"],
    "not_issue": lambda record, banned: [f"issue {code}" for code in codes(record) & set(banned)],
    "no_fails": lambda record, _true: [
        f"{key} fails" for key, cell in cells_of(record).items() if cell["check"] == "fails"
    ],
}


def read_page(folder: Path) -> dict:
    """The record of the one page of a case, by its bytes alone."""
    (page,) = folder.glob("page.*")
    return read_report(page.read_bytes()).to_dict()


def mark(name: str) -> object:
    marks = [pytest.mark.xfail(reason=NOT_YET[name], strict=True)] if name in NOT_YET else []
    return pytest.param(name, marks=marks)


@pytest.mark.parametrize("name", [mark(name) for name in NAMES])
def test_a_case_is_read(name):
    expected = json.loads((CASES / name / "expected.json").read_text("utf-8"))
    assert shortcomings(read_page(CASES / name), expected) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_case_says_what_it_shows(name):
    expected = json.loads((CASES / name / "expected.json").read_text("utf-8"))
    (page,) = (CASES / name).glob("page.*")
    assert expected["source"].strip().endswith(".")
    assert "\n" not in expected["source"]
    assert len(expected) > 1
    assert page.suffix in {".html", ".md", ".txt"}
    assert page.stat().st_size < 40_000


def test_cases_are_there_and_what_is_not_read_yet_is_among_them():
    assert len(NAMES) >= 80
    assert sum(name.startswith("real-") for name in NAMES) >= 30
    assert set(NOT_YET) <= set(NAMES)
    assert all(path.parent.name in NAMES for path in CASES.glob("*/page.*"))


def test_shortcomings_are_found():
    cell = {
        "table": "t",
        "row": "r",
        "column": "c",
        "value": 5,
        "unit": "元",
        "origin": "printed",
        "check": "fails",
        "raw": "5",
    }
    record = {"cells": [cell], "report": {"year": 2020}, "sections": [{"key": "overview", "heading": "一、 概述"}],
              "issues": [{"code": "here"}]}  # fmt: skip
    right = {
        "must": {"t/r/c": 5, "t/r/none": None},
        "may": {"t/r/c": 5, "t/r/none": 7},
        "origin": {"t/r/c": ["printed"]},
        "unit": {"t/r/c": ["元"], "t/r/none": ["元"]},
        "report": {"year": [2020, None]},
        "sections": {"overview": "一、概述"},
        "issue": ["here"],
        "not_issue": ["there"],
    }
    wrong = {
        "must": {"t/r/c": 6, "t/r/none": 0},
        "may": {"t/r/c": 6},
        "origin": {"t/r/c": ["blank"], "t/r/none": ["blank"]},
        "unit": {"t/r/c": ["万元"]},
        "report": {"year": [2021]},
        "sections": {"overview": "概述", "problems": "五"},
        "issue": ["there"],
        "not_issue": ["here"],
        "no_fails": True,
    }
    assert shortcomings(record, {"source": "A line."} | right) == []
    assert len(shortcomings(record, wrong)) == 12
