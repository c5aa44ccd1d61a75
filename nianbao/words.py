"""Failed identities in words: which row or column of the form, what it says and what it should say."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from nianbao.schema import codes
from parsers import FORMS, Cell, Check, Issue
from parsers.report import Number

Language = Literal["zh", "en"]

_PARTS = {"proactive": "第二部分", "requests": "第三部分", "disputes": "第四部分"}


@cache
def _templates() -> dict[str, dict[Language, str]]:
    templates: dict[str, dict[Language, str]] = tomllib.loads((files("nianbao") / "words.toml").read_text("utf-8"))
    return templates


@cache
def _labels() -> dict[str, str]:
    """Key of a row or column → its official wording, the newest form's where they differ."""
    return {
        label.key: label.zh.removeprefix("三、本年度办理结果/")
        for form in FORMS.values()
        for blocks in form.tables.values()
        for block in blocks
        for label in (*block.columns, *block.rows)
    }


def scope_in_words(scope: str) -> str:
    """The wording of a row, column or cell that a check is about.

    >>> scope_in_words("granted"), scope_in_words("licensing/items_last_year")
    ('(一)予以公开', '行政许可 · 上一年项目数量')
    """
    return " · ".join(_labels().get(key, key) for key in scope.replace(" ", "/").split("/"))


def check_in_words(check: Check, language: Language) -> str:
    """One sentence on `check`: the identity, where, and both of its sides."""
    told = _templates().get(check.identity, {}).get(language, f"{check.identity} {{scope}}: {{left}} ≠ {{right}}")
    return told.format(scope=scope_in_words(check.scope), left=number(check.left), right=number(check.right))


def number(value: Number | None) -> str:
    """A figure as a person writes it.

    >>> number(13), number(2.50), number(4.0), number(None)
    ('13', '2.5', '4', '?')
    """
    if value is None:
        return "?"
    return str(int(value)) if float(value).is_integer() else str(value)


def issue_in_words(issue: Issue) -> str:
    """What an issue says to the author of a report, then the message with its place."""
    known = codes()["issue"].get(issue.code, {"zh": issue.code})
    return f"{known['zh']}({issue.message})"


def cell_in_words(cell: Cell) -> str:
    """Where a cell stands in the form.

    >>> cell_in_words(Cell("disputes", "reconsideration", "upheld", 1, None, "printed", "holds", None, "1"))
    '第四部分“行政复议 · 结果维持”'
    """
    return f"{_PARTS[cell.table]}“{scope_in_words(f'{cell.row}/{cell.column}')}”"
