"""Lines of flattened text that hold nothing but tabs → rows, as far as those tabs part cells.

A browser that copies a table puts a tab between two cells of a row and none between two rows; where a cell holds
paragraphs, lines break on both sides of its tab. Pages whose markup is indented leave tabs between all lines, those of
two rows as well, and there a line of tabs says nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.form.labels import names, sides
from parsers.form.values import read_value
from parsers.page.text import FURNITURE

_WHITE = " \t"  # other spaces stand in cells that are blank
_TABS = re.compile(r"^ *\t[ \t]*$", re.M)


class _Gap(NamedTuple):
    """Two lines that show something, with what white space stands between them in lines and at their edges."""

    before: str
    after: str
    between: Sequence[str]

    @property
    def tabs(self) -> int:
        """How many tabs stand between what the two lines show."""
        behind = self.before[len(self.before.rstrip(_WHITE)) :]
        ahead = self.after[: len(self.after) - len(self.after.lstrip(_WHITE))]
        return "".join((behind, *self.between, ahead)).count("\t")

    @property
    def parts_cells(self) -> bool:
        """Whether its tabs stand between two cells, if any tab of the text on a line of its own does.

        Behind a row of several cells they stand for blank ones, unless a lone figure follows.
        """
        if any("\t" in line for line in self.between):
            return "\t" not in self.before + self.after
        if "\t" not in self.before:
            return self.tabs > 0 and (_is_value(self.before) or bool(names(self.before)))
        if not self.tabs or "\t" in self.after:
            return False
        return _is_value(self.after) or bool(names(self.after) and not self.is_beside_row)

    @property
    def is_beside_row(self) -> bool:
        """Whether one of the lines shows several cells."""
        return any("\t" in line.strip(_WHITE) for line in (self.before, self.after))


def join_over_tabs(text: str) -> str:
    """The text with the cells of a row on one line where tabs part them, and without lines of tabs that part none.

    >>> join_over_tabs("行政许可\\n\\t\\n5\\n\\n行政处罚\\t\\n\\n0\\n行政强制\\n\\t\\n7")
    '行政许可\\t5\\n\\n行政处罚\\t0\\n行政强制\\t7'
    >>> join_over_tabs("\\t行政许可\\n\\t\\n\\n\\t5\\n\\t\\n\\t行政处罚")
    '\\t行政许可\\n\\n\\n\\t5\\n\\n\\t行政处罚'
    >>> join_over_tabs("尚未审结\\t总计\\n\\t\\n五、问题")
    '尚未审结\\t总计\\n\\t\\n五、问题'
    """
    if "\t" not in text or not _TABS.search(text):
        return text
    lines = text.split("\n")
    shown = [at for at, line in enumerate(lines) if line.strip(_WHITE) and not FURNITURE.fullmatch(line)] or [0]
    gaps = [_Gap(lines[at], lines[after], lines[at + 1 : after]) for at, after in pairwise(shown)]
    joins = _end_rows_without_tabs(gaps)
    parts = ["\n".join(lines[: shown[0] + 1])]
    for gap in gaps:
        if joins and gap.parts_cells:
            parts[-1] = parts[-1].rstrip(_WHITE)
            parts += ["\t" * gap.tabs, gap.after.lstrip(_WHITE)]
        else:
            parts += ["\n".join(("", *_without_indents(gap), "")), gap.after]
    return "".join((*parts, *(f"\n{line}" for line in lines[shown[-1] + 1 :])))


def _end_rows_without_tabs(gaps: Sequence[_Gap]) -> bool:
    """Whether most rows end without a tab, so that a tab that follows a line belongs to its row."""
    ends = Counter(bool(gap.tabs) for gap in gaps if _ends_row(gap))
    return ends[False] > ends[True]


def _ends_row(gap: _Gap) -> bool:
    """Whether a row label of the form follows a figure or the name of a column."""
    last, label = gap.before.strip(_WHITE).rpartition("\t")[2], gap.after.strip(_WHITE).partition("\t")[0]
    return sides(label) == {"rows"} and (_is_value(last) or sides(last) == {"columns"})


def _without_indents(gap: _Gap) -> Iterator[str]:
    """The lines between two others; those of tabs stay only beside a row of tabs, where they are a row of blanks."""
    for line in gap.between:
        yield line if gap.is_beside_row or "\t" not in line else ""


def _is_value(cell: str) -> bool:
    return read_value(cell).kind != "words"
