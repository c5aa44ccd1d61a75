"""Figures that stand together without a border: the ways to part them that the form allows.

A figure has no leading zero, so 0000000 parts in one way only. Where several ways are left, the sums decide.
"""

import re
from collections.abc import Iterator, Sequence

from parsers.report import Number

_GLUED = re.compile(r"[+-]?\d[\d+-]*")
_FIGURE = re.compile(r"[+-]?(?:0|[1-9]\d*)")
_MOST_STEPS = 20_000  # a row; one of a province takes two thousand, and twenty-three rows of the worst a second

Parting = tuple[Number, ...]


class TooManyPartingsError(Exception):
    """The search was given up: nothing is proved."""


def is_glued(text: str) -> bool:
    """Whether a text is a run of digits and signs, as one figure or several together would be.

    >>> is_glued("34029904513511"), is_glued("57-570"), is_glued("1.5"), is_glued("5件")
    (True, True, False, False)
    """
    return _GLUED.fullmatch(text) is not None


def fewest_figures(text: str) -> list[int]:
    """The figures of a run of digits when each is as long as can be.

    If these are as many as there are cells, the run parts in no other way: a figure less or more there cannot be.
    None where a sign stands without its figure.

    >>> fewest_figures("0000000"), fewest_figures("0100"), fewest_figures("57-57"), fewest_figures("5--3")
    ([0, 0, 0, 0, 0, 0, 0], [0, 100], [57, -57], [])
    """
    figures = _FIGURE.findall(text)
    return [int(figure) for figure in figures] if "".join(figures) == text else []


def partings(text: str, columns: int, totals: Sequence[int]) -> list[Parting]:
    """Every way to part `text` into one figure a column, in which each of `totals` sums the columns since the last.

    None of them has a sign. Raises `TooManyPartingsError`.

    >>> partings("5000005", 7, [6])
    [(5, 0, 0, 0, 0, 0, 5)]
    >>> partings("34029904513511", 7, [6])
    [(3402, 9, 90, 4, 5, 1, 3511), (3402, 99, 0, 4, 5, 1, 3511)]
    """
    search = _Search(text, columns, frozenset(totals))
    return list(search.from_column(0, 0, ()))


class _Search:
    def __init__(self, text: str, columns: int, totals: frozenset[int]) -> None:
        self.text, self.columns, self.totals = text, columns, totals
        self.steps = 0

    def from_column(self, column: int, at: int, before: Parting) -> Iterator[Parting]:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise TooManyPartingsError
        if column == self.columns:
            if at == len(self.text):
                yield before
            return
        for end in self._ends(column, at, before):
            yield from self.from_column(column + 1, end, (*before, int(self.text[at:end])))

    def _ends(self, column: int, at: int, before: Parting) -> Iterator[int]:
        if column in self.totals:
            whole = str(sum(before[self._group(column) : column]))
            if self.text.startswith(whole, at):
                yield at + len(whole)
            return
        longest = _FIGURE.match(self.text, at)
        if longest is None or self.text[at] in "+-":
            return
        room = len(self.text) - (self.columns - column - 1)
        yield from range(at + 1, min(longest.end(), room) + 1)

    def _group(self, total: int) -> int:
        return max((other + 1 for other in self.totals if other < total), default=0)
