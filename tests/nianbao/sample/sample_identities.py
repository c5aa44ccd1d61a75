"""The identities within one report, computed from its printed characters and nothing of the package."""

import re

from nianbao.sample import DrawnReport

APPLICANTS = (
    "natural_person",
    "business",
    "research",
    "social_welfare",
    "legal_service",
    "other_org",
    "total",
)
OUTCOME = re.compile(r"(granted|partly_granted|refused_|unavailable_|declined_|other_)")


def failed(report: DrawnReport) -> set[str]:
    """Every identity within a report that its printed figures break."""
    cells = [(address, value) for address, value in report.cells.items() if address.table != "proactive"]
    count = {(a.table, a.row, a.column): int(value or 0) for a, value in cells}
    found = set()
    rows = dict.fromkeys(row for table, row, _ in count if table == "requests")
    for row in rows:
        if sum(count["requests", row, c] for c in APPLICANTS[:-1]) != count["requests", row, "total"]:
            found.add(f"requests_row {row}")
    for c in APPLICANTS:
        done = count["requests", "processed_total", c]
        if sum(count["requests", row, c] for row in rows if OUTCOME.match(row)) != done:
            found.add(f"requests_outcomes {c}")
        came = count["requests", "received_new", c] + count["requests", "carried_in", c]
        if came != done + count["requests", "carried_out", c]:
            found.add(f"requests_balance {c}")
    for group in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
        parts = sum(count["disputes", group, c] for c in ("upheld", "corrected", "other", "pending"))
        if parts != count["disputes", group, "total"]:
            found.add(f"disputes_row {group}")
    return found
