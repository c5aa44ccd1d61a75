"""Which of the titles on a page is the report's own: fuller before shorter ones, marked ones before lines."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parsers.narrative.head.lines import ATTACHED, CRUMB, JOINED, WHOLE, TitleLine, contradict, titles_in
from parsers.narrative.head.names import same_organ
from parsers.narrative.head.title import Title, parse_title
from parsers.report import Issue

_PLACES = ("meta ArticleTitle", "heading", WHOLE, JOINED, "window title", CRUMB, "preface", ATTACHED)
_MOST_LINES = 60  # titles right before a report that are weighed; a page with a menu of all years shows twenty
_STRONG = ("meta ArticleTitle", "heading", WHOLE)
_WINDOW_PARTS = re.compile(r"[_|]|\s-\s|--")


class Evidence(NamedTuple):
    """What speaks for one of two titles: the years of the report's period, the agencies named beside the titles."""

    period: Sequence[int]
    agencies: Sequence[str]


class Candidate(NamedTuple):
    """A title with the place where it stands."""

    title: Title
    place: str


def marked_titles(headlines: Sequence[str], meta: Mapping[str, str]) -> list[Candidate]:
    """The titles that the page marks as such: in its meta elements, its headings, its window's title."""
    *headings, window = headlines or ("",)
    marked = [("meta ArticleTitle", meta.get("ArticleTitle", "")), *(("heading", heading) for heading in headings)]
    found = [Candidate(line.title, place) for place, words in marked for line in titles_in(words)]
    in_window = _in_window(window)
    return [*found, Candidate(in_window, "window title")] if in_window else found


def _in_window(window: str) -> Title | None:
    """The title in a window's title, without the site's name after it.

    >>> _in_window("青禾县水务局2021年政府信息公开年报_青禾县人民政府").text
    '青禾县水务局2021年政府信息公开年报'
    """
    parts = _WINDOW_PARTS.split(window.strip())
    titles = [title for title in (parse_title(part) for part in parts) if title]
    return min(titles, key=lambda title: not title.is_full, default=None)


def choose_title(
    marked: Sequence[Candidate], lines: Sequence[TitleLine], quoted: Sequence[Title], evidence: Evidence
) -> tuple[Candidate | None, list[Issue]]:
    """The report's own title, and what contradicts it.

    `lines` are the titles among the lines before the report's first section. Where two titles remain, what comes back
    has no text, and the organ and the years of both.
    """
    lines = lines[-_MOST_LINES:]
    listed = [line for line in lines if line.is_listed]
    candidates = [*marked, *(Candidate(line.title, line.place) for line in lines if not line.is_listed)]
    candidates += [Candidate(title, "preface") for title in quoted]
    candidates += [Candidate(line.title, line.place) for line in listed if _is_told_again(line, candidates)]
    ranked = sorted(candidates, key=_rank)  # a stable sort: lines stay in the order of the page
    if not ranked:
        return None, []
    best = ranked[0]
    rivals = [other for other in ranked if _is_rival(other, best)]
    if not rivals:
        return best, []
    issue = Issue(
        "title_conflict", f"{best.place} says {best.title.text}, {rivals[0].place} says {rivals[0].title.text}"
    )
    return _decided(_supported([best, *rivals], evidence), ranked), [issue]


def _rank(candidate: Candidate) -> tuple[bool, bool, int]:
    title = candidate.title
    return not title.is_full, not title.organ, _PLACES.index(candidate.place)


def _is_told_again(line: TitleLine, others: Sequence[Candidate]) -> bool:
    """Whether an entry of a list is what the page itself is called."""
    return any(other.title.is_full and not contradict(line.title, other.title) for other in others)


def _is_rival(other: Candidate, best: Candidate) -> bool:
    same_kind = other.place in _STRONG and best.place in _STRONG
    return same_kind and other.title.is_full and best.title.is_full and contradict(other.title, best.title)


def _supported(sides: list[Candidate], evidence: Evidence) -> list[Candidate]:
    """Of contradicting titles those that the report's period and the agencies beside bear out, if any of them do."""
    if len(evidence.period) == 1:
        sides = [side for side in sides if side.title.year == evidence.period[0]] or sides
    organs = [side for side in sides if any(same_organ(side.title.organ or "", beside) for beside in evidence.agencies)]
    return organs or sides


def _decided(sides: Sequence[Candidate], ranked: Sequence[Candidate]) -> Candidate:
    """Of contradicting titles the one that is marked and also stands right above the report, or that the window has.

    Else what is common to all. Heading, window and meta elements come of one field of the portal: they are one witness.
    """
    first = sides[0]
    others = [side for side in sides if contradict(side.title, first.title)]
    if not others:
        return first
    lines = [line for line in ranked if line.place == WHOLE and line.title.is_full]
    if first.place != WHOLE and lines and not contradict(lines[-1].title, first.title):
        return first
    windows = [candidate.title for candidate in ranked if candidate.place == "window title"]
    in_window = [side for side in sides if first.place == WHOLE and windows and not contradict(side.title, windows[0])]
    if in_window:
        return in_window[0]
    organs = {side.title.organ for side in sides}
    all_years = tuple(sorted({year for side in sides for year in side.title.years}))
    return Candidate(Title("", organs.pop() if len(organs) == 1 else None, all_years), first.place)
