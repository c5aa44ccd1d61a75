"""The captures of one address → its entry: the newest version that is a report, and what changed on the way to it."""

from collections.abc import Iterator
from itertools import pairwise

from nianbao.entry import Change, Entry, organ_of
from nianbao.reading import Reading, read_capture
from parsers import Report
from scraper import Archive, ArchiveError, Capture, Portal


def entry_of(archive: Archive, latest: Reading, portal: Portal | None) -> Entry | None:
    """The entry of the address whose newest capture is `latest`; None where no capture of it is a report."""
    before = [version for version in archive.history(latest.capture.url) if version.digest != latest.capture.digest]
    versions = [reading for reading in _read(archive, before) if reading.is_report]
    if latest.is_report:
        versions.append(latest)
    if not versions:
        return None
    reading = versions[-1]
    changes = [change for pair in pairwise(versions) for change in _changes(*pair)]
    if not latest.is_report:
        seen = (reading.capture.fetched_at, latest.capture.fetched_at)
        codes = " ".join(issue.code for issue in latest.report.issues)
        changes.append(Change(*seen, "withdrawn", "", reading.report.report.title, codes))
    return Entry(
        capture=reading.capture,
        report=reading.report,
        organ=organ_of(reading.report.report.agency, portal),
        region_code=portal.region_code if portal else None,
        withdrawn=not latest.is_report,
        revisions=sum(capture.id < reading.capture.id for capture in before),
        changed_cells=_cells_changed(changes, reading.capture.fetched_at) if len(versions) > 1 else None,
        changes=tuple(changes),
    )


def _read(archive: Archive, captures: list[Capture]) -> Iterator[Reading]:
    """The captures whose bytes are still there, oldest first."""
    for capture in captures:
        try:
            yield read_capture(archive, capture)
        except ArchiveError:
            continue


def _cells_changed(changes: list[Change], seen_at: str) -> int:
    return sum(change.kind == "cell" and change.seen_at == seen_at for change in changes)


def _changes(before: Reading, after: Reading) -> Iterator[Change]:
    """What differs between two versions of a report: headings, sections, and cells, in the order of the later one."""
    seen = (before.capture.fetched_at, after.capture.fetched_at)
    kinds = (("header", _headers), ("section", _sections), ("cell", _cells))
    for kind, texts_of in kinds:
        old, new = texts_of(before.report), texts_of(after.report)
        for place in new | old:
            if old.get(place) != new.get(place):
                yield Change(*seen, kind, place, old.get(place), new.get(place))


def _headers(report: Report) -> dict[str, str | None]:
    header = report.report
    told = {"title": header.title, "agency": header.agency, "year": header.year, "published": header.published}
    return {name: None if value is None else str(value) for name, value in told.items()}


def _sections(report: Report) -> dict[str, str | None]:
    return {section.key or section.heading: section.text for section in report.sections}


def _cells(report: Report) -> dict[str, str | None]:
    """Each cell as a text: its figure, or why there is none."""
    return {
        f"{cell.table}.{cell.row}.{cell.column}": f"({cell.origin})" if cell.value is None else f"{cell.value:g}"
        for cell in report.cells
    }
