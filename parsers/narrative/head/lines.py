"""The titles of reports among the lines of a text: whole lines, broken lines, values of labelled boxes."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from parsers.form.labels import fold
from parsers.narrative.head.names import same_organ
from parsers.narrative.head.title import LONGEST, Title, parse_title
from parsers.narrative.head.words import WORDS
from parsers.page.text import BAR

WHOLE, JOINED, CRUMB, ATTACHED = "text line", "joined lines", "breadcrumb", "attachment"

_REPORT = re.compile("[报報]")
_LABELS = {label: kind for kind, labels in WORDS["boxes"].items() for label in labels}
_LABELS |= dict.fromkeys(WORDS["dates"]["labels"], "other")
_LONGEST_LABEL = max(map(len, _LABELS))
_BEFORE_COLON = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff\s]{0,30}[\s\d]{0,4}$")
_BULLET = re.compile(r"^[\s•·●■◆▪*#>\-—]+")
_CRUMBS = re.compile(r"[>»›]+")
_FILE = re.compile(rf"\.(?:{'|'.join(WORDS['title']['file_endings'])})\b", re.I)
_FAR = 24  # characters: between two entries of a list stands no more than a date
_ENTRIES = 3
_MOST_LINES = 600  # short lines that speak of a report; a report has some ten, a list of reports a hundred
_BEGINS = re.compile(
    r"\s{0,40}(?:[(（\[]?20\d\d\D.{0,16}\s{0,20})?(?:发布|更新|公开|成文|时间|日期|来源|信息来源|作者|[【\[]?字|一、|根据|依据|按照|本)"
)
_PAIR = 2  # lines
_PAIR = 2  # lines
_COLON = re.compile("[:：]")
_LONGEST_PART = 60  # characters of a line that may be a part of a title
_BLANK_LINES = 6  # lines looked at above and below


class TitleLine(NamedTuple):
    """A title, its offsets in the text, and how it stands there.

    `close` counts the titles of different reports close to one another that it is one of; 1 where it is alone, or is
    the last of them and followed by what follows a page's own title: its date, its source, the report's first words.
    """

    start: int
    end: int
    title: Title
    place: str
    close: int = 1

    @property
    def is_listed(self) -> bool:
        """Whether it is an entry of a list."""
        return self.close >= _ENTRIES


def title_lines(text: str, start: int, end: int, stops: Sequence[int] = ()) -> list[TitleLine]:
    """The titles in `text[start:end]`, in their order; a line also ends at each of `stops`, which are sorted."""
    found: list[TitleLine] = []
    hit = _REPORT.search(text, start, end)
    looked = 0
    while hit and looked < _MOST_LINES:
        first, last = _line_around(text, hit.start(), start, end)
        stop = bisect_right(stops, hit.start())
        first = max(first, stops[stop - 1]) if stop else first
        last = min(last, stops[stop]) if stop < len(stops) else last
        if last - first <= 2 * LONGEST:
            looked += 1
            found.extend(_in_line(text, first, last, start, end))
        hit = _REPORT.search(text, max(last, hit.end()), end)
    return _with_company(found, text)


def _line_around(text: str, at: int, start: int, end: int) -> tuple[int, int]:
    last = text.find("\n", at, end)
    return max(start, text.rfind("\n", start, at) + 1), end if last < 0 else last


def _in_line(text: str, first: int, last: int, start: int, end: int) -> Iterator[TitleLine]:
    """The title of one line, with what stands above or below it where the line alone is not all of it."""
    line = text[first:last]
    whole = next(titles_in(line), None)
    joined = None
    if len(line) <= _LONGEST_PART and not (whole and whole.title.is_full) and not _COLON.search(line):
        joined = next(_joined(text, first, last, start, end), None)
    if joined:
        yield joined
    elif whole:
        yield whole._replace(start=first, end=last)


def titles_in(line: str) -> Iterator[TitleLine]:
    """The titles in one line, which may hold labels of a box, bars, or the way to the page.

    >>> [found.title.organ for found in titles_in("• 标   题: 文昌市水务局2023年政府信息公开工作年度报告 文号:12")]
    ['文昌市水务局']
    >>> list(titles_in("上一篇：柳湾镇2020年政府信息公开工作年度报告"))
    []
    """
    for part in BAR.split(line):
        for kind, words in _labelled(part):
            crumbs = _CRUMBS.split(words) if "<" not in words else [words]
            last = _BULLET.sub("", crumbs[-1])
            title = parse_title(last) if kind in ("", "title", "attached") else None
            if title and (len(crumbs) == 1 or title.is_full):
                is_file = kind == "attached" or _FILE.search(last) or last.startswith("附件")
                place = CRUMB if len(crumbs) > 1 else ATTACHED if is_file else WHOLE
                yield TitleLine(0, len(line), title, place)


def _labelled(part: str) -> Iterator[tuple[str, str]]:
    """The parts of a line between its labels, each with the kind of the label before it, "" where there is none."""
    folded = fold(part)
    kind, start = "", 0
    colon = folded.find(":")
    while colon >= 0:
        label = _label_before(folded[max(0, colon - 40) : colon])
        if label:
            yield kind, part[start : colon - label[1]]
            kind, start = label[0], colon + 1
        colon = folded.find(":", colon + 1)
    yield kind, part[start:]


def _label_before(words: str) -> tuple[str, int] | None:
    """The kind of the label that ends before a colon, and its length as printed."""
    printed = _BEFORE_COLON.search(words)
    if printed is None:
        return None
    plain = [character for character in printed[0] if not character.isspace() and not character.isdigit()]
    for length in range(min(len(plain), _LONGEST_LABEL), 0, -1):
        kind = _LABELS.get("".join(plain[-length:]))
        if kind:
            return kind, _printed_length(words, length)
    return None


def _printed_length(words: str, length: int) -> int:
    """How many characters the last `length` characters take up with the spaces and digits among and after them."""
    for back, character in enumerate(reversed(words), 1):
        length -= not character.isspace() and not character.isdigit()
        if length == 0:
            return back
    return len(words)


def _joined(text: str, first: int, last: int, start: int, end: int) -> Iterator[TitleLine]:
    """The titles that a line gives together with those above and below, if they name organ and year."""
    line = (first, last)
    above = list(islice(_lines_above(text, first, start), 2))
    below = _line_below(text, last, end)
    ways = [[*reversed(above[:count]), line, *after] for after in ([], below) for count in (1, 2, 0)]
    for way in ways:
        title = _joined_title(text, way) if len(way) > 1 else None
        if title and _tells_enough(title) and not (len(way) > _PAIR and _is_whole(text, way[:-1])):
            yield TitleLine(way[0][0], way[-1][1], title, JOINED)


def _tells_enough(title: Title) -> bool:
    return title.is_full or (title.names_organ_behind and bool(title.years))


def _is_whole(text: str, lines: Sequence[tuple[int, int]]) -> bool:
    title = _joined_title(text, lines)
    return title is not None and title.is_full


def _joined_title(text: str, lines: Sequence[tuple[int, int]]) -> Title | None:
    return parse_title("\n".join(_BULLET.sub("", text[low:high]) for low, high in lines))


def _lines_above(text: str, first: int, start: int) -> Iterator[tuple[int, int]]:
    """The lines right above that may be part of a title, the nearest first."""
    for _ in range(_BLANK_LINES):
        if first <= start:
            return
        last = first - 1
        first = max(start, text.rfind("\n", start, last) + 1)
        if not text[first:last].isspace() and first < last:
            if not _is_part(text[first:last]):
                return
            yield first, last


def _line_below(text: str, last: int, end: int) -> list[tuple[int, int]]:
    for _ in range(_BLANK_LINES):
        first = last + 1
        if first >= end:
            return []
        last = _line_around(text, first, first, end)[1]
        if first < last and not text[first:last].isspace():
            return [(first, last)] if _is_part(text[first:last]) else []
    return []


def _is_part(line: str) -> bool:
    """Whether a line may be a part of a title that is broken over lines."""
    is_short = len(line) <= _LONGEST_PART and not _COLON.search(line) and not _CRUMBS.search(line)
    return is_short and not any(found.title.is_full for found in titles_in(line))


def _with_company(found: Sequence[TitleLine], text: str) -> list[TitleLine]:
    """The same, each with the number of titles of different reports close to one another that it is one of."""
    groups: list[list[int]] = []
    for at, line in enumerate(found):
        if line.place in (JOINED, CRUMB):
            continue
        last = found[groups[-1][-1]] if groups else None
        if last and line.start - last.end <= _FAR and contradict(last.title, line.title):
            groups[-1].append(at)
        else:
            groups.append([at])
    close = {at: len(group) for group in groups for at in group}
    close |= {group[-1]: 1 for group in groups if _BEGINS.match(text, found[group[-1]].end)}
    return [line._replace(close=close.get(at, 1)) for at, line in enumerate(found)]


def contradict(one: Title, other: Title) -> bool:
    """Whether two titles name different organs or different years.

    >>> [contradict(parse_title("青禾县水务局2021年政府信息公开年报"), parse_title(other)) for other in
    ...  ("县水务局2021年政府信息公开年报", "2021年政府信息公开年报", "青禾县水务局2020年政府信息公开年报")]
    [False, False, True]
    """
    organs = one.organ and other.organ and not same_organ(one.organ, other.organ)
    years = one.years and other.years and not set(one.years) & set(other.years)
    return bool(organs or years)
