"""The cells of a report, laid out as the official tables: every label where the form has it."""

from collections.abc import Iterable, Iterator
from itertools import groupby, takewhile
from math import lcm
from typing import Any, NamedTuple

from nianbao.show.parts import facts
from parsers import FORMS, SECTIONS, TABLES, Block, Report

Grid = list[list["Box"]]


class Box(NamedTuple):
    """A field of a table of the form: a label, or the cell of that number."""

    zh: str = ""
    rows: int = 1
    cols: int = 1
    cell: int | None = None


def tables(report: Report) -> Iterator[dict[str, Any]]:
    """The tables of the form with their cells, drawn as the official ones are."""
    numbered = list(enumerate(report.cells))
    titles = {section.key: section for section in SECTIONS}
    for table in TABLES:
        rows = [
            (row, [at for at, _ in cells])
            for row, cells in groupby((pair for pair in numbered if pair[1].table == table), lambda pair: pair[1].row)
        ]
        if rows:
            form = report.report.forms.get(table)
            found = [(_block(report, table, row, cells), row, cells) for row, cells in rows]
            blocks = [block for block, *_ in found]
            english = {label.zh: label.en for block in blocks for label in block.columns} | facts()["english"]
            english |= {label.zh.rsplit("/", 1)[-1]: label.en for block in blocks for label in block.rows}
            yield {"key": table, "zh": titles[table].zh, "en": titles[table].en, "grid": _grid(table, found),
                   "circular": FORMS[form].circular if form else "", "english": english}  # fmt: skip


def _block(report: Report, table: str, row: str, cells: list[int]) -> Block:
    """The block of the forms that has that row with those columns, of the report's own form if both have it."""
    columns = [report.cells[at].column for at in cells]
    own = report.report.forms.get(table)
    return next(
        block
        for form in sorted(FORMS.values(), key=lambda form: form.name != own)
        for block in form.tables[table]
        if row in [label.key for label in block.rows] and columns == [label.key for label in block.columns]
    )


def _grid(table: str, rows: list[tuple[Block, str, list[int]]]) -> Grid:
    width = lcm(*(len(block.columns) for block, *_ in rows))
    grid: Grid = []
    for block, group in groupby(rows, lambda row: row[0]):
        own = list(group)
        row_zh = {label.key: tuple(label.zh.split("/")) for label in block.rows}
        if table == "disputes":  # the official table has one row: all groups side by side
            columns = [(*(row_zh[row] * 2)[:2], label.zh) for _, row, _ in own for label in block.columns]
            grid += [*_head("", columns, 0, 1), [Box(cell=at) for *_, cells in own for at in cells]]
            continue
        above = facts()["above"].get(table, {})
        columns = [(*filter(None, above.get(label.key, "").split("/")), label.zh) for label in block.columns]
        sides = _labels([row_zh[row] for _, row, _ in own])
        depth = max(len(row_zh[row]) for _, row, _ in own)
        scale = width // len(columns)
        grid += [[Box(block.item, cols=depth + width)]] if block.item else []
        grid += _head(facts()["corner"][table], columns, depth, scale)
        for side, (*_, cells) in zip(sides, own, strict=True):
            labels = [Box(zh, rows=paths, cols=levels) for _, zh, levels, paths in side]
            grid.append([*labels, *(Box(cell=at, cols=scale) for at in cells)])
    return grid


def _head(corner: str, columns: list[tuple[str, ...]], depth: int, scale: int) -> Grid:
    """The header rows over `columns`, with a corner over the `depth` columns of labels."""
    levels = max(map(len, columns))
    grid: Grid = [[] for _ in range(levels)]
    if corner:
        grid[0].append(Box(corner, rows=levels, cols=depth))
    for begun in _labels(columns):
        for level, zh, rows, paths in begun:
            grid[level].append(Box(zh, rows=rows, cols=paths * scale))
    return grid


def _labels(paths: Iterable[tuple[str, ...]]) -> list[list[tuple[int, str, int, int]]]:
    """For each path of headings those that begin with it: level, wording, levels covered, paths covered.

    >>> _labels([("一",), ("三", "予以公开"), ("三", "总计")])
    [[(0, '一', 2, 1)], [(0, '三', 1, 2), (1, '予以公开', 1, 1)], [(1, '总计', 1, 1)]]
    """
    given = list(paths)
    deepest = max(map(len, given))
    full = [path + path[-1:] * (deepest - len(path)) for path in given]
    found: list[list[tuple[int, str, int, int]]] = []
    for at, path in enumerate(full):
        begun = []
        for level, zh in enumerate(path):
            upto = [other[: level + 1] for other in full]
            if (level == 0 or path[level - 1] != zh) and (at == 0 or upto[at - 1] != upto[at]):
                levels = len(list(takewhile(zh.__eq__, path[level:])))
                begun.append((level, zh, levels, len(list(takewhile(upto[at].__eq__, upto[at:])))))
        found.append(begun)
    return found
