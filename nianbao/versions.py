"""The captures of one address → its entry: the newest version that is a report, and what it changed."""

from nianbao.entry import Entry, organ_of
from nianbao.reading import Reading, read_capture
from parsers import Report
from scraper import Archive, ArchiveError, Capture, Portal


def entry_of(archive: Archive, latest: Reading, portal: Portal | None) -> Entry | None:
    """The entry of the address whose newest capture is `latest`; None where no capture of it is a report."""
    versions = _versions_before(archive, latest.capture)
    reading = latest if latest.is_report else _newest_report(archive, versions)
    if reading is None:
        return None
    revisions = len(versions)
    before = _newest_report(archive, versions)
    return Entry(
        capture=reading.capture,
        report=reading.report,
        organ=organ_of(reading.report.report.agency, portal),
        region_code=portal.region_code if portal else None,
        withdrawn=reading is not latest,
        revisions=revisions,
        changed_cells=changed_cells(before.report, reading.report) if before else None,
    )


def changed_cells(before: Report, after: Report) -> int:
    """How many cells differ between two versions of a report: another figure, or another reason for none."""
    old, new = (
        {(cell.table, cell.row, cell.column): (cell.value, cell.origin) for cell in report.cells}
        for report in (before, after)
    )
    return sum(old.get(address) != new.get(address) for address in old.keys() | new.keys())


def _versions_before(archive: Archive, capture: Capture) -> list[Capture]:
    """Captures of the same address with other bytes, oldest first."""
    return [version for version in archive.history(capture.url) if version.digest != capture.digest]


def _newest_report(archive: Archive, versions: list[Capture]) -> Reading | None:
    """The newest of `versions` that is a report; it and those after it are taken off the list."""
    while versions:
        try:
            reading = read_capture(archive, versions.pop())
        except ArchiveError:
            continue
        if reading.is_report:
            return reading
    return None
