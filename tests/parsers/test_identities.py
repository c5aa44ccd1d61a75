"""The accounting identities, against every filling of the blanks that could have been meant."""

from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_to_read import QUICK, addresses, by_address, read_drawn, report_of

from nianbao.sample import ORGANS, draw
from parsers import FORMS, Address, Cell, Check, Header, Report, year_chain
from parsers.form.sheet import Identity, Sheet, lay_out
from parsers.place import Slot
from parsers.proof.identities import prove

FIGURES = st.one_of(st.none(), st.integers(0, 4))


def at(row, column="c"):
    return Address("t", str(row), str(column))


class Sum(NamedTuple):
    """An identity by the addresses of its cells."""

    scope: str
    left: tuple[Address, ...]
    right: tuple[Address, ...]


def proof(figures, known, silent="blank", hidden=()):
    """What is proved of these figures, None for a cell that says nothing; `hidden` are slots in their place."""
    listed = list(figures)
    slots = [dict(hidden).get(address) or (Slot(silent, raw="") if figures[address] is None else
             Slot("printed", figures[address], raw=str(figures[address]))) for address in listed]  # fmt: skip
    places = [tuple(tuple(map(listed.index, side)) for side in (one.left, one.right)) for one in known]
    identities = tuple(Identity("sum", one.scope, *sides) for one, sides in zip(known, places, strict=True))
    return prove(Sheet(tuple(listed), (), identities), slots)


def fillings(figures, known):
    """Every way to fill the blanks with numbers not below zero so that the identities hold, up to all that is there."""
    most = sum(figure or 0 for figure in figures.values()) + 1
    blanks = [address for address, figure in figures.items() if figure is None]
    for numbers in product(range(most + 1), repeat=len(blanks)):
        filled = figures | dict(zip(blanks, numbers, strict=True))
        if all(sum(filled[a] for a in one.left) == sum(filled[a] for a in one.right) for one in known):
            yield filled


@QUICK
@given(st.lists(FIGURES, min_size=2, max_size=4), FIGURES, st.sampled_from(["blank", "dash"]))
def test_one_sum_against_every_filling(parts, total, silent):
    figures = {at(row): part for row, part in enumerate(parts)} | {at("total"): total}
    one = Sum("", tuple(figures)[:-1], (at("total"),))
    cells, (check,) = proof(figures, (one,), silent)
    found = list(fillings(figures, (one,)))
    blanks = [address for address, figure in figures.items() if figure is None]
    if not found:
        assert check.verdict == "fails"
    elif not any(figures[address] is None for address in figures):
        assert check.verdict == "holds"
    else:
        none_left = len(found) == 1 and total is not None and not any(found[0][address] for address in blanks)
        assert check.verdict == ("holds" if none_left else "untested")
    for cell in cells:
        meant = {filled[at(cell.row)] for filled in found}
        forced = cell.value is None and len(meant) == 1
        assert cell.implied == (meant.pop() if forced else None)


@QUICK
@given(st.lists(FIGURES, min_size=4, max_size=4))
def test_a_balance_against_every_filling(figures):
    received, carried_in, processed, carried_out = map(at, range(4))
    known = dict(zip((received, carried_in, processed, carried_out), figures, strict=True))
    one = Sum("", (received, carried_in), (processed, carried_out))
    cells, (check,) = proof(known, (one,))
    found = list(fillings(known, (one,)))
    if None not in figures or not found:
        assert check.verdict == ("holds" if found else "fails")
    elif check.verdict == "holds":
        assert found == [{address: figure or 0 for address, figure in known.items()}]
    for cell in cells:
        if cell.implied is not None:
            assert {filled[at(cell.row)] for filled in found} == {cell.implied}


@st.composite
def tables(draw):
    """A table of two rows by two columns with totals; some of its cells blank, some of it wrong."""
    inner = draw(st.lists(st.integers(0, 2), min_size=4, max_size=4))
    grid = {at(row, column): inner[2 * row + column] for row in range(2) for column in range(2)}
    for each in range(2):
        grid[at(each, "total")] = grid[at(each, 0)] + grid[at(each, 1)]
        grid[at("total", each)] = grid[at(0, each)] + grid[at(1, each)]
    grid[at("total", "total")] = sum(inner)
    for address in draw(st.lists(st.sampled_from(sorted(grid)), max_size=4, unique=True)):
        grid[address] = None
    return grid


def sums(parts=("0", "1")):
    for one in (*parts, "total"):
        yield Sum(one, tuple(at(one, part) for part in parts), (at(one, "total"),))
        yield Sum(one, tuple(at(part, one) for part in parts), (at("total", one),))


