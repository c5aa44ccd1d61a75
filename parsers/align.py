"""Blocks → zones: every row of the form that the source shows, with what stands between its label and the next.

The words of the form are the anchors, whatever carries them: in table cells, in one-a-line paragraphs, in flattened
text. A figure belongs to the row whose label came last; a label that the forms do not know takes its figures with it,
so that they are never given to the row above.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import parsers.page.text as blocks
from parsers.form import FORMS
from parsers.form.labels import HEADER, Name, begins_name, find_words, is_enumerator, names
from parsers.form.values import Kind, read_value
from parsers.headers import Header, HeaderRows
from parsers.lines import (
    FIGURES_AT_END,
    HAN,
    figures_of,
    label_over_lines,
    line_kind,
    open_bracket,
    part,
    row_on_a_line,
)
from parsers.meaning import meaning
from parsers.page.text import LINE, LOOSE_TABLE, ROW, Piece
from parsers.table.geometry import Header as GridHeader
from parsers.table.geometry import Placement, Reading, read_grid
from parsers.table.grid import lay_out_cells
from parsers.table.tokens import token_of

_ENOUGH_FIGURES = 5  # alone on their lines; of so many, real reports repeat at least their zeros
_REQUESTS_COLUMNS = len(FORMS["2021"].tables["requests"][0].columns)
_DISPUTES_CELLS = len(FORMS["2021"].addresses("disputes"))
_OTHER_OUTCOMES = {"other_handling", "other_uncorrected", "other_fee_unpaid", "other_other"}
_ROW_ORDER = {label.key: at for form in FORMS.values() for at, label in enumerate(form.tables["requests"][0].rows)}


@dataclass(slots=True)
class Zone:
    """What the source shows for one row: `row` is its key, "" for that of `disputes`, None for a label not known.

    `headers`, `order`, `header_rows` and `units` are what the header above it tells of its columns, as in `Header`; in
    disputes `header_rows` are all rows of the header. `label_cells` is how many cells it shows above the labels.
    `source` is which table of the source the zone stands in, 0 for lines; `is_headed` whether the header stands in the
    same, `is_strange` whether that begins with words that no form has. `placed` are the cells that a grid names.
    `stranger` is "rows" or "columns" for figures in a row or column of a grid that no form has, "unplaced" for those
    in a row of the form under columns that nothing names.
    """

    table: str
    row: str | None
    label: Piece
    headers: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    header_rows: HeaderRows = ()
    units: dict[str, str] = field(default_factory=dict)
    label_cells: int = 0
    source: int = 0
    is_headed: bool = False
    is_strange: bool = False
    entries: list[Piece] = field(default_factory=list)
    placed: list[Placement] = field(default_factory=list)
    stranger: str = ""

    @property
    def certain(self) -> bool:
        """Whether the source itself shows where its cells begin and end."""
        return bool(self.entries) and self.entries[0].border is not LINE

    @property
    def filled(self) -> int:
        """How many entries are no blanks."""
        return sum(read_value(entry.text).kind != "blank" for entry in self.entries)

    @property
    def figures(self) -> int:
        """How many entries are figures or dashes."""
        return sum(read_value(entry.text).kind in ("figure", "dash") for entry in self.entries)


class Alignment(NamedTuple):
    """The zones in reading order, and the spans of the text that tables and their flattened remains take up.

    `repeats_gone`: whoever saved the text dropped every line that had occurred before, so that no figure has its place.
    `unplaced` are figures by the section that they stand in, where no word of a table stands before them.
    """

    zones: list[Zone]
    spans: list[tuple[int, int]]
    repeats_gone: bool
    unplaced: Mapping[str, list[Piece]]


def align(text: str, start: int, end: int, headings: Mapping[int, str], year: int | None) -> Alignment:
    """The rows of the form in `text[start:end]`.

    `headings` are the offsets of section headings, where tables end, each with the section's key.
    """
    walk = _Walk(headings, year)
    for stretch in blocks.stretches(text, start, end):
        known_before = walk.known
        found = blocks.pieces(text, stretch)
        if not stretch.is_table:
            walk.read_lines(found)
            continue
        if text.startswith(LOOSE_TABLE, stretch.start) or not walk.read_grid(found):
            walk.read_cells(found)
        if walk.known > known_before:
            walk.spans.append((stretch.start, stretch.end))
    walk.leave_table()
    return Alignment(walk.zones, sorted(walk.spans), _repeats_gone(walk.lone_figures), walk.unplaced)


def _repeats_gone(lone_figures: list[str]) -> bool:
    """Whether flattened text was saved without the lines that had occurred before: no two figures of it are alike."""
    return len(lone_figures) >= _ENOUGH_FIGURES and len(set(lone_figures)) == len(lone_figures)


@dataclass(slots=True)
class _Source:
    """Where the walk is: a table of the source, its first row, and whether its first words are no form's; or lines."""

    number: int = 0
    first_row: int = 0
    is_strange: bool | None = None


