"""The table of layouts: every way in which a report was seen to arrive, by name."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from nianbao.sample import DrawnReport
from nianbao.sample.organs import dice
from tests.layouts import lines, markup, printed, rows, variants
from tests.layouts.draft import Draft, drafted


class Layout(NamedTuple):
    """One layout: `lay` sets a draft as text; nothing is lost where `is_lossless`, no border and no blank."""

    name: str
    lay: Callable[[Draft], str]
    is_lossless: bool
    is_markup: bool = False

    def draw(
        self, report: DrawnReport, labels: Mapping[str, str] | None = None, switched_on: tuple[str, ...] | None = None
    ) -> bytes:
        """The document, in UTF-8.

        `labels` are official labels and what this report prints instead; `switched_on` names variants, by default
        those that the layout's and the report's names throw.
        """
        names = self.variants(report) if switched_on is None else switched_on
        draft = variants.varied(drafted(report, labels), names, dice(self.name, report.agency, report.year, "how"))
        return self.lay(draft).encode()

    def variants(self, report: DrawnReport) -> tuple[str, ...]:
        """The names of the label variants that `draw` switches on for this report, always the same."""
        return variants.chosen(dice(self.name, report.agency, report.year, "which"), is_markup=self.is_markup)


_KEEPING: dict[str, Callable[[Draft], str]] = {
    "lines_blank": partial(lines.lines, between="\n\n"),
    "lines": partial(lines.lines, between="\n"),
    "lines_spaced": lines.lines_spaced,
    "blank_lines_for_blanks": lines.blank_lines_for_blanks,
    "lines_pipe": lines.lines_pipe,
    "lines_pipe_pads": lines.lines_pipe_pads,
    "pipe_own_line": lines.pipe_own_line,
    "pipe_before_row": lines.pipe_before_row,
    "pipe_alternate": lines.pipe_alternate,
    "rows_pipe": partial(rows.by_rows, style=rows.each(rows.trailing_pipe)),
    "rows_pipe_pads": partial(rows.by_rows, style=rows.each(rows.trailing_pipe_and_pads)),
    "rows_pipe_lead": partial(rows.by_rows, style=rows.each(rows.leading_pipe)),
    "tabs": partial(rows.by_rows, style=rows.each(rows.tabbed)),
    "tabs_columns": partial(rows.by_rows, style=rows.tabbed_in_columns),
    "copied_paragraphs": partial(rows.by_rows, style=rows.each(rows.copied_paragraphs)),
    "copied_lines": partial(rows.by_rows, style=rows.each(rows.copied_lines)),
    "two_row_styles": partial(
        rows.by_rows, style=rows.each(rows.trailing_pipe), style_after=rows.each(rows.leading_pipe)
    ),
    "markdown": rows.markdown,
    "markdown_of_rows": rows.markdown_of_rows,
}
_LOSING: dict[str, Callable[[Draft], str]] = {
    "blanks_dropped": lines.blanks_dropped,
    "repeats_dropped": lines.repeats_dropped,
    "rows_spaces": partial(rows.by_rows, style=rows.each(rows.spaced)),
    "rows_glued": partial(rows.by_rows, style=rows.each(rows.glued)),
    "one_line": rows.one_line,
    "pdf_layout": printed.in_layout,
    "pdf_raw": printed.in_raw_order,
}
_MARKUP: dict[str, Callable[[Draft], str]] = {
    "html": partial(markup.page, table=markup.clean_table),
    "html_nested": markup.nested,
    "html_divs": partial(markup.page, table=markup.div_table),
    "html_split": partial(markup.page, table=markup.cut_table),
    "html_split_header": partial(markup.page, table=markup.cut_table_with_header),
    "html_extra_cells": partial(markup.page, table=markup.wider_table),
    "html_many_tables": partial(markup.page, table=markup.table_of_tables),
}

LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        *(Layout(name, lay, is_lossless=True) for name, lay in _KEEPING.items()),
        *(Layout(name, lay, is_lossless=False) for name, lay in _LOSING.items()),
        *(Layout(name, lay, is_lossless=True, is_markup=True) for name, lay in _MARKUP.items()),
    )
}
"""Layout name → layout: those that keep all, those that lose blanks or borders, and HTML."""
