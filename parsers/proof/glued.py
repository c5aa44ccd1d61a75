"""Figures that stand together without a border: the ways to part them that the form allows.

A figure has no leading zero, so 0000000 parts in one way only. Where several ways are left, the sums decide.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from parsers.report import Number

_GLUED = re.compile(r"[+-]?\d[\d+-]*")
_FIGURE = re.compile(r"[+-]?(?:0|[1-9]\d*)")
_LONGEST = 45  # digits: seven figures of six, for which the steps are hardly ever enough
_MOST_STEPS = (
    20_000  # a row; six figures of five digits and their total take fifteen thousand, the worst a tenth of a second
)

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
    if not text.isdecimal():
        return []
    if len(text) > _LONGEST:
        raise TooManyPartingsError
    search = _Search(text, columns, frozenset(totals))
    return list(search.from_column(0, 0, ()))


class _Search:
    def __init__(self, text: str, columns: int, totals: frozenset[int]) -> None:
        self.text, self.columns, self.totals = text, columns, totals
        self.steps = 0

    def from_column(self, column: int, at: int, before: Parting) -> Iterator[Parting]:
        self._step()
        if column == self.columns:
            if at == len(self.text):
                yield before
            return
        last = self.columns - 1
        if last in self.totals and self._group(last) == column:
            yield from self._last_group(column, at, before)
            return
        for end in self._ends(column, at, before):
            yield from self.from_column(column + 1, end, (*before, int(self.text[at:end])))

    def _step(self) -> None:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise TooManyPartingsError

    def _ends(self, column: int, at: int, before: Parting) -> Iterable[int]:
        if column in self.totals:
            whole = str(sum(before[self._group(column) : column]))
            return [at + len(whole)] if self.text.startswith(whole, at) else []
        return self._figure_ends(at, len(self.text) - (self.columns - column - 1))

    def _figure_ends(self, at: int, last: int) -> range:
        """Where a figure that begins at `at` can end, `last` at most: 0 leads none but itself."""
        return range(at + 1, (min(at + 1, last) if self.text.startswith("0", at) else last) + 1)

    def _group(self, total: int) -> int:
        return max((other + 1 for other in self.totals if other < total), default=0)

    def _last_group(self, column: int, at: int, before: Parting) -> Iterator[Parting]:
        """The columns up to the total at the end: whichever of the last digits that is, the others must sum to it.

        Half of these are looked up by what is missing from the sum when the other half is known.
        """
        parts = self.columns - 1 - column
        starts = [start for start in range(at + parts, len(self.text)) if self._can_be_total(start, start - at, parts)]
        highest = max((int(self.text[start:]) for start in starts), default=0)
        halves = [self._by_sum(at, middle, parts // 2, highest) for middle in range(at, len(self.text))]
        for start in starts:
            total = int(self.text[start:])
            for middle, firsts in enumerate(halves[: start - at], at):
                for rest in self._parted(middle, start, parts - parts // 2, total) if firsts else ():
                    yield from ((*before, *first, *rest, total) for first in firsts.get(total - sum(rest), ()))

    def _can_be_total(self, start: int, digits: int, parts: int) -> bool:
        """Whether the text from `start` is a figure that `parts` figures with so many digits can sum to."""
        largest = 10 ** (digits - parts + 1) - 1 + 9 * (parts - 1)  # one has all digits that the others can spare
        return len(self.text) in self._figure_ends(start, len(self.text)) and int(self.text[start:]) <= largest

    def _by_sum(self, at: int, end: int, parts: int, most: int) -> dict[int, list[tuple[int, ...]]]:
        found: dict[int, list[tuple[int, ...]]] = {}
        for parting in self._parted(at, end, parts, most):
            found.setdefault(sum(parting), []).append(parting)
        return found

    def _parted(self, at: int, end: int, parts: int, most: int) -> Iterator[tuple[int, ...]]:
        """Every way to part the text between two offsets into so many figures, none of them above `most`."""
        if not parts:
            yield from [()] * (at == end)
            return
        self._step()
        if not parts <= end - at <= parts * len(str(most)):
            return
        ends = self._figure_ends(at, end - parts + 1)
        if parts == 1:
            figure = int(self.text[at:end])
            yield from [(figure,)] * (end in ends and figure <= most)
            return
        for stop in ends:
            figure = int(self.text[at:stop])
            if figure > most:
                break
            for rest in self._parted(stop, end, parts - 1, most - figure):
                yield (figure, *rest)
