"""Markup → blocks: the page's text in reading order, the borders of its tables and lines as marks, its body found."""

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

import parsers.page.text as blocks
from parsers.page.bar_tables import is_rule
from parsers.page.flattened import restore_borders
from parsers.page.styles import compact, in_play, mentions
from parsers.page.text import LINE, TooLargeError
from parsers.page.visibility import BLANK_CELL, UNSEEN, mark_unseen

# The marks of page.xsl that do not outlast this module.
_BREAK = "\ufdd5"  # a line ends; a real line break would be lost among the white space of the source
_OPEN = "\ufdd6"  # a box begins, in which the report may stand
_CLOSE = "\ufdd7"
_BLANK = "\u00a0"  # an empty box may be the blank cell of a table made of boxes

_TO_TEXT = etree.XSLT(etree.fromstring((files("parsers.page") / "page.xsl").read_bytes()), regexp=False)
_HEADINGS = ("h1", "h2", "h3")
_MOST_TAGS = 400_000  # a report of 300 KB pasted from Word has twenty thousand
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|table|tr|td|p|span|br|h[1-6]|meta)\b", re.I)
# our own marks, as references and as characters, and NUL, at which libxml2 stops
_REFERENCE = rb"&#(?:[xX]0*[fF][dD][dDeE][0-9a-fA-F]|0*(?:649[789]\d|6500[0-7]));?"
_FORGED_REFERENCE = re.compile(_REFERENCE)
_FORGED = re.compile(rb"\x00|\xef\xb7[\x90-\xaf]|" + _REFERENCE)

# What stands in the body of a report of either form and hardly ever elsewhere on its page.
_HALLMARKS = ("总体情况", "第二十条第", "科研机构", "主要问题", "报告的事项")
_SHORTEST_BODY = 400  # characters: a shorter box with few hallmarks may be one cell of a table made of boxes
_FEW_HALLMARKS = 2
_BOX = re.compile(f"[{_OPEN}{_CLOSE}]")
_MARKDOWN_LINE = re.compile(r"^(?:#{1,6} |\*\*[^*\n]+\*\*[ \t]*$)", re.M)
_TABLE_ROW = re.compile(r"<tr\b", re.I)
_BARRED_LINE = re.compile(r"\n(?=[ \t]*\|)")
_BLANK_LINES = re.compile(r"\n(?:[ \t\r]*\n)+")
_STYLE = re.compile(rb' style="([^"]*)"')
# the paragraph and the span that editors set in every cell: half of the elements of such a page
_WRAPPED = ((b"<td><p><span>", b"<td>"), (b"</span></p></td>", b"</td>"))
_LAYOUT_CELL = "layout-cell"  # of page.xsl, which finds a name far sooner than an attribute
# of the whole document: a page may hold a second <html>, beside its root
_TABLES = etree.XPath("//table")
_META = etree.XPath("/html/head/meta[@name and @content]")
_RARE = 2000


class Page(NamedTuple):
    """A page as blocks: `text` of the whole page, the offsets of the report's body in it, and what its head says.

    `headlines` are its headings and, last, its window title. `truncated` says why the text ends before the page does,
    "" where it does not. `hidden_tables` counts the tables in its markup if it shows none of them.
    """

    text: str
    body: tuple[int, int]
    headlines: tuple[str, ...] = ()
    meta: Mapping[str, str] = MappingProxyType({})
    pictures: int = 0
    truncated: str = ""
    hidden_tables: int = 0


def is_markup(text: str) -> bool:
    """Whether the text is markup rather than plain text, or Markdown with bars whose cells hold some tags.

    >>> is_markup("<p>一、总体情况</p>"), is_markup("一、总体情况\\n规章 < 3"), is_markup("本年<br>增/减|\\n---|\\n0|")
    (True, False, False)
    """
    if "---" in text and any("|" in line and is_rule(line) for line in text.split(LINE)):
        return _TABLE_ROW.search(text) is not None
    return _MARKUP.search(text, 0, 20_000) is not None


def from_markdown(text: str) -> str:
    """Markdown with markup in it, as pandoc writes tables with merged cells, as markup alone; other pages as they are.

    >>> from_markdown("# 年度报告\\n\\n**一、总体情况**\\n\\n<table>")
    '年度报告\\n<p>一、总体情况\\n<p><table>'
    """
    if "</p>" in text or "<body" in text or not _MARKDOWN_LINE.search(text):
        return text
    return _BARRED_LINE.sub("\n<br>", _BLANK_LINES.sub("\n<p>", blocks.without_markdown(text)))


def without_styles(page: bytes) -> bytes:
    """The page without styles that neither hide nor raise anything: editors put one on every tag, two thirds of a page.

    >>> without_styles(b'<p style="margin: 0">5<b style="display: none">7</b></p>')
    b'<p>5<b style="display: none">7</b></p>'
    """
    if not page.lstrip().startswith(b"<"):
        return page
    parts = _STYLE.split(page)
    styles = {style: compact(style) for style in set(parts[1::2])}
    if any(b"<" in style or b">" in style for style in styles):  # not where a quotation mark is lost
        return page
    bare = b"".join(parts[::2])
    groups = in_play([*styles.values(), *_sheets(bare.lower())])
    if any(b"display:" in plain for plain in styles.values()) and b"hidden" in page:  # which may be undone
        groups = (*groups, *in_play([b"display:none"]))
    telling = {style for style, plain in styles.items() if mentions(plain, groups)} if groups else ()
    if not telling:
        return bare
    parts[1::2] = [b' style="%b"' % style if style in telling else b"" for style in parts[1::2]]
    return b"".join(parts)


