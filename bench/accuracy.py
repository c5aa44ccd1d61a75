"""How much of every layout is read: cells exact, honestly null, silently wrong or missing, by layout and form.

`python -m bench.accuracy` reads every drawing of the project's own reports, and of the gold folder's where it stands
beside the project, and holds the shares of exact cells against the floor in `accuracy.toml`. It ends with 1 when a
share lies below its floor, when a figure came out that the source does not print, or when the drawings changed.
`--pin` writes the floor; `--silent N` lists more silent errors; `--show LAYOUT REPORT` prints one drawing; `--variants`
tells instead what each variant of labels costs, switched on alone in the layouts that lose nothing.
"""

import argparse
import hashlib
import math
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Literal, NamedTuple

from parsers import read_report
from parsers.form import Address
from parsers.report import Cell, Report
from tests.layouts import LAYOUTS, Case, Truth, gold_cases, own_cases
from tests.layouts.variants import TEXT_ONLY, VARIANTS

FLOOR = Path(__file__).with_suffix(".toml")
PROCESSES = 2
DECIMALS = 4
UNIT = 10_000
SHOWN = 5
ONE_OF = 7
"""Every so many own reports are drawn in each variant alone: 11, of every form."""

Grade = Literal["exact", "honest", "silent", "missing"]
Source = Literal["own", "gold"]
GRADES: tuple[Grade, ...] = ("exact", "honest", "silent", "missing")
Key = tuple[str, str]
"""Layout and form, "2019", "2021" or two joined by "+"."""


class Silent(NamedTuple):
    """A figure that the source does not print there: enough to draw and read it again."""

    layout: str
    report: str
    variants: tuple[str, ...]
    address: Address
    printed: str | None
    cell: Cell


class Outcome(NamedTuple):
    """What became of one layout's drawings from one source: cells by form and grade, errors, the drawings' digest."""

    layout: str
    source: Source
    grades: dict[Key, Counter[Grade]]
    silent: list[Silent]
    digest: str


def grade(truth: Truth | None, cell: Cell | None) -> Grade:
    """How a cell was read; `truth` is null where the source shows none, `cell` where the record has none."""
    if truth is None:
        return "exact" if cell is None or cell.value is None else "silent"
    if cell is None:
        return "missing"
    if cell.value is None:
        return "exact" if truth.number is None else "honest"
    if truth.number is None or not math.isclose(cell.value, truth.number, rel_tol=1e-12):
        return "silent"
    return _grade_of_unit(truth.unit, cell.unit)


def _grade_of_unit(stated: str | None, read: str | None) -> Grade:
    if stated in (None, read):
        return "exact"
    return "honest" if read is None else "silent"


def graded(case: Case, report: Report) -> Iterator[tuple[Address, Grade, Cell | None]]:
    """Every cell that the source shows, and every other in which a number was read."""
    cells = {Address(cell.table, cell.row, cell.column): cell for cell in report.cells}
    for address, truth in case.truth.items():
        yield address, grade(truth, cells.get(address)), cells.get(address)
    for address in cells.keys() - case.truth.keys():
        if grade(None, cells[address]) == "silent":
            yield address, "silent", cells[address]


def measure(work: tuple[str, Source]) -> Outcome:
    """Draws and reads every report of a source in one layout."""
    name, source = work
    layout, seen = LAYOUTS[name], hashlib.sha256()
    grades: dict[Key, Counter[Grade]] = {}
    silent: list[Silent] = []
    for case in own_cases() if source == "own" else gold_cases():
        document = layout.draw(case.report, case.labels)
        seen.update(document)
        counts = grades.setdefault((name, case.form), Counter())
        for address, found, cell in graded(case, read_report(document)):
            counts[found] += 1
            if found == "silent" and cell is not None:
                printed = case.report.cells.get(address)
                silent.append(Silent(name, case.name, layout.variants(case.report), address, printed, cell))
    return Outcome(name, source, grades, silent, seen.hexdigest())


def measure_variant(variant: str) -> Counter[Grade]:
    """The grades of some own reports in every layout that loses nothing, this variant alone switched on."""
    counts: Counter[Grade] = Counter()
    for layout in LAYOUTS.values():
        if not layout.is_lossless or (layout.is_markup and variant in TEXT_ONLY):
            continue
        for case in own_cases()[::ONE_OF]:
            document = layout.draw(case.report, switched_on=(variant,) if variant else ())
            counts.update(found for _address, found, _cell in graded(case, read_report(document)))
    return counts


def by_variant() -> str:
    """What each variant costs: a line of grades for each, the first with none switched on."""
    names = ("", *VARIANTS)
    with ProcessPoolExecutor(PROCESSES) as pool:
        counted = pool.map(measure_variant, names)
        return "\n".join(_line(name or "none", "", counts) for name, counts in zip(names, counted, strict=True))


def measured() -> list[Outcome]:
    """The outcomes of every layout, own reports first."""
    sources: tuple[Source, ...] = ("own", "gold") if gold_cases() else ("own",)
    work = [(name, source) for source in sources for name in LAYOUTS]
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(measure, work))


def share(counts: Counter[Grade]) -> float:
    """The share of exact cells, cut (not rounded) behind four decimals."""
    return counts["exact"] * UNIT // max(counts.total(), 1) / UNIT


