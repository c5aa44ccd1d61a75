"""Reports with random figures: balanced as the form asks, then perhaps with blanks, blank totals or a wrong total."""

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import NamedTuple

from nianbao.sample import DrawnReport, Told
from parsers.form import FORMS, SECTIONS, TABLES, Address
from tests.layouts.values import Figures, truth_of

AGENCY = "青禾县水务局"
APPLICANTS = tuple(column.key for column in FORMS["2021"].tables["requests"][0].columns)[:-1]
GROUPS = tuple(row.key for row in FORMS["2021"].tables["disputes"][0].rows)
RESULTS = tuple(column.key for column in FORMS["2021"].tables["disputes"][0].columns)[:-1]
PAIRS = (("2019", "2019"), ("2021", "2021"), ("2021", "2019"))
"""Forms of tables 2 and 3 that stand together in real reports."""

_SIZES = {"zeros": (0, 0, 0, 0, 1), "few": (0, 0, 0, 1, 2, 9), "tens": (0, 0, 3, 30, 99), "any": (0, 5, 99, 4_000),
          "big": (0, 99_999, 12_000_000)}  # fmt: skip
_NARRATIVE = {"overview": ("本局把供水和防汛的信息放在网站上。",), "other_matters": ("没有其他需要报告的事项。",)}

Cells = dict[Address, str]


class Drawn(NamedTuple):
    """A report and what each of its cells says."""

    report: DrawnReport
    truth: Figures


def outcome_rows(form: str) -> list[str]:
    """The rows of table 3 that sum to `processed_total`."""
    rows = [row.key for row in FORMS[form].tables["requests"][0].rows]
    return rows[2 : rows.index("processed_total")]


def any_report(rolls: Random, blanks: str | None = None, wrong: int | None = None) -> Drawn:
    """A report of any forms and sizes of figures; `blanks` names a habit of `BLANKS`, `wrong` counts wrong totals."""
    proactive, requests = rolls.choice(PAIRS)
    cells = {**_proactive(rolls, proactive), **_requests(rolls, requests), **_disputes(rolls)}
    for _time in range(rolls.choice((0, 0, 0, 1, 2)) if wrong is None else wrong):
        address = rolls.choice([address for address in cells if address.table in ("requests", "disputes")])
        cells[address] = str(max(0, int(cells[address]) + rolls.choice((-10, -9, -1, 1, 9, 10, 90))))
    cells = BLANKS[blanks or rolls.choice(list(BLANKS))](cells, rolls)
    return drawn(cells, proactive, requests)


def drawn(cells: Mapping[Address, str], proactive: str, requests: str) -> Drawn:
    """The report that shows these characters, and what they say."""
    sections = {label.key: Told(f"{numeral}、{label.zh}", _NARRATIVE.get(label.key, ()))
                for numeral, label in zip("一二三四五六", SECTIONS, strict=True)}  # fmt: skip
    forms = {"proactive": proactive, "requests": requests}
    order = [address for table in TABLES for address in FORMS[forms.get(table, "2021")].addresses(table)]
    cells = {address: cells[address] for address in order}
    report = DrawnReport(
        f"{AGENCY}2020年政府信息公开工作年度报告", AGENCY, 2020, date(2021, 1, 18), forms, sections, cells
    )
    return Drawn(report, {address: truth_of(address, characters) for address, characters in cells.items()})


def _figure(rolls: Random) -> int:
    return rolls.randint(0, rolls.choice(_SIZES[rolls.choice(list(_SIZES))]))


def _proactive(rolls: Random, form: str) -> Cells:
    cells: Cells = {}
    for address in FORMS[form].addresses("proactive"):
        number = _figure(rolls)
        cells[address] = str(number)
        if address.column == "change" and rolls.randrange(2):
            items = int(cells[address._replace(column="items_last_year")])
            cells[address] = rolls.choice((f"-{min(items, number)}" if min(items, number) else "0", f"+{number or 1}"))
    return cells


def _requests(rolls: Random, form: str) -> Cells:
    sizes, outcomes, numbers = _SIZES[rolls.choice(list(_SIZES))], outcome_rows(form), {}
    for who in APPLICANTS:
        for row in (*outcomes, "carried_in", "carried_out"):
            numbers[row, who] = rolls.randint(0, rolls.choice(sizes))
        numbers["processed_total", who] = sum(numbers[row, who] for row in outcomes)
        ended = numbers["processed_total", who] + numbers["carried_out", who]
        numbers["carried_in", who] = min(numbers["carried_in", who], ended)
        numbers["received_new", who] = ended - numbers["carried_in", who]
    rows = {row for row, _who in numbers}
    numbers |= {(row, "total"): sum(numbers[row, who] for who in APPLICANTS) for row in rows}
    return {Address("requests", row, who): str(number) for (row, who), number in numbers.items()}


def _disputes(rolls: Random) -> Cells:
    cells: Cells = {}
    for group in GROUPS:
        numbers = [_figure(rolls) if rolls.randrange(2) else 0 for _result in RESULTS]
        for column, number in zip((*RESULTS, "total"), (*numbers, sum(numbers)), strict=True):
            cells[Address("disputes", group, column)] = str(number)
    return cells


def _none(cells: Cells, _rolls: Random) -> Cells:
    return cells


def _some_zeros(cells: Cells, rolls: Random) -> Cells:
    """Some zeros that are no total not written down."""
    chance = rolls.choice((0.02, 0.2, 0.9))
    return {address: "" if figure == "0" and address.column != "total" and rolls.random() < chance else figure
            for address, figure in cells.items()}  # fmt: skip


def _some_figures(cells: Cells, rolls: Random) -> Cells:
    """One cell or a few forgotten, whatever they should say."""
    return cells | dict.fromkeys(rolls.sample(list(cells), rolls.choice((1, 1, 2, 5))), "")


def _totals(cells: Cells, rolls: Random) -> Cells:
    """The totals of table 3, or of some of its rows, not written down."""
    chance = rolls.choice((0.1, 1))
    return {address: "" if address.table == "requests" and address.column == "total" and rolls.random() < chance
            else figure for address, figure in cells.items()}  # fmt: skip


def _applicants(cells: Cells, rolls: Random) -> Cells:
    """The totals alone written down, in all of table 3 or in some of its rows."""
    rows = {address.row for address in cells if address.table == "requests"}
    rows = {row for row in sorted(rows) if rolls.random() < 0.5} if rolls.randrange(2) else rows
    return {address: "" if address.table == "requests" and address.row in rows and address.column != "total" else figure
            for address, figure in cells.items()}  # fmt: skip


def _strokes(cells: Cells, rolls: Random) -> Cells:
    """Strokes for some zeros."""
    stroke = rolls.choice(("/", "-", "—"))
    return {address: stroke if figure == "0" and rolls.random() < 0.3 else figure for address, figure in cells.items()}


BLANKS = {"none": _none, "some zeros": _some_zeros, "some figures": _some_figures, "totals": _totals,
          "applicants": _applicants, "strokes": _strokes}  # fmt: skip
"""Ways to leave cells without a figure."""
