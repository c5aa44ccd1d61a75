"""Zones → every cell of the detected forms, found or not, each once and in the form's order."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from parsers.align import Zone
from parsers.forms import FORMS, Address, Block
from parsers.place import Slot, place
from parsers.report import Cell, Issue

_ONLY_2021 = {"other_uncorrected", "other_fee_unpaid", "other_other"}
_ONLY_2019 = "other_handling"
_DISPUTES = FORMS["2021"].tables["disputes"][0]
_DISPUTE_TOTALS = range(4, 15, 5)


class Filled(NamedTuple):
    """The forms of the first two tables ("2019", "2021" or None) and their cells, not yet proved."""

    forms: dict[str, str | None]
    cells: dict[Address, Cell]
    issues: list[Issue]


def fill(zones: list[Zone]) -> Filled:
    """The cells that the zones hold; none at all where no zone of a form was found."""
    issues = list(_unknown_labels(zones))
    by_row = _zones_by_row(zones)
    forms, blocks = _proactive_blocks(by_row)
    forms["requests"] = _requests_form(by_row)
    if not by_row:
        return Filled(forms, {}, issues)
    if len({form for form, _ in blocks}) > 1:
        issues.append(Issue("mixed_form", "table proactive has blocks of the forms of 2019 and of 2021"))
    slots: dict[Address, Slot] = {}
    for _, block in blocks:
        for row in block.rows:
            _fill_row(slots, by_row, "proactive", row.key, [column.key for column in block.columns])
    for row_key in _request_rows(forms["requests"]):
        columns = [column.key for column in FORMS["2021"].tables["requests"][0].columns]
        _fill_row(slots, by_row, "requests", row_key, columns)
    _fill_disputes(slots, by_row)
    issues += [*_slot_issues(slots), *_unused_rows(by_row, slots)]
    return Filled(forms, {address: _cell(address, slot) for address, slot in slots.items()}, issues)


def _zones_by_row(zones: Iterable[Zone]) -> dict[tuple[str, str], list[Zone]]:
    found: dict[tuple[str, str], list[Zone]] = {}
    for zone in zones:
        if zone.row is not None:
            found.setdefault((zone.table, zone.row), []).append(zone)
    return found


def _unknown_labels(zones: Iterable[Zone]) -> Iterator[Issue]:
    for zone in zones:
        if zone.row is None and zone.figures:
            figures = " ".join(entry.piece.text.strip() for entry in zone.entries)
            label = zone.label.text.strip()[:60]
            yield Issue(
                "unknown_label",
                f"table {zone.table or '?'}: no row of the form is called 「{label}」: {figures[:80]}",
            )


def _proactive_blocks(
    by_row: dict[tuple[str, str], list[Zone]],
) -> tuple[dict[str, str | None], list[tuple[str, Block]]]:
    """The table's form, by a vote of its rows, and its blocks, each in the form that its own rows show."""
    votes = {row: form for (table, row), zones in by_row.items() if table == "proactive"
             for form in [_row_form(row, zones)] if form}  # fmt: skip
    if not votes:
        shared = _shared_blocks() if any(table == "proactive" for table, _ in by_row) else []
        return {"proactive": None}, [("", block) for block in shared]
    main = max(sorted(set(votes.values())), key=Counter(votes.values()).__getitem__)
    blocks = []
    for at, block in enumerate(FORMS[main].tables["proactive"]):
        own = Counter(votes[row.key] for row in block.rows if row.key in votes)
        form = max(own, key=own.__getitem__) if own else main
        blocks.append((form, FORMS[form].tables["proactive"][at]))
    return {"proactive": main}, blocks


def _shared_blocks() -> list[Block]:
    """What both forms have in common: decisions on licensing, penalties and coercion."""
    return [block for block in FORMS["2021"].tables["proactive"] if block.columns[0].key == "decisions"]


