"""The cells of one table in markup → a grid of slots, laid out as a browser does."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from parsers.page.text import ROW, Piece
from parsers.table.tokens import Token, token_of

_MOST_COLUMNS = 64  # two years of the widest official table side by side have 33
_MOST_SLOTS = 20_000  # a table that is larger holds more than a report


class GridCell(NamedTuple):
    """A cell of the source: its piece and token, and the slots that it covers."""

    piece: Piece
    token: Token
    row: int
    column: int
    rows: int
    columns: int


class Grid(NamedTuple):
    """Rows of slots, each with the cell that covers it or None; `starts` are the cells that begin in each row."""

    slots: list[list[GridCell | None]]
    starts: list[list[GridCell]]

    def width(self, row: int) -> int:
        """How many columns a row fills, without empty ones at its end."""
        slots = self.slots[row]
        at = len(slots)
        while at and ((cell := slots[at - 1]) is None or (cell.token.kind == "blank" and cell.columns == 1)):
            at -= 1
        return at


def lay_out_cells(pieces: Sequence[Piece]) -> Grid | None:
    """The grid of a table's cells; None where cells overlap, or where it is larger than any table of a report."""
    slots: list[list[GridCell | None]] = []
    starts: list[list[GridCell]] = []
    carried: dict[int, tuple[GridCell, int]] = {}  # by column: the cell from above, and its rows that are left
    taken = 0
    for row, own in enumerate(_rows(pieces)):
        line, begun = _placed(row, own, carried)
        if line is None or len(line) > _MOST_COLUMNS:
            return None
        taken += len(line)
        if taken > _MOST_SLOTS:
            return None
        slots.append(line)
        starts.append(begun)
    return Grid(slots, starts) if slots else None


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in pieces:
        if piece.border is ROW or not rows:
            rows.append([])
        rows[-1].append(piece)
    return rows


def _placed(
    row: int, pieces: Sequence[Piece], carried: dict[int, tuple[GridCell, int]]
) -> tuple[list[GridCell | None] | None, list[GridCell]]:
    """The slots of one row and the cells that begin there; `carried` is brought up to date."""
    covered = {column: cell for column, (cell, _) in carried.items()}
    for column, (cell, left) in list(carried.items()):
        if left == 1:
            del carried[column]
        else:
            carried[column] = (cell, left - 1)
    begun: list[GridCell] = []
    column = 0
    for piece in pieces:
        while column in covered:
            column += 1
        cell = GridCell(piece, token_of(piece.text), row, column, piece.height, piece.width)
        begun.append(cell)
        for at in range(column, column + piece.width):
            if at in covered:
                return None, []  # a browser draws the one over the other
            covered[at] = cell
            if piece.height > 1:
                carried[at] = (cell, piece.height - 1)
        column += piece.width
        if column > _MOST_COLUMNS:
            return None, []
    return [covered.get(at) for at in range(max(covered, default=-1) + 1)], begun


def distinct(cells: Sequence[GridCell | None]) -> list[GridCell]:
    """The cells of a stretch of slots, each once."""
    return [cell for cell, _ in groupby(cells) if cell is not None]
