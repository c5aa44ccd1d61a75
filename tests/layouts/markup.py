"""HTML as editors and converters leave it: layout tables nested, tables as divs, tables cut by a page break."""

from collections.abc import Callable, Iterator
from html import escape

from nianbao.sample.grid import Td
from tests.layouts.draft import Draft, Part, Rows

CUT_AT = 12
"""The row of figures of table 3 before which the page breaks."""


def page(draft: Draft, table: Callable[[str, Rows], str]) -> str:
    """The article in a page, each table as `table` sets it from its name and rows."""
    body = "\n".join(_part(part, table) for part in draft.parts)
    return _page(draft, body)


def _page(draft: Draft, body: str) -> str:
    where, published = map(escape, draft.top[1:])
    title = escape(draft.title)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<div class="location">{where}</div><h1>{title}</h1><div class="info">{published}</div>'
        f'<div class="article">\n{body}\n</div><div class="footer">主办单位：{escape(draft.top[0])}</div></body></html>'
    )


def _part(part: Part, table: Callable[[str, Rows], str]) -> str:
    if part.kind == "table":
        return table(part.key, part.rows)
    text = escape(part.text)
    return f"<p><strong>{text}</strong></p>" if part.kind == "heading" else f"<p>{text}</p>"


def _text(cell: Td) -> str:
    return "<br/>".join(map(escape, cell.lines))


def _td(cell: Td) -> str:
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    cols = f' colspan="{cell.cols}"' if cell.cols > 1 else ""
    return f"<td{rows}{cols}>{_text(cell)}</td>"


def clean_table(_key: str, rows: Rows) -> str:
    """One table with its spans."""
    drawn = "\n".join(f"<tr>{''.join(map(_td, row))}</tr>" for row in rows)
    return f'<table border="1"><tbody>\n{drawn}\n</tbody></table>'


def nested(draft: Draft) -> str:
    """Every part in a cell of layout tables, three deep, with a menu beside it."""
    rows = "\n".join(
        f'<tr><td width="4%">&nbsp;</td><td><table><tr><td>{_part(part, clean_table)}</td></tr></table></td></tr>'
        for part in draft.parts
    )
    menu = "<table><tr><td>网站首页</td></tr><tr><td>信息公开指南</td></tr><tr><td>共 3 页</td></tr></table>"
    return _page(draft, f'<table class="frame"><tr><td>{menu}</td><td><table>{rows}</table></td></tr></table>')


def div_table(_key: str, rows: Rows) -> str:
    """A table as divs: one a row, one a cell in it."""
    drawn = "\n".join(
        f'<div class="row">{"".join(f"""<div class="cell">{_text(cell)}</div>""" for cell in row)}</div>'
        for row in rows
    )
    return f'<div class="table">\n{drawn}\n</div>'


def cut_table(key: str, rows: Rows) -> str:
    """Table 3 in two, as a page break leaves it."""
    return "\n".join(clean_table(key, piece) for piece in _pieces(key, rows))


def cut_table_with_header(key: str, rows: Rows) -> str:
    """Table 3 in two, the header of its columns printed again over the second."""
    header = tuple(row for row in rows if not any(cell.is_figure for cell in row))
    first, *rest = _pieces(key, rows)
    return "\n".join(clean_table(key, piece) for piece in (first, *((*header, *piece) for piece in rest)))


def wider_table(key: str, rows: Rows) -> str:
    """Two empty cells behind every row of figures, as converters add them."""
    extra = (Td(("",)), Td(("",)))
    return clean_table(key, tuple((*row, *extra) if any(cell.is_figure for cell in row) else row for row in rows))


def _pieces(key: str, rows: Rows) -> Iterator[Rows]:
    """The rows before and behind the break; a label whose rows the break parts is printed again behind it."""
    if key != "requests" or len(rows) <= CUT_AT:
        yield rows
        return
    first, second = rows[:CUT_AT], rows[CUT_AT:]
    yield tuple(tuple(cell._replace(rows=min(cell.rows, CUT_AT - at)) for cell in row) for at, row in enumerate(first))
    running = [
        cell._replace(rows=at + cell.rows - CUT_AT)
        for at, row in enumerate(first)
        for cell in row
        if at + cell.rows > CUT_AT
    ]
    yield ((*running, *second[0]), *second[1:])


def table_of_tables(_key: str, rows: Rows) -> str:
    """Every row a table of its own, no cell spanning rows."""
    return "\n".join(clean_table("", (tuple(cell._replace(rows=1) for cell in row),)) for row in rows)
