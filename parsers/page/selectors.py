"""Parsed selectors → the elements of a page that they find, in a bounded number of steps."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cssselect import parser as css
from lxml import etree

from parsers.page.style_sheets import Names

_MOST_STEPS = 80_000  # in which an element is held against a part of a selector


class Finder:
    """Finds the elements of a page by selectors, as long as steps are left."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._steps = _MOST_STEPS
        self._by_class: defaultdict[str, list[etree._Element]] = defaultdict(list)
        self._by_id: defaultdict[str, list[etree._Element]] = defaultdict(list)
        for attribute in _CLASSES(root):
            for name in attribute.split():
                self._by_class[name].append(attribute.getparent())
        for attribute in _IDS(root):
            self._by_id[attribute.strip()].append(attribute.getparent())
        self._places: dict[tuple[etree._Element, bool], dict[etree._Element, int]] = {}

    @property
    def names(self) -> Names:
        """The classes and ids of the page."""
        return Names(frozenset(self._by_class), frozenset(self._by_id))

    def find(self, selector: Any, among: Iterable[etree._Element] | None = None) -> list[etree._Element]:
        """The elements that a parsed selector finds, or those of `among`."""
        pool = self._pool(selector) if among is None else among
        return [element for element in pool if self._matches(selector, element)]

    def _pool(self, selector: Any) -> Iterable[etree._Element]:
        """Elements among which are all that a selector finds."""
        last = selector.subselector if isinstance(selector, css.CombinedSelector) else selector
        while True:
            if isinstance(last, css.Hash):
                return self._by_id.get(last.id, [])
            if isinstance(last, css.Class):
                return self._by_class.get(last.class_name, [])
            if isinstance(last, css.Element):
                elements: Iterable[etree._Element] = self._root.iter(last.element.lower() if last.element else "*")
                return elements
            last = last.selector

    def _matches(self, selector: Any, element: etree._Element) -> bool:
        self._steps -= 1
        if self._steps < 0:
            return False
        name = _TESTS.get(type(selector))
        return name is not None and bool(getattr(self, name)(selector, element))

    def _is_element(self, selector: css.Element, element: etree._Element) -> bool:
        return not selector.element or selector.element.lower() == element.tag

    def _has_class(self, selector: css.Class, element: etree._Element) -> bool:
        return selector.class_name in element.get("class", "").split() and self._matches(selector.selector, element)

    def _has_id(self, selector: css.Hash, element: etree._Element) -> bool:
        return selector.id == element.get("id", "").strip() and self._matches(selector.selector, element)

    def _has_attribute(self, selector: css.Attrib, element: etree._Element) -> bool:
        value = element.get(selector.attrib.lower())
        if value is None or not self._matches(selector.selector, element):
            return False
        if selector.operator == "exists":
            return True
        wanted = selector.value.value if selector.value is not None else ""
        return wanted is not None and _OPERATORS[selector.operator](value, wanted)

    def _is_related(self, selector: css.CombinedSelector, element: etree._Element) -> bool:
        return self._matches(selector.subselector, element) and any(
            self._matches(selector.selector, other) for other in _RELATED[selector.combinator](element)
        )

    def _is_none_of(self, selector: css.Negation, element: etree._Element) -> bool:
        return self._matches(selector.selector, element) and not self._matches(selector.subselector, element)

    def _is_one_of(self, selector: Any, element: etree._Element) -> bool:
        return self._matches(selector.selector, element) and any(
            self._matches(other, element) for other in selector.selector_list
        )

    def _has_state(self, selector: css.Pseudo, element: etree._Element) -> bool:
        """Whether an element stands where a pseudo-class says; no one hovers over it or goes to it."""
        test = _STATES.get(selector.ident)
        return test is not None and test(element) and self._matches(selector.selector, element)

    def _has_place(self, selector: css.Function, element: etree._Element) -> bool:
        """`:nth-child(2n+1)` and its like."""
        if selector.name not in ("nth-child", "nth-last-child", "nth-of-type"):
            return False
        step, first = css.parse_series(selector.arguments)
        at = self._place(element, of_type=selector.name == "nth-of-type", is_last=selector.name == "nth-last-child")
        behind = at - first
        fits = behind == 0 if step == 0 else behind % step == 0 and behind // step >= 0
        return fits and self._matches(selector.selector, element)

    def _place(self, element: etree._Element, *, of_type: bool, is_last: bool) -> int:
        parent = element.getparent()
        if parent is None:
            return 1
        places = self._places.get((parent, of_type))
        if places is None:
            counts: defaultdict[str, int] = defaultdict(int)
            places = self._places[parent, of_type] = {}
            for child in parent:
                counts[child.tag if of_type else ""] += 1
                places[child] = counts[child.tag if of_type else ""]
        return len(parent) + 1 - places[element] if is_last else places[element]


_CLASSES = etree.XPath("//@class")
_IDS = etree.XPath("//@id")
_TESTS = {
    css.Element: "_is_element",
    css.Class: "_has_class",
    css.Hash: "_has_id",
    css.Attrib: "_has_attribute",
    css.CombinedSelector: "_is_related",
    css.Negation: "_is_none_of",
    css.Matching: "_is_one_of",
    css.SpecificityAdjustment: "_is_one_of",
    css.Pseudo: "_has_state",
    css.Function: "_has_place",
}
_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda value, wanted: value == wanted,
    "!=": lambda value, wanted: value != wanted,
    "~=": lambda value, wanted: wanted in value.split(),
    "|=": lambda value, wanted: value == wanted or value.startswith(f"{wanted}-"),
    "^=": lambda value, wanted: bool(wanted) and value.startswith(wanted),
    "$=": lambda value, wanted: bool(wanted) and value.endswith(wanted),
    "*=": lambda value, wanted: bool(wanted) and wanted in value,
}


def _parent(element: etree._Element) -> Iterator[etree._Element]:
    parent = element.getparent()
    if parent is not None:
        yield parent


def _before(element: etree._Element) -> Iterator[etree._Element]:
    before = element.getprevious()
    if before is not None:
        yield before


_RELATED: dict[str, Callable[[etree._Element], Iterable[etree._Element]]] = {
    " ": lambda element: element.iterancestors(),
    ">": _parent,
    "+": _before,
    "~": lambda element: element.itersiblings(preceding=True),
}
_STATES: dict[str, Callable[[etree._Element], bool]] = {
    "first-child": lambda element: element.getprevious() is None,
    "last-child": lambda element: element.getnext() is None,
    "only-child": lambda element: element.getprevious() is None and element.getnext() is None,
    "root": lambda element: element.getparent() is None,
    "empty": lambda element: len(element) == 0 and not element.text,
    "link": lambda element: element.tag == "a" and element.get("href") is not None,
    "any-link": lambda element: element.tag == "a" and element.get("href") is not None,
}
