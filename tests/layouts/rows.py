"""Tables flattened to one row a line: cells behind one another with pipes, tabs, a space or nothing between."""

from collections.abc import Callable, Iterable, Iterator

from nianbao.sample.grid import Td
from tests.layouts.draft import Draft, Rows, placed

Row = tuple[Td, ...]
TableLines = Callable[[Rows], Iterable[str]]


def by_rows(draft: Draft, style: TableLines, style_after: TableLines | None = None) -> str:
    """Prose as lines, each row of a table as one; tables behind the first are set in `style_after`, if given."""
    drawn = [*draft.top[:2], draft.title, draft.top[2]]
    for part in draft.parts:
        if part.kind != "table":
            drawn.append(part.text)
            continue
        drawn += style(part.rows)
        style = style_after or style
    return "\n".join(drawn)


def each(style: Callable[[Row], str]) -> TableLines:
    """The lines of a table each row of which is set by itself."""
    return lambda rows: map(style, rows)


def text_of(cell: Td) -> str:
    """A cell on one line: its broken label joined by a space."""
    return " ".join(cell.lines)


def trailing_pipe(row: Row) -> str:
    """`规章 | 0 | 0 | 0 |`, a blank cell nothing between two pipes."""
    return " ".join(f"{text_of(cell)} |" for cell in row)


def trailing_pipe_and_pads(row: Row) -> str:
    """As `trailing_pipe`, a lone pipe for every blank cell and for every further column of a wide one."""
    return "".join((f"{text_of(cell)} | " if text_of(cell) else "|") + "|" * (cell.cols - 1) for cell in row)


def leading_pipe(row: Row) -> str:
    """`| 规章 | 0 | 0 | 0 |`."""
    return f"| {trailing_pipe(row)} "


def tabbed(row: Row) -> str:
    """The cells with a tab between, as copied from a page."""
    return "\t".join(map(text_of, row))


def copied_paragraphs(row: Row) -> str:
    """The cells as a browser copies those that hold a paragraph each: the tab between two on a line of its own."""
    return "\n\n" + "\n\n\t\n\n".join(text_of(cell) or "\u00a0" for cell in row) + "\n\n"


def copied_lines(row: Row) -> str:
    """The same where paragraphs have no margin: no line is empty, and nothing but a line's end parts two rows."""
    return "\n\t\n".join(text_of(cell) or "\u00a0" for cell in row)


def tabbed_in_columns(rows: Rows) -> list[str]:
    """The cells with a tab between, as copied from a spreadsheet: one for every column, also of a wide cell."""
    return ["\t".join(texts) for texts in _in_columns(rows)]


def spaced(row: Row) -> str:
    """The cells with one space between; blank cells are gone."""
    return " ".join(filter(None, map(text_of, row)))


def glued(row: Row) -> str:
    """The cells with nothing between: `规章000`."""
    return "".join("".join(cell.lines) for cell in row)


def one_line(draft: Draft) -> str:
    """The whole report on one line, headings inside it, cells and parts with one space between."""
    drawn = [draft.title]
    for part in draft.parts:
        drawn += map(spaced, part.rows) if part.kind == "table" else [part.text]
    return " ".join(drawn)


def markdown(draft: Draft) -> str:
    """Tables in Markdown, one a table of the report, its first row the header; headings and title marked."""
    return "\n\n".join(_marked(draft, lambda rows: ["\n".join(_markdown_rows(rows))]))


def markdown_of_rows(draft: Draft) -> str:
    """Markdown as it is read from pictures: every row of figures a table of its own under an invented header."""
    return "\n\n".join(_marked(draft, lambda rows: [_own_table(row) for row in rows]))


def _marked(draft: Draft, tables: Callable[[Rows], list[str]]) -> Iterator[str]:
    yield f"# {draft.title}"
    for part in draft.parts:
        if part.kind == "heading":
            yield f"## {part.text}"
        elif part.kind == "paragraph":
            yield part.text
        else:
            yield from tables(part.rows)


def _markdown_rows(rows: Rows) -> Iterator[str]:
    for at, texts in enumerate(_in_columns(rows)):
        yield f"| {' | '.join(texts)} |"
        if not at:
            yield f"|{'---|' * len(texts)}"


def _in_columns(rows: Rows) -> list[list[str]]:
    """The texts of every row by column, "" where a cell from the left or from above reaches."""
    cells = placed(rows)
    width = max(place.column + place.cell.cols for place in cells)
    texts = [[""] * width for _row in rows]
    for place in cells:
        texts[place.row][place.column] = text_of(place.cell)
    return texts


def _own_table(row: Row) -> str:
    """A row of labels as a line of prose; a row of figures as a table with a header that no form has."""
    figures = [cell for cell in row if cell.is_figure]
    if not figures:
        return " ".join(map(text_of, row))
    label = " ".join(text_of(cell) for cell in row if not cell.is_figure)
    header = ["类别", *(f"数据{number + 1}" for number in range(len(figures) - 1)), "总计"]
    cells = [label, *(text_of(cell) or "-" for cell in figures)]
    lines = (f"| {' | '.join(line)} |" for line in (header, ["---"] * len(header), cells))
    return "\n".join(lines)
