"""Rows under a header of another order than the form's → their cells in the form's order, where that is proved."""

from collections.abc import Iterable, Sequence

from parsers.align import Zone
from parsers.form.sheet import Row, Sheet
from parsers.headers import GROUPS, UNKNOWN, is_order_of_disputes
from parsers.page.text import Piece
from parsers.place import Placed, Slot, slot_of
from parsers.proof.identities import compute


def place_by_header(zone: Zone, keys: Sequence[str]) -> Placed | None:
    """The slots of a row whose header names each column of the form, in its own order, beside others, or one twice.

    Columns under a word that is printed several times side by side are one. None where the header says nothing of the
    row's places: where it names no more columns than the form, all that it names in the form's order.
    """
    rows = zone.header_rows or (zone.order,)
    words = rows[0] if len(rows) == 1 else ()
    named = [key for key in dict.fromkeys(words) if key in keys]
    if len(rows) == 1 and len(named) == len(keys):
        if len(zone.entries) == len(words) and (zone.certain or zone.filled == len(words)):
            return _under(words, zone.entries, keys)
        in_order = named == list(keys) and {*words} == {*keys}
        return None if in_order else _ambiguous(zone, len(keys))
    if named != [key for key in keys if key in named]:
        return _ambiguous(zone, len(keys))
    has_others = sum(map(len, zone.header_rows)) > len(keys)
    return _ambiguous(zone, len(keys)) if has_others and not _is_as_wide(zone, len(keys)) else None


def deny_by_header(zone: Zone, columns: int) -> Placed | None:
    """Disputes, all ambiguous, under a header of another order than the form's or of more columns; else None."""
    rows = zone.header_rows
    outcomes = [word for row in rows for word in row if word not in GROUPS]
    has_others = len(outcomes) > columns and UNKNOWN in outcomes
    if is_order_of_disputes(rows) and (_is_as_wide(zone, columns) or not has_others):
        return None
    return _ambiguous(zone, columns)


def _is_as_wide(zone: Zone, columns: int) -> bool:
    """Whether a row has as many cells as the form columns, each over one column."""
    return sum(entry.width for entry in zone.entries) == len(zone.entries) == columns


def _under(words: Sequence[str], entries: Sequence[Piece], keys: Sequence[str]) -> Placed:
    under: dict[str, list[Piece]] = {}
    for key, entry in zip(words, entries, strict=True):
        under.setdefault(key, []).append(entry)
    return Placed([_one(under[key]) for key in keys], [under[key][0] for key in keys])


def _one(entries: Sequence[Piece]) -> Slot:
    texts = list(dict.fromkeys(entry.text.strip() for entry in entries))
    return slot_of(entries[0].text) if len(texts) == 1 else Slot("ambiguous", raw=" | ".join(texts))


def _ambiguous(zone: Zone, columns: int) -> Placed:
    return Placed([Slot("ambiguous", raw=" ".join(entry.text.strip() for entry in zone.entries))] * columns)


def settle_orders(
    sheet: Sheet,
    rows: Iterable[tuple[Row, list[Zone]]],
    slots: list[Slot],
    pieces: list[Piece | None],
    *,
    is_markup: bool,
) -> None:
    """Moves the figures of table requests to their places in its header, if sums hold so and not in the form's order.

    If no sum tells the two orders apart, markup may mean either, and text the form's: spans read in another order put
    总计 before 自然人. If one speaks for each, neither is proved. What is then not the same in both is taken back.
    """
    shown = [
        (row, zone)
        for row, zones in rows
        for zone in zones
        if row.table == "requests" and len(zone.header_rows) != 1  # those under one such row were placed by it
    ]
    order = next((zone.order for _, zone in shown if zone.order), ())
    if not order:
        return
    places = {row: _places(sheet, row, order) for row in dict.fromkeys(row for row, _ in shown)}
    moved = list(slots)
    for row, there in places.items():
        moved[row.first : row.last] = [slots[at] for at in there]
    as_read, as_moved = _speaks(sheet, places, slots, moved), _speaks(sheet, places, moved, slots)
    if not as_moved and (as_read or not is_markup):
        return
    for row, there in places.items():
        if not as_read and as_moved:
            slots[row.first : row.last] = moved[row.first : row.last]
            pieces[row.first : row.last] = [pieces[at] for at in there]
            continue
        for at in range(row.first, row.last):
            if slots[at] != moved[at]:
                slots[at] = Slot("ambiguous", raw=f"{slots[at].raw} | {moved[at].raw}")


def deny_disproved(sheet: Sheet, rows: Iterable[tuple[Row, list[Zone]]], slots: list[Slot]) -> None:
    """Takes back what a header of one row placed, if a sum holds not so but with all figures in the form's order."""
    placed = [(row, zone) for row, zones in rows for zone in zones
              if row.table == "requests" and len(zone.header_rows) == 1 and zone.entries]  # fmt: skip
    sums = {identity.scope: identity for identity in sheet.identities if identity.name == "requests_row"}
    disproved = set()
    for row, zone in placed:
        in_order = [slot for entry in zone.entries if (slot := slot_of(entry.text)).origin != "blank"]
        if len(in_order) == row.columns and any(slot.value for slot in in_order):
            other = [*slots[: row.first], *in_order, *slots[row.last :]]
            told = compute(sums[row.key], slots).verdict, compute(sums[row.key], other).verdict
            disproved |= {zone.header_rows} if told[0] != "holds" and told[1] == "holds" else set()
    for row, zone in placed:
        if zone.header_rows in disproved:
            slots[row.first : row.last] = _ambiguous(zone, row.columns).slots


def _places(sheet: Sheet, row: Row, order: Sequence[str]) -> list[int]:
    """Where the figure of each column stands if the columns are in the header's order, those not named behind."""
    keys = [address.column for address in sheet.addresses[row.first : row.last]]
    named = [key for key in dict.fromkeys(order) if key in keys]
    shown = [*named, *(key for key in keys if key not in named)]
    return [row.first + shown.index(key) for key in keys]


def _speaks(sheet: Sheet, rows: Iterable[Row], slots: Sequence[Slot], other: Sequence[Slot]) -> bool:
    """Whether the sum of any row holds in these slots and fails in the others."""
    keys = {row.key for row in rows}
    sums = [identity for identity in sheet.identities if identity.name == "requests_row" and identity.scope in keys]
    return any(compute(each, slots).verdict == "holds" and compute(each, other).verdict == "fails" for each in sums)
