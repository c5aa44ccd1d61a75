"""The organs of the fictional district and the dice from which all that they report is drawn."""

import random
import tomllib
from importlib.resources import files
from typing import Any

import msgspec


class Organ(msgspec.Struct, frozen=True):
    """One publisher and its habits, as `organs.toml` describes them; money in yuan a year."""

    key: str
    name: str
    short: str
    unit: int
    activity: str
    layout: str
    moods: dict[int, str]
    zeros: str
    money: str
    title: str
    documents: int
    items: dict[str, int]
    decisions: dict[str, int]
    fees: int
    spent: int
    themes: tuple[str, str, str]
    contact: str = ""

    def layout_in(self, year: int) -> str:
        """The name of the layout that carries the report on `year`."""
        return self.moods.get(year, self.layout)


def facts(name: str) -> dict[str, Any]:
    """The content of the fact file `name`.toml beside this module."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


_FACTS = facts("organs")
SEED: str = _FACTS["seed"]
UNIT: int = _FACTS["unit"]
YEARS = range(_FACTS["years"][0], _FACTS["years"][1] + 1)
ORGANS: tuple[Organ, ...] = msgspec.convert(_FACTS["organs"], tuple[Organ, ...], strict=False)


def organ_of(key: str) -> Organ:
    """The organ with this key; `StopIteration` tells of a key that no organ has."""
    return next(organ for organ in ORGANS if organ.key == key)


def dice(*path: str | int) -> random.Random:
    """Dice of their own for every `path` (organ, year, purpose), so that no draw depends on another."""
    return random.Random("/".join(map(str, (SEED, *path))))  # noqa: S311 drawn to be drawn again, nothing secret
