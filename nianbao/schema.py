"""The tables of the dataset as values: from `tables.toml`, and their figures from the official forms."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from parsers import FORMS, SECTIONS, Block, Label
from parsers.narrative.claims import SUBJECTS

Codes = dict[str, dict[str, str]]


class Column(NamedTuple):
    """One column: `type` is string, integer, number or date.

    `form` names the forms that it stands in and `cell` its place there, `codes` the list in `codes()` that
    its values are from; "" where there is none.
    """

    name: str
    type: str
    unit: str
    zh: str
    en: str
    description: str
    missing: str
    form: str = ""
    cell: str = ""
    codes: str = ""


class Table(NamedTuple):
    """One table: what it holds, what its rows are sorted by, and its columns in order."""

    name: str
    zh: str
    en: str
    description: str
    sort: tuple[str, ...]
    columns: tuple[Column, ...]


@cache
def _facts() -> dict[str, Any]:
    return tomllib.loads((files("nianbao") / "tables.toml").read_text("utf-8"))


def _column(fact: dict[str, str]) -> Column:
    return Column(**{"unit": "", "missing": _facts()["missing"], **fact})


def _wide(kind: str, name: str = "") -> Column:
    return _column({"name": name or kind, **_facts()["wide"][kind]})


def merged(orders: list[tuple[Label, ...]]) -> tuple[Label, ...]:
    """The labels of several forms in one order: each new one after its neighbour in its own form, or last.

    >>> a, b, c, d = (Label(key, key, key) for key in "abcd")
    >>> "".join(label.key for label in merged([(a, b, d), (a, c, d)]))
    'acbd'
    """
    union: list[Label] = []
    for order in orders:
        place = len(union)
        for label in order:
            keys = [known.key for known in union]
            if label.key not in keys:
                union.insert(place, label)
                keys.insert(place, label.key)
            place = keys.index(label.key) + 1
    return tuple(union)


def request_rows() -> tuple[Label, ...]:
    """The rows of the table of requests in all forms, in their order."""
    return merged([form.tables["requests"][0].rows for form in FORMS.values()])


def applicants() -> tuple[Label, ...]:
    """The kinds of applicant, the columns of the table of requests."""
    return FORMS["2019"].tables["requests"][0].columns


def _forms_of(table: str, row: str, column: str) -> str:
    return " ".join(name for name, form in FORMS.items() if (table, row, column) in set(form.addresses(table)))


def _figure(table: str, row: Label, column: Label) -> Column:
    """The column of a wide table that holds one cell of the form."""
    money = column.key == "amount"
    return Column(
        name=f"{row.key}_{column.key}",
        type="number" if money else "integer",
        unit=f"see {row.key}_amount_unit" if money else "count",
        zh=f"{row.zh}:{column.zh}",
        en=f"{row.en}: {column.en}",
        description="as printed or recovered",
        missing=_facts()["wide"]["figure"]["missing"],
        form=_forms_of(table, row.key, column.key),
        cell=f"{row.key} / {column.key}",
    )


def _request_figure(row: Label) -> Column:
    plain = _figure("requests", row, Label("total", "", ""))
    return plain._replace(name=row.key, zh=row.zh, en=row.en, cell=f"{row.key} / (applicant)")


def _blocks(table: str) -> list[Block]:
    return [block for form in FORMS.values() for block in form.tables[table]]


def _cell_columns(table: str) -> list[Column]:
    """One column a cell of `table` over all forms, row by row; an amount of money is followed by its unit."""
    columns: list[Column] = []
    for row in merged([block.rows for block in _blocks(table)]):
        for column in merged([block.columns for block in _blocks(table) if row.key in _keys(block)]):
            columns.append(_figure(table, row, column))
            if column.key == "amount":
                unit = _wide("amount_unit", f"{row.key}_amount_unit")
                columns.append(unit._replace(zh=f"{row.zh}:{unit.zh}", en=f"{row.en}: {unit.en}"))
    return columns


def _keys(block: Block) -> set[str]:
    return {row.key for row in block.rows}


def _figures(table: str) -> list[Column]:
    failed = _wide("figures_failed")
    if table == "requests":
        return [_wide("form"), _wide("applicant"), *map(_request_figure, request_rows()), failed]
    lead = [] if table == "disputes" else [_wide("form")]
    return [*lead, *_cell_columns(table), failed]


def _table(name: str) -> Table:
    fact = _facts()[name]
    own = _figures(fact["figures"]) if "figures" in fact else map(_column, fact["columns"])
    keys = [_column({**key, **fact.get("keys", {}).get(key["name"], {})}) for key in _facts()["keys"]]
    return Table(name, fact["zh"], fact["en"], fact["description"], tuple(fact["sort"]), (*keys, *own))


NAMES = (
    "reports",
    "cells",
    "proactive",
    "requests",
    "disputes",
    "sections",
    "claims",
    "checks",
    "revisions",
    "coverage",
)


@cache
def tables() -> dict[str, Table]:
    """Every table of the dataset by name, in the order they are documented in."""
    return {name: _table(name) for name in NAMES}


@cache
def codes() -> dict[str, Codes]:
    """Every list of codes by name: code → {"zh", "en"}."""
    told: dict[str, Codes] = dict(_facts()["codes"])
    told["applicant"] = {label.key: {"zh": label.zh, "en": label.en} for label in applicants()}
    told["section"] = {label.key: {"zh": label.zh, "en": label.en} for label in SECTIONS}
    told["subject"] = {label.key: {"zh": label.zh, "en": label.en} for label in SUBJECTS.values()}
    return told
