"""The one door to the network: asks for a page, gently and within limits, and hands back a plain value."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError

from scraper.exchange import (
    Conditions,
    FetchFailure,
    Headers,
    Limits,
    Outcome,
    Request,
    Response,
    redirect_of,
    redirected,
    retry_after,
    worth_asking_again,
)
from scraper.guard import Deadline, PrivateAddressError, guarded_pools, is_public
from scraper.inflate import BrokenBodyError, TooLargeError, inflate
from scraper.pacing import Pacer
from scraper.pages import classify
from scraper.portal import Portal
from scraper.states import State
from scraper.urls import host_of

_PIECE = 64 * 1024
_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}

Gate = Callable[[str], FetchFailure | None]


class _Session(requests.Session):
    """A session that follows nothing by itself: requests reads the whole body of a redirect, however long."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002
        return None


class _Adapter(HTTPAdapter):
    def __init__(self, server: tuple[str, int] | None, deadline: Deadline) -> None:
        self._server = server
        self._deadline = deadline
        super().__init__(max_retries=0)

    def init_poolmanager(self, *_: Any, **__: Any) -> None:
        self.poolmanager = guarded_pools(self._server, self._deadline)


class Client:
    """Asks the hosts of one portal, one request at a time. `requests` counts what was sent."""

    def __init__(
        self,
        portal: Portal,
        contact: str,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.portal = portal
        self.limits = limits or Limits()
        self.pacer = Pacer(portal.delay, sleep)
        self.requests = 0
        self._sleep = sleep
        self._agent = f"nianbao/{version('nianbao')} (+{contact})"
        self._deadline = Deadline(self.limits.read_seconds)
        self._sessions: dict[str, _Session] = {}

    def get(self, request: Request, *, gate: Gate | None = None, conditions: Conditions | None = None) -> Outcome:
        """Ask for `request`, following redirects that stay on the portal and pass `gate`."""
        hops: list[Response] = []
        outcome = self._follow(request, gate, conditions, hops)
        return msgspec.structs.replace(outcome, url=request.key, hops=tuple(hops))

    def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            session.close()

    def _follow(
        self, request: Request, gate: Gate | None, conditions: Conditions | None, hops: list[Response]
    ) -> Outcome:
        url = request.url
        session = self._session(host_of(url))
        session.cookies.clear()
        seen = set()
        here = url
        for _ in range(self.limits.redirects + 1):
            refusal = self._off_limits(here) or (gate(here) if gate else None)
            if refusal:
                return refusal
            # The same address with another cookie is no loop: some fronts set one by a redirect to itself.
            step = (here, tuple(sorted(session.cookies.items())))
            if step in seen:
                return FetchFailure(url=url, state="redirect_loop", reason=f"redirects lead back to {here}")
            seen.add(step)
            outcome = self._ask(request, here, conditions, hops)
            target = redirect_of(outcome)
            if target is None or isinstance(outcome, FetchFailure):
                return outcome
            hops.append(msgspec.structs.replace(outcome, state="moved", reason=f"to {target}"))
            here, request = target, redirected(request, outcome)
            session = self._session(host_of(here), session)
        return FetchFailure(url=url, state="redirect_loop", reason=f"more than {self.limits.redirects} redirects")

    def _off_limits(self, url: str) -> FetchFailure | None:
        """The refusal of an address that the portal's file does not list."""
        host = host_of(url)
        if self.portal.allows(url):
            return None
        if _is_private_literal(host):
            return FetchFailure(url=url, state="private_address", reason=f"{url} is not on the public internet")
        return FetchFailure(url=url, state="off_site", reason=f"{url} is on no host of the portal's file")

    def _ask(self, request: Request, here: str, conditions: Conditions | None, hops: list[Response]) -> Outcome:
        """One address, asked again as often as that may help."""
        headers = conditions.headers(here) if conditions else {}
        for attempt in range(1, self.limits.attempts + 1):
            outcome = self._exchange(request, here, headers)
            pause = self._pause(outcome, attempt)
            if pause is None:
                break
            if isinstance(outcome, Response):
                again = f"{outcome.reason}; asked again after {pause:g} s"
                hops.append(msgspec.structs.replace(outcome, state="retried", reason=again))
            self._sleep(pause)
        return outcome

    def _pause(self, outcome: Outcome, attempt: int) -> float | None:
        """Seconds to wait before asking again, or None when it is not to be asked again."""
        if attempt == self.limits.attempts or not worth_asking_again(outcome):
            return None
        asked = retry_after(outcome) if isinstance(outcome, Response) else None
        if asked is not None and asked > self.limits.retry_after_seconds:
            return None
        return max(asked or 0.0, self.limits.backoff_seconds * 2.0 ** (attempt - 1))

    def _exchange(self, request: Request, here: str, conditional: dict[str, str]) -> Outcome:
        """One request and its answer."""
        host, url = host_of(here), request.url
        self.pacer.wait(host)
        self.requests += 1
        self._deadline.start(self.limits.total_seconds)
        try:
            return self._receive(request, here, conditional)
        except PrivateAddressError as error:
            return FetchFailure(url=url, state="private_address", reason=str(error))
        except TooLargeError:
            return FetchFailure(url=url, state="too_large", reason=f"{here} is larger than the limit")
        except (requests.Timeout, ReadTimeoutError) as error:
            return self._timeout(url, error)
        except (requests.RequestException, HTTPError) as error:
            return FetchFailure(url=url, state="unreachable", reason=_in_a_line(error), again=True)
        finally:
            self.pacer.done(host)

    def _timeout(self, url: str, error: Exception) -> FetchFailure:
        if self._deadline.passed():
            reason = f"no end after {self.limits.total_seconds:g} s"
            return FetchFailure(url=url, state="timeout", reason=reason)
        return FetchFailure(url=url, state="timeout", reason=_in_a_line(error), again=True)

    def _receive(self, request: Request, here: str, conditional: dict[str, str]) -> Response:
        session = self._session(host_of(here))
        headers = request.headers | conditional
        method = "GET" if request.form is None else "POST"
        prepared = session.prepare_request(requests.Request(method, here, headers=headers, data=request.form))
        fetched_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        wait = (self.limits.connect_seconds, self.limits.read_seconds)
        answer = session.send(prepared, stream=True, allow_redirects=False, timeout=wait)
        try:
            body_raw, cut = _read(answer.raw, self.limits.transferred_bytes)
        finally:
            answer.close()
        fields = tuple((str(k), str(v)) for k, v in answer.raw.headers.items())
        body, damage = self._inflated(body_raw, answer.headers)
        state, reason = _state(
            answer.status_code, answer.headers, body, (request.url, here), conditional=bool(conditional)
        )
        if cut or damage:
            state, reason = "truncated", cut or damage
        return Response(
            url=request.key,
            form=request.form,
            final_url=here,
            status=answer.status_code,
            reason_phrase=str(answer.reason or ""),
            request_headers=(("Host", urlsplit(here).netloc), *_sent(prepared)),
            headers=fields,
            body_raw=body_raw,
            body=body,
            digest=sha256(body).hexdigest(),
            fetched_at=fetched_at,
            state=state,
            reason=reason,
        )

    def _inflated(self, body_raw: bytes, headers: Mapping[str, str]) -> tuple[bytes, str]:
        """The body and, when it is damaged, what is wrong with it."""
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        try:
            limit = self.limits.inflated_bytes
            return inflate(body_raw, headers.get("content-encoding", ""), media_type, limit), ""
        except BrokenBodyError as error:
            return error.partial, str(error)

    def _session(self, host: str, before: _Session | None = None) -> _Session:
        """The host's own session; a redirect from another host brings no cookie along."""
        if host not in self._sessions:
            self._sessions[host] = self._new_session()
        session = self._sessions[host]
        if before is not None and session is not before:
            session.cookies.clear()
        return session

    def _new_session(self) -> _Session:
        session = _Session()
        session.trust_env = False
        session.headers.clear()
        session.headers.update({"User-Agent": self._agent, **_HEADERS})
        adapter = _Adapter(self.portal.server, self._deadline)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        return session


def _read(raw: Any, limit: int) -> tuple[bytes, str]:
    """The payload as it travelled, and what cut it short; raises TooLargeError beyond `limit` bytes."""
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in _pieces(raw):
            size += len(piece)
            if size > limit:
                raise TooLargeError
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


def _state(
    status: int, headers: Mapping[str, str], body: bytes, urls: tuple[str, str], *, conditional: bool
) -> tuple[State, str]:
    if status == 304 and conditional:
        return "unchanged", "HTTP 304"
    lowered = {name.lower(): value for name, value in headers.items()}
    return classify(status, lowered, body, *urls)


def _sent(prepared: requests.PreparedRequest) -> Headers:
    return tuple((str(name), str(value)) for name, value in prepared.headers.items())


def _is_private_literal(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        return host == "localhost"


def _in_a_line(error: BaseException) -> str:
    """The innermost cause, in one line."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:200]
