"""Zones → every cell of the detected forms, found or not, each once and in the form's order."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from parsers.align import Zone
from parsers.detect import Zones, proactive_blocks, request_rows, requests_form
from parsers.forms import FORMS, Address, Block
from parsers.place import Shape, Slot, place
from parsers.report import Cell, Issue

_DISPUTES = Shape(15, (4, 9, 14))


class Filled(NamedTuple):
    """The forms of the first two tables ("2019", "2021" or None) and their cells, not yet proved."""

    forms: dict[str, str | None]
    cells: dict[Address, Cell]
    issues: list[Issue]


class _Row(NamedTuple):
    """One row of a form as the source may show it: all of `disputes` is one row."""

    addresses: tuple[Address, ...]
    shape: Shape
    zones: list[Zone]


def fill(zones: list[Zone]) -> Filled:
    """The cells that the zones hold; none at all where no row of a form was found."""
    by_row = _zones_by_row(zones)
    main, blocks = proactive_blocks(by_row)
    forms = {"proactive": main, "requests": requests_form(by_row)}
    issues = list(_unknown_labels(zones))
    if not by_row:
        return Filled(forms, {}, issues)
    if len({form for form, _ in blocks}) > 1:
        issues.append(Issue("mixed_form", "table proactive has blocks of the forms of 2019 and of 2021"))
    rows = list(_rows([block for _, block in blocks], forms["requests"], by_row))
    sure = _blank_lines_are_cells(rows)
    cells = {cell_at: _cell(cell_at, slot, row)
             for row in rows for cell_at, slot in zip(row.addresses, _slots(row, sure), strict=True)}  # fmt: skip
    issues += [*_cell_issues(cells.values()), *_unused_rows(by_row, rows)]
    return Filled(forms, cells, issues)


def _zones_by_row(zones: Iterable[Zone]) -> Zones:
    found: dict[tuple[str, str], list[Zone]] = {}
    for zone in zones:
        if zone.row is not None:
            found.setdefault((zone.table, zone.row), []).append(zone)
    return found


def _rows(proactive: Iterable[Block], requests: str | None, by_row: Zones) -> Iterator[_Row]:
    for block in proactive:
        for row in block.rows:
            addresses = tuple(Address("proactive", row.key, column.key) for column in block.columns)
            yield _Row(addresses, Shape(len(addresses)), by_row.get(("proactive", row.key), []))
    for row_key in request_rows(requests):
        columns = FORMS["2021"].tables["requests"][0].columns
        addresses = tuple(Address("requests", row_key, column.key) for column in columns)
        yield _Row(addresses, Shape(7, (6,)), by_row.get(("requests", row_key), []))
    yield _Row(FORMS["2021"].addresses("disputes"), _DISPUTES, by_row.get(("disputes", ""), []))


def _blank_lines_are_cells(rows: Iterable[_Row]) -> bool:
    """Whether lines of white space in flattened text stand for blank cells: only if every row counts up with them."""
    for row in rows:
        for zone in row.zones:
            entries = zone.entries
            if (not entries or not entries[0].piece.certain) and len(entries) != row.shape.columns:
                trailing = entries[row.shape.columns :]
                if len(entries) < row.shape.columns or any(entry.value.kind != "blank" for entry in trailing):
                    return False
                if any(entry.value.kind == "blank" for entry in entries[: row.shape.columns]):
                    return False
    return True


def _slots(row: _Row, sure: bool) -> list[Slot]:  # noqa: FBT001
    """One row out of all its occurrences: a label that stands alone shows no cell; two that differ settle nothing."""
    placings = [
        place(zone.entries, row.shape, blanks_are_cells=sure or zone.entries[0].piece.certain)
        for zone in row.zones
        if zone.entries
    ]
    if not placings:
        return [Slot("absent")] * row.shape.columns
    first = placings[0]
    if all([slot.value for slot in other] == [slot.value for slot in first] for other in placings[1:]):
        return first
    columns = range(row.shape.columns)
    return [Slot("ambiguous", raw=" | ".join(slots[at].raw or "" for slots in placings)) for at in columns]


def _cell(at: Address, slot: Slot, row: _Row) -> Cell:
    unit = slot.unit
    if slot.value is not None and unit is None and at.column == "amount":
        unit = next((zone.units[at.column] for zone in row.zones if at.column in zone.units), None)
    return Cell(*at, slot.value, unit, slot.origin, "untested", None, slot.raw)


def _unknown_labels(zones: Iterable[Zone]) -> Iterator[Issue]:
    for zone in zones:
        if zone.row is None and zone.figures:
            told = f"no row of the form is called 「{zone.label.text.strip()[:60]}」: {_text(zone)[:80]}"
            yield Issue("unknown_label", f"table {zone.table or '?'}: {told}")


def _cell_issues(cells: Iterable[Cell]) -> Iterator[Issue]:
    for cell in cells:
        if cell.origin in ("unreadable", "ambiguous"):
            where = f"{cell.table}/{cell.row}/{cell.column}"
            yield Issue(f"{cell.origin}_cell", f"{where} is {cell.origin}: {(cell.raw or '')[:80]}")


def _unused_rows(by_row: Zones, rows: Iterable[_Row]) -> Iterator[Issue]:
    used = {(row.addresses[0].table, row.addresses[0].row) for row in rows} | {("disputes", "")}
    for (table, row_key), zones in by_row.items():
        if (table, row_key) not in used and any(zone.figures for zone in zones):
            told = " ".join(_text(zone) for zone in zones)[:80]
            yield Issue("unused_row", f"{table}/{row_key} is no row of the form that the table has: {told}")


def _text(zone: Zone) -> str:
    return " ".join(entry.piece.text.strip() for entry in zone.entries)
