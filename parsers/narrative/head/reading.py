"""The whole head of one report: title, agency, year and date, each with its place; contradictions are issues."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from parsers.form.labels import fold
from parsers.narrative.head.agency import agencies_beside, choose_agency
from parsers.narrative.head.dates import Dated, choose_date, dates
from parsers.narrative.head.evidence import Found
from parsers.narrative.head.lines import JOINED, TitleLine
from parsers.narrative.head.preface import announced_titles, quoted_titles
from parsers.narrative.head.script import simplified
from parsers.narrative.head.title import Title
from parsers.narrative.head.title_choice import Evidence, choose_title, marked_titles
from parsers.narrative.head.words import WORDS
from parsers.narrative.head.year import overview_year, period_years, year_issues, years
from parsers.report import Issue

_PREFACE = 3000  # characters before the first section in which the report speaks of itself
_OPENING = 2000  # characters of the first section in which it may still do so
_LEFT_OPEN = frozenset({"year_conflict", "title_conflict"})
_MOST_NAMES = 40  # agencies named beside the titles
_SCHOOLS = tuple(WORDS["year"]["schools"])
_END = 200  # characters at the end of a report that may hold its signature


class HeadText(NamedTuple):
    """The text around the head of one report: `text` of the page with its lines, and the report's offsets in it.

    `first` is where the report's first section or table begins, `end` where the report ends; `titles` are the titles
    among its lines.
    """

    text: str
    start: int
    first: int
    end: int
    titles: Sequence[TitleLine]


class Head(NamedTuple):
    """What was chosen; `found` maps each field that has a value to its place."""

    title: str | None
    agency: str | None
    year: int | None
    published: str | None
    found: dict[str, str]
    issues: list[Issue]
    is_school_year: bool = False


def read_head(source: HeadText, headlines: Sequence[str], meta: Mapping[str, str], url: str | None) -> Head:
    """The head of a report.

    `headlines` are the page's headings and, last, its window title, `meta` its meta elements.
    """
    before = fold(simplified(source.text[source.start : source.first]))
    preface = before[-_PREFACE:]
    opening = preface + fold(simplified(source.text[source.first : min(source.end, source.first + _OPENING)]))
    period = period_years(opening)
    quoted = list(quoted_titles(preface))
    beside = list(islice(agencies_beside(before, preface, opening), _MOST_NAMES))
    lines = [line for line in source.titles if source.start <= line.start < source.first]
    evidence = Evidence(period, [found.value for found in beside])
    candidate, issues = choose_title(marked_titles(headlines, meta), lines, quoted, evidence)
    title = candidate.title if candidate else None
    named = [*quoted, *announced_titles(preface)]
    agency, conflicts = choose_agency(title, named, beside, is_joined=bool(candidate and candidate.place == JOINED))
    is_school_year = _is_school_year(title, agency, period)
    found_years = [] if is_school_year else list(years(title, opening, named, url))
    year = next(iter(found_years), None)
    published, impossible = choose_date(_dates(source, before, lines, meta, url), int(year.value) if year else None)
    issues += [*conflicts, *year_issues(found_years, title, published)]
    issues += [Issue("impossible_date", impossible)] if impossible else []
    printed = Found(title.text, candidate.place) if title and title.text and candidate else None
    if printed and title and title.organ and agency is None:  # the line above it may be the portal's name
        printed = Found(printed.value.removeprefix(title.organ), printed.place)
    return _head(
        {"title": printed, "agency": agency, "year": year, "published": published},
        issues,
        is_school_year=is_school_year,
    )


def _is_school_year(title: Title | None, agency: Found | None, period: Sequence[int]) -> bool:
    """Whether the report is on a school's year, which is none of the calendar."""
    if title and title.is_school_year:
        return True
    of_school = agency is not None and agency.value.endswith(_SCHOOLS)
    return of_school and len(period) != 1


def _dates(
    source: HeadText, before: str, lines: Sequence[TitleLine], meta: Mapping[str, str], url: str | None
) -> list[Dated]:
    last = max((line.end for line in lines), default=source.first)
    end = source.text[max(source.first, source.end - _END) : source.end]
    return list(dates(before, simplified(source.text[last : source.first]), end, meta, url))


def _head(chosen: Mapping[str, Found | None], issues: list[Issue], *, is_school_year: bool) -> Head:
    values = {field: found.value if found else None for field, found in chosen.items()}
    year = values["year"]
    return Head(
        title=values["title"],
        agency=values["agency"],
        year=int(year) if year else None,
        published=values["published"],
        found={field: found.place for field, found in chosen.items() if found},
        issues=issues,
        is_school_year=is_school_year,
    )


def year_of(head: Head, overview: Sequence[str]) -> tuple[int | None, dict[str, str]]:
    """The year, and the places of the fields: in the last resort the one that sentences of the overview begin with."""
    if head.year is not None or head.is_school_year or not overview or any(i.code in _LEFT_OPEN for i in head.issues):
        return head.year, head.found
    named = overview_year(overview[0])
    return named, head.found | ({"year": "section overview"} if named else {})
