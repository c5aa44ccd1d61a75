"""A grid with known spans → placements: each figure belongs to the cell that the words above and beside it name.

Neither order nor count proves anything here. A table whose rows are not as wide as its header has lost its spans, and
is not read by its geometry.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from parsers.form.labels import bare, find_words, is_numbered, unit_in
from parsers.page.text import Piece
from parsers.table.grid import Grid, GridCell, distinct
from parsers.table.header import (
    LineName,
    Orientation,
    Side,
    group_of,
    groups_of,
    is_shared_word,
    name_line,
    orientation_of,
    rows_before,
    with_cut_words,
)
from parsers.table.tokens import _OTHER_COLUMNS, LAST_YEAR, THIS_YEAR, Token

_SEVERAL = 2


class Placement(NamedTuple):
    """A cell of the source that stands in one cell of the form, or, if `is_shared`, in several.

    `unit` is what the header or a unit column says; `header` is where the column's own word stands.
    """

    table: str
    row: str
    column: str
    piece: Piece
    unit: str | None = None
    is_shared: bool = False
    header: int = -1


class Stranger(NamedTuple):
    """Figures in a row or column of no form, or without a place: the words beside them and the figures.

    `row` is the row of the form that they stand in, where its columns have no name; else "".
    """

    table: str
    side: Side
    label: Piece
    figures: tuple[Piece, ...]
    row: str = ""


class Header(NamedTuple):
    """The named columns of a block: `lines` by column, `width` the columns of the grid, `first` the first named one."""

    orientation: Orientation
    lines: tuple[LineName, ...]
    words: tuple[GridCell | None, ...]

    @property
    def width(self) -> int:
        """How many columns the header has."""
        return len(self.lines)

    @property
    def has_bare_group(self) -> bool:
        """Whether the word of a group stands above a column of its own, beside the columns that it groups."""
        words = [
            word for word, line in zip(self.words, self.lines, strict=True) if word is not None and not line.is_named
        ]
        return any(group_of(self.orientation.table, bare(word.piece.text)) & self.columns for word in words)

    @property
    def columns(self) -> frozenset[str]:
        """The keys of the named columns, and "" where words of no form stand above others."""
        return frozenset(line.column for line in self.lines if line.column or line.is_other)

    @property
    def named(self) -> list[int]:
        """The columns that name something of the form."""
        return [at for at, line in enumerate(self.lines) if line.is_named]


class Reading(NamedTuple):
    """What a grid holds, and the header that a table which goes on may inherit."""

    placements: list[Placement]
    strangers: list[Stranger]
    columns: dict[str, frozenset[str]]
    header: Header | None


class _Block(NamedTuple):
    header: list[int]
    data: list[int]


def read_grid(grid: Grid, inherited: Header | None, year: int | None) -> Reading | None:
    """The placements of a grid; None where it is no table of the form, or where its spans are lost."""
    placements: list[Placement] = []
    strangers: list[Stranger] = []
    columns: dict[str, frozenset[str]] = {}
    header = inherited
    for block in _blocks(grid):
        own = _header(grid, block) if block.header else header
        if block.header and own is None and header is not None and not _has_unknown_words(grid, block.header):
            own = header  # a caption or the item of the law stands alone above rows that go on
        if own is None:
            if any(_has_names(grid, row) for row in block.data) and all(map(_is_plain_row, _rows_of(grid, block))):
                return None
            strangers += _unplaced(grid, block)
            continue
        above = _named_for(grid, block, own)
        read = _BlockReader(grid, block, above, year).read() if block.data else ([], [])
        if read is None or not _spans_are_whole(grid, block, own):
            return None
        placements += read[0]
        strangers += read[1]
        for placed in read[0]:
            columns[placed.row] = columns.get(placed.row, frozenset()) | above.columns
        if own.orientation.above:
            header = own
        elif not read[0] and not _has_unknown_words(grid, block.header):
            return None
    return Reading(placements, strangers, columns, header) if header is not None or strangers else None


def _rows_of(grid: Grid, block: _Block) -> list[list[GridCell]]:
    return [grid.starts[row] for row in block.data]


def _is_plain_row(cells: Sequence[GridCell]) -> bool:
    """Whether a row without a header is labels and behind them figures, and nothing else."""
    kinds = [_is_word(cell) for cell in cells if cell.token.kind != "blank"]
    return kinds == sorted(kinds, reverse=True) and not any(
        name.side == "columns"
        for cell in cells
        if _is_word(cell) and not cell.token.names
        for word in find_words(cell.piece.text)
        for name in word.names
    )


def _unplaced(grid: Grid, block: _Block) -> Iterator[Stranger]:
    """The rows of a block whose columns nothing names; nothing where the block has no row of the form."""
    rows = _rows_of(grid, block)
    tables = [name.table for cells in rows for cell in cells for name in cell.token.names if name.key]
    for cells in rows if tables else ():
        figures = tuple(cell.piece for cell in cells if cell.token.kind == "figure")
        if figures:
            keys = {key for cell in cells for key in cell.token.keys(tables[0], "rows")}
            yield Stranger(tables[0], "rows", cells[0].piece, figures, keys.pop() if len(keys) == 1 else "")


def _blocks(grid: Grid) -> Iterator[_Block]:
    header: list[int] = []
    data: list[int] = []
    for row, cells in enumerate(grid.starts):
        if _is_header(cells) or (not data and _is_header_of_others(cells)):
            if data:
                yield _Block(header, data)
                header, data = [], []
            header.append(row)
        elif cells and not _is_prose(cells):
            data.append(row)
    if header or data:
        yield _Block(header, data)


def _is_header(cells: Sequence[GridCell]) -> bool:
    """Whether a row names columns: words of the form, no figure but years, and no blanks at its end."""
    tokens = [cell.token for cell in cells if cell.token.kind != "blank"]
    if not tokens or any(token.kind == "figure" and not token.year for token in tokens):
        return False
    if all(token.year for token in tokens):
        return len(tokens) > 1
    only = [_only_side(token) for token in tokens]
    if only.count("columns") >= _SEVERAL:
        return True
    last = cells[-1].token
    if last.kind != "words" and not last.year:
        return False
    may_be_column = any(name.side in ("columns", "headers") for token in tokens for name in token.names)
    if (may_be_column and "rows" not in only) or sum(bool(token.year) for token in tokens) >= _SEVERAL:
        return True
    known = [cell for cell in cells if cell.token.names and not is_numbered(cell.piece.text)]
    return len(known) >= _SEVERAL and bool(last.names)


def _is_header_of_others(cells: Sequence[GridCell]) -> bool:
    """Whether the first row of a table is a header of which no word is known."""
    shown = [cell for cell in cells if cell.token.kind != "blank"]
    return len(shown) > 1 and all(_is_word(cell) and not cell.token.names for cell in shown)


def _only_side(token: Token) -> str:
    sides = {name.side for name in token.names}
    return next(iter(sides)) if len(sides) == 1 else ""


def _is_prose(cells: Sequence[GridCell]) -> bool:
    """Whether a row is a note or a caption: one cell of words that names no row."""
    return len(cells) == 1 and cells[0].token.kind in ("blank", "words") and not cells[0].token.names


def _has_unknown_words(grid: Grid, rows: Iterable[int]) -> bool:
    tokens = [cell.token for row in rows for cell in grid.starts[row]]
    return any(token.kind == "words" and not token.names and not token.is_beside for token in tokens)


def _has_names(grid: Grid, row: int) -> bool:
    return any(name.key for cell in grid.starts[row] for name in cell.token.names)


def _header(grid: Grid, block: _Block) -> Header | None:
    """The header of a block; None where its words name nothing of the form."""
    tokens = [cell.token for row in block.header for cell in grid.starts[row]]
    labels = [cell.token for row in block.data for cell in grid.starts[row]]
    orientation = orientation_of(tokens, labels)
    if orientation is None:
        return None
    width = max(len(grid.slots[row]) for row in block.header)
    stacks = [distinct([_slot(grid, row, at) for row in block.header]) for at in range(width)]
    lines = [name_line(stack, orientation.table, orientation.above) if orientation.above else LineName()
             for stack in stacks]  # fmt: skip
    words = [next((cell for cell in reversed(stack) if cell.token.kind == "words"), None) for stack in stacks]
    return Header(orientation, tuple(_without_partial_captions(lines)), tuple(words))


def _named_for(grid: Grid, block: _Block, header: Header) -> Header:
    """The header as the rows of a block need it, with its cut words named."""
    table = header.orientation.table
    if header.orientation.above != {"columns"}:
        return header
    rows = {key for row in block.data for cell in grid.starts[row] for key in cell.token.keys(table, "rows")}
    return header._replace(lines=tuple(with_cut_words(table, rows, header.lines, header.words)))


def _slot(grid: Grid, row: int, column: int) -> GridCell | None:
    line = grid.slots[row]
    return line[column] if column < len(line) else None


def _without_partial_captions(lines: Sequence[LineName]) -> Iterator[LineName]:
    """Words of no form above a column name it otherwise, unless they stand above all columns of the form."""
    named = [at for at, line in enumerate(lines) if line.is_named]
    for line in lines:
        covers_all = all(
            caption.column <= named[0] and caption.column + caption.columns > named[-1] for caption in line.captions
        )
        yield line if not line.captions or covers_all else LineName(year=line.year, is_other=True)


def _spans_are_whole(grid: Grid, block: _Block, header: Header) -> bool:
    """Whether each row of figures and of names is as wide as the header, but for blank cells at its end."""
    naming = [row for row in block.header if _has_names(grid, row)]
    widths = {max(grid.width(row), 0) for row in naming}
    if (len(widths) > 1 and header.orientation.above) or header.has_bare_group:
        return False
    width = max(widths, default=header.width)
    return all(
        grid.width(row) <= width <= len(grid.slots[row]) and not _is_shifted(grid, row, header)
        for row in block.data
        if _has_names(grid, row) or any(cell.token.kind == "figure" for cell in grid.starts[row])
    )


def _is_shifted(grid: Grid, row: int, header: Header) -> bool:
    """Whether a label stands under a named column, or something else than a label beside one under its corner."""
    table = header.orientation.table
    named = [at for at, (line, word) in enumerate(zip(header.lines, header.words, strict=True))
             if line.is_named or (word is not None and word.token.keys(table, "columns"))]  # fmt: skip
    if not header.named:
        return False
    labels = [cell for cell in distinct(grid.slots[row]) if any(name.key for name in cell.token.names)]
    if any(cell.column <= named[-1] and cell.column + cell.columns > named[0] for cell in labels):
        return True
    corners = {at: word for at, word in enumerate(header.words[: named[0]]) if word is not None and word.columns > 1}
    under = {
        id(corners[at]) for cell in labels for at in range(cell.column, cell.column + cell.columns) if at in corners
    }
    cells = distinct(grid.slots[row][: named[0]])
    return any(id(corners.get(cell.column)) in under for cell in cells if not _is_word(cell))


class _BlockReader:
    """Reads the rows of one block under its header."""

    def __init__(self, grid: Grid, block: _Block, header: Header, year: int | None) -> None:
        self.grid, self.block, self.header, self.year = grid, block, header, year
        named = header.named
        self.first = named[0] if named else 0
        self.last = named[-1] if named else -1
        self.table = header.orientation.table
        self.lines: dict[int, LineName] = {}
        before = ""
        for row in block.data:
            line = self._row_line(row)
            if is_shared_word(self.table, line.row) and not self._is_in_group(row, line.row, before):
                line = LineName(year=line.year, is_other=True)
            self.lines[row] = line
            before = line.row or before

    def read(self) -> tuple[list[Placement], list[Stranger]] | None:
        """The placements and strangers of the block; None where a label reaches into the columns of the header."""
        placements: list[Placement] = []
        rows: dict[int, list[Piece]] = {}
        columns: dict[int, list[Piece]] = {}
        for row in self.block.data:
            for cell in self._value_cells(row):
                found = self._addresses(cell)
                if found is None:
                    return None
                placements += found
                if not found and cell.token.kind == "figure" and not self._is_told(cell):
                    lost = rows if not self._is_row_named(cell.row) else columns
                    lost.setdefault(cell.row if lost is rows else cell.column, []).append(cell.piece)
        strangers = [Stranger(self.table, "rows", self._label(row), tuple(own), self._row_key(row))
                     for row, own in rows.items()]  # fmt: skip
        strangers += [Stranger(self.table, "columns", self._word(at), tuple(own)) for at, own in columns.items()]
        return placements, strangers

    def _row_line(self, row: int) -> LineName:
        sides = self.header.orientation.beside
        if not sides:  # all names stand above; what stands beside is a year, or words that do no harm
            return LineName(year=name_line(self._labels(row), self.table, sides).year)
        line = name_line(self._labels(row), self.table, sides)
        captions = [cell for cell in line.captions if cell.rows < len(self.block.data)]
        return line if not captions else LineName(year=line.year, is_other=True)

    def _is_in_group(self, row: int, key: str, before: str) -> bool:
        """Whether a row whose word others share stands beside its group, or below the row before it in the form."""
        labels = {bare(cell.piece.text) for cell in self._labels(row)}
        groups = groups_of(self.table, key)
        return bool(groups[-1:] and groups[-1] in labels) or before in rows_before(self.table, key)

    def _labels(self, row: int) -> list[GridCell]:
        slots = self.grid.slots[row]
        if not self.header.named:
            return distinct([cell for cell in slots if cell is not None and _is_word(cell)])
        left = distinct(slots[: self.first])
        return left if any(map(_is_word, left)) else distinct(slots[self.last + 1 :])

    def _value_cells(self, row: int) -> list[GridCell]:
        own = self.grid.starts[row]
        if not self.header.named:
            return [cell for cell in own if not _is_word(cell)]
        label = next((cell.column for cell in own if _is_word(cell)), self.first)
        behind = min(self.first, label)  # what stands before a label numbers it
        return [cell for cell in own if cell.column + cell.columns > behind
                and (not _is_word(cell) or self._is_among_named(cell))]  # fmt: skip

    def _is_among_named(self, cell: GridCell) -> bool:
        return cell.column + cell.columns > self.first and cell.column <= self.last

    def _addresses(self, cell: GridCell) -> list[Placement] | None:
        """Where a cell stands in the form; None where it is a label that reaches over the columns of the header."""
        if cell.token.kind == "words" and cell.token.names and cell.column < self.first:
            return None
        found: dict[tuple[str, str], tuple[int, LineName]] = {}
        for row in range(cell.row, cell.row + cell.rows):
            line = self.lines.get(row)
            if line is None or not self._is_own_year(line):
                continue
            for at in self._columns(cell):
                address = self._address(line, at)
                if address:
                    found[address] = (at, line)
        is_shared = len(found) > 1 and cell.token.kind in ("figure", "words")
        return [
            Placement(self.table, row, column, cell.piece, unit, is_shared or unit == "", self._header_of(at))
            for (row, column), (at, line) in found.items()
            for unit in [self._unit(cell, at, line)]
        ]

    def _columns(self, cell: GridCell) -> Iterable[int]:
        return range(cell.column, min(cell.column + cell.columns, self.header.width))

    def _address(self, line: LineName, at: int) -> tuple[str, str] | None:
        """The row and column that a row line and the header's column name together."""
        above = self.header.lines[at]
        if line.is_other or above.is_other or not self._is_own_year(above):
            return None
        row, column = above.row or line.row, above.column or line.column
        if self.header.orientation.above and not above.is_named:
            return None
        return (row, column) if row and column else None

    def _is_own_year(self, line: LineName) -> bool:
        if not line.year or line.year == THIS_YEAR:
            return True
        return line.year != LAST_YEAR and self.year is not None and line.year == str(self.year)

    def _is_row_named(self, row: int) -> bool:
        line = self.lines.get(row)
        return line is not None and not line.is_other and (line.is_named or not self.header.orientation.beside)

    def _is_told(self, cell: GridCell) -> bool:
        """Whether a figure stands beside words that take no part in a sum: another year, a serial number, a share."""
        lines = [self.lines.get(cell.row), *(self.header.lines[at] for at in self._columns(cell))]
        words = [self.header.words[at] for at in self._columns(cell)]
        return any(line is not None and not self._is_own_year(line) for line in lines) or any(
            word is not None and word.token.is_beside for word in words
        )

    def _unit(self, cell: GridCell, at: int, line: LineName) -> str | None:
        """The unit that stands above or beside a cell; "" where two contradict each other."""
        stated = {unit for unit in (self.header.lines[at].unit, line.unit) if unit}
        for column, word in enumerate(self.header.words):
            if word is not None and bare(word.piece.text) in _OTHER_COLUMNS["beside"]["units"]:
                beside = _slot(self.grid, cell.row, column)
                unit = unit_in(f"单位:{beside.piece.text}") if beside is not None else None
                stated |= {unit} if unit else set()
        return None if not stated else stated.pop() if len(stated) == 1 else ""

    def _header_of(self, at: int) -> int:
        word = self.header.words[at]
        return word.piece.start if word is not None else at

    def _row_key(self, row: int) -> str:
        """The row of the form that the words beside a row name, where no words name its columns."""
        if self.header.orientation.above:
            return ""
        return name_line(self._labels(row), self.table, frozenset({"rows"})).row

    def _label(self, row: int) -> Piece:
        labels = [cell.piece for cell in self._labels(row) if _is_word(cell)]
        return labels[-1] if labels else self.grid.starts[row][0].piece

    def _word(self, at: int) -> Piece:
        word = self.header.words[at] if at < len(self.header.words) else None
        return word.piece if word is not None else self.grid.starts[self.block.data[0]][0].piece


def _is_word(cell: GridCell) -> bool:
    return cell.token.kind == "words" or bool(cell.token.year)
