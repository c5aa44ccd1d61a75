"""The header above the rows of a table: which columns it names, and in which order the source shows them."""

from collections.abc import Sequence
from itertools import pairwise

from parsers.form import FORMS
from parsers.form.labels import bare, names, unit_in
from parsers.page.text import LINE, Piece

UNKNOWN = ""
"""The key of words in a header that name no column of the forms."""

_IN_LINES = 0  # instead of a row of the source
_GROUP = "/"  # in a row of the source, for a word that stands above columns or labels
_DISPUTES = FORMS["2021"].tables["disputes"][0]
_APPLICANTS = [column.key for column in FORMS["2021"].tables["requests"][0].columns]
_ABOVE_LABELS = {
    bare(part)
    for form in FORMS.values()
    for label in form.tables["requests"][0].rows
    for part in label.zh.split("/")[:-1]
}
_OF_TWO_ROWS = [_APPLICANTS[0], _APPLICANTS[-1], *_APPLICANTS[1:-1]]  # the form's two rows run together
_OUTCOMES = [label.key for label in _DISPUTES.columns]
GROUPS = list(dict.fromkeys(part for label in _DISPUTES.rows for part in (*label.zh.split("/")[:-1], label.key)))
"""The words above the outcomes of disputes in the form's order: keys of its rows, and what stands above several."""

_BLOCKS = [block for form in FORMS.values() for table in ("proactive", "requests") for block in form.tables[table]]
_ORDERS = [[column.key for column in block.columns] for block in _BLOCKS]


HeaderRows = tuple[tuple[str, ...], ...]
"""The words of a header by rows of the source: keys of columns and groups, and `UNKNOWN`."""


class Header:
    """The header that was read last; a row ends it, and the next word of a header begins another.

    `keys` are its columns in reading order, `UNKNOWN` for words that are none; `units` are those stated in it, by
    column. `order` is `keys` where the source shows them in one of its rows in another order than the forms', or one of
    them twice; () where it does not. `rows` are its columns by rows of the source where one of these shows words that
    are no column of the forms, or one twice; () where none does. `has_begun` is whether a word that stands only in
    headers was met. Rows of the source are counted from 1.
    """

    def __init__(self) -> None:
        self.keys: tuple[str, ...] = ()
        self.order: tuple[str, ...] = ()
        self.rows: HeaderRows = ()
        self.units: dict[str, str] = {}
        self.has_begun = False
        self._rows: dict[int, list[str]] = {}
        self._line_words: list[str] = []  # keys of columns, and groups as they are printed
        self._latest_row: int | None = None
        self._before = ""  # the column that 总计 or 其他 is, met before the table is known
        self._is_over = False

    def begin(self, word: Piece, source_row: int) -> None:
        """Meets a word that no column has: what stands before it belongs to other rows, or to no table.

        One that stands above labels, behind the first row, begins no header.
        """
        if self._is_over and any(label in bare(word.text) for label in _ABOVE_LABELS):
            return
        if self._is_over or not any(self.keys):
            beside = [] if self._is_over else self._rows.get(source_row, [])
            self.clear()
            self._rows = {source_row: beside} if beside else {}
        self.has_begun = True
        self._before = _column_of(word)
        if word.border is LINE:
            self._line_words.append(self._before or bare(word.text))
        self._add_to_row(self._before or _group_of(word), word, source_row)

    def clear(self) -> None:
        """Forgets the header."""
        self.__init__()  # type: ignore[misc]

    def begin_table(self) -> None:
        """Meets the first word that is of another table: what stands above its columns may have been met before."""
        above = {} if self._is_over else self._rows
        self.clear()
        self._rows = {at: words for at, words in above.items() if {*words} <= {UNKNOWN, _GROUP, *GROUPS}}

    def add(self, key: str, word: Piece, source_row: int) -> None:
        """Meets the word of a column."""
        if self._is_over:
            self.clear()
        self._latest_row = _row_of(word, source_row)
        if self._before and not self.keys:
            self.keys = (self._before,)
        self.keys += (key,)
        self._rows.setdefault(self._latest_row, []).append(key)
        if word.border is LINE:
            self._line_words.append(key)
        unit = unit_in(word.text)
        if unit:
            self.units[key] = unit

    def begins_behind(self, source_row: int) -> bool:
        """Whether words of columns stand in this row of the source or behind it; all that stand in lines stand in 0."""
        return self._latest_row is not None and self._latest_row >= source_row

    def add_unknown(self, word: Piece, source_row: int) -> None:
        """Meets words that are no column of the forms, or the label of a row that they do not know."""
        if self._is_over:
            return
        if self.keys[-1:] != (UNKNOWN,):
            self.keys += (UNKNOWN,)
        self._add_to_row(UNKNOWN, word, source_row)

    def add_of_disputes(self, key: str, word: Piece, source_row: int) -> None:
        """Meets a word of the header of disputes: of a column, of a group, or of no key above several groups."""
        self._add_to_row(key or _group_of(word), word, source_row)

    def _add_to_row(self, key: str, word: Piece, source_row: int) -> None:
        if word.border is not LINE:
            self._rows.setdefault(source_row, []).append(key)

    def end(self, label: Piece, source_row: int) -> None:
        """Meets a row; one that stands in a row of the source together with its header tells of no order."""
        if self._is_over:
            return
        self._is_over = True
        if _IN_LINES in self._rows:
            self.order = _order_in_lines(self._line_words)
            return
        own = self._rows.pop(_row_of(label, source_row), [])
        if not {*own} <= {UNKNOWN, _GROUP}:
            return
        shown = self.shown()
        if not all(_is_in_order([key for key in row if key]) for row in shown):
            self.order = self.keys
        if _shows_others(shown):
            self.rows = shown

    def shown(self) -> HeaderRows:
        """The words of columns and groups by rows of the source, without those that stand above its labels."""
        found: list[tuple[str, ...]] = []
        below = False  # rows that reach over the labels too
        for words in self._rows.values():
            known = any(words)
            own = words[1:] if known and words[0] == UNKNOWN and not below else words
            below = below or (known and len(words) > 1)
            columns = [word for word in own if word in _APPLICANTS]
            if {*_APPLICANTS} <= {*columns} and columns != _OF_TWO_ROWS:  # a word above several is one beside them
                first = own.index(columns[0])
                own = [*own[:first], *(UNKNOWN if word == _GROUP else word for word in own[first:])]
            if known and any(word != _GROUP for word in own):
                found.append(tuple(word for word in own if word != _GROUP))
        return tuple(found)


