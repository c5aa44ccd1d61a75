"""The text of one cell, classified once: a value, words of the form, a year, or words of no form."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from parsers.form.labels import HEADER, Name, bare, fold, is_numbered, names
from parsers.form.values import Kind, read_value

THIS_YEAR, LAST_YEAR = "this", "last"
_YEAR = re.compile(r"\(?(20[0-4]\d)\)?年?度?(?:数据?|情况)?")
_UNIT = re.compile(r"(?:计量)?单位为?[件个条项次宗份万亿元人篇]{1,4}")
_OTHER_COLUMNS = tomllib.loads((files(__name__.rpartition(".")[0]) / "other_columns.toml").read_text("utf-8"))
_RELATIVE = {word: year for year in (THIS_YEAR, LAST_YEAR) for word in _OTHER_COLUMNS["years"][year]}


class Token(NamedTuple):
    """What a cell says: its kind, what its words name in the forms, and the year that it is, if it is nothing else.

    `year` is "2022", `THIS_YEAR`, `LAST_YEAR` or "". `is_beside` is whether the words name a column that no sum adds.
    """

    kind: Kind
    names: tuple[Name, ...] = ()
    year: str = ""
    is_beside: bool = False

    def keys(self, table: str, side: str) -> set[str]:
        """The keys of rows or columns of a table that the words may name."""
        return {name.key for name in self.names if name.table == table and name.side == side}

    @property
    def is_header_word(self) -> bool:
        """Whether the words stand in tables of the form and name neither a row nor a column."""
        return HEADER in self.names


@lru_cache(maxsize=4096)
def token_of(text: str) -> Token:
    """The token of a cell's text.

    >>> token_of("12").kind, token_of("2022年").year, token_of("上年").year, token_of("备注").is_beside
    ('figure', '2022', 'last', True)
    >>> [name.key for name in token_of("3.其他").names], token_of("其中：规章").names
    (['other_other'], ())
    """
    kind = read_value(text).kind
    plain = "".join(fold(text).split())
    if kind not in ("words", "figure"):
        return Token(kind)
    dated = _YEAR.fullmatch(plain)
    if dated:
        return Token(kind, year=dated[1])
    if kind == "figure":
        return Token(kind)
    word = bare(text)
    found = names(text)
    if is_numbered(text):
        found = tuple(name for name in found if name.side != "columns")  # columns of the forms bear no number
    is_beside = word in _OTHER_COLUMNS["beside"]["words"] or _UNIT.fullmatch(word) is not None
    return Token(kind, found, _RELATIVE.get(word, ""), is_beside)