def _row_form(row: str, zones: list[Zone]) -> str | None:
    columns = {name: _columns_of(name, row) for name in FORMS}
    having = [name for name, keys in columns.items() if keys]
    if len(having) == 1:
        return having[0]
    headers = {key for zone in zones for key in zone.headers}
    for name, other in (("2019", "2021"), ("2021", "2019")):
        if headers & (columns[name] - columns[other]):
            return name
    exact = [name for name in having if headers == columns[name]]
    counts = {len(columns[name]): name for name in having}
    shown = [counts[zone.figures] for zone in zones if zone.figures in counts and len(counts) > 1]
    return exact[0] if exact else shown[0] if shown and not headers else None


def _columns_of(form: str, row: str) -> set[str]:
    for block in FORMS[form].tables["proactive"]:
        if any(label.key == row for label in block.rows):
            return {column.key for column in block.columns}
    return set()


def _requests_form(by_row: dict[tuple[str, str], list[Zone]]) -> str | None:
    rows = {row for table, row in by_row if table == "requests"}
    if rows & _ONLY_2021:
        return "2021"
    single = by_row.get(("requests", _ONLY_2019), [])
    return "2019" if any(zone.entries for zone in single) else None


def _request_rows(form: str | None) -> list[str]:
    rows = [row.key for row in FORMS[form or "2019"].tables["requests"][0].rows]
    return rows if form else [row for row in rows if row != _ONLY_2019]


def _fill_row(
    slots: dict[Address, Slot],
    by_row: dict[tuple[str, str], list[Zone]],
    table: str,
    row: str,
    columns: list[str],
) -> None:
    totals = [len(columns) - 1] if columns[-1] == "total" else []
    zones = by_row.get((table, row), [])
    placed = _agreed([place(zone.entries, len(columns), totals) for zone in zones], len(columns))
    units = {key: unit for zone in zones for key, unit in zone.units.items()}
    for column, slot in zip(columns, placed, strict=True):
        unit = slot.unit or units.get(column)
        slots[Address(table, row, column)] = slot._replace(unit=unit if slot.value is not None else None)


def _fill_disputes(slots: dict[Address, Slot], by_row: dict[tuple[str, str], list[Zone]]) -> None:
    zones = by_row.get(("disputes", ""), [])
    addresses = FORMS["2021"].addresses("disputes")
    placed = _agreed([place(zone.entries, len(addresses), _DISPUTE_TOTALS) for zone in zones], len(addresses))
    slots.update(zip(addresses, placed, strict=True))


def _agreed(placings: list[list[Slot]], columns: int) -> list[Slot]:
    """One row out of all its occurrences: a label that stands alone shows no cell; two that differ settle nothing."""
    shown = [slots for slots in placings if any(slot.origin != "absent" for slot in slots)]
    if len(shown) < 2:
        return shown[0] if shown else [Slot("absent")] * columns
    if all([slot.value for slot in slots] == [slot.value for slot in shown[0]] for slots in shown):
        return shown[0]
    return [
        Slot("ambiguous", raw=" | ".join(slots[at].raw or "" for slots in shown)) for at in range(columns)
    ]


def _slot_issues(slots: dict[Address, Slot]) -> Iterator[Issue]:
    for address, slot in slots.items():
        if slot.origin in ("unreadable", "ambiguous"):
            yield Issue(f"{slot.origin}_cell", f"{'/'.join(address)}: {slot.origin}: {(slot.raw or '')[:80]}")


def _unused_rows(by_row: dict[tuple[str, str], list[Zone]], slots: dict[Address, Slot]) -> Iterator[Issue]:
    used = {(address.table, address.row) for address in slots} | {("disputes", "")}
    for (table, row), zones in by_row.items():
        figures = " ".join(entry.piece.text.strip() for zone in zones for entry in zone.entries)
        if (table, row) not in used and any(zone.figures for zone in zones):
            yield Issue(
                "unused_row", f"{table}/{row} is no row of the form that the table has: {figures[:80]}"
            )


def _cell(address: Address, slot: Slot) -> Cell:
    return Cell(*address, slot.value, slot.unit, slot.origin, "untested", None, slot.raw)
