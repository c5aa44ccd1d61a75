"""What the dataset knows of a report beyond its text: identity, organ, duplicates, the year before."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import msgspec

from parsers import Check, Report, year_chain
from parsers.narrative.claims import check_claims
from scraper import Capture, Portal


class Change(msgspec.Struct, frozen=True):
    """What differs between two captures of a report: when each was seen (UTC), where, and both texts.

    `kind` is cell (place: table.row.column), section (its key), header (title, agency, year, published) or withdrawn.
    """

    seen_before: str
    seen_at: str
    kind: str
    place: str
    before: str | None
    after: str | None


class Entry(msgspec.Struct, frozen=True):
    """One report of the dataset.

    `organ` is the name in the portal's list, None where the agency matches none. `withdrawn` says that its
    address now serves something else. `changed_cells` is None where no earlier version was captured. `changes` are
    those of every version since the first. `chain` holds the checks against the report of the year before.
    """

    capture: Capture
    report: Report
    organ: str | None = None
    region_code: str | None = None
    duplicate_urls: tuple[str, ...] = ()
    withdrawn: bool = False
    revisions: int = 0
    changed_cells: int | None = None
    changes: tuple[Change, ...] = ()
    chain: tuple[Check, ...] = ()

    @property
    def report_id(self) -> str:
        """Stable name of the report: portal-year-hash of its address."""
        address = hashlib.sha1(self.capture.url.encode(), usedforsecurity=False).hexdigest()
        return f"{self.capture.portal}-{self.report.report.year or 0:04d}-{address[:10]}"

    @property
    def agency(self) -> str | None:
        """Whose report it is: the organ, or the agency as printed where the portal's list has it not."""
        return self.organ or self.report.report.agency

    @property
    def checks(self) -> tuple[Check, ...]:
        """Checks within the report, then those against the year before."""
        return self.report.checks + self.chain

    @property
    def name(self) -> str:
        """How a person calls the report: organ and year."""
        header = self.report.report
        return f"{self.agency or header.title or self.capture.url} {header.year or '?'}"

    @property
    def published(self) -> date | None:
        """The portal's date, None where it gives none or one that no calendar has."""
        try:
            return date.fromisoformat(self.report.report.published or "")
        except ValueError:
            return None

    @property
    def days_late(self) -> int | None:
        """Days from 31 January of the following year to publication, 0 when on time, None when unknown."""
        year, published = self.report.report.year, self.published
        if year is None or published is None:
            return None
        return max(0, (published - date(year + 1, 1, 31)).days)


def organ_of(agency: str | None, portal: Portal | None) -> str | None:
    """The name in the portal's list of organs that `agency` is, or is an alias of."""
    if agency is None or portal is None:
        return None
    names = {alias: organ.name for organ in portal.organs for alias in organ.aliases}
    names |= {organ.name: organ.name for organ in portal.organs}
    return names.get("".join(agency.split()))


def without_duplicates(entries: Iterable[Entry]) -> list[Entry]:
    """One entry for a report that stands at several addresses of a portal: the first, naming the others."""
    alike: defaultdict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        alike[_sameness(entry)].append(entry)
    return [_merged(sorted(group, key=lambda entry: entry.capture.url)) for group in alike.values()]


def _sameness(entry: Entry) -> object:
    """What entries of one report have in common; one that says too little of itself is like no other."""
    report = entry.report
    if entry.agency is None or not (report.cells or report.sections):
        return entry.capture.url
    content = fingerprint((report.cells, report.sections))
    return (entry.capture.portal, entry.agency, report.report.year, content)


def fingerprint(value: object) -> str:
    """SHA-256 of a value's JSON, in ASCII because text of damaged pages may hold what UTF-8 cannot."""
    plain = json.dumps(msgspec.to_builtins(value), sort_keys=True)
    return hashlib.sha256(plain.encode("ascii")).hexdigest()


def _merged(group: list[Entry]) -> Entry:
    others = tuple(entry.capture.url for entry in group[1:])
    return msgspec.structs.replace(group[0], duplicate_urls=others)


def with_chains(entries: Iterable[Entry]) -> list[Entry]:
    """The entries in the order of the dataset, each checked against its agency's report of the year before.

    Where an agency published several reports for a year, the one published last speaks for it.
    """
    ordered = sorted(entries, key=_order)
    published = sorted(ordered, key=lambda entry: entry.published or date.min)
    of_year = {_agency_year(entry, 0): entry for entry in published if entry.report.cells}
    return [_chained(of_year.get(_agency_year(entry, -1)), entry) for entry in ordered]


def _chained(before: Entry | None, entry: Entry) -> Entry:
    if before is None or entry.agency is None:
        return entry
    report = entry.report
    grown = check_claims(report.claims, report.cells, before.report.cells)
    chain = year_chain(before.report, report)
    return msgspec.structs.replace(entry, report=msgspec.structs.replace(report, claims=grown), chain=chain)


def _agency_year(entry: Entry, shift: int) -> tuple[str, str | None, int]:
    return (entry.capture.portal, entry.agency, (entry.report.report.year or 0) + shift)


def _order(entry: Entry) -> tuple[str, str, int, str]:
    return (entry.capture.portal, entry.agency or "", entry.report.report.year or 0, entry.report_id)