class _Walk:
    """The state of one reading: which table and row the next figure belongs to."""

    def __init__(self, headings: Mapping[int, str], year: int | None) -> None:
        self._headings = sorted(headings)
        self._sections = headings
        self._section = ""
        self.unplaced: dict[str, list[Piece]] = {}
        self._year = year
        self._grid_header: GridHeader | None = None
        self.zones: list[Zone] = []
        self.spans: list[tuple[int, int]] = []
        self.lone_figures: list[str] = []
        self.known = 0
        self._table = ""
        self._header = Header()
        self._source_row = 0
        self._sources = 0
        self._source = _Source()
        self._label_cells = 0
        self._zone: Zone | None = None
        self._disputes: Zone | None = None
        self._last_shown, self._settled = -1, 0
        self._unfinished = ""  # a label whose end stands on a later line
        self._is_on_a_line = False  # whether the row's figures stand on the line of its label

    def read_grid(self, cells: list[Piece]) -> bool:
        """Reads a table by its geometry; false where it has none, or is no table of the form."""
        if not cells or self._has_heading(cells[0].start, cells[-1].end):
            return False
        grid = lay_out_cells(cells)
        reading = read_grid(grid, self._grid_header, self._year) if grid else None
        self._grid_header = reading.header if reading else None
        if reading is None or not (reading.placements or reading.strangers):
            return False
        self._leave_disputes()
        self._zone, self._table = None, ""
        self._header.clear()
        self.known += len(reading.placements)
        self._sources += 1
        for zone in _zones_of(reading):
            zone.source = self._sources
            zone.is_strange = not token_of(cells[0].text).names
            self.zones.append(zone)
        return True

    def read_cells(self, cells: list[Piece]) -> None:
        titled = bool(cells) and self._has_heading(cells[0].start, cells[-1].end)
        self._sources += 1
        self._source = _Source(self._sources, self._source_row + 1)
        row_begins = 0
        for at, cell in enumerate(cells):
            if titled and self._has_heading(cell.start, cell.end):
                self._begin_section(cell.start)
                continue
            if cell.border is ROW:
                row_begins = at
                self._source_row += 1
                self._end_row()
            kind, found, is_beside_labels = meaning(cell.text)
            zone = self._zone
            if found:
                for names_of_word in found:
                    self._meet(names_of_word, cell)
                self._label_cells = at - row_begins if is_beside_labels else self._label_cells
            elif zone is not None and (kind != "words" or _goes_on(zone, cell)):
                zone.entries.append(cell)
            elif kind != "blank":
                self._meet_unknown(cell, kind)
            if kind == "words" and self._source.is_strange is None:
                self._source.is_strange = not found
        self._end_row()
        self._source = _Source()

    def _end_row(self) -> None:
        """What stands in a row of its own belongs to no label above it, unless that is the header of disputes."""
        if self._zone is not None and self._zone.entries:
            if self._zone.table == "disputes" and not self._zone.figures and len(self._zone.entries) < _DISPUTES_CELLS:
                self._zone.entries.clear()  # pads of the header
            else:
                self._zone = None

    def read_lines(self, lines: list[Piece]) -> None:
        starts = [line.start for line in lines]
        titled = {bisect_right(starts, heading) - 1 for heading in self._headings}
        at = 0
        while at < len(lines):
            if at in titled and self._has_heading(lines[at].start, lines[at].end):
                self._begin_section(lines[at].start)
                at += 1
            else:
                at = self._read_line(lines, at)

    def _has_heading(self, start: int, end: int) -> bool:
        at = bisect_left(self._headings, start)
        return at < len(self._headings) and self._headings[at] < end

    def _begin_section(self, start: int) -> None:
        self._section = self._sections[self._headings[bisect_left(self._headings, start)]]
        self.leave_table()

    def _leave_disputes(self) -> None:
        """Keeps the header of the one row of disputes, which is whole when other words or another table begin."""
        if self._disputes is not None:
            self._disputes.header_rows = self._header.shown()
            self._disputes = None

    def leave_table(self) -> None:
        self._grid_header = None
        self._leave_disputes()
        self._zone, self._table = None, ""
        self._header.clear()

    def _read_line(self, lines: list[Piece], at: int) -> int:
        line = lines[at]
        kind = line_kind(line.text)
        if kind == "prose":
            self._zone = None
        elif kind == "figures":
            figures = figures_of(line)
            is_alone = len(figures) == 1 and bool(line.text.strip())
            if is_alone and self._is_on_a_line:
                self._zone = None  # the number of a page, and no cell of a row that stands on one line
            self._take(line, figures)
            if is_alone:
                self.lone_figures.append(line.text.strip())
        elif kind == "words":
            return self._read_words(lines, at)
        return at + 1

    def _read_words(self, lines: list[Piece], at: int) -> int:
        line = lines[at]
        label = label_over_lines(lines, at)
        if label is not None:
            found, after = label
            self.spans += [(piece.start, piece.end) for piece in lines[at:after]]
            self._meet(found, line)
            printed = "".join(piece.text for piece in lines[at:after])
            self._unfinished = printed if open_bracket(printed) or begins_name(printed) else ""
            return after
        if self._unfinished and self._continue_label(line):
            return at + 1
        row = row_on_a_line(line)
        for label_piece, found, figures in row:
            self._meet(found, label_piece)
            self._take(line, figures)
            self._is_on_a_line = len(figures) > 1
        if row:
            self.spans.append((line.start, line.end))
            self._unfinished = "" if names(row[-1][0].text) else row[-1][0].text
        elif _is_like_a_value(line.text):
            self._take(line, [line])
        elif self._table:
            self._meet_unknown(line, "words")
            at_end = FIGURES_AT_END.search(line.text)
            if at_end and self._zone is not None and self._zone.row is None:
                self._zone.entries += figures_of(part(line, at_end.start(), len(line.text)))
        else:
            self._header.add_unknown(line, self._source_row)
        return at + 1

    def _continue_label(self, line: Piece) -> bool:
        """Takes the figures that stand beside the second line of a label, behind the name of its group or not."""
        figures = FIGURES_AT_END.search(line.text)
        head = line.text[: figures.start()] if figures else line.text
        group = find_words(head)[:1]
        for rest in (head, *[head[word.end :] for word in group]):
            joined = self._unfinished + rest
            if rest.strip() and len(joined) < blocks.LONGEST_CELL and (names(joined) or begins_name(joined)):
                self._unfinished = joined
                self._take(line, figures_of(part(line, len(head), len(line.text))) if figures else [])
                return True
        self._unfinished = ""
        return False

    def _take(self, line: Piece, figures: list[Piece]) -> None:
        if self._zone is not None:
            self.spans.append((line.start, line.end))
            self._zone.entries += figures
        elif self._table and any(read_value(piece.text).kind == "figure" for piece in figures):
            self._meet_unknown(line, "words")
            self.zones[-1].entries += figures
        elif not self._table:
            self._leave_unplaced(figures)

    def _leave_unplaced(self, pieces: Iterable[Piece]) -> None:
        figures = [piece for piece in pieces if read_value(piece.text).kind == "figure"]
        if figures:
            self.unplaced.setdefault(self._section, []).extend(figures)

    def _meet_unknown(self, cell: Piece, kind: Kind) -> None:
        """A cell that belongs to no row: a label that the forms do not know, or a figure in a row without a label.

        Whatever else stands in the header of disputes, the figures behind it are of its one row.
        """
        zone = self._zone
        header_of = zone if zone is not None and zone.table == "disputes" and not zone.figures else None
        if header_of is None:
            self._leave_disputes()
        if kind == "words":
            self._header.add_unknown(cell, self._source_row)
        if header_of is not None:
            header_of.entries.clear()
            self._disputes = header_of
        elif kind == "words" or self._table:
            self._zone = Zone(self._table, None, cell)
            self.zones.append(self._zone)
            if kind != "words":
                self._zone.entries.append(cell)
        else:
            self._leave_unplaced([cell])

    def _meet(self, found: tuple[Name, ...], piece: Piece) -> None:
        self.known += 1
        self._unfinished = ""
        name = found[0] if len(found) == 1 else self._choose(found)
        self._zone = None
        if name.key == "other_other" and not self._is_among_other_outcomes():
            self._meet_unknown(piece, "words")
            return
        if name.side == "headers":
            if self._table == "disputes":
                self._open_disputes(name, piece)
            else:
                self._header.begin(piece, self._source_row)
        elif name.table == "disputes":
            self._enter(name.table)
            self._open_disputes(name, piece)
        elif name.side == "columns":
            self._enter(name.table)
            self._header.add(name.key, piece, self._source_row)
        else:
            self._enter(name.table)
            self._header.end(piece, self._source_row)
            self._open(name.key, piece)

    def _choose(self, found: tuple[Name, ...]) -> Name:
        """总计 and 其他 name a column above the first row of a table and a row below it."""
        last = self._last_row()
        if self._table == "requests" and last >= 0:
            rows = [name for name in found if name.side == "rows" and _ROW_ORDER[name.key] > last]
            if rows:
                return rows[0] if len(rows) == 1 else HEADER  # 其他 without a number may be either form's
        columns = [name for name in found if name.side == "columns"]
        if not self._table and self._header.has_begun and columns:  # of the table that the next word tells
            return columns[0]._replace(table="")
        return next((name for name in columns if name.table == self._table), HEADER)

    def _is_among_other_outcomes(self) -> bool:
        """Whether the row above, or the group, is of those that 其他 closes; groups above it have further rows too."""
        of_group = (zone.row in _OTHER_OUTCOMES for zone in reversed(self.zones) if zone.row is not None
                    if zone.entries or zone.row in _OTHER_OUTCOMES)  # fmt: skip
        return next(of_group, False)

    def _last_row(self) -> int:
        """The place in the form of the last row of requests that shows anything, -1 before the first."""
        for zone in self.zones[self._settled :]:
            if zone.entries and zone.row and zone.table == "requests":
                self._last_shown = _ROW_ORDER[zone.row]
        self._settled = max(0, len(self.zones) - 1)  # the last may still grow
        return self._last_shown

    def _enter(self, table: str) -> None:
        if self._table not in ("", table):
            self._zone = None
            self._header.begin_table()
        self._table = table

    def _open_disputes(self, name: Name, piece: Piece) -> None:
        """All figures of this table stand behind its last header."""
        last = self.zones[-1] if self.zones else None
        if last is not None and last.table == "disputes" and not last.figures:
            last.entries.clear()
        else:
            self._leave_disputes()
            if last is not None and last.table == "disputes":
                self._header.clear()
            last = self._open("", piece)
        self._zone = last
        self._disputes = last
        self._header.add_of_disputes(name.key, piece, self._source_row)

    def _open(self, row: str, piece: Piece) -> Zone:
        above = self._header
        self._is_on_a_line = False
        self._zone = Zone(self._table, row, piece, above.keys, above.order, above.rows, above.units, self._label_cells)
        self._zone.source = self._source.number
        self._zone.is_headed = above.begins_behind(self._source.first_row)
        self._zone.is_strange = bool(self._source.is_strange)
        self.zones.append(self._zone)
        return self._zone


