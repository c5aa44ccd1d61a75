"""The promise of the reader: whatever the layout, no figure comes out that the source does not print there."""

import pytest

from bench.accuracy import faults, graded, measured, read_floor
from parsers import read_report
from tests.layouts import LAYOUTS, gold_cases, own_cases

EVERY = 6  # one own report in so many by default, all of them in the long run
CASES = [*own_cases()[::EVERY], *gold_cases()]
FEW_LOST = {"lines_pipe_pads", "pipe_before_row", "pipe_alternate", "rows_pipe_pads", "tabs_columns", "markdown",
            "markdown_of_rows", "html_extra_cells", "lines_spaced", "lines_pipe"}  # fmt: skip


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
def test_where_nothing_is_lost_hardly_a_cell_is(layout):
    grades = [grade for _, grade, _ in grades_of(layout)]
    exact = sum(grade == "exact" for grade in grades) / len(grades)
    assert exact >= (0.98 if layout in FEW_LOST else 0.999)


@pytest.mark.long
def test_the_floor_holds():
    assert faults(read_floor(), measured()) == []
