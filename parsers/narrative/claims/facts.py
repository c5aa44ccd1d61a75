"""The facts of `claims.toml`: counters, subjects, wordings."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from parsers.form import Label

FACTS: dict[str, Any] = tomllib.loads((files(__package__) / "claims.toml").read_text("utf-8"))
KINDS = {key: fact["kind"] for key, fact in FACTS["subjects"].items()}
OUTCOMES = [key for key, kind in KINDS.items() if kind == "outcome"]
GROWING = ("received_new", "processed_total")


def _subjects() -> Iterator[Label]:
    for key, fact in FACTS["subjects"].items():
        yield Label(key, fact["zh"], fact["en"])
        if fact["kind"] == "outcome":
            yield Label(f"{key}_share", f"{fact['zh']}占办理结果总计的比例", f"{fact['en']}, share of those processed")
        if key in GROWING:
            yield Label(f"{key}_growth", f"{fact['zh']}较上年增长", f"{fact['en']}, growth over last year")
            yield Label(f"{key}_decline", f"{fact['zh']}较上年下降", f"{fact['en']}, decline from last year")


SUBJECTS: dict[str, Label] = {label.key: label for label in _subjects()}
"""Everything that a claim may be known to count, by its key."""


def pattern(source: str) -> str:
    """A pattern of the facts with the <words> that it names put in."""
    return re.sub(r"<(object|fill|lead)>", lambda word: FACTS["words"][word[1]], source)
