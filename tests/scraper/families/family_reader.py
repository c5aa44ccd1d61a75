"""A family without a server, for tests that read one page."""

from portal_server import BASE, HOST

from scraper import Generic, Portal
from scraper.families import FAMILIES, Family
from scraper.portal import FamilyName


def reader(family: FamilyName, generic: Generic | None = None) -> Family:
    portal = Portal(
        name="yunlan", label="云澜区", label_en="Yunlan", family=family, hosts=(HOST,), start=(BASE + "/",), organs=(),
        years=(2019, 2024), generic=generic,
    )  # fmt: skip
    return FAMILIES[family](portal)
