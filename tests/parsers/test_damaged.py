"""Figures that are damaged in print: proved by the sums they take part in, or null."""

import pytest

from parsers.form import FORMS, Address
from tests.parsers.reports_to_read import addresses, by_address, codes, read_drawn, report_of

COLUMNS = [column.key for column in FORMS["2019"].tables["requests"][0].columns]
GRANTED = [Address("requests", "granted", column) for column in COLUMNS]
OTHERS = ("processed_total", "received_new")


def balanced(granted: str, **changes: str) -> dict[Address, str]:
    """A report of zeros in which so many natural persons were granted what they asked for, with cells changed."""
    cells = dict.fromkeys(addresses(), "0")
    for row in ("granted", *OTHERS):
        for column in ("natural_person", "total"):
            cells[Address("requests", row, column)] = granted
    return cells | {Address("requests", "granted", column): text for column, text in changes.items()}


@pytest.mark.parametrize(("printed", "number"), [("12 3", 123), ("1\u00a023", 123), ("12\n3", 123), ("１２ ３", 123)])
def test_digits_apart_are_proved_by_the_sums(printed, number):
    record = read_drawn(report_of(balanced("123", natural_person=printed)))
    cell = by_address(record)[GRANTED[0]]
    assert (cell.value, cell.origin, cell.check) == (number, "recovered", "holds")
    assert codes(record) == ["damaged_cell"]


@pytest.mark.parametrize("letter", ["O", "o", "О", "○"])
def test_a_letter_for_zero_is_proved_by_the_sums_and_told(letter):
    record = read_drawn(report_of(balanced("123", business=letter)))
    cell = by_address(record)[GRANTED[1]]
    assert (cell.value, cell.origin, cell.raw) == (0, "recovered", letter)
    (issue,) = record.issues
    assert letter in issue.message


def test_a_reading_that_the_sums_contradict_stays_null():
    record = read_drawn(report_of(balanced("123", natural_person="12 4")))
    cell = by_address(record)[GRANTED[0]]
    assert (cell.value, cell.origin, cell.raw) == (None, "unreadable", "12 4")
    assert codes(record) == ["unreadable_cell"]


def test_a_reading_that_no_sum_speaks_of_stays_null():
    licensing = Address("proactive", "licensing", "decisions")
    record = read_drawn(report_of(balanced("1") | {licensing: "12 3"}))
    assert (by_address(record)[licensing].value, codes(record)) == (None, ["unreadable_cell"])


def test_sums_that_blanks_leave_open_are_told():
    record = read_drawn(report_of(balanced("7", business="", total="9")))
    assert by_address(record)[GRANTED[1]].value is None
    told = [issue.message for issue in record.issues if issue.code == "sum_left_open"]
    assert any("granted: 7 against 9" in message for message in told)


def test_blanks_that_leave_nothing_open_are_not_told():
    assert codes(read_drawn(report_of(balanced("7", business="", research="")))) == []
