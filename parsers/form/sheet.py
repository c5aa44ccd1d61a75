"""The sheet of one report: its cells in the form's order, the rows that they stand in, and the sums that bind them.

Cells are named by their place in the sheet, so that sums are computed by index.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from parsers.form import FORMS, Address, Block, Label

_DISPUTES = FORMS["2021"].tables["disputes"][0]
LABEL_COLUMNS = 3
"""Columns in which the labels of table requests stand."""
_OUTCOMES_END = "processed_total"


class Row(NamedTuple):
    """A row of so many cells from `first` on; `key` is "" for the one row that is all of disputes.

    `totals` are those of its columns that sum the ones since the total before, `pads` the further columns of the table
    that its label covers. Without `is_of_form` it is not known what stands in a row of more cells than these.
    """

    table: str
    key: str
    first: int
    columns: int
    totals: tuple[int, ...]
    pads: int = 0
    is_of_form: bool = True

    @property
    def last(self) -> int:
        """The place behind its last cell."""
        return self.first + self.columns


class Identity(NamedTuple):
    """Two sums of cells that are equal; without a right side, one sum that is not negative."""

    name: str
    scope: str
    left: tuple[int, ...]
    right: tuple[int, ...]


class Sheet(NamedTuple):
    """Every cell of a report's tables, their rows and their identities."""

    addresses: tuple[Address, ...]
    rows: tuple[Row, ...]
    identities: tuple[Identity, ...]


@cache
def lay_out(proactive: tuple[str | None, ...], requests: str | None) -> Sheet:
    """The sheet of a report whose table proactive has blocks of these forms, and whose table requests has this form.

    Of a block or table whose form is not known (None, () for all blocks) it has the cells that both forms share.
    """
    addresses: list[Address] = []
    rows: list[Row] = []
    for block, form in _proactive(proactive):
        for row in block.rows if block.columns else ():
            _add_row(addresses, rows, "proactive", row, block.columns, is_of_form=form is not None)
    for label in _request_rows(requests):
        _add_row(addresses, rows, "requests", label, FORMS["2021"].tables["requests"][0].columns)
    first = len(addresses)
    addresses += FORMS["2021"].addresses("disputes")
    width = len(_DISPUTES.columns)
    totals = tuple(range(width - 1, len(addresses) - first, width))
    rows.append(Row("disputes", "", first, len(addresses) - first, totals))
    at = {address: place for place, address in enumerate(addresses)}
    return Sheet(tuple(addresses), tuple(rows), tuple(_identities(at, requests)))


def _add_row(
    addresses: list[Address],
    rows: list[Row],
    table: str,
    label: Label,
    columns: tuple[Label, ...],
    *,
    is_of_form: bool = True,
) -> None:
    first = len(addresses)
    addresses += [Address(table, label.key, column.key) for column in columns]
    totals = (len(columns) - 1,) if columns[-1].key == "total" else ()
    # the labels of table requests stand in three columns: one of two parts covers two, one of a single part all three
    pads = LABEL_COLUMNS - len(label.zh.split("/")) if table == "requests" else 0
    rows.append(Row(table, label.key, first, len(columns), totals, pads, is_of_form))


def _proactive(forms: tuple[str | None, ...]) -> list[tuple[Block, str | None]]:
    shared = [_shared(*blocks) for blocks in zip(*(form.tables["proactive"] for form in FORMS.values()), strict=False)]
    known = forms or (None,) * len(shared)
    return [(FORMS[form].tables["proactive"][at] if form else shared[at], form) for at, form in enumerate(known)]


def _shared(block: Block, other: Block) -> Block:
    rows, columns = ({label.key for label in side} for side in (other.rows, other.columns))
    return block._replace(
        rows=tuple(label for label in block.rows if label.key in rows),
        columns=tuple(label for label in block.columns if label.key in columns),
    )


def _request_rows(form: str | None) -> list[Label]:
    if form:
        return list(FORMS[form].tables["requests"][0].rows)
    shared = {row.key for row in FORMS["2021"].tables["requests"][0].rows}
    return [row for row in FORMS["2019"].tables["requests"][0].rows if row.key in shared]


def _identities(at: dict[Address, int], requests: str | None) -> Iterator[Identity]:
    columns = [column.key for column in FORMS["2021"].tables["requests"][0].columns]
    rows = [row.key for row in _request_rows(requests)]
    yield from _row_sums("requests_row", "requests", rows, columns, at)
    if requests:
        *outcomes, total = rows[2 : rows.index(_OUTCOMES_END) + 1]
        for column in columns:
            yield Identity("requests_outcomes", column, _cells(at, column, *outcomes), _cells(at, column, total))
    for column in columns:
        arrived = _cells(at, column, "received_new", "carried_in")
        yield Identity("requests_balance", column, arrived, _cells(at, column, _OUTCOMES_END, "carried_out"))
    groups, outcomes = ([label.key for label in side] for side in (_DISPUTES.rows, _DISPUTES.columns))
    yield from _row_sums("disputes_row", "disputes", groups, outcomes, at)
    for address, place in at.items():
        if address.column == "change":
            items = at[address._replace(column="items_last_year")]
            yield Identity("proactive_change", address.row, (items, place), ())


def _row_sums(name: str, table: str, rows: list[str], columns: list[str], at: dict[Address, int]) -> Iterator[Identity]:
    *parts, total = columns
    for row in rows:
        left = tuple(at[Address(table, row, part)] for part in parts)
        yield Identity(name, row, left, (at[Address(table, row, total)],))


def _cells(at: dict[Address, int], column: str, *rows: str) -> tuple[int, ...]:
    return tuple(at[Address("requests", row, column)] for row in rows)
