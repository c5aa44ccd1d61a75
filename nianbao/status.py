"""Coverage and health of what lies in a data folder, at a glance."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow.compute as pc

from nianbao.clean import clean_folder, read_manifest, read_table
from nianbao.coverage import coverage_of
from nianbao.errors import DatasetError
from nianbao.pipeline import raw_folder
from nianbao.summary import Line, coverage_lines, listed
from scraper import Archive, Portal, load_portal, portal_names


def status_lines(data: Path | str, portals: Iterable[Portal]) -> Iterator[Line]:
    """For each portal what is stored, missing and unreachable; then the dataset. Raises ArchiveError."""
    with Archive.open(raw_folder(data)) as archive:
        stored = Counter(capture.portal for capture in archive.captures())
        newest = {capture.portal: capture.fetched_at for capture in archive.captures(latest=False)}
        for portal in list(portals) or _known(archive):
            yield "portal", f"{portal.name} ({portal.label})"
            last = newest.get(portal.name, "never crawled")
            yield "pages", f"{stored[portal.name]} stored, the newest of {last}"
            problems = [
                f"{at.url} {at.state or 'not asked yet'} {at.reason or ''}" for at in archive.states(portal.name)
            ]
            yield from listed("  problems", problems)
            yield from _coverage(data, portal)
    yield "raw", str(raw_folder(data))
    yield "clean", _dataset(data)


def _known(archive: Archive) -> list[Portal]:
    """The portals that something was asked of, as far as their files come with the program."""
    asked = {capture.portal for capture in archive.captures()}
    asked |= {name for name in portal_names() if archive.states(name)}
    return [load_portal(name) for name in portal_names() if name in asked]


def _coverage(data: Path | str, portal: Portal) -> Iterator[Line]:
    try:
        held = read_table(data, "reports", pc.field("portal") == portal.name, ["organ", "year"])
    except DatasetError:
        return
    yield from coverage_lines(coverage_of(portal, ((row["organ"], row["year"]) for row in held.to_pylist())))


def _dataset(data: Path | str) -> str:
    try:
        manifest = read_manifest(data)
    except DatasetError as error:
        return str(error)
    return f"{clean_folder(data)}, version {manifest.version}, {manifest.rows['reports']} reports"
