"""The year that a report is on: in its title, its period, its address, its preface."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs

from parsers.form.labels import fold
from parsers.narrative.head.evidence import Found
from parsers.narrative.head.title import Title
from parsers.narrative.head.words import WORDS, either
from parsers.report import Issue

PERIOD = "统计期限"
"""The place of a year that is that of the report's period."""

_FIRST = r"(?<!\d)(20[0-4]\d)\s{0,2}年?\s{0,2}(?:[.\-/]\s{0,2})?0?1\s{0,2}(?:月|[.\-/])\s{0,2}0?1\s{0,2}日?"
_LAST = r"(?:(20[0-4]\d)\s{0,2}(?:年|[.\-/])?\s{0,2})?1[0-2]\s{0,2}(?:月|[.\-/])\s{0,2}\d{1,2}\s{0,2}日?"
_WHOLE_YEAR = re.compile(rf"{_FIRST}[^\d。]{{0,8}}{_LAST}")
_PERIOD = re.compile(
    rf"(?:{either(WORDS['year']['periods'])})[^\d。]{{0,16}}(20[0-4]\d)(?:\s{{0,2}}年)?(?P<rest>[^。]{{0,50}})"
)
_LATER_YEAR = re.compile(r"[至到止\-—~][^\d。]{0,6}(20[0-4]\d)")
_PARAMETERS = ("fbtime", "nbYear")
_SENTENCE = re.compile(r"(?:^|[。；;\n)])\s{0,8}(?:截至|截止)?(20[0-4]\d)\s{0,2}年")
_YEAR = re.compile(r"20[0-4]\d")


def period_years(opening: str) -> tuple[int, ...]:
    """The years between whose days the report counts, as it says in its opening: one, or two where it crosses a year.

    >>> period_years("统计期限自2021年1月1日起至2021年12月31日止"), period_years("统计期限为20231月1日至202312月31日")
    ((2021,), (2023,))
    >>> period_years("数据的统计期限自2020年9月1日起,至2021年8月31日止"), period_years("统计期限为 2022 年")
    ((2020, 2021), (2022,))
    """
    stated = _PERIOD.search(opening)
    if stated:
        later = _LATER_YEAR.search(stated["rest"])
        return tuple(dict.fromkeys((int(stated[1]), int(later[1]) if later else int(stated[1]))))
    whole = _WHOLE_YEAR.search(opening)
    return tuple(dict.fromkeys((int(whole[1]), int(whole[2] or whole[1])))) if whole else ()


def years(title: Title | None, opening: str, preface: Sequence[Title], url: str | None) -> Iterator[Found]:
    """The years found, the best evidence first; a title that names two leaves the choice to the others."""
    period = period_years(opening)
    if title and not title.is_school_year:
        bound = [year for year in title.years if len(title.years) == 1 or year in period]
        yield from (Found(str(year), "title") for year in bound[:1])
    if len(period) == 1:
        yield Found(str(period[0]), PERIOD)
    yield from _in_address(url)
    yield from (Found(str(named.year), "preface") for named in preface if named.year)


def _in_address(url: str | None) -> Iterator[Found]:
    query = parse_qs(url.partition("?")[2].partition("#")[0]) if url else {}
    for key in _PARAMETERS:
        yield from (Found(value, f"url {key}=") for value in query.get(key, [])[:1] if _YEAR.fullmatch(value))


def year_issues(found: list[Found], title: Title | None, published: Found | None) -> list[Issue]:
    """What contradicts the year, or leaves it open."""
    issues = [
        Issue("year_conflict", f"{found[0].place} says {found[0].value}, {other.place} says {other.value}")
        for other in found[1:]
        if other.value != found[0].value
    ]
    if title and len(title.years) > 1 and not title.is_school_year:
        named = ", ".join(map(str, title.years))
        issues.append(Issue("year_conflict", f"the title names {named}"))
    if found and published and published.value[:4] <= found[0].value:
        stated = f"{found[0].place} says {found[0].value}, yet it was published on {published.value}"
        issues.append(Issue("published_before_year_ended", stated))
    return issues


def overview_year(overview: str) -> int | None:
    """The year that the sentences of the overview begin with, in the last resort, if it is one.

    >>> overview_year("2021年，本局收到申请九件。2021年全年公开三条。"), overview_year("根据2019年修订的条例。")
    (2021, None)
    """
    named = {int(year) for year in _SENTENCE.findall(fold(overview))}
    return named.pop() if len(named) == 1 else None
