"""Sections → the claims in them: a claim missed or left open is better than a false alarm."""

import re
from collections.abc import Iterable
from itertools import islice

from parsers.form.labels import fold
from parsers.narrative.claims.certainty import is_certain
from parsers.narrative.claims.context import Place, Reader, place_of, reader_of
from parsers.narrative.claims.facts import FACTS, GROWING, KINDS, OUTCOMES
from parsers.narrative.claims.figures import Figure, figures_in
from parsers.narrative.claims.wordings import meaning_of
from parsers.report import Claim, Match, Section

MOST_FIGURES = 5000
_FAR_BACK = 12  # figures; so many outcomes and their shares may stand behind the whole that they are of
_SHARE = re.compile(FACTS["words"]["share"])
_SHARE_BASE = re.compile(FACTS["words"]["share_base"])
_GROWTH = re.compile(FACTS["words"]["growth"])


def find_claims(
    sections: Iterable[Section], *, year: int | None = None, agency: str | None = None
) -> tuple[Claim, ...]:
    """The figures stated in the form's sections, in their order; never raises, whatever the text.

    A section's first `MOST_FIGURES` are read; the longest real narratives hold some hundred.
    `year` and `agency` are the report's own: what is said of another year, or of somebody else, is uncertain.
    """
    reader = reader_of(year, agency)
    return tuple(
        claim for section in sections if section.key for claim in _claims_of(section.key, section.text, reader)
    )


def _claims_of(key: str, text: str, reader: Reader) -> list[Claim]:
    folded = fold(text)
    told: list[Claim] = []
    for figure in islice(figures_in(text, folded), MOST_FIGURES):
        subject, certain = _meant(place_of(key, folded, figure, told), figure, reader) or (None, True)
        if subject or not figure.lonely:
            start, end, number, counter, approximate, _ = figure
            match: Match | None = None if certain else "uncertain"
            words = text[start:end]
            told.append(Claim(key, start, end, words, number, counter, approximate, subject, match))
    return told


def _meant(place: Place, figure: Figure, reader: Reader) -> tuple[str, bool] | None:
    """The subject of a figure and whether the wording leaves no other."""
    if figure.counter == "%":
        return _share(place) or _growth(place, reader)
    meaning = meaning_of(place.own.lstrip("、和及与 "), place.after)
    if meaning is None:
        return None
    kind = KINDS[meaning.subject]
    if kind not in ("published", "table") and figure.counter not in (*FACTS["request_counters"], None):
        return None
    if kind == "published":  # no table tells of it
        return meaning.subject, True
    certain = not meaning.doubtful and isinstance(figure.number, int)
    return meaning.subject, certain and is_certain(meaning, kind, place, reader)


def _share(place: Place) -> tuple[str, bool] | None:
    """A share of the outcome told just before, or named before 占; certain where its whole is told, too."""
    found = _SHARE.search(place.own)
    if found is None:
        return None
    subject, certain = _named(place.own[: found.start()], place)
    if subject not in OUTCOMES:
        return None
    wholes = [claim for claim in place.told[-_FAR_BACK:] if claim.subject in GROWING]
    told = bool(wholes) and wholes[-1].subject == "processed_total" and not wholes[-1].match
    based = bool(_SHARE_BASE.fullmatch(found["base"])) or (not found["base"] and told)
    return f"{subject}_share", certain and based


def _named(lead: str, place: Place) -> tuple[str | None, bool]:
    """The subject that words name, or where there are none that of the figure before them."""
    if lead.strip(" ,"):
        meaning = meaning_of(lead, "")
        return (meaning.subject, False) if meaning else (None, False)
    previous = place.previous
    if previous is None or place.gap.strip(" ,、(的"):
        return None, False
    return previous.subject, previous.match is None


def _growth(place: Place, reader: Reader) -> tuple[str, bool] | None:
    """Growth or decline, against the year before, of the whole told just before."""
    found = _GROWTH.search(place.own)
    if found is None:
        return None
    subject, certain = _named(place.own[: found.start()], place)
    if subject not in GROWING:
        return None
    named = found["year"] is None or (reader.year is not None and int(found["year"]) == reader.year - 1)
    way = "decline" if found["way"] in FACTS["words"]["declines"] else "growth"
    return f"{subject}_{way}", certain and named