def _order_in_lines(words: Sequence[str]) -> tuple[str, ...]:
    """The order of a header in lines that names all columns of a block, () where that is the form's own, or open.

    The columns of a group stand in the place of its word, wherever they are printed.

    >>> _order_in_lines(["repealed", "issued", "in_force"]), _order_in_lines(["issued", "repealed", "in_force"])
    (('repealed', 'issued', 'in_force'), ())
    """
    keys = [word for word in words if any(word in order for order in _ORDERS)]
    block = next((block for block in _BLOCKS if sorted(key.key for key in block.columns) == sorted(keys)), None)
    if block is None:
        return ()
    groups = {bare(word): of_group for word, of_group in block.groups}
    grouped = {key for word in words for key in groups.get(word, ())}
    found: list[str] = []
    for word in words:
        own = groups.get(word, ()) if word in groups else (word,) if word in keys and word not in grouped else ()
        found += sorted(own, key=keys.index)
    is_known = found == [key.key for key in block.columns] or (keys == _OF_TWO_ROWS and not grouped)
    return () if is_known else tuple(found)


def _shows_others(rows: HeaderRows) -> bool:
    """Whether words are not known, or stand twice: in one row, or in two where no row names all that the others do."""
    named = [word for row in rows for word in row]
    if UNKNOWN in named or any(len({*row}) < len(row) for row in rows):
        return True
    return len({*named}) < len(named) and not any({*row} == {*named} for row in rows)


def is_order_of_disputes(rows: HeaderRows) -> bool:
    """Whether each row of the header of disputes names its groups, and under them the outcomes, as the form does.

    So does one whose rows are in this order taken together: a word that is cut, 其他 over 结果, ends a row of text.
    """
    return _are_in_order(rows) or _are_in_order((tuple(word for row in rows for word in row),))


def _are_in_order(rows: HeaderRows) -> bool:
    """Groups have all the same outcomes, but where words that are not known may stand for some."""
    kinds: set[tuple[str, ...]] = set()
    for row in rows:
        groups = [GROUPS.index(word) for word in row if word in GROUPS]
        if groups != sorted(groups):
            return False
        own = [word for word in row if word in _OUTCOMES]
        starts = [0, *(at for at, (left, word) in enumerate(pairwise(own), 1) if _at(word) <= _at(left)), len(own)]
        if len(starts) - 1 > len(_DISPUTES.rows):
            return False
        runs = {tuple(own[start:end]) for start, end in pairwise(starts) if start < end}
        kinds |= runs if UNKNOWN not in row else set()
        if len(runs) > 1:
            return False
    return len(kinds) <= 1


def _group_of(word: Piece) -> str:
    text = bare(word.text)
    return text if text in GROUPS else _GROUP


def _column_of(word: Piece) -> str:
    """The column that 总计 or 其他 is, whichever table has it; "" of other words."""
    return next((name.key for name in names(word.text) if name.side == "columns"), "")


def _at(outcome: str) -> int:
    return _OUTCOMES.index(outcome)


def _row_of(piece: Piece, source_row: int) -> int:
    return _IN_LINES if piece.border is LINE else source_row


def _is_in_order(keys: Sequence[str]) -> bool:
    return any([key for key in order if key in keys] == list(keys) for order in _ORDERS)