def table(outcomes: Iterable[Outcome]) -> str:
    """Layouts by forms; `!` marks a layout that loses nothing and of which not everything is exact."""
    lines = [f"{'layout':<24}{'form':<12}" + "".join(f"{name:>9}" for name in GRADES) + f"{'share':>10}"]
    total: Counter[Grade] = Counter()
    for outcome in outcomes:
        for (layout, form), counts in sorted(outcome.grades.items()):
            total += counts
            mark = " !" if LAYOUTS[layout].is_lossless and share(counts) < 1 else ""
            lines.append(_line(layout, form, counts) + mark)
    return "\n".join([*lines, _line("all", "", total)])


def _line(layout: str, form: str, counts: Counter[Grade]) -> str:
    return f"{layout:<24}{form:<12}" + "".join(f"{counts[name]:>9}" for name in GRADES) + f"{share(counts):>10.2%}"


def told(error: Silent) -> str:
    """A silent error on two lines, so that it can be drawn again."""
    printed = "nothing" if error.printed is None else repr(error.printed)
    cell = error.cell
    return (
        f"{error.layout} {error.report} ({', '.join(error.variants) or 'no variants'})\n"
        f"    {'/'.join(error.address)}: prints {printed}, read {cell.value!r} {cell.unit or ''}"
        f" ({cell.origin}, from {cell.raw!r})"
    )


def shares(outcomes: Iterable[Outcome]) -> dict[Key, float]:
    """The share of exact cells by layout and form, in the project's own drawings."""
    own = (outcome.grades for outcome in outcomes if outcome.source == "own")
    return {key: share(counts) for grades in own for key, counts in sorted(grades.items())}


def digest(outcomes: Iterable[Outcome]) -> str:
    """One digest of all the project's own drawings."""
    own = "".join(outcome.digest for outcome in outcomes if outcome.source == "own")
    return hashlib.sha256(own.encode()).hexdigest()


class Floor(NamedTuple):
    """What stands in `accuracy.toml`: the shares below which no layout may fall, and of which drawings."""

    digest: str
    shares: dict[Key, float]


def read_floor(path: Path = FLOOR) -> Floor:
    """The pinned floor; an empty one where nothing is pinned."""
    if not path.exists():
        return Floor("", {})
    facts = tomllib.loads(path.read_text("utf-8"))
    pinned = {(name, form): value for name, forms in facts["exact"].items() for form, value in forms.items()}
    return Floor(facts["drawings"], pinned)


def write_floor(floor: Floor, path: Path = FLOOR) -> None:
    """Writes the floor, a section for each layout."""
    lines = [
        "# The floor under accuracy: shares of exact cells by layout and form, over the project's own drawings.",
        "# `python -m bench.accuracy --pin` raises figures; it lowers none that still stands here.",
        "",
        f'drawings = "{floor.digest}"',
    ]
    section = ""
    for (layout, form), value in floor.shares.items():
        if layout != section:
            lines += ["", f"[exact.{layout}]"]
            section = layout
        lines.append(f'"{form}" = {value:.{DECIMALS}f}')
    path.write_text("\n".join([*lines, ""]), "utf-8")


def fallen(floor: Floor, now: dict[Key, float]) -> list[str]:
    """A sentence for every share below its floor, and for every floor whose drawings are gone."""
    return [
        f"{layout} {form}: {f'{now[layout, form]:.2%} exact' if (layout, form) in now else 'no drawings'},"
        f" the floor is {value:.2%}"
        for (layout, form), value in floor.shares.items()
        if now.get((layout, form), -1.0) < value
    ]


def faults(floor: Floor, outcomes: list[Outcome]) -> list[str]:
    """Why the run fails, nothing where it does not."""
    found = fallen(floor, shares(outcomes))
    if floor.digest != digest(outcomes):
        found.append("the drawings are not those of the floor: look at the change, then run with --pin")
    silent = sum(len(outcome.silent) for outcome in outcomes)
    return [*found, f"{silent} silent errors"] if silent else found


def pin(outcomes: list[Outcome]) -> list[str]:
    """Writes the present shares, unless one would lower a floor: then it says which."""
    now = shares(outcomes)
    lowered = fallen(read_floor(), now)
    if not lowered:
        write_floor(Floor(digest(outcomes), now))
    return [f"{line}; remove it by hand to lower it" for line in lowered]


def drawing(layout: str, report: str) -> str:
    """The text of one drawing; `report` is a case's name."""
    case = next(case for case in (*own_cases(), *gold_cases()) if case.name == report)
    return LAYOUTS[layout].draw(case.report, case.labels).decode()


def compared(silent: int, *, pinning: bool) -> list[str]:
    """Runs and prints the measurement; why it fails, nothing where it does not."""
    outcomes = measured()
    for source in dict.fromkeys(outcome.source for outcome in outcomes):
        print("own drawings:" if source == "own" else "\nfigures of real reports:")
        print(table(outcome for outcome in outcomes if outcome.source == source))
    for outcome in outcomes:
        for error in outcome.silent[:silent]:
            print(told(error))
    refused = pin(outcomes) if pinning else []
    return refused or faults(read_floor(), outcomes)


def main() -> int:
    """The command line; 1 where the measurement fails."""
    summary, _, use = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy", description=summary, epilog=use)
    parser.add_argument("--pin", action="store_true", help="write the present shares as the floor")
    parser.add_argument("--silent", type=int, default=SHOWN, metavar="N", help="silent errors listed of each layout")
    parser.add_argument("--show", nargs=2, metavar=("LAYOUT", "REPORT"), help="print one drawing and end")
    parser.add_argument("--variants", action="store_true", help="print what each variant of labels costs and end")
    options = parser.parse_args()
    if options.show or options.variants:
        print(drawing(*options.show) if options.show else by_variant())
        return 0
    found = compared(options.silent, pinning=options.pin)
    for line in found:
        print(line)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
