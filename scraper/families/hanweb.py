"""The hanweb family: JCMS columns `/col/colN/`, articles `/art/Y/M/D/art_<column>_<article>.html`.

A list stands in the page as XML islands, one a unit: `<datastore>` with the first group (three pages) of records and
the address of `dataproxy.jsp`. What follows comes from there, by GET, or by POST where the page's script names a
`proxyUrl`. `?uid=…&pageNum=n` serves the same bytes for every n and is never asked.
"""

import html
import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from scraper.exchange import Request
from scraper.families.listing import Family, FamilyMismatchError, Link, ListPage, Shape, parse, row_links, script_pairs
from scraper.urls import canonical

ARTICLE = re.compile(r"(?:/[\w-]+)*/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html")
_SEGMENTS = re.compile(r"(?=<datastore\b)|(?=\.jpage\s{0,9}\()")
_PROXY = re.compile(r"dataproxy\.jsp\?")
_DELIMITERS = re.compile(r"[\"'()\s<>\[\]]")
_ENDPOINT = re.compile(r"""proxyUrl\s{0,9}:\s{0,9}["']([^"'<>\s]{1,300})["']""")
_AJAX_PARAM = re.compile(r"ajaxParam\s{0,9}:\s{0,9}\{([^{}]{0,2000})\}")
_PER_PAGE = re.compile(r"perPage\s{0,9}:\s{0,9}[\"']?(\d{1,3})\b")
_TOTAL = re.compile(r"(?:totalRecord\s{0,9}:\s{0,9}[\"']?|<totalrecord>\s{0,9})(\d{1,18})\b")
_NUMBER = re.compile(r"\d{1,9}")

_PAGES_A_GROUP = 3  # what a browser asks for at a time
_GROUP = range(1, 301)  # servers cut what is asked for at about 300 records without saying so
_MOST_RECORDS = 20_000  # in one answer; whole lists are served at once, but none of this length
_AT_ONCE = 20  # a total is a claim: so many groups are asked for before another look at what comes


class _Unit(msgspec.Struct):
    """A paged list on a page: its records so far, and how to ask for more."""

    records: list[str]
    endpoint: str | None = None
    posted: bool = False
    params: dict[str, str] = {}
    per_page: int | None = None
    total: int | None = None

    def add(self, other: "_Unit") -> None:
        """What another place of the page says of the same unit."""
        self.records += other.records
        self.endpoint = other.endpoint if other.posted else self.endpoint or other.endpoint
        self.posted = self.posted or other.posted
        self.params = self.params | other.params
        self.per_page = self.per_page or other.per_page
        self.total = other.total if self.total is None else self.total


class Hanweb(Family):
    """Reads JCMS columns."""

    shape = Shape(
        body=("#zoom", "div.article_zoom", ".bt_content", ".wrapper_detail_text", "div.content"),
        attachments=("a[href*='/module/download/downfile.jsp']",),
    )

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By the data proxy, an island, the address of an article, or the comments around its fields."""
        if "dataproxy.jsp" in text or text.lstrip().startswith("<datastore>") or "><datastore>" in text:
            return True
        others = ("/module/xxgk/", "jpaas-publish-server")
        commented = "<!--<$[" in text and not any(mark in text or mark in url for mark in others)
        return commented or ARTICLE.fullmatch(urlsplit(url).path) is not None

    def is_article(self, url: str) -> bool:
        """Whether `url` is a `…/art/Y/M/D/art_<column>_<article>.html`."""
        return ARTICLE.fullmatch(urlsplit(url).path) is not None

    def read(self, request: Request, text: str, root: str) -> ListPage:  # noqa: ARG002
        """The records of the page's units, or of the group of one unit that was asked for."""
        units = _units(text, request.url)
        if request.ajax:
            if not text.lstrip("\ufeff \r\n\t").startswith(("<datastore", "<?xml")) or not units:
                raise FamilyMismatchError(f"no <datastore> in the answer of {urlsplit(request.url).path}")
            return self._answer(request, units[0])
        if not units:
            raise FamilyMismatchError("neither a <datastore> nor a dataproxy.jsp, as in a column of JCMS, is here")
        links = (link for unit in units for link in self._links(unit, request.url))
        following = (call for unit in units for call in _rest(unit, request.url))
        total = units[0].total if len(units) == 1 else None
        return ListPage(tuple(dict.fromkeys(links)), tuple(dict.fromkeys(following)), total)

    def _links(self, unit: _Unit, base: str) -> list[Link]:
        """One entry a record."""
        return [link for record in unit.records for link in row_links(parse(record), base, self.is_article)[:1]]

    def _answer(self, request: Request, unit: _Unit) -> ListPage:
        """The entries and the next group.

        A claimed total ends the list only where what was served agrees with it. A server that serves far less than
        asked, or more, counts in a unit of its own: in that the list is walked anew, or begun before the first group.
        """
        (number, size), served, total = _asked(request), len(unit.records), unit.total
        left = None if total is None else total - (number - 1) * size
        if left is not None and 0 < 2 * served <= min(size, left):
            return ListPage((), _groups(request, served, 1, total), total)
        links = tuple(dict.fromkeys(self._links(unit, request.referer or request.url)))
        if served == 0 or served in (left, total):
            return ListPage(links, (), total)
        first = (_group(request, size, 1),) if served > size else ()
        return ListPage(links, (*first, _group(request, size, number + 1)), total)


