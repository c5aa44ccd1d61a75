"""One report as a page to look at: its source as it was read beside the cells of the form, each bound to its place.

Everything of the report passes through a template that escapes; the page may run and load nothing but its own parts.
"""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from nianbao import schema
from nianbao.errors import DatasetError
from nianbao.show import form, source
from nianbao.show.parts import facts, part
from nianbao.subject import Subject
from nianbao.words import cell_in_words, check_in_words, number
from parsers import Report, Trace

_ENDING = ".show.html"
_MADE_HERE = b'<meta name="generator" content="nianbao show">'
_HEAD = 2000  # bytes of a page in which that stands
# Control characters that no page may hold, those that turn the order of figures round for the eye, lone surrogates.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def write(subject: Subject, place: str, output: Path | str | None = None) -> Path:
    """The page of `subject` in `output`, or in the current folder under a name made of `place`.

    Raises DatasetError rather than replace a file that is no page of this command.
    """
    asked = place.partition("://")[2] or Path(place).stem
    path = Path(output or (re.sub(r"[^\w.-]+", "-", asked)[-60:].strip(".-") or "report") + _ENDING)
    if path.exists() and not _is_ours(path, place):
        raise DatasetError(f"{path} is no page that `nianbao show` made: it stays; name another with --output")
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(_UNWRITABLE.sub("\ufffd", page(subject)).encode("utf-8"))
    return beside.replace(path)


def _is_ours(path: Path, place: str) -> bool:
    """Whether `path` is an earlier page, and not the very file that is shown."""
    if not path.is_file() or (Path(place).is_file() and path.samefile(place)):
        return False
    with path.open("rb") as stream:
        return _MADE_HERE in stream.read(_HEAD)


def page(subject: Subject) -> str:
    """The whole page."""
    trace, report = subject.trace, subject.trace.report
    marks = source.marks_of(trace)
    style, script = (part(f"show.{kind}") for kind in ("css", "js"))
    return _template().render(
        report=report, source=subject.source, style=style, script=script, hash=_hash, codes=schema.codes(),
        number=_number, cell_in_words=cell_in_words, marks=facts()["marks"], found=facts()["found"],
        facts=list(_header(report)), failed=list(_failed(trace)), tables=list(form.tables(report)),
        parts=list(source.parts(trace, marks)), place_of={at: mark.id for mark in marks for at in mark.cells},
        verdicts=Counter(check.verdict for check in report.checks),
        claims=list(_claims(report)),
        counts=Counter(code for cell in report.cells for code in (cell.origin, cell.check)),
    )  # fmt: skip


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(part("show.html"))


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _number(value: float) -> str:
    return number(value) if isinstance(value, float) else str(value)


def _header(report: Report) -> Iterator[dict[str, Any]]:
    """What the report says of itself, with labels and the place where each was found."""
    labels = {column.name: column for column in schema.tables()["reports"].columns}
    for name in ("title", "agency", "year", "published"):
        found = report.report.found.get(name)
        yield {"zh": labels[name].zh, "en": labels[name].en, "value": getattr(report.report, name), "found": found}


def _claims(report: Report) -> Iterator[dict[str, Any]]:
    """The figures of the narrative that the tables have too, those that differ first, with the cell of each."""
    numbers = {f"{cell.table}/{cell.row}/{cell.column}": at for at, cell in enumerate(report.cells)}
    for claim in sorted(report.claims, key=lambda claim: claim.match != "differs"):
        if claim.match is None or claim.expected is None:
            continue
        subject = schema.codes()["subject"].get(claim.subject or "", {"zh": "", "en": ""})
        yield {"text": claim.text, "subject": subject, "match": claim.match, "expected": _number(claim.expected),
               "cell": numbers.get(claim.cell or "")}  # fmt: skip


def _failed(trace: Trace) -> Iterator[dict[str, Any]]:
    """The identities that fail, in words, with the cells that take part."""
    identities = trace.filled.sheet.identities if trace.filled else ()
    cells = {(identity.name, identity.scope): [*identity.left, *identity.right] for identity in identities}
    for check in trace.report.checks:
        if check.verdict == "fails":
            parts = cells.get((check.identity, check.scope), [])
            yield {"zh": check_in_words(check, "zh"), "en": check_in_words(check, "en"), "cells": parts}
