"""Zones → the figures of a row in their columns, where the borders leave one reading or the row's sum proves one."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from parsers.blocks import Piece
from parsers.report import Number, Origin
from parsers.sheet import Row
from parsers.values import read_value

Reading = tuple[Piece, ...]  # one for each column


class Slot(NamedTuple):
    """What one column of a row holds."""

    origin: Origin
    value: Number | None = None
    unit: str | None = None
    raw: str | None = None


def place(entries: Sequence[Piece], row: Row, *, blanks_are_cells: bool) -> list[Slot]:
    """The slots of a row. Without `blanks_are_cells` a blank may as well part two cells, and says nothing.

    One reading of the borders: as printed. Several: those that every sum allows; one that is left is proved, cells that
    all of them share are proved too, the others stay null.
    """
    columns = row.columns
    if len(entries) == columns and blanks_are_cells:
        # as many as the row has: a colspan then only fills up a table that has wider blocks above
        return [_slot_of(entry.text) for entry in entries]
    filled = _filled(entries)
    if not filled:
        return [Slot("blank", raw="") if entries else Slot("absent")] * columns
    found = _readings(entries if blanks_are_cells else filled, columns)
    if not found:
        return [_unsettled([entries])] * columns
    if len(found) == 1:
        return [_slot(entry) for entry in found[0]]
    allowed = [reading for reading in found if _sums_hold(reading, row.totals)] if row.totals else found
    return [_settle([reading[at] for reading in allowed or found]) for at in range(columns)]


def _filled(entries: Sequence[Piece]) -> list[Piece]:
    return [entry for entry in entries if read_value(entry.text).kind != "blank"]


def _readings(entries: Sequence[Piece], columns: int) -> list[Reading]:
    """The ways in which the entries can be the row's cells, in their order and with nothing but blanks left out."""
    entries = [part for entry in entries for part in [entry] * entry.width]
    windows: list[Reading] = [tuple(entries[at : at + columns]) for at in range(len(entries) - columns + 1)
               if not _filled(entries[:at]) and not _filled(entries[at + columns :])]  # fmt: skip
    filled = _filled(entries)
    return _distinct(windows or ([tuple(filled)] if len(filled) == columns else []))


def _distinct(windows: list[Reading]) -> list[Reading]:
    by_value = {tuple(read_value(entry.text) for entry in window): window for window in reversed(windows)}
    return list(reversed(by_value.values()))


def _slot(entry: Piece) -> Slot:
    slot = _slot_of(entry.text)
    return Slot("ambiguous", raw=slot.raw) if entry.width > 1 and slot.origin != "blank" else slot


@lru_cache(maxsize=4096)
def _slot_of(text: str) -> Slot:
    value, raw = read_value(text), text.strip()
    if value.kind == "figure":
        return Slot("printed", value.number, value.unit, raw)
    return Slot("unreadable" if value.kind == "words" else value.kind, raw=raw or text)


def _settle(entries: list[Piece]) -> Slot:
    """One cell over all readings that are left: proved where they agree."""
    if len({read_value(entry.text) for entry in entries}) > 1:
        return _unsettled([[entry] for entry in entries])
    slot = _slot(entries[0])
    return slot._replace(origin="recovered") if slot.origin == "printed" else slot


def _unsettled(readings: Sequence[Sequence[Piece]]) -> Slot:
    texts = dict.fromkeys(" ".join(entry.text.strip() for entry in reading) or "(blank)" for reading in readings)
    return Slot("ambiguous", raw=" | ".join(texts))


def _sums_hold(reading: Reading, totals: Sequence[int]) -> bool:
    numbers = [read_value(entry.text).number for entry in reading]
    first = 0
    for total in totals:
        if numbers[total] is None or sum(number or 0 for number in numbers[first:total]) != numbers[total]:
            return False
        first = total + 1
    return True
