"""The text of one cell → a value. Any text gives an answer, and what is no figure is said to be none."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

import cn2an

from parsers.form import facts
from parsers.form.labels import fold
from parsers.report import Number

Kind = Literal["figure", "blank", "dash", "words"]

_DASH = re.compile(rf"[-‐-―−─/\\~]{{1,4}}|{'|'.join(facts('variants')['values']['nothing'])}")
_FIGURE = re.compile(
    r"['’]?(?P<sign>\+|-{1,2}|[−–—]|增加?|减少?)? *"  # spreadsheets mark text with an apostrophe
    r"(?P<digits>[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d{0,14})(?P<decimals>\.\d{1,6})?\s*+"
    r"(?:\(?(?P<unit>万元|亿元|元)\)?|[件条个项次份宗起部])?\s*+"
    r"(?:\((?!(?:减少?|下降|负|[-−–—↓])\)).{0,60}\))?",  # a sign behind the figure is no remark
    re.S,
)
_CHINESE = re.compile(r"零|(?![一零〇]+$)[零〇一二三四五六七八九十百千两]{2,9}")  # 一一 is a stroke rather than 11
_NEGATIVE = re.compile(r"[-−–—减]")


class Value(NamedTuple):
    """What a cell says: `number` with its `unit` (元, 万元, 亿元 or null) when `kind` is "figure", else null."""

    kind: Kind
    number: Number | None = None
    unit: str | None = None


BLANK, DASH, WORDS = Value("blank"), Value("dash"), Value("words")


@lru_cache(maxsize=4096)
def read_value(text: str) -> Value:
    """The value of a cell's text.

    >>> read_value(" 57 "), read_value("１２"), read_value("+19").number, read_value("-417").number
    (Value(kind='figure', number=57, unit=None), Value(kind='figure', number=12, unit=None), 19, -417)
    >>> read_value("减44").number, read_value("--253").number, read_value("1,234").number, read_value("二十三").number
    (-44, -253, 1234, 23)
    >>> read_value("零").number, read_value("暂无").kind, read_value("不涉及").kind
    (0, 'dash', 'dash')
    >>> read_value("1646.5万元"), read_value("22（其中修订 16 件）").number
    (Value(kind='figure', number=1646.5, unit='万元'), 22)
    >>> read_value("5800（元）"), read_value("3（减）").kind, read_value("一一").kind
    (Value(kind='figure', number=5800, unit='元'), 'words', 'words')
    >>> read_value("\\xa0").kind, read_value("/").kind, read_value("—").kind, read_value("无").kind
    ('blank', 'dash', 'dash', 'dash')

    A letter O is not a zero, 一 may be a stroke that stands for nothing, and 000 may be three figures:

    >>> read_value("O").kind, read_value("一").kind, read_value("000").kind, read_value("见附件").kind
    ('words', 'words', 'words', 'words')
    """
    plain = fold(text).strip()
    if plain.isascii() and plain.isdigit() and len(plain) < 16 and (plain == "0" or plain[0] != "0"):
        return Value("figure", int(plain))
    if not plain:
        return BLANK
    if _DASH.fullmatch(plain):
        return DASH
    figure = _FIGURE.fullmatch(plain)
    if figure:
        return Value("figure", _number(figure), figure["unit"])
    if _CHINESE.fullmatch(plain):
        return _chinese(plain)
    return WORDS


def _number(figure: re.Match[str]) -> Number:
    digits = figure["digits"].replace(",", "")
    number: Number = float(digits + figure["decimals"]) if figure["decimals"] else int(digits)
    return -number if _NEGATIVE.match(figure["sign"] or "") else number


def _chinese(numeral: str) -> Value:
    try:
        return Value("figure", int(cn2an.cn2an(numeral, "smart")))
    except ValueError:
        return WORDS
