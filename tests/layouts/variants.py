"""How prints depart from the official wording: each variant turns a draft into another that says the same."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from nianbao.sample.grid import Td
from tests.layouts.draft import FIRST_BLOCK, Draft, Part, Rows, relabelled, retold, with_rows

Variant = Callable[[Draft, Random], Draft]
ONE_IN = 6
"""How rarely each variant is switched on in a drawing."""

_FACTS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("variants.toml").read_text("utf-8"))
_HALF_WIDTH = str.maketrans("（），：", "(),:")
_TABLE_HEADINGS = ("requests", "disputes")


def _worded(name: str) -> Variant:
    """The variant that prints the wordings of this name in `variants.toml`."""
    wordings: dict[str, str] = _FACTS[name]
    return lambda draft, _rolls: relabelled(draft, lambda label: wordings.get(label, label))


def _bracketed(draft: Draft, _rolls: Random) -> Draft:
    """Explanations in brackets behind labels, with years and figures in them."""
    wordings = _FACTS["bracketed"]
    return relabelled(draft, lambda label: wordings.get(label, label).format(year=2020, last=2019))


def _half_width(draft: Draft, _rolls: Random) -> Draft:
    change = str.maketrans(_HALF_WIDTH)
    return relabelled(retold(draft, lambda text: text.translate(change)), lambda label: label.translate(change))


def _wording_of_2019(draft: Draft, _rolls: Random) -> Draft:
    return relabelled(draft, lambda label: label.replace("行政规范性文件", "规范性文件"))


def _commas(draft: Draft, _rolls: Random) -> Draft:
    """1.属于… as 1、属于…, the numbers of rows alone."""
    return relabelled(draft, lambda label: f"{label[0]}、{label[2:]}" if label[1:2] == "." else label)


def _headings_missing(draft: Draft, rolls: Random) -> Draft:
    """One of the headings of tables 3 and 4 lost, so that its table follows the one before."""
    lost = rolls.choice(_TABLE_HEADINGS)
    parts = (part for part in draft.parts if (part.kind, part.key) != ("heading", lost))
    return draft._replace(parts=tuple(parts))


def _headings_varied(draft: Draft, rolls: Random) -> Draft:
    def varied(part: Part) -> Part:
        return part._replace(text=rolls.choice(_FACTS["headings"][part.key])) if part.kind == "heading" else part

    return draft._replace(parts=tuple(map(varied, draft.parts)))


def _captions(draft: Draft, rolls: Random) -> Draft:
    """A sentence before each table, which may state counts of its own."""
    parts: list[Part] = []
    for part in draft.parts:
        if part.kind == "table":
            parts.append(Part("paragraph", part.key, rolls.choice(_FACTS["captions"][part.key]).format(year=2020)))
        parts.append(part)
    return draft._replace(parts=tuple(parts))


def _extra_row(draft: Draft, _rolls: Random) -> Draft:
    """A row behind 规范性文件 that the form of 2019 has not."""
    extra = _FACTS["extra_row"]
    added = (Td((extra["label"],)), *(Td((figure,), is_figure=True) for figure in extra["figures"]))

    def longer(key: str, rows: Rows) -> Rows:
        if key != "proactive" or len(rows) <= FIRST_BLOCK or not rows[1][1].lines[0].startswith("本年新"):
            return rows
        return (*rows[:FIRST_BLOCK], added, *rows[FIRST_BLOCK:])

    return with_rows(draft, longer)


def _renumbered(draft: Draft, _rolls: Random) -> Draft:
    """More headings in the narrative, and the sections of the tables numbered from one again."""
    facts, numerals = _FACTS["renumbered"], dict(zip("二三四五六", "一二三四五", strict=True))
    parts: list[Part] = []
    for part in draft.parts:
        if part.kind == "heading" and part.key == "proactive":
            for heading in facts["narrative"]:
                parts += [Part("heading", "", heading), Part("paragraph", "", facts["sentence"])]
        numeral = numerals.get(part.text[:1]) if part.kind == "heading" else None
        parts.append(part._replace(text=numeral + part.text[1:]) if numeral else part)
    return draft._replace(parts=tuple(parts))


def _corner_missing(draft: Draft, _rolls: Random) -> Draft:
    """The sentence in the corner of table 3 gone, its cell still there."""
    return relabelled(draft, lambda label: "" if "勾稽关系" in label else label)


def _total_first(draft: Draft, _rolls: Random) -> Draft:
    """总计 before 自然人 in the header of table 3, the figures where they were: spans read in another order."""

    def reordered(key: str, rows: Rows) -> Rows:
        if key != "requests" or len(rows) < 2 or len(rows[1]) != 3:
            return rows
        person, organisations, total = rows[1]
        return (rows[0], (total, person, organisations), *rows[2:])

    return with_rows(draft, reordered)


def _traditional(draft: Draft, rolls: Random) -> Draft:
    """Traditional characters: of copied sites, pinyin behind those of two sounds, or of Taiwan, with its words."""
    facts = _FACTS["traditional"]
    characters, words = dict(zip(facts["from"], facts["to"], strict=True)), facts["taiwan"]
    if rolls.randrange(2):
        debris, words = facts["debris"], {}
        characters = {plain: f"{new}({debris[new]})" if new in debris else new for plain, new in characters.items()}
        del characters[facts["kept"]]
    change = str.maketrans(characters)

    def converted(text: str) -> str:
        for word, other in words.items():
            text = text.replace(word, other)
        return text.translate(change)

    return relabelled(retold(draft, converted), converted)


VARIANTS: dict[str, Variant] = {
    "split": _worded("split"),
    "spaced": _worded("spaced"),
    "truncated": _worded("truncated"),
    "misprinted": _worded("misprinted"),
    "bracketed": _bracketed,
    "items": _worded("items"),
    "short": _worded("short"),
    "comma": _worded("comma"),
    "wording_of_2019": _wording_of_2019,
    "commas": _commas,
    "vertical": _worded("vertical"),
    "doubled": _worded("doubled"),
    "extra_row": _extra_row,
    "corner_missing": _corner_missing,
    "headings_missing": _headings_missing,
    "headings_varied": _headings_varied,
    "renumbered": _renumbered,
    "captions": _captions,
    "half_width": _half_width,
    "traditional": _traditional,
    "total_first": _total_first,
}
"""Variant name → what it does to a draft, in the order in which several are applied."""
TEXT_ONLY = {"total_first"}
"""Variants that arise when spans are lost: in markup they would move the figures too."""


def chosen(rolls: Random, *, is_markup: bool) -> tuple[str, ...]:
    """The variants that a drawing shows; every other drawing is as the form prints it."""
    if rolls.randrange(2):
        return ()
    switched_on = [name for name in VARIANTS if not rolls.randrange(ONE_IN)]
    return tuple(name for name in switched_on if not (is_markup and name in TEXT_ONLY))


def varied(draft: Draft, names: tuple[str, ...], rolls: Random) -> Draft:
    """The draft in the variants of these names."""
    for name in names:
        draft = VARIANTS[name](draft, rolls)
    return draft
