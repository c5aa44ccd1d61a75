"""Plain text whose cells are parted by bars or tabs → blocks with the marks of a table.

However the bars stand (behind every cell, before it, alone on a line, with more of them for the columns that a label
covers), a bar ends a cell. So do the line's end after a cell that no bar ends, and a tab. Bars that only rule off a
Markdown header are dropped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from parsers.form.labels import begins_name, names
from parsers.form.values import read_value
from parsers.page.bar_rows import Part, by_rows, one_a_line
from parsers.page.text import BAR, END, FURNITURE, LINE, LONGEST_CELL, LOOSE_TABLE

_RULE = re.compile(r"[\s|:─━+-]*")
_APART = 3  # lines without a bar that end a table
_SEVERAL = 2  # cells that a line of a table shows, if its lines are the rows
_SPLIT_OVER = 8  # lines that one label may be split over before its bar: 三、本年度办理结果 set upright


def mark_bars(text: str) -> str:
    """The text with each run of lines that hold bars made a table.

    >>> from parsers.page.text import CELL, ROW
    >>> mark_bars("规章 | 0 | |\\n完").replace(LOOSE_TABLE, "<").replace(END, ">").replace(ROW, "/").replace(CELL, "_")
    '<\\n/_规章 _ 0 _ \\n>\\n完'
    """
    if not BAR.search(text) and "\t" not in text:
        return text
    lines = [BAR.sub("|", _tabs_to_bars(line)) for line in text.split(LINE)]
    parts: list[str] = []
    for run in _runs(lines):
        parts += _table([line for line in run if not is_rule(line)]) if any("|" in line for line in run) else run
    return LINE.join(parts)


def is_rule(line: str) -> bool:
    """Whether a line only rules off what stands above it, as below a Markdown header.

    >>> is_rule("|---|:--|"), is_rule("| - | - |")
    (True, False)
    """
    return "---" in line and _RULE.fullmatch(line) is not None


def _tabs_to_bars(line: str) -> str:
    """A tab stands between cells, a bar behind each."""
    parts = line.lstrip(" ").lstrip("\t") or line  # tabs before the words indent them
    return line.replace("\t", "|") + "|" if "\t" in parts else line


def _runs(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines in runs: from the first with a bar to the last before a gap, and what stands between such runs."""
    barred = [at for at, line in enumerate(lines) if "|" in line]
    last = 0
    for place, first in enumerate(barred):
        if place and _shown(lines[barred[place - 1] + 1 : first]) < _APART:
            continue
        end = next((at for at, following in zip(barred[place:], barred[place + 1 :], strict=False)
                    if _shown(lines[at + 1 : following]) >= _APART), barred[-1])  # fmt: skip
        yield list(lines[last:first])
        yield list(lines[first : end + 1])
        last = end + 1
    yield list(lines[last:])


def _shown(lines: Sequence[str]) -> int:
    """How many lines show something; those of a single character are a label set upright."""
    return sum(1 for line in lines if len(line.strip()) > 1)


def _table(lines: list[str]) -> list[str]:
    if _lead(lines):
        lines = [line.lstrip()[1:] if line.lstrip().startswith("|") else line for line in lines]
    elif _each_leads(lines):
        lines = [line.replace("|", "", 1) + "|" if "|" in line else line for line in lines]
    parts = list(_parts(line for line in lines if not FURNITURE.fullmatch(line)))
    filled = (sum(1 for cell in part if cell.strip()) for part in parts if not isinstance(part, str))
    marked = one_a_line(parts) if max(filled, default=0) < _SEVERAL else by_rows(parts)
    return [LOOSE_TABLE, *marked, END]


def _lead(lines: Sequence[str]) -> bool:
    """Whether bars stand before the cells: most lines of several cells begin with one."""
    several = [line.strip() for line in lines if line.strip().strip("|").count("|")]
    return sum(line.startswith("|") for line in several) * 2 > len(several) > 0


def _each_leads(lines: Sequence[str]) -> bool:
    """Whether each cell has its line, and its bar before it."""
    shown = [line.strip() for line in lines if "|" in line and line.strip("| \u00a0\u3000")]
    return bool(shown) and all(line.startswith("|") and line.count("|") == 1 for line in shown)


def _parts(lines: Iterable[str]) -> Iterator[Part]:
    waiting: list[str] = []
    row: list[str] = []
    blank: list[Part] = []  # behind the row: nothing, if it goes on below
    for line in lines:
        cells = line.split("|")
        if row and not blank and len(waiting) < _SPLIT_OVER and _is_cut([row[-1], *waiting, cells[0]]):
            row[-1] = LINE.join((row[-1], *waiting, cells[0]))
            row += _ended(cells[1:])
            waiting = []
        elif len(cells) == 1:
            waiting.append(line)
        elif not waiting and _goes_on(row, _ended(cells)):
            row = [LINE.join(filter(str.strip, parts)) for parts in zip(row, _ended(cells), strict=True)]
            blank = []
        elif not waiting and row and not line.strip("| "):
            blank.append(_ended(cells))
        else:
            yield from [row, *blank] if row else []
            taken = _taken(waiting, cells[0])
            prose = waiting[: len(waiting) - taken]
            if any(part.strip() for part in prose):
                yield LINE.join(prose)
            row = [LINE.join((*waiting[len(waiting) - taken :], cells[0])), *_ended(cells[1:])]
            waiting, blank = [], []
    yield from [row, *blank] if row else []
    if waiting:
        yield LINE.join(waiting)


def _ended(cells: list[str]) -> list[str]:
    """The cells of a line, of which a bar ends the last."""
    return cells[:-1] if cells and not cells[-1].strip() else cells


def _is_cut(parts: Sequence[str]) -> bool:
    """Whether a cell and the lines behind it are one word of the forms that line ends have cut, no part being one."""
    return (
        bool(parts[-1].strip())
        and sum(map(len, parts)) < LONGEST_CELL
        and begins_name(parts[0])
        and bool(names(LINE.join(parts)))
        and not any(name.key for part in parts for name in names(part))
    )


def _goes_on(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether two lines of as many cells print one row, whose words go on below in their columns."""
    if len(above) != len(below) or len(below) < _SEVERAL or any(name.key for name in names(below[0])):
        return False
    pairs = [pair for pair in zip(above, below, strict=True) if pair[0].strip() and pair[1].strip()]
    return any(map(_is_cut, pairs)) and all(names(LINE.join(pair)) for pair in pairs)


def _taken(waiting: Sequence[str], first: str) -> int:
    """How many of the lines before a bar are the beginning of its cell: those that make a word or figure with it."""
    for count in range(min(_SPLIT_OVER, len(waiting)), 0, -1):
        lines = [line for line in (*waiting[len(waiting) - count :], first) if line.strip()]
        cell = LINE.join(lines)
        is_name = names(cell) and (len(lines) == 1 or begins_name(lines[0]) or not names(lines[0]))
        if is_name or (not first.strip() and read_value(cell).kind in ("figure", "dash")):
            return count
    return 0
