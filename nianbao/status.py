"""Coverage and health of what lies in a data folder, at a glance."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pyarrow.compute as pc

from nianbao.clean import clean_folder, read_manifest, read_table
from nianbao.coverage import HELD
from nianbao.errors import DatasetError
from nianbao.pipeline import known_portals, raw_folder
from nianbao.run_report import Previous, moment, previous_of
from nianbao.summary import Line, listed, told
from scraper import Archive, Portal


def status_lines(data: Path | str, portals: Iterable[Portal], now: datetime) -> Iterator[Line]:
    """For each portal how its last run before `now` was, what is stored, missing and unreachable; then the dataset.

    Raises ArchiveError.
    """
    with Archive.open(raw_folder(data)) as archive:
        stored = Counter(capture.portal for capture in archive.captures())
        chosen, unlisted = list(portals), list[str]()
        if not chosen:
            known, unlisted = known_portals(archive, ())
            chosen = list(known.values())
        runs = previous_of(data, (portal.name for portal in chosen), now)
        for portal in chosen:
            yield "portal", f"{portal.name} ({portal.label})"
            yield from _health(runs.get(portal.name), now)
            standing = archive.standing(portal.name)
            at = f"the last answer of {standing.answered_at or 'never'}" if standing else "never crawled"
            yield "pages", f"{stored[portal.name]} stored, {at}"
            states = archive.states(portal.name)
            problems = [f"{at.url} {at.state or 'not asked yet'} {at.reason or ''}" for at in states]
            yield from listed("  problems", problems)
            yield from _coverage(data, portal)
    yield from listed("no portal file", [f"{name}: give it, `nianbao status FILE`" for name in unlisted])
    yield "raw", str(raw_folder(data))
    yield "clean", _dataset(data)


def _health(last: Previous | None, now: datetime) -> Iterator[Line]:
    """How the portal's last run was: one word, since when, and what was found."""
    if last is None:
        yield "health", "no run is reported yet"
        return
    portal = last.portal
    again = f", {portal.failed_in_a_row} in a row without an answer" if portal.failed_in_a_row else ""
    yield "health", f"{portal.level}, run of {last.finished_at}{again}"
    if last.error:
        yield "  broken off", last.error
    success = portal.last_success
    yield "last success", f"{success}, {(now - moment(success)).days} days ago" if success else "never"
    for level in ("failure", "warning"):
        yield from listed(f"  {level}s", [told(finding) for finding in portal.findings if finding.level == level])


def _coverage(data: Path | str, portal: Portal) -> Iterator[Line]:
    wanted, columns = pc.field("portal") == portal.name, ["organ", "year", "state"]
    try:
        rows = read_table(data, "coverage", wanted, columns).to_pylist()
    except DatasetError:
        return
    due = [row for row in rows if row["state"] != "not_due"]
    held = sum(row["state"] in HELD for row in rows)
    yield "organ-years", f"{held} of {len(due)} of {portal.name} ({portal.label})"
    counted = Counter(row["state"] for row in rows)
    yield "", ", ".join(f"{count} {state}" for state, count in sorted(counted.items()))
    yield from listed(
        "  missing", [f"{row['organ']} {row['year']}: {row['state']}" for row in due if row["state"] not in HELD]
    )


def _dataset(data: Path | str) -> str:
    try:
        manifest = read_manifest(data)
    except DatasetError as error:
        return str(error)
    return f"{clean_folder(data)}, version {manifest.version}, {manifest.rows['reports']} reports"
