"""The record of one report: what `read_report` gives and every dataset is built from."""

from typing import Any, Literal

import msgspec

Origin = Literal["printed", "recovered", "blank", "dash", "absent", "unreadable", "ambiguous"]
Verdict = Literal["holds", "fails", "untested"]
Number = int | float
Match = Literal["agrees", "differs", "uncertain"]
Kind = Literal[
    "report", "older_report", "other_institution", "attachment_only", "pictures", "list", "challenge", "missing_page",
    "not_a_report",
]  # fmt: skip


class Section(msgspec.Struct, frozen=True, gc=False):
    """A narrative section: its key in the form or null, its heading as printed and its text without tables."""

    key: str | None
    heading: str
    text: str


class Cell(msgspec.Struct, frozen=True, gc=False):
    """One figure of the form.

    `value` is null unless `origin` is "printed" or "recovered". `raw` holds the characters as they stood in the
    source (null where the source shows no such cell). `unit` is 元 or 万元 for money, null for counts. `implied` is
    the number that the identities force on a null cell.
    """

    table: str
    row: str
    column: str
    value: Number | None
    unit: str | None
    origin: Origin
    check: Verdict
    implied: Number | None
    raw: str | None


class Check(msgspec.Struct, frozen=True, gc=False):
    """An accounting identity computed on a report; `scope` is the row, column or group that it speaks of.

    `left` and `right` are its two sides, null where a figure that it needs is not there.
    """

    identity: str
    scope: str
    left: Number | None
    right: Number | None
    verdict: Verdict


class Issue(msgspec.Struct, frozen=True, gc=False):
    """Something a reader of the record should know: a stable code and one sentence."""

    code: str
    message: str


class Claim(msgspec.Struct, frozen=True, gc=False):
    """A figure stated in the narrative: `text` is the section's text from `start` to `end`, as printed.

    `number` with its `counter` (件, 万元, %; null where it has none), `approximate` for 余, 近, 约 and their like.
    `subject` is the key of the thing counted, null where no known wording tells. `match` compares it with `expected`,
    what the table says at `cell` (TABLE/ROW/COLUMN, a `*` for a group of rows); "uncertain" where the wording leaves
    another reading, null where there is nothing to compare with.
    """

    section: str
    start: int
    end: int
    text: str
    number: Number
    counter: str | None
    approximate: bool
    subject: str | None
    match: Match | None = None
    cell: str | None = None
    expected: Number | None = None


class Header(msgspec.Struct, frozen=True):
    """What the report says of itself; `found` maps each field to the place where it was read.

    `kind` is null where the document was not read at all.
    """

    title: str | None = None
    agency: str | None = None
    year: int | None = None
    published: str | None = None
    kind: Kind | None = None
    forms: dict[str, str | None] = msgspec.field(default_factory=lambda: {"proactive": None, "requests": None})
    found: dict[str, str] = msgspec.field(default_factory=dict)


class Report(msgspec.Struct, frozen=True):
    """One document as read: header, sections, every cell of the detected forms, checks and issues."""

    report: Header
    sections: tuple[Section, ...] = ()
    cells: tuple[Cell, ...] = ()
    checks: tuple[Check, ...] = ()
    issues: tuple[Issue, ...] = ()
    claims: tuple[Claim, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON types, keys in the contract's order."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}
