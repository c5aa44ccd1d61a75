"""Lanes: which host may be asked now. Hosts at one network address share a lane, and are asked one at a time."""

import heapq
import time
from collections import Counter, deque
from itertools import count

import msgspec

from scraper.exchange import Limits, Outcome, Response, retry_after
from scraper.pacing import Pacer
from scraper.states import TRANSIENT

_LONGEST_REST = 7 * 86400.0


class Lane:
    """The hosts of one address: one of them is asked at a time, until nothing of it is left."""

    def __init__(self) -> None:
        self.waiting: deque[str] = deque()
        self.busy = False
        self.last: str | None = None
        self.free_at = 0.0


class Rest(msgspec.Struct, frozen=True):
    """Why a host is left alone, and for how many seconds from now; 0 until the next crawl."""

    reason: str
    seconds: float = 0.0


class Lanes:
    """When each host may be asked. Times are of the monotonic clock; for one thread only."""

    def __init__(self, pacer: Pacer, limits: Limits) -> None:
        self._pacer = pacer
        self._limits = limits
        self._lanes: dict[str, Lane] = {}
        self._lane_of: dict[str, Lane] = {}
        self._ready: list[tuple[float, int, Lane]] = []
        self._order = count()
        self._failures: Counter[str] = Counter()
        self._challenges: Counter[str] = Counter()
        self.stopped: dict[str, str] = {}

    @property
    def hosts(self) -> int:
        """How many hosts are being asked or wait for their turn."""
        return sum(len(lane.waiting) + lane.busy for lane in self._lanes.values())

    def knows(self, host: str) -> bool:
        """Whether `host` has its lane."""
        return host in self._lane_of

    def place(self, host: str, address: str) -> None:
        """Give `host` the lane of `address`."""
        self._lane_of[host] = self._lanes.setdefault(address, Lane())

    def wake(self, host: str) -> None:
        """There is something to ask of `host`."""
        lane = self._lane_of[host]
        if host in self.stopped or host in lane.waiting or (lane.busy and lane.last == host):
            return
        # The host asked last comes first: it needs its own pause only, another one that of the shared address.
        if host == lane.last:
            lane.waiting.appendleft(host)
        else:
            lane.waiting.append(host)
        if not lane.busy and lane.waiting[0] == host:
            self._line_up(lane)

    def take(self) -> str | None:
        """A host that may be asked now; it is busy until `release`. None when there is none yet."""
        while self._ready and self._ready[0][0] <= time.monotonic():
            _, _, lane = heapq.heappop(self._ready)
            if lane.busy or not lane.waiting:
                continue
            if self._ready_at(lane) > time.monotonic():
                self._line_up(lane)
                continue
            lane.last = lane.waiting.popleft()
            lane.busy = True
            return lane.last
        return None

    def wait_seconds(self) -> float | None:
        """How long until `take` may have a host; None when nothing waits."""
        return max(0.0, self._ready[0][0] - time.monotonic()) if self._ready else None

    def release(self, host: str) -> None:
        """`host` has been asked, or had nothing to be asked."""
        lane = self._lane_of[host]
        lane.busy = False
        lane.free_at = time.monotonic()
        if lane.waiting:
            self._line_up(lane)

    def stop(self, host: str, reason: str) -> None:
        """Ask nothing more of `host`."""
        self.stopped[host] = f"{host} is left alone: {reason}"
        lane = self._lane_of.get(host)
        if lane and host in lane.waiting:
            lane.waiting.remove(host)

    def judge(self, host: str, outcome: Outcome) -> Rest | None:
        """Whether `outcome` is a reason to leave `host` alone: it challenges, asks for rest, or is silent."""
        failed = outcome.state in TRANSIENT
        self._failures[host] = self._failures[host] + 1 if failed else 0
        self._challenges[host] += outcome.state == "challenged"
        asked = self._rest_asked_for(outcome) if isinstance(outcome, Response) else None
        if asked is not None:
            return Rest(outcome.reason, asked)
        if not isinstance(outcome, Response) and outcome.whole_host:
            return Rest(outcome.reason)
        if self._challenges[host] >= self._limits.challenges:
            return Rest(f"{self._challenges[host]} challenges, {outcome.reason}", self._limits.rest_seconds)
        if self._failures[host] >= self._limits.host_failures:
            return Rest(f"{self._failures[host]} failures, {outcome.reason}")
        return None

    def _rest_asked_for(self, answer: Response) -> float | None:
        """How many seconds of rest an answer asks for, a week at most; None where it asks for none."""
        asked = min(retry_after(answer) or 0.0, _LONGEST_REST)
        if answer.status == 429:
            return max(self._limits.rest_seconds, asked)
        return asked if answer.status == 503 and asked > self._limits.retry_after_seconds else None

    def _line_up(self, lane: Lane) -> None:
        heapq.heappush(self._ready, (self._ready_at(lane), next(self._order), lane))

    def _ready_at(self, lane: Lane) -> float:
        """From when on the first host of `lane` may be asked: later where another of its hosts was just asked."""
        host = lane.waiting[0]
        at = self._pacer.ready_at(host)
        if lane.last is not None and lane.last != host:
            return max(at, lane.free_at + self._limits.shared_address_seconds)
        return at
