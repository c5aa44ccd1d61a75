"""Zones → what every cell of the detected forms holds, found or not, each once and in the form's order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from parsers.align import Alignment, Zone
from parsers.borders import Borders, read_borders
from parsers.columns import deny_by_header, deny_disproved, place_by_header, settle_orders
from parsers.damaged import mend
from parsers.detect import Zones, proactive_forms, requests_form
from parsers.form import FORMS, Address
from parsers.form.sheet import Row, Sheet, lay_out
from parsers.form.values import as_measured, read_value
from parsers.lossy import deny_lossy_rows
from parsers.other_tables import set_aside
from parsers.page.text import ROW, Piece
from parsers.place import Placed, Slot, place, slot_of
from parsers.proof.glued import Parting, TooManyPartingsError, fewest_figures, is_glued, partings
from parsers.proof.identities import Strangers, compute
from parsers.proof.solve import bound_by_columns, solve
from parsers.report import Issue, Verdict
from parsers.table.geometry import Placement

_CLEAR = frozenset({"printed", "recovered", "blank", "dash", "absent"})
"""Origins of cells of which nothing is open."""


class Filled(NamedTuple):
    """The forms of the first two tables ("2019", "2021" or None), the report's sheet, and what its cells hold.

    `pieces` are those of the source that the slots were read from, None where none was. `strangers` are the tables in
    which rows or columns of no form hold figures: their sums accuse nobody.
    """

    forms: dict[str, str | None]
    sheet: Sheet
    slots: Sequence[Slot]
    pieces: Sequence[Piece | None]
    issues: list[Issue]
    strangers: Strangers = frozenset()


def fill(alignment: Alignment, *, is_markup: bool) -> Filled | None:
    """The sheet that the zones fill, from markup or from text; None where no row of a form was found."""
    zones = set_aside(alignment.zones)
    _take_words(zones)
    by_row = _zones_by_row(zones)
    if not by_row:
        return None
    main, blocks = proactive_forms(by_row)
    forms = {"proactive": main, "requests": requests_form(by_row, zones)}
    sheet = lay_out(blocks, forms["requests"])
    rows = [(row, by_row.get((row.table, row.key), [])) for row in sheet.rows]
    told = read_borders(alignment._replace(zones=zones), rows)
    told = told._replace(odd=told.odd.union(_above_a_second_row(zones)))
    slots: list[Slot] = []
    pieces: list[Piece | None] = []
    for row, zones_of_row in rows:
        placed = _placed(row, zones_of_row, sheet, told)
        slots += placed.slots
        pieces += placed.pieces or [None] * row.columns
    slots[:] = map(_as_measured, slots, sheet.addresses)
    _deny_absence(sheet, zones, slots)
    issues = list(_unplaced(sheet, alignment, slots))
    settle_orders(sheet, rows, slots, pieces, is_markup=is_markup)
    deny_disproved(sheet, rows, slots)
    if told.flattened:
        _try_rows(sheet, rows, slots, told)
        _part_glued_rows(sheet, rows, slots)
    deny_lossy_rows(sheet, rows, slots)
    is_whole = _CLEAR.issuperset([slot.origin for slot in slots])
    issues += [] if is_whole else list(mend(sheet, slots))
    issues += [
        *_unknown_labels(zones),
        *(() if is_whole else _slot_issues(sheet, slots)),
        *_unused_rows(by_row, sheet, main),
    ]
    if alignment.repeats_gone:
        issues.append(
            Issue("repeats_dropped", "the text was saved without repeated lines: no figure has a certain place")
        )
    if len({*blocks} - {None}) > 1:
        issues.append(Issue("mixed_form", "table proactive has blocks of the forms of 2019 and of 2021"))
    strangers = frozenset(
        (zone.table, zone.stranger or "rows") for zone in zones if zone.row is None and zone.table and zone.figures
    )
    return Filled(forms, sheet, slots, pieces, issues, strangers)


def _try_rows(sheet: Sheet, rows: Sequence[tuple[Row, list[Zone]]], slots: list[Slot], told: Borders) -> None:
    """Takes back the rows whose places rest on their own lines of white space, if their sums do not speak for them."""
    for row, zones in rows:
        if any(_is_on_trial(row, zone, told) for zone in zones) and not _is_upheld(sheet, slots, row):
            slots[row.first : row.last] = _ambiguous(row, zones).slots


def _part_glued_rows(sheet: Sheet, rows: Sequence[tuple[Row, list[Zone]]], slots: list[Slot]) -> None:
    """Where the source lost the borders within rows, the figures that can only have been these.

    Rows whose digits can be no fewer figures than the form has cells; and in table requests, if it leaves no cell
    blank, rows of which row and columns together allow one parting.
    """
    glued = {row: text for row, zones in rows if row.columns > 1 and (text := _glued(zones))}
    if not glued:
        return
    for row, text in glued.items():
        only = fewest_figures(text)
        if len(only) == row.columns:
            slots[row.first : row.last] = [Slot("recovered", figure, None, text) for figure in only]
    if not _prints_zeros("requests", rows, glued):
        return
    known = [slot.value for slot in slots]
    readings = {row: found for row, text in glued.items() if row.table == "requests" and slots[row.first].value is None
                and (found := _partings(row, text))}  # fmt: skip
    bound = bound_by_columns(sheet, known, list(readings))
    for row, figures in solve(sheet, known, readings).items():
        for at, figure in zip(range(row.first, row.last), figures, strict=True):
            if figure is not None and row in bound:
                slots[at] = Slot("recovered", figure, None, glued[row])


def _prints_zeros(table: str, rows: Sequence[tuple[Row, list[Zone]]], glued: Mapping[Row, str]) -> bool:
    """Whether a table that was glued together leaves no cell blank: a row of zeros has as many as the form has cells.

    Otherwise a figure fewer than the form's columns may stand in a row, and no parting of it is proved.
    """
    own = [row for row, zones in rows if row.table == table and row.columns > 1 and zones]
    zeros = [row for row in own if row in glued and set(glued[row]) == {"0"}]
    return bool(zeros) and all(
        row in glued and len(glued[row]) >= row.columns and (row not in zeros or len(glued[row]) == row.columns)
        for row in own
    )


def _glued(zones: Sequence[Zone]) -> str:
    """The only text of the only zone that shows anything, if it is a run of digits without borders of its own."""
    shown = [zone for zone in zones if zone.entries]
    if len(shown) != 1 or shown[0].certain or len(shown[0].entries) != 1:
        return ""
    text = shown[0].entries[0].text.strip()
    return text if is_glued(text) else ""


def _partings(row: Row, text: str) -> list[Parting]:
    try:
        return partings(text, row.columns, row.totals)
    except TooManyPartingsError:
        return []


def _zones_by_row(zones: Iterable[Zone]) -> Zones:
    found: dict[tuple[str, str], list[Zone]] = {}
    for zone in zones:
        if zone.row is not None:
            found.setdefault((zone.table, zone.row), []).append(zone)
    return found


def _placed(row: Row, zones: list[Zone], sheet: Sheet, told: Borders) -> Placed:
    """One row out of all its occurrences: two that differ settle nothing.

    One without a figure counts for less, unless all its cells are there.
    """
    if any(zone.placed for zone in zones):
        return _placed_by_geometry(row, zones, sheet)
    if any(zone.stranger for zone in zones):
        return _ambiguous(row, zones)
    if len(zones) == 1 and _is_whole(row, zones[0], told):
        return Placed([*map(slot_of, [entry.text for entry in zones[0].entries])], zones[0].entries)
    shown = [zone for zone in zones if zone.entries]
    if not shown:
        return Placed([Slot("absent")] * row.columns)
    if not row.is_of_form and any(zone.filled for zone in shown):
        return _ambiguous(row, shown)
    if len(shown) == 1:
        return _placed_once(row, shown[0], sheet, told)
    shown = [zone for zone in shown if zone.figures or _shows_cells(row, zone)] or shown
    first, *others = [_placed_once(row, zone, sheet, told) for zone in shown]
    if all([slot.value for slot in other.slots] == [slot.value for slot in first.slots] for other in others):
        return first
    readings = [placed.slots for placed in (first, *others)]
    raws = (" | ".join(slots[at].raw or "" for slots in readings) for at in range(row.columns))
    return Placed([Slot("ambiguous", raw=raw) for raw in raws])


def _placed_by_geometry(row: Row, zones: Sequence[Zone], sheet: Sheet) -> Placed:
    """One row out of the cells that grids name, each cell by itself; lines and loose tables add nothing."""
    shown = [zone for zone in zones if zone.placed]
    found: dict[tuple[str, str], list[Placement]] = {}
    for placement in (placement for zone in shown for placement in zone.placed):
        found.setdefault((placement.row, placement.column), []).append(placement)
    cells = [found.get((address.row, address.column), []) for address in sheet.addresses[row.first : row.last]]
    pieces = [own[0].piece if own else Piece("", 0, ROW) for own in cells]
    return Placed([*map(_slot_of_placements, cells)], pieces if row.is_of_form else [])


def _as_measured(slot: Slot, address: Address) -> Slot:
    """What is no figure of what its column measures, a count with decimals say, is none."""
    if slot.value is None or slot.raw is None or slot.raw.isdigit():
        return slot
    value = as_measured(read_value(slot.raw), address.column)
    if value.kind != "figure":
        return Slot("unreadable", raw=slot.raw)
    return slot._replace(unit=value.unit) if value.unit else slot


def _deny_absence(sheet: Sheet, zones: Iterable[Zone], slots: list[Slot]) -> None:
    """Where figures stand in columns that no form has, no cell of a row that is shown can be said to be absent."""
    lost: dict[str, str] = {}
    for zone in zones:
        if zone.stranger == "columns":
            lost[zone.table] = f"{lost.get(zone.table, '')} {_text(zone)}".strip()[:80]
    for row in sheet.rows:
        own = slots[row.first : row.last]
        if row.table in lost and any(slot.origin != "absent" for slot in own):
            slots[row.first : row.last] = [
                Slot("ambiguous", raw=lost[row.table]) if slot.origin == "absent" else slot for slot in own
            ]


def _take_words(zones: Sequence[Zone]) -> None:
    """Gives a row without entries the words that stand in its cells: as many times the same as it has columns."""
    for at, zone in enumerate(zones):
        columns = _columns_of(zone.table, zone.row) if zone.row and not zone.entries else 0
        below = zones[at + 1 : at + 1 + columns]
        words = {below_it.label.text.strip() for below_it in below if below_it.row is None and not below_it.entries}
        if columns > 1 and len(below) == columns and len(words) == 1 and all(each.row is None for each in below):
            zone.entries = [each.label for each in below]


@cache
def _columns_of(table: str, row: str | None) -> int:
    blocks = (block for form in FORMS.values() for block in form.tables[table])
    return next((len(block.columns) for block in blocks for label in block.rows if label.key == row), 0)


def _unplaced(sheet: Sheet, alignment: Alignment, slots: list[Slot]) -> Iterator[Issue]:
    """Takes back that a table's cells are absent where its section shows figures and no word of the table."""
    for table, figures in alignment.unplaced.items():
        cells = [at for at, address in enumerate(sheet.addresses) if address.table == table]
        if cells and all(slots[at].origin == "absent" for at in cells):
            told = " ".join(figure.text.strip() for figure in figures)[:80]
            for at in cells:
                slots[at] = Slot("ambiguous", raw=told)
            yield Issue("unplaced_figures", f"table {table}: no word of the table stands above or beside: {told}")


