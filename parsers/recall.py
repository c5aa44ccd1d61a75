"""Tables that differ from ones read before in nothing but their figures: their cells stand where those stood.

Most reports of a portal do. What is remembered of a document are the words, borders and blanks of its tables and which
of their cells became which of the sheet; only of documents in which no figure tells where another stands.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from parsers.align import Alignment, Zone, align
from parsers.blocks import CELL, END, LINE, MERGED, ROW, Stretch, pieces, stretches
from parsers.cells import Filled, fill
from parsers.lines import is_idle, line_kind
from parsers.place import Slot, slot_of
from parsers.sheet import Sheet

_MOST = 256  # documents to remember
_LONGEST = 10_000  # characters of an outline; that of all tables of the form has under four thousand
_PLAIN_FIGURE = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?")
# what stands in an outline for lines of which nothing is read, and before a heading: no line or cell is like them
_PROSE, _IDLE, _HEADING = "。", MERGED, ROW + ROW

Span = tuple[int, int]


class Tables(NamedTuple):
    """What the tables of a document hold, None where they hold no row of a form, and the spans they take up."""

    filled: Filled | None
    spans: Sequence[Span]


class _Outline(NamedTuple):
    """A document without what tells nothing of its tables: `words` without their plain figures, `figures` these."""

    words: str
    figures: list[Slot]
    tables: list[Stretch]


class _Plan(NamedTuple):
    """Where the cells of a sheet stand: `order` are their places among the figures and, behind these, the `others`.

    `units` are those that the header states, by cell; `spans` which tables of the document hold rows.
    """

    forms: dict[str, str | None]
    sheet: Sheet
    order: tuple[int, ...]
    others: list[Slot]
    units: list[tuple[int, str | None]]
    spans: list[int]


_plans: dict[str, _Plan] = {}


def read_tables(text: str, start: int, end: int, headings: Sequence[int], *, is_markup: bool) -> Tables:
    """The tables in `text[start:end]`; `headings` are the offsets of section headings, where tables end."""
    alignment = align(text, start, end, headings)
    return Tables(fill(alignment, is_markup=is_markup), alignment.spans)


def recall_tables(text: str, start: int, end: int, headings: Sequence[int], *, is_markup: bool) -> Tables:
    """As `read_tables`, without `pieces`, and sooner where such tables were read before."""
    outline = _outline(text, start, end, headings)
    plan = _plans.get(outline.words) if outline else None
    if outline and plan:
        return _follow(plan, outline)
    alignment = align(text, start, end, headings)
    filled = fill(alignment, is_markup=is_markup)
    if outline and filled and len(outline.words) <= _LONGEST:
        _remember(outline.words, _plan(text, outline, alignment, filled))
    return Tables(filled, alignment.spans)


def _remember(words: str, plan: _Plan | None) -> None:
    if len(_plans) >= _MOST:
        _plans.clear()
    if plan:
        _plans[words] = plan


def _outline(text: str, start: int, end: int, headings: Sequence[int]) -> _Outline | None:
    """The outline of a document, None of one without tables."""
    words: list[str] = []
    figures: list[Slot] = []
    tables: list[Stretch] = []
    for begin, stop in pairwise((start, *headings, end)):
        for stretch in stretches(text, begin, stop):
            part = text[stretch.start : stretch.end]
            if stretch.is_table:
                cells = [*map(_outlined, part.replace(ROW, CELL + ROW).replace(END, CELL + END).split(CELL))]
                words += [word for word, _ in cells]
                figures += [figure for _, figure in cells if figure is not None]
                tables.append(stretch)
            else:
                words += _outlined_lines(part.split(LINE))
        words.append(_HEADING)
    return _Outline(CELL.join(words), figures, tables) if tables else None


@lru_cache(maxsize=4096)
def _outlined(cell: str) -> tuple[str, Slot | None]:
    """A cell, or a mark, in an outline; the slot of one that holds a plain figure and nothing else."""
    own = cell.lstrip(MERGED)
    if _PLAIN_FIGURE.fullmatch(own.strip()):
        return cell[: len(cell) - len(own)] + "0", slot_of(own)
    return cell, None


def _outlined_lines(lines: list[str]) -> list[str]:
    """Lines in an outline: those of which nothing is read are all alike, unless labels may go on in them."""
    kinds = [*map(line_kind, lines)]
    told = [_PROSE if kind == "prose" else _IDLE if kind == "words" and is_idle(line) else line
            for line, kind in zip(lines, kinds, strict=True)]  # fmt: skip
    is_labelled = any(kind == "words" and line is not _IDLE for line, kind in zip(told, kinds, strict=True))
    return lines if is_labelled else told


def _follow(plan: _Plan, outline: _Outline) -> Tables:
    slots = [*itemgetter(*plan.order)([*outline.figures, *plan.others])]
    for at, unit in plan.units:
        slots[at] = slots[at]._replace(unit=unit)
    filled = Filled({**plan.forms}, plan.sheet, slots, (), [])
    return Tables(filled, [(outline.tables[at].start, outline.tables[at].end) for at in plan.spans])


def _plan(text: str, outline: _Outline, alignment: Alignment, filled: Filled) -> _Plan | None:
    """What is to be remembered of a document, None where figures had a say in their places, or issues quote them."""
    tables = {(stretch.start, stretch.end): at for at, stretch in enumerate(outline.tables)}
    if filled.issues or not _is_plain(alignment.zones) or not tables.keys() >= {*alignment.spans}:
        return None
    cells = (cell for stretch in outline.tables for cell in pieces(text, stretch))
    starts = [cell.start for cell in cells if _outlined(cell.text)[1]]
    ordinals = {start: at for at, start in enumerate(starts)}
    order: list[int] = []
    others: list[Slot] = []
    units: list[tuple[int, str | None]] = []
    for at, (slot, piece) in enumerate(zip(filled.slots, filled.pieces, strict=True)):
        ordinal = ordinals.get(piece.start) if piece else None
        if ordinal is None:
            ordinal = len(starts) + len(others)
            others.append(slot)
        elif slot.unit != outline.figures[ordinal].unit:
            units.append((at, slot.unit))
        order.append(ordinal)
    spans = [tables[span] for span in alignment.spans]
    return _Plan({**filled.forms}, filled.sheet, tuple(order), others, units, spans)


def _is_plain(zones: Iterable[Zone]) -> bool:
    """Whether each row stands once, in the forms' order, and the form of table proactive is told by its headers.

    Only elsewhere are figures compared with each other, or sums asked; and in lines, which `Alignment.spans` tells.
    """
    rows = [zone for zone in zones if zone.row is not None]
    return (
        not any(zone.order for zone in zones)
        and all(any(zone.headers) for zone in rows if zone.table == "proactive")
        and len({(zone.table, zone.row) for zone in rows}) == len(rows)
    )
