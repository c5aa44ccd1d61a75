"""A stand-in of a portal family, crawled whole: what was there against what was found."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from portal_server import HOST, QUICK, Page, PortalServer

from scraper import Archive, CrawlSummary, Portal, crawl


@dataclass
class StandIn:
    """A family's portal on loopback: its server, the portal that describes it, and what it truly holds.

    `reports` are the addresses of the report pages, each once, as they should be archived; `lists` is how many list
    requests (shells, pages, calls) a careful reader needs; `attachments` are the addresses of files.
    """

    server: PortalServer
    family: str
    start: tuple[str, ...]
    reports: set[str] = field(default_factory=set)
    lists: int = 1
    attachments: set[str] = field(default_factory=set)
    hosts: tuple[str, ...] = (HOST,)

    def with_files(self, name: str) -> "StandIn":
        """Serve the file that each report names, by an address relative to its own."""
        self.attachments |= {urljoin(report, name) for report in self.reports}
        for url in self.attachments:
            self.server.pages[urlsplit(url).path] = Page(b"%PDF-1.7 " + url.encode(), media_type="application/pdf")
        return self

    def portal(self, **changes) -> Portal:
        return self.server.portal(family=self.family, start=self.start, hosts=self.hosts, **changes)


@dataclass
class Crawled:
    summary: CrawlSummary
    articles: list[str]
    titles: dict[str, str | None]
    requests: int
    attachments: list[str]


def visit(stand_in: StandIn, raw: Path, **changes) -> Crawled:
    """Crawl the stand-in into `raw`."""
    before = len(stand_in.server.log)
    (summary,) = crawl([stand_in.portal(**changes)], raw, limits=QUICK, sleep=lambda _: None)
    with Archive.open(raw) as archive:
        captures = list(archive.captures("article"))
        attachments = [capture.url for capture in archive.captures("attachment")]
    titles = {capture.url: capture.list_title for capture in captures}
    articles, requests = [capture.url for capture in captures], len(stand_in.server.log) - before
    return Crawled(summary, articles, titles, requests, attachments)


def assert_whole(stand_in: StandIn, crawled: Crawled) -> None:
    """Every report and file once, none invented, and no more requests than lists + pages + 5 % (robots.txt aside)."""
    assert sorted(crawled.articles) == sorted(stand_in.reports)
    assert sorted(crawled.attachments) == sorted(stand_in.attachments)
    robots = sum(asked.path == "/robots.txt" for asked in stand_in.server.log)
    needed = stand_in.lists + len(stand_in.reports) + len(stand_in.attachments)
    assert crawled.requests - robots <= needed * 1.05, [asked.path for asked in stand_in.server.log]
    assert not crawled.summary.problems
