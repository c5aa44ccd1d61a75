"""Claims against the tables of the same report, and of the one before: what agrees, what differs, what stays open."""

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache

from msgspec.structs import replace

from parsers.form import FORMS, Address
from parsers.narrative.claims.facts import FACTS
from parsers.report import Cell, Claim, Issue, Match, Number, Section

_Figures = Mapping[tuple[str, str, str], Number | None]  # by table, row and column
_CELLS: dict[str, list[str]] = {key: fact["cells"] for key, fact in FACTS["subjects"].items()}
_DERIVED = re.compile(r"(.+)_(share|growth|decline)")
_DECIMALS = re.compile(r"[.．点]([0-9０-９零〇一二三四五六七八九]+)")
_NEARLY = 0.1  # how far 余, 近 and 约 may stand from the figure that they round
_WORDS_BEFORE = 24  # characters of the text that an issue quotes before a figure


def check_claims(
    claims: Iterable[Claim], cells: Iterable[Cell], before: Iterable[Cell] | None = None
) -> tuple[Claim, ...]:
    """The claims with `match`, `cell` and `expected`, as far as the tables tell.

    `before` are the cells of the same agency's report of the year before; without them growth is untested. Claims
    whose wording is open stay "uncertain", whatever the table says.
    """
    figures, earlier = _figures(cells), _figures(before or ())
    return tuple(_checked(claim, figures, earlier) for claim in claims)


def claim_issues(claims: Iterable[Claim], sections: Sequence[Section]) -> list[Issue]:
    """An issue for every claim that the tables contradict, with its words."""
    texts = {section.key: section.text for section in sections if section.key}
    return [
        Issue(
            "claim_differs", f"section {claim.section} says “{_words(claim, texts)}”; {claim.cell} says {_told(claim)}"
        )
        for claim in claims
        if claim.match == "differs"
    ]


def _told(claim: Claim) -> str:
    percent = "%, recomputed" if _parted(claim.subject or "")[1] else ""
    return f"{claim.expected}{percent}"


def _words(claim: Claim, texts: Mapping[str, str]) -> str:
    text = texts.get(claim.section, "")
    low = max(0, claim.start - _WORDS_BEFORE)
    begin = max(low, *(text.rfind(mark, low, claim.start) + 1 for mark in "。；;，,、\n"))
    return text[begin : claim.start] + claim.text


def _figures(cells: Iterable[Cell]) -> _Figures:
    """What each cell says, or what the identities force where it says nothing."""
    return {(c.table, c.row, c.column): c.implied if c.value is None else c.value for c in cells}


def _checked(claim: Claim, figures: _Figures, earlier: _Figures) -> Claim:
    if claim.subject is None:
        return claim
    subject, way = _parted(claim.subject)
    found = _derived(way, subject, figures, earlier) if way else _sum(subject, figures)
    if found is None:
        return claim
    expected = round(found, max(2, _decimals(claim))) if isinstance(found, float) else found
    return replace(claim, match=claim.match or _verdict(claim, found), cell=_cell(subject), expected=expected)


@cache
def _parted(subject: str) -> tuple[str, str]:
    """A subject, and in which way another is derived from it.

    >>> _parted("granted_share"), _parted("granted")
    (('granted', 'share'), ('granted', ''))
    """
    derived = _DERIVED.fullmatch(subject)
    return (derived[1], derived[2]) if derived else (subject, "")


@cache
def _cell(subject: str) -> str:
    """Where the table says it: one cell, or the group of rows or columns that is summed.

    >>> _cell("granted"), _cell("litigation_total"), _cell("received_from_organisations")
    ('requests/granted/total', 'disputes/litigation_*/total', 'requests/received_new/*')
    """
    cells = _CELLS[subject]
    return cells[0] if len(cells) == 1 else cells[0].rpartition("/")[0] + "/*"


def _sum(subject: str, figures: _Figures) -> Number | None:
    """The sum of the subject's cells, None where one is not known or the form has none of them."""
    numbers = [figures[address] for address in _addresses(subject) if address in figures]
    known = [number for number in numbers if number is not None]
    return sum(known) if known and len(known) == len(numbers) else None


@cache
def _addresses(subject: str) -> tuple[Address, ...]:
    """The cells of any form that the subject is told by."""
    every = dict.fromkeys(
        address for form in FORMS.values() for table in form.tables for address in form.addresses(table)
    )
    return tuple(address for pattern in _CELLS[subject] for address in every if fnmatchcase("/".join(address), pattern))


def _derived(way: str, subject: str, figures: _Figures, earlier: _Figures) -> float | None:
    """A share of all that was processed, or growth over the year before, in per cent; None where it has no meaning."""
    part = _sum(subject, figures)
    whole = _sum("processed_total", figures) if way == "share" else _sum(subject, earlier)
    if part is None or not whole:
        return None
    if way == "share":
        return 100 * part / whole
    return 100 * (part - whole) / whole * (-1 if way == "decline" else 1)


def _decimals(claim: Claim) -> int:
    found = _DECIMALS.search(claim.text)
    return len(found[1]) if found else 0


def _verdict(claim: Claim, found: Number) -> Match:
    """Percentages agree if they round to what is printed, and are open if they were cut off there instead."""
    off = abs(found - claim.number)
    if off == 0:
        return "agrees"
    if claim.approximate or "万" in claim.text or "亿" in claim.text:
        return "agrees" if off <= _NEARLY * max(abs(found), abs(claim.number)) else "uncertain"
    if claim.counter != "%":
        return "differs"
    step = 10.0 ** -_decimals(claim)
    return "agrees" if off <= step / 2 + 1e-9 else "uncertain" if off < step else "differs"
