"""The whole way of one document: bytes → text → blocks → sections and zones → cells → proof → `Report`."""

import re
from codecs import BOM_UTF8
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from parsers.align import align
from parsers.cells import Filled, fill
from parsers.form import Address
from parsers.narrative.claims import check_claims, claim_issues, find_claims
from parsers.narrative.metadata import Metadata, read_metadata
from parsers.narrative.notices import missing_tables, other_years, unknown, why_not_a_report, without_repeats
from parsers.narrative.sections import Heading, find_headings, order_issues, read_sections
from parsers.page.decode import decode, foreign_format
from parsers.page.flattened import restore_borders
from parsers.page.html import Page, from_markdown, is_markup, read_page, without_styles
from parsers.page.text import LINE, MARKS, TABLE, TooLargeError, from_plain_text
from parsers.proof.identities import left_open, prove
from parsers.report import Header, Issue, Report

LARGEST = 10_000_000  # bytes; the largest report met, a Word paste with inline styles, has under a million

_PREFACE = 3000  # characters before the first heading in which the report speaks of itself
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)\s*年")


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
    start, end = page.body
    headings = find_headings(page.text, start, end)
    metadata = _metadata(page, headings, url)
    alignment = align(page.text, start, end, [heading.start for heading in headings], metadata.year)
    filled, spans = fill(alignment, is_markup=source.is_markup), alignment.spans
    if filled is None and len(headings) < 2 and not (headings and metadata.title):
        why = why_not_a_report(_shown(page.text), source.text)
        return Trace(Report(Header(), issues=(*source.issues, why)), page.text)
    sections = read_sections(page.text, headings, end, spans)
    year, found = _year(metadata, [section.text for section in sections if section.key == "overview"])
    issues = [*source.issues, *metadata.issues, *order_issues(headings)]
    issues += [*filled.issues, *left_open(filled.sheet, filled.slots)] if filled else [missing_tables(page.pictures)]
    issues += [*other_years(sections, year), *unknown({"year": year, "agency": metadata.agency})]
    cells, checks = prove(filled.sheet, filled.slots, filled.strangers) if filled else ((), ())
    claims = check_claims(find_claims(sections, year=year, agency=metadata.agency), cells)
    issues += claim_issues(claims, sections)
    header = Header(metadata.title, metadata.agency, year, metadata.published, found=found)
    if filled:
        header = replace(header, forms=filled.forms)
    report = Report(header, tuple(sections), cells, checks, without_repeats(issues), claims)
    return Trace(report, page.text, filled)


def _metadata(page: Page, headings: list[Heading], url: str | None) -> Metadata:
    table = page.text.find(TABLE, *page.body)
    first = headings[0].start if headings else table if table >= 0 else page.body[1]
    before = _shown(page.text[:first])
    return read_metadata(before, before[-_PREFACE:], page.headlines, page.meta, url)


_shown = partial(re.sub, MARKS, LINE)


def _year(metadata: Metadata, overview: list[str]) -> tuple[int | None, dict[str, str]]:
    """The year, in the last resort the first that the overview names."""
    if metadata.year is not None or not overview:
        return metadata.year, metadata.found
    named = _YEAR.search(overview[0])
    return (int(named[1]), {**metadata.found, "year": "section overview"}) if named else (None, metadata.found)
