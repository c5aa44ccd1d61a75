"""The text of one cell → a value. Any text gives an answer, and what is no figure is said to be none.

`read_value` knows no column. What its figure means in a column of counts, of changes or of money is said by `as_count`,
`as_change` and `as_money`: words where it means nothing there.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from parsers.form import facts
from parsers.form.labels import fold
from parsers.form.numerals import NUMERALS, number_of
from parsers.report import Number

Kind = Literal["figure", "blank", "dash", "words"]


class Value(NamedTuple):
    """What a cell says: `number` with its `unit` (元, 万元, 万 … or null) when `kind` is "figure", else null.

    `is_change` is whether it is said as a change on the year before ("减少12", "持平"), which no other column states.
    """

    kind: Kind
    number: Number | None = None
    unit: str | None = None
    is_change: bool = False


BLANK, DASH, WORDS, UNCHANGED = Value("blank"), Value("dash"), Value("words"), Value("figure", 0, is_change=True)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_WORDS = facts("values")
_FELL, _ROSE = frozenset(_WORDS["change"]["fell"]), frozenset(_WORDS["change"]["rose"])
_MONEY_OF_SCALE = {scale: f"{scale}元" for scale in _WORDS["bare_scales"]}
_LONGEST = 120  # characters; the longest cell with a figure in the real reports is 24 long
_NUMBER = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}|0|[1-9][0-9]{0,14})(?:\.[0-9]{1,8})?"
_CHANGE = _any_of(_FELL | _ROSE)
_THAN = f"(?:{_any_of(_WORDS['change']['than'])})?,?"
_SIGN = rf"(?:\+|-{{1,2}}|[−–—]|{_THAN}(?:{_CHANGE})了?)"
_UNIT = f"(?:{_any_of([*_WORDS['units'], *_MONEY_OF_SCALE])})"
_COUNTER = f"(?:{_any_of(_WORDS['counters'])})"
_FIGURE = re.compile(
    rf"['’]?(?P<about>{_any_of(_WORDS['about'])})?(?P<yuan>{_any_of(_WORDS['yuan_signs'])})? *"
    rf"(?P<sign>{_SIGN}|\({_SIGN}\))? *"
    rf"(?P<number>{_NUMBER})(?![0-9.,])(?P<tail>.*)",
    re.S,
)
_TAIL = re.compile(
    rf"(?:(?:\((?:单位[:为]?)?(?P<named>{_UNIT})\)|(?P<unit>{_UNIT})(?:整|人民币|\(人民币\))?|{_COUNTER}))?"
    rf"(?P<change>{_CHANGE})?(?:\((?P<remark>.{{1,60}})\))?"
)
_CHANGE_REMARK = re.compile(
    rf"{_THAN}(?:(?P<word>{_CHANGE})[了数量]?|(?P<negative>{_any_of(_WORDS['change']['negative'])})"
    rf"|(?P<sign>[-−–—+])(?=[0-9]))(?P<number>{_NUMBER})?(?:{_COUNTER}|{_UNIT})?"
)
_MINUS = r"(?<![0-9A-Za-z年月日号])[-−–—][0-9]"  # in "2020-2021" it is none
_UNSURE = re.compile(
    rf"{_any_of(_WORDS['remarks']['anywhere'])}|{_MINUS}"
    rf"|^(?:{_any_of(_WORDS['remarks']['alone'])}|{_NUMBER}|[十百千万亿]{{1,2}}{_COUNTER}?)$"
)
_CHANGE_WORD = re.compile(f"(?:{_CHANGE})(?=了?$)")
_NOTHING = frozenset(_WORDS["nothing"])
_UNCHANGED_WORDS = frozenset(_WORDS["unchanged"])
_DASH = re.compile(r"[-‐-―−─/\\~∕╱﹣ー_]{1,4}")
_NAUGHT = re.compile(rf"(?:{_any_of(_NOTHING)})\(0\)")
_CHINESE = re.compile(rf"([{NUMERALS}]{{1,16}})({_any_of(_WORDS['units'])})?整?")
_SCALES = re.compile("[万亿萬億]")
_TEN = 10
_RIGHT_TO_LEFT = "\u202e"  # what follows it is shown from its end: 12 as 21


def read_value(text: str) -> Value:
    """The value of a cell's text.

    >>> read_value(" 57 ").number, read_value("１２").number, read_value("+19").number, read_value("1,234").number
    (57, 12, 19, 1234)
    >>> read_value("1646.5万元"), read_value("22（其中修订 16 件）").number, read_value("31批次").number
    (Value(kind='figure', number=1646.5, unit='万元', is_change=False), 22, 31)
    >>> [read_value(text).unit for text in ("5800（元）", "￥20000", "约20万元", "人民币2万元", "2601.95万", "3万美元")]
    ['元', '元', '万元', '万元', '万', '万美元']
    >>> [read_value(text).kind for text in ("\\xa0", "/", "—", "暂无", "不涉及", "无（0）", "见附件")]
    ['blank', 'dash', 'dash', 'dash', 'dash', 'figure', 'words']

    A remark that says that the number fell makes it negative; if it may mean something else, there is no figure:

    >>> [read_value(text).number for text in ("减44", "8（比上年减少）", "12（-12）", "12（负数）", "3↓", "未增未减")]
    [-44, -8, -12, -12, -3, 0]
    >>> {read_value(text).kind for text in ("22（其中减3件）", "+8（减少）", "12（-11）", "3(-)", "8（下降5%）")}
    {'words'}

    What may be two figures, a year, a stroke, a share or only about right is none. Full-width digits are digits; those
    of other scripts, circled and raised ones are not:

    >>> {read_value(text).kind for text in ("12 3", "007", "一二", "一", "O", "12%", "3-5", "约20", "①", "٣")}
    {'words'}
    >>> [read_value(text).number for text in ("二十三", "一百零五", "十", "两")]
    [23, 105, 10, 2]
    >>> read_value("1\\u202e2").kind, read_value("\\u200e12").number
    ('words', 12)
    """
    text = text.strip()
    return _read(text) if len(text) <= _LONGEST else WORDS


@lru_cache(maxsize=4096)
def _read(text: str) -> Value:
    plain = _without_invisible_edges(fold(text))
    if plain.isascii() and plain.isdigit() and len(plain) < 16 and (plain == "0" or plain[0] != "0"):
        return WORDS if _RIGHT_TO_LEFT in text else Value("figure", int(plain))
    if not plain:
        return BLANK
    if plain in _NOTHING or _DASH.fullmatch(plain):
        return DASH
    if plain in _UNCHANGED_WORDS:
        return UNCHANGED
    if _RIGHT_TO_LEFT in text:
        return WORDS
    if _NAUGHT.fullmatch(plain):
        return Value("figure", 0)
    figure = _FIGURE.fullmatch(plain)
    return _figure(figure) if figure else _chinese(plain)


def _without_invisible_edges(plain: str) -> str:
    start, end = 0, len(plain)
    while start < end and _is_invisible(plain[start]):
        start += 1
    while start < end and _is_invisible(plain[end - 1]):
        end -= 1
    return plain[start:end]


def _is_invisible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


def _figure(figure: re.Match[str]) -> Value:
    """The value of a number with what stands before it and its tail: unit, counter, remark."""
    tail = _TAIL.fullmatch("".join(figure["tail"].split()))
    if not tail:
        return WORDS
    number, unit = _number(figure["number"]), tail["named"] or tail["unit"]
    if figure["yuan"]:
        unit = _in_yuan(unit)
    sign = _sign(figure["sign"] or "", number)
    if sign is None or unit == "" or (figure["about"] and not unit):
        return WORDS
    for remark in (tail["change"], tail["remark"]):
        sign = _sign_after(remark, number, sign) if remark and sign else sign
    if sign is None:
        return WORDS
    return Value("figure", -number if sign.is_negative else number, unit, sign.is_change)


def _number(digits: str) -> Number:
    digits = digits.replace(",", "")
    return float(digits) if "." in digits else int(digits)


def _in_yuan(unit: str | None) -> str:
    """The unit of an amount behind ￥: "" where the unit is of other money."""
    unit = _MONEY_OF_SCALE.get(unit or "元", unit or "元")
    return unit if re.fullmatch("[百千万亿十]{0,2}元", unit) else ""


class _Sign(NamedTuple):
    """`printed` is whether a sign or a word says it."""

    is_negative: bool = False
    printed: bool = False
    is_change: bool = False


def _sign(printed: str, number: Number) -> _Sign | None:
    """The sign before a number, None where it may be a dash: a long one before 0."""
    printed = printed.strip("()")
    word = _CHANGE_WORD.search(printed)
    if word:
        return _Sign(is_negative=word[0] in _FELL, printed=True, is_change=True)
    if number == 0 and printed in ("—", "–", "--"):
        return None
    return _Sign(is_negative=printed not in ("", "+"), printed=bool(printed))


def _sign_after(remark: str, number: Number, sign: _Sign) -> _Sign | None:
    """The sign of a number that has a remark behind it, None where the two together say no certain figure."""
    change = _CHANGE_REMARK.fullmatch(remark)
    if change:
        if change["number"] and _number(change["number"]) != number:
            return None
        after = _Sign(change["sign"] != "+" if change["sign"] else bool(change["negative"]) or change["word"] in _FELL,
                      printed=True, is_change=True)  # fmt: skip
        return None if sign.printed and sign.is_negative != after.is_negative else after
    if remark in _NOTHING or remark in _UNCHANGED_WORDS:
        return sign if number == 0 else None
    if re.fullmatch(_NUMBER, remark) and _number(remark) == number:
        return sign
    return None if _UNSURE.search(remark) else sign


def _chinese(plain: str) -> Value:
    """The value of a Chinese numeral; a lone digit may as well be a stroke or the number of a label.

    >>> _chinese("三万")[1:3], _chinese("三万元")[1:3], _chinese("三万五千元")[1:3], _chinese("三百万元")[1:3]
    ((3, '万'), (3, '万元'), (35000, '元'), (300, '万元'))
    """
    found = _CHINESE.fullmatch(plain)
    if not found:
        return WORDS
    numeral, unit = found.groups()
    scale = numeral[-1] if numeral[-1] in _MONEY_OF_SCALE and not _SCALES.search(numeral[:-1]) else ""
    number = number_of(numeral.removesuffix(scale))
    if number is None:
        return WORDS
    stands_alone = numeral in ("零", "两") or (number >= _TEN and not _SCALES.search(numeral))
    return Value("figure", number, scale + (unit or "") or None) if scale or unit or stands_alone else WORDS


def as_count(value: Value) -> Value:
    """The value in a column of counts: whole, without unit, not negative, and not said as a change.

    >>> [as_count(read_value(text)).number for text in ("31批次", "1,234", "1.234", "12.0", "5万", "5元", "-3", "持平")]
    [31, 1234, None, None, None, None, None, None]
    """
    return WORDS if value.is_change or (value.number or 0) < 0 else as_change(value)


def as_change(value: Value) -> Value:
    """The value in a column of changes: whole, without unit, with any sign.

    >>> [as_change(read_value(text)).number for text in ("减少12", "+3", "持平", "-1.5", "8万元")]
    [-12, 3, 0, None, None]
    """
    return WORDS if isinstance(value.number, float) or value.unit else value


def as_money(value: Value) -> Value:
    """The value in a column of money: 万 and 亿 there are 万元 and 亿元; no amount is negative or said as a change.

    >>> as_money(read_value("2601.95万"))[:3], as_money(read_value("20000"))[:3], as_money(read_value("减2万元")).kind
    (('figure', 2601.95, '万元'), ('figure', 20000, None), 'words')
    """
    if value.is_change or (value.number or 0) < 0:
        return WORDS
    return value._replace(unit=_MONEY_OF_SCALE[value.unit]) if value.unit in _MONEY_OF_SCALE else value


_MONEY, _CHANGES = (frozenset(facts("quantities")[kind]) for kind in ("money", "changes"))


def as_measured(value: Value, column: str) -> Value:
    """The value as what a column of the forms measures: money, a change, or a count.

    >>> as_measured(read_value("1.5"), "amount").number, as_measured(read_value("1.5"), "decisions").kind
    (1.5, 'words')
    """
    return as_money(value) if column in _MONEY else as_change(value) if column in _CHANGES else as_count(value)
