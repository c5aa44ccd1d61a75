"""A parsed page → the same page with names for what is not seen and what stands raised, which page.xsl knows.

`unseen` is drawn nowhere; `blank-cell` is a table cell that keeps its place and shows nothing; `raised` stands beside
other text as the mark of a note does.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple

from lxml import etree

from parsers.page.look import BLOCKS, CELLS, ROWS, Look
from parsers.page.selectors import Finder
from parsers.page.style_sheets import Rule, is_for_screens, rules_of
from parsers.page.styles import Declarations, Group, compact, declared, in_play, mentions

UNSEEN, BLANK_CELL, RAISED = "unseen", "blank-cell", "raised"
_ALWAYS_SEEN = frozenset({"html", "head", "body"})  # hidden until a script has run
_NOT_RAISED = BLOCKS | CELLS | ROWS | {UNSEEN, BLANK_CELL}

_HAS_STYLE = re.compile(rb"style\s*=")
_STYLED = etree.XPath("//@style")
_HIDDEN = etree.XPath("//@hidden")
_CLASSES = etree.XPath("//@class")
_REFERENCES = etree.XPath("//*[@role = 'doc-noteref']")
_LINKS = etree.XPath("//a[contains(@href, '#')]")

# classes of text for screen readers, and of copies of formulas for machines
_FOR_READERS = frozenset({"sr-only", "visually-hidden", "visuallyhidden"})
_COPIES = frozenset({"katex-mathml", "mjx_assistive_mathml"})
_COPY = "mjx-assistive-mml"
_NOTE_CLASS = re.compile(
    r"mso(?:foot|end)notereference|msupsub|(?:foot|end)note(?:[-_]?(?:ref(?:erence)?|mark|number|anchor))?|note-?ref|fn-?ref"
)
_INLINE = frozenset({"a", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup"})
_NOTE_SIGNS = (b"note", b"fn")
_NOTE_LINK = re.compile(r"#_?(?:ftn|edn|fn|en\d|foot|endnote|note|ref|cite|n\d|zhu|z\d|注|脚注|尾注)", re.I)

_Order = tuple[bool, bool, tuple[int, int, int], int]
"""Of a declaration: important, in an attribute, its selector's specificity, its place. The greatest one counts."""
_Cascade = dict[str, tuple[_Order, str]]
_BY_DEFAULT: _Order = (False, False, (-1, 0, 0), -1)


class _Styles(NamedTuple):
    """What the page's styles say: attributes by their text, sheets, and the groups that matter."""

    attributes: list[etree._ElementUnicodeResult]
    sheets: list[str]
    groups: tuple[Group, ...]


def mark_unseen(root: etree._Element, lower: bytes) -> None:
    """Names what is not seen and what is raised; `lower` are the bytes of the page in lower case."""
    says_hidden = b"hidden" in lower
    cascades = _cascades(root, lower, says_hidden=says_hidden)
    looks = {
        element: Look(element.tag, {name: value for name, (_, value) in cascade.items()})
        for element, cascade in cascades.items()
        if isinstance(element.tag, str) and element.tag not in _ALWAYS_SEEN
    }
    handed_down = {element: shown for element, look in looks.items() if (shown := look.shown())}
    if any(not all(shown.values()) for shown in handed_down.values()):
        _blank_inherited(root, handed_down)
    for element, look in looks.items():
        _name(element, look)
    if says_hidden or b"sr-only" in lower:
        _mark_copies(root)
    if any(sign in lower for sign in _NOTE_SIGNS):
        _raise_notes(root)
    for link in _LINKS(root):
        if link.tag == "a" and _NOTE_LINK.search(link.get("href", "")):
            link.tag = RAISED


def _name(element: etree._Element, look: Look) -> None:
    fate = look.fate()
    if fate == "gone":
        element.tag = UNSEEN
    elif fate == "blank":
        _blank(element)
    elif fate == "raised":
        element.tag = RAISED


def _blank(element: etree._Element) -> None:
    """Names an element of which only the places of table cells remain."""
    if element.tag in CELLS:
        element.tag = BLANK_CELL
    elif element.tag in ROWS:
        for child in element:
            if child.tag in CELLS or child.tag in ROWS:
                _blank(child)
    else:
        element.tag = UNSEEN


