"""Numbered lines, and lines that are an official heading: what a report's sections may begin with."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Literal, NamedTuple

from parsers.form import SECTIONS, facts
from parsers.form.labels import begins_name, fold, names
from parsers.page.text import MARKS, stretches

Level = Literal["plain", "bracketed", "bare"]

LONGEST = 45  # characters; the longest heading printed by a real report has 31
NUMERALS = "一二三四五六七八九十"
_WORDS = tomllib.loads((files(__package__) / "headings.toml").read_text("utf-8"))
_BORDERS = f"\n{MARKS[1:-1]}"
_OFFICIAL = {label.zh: label.key for label in SECTIONS}
_PATTERNS = {key: re.compile(pattern) for key, pattern in facts("headings").items()}
_NUMBERED = re.compile(
    rf"^(?P<open>[(\[])?(?P<number>[{NUMERALS}]{{1,2}})(?P<close>[)\]])?[、.．,:]*(?P<words>\S.*)$", re.S
)
# a line or cell that begins with a number or an official heading, which a number may be parted from
_CANDIDATE = re.compile(
    rf"[{_BORDERS}][ \u00a0\u3000]*+([(（\[【]?[{NUMERALS}]{{0,2}}[ \u00a0\u3000、.]*+"
    rf"(?:[{NUMERALS}][)）\]】]?[ \u00a0\u3000]*+[、.．,，:：)）\]】]"
    rf"|{'|'.join(_OFFICIAL)})[^{_BORDERS}]{{0,{2 * LONGEST}}})"
)
_INSIDE = re.compile(
    rf"(?P<number>[{NUMERALS[:6]}])[ \u3000]?[、.．][ \u3000]{{0,3}}"
    rf"(?P<words>{'|'.join(_OFFICIAL)}|政府信息公开行政复议行政诉讼情况)(?!\s*(?:{'|'.join(_WORDS['named'])}))"
)
_FEWEST_INSIDE = 3  # official headings in their order that make a line a report without line breaks
_CONTENTS = re.compile(_WORDS["contents"])
_ROW_WORDS = re.compile("|".join(_WORDS["rows"]))
_ENDS_SENTENCE = "。;；,，"


class Mark(NamedTuple):
    """A line that a section may begin with: its number, 0 where it has none, and its key, null where no form knows it.

    `is_heading` says whether it reads like a heading; lines that do not still tell how their neighbours are numbered.
    """

    level: Level
    number: int
    key: str | None
    text: str
    start: int
    end: int
    is_heading: bool


def find_marks(text: str, start: int, end: int) -> list[Mark]:
    """The marks in `text[start:end]`, in their order; where lines are glued together also those inside a line."""
    found = []
    for candidate in _CANDIDATE.finditer(f"\n{text[start:end]}"):
        at = start + candidate.start(1) - 1
        mark = _mark(candidate[1].rstrip(), at)
        if mark:
            found.append(mark)
    found = _outside_tables(found, text, start, end)
    if len({mark.key for mark in found if mark.key and mark.level != "bracketed"}) > _FEWEST_INSIDE:
        return found
    inside = _inside_lines(text, start, end)
    lines = {mark.start for mark in inside}
    return sorted([*inside, *(mark for mark in found if mark.start not in lines)], key=lambda mark: mark.start)


def _mark(line: str, at: int) -> Mark | None:
    flat = "".join(fold(line).split())
    numbered = _NUMBERED.match(flat)
    if _CONTENTS.search(flat):
        return None
    if numbered is None:
        key = _OFFICIAL.get(flat.rstrip(":"))
        return Mark("bare", 0, key, line, at, at + len(line), is_heading=True) if key else None
    words = numbered["words"].rstrip(":")
    level: Level = "bracketed" if numbered["open"] or numbered["close"] else "plain"
    short = len(flat) <= LONGEST and flat[-1] not in _ENDS_SENTENCE
    is_row = short and bool(names(words))
    key = _key_of(words) if short and not is_row else None
    is_heading = key is not None or (short and not is_row and not begins_name(words) and not _ROW_WORDS.search(words))
    return Mark(level, _number(numbered["number"]), key, line, at, at + len(line), is_heading=is_heading)


def _key_of(words: str) -> str | None:
    return _OFFICIAL.get(words) or next((key for key, form in _PATTERNS.items() if form.search(words)), None)


def is_official(mark: Mark) -> bool:
    """Whether a mark has the very words of the form."""
    return any(mark.text.rstrip(":： ").endswith(words) for words in _OFFICIAL)


def _number(numeral: str) -> int:
    """The number of a Chinese numeral below twenty.

    >>> _number("六"), _number("十"), _number("十二")
    (6, 10, 12)
    """
    return sum(NUMERALS.index(figure) + 1 for figure in numeral)


def _outside_tables(marks: Sequence[Mark], text: str, start: int, end: int) -> list[Mark]:
    """The marks without those that name no section and stand in a table, where rows are numbered too."""
    if all(mark.key for mark in marks if mark.level == "plain"):
        return list(marks)
    tables = [stretch for stretch in stretches(text, start, end) if stretch.is_table]
    starts = [table.start for table in tables]

    def in_table(mark: Mark) -> bool:
        table = bisect_right(starts, mark.start) - 1
        return table >= 0 and mark.start < tables[table].end

    return [mark for mark in marks if mark.key or not in_table(mark)]


def _inside_lines(text: str, start: int, end: int) -> list[Mark]:
    """The official headings inside lines, if several stand there in their order."""
    found = [
        Mark("plain", _number(inside["number"]), key, inside[0], inside.start(), inside.end(), is_heading=True)
        for inside in _INSIDE.finditer(text, start, end)
        if (key := _key_of(inside["words"])) and SECTIONS[_number(inside["number"]) - 1].key == key
    ]
    in_order = list(_ascending(found))
    return in_order if len(in_order) >= _FEWEST_INSIDE else []


def _ascending(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Each mark whose number is above all before it, from the first that comes again at the latest."""
    last = 0
    for mark in marks:
        if mark.number > last:
            last = mark.number
            yield mark
