"""One page → the span of the one report that it is on: other reports on the same page are named and not read."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.form import SECTIONS
from parsers.narrative.head.lines import ATTACHED, CRUMB, TitleLine, contradict
from parsers.narrative.head.title import Title
from parsers.narrative.marks import Mark

_OF_TABLES = re.compile("第二十条|申请人情况|本年新收|结果维持")
_FEWEST_HEADINGS = 3  # of a run that comes again, for it to be another report
_AGAIN = "a second run of the headings"


class Split(NamedTuple):
    """The span of the report that is read, what the page calls the others, and the title that begins this one."""

    start: int
    end: int
    others: tuple[str, ...] = ()
    title: Title | None = None


class _Part(NamedTuple):
    start: int
    end: int
    title: Title | None


def split_reports(text: str, titles: Sequence[TitleLine], marks: Sequence[Mark], own: Sequence[Title]) -> Split:
    """The report of `text` that the page's own titles tell, the first where none tells.

    `titles` are the titles among the lines of `text`, `marks` its numbered lines, both in their order; `own` the titles
    that the page's head gives, the most certain first. A title begins another report only if it contradicts the one
    before and both have sections or tables under them; lists, repeated titles and attachments begin none.
    """
    lines = [line for line in titles if line.close == 1 and line.place not in (CRUMB, ATTACHED)]
    known = [mark.start for mark in marks if mark.key]
    untitled = bool(known and lines) and known[0] < lines[0].start
    first = next(iter(own), None) if untitled else next((line.title for line in lines), None)
    begins = dict(_second_runs(marks, lines)) | dict(_other_titles(text, lines, known, first if untitled else None))
    edges = [(0, first), *sorted(begins.items(), key=lambda begin: begin[0]), (len(text), None)]
    parts = [_Part(start, end, title) for (start, title), (end, _) in pairwise(edges) if end > start]
    chosen = _own_part(parts, own)
    others = [part.title.text if part.title else _AGAIN for part in parts if part is not chosen]
    return Split(chosen.start, chosen.end, tuple(dict.fromkeys(others)), chosen.title)


def _own_part(parts: Sequence[_Part], own: Sequence[Title]) -> _Part:
    """The part whose title the page's own titles bear out, if they do not bear out all; else the first."""
    for title in own:
        same = [part for part in parts if part.title and not contradict(part.title, title)]
        if same and len(same) < len(parts):
            return same[0]
    return parts[0] if parts else _Part(0, 0, None)


def _other_titles(
    text: str, lines: Sequence[TitleLine], known: Sequence[int], above: Title | None
) -> Iterator[tuple[int, Title | None]]:
    """Where a title of another organ or year follows the content of one report and has content of its own.

    `known` are the offsets of the headings that the form knows; `above` is what the page calls a report whose headings
    stand above all titles.
    """
    current, has_content = above, above is not None
    for line, end in zip(lines, [*(line.start for line in lines[1:]), len(text)], strict=False):
        heading = bisect_left(known, line.start)
        below = (heading < len(known) and known[heading] < end) or _OF_TABLES.search(text, line.end, end) is not None
        is_other = current is not None and contradict(current, line.title)
        if is_other and below and has_content:
            yield line.start, line.title
        if current is None or not is_other or (below and has_content):
            current = line.title if current is None or is_other or line.title.is_full else current
        has_content = has_content or below


def _second_runs(marks: Sequence[Mark], lines: Sequence[TitleLine]) -> Iterator[tuple[int, Title | None]]:
    """Where the headings begin again from the first, after several of them and before several more."""
    known = [mark for mark in marks if mark.key and mark.level != "bracketed"]
    firsts = [at for at, mark in enumerate(known) if mark.key == SECTIONS[0].key]
    starts = [line.start for line in lines]
    for before, at, after in zip(firsts, firsts[1:], [*firsts[2:], len(known)], strict=False):
        runs = [{mark.key for mark in known[begin:end]} for begin, end in ((before, at), (at, after))]
        if all(len(run) >= _FEWEST_HEADINGS for run in runs):
            above = bisect_left(starts, known[at - 1].end)
            titled = above < len(lines) and lines[above].start < known[at].start
            yield (lines[above].start, lines[above].title) if titled else (known[at].start, None)