@QUICK
@given(tables())
def test_what_is_implied_is_forced_in_a_table_of_sums(grid):
    known = tuple(sums())
    cells, checks = proof(grid, known)
    found = list(fillings(grid, known))
    assert found
    assert "fails" not in {check.verdict for check in checks}
    for cell in cells:
        if cell.implied is not None:
            assert {filled[Address(cell.table, cell.row, cell.column)] for filled in found} == {cell.implied}


@QUICK
@given(tables(), st.data())
def test_a_wrong_figure_in_a_table_of_sums_fails_where_it_stands(grid, data):
    full = [address for address, figure in grid.items() if figure is not None]
    wrong = data.draw(st.sampled_from(full))
    broken = grid | {wrong: grid[wrong] + data.draw(st.integers(1, 5))}
    cells, checks = proof(broken, tuple(sums()))
    for identity, check in zip(sums(), checks, strict=True):
        if wrong not in identity.left + identity.right:
            assert check.verdict != "fails"
        elif all(broken[address] is not None for address in identity.left + identity.right):
            assert check.verdict == "fails"
    complete = any(check.verdict == "fails" for check in checks)
    (cell,) = [cell for cell in cells if (cell.row, cell.column) == (wrong.row, wrong.column)]
    assert (cell.check == "fails") == complete
    assert {cell.implied for cell in cells if cell.value is not None} <= {None}


def proved(figures, *known, silent="blank"):
    cells, checks = proof(figures, known, silent)
    return {cell.row: cell for cell in cells}, [check.verdict for check in checks]


PARTS = Sum("", (at("a"), at("b")), (at("total"),))


def test_a_lone_blank_is_the_difference():
    cells, verdicts = proved({at("a"): 2, at("b"): None, at("total"): 5}, PARTS)
    assert (cells["b"].implied, cells["b"].value, verdicts) == (3, None, ["untested"])


def test_blanks_are_all_nothing_where_nothing_is_left():
    cells, verdicts = proved({at("a"): None, at("b"): None, at("total"): 0}, PARTS)
    assert ([cells[row].implied for row in ("a", "b")], verdicts) == ([0, 0], ["holds"])


def test_a_missing_total_is_the_sum():
    cells, verdicts = proved({at("a"): 2, at("b"): 3, at("total"): None}, PARTS, silent="dash")
    assert (cells["total"].implied, cells["total"].value, verdicts) == (5, None, ["untested"])


def test_two_blanks_with_something_left_are_not_known():
    cells, verdicts = proved({at("a"): None, at("b"): None, at("total"): 5}, PARTS)
    assert ([cells[row].implied for row in ("a", "b")], verdicts) == ([None, None], ["untested"])


def test_parts_above_their_total_fail_whatever_the_blank_meant():
    cells, verdicts = proved({at("a"): 7, at("b"): None, at("total"): 5}, PARTS)
    assert (cells["b"].implied, verdicts) == (None, ["fails"])
    assert {cell.check for cell in cells.values()} == {"fails"}


@pytest.mark.parametrize("hidden", ["absent", "unreadable", "ambiguous"])
@pytest.mark.parametrize("row", ["a", "total"])
def test_a_hidden_figure_leaves_its_identity_untested(hidden, row):
    figures = {at("a"): 7, at("b"): 1, at("total"): 5}
    cells, (check,) = proof(figures, (PARTS,), hidden={at(row): Slot(hidden, raw="?")})
    assert (check.verdict, check.left, check.right) == ("untested", None, None)
    assert {cell.check for cell in cells} == {"untested"}


def test_one_failing_identity_marks_a_cell_that_others_hold():
    other = Sum("", (at("a"),), (at("x"),))
    cells, verdicts = proved({at("a"): 2, at("b"): 3, at("total"): 6, at("x"): 2}, other, PARTS, other)
    assert verdicts == ["holds", "fails", "holds"]
    assert {row: cell.check for row, cell in cells.items()} == {
        "a": "fails",
        "b": "fails",
        "total": "fails",
        "x": "holds",
    }


def test_nothing_is_implied_by_a_sum_that_fails():
    wrong = Sum("", (at("a"),), (at("x"),))
    cells, _ = proved({at("a"): 2, at("b"): None, at("total"): 6, at("x"): 3}, PARTS, wrong)
    assert cells["b"].implied is None


def test_sums_that_contradict_each_other_imply_nothing():
    other = Sum("", (at("b"), at("c")), (at("x"),))
    figures = {at("a"): 1, at("b"): None, at("total"): 3, at("c"): 1, at("x"): 2}
    cells, verdicts = proved(figures, PARTS, other)
    assert cells["b"].implied is None or "fails" in verdicts


def test_what_one_sum_implies_another_uses():
    other = Sum("", (at("b"), at("c")), (at("x"),))
    cells, _ = proved({at("a"): 1, at("b"): None, at("total"): 3, at("c"): None, at("x"): 6}, other, PARTS)
    assert (cells["b"].implied, cells["c"].implied) == (2, 4)


