"""Tables that differ from ones read before in nothing but their figures: their cells stand where those stood.

Most reports of a portal do. What is remembered of a document are the words, borders and blanks of its tables and which
of their cells became which of the sheet; only of documents in which no figure tells where another stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from parsers.align import Alignment, Zone, align
from parsers.cells import Filled, fill
from parsers.form.sheet import Sheet
from parsers.lines import is_idle, line_kind
from parsers.page.text import CELL, END, LINE, MERGED, ROW, Stretch, pieces, stretches
from parsers.place import Slot, slot_of

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
    """A document in two: `words` are its tables and lines but for plain figures, `figures` these, in their order.

    `stretches` are its tables and what stands between them, `spans` those of each table and line, `lone` the figures
    that stand alone on a line.
    """

    words: str
    figures: list[Slot]
    stretches: list[Stretch]
    spans: list[Span]
    lone: list[str | None]


class _Plan(NamedTuple):
    """Where the cells of a sheet stand: `order` are their places among the figures and, behind these, the `others`.

    `units` are those that the header states, by cell; `spans` the places of what tables take up among all spans.
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
    plan = _plans.get(outline.words)
    if plan and (not outline.lone or len(set(outline.lone)) < len(outline.lone)):  # else repeats may have been dropped
        return _follow(plan, outline)
    alignment = align(text, start, end, headings)
    filled = fill(alignment, is_markup=is_markup)
    made = _plan(text, outline, alignment, filled) if filled and len(outline.words) <= _LONGEST else None
    if made:
        if len(_plans) >= _MOST:
            _plans.clear()
        _plans[outline.words] = made
    return Tables(filled, alignment.spans)


def _outline(text: str, start: int, end: int, headings: Sequence[int]) -> _Outline:
    words: list[str] = []
    figures: list[Slot] = []
    found: list[Stretch] = []
    spans: list[Span] = []
    lone: list[str | None] = []
    for begin, stop in pairwise((start, *headings, end)):
        for stretch in stretches(text, begin, stop):
            found.append(stretch)
            part = text[stretch.start : stretch.end]
            if stretch.is_table:
                outlined = [*map(_outlined, part.replace(ROW, CELL + ROW).replace(END, CELL + END).split(CELL))]
                spans.append((stretch.start, stretch.end))
            else:
                lines = part.split(LINE)
                outlined = _outlined_lines(lines)
                lone += [figure.raw for _, figure in outlined if figure is not None]
                spans += _spans(lines, stretch.start)
            words += [word for word, _ in outlined]
            figures += [figure for _, figure in outlined if figure is not None]
        words.append(_HEADING)
    return _Outline(CELL.join(words), figures, found, spans, lone)


def _spans(lines: list[str], start: int) -> Iterator[Span]:
    for line in lines:
        yield start, start + len(line)
        start += len(line) + len(LINE)


@lru_cache(maxsize=4096)
def _outlined(cell: str) -> tuple[str, Slot | None]:
    """A cell, or a mark, in an outline; the slot of one that holds a plain figure and nothing else."""
    own = cell.lstrip(MERGED)
    if _PLAIN_FIGURE.fullmatch(own.strip()):
        return cell[: len(cell) - len(own)] + "0", slot_of(own)
    return cell, None


def _outlined_lines(lines: list[str]) -> list[tuple[str, Slot | None]]:
    """Lines in an outline: those of which nothing is read are all alike, unless labels may go on in them."""
    kinds = [*map(line_kind, lines)]
    is_idle_line = [kind == "words" and is_idle(line) for line, kind in zip(lines, kinds, strict=True)]
    is_labelled = kinds.count("words") > is_idle_line.count(True)
    return [
        (_PROSE, None) if kind == "prose" else (_IDLE, None) if idle and not is_labelled else _outlined(line)
        for line, kind, idle in zip(lines, kinds, is_idle_line, strict=True)
    ]


def _follow(plan: _Plan, outline: _Outline) -> Tables:
    slots = [*itemgetter(*plan.order)([*outline.figures, *plan.others])]
    for at, unit in plan.units:
        slots[at] = slots[at]._replace(unit=unit)
    filled = Filled({**plan.forms}, plan.sheet, slots, (), [])
    return Tables(filled, [outline.spans[at] for at in plan.spans])


def _plan(text: str, outline: _Outline, alignment: Alignment, filled: Filled) -> _Plan | None:
    """What is to be remembered of a document, None where figures had a say in their places, or issues quote them."""
    spans = {span: at for at, span in enumerate(outline.spans)}
    if filled.issues or not _is_plain(alignment.zones, filled.sheet) or not spans.keys() >= {*alignment.spans}:
        return None
    shown = (piece for stretch in outline.stretches for piece in pieces(text, stretch))
    starts = [piece.start for piece in shown if _outlined(piece.text)[1]]
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
    taken = [spans[span] for span in alignment.spans]
    return _Plan({**filled.forms}, filled.sheet, tuple(order), others, units, taken)


def _is_plain(zones: Iterable[Zone], sheet: Sheet) -> bool:
    """Whether no figure can have had a say: in the place of another, in the form of a table, in a border.

    Each row stands once and in the forms' order, the columns of requests are the form's, headers tell the form of
    table proactive, and a row on lines has as many figures as columns. Only elsewhere are figures compared with each
    other, or sums asked.
    """
    rows = [zone for zone in zones if zone.row is not None]
    columns: dict[tuple[str, str | None], int] = {(row.table, row.key): row.columns for row in sheet.rows}
    return (
        not any(zone.order or (zone.header_rows and zone.table == "requests") for zone in zones)
        and all(any(zone.headers) for zone in rows if zone.table == "proactive")
        and all(
            zone.filled == columns.get((zone.table, zone.row)) for zone in rows if zone.entries and not zone.certain
        )
        and len({(zone.table, zone.row) for zone in rows}) == len(rows)
    )
