"""The solver, against an independent one (OR-tools CP-SAT) and against every choice; and through the front door."""

import re
from itertools import product
from math import prod
from pathlib import Path
from random import Random

import pytest

from parsers import read_report
from parsers.form import Address
from parsers.form.sheet import Identity, Row, Sheet, lay_out
from parsers.proof import glued, solve
from parsers.proof.glued import TooManyPartingsError, partings
from parsers.proof.solve import solve as solved
from tests.fuzz.tables import any_report
from tests.layouts import LAYOUTS

LONG = [pytest.mark.long, pytest.mark.timeout(1800)]
FEW, MANY = range(300), range(300, 5_300)
SHEETS = [lay_out((form,) * blocks, other) for form, blocks, other in (("2019", 5, "2019"), ("2021", 4, "2021"))]


LARGEST = 10**15
"""Figures beyond what CP-SAT computes with are left out of the readings."""


def squared(rows, columns):
    """A small sheet: rows whose last column is their total, the last row that of all others."""
    cells = tuple(Address("t", str(at // columns), str(at % columns)) for at in range(rows * columns))
    table = tuple(Row("t", str(at), at * columns, columns, (columns - 1,)) for at in range(rows))
    across = [Identity("row", row.key, tuple(range(row.first, row.last - 1)), (row.last - 1,)) for row in table]
    down = [Identity("column", str(at), tuple(range(at, (rows - 1) * columns, columns)), ((rows - 1) * columns + at,))
            for at in range(columns)]  # fmt: skip
    return Sheet(cells, table, (*across, *down))


def filled(rolls, rows, columns):
    """Figures of such a sheet by which every identity holds."""
    most = rolls.choice((1, 9, 30, 400))
    inner = [[rolls.randint(0, rolls.choice((0, most))) for _column in range(columns - 1)] for _row in range(rows - 1)]
    lines = [[*line, sum(line)] for line in inner]
    return [*lines, [sum(column) for column in zip(*lines, strict=True)]]


def opened(row, figures, rolls):
    """Readings of a row: a dozen partings of its glued figures at most, in any order, perhaps without the right one."""
    text = "".join(map(str, figures))
    totals = row.totals if rolls.randrange(3) else ()
    try:
        readings = partings(text, row.columns, totals)
    except TooManyPartingsError:
        readings = [tuple(figures)]
    readings = [reading for reading in readings if max(reading) < LARGEST]
    kept = rolls.sample(readings, min(len(readings), rolls.choice((2, 6, 12))))
    if rolls.randrange(8) and tuple(figures) not in kept:
        kept.append(tuple(figures))
    return kept or [tuple(figures)]


def any_table(seed):
    """A small sheet, what is known of its cells, and the readings of its open rows."""
    rolls = Random(seed)
    rows, columns = rolls.randint(2, 6), rolls.randint(2, 5)
    sheet, lines = squared(rows, columns), filled(rolls, rows, columns)
    if not rolls.randrange(5):
        at = rolls.randrange(rows)
        lines[at][rolls.randrange(columns)] += rolls.choice((1, 9, 90))
    known = [figure for line in lines for figure in line]
    for at in rolls.sample(range(len(known)), rolls.choice((0, 0, 1, 2)) % len(known)):
        known[at] = None
    open_rows = rolls.sample(sheet.rows, rolls.randint(1, rows))
    readings = {row: opened(row, lines[int(row.key)], rolls) for row in open_rows}
    return sheet, known, readings


def any_report_table(seed):
    """The sheet of a whole form with the tables 3 and 4 of a random report, some rows open, some cells unknown."""
    rolls = Random(seed)
    truth = any_report(rolls, blanks="none", wrong=rolls.choice((0, 0, 1))).truth
    form = "2021" if Address("requests", "other_other", "total") in truth else "2019"
    sheet = SHEETS[form == "2021"]
    known = [truth[at].number if at.table != "proactive" else None for at in sheet.addresses]
    rows = [row for row in sheet.rows if row.table != "proactive"]
    readings = {
        row: opened(row, known[row.first : row.last], rolls) for row in rolls.sample(rows, rolls.randint(1, 12))
    }
    for at in rolls.sample(range(len(known)), rolls.choice((0, 0, 3))):
        known[at] = None
    return sheet, known, readings


def bound(sheet, known, readings):
    """The identities that an open row takes part in and of which every cell is known or open: those that can prove."""
    open_cells = {at for row in readings for at in range(row.first, row.last)}
    for identity in sheet.identities:
        places = identity.left + identity.right
        if open_cells & set(places) and all(at in open_cells or known[at] is not None for at in places):
            yield identity


def every_choice(sheet, known, readings):
    """The readings of every choice that satisfies the identities."""
    for choice in product(*readings.values()):
        numbers = list(known)
        for row, reading in zip(readings, choice, strict=True):
            numbers[row.first : row.last] = reading
        sums = (([sum(numbers[at] for at in side) for side in (one.left, one.right)], one.right)
                for one in bound(sheet, known, readings))  # fmt: skip
        if all(left == right if equal else left >= 0 for (left, right), equal in sums):
            yield dict(zip(readings, choice, strict=True))


def shared_by(solutions, readings):
    """For every open row the figures that all solutions have in common, null elsewhere and where there is none."""
    return {
        row: tuple(column.pop() if len(column) == 1 else None for column in (
            {solution[row][at] for solution in solutions} for at in range(row.columns)))
        for row in readings
    }  # fmt: skip


class Proof:
    """The same question put to CP-SAT: one reading a row, every identity; unknown cells bind nothing or are `free`."""

    def __init__(self, sheet, known, readings, *, free=False):
        self.cp_model = pytest.importorskip("ortools.sat.python.cp_model")
        self.model, self.readings = self.cp_model.CpModel(), readings
        self.chosen = {row: [self.model.new_bool_var("") for _reading in found] for row, found in readings.items()}
        cells = list(known)
        for row, choice in self.chosen.items():
            self.model.add_exactly_one(choice)
            for at in range(row.columns):
                cells[row.first + at] = sum(
                    reading[at] * is_it for reading, is_it in zip(readings[row], choice, strict=True)
                )
        if free:
            cells = [self.model.new_int_var(-(10**12), 10**12, "") if cell is None else cell for cell in cells]
        for one in bound(sheet, [0] * len(known) if free else known, readings):
            left, right = (sum(cells[at] for at in side) for side in (one.left, one.right))
            self.model.add(left == right if one.right else left >= 0)

    def solution(self):
        """A reading of every row, {} where there is none."""
        solver = self.cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(self.model)
        assert status in (self.cp_model.OPTIMAL, self.cp_model.FEASIBLE, self.cp_model.INFEASIBLE)
        if status == self.cp_model.INFEASIBLE:
            return {}
        chosen = {row: [solver.value(is_it) for is_it in choice].index(1) for row, choice in self.chosen.items()}
        return {row: self.readings[row][at] for row, at in chosen.items()}

    def shared(self):
        """The figures that all solutions share: each further one must differ in some figure that is shared so far."""
        found = [self.solution()]
        if not found[0]:
            return shared_by([], self.readings)
        while True:
            so_far = shared_by(found, self.readings)
            self.model.add_bool_or([
                is_it for row, choice in self.chosen.items()
                for reading, is_it in zip(self.readings[row], choice, strict=True)
                if any(old is not None and old != new for old, new in zip(so_far[row], reading, strict=True))
            ] or [False])  # fmt: skip
            another = self.solution()
            if not another:
                return so_far
            found.append(another)


def trials(tables, few=FEW, many=MANY):
    for_long = [pytest.param(tables, many, marks=LONG, id=f"{tables.__name__}-many")]
    return [pytest.param(tables, few, id=f"{tables.__name__}-few"), *for_long]


@pytest.mark.parametrize(("tables", "seeds"), trials(any_table, range(400), range(400, 20_400)))
def test_against_every_choice(tables, seeds):
    compared = given = 0
    for seed in seeds:
        sheet, known, readings = tables(seed)
        if prod(map(len, readings.values())) > 3_000:
            continue
        expected = shared_by(list(every_choice(sheet, known, readings)), readings)
        assert solved(sheet, known, readings) == expected, f"seed {seed}"
        compared += 1
        given += any(figure is not None for row in expected.values() for figure in row)
    assert compared > len(seeds) / 2
    assert compared / 4 < given < compared


@pytest.mark.parametrize(
    ("tables", "seeds"), [*trials(any_table), *trials(any_report_table, range(20), range(20, 1_020))]
)
def test_against_another_solver(tables, seeds):
    for seed in seeds:
        sheet, known, readings = tables(seed)
        assert solved(sheet, known, readings) == Proof(sheet, known, readings).shared(), f"seed {seed}"


def test_every_choice_and_the_other_solver_agree():
    for seed in range(40):
        sheet, known, readings = any_table(seed)
        if prod(map(len, readings.values())) <= 3_000:
            assert Proof(sheet, known, readings).shared() == shared_by(
                list(every_choice(sheet, known, readings)), readings
            )


def test_what_is_given_also_holds_whatever_the_unknown_cells_are():
    """Identities with a cell that was not read bind nothing: that gives fewer figures, never another one."""
    compared = 0
    for seed in range(200):
        sheet, known, readings = any_table(seed)
        if None not in known:
            continue
        shared = Proof(sheet, known, readings, free=True).shared()
        compared += 1
        for row, figures in solved(sheet, known, readings).items():
            for figure, free in zip(figures, shared[row], strict=True):
                assert figure is None or free in (figure, None), f"seed {seed}"
    assert compared > 40


def test_without_a_solution_nothing_is_given():
    sheet = squared(2, 3)
    first, last = sheet.rows
    readings = {first: [(1, 2, 3)], last: [(1, 2, 3), (1, 3, 4)]}
    assert solved(sheet, [None] * 6, readings) == {first: (1, 2, 3), last: (1, 2, 3)}
    readings = {first: [(1, 2, 3)], last: [(1, 3, 4)]}
    assert solved(sheet, [None] * 6, readings) == {first: (None,) * 3, last: (None,) * 3}


def test_a_printed_row_decides_between_the_readings_of_another():
    """The worked example of docs/proof.md."""
    sheet = squared(3, 7)
    first = sheet.rows[0]
    readings = {first: partings("34029904513511", 7, [6])}
    known = [None] * 7 + [8, 1, 0, 6, 5, 9, 29] + [3410, 100, 0, 10, 10, 10, 3540]
    assert solved(sheet, known, readings) == {first: (3402, 99, 0, 4, 5, 1, 3511)}
    known[14:] = [3410, 10, 90, 10, 10, 10, 3540]
    assert solved(sheet, known, readings) == {first: (3402, 9, 90, 4, 5, 1, 3511)}
    known[15] = known[16] = None
    assert solved(sheet, known, readings) == {first: (3402, None, None, 4, 5, 1, 3511)}


def test_beyond_the_bound_nothing_is_given(monkeypatch):
    """One solution was found by then, and all rows but the last agree: none of it is a proof."""
    sheet = squared(3, 3)
    readings = {row: [(0, 0, 0), (1, 0, 1)] for row in sheet.rows[:2]}
    known = [None] * 6 + [0, 0, 0]
    expected = dict.fromkeys(sheet.rows[:2], (0, 0, 0))
    assert solved(sheet, known, readings) == expected
    steps = 0
    while True:
        monkeypatch.setattr(solve, "_MOST_STEPS", steps)
        found = solved(sheet, known, readings)
        if found == expected:
            break
        assert found == dict.fromkeys(expected, (None,) * 3)
        steps += 1
    assert steps > 3


def silent(truth, data):
    """The cells with a figure that the report does not have there."""
    cells = {Address(cell.table, cell.row, cell.column): cell for cell in read_report(data).cells}
    return {
        address: (cell.value, cell.raw)
        for address, cell in cells.items()
        if cell.value is not None and (address not in truth or truth[address].number != cell.value)
    }


def glued_rows(report):
    return LAYOUTS["rows_glued"].draw(report, switched_on=())


@pytest.mark.parametrize("seeds", [range(12), pytest.param(range(12, 200), marks=LONG)])
def test_glued_reports_without_blanks_and_without_wrong_totals(seeds):
    given = 0
    for seed in seeds:
        report, truth = any_report(Random(seed), blanks="none", wrong=0)
        document = glued_rows(report)
        assert silent(truth, document) == {}, f"seed {seed}"
        given += sum(cell.origin == "recovered" for cell in read_report(document).cells)
    assert given > len(seeds)


@pytest.mark.parametrize("seeds", [range(40), pytest.param(range(40, 3_000), marks=LONG)])
def test_glued_reports_with_blanks_and_wrong_totals(seeds):
    """No parting of a row from which a figure is missing, or whose total is wrong, is taken for the row."""
    for seed in seeds:
        rolls = Random(seed)
        blanks = rolls.choice(("none", "some figures", "some zeros", "totals", "applicants"))
        report, truth = any_report(rolls, blanks, wrong=rolls.choice((0, 1, 2)))
        assert silent(truth, glued_rows(report)) == {}, f"seed {seed}"


def test_the_page_on_proof_is_true():
    """Its example is read as it says, and its bounds are those of the code."""
    page = (Path(__file__).parents[2] / "docs" / "proof.md").read_text("utf-8")
    example = [line.strip() for line in page.splitlines() if re.fullmatch(r"    \S+\d{7,}", line)]
    document = "\n".join(("青禾县水务局2020年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况", *example))
    rows = {}
    for cell in read_report(document.encode()).cells:
        if cell.origin == "recovered":
            rows.setdefault(cell.row, []).append(cell.value)
    assert rows == {
        "received_new": [3402, 99, 0, 4, 5, 1, 3511],
        "carried_in": [0] * 7,
        "processed_total": [3402, 9, 0, 4, 5, 1, 3421],
        "carried_out": [0, 90, 0, 0, 0, 0, 90],
    }
    assert f"ends after {glued._MOST_STEPS:,} steps" in " ".join(page.split())
    assert f"after {solve._MOST_STEPS:,} more" in " ".join(page.split())
