"""The one shape that every source takes: its text, with what is known of the borders between cells as marks in it.

Markup and flattened text end in the same shape, so that one aligner reads both. A border that the source shows (a
table cell, a pipe) is certain; a line break is a border only perhaps, because labels are split over lines too.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

import msgspec

from parsers.form import facts
from parsers.form.values import read_value

# Unicode noncharacters: valid in XML text, so lxml lets them pass, and never part of a real page.
TABLE = "\ufdd0"  # a table begins
END = "\ufdd1"  # a table ends
ROW = "\ufdd2"  # a row begins
CELL = "\ufdd3"  # a cell begins
MERGED = "\ufdd4"  # the cell goes on over one more column
DOWN = "\ufdd8"  # the cell goes on over one more row
RAISED = "\ufdd9"  # raised, lowered or small text begins: the mark of a note, a unit
LOWERED = "\ufdda"  # such text ends
LOOSE_TABLE = TABLE + MERGED  # a table begins of which the source does not say what its cells span
LINE = "\n"

BAR = re.compile(r"[|｜│┃]")  # between two cells of flattened text
MARKS = f"[{TABLE}-{MERGED}{DOWN}-{LOWERED}]"
# what printed pages show at their foot, also between the lines of a table
FURNITURE = re.compile(r"\s*(?:[-—–]\s*\d{1,3}\s*[-—–]|P\.\s*\d{1,3}|第\s*\d{1,3}\s*页.*)\s*")
LONGEST = 400_000  # characters of text; the longest report met has under fifty thousand
_MOST_EMPTY = 15  # empty lines in a row that may stand for cells
LONGEST_CELL = 400  # the longest official label with a province's own explanation has about 130 characters

_LONG_CELL = re.compile(f"{CELL}([^{TABLE}-{MERGED}{DOWN}]{{{LONGEST_CELL},}})")
_LINE = re.compile(r"[^\n]+")
_LEVEL = re.compile(f"([{RAISED}{LOWERED}])")
_NOTE_DIGITS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳❶❷❸❹❺❻❼❽❾❿¹²³⁴⁵⁶⁷⁸⁹⁰"
_NOTE_DIGIT_RUN = re.compile(f"[{_NOTE_DIGITS}]+")
# "1", "[2]", "注1", "1,2", "*", "a": what raised text says where it only leads to a note
_NOTE = re.compile(
    rf"\s*[\[(（〔【〈<]?\s*(?:[注註]\s*:?\s*)?(?:\d{{1,2}}(?:\s*[,，、]\s*\d{{1,2}})*|[{_NOTE_DIGITS}]+|[a-hA-H]"
    r"|[ivxIVX]{1,4}|[*＊※†‡#△▲]{1,3}|[注註])?\s*[\])）〕】〉>]?\s*"
)
_RADICAL = re.compile("[\u2e80-\u2fdf]")
_CHARACTERS = dict(zip(facts("radicals")["radical"], facts("radicals")["character"], strict=True))
_PINYIN = re.compile(r"(?<=[\u4e00-\u9fff])[(（][a-zà-üāēěīōūǎǐǒǔǖǘǚǜ]{1,6}[)）]")
_MARKDOWN = re.compile(r"^#{1,6}[ \t]+|\*\*|^:{3,}.*$", re.M)  # headings, stress and the fences of divisions
_INLINE_TAG = re.compile(r"</?(?:br|p|b|i|u|strong|em|sup|sub|span|font|a)(?:\s[^<>\n]*|/)?>", re.I)
_STRESSED = re.compile(r"(?<![A-Za-z0-9*`$])([*_`$]{1,2})([-+]?\d[\d,.]*)\1(?![A-Za-z0-9*`$])")  # figures as code
_ATTRIBUTED = re.compile(r"\[([^\[\]\n]*)\]\{[^{}\n]*\}")  # a span with attributes, as pandoc writes it


class TooLargeError(Exception):
    """The source holds more than any report does."""


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A stretch of text between two borders: a cell, or a line.

    `border` is what begins it: `ROW` or `CELL`, which are the source's own, or `LINE`. `width` and `height` are the
    columns and rows that it covers. `uncut` is its text before the mark of a note was blanked out, "" where none was.
    """

    text: str
    start: int
    border: str
    width: int = 1
    height: int = 1
    uncut: str = ""

    @property
    def end(self) -> int:
        """The offset behind the piece."""
        return self.start + len(self.text)


