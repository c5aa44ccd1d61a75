"""Reads torn and padded drawings for as long as it is told to, and prints what should not be.

`python -m tests.fuzz.fuzz_reader --minutes 30` draws reports with random figures in every layout, changes them, and
holds each record against what must be true of it. Every trial follows from its number: `--trial N` repeats one and
shows its document. It ends with 1 when something was found.
"""

import argparse
import html
import json
import math
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from parsers import read_report, trace_report
from parsers.form import Address
from parsers.form.labels import fold
from parsers.report import Cell, Report
from tests.fuzz.changes import HARMLESS, LOSING, WILD
from tests.fuzz.tables import any_report
from tests.layouts import LAYOUTS
from tests.layouts.values import Figures

PADDED = {"html_extra_cells", "rows_pipe_pads", "tabs_columns", "markdown"}
"""Layouts with pads beyond the form's columns: a cell lost among them leaves the row as many as it may have."""
SHIFTING = {"figure lost", "figure twice", "line joined"}
"""Changes that nothing shows where pads, or lines dropped because they had occurred, make up for them."""
LONGEST_READING = 2.0
"""Seconds of work that any document may take."""

_HIDDEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1>", re.S)
_TAG = re.compile(r"<[^>]*>")
_FIGURE = re.compile(rb"(?<=[>|\t\n ])\d{1,6}(?=[<|\t\n ])")
_ZEROS = str.maketrans("OoΟОо○〇", "0000000")
_CHINESE = re.compile(r"[零一二三四五六七八九十百千两]")


class Trial(NamedTuple):
    """A document to read; `truth` is null where figures themselves may have changed."""

    number: int
    layout: str
    changes: tuple[str, ...]
    data: bytes
    truth: Figures | None


class Fault(NamedTuple):
    """Something that must not be; faults of one kind and one layout are told once."""

    kind: str
    told: str


def drawn_trial(number: int, kind: str | None = None) -> Trial:
    """The document that this number stands for."""
    rolls = Random(number)
    layout = LAYOUTS[rolls.choice(list(LAYOUTS))]
    kind = kind or rolls.choice(("harmless", "losing", "losing", "wild"))
    wrong = 0 if kind == "losing" else rolls.choice((0, 0, 1))
    case = any_report(rolls, blanks="none" if kind == "losing" else None, wrong=wrong)
    text = layout.draw(case.report, switched_on=() if rolls.randrange(4) else None).decode()
    own = HARMLESS.markup if layout.is_markup else HARMLESS.text
    names = [rolls.choice(list(own)) for _time in range(rolls.randrange(3))]
    changes = {**own, **LOSING, **WILD}
    last = {"harmless": own, "losing": _losing(layout.name), "wild": WILD}[kind]
    names += [rolls.choice(list(last))]
    if kind == "wild":
        names += rolls.choices(list(changes), k=rolls.randrange(4))
    for name in names:
        text = changes[name](text, rolls)
    data = text.encode("utf-8", "surrogatepass")
    if kind == "wild":
        data = _torn_bytes(data, rolls) if not rolls.randrange(3) else data
    return Trial(number, layout.name, tuple(names), data, None if kind == "wild" else case.truth)


def _losing(layout: str) -> list[str]:
    return [name for name in LOSING if name not in SHIFTING or layout not in PADDED | {"repeats_dropped"}]


def _torn_bytes(data: bytes, rolls: Random) -> bytes:
    for _time in range(rolls.randint(1, 6)):
        at, length = rolls.randrange(len(data) + 1), rolls.choice((0, 1, rolls.randint(0, 900)))
        data = data[:at] + rolls.randbytes(rolls.randint(0, 4)) + data[at + length :]
    return data


def faults(data: bytes, truth: Figures | None = None) -> list[Fault]:
    """What is wrong with the reading of a document: of any, and where its figures are known, of those."""
    begun = time.process_time()
    try:
        record = read_report(data)
    except Exception as error:
        return [Fault("raised", f"{type(error).__name__}: {error}")]
    took = time.process_time() - begun
    found = [Fault("slow", f"{took:.1f} s for {len(data)} bytes")] if took > LONGEST_READING else []
    found += [Fault("reader_failed", issue.message) for issue in record.issues if issue.code == "reader_failed"]
    found += [*_unsound(record), *_invented(record, data), *_mistaken(data)]
    return found + list(_silent(record, truth)) if truth is not None else found


def _mistaken(data: bytes) -> Iterator[Fault]:
    """What the reader remembers of a document must not matter to one that differs from it in figures."""
    other = _FIGURE.sub(lambda figure: b"%d" % (int(figure[0]) * 7 % 1009), data)
    if read_report(other) != trace_report(other).report:
        yield Fault("mistaken", "with other figures it is not read as when it is met first")


