"""Entries → the rows of each table, keyed by the column names of the schema."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from nianbao.coverage import Coverage
from nianbao.entry import Entry
from nianbao.schema import applicants, tables
from nianbao.sheet import Row
from parsers import Cell

_INT64 = 2**63


def count(value: float | None) -> int | None:
    """`value` for a column of counts: None where it is no whole number that such a column holds."""
    if value is None or value % 1 or abs(value) >= _INT64:
        return None
    return int(value)


def amount(value: float | None) -> float | None:
    """`value` for a column of numbers; None where it is beyond any figure of a report."""
    return None if value is None or not abs(value) < _INT64 else float(value)


def sheets(entries: list[Entry], coverage: Iterable[Coverage]) -> dict[str, Iterable[Row]]:
    """The rows of every table, made as they are asked for, so that no table stands in memory as a whole."""
    of_reports = {name: chain.from_iterable(map(rows_of, entries)) for name, rows_of in _ROWS.items()}
    return {**of_reports, "coverage": chain.from_iterable(map(coverage_rows, coverage))}


def _keys(entry: Entry) -> Row:
    header = entry.report.report
    return {
        "report_id": entry.report_id,
        "portal": entry.capture.portal,
        "organ": entry.organ,
        "agency": header.agency,
        "year": header.year,
    }


def report_rows(entry: Entry) -> Iterator[Row]:
    """The one row of `reports`."""
    header = entry.report.report
    yield {
        **_keys(entry),
        **_counts(entry),
        "region_code": entry.region_code,
        "title": header.title,
        "published": entry.published,
        "days_late": entry.days_late,
        "form_proactive": header.forms.get("proactive"),
        "form_requests": header.forms.get("requests"),
        "url": entry.capture.url,
        "duplicate_urls": " ".join(entry.duplicate_urls),
        "fetched_at": entry.capture.fetched_at,
        "digest": entry.capture.digest,
        "issues": " ".join(issue_codes(entry)),
        "revisions": entry.revisions,
        "changed_cells": entry.changed_cells,
    }


def _counts(entry: Entry) -> Row:
    """Cells by origin and checks by verdict, 0 included."""
    origins = Counter(cell.origin for cell in entry.report.cells)
    verdicts = Counter(check.verdict for check in entry.checks)
    return {
        **{
            column.name: origins[column.name.removeprefix("cells_")]  # type: ignore[index]
            for column in tables()["reports"].columns
            if column.name.startswith("cells_")
        },
        "checks_held": verdicts["holds"],
        "checks_failed": verdicts["fails"],
        "checks_untested": verdicts["untested"],
    }


def issue_codes(entry: Entry) -> list[str]:
    """Codes of the report's issues, sorted, with those that the reader of one page cannot know.

    A figure that no column of counts can hold (figure_no_count) stands in `cells` alone.
    """
    figures = (cell.value for cell in entry.report.cells if cell.column != "amount" and cell.value is not None)
    told = {
        "figure_no_count": any(count(value) is None for value in figures),
        "withdrawn": entry.withdrawn,
        "organ_unknown": entry.organ is None,
    }
    own = {code for code, holds in told.items() if holds}
    return sorted(own | {issue.code for issue in entry.report.issues})


def cell_rows(entry: Entry) -> Iterator[Row]:
    """A row of `cells` for every cell of the form."""
    keys = _keys(entry)
    for cell in entry.report.cells:
        yield {
            **keys,
            "table": cell.table,
            "row": cell.row,
            "column": cell.column,
            "value": amount(cell.value),
            "unit": cell.unit,
            "origin": cell.origin,
            "check": cell.check,
            "implied": amount(cell.implied),
            "raw": cell.raw,
        }


def wide_rows(table: str) -> Callable[[Entry], Iterator[Row]]:
    """The maker of the one row of `proactive` or `disputes`: a column a cell."""

    def rows(entry: Entry) -> Iterator[Row]:
        cells = [cell for cell in entry.report.cells if cell.table == table]
        row = {**_keys(entry), **_failed(cells), "form": entry.report.report.forms.get(table)}
        for cell in cells:
            row |= _figure(f"{cell.row}_{cell.column}", cell)
        yield row

    return rows


def _figure(name: str, cell: Cell) -> dict[str, Any]:
    if cell.column == "amount":
        return {name: amount(cell.value), f"{name}_unit": cell.unit}
    return {name: count(cell.value)}


def _failed(cells: list[Cell]) -> dict[str, int]:
    return {"figures_failed": sum(cell.check == "fails" for cell in cells if cell.value is not None)}


def request_rows(entry: Entry) -> Iterator[Row]:
    """A row of `requests` for every kind of applicant, whether the table was found or not."""
    form = entry.report.report.forms.get("requests")
    for applicant in applicants():
        cells = [cell for cell in entry.report.cells if (cell.table, cell.column) == ("requests", applicant.key)]
        figures = {cell.row: count(cell.value) for cell in cells}
        yield {**_keys(entry), "form": form, "applicant": applicant.key, **figures, **_failed(cells)}


def section_rows(entry: Entry) -> Iterator[Row]:
    """A row of `sections` for every section of the narrative."""
    for section in entry.report.sections:
        yield {
            **_keys(entry),
            "section": section.key,
            "heading": section.heading,
            "text": section.text,
        }


def claim_rows(entry: Entry) -> Iterator[Row]:
    """A row of `claims` for every figure stated in the narrative."""
    for claim in entry.report.claims:
        yield {
            **_keys(entry),
            "section": claim.section,
            "start": claim.start,
            "end": claim.end,
            "text": claim.text,
            "number": amount(claim.number),
            "counter": claim.counter,
            "approximate": int(claim.approximate),
            "subject": claim.subject,
            "match": claim.match,
            "cell": claim.cell,
            "expected": amount(claim.expected),
        }


def revision_rows(entry: Entry) -> Iterator[Row]:
    """A row of `revisions` for everything that the publisher changed after the first capture."""
    for change in entry.changes:
        yield {
            **_keys(entry),
            "seen_before": change.seen_before,
            "seen_at": change.seen_at,
            "change": change.kind,
            "place": change.place,
            "before": change.before,
            "after": change.after,
        }


def check_rows(entry: Entry) -> Iterator[Row]:
    """A row of `checks` for every identity, those against the year before last."""
    for check in entry.checks:
        yield {
            **_keys(entry),
            "identity": check.identity,
            "scope": check.scope,
            "left": amount(check.left),
            "right": amount(check.right),
            "verdict": check.verdict,
        }


def coverage_rows(portal: Coverage) -> Iterator[Row]:
    """A row of `coverage` for every organ and year of a portal."""
    for row in portal.rows:
        yield row._asdict()


_ROWS: dict[str, Callable[[Entry], Iterator[Row]]] = {
    "reports": report_rows,
    "cells": cell_rows,
    "proactive": wide_rows("proactive"),
    "requests": request_rows,
    "disputes": wide_rows("disputes"),
    "sections": section_rows,
    "claims": claim_rows,
    "checks": check_rows,
    "revisions": revision_rows,
}