class Stretch(NamedTuple):
    """A part of the text that is all one table of the source, or all lines."""

    start: int
    end: int
    is_table: bool


def from_markup_text(text: str) -> str:
    """Blocks from text with marks: only innermost tables keep their borders, a cell as long as a chapter is no cell.

    Portals put whole reports into layout tables; the borders of those say nothing about figures.
    """
    if len(text) > LONGEST:
        raise TooLargeError(f"the document shows more than the {LONGEST} characters that are read")
    return "".join(
        _LONG_CELL.sub(_between_tables, part) if stretch.is_table else _lines_only(part)
        for stretch in stretches(text, 0, len(text))
        for part in [text[stretch.start : stretch.end]]
    )


def _lines_only(layout: str) -> str:
    for mark in (TABLE, END, ROW, CELL):
        layout = layout.replace(mark, LINE)
    return _level(layout.replace(MERGED, "").replace(DOWN, ""))


def _level(text: str) -> str:
    """The text with a space for each mark of raised text."""
    return text.replace(RAISED, " ").replace(LOWERED, " ")


def _between_tables(cell: re.Match[str]) -> str:
    return f"{END}{LINE}{_level(cell[1])}{LINE}{TABLE}{ROW}"


def without_raised(text: str) -> str:
    """The text of a cell without what stands raised beside other text, each character of it a space.

    >>> text = f"5{RAISED}7{LOWERED} 件"
    >>> without_raised(text), without_raised(f"{RAISED}12{LOWERED}")
    ('5    件', ' 12 ')
    """
    beside = "".join(" " * len(part) if depth or part in (RAISED, LOWERED) else part for part, depth in _levels(text))
    return beside if beside.strip() else _level(text)


def _levels(text: str) -> Iterator[tuple[str, int]]:
    """The marks of raised text and what stands between them, each with the number of marks that are open there."""
    depth = 0
    for part in _LEVEL.split(text):
        depth = depth + 1 if part == RAISED else max(depth - 1, 0) if part == LOWERED else depth
        yield part, depth


def without_notes(text: str) -> str:
    """The text of a cell without the marks of notes, each character of them a space.

    Raised text, circled digits and raised digits are such marks beside a figure or a dash, where they say no unit
    and no decimals. Other raised text stands apart.

    >>> [without_notes(f"5{RAISED}{text}{LOWERED}") for text in ("7", "[1]", "万元", ".5")]
    ['5   ', '5     ', '5 万元 ', '5 .5 ']
    >>> without_notes("5①"), without_notes("①规章"), without_notes(f"规章{RAISED}1{LOWERED}")
    ('5 ', '①规章', '规章 1 ')
    """
    level = without_raised(text)
    if level != (plain := _level(text)) and not _is_note(text):
        level = plain
    beside = _NOTE_DIGIT_RUN.sub(lambda digits: " " * len(digits[0]), level)
    return beside if beside.strip() and read_value(beside).kind in ("figure", "dash") else plain


def _is_note(text: str) -> bool:
    """Whether all raised stretches of a cell can be the marks of notes."""
    return all(_NOTE.fullmatch(part) for part, depth in _levels(text) if depth and part != RAISED and part != LOWERED)


