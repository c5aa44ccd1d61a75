"""The accounting identities (勾稽关系) of the forms: computed on the figures as printed, and what they force on nulls.

A blank or a dash is a number not known but not negative, never 0: it leaves a sum untested, unless nothing is left.
"""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from itertools import repeat
from typing import NamedTuple

from parsers.form import FORMS, Address
from parsers.form.sheet import Identity, Sheet, lay_out
from parsers.place import Slot
from parsers.report import Cell, Check, Issue, Number, Report, Verdict

Slots = Sequence[Slot]
Numbers = Sequence[Number | None]  # by the cell's place in the sheet
Strangers = frozenset[tuple[str, str]]
"""Tables with "rows" or "columns" that no form has and that hold figures."""

_OPEN = ("blank", "dash")  # the cell is there and says nothing; every other null may hide a figure


def _check(identity: Identity, numbers: Numbers, slots: Slots) -> Check:
    """As `compute`, and fast where nothing is missing."""
    try:
        left = _exact(sum(map(numbers.__getitem__, identity.left)))  # type: ignore[arg-type]
        right = _exact(sum(map(numbers.__getitem__, identity.right)))  # type: ignore[arg-type]
    except TypeError:  # a null has no sum
        return compute(identity, slots)
    holds = left == right if identity.right else left >= 0
    return Check(identity.name, identity.scope, left, right, "holds" if holds else "fails")


def compute(identity: Identity, slots: Slots) -> Check:
    """The verdict on one identity: "untested" where a figure is missing that could make up the difference."""
    verdict: Verdict = "untested"
    left, right = _side(identity.left, slots), _side(identity.right, slots)
    if left and right:
        verdict = _verdict(left, right, len(identity.right))
    if left is None or right is None or verdict == "untested":
        return Check(identity.name, identity.scope, None, None, "untested")
    return Check(identity.name, identity.scope, left.total, right.total, verdict)


class _Side(NamedTuple):
    total: Number
    silent: int  # how many of its cells say nothing


def _side(places: tuple[int, ...], slots: Slots) -> _Side | None:
    """The sum of the figures that are there; None where one may stand that was not read."""
    own = [slots[place] for place in places]
    numbers = [slot.value for slot in own if slot.value is not None]
    silent = len(own) - len(numbers)
    if silent and any(slot.value is None and slot.origin not in _OPEN for slot in own):
        return None
    return _Side(_exact(sum(numbers)), silent)


def _verdict(left: _Side, right: _Side, rights: int) -> Verdict:
    difference = left.total - right.total
    if not rights:
        return "untested" if left.silent else "holds" if difference >= 0 else "fails"
    if not left.silent and not right.silent:
        return "fails" if difference else "holds"
    if (left.silent and right.silent) or rights == right.silent:
        return "untested"
    # blanks on one side: they can only be 0 where the sides are equal, and can mend nothing where theirs is the larger
    return "holds" if not difference else "fails" if (difference > 0) == bool(left.silent) else "untested"


def _exact(total: Number) -> Number:
    # sums of money in 万元 carry six decimals at most; without this 0.1 + 0.2 would not be 0.3
    return round(total, 6) if isinstance(total, float) else total


def prove(sheet: Sheet, slots: Slots, strangers: Strangers = frozenset()) -> tuple[tuple[Cell, ...], tuple[Check, ...]]:
    """The cells with `check` and `implied`, in their order, and the verdict on every identity.

    A sum in whose range stand figures of no form may hold; it fails nobody.
    """
    origins, numbers, units, raws = zip(*slots, strict=True)
    checks = tuple(_check(identity, numbers, slots) for identity in sheet.identities)
    if strangers:
        checks = tuple(map(partial(_without_accusation, sheet, strangers), sheet.identities, checks))
    verdicts = _verdicts(sheet, checks)
    implied = map(_implied(sheet, numbers, verdicts).get, range(len(slots))) if None in numbers else repeat(None)
    tables, rows, columns = zip(*sheet.addresses, strict=True)
    return tuple(map(Cell, tables, rows, columns, numbers, units, origins, verdicts, implied, raws)), checks


def _without_accusation(sheet: Sheet, strangers: Strangers, identity: Identity, check: Check) -> Check:
    """A check that fails in a table with figures of no form along its sum is untested."""
    table = sheet.addresses[identity.left[0]].table
    along = "columns" if len({sheet.addresses[place].row for place in identity.left}) == 1 else "rows"
    if check.verdict != "fails" or (table, along) not in strangers:
        return check
    return Check(check.identity, check.scope, None, None, "untested")


def _verdicts(sheet: Sheet, checks: Sequence[Check]) -> list[Verdict]:
    """Of each cell: one identity that fails outweighs all that hold."""
    verdicts: list[Verdict] = ["untested"] * len(sheet.addresses)
    for told in ("holds", "fails"):
        for identity, check in zip(sheet.identities, checks, strict=True):
            if check.verdict == told:
                for place in identity.left + identity.right:
                    verdicts[place] = told
    return verdicts


