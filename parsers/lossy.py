"""Tables in lines that lost blanks: their full rows count only where a sum of their own proves them."""

from collections.abc import Sequence

from parsers.align import Zone
from parsers.form.sheet import Row, Sheet
from parsers.place import Slot
from parsers.proof.glued import is_glued
from parsers.proof.identities import compute


def deny_lossy_rows(sheet: Sheet, rows: Sequence[tuple[Row, list[Zone]]], slots: list[Slot]) -> None:
    """Takes back the full rows of a table of which another row shows fewer entries than it has columns.

    As many entries as columns may then be a figure broken in two, or the number of a page, beside a lost blank. A row
    stays whose own sum holds, and a row of zeros, which has one reading. Rows of other columns are another table.
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
    """Whether the sums among the cells of a row alone hold, and take in all of them."""
    cells = {*range(row.first, row.last)}
    own = [each for each in sheet.identities if cells.issuperset({*each.left, *each.right})]
    taken = {at for each in own for at in (*each.left, *each.right)}
    return taken == cells and all(compute(each, slots).verdict == "holds" for each in own)
