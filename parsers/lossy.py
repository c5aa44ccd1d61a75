"""Tables in lines that lost blanks: their full rows count only where a sum of their own proves them."""

from collections.abc import Iterator, Sequence

from parsers.align import Zone
from parsers.form.sheet import Row, Sheet
from parsers.place import Slot
from parsers.proof.glued import is_glued
from parsers.proof.identities import compute
from parsers.report import Number


def deny_lossy_rows(sheet: Sheet, rows: Sequence[tuple[Row, list[Zone]]], slots: list[Slot]) -> None:
    """Takes back the full rows of a table of which another row shows fewer entries than it has columns.

    As many entries as columns may then be a figure broken in two, or the number of a page, beside a lost blank. A row
    stays whose own sum holds in no other reading, and a row of zeros. Rows of other columns are another table.
    """
    shown = [(row, zone) for row, zones in rows for zone in zones if zone.entries and not zone.certain]
    lossy = {_header_of(sheet, row) for row, zone in shown if _is_short(row, zone)}
    for row, zone in shown:
        if _header_of(sheet, row) in lossy and row.columns > 1 and len(zone.entries) == row.columns:
            own = slots[row.first : row.last]
            if not _is_proved(sheet, slots, row) and any(slot.value for slot in own):
                raw = " ".join(entry.text.strip() for entry in zone.entries)
                slots[row.first : row.last] = [Slot("ambiguous", raw=raw)] * row.columns


def _header_of(sheet: Sheet, row: Row) -> tuple[str, ...]:
    return (row.table, *(address.column for address in sheet.addresses[row.first : row.last]))


def _is_short(row: Row, zone: Zone) -> bool:
    """Whether a row shows fewer entries than columns, and not all of them in one run of digits."""
    first = zone.entries[0].text.strip()
    is_run = len(zone.entries) == 1 and len(first) >= row.columns and is_glued(first)
    return len(zone.entries) < row.columns and not is_run


def _is_proved(sheet: Sheet, slots: Sequence[Slot], row: Row) -> bool:
    """Whether the sums among the cells of a row alone take in all of them, hold, and hold in no other reading."""
    cells = {*range(row.first, row.last)}
    own = [each for each in sheet.identities if each.right and cells.issuperset({*each.left, *each.right})]
    taken = {at for each in own for at in (*each.left, *each.right)}
    if taken != cells or not all(compute(each, slots).verdict == "holds" for each in own):
        return False
    figures = [slots[at].value or 0 for at in sorted(cells)]
    return not any(
        all(
            sum(reading[at - row.first] for at in each.left) == sum(reading[at - row.first] for at in each.right)
            for each in own
        )
        for reading in _other_readings(figures)
    )


def _other_readings(figures: list[Number]) -> Iterator[list[Number]]:
    """A row with one figure less and a blank: without one that may be the number of a page, or with two joined.

    >>> [1, 0, 1] in _other_readings([1, 1, 2]), [0, 12, 12] in _other_readings([1, 2, 12])
    (True, True)
    """
    for at, figure in enumerate(figures):
        fewer = [[*figures[:at], *figures[at + 1 :]]] if figure else []
        behind = figures[at + 1] if at + 1 < len(figures) else None
        if figure and isinstance(figure, int) and isinstance(behind, int) and behind >= 0:
            fewer.append([*figures[:at], int(f"{figure}{behind}"), *figures[at + 2 :]])
        for rest in fewer:
            for blank in range(len(figures)):
                yield [*rest[:blank], 0, *rest[blank:]]