def _unsound(record: Report) -> Iterator[Fault]:
    try:
        json.dumps(record.to_dict(), allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        yield Fault("no JSON", str(error))
    twice = [address for address, times in Counter(map(_address, record.cells)).items() if times > 1]
    if twice:
        yield Fault("listed twice", "/".join(twice[0]))
    for cell in record.cells:
        if (cell.value is not None) != (cell.origin in ("printed", "recovered")):
            yield Fault("value against origin", f"{'/'.join(_address(cell))}: {cell.value!r} {cell.origin}")
        if cell.implied is not None and cell.value is not None:
            yield Fault("implied beside a value", "/".join(_address(cell)))


def _address(cell: Cell) -> Address:
    return Address(cell.table, cell.row, cell.column)


def _invented(record: Report, data: bytes) -> Iterator[Fault]:
    """Figures that stand nowhere in the text, or are not made of the characters that they were read from."""
    shown = ""
    for cell in record.cells:
        if cell.value is None:
            continue
        shown = shown or _shown(data)
        raw = "".join(fold(cell.raw or "").split())
        if raw not in shown:
            yield Fault("invented", f"{'/'.join(_address(cell))}: {cell.value!r} from {cell.raw!r}, which is not there")
        elif not _says(raw, cell.value):
            yield Fault("invented", f"{'/'.join(_address(cell))}: {cell.value!r} from {cell.raw!r}")


def _says(raw: str, value: float) -> bool:
    """Whether the characters hold the number's own, letters and circles for its zeros or not, or Chinese numerals."""
    raw = raw.translate(_ZEROS).replace(",", "")
    return f"{abs(value):.12g}" in raw or str(abs(value)) in raw or bool(_CHINESE.match(raw))


def _shown(data: bytes) -> str:
    """All text of a document without white space, in any encoding, tags or none taken out, characters in plain form."""
    ways = []
    for encoding in ("utf-8", "gb18030", "utf-16", "latin-1"):
        text = data.decode(encoding, "ignore")
        plain = re.sub(r"[(（][a-zà-üāēěīōūǎǐǒǔǖǘǚǜ]{1,6}[)）]", "", text)
        seen = _HIDDEN.sub("", text)
        ways += [text, plain, html.unescape(_TAG.sub("", seen)), html.unescape(_TAG.sub("", text))]
    ways += [re.sub("[\x00\ufffd\ufdd0-\ufdef]", "", way) for way in ways]
    return "\n".join("".join(fold(way).split()) for way in ways)


def _silent(record: Report, truth: Figures) -> Iterator[Fault]:
    """Figures that the drawn report does not have in their cells."""
    for cell in record.cells:
        drawn = truth.get(_address(cell))
        number = drawn.number if drawn else None
        if cell.value is not None and (number is None or not math.isclose(cell.value, number, rel_tol=1e-12)):
            told = f"drawn {number!r}, read {cell.value!r} ({cell.origin}, {cell.check}, from {cell.raw!r})"
            yield Fault("silent", f"{'/'.join(_address(cell))}: {told}")


def fuzz(seconds: float, first: int = 0) -> Iterator[tuple[Trial, Fault]]:
    """Trials from `first` on, for so long: the first fault of each kind, layout and last change."""
    ends, seen, number = time.monotonic() + seconds, set(), first
    while time.monotonic() < ends:
        trial = drawn_trial(number)
        number += 1
        for fault in faults(trial.data, trial.truth)[:1]:
            key = (fault.kind, trial.layout, trial.changes[-1])
            if key not in seen:
                seen.add(key)
                yield trial, fault
    print(f"{number - first} documents read", flush=True)


def main() -> int:
    """The command line; 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.fuzz_reader", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--first", type=int, default=0, metavar="N", help="the number of the first trial")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the documents of what is found there")
    parser.add_argument(
        "--trial", type=int, metavar="N", help="print the document of one trial and what is found in it"
    )
    options = parser.parse_args()
    if options.trial is not None:
        trial = drawn_trial(options.trial)
        sys.stdout.write(trial.data.decode("utf-8", "replace") + "\n")
        print(trial.layout, trial.changes, *faults(trial.data, trial.truth), sep="\n")
        return 0
    count = 0
    for trial, fault in fuzz(options.minutes * 60, options.first):
        count += 1
        print(
            f"trial {trial.number}, {trial.layout}, {', '.join(trial.changes)}: {fault.kind}: {fault.told}", flush=True
        )
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / str(trial.number)).write_bytes(trial.data)
    return bool(count)


if __name__ == "__main__":
    sys.exit(main())
