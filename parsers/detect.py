"""Which form each table follows, told by its own rows and headers: a report may mix them, even block by block."""

from collections.abc import Mapping
from functools import cache

from parsers.align import Zone
from parsers.forms import FORMS

_ONLY_2021 = {"other_uncorrected", "other_fee_unpaid", "other_other"}
_ONLY_2019 = "other_handling"
_LAST_ROWS = {"processed_total", "carried_out"}

Zones = Mapping[tuple[str, str], list[Zone]]  # by table and row


def proactive_forms(by_row: Zones) -> tuple[str | None, tuple[str, ...]]:
    """The table's form, by a vote of its rows, and the form of each of its blocks, by the votes of its own rows."""
    votes = {row: form for (table, row), zones in by_row.items() if table == "proactive"
             for form in [_row_form(row, zones)] if form}  # fmt: skip
    if not votes:
        return None, ()
    main = _most_voted(list(votes.values()))
    blocks = FORMS[main].tables["proactive"]
    return main, tuple(
        _most_voted([votes[row.key] for row in block.rows if row.key in votes]) or main for block in blocks
    )


def _most_voted(votes: list[str]) -> str:
    return max(sorted(set(votes)), key=votes.count, default="")


def _row_form(row: str, zones: list[Zone]) -> str | None:
    columns = _columns_of(row)
    having = [name for name, keys in columns.items() if keys]
    if len(having) == 1:
        return having[0]
    headers = {key for zone in zones for key in zone.headers}
    for name, other in (("2019", "2021"), ("2021", "2019")):
        if headers & (columns[name] - columns[other]):
            return name
    if headers:
        return next((name for name in having if headers == columns[name]), None)
    counts = {len(columns[name]): name for name in having}
    shown = [counts[zone.figures] for zone in zones if zone.figures in counts]
    return shown[0] if shown and len(counts) > 1 else None


@cache
def _columns_of(row: str) -> dict[str, frozenset[str]]:
    """The columns of a row in each form, none in a form that has no such row."""
    return {
        name: frozenset(
            column.key
            for block in form.tables["proactive"]
            if any(label.key == row for label in block.rows)
            for column in block.columns
        )
        for name, form in FORMS.items()
    }


def requests_form(by_row: Zones) -> str | None:
    """The form of table requests, told by how it shows 其他处理; None where it does not get that far."""
    rows = {row for table, row in by_row if table == "requests"}
    if rows & _ONLY_2021:
        return "2021"
    single = by_row.get(("requests", _ONLY_2019), [])
    # 其他处理 heads the three rows of 2021; where none of them follows, although later rows do, it is the row of 2019
    return "2019" if single and (rows & _LAST_ROWS or any(zone.entries for zone in single)) else None