def test_money_sums_without_the_rests_of_floats():
    _, verdicts = proved({at("a"): 0.1, at("b"): 0.2, at("total"): 0.3}, PARTS)
    assert verdicts == ["holds"]


@pytest.mark.parametrize(
    ("items", "change", "verdict"),
    [(57, -57, "holds"), (3, -2, "holds"), (0, 0, "holds"), (5, -6, "fails"), (716, -417, "holds"),
     (None, 3, "untested"), (3, None, "untested")],
)  # fmt: skip
def test_items_do_not_fall_below_nothing(items, change, verdict):
    cells = {
        Address("proactive", "penalties", "items_last_year"): "" if items is None else str(items),
        Address("proactive", "penalties", "change"): "" if change is None else str(change),
    }
    record = read_drawn(report_of(cells))
    (check,) = [check for check in record.checks if (check.identity, check.scope) == ("proactive_change", "penalties")]
    assert check.verdict == verdict
    assert {by_address(record)[address].check for address in cells} == {verdict}


def sheet_of(proactive, requests):
    blocks = len(FORMS[proactive].tables["proactive"]) if proactive else 0
    return lay_out((proactive,) * blocks, requests)


@pytest.mark.parametrize(
    ("proactive", "requests", "count"),
    [("2019", "2019", 45), ("2021", "2021", 42), ("2021", "2019", 40), (None, "2021", 42), (None, None, 32),
     ("2019", None, 37)],
)  # fmt: skip
def test_how_many_identities_a_form_has(proactive, requests, count):
    assert len(sheet_of(proactive, requests).identities) == count


@pytest.mark.parametrize("form", FORMS)
def test_every_cell_of_tables_3_and_4_takes_part(form):
    sheet = sheet_of(form, form)
    taking_part = {sheet.addresses[at] for identity in sheet.identities for at in identity.left + identity.right}
    assert list(sheet.addresses) == addresses(form)
    assert {address for address in addresses(form) if address.table != "proactive"} <= taking_part


def year_of(figures, proactive):
    """A record of one year that prints these cells alone."""
    listed = [
        Cell(*address, figures.get(address), None, "printed" if address in figures else "blank", "untested", None, "")
        for address in addresses(proactive)
    ]
    return Report(Header(), cells=tuple(listed))


CARRIED_OUT, CARRIED_IN = (Address("requests", row, "total") for row in ("carried_out", "carried_in"))
ISSUED, REPEALED, IN_FORCE = (
    Address("proactive", "normative_documents", key) for key in ("issued", "repealed", "in_force")
)
ITEMS, CHANGE = (Address("proactive", "licensing", key) for key in ("items_last_year", "change"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (({CARRIED_OUT: 3}, "2021"), ({CARRIED_IN: 3}, "2021"), [(3, 3, "holds")]),
        (({CARRIED_OUT: 3}, "2019"), ({CARRIED_IN: 2}, "2021"), [(3, 2, "fails")]),
        (({CARRIED_OUT: 3}, "2021"), ({}, "2021"), []),
        (({}, "2021"), ({CARRIED_IN: 3}, "2021"), []),
        (({IN_FORCE: 8}, "2021"), ({ISSUED: 3, REPEALED: 2, IN_FORCE: 9}, "2021"), [(9, 9, "holds")]),
        (({IN_FORCE: 8}, "2021"), ({ISSUED: 3, REPEALED: 2, IN_FORCE: 11}, "2021"), [(9, 11, "fails")]),
        (({IN_FORCE: 8}, "2021"), ({ISSUED: 3, IN_FORCE: 11}, "2021"), []),
        (({ITEMS: 21, CHANGE: 19}, "2019"), ({ITEMS: 40}, "2019"), [(40, 40, "holds")]),
        (({ITEMS: 21, CHANGE: -19}, "2019"), ({ITEMS: 40}, "2019"), [(2, 40, "fails")]),
        (({ITEMS: 21, CHANGE: 19}, "2019"), ({}, "2021"), []),
    ],
)
def test_two_years_of_one_agency(before, after, expected):
    checks = year_chain(year_of(*before), year_of(*after))
    assert [(check.left, check.right, check.verdict) for check in checks] == expected
    assert {check.identity for check in checks} <= {"year_chain"}


def test_a_year_chain_names_the_later_cell():
    before, after = year_of({CARRIED_OUT: 3}, "2021"), year_of({CARRIED_IN: 3}, "2021")
    assert year_chain(before, after) == (Check("year_chain", "requests/carried_in/total", 3, 3, "holds"),)


def test_years_of_the_sample_follow_each_other():
    for year in range(2019, 2024):
        before, after = (read_drawn(draw(ORGANS[6], each)) for each in (year, year + 1))
        checks = year_chain(before, after)
        assert len(checks) >= 7
        assert {check.verdict for check in checks} == {"holds"}
