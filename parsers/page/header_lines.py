"""Headers that a print sets over two lines, each column's words one under the other → the same on one line."""

import re
from collections.abc import Sequence

from parsers.form.labels import begins_name, sides
from parsers.page.text import BAR, LINE

_PART = re.compile(r"[\S\t]+")  # a tab is a border of its own
_SEVERAL = 2  # parts of a line that can be cells of a header


def join_headers(text: str) -> str:
    """The text with the words that go on in the next line, column under column, made whole.

    >>> join_headers("信息内容    本年     现行\\n          制发件数  有效件数\\n规章  0  0")
    '信息内容 本年制发件数 现行有效件数\\n规章  0  0'
    """
    lines: list[str] = []
    above: list[str] = []
    has_bars = BAR.search(text) is not None
    for line in text.split(LINE):
        parts = [] if has_bars and BAR.search(line) else _PART.findall(line) if "\t" in line else line.split()
        joined = _joined(above, parts)
        if joined:
            lines[-1] = " ".join(joined)
        else:
            lines.append(line)
        above = joined or parts
    return LINE.join(lines)


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """The parts of two lines as one header, if each part below makes a column's word with the one above it."""
    if not below or len(above) < _SEVERAL or not begins_name(above[-1]):
        return []
    cut, whole = above[-len(below) :], above[: -len(below)]
    words = [first + rest for first, rest in zip(cut, below, strict=False)]
    is_cut = (
        len(cut) == len(below)
        and not any("columns" in sides(part) for part in cut)
        and all("columns" in sides(word) for word in words)
    )
    return [*whole, *words] if is_cut else []