def left_open(sheet: Sheet, slots: Slots) -> list[Issue]:
    """The sums whose printed figures fall short of the other side, so that blank cells would have to hold the rest."""
    issues: list[Issue] = []
    if None not in [slot.value for slot in slots]:
        return issues
    for identity in sheet.identities:
        sides = [_side(places, slots) for places in (identity.left, identity.right)]
        left, right = sides
        if not identity.right or left is None or right is None or left.total == right.total:
            continue
        short, places = (left, identity.left) if left.total < right.total else (right, identity.right)
        if short.silent and short.silent < len(places):
            told = f"{identity.name} {identity.scope}: {left.total} against {right.total} as printed"
            issues.append(Issue("sum_left_open", f"{told}; blank cells would have to hold the difference"))
    return issues


def _implied(sheet: Sheet, numbers: Numbers, verdicts: Sequence[Verdict]) -> dict[int, Number]:
    """What sums force on null cells: a lone null is the difference, and nulls with no difference left are all 0.

    Sums with a cell that fails elsewhere force nothing.
    """
    known = {place: number for place, number in enumerate(numbers) if number is not None}
    failing = {place for place, verdict in enumerate(verdicts) if verdict == "fails"}
    sound = [identity for identity in sheet.identities
             if identity.right and failing.isdisjoint(identity.left + identity.right)]  # fmt: skip
    open_sums = sound
    while open_sums:
        latest: dict[int, Number] = {}
        for identity in open_sums:
            forced = _forced(identity, known)
            latest |= forced
            known |= forced
        open_sums = [identity for identity in sound if not latest.keys().isdisjoint(identity.left + identity.right)]
    contradicted = {
        place for identity in sound if not _agrees(identity, known) for place in identity.left + identity.right
    }
    return {place: number for place, number in known.items() if numbers[place] is None and place not in contradicted}


def _agrees(identity: Identity, known: Mapping[int, Number]) -> bool:
    """Whether the sides are equal, as far as every cell has a number of its own or a forced one."""
    if not known.keys() >= {*identity.left, *identity.right}:
        return True
    left, right = (sum(map(known.__getitem__, side)) for side in (identity.left, identity.right))
    return _exact(left) == _exact(right)


def _forced(identity: Identity, known: Mapping[int, Number]) -> dict[int, Number]:
    unknown = [[place for place in side if place not in known] for side in (identity.left, identity.right)]
    if bool(unknown[0]) == bool(unknown[1]):
        return {}
    side = 0 if unknown[0] else 1
    left, right = (
        sum(known[place] for place in places if place in known) for places in (identity.left, identity.right)
    )
    rest = _exact(left - right if side else right - left)
    if rest == 0:
        return dict.fromkeys(unknown[side], 0)
    return {unknown[side][0]: rest} if rest > 0 and len(unknown[side]) == 1 else {}


def year_chain(before: Report, after: Report) -> tuple[Check, ...]:
    """The identities across two consecutive years of one agency, as far as both print the figures.

    `left` is what the earlier report (and the year's own changes) lead to, `right` what the later report prints.
    """
    chain = [(f"{after_at.table}/{after_at.row}/{after_at.column}", sum_of, after_at) for sum_of, after_at in _chains()]
    old, new = (_values(report) for report in (before, after))
    checks = []
    for scope, terms, result in chain:
        numbers = [(old if is_old else new).get(address) for is_old, address, _ in terms]
        printed = new.get(result)
        if printed is None or None in numbers:
            continue
        left = _exact(sum(sign * number for (_, _, sign), number in zip(terms, numbers, strict=True) if number))
        checks.append(Check("year_chain", scope, left, printed, "holds" if left == printed else "fails"))
    return tuple(checks)


_Terms = tuple[tuple[bool, Address, int], ...]  # whether the earlier report prints it, where, and its sign


@cache
def _chains() -> tuple[tuple[_Terms, Address], ...]:
    chains: list[tuple[_Terms, Address]] = []
    for column in FORMS["2021"].tables["requests"][0].columns:
        carried_out = Address("requests", "carried_out", column.key)
        chains.append((((True, carried_out, 1),), Address("requests", "carried_in", column.key)))
    for row in FORMS["2021"].tables["proactive"][0].rows:
        issued, repealed, in_force = (Address("proactive", row.key, key) for key in ("issued", "repealed", "in_force"))
        chains.append((((True, in_force, 1), (False, issued, 1), (False, repealed, -1)), in_force))
    full_2019 = lay_out(("2019",) * len(FORMS["2019"].tables["proactive"]), None)
    for identity in full_2019.identities:
        if identity.name == "proactive_change":
            items, change = (full_2019.addresses[place] for place in identity.left)
            chains.append((((True, items, 1), (True, change, 1)), items))
    return tuple(chains)


def _values(report: Report) -> dict[Address, Number]:
    return {Address(c.table, c.row, c.column): c.value for c in report.cells if c.value is not None}
