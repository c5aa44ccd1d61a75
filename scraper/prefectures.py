"""Which family the portals of a prefecture are of: counties nearly always share one system with their prefecture."""

import tomllib
from importlib.resources import files

import msgspec

from scraper.portal import PREFECTURES, FamilyName


class Prefecture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A prefecture and a family seen there, or none that is read yet.

    `counties` is how many of its county portals were counted, where they were; `note` says what is particular.
    """

    name: str
    name_en: str
    family: FamilyName | None = None
    counties: int | None = None
    note: str = ""


def prefectures() -> tuple[Prefecture, ...]:
    """The table that ships with the package, in its order."""
    table = tomllib.loads((files("portals") / PREFECTURES).read_text(encoding="utf-8"))
    return tuple(msgspec.convert(table["prefecture"], list[Prefecture]))
