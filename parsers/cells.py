"""Zones → what every cell of the detected forms holds, found or not, each once and in the form's order."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from parsers.align import Zone
from parsers.detect import Zones, proactive_blocks, request_rows, requests_form
from parsers.forms import FORMS, Address, Block, Label
from parsers.place import Shape, Slot, place
from parsers.report import Issue

_DISPUTES = Shape(15, (4, 9, 14))


class Filled(NamedTuple):
    """The forms of the first two tables ("2019", "2021" or None) and what their cells hold."""

    forms: dict[str, str | None]
    slots: dict[Address, Slot]
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
    slots: dict[Address, Slot] = {}
    for row in rows:
        slots.update(zip(row.addresses, _slots(row, sure), strict=True))
    issues += [*_slot_issues(slots), *_unused_rows(by_row, rows)]
    return Filled(forms, slots, issues)


def _zones_by_row(zones: Iterable[Zone]) -> Zones:
    found: dict[tuple[str, str], list[Zone]] = {}
    for zone in zones:
        if zone.row is not None:
            found.setdefault((zone.table, zone.row), []).append(zone)
    return found


def _rows(proactive: Iterable[Block], requests: str | None, by_row: Zones) -> Iterator[_Row]:
    for block in proactive:
        for row in block.rows:
            yield _Row(*_of_row("proactive", row.key, block.columns), by_row.get(("proactive", row.key), []))
    for row_key in request_rows(requests):
        columns = FORMS["2021"].tables["requests"][0].columns
        yield _Row(*_of_row("requests", row_key, columns), by_row.get(("requests", row_key), []))
    yield _Row(FORMS["2021"].addresses("disputes"), _DISPUTES, by_row.get(("disputes", ""), []))


@cache
def _of_row(table: str, row: str, columns: tuple[Label, ...]) -> tuple[tuple[Address, ...], Shape]:
    totals = (len(columns) - 1,) if columns[-1].key == "total" else ()
    return tuple(Address(table, row, column.key) for column in columns), Shape(len(columns), totals)


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
        _with_unit(place(zone.entries, row.shape, blanks_are_cells=sure or zone.entries[0].piece.certain), row, zone)
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


def _with_unit(slots: list[Slot], row: _Row, zone: Zone) -> list[Slot]:
    """Figures without a unit of their own take the one that the header states."""
    if not zone.units:
        return slots
    units = [zone.units.get(address.column) for address in row.addresses]
    return [
        slot._replace(unit=unit) if unit and slot.value is not None and not slot.unit else slot
        for slot, unit in zip(slots, units, strict=True)
    ]


def _unknown_labels(zones: Iterable[Zone]) -> Iterator[Issue]:
    for zone in zones:
        if zone.row is None and zone.figures:
            told = f"no row of the form is called 「{zone.label.text.strip()[:60]}」: {_text(zone)[:80]}"
            yield Issue("unknown_label", f"table {zone.table or '?'}: {told}")


def _slot_issues(slots: Mapping[Address, Slot]) -> Iterator[Issue]:
    for address, slot in slots.items():
        if slot.origin in ("unreadable", "ambiguous"):
            yield Issue(f"{slot.origin}_cell", f"{'/'.join(address)} is {slot.origin}: {(slot.raw or '')[:80]}")


def _unused_rows(by_row: Zones, rows: Iterable[_Row]) -> Iterator[Issue]:
    used = {(row.addresses[0].table, row.addresses[0].row) for row in rows} | {("disputes", "")}
    for (table, row_key), zones in by_row.items():
        if (table, row_key) not in used and any(zone.figures for zone in zones):
            told = " ".join(_text(zone) for zone in zones)[:80]
            yield Issue("unused_row", f"{table}/{row_key} is no row of the form that the table has: {told}")


def _text(zone: Zone) -> str:
    return " ".join(entry.piece.text.strip() for entry in zone.entries)
