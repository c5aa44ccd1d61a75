"""The measurement of accuracy: what counts as exact, honest, silent and missing, and a floor that only rises."""

from collections import Counter

import pytest

from bench.accuracy import Floor, fallen, grade, read_floor, share, write_floor
from parsers.report import Cell
from tests.layouts import Truth


def read(value, unit=None, origin="printed"):
    return Cell("requests", "granted", "total", value, unit, origin, "untested", None, None)


@pytest.mark.parametrize(
    ("truth", "cell", "expected"),
    [
        (Truth(5), read(5), "exact"),
        (Truth(5), read(5, origin="recovered"), "exact"),
        (Truth(5), read(None, origin="ambiguous"), "honest"),
        (Truth(5), read(6), "silent"),
        (Truth(5), None, "missing"),
        (Truth(None), read(None, origin="blank"), "exact"),
        (Truth(None), read(0), "silent"),
        (Truth(None), None, "missing"),
        (None, read(0), "silent"),
        (None, read(None, origin="absent"), "exact"),
        (Truth(25.1, "万元"), read(25.1, "万元"), "exact"),
        (Truth(25.1, "万元"), read(25.1, "元"), "silent"),
        (Truth(25.1, "万元"), read(25.1), "honest"),
    ],
)
def test_a_cell_is_graded(truth, cell, expected):
    assert grade(truth, cell) == expected


def test_shares_are_cut_not_rounded():
    assert share(Counter(exact=99_999, honest=1)) == 0.9999
    assert share(Counter(exact=3)) == 1.0
    assert share(Counter()) == 0.0


def test_a_floor_is_kept_as_written(tmp_path):
    floor = Floor("abc", {("lines", "2019"): 0.9123, ("lines", "2021+2019"): 1.0, ("tabs", "2021"): 0.0})
    path = tmp_path / "floor.toml"
    assert read_floor(path) == Floor("", {})
    write_floor(floor, path)
    assert read_floor(path) == floor


def test_a_share_below_its_floor_is_told():
    floor = Floor("", {("lines", "2019"): 0.9, ("tabs", "2021"): 0.5})
    assert fallen(floor, {("lines", "2019"): 0.9, ("tabs", "2021"): 0.6, ("new", "2021"): 0.1}) == []
    assert fallen(floor, {("lines", "2019"): 0.8999}) == [
        "lines 2019: 89.99% exact, the floor is 90.00%",
        "tabs 2021: no drawings, the floor is 50.00%",
    ]
