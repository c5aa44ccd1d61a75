"""The official forms as values: tables made of blocks, a block being rows by columns, every part with its labels.

The facts stand in the TOML files beside this module, one file a form; a new form is a new file.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

TABLES = ("proactive", "requests", "disputes")


class Label(NamedTuple):
    """A section, row or column of the form: its key in the datasets, its official wording, its English name."""

    key: str
    zh: str
    en: str


class Block(NamedTuple):
    """Rows by columns under one header; `item` is the item of Article 20 that heads it, "" where none does.

    `groups` are the words that stand above several of the columns, each with the keys of these columns.
    """

    item: str
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Address(NamedTuple):
    """Where a figure stands in the form."""

    table: str
    row: str
    column: str


class Form(NamedTuple):
    """One official form: `tables` maps each name of `TABLES` to its blocks, in the form's order."""

    name: str
    circular: str
    tables: dict[str, tuple[Block, ...]]

    def addresses(self, table: str) -> tuple[Address, ...]:
        """Every cell of `table`, in the form's order: 22 / 161 / 15 cells in 2019, 10 / 175 / 15 in 2021."""
        return tuple(
            Address(table, row.key, column.key)
            for block in self.tables[table]
            for row in block.rows
            for column in block.columns
        )


@cache
def facts(name: str) -> dict[str, Any]:
    """The content of the fact file `name`.toml beside this module."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text("utf-8"))


def _labels(table: str, side: str, wordings: dict[str, str]) -> tuple[Label, ...]:
    english = facts("english")[table][side]
    return tuple(Label(key, zh, english[key]) for key, zh in wordings.items())


def _form(name: str) -> Form:
    form = facts(name)
    tables = {
        table: tuple(
            Block(
                block.get("item", ""),
                _labels(table, "rows", block["rows"]),
                _labels(table, "columns", block["columns"]),
                tuple((word, tuple(keys)) for word, keys in block.get("groups", {}).items()),
            )
            for block in form[table]
        )
        for table in TABLES
    }
    return Form(name, form["circular"], tables)


FORMS: dict[str, Form] = {name: _form(name) for name in ("2019", "2021")}

SECTIONS: tuple[Label, ...] = tuple(
    Label(key, zh, facts("english")["sections"][key]) for key, zh in facts("sections").items()
)
