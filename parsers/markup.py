"""Markup → blocks: the page's text in reading order, the borders of its tables and lines as marks, its body found."""

import re
from typing import NamedTuple

from lxml import etree

from parsers import blocks
from parsers.blocks import CELL, END, LINE, MERGED, ROW, TABLE

_BREAK = "\ufdd5"  # a line ends; a real line break would be lost among the white space of the source
_OPEN = "\ufdd6"  # a box begins, in which the report may stand
_CLOSE = "\ufdd7"

_SILENT = ("script", "style", "noscript", "template", "select", "textarea", "iframe", "object", "svg", "head")
_LINES = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "dt", "dd", 
          "center", "blockquote", "pre", "form", "header", "footer", "nav", "caption", "fieldset", "hr")  # fmt: skip
_BOXES = ("div", "section", "article", "main", "form", "td")
_TITLES = ("h1", "h2", "h3")
_WIDEST = 32  # columns: no table of the form has more than 15, and a colspan of a thousand million is known
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|table|tr|td|p|span|br|h[1-6]|meta)\b", re.I)
_FORGED = re.compile(rb"\x00|\xef\xb7[\x90-\xaf]")  # NUL, at which libxml2 stops, and our own marks

# What stands in the body of a report of either form and hardly ever elsewhere on its page.
_HALLMARKS = ("总体情况", "第二十条第", "科研机构", "主要问题", "报告的事项")
_HALLMARK = re.compile("|".join(_HALLMARKS))
_BOX = re.compile("[\ufdd6\ufdd7]")
_HIDDEN = etree.XPath("//*[contains(@style, 'none') and not(descendant::table)]")
_NOT_SHOWN = (
    "display:none",
    "display: none",
    "DISPLAY: none",
    "DISPLAY:none",
)  # as editors, and Word, write it
_META = etree.XPath("//meta[@name and @content]")


class Page(NamedTuple):
    """A page as blocks: `text` of the whole page, the offsets of the report's body in it, and what its head says."""

    text: str
    body: tuple[int, int]
    headlines: tuple[str, ...]
    meta: dict[str, str]
    pictures: int


def is_markup(text: str) -> bool:
    """Whether the text is markup rather than plain text.

    >>> is_markup("<p>一、总体情况</p>"), is_markup("一、总体情况\\n规章 < 3")
    (True, False)
    """
    return _MARKUP.search(text, 0, 20_000) is not None


def read_page(text: str) -> Page | None:
    """The page as blocks, or None where the parser finds no element in it."""
    data = _FORGED.sub(b"", text.encode("utf-8", "replace"))
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    root = etree.fromstring(data, parser)
    if root is None:
        return None
    title = (root.findtext(".//title") or "",)
    meta = {str(tag.get("name")): str(tag.get("content")) for tag in _META(root)}
    etree.strip_elements(root, *_SILENT, with_tail=False)
    if any(style in text for style in _NOT_SHOWN):
        _drop_hidden(root)
    headlines = tuple("".join(element.itertext()) for element in root.iter(*_TITLES)) + title
    pictures = sum(1 for _ in root.iter("img"))
    _mark(root)
    marked = _SPACE.sub(" ", etree.tostring(root, method="text", encoding="unicode"))
    marked = marked.replace(f"{_BREAK} ", _BREAK).replace(
        _BREAK, LINE
    )  # white space between elements is no line
    start, end = _body(marked)
    parts = [
        blocks.from_markup_text(_unboxed(part)) for part in (marked[:start], marked[start:end], marked[end:])
    ]
    start = len(parts[0])
    return Page("".join(parts), (start, start + len(parts[1])), headlines, meta, pictures)


def _unboxed(marked: str) -> str:
    return marked.replace(_OPEN, "").replace(_CLOSE, "")


def _body(marked: str) -> tuple[int, int]:
    """The span of the innermost box around all hallmarks of a report; the whole text where none stands."""
    hallmarks = [hallmark.start() for hallmark in _HALLMARK.finditer(marked)]
    if not hallmarks:
        return 0, len(marked)
    lowest = depth = 0
    for box in _BOX.finditer(marked, hallmarks[0], hallmarks[-1]):
        depth += 1 if box[0] == _OPEN else -1
        lowest = min(lowest, depth)
    return _reach(marked[: hallmarks[0]], lowest), _leave(marked, hallmarks[-1], depth - lowest)


def _reach(before: str, lowest: int) -> int:
    """Where the box opens that is still open after `-lowest` more have been closed."""
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        if before[at] == _CLOSE:
            depth += 1
        elif before[at] == _OPEN:
            depth -= 1
            if depth == lowest - 1:
                return at
    return 0


def _leave(marked: str, start: int, inner: int) -> int:
    """Where the box closes around `inner` open ones."""
    depth = inner
    for box in _BOX.finditer(marked, start):
        depth += 1 if box[0] == _OPEN else -1
        if depth < 0:
            return box.start()
    return len(marked)


def _drop_hidden(root: etree._Element) -> None:
    """Word leaves figures of earlier drafts in spans that no reader sees."""
    for element in _HIDDEN(root):
        if any(style in element.get("style", "") for style in _NOT_SHOWN) and element.getparent() is not None:
            element.clear(keep_tail=True)


def _mark(root: etree._Element) -> None:
    for row in root.iter("tr"):
        row.text = ROW + (row.text or "")
    for table in root.iter("table"):
        _enclose(table, TABLE, END)
    for line in root.iter(*_LINES):
        _enclose(line, _BREAK, _BREAK)
    for rupture in root.iter("br"):
        rupture.tail = _BREAK + (rupture.tail or "")
    for box in root.iter(*_BOXES):
        _enclose(box, _OPEN + _BREAK, _BREAK + _CLOSE)
    for cell in root.iter("td", "th"):
        cell.text = CELL + MERGED * (_columns(cell) - 1) + (cell.text or "")


def _columns(cell: etree._Element) -> int:
    span = cell.get("colspan")
    if span is None:
        return 1
    digits = span.strip()[:12]
    return max(1, min(int(digits), _WIDEST)) if digits.isascii() and digits.isdigit() else 1


def _enclose(element: etree._Element, opening: str, closing: str) -> None:
    element.text = opening + (element.text or "")
    element.tail = closing + (element.tail or "")
