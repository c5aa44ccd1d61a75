"""The words around a figure → what it counts."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.narrative.claims.facts import FACTS, pattern


class _Wording(NamedTuple):
    """A wording of a subject: `before` the figure, and what must follow it, if anything."""

    subject: str
    before: re.Pattern[str]
    after: re.Pattern[str]
    doubtful: bool


class Meaning(NamedTuple):
    """What a figure counts, and the words before that wording in its clause."""

    subject: str
    lead: str
    doubtful: bool


class _Wordings(NamedTuple):
    """All wordings: those around a figure, and what any of them has after it; those before one, as one pattern.

    `meanings` are the subjects, and whether they are in doubt, of the groups of that pattern.
    """

    around: list[_Wording]
    after: re.Pattern[str]
    before: re.Pattern[str]
    meanings: list[tuple[str, bool]]


@cache
def _wordings() -> _Wordings:
    around: list[_Wording] = []
    alternatives: list[str] = []
    meanings: list[tuple[str, bool]] = []
    for subject, fact in FACTS["subjects"].items():
        for name, doubtful in (("around", False), ("doubtful_around", True)):
            for first, second in fact.get(name, ()):
                before, after = re.compile(pattern(first) + "$"), re.compile(r"\s?的?" + pattern(second))
                around.append(_Wording(subject, before, after, doubtful))
        for name, doubtful in (("before", False), ("doubtful", True)):
            for wording in fact.get(name, ()):
                alternatives.append(f"(?P<w{len(meanings)}>{pattern(wording)})")
                meanings.append((subject, doubtful))
    any_after = re.compile("|".join(sorted({wording.after.pattern for wording in around})))
    return _Wordings(around, any_after, re.compile(f"(?:{'|'.join(alternatives)}){pattern('<fill>')}$"), meanings)


_BOUNDARY = re.compile(pattern(FACTS["words"]["boundary"]))


def meaning_of(own: str, after: str) -> Meaning | None:
    """What the words of a figure's clause say that it counts; `after` must end the phrase."""
    wordings = _wordings()
    if wordings.after.match(after):
        for wording in wordings.around:
            found = wording.before.search(own) if wording.after.match(after) else None
            if found:
                return Meaning(wording.subject, own[: found.start()], wording.doubtful)
    told = _told_before(own)
    return told and told._replace(doubtful=told.doubtful or not _BOUNDARY.match(after))


@lru_cache(maxsize=4096)
def _told_before(own: str) -> Meaning | None:
    """What the words before a figure say; the same few stand in every report."""
    told = _wordings().before.search(own)
    if told is None or told.lastgroup is None:
        return None
    subject, doubtful = _wordings().meanings[int(told.lastgroup[1:])]
    return Meaning(subject, own[: told.start()], doubtful)
