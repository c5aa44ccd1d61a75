"""Of which family a page of an unknown portal is."""

from scraper.families import FAMILIES
from scraper.portal import FamilyName
from scraper.urls import canonical


def detect(url: str, text: str) -> FamilyName | None:
    """The first family, in the order of FAMILIES, that recognizes the page `text` at `url`; None where none does.

    `url` may be empty, or no address at all, for a page that was saved without its address.
    """
    place = canonical(url) or ""
    return next((name for name, family in FAMILIES.items() if family.recognizes(place, text)), None)