def _slot_of_placements(placements: Sequence[Placement]) -> Slot:
    """What stands in one cell; pads beside a figure under one header word say nothing, two figures settle nothing."""
    if not placements:
        return Slot("absent")
    if len({placement.header for placement in placements}) == 1:
        placements = [placed for placed in placements if placed.piece.text.strip()] or placements[:1]
    slots = [_slot_of_placement(placed) for placed in placements]
    if len({(slot.origin, slot.value, slot.unit) for slot in slots}) == 1:
        return slots[0]
    return Slot("ambiguous", raw=" | ".join(slot.raw or "" for slot in slots))


def _slot_of_placement(placed: Placement) -> Slot:
    slot = slot_of(placed.piece.text)
    if placed.is_shared:
        return Slot("ambiguous", raw=slot.raw)
    if placed.unit and slot.value is not None and slot.unit not in (None, placed.unit) and placed.unit != "":
        return slot
    return slot._replace(unit=placed.unit) if placed.unit and slot.value is not None and not slot.unit else slot


def _is_whole(row: Row, zone: Zone, told: Borders) -> bool:
    """Whether all cells of a row are there, the first of them no blank, and every border is the source's own."""
    entries = zone.entries
    if len(entries) != row.columns or zone.units or zone.order or zone.header_rows or id(zone) in told.odd:
        return False
    return zone.certain and row.is_of_form and bool(entries[0].text.strip())


