"""Whether the wording around a figure leaves open what, whose or when."""

import re

from parsers.narrative.claims.context import PASSAGE, SENTENCE, Place, Reader
from parsers.narrative.claims.facts import FACTS, GROWING
from parsers.narrative.claims.wordings import Meaning

_OPEN = FACTS["open"]


_HEDGES = re.compile(_OPEN["sentence"])
_ORGANS = re.compile(_OPEN["organs"])
_HARMLESS = re.compile(_OPEN["harmless"])
_AFTER = re.compile(_OPEN["after"])
_REASON = re.compile(rf"(?:其中|{_OPEN['reason']}|{FACTS['words']['lead']}|[:()])*+".replace("<agent>", "(?!)"))
_OTHER_TOPICS = re.compile(_OPEN["other_topics"])
_REQUESTS = re.compile(_OPEN["requests_topic"])
_DISPUTES = re.compile(_OPEN["disputes_topic"])
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_YEAR = re.compile(r"20\d\d(?=年)")


def is_certain(meaning: Meaning, kind: str, place: Place, reader: Reader) -> bool:
    """Whether the words before a figure, in its clause and in its sentence, leave no other reading of it."""
    lead = reader.disputed if kind == "dispute" else reader.lead
    if not lead.fullmatch(meaning.lead) or _AFTER.match(place.after):
        return False
    context = place.since(PASSAGE if kind == "outcome" else SENTENCE)
    said = context + meaning.lead
    harmful = _HARMLESS.sub("", said)
    if _HEDGES.search(harmful) or _ORGANS.search(reader.agent.sub("", harmful)):
        return False
    years = {int(year) for year in _YEAR.findall(said)}
    if len(years) > 1 or (reader.year is not None and years - {reader.year}):
        return False
    if kind == "outcome" and not _REASON.fullmatch(reader.agent.sub("", place.gap)):
        return False
    return _is_on_topic(kind, place) and _is_of_a_known_whole(meaning.subject, place, context, meaning.lead)


def _is_on_topic(kind: str, place: Place) -> bool:
    """Whether the words before speak of requests, or of disputes on them, and of nothing else since."""
    if kind == "table":
        return True
    if kind == "dispute":
        return place.section == "disputes" or bool(_DISPUTES.search(place.since(SENTENCE) + place.own))
    others = [found.start() for found in _OTHER_TOPICS.finditer(place.topic)]
    if place.section == "requests" and not others:
        return True
    requests = [found.start() for found in _REQUESTS.finditer(place.topic + place.after[:12])]
    return max(requests, default=-1) > max(others, default=-1)


def _is_of_a_known_whole(subject: str, place: Place, context: str, lead: str) -> bool:
    """Whether what 其中 refers to is the requests, or the group of the form that the subject belongs to."""
    if "其中" not in context + lead:
        return True
    closed = _IN_BRACKETS.sub(lambda brackets: " " * len(brackets[0]), context)
    at = (closed + lead).rfind("其中")
    if at < 0:
        return True
    cut = place.clause - len(context) + at
    whole = next((claim for claim in reversed(place.told) if claim.end <= cut), None)
    if whole is None or whole.subject is None or whole.match:
        return False
    return whole.subject in GROWING or subject.startswith(whole.subject)
