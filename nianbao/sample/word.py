"""A report pasted out of Word: styles everywhere, digits in spans of their own, labels broken in cells."""

import re
from html import escape

from nianbao.sample.grid import Grid, Td
from nianbao.sample.organs import facts

CELL_WIDTH = 46
_MARKUP: dict[str, str] = facts("word")
_LATIN = re.compile(r"([0-9A-Za-z.+%-]+)")


def _marked(name: str, text: str, **values: object) -> str:
    return _MARKUP[name].format(text=text, **values)


def _run(text: str, size: str, face: str) -> str:
    """`text` in a run, and inside it a run for every stretch of digits and Latin letters."""
    inside = (_marked("latin", escape(part)) if at % 2 else escape(part) for at, part in enumerate(_LATIN.split(text)))
    return _marked("run", "".join(inside), size=size, face=face)


def word_heading(text: str) -> str:
    """A heading whose numeral and words stand in runs of their own."""
    numeral, stop, words = text.partition("、")
    runs = (f"<b>{_run(part, '16.0', '黑体')}</b>" for part in (numeral + stop, words) if part)
    return _marked("heading", "".join(runs))


def word_paragraph(text: str) -> str:
    """A paragraph of the narrative."""
    return _marked("paragraph", _run(text, "16.0", "仿宋_GB2312") + _MARKUP["end"])


def word_table(_key: str, cells: Grid) -> str:
    """The table with every span, its labels broken by <br> in one row and by a second run in the next."""
    rows = (
        _marked("row", "".join(_cell(cell, "<br/>" if at % 2 == 0 else "") for cell in row), at=at)
        for at, row in enumerate(cells)
    )
    return _marked("table", "\n".join(rows))


def _cell(cell: Td, line_break: str) -> str:
    text = line_break.join(_run(line, "10.5", "宋体") for line in cell.lines if line)
    content = _marked("font", text) + _MARKUP["end"] if text else _MARKUP["blank"]
    return _marked("cell", content, width=CELL_WIDTH * cell.cols, rows=cell.rows, cols=cell.cols)
