"""Tables flattened to one cell a line: a draft's parts as lines of text, told apart by blank lines or pipes."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle

from nianbao.sample.grid import Td
from tests.layouts.draft import Draft, Part, Rows

NBSP = "\xa0"


def _article(draft: Draft, lines: list[str], between: str) -> str:
    return between.join([*draft.top[:2], draft.title, draft.top[2], *lines])


def lines(draft: Draft, between: str, blank: str = NBSP) -> str:
    """One cell a line, `between` the cells, `blank` where a figure is missing; labels break at single line ends."""
    parts = [line for part in draft.parts for line in _cells(part, blank)]
    return _article(draft, parts, between)


def _cells(part: Part, blank: str) -> list[str]:
    if part.kind != "table":
        return [part.text]
    return ["\n".join(cell.lines) or blank for row in part.rows for cell in row]


def lines_spaced(draft: Draft) -> str:
    """Figures with the spaces that the editor left, lines of white space behind each table, blanks a space."""
    pads = cycle((" {}", "{} ", "  {}", " {}", "       {}"))
    drawn: list[str] = []
    for part in draft.parts:
        if part.kind != "table":
            drawn.append(part.text)
            continue
        cells = [cell for row in part.rows for cell in row]
        drawn += [next(pads).format(cell.lines[0]) if cell.is_figure else "\n".join(cell.lines) for cell in cells]
        drawn += [" "] * 4
    return _article(draft, drawn, "\n\n")


def blanks_dropped(draft: Draft) -> str:
    """One cell a line, blank cells gone without a trace."""
    drawn = [line for part in draft.parts for line in _cells(part, "") if line]
    return _article(draft, drawn, "\n\n")


def repeats_dropped(draft: Draft) -> str:
    """One cell a line, every line gone that had occurred before, figures and words alike."""
    drawn = [line for part in draft.parts for line in _cells(part, "")]
    return _article(draft, list(dict.fromkeys(filter(None, drawn))), "\n")


def blank_lines_for_blanks(draft: Draft) -> str:
    """One cell a line, a blank line between cells and one more for every blank cell."""
    text = ""
    for part in draft.parts:
        for line in _cells(part, ""):
            text += f"\n\n{line}" if line else "\n"
    return _article(draft, [], "\n\n") + text


def _piped(draft: Draft, table: Callable[[Rows], list[str]]) -> str:
    """Prose as lines; each table as the lines that `table` makes of its rows."""
    drawn: list[str] = []
    for part in draft.parts:
        drawn += table(part.rows) if part.kind == "table" else [part.text]
    return _article(draft, drawn, "\n")


class Lines:
    """Makes lines of a table's rows, one cell a line and each with its pipe, as `line` tells of one row."""

    def __init__(self, *, pads: bool = False, own_line: bool = False, before_row: bool = False) -> None:
        self._pads = pads
        self._own_line = own_line
        self._before_row = before_row

    def __call__(self, rows: Rows) -> list[str]:
        return [line for row in rows for line in self._row(row)]

    def _row(self, row: tuple[Td, ...]) -> Iterator[str]:
        if self._before_row:
            yield "|"
        for cell in row:
            text = "\n".join(cell.lines)
            yield from (text, "|") if self._own_line else (f"{text} |" if text else "|",)
            if self._pads and cell.cols > 1:
                yield "|" * (cell.cols - 1)
        if self._before_row:
            yield "|"


def _alternate(rows: Rows) -> list[str]:
    """A pipe, then every cell on a line of its own with the next pipe behind it."""
    return [line for row in rows for line in ("| ", *(f" {' '.join(cell.lines)}  | " for cell in row))]


lines_pipe = partial(_piped, table=Lines())
lines_pipe_pads = partial(_piped, table=Lines(pads=True))
pipe_own_line = partial(_piped, table=Lines(own_line=True))
pipe_before_row = partial(_piped, table=Lines(before_row=True))
pipe_alternate = partial(_piped, table=_alternate)
