"""The narrative: headings found by number and wording, and the text under each without its tables."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from parsers.form import SECTIONS, facts
from parsers.form.labels import fold, names
from parsers.page.text import MARKS
from parsers.report import Issue, Section

_LONGEST_HEADING = 45  # characters; the longest one printed by a real report has 31
_NUMBERED = re.compile(r"^\s*[(\[]?([一二三四五六七八九十])[)\]]?\s*[、.．,:]?\s*(\S.*)$", re.S)
_BORDERS = f"\n{MARKS[1:-1]}"
_OFFICIAL = {label.zh: label.key for label in SECTIONS}
_PATTERNS = {key: re.compile(pattern) for key, pattern in facts("headings").items()}
_ORDER = [label.key for label in SECTIONS]
# a line or cell that begins with a number or an official heading, which a number may be parted from
_CANDIDATE = re.compile(
    rf"[{_BORDERS}][ \u00a0\u3000]*+([(（\[【]?[一二三四五六七八九十]?[ \u00a0\u3000、.]*+"
    r"(?:[一二三四五六七八九十][)）\]】]?[ \u00a0\u3000]*+[、.．,，:：)）\]】]"
    rf"|{'|'.join(label.zh for label in SECTIONS)})[^{_BORDERS}]{{0,{2 * _LONGEST_HEADING}}})"
)
_LINE = re.compile(rf"[^\n{MARKS[1:-1]}]+")
_CHROME = re.compile(
    r"^\s*(主办单位|承办单位|版权所有|网站标识码|网站地图|网站声明|打印本页|【?打印】?|【?关闭】?|关闭窗口|扫一扫|分享到|"
    r"上一[篇条]|下一[篇条]|相关(链接|阅读|文档|附件)|附件下载|收藏|[\w-]*ICP备|.{0,6}公网安备|责任编辑|信息来源)"
)


class Heading(NamedTuple):
    """A section heading: its key, its text, and its span."""

    key: str
    text: str
    start: int
    end: int


def find_headings(text: str, start: int, end: int) -> list[Heading]:
    """The headings of the report's sections in `text[start:end]`, in their order, each section once.

    Where a report repeats its numbering, the longest run of headings in the official order counts.
    """
    found = []
    for candidate in _CANDIDATE.finditer(f"\n{text[start:end]}"):
        line = candidate[1].rstrip()
        key = _section_of(line)
        if key:
            at = start + candidate.start(1) - 1
            found.append(Heading(key, line, at, at + len(line)))
    return _longest_run(found)


@lru_cache(maxsize=4096)
def _section_of(line: str) -> str | None:
    flat = fold(line).replace(" ", "")
    if not flat or len(flat) > _LONGEST_HEADING or flat[-1] in "。;；,":
        return None
    numbered = _NUMBERED.match(flat)
    if numbered is None:
        return _OFFICIAL.get(flat.rstrip(":"))
    words = numbered[2].rstrip(":")
    if names(words):
        return None
    return _OFFICIAL.get(words) or next((key for key, form in _PATTERNS.items() if form.search(words)), None)


def _longest_run(found: Sequence[Heading]) -> list[Heading]:
    """The longest chain in the official order; of equal ones the one with the official numbers, then the first."""
    best: list[tuple[int, list[Heading]]] = [(0, [])] * (len(_ORDER) + 1)  # at n, of chains within the first n sections
    for heading in found:
        rank = _ORDER.index(heading.key)
        weight, chain = best[rank]
        longer = (weight + (3 if _is_official_number(heading, rank) else 2), [*chain, heading])
        for span in range(rank + 1, len(best)):
            if longer[0] > best[span][0]:
                best[span] = longer
    return best[-1][1]


def _is_official_number(heading: Heading, rank: int) -> bool:
    return heading.text.lstrip("(（ \u3000").startswith("一二三四五六"[rank])


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