def _shows_cells(row: Row, zone: Zone) -> bool:
    return len(zone.entries) >= row.columns


def _above_a_second_row(zones: Sequence[Zone]) -> Iterator[int]:
    """The ids of rows below which as many cells have no label, as in a second row of the same: neither is the row."""
    for zone, below in pairwise(zones):
        is_row = below.row is None and below.label.border is ROW and bool(below.entries)
        if is_row and below.entries[0] is below.label and zone.certain and len(zone.entries) == len(below.entries):
            yield id(zone)


def _placed_once(row: Row, zone: Zone, sheet: Sheet, told: Borders) -> Placed:
    repeats_gone = told.repeats_gone and not zone.certain
    if repeats_gone or id(zone) in told.odd or told.is_cut(row, zone) or _may_be_glued(row, zone):
        return _ambiguous(row, [zone])
    by_header = _placed_by_header(row, zone, sheet)
    if by_header:
        return Placed(_with_unit(by_header.slots, row, zone, sheet), by_header.pieces)
    by_line = told.cells_by_line(row, zone)
    sure = zone.certain or bool(by_line)
    lead = told.lead(row, zone) if len(zone.entries) != row.columns else None
    placed = place(by_line or zone.entries, row.columns, blanks_are_cells=sure, lead=lead)
    return Placed(_with_unit(placed.slots, row, zone, sheet), placed.pieces) if zone.units else placed


