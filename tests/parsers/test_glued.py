"""Glued figures: the ways to part them, against every way to cut the text."""

import re
from itertools import combinations
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reports_to_read import QUICK

from parsers.proof import glued
from parsers.proof.glued import TooManyPartingsError, fewest_figures, is_glued, partings

FIGURE = re.compile(r"[+-]?(0|[1-9][0-9]*)")
TEXTS = st.text("0012345", min_size=1, max_size=9)
SIGNED_TEXTS = st.text("001259+-", min_size=1, max_size=8)


def every_parting(text, columns, totals=()):
    """Cuts at all places; kept are figures without leading zeros or signs, and sums that hold."""
    found = []
    for cuts in combinations(range(1, len(text)), columns - 1):
        parts = [text[start:end] for start, end in zip((0, *cuts), (*cuts, len(text)), strict=True)]
        if not all(FIGURE.fullmatch(part) for part in parts):
            continue
        if any(part[0] in "+-" for part in parts):
            continue
        numbers = tuple(map(int, parts))
        starts = [0, *[total + 1 for total in sorted(totals)]]
        if all(
            sum(numbers[start:total]) == numbers[total] for start, total in zip(starts, sorted(totals), strict=False)
        ):
            found.append(numbers)
    return found


def agree(text, columns, totals=()):
    found = partings(text, columns, totals)
    assert len(set(found)) == len(found)
    assert sorted(found) == sorted(every_parting(text, columns, totals))


@QUICK
@given(TEXTS, st.integers(1, 7))
@example("0000000", 7)
@example("01", 1)
def test_without_sums_every_cut_without_leading_zeros(text, columns):
    agree(text, columns)


@QUICK
@given(TEXTS, st.integers(2, 7))
def test_with_a_total_in_the_last_column(text, columns):
    agree(text, columns, totals=[columns - 1])


@QUICK
@given(st.lists(st.integers(0, 25), min_size=1, max_size=6))
@example([3, 10, 1])
def test_of_figures_that_sum_up_their_own_parting_is_among_those_found(figures):
    row = (*figures, sum(figures))
    text = "".join(map(str, row))
    assert row in partings(text, len(row), [len(row) - 1])
    agree(text, len(row), totals=[len(row) - 1])


@QUICK
@given(st.lists(st.integers(0, 11), min_size=4, max_size=4), st.integers(0, 2))
def test_with_several_totals_each_sums_the_columns_since_the_last(figures, wrong):
    first, second, third, fourth = figures
    text = "".join(map(str, (first, second, first + second, third, fourth, third + fourth + wrong)))
    agree(text, 6, totals=[2, 5])


@QUICK
@given(SIGNED_TEXTS, st.integers(1, 4))
@example("57-570", 3)
@example("-0", 1)
def test_no_figure_of_a_parting_has_a_sign(text, columns):
    agree(text, columns)


@QUICK
@given(TEXTS)
def test_as_many_figures_as_can_be_fewest_leave_no_other_parting(text):
    fewest = fewest_figures(text)
    assert all(every_parting(text, columns) == [] for columns in range(1, len(fewest)))
    assert every_parting(text, len(fewest)) == [tuple(fewest)]


@pytest.mark.parametrize("columns", range(1, 9))
def test_zeros_have_one_parting_where_they_are_as_many_as_the_columns(columns):
    assert partings("0" * columns, columns, []) == [(0,) * columns]
    assert partings("0" * (columns + 1), columns, []) == []
    assert partings("0" * columns, columns + 1, []) == []


def test_two_partings_of_one_row():
    """The worked example of docs/proof.md."""
    assert partings("34029904513511", 7, [6]) == every_parting("34029904513511", 7, [6])
    assert partings("34029904513511", 7, [6]) == [(3402, 9, 90, 4, 5, 1, 3511), (3402, 99, 0, 4, 5, 1, 3511)]


@pytest.mark.parametrize("digits", range(1, 6))
def test_rows_of_large_figures_are_parted_within_the_bound(digits):
    """The row of a ministry: seven figures of up to six digits."""
    rolls = Random(digits)
    for _row in range(30):
        figures = [rolls.randint(10 ** (digits - 1), 10**digits - 1) for _column in range(6)]
        row = (*figures, sum(figures))
        found = partings("".join(map(str, row)), 7, [6])
        assert row in found
        assert all(sum(each[:-1]) == each[-1] for each in found)


@pytest.mark.parametrize(("text", "columns", "totals"), [("9" * 60, 7, [6]), ("1" * 400, 15, []), ("12" * 200, 9, [])])
def test_a_search_without_end_is_given_up(text, columns, totals):
    with pytest.raises(TooManyPartingsError):
        partings(text, columns, totals)


def test_the_bound_is_on_steps_not_on_partings_found(monkeypatch):
    """Where the search ends early nothing is returned, not those partings that were found by then."""
    text, wanted = "1" * 12, every_parting("1" * 12, 3)
    assert partings(text, 3, []) == wanted
    monkeypatch.setattr(glued, "_MOST_STEPS", 20)
    with pytest.raises(TooManyPartingsError):
        partings(text, 3, [])


@QUICK
@given(st.text("0129+-.,件/ ", max_size=6))
def test_a_run_of_digits_and_signs_is_told_from_all_else(text):
    assert is_glued(text) == bool(re.fullmatch(r"[+-]?[0-9][0-9+-]*", text))
