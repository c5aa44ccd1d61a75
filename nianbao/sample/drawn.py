"""A report as drawn: the neutral content that every layout shows in its own way."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec

from nianbao.sample.figures import Figures, draw_figures, form_in
from nianbao.sample.narrative import Told, tell
from nianbao.sample.organs import Organ, dice
from parsers.form import Address

YUAN_IN_WAN = 10_000


class DrawnReport(msgspec.Struct, frozen=True):
    """What a report says, before any layout.

    `published` is the portal's date. `forms` names the form of the tables "proactive" and "requests", "2019"
    or "2021" (table 4 is the same in both). `sections` maps the keys of `parsers.form.SECTIONS` to heading
    and paragraphs, `cells` every address of those forms to the characters of its cell, "" for a blank.
    """

    title: str
    agency: str
    year: int
    published: date
    forms: dict[str, str]
    sections: dict[str, Told]
    cells: dict[Address, str]


def draw(organ: Organ, year: int, changes: Figures | None = None) -> DrawnReport:
    """The report of `organ` on `year`; `changes` move figures before anything is told or printed."""
    figures = draw_figures(organ, year)
    for address, by in (changes or {}).items():
        figures[address] += by
    form = form_in(year)
    return DrawnReport(
        title=organ.title.format(name=organ.name, short=organ.short, year=year),
        agency=organ.name,
        year=year,
        published=_published(organ, year),
        forms={"proactive": form.name, "requests": form.name},
        sections=tell(organ, year, figures),
        cells={address: _printed(organ, address, figure) for address, figure in figures.items()},
    )


def _published(organ: Organ, year: int) -> date:
    """A day of January, mostly of its second half, as the deadline of 31 January makes it."""
    rolls = dice(organ.key, year, "published")
    return date(year + 1, 1, 4) + timedelta(days=max(rolls.randint(0, 27), rolls.randint(0, 27)))


def _printed(organ: Organ, address: Address, figure: int) -> str:
    """A cell's characters: zero as the organ writes it, money in its unit (fees in 万元, as headed)."""
    if not figure:
        return organ.zeros
    if address.column != "amount":
        return str(figure)
    if address.row == "fees":
        return _in_wan(figure)
    return f"{_in_wan(figure) if organ.money == '万元' else figure}{organ.money}"


def _in_wan(yuan: int) -> str:
    """Yuan in ten thousands, with as many decimals as it takes.

    >>> _in_wan(1_250_000), _in_wan(46_300)
    ('125', '4.63')
    """
    return f"{(Decimal(yuan) / YUAN_IN_WAN).normalize():f}"
