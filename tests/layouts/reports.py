"""The reports to draw: the project's own, and those of the gold folder where it stands beside the project."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from nianbao.sample import DrawnReport, Told, publications
from parsers.form import FORMS, SECTIONS, Address
from tests.layouts.draft import MIXED
from tests.layouts.values import Figures, Truth, truth_of, written

GOLD = Path(__file__).parents[2].parent / "shared" / "gold"
OTHER_ROWS = ("other_uncorrected", "other_fee_unpaid", "other_other")
MIXED_IN = 4
"""Every so many reports of the 2021 form keep the table 3 of 2019."""

_NARRATIVE = {
    "overview": ("本单位把供水和防汛的信息放在网站上，群众可以随时查询。", "（一）主动公开。发布简讯三百余条。"),
    "problems": ("栏目更新时快时慢。", "下一步由专人每周核对一次。"),
    "other_matters": ("没有其他需要报告的事项。",),
}


class Case(NamedTuple):
    """A report to draw: its name, the form of its tables, its own wordings of labels, and what each cell says."""

    name: str
    form: str
    report: DrawnReport
    labels: dict[str, str]
    truth: Figures


@cache
def own_cases() -> tuple[Case, ...]:
    """One case for each report of the sample portal, 72 in all."""
    reports = [publication.drawn for publication in publications()]
    mixed = (report if at % MIXED_IN else _with_table_of_2019(report) for at, report in enumerate(reports))
    return tuple(map(_own, mixed))


def _own(report: DrawnReport) -> Case:
    report, truth = written(report)
    return Case(f"{report.agency}-{report.year}", form_of(report), report, {}, truth)


def form_of(report: DrawnReport) -> str:
    """The forms of tables 2 and 3, one name where they agree: "2019", "2021", "2021+2019"."""
    return "+".join(dict.fromkeys((report.forms["proactive"], report.forms["requests"])))


def _with_table_of_2019(report: DrawnReport) -> DrawnReport:
    """A report of the 2021 form with the table 3 of 2019: one row of other outcomes instead of three."""
    if report.forms["requests"] != "2021":
        return report
    cells = dict(report.cells)
    for column in FORMS["2021"].tables["requests"][0].columns:
        parts = [cells.pop(Address("requests", row, column.key)) for row in OTHER_ROWS]
        numbers = [int(part) for part in parts if part.isdigit()]
        cells[Address("requests", "other_handling", column.key)] = str(sum(numbers)) if any(numbers) else parts[0]
    return msgspec.structs.replace(report, forms={**report.forms, "requests": "2019"}, cells=cells)


@cache
def gold_cases() -> tuple[Case, ...]:
    """One case for each real report whose figures are known, none where the gold folder is not there."""
    found = [json.loads(path.read_text("utf-8")) for path in sorted(GOLD.glob("*.json"))]
    return tuple(_gold(facts) for facts in found if facts["cells"])


def _gold(facts: dict[str, Any]) -> Case:
    cells = {Address(*key.split("/")): printed for key, printed in facts["cells"].items()}
    stated = {
        Address(*key.split("/")): Truth(*value) if value else Truth(None) for key, value in facts["values"].items()
    }
    truth = {address: stated.get(address) or truth_of(address, printed) for address, printed in cells.items()}
    report = _gold_report(facts, cells)
    return Case(facts["id"], form_of(report), report, facts["labels"], truth)


def _gold_report(facts: dict[str, Any], cells: dict[Address, str]) -> DrawnReport:
    proactive = facts["forms"]["proactive"] or ("2021" if facts["year"] > 2020 else "2019")
    requests = facts["forms"]["requests"] or ("2021" if proactive == MIXED else proactive)
    agency = facts["agency"] or "青禾镇人民政府"
    sections = {
        label.key: Told(facts["headings"].get(label.key, f"{numeral}、{label.zh}"), _NARRATIVE.get(label.key, ()))
        for numeral, label in zip("一二三四五六", SECTIONS, strict=True)
    }
    return DrawnReport(
        title=f"{agency}{facts['year']}年政府信息公开工作年度报告",
        agency=agency,
        year=facts["year"],
        published=date.fromisoformat(facts["published"]) if facts["published"] else date(facts["year"] + 1, 1, 20),
        forms={"proactive": proactive, "requests": requests},
        sections=sections,
        cells=cells,
    )
