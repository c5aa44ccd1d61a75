"""The source as it was read: its tables and lines, cut where the place of a figure begins and ends."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, NamedTuple

from parsers import Trace
from parsers.page.text import LINE, MARKS, ROW, pieces, stretches

_BETWEEN = rf"(?:\s|{MARKS})*"

Span = tuple[int, int]


class Mark(NamedTuple):
    """A place in the source and the cells, by their number in the report, that were read from it."""

    start: int
    end: int
    cells: list[int]

    @property
    def id(self) -> str:
        """What the place is called in the page."""
        return f"p{self.cells[0]}"


class Run(NamedTuple):
    """Text of the source, with the place that it is; `first` where a place that goes over several runs begins."""

    text: str
    mark: Mark | None = None
    first: bool = False


def marks_of(trace: Trace) -> list[Mark]:
    """The places of all cells in the order of the text, each once; none overlaps another."""
    if trace.filled is None:
        return []
    number_of = {address: at for at, address in enumerate(trace.filled.sheet.addresses)}
    cells_of: defaultdict[Span, list[int]] = defaultdict(list)
    for address, span in trace.places.items():
        cells_of[span].append(number_of[address])
    for span, cells in _whole_rows(trace, list(cells_of)):
        cells_of[span] += cells
    marks: list[Mark] = []
    for (start, end), cells in sorted(cells_of.items()):
        if not marks or start >= marks[-1].end:
            marks.append(Mark(start, end, cells))
    return marks


def _whole_rows(trace: Trace, taken: list[Span]) -> Iterator[tuple[Span, list[int]]]:
    """Rows read as one run of text, which no cell has a place of its own in.

    Such a run is found again where the text has it as often as the form has rows that were read from it.
    """
    if trace.filled is None:
        return
    rows_of: defaultdict[str, list[list[int]]] = defaultdict(list)
    placed = set(trace.places)
    for row in trace.filled.sheet.rows:
        cells = list(range(row.first, row.last))
        raws = {trace.report.cells[at].raw for at in cells}
        if len(raws) == 1 and not placed & set(trace.filled.sheet.addresses[row.first : row.last]):
            rows_of["".join(filter(None, raws)).strip()].append(cells)
    for raw, rows in rows_of.items():
        run = _BETWEEN.join(map(re.escape, raw.split()))
        spans = [match.span() for match in re.finditer(rf"(?<!\d){run}(?!\d)", trace.text)] if run else []
        free = [span for span in spans if not any(start < span[1] and span[0] < end for start, end in taken)]
        if len(free) == len(rows):
            yield from zip(free, rows, strict=True)


def parts(trace: Trace, marks: list[Mark]) -> Iterator[dict[str, Any]]:
    """The tables and lines of the text."""
    text, ends = trace.text, [mark.end for mark in marks]
    headings = {section.heading.strip() for section in trace.report.sections}
    for stretch in stretches(text, 0, len(text)):
        if stretch.is_table:
            rows: list[list[dict[str, Any]]] = []
            for piece in pieces(text, stretch):
                rows += [[]] if piece.border == ROW or not rows else []
                runs = list(_runs(text, (piece.start, piece.end), marks, ends))
                rows[-1].append({"cols": piece.width, "runs": runs})
            yield {"rows": rows, "lines": []}
            continue
        lines, start = [], stretch.start
        for line in text[stretch.start : stretch.end].split(LINE):
            runs = list(_runs(text, (start, start + len(line)), marks, ends))
            if line.strip() or any(run.mark for run in runs):
                lines.append({"runs": runs, "heading": line.strip() in headings})
            start += len(line) + len(LINE)
        yield {"rows": [], "lines": lines}


def _runs(text: str, span: Span, marks: list[Mark], ends: list[int]) -> Iterator[Run]:
    """The text of `span`, cut where places begin and end; a place without text, of a blank, has a run of its own."""
    last, end = span
    for mark in takewhile(lambda mark: mark.start <= end, marks[bisect_left(ends, last) :]):
        begins, stops = max(mark.start, last), min(mark.end, end)
        if begins < stops or mark.start == mark.end:
            if begins > last:
                yield Run(text[last:begins])
            yield Run(text[begins:stops], mark, first=mark.start >= span[0])
            last = stops
    if last < end:
        yield Run(text[last:end])