def _zones_of(reading: Reading) -> Iterator[Zone]:
    """The rows that a grid shows, each with its placed cells, and those that no form has."""
    rows: dict[tuple[str, str], list[Placement]] = {}
    for placed in reading.placements:
        row = "" if placed.table == "disputes" else placed.row
        rows.setdefault((placed.table, row), []).append(placed)
    for (table, row), own in rows.items():
        headers = tuple(sorted(reading.columns.get(own[0].row, ())))
        zone = Zone(table, row, own[0].piece, headers, is_headed=True, placed=own)
        zone.entries = [placed.piece for placed in own]
        yield zone
    for stranger in reading.strangers:
        row = stranger.row if stranger.table != "disputes" else ""
        kind = "unplaced" if row else stranger.side
        yield Zone(stranger.table, row or None, stranger.label, entries=[*stranger.figures], stranger=kind)


def _goes_on(zone: Zone, cell: Piece) -> bool:
    """Whether words stand in a cell of the row, rather than for the next one: where not all its cells are there yet."""
    in_header = len(zone.header_rows[0]) if len(zone.header_rows) == 1 and zone.table != "disputes" else 0
    columns = max(_REQUESTS_COLUMNS, in_header) if zone.table == "requests" else in_header or len(zone.headers) or 1
    return _is_like_a_value(cell.text) or (0 < len(zone.entries) < columns and not is_enumerator(cell.text))


def _is_like_a_value(text: str) -> bool:
    """Whether what is no figure may stand for one: nothing that a label is made of, not even its number alone."""
    return not HAN.search(text) and not is_enumerator(text)