def from_plain_text(text: str) -> str:
    """Blocks from text that never was markup or has lost it: its lines."""
    if len(text) > LONGEST:
        raise TooLargeError(f"the document shows more than the {LONGEST} characters that are read")
    lines = _INLINE_TAG.sub(" ", re.sub(MARKS, "", text).replace("\r\n", LINE).replace("\r", LINE))
    return without_debris(without_markdown(lines))


def without_markdown(text: str) -> str:
    """The text without the signs of Markdown for headings, stress, divisions and attributes; those of tables stay.

    >>> without_markdown("## 一、总体情况\\n::: {.text}\\n受理**12**件，[0]{lang=zh}件，`3`件")
    '一、总体情况\\n\\n受理12件，0件，3件'
    """
    return _MARKDOWN.sub("", _STRESSED.sub(r"\2", _ATTRIBUTED.sub(r"\1", text)))


def without_debris(text: str) -> str:
    """The text without what copying left in it: readings behind traditional characters, radicals for characters.

    >>> without_debris("數(shù)量"), without_debris("⼀、总体情况")
    ('數量', '一、总体情况')
    """
    if "數" in text or "開" in text:
        text = _PINYIN.sub("", text)
    return _RADICAL.sub(_character, text)


def _character(radical: re.Match[str]) -> str:
    return _CHARACTERS.get(radical[0]) or normalize("NFKC", radical[0])


def stretches(text: str, start: int, end: int) -> Iterator[Stretch]:
    """`text[start:end]` as innermost tables and what stands between them, in order and without gaps."""
    last = start
    closing = text.find(END, start, end)
    while closing >= 0:
        opening = text.rfind(TABLE, last, closing)
        if opening >= 0:
            if opening > last:
                yield Stretch(last, opening, is_table=False)
            last = closing + 1
            yield Stretch(opening, last, is_table=True)
        closing = text.find(END, closing + 1, end)
    if last < end:
        yield Stretch(last, end, is_table=False)


def pieces(text: str, stretch: Stretch) -> list[Piece]:
    """The cells of a table, blank ones included, or the lines of a text; a line of white space alone is a piece too."""
    if stretch.is_table:
        return _cells(text[stretch.start : stretch.end - len(END)], stretch.start)
    return list(_lines(text, stretch))


def _lines(text: str, stretch: Stretch) -> Iterator[Piece]:
    """The lines; where more empty lines part two of them than usual, each more may be a cell that was left empty."""
    lines = list(_LINE.finditer(text, stretch.start, stretch.end))
    gaps = [after.start() - before.end() for before, after in pairwise(lines)]
    usual = max(set(gaps), key=gaps.count, default=0)
    for line, gap in zip(lines, [*gaps, usual], strict=False):
        yield Piece(line[0], line.start(), LINE)
        if gap > usual:
            yield from (Piece("", line.end() + usual + more, LINE) for more in range(min(gap - usual, _MOST_EMPTY)))


def _cells(table: str, start: int) -> list[Piece]:
    found = []
    has_notes = RAISED in table or LOWERED in table or any(digit in table for digit in _NOTE_DIGITS)
    for row in table.split(ROW):
        before, *cells = row.split(CELL)
        start += len(before) + 1
        border = ROW
        for cell in cells:
            piece = _spanning(cell, start, border) if cell[:1] in (MERGED, DOWN) else Piece(cell, start, border)
            found.append(_noted(piece) if has_notes else piece)
            border = CELL
            start += len(cell) + 1  # each mark is one character
    return found


def _spanning(cell: str, start: int, border: str) -> Piece:
    below = cell.lstrip(MERGED)
    own = below.lstrip(DOWN)
    width, height = len(cell) - len(below), len(below) - len(own)
    return Piece(own, start + width + height, border, 1 + width, 1 + height)


def _noted(piece: Piece) -> Piece:
    """The piece without the marks of notes, which `uncut` keeps."""
    text = without_notes(piece.text)
    plain = _level(piece.text)
    return msgspec.structs.replace(piece, text=text, uncut=plain if plain != text else "")