def _units(text: str, base: str) -> list[_Unit]:
    """The units of a page, in its order; an island, and a script that names the same unit or none, are one."""
    units: list[_Unit] = []
    named: dict[str, _Unit] = {}
    for segment in _SEGMENTS.split(text):
        island = segment.startswith("<datastore")
        unit = _unit(segment, base)
        name = unit.params.get("unitid", "")
        known = named.get(name)
        if known is None and units and not island and not (name and units[-1].params):
            known = units[-1]
        if known is not None:
            known.add(unit)
        elif island or (unit.endpoint and unit.params):
            units.append(unit)
            known = unit
        if name and known is not None:
            named[name] = known
    if sum(len(unit.records) for unit in units) > _MOST_RECORDS:
        raise FamilyMismatchError(f"more than {_MOST_RECORDS} records on one page are no list")
    return units


def _unit(segment: str, base: str) -> _Unit:
    """What one island, or one script, says."""
    unit = _Unit(list(_records(segment)) if segment.startswith("<datastore") else [])
    for mark in islice(_PROXY.finditer(segment), 1):
        before = _DELIMITERS.split(segment[max(0, mark.start() - 300) : mark.end()])[-1]
        query = html.unescape(_DELIMITERS.split(segment[mark.end() : mark.end() + 2000], maxsplit=1)[0])
        unit.endpoint = canonical(before.rstrip("?"), base)
        unit.params = {key: value for key, value in parse_qsl(query, keep_blank_values=True) if key != "page"}
    if endpoint := _ENDPOINT.search(segment):
        unit.endpoint, unit.posted = canonical(endpoint.group(1), base), True
    if param := _AJAX_PARAM.search(segment):
        unit.params = unit.params | script_pairs(param.group(1))
    if per_page := _PER_PAGE.search(segment):
        unit.per_page = int(per_page.group(1))
    if total := _TOTAL.search(segment):
        unit.total = int(total.group(1))
    return unit


def _records(segment: str) -> Iterator[str]:
    island = segment.partition("</datastore")[0]
    for piece in island.split("<record>")[1:]:
        record = piece.partition("</record>")[0].strip()
        packed = record.startswith("<![CDATA[")
        yield record.removeprefix("<![CDATA[").removesuffix("]]>") if packed else html.unescape(record)


def _rest(unit: _Unit, referer: str) -> tuple[Request, ...]:
    """The calls for what the page does not hold of `unit`."""
    held = len(unit.records)
    if unit.endpoint is None or not unit.params or (unit.total is not None and held >= unit.total):
        return ()
    size = unit.per_page * _PAGES_A_GROUP if unit.per_page else held
    size = min(max(size, _GROUP[0]), _GROUP[-1])
    form = urlencode(unit.params) if unit.posted else None
    query = {} if unit.posted else unit.params
    url = canonical(f"{unit.endpoint}?{urlencode(query)}") or unit.endpoint
    return _groups(Request(url, form, referer, ajax=True), size, held // size + 1, unit.total)


def _groups(call: Request, size: int, first: int, total: int | None) -> tuple[Request, ...]:
    last = first if total is None else min(-(-total // size), first + _AT_ONCE - 1)
    return tuple(_group(call, size, number) for number in range(first, last + 1))


def _group(call: Request, size: int, number: int) -> Request:
    """`call` for its records in groups of `size`, group `number`.

    The group is named twice: some servers heed `page` and `perpage` alone, others `startrecord` and `endrecord`.
    """
    address, _, query = call.url.partition("?")
    span = {"page": number, "perpage": size, "startrecord": (number - 1) * size + 1, "endrecord": number * size}
    said = urlencode(dict(parse_qsl(query, keep_blank_values=True)) | span)
    return msgspec.structs.replace(call, url=canonical(f"{address}?{said}") or call.url)


def _asked(request: Request) -> tuple[int, int]:
    """Group and size that `request` asked for."""
    query = dict(parse_qsl(urlsplit(request.url).query))
    number, size = query.get("page", ""), query.get("perpage", "")
    if not (_NUMBER.fullmatch(number) and _NUMBER.fullmatch(size) and int(size) in _GROUP):
        raise FamilyMismatchError(f"{urlsplit(request.url).path} was asked for no group of records")
    return int(number), int(size)
