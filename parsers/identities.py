"""The accounting identities (勾稽关系) of the forms: computed on the figures as printed, and what they force on nulls.

A blank or a dash is a number not known but not negative, never 0: it leaves a sum untested, unless nothing is left.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from parsers.forms import FORMS, Address, Block
from parsers.place import Slot
from parsers.report import Cell, Check, Number, Report, Verdict

Slots = Mapping[Address, Slot]
_OPEN = ("blank", "dash")  # the cell is there and says nothing; every other null may hide a figure


class Identity(NamedTuple):
    """Two sums that are equal; without a right side, one sum that is not negative."""

    name: str
    scope: str
    left: tuple[Address, ...]
    right: tuple[Address, ...]

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Every cell that takes part."""
        return self.left + self.right


@cache
def identities(proactive: str | None, requests: str | None) -> tuple[Identity, ...]:
    """The identities of one report, given the form of its first two tables ("2019", "2021" or None)."""
    found = [*_rows("disputes_row", "disputes", FORMS["2021"].tables["disputes"][0])]
    if requests:
        found = [*_requests(FORMS[requests].tables["requests"][0]), *found]
    if proactive == "2019":
        found += _changes(FORMS["2019"].tables["proactive"])
    return tuple(found)


def _rows(name: str, table: str, block: Block) -> Iterator[Identity]:
    *parts, total = (column.key for column in block.columns)
    for row in block.rows:
        left = tuple(Address(table, row.key, part) for part in parts)
        yield Identity(name, row.key, left, (Address(table, row.key, total),))


def _requests(block: Block) -> Iterator[Identity]:
    yield from _rows("requests_row", "requests", block)
    received, carried_in, *outcomes, processed, carried_out = (row.key for row in block.rows)

    def cells(column: str, *rows: str) -> tuple[Address, ...]:
        return tuple(Address("requests", row, column) for row in rows)

    for column in (column.key for column in block.columns):
        yield Identity("requests_outcomes", column, cells(column, *outcomes), cells(column, processed))
    for column in (column.key for column in block.columns):
        arrived, left = cells(column, received, carried_in), cells(column, processed, carried_out)
        yield Identity("requests_balance", column, arrived, left)


def _changes(blocks: Iterable[Block]) -> Iterator[Identity]:
    for block in blocks:
        keys = [column.key for column in block.columns]
        if "change" in keys:
            for row in block.rows:
                left = tuple(Address("proactive", row.key, key) for key in ("items_last_year", "change"))
                yield Identity("proactive_change", row.key, left, ())


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


def _side(addresses: tuple[Address, ...], slots: Slots) -> _Side | None:
    """The sum of the figures that are there; None where one may stand that was not read."""
    shown = [slots.get(address) for address in addresses]
    numbers = [slot.value for slot in shown if slot is not None and slot.value is not None]
    silent = len(shown) - len(numbers)
    if silent and any(slot is None or (slot.value is None and slot.origin not in _OPEN) for slot in shown):
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


def prove(slots: Slots, known: tuple[Identity, ...]) -> tuple[tuple[Cell, ...], tuple[Check, ...]]:
    """The cells with `check` and `implied`, in their order, and the verdict on every identity."""
    checks = tuple(compute(identity, slots) for identity in known)
    by_cell: dict[Address, Verdict] = {}
    for verdict in ("holds", "fails"):
        for identity, check in zip(known, checks, strict=True):
            if check.verdict == verdict:
                by_cell.update(dict.fromkeys(identity.addresses, check.verdict))
    failing = {address for address, verdict in by_cell.items() if verdict == "fails"}
    implied = _implied(slots, [identity for identity in known if failing.isdisjoint(identity.addresses)])
    cells = tuple(
        Cell(*at, slot.value, slot.unit, slot.origin, by_cell.get(at, "untested"), implied.get(at), slot.raw)
        for at, slot in slots.items()
    )
    return cells, checks


def _implied(slots: Slots, sound: list[Identity]) -> dict[Address, Number]:
    """What sums force on null cells: a lone null is the difference, and nulls with no difference left are all 0."""
    found: dict[Address, Number] = {}
    nulls = {address for address, slot in slots.items() if slot.value is None}
    pending = [identity for identity in sound if identity.right and not nulls.isdisjoint(identity.addresses)]
    progress = bool(pending)
    while progress:
        progress = False
        for identity in pending:
            for address, number in _forced(identity, slots, found):
                found[address] = number
                progress = True
    return found


def _forced(identity: Identity, slots: Slots, found: Mapping[Address, Number]) -> list[tuple[Address, Number]]:
    sums: list[Number] = [0, 0]
    unknown: list[list[Address]] = [[], []]
    for side, addresses in enumerate((identity.left, identity.right)):
        for address in addresses:
            slot = slots.get(address)
            number = found.get(address) if slot is None or slot.value is None else slot.value
            if number is None:
                unknown[side].append(address)
            else:
                sums[side] += number
    if bool(unknown[0]) == bool(unknown[1]):
        return []
    side = 0 if unknown[0] else 1
    rest = _exact(sums[1 - side] - sums[side])
    if rest == 0:
        return [(address, 0) for address in unknown[side]]
    return [(unknown[side][0], rest)] if rest > 0 and len(unknown[side]) == 1 else []


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
    for identity in _changes(FORMS["2019"].tables["proactive"]):
        items, change = identity.left
        chains.append((((True, items, 1), (True, change, 1)), items))
    return tuple(chains)


def _values(report: Report) -> dict[Address, Number]:
    return {Address(c.table, c.row, c.column): c.value for c in report.cells if c.value is not None}
