"""A report as the text of its PDF: in layout order, columns held by spaces, or in raw order, figures on lines."""

from collections.abc import Iterator, Sequence
from random import Random

from nianbao.sample.organs import dice
from tests.layouts.draft import Draft, Part, Placed, placed

LINE = 28
"""Characters of a line of prose."""
STUBS = {"proactive": (26,), "requests": (10, 18, 30), "disputes": ()}
"""Table → the widths of its columns of labels, a Chinese character taking two."""
FIGURE = {"proactive": 18, "requests": 6, "disputes": 6}
"""Table → the width of a column of figures."""
ROWS_OF_A_PAGE = 17
LINES_OF_A_GROUP = 9
"""A label over more rows than this is set upright, and stands on a line of its own."""


def width_of(text: str) -> int:
    """How many half-width places a text takes: `width_of("规章 3")` is 6."""
    return sum(1 + (ord(character) > 0x2E7F or character in "“”—") for character in text)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` places."""
    lines = [""]
    for character in text:
        if width_of(lines[-1] + character) > width:
            lines.append("")
        lines[-1] += character
    return lines


def in_layout(draft: Draft) -> str:
    """Rows in columns; long labels wrap around the line of their figures, labels of groups stand in the middle."""
    rolls = dice(draft.title, "pdf")
    drawn = [f"         {draft.top[0]}", f"    {draft.title.removeprefix(draft.top[0])}", ""]
    page = 1
    for part in draft.parts:
        if part.kind != "table":
            drawn += _prose(part)
            continue
        for number, row in enumerate(_laid_out(part, rolls)):
            if number % ROWS_OF_A_PAGE == ROWS_OF_A_PAGE - 1:
                drawn += _furniture(page)
                page += 1
            drawn += row
    return "\n".join([*drawn, *_furniture(page)])


def _furniture(page: int) -> list[str]:
    """The number at the foot of a page, and the page's end."""
    return ["", f"{' ' * 40}-{page}-", "\f"]


def _prose(part: Part) -> list[str]:
    lines = wrapped(part.text, 2 * LINE)
    return [f"  {lines[0]}", *lines[1:]]


def _laid_out(part: Part, rolls: Random) -> Iterator[list[str]]:
    """The lines of every row of a table, in order."""
    cells = placed(part.rows)
    columns = max(place.column + place.cell.cols for place in cells)
    stub = STUBS[part.key]
    widths = [*stub, *[FIGURE[part.key]] * (columns - len(stub))][:columns]
    starts = [sum(widths[:column]) for column in range(columns + 1)]
    for at in range(len(part.rows)):
        mine = [place for place in cells if place.row + (place.cell.rows - 1) // 2 == at]
        aside = [place for place in mine if place.cell.rows > LINES_OF_A_GROUP]
        yield [
            *(" " * starts[place.column] + _set_apart("".join(place.cell.lines), rolls) for place in aside),
            *_row_lines([place for place in mine if place not in aside], starts, rolls),
        ]


def _set_apart(text: str, rolls: Random) -> str:
    """A label that was set upright, its characters parted here and there: `三 、本 年 度办 理 结果`."""
    return "".join(character + " " * rolls.randint(0, 1) for character in text).rstrip()


def _row_lines(mine: Sequence[Placed], starts: Sequence[int], rolls: Random) -> list[str]:
    """The visual lines of one row: its figures on one, pieces of its labels before, beside and behind."""
    pieces = {}
    for place in mine:
        start, end = starts[place.column], starts[place.column + place.cell.cols]
        text = "".join(place.cell.lines)
        pieces[place] = (start, [text] if place.cell.is_figure else wrapped(text, end - start - 2))
    height = max((len(lines) for _start, lines in pieces.values()), default=0)
    has_figures = any(place.cell.is_figure for place in mine)
    beside = rolls.choice((height, height - 1, height // 2)) if has_figures and height > 1 else 0
    lines: list[list[tuple[int, str]]] = [[] for _line in range(max(height, beside + 1))]
    for place, (start, texts) in pieces.items():
        top = beside if place.cell.is_figure else (height - len(texts)) // 2
        for number, text in enumerate(texts):
            lines[top + number].append((start, text))
    return [_spread(line) for line in lines if line]


def _spread(line: Sequence[tuple[int, str]]) -> str:
    """One visual line: each text at its place, at least one space apart."""
    drawn = ""
    for start, text in sorted(line):
        if text:
            drawn += " " * max(start - width_of(drawn), bool(drawn)) + text
    return drawn


def in_raw_order(draft: Draft) -> str:
    """Labels wrapped at single line ends, every figure on a line of its own behind a blank one; blanks are gone."""
    drawn = [draft.top[0], draft.title.removeprefix(draft.top[0])]
    page, rows = 1, 0
    for part in draft.parts:
        if part.kind != "table":
            drawn += ["\n".join(wrapped(part.text, 2 * LINE))]
            continue
        for row in part.rows:
            rows += 1
            if rows % ROWS_OF_A_PAGE == 0:
                drawn += ["", f"-{page}-", "\f"]
                page += 1
            drawn += [f"{text}\n" for cell in row if (text := "\n".join(wrapped("".join(cell.lines), 44)))]
    return "\n".join([*drawn, f"-{page}-"])
