"""Rows with several readings → the one that the identities leave, or none.

A reading counts as proved only when every solution of all identities together has it. Identities that need a cell which
was not read bind nothing. A search that grows too long proves nothing.
"""

from collections.abc import Iterator, Mapping, Sequence

from parsers.form.sheet import Identity, Row, Sheet
from parsers.proof.glued import Parting
from parsers.report import Number

_MOST_STEPS = 20_000  # a fifth of a second; the drawn tables take a hundredth of it

_DOWN = ("requests_outcomes", "requests_balance")

Numbers = Sequence[Number | None]  # by the cell's place in the sheet


def solve(
    sheet: Sheet, known: Numbers, readings: Mapping[Row, Sequence[Parting]]
) -> dict[Row, tuple[Number | None, ...]]:
    """For each open row the figures that all solutions share, null where they differ or where nothing is proved."""
    rows = sorted(readings, key=lambda row: len(readings[row]))
    nothing: dict[Row, tuple[Number | None, ...]] = {row: (None,) * row.columns for row in rows}
    search = _Search(sheet, known, rows, readings)
    shared: dict[Row, tuple[Number | None, ...]] = {}
    for solution in search.solutions(0):
        for row, reading in zip(rows, solution, strict=True):
            before = shared.get(row, reading)
            shared[row] = tuple(old if old == new else None for old, new in zip(before, reading, strict=True))
        if shared == nothing:
            break
    return shared if shared and not search.given_up else nothing


def bound_by_columns(sheet: Sheet, known: Numbers, rows: Sequence[Row]) -> set[Row]:
    """Those of the open rows of which every cell stands in a sum down its column that can be tested.

    The sum of a row alone proves little: where the total is wrong in print, another parting may happen to satisfy it.
    """
    testable = [identity for due in _due(sheet, known, rows) for identity in due if identity.name in _DOWN]
    places = {place for identity in testable for place in identity.left + identity.right}
    return {row for row in rows if places.issuperset(range(row.first, row.last))}


class _Search:
    def __init__(
        self, sheet: Sheet, known: Numbers, rows: Sequence[Row], readings: Mapping[Row, Sequence[Parting]]
    ) -> None:
        self.numbers = list(known)
        self.rows, self.readings = rows, readings
        self.steps, self.given_up = 0, False
        self.due = _due(sheet, known, rows)

    def solutions(self, at: int) -> Iterator[tuple[Parting, ...]]:
        self.steps += 1
        self.given_up = self.given_up or self.steps > _MOST_STEPS
        if self.given_up:
            return
        if at == len(self.rows):
            yield ()
            return
        row = self.rows[at]
        for reading in self.readings[row]:
            self.numbers[row.first : row.last] = reading
            if all(self._holds(identity) for identity in self.due[at]):
                for rest in self.solutions(at + 1):
                    yield (reading, *rest)

    def _holds(self, identity: Identity) -> bool:
        left, right = (sum(self.numbers[place] or 0 for place in side) for side in (identity.left, identity.right))
        return left == right if identity.right else left >= 0


def _due(sheet: Sheet, known: Numbers, rows: Sequence[Row]) -> list[list[Identity]]:
    """For each open row the identities that can be tested once it is read: no other cell of theirs is left open."""
    read_at = {place: at for at, row in enumerate(rows) for place in range(row.first, row.last)}
    due: list[list[Identity]] = [[] for _ in rows]
    for identity in sheet.identities:
        places = identity.left + identity.right
        last = max((read_at[place] for place in places if place in read_at), default=None)
        if last is not None and all(place in read_at or known[place] is not None for place in places):
            due[last].append(identity)
    return due
