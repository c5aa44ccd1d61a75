"""Which form each table follows, told by its own rows and headers: a report may mix them, even block by block."""

from collections import Counter
from collections.abc import Mapping

from parsers.align import Zone
from parsers.forms import FORMS, Block

_ONLY_2021 = {"other_uncorrected", "other_fee_unpaid", "other_other"}
_ONLY_2019 = "other_handling"

Zones = Mapping[tuple[str, str], list[Zone]]  # by table and row


def proactive_blocks(by_row: Zones) -> tuple[str | None, list[tuple[str, Block]]]:
    """The table's form, by a vote of its rows, and its blocks, each in the form that its own rows show."""
    votes = {row: form for (table, row), zones in by_row.items() if table == "proactive"
             for form in [_row_form(row, zones)] if form}  # fmt: skip
    if not votes:
        shared = _shared_blocks() if any(table == "proactive" for table, _ in by_row) else []
        return None, [("", block) for block in shared]
    main = max(sorted(set(votes.values())), key=Counter(votes.values()).__getitem__)
    blocks = []
    for at, block in enumerate(FORMS[main].tables["proactive"]):
        own = Counter(votes[row.key] for row in block.rows if row.key in votes)
        form = max(own, key=own.__getitem__) if own else main
        blocks.append((form, FORMS[form].tables["proactive"][at]))
    return main, blocks


def _shared_blocks() -> list[Block]:
    """What both forms have in common: decisions on licensing, penalties and coercion."""
    return [block for block in FORMS["2021"].tables["proactive"] if block.columns[0].key == "decisions"]


def _row_form(row: str, zones: list[Zone]) -> str | None:
    columns = {name: _columns_of(name, row) for name in FORMS}
    having = [name for name, keys in columns.items() if keys]
    if len(having) == 1:
        return having[0]
    headers = {key for zone in zones for key in zone.headers}
    for name, other in (("2019", "2021"), ("2021", "2019")):
        if headers & (columns[name] - columns[other]):
            return name
    exact = [name for name in having if headers == columns[name]]
    counts = {len(columns[name]): name for name in having}
    shown = [counts[zone.figures] for zone in zones if zone.figures in counts and len(counts) > 1]
    return exact[0] if exact else shown[0] if shown and not headers else None


def _columns_of(form: str, row: str) -> set[str]:
    for block in FORMS[form].tables["proactive"]:
        if any(label.key == row for label in block.rows):
            return {column.key for column in block.columns}
    return set()


def requests_form(by_row: Zones) -> str | None:
    """The form of table requests, told by how it shows 其他处理; None where it does not get that far."""
    rows = {row for table, row in by_row if table == "requests"}
    if rows & _ONLY_2021:
        return "2021"
    single = by_row.get(("requests", _ONLY_2019), [])
    return "2019" if any(zone.entries for zone in single) else None


def request_rows(form: str | None) -> list[str]:
    """The rows of table requests; where its form is not known, those that both forms have."""
    rows = [row.key for row in FORMS[form or "2019"].tables["requests"][0].rows]
    return rows if form else [row for row in rows if row != _ONLY_2019]
