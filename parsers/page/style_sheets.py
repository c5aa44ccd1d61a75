"""A page's own style sheets → the rules that may say whether text is seen, in their order."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cssselect import SelectorError, parse
from cssselect.parser import Selector

from parsers.page.styles import Declarations, Group, compact, declared, mentions

_MOST_BYTES = 400_000  # of style sheets that are looked at; the largest of a portal's pages have some tens of thousands
_MOST_RULES = 500  # that may hide or raise text
_MOST_SELECTORS = 2000
_WIDTH = 1280  # pixels of the window that a report is looked at in

_TOKEN = re.compile(r"/\*.*?(?:\*/|\Z)|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|\\.|[{};]", re.S)
_OF_CONDITION = re.compile(r"@(?:media|supports|layer|container|document|-moz-document)\b", re.I)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_FEATURE = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*(\d+(?:\.\d+)?)(px|r?em)\s*\)")
_PLAIN = re.compile(r"[\w\s.#>,*+~:-]+")
_NAME = re.compile(r"([.#])([\w-]+)")


class Rule(NamedTuple):
    """A rule: its selectors, its declarations, where it stands, and whether it may hide or raise text itself."""

    selectors: list[Selector]
    declarations: Declarations
    order: int
    is_telling: bool


class Names(NamedTuple):
    """The classes and the ids that stand in a page."""

    classes: frozenset[str]
    ids: frozenset[str]


def is_for_screens(media: str) -> bool:
    """Whether a list of media queries lets its rules apply on a wide screen.

    >>> is_for_screens("print"), is_for_screens("only screen and (max-width: 768px)"), is_for_screens("all, print")
    (False, False, True)
    """
    return not media.strip() or any(_applies(query.strip()) for query in media.lower().split(","))


def _applies(query: str) -> bool:
    is_negated = query.startswith("not ")
    kind, *features = re.split(r"\s+and\s+", query.removeprefix("not ").removeprefix("only "))
    if kind.startswith("("):
        features, kind = [kind, *features], "all"
    return (kind in ("all", "screen") and all(map(_holds, features))) != is_negated


def _holds(feature: str) -> bool:
    found = _FEATURE.fullmatch(feature)
    if not found:
        return False
    width = float(found[2]) * (1 if found[3] == "px" else 16)
    return width <= _WIDTH if found[1] == "min" else width >= _WIDTH


def rules_of(sheets: Iterable[str], groups: tuple[Group, ...], names: Names) -> Iterator[Rule]:
    """The rules of style sheets that say anything of the groups and can apply on a page of these names."""
    left, selectors_left = _MOST_RULES, _MOST_SELECTORS
    for sheet in sheets:
        for order, (prelude, body) in enumerate(_blocks(sheet[:_MOST_BYTES])):
            plain = compact(body.encode("utf-8", "replace"))
            if not mentions(plain, groups):
                continue
            selectors = _selectors(prelude, names)
            if not selectors:
                continue
            left -= 1
            selectors_left -= len(selectors)
            if left < 0 or selectors_left < 0:
                return
            is_telling = any(group.telling.search(plain) for group in groups)
            yield Rule(selectors, declared(body), order, is_telling)


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """The rules of a sheet that apply on a screen, each as its selectors and its declarations.

    >>> list(_blocks("@import 'a'; p {x: 1} @media print {p {y: 1}} @media screen {p {z: 1}} @page {w: 1}"))
    [('p', 'x: 1'), ('p', 'z: 1')]
    """
    conditions: list[bool] = []
    start = 0
    tokens = _TOKEN.finditer(sheet + "}")  # the end of a sheet closes its last rule
    for token in tokens:
        if token[0] == "{":
            prelude = _COMMENT.sub(" ", sheet[start : token.start()]).strip()
            if _OF_CONDITION.match(prelude):
                conditions.append(_is_met(prelude))
            else:
                end = _end_of_block(tokens, len(sheet))
                if all(conditions) and not prelude.startswith("@"):
                    yield prelude, sheet[token.end() : end]
                start = end + 1
                continue
        elif token[0] == "}" and conditions:
            conditions.pop()
        elif token[0] not in (";", "}"):
            continue
        start = token.end()


def _end_of_block(tokens: Iterator[re.Match[str]], end: int) -> int:
    """Where the brace stands that closes a block of which the opening one has been taken."""
    depth = 1
    for token in tokens:
        depth += (token[0] == "{") - (token[0] == "}")
        if not depth:
            return token.start()
    return end


def _is_met(condition: str) -> bool:
    """Whether the rules in a block such as `@media print` apply."""
    name, _, rest = condition.partition(" ")
    return is_for_screens(rest) if name.lower() == "@media" else not rest.lstrip().lower().startswith("not")


def _selectors(prelude: str, names: Names) -> list[Selector]:
    """The selectors of a rule that may find something; none where the list holds a mistake, as in a browser."""
    if _PLAIN.fullmatch(prelude):
        prelude = ",".join(part for part in prelude.split(",") if _may_find(part, names))
    try:
        return [selector for selector in parse(prelude) if selector.pseudo_element is None] if prelude else []
    except (SelectorError, RecursionError, ValueError):
        return []


def _may_find(selector: str, names: Names) -> bool:
    return all(name in (names.classes if sign == "." else names.ids) for sign, name in _NAME.findall(selector))
