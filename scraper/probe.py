"""A page looked at: of which family it is, what is read from it, a portal file to begin with, a case for the tests."""

import json
import re
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from scraper.archive import Archive
from scraper.crawl import crawl
from scraper.exchange import Limits, Request
from scraper.families import FAMILIES, FamilyMismatchError, Link, ListPage
from scraper.families.detect import detect
from scraper.families.listing import day_of_id, parse
from scraper.pages import decode
from scraper.portal import FamilyName, Generic, Portal
from scraper.urls import canonical, host_of, place_of

# Browsers write where a page was saved from into its first line.
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{1,6}\)(https?://\S{1,2000})")
_READS_NOTHING = Generic(list_selector="reads-nothing", article_pattern="", page_template="{n}", first=2)
_GENERIC_TABLE = """
[generic]                             # no family recognizes the page: say how its list is read
list_selector = "ul li a"             # CSS: the links of a list page
article_pattern = '/t\\d{8}_\\d+\\.html' # regular expression: the addresses that are reports
page_template = "index_{n}.html"      # the following pages
first = 1                             # the number that the second page bears
"""


class ProbeError(Exception):
    """A page cannot be had or is not to be used; the message says what to do."""


class Page(msgspec.Struct, frozen=True):
    """A page as it came. `url` is empty where a saved page does not say what its address was."""

    url: str
    body: bytes
    text: str


class Finding(msgspec.Struct, frozen=True):
    """What a page is taken for: its family, and what that reads from it as a list, or why it does not."""

    page: Page
    family: FamilyName | None
    entries: ListPage | None
    mismatch: str | None

    @property
    def contradicted(self) -> tuple[Link, ...]:
        """The entries whose printed date is not the day in their id: published anew later, or read wrongly."""
        links = self.entries.links if self.entries else ()
        return tuple(link for link in links if link.date and day_of_id(link.url) not in (None, link.date))


def fetch(portal: Portal, contact: str | None) -> Page:
    """The start page of `portal`, asked for as a crawl asks: robots.txt first, one request at a time, no evasion.

    Raises CrawlError without a contact and ProbeError where the page cannot be had.
    """
    with TemporaryDirectory() as folder:
        (summary,) = crawl([portal], Path(folder), contact=contact)
        with Archive.open(Path(folder)) as archive:
            for capture in archive.captures("list"):
                body = archive.body(capture)
                return Page(capture.final_url, body, decode(body, capture.charset))
    why = next((f"{state}, {reason}" for _, state, reason in summary.problems), summary.stopped or "nothing came")
    raise ProbeError(f"{portal.start[0]} cannot be had: {why}")


def portal_at(url: str) -> Portal:
    """A portal of nothing but the page at `url`, whose host is the only one asked; raises ProbeError."""
    try:
        return Portal(
            name="probe",
            label="",
            label_en="",
            family="generic",
            generic=_READS_NOTHING,
            hosts=(place_of(url),),
            start=(canonical(url) or url,),
            organs=(),
            years=(2019, 2019),
        )
    except ValueError as error:
        raise ProbeError(f"{url} cannot be asked for: {error}") from error


def saved(path: Path) -> Page:
    """The page in a file. Its address is the one it was saved from, or the one that it calls canonical."""
    try:
        with path.open("rb") as stream:
            body = stream.read(Limits().inflated_bytes)
    except OSError as error:
        raise ProbeError(
            f"{path} cannot be read: {error.strerror}; an address begins with http:// or https://"
        ) from error
    text = decode(body)
    found = _SAVED_FROM.search(text[:5000])
    link = None if found else parse(text).select_one('link[rel="canonical"][href]')
    address = found.group(1) if found else str(link["href"]) if link else ""
    return Page(canonical(address) or "", body, text)


def look(page: Page) -> Finding:
    """What `page` is taken for."""
    family = detect(page.url, page.text)
    return Finding(page, family, *_read(family, page)) if family else Finding(page, None, None, None)


def _read(family: FamilyName, page: Page) -> tuple[ListPage | None, str | None]:
    if not page.url:
        return None, "the page does not say what its address was"
    try:
        portal = msgspec.structs.replace(portal_at(page.url), family=family, generic=None)
        return FAMILIES[family](portal).read(Request(page.url), page.text, page.url), None
    except (FamilyMismatchError, ProbeError) as error:
        return None, " ".join(str(error).split())


def portal_file(finding: Finding) -> str:
    """A portal file to begin with; it loads, and its comments say what is left to do."""
    url = finding.page.url or "http://www.example.gov.cn/"
    host = place_of(url)
    name = re.sub(r"[^a-z0-9]+", "-", host_of(url).removeprefix("www.").removesuffix(".gov.cn")).strip("-") or "portal"
    lines = [
        *(f"# {line}" for line in _told(finding)),
        "# To do: fill in what is empty, crawl it, look at what came, and then say probed = true.",
        "",
        f"name = {_quoted(name)}",
        'label = ""',
        'label_en = ""',
        f"family = {_quoted(finding.family or 'generic')}",
        f"hosts = [{_quoted(host)}]",
        f"start = [{_quoted(url)}] # the first page of the list of reports",
        "years = [2019, 2025]",
        '# region_code = "000000" # GB/T 2260',
        "delay = 3.0",
        "probed = false",
        "organs = [] # who owes a report each year: [[organs]] with name and aliases",
    ]
    return "\n".join(lines) + "\n" + ("" if finding.family else _GENERIC_TABLE)


def _told(finding: Finding) -> list[str]:
    """What was found, line by line."""
    where = finding.page.url or "a page without an address"
    if finding.family is None:
        return [f"family: none recognizes {where}"]
    lines = [f"family: {finding.family}, by {where}"]
    if finding.entries is None:
        return [*lines, f"no list was read from it: {finding.mismatch}"]
    claimed = "" if finding.entries.total is None else f" of the {finding.entries.total} that the list claims"
    lines.append(f"read from it: {len(finding.entries.links)} entries{claimed}")
    lines += [f"next: {request.key}" for request in finding.entries.next_requests]
    if finding.contradicted:
        lines.append(
            f"{len(finding.contradicted)} of the dates are not the days in the ids: see whether they are read rightly"
        )
    return lines


def record(finding: Finding, output: Path) -> Path:
    """Keep the page and what was read from it in a folder of its own under `output`; raises ProbeError."""
    if finding.family is None:
        raise ProbeError("no family recognizes the page, so that there is nothing to hold it to")
    if not finding.page.url:
        raise ProbeError(
            "the page does not say what its address was: put <!-- saved from url=(0000)ADDRESS --> into its first line"
        )
    folder = output / f"{finding.family}-{sha256(finding.page.url.encode() + finding.page.body).hexdigest()[:8]}"
    if folder.exists():
        raise ProbeError(f"{folder} is there already; remove it to record the page anew")
    folder.mkdir(parents=True)
    (folder / "page.html").write_bytes(finding.page.body)
    (folder / "expected.toml").write_text(expected(finding), encoding="utf-8")
    return folder


def expected(finding: Finding) -> str:
    """What is read from a page, as TOML."""
    lines = [f"url = {_quoted(finding.page.url)}", f"family = {_quoted(finding.family or '')}"]
    if finding.entries is None:
        return "\n".join([*lines, f"mismatch = {_quoted(finding.mismatch or '')}"]) + "\n"
    if finding.entries.total is not None:
        lines.append(f"total = {finding.entries.total}")
    lines.append(f"next = {json.dumps([request.key for request in finding.entries.next_requests])}")
    for link in finding.entries.links:
        lines += ["", "[[links]]", f"url = {_quoted(link.url)}", f"title = {_quoted(link.title)}"]
        lines += [f"date = {_quoted(link.date)}"] if link.date else []
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    r"""A string of TOML, which is one of JSON but for one character.

    >>> _quoted('年"报\n\x7f')
    '"年\\"报\\n\\u007f"'
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
