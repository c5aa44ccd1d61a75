"""The fuzzer: a short run of it, and that it sees what it looks for."""

from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from parsers import read_report
from parsers.report import Issue
from tests.fuzz import fuzz_reader
from tests.fuzz.fuzz_reader import drawn_trial, faults
from tests.layouts import LAYOUTS, own_cases

CASE = own_cases()[0]
DOCUMENT = LAYOUTS["html"].draw(CASE.report, switched_on=())


@pytest.mark.parametrize("first", range(0, 100, 20))
def test_a_short_run_finds_nothing(first):
    for number in range(first, first + 20):
        trial = drawn_trial(number)
        assert faults(trial.data, trial.truth) == [], (trial.layout, trial.changes)


def test_a_trial_follows_from_its_number():
    assert drawn_trial(7) == drawn_trial(7)
    assert drawn_trial(7).data != drawn_trial(8).data


def raising(_record):
    raise ValueError


@dataclass
class Unsound:
    """A record that is no JSON."""

    cells: tuple = ()
    issues: tuple = ()

    def to_dict(self):
        return {"cells": [float("nan")]}


def with_first(record, **changed):
    first = next(at for at, cell in enumerate(record.cells) if cell.value is not None)
    cells = list(record.cells)
    cells[first] = replace(cells[first], **changed)
    return replace(record, cells=tuple(cells))


FAULTY = {
    "raised": raising,
    "reader_failed": lambda record: replace(record, issues=(Issue("reader_failed", ""),)),
    "no JSON": lambda _record: Unsound(),
    "listed twice": lambda record: replace(record, cells=(*record.cells, record.cells[0])),
    "value against origin": lambda record: with_first(record, origin="blank"),
    "implied beside a value": lambda record: with_first(record, implied=0),
    "invented": lambda record: with_first(record, value=987_654, raw="987654"),
    "silent": lambda record: with_first(record, value=7, raw="7"),
}


@pytest.mark.parametrize("kind", FAULTY)
def test_what_a_faulty_reader_does_is_seen(kind, monkeypatch):
    assert faults(DOCUMENT, CASE.truth) == []
    monkeypatch.setattr(fuzz_reader, "read_report", lambda data: FAULTY[kind](read_report(data)))
    assert kind in {fault.kind for fault in faults(DOCUMENT, CASE.truth)}


def test_a_reading_that_takes_too_long_is_seen(monkeypatch):
    monkeypatch.setattr(fuzz_reader, "LONGEST_READING", 0)
    assert [fault.kind for fault in faults(DOCUMENT)] == ["slow"]


def test_each_kind_and_place_is_told_once(monkeypatch):
    monkeypatch.setattr(fuzz_reader, "read_report", raising)
    found = list(fuzz_reader.fuzz(0.5))
    assert {fault.kind for _trial, fault in found} == {"raised"}
    told = [(trial.layout, trial.changes[-1]) for trial, _fault in found]
    assert len(set(told)) == len(told) > 0
