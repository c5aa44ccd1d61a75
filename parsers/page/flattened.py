"""Flattened text in blocks → the same with what its lines and bars tell of borders."""

from parsers.page.bar_tables import mark_bars
from parsers.page.header_lines import join_headers
from parsers.page.long_lines import unfold
from parsers.page.tab_lines import join_over_tabs
from parsers.page.text import stretches


def restore_borders(text: str) -> str:
    """The blocks with long lines unfolded, cut headers whole, bars and tabs made borders; tables with marks stay."""
    return "".join(
        part if stretch.is_table else mark_bars(join_over_tabs(join_headers(unfold(part))))
        for stretch in stretches(text, 0, len(text))
        for part in [text[stretch.start : stretch.end]]
    )
