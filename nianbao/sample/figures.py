"""The figures of an organ's year, drawn so that every identity of the forms holds, within and across years.

What two years share (requests carried over, powers held, documents in force) is drawn by a function of the
organ and the year alone, so that each report can be drawn without drawing the one before it.
"""

from collections import Counter
from random import Random

from nianbao.sample.organs import YEARS, Organ, dice, facts
from parsers.form import FORMS, Address, Form

Figures = dict[Address, int]
"""Address of a cell → its count, or yuan where the cell is an amount of money."""

_SHARES = facts("figures")
FIRST_YEAR_OF_2021_FORM = 2021


def form_in(year: int) -> Form:
    """The official form on which `year` is reported."""
    return FORMS["2021" if year >= FIRST_YEAR_OF_2021_FORM else "2019"]


def draw_figures(organ: Organ, year: int) -> Figures:
    """Every cell of the three tables that `organ` reports on `year`."""
    return {**_proactive(organ, year), **_requests(organ, year), **_disputes(organ, year)}


def _shared(rolls: Random, count: int, weights: dict[str, int]) -> Counter[str]:
    """`count` things dealt out by weight: key → number."""
    return Counter(rolls.choices(tuple(weights), tuple(weights.values()), k=count))


def _received(organ: Organ, year: int) -> Counter[str]:
    rolls = dice(organ.key, year, "received")
    count = rolls.randint(*_SHARES["received"][organ.activity])
    return _shared(rolls, count, _SHARES["applicants"])


def _carried_over(organ: Organ, year: int) -> Counter[str]:
    """Requests open at the end of `year`: at most its own, so that the processed ones are none or more."""
    rolls = dice(organ.key, year, "carried")
    one_in = _SHARES["carried"][organ.activity]
    return Counter({who: rolls.randint(0, 2 * n // one_in) for who, n in _received(organ, year).items()})


def _requests(organ: Organ, year: int) -> Figures:
    rows = [row.key for block in form_in(year).tables["requests"] for row in block.rows]
    outcomes = rows[rows.index("carried_in") + 1 : rows.index("processed_total")]
    received, carried_in, carried_out = (
        _received(organ, year),
        _carried_over(organ, year - 1),
        _carried_over(organ, year),
    )
    figures: dict[str, Counter[str]] = {row: Counter() for row in rows}
    figures |= {"received_new": received, "carried_in": carried_in, "carried_out": carried_out}
    for who in _SHARES["applicants"]:
        done = received[who] + carried_in[who] - carried_out[who]
        figures["processed_total"][who] = done
        weights = {row: _SHARES["outcomes"][row] for row in outcomes}
        for row, count in _shared(dice(organ.key, year, "outcomes", who), done, weights).items():
            figures[row][who] = count
    return _with_totals("requests", figures, tuple(_SHARES["applicants"]))


def _disputes(organ: Organ, year: int) -> Figures:
    outcomes: dict[str, int] = _SHARES["outcome_of_dispute"]
    processed = _requests(organ, year)[Address("requests", "processed_total", "total")]
    figures: dict[str, Counter[str]] = {}
    for group, one_in in _SHARES["disputes"].items():
        rolls = dice(organ.key, year, group)
        figures[group] = _shared(rolls, rolls.randint(0, 2 * processed // one_in), outcomes)
    return _with_totals("disputes", figures, tuple(outcomes))


def _with_totals(table: str, figures: dict[str, Counter[str]], columns: tuple[str, ...]) -> Figures:
    cells: Figures = {}
    for row, counts in figures.items():
        cells |= {Address(table, row, column): counts[column] for column in columns}
        cells[Address(table, row, "total")] = sum(counts.values())
    return cells


def _usual(organ: Organ, year: int, row: str, base: int, spread: int = 5) -> int:
    """About `base`, up to one part in `spread` above or below it."""
    return base + dice(organ.key, year, "usual", row).randint(-(base // spread), base // spread)


def _documents(organ: Organ, year: int) -> tuple[int, int]:
    """Normative documents issued and repealed in `year`; repeals are rarer, so that the stock lasts."""
    rolls = dice(organ.key, year, "documents")
    return rolls.randint(0, 2 * organ.documents), rolls.randint(0, organ.documents)


def _in_force(organ: Organ, year: int) -> int:
    stock = organ.documents * len(YEARS)
    for past in range(YEARS.start, year + 1):
        issued, repealed = _documents(organ, past)
        stock += issued - repealed
    return stock


def _proactive(organ: Organ, year: int) -> Figures:
    addresses = form_in(year).addresses("proactive")
    return {address: _proactive_cell(organ, year, address) for address in addresses}


def _proactive_cell(organ: Organ, year: int, cell: Address) -> int:
    """One cell of table 2. A district cannot make 规章: its row is always zero."""
    if cell.row == "rules":
        return 0
    if cell.row == "normative_documents":
        return _documents_cell(organ, year, cell.column)
    held = organ.items.get(cell.row, 0)
    last_year, this_year = (_usual(organ, y, cell.row, held) for y in (year - 1, year))
    values = {
        "items_last_year": last_year,
        "change": this_year - last_year,
        "decisions": _usual(organ, year, f"{cell.row} decided", organ.decisions.get(cell.row, 0), spread=3),
        "projects": _usual(organ, year, "projects", organ.spent // 200_000),
        "amount": _usual(organ, year, "money", _money(organ, cell.row) // 100) * 100,
    }
    return values[cell.column]


def _documents_cell(organ: Organ, year: int, column: str) -> int:
    issued, repealed = _documents(organ, year)
    stock = _in_force(organ, year)
    return {
        "made": issued,
        "disclosed": issued,
        "in_total": stock,
        "issued": issued,
        "repealed": repealed,
        "in_force": stock,
    }[column]


def _money(organ: Organ, row: str) -> int:
    return organ.fees if row == "fees" else organ.spent
