"""The files of the page: `show.*` beside this module."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def part(name: str) -> str:
    """The file `name` of this folder."""
    return (files(__package__) / name).read_text("utf-8")


@cache
def facts() -> dict[str, Any]:
    """What the page writes beside the labels of the forms."""
    return tomllib.loads(part("show.toml"))
