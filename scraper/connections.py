"""The one door to the network: a session a host, its connection kept open, whatever portal a request is for."""

import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, InsecureRequestWarning, ReadTimeoutError

from scraper.exchange import Headers, Limits, Request
from scraper.guard import TLS_PROFILES, Deadline, HandshakeError, PrivateAddressError, TlsProfile, guarded_pools
from scraper.states import State

_PIECE = 64 * 1024
_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}


class NoAnswerError(Exception):
    """A request had no whole answer. `again` says whether asking once more can help."""

    def __init__(self, state: State, reason: str, *, again: bool = False) -> None:
        super().__init__(reason)
        self.state = state
        self.again = again


class Served(msgspec.Struct, frozen=True):
    """An answer as it came: `body` as it travelled, `cut` what broke it off ("" when nothing did)."""

    status: int
    reason_phrase: str
    sent: Headers
    headers: Headers
    body: bytes
    cut: str


class HostSession(requests.Session):
    """The session of one host, for one thread at a time.

    It follows nothing by itself: requests would read the whole body of a redirect, however long.
    """

    def __init__(self, server: tuple[str, int] | None, limits: Limits) -> None:
        super().__init__()
        self._server = server
        self._limits = limits
        self._allowed: tuple[TlsProfile, ...] = TLS_PROFILES[:1]
        self._deadline = Deadline(limits.read_seconds)
        self._in_use = threading.Lock()
        self.trust_env = False
        self.headers.clear()
        self.headers.update(_HEADERS)
        self._use("standard")

    def allow(self, weakest: TlsProfile) -> None:
        """The weakest TLS profile that may be tried from now on."""
        self._allowed = TLS_PROFILES[: TLS_PROFILES.index(weakest) + 1]
        if self.tls not in self._allowed:
            self._use("standard")

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002
        """None, always."""
        return None

    def exchange(self, request: Request, url: str, headers: dict[str, str]) -> Served:
        """Ask for `request` at `url`; raises NoAnswerError."""
        with self._in_use:
            return self._ask(request, url, headers)

    def let_go(self) -> bool:
        """Close the connection unless it is in use, and say whether it is closed; the next request opens another."""
        if not self._in_use.acquire(blocking=False):
            return False
        try:
            self.close()
        finally:
            self._in_use.release()
        return True

    def _ask(self, request: Request, url: str, headers: dict[str, str]) -> Served:
        method = "GET" if request.form is None else "POST"
        self._deadline.start(self._limits.total_seconds)
        try:
            return self._exchange(
                self.prepare_request(requests.Request(method, url, headers=headers, data=request.form))
            )
        except HandshakeError as error:
            if self._weaken():
                return self._ask(request, url, headers)
            raise NoAnswerError("unreachable", f"{_in_a_line(error)} (TLS: {self.tls})", again=True) from error
        except PrivateAddressError as error:
            raise NoAnswerError("private_address", str(error)) from error
        except (requests.Timeout, ReadTimeoutError) as error:
            if self._deadline.passed():
                raise NoAnswerError("timeout", f"no end after {self._limits.total_seconds:g} s") from error
            raise NoAnswerError("timeout", _in_a_line(error), again=True) from error
        except (requests.RequestException, HTTPError) as error:
            raise NoAnswerError("unreachable", _in_a_line(error), again=True) from error

    def _use(self, tls: TlsProfile) -> None:
        self.tls = tls
        self.verify = tls != "unverified"
        if not self.verify:
            urllib3.disable_warnings(InsecureRequestWarning)  # the crawl's summary says it, once a host
        for adapter in self.adapters.values():
            adapter.close()
        adapter = _Adapter(self._server, self._deadline, tls)
        self.mount("http://", adapter)
        self.mount("https://", adapter)

    def _weaken(self) -> bool:
        """Go over to the next weaker profile; False where none is allowed."""
        weaker = self._allowed[self._allowed.index(self.tls) + 1 :]
        if weaker:
            self._use(weaker[0])
        return bool(weaker)

    def abort(self) -> None:
        """Close the connection, also while another thread reads from it."""
        self._deadline.cut()
        self.close()

    def _exchange(self, prepared: requests.PreparedRequest) -> Served:
        wait = (self._limits.connect_seconds, self._limits.read_seconds)
        answer = self.send(prepared, stream=True, allow_redirects=False, timeout=wait)
        try:
            body, cut = _read(answer.raw, self._limits.transferred_bytes)
        finally:
            answer.close()
        return Served(
            status=answer.status_code,
            reason_phrase=str(answer.reason or ""),
            sent=(("Host", urlsplit(str(prepared.url)).netloc), *_pairs(prepared.headers)),
            headers=_pairs(answer.raw.headers),
            body=body,
            cut=cut,
        )


class _Adapter(HTTPAdapter):
    def __init__(self, server: tuple[str, int] | None, deadline: Deadline, tls: TlsProfile) -> None:
        self._server = server
        self._deadline = deadline
        self._tls = tls
        super().__init__(max_retries=0)

    def init_poolmanager(self, *_: Any, **__: Any) -> None:
        self.poolmanager = guarded_pools(self._server, self._deadline, self._tls)


class Connections:
    """The sessions of all hosts. Of the connections that nobody uses only those used last stay open."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._kept = 2 * limits.connections
        self._open: dict[str, HostSession] = {}  # the one used longest ago first
        self._sessions: dict[str, HostSession] = {}
        self._making = threading.Lock()

    def session(self, host: str, server: tuple[str, int] | None, tls: TlsProfile) -> HostSession:
        """The session of `host`, with `tls` as the weakest profile that may be tried.

        `server` is where the host is found when it is on this machine.
        """
        with self._making:
            if host not in self._sessions:
                self._sessions[host] = HostSession(server, self._limits)
            session = self._sessions[host]
            session.allow(tls)
            self._open.pop(host, None)
            self._open[host] = session
            self._let_go_of_idle()
            return session

    def _let_go_of_idle(self) -> None:
        for host in list(self._open)[: -self._kept]:
            if self._open[host].let_go():
                del self._open[host]

    def close(self) -> None:
        """Close every connection, also one that is being read."""
        with self._making:
            for session in self._sessions.values():
                session.abort()


def _read(raw: Any, limit: int) -> tuple[bytes, str]:
    """The payload as it travelled, and what cut it short; raises NoAnswerError beyond `limit` bytes."""
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in _pieces(raw):
            size += len(piece)
            if size > limit:
                raise NoAnswerError("too_large", f"larger than the limit of {limit} bytes")
            pieces.append(piece)
    except ReadTimeoutError:
        raise
    except HTTPError as error:
        return b"".join(pieces), f"the body broke off after {size} bytes: {_in_a_line(error)}"
    return b"".join(pieces), ""


def _pieces(raw: Any) -> Iterator[bytes]:
    # read1 returns with what has come: read(n) would wait for n bytes of a page that drips.
    while piece := raw.read1(_PIECE, decode_content=False):
        yield piece


def _pairs(headers: Any) -> Headers:
    return tuple((str(name), str(value)) for name, value in headers.items())


def _in_a_line(error: BaseException) -> str:
    """The innermost cause, in one line."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:200]
