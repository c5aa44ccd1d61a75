"""How a report reaches its page: each layout turns the same report into the HTML of an article's body."""

from collections.abc import Callable
from functools import partial
from html import escape
from itertools import cycle
from typing import NamedTuple

from nianbao.sample.drawn import DrawnReport
from nianbao.sample.grid import Grid, Td, grid
from nianbao.sample.word import word_heading, word_paragraph, word_table
from parsers.form import SECTIONS, TABLES

Layout = Callable[[DrawnReport], str]


class Hand(NamedTuple):
    """How somebody sets the parts of a report: heading text, paragraph text and grid to HTML."""

    heading: Callable[[str], str]
    paragraph: Callable[[str], str]
    table: Callable[[str, Grid], str]


def compose(report: DrawnReport, hand: Hand) -> str:
    """The sections of `report` in the form's order, each of 2 to 4 with its table behind its paragraphs."""
    parts = []
    for key in (label.key for label in SECTIONS if label.key in report.sections):
        heading, paragraphs = report.sections[key]
        parts += [hand.heading(heading), *map(hand.paragraph, paragraphs)]
        if key in TABLES:
            parts.append(hand.table(key, grid(report, key)))
    return "\n".join(parts)


def _heading(text: str) -> str:
    return f'<p style="text-indent: 2em;"><strong>{escape(text)}</strong></p>'


def _paragraph(text: str) -> str:
    return f'<p style="text-indent: 2em;">{escape(text)}</p>'


def _span(cell: Td) -> str:
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return rows + (f' colspan="{cell.cols}"' if cell.cols > 1 else "")


def _spanned(cell: Td) -> str:
    return f"<td{_span(cell)}>{escape(''.join(cell.lines))}</td>"


def _unspanned(cell: Td) -> str:
    return f"<td>{escape(''.join(cell.lines))}</td>"


def _rows(cells: Grid, draw_cell: Callable[[Td], str]) -> str:
    rows = "\n".join(f"<tr>{''.join(map(draw_cell, row))}</tr>" for row in cells)
    return f'<table border="1" cellspacing="0" width="100%"><tbody>\n{rows}\n</tbody></table>'


def _table(_key: str, cells: Grid) -> str:
    return _rows(cells, _spanned)


def _unspanned_table(_key: str, cells: Grid) -> str:
    return _rows(cells, _unspanned)


def _nbsp_table(_key: str, cells: Grid) -> str:
    """Blank figures as white space that is not nothing, by turns as the editor and as Word leave it."""
    blanks = cycle(("&nbsp;", "<span><o:p>&nbsp;</o:p></span>", "&nbsp;"))

    def draw_cell(cell: Td) -> str:
        return f"<td{_span(cell)}>{escape(''.join(cell.lines)) or next(blanks)}</td>"

    return _rows(cells, draw_cell)


def _cells_in_paragraphs(_key: str, cells: Grid) -> str:
    """Every cell a paragraph in reading order, figures with the white space that the editor left."""
    pads = cycle(("&nbsp;{}", "{}&nbsp;", "&nbsp;{}"))
    lines = (
        next(pads).format(escape(cell.lines[0])) if cell.is_figure else "<br/>".join(map(escape, cell.lines))
        for row in cells
        for cell in row
    )
    return "\n".join(f'<p style="text-align: center;">{line}</p>' for line in lines)


def _image(key: str, _cells: Grid) -> str:
    return f'<p style="text-align: center;"><img src="/upload/tables/{key}.png" width="640" alt=""/></p>'


def _nested(report: DrawnReport) -> str:
    """The clean report in a cell of a layout table, as old editors frame a page."""
    row = f'<tr><td width="2%">&nbsp;</td><td valign="top">\n{compose(report, CLEAN)}\n</td></tr>'
    return f'<table class="frame" width="96%"><tbody>{row}</tbody></table>'


CLEAN = Hand(_heading, _paragraph, _table)

LAYOUTS: dict[str, Layout] = {
    "clean": partial(compose, hand=CLEAN),
    "word": partial(compose, hand=Hand(word_heading, word_paragraph, word_table)),
    "stripped_spans": partial(compose, hand=CLEAN._replace(table=_unspanned_table)),
    "paragraphs": partial(compose, hand=CLEAN._replace(table=_cells_in_paragraphs)),
    "nbsp_blanks": partial(compose, hand=CLEAN._replace(table=_nbsp_table)),
    "gb18030": partial(compose, hand=CLEAN),
    "nested": _nested,
    "images": partial(compose, hand=CLEAN._replace(table=_image)),
}
"""Layout name → the function that draws it. "gb18030" is clean inside and differs by its page's bytes."""
