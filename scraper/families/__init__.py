"""Portal families: how each kind of portal lists its articles. A new family is one file and one line here."""

from scraper.families import (
    channel_list,
    content_n,
    generic,
    gkmlpt,
    hanweb,
    hanweb_annual,
    jpaas,
    lonsun,
    nfcms,
    pc_list,
    show_list,
    snowflake,
    trs,
    ucap,
    vsb,
)
from scraper.families.listing import Family, FamilyMismatchError, Link, ListPage, Shape
from scraper.portal import FamilyName, Portal

# In the order in which an unknown page is held against them: the surer marks first.
FAMILIES: dict[FamilyName, type[Family]] = {
    "gkmlpt": gkmlpt.Gkmlpt,
    "jpaas": jpaas.Jpaas,
    "hanweb": hanweb.Hanweb,
    "hanweb_annual": hanweb_annual.HanwebAnnual,
    "lonsun": lonsun.Lonsun,
    "show_list": show_list.ShowList,
    "pc_list": pc_list.PcList,
    "trs": trs.Trs,
    "ucap": ucap.Ucap,
    "vsb": vsb.Vsb,
    "nfcms": nfcms.Nfcms,
    "content_n": content_n.ContentN,
    "snowflake": snowflake.Snowflake,
    "channel_list": channel_list.ChannelList,
    "generic": generic.GenericLists,
}


def family_of(portal: Portal) -> Family:
    """The family that reads the lists of `portal`."""
    return FAMILIES[portal.family](portal)


__all__ = ["FAMILIES", "Family", "FamilyMismatchError", "Link", "ListPage", "Shape", "family_of"]
