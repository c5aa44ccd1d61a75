"""Where a figure stands in the narrative, and whose narrative it is."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from parsers.form.labels import fold
from parsers.narrative.claims.facts import FACTS
from parsers.narrative.claims.figures import Figure
from parsers.report import Claim

# A sentence ends with a semicolon, too; a passage, which 其中 may govern as a whole, does not.
PASSAGE, SENTENCE, _CLAUSE = (re.compile(f".*[{marks}]", re.S) for marks in ("。!?", "。!?;", "。!?;,:()\n"))
_LONGEST_SENTENCE, _LONGEST_CLAUSE, _TOPIC = 300, 60, 200


class Place(NamedTuple):
    """Where a figure stands: from `start` to `end`, in the clause from `clause` on, behind the claims `told`."""

    section: str
    text: str
    clause: int
    start: int
    end: int
    told: Sequence[Claim]

    @property
    def own(self) -> str:
        """The words of its clause before it, behind the figure told before it."""
        return self.text[self.clause : self.start]

    @property
    def after(self) -> str:
        """What follows it."""
        return self.text[self.end : self.end + 40]

    @property
    def topic(self) -> str:
        """What was spoken of before it."""
        return self.text[max(0, self.start - _TOPIC) : self.start]

    def since(self, ended: re.Pattern[str]) -> str:
        """The sentence before its clause, where `ended` is what ends before it."""
        return self.text[_behind(self.text, ended, max(0, self.start - _LONGEST_SENTENCE), self.clause) : self.clause]

    @property
    def previous(self) -> Claim | None:
        """The claim before, if in the same sentence."""
        begin = self.clause - len(self.since(SENTENCE))
        return self.told[-1] if self.told and self.told[-1].start >= begin else None

    @property
    def gap(self) -> str:
        """What stands between the claim before, or else the sentence's beginning, and its clause."""
        return self.text[self.previous.end : self.clause] if self.previous else self.since(SENTENCE)


class Reader(NamedTuple):
    """Whose report it is and of which year, as far as known; `lead` and `disputed` are harmless before a wording."""

    year: int | None
    agent: re.Pattern[str]
    lead: re.Pattern[str]
    disputed: re.Pattern[str]


@lru_cache(maxsize=256)
def reader_of(year: int | None, agency: str | None) -> Reader:
    """The agency goes by its own name and by its endings: 云澜区教育局, 区教育局, 教育局."""
    name = "".join(fold(agency or "").split())[:40]
    endings = [re.escape(name[at:]) for at in range(max(0, len(name) - 2))]
    whole = re.sub(r"(?:人民)?政府$|(?:街道)?办事处$", "", name)  # 红星镇 is its government, 云澜区 no bureau of it
    agent = "|".join([*endings, *([re.escape(whole)] if len(whole) > 1 else [])]) or "(?!)"
    lead = FACTS["words"]["lead"].replace("<agent>", agent)
    disputed = FACTS["words"]["disputed"].replace("<lead>", lead)
    return Reader(year, re.compile(agent), re.compile(f"(?:{lead})*+"), re.compile(disputed))


def place_of(section: str, folded: str, figure: Figure, told: Sequence[Claim]) -> Place:
    """Where a figure stands in the folded text of a section, behind the claims told so far."""
    low = max(figure.start - _LONGEST_CLAUSE, told[-1].end if told else 0)
    clause = _behind(folded, _CLAUSE, max(0, low), figure.start)
    return Place(section, folded, clause, figure.start, figure.end, told)


def _behind(text: str, ended: re.Pattern[str], low: int, high: int) -> int:
    """Behind what ended in `text[low:high]`, else `low`."""
    found = ended.match(text, low, high)
    return found.end() if found else low
