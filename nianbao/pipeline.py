"""The whole way: crawl the portals, read what is stored, build the dataset."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from nianbao.clean import Manifest, write_dataset
from nianbao.coverage import Coverage, coverage_of
from nianbao.entry import Entry, fingerprint, with_chains, without_duplicates
from nianbao.reading import Reading, read_captures
from nianbao.rows import report_rows, sheets
from nianbao.sample.server import serve
from nianbao.versions import entry_of
from scraper import Archive, Capture, CrawlSummary, Portal, PortalFileError, crawl, load_portal
from scraper import Progress as Crawled

Progress = Callable[[str, int, int], None]


class Built(NamedTuple):
    """What a build made: the dataset's manifest and reports, and the pages that are none.

    `others` holds the readings of pages that are no annual report, `lost` (address, reason) of the captures
    whose bytes are gone, `unlisted` the portals whose file is not at hand, so that their organs are unknown.
    """

    manifest: Manifest
    entries: list[Entry]
    others: list[Reading]
    lost: list[tuple[str, str]]
    coverage: list[Coverage]
    unlisted: list[str]


def raw_folder(data: Path | str) -> Path:
    """Where the captures of `data` lie."""
    return Path(data) / "raw"


def crawl_all(
    portals: Iterable[Portal], data: Path | str, contact: str | None = None, progress: Progress | None = None
) -> list[CrawlSummary]:
    """Crawl `portals` side by side into `data`; the sample is served on loopback meanwhile.

    Raises CrawlError and ArchiveError as `scraper.crawl` does.
    """

    def show(crawled: Crawled) -> None:
        if progress:
            progress("crawl", crawled.done, crawled.done + crawled.queued)

    with serve() as server:
        local = [msgspec.structs.replace(one, server=server) if one.loopback else one for one in portals]
        return crawl(local, raw_folder(data), progress=show, contact=contact)


def build(data: Path | str, given: Iterable[Portal] = (), progress: Progress | None = None) -> Built:
    """Read every stored page and write the dataset from it.

    `given` are portals whose files are at hand; the others are looked up by name. Raises OSError where the
    dataset cannot be written and ArchiveError where the archive cannot be opened.
    """
    others: list[Reading] = []
    lost: list[tuple[str, str]] = []
    with Archive.open(raw_folder(data)) as archive:
        captures = list(archive.captures(kind="article", latest=True))
        portals = _portals(captures, given)
        found = []
        for done, reading in enumerate(read_captures(archive, captures, lost), 1):
            entry = entry_of(archive, reading, portals.get(reading.capture.portal))
            if entry is None:
                others.append(reading)
            else:
                found.append(entry)
            if progress:
                progress("read", done, len(captures))
    entries = with_chains(without_duplicates(found))
    manifest = write_dataset(data, dataset_version(entries), sheets(entries))
    unlisted = sorted({capture.portal for capture in captures} - portals.keys())
    return Built(manifest, entries, others, lost, _coverage(portals.values(), entries), unlisted)


def dataset_version(entries: list[Entry]) -> str:
    """The day of the newest capture and a hash of all that the tables hold: same version, same content."""
    parts = [fingerprint((list(report_rows(entry)), entry.report, entry.chain)) for entry in entries]
    day = max((entry.capture.fetched_at[:10] for entry in entries), default="empty")
    return f"{day}-{fingerprint(parts)[:8]}"


def _portals(captures: list[Capture], given: Iterable[Portal]) -> dict[str, Portal]:
    """The portals of `captures` by name: as given, or as shipped; one that is neither is left out."""
    portals = {portal.name: portal for portal in given}
    for name in sorted({capture.portal for capture in captures} - portals.keys()):
        try:
            portals[name] = load_portal(name)
        except PortalFileError:
            continue
    return portals


def _coverage(portals: Iterable[Portal], entries: list[Entry]) -> list[Coverage]:
    return [
        coverage_of(
            portal,
            ((entry.organ, entry.report.report.year) for entry in entries if entry.capture.portal == portal.name),
        )
        for portal in portals
    ]
