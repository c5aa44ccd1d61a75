"""Portal families: how each kind of portal lists its articles. A new family is one file and one line here."""

from scraper.families import generic, show_list, trs, ucap
from scraper.families.listing import Family, FamilyMismatchError, Link, ListPage, Shape
from scraper.portal import FamilyName, Portal

# In the order in which an unknown page is held against them: the surer marks first.
FAMILIES: dict[FamilyName, type[Family]] = {
    "show_list": show_list.ShowList,
    "trs": trs.Trs,
    "ucap": ucap.Ucap,
    "generic": generic.GenericLists,
}


def family_of(portal: Portal) -> Family:
    """The family that reads the lists of `portal`."""
    return FAMILIES[portal.family](portal)


__all__ = ["FAMILIES", "Family", "FamilyMismatchError", "Link", "ListPage", "Shape", "family_of"]
