"""Politeness: one request at a time to a host, and a pause after each."""

import time
from collections.abc import Callable


class Pacer:
    """Keeps at least `delay` seconds between the end of one answer of a host and the next request to it."""

    def __init__(self, delay: float, sleep: Callable[[float], None]) -> None:
        self._delay = delay
        self._sleep = sleep
        self._slower: dict[str, float] = {}
        self._ended_at: dict[str, float] = {}

    def slow_down(self, host: str, seconds: float) -> None:
        """Ask `host` no faster than every `seconds` from now on, nor than the portal's own delay."""
        self._slower[host] = max(seconds, self._delay)

    def wait(self, host: str) -> None:
        """Sleep until `host` may be asked again."""
        if host not in self._ended_at:
            return
        left = self._ended_at[host] + self._slower.get(host, self._delay) - time.monotonic()
        if left > 0:
            self._sleep(left)

    def done(self, host: str) -> None:
        """An answer of `host` has just ended: the pause begins."""
        self._ended_at[host] = time.monotonic()
