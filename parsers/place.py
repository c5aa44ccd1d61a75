"""The entries of a zone → the slots of its row, where the borders of the source leave one way."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from parsers.form.values import read_value
from parsers.page.text import Piece
from parsers.report import Number, Origin


class Slot(NamedTuple):
    """What one column of a row holds."""

    origin: Origin
    value: Number | None = None
    unit: str | None = None
    raw: str | None = None


class Placed(NamedTuple):
    """The slots of a row and the piece of the source that each was read from, () where none was read."""

    slots: list[Slot]
    pieces: Sequence[Piece] = ()


def place(entries: Sequence[Piece], columns: int, *, blanks_are_cells: bool, lead: int | None = None) -> Placed:
    """The slots of a row of so many columns.

    Without `blanks_are_cells` a blank may as well part two cells, and says nothing. `lead` is how many blanks stand
    before the cells where other rows of the table tell it. A row whose entries can stand in several ways is ambiguous.
    """
    if len(entries) == columns and blanks_are_cells:
        # as many as the row has: a colspan then only fills up a table that has wider blocks above
        return Placed([slot_of(entry.text) for entry in entries], entries)
    filled = [entry for entry in entries if _is_filled(entry)]
    if not filled:
        return Placed([Slot("blank", raw="") if entries and blanks_are_cells else Slot("absent")] * columns)
    if len(filled) == columns and (len(entries) == columns or not any(map(_is_words, filled))):
        return Placed([slot_of(entry.text) for entry in filled], filled)
    offsets = offsets_of(entries, columns) if blanks_are_cells else []
    if lead in offsets:
        offsets = [lead]
    if len(offsets) != 1:
        return Placed([Slot("ambiguous", raw=" ".join(entry.text.strip() for entry in entries))] * columns)
    cells = _over_columns(entries)[offsets[0] : offsets[0] + columns]
    return Placed([_slot(entry) for entry in cells], cells)


def offsets_of(entries: Sequence[Piece], columns: int) -> list[int]:
    """Where the row's cells can begin among entries that are more than they, with nothing but blanks left out."""
    filled = [at for at, entry in enumerate(_over_columns(entries)) if _is_filled(entry)]
    spare = len(_over_columns(entries)) - columns
    if not filled or spare < 0:
        return []
    return list(range(max(0, filled[-1] - columns + 1), min(spare, filled[0]) + 1))


def _over_columns(entries: Sequence[Piece]) -> list[Piece]:
    return [part for entry in entries for part in [entry] * entry.width]


def _is_filled(entry: Piece) -> bool:
    return read_value(entry.text).kind != "blank"


def _is_words(entry: Piece) -> bool:
    return read_value(entry.text).kind == "words"


def _slot(entry: Piece) -> Slot:
    slot = slot_of(entry.text)
    return Slot("ambiguous", raw=slot.raw) if entry.width > 1 and slot.origin != "blank" else slot


@lru_cache(maxsize=4096)
def slot_of(text: str) -> Slot:
    """What a cell with this text holds."""
    value, raw = read_value(text), text.strip()
    if value.kind == "figure":
        return Slot("printed", value.number, value.unit, raw)
    return Slot("unreadable" if value.kind == "words" else value.kind, raw=raw or text)
