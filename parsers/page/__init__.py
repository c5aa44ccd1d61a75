"""Bytes → the text that a person sees, with marks for tables, rows, cells and spans.

Enters: a document's bytes. Leaves: a `Page`, whose text all later steps read by its offsets. Order: `decode` (bytes →
characters) → `html` (markup → text), which asks `visibility`, and this `styles`, `style_sheets`, `selectors` and `look`
→ `flattened` (borders of plain text) → `text` (stretches of tables and lines, pieces of cells) → `split`.
"""
