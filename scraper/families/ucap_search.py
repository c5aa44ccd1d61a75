"""The search calls of the UCAP family: which channel a column is, and the channel's rows page by page.

`GET /common/search/<channel>` or `/searchList/<channel>` answers in JSON, page 1 first, with addresses that may lack
the scheme and times in milliseconds; with `_isJson=false` it answers with the rows in HTML. `/getChannelList` tells the
channel of a column's code.
"""

import re
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from scraper.exchange import Request
from scraper.families.listing import FamilyMismatchError, Link, ListPage, date_in, link_of, parse
from scraper.urls import canonical

SEARCH = re.compile(r"((?:/common/search|/searchList)/[0-9a-f]{32})(?![0-9a-f])")
CHANNELS = "/getChannelList"
PAGE_SIZE = 20

_EPOCH_IN_BEIJING = datetime(1970, 1, 1, 8)  # noqa: DTZ001 - the clock of every page here

_T = TypeVar("_T")


class _Row(msgspec.Struct, rename="camel"):
    url: str | None = None
    title: str | None = None
    published_time: int | str | None = None
    published_time_str: str | None = None


class _Data(msgspec.Struct):
    results: list[_Row] | None
    total: int
    rows: int = 0


class _Answer(msgspec.Struct):
    data: _Data


class _Channel(msgspec.Struct, rename="camel"):
    channel_id: str = ""
    channel_code: str | None = None
    children: list["_Channel"] | None = None


class _Channels(msgspec.Struct):
    results: _Channel


def is_answer(url: str) -> bool:
    """Whether `url` is the address of such a call."""
    path = urlsplit(url).path
    return path.endswith(CHANNELS) or SEARCH.search(path) is not None


def read_answer(url: str, text: str) -> ListPage:
    """What a call answered: the call for the rows, or the rows."""
    if urlsplit(url).path.endswith(CHANNELS):
        return _read_channels(url, text)
    return _read_json(url, text) if text.lstrip().startswith("{") else _read_rows(url, text)


def first_call(url: str, path: str, size: int) -> Request:
    """The call for the first rows; in JSON even where the page takes HTML, which does not say how many there are."""
    query = {
        "_isAgg": "true",
        "_isJson": "true",
        "_pageSize": str(size),
        "_template": "index",
        "_rangeTimeGte": "",
        "_channelName": "",
        "page": "1",
    }
    return Request(canonical(f"{path}?{urlencode(query)}", url) or url, referer=url, ajax=True)


def _read_channels(url: str, text: str) -> ListPage:
    """The answer that names a column's channel: the call for its list."""
    top = _decode(text, _Channels).results
    code = dict(parse_qsl(urlsplit(url).query)).get("channelCode")
    channels = [top, *(top.children or ())] if top.channel_code else [top]
    found = next((one.channel_id for one in channels if one.channel_code in (None, code)), "")
    path = f"{'/common/search' if urlsplit(url).path.startswith('/common/') else '/searchList'}/{found}"
    if not SEARCH.fullmatch(path):
        raise FamilyMismatchError(f"no channel of the column {code} is in this answer")
    return ListPage((), (first_call(url, path, PAGE_SIZE),))


def _read_json(url: str, text: str) -> ListPage:
    data = _decode(text, _Answer).data
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    links = tuple(dict.fromkeys(link for row in data.results or () if (link := _link(row, url))))
    page, asked = _number(query.get("page"), 1), _number(query.get("_pageSize"), PAGE_SIZE)
    size, shown = data.rows if data.rows > 0 else asked, len(data.results or ())
    if page == 1 and data.total > 0 and not links:
        raise FamilyMismatchError(f"the answer counts {data.total} entries and has none")
    if not links or (page - 1) * size + shown >= data.total:
        return ListPage(links, (), data.total)
    if page == 1 and shown < size:  # the server gives fewer than it was asked for: count in its own pages
        query["_pageSize"] = str(shown)
    return ListPage(links, (_page(url, query, page + 1),), data.total)


def _read_rows(url: str, text: str) -> ListPage:
    """The rows in HTML, which count nothing: the next page is asked as long as there are any."""
    rows = parse(text).select_one("ul#body")
    if rows is None:
        raise FamilyMismatchError("no rows of a search call are here (JSON with data.results, or ul#body)")
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    found = ((row.select_one("div.title a[href]"), row.select_one("div.date")) for row in rows.select(":scope > li"))
    entries = (link_of(anchor, date, url) for anchor, date in found if anchor)
    links = tuple(dict.fromkeys(link for link in entries if link))
    following = (_page(url, query, _number(query.get("page"), 1) + 1),) if links else ()
    return ListPage(links, following)


def _link(row: _Row, url: str) -> Link | None:
    address = canonical(row.url, url) if row.url else None
    title = row.title or ""
    title = " ".join((parse(title).get_text() if "<" in title or "&" in title else title).split())
    date = date_in(row.published_time_str or "") or _beijing_date(row.published_time)
    return Link(address, title, date) if address else None


def _beijing_date(milliseconds: int | str | None) -> str | None:
    """The day in China of a count of milliseconds; midnight there is the day before in UTC.

    >>> _beijing_date(1706457600000), _beijing_date("2024-01-29 00:00"), _beijing_date(10**30)
    ('2024-01-29', '2024-01-29', None)
    """
    if not isinstance(milliseconds, int):
        return date_in(milliseconds or "")
    try:
        return (_EPOCH_IN_BEIJING + timedelta(milliseconds=milliseconds)).date().isoformat()
    except OverflowError:
        return None


def _decode(text: str, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(text, type=kind, strict=False)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise FamilyMismatchError(f"the answer of a search call is not as expected: {error}") from error


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,6}", text) else default


def _page(url: str, query: dict[str, str], page: int) -> Request:
    parts = urlsplit(url)
    address = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query | {"page": str(page)}), ""))
    return Request(canonical(address) or address, ajax=True)
