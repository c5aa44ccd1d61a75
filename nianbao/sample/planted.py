"""What the portal publishes of every organ-year, with the faults of `planted.toml` in their places."""

from collections.abc import Callable
from datetime import date
from functools import cache

import msgspec

from nianbao.sample.drawn import DrawnReport, draw
from nianbao.sample.narrative import Told
from nianbao.sample.organs import ORGANS, YEARS, Organ, dice, facts
from parsers.form import Address

PLAIN = "plain"
NO_REPORT = frozenset({"never_published", "soft_404"})


class Moved(msgspec.Struct, frozen=True):
    """A cell and the amount by which a fault moves its figure."""

    table: str
    row: str
    column: str
    by: int

    @property
    def address(self) -> Address:
        """Where the figure stands."""
        return Address(self.table, self.row, self.column)


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One planted fault: `what` it is, what of it is to be `seen` in the dataset, and its values."""

    kind: str
    organ: str
    year: int
    what: str
    seen: str
    cells: tuple[Moved, ...] = ()
    paragraph: int = 0
    published: date | None = None
    published_again: date | None = None


class Publication(msgspec.Struct, frozen=True):
    """One organ-year on the portal.

    `kind` is "plain" or the kind of its planted fault; `paths` are the addresses at which it is listed, none
    where nothing was published. `drawn` is what its page is made of, `revision` what replaces it, if any.
    """

    kind: str
    organ: Organ
    year: int
    paths: tuple[str, ...]
    layout: str
    drawn: DrawnReport
    revision: DrawnReport | None = None
    revised_on: date | None = None

    @property
    def report(self) -> DrawnReport | None:
        """The report as it should be read: none where there is none, without cells if they are pictures."""
        if self.kind in NO_REPORT:
            return None
        return msgspec.structs.replace(self.drawn, cells={}) if self.layout == "images" else self.drawn


FAULTS: tuple[Fault, ...] = msgspec.convert(facts("planted")["faults"], tuple[Fault, ...])


@cache
def publications() -> tuple[Publication, ...]:
    """Every organ-year of the sample, by organ and year: 72, each with what a reader should make of it."""
    planted = {(fault.organ, fault.year): fault for fault in FAULTS}
    plain = (_plain(organ, year) for organ in ORGANS for year in YEARS)
    return tuple(_with_fault(each, planted.get((each.organ.key, each.year))) for each in plain)


def _path(organ: Organ, year: int, copy: int = 0) -> str:
    """The address of a report: ids grow with the years, leave gaps, are the cluster's."""
    number = 2000 + 1000 * (year - YEARS.start) + 37 * ORGANS.index(organ) + dice(organ.key, year).randint(0, 36)
    return f"/XxgkAnnualReport/show/{number + 500 * copy}.html"


def _plain(organ: Organ, year: int) -> Publication:
    paths = (_path(organ, year),)
    return Publication(PLAIN, organ, year, paths, organ.layout_in(year), draw(organ, year))


def _with_fault(plain: Publication, fault: Fault | None) -> Publication:
    return msgspec.structs.replace(_PLANTED[fault.kind](plain, fault), kind=fault.kind) if fault else plain


def _redrawn(plain: Publication, **changes: object) -> Publication:
    return msgspec.structs.replace(plain, drawn=msgspec.structs.replace(plain.drawn, **changes))


def _wrong_total(plain: Publication, fault: Fault) -> Publication:
    cells = plain.drawn.cells
    wrong = {moved.address: str(int(cells[moved.address]) + moved.by) for moved in fault.cells}
    return _redrawn(plain, cells=cells | wrong)


def _previous_year_in_text(plain: Publication, fault: Fault) -> Publication:
    heading, paragraphs = plain.drawn.sections["overview"]
    told = list(paragraphs)
    told[fault.paragraph] = told[fault.paragraph].replace(f"{fault.year}年", f"{fault.year - 1}年")
    return _redrawn(plain, sections=plain.drawn.sections | {"overview": Told(heading, tuple(told))})


def _never_published(plain: Publication, _fault: Fault) -> Publication:
    return msgspec.structs.replace(plain, paths=())


def _late(plain: Publication, fault: Fault) -> Publication:
    return _redrawn(plain, published=fault.published)


def _tables_as_images(plain: Publication, _fault: Fault) -> Publication:
    return msgspec.structs.replace(plain, layout="images")


def _soft_404(plain: Publication, _fault: Fault) -> Publication:
    return plain


def _two_addresses(plain: Publication, fault: Fault) -> Publication:
    return msgspec.structs.replace(plain, paths=(*plain.paths, _path(plain.organ, fault.year, copy=1)))


def _revised(plain: Publication, fault: Fault) -> Publication:
    changes = {moved.address: moved.by for moved in fault.cells}
    second = draw(plain.organ, fault.year, changes)
    return msgspec.structs.replace(plain, revision=second, revised_on=fault.published_again)


_PLANTED: dict[str, Callable[[Publication, Fault], Publication]] = {
    "wrong_total": _wrong_total,
    "previous_year_in_text": _previous_year_in_text,
    "never_published": _never_published,
    "late": _late,
    "tables_as_images": _tables_as_images,
    "soft_404": _soft_404,
    "two_addresses": _two_addresses,
    "revised": _revised,
}
