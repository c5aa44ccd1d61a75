"""How reports write their figures: habits that change a cell's characters, and the number that each still says."""

import re
from collections.abc import Callable
from random import Random
from typing import NamedTuple

import msgspec

from nianbao.sample import DrawnReport
from nianbao.sample.organs import dice
from parsers.form import Address

Number = int | float


class Truth(NamedTuple):
    """What a drawn cell says: its number, null for a blank or a stroke, and its unit where the source states one."""

    number: Number | None
    unit: str | None = None


Figures = dict[Address, Truth]
Habit = Callable[[Address, str, Truth, Random], tuple[str, Truth]]

FEES = Address("proactive", "fees", "amount")
_STROKES = ("/", "-", "—", "－")
_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
_LARGE = re.compile(r"^[0-9]{4,}(?=$|元)")


def truth_of(address: Address, characters: str) -> Truth:
    """What plain characters of a drawn cell say; fees are headed in 万元."""
    digits = characters.removesuffix("元").removesuffix("万").strip()
    if digits in ("", *_STROKES):
        return Truth(None)
    unit = characters[len(digits) :] or ("万元" if address == FEES else None)
    return Truth(float(digits) if "." in digits else int(digits), unit)


def written(report: DrawnReport) -> tuple[DrawnReport, Figures]:
    """The report in the habits that its name and year throw, and what each of its cells says then."""
    rolls = dice(report.agency, report.year, "habits")
    habits = rolls.sample(sorted(HABITS), rolls.randint(1, 4)) if rolls.randrange(3) else []
    cells, figures = dict(report.cells), {}
    for address in report.cells:
        figures[address] = truth_of(address, cells[address])
        for name in habits:
            cells[address], figures[address] = HABITS[name](address, cells[address], figures[address], rolls)
    return msgspec.structs.replace(report, cells=cells), figures


def _signed(address: Address, characters: str, truth: Truth, _rolls: Random) -> tuple[str, Truth]:
    """+19 and －44 where a year's change is told."""
    if address.column != "change" or not truth.number or characters.startswith("减"):
        return characters, truth
    return (f"+{characters}" if truth.number > 0 else f"－{characters.lstrip('-')}"), truth


def _in_words(_address: Address, characters: str, truth: Truth, _rolls: Random) -> tuple[str, Truth]:
    """减44 where a year's change is told."""
    if not characters.startswith("-") or not truth.number:
        return characters, truth
    return f"减{characters.lstrip('-')}", truth


def _bare_money(address: Address, characters: str, truth: Truth, _rolls: Random) -> tuple[str, Truth]:
    """251000 where procurement is told in 元, nothing saying so."""
    if (address.row, address.column) != ("procurement", "amount") or truth.unit != "元":
        return characters, truth
    return characters.removesuffix("元"), Truth(truth.number)


def _remarked(address: Address, characters: str, truth: Truth, rolls: Random) -> tuple[str, Truth]:
    """22（其中修订 16 件） where normative documents are counted."""
    if address.row != "normative_documents" or not truth.number or not characters.isascii():
        return characters, truth
    return f"{characters}（其中修订 {rolls.randint(1, int(truth.number))} 件）", truth


def _wide(_address: Address, characters: str, truth: Truth, _rolls: Random) -> tuple[str, Truth]:
    return characters.translate(_WIDE), truth


def _thousands(_address: Address, characters: str, truth: Truth, _rolls: Random) -> tuple[str, Truth]:
    """251,000元 where a number has four digits or more."""
    return _LARGE.sub(lambda digits: f"{int(digits[0]):,}", characters), truth


def _stroked(address: Address, characters: str, truth: Truth, rolls: Random) -> tuple[str, Truth]:
    """A stroke in some cells of table 2 and in some applicants' columns of table 3 where nothing happened."""
    if truth.number == 0 and (address.table == "proactive" or address.column in {"research", "legal_service"}):
        return (rolls.choice(_STROKES), Truth(None)) if rolls.randrange(3) else (characters, truth)
    return characters, truth


def _left_blank(_address: Address, characters: str, truth: Truth, rolls: Random) -> tuple[str, Truth]:
    """Nothing in some cells where nothing happened."""
    return ("", Truth(None)) if truth.number == 0 and not rolls.randrange(6) else (characters, truth)


def _only_totals(address: Address, characters: str, truth: Truth, _rolls: Random) -> tuple[str, Truth]:
    """The totals of table 3 alone filled in."""
    is_part = address.table == "requests" and address.column != "total"
    return ("", Truth(None)) if is_part else (characters, truth)


def _no_totals(address: Address, characters: str, truth: Truth, _rolls: Random) -> tuple[str, Truth]:
    """The column of totals in table 3 left blank."""
    is_total = address.table == "requests" and address.column == "total"
    return ("", Truth(None)) if is_total else (characters, truth)


HABITS: dict[str, Habit] = {
    "signed": _signed,
    "in_words": _in_words,
    "bare_money": _bare_money,
    "remarked": _remarked,
    "wide": _wide,
    "thousands": _thousands,
    "stroked": _stroked,
    "left_blank": _left_blank,
    "only_totals": _only_totals,
    "no_totals": _no_totals,
}
"""Habit name → what it makes of a cell's characters and of what they say."""
