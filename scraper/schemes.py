"""http or https: some portals answer on one of them only, and send 403 or nothing on the other."""

from urllib.parse import urlsplit

import msgspec

from scraper.exchange import FetchFailure, Outcome, Response
from scraper.urls import host_of, origin_of

_OTHER = {"http": "https", "https": "http"}
_SHUT = {403, 410}
_GOOD = {"captured", "unchanged"}


class Schemes:
    """Which scheme each host answers on. The other one is tried once a host and crawl, and remembered if it works."""

    def __init__(self, known: dict[str, str]) -> None:
        self._known = known
        self._answered: set[str] = set()
        self._tried: set[str] = set()

    def address(self, url: str) -> str:
        """`url` over the scheme that its host is known to answer on."""
        parts = urlsplit(url)
        scheme = self._known.get(host_of(url)) if parts.port is None else None
        return parts._replace(scheme=scheme).geturl() if scheme else url

    def other(self, url: str, outcome: Outcome) -> str | None:
        """`url` over the other scheme, where `outcome` leaves hope that this host answers on that alone."""
        parts, host = urlsplit(url), host_of(url)
        # `again`: nothing was had from the host, or its robots.txt was not, so that nothing may be asked of it.
        shut = outcome.again if isinstance(outcome, FetchFailure) else outcome.status in _SHUT
        if not shut or parts.port is not None or host in self._tried or origin_of(url) in self._answered:
            return None
        self._tried.add(host)
        return parts._replace(scheme=_OTHER[parts.scheme]).geturl()

    def better(self, first: Outcome, trial: Outcome) -> Outcome:
        """The trial of the other scheme where it brought the page, else the first outcome; with the answers of both."""
        if trial.state in _GOOD:
            return msgspec.structs.replace(trial, hops=(*_answers(first), *trial.hops))
        told = "the same" if trial.reason == first.reason else trial.reason
        reason = f"{first.reason}; over the other of http and https: {told}"
        return msgspec.structs.replace(first, reason=reason, hops=(*first.hops, *_answers(trial)))

    def learn(self, url: str, outcome: Outcome) -> str | None:
        """Take note of what came of `url`; returns its scheme where it is the one to ask its host on from now on."""
        host, scheme = host_of(url), urlsplit(url).scheme
        if outcome.state not in _GOOD:
            return None
        self._answered.add(origin_of(url))
        if host not in self._tried or self._known.get(host) == scheme:
            return None
        self._known[host] = scheme
        return scheme


def _answers(outcome: Outcome) -> tuple[Response, ...]:
    """The answers on the way to an outcome, and itself where it is one."""
    if isinstance(outcome, FetchFailure):
        return outcome.hops
    return (*outcome.hops, msgspec.structs.replace(outcome, state="retried", hops=()))
