"""What passes the door to the network: limits and conditions in, answers and failures out; plain values."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import msgspec

from scraper.states import TRANSIENT, State
from scraper.urls import canonical

_MIB = 1024 * 1024
_REDIRECTS = {301, 302, 303, 307, 308}

VERSION = version("nianbao")

Headers = tuple[tuple[str, str], ...]


def joined(headers: Headers, name: str) -> str:
    """All values of a header by its lower-case name, with commas between; "" when there is none.

    >>> joined((("Content-Encoding", "identity"), ("Via", "a"), ("content-encoding", "gzip")), "content-encoding")
    'identity, gzip'
    """
    return ", ".join(value for key, value in headers if key.lower() == name)


class Request(msgspec.Struct, frozen=True):
    """What is asked: a canonical address and, for a POST, its form (`a=1&b=2`, percent-encoded).

    `referer` and `ajax` (X-Requested-With) are sent where the page's own script would send them and the server
    looks for them. `guessed` is true where no page names the address: that nothing is there says that a list has ended.
    """

    url: str
    form: str | None = None
    referer: str | None = None
    ajax: bool = False
    guessed: bool = False

    @property
    def key(self) -> str:
        """The one name of this request: its address; a POST is named as web archives name it."""
        if self.form is None:
            return self.url
        return f"{self.url}{'&' if '?' in self.url else '?'}__wb_method=POST&{self.form}"

    @property
    def is_call(self) -> bool:
        """Whether it is a script's call, not a page's address."""
        return self.ajax or self.form is not None

    @property
    def headers(self) -> dict[str, str]:
        """The headers that this request has beyond every request's own."""
        pairs = (
            ("Referer", self.referer),
            ("X-Requested-With", "XMLHttpRequest" if self.ajax else None),
            ("Content-Type", "application/x-www-form-urlencoded" if self.form is not None else None),
        )
        return {name: value for name, value in pairs if value}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds on what a portal may cost, in seconds, bytes and numbers of requests or pages.

    `attachments` are those of one article.
    """

    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 120.0
    transferred_bytes: int = 20 * _MIB
    inflated_bytes: int = 32 * _MIB
    attempts: int = 4
    backoff_seconds: float = 2.0
    retry_after_seconds: float = 120.0
    crawl_delay_seconds: float = 300.0
    redirects: int = 5
    host_failures: int = 5
    challenges: int = 3
    rest_seconds: float = 6 * 3600.0
    shared_address_seconds: float = 10.0
    connections: int = 32
    lists: int = 10_000
    articles: int = 200_000
    attachments: int = 50


class Conditions(msgspec.Struct, frozen=True):
    """What an earlier answer of `url` said of itself, so that the server may say that nothing changed."""

    url: str
    etag: str | None
    last_modified: str | None

    def headers(self, url: str) -> dict[str, str]:
        """Request headers for `url`; none for any other address than the one they were given for."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value and value.isprintable()} if url == self.url else {}


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """An answer: `body_raw` is the payload as served, `body` the same inflated, `digest` its SHA-256.

    `hops` are the answers before it: redirects and those that were asked again. `fetched_at` is UTC, ISO
    8601. `form` is what a POST sent.
    """

    url: str
    final_url: str
    status: int
    form: str | None = None
    reason_phrase: str
    request_headers: Headers
    headers: Headers
    body_raw: bytes
    body: bytes
    digest: str
    fetched_at: str
    state: State
    reason: str = ""
    hops: tuple["Response", ...] = ()

    def header(self, name: str) -> str | None:
        """The first value of a header, by its lower-case name."""
        return next((value for key, value in self.headers if key.lower() == name), None)


class FetchFailure(msgspec.Struct, frozen=True, kw_only=True):
    """No whole answer was had.

    `again` says whether asking once more can help, `whole_host` that nothing may be asked of the host meanwhile.
    """

    url: str
    state: State
    reason: str
    again: bool = False
    whole_host: bool = False
    hops: tuple[Response, ...] = ()


Outcome = Response | FetchFailure


class Detour(msgspec.Struct, frozen=True):
    """A redirect to another origin: what to ask, at which address, and the answers on the way there.

    `same_host` is true where only the scheme is another: cookies go along.
    """

    request: Request
    at: str
    hops: tuple[Response, ...] = ()
    same_host: bool = False


def redirect_of(outcome: Outcome) -> str | None:
    """Where an answer sends us, canonical; None when it is no redirect to an address."""
    if isinstance(outcome, FetchFailure) or outcome.status not in _REDIRECTS:
        return None
    location = outcome.header("location")
    if location is None:
        return None
    # http.client reads headers as latin-1; paths in Chinese are sent as UTF-8.
    location = location.encode("latin-1", "ignore").decode("utf-8", "replace")
    return canonical(location, outcome.final_url)


def redirected(request: Request, answer: Response) -> Request:
    """What is asked where `answer` redirects `request` to: 307 and 308 keep a POST, the others make it a GET."""
    return request if answer.status in (307, 308) else msgspec.structs.replace(request, form=None)


def worth_asking_again(outcome: Outcome) -> bool:
    """Whether the same request may have a better answer in a moment."""
    if isinstance(outcome, FetchFailure):
        return outcome.again
    return outcome.status == 429 or outcome.state in TRANSIENT


def retry_after(response: Response) -> float | None:
    """Seconds that Retry-After asks for, given as a number or as a date."""
    value = (response.header("retry-after") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return max(0.0, (at - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return None
