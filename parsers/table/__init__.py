"""Tables → what stands in each cell of the official form.

Enters: text with the marks of tables, rows, cells and spans. Leaves: placements, each a cell of the form with the piece
of the source that stands there. Order: `tokens` (what one cell says) → `grid` (slots by HTML's table algorithm) →
`header` (what names a column) → `geometry` (cells named by what stands above and beside them).
"""
