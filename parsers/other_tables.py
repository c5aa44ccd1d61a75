"""Zones of tables that are not the form's: those of last year, of enforcement, of proposals use its words too.

Where the form's own table shows by its header which it is, rows of a table without that header are no readings of it.
其他 and 总计 prove no header: where the header is printed again, they may be read as rows.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from parsers.align import Zone
from parsers.form import FORMS
from parsers.form.labels import names

_DISPUTES_CELLS = len(FORMS["2021"].addresses("disputes"))


def set_aside(zones: Sequence[Zone]) -> list[Zone]:
    """The zones, those of other tables as labels that no form has.

    Such a table does not show all rows of the form, and none of them under the form's header or two columns of it. It
    is set aside if one table of the source, between certain borders, shows all rows under the form's header; or if it
    begins with words that no form has, and a row of its own stands under the form's header elsewhere.
    """
    tables: dict[str, dict[int, list[Zone]]] = {}
    for zone in zones:
        if zone.row is not None and zone.entries:
            tables.setdefault(zone.table, {}).setdefault(zone.source, []).append(zone)
    others = {id(zone) for table, sources in tables.items() if len(sources) > 1 for zone in _others(table, sources)}
    return [replace(zone, table="", row=None) if id(zone) in others else zone for zone in zones]


def _others(table: str, sources: dict[int, list[Zone]]) -> list[Zone]:
    headed = {source: [zone for zone in own if _has_header(zone)] for source, own in sources.items()}
    is_whole = any(_has_all_rows(table, [zone for zone in own if zone.certain]) for own in headed.values())
    others = []
    for source, own in sources.items():
        if headed[source] or any(map(_has_part_of_header, own)) or _has_all_rows(table, own):
            continue
        rivals = {zone.row for rows in headed.values() for zone in rows}.intersection(zone.row for zone in own)
        if is_whole or (own[0].is_strange and rivals):
            others += own
    return others


def _has_header(zone: Zone) -> bool:
    """Whether the header of the form stands above a row; what tells the one row of disputes are its many cells."""
    if zone.table == "disputes":
        return len(zone.entries) >= _DISPUTES_CELLS
    return zone.is_headed and any(columns <= set(zone.headers) for columns in _columns(zone.table, zone.row))


def _has_part_of_header(zone: Zone) -> bool:
    return zone.is_headed and any(len(columns & set(zone.headers)) > 1 for columns in _columns(zone.table, zone.row))


def _has_all_rows(table: str, zones: Sequence[Zone]) -> bool:
    if table == "disputes":
        return any(map(_has_header, zones))
    shown = {zone.row for zone in zones}
    return any(rows <= shown for rows in _rows(table))


@cache
def _columns(table: str, row: str | None) -> list[frozenset[str]]:
    """The columns of a row whose words name no row, in each form that has it."""
    return [
        frozenset(column.key for column in block.columns if len(names(column.zh)) == 1)
        for form in FORMS.values()
        for block in form.tables[table]
        if any(label.key == row for label in block.rows)
    ]


@cache
def _rows(table: str) -> list[frozenset[str]]:
    """The rows of a table, in each form."""
    return [frozenset(label.key for block in form.tables[table] for label in block.rows) for form in FORMS.values()]