def _blank_inherited(root: etree._Element, shown: Mapping[etree._Element, Mapping[str, bool]]) -> None:
    """Takes away the text that hidden, clear or empty letters set, except where a descendant sets other ones."""
    states: list[Mapping[str, bool]] = [{}]
    tables: list[int] = []  # of each table that is open, how many elements were seen before it
    seen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            state = states[-1] | shown[element] if element in shown else states[-1]  # type: ignore[operator]
            states.append(state)
            if element.tag == "table":
                tables.append(seen)
            if all(state.values()):
                seen += 1
            else:
                element.text = None
                element.tag = UNSEEN if element.tag in ("input", "textarea") else element.tag
            continue
        if element.tag == "table" and tables.pop() == seen:
            element.tag = UNSEEN
        states.pop()
        if not all(states[-1].values()):
            element.tail = None


def _cascades(root: etree._Element, lower: bytes, *, says_hidden: bool) -> dict[etree._Element, _Cascade]:
    """The declarations that count for each element of which some may matter."""
    hidden = [attribute.getparent() for attribute in _HIDDEN(root)] if says_hidden else []
    styles = _styles(root, lower, has_hidden=bool(hidden))
    found: defaultdict[etree._Element, _Cascade] = defaultdict(dict)
    for element in hidden:
        _add(found[element], {"display": (False, "none")}, _BY_DEFAULT)
    if not styles.groups:
        return found
    plain = {style: compact(style.encode("utf-8", "replace")) for style in set(styles.attributes)}
    parsed = {style: declared(style) for style in plain if mentions(plain[style], styles.groups)}
    for at, attribute in enumerate(styles.attributes):
        if attribute in parsed:
            _add(found[attribute.getparent()], parsed[attribute], (False, True, (0, 0, 0), at))
    if styles.sheets:
        _add_sheets(root, styles, found)
    return found


def _styles(root: etree._Element, lower: bytes, *, has_hidden: bool) -> _Styles:
    attributes = _STYLED(root) if _HAS_STYLE.search(lower) else []
    sheets = []
    if b"<style" in lower:
        sheets = [sheet.text for sheet in root.iter("style") if sheet.text and _applies(sheet)]
    told = chain(set(attributes), sheets, ["display:none"] if has_hidden else [])
    return _Styles(attributes, sheets, in_play(compact(text.encode("utf-8", "replace")) for text in told))


def _applies(sheet: etree._Element) -> bool:
    return is_for_screens(sheet.get("media", "")) and next(sheet.iterancestors("noscript", "template"), None) is None


def _add_sheets(root: etree._Element, styles: _Styles, found: defaultdict[etree._Element, _Cascade]) -> None:
    """Adds what rules say: first those that may hide, then, for what they and attributes find, those that may not."""
    finder = Finder(root)
    rules = list(enumerate(rules_of(styles.sheets, styles.groups, finder.names)))
    is_inherited = any(group.is_inherited for group in styles.groups)
    for at, rule in rules:
        if rule.is_telling or is_inherited:
            _add_rule(rule, at, finder, found, None)
    for at, rule in rules:
        if not rule.is_telling and not is_inherited:
            _add_rule(rule, at, finder, found, list(found))


def _add_rule(
    rule: Rule,
    at: int,
    finder: Finder,
    found: defaultdict[etree._Element, _Cascade],
    among: list[etree._Element] | None,
) -> None:
    for selector in rule.selectors:
        for element in finder.find(selector.parsed_tree, among):
            _add(found[element], rule.declarations, (False, False, selector.specificity(), at))


def _add(cascade: _Cascade, declarations: Declarations, order: _Order) -> None:
    for name, (is_important, value) in declarations.items():
        own: _Order = (is_important, *order[1:])
        if name not in cascade or cascade[name][0] <= own:
            cascade[name] = (own, value)


def _classed(root: etree._Element) -> Iterable[tuple[etree._Element, list[str]]]:
    return ((attribute.getparent(), attribute.lower().split()) for attribute in _CLASSES(root))


def _mark_copies(root: etree._Element) -> None:
    """Text for screen readers alone is not seen; of a formula and its copy for machines one is read."""
    for element, names in _classed(root):
        if not _FOR_READERS.isdisjoint(names) or (not _COPIES.isdisjoint(names) and _has_twin(element)):
            element.tag = UNSEEN
    for element in root.iter(_COPY):
        if _has_twin(element):
            element.tag = UNSEEN


def _has_twin(copy: etree._Element) -> bool:
    """Whether what is shown in a copy's place stands beside it."""
    return any(
        beside is not None and beside.get("aria-hidden") == "true" and any(map(str.strip, beside.itertext()))
        for beside in (copy.getprevious(), copy.getnext())
    )


def _raise_notes(root: etree._Element) -> None:
    notes = [
        element
        for element, names in _classed(root)
        if element.tag in _INLINE and any(map(_NOTE_CLASS.fullmatch, names))
    ]
    for element in chain(notes, _REFERENCES(root)):
        if element.tag not in _NOT_RAISED:
            element.tag = RAISED
