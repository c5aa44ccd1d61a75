"""Asking for a page: gently, within limits and on the portal's own hosts; what comes of it is a plain value."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import msgspec

from scraper.connections import Connections, HostSession, NoAnswerError, Served
from scraper.exchange import (
    VERSION,
    Conditions,
    Detour,
    FetchFailure,
    Limits,
    Outcome,
    Request,
    Response,
    joined,
    redirect_of,
    redirected,
    retry_after,
    worth_asking_again,
)
from scraper.guard import TLS_PROFILES, TlsProfile, is_public
from scraper.inflate import BrokenBodyError, TooLargeError, inflate
from scraper.pacing import Halt, Pacer
from scraper.pages import classify
from scraper.portal import Portal
from scraper.urls import host_of, origin_of

Gate = Callable[[str], FetchFailure | None]


class Client:
    """Asks the hosts of one portal; a host by one thread at a time."""

    def __init__(
        self,
        portal: Portal,
        contact: str,
        limits: Limits,
        connections: Connections,
        pacer: Pacer,
        halt: Halt,
    ) -> None:
        self._portal = portal
        self._limits = limits
        self._connections = connections
        self._pacer = pacer
        self._halt = halt
        self._agent = f"nianbao/{VERSION} (+{contact})"
        self._asked: Counter[str] = Counter()
        self._weakest: dict[str, TlsProfile] = {}

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return sum(self._asked.values())

    @property
    def weak_tls(self) -> list[str]:
        """The hosts that answer only under a weaker TLS profile than the standard one, and that profile."""
        return [f"{host} ({tls})" for host, tls in sorted(self._weakest.items()) if tls != "standard"]

    def get(
        self,
        request: Request,
        *,
        gate: Gate | None = None,
        conditions: Conditions | None = None,
        detour: Detour | None = None,
    ) -> Outcome | Detour:
        """Ask for `request`, following redirects that stay on the portal, on the same origin, and pass `gate`.

        A redirect to another origin is handed back as a Detour, to be taken (as `detour`) when that origin may be
        asked. Raises HaltedError when the crawl is being stopped.
        """
        hops = list(detour.hops) if detour else []
        way = detour or Detour(request, request.url)
        outcome = self._follow(request, way, gate, conditions, hops)
        if isinstance(outcome, Detour):
            return msgspec.structs.replace(outcome, hops=tuple(hops))
        return msgspec.structs.replace(outcome, url=request.key, hops=tuple(hops))

    def _follow(
        self, request: Request, way: Detour, gate: Gate | None, conditions: Conditions | None, hops: list[Response]
    ) -> Outcome | Detour:
        session = self._session(way.at)
        if not way.same_host:
            session.cookies.clear()
        here, asked, origin = way.at, way.request, origin_of(way.at)
        seen = set()
        while True:
            refusal = self._off_limits(here) or (gate(here) if gate else None)
            if refusal:
                return refusal
            # The same address with another cookie is no loop: some fronts set one by a redirect to itself.
            step = (here, frozenset((one.path, one.name, one.value) for one in session.cookies))
            if step in seen:
                return FetchFailure(url=request.url, state="redirect_loop", reason=f"redirects lead back to {here}")
            seen.add(step)
            outcome = self._ask(asked, here, conditions, hops)
            target = redirect_of(outcome)
            if target is None or isinstance(outcome, FetchFailure):
                return outcome
            hops.append(msgspec.structs.replace(outcome, state="moved", reason=f"to {target}"))
            if sum(hop.state == "moved" for hop in hops) > self._limits.redirects:
                reason = f"more than {self._limits.redirects} redirects"
                return FetchFailure(url=request.url, state="redirect_loop", reason=reason)
            here, asked = target, redirected(asked, outcome)
            if origin_of(here) != origin:
                return self._off_limits(here) or Detour(asked, here, same_host=host_of(here) == host_of(origin))

    def _off_limits(self, url: str) -> FetchFailure | None:
        """The refusal of an address that the portal's file does not list."""
        host = host_of(url)
        if self._portal.allows(url):
            return None
        if _is_private_literal(host):
            return FetchFailure(url=url, state="private_address", reason=f"{url} is not on the public internet")
        return FetchFailure(url=url, state="off_site", reason=f"{url} is on no host of the portal's file")

    def _ask(self, request: Request, here: str, conditions: Conditions | None, hops: list[Response]) -> Outcome:
        """One address, asked again as often as that may help."""
        headers = conditions.headers(here) if conditions else {}
        for attempt in range(1, self._limits.attempts + 1):
            outcome = self._exchange(request, here, headers)
            pause = self._pause(outcome, attempt)
            if pause is None:
                break
            if isinstance(outcome, Response):
                again = f"{outcome.reason}; asked again after {pause:g} s"
                hops.append(msgspec.structs.replace(outcome, state="retried", reason=again))
            self._halt.pause(pause)
        return outcome

    def _pause(self, outcome: Outcome, attempt: int) -> float | None:
        """Seconds to wait before asking again, or None when it is not to be asked again."""
        if attempt == self._limits.attempts or not worth_asking_again(outcome):
            return None
        asked = retry_after(outcome) if isinstance(outcome, Response) else None
        if asked is not None and asked > self._limits.retry_after_seconds:
            return None
        return max(asked or 0.0, self._limits.backoff_seconds * 2.0 ** (attempt - 1))

    def _exchange(self, request: Request, here: str, conditional: dict[str, str]) -> Outcome:
        """One request and its answer."""
        host = host_of(here)
        headers = {"User-Agent": self._agent, **request.headers, **conditional}
        self._halt.check()
        self._pacer.wait(host)
        self._asked[host] += 1
        fetched_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            session = self._session(here)
            served = session.exchange(request, here, headers)
            self._note_tls(here, session.tls)
            return self._response(request, here, served, fetched_at, conditional=bool(conditional))
        except NoAnswerError as error:
            return FetchFailure(url=request.key, state=error.state, reason=str(error), again=error.again)
        except TooLargeError:
            return FetchFailure(url=request.key, state="too_large", reason="larger than the limit when inflated")
        finally:
            self._pacer.done(host)

    def _response(self, request: Request, here: str, served: Served, fetched_at: str, *, conditional: bool) -> Response:
        headers = {name.lower(): value for name, value in served.headers}
        body, damage = self._inflated(served, headers.get("content-type", ""))
        state, reason = classify(served.status, headers, body, request.url, here, whole_page=not request.is_call)
        if served.status == 304 and conditional:
            state, reason = "unchanged", "HTTP 304"
        if served.cut or damage:
            state, reason = "truncated", served.cut or damage
        return Response(
            url=request.key,
            form=request.form,
            final_url=here,
            status=served.status,
            reason_phrase=served.reason_phrase,
            request_headers=served.sent,
            headers=served.headers,
            body_raw=served.body,
            body=body,
            digest=sha256(body).hexdigest(),
            fetched_at=fetched_at,
            state=state,
            reason=reason,
        )

    def _inflated(self, served: Served, content_type: str) -> tuple[bytes, str]:
        """The body and, when it is damaged, what is wrong with it."""
        media_type = content_type.partition(";")[0].strip().lower()
        encoding = joined(served.headers, "content-encoding")
        try:
            return inflate(served.body, encoding, media_type, self._limits.inflated_bytes), ""
        except BrokenBodyError as error:
            return error.partial, str(error)

    def _note_tls(self, url: str, tls: TlsProfile) -> None:
        """Remember the weakest profile of a host's answers: another portal's file may change that of its session."""
        if url.startswith("https:"):
            host = host_of(url)
            self._weakest[host] = max(tls, self._weakest.get(host, tls), key=TLS_PROFILES.index)

    def _session(self, url: str) -> HostSession:
        return self._connections.session(host_of(url), self._portal.server, self._portal.tls)


def _is_private_literal(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        return host == "localhost"
