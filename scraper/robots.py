"""robots.txt by RFC 9309: read once a host and run, asked of every hop."""

import msgspec
from protego import Protego

from scraper.exchange import FetchFailure
from scraper.pacing import Pacer
from scraper.pages import decode, is_html
from scraper.states import State
from scraper.urls import host_of, origin_of

AGENT = "nianbao"
_READ_BYTES = 512 * 1024
# A redirect that cannot be followed means that there is none to be had, not that the host is down:
# RFC 9309, 2.3.1.2.
_UNAVAILABLE = {"off_site", "redirect_loop"}


class RobotsTxt(msgspec.Struct, frozen=True):
    """What came of asking for a robots.txt; `status` is None when no answer came."""

    state: State
    reason: str
    status: int | None = None
    media_type: str = ""
    body: bytes = b""


class Robots:
    """What may be asked, origin by origin. A Crawl-delay above `longest` seconds is not waited for."""

    def __init__(self, pacer: Pacer, longest: float) -> None:
        self._pacer = pacer
        self._longest = longest
        self._rules: dict[str, Protego | FetchFailure] = {}

    def wanted(self, url: str) -> str | None:
        """The robots.txt that must be asked before `url`; None when it is known."""
        origin = origin_of(url)
        return None if origin in self._rules else f"{origin}/robots.txt"

    def learn(self, url: str, answer: RobotsTxt) -> None:
        """Take note of what came of asking for the robots.txt at `url`."""
        self._rules[origin_of(url)] = self._read(url, answer)

    def refusal(self, url: str) -> FetchFailure | None:
        """Why `url`, whose robots.txt is known, may not be fetched, or None.

        `whole_host` is true when robots.txt could not be had.
        """
        rules = self._rules[origin_of(url)]
        if isinstance(rules, FetchFailure):
            return msgspec.structs.replace(rules, url=url)
        if not rules.can_fetch(url, AGENT):
            return FetchFailure(url=url, state="robots", reason="robots.txt does not allow it")
        return None

    def _read(self, url: str, answer: RobotsTxt) -> Protego | FetchFailure:
        """The rules of a host, or why it must be left alone."""
        text = _text(answer)
        if text is None:
            # Not `robots`: no rule says no, and the host may be well tomorrow.
            state = answer.state if answer.status is None or answer.state == "truncated" else "server_error"
            reason = f"robots.txt cannot be had ({answer.reason}), so nothing else is asked"
            return FetchFailure(url=url, state=state, reason=reason, again=True, whole_host=True)
        rules = Protego.parse(text)
        delay = rules.crawl_delay(AGENT)
        if delay is not None and delay > self._longest:
            reason = f"robots.txt asks for {delay:g} s between requests, longer than a crawl waits"
            return FetchFailure(url=url, state="robots", reason=reason)
        if delay is not None:
            self._pacer.slow_down(host_of(url), delay)
        return rules


def _text(answer: RobotsTxt) -> str | None:
    """The rules as text; "" when there are none; None when the host must be taken to disallow everything."""
    if answer.status is None:
        return "" if answer.state in _UNAVAILABLE else None
    if answer.status >= 500 or answer.status == 429 or answer.state == "truncated":
        return None
    if answer.status != 200 or (b"<" in answer.body[:1024] and is_html(answer.media_type, answer.body)):
        return ""
    return decode(answer.body[:_READ_BYTES])
