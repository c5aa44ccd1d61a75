"""From portals to data/raw: visits government portals politely and keeps every answer as it was served.

Knows pages, politeness and archives, and nothing of what a report means::

    from pathlib import Path
    from scraper import Archive, crawl, load_portal

    (summary,) = crawl([load_portal("my-district.toml")], Path("data/raw"), contact="me@university.example")
    with Archive.open(Path("data/raw")) as archive:
        for capture in archive.captures("article"):
            body = archive.body(capture)
"""

from scraper.archive import AddressState, Archive, ArchiveError
from scraper.catalog import Capture
from scraper.crawl import CrawlError, crawl
from scraper.exchange import Limits
from scraper.portal import Generic, Organ, Portal, PortalFileError, load_portal, portal_names
from scraper.summary import CrawlSummary, Progress

__all__ = [
    "AddressState",
    "Archive",
    "ArchiveError",
    "Capture",
    "CrawlError",
    "CrawlSummary",
    "Generic",
    "Limits",
    "Organ",
    "Portal",
    "PortalFileError",
    "Progress",
    "crawl",
    "load_portal",
    "portal_names",
]
