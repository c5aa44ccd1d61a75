"""What rows tell of borders: where spare blanks stand, and whether a line of white space is a cell.

No row testifies for itself.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.align import Alignment, Zone
from parsers.form.sheet import LABEL_COLUMNS, Row
from parsers.page.text import Piece
from parsers.place import offsets_of
from parsers.slid import halved, slid

_MOST_KINDS = 20  # of rows, by table, pads and spare entries; where there are more, no row is like all others
_WITNESSES = 2  # rows; and tables, where what is told of the one is believed of the other


class Side(NamedTuple):
    """Where the blanks can stand that a row has beyond its cells: all of them `before` or `behind`, or on both sides.

    `beyond` is how many they are beyond those of the row's own label.
    """

    before: bool
    behind: bool
    beyond: int


class Borders(NamedTuple):
    """What the whole document tells of its borders.

    `flattened` is whether any row stands in lines; `sides` are those of the rows that tell of theirs, by table; `even`
    is whether all rows of all tables have as many spare blanks; `counting` are the rows of flattened text whose lines
    of white space count up with their figures, none where any row does not; `behind` is how many such lines stand
    behind every table; `odd` are the ids of the rows that have lost or gained an entry, as all others tell;
    `repeats_gone` as in `Alignment`.
    """

    flattened: bool
    sides: Mapping[str, list[Side]]
    even: bool
    counting: Sequence[Zone]
    behind: int
    odd: frozenset[int]
    repeats_gone: bool

    def lead(self, row: Row, zone: Zone) -> int | None:
        """How many of a row's entries stand before its cells, if the header or several rows tell it and none denies."""
        sides = self.sides.get(row.table, [])
        before = all(side.before for side in sides)
        spare = _spare(row, zone)
        if spare == _pads(row, zone) and before:
            return spare
        if not sides and self.even:  # rows as even as these have lost no cell and gained none: one is enough
            told = [side for own in self.sides.values() for side in own]
            return 0 if told and all(side.behind for side in told) else None
        if before:  # a formatter may have filled up behind what some rows lack before: then not all have as many
            beyond = {side.beyond for side in sides}
            return spare if beyond == {spare - _own_pads(row, zone)} and len(sides) >= _WITNESSES else None
        return 0 if all(side.behind for side in sides) and len(sides) >= _WITNESSES else None

    def is_cut(self, row: Row, zone: Zone) -> bool:
        """Whether a row that should have pads before its cells has fewer entries than both, and begins with a blank."""
        if zone.entries[0].text.strip():
            return False
        padded = _pads(row, zone) or any(side.before for side in self.sides.get(row.table, []))
        short = len(zone.entries) < row.columns + _own_pads(row, zone) and zone.figures < row.columns
        return bool(padded) and short

    def cells_by_line(self, row: Row, zone: Zone) -> Sequence[Piece]:
        """The cells of a row, if a line of white space is one and those behind the row are none; () if it is not so."""
        if not self.counting or zone.certain or self.repeats_gone or len(zone.entries) < row.columns:
            return ()
        return () if any(entry.text.strip() for entry in zone.entries[row.columns :]) else zone.entries[: row.columns]

    def is_told_by_others(self, row: Row, zone: Zone) -> bool:
        """Whether other rows say the same of lines of white space, and other tables of those behind them."""
        spare = _spare(row, zone)
        return spare in (0, self.behind) and any(other is not zone for other in self.counting)


def read_borders(alignment: Alignment, rows: Sequence[tuple[Row, list[Zone]]]) -> Borders:
    """What the zones tell; `rows` are those of the sheet with their zones."""
    zones = alignment.zones
    known = {id(zone): row for row, own in rows for zone in own}
    certain = [(known[id(zone)], zone) for zone in zones if id(zone) in known and zone.certain]
    spares = {_spare(row, zone) for row, zone in certain}
    padded = max(spares, default=0) > 0
    even = padded and len(spares) == 1 and len({row.table for row, _ in certain}) >= _WITNESSES
    lines = any(not zone.certain for zone in zones if zone.entries)
    inner = _inner(zones, known) if lines else []
    odd = [*(_odd_cells(certain) if padded else ()), *_odd_lines(inner), *(slid(zones, rows) if lines else ())]
    odd += halved(zones)
    behind = _behind(zones, known) if lines else 0
    sides = _sides(certain) if padded else {}
    return Borders(lines, sides, even, _counting(inner), behind, frozenset(odd), alignment.repeats_gone)