def _sheets(lower: bytes) -> Iterator[bytes]:
    """The style sheets of a page in lower case, compact."""
    start = lower.find(b"<style")
    while start >= 0:
        end = lower.find(b"</style", start)
        if end < 0:
            end = len(lower)
        yield compact(lower[start:end].partition(b">")[2])
        start = lower.find(b"<style", end)


def read_page(page: bytes) -> Page | None:
    """The page, in UTF-8, as blocks, or None where the parser finds no element in it. Raises `TooLargeError`."""
    if len(page) > _MOST_TAGS and page.count(b"<") > _MOST_TAGS:
        raise TooLargeError(f"the page has more than the {_MOST_TAGS} tags that are read")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    page = _without_forged(page)
    lower = page.lower()
    if _WRAPPED[0][0] in page and not in_play(_sheets(lower)):  # whose selectors may name them
        for wrapped, cell_edge in _WRAPPED:
            page = page.replace(wrapped, cell_edge)
    root = etree.fromstring(page, parser)
    if root is None:
        return None
    tables = _TABLES(root)
    mark_unseen(root, lower)
    for cell in [next(table.iterancestors("td", UNSEEN, BLANK_CELL), None) for table in tables if table.tag == "table"]:
        if cell is not None and cell.tag == "td":
            cell.tag = _LAYOUT_CELL
    elements = [element for element in root.iter(*_HEADINGS, "title", "img") if _is_seen(element)]
    headings = ["".join(heading.itertext()) for heading in elements if heading.tag in _HEADINGS]
    return _page(root, len(tables))._replace(
        headlines=(*headings, next((title.text for title in elements if title.tag == "title"), None) or ""),
        meta={tag.get("name"): tag.get("content") for tag in _META(root)},
        pictures=sum(element.tag == "img" for element in elements),
        truncated=_truncation(parser),
    )


def _is_seen(element: etree._Element) -> bool:
    return next(element.iterancestors(UNSEEN, BLANK_CELL), None) is None


def _without_forged(page: bytes) -> bytes:
    if b"\0" in page or _holds(page, (b"\xef",), b"\xb7"):
        return _FORGED.sub(b"", page)
    return _FORGED_REFERENCE.sub(b"", page) if _holds(page, (b"&",), b"#") else page


def _holds(page: bytes, first: tuple[bytes, ...], last: bytes) -> bool:
    """Whether `last` stands behind any of `first`: where it is rare, it is found far sooner than both together."""
    at = page.find(last)
    for _ in range(_RARE):
        if at < 0 or page.endswith(first, 0, at):
            return at >= 0
        at = page.find(last, at + 1)
    return any(each + last in page for each in first)


def _page(root: etree._Element, tables: int) -> Page:
    collapsed = b" ".join(bytes(_TO_TEXT(root)).split())  # of bytes, because a non-breaking space is a character
    marked = blocks.without_debris(collapsed.decode("utf-8"))
    marked = marked.replace(f"{_BREAK} ", _BREAK).replace(_BREAK, LINE)  # white space between elements is no line
    marked = marked.replace(f"{_OPEN}{_CLOSE}", f"{_OPEN}{_BLANK}{_CLOSE}")
    start, end = _body(marked)
    parts = [blocks.from_markup_text(_unboxed(part)) for part in (marked[:start], marked[start:end], marked[end:])]
    parts[1] = restore_borders(parts[1])
    start = len(parts[0])
    return Page("".join(parts), (start, start + len(parts[1])), hidden_tables=0 if blocks.TABLE in marked else tables)


def _truncation(parser: etree.HTMLParser) -> str:
    last = parser.error_log.last_error
    limited = last is not None and last.type_name == "ERR_RESOURCE_LIMIT"
    return f"the text behind line {last.line} is not read: {last.message.split(',')[0].lower()}" if limited else ""


def _unboxed(marked: str) -> str:
    text = marked.replace(_OPEN, "").replace(_CLOSE, "")
    while LINE + LINE in text:  # one line may end together with the boxes that it stands in
        text = text.replace(LINE + LINE, LINE)
    return text


def _body(marked: str) -> tuple[int, int]:
    """The span of the smallest box of some length around all hallmarks of a report; all of it where none stands."""
    hallmarks = sorted({at for word in _HALLMARKS for at in (marked.find(word), marked.rfind(word)) if at >= 0})
    if not hallmarks:
        return 0, len(marked)
    lowest = depth = 0
    for box in _BOX.finditer(marked, hallmarks[0], hallmarks[-1]):
        depth += 1 if box[0] == _OPEN else -1
        lowest = min(lowest, depth)
    before = [*reversed([*_BOX.finditer(marked, 0, hallmarks[0])])]
    behind = [*_BOX.finditer(marked, hallmarks[-1])]
    for wider in range(len(before) + 1):
        start = _unmatched(before, _OPEN, wider - lowest)
        end = _unmatched(behind, _CLOSE, wider + depth - lowest)
        if start is None or end is None:
            break
        if end - start >= _SHORTEST_BODY or len(hallmarks) > _FEW_HALLMARKS:
            return start, end
    return 0, len(marked)


def _unmatched(boxes: Iterable[re.Match[str]], mark: str, skipped: int) -> int | None:
    """The offset of the first `mark` that has no partner among the boxes before it, after `skipped` such."""
    depth = 0
    for box in boxes:
        depth += 1 if box[0] == mark else -1
        if depth > skipped:
            return box.start()
    return None
