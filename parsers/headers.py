"""The header above the rows of a table: which columns it names, and in which order the source shows them."""

from collections.abc import Sequence

from parsers.blocks import LINE, Piece
from parsers.forms import FORMS
from parsers.labels import unit_in

UNKNOWN = ""
"""The key of words in a header that name no column of the forms."""

_IN_LINES = 0  # instead of a row of the source
_ORDERS = [
    [column.key for column in block.columns]
    for form in FORMS.values()
    for table in ("proactive", "requests")
    for block in form.tables[table]
]


class Header:
    """The header that was read last; a row ends it, and the next word of a header begins another.

    `keys` are its columns in reading order, `UNKNOWN` for words that are none; `units` are those stated in it, by
    column. `order` is `keys` where the source shows them in one of its rows in another order than the forms', or one of
    them twice; () where it does not. `has_begun` is whether a word that stands only in headers was met. Rows of the
    source are counted from 1.
    """

    def __init__(self) -> None:
        self.keys: tuple[str, ...] = ()
        self.order: tuple[str, ...] = ()
        self.units: dict[str, str] = {}
        self.has_begun = False
        self._rows: dict[int, list[str]] = {}
        self._is_over = False

    def begin(self) -> None:
        """Meets a word that no column has: what stands before it belongs to other rows, or to no table."""
        if self._is_over or not any(self.keys):
            self.clear()
        self.has_begun = True

    def clear(self) -> None:
        """Forgets the header."""
        self.__init__()  # type: ignore[misc]

    def add(self, key: str, word: Piece, source_row: int) -> None:
        """Meets the word of a column."""
        if self._is_over:
            self.clear()
        self.keys += (key,)
        self._rows.setdefault(_row_of(word, source_row), []).append(key)
        unit = unit_in(word.text)
        if unit:
            self.units[key] = unit

    def begins_behind(self, source_row: int) -> bool:
        """Whether words of columns stand in this row of the source or behind it; all that stand in lines stand in 0."""
        return any(row >= source_row for row in self._rows)

    def add_unknown(self) -> None:
        """Meets words that are no column of the forms, or the label of a row that they do not know."""
        if not self._is_over and self.keys[-1:] != (UNKNOWN,):
            self.keys += (UNKNOWN,)

    def end(self, label: Piece, source_row: int) -> None:
        """Meets a row; one that stands in a row of the source together with its header tells of no order."""
        if self._is_over:
            return
        self._is_over = True
        tells = not self._rows.keys() & {_IN_LINES, _row_of(label, source_row)}
        if tells and not all(map(_is_in_order, self._rows.values())):
            self.order = self.keys


def _row_of(piece: Piece, source_row: int) -> int:
    return _IN_LINES if piece.border is LINE else source_row


def _is_in_order(keys: Sequence[str]) -> bool:
    return any([key for key in order if key in keys] == list(keys) for order in _ORDERS)
