"""Which form each table follows, told by its own rows and headers: a report may mix them, even block by block."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from parsers.align import Zone
from parsers.form import FORMS
from parsers.form.values import read_value
from parsers.headers import UNKNOWN

_ONLY_2021 = {"other_uncorrected", "other_fee_unpaid", "other_other"}
_ONLY_2019 = "other_handling"
_LAST_ROWS = {"processed_total", "carried_out"}

Zones = Mapping[tuple[str, str], list[Zone]]  # by table and row


def proactive_forms(by_row: Zones) -> tuple[str | None, tuple[str | None, ...]]:
    """The table's form, by a vote of its rows, and the form of each of its blocks, None where nothing proves it.

    A block that does not tell its own follows the others if they agree; where words stand in its header that are not
    known, only if there are rows among them that no other form has.
    """
    told = {row: form for (table, row), zones in by_row.items() if table == "proactive"
            if (form := _row_form(row, zones))}  # fmt: skip
    if not told:
        return None, ()
    main = _most_voted(list(told.values()))
    agreed = len(set(told.values())) == 1
    owned = any(len(_forms_with(row)) == 1 for row in told)
    blocks = []
    for block in FORMS[main].tables["proactive"]:
        own = {told[row.key] for row in block.rows if row.key in told}
        zones = [zone for row in block.rows for zone in by_row.get(("proactive", row.key), [])]
        follows = not zones or (agreed and (owned or not any(UNKNOWN in zone.headers for zone in zones)))
        blocks.append(own.pop() if len(own) == 1 else main if follows else None)
    return main, tuple(blocks)


def _most_voted(votes: list[str]) -> str:
    return max(sorted(set(votes)), key=votes.count)


def _row_form(row: str, zones: list[Zone]) -> str | None:
    """The form that alone has the row, or the columns above it, or so many columns that its figures differ."""
    having = _forms_with(row)
    if len(having) == 1:
        return having[0]
    columns = _columns_of(row)
    headers = {key for zone in zones for key in zone.headers}
    for name, other in (("2019", "2021"), ("2021", "2019")):
        if headers & (columns[name] - columns[other]):
            return name
    if any(headers):  # the columns that both forms have stand last in that of 2019: words not known may be the others
        first = all(zone.headers[:1] != (UNKNOWN,) for zone in zones)
        return next((name for name in having if headers - {UNKNOWN} == columns[name] and first), None)
    several = [name for name in having if len(columns[name]) > 1]
    return several[0] if len(several) == 1 and any(map(_differs, zones)) else None


def _differs(zone: Zone) -> bool:
    """Whether cells of a row show different figures, so that they are not one that was copied into all it covers."""
    return zone.certain and len({read_value(entry.text).number for entry in zone.entries} - {None}) > 1


def _forms_with(row: str) -> list[str]:
    return [name for name, keys in _columns_of(row).items() if keys]


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


def requests_form(by_row: Zones, zones: Sequence[Zone]) -> str | None:
    """The form of table requests, told by how it shows 其他处理; None where it does not get that far, or is not known.

    其他处理 heads the three rows of 2021; where none of them follows, although later rows do, it is the row of 2019.
    """
    rows = {row for table, row in by_row if table == "requests"}
    if rows & _ONLY_2021:
        return "2021"
    single = by_row.get(("requests", _ONLY_2019), [])
    if any(zone.entries for zone in single):
        return "2019"
    headings = set(map(id, single))
    behind = [following for zone, following in pairwise(zones) if id(zone) in headings]
    is_row = rows & _LAST_ROWS and not any(zone.row is None and zone.entries for zone in behind)
    return "2019" if single and is_row else None
