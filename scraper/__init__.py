"""From portals to data/raw: visits government portals politely and keeps every answer as it was served.

Knows pages, politeness and archives, and nothing of what a report means::

    from pathlib import Path
    from scraper import Archive, crawl, load_portal

    (summary,) = crawl([load_portal("my-district.toml")], Path("data/raw"), contact="me@university.example")
    with Archive.open(Path("data/raw")) as archive:
        for capture in archive.captures("article"):
            body = archive.body(capture)
"""

import logging

from scraper.archive import AddressState, Archive, ArchiveError
from scraper.catalog import Capture
from scraper.crawl import CrawlError, crawl
from scraper.exchange import Limits
from scraper.portal import Generic, Organ, Portal, PortalFileError, load_portal, portal_names
from scraper.standing import ListPageState, Standing
from scraper.summary import CrawlSummary, ListRead, Progress

__all__ = [
    "AddressState",
    "Archive",
    "ArchiveError",
    "Capture",
    "CrawlError",
    "CrawlSummary",
    "Generic",
    "Limits",
    "ListPageState",
    "ListRead",
    "Organ",
    "Portal",
    "PortalFileError",
    "Progress",
    "Standing",
    "crawl",
    "load_portal",
    "portal_names",
]

# Nothing is printed unless whoever crawls asks for it: `host_left_alone` and `list_unreadable`, their facts in `facts`.
logging.getLogger(__name__).addHandler(logging.NullHandler())
