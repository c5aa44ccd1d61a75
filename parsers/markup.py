"""Markup → blocks: the page's text in reading order, the borders of its tables and lines as marks, its body found."""

import re
from typing import NamedTuple

from lxml import etree

from parsers import blocks
from parsers.blocks import CELL, END, LINE, MERGED, ROW, TABLE

_BREAK = "\ufdd5"  # a line ends; a real line break would be lost among the white space of the source
_BODY = "\ufdd6"  # the report's body begins
_BODY_END = "\ufdd7"

_SILENT = ("script", "style", "noscript", "template", "select", "textarea", "iframe", "object", "svg", "head")
_LINES = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "dt", "dd", "section", "article",
          "center", "blockquote", "pre", "form", "header", "footer", "nav", "caption", "fieldset", "hr")  # fmt: skip
_CONTAINERS = {"div", "td", "section", "article", "main", "body", "html", "form"}
_TITLES = ("h1", "h2", "h3")
_WIDEST = 32  # columns: no table of the form has more than 15, and a colspan of a thousand million is known
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|table|tr|td|p|span|br|h[1-6]|meta)\b", re.I)
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\x00]")

# What stands in the body of every report of either form and, outside links, nowhere else on the page.
_HALLMARKS = ("总体情况", "第二十条第", "自然人", "行政复议", "主要问题", "报告的事项")
_ANY_HALLMARK = " or ".join(f"contains(., '{mark}')" for mark in _HALLMARKS)
_HALLMARKED = etree.XPath(f"//text()[not(parent::a) and ({_ANY_HALLMARK})]/..")
_HIDDEN = etree.XPath("//*[contains(@style, 'none') and not(descendant::table)]")
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.I)
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
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    root = etree.fromstring(_NONCHARACTERS.sub("", text).encode("utf-8", "replace"), parser)
    if root is None:
        return None
    title = (root.findtext(".//title") or "",)
    meta = {str(tag.get("name")): str(tag.get("content")) for tag in _META(root)}
    etree.strip_elements(root, *_SILENT, with_tail=False)
    _drop_hidden(root)
    headlines = tuple("".join(element.itertext()) for element in root.iter(*_TITLES)) + title
    body = _body(root)
    pictures = sum(1 for _ in body.iter("img"))
    _mark(root)
    _enclose(body, _BODY, _BODY_END)
    return _page(etree.tostring(root, method="text", encoding="unicode"), headlines, meta, pictures)


def _page(marked: str, headlines: tuple[str, ...], meta: dict[str, str], pictures: int) -> Page:
    before, body, after = _split(_SPACE.sub(" ", marked).replace(_BREAK, LINE))
    parts = [blocks.from_markup_text(part) for part in (before, body, after)]
    start = len(parts[0])
    return Page("".join(parts), (start, start + len(parts[1])), headlines, meta, pictures)


def _split(marked: str) -> tuple[str, str, str]:
    before, _, rest = marked.partition(_BODY)
    body, _, after = rest.partition(_BODY_END)
    return before, body, after


def _drop_hidden(root: etree._Element) -> None:
    """Word leaves figures of earlier drafts in spans that no reader sees."""
    for element in _HIDDEN(root):
        if _NOT_SHOWN.search(element.get("style", "")) and element.getparent() is not None:
            element.clear(keep_tail=True)


def _body(root: etree._Element) -> etree._Element:
    """The smallest container of all hallmarks of a report; the root where none stands."""
    common: list[etree._Element] | None = None
    for element in _HALLMARKED(root):
        line = _ancestry(element)
        if common is None:
            common = line
        else:
            shared = next((i for i, (a, b) in enumerate(zip(common, line, strict=False)) if a is not b), None)
            common = common[: min(len(common), len(line)) if shared is None else shared]
    return next((element for element in reversed(common or []) if element.tag in _CONTAINERS), root)


def _ancestry(element: etree._Element) -> list[etree._Element]:
    return [*reversed(list(element.iterancestors())), element]


def _mark(root: etree._Element) -> None:
    for cell in root.iter("td", "th"):
        cell.text = CELL + MERGED * (_columns(cell) - 1) + (cell.text or "")
    for row in root.iter("tr"):
        row.text = ROW + (row.text or "")
    for table in root.iter("table"):
        _enclose(table, TABLE, END)
    for line in root.iter(*_LINES):
        _enclose(line, _BREAK, _BREAK)
    for rupture in root.iter("br"):
        rupture.tail = _BREAK + (rupture.tail or "")


def _columns(cell: etree._Element) -> int:
    span = cell.get("colspan", "1").strip()
    return max(1, min(int(span), _WIDEST)) if span.isascii() and span.isdigit() and len(span) < 12 else 1


def _enclose(element: etree._Element, opening: str, closing: str) -> None:
    element.text = opening + (element.text or "")
    element.tail = closing + (element.tail or "")
