"""Text → the figures in it: number, counter, and whether it is a round one."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from parsers.form.numerals import number_of
from parsers.narrative.claims.facts import FACTS
from parsers.report import Number

_NUMERALS = "零〇一二三四五六七八九十百千万亿两"
_SCALES = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
}
_COUNTERS = "|".join(map(re.escape, sorted(FACTS["counters"], key=len, reverse=True)))
_FIGURE = re.compile(
    rf"(?:百分之(?P<percent>[0-9]{{1,3}}(?:\.[0-9]{{1,4}})?|[{_NUMERALS}点]{{1,9}})"
    r"|(?:(?<![A-Za-z0-9.第/+])(?<![0-9][-,:~—–至到\s])(?P<digits>[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})"
    r"(?!,?[0-9]{3}|[0-9])(?P<decimals>\.[0-9]{1,6}(?![0-9]))?"
    rf"|(?<![A-Za-z0-9.几数第之{_NUMERALS}])(?<![{_NUMERALS}][-~—–至到、])(?P<chinese>[{_NUMERALS}]{{1,16}}))"
    r"\s?(?P<more>余|多(?!达))?(?P<scale>[百千]?[万亿]|[百千])?(?P<most>余|多(?!达))?[ \t]?"
    rf"(?!{FACTS['not_a_counter']})(?:(?P<counter>{_COUNTERS})(?P<about>左右|上下|以上)?|(?=\s?(?:[;。)]|,(?![0-9])))))"
)
# tried only where behind the digits stands what may follow them: hardly behind the number of a year or of a list
_FIRST = "".join(sorted({counter[0] for counter in FACTS["counters"]})) + "余多百千万亿\\s"
_BEGINNING = re.compile(
    rf"[0-9](?=[0-9.,]{{0,30}}[{_FIRST};。),])[0-9]*|[{_NUMERALS}](?=[{_NUMERALS}点]{{0,20}}[{_FIRST}]|分之)"
)
_APPROXIMATELY = re.compile(FACTS["approximately"])
_NOT_NEARLY = re.compile(FACTS["not_nearly"])
_OF_A_LAW = re.compile(FACTS["law_before"])
_BROKEN = ("元", "%", "倍", "个百分点")  # counters of figures that may have decimals
_DECIMALS = str.maketrans("零〇一二三四五六七八九", "00123456789")


class _Parts(NamedTuple):
    """The groups of `_FIGURE`, in their order."""

    percent: str | None
    digits: str | None
    decimals: str | None
    chinese: str | None
    more: str | None
    scale: str | None
    most: str | None
    counter: str | None
    about: str | None


class Figure(NamedTuple):
    """A number with its counter, None where it has none; `lonely` ones are figures only if they count something."""

    start: int
    end: int
    number: Number
    counter: str | None
    approximate: bool
    lonely: bool


def figures_in(text: str, folded: str) -> Iterator[Figure]:
    """The figures of a text, in their order."""
    for found in _figures(folded):
        start, end = found.span()
        parts = _Parts._make(found.groups())
        number = _number(parts)
        lonely = parts.counter is None and not parts.percent
        if number is None or (lonely and parts.chinese) or _is_none(parts, folded, start) or "，" in text[start:end]:
            continue
        before = folded[max(0, start - 4) : start]
        nearly = bool(_APPROXIMATELY.search(before)) and not _NOT_NEARLY.search(before)
        approximate = nearly or bool(parts.more or parts.most or parts.about)
        lonely = lonely or parts.chinese in ("一", "零", "〇")
        yield Figure(start, end, number, _counter(parts), approximate, lonely)


def _figures(folded: str) -> Iterator[re.Match[str]]:
    """What `_FIGURE` matches, tried only where a figure may begin."""
    beginning = _BEGINNING.search(folded)
    while beginning:
        found = _FIGURE.match(folded, beginning.start())
        if found:
            yield found
        beginning = _BEGINNING.search(folded, (found or beginning).end())


def _is_none(parts: _Parts, folded: str, start: int) -> bool:
    """Whether it is the number of an article, or a list number before a figure."""
    before = folded[max(0, start - 16) : start]
    if before.rstrip(" (").endswith("第") or (parts.counter in ("条", "项") and _OF_A_LAW.search(before)):
        return True
    return bool(parts.decimals and not parts.scale and parts.counter not in _BROKEN)


def _counter(parts: _Parts) -> str | None:
    if parts.percent:
        return "%"
    return parts.scale[-1] + "元" if parts.scale and _in_ten_thousands(parts) else parts.counter


def _in_ten_thousands(parts: _Parts) -> bool:
    return parts.counter == "元" and (parts.scale or "")[-1:] in ("万", "亿")


def _number(parts: _Parts) -> Number | None:
    """The number of a figure: 1.2万 is 12000, but 12万元 is 12, in 万元."""
    scale = parts.scale or ""
    factor = _SCALES[scale[:-1] if _in_ten_thousands(parts) else scale]
    numeral = parts.chinese or parts.percent
    if numeral and not numeral[0].isdecimal():
        value = _chinese(numeral, bool(parts.more or parts.most or parts.percent))
        return None if value is None else value * factor
    digits = numeral or (parts.digits or "").replace(",", "") + (parts.decimals or "")
    if "." not in digits:
        return int(digits) * factor
    exact = Decimal(digits) * factor
    return float(exact) if exact % 1 or factor == 1 else int(exact)


@lru_cache(maxsize=4096)
def _chinese(numeral: str, rounded: bool) -> Number | None:  # noqa: FBT001 - a flag for the cache
    """The number of a Chinese numeral, None where it is none: 百件 is many, 百余件 more than 100.

    >>> _chinese("一百二十三", False), _chinese("百", True), _chinese("百", False), _chinese("三五", False)
    (123, 100, None, None)
    >>> _chinese("九十五点三", False)
    95.3
    """
    whole, point, decimals = numeral.partition("点")
    number = number_of("一" + whole if rounded and whole[:1] in tuple("百千万") else whole)
    if number is None or not point:
        return number
    digits = decimals.translate(_DECIMALS)
    return float(f"{number}.{digits}") if digits.isascii() and digits.isdigit() else None
