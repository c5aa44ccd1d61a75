"""Of which family a page of an unknown portal is."""

from scraper.families import FAMILIES
from scraper.portal import FamilyName


def detect(url: str, text: str) -> FamilyName | None:
    """The first family, in the order of FAMILIES, that recognizes the page `text` at `url`; None where none does.

    `url` may be empty for a page that was saved without its address.
    """
    return next((name for name, family in FAMILIES.items() if family.recognizes(url, text)), None)
