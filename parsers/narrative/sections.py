"""The narrative: headings chosen among the numbered lines, and the text under each without its tables."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.form import SECTIONS
from parsers.narrative.marks import Mark, is_official
from parsers.page.text import MARKS
from parsers.report import Issue, Section

_ORDER = [label.key for label in SECTIONS]
_LAST = _ORDER[-1]
_CONTENTS = 4  # headings in a row with nothing under them, the first section's first: a table of contents
_FEWEST_BARE = 2  # official headings without numbers, where they are the level of the sections
_BLANK = f" \t\u00a0\u3000\n{MARKS[1:-1]}"
_LINE = re.compile(rf"[^\n{MARKS[1:-1]}]+")
_CHROME = re.compile(
    r"^\s*(主办单位|承办单位|版权所有|网站标识码|网站地图|网站声明|打印本页|【?打印】?|【?关闭】?|关闭窗口|扫一扫|分享到|"
    r"上一[篇条]|下一[篇条]|相关(链接|阅读|文档|附件)|附件下载|收藏|[\w-]*ICP备|.{0,6}公网安备|责任编辑|信息来源)"
)


class Heading(NamedTuple):
    """A section heading: its key in the form, null where no form knows it, its text, and its span."""

    key: str | None
    text: str
    start: int
    end: int


def choose_headings(marks: Sequence[Mark]) -> list[Heading]:
    """The headings of one report's sections, in their order, each section once.

    A bracketed number is a heading of its own only where no plain one is, or where it fills a gap in their numbers.
    Plain ones that name no section of the form, or one found elsewhere, end the section before: their key is null.
    """
    top = _top_level(marks)
    run = _longest_run([mark for mark in top if mark.key])
    if not run:
        return []
    chosen = {mark.start for mark in run}
    headings: list[Heading] = []
    for mark in top:
        if mark.start in chosen:
            headings.append(Heading(mark.key, mark.text, mark.start, mark.end))
        elif mark.level != "bare" and mark.start > run[0].start and mark.text != headings[-1].text:
            headings.append(Heading(None, mark.text, mark.start, mark.end))
    return headings


def without_contents(marks: Sequence[Mark], text: str) -> list[Mark]:
    """The marks without those of a table of contents: headings with nothing under them, all of which come again."""
    known = [mark for mark in marks if mark.key]
    firsts = [at for at, mark in enumerate(known) if mark.key == _ORDER[0]]
    if len(firsts) < 2:
        return list(marks)
    first, again = firsts[:2]
    listed = known[first:again]
    empty = all(not text[one.end : two.start].strip(_BLANK) for one, two in pairwise(listed))
    if len(listed) < _CONTENTS or not empty:
        return list(marks)
    return [mark for mark in marks if not listed[0].start <= mark.start < known[again].start]


def _top_level(marks: Sequence[Mark]) -> list[Mark]:
    """The marks of the level that the report's sections have, and those of others that stand in for a missing one."""
    plain = [mark for mark in marks if mark.level == "plain"]
    bare = [mark for mark in marks if mark.level == "bare"]
    if not any(mark.key for mark in plain) and len(bare) < _FEWEST_BARE:
        return [mark for mark in marks if mark.is_heading]
    numbers = {mark.key for mark in plain} | {mark.key for mark in bare}
    promoted = [mark for mark in _fill_gaps(marks) if mark.key not in numbers]
    return sorted([*(mark for mark in plain if mark.is_heading), *bare, *promoted], key=lambda mark: mark.start)


def _fill_gaps(marks: Sequence[Mark]) -> Iterator[Mark]:
    """The bracketed marks in the place of a plain number: alone between two plain ones, and of the number due."""
    last = 0
    for at, mark in enumerate(marks):
        if mark.level == "plain" and mark.is_heading:
            last = mark.number
        if mark.level != "bracketed" or mark.key is None:
            continue
        before, after = marks[at - 1] if at else None, marks[at + 1] if at + 1 < len(marks) else None
        in_list = (before and _follows(before, mark)) or (after and _follows(mark, after))
        due = mark.number == last + 1 or (mark.number == last > 0 and mark.key == _LAST)
        if due and not in_list:
            yield mark


def _follows(one: Mark, other: Mark) -> bool:
    """Whether two marks are entries of one list of bracketed numbers."""
    return one.level == other.level == "bracketed" and other.number == one.number + 1


def _longest_run(found: Sequence[Mark]) -> list[Mark]:
    """The longest chain in the official order; of equal ones that with official numbers and words, then the first."""
    best: list[tuple[int, list[Mark]]] = [(0, [])] * (len(_ORDER) + 1)  # at n, of chains within the first n sections
    for mark in found:
        rank = _ORDER.index(mark.key or "")
        weight, chain = best[rank]
        longer = (weight + 4 + (mark.number == rank + 1) + is_official(mark), [*chain, mark])
        for span in range(rank + 1, len(best)):
            if longer[0] > best[span][0]:
                best[span] = longer
    return best[-1][1]


def read_sections(text: str, headings: Sequence[Heading], end: int, spans: Sequence[tuple[int, int]]) -> list[Section]:
    """The text under each heading up to the next, lines trimmed, without the `spans` that tables take up."""
    sections = []
    limits = [heading.start for heading in headings[1:]] + [end]
    for heading, limit in zip(headings, limits, strict=False):
        lines = list(_lines(text, _outside(spans, heading.end, limit)))
        if heading is headings[-1]:
            lines = lines[: next((at for at, line in enumerate(lines) if _CHROME.match(line)), None)]
        sections.append(Section(heading.key, heading.text, "\n".join(lines)))
    return sections


def _outside(spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """What the spans leave of start to end."""
    for span_start, span_end in spans[bisect_left(spans, (start, start)) :]:
        if span_start >= end:
            break
        yield start, span_start
        start = span_end
    yield start, end


def _lines(text: str, parts: Iterable[tuple[int, int]]) -> Iterator[str]:
    for line in _LINE.findall("\n".join([text[start:end] for start, end in parts])):
        bare = line.strip()
        if bare:
            yield bare


def order_issues(headings: Sequence[Heading]) -> list[Issue]:
    """Which of the six sections the report does not show."""
    found = {heading.key for heading in headings}
    missing = [label.zh for label in SECTIONS if label.key not in found]
    return [Issue("section_missing", f"no heading found for: {'; '.join(missing)}")] if missing and found else []