def _placed_by_header(row: Row, zone: Zone, sheet: Sheet) -> Placed | None:
    if row.table == "disputes":
        return deny_by_header(zone, row.columns) if zone.certain else None
    if zone.header_rows or (zone.order and row.table == "proactive"):
        return place_by_header(zone, [address.column for address in sheet.addresses[row.first : row.last]])
    return None


def _is_on_trial(row: Row, zone: Zone, told: Borders) -> bool:
    """Whether the places in a row rest on its own lines of white space, so that its sums must speak for them."""
    by_line = told.cells_by_line(row, zone)
    blank = len(by_line) > zone.filled
    return blank and not told.is_told_by_others(row, zone)


def _is_upheld(sheet: Sheet, slots: Sequence[Slot], row: Row) -> bool:
    """Whether every figure of a row stands in a sum that holds, and none in one that fails."""
    verdicts: dict[int, set[Verdict]] = {}
    for identity in sheet.identities:
        for at in identity.left + identity.right:
            verdicts.setdefault(at, set()).add(compute(identity, slots).verdict)
    shown = [verdicts.get(at, set()) for at in range(row.first, row.last) if slots[at].value is not None]
    return all("holds" in found and "fails" not in found for found in shown)


def _ambiguous(row: Row, zones: Iterable[Zone]) -> Placed:
    return Placed([Slot("ambiguous", raw=" | ".join(map(_text, zones)))] * row.columns)


def _may_be_glued(row: Row, zone: Zone) -> bool:
    """Whether one run of digits under no header may be the figure of the one form or the three of the other."""
    alone = row.columns == 1 and row.table == "proactive" and not any(zone.headers) and not zone.certain
    return alone and len(zone.entries) == 1 and zone.entries[0].start == zone.label.end and zone.figures == 1


def _with_unit(slots: list[Slot], row: Row, zone: Zone, sheet: Sheet) -> list[Slot]:
    """Figures without a unit of their own take the one that the header states."""
    units = [zone.units.get(address.column) for address in sheet.addresses[row.first : row.last]]
    return [
        slot._replace(unit=unit) if unit and slot.value is not None and not slot.unit else slot
        for slot, unit in zip(slots, units, strict=True)
    ]


def _unknown_labels(zones: Iterable[Zone]) -> Iterator[Issue]:
    for zone in zones:
        if zone.stranger == "unplaced":
            told = f"nothing names the columns of 「{zone.label.text.strip()[:60]}」: {_text(zone)[:80]}"
            yield Issue("unplaced_figures", f"table {zone.table}: {told}")
        elif zone.row is None and zone.stranger == "columns":
            told = f"no column of the form is called 「{zone.label.text.strip()[:60]}」: {_text(zone)[:80]}"
            yield Issue("unknown_column", f"table {zone.table}: {told}")
        elif zone.row is None and zone.figures:
            told = f"no row of the form is called 「{zone.label.text.strip()[:60]}」: {_text(zone)[:80]}"
            yield Issue("unknown_label", f"table {zone.table or '?'}: {told}")


def _slot_issues(sheet: Sheet, slots: Sequence[Slot]) -> Iterator[Issue]:
    for address, slot in zip(sheet.addresses, slots, strict=True):
        if slot.origin in ("unreadable", "ambiguous"):
            yield Issue(f"{slot.origin}_cell", f"{'/'.join(address)} is {slot.origin}: {(slot.raw or '')[:80]}")


def _unused_rows(by_row: Zones, sheet: Sheet, main: str | None) -> Iterator[Issue]:
    """What stands in rows that are not read: those of another form than the table's, and those whose form is open."""
    used = {(row.table, row.key): row.is_of_form for row in sheet.rows}
    for (table, row_key), zones in by_row.items():
        is_of_form = used.get((table, row_key))
        if is_of_form or not any(zone.figures for zone in zones):
            continue
        told = " ".join(_text(zone) for zone in zones)[:80]
        if table == "proactive" and (is_of_form is False or not main or row_key in _rows_of(main)):
            yield Issue("form_unknown", f"nothing proves which form {table}/{row_key} follows: {told}")
        else:
            yield Issue("unused_row", f"{table}/{row_key} is no row of the form that the table has: {told}")


def _rows_of(form: str) -> set[str]:
    return {row.key for block in FORMS[form].tables["proactive"] for row in block.rows}


def _text(zone: Zone) -> str:
    return " ".join(entry.text.strip() for entry in zone.entries)
