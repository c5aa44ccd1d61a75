"""The promise of the reader: whatever the layout, no figure comes out that the source does not print there."""

import pytest

from bench.accuracy import faults, graded, measured, read_floor
from parsers import read_report
from tests.layouts import LAYOUTS, gold_cases, own_cases

EVERY = 6  # one own report in so many by default, all of them in the long run
BROKEN_OFF = "rwldrm-education-2021"
CASES = [*own_cases()[::EVERY], *gold_cases()]


def grades_of(layout: str) -> list[tuple[str, str, object]]:
    return [
        (case.name, str(grade), cell)
        for case in CASES
        for _, grade, cell in graded(case, read_report(LAYOUTS[layout].draw(case.report, case.labels)))
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_figure_is_made_up(layout):
    assert [found for found in grades_of(layout) if found[1] == "silent"] == []


@pytest.mark.parametrize("layout", [name for name, each in LAYOUTS.items() if each.is_lossless])
def test_where_nothing_is_lost_no_cell_is(layout):
    """But of a row that the source breaks off, which nothing shows to be its beginning."""
    lost = [(name, cell) for name, grade, cell in grades_of(layout) if grade != "exact"]
    assert [name for name, cell in lost] in ([], [BROKEN_OFF])


@pytest.mark.long
def test_the_floor_holds():
    assert faults(read_floor(), measured()) == []
