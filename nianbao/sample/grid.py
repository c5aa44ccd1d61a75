"""The three tables of a report as the official form prints them: rows of cells, each with its span."""

from collections.abc import Sequence
from typing import NamedTuple

from nianbao.sample.drawn import DrawnReport
from nianbao.sample.wording import APPLICANTS, IDENTITY, ITEM_HEADER, ORGANISATIONS, lines_of, wide
from parsers.form import FORMS, Address, Block, Label


class Td(NamedTuple):
    """One cell of a drawn table: its text, in the lines in which a narrow cell breaks it, and its span."""

    lines: tuple[str, ...]
    rows: int = 1
    cols: int = 1
    is_figure: bool = False


Grid = list[list[Td]]


def grid(report: DrawnReport, table: str) -> Grid:
    """`table` ("proactive", "requests" or "disputes") of `report`, in the form that it names."""
    form = FORMS[report.forms["proactive" if table == "proactive" else "requests"]]
    return _DRAWN[table](report, form.tables[table])


def _label(text: str, rows: int = 1, cols: int = 1) -> Td:
    return Td((wide(text),), rows, cols)


def _figures(report: DrawnReport, table: str, row: Label, columns: Sequence[Label]) -> list[Td]:
    return [Td((report.cells[Address(table, row.key, column.key)],), is_figure=True) for column in columns]


def _proactive(report: DrawnReport, blocks: Sequence[Block]) -> Grid:
    """One block an item of Article 20; the last column of a narrow block spans what the widest leaves."""
    widest = max(len(block.columns) for block in blocks)
    rows: Grid = []
    for block in blocks:
        last = widest - len(block.columns) + 1
        header = [_label(ITEM_HEADER), *(Td(lines_of(column)) for column in block.columns)]
        rows += [[_label(block.item, cols=widest + 1)], _stretched(header, last)]
        for row in block.rows:
            figures = _figures(report, "proactive", row, block.columns)
            rows.append(_stretched([_label(row.zh), *figures], last))
    return rows


def _stretched(cells: list[Td], cols: int) -> list[Td]:
    return [*cells[:-1], cells[-1]._replace(cols=cols)]


def _requests(report: DrawnReport, blocks: Sequence[Block]) -> Grid:
    (block,) = blocks
    paths = [row.zh.split("/") for row in block.rows]
    depth = max(map(len, paths))
    rows = _applicants(block.columns, depth)
    for at, row in enumerate(block.rows):
        labels = _stub(paths, at, depth)
        rows.append([*labels, *_figures(report, "requests", row, block.columns)])
    return rows


def _applicants(columns: Sequence[Label], depth: int) -> Grid:
    """The three header rows of table 3, with the rule of its columns in the corner."""
    person, *organisations, total = (Td(lines_of(column)) for column in columns)
    return [
        [_label(IDENTITY, 3, depth), _label(APPLICANTS, cols=len(columns))],
        [person._replace(rows=2), _label(ORGANISATIONS, cols=len(organisations)), total._replace(rows=2)],
        list(organisations),
    ]


def _stub(paths: Sequence[Sequence[str]], at: int, depth: int) -> list[Td]:
    """The label cells that begin in row `at`: a group spans its rows, a last part the rest of the stub."""
    path = paths[at]
    cells = []
    for part in range(len(path)):
        group = path[: part + 1]
        if at and paths[at - 1][: part + 1] == group:
            continue
        rows = sum(other[: part + 1] == group for other in paths)
        cells.append(_label(path[part], rows, depth - part if part == len(path) - 1 else 1))
    return cells


def _disputes(report: DrawnReport, blocks: Sequence[Block]) -> Grid:
    """One row of figures under three header rows; a group without subgroups ends in the second."""
    (block,) = blocks
    outcomes = [Td(lines_of(column)) for column in block.columns]
    width = len(outcomes)
    top: dict[str, int] = {}
    middle: list[Td] = []
    bottom: list[Td] = []
    for row in block.rows:
        group, _, subgroup = row.zh.partition("/")
        top[group] = top.get(group, 0) + width
        middle += [_label(subgroup, cols=width)] if subgroup else [cell._replace(rows=2) for cell in outcomes]
        bottom += outcomes if subgroup else []
    figures = [cell for row in block.rows for cell in _figures(report, "disputes", row, block.columns)]
    return [[_label(group, cols=cols) for group, cols in top.items()], middle, bottom, figures]


_DRAWN = {"proactive": _proactive, "requests": _requests, "disputes": _disputes}