def _pads(row: Row, zone: Zone) -> int:
    """How many cells behind a label are its own, where the header has one above each column of labels."""
    return _own_pads(row, zone) if zone.label_cells == LABEL_COLUMNS else 0


def _own_pads(row: Row, zone: Zone) -> int:
    """How many further columns of labels its label covers that its cell does not."""
    return row.pads + 1 - zone.label.width


def _sides(certain: Sequence[tuple[Row, Zone]]) -> dict[str, list[Side]]:
    sides: dict[str, list[Side]] = {}
    for row, zone in certain:
        side = _side(row, zone)
        if side:
            sides.setdefault(row.table, []).append(side)
    return sides


def _side(row: Row, zone: Zone) -> Side | None:
    """What a row tells of sides: pads of its label stand before its cells, those of a narrow block behind."""
    spare = _spare(row, zone)
    offsets = offsets_of(zone.entries, row.columns) if spare > 0 else []
    if not offsets or (0 in offsets and spare in offsets):
        return None
    return Side(spare in offsets, 0 in offsets, spare - _own_pads(row, zone))


def _inner(zones: Sequence[Zone], known: Mapping[int, Row]) -> list[tuple[Row, Zone]]:
    """The rows of flattened text but the last of each block: pages leave lines of white space under their tables."""
    return [
        (known[id(zone)], zone)
        for zone, following in pairwise(zones)
        if not zone.certain and zone.table == following.table and zone.row and id(zone) in known
        if zone.table == "requests" or zone.headers == following.headers
    ]


def _counting(inner: Sequence[tuple[Row, Zone]]) -> list[Zone]:
    """The rows that count up with lines of white space, none if one does not count up."""
    if any(len(zone.entries) != row.columns for row, zone in inner):
        return []
    return [zone for _, zone in inner if zone.filled < len(zone.entries)]


def _odd_lines(inner: Sequence[tuple[Row, Zone]]) -> Iterator[int]:
    """Rows that do not count up with their lines of white space, where others do."""
    counting = [zone for row, zone in inner if zone.filled < len(zone.entries) == row.columns]
    if len(counting) >= _WITNESSES:
        yield from (id(zone) for row, zone in inner if len(zone.entries) != row.columns)


def _odd_cells(certain: Sequence[tuple[Row, Zone]]) -> Iterator[int]:
    """Rows with spare entries, but not as many as all others of the table, or as all others beside their pads.

    The only row of a table is held against those of the other tables.
    """
    tables = Counter(row.table for row, _ in certain)
    spares = Counter((row.table, row.pads, _spare(row, zone)) for row, zone in certain)
    for row, zone in certain if len(spares) <= _MOST_KINDS else ():
        spare = _spare(row, zone)
        if spare <= 0 or zone.filled == row.columns:
            continue
        others = spares - Counter([(row.table, row.pads, spare)])
        alone = tables[row.table] == 1
        shown = [(pads, other) for table, pads, other in others if alone or table == row.table]
        usual, beside = {other for _, other in shown}, {other - pads for pads, other in shown}
        is_odd = spare not in usual if len(usual) == 1 else len(beside) == 1 and spare - row.pads not in beside
        if is_odd and usual != {0} and (others.total() if alone else tables[row.table] - 1) >= _WITNESSES:
            yield id(zone)


def _spare(row: Row, zone: Zone) -> int:
    return len(zone.entries) - row.columns


def _behind(zones: Sequence[Zone], known: Mapping[int, Row]) -> int:
    """How many lines of white space a page leaves behind each of its tables, 0 where not the same behind several."""
    last = {zone.table: zone for zone in zones if not zone.certain}
    spares = {len(zone.entries) - known[id(zone)].columns if id(zone) in known else 0 for zone in last.values()}
    return max(0, *spares) if len(last) >= _WITNESSES and len(spares) == 1 else 0
