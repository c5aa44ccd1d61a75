"""Which reports a portal owes, and which of them the dataset holds."""

from collections.abc import Iterable
from typing import NamedTuple

from scraper import Portal


class Coverage(NamedTuple):
    """A portal's expected organ-years: how many, and (organ, year) of those without a report."""

    portal: str
    label: str
    expected: int
    missing: tuple[tuple[str, int], ...]

    @property
    def captured(self) -> int:
        """Organ-years that a report stands for."""
        return self.expected - len(self.missing)


def coverage_of(portal: Portal, held: Iterable[tuple[str | None, int | None]]) -> Coverage:
    """What `portal` expects against the (organ, year) pairs that are held."""
    first, last = portal.years
    expected = [(organ.name, year) for organ in portal.organs for year in range(first, last + 1)]
    have = set(held)
    missing = tuple(pair for pair in expected if pair not in have)
    return Coverage(portal.name, portal.label, len(expected), missing)
