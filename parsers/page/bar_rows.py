"""The lines of a table of bars → its cells with marks: rows where lines are rows, and one cell after the other.

Where each cell has its line, a line of several bars stands for the further columns that the cell above it covers; a
document that has such lines has a lone bar for a label that covers one column more. And lone bars may frame each row:
as many wherever one row of the header, in which no cell is blank, follows another.
"""

from collections.abc import Iterable, Iterator, Sequence

from parsers.form import FORMS
from parsers.form.labels import names, sides
from parsers.form.sheet import lay_out
from parsers.form.values import read_value
from parsers.page.text import CELL, END, LINE, LOOSE_TABLE, MERGED, ROW

_FEWEST_BREAKS = 3  # between rows of headers, all with as many lone bars: table 3 alone has three

_MOST_MERGED = 15  # columns that a cell covers beyond its own: table 4 has fifteen
_PADS = {row.key: row.pads for form in FORMS for row in lay_out((), form).rows if row.table == "requests"}

Part = str | list[str]
"""The cells of one line, or prose between such lines."""


def by_rows(parts: Iterable[Part]) -> Iterator[str]:
    """The marks of a table of which each line of several cells is a row.

    >>> "".join(by_rows([["规章", "0", "0"], ["续"]])) == f"{ROW}{CELL}规章{CELL}0{CELL}0{CELL}续"
    True
    """
    for part in parts:
        yield (
            _prose(part)
            if isinstance(part, str)
            else (ROW if len(part) > 1 else "") + "".join(CELL + text for text in part)
        )


def one_a_line(parts: Iterable[Part]) -> Iterator[str]:
    """The marks of a table of which each line is a cell.

    >>> "".join(one_a_line([["行政许可"], ["0"], ["", ""]])).replace(LINE, "") == f"{CELL}行政许可{CELL}{MERGED * 2}0"
    True
    """
    tables = _tables(parts)
    frame = _frame([part for part in tables if not isinstance(part, str)])
    for part in tables:
        if isinstance(part, str):
            yield _prose(part)
        elif frame:
            yield from (ROW + _cells(row) for row in _framed(part, frame))
        else:
            yield _cells(part)


def _prose(text: str) -> str:
    return LINE.join((END, text, LOOSE_TABLE))


def _cells(texts: Iterable[str]) -> str:
    return LINE.join(CELL + text for text in texts)


def _tables(parts: Iterable[Part]) -> list[Part]:
    """The cells between two stretches of prose, those of all their lines together."""
    tables: list[Part] = []
    table: list[str] | None = None
    padded = False
    for part in parts:
        if isinstance(part, str):
            tables.append(part)
            table = None
            continue
        if table is None:
            table = []
            tables.append(table)
        padded = _add(table, part, padded=padded)
    return tables


def _add(table: list[str], line: list[str], *, padded: bool) -> bool:
    """Adds a line's cells, or makes the last cell wider where they stand for its columns; whether lines do so here."""
    if not table or any(line if len(line) > 1 else map(_is_shown, line)):  # | | are two cells, || is drawn in one
        table += line
        return padded
    pads = _pads(table)
    padded = padded or pads == len(line) > 1
    if table[-1].startswith(MERGED * _MOST_MERGED):
        table += line
    elif len(line) > 1 or (padded and pads == 1):
        table[-1] = MERGED * len(line) + table[-1]
    else:
        table += line
    return padded


def _pads(table: list[str]) -> int | None:
    """How many further columns the last cell of a table covers, if it can only be the label of a row."""
    found = names(table[-1])
    pads = {_PADS.get(name.key) for name in found if name.side == "rows"}
    is_row = len(pads) == 1 and (
        all(name.side == "rows" for name in found) or (len(table) > 1 and not _is_word(table[-2]))
    )
    return pads.pop() if is_row else None


def _frame(tables: Sequence[list[str]]) -> int:
    """How many lone bars part two rows; 0 where none do, or where it is not certain."""
    if not tables or _is_shown(tables[0][0]):
        return 0
    breaks = [gap for table in tables for gap in _breaks(table) if gap]
    return breaks[0] if len(breaks) >= _FEWEST_BREAKS and len(set(breaks)) == 1 else 0


def _breaks(table: list[str]) -> Iterator[int]:
    """How many blanks stand between two words of which the first can only be one of the header.

    总计 and 其他 are where the word before them is.
    """
    shown = [at for at, cell in enumerate(table) if _is_shown(cell)]
    for before, at, after in zip([-1, *shown], shown, shown[1:], strict=False):
        is_header = _is_header(table[at]) or (_is_header(table[before]) and "columns" in sides(table[at]))
        if is_header and _is_word(table[after]):
            yield after - at - 1


def _framed(table: list[str], frame: int) -> Iterator[list[str]]:
    """The rows of a table without the bars between them: `frame` of them, the last of which opens a row."""
    row: list[str] = []
    blanks = 0
    for cell in table if _is_shown(table[0]) else table[1:]:
        ends = blanks == frame and len(row) <= _MOST_MERGED + frame and _are_headers(row)
        if ends or (blanks >= frame and _is_word(cell)):
            yield row[:-frame]
            row = []
            blanks = 0
        blanks = 0 if _is_shown(cell) else blanks + 1
        row.append(cell)
    yield row[: len(row) - min(blanks, frame - 1)]


def _is_shown(cell: str) -> bool:
    return bool(cell.strip(f"{MERGED} \n\u00a0\u3000"))


def _is_word(cell: str) -> bool:
    return read_value(cell.strip(MERGED)).kind == "words"


def _is_header(cell: str) -> bool:
    return bool(sides(cell)) and "rows" not in sides(cell)


def _are_headers(row: Sequence[str]) -> bool:
    """Whether a row is one of the header, so that no blank cells stand behind its last word."""
    words = [cell for cell in row if _is_shown(cell)]
    meant = list(map(sides, words))
    return any(map(_is_header, words)) and all(map(_is_word, words)) and {"rows"} not in meant and bool(meant[-1])
