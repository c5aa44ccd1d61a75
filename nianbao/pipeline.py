"""The whole way: crawl the portals, read what is stored, build the dataset."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from nianbao.clean import Manifest, write_dataset
from nianbao.coverage import Coverage, Page
from nianbao.entry import Entry, fingerprint, with_chains, without_duplicates
from nianbao.evidence import ledger, lost_page, unread_page
from nianbao.health import Finding, dataset_findings, reading_findings
from nianbao.reading import Reading, read_captures
from nianbao.rows import report_rows, sheets
from nianbao.sample.server import serve
from nianbao.versions import entry_of
from scraper import Archive, Capture, CrawlSummary, Portal, PortalFileError, crawl, load_portal
from scraper import Progress as Crawled


class Step(NamedTuple):
    """How far a stage is: what it does, how much of it is done and known, and how many hosts are being asked."""

    what: str
    done: int
    total: int
    hosts: int = 0


Progress = Callable[[Step], None]


class Built(NamedTuple):
    """What a build made: the dataset's manifest and reports, and the pages that are none.

    `others` holds the readings of pages that are no annual report, `lost` (address, reason) of the captures
    whose bytes are gone, `unlisted` the portals whose file is not at hand, so that their organs are unknown.
    `findings` are what is wrong with it.
    """

    manifest: Manifest
    entries: list[Entry]
    others: list[Reading]
    lost: list[tuple[str, str]]
    coverage: list[Coverage]
    unlisted: list[str]
    findings: list[Finding]


def raw_folder(data: Path | str) -> Path:
    """Where the captures of `data` lie."""
    return Path(data) / "raw"


def crawl_all(
    portals: Iterable[Portal],
    data: Path | str,
    contact: str | None = None,
    progress: Progress | None = None,
    again: Collection[str] = (),
) -> list[CrawlSummary]:
    """Crawl `portals` side by side into `data`; the sample is served on loopback meanwhile.

    Of the portals named in `again` only what had no answer in their last run is asked.
    Raises CrawlError and ArchiveError as `scraper.crawl` does.
    """

    def show(crawled: Crawled) -> None:
        if progress:
            progress(Step("crawl", crawled.done, crawled.done + crawled.queued, crawled.hosts))

    with serve() as server:
        local = [msgspec.structs.replace(one, server=server) if one.loopback else one for one in portals]
        return crawl(local, raw_folder(data), progress=show, contact=contact, again=again)


def build(data: Path | str, given: Iterable[Portal] = (), progress: Progress | None = None) -> Built:
    """Read every stored page and write the dataset from it.

    `given` are portals whose files are at hand; the others are looked up by name. Raises OSError where the
    dataset cannot be written and ArchiveError where the archive cannot be opened.
    """
    others: list[Reading] = []
    lost: list[tuple[str, str]] = []
    with Archive.open(raw_folder(data)) as archive:
        captures = list(archive.captures(kind="article", latest=True))
        portals, unlisted = known_portals(archive, given)
        found = []
        for done, reading in enumerate(read_captures(archive, captures, lost), 1):
            entry = entry_of(archive, reading, portals.get(reading.capture.portal))
            if entry is None:
                others.append(reading)
            else:
                found.append(entry)
            if progress:
                progress(Step("read", done, len(captures)))
        entries = with_chains(without_duplicates(found))
        unread = _unread(captures, portals, others, lost)
        coverage = [ledger(archive, portal, entries, unread[portal.name]) for portal in portals.values()]
    manifest = write_dataset(data, dataset_version(entries, coverage), sheets(entries, coverage))
    counted = Counter((entry.capture.portal, entry.report.report.year or 0) for entry in entries)
    portal_of = {capture.url: capture.portal for capture in captures}
    findings = dataset_findings(portals.values(), coverage, counted)
    findings += reading_findings(others, [(portal_of[url], url, reason) for url, reason in lost])
    return Built(manifest, entries, others, lost, coverage, unlisted, findings)


def dataset_version(entries: list[Entry], coverage: list[Coverage]) -> str:
    """The newest day of all that the tables hold, and a hash of it: same version, same content."""
    parts = [fingerprint((list(report_rows(entry)), entry.report, entry.chain)) for entry in entries]
    parts += [fingerprint(portal.rows) for portal in coverage]
    days = [entry.capture.fetched_at[:10] for entry in entries]
    days += [row.checked_at[:10] for portal in coverage for row in portal.rows if row.checked_at]
    return f"{max(days, default='empty')}-{fingerprint(parts)[:8]}"


def known_portals(archive: Archive, given: Iterable[Portal]) -> tuple[dict[str, Portal], list[str]]:
    """The portals that are given or were visited, by name, as given or as shipped; and those that are neither."""
    portals = {portal.name: portal for portal in given}
    unlisted = []
    for name in archive.portals():
        if name not in portals:
            try:
                portals[name] = load_portal(name)
            except PortalFileError:
                unlisted.append(name)
    return dict(sorted(portals.items())), unlisted


def _unread(
    captures: Iterable[Capture], portals: dict[str, Portal], others: list[Reading], lost: list[tuple[str, str]]
) -> dict[str, list[Page]]:
    """The stored pages of each portal that stand in no table: read as no report, or their bytes gone."""
    pages: dict[str, list[Page]] = {name: [] for name in portals}
    why = dict(lost)
    for reading in others:
        if reading.capture.portal in portals:
            pages[reading.capture.portal].append(unread_page(reading, portals[reading.capture.portal]))
    for capture in captures:
        if capture.url in why and capture.portal in portals:
            pages[capture.portal].append(lost_page(capture, why[capture.url], portals[capture.portal]))
    return pages
