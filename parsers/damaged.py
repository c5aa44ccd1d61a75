"""Cells whose figure is damaged but leaves one reading: proved by the sums they take part in, or not taken at all."""

import re
from collections.abc import Iterator, Mapping, Sequence

from parsers.form.labels import fold
from parsers.form.sheet import Identity, Sheet
from parsers.place import Slot
from parsers.report import Issue

_FIGURE = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})")
_ZEROS = str.maketrans("OoΟОо○〇", "0000000")  # Latin, Greek, Cyrillic, and circles


def whole(text: str) -> int | None:
    """The figure that a damaged one can only have been: its digits apart, or a letter O or circle for a zero.

    >>> whole("12 3"), whole("1\\n0"), whole("O"), whole("1O"), whole("见附件"), whole("0 5")
    (123, 10, 0, 10, None, None)
    """
    joined = "".join(fold(text).split()).translate(_ZEROS)
    return int(joined) if _FIGURE.fullmatch(joined) else None


def mend(sheet: Sheet, slots: list[Slot]) -> Iterator[Issue]:
    """Fills the damaged cells for which sums speak and none against, and says so of each."""
    read = {place: number for place, slot in enumerate(slots) if slot.origin == "unreadable"
            if (number := whole(slot.raw or "")) is not None}  # fmt: skip
    while refused := [place for place in read if not _is_proved(place, sheet, slots, read)]:
        for place in refused:
            del read[place]  # and with it what it seemed to prove of others
    for place, number in read.items():
        raw = slots[place].raw
        slots[place] = Slot("recovered", number, None, raw)
        where = "/".join(sheet.addresses[place])
        yield Issue("damaged_cell", f"{where} is printed as 「{raw}」; the sums prove {number}")


def _is_proved(place: int, sheet: Sheet, slots: Sequence[Slot], read: Mapping[int, int]) -> bool:
    numbers = [slot.value if slot.value is not None else read.get(at) for at, slot in enumerate(slots)]
    verdicts = [_holds(identity, numbers) for identity in sheet.identities
                if identity.right and place in identity.left + identity.right]  # fmt: skip
    return True in verdicts and False not in verdicts


def _holds(identity: Identity, numbers: Sequence[float | None]) -> bool | None:
    left, right = ([numbers[place] for place in side] for side in (identity.left, identity.right))
    if None in left or None in right:
        return None
    return sum(number or 0 for number in left) == sum(number or 0 for number in right)
