"""The tokens of years: 2021年, 二〇二一年度, 2021-2022年, 2020-2021学年."""

import re
from typing import NamedTuple

_DIGITS = r"(?<!\d)20[0-4]\d(?!\d)"
_CHINESE = r"[二2][〇○零0Oo][一二三四五六七八九〇○零0-4][一二三四五六七八九〇○零\d](?=年)"
_ONE = rf"(?:{_DIGITS}|{_CHINESE})"
_TO = r"(?:[-—–~～/、至到和及与]|——|--)"
YEARS = re.compile(rf"({_ONE})年?度?(?:{_TO}({_ONE}|(?<=-)\d\d(?=学?年)))?(学年)?年?度?(?!\d*月|[-./]\d{{1,2}}[-./])")
"""A year, or two joined: groups 1 and 2; group 3 says that it is a school year."""

_FIGURES = {**dict.fromkeys("〇○零Oo", "0"), **{figure: str(at) for at, figure in enumerate("一二三四五六七八九", 1)}}


class Years(NamedTuple):
    """The years that one token names, and whether it is a school year."""

    years: tuple[int, ...]
    is_school_year: bool


def years_of(token: re.Match[str]) -> Years:
    """What a match of `YEARS` names.

    >>> years_of(YEARS.search("2021-2022年度")), years_of(YEARS.search("二〇二一年度"))
    (Years(years=(2021, 2022), is_school_year=False), Years(years=(2021,), is_school_year=False))
    >>> years_of(YEARS.search("2020-2021学年"))
    Years(years=(2020, 2021), is_school_year=True)
    """
    both = [int(number(part)) for part in (token[1], token[2]) if part]
    return Years(tuple(dict.fromkeys(year if year > 99 else 2000 + year for year in both)), token[3] is not None)


def number(characters: str) -> str:
    """The digits of a year, whichever figures it is written in.

    >>> number("二〇二一"), number("2O21"), number("2021")
    ('2021', '2021', '2021')
    """
    return "".join(_FIGURES.get(character, character) for character in characters)
