"""Politeness: one request at a time to a host, a pause after each, and more of it for a slow host."""

import threading
import time
from collections.abc import Callable

_LATENCY_FACTOR = 2.0
_LONGEST_FOR_LATENCY = 30.0


class HaltedError(Exception):
    """The crawl is being stopped: nothing more is to be asked."""


class Halt:
    """The stop signal that every pause listens to. `sleep` takes the place of waiting."""

    def __init__(self, sleep: Callable[[float], None] | None = None) -> None:
        self._sleep = sleep
        self._signal = threading.Event()

    def set(self) -> None:
        """End every pause, now and from now on, with HaltedError."""
        self._signal.set()

    def check(self) -> None:
        """Raise HaltedError when the crawl is being stopped."""
        if self._signal.is_set():
            raise HaltedError

    def pause(self, seconds: float) -> None:
        """Wait so many seconds."""
        if self._sleep:
            self._sleep(seconds)
        else:
            self._signal.wait(seconds)
        self.check()


class Pacer:
    """When a host may be asked again: the larger of its delay and twice the time that its last answer took.

    A host with no delay (a portal on this machine) has no pause either. Times are of the monotonic clock.
    """

    def __init__(self, halt: Halt) -> None:
        self._halt = halt
        self._delay: dict[str, float] = {}
        self._began_at: dict[str, float] = {}
        self._ended_at: dict[str, float] = {}

    def slow_down(self, host: str, seconds: float) -> None:
        """Ask `host` no faster than every `seconds` from now on."""
        self._delay[host] = max(seconds, self._delay.get(host, 0.0))

    def ready_at(self, host: str) -> float:
        """From when on `host` may be asked."""
        delay = self._delay.get(host, 0.0)
        if not delay or host not in self._ended_at:
            return 0.0
        ended = self._ended_at[host]
        slow = min((ended - self._began_at[host]) * _LATENCY_FACTOR, _LONGEST_FOR_LATENCY)
        return ended + max(delay, slow)

    def wait(self, host: str) -> None:
        """Sleep until `host` may be asked again, and begin to count the time of its answer."""
        left = self.ready_at(host) - time.monotonic()
        if left > 0:
            self._halt.pause(left)
        self._began_at[host] = time.monotonic()

    def done(self, host: str) -> None:
        """An answer of `host` has just ended: the pause begins."""
        self._ended_at[host] = time.monotonic()
