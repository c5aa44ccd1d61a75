"""The whole way of one document: bytes → text → blocks → sections and zones → cells → proof → `Report`."""

from codecs import BOM_UTF8
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from parsers.align import align
from parsers.cells import Filled, fill
from parsers.form import TABLES, Address
from parsers.narrative.claims import check_claims, claim_issues, find_claims
from parsers.narrative.head.reading import year_of
from parsers.narrative.kinds import NO_REPORT, kind_of
from parsers.narrative.notices import other_years, unknown, without_repeats
from parsers.narrative.outline import outline, shown_on
from parsers.narrative.sections import Heading, order_issues, read_sections
from parsers.page.decode import decode, foreign_format
from parsers.page.flattened import restore_borders
from parsers.page.html import Page, from_markdown, is_markup, read_page, without_styles
from parsers.page.text import TooLargeError, from_plain_text
from parsers.proof.identities import left_open, prove
from parsers.report import Header, Issue, Report

LARGEST = 10_000_000  # bytes; the largest report met, a Word paste with inline styles, has under a million


class _Source(NamedTuple):
    text: str
    page: Page
    is_markup: bool
    issues: list[Issue]


class Trace(NamedTuple):
    """A report and where it was read: `text` is the page's own, with the marks of `parsers.page.text`."""

    report: Report
    text: str = ""
    filled: Filled | None = None

    @property
    def places(self) -> dict[Address, tuple[int, int]]:
        """The offsets in `text` of what each cell was read from, as far as the source shows it."""
        if self.filled is None:
            return {}
        pieces = zip(self.filled.sheet.addresses, self.filled.pieces, strict=True)
        return {address: (piece.start, piece.end) for address, piece in pieces if piece}


def read_report(
    data: bytes, *, url: str | None = None, media_type: str | None = None, charset: str | None = None
) -> Report:
    """Reads one annual report; never raises, whatever the bytes.

    `url`, `media_type` and `charset` are what the server said of it; each is believed only as far as the bytes agree.
    Documents that are no report, and reports without readable tables, come back without cells and with an issue whose
    code is in `NOT_READ`.
    """
    return _read(data, url, media_type, charset).report


def trace_report(
    data: bytes, *, url: str | None = None, media_type: str | None = None, charset: str | None = None
) -> Trace:
    """Reads one annual report as `read_report` does, and keeps where each figure stands."""
    return _read(data, url, media_type, charset)


def _read(data: bytes, url: str | None, media_type: str | None, charset: str | None) -> Trace:
    try:
        refused = _refusal(data, media_type)
        return refused or _report(_source(data, charset), url)
    except TooLargeError as large:
        return _refused("too_large", str(large))
    except Exception as error:
        return _refused("reader_failed", f"the reader failed on this document: {type(error).__name__}: {error}")


def _refusal(data: bytes, media_type: str | None) -> Trace | None:
    """Why a document is not read at all, told by its bytes."""
    if not data or data.isspace():
        return _refused("empty", "the document is empty")
    if len(data) > LARGEST:
        return _refused("too_large", f"the document has {len(data)} bytes, more than the {LARGEST} that are read")
    foreign = foreign_format(data)
    if foreign:
        served = f", served as {media_type}" if media_type else ""
        return _refused("not_text", f"the document is {foreign}{served}, not a page or text")
    return None


def _hidden_tables(page: Page) -> list[Issue]:
    """That the page holds tables and shows none."""
    if not page.hidden_tables:
        return []
    return [Issue("tables_hidden", f"the page holds {page.hidden_tables} tables and shows none of them")]


def _missing_tables(filled: Filled, headings: Sequence[Heading]) -> list[Issue]:
    """The tables whose heading stands and of which nothing was found, each by itself."""
    shown = {
        address.table
        for address, slot in zip(filled.sheet.addresses, filled.slots, strict=True)
        if slot.origin != "absent"
    }
    return [
        Issue("table_missing", f"section {heading.key} has its heading and no table of the form")
        for heading in headings
        if heading.key in TABLES and heading.key not in shown
    ]


def _refused(code: str, message: str) -> Trace:
    return Trace(Report(Header(), issues=(Issue(code, message),)))


def _source(data: bytes, charset: str | None) -> _Source:
    data = without_styles(data)
    decoded = decode(data, charset)
    issues = []
    if decoded.damaged:
        lost = f"{decoded.damaged} characters could not be decoded as {decoded.encoding}"
        issues.append(Issue("undecodable_bytes", lost))
    page = None
    if is_markup(decoded.text):
        text = from_markdown(decoded.text)
        as_served = decoded.encoding == "utf-8" and not issues and text is decoded.text
        page = read_page(data.removeprefix(BOM_UTF8) if as_served else text.encode("utf-8", "replace"))
    is_page = page is not None
    if page is None:
        plain = restore_borders(from_plain_text(decoded.text))
        page = Page(plain, (0, len(plain)))
    if page.truncated:
        issues.append(Issue("markup_truncated", page.truncated))
    return _Source(decoded.text, page, is_page, issues)


def _report(source: _Source, url: str | None) -> Trace:
    page = source.page
    outlined = outline(page, url)
    start, end, headings, head = outlined.start, outlined.end, outlined.headings, outlined.head
    alignment = align(
        page.text, start, end, {heading.start: heading.key for heading in headings if heading.key}, head.year
    )
    filled, spans = fill(alignment, is_markup=source.is_markup), alignment.spans
    kind, why = kind_of(shown_on(page, outlined, source.text, has_tables=filled is not None), head)
    if kind in NO_REPORT:
        return Trace(Report(Header(kind=kind), issues=(*source.issues, *why)), page.text)
    sections = read_sections(page.text, headings, end, spans)
    year, found = year_of(head, [section.text for section in sections if section.key == "overview"])
    issues = [*source.issues, *head.issues, *order_issues(headings), *why]
    issues += (
        [*filled.issues, *_missing_tables(filled, headings), *left_open(filled.sheet, filled.slots)]
        if filled
        else _hidden_tables(page)
    )
    issues += [*other_years(sections, year), *unknown({"year": year, "agency": head.agency})]
    cells, checks = prove(filled.sheet, filled.slots, filled.strangers) if filled else ((), ())
    claims = check_claims(find_claims(sections, year=year, agency=head.agency), cells)
    issues += claim_issues(claims, sections)
    header = Header(head.title, head.agency, year, head.published, kind, found=found)
    if filled:
        header = replace(header, forms=filled.forms)
    report = Report(header, tuple(sections), cells, checks, without_repeats(issues), claims)
    return Trace(report, page.text, filled)
