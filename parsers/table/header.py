"""What the words beside or above a line of a grid name: a row or column of the form, a year, or nothing of the form."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from parsers.form import FORMS, Label
from parsers.form.labels import bare, is_numbered, unit_in, wordings
from parsers.table.grid import GridCell
from parsers.table.tokens import Token

Side = Literal["rows", "columns"]
_SHORTEST_CUT = 3  # characters of a header's word that stand for all of it


class LineName(NamedTuple):
    """What a line of the grid is: keys of the form, "" where it names none, and the year that it is of.

    `is_other` is whether words stand there that no form has; `captions` are such words above known ones, which do no
    harm if they stand above everything. `unit` is stated by the words.
    """

    row: str = ""
    column: str = ""
    year: str = ""
    is_other: bool = False
    captions: tuple[GridCell, ...] = ()
    unit: str | None = None

    @property
    def is_named(self) -> bool:
        """Whether the line is one of the form."""
        return bool(self.row or self.column) and not self.is_other


class Orientation(NamedTuple):
    """The table that a header belongs to, and what its own words name: its rows, its columns, or both."""

    table: str
    above: frozenset[Side]

    @property
    def beside(self) -> frozenset[Side]:
        """What the words beside the figures name."""
        return frozenset({"rows", "columns"} - self.above)  # type: ignore[arg-type]


def orientation_of(header: Iterable[Token], labels: Iterable[Token]) -> Orientation | None:
    """The table and the orientation that the words of a header tell, in the last resort those of the labels."""
    above = Counter(_only(token) for token in header)
    beside = Counter(_only(token) for token in labels)
    for counted in (above, above + beside):
        tables = Counter({table: 0 for table, _ in counted})
        for (table, _), count in counted.items():
            tables[table] += count
        tables.pop("", None)
        if tables:
            table = max(sorted(tables), key=tables.__getitem__)
            named: set[Side] = {side for name, side in above if name == table and side}  # type: ignore[misc]
            return Orientation(table, frozenset(named))
    return None


def _only(token: Token) -> tuple[str, str]:
    """The table and side that a token names without a doubt."""
    kinds = {(name.table, name.side) for name in token.names if name.key}
    return next(iter(kinds)) if len(kinds) == 1 and not token.is_header_word else ("", "")


def name_line(cells: Sequence[GridCell], table: str, sides: frozenset[Side]) -> LineName:
    """What a line is named by its words, the outermost first: `sides` are the sides of the table that they name.

    The innermost word decides. A word of a group above it must be a group of the form with that column in it.
    """
    words = [cell for cell in cells if cell.token.kind == "words" or cell.token.year]
    year = next((cell.token.year for cell in reversed(words) if cell.token.year), "")
    words = [cell for cell in words if not cell.token.year]
    if not words:
        return LineName(year=year)
    found = _keys(words, table, sides)
    if found is None:
        return LineName(year=year, is_other=not all(_is_furniture(cell) for cell in words))
    row, column, used = found
    others = [cell for cell in words if not any(cell is one for one in used)]
    if not all(_suits(cell, table, row, column) for cell in others):
        return LineName(year=year, is_other=True)
    captions = tuple(cell for cell in others if not _is_furniture(cell) and not cell.token.names
                     and not is_numbered(cell.piece.text))  # fmt: skip
    units = {unit for cell in words if (unit := unit_in(cell.piece.text))}
    return LineName(row, column, year, captions=captions, unit=units.pop() if len(units) == 1 else None)


def with_cut_words(
    table: str, rows: set[str], lines: Sequence[LineName], words: Sequence[GridCell | None]
) -> list[LineName]:
    """The lines of a header's columns, those whose word is cut, or prints its neighbour's again, named by the form.

    `rows` are the rows below it. Only where the header ends in as many columns as a block of the form that has such a
    row, all others of them in the form's places. Real pages lose the second line of 本年新制作数量 and 本年新公开数量,
    or print the one for the other.
    """
    for block in (block for form in FORMS.values() for block in form.tables[table]):
        if rows.isdisjoint(label.key for label in block.rows):
            continue
        first = len(lines) - len(block.columns)
        own = range(first, len(lines)) if first >= 0 else range(0)
        if not own or any(line.is_named for line in lines[:first]):
            continue
        fits = [_fit(lines, words, at, label) for at, label in zip(own, block.columns, strict=True)]
        if all(fits) and "named" in fits and fits.count("doubled") <= 1 and len({*fits}) > 1:
            keys = (label.key for label in block.columns)
            return [
                *lines[:first],
                *(LineName(column=key, unit=lines[at].unit) for at, key in zip(own, keys, strict=True)),
            ]
    return list(lines)


def _fit(lines: Sequence[LineName], words: Sequence[GridCell | None], at: int, label: Label) -> str:
    """How a column of a header stands for one of the form: "named", "cut", "doubled", or "" where it does not."""
    word, before = words[at], words[at - 1]
    if lines[at].column == label.key:
        return "named"
    if word is None or word is before:
        return ""
    text = bare(word.piece.text)
    if len(text) >= _SHORTEST_CUT and bare(label.zh).startswith(text):
        return "cut"
    return "doubled" if before is not None and bare(before.piece.text) == text else ""


def _is_furniture(cell: GridCell) -> bool:
    return cell.token.is_header_word or cell.token.is_beside


def _keys(words: Sequence[GridCell], table: str, sides: frozenset[Side]) -> tuple[str, str, list[GridCell]] | None:
    """The keys of row and column and the cells that name them; None where the innermost word names neither."""
    row = column = ""
    used: list[GridCell] = []
    for cell in reversed(words):
        key = _key(cell, words, table, "columns") if "columns" in sides and not column else ""
        if key:
            column = key
        elif "rows" in sides and not row:
            key = row = _key(cell, words, table, "rows")
        if key:
            used.append(cell)
        elif not used:
            return None
    is_whole = bool(row) == ("rows" in sides) and bool(column) == ("columns" in sides)
    return (row, column, used) if is_whole else None


def _key(cell: GridCell, words: Sequence[GridCell], table: str, side: Side) -> str:
    """The one key that a cell names; of several the one whose group stands among the words."""
    keys = cell.token.keys(table, side)
    if len(keys) > 1:
        around = {bare(word.piece.text) for word in words if word is not cell}
        grouped = [key for key in keys if groups_of(table, key)[-1:] and groups_of(table, key)[-1] in around]
        deepest = max((len(groups_of(table, key)) for key in grouped or keys), default=0)
        keys = {key for key in grouped if len(groups_of(table, key)) == deepest}
    return next(iter(keys)) if len(keys) == 1 else ""


def _suits(cell: GridCell, table: str, row: str, column: str) -> bool:
    """Whether a further word may stand above the named one: no other column, no group that has not this column."""
    word = bare(cell.piece.text)
    group = _column_groups(table).get(word)
    if group is not None and column:
        return column in group
    if column and (keys := cell.token.keys(table, "columns")) and column not in keys:
        return False
    return not row or word not in _row_groups(table) or word in groups_of(table, row) or not column


def group_of(table: str, word: str) -> frozenset[str]:
    """The columns of a table that a word groups, none where it groups none.

    >>> "business" in group_of("requests", "法人或其他组织"), group_of("requests", "自然人")
    (True, frozenset())
    """
    return _column_groups(table).get(word, frozenset())


@cache
def _column_groups(table: str) -> dict[str, frozenset[str]]:
    return {bare(word): frozenset(keys) for form in FORMS.values() for block in form.tables[table]
            for word, keys in block.groups}  # fmt: skip


@cache
def _row_groups(table: str) -> frozenset[str]:
    return frozenset(group for form in FORMS.values() for block in form.tables[table] for label in block.rows
                     for group in groups_of(table, label.key))  # fmt: skip


@cache
def groups_of(table: str, row: str) -> tuple[str, ...]:
    """The words that stand before a row's own, the outermost first."""
    labels = (label for form in FORMS.values() for block in form.tables[table] for label in block.rows)
    return next((tuple(map(bare, label.zh.split("/")[:-1])) for label in labels if label.key == row), ())


@cache
def is_shared_word(table: str, row: str) -> bool:
    """Whether other rows of the table, in any form, bear the same word as a row.

    >>> is_shared_word("requests", "other_other"), is_shared_word("requests", "granted")
    (True, False)
    """
    words: dict[str, set[str]] = {}
    for form in FORMS.values():
        for block in form.tables[table]:
            for label in block.rows:
                for word in wordings(label, "rows"):
                    words.setdefault(word, set()).add(label.key)
    return any(row in keys and len(keys) > 1 for keys in words.values())


@cache
def rows_before(table: str, row: str) -> frozenset[str]:
    """The rows that stand right before a row, in any form."""
    orders = ([label.key for block in form.tables[table] for label in block.rows] for form in FORMS.values())
    return frozenset(before for order in orders for before, key in pairwise(order) if key == row)
