"""A report as a row of parts, before any layout: headings, paragraphs and tables of cells, all still to be varied."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import msgspec

from nianbao.sample import DrawnReport
from nianbao.sample.grid import Grid, Td, grid
from parsers.form import FORMS, TABLES, Address

UNKNOWN = "\0"
"""What a cell holds whose figure is not known: it is not drawn."""

MIXED = "mixed"
"""The form of a table 2 whose first block follows the form of 2019, the others that of 2021."""
FIRST_BLOCK = 4
"""Rows of the first block of table 2 in either form: its item, its header, two rows of figures."""


Rows = tuple[tuple[Td, ...], ...]


class Part(NamedTuple):
    """A piece of the article: `text` where it is prose, `rows` of cells where it is the table `key`."""

    kind: Literal["heading", "paragraph", "table"]
    key: str
    text: str = ""
    rows: Rows = ()


class Draft(NamedTuple):
    """What a layout lays out: lines that stand over the article, the title, the article's parts in order."""

    top: tuple[str, ...]
    title: str
    parts: tuple[Part, ...]


class Placed(NamedTuple):
    """A cell with the row and the column in which it begins."""

    row: int
    column: int
    cell: Td


Change = Callable[[str], str]


def placed(rows: Rows) -> list[Placed]:
    """Every cell with the column in which its spans and those above put it."""
    taken: set[tuple[int, int]] = set()
    found = []
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            found.append(Placed(at, column, cell))
            taken |= {(at + down, column + right) for down in range(cell.rows) for right in range(cell.cols)}
    return found


def known(report: DrawnReport, table: str) -> list[Address]:
    """The cells of `table` whose figures the report knows, in the form's order."""
    return [address for address in report.cells if address.table == table]


def is_whole(report: DrawnReport) -> bool:
    """Whether every cell of the report's forms is known; if not, its text ends behind the last that is."""
    forms = {**report.forms, "disputes": "2019"}
    return MIXED not in forms.values() and all(
        address in report.cells for table in TABLES for address in FORMS[forms[table]].addresses(table)
    )


def drafted(report: DrawnReport, labels: Mapping[str, str] | None = None) -> Draft:
    """The parts of `report`; `labels` are wordings of its own in place of official ones, ⏎ for a line break."""
    top = (
        report.agency,
        f"您现在所在的位置：网站首页 > 政府信息公开 > {report.agency} > 政府信息公开年报",
        f"发布时间：{report.published} 00:00 来源：{report.agency} 字体：[ ]",
    )
    parts: list[Part] = []
    left = [table for table in TABLES if known(report, table)]
    for key, (heading, paragraphs) in report.sections.items():
        if key in TABLES and key not in left:
            continue
        parts += [Part("heading", key, heading), *(Part("paragraph", key, text) for text in paragraphs)]
        if key in left:
            parts.append(Part("table", key, rows=_rows(report, key)))
            left.remove(key)
        if not left and not is_whole(report):
            break
    draft = Draft(top, report.title, tuple(parts))
    return relabelled(draft, lambda label: (labels or {}).get(_official(label), label)) if labels else draft


def _official(label: str) -> str:
    return label.translate(str.maketrans("（），：", "(),:"))


def relabelled(draft: Draft, change: Change) -> Draft:
    """The draft with every label changed; ⏎ in what comes back breaks the label there."""

    def changed(cell: Td) -> Td:
        if cell.is_figure:
            return cell
        after = "⏎".join(cell.lines)
        after = change(after) if len(cell.lines) == 1 else "⏎".join(map(change, cell.lines))
        return cell._replace(lines=tuple(after.split("⏎")))

    return with_rows(draft, lambda _key, rows: tuple(tuple(map(changed, row)) for row in rows))


def with_rows(draft: Draft, change: Callable[[str, Rows], Rows]) -> Draft:
    """The draft with the rows of every table changed; `change` is given the table's name too."""
    parts = (part._replace(rows=change(part.key, part.rows)) if part.kind == "table" else part for part in draft.parts)
    return draft._replace(parts=tuple(parts))


def retold(draft: Draft, change: Change) -> Draft:
    """The draft with its title and every heading and paragraph changed."""
    parts = (part._replace(text=change(part.text)) for part in draft.parts)
    return draft._replace(top=tuple(map(change, draft.top)), title=change(draft.title), parts=tuple(parts))


def _rows(report: DrawnReport, table: str) -> Rows:
    if report.forms.get(table) == MIXED:
        first, rest = (_grid(_in_form(report, form), table) for form in ("2019", "2021"))
        drawn = first[:FIRST_BLOCK] + rest[FIRST_BLOCK:]
    else:
        drawn = _grid(report, table)
    joined = [[cell._replace(lines=("".join(cell.lines),)) for cell in row] for row in drawn]
    return tuple(map(tuple, _shown(joined)))


def _in_form(report: DrawnReport, proactive: str) -> DrawnReport:
    return msgspec.structs.replace(report, forms={**report.forms, "proactive": proactive})


def _grid(report: DrawnReport, table: str) -> Grid:
    form = FORMS[report.forms["proactive" if table == "proactive" else "requests"]]
    unknown = dict.fromkeys(form.addresses(table), UNKNOWN)
    return grid(msgspec.structs.replace(report, cells=unknown | report.cells), table)


def _shown(rows: Grid) -> Grid:
    """The rows that are known: none behind the last known cell, none before the first where the beginning is lost."""
    kept = [row for row, at in zip(rows, range(len(rows)), strict=True) if not _is_lost(rows, at)]
    kept = [[cell for cell in row if cell.lines != (UNKNOWN,)] for row in kept]
    return [[cell._replace(rows=min(cell.rows, len(kept) - at)) for cell in row] for at, row in enumerate(kept)]


def _is_lost(rows: Grid, at: int) -> bool:
    """Whether row `at` is not shown: its own figures, or those of the next row that has any, are all unknown."""
    for row in rows[at:]:
        figures = [cell for cell in row if cell.is_figure]
        if figures:
            return all(cell.lines == (UNKNOWN,) for cell in figures)
    return True
