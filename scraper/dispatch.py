"""The one thread of a crawl that decides: what is asked next, of whom, and what becomes of the answers."""

import logging
import queue
import sqlite3
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import msgspec

import scraper.runs as runs
from scraper.archive import ArchiveError
from scraper.client import Client
from scraper.errand import Answer, Errand
from scraper.exchange import Detour, FetchFailure, Limits, Outcome, Request
from scraper.frontier import Target
from scraper.guard import address_of
from scraper.lanes import Lanes
from scraper.pacing import HaltedError, Pacer
from scraper.robots import Robots
from scraper.schemes import Schemes
from scraper.summary import CrawlSummary, Progress
from scraper.urls import host_of
from scraper.visit import Visit
from scraper.writer import ArchiveWriter

_LOG = logging.getLogger(__name__)


class Dispatcher:
    """The one thread that decides, stores and queues; others only fetch."""

    def __init__(
        self,
        visits: list[Visit],
        clients: list[Client],
        writer: ArchiveWriter,
        pool: ThreadPoolExecutor,
        pacer: Pacer,
        limits: Limits,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._visits = visits
        self._clients = clients
        self._writer = writer
        self._pool = pool
        self._pacer = pacer
        self._limits = limits
        self._progress = progress
        self._lanes = Lanes(pacer, limits)
        self._schemes = Schemes(writer.schemes())
        self._robots = Robots(pacer, limits.crawl_delay_seconds)
        self._errands: dict[str, deque[Errand]] = defaultdict(deque)
        self._visits_of: dict[str, list[int]] = defaultdict(list)
        self._robots_asked: set[str] = set()
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._under_way = 0

    def run(self) -> list[CrawlSummary]:
        """Work the queues off."""
        self._wake_hosts()
        while True:
            self._send()
            if any(visit.woken for visit in self._visits):
                self._wake_hosts()
                continue
            wait = self._lanes.wait_seconds()
            if not self._under_way and wait is None:
                break
            full = self._under_way >= self._limits.connections
            self._receive(None if full else wait)
        # At once: a kill between two of them would let the first begin anew while the other is taken up.
        with self._writer.transaction():
            for visit in self._visits:
                visit.finish()
        return [self._close(number) for number in range(len(self._visits))]

    def _wake_hosts(self) -> None:
        """Line up the hosts for which something was queued; a new one is looked up first."""
        for number, visit in enumerate(self._visits):
            for host in sorted(visit.woken):
                if number not in self._visits_of[host]:
                    self._meet(host, number, visit)
                if self._lanes.knows(host):
                    self._lanes.wake(host)
            visit.woken.clear()

    def _meet(self, host: str, number: int, visit: Visit) -> None:
        """A host that a visit asks for the first time in this crawl."""
        known = bool(self._visits_of[host])
        self._visits_of[host].append(number)
        self._pacer.slow_down(host, visit.portal.delay)
        if known:
            return
        closed = self._writer.closed(host)
        if closed:
            self._lanes.stop(host, closed)
            _LOG.warning("host_left_alone", extra={"facts": {"host": host, "reason": closed}})
            with self._writer.transaction():
                self._abandon(host)
        if visit.portal.server:
            self._lanes.place(host, host)
        else:
            self._submit(host, None, self._pool.submit(address_of, host))

    def _send(self) -> None:
        """Set out on every errand that may be done now."""
        while self._under_way < self._limits.connections and (host := self._lanes.take()):
            errand = self._next_errand(host)
            if errand is None:
                self._lanes.release(host)
            else:
                self._set_out(host, errand)

    def _next_errand(self, host: str) -> Errand | None:
        """What to ask of `host` now; its robots.txt before anything else."""
        errand = self._errands[host].popleft() if self._errands[host] else self._next_target(host)
        wanted = self._robots.wanted(errand.at) if errand and errand.target else None
        if errand is None or wanted is None:
            return errand
        stored = self._visits[errand.of].robots_stored(wanted)
        if stored:
            self._robots.learn(wanted, stored)
            return errand
        self._errands[host].appendleft(errand)
        if wanted in self._robots_asked:
            return None
        self._robots_asked.add(wanted)
        return Errand(errand.of, Request(wanted), None)

    def _next_target(self, host: str) -> Errand | None:
        for number in self._visits_of[host]:
            target = self._visits[number].next(host)
            if target:
                at = self._schemes.address(target.request.url)
                detour = None if at == target.request.url else Detour(target.request, at)
                return Errand(number, target.request, target, detour)
        return None

    def _set_out(self, host: str, errand: Errand) -> None:
        visit, get = self._visits[errand.of], self._clients[errand.of].get
        if errand.target:
            gate, conditions = self._robots.refusal, visit.conditions(errand.target)
        else:
            gate, conditions = None, visit.robots_conditions(errand.request.url)
        fetch = partial(get, errand.request, gate=gate, conditions=conditions, detour=errand.detour)
        self._submit(host, errand, self._pool.submit(fetch))

    def _submit(self, host: str, errand: Errand | None, future: "Future[Any]") -> None:
        self._under_way += 1
        future.add_done_callback(lambda done: self._answers.put(Answer(host, errand, done)))

    def _receive(self, seconds: float | None) -> None:
        """Wait for an answer, at most so long, and take in all that have come: one transaction, one sync."""
        try:
            answers = [self._answers.get(timeout=seconds)]
        except queue.Empty:
            return
        while not self._answers.empty():
            answers.append(self._answers.get())
        self._under_way -= len(answers)
        with self._writer.transaction():
            for answer in answers:
                self._take_in(answer)
        self._wake_hosts()
        for answer in answers:
            self._report(answer)

    def _take_in(self, answer: Answer) -> None:
        host, errand = answer.host, answer.errand
        if errand is None:
            self._lanes.place(host, answer.future.result())
            self._lanes.wake(host)
            return
        outcome = _outcome(answer.future, errand)
        if isinstance(outcome, Detour):
            self._redirect(errand, outcome)
        else:
            self._deliver(host, errand, outcome)
        self._lanes.release(host)
        self._visits[errand.of].woken.add(host)

    def _deliver(self, host: str, errand: Errand, outcome: Outcome) -> None:
        """An errand has come to its end, at `host`."""
        visit = self._visits[errand.of]
        if errand.target:
            self._conclude(host, errand, errand.target, outcome)
        else:
            self._robots.learn(errand.request.url, visit.settle_robots(errand.request.url, outcome))
            visit.woken.add(host_of(errand.request.url))

    def _conclude(self, host: str, errand: Errand, target: Target, outcome: Outcome) -> None:
        """Settle a target, unless the other scheme is still to be tried for it."""
        other = None if errand.first else self._schemes.other(errand.at, outcome)
        if other:
            trial = msgspec.structs.replace(errand, first=outcome)
            request = errand.detour.request if errand.detour else errand.request
            self._redirect(trial, Detour(request, other, same_host=True))
            return
        scheme = self._schemes.learn(errand.at, outcome)
        if scheme:
            self._writer.keep_scheme(host, scheme)
        outcome = self._schemes.better(errand.first, outcome) if errand.first else outcome
        self._settle(errand.of, target, outcome)
        self._judge(host, outcome)

    def _settle(self, number: int, target: Target, outcome: Outcome) -> None:
        """Store an answer and queue what it names; one that cannot be read ends no crawl."""
        try:
            self._visits[number].settle(target, outcome)
        except (ArchiveError, sqlite3.Error):
            raise
        except Exception as error:
            _LOG.exception("crawler_failed", extra={"facts": {"url": target.url, "reason": repr(error)}})
            self._visits[number].settle(target, _fault(target.url, error))

    def _redirect(self, errand: Errand, detour: Detour) -> None:
        """Go on at another origin, when its host may be asked."""
        host = host_of(detour.at)
        visit = self._visits[errand.of]
        self._errands[host].append(msgspec.structs.replace(errand, detour=detour))
        if errand.target:
            visit.send_away(errand.target)
        if host in self._lanes.stopped:
            self._abandon(host)
        visit.woken.add(host)

    def _judge(self, host: str, outcome: Outcome) -> None:
        rest = self._lanes.judge(host, outcome)
        if rest is None or host in self._lanes.stopped:
            return
        reason = rest.reason
        if rest.seconds:
            until = runs.now(rest.seconds)
            reason = f"{reason}; not asked again before {until}"
            self._writer.close_host(host, until, reason)
        self._lanes.stop(host, reason)
        _LOG.warning("host_left_alone", extra={"facts": {"host": host, "reason": reason}})
        self._abandon(host)

    def _abandon(self, host: str) -> None:
        """Settle the errands that came to `host` from elsewhere, whose fault it is not; its own stay in the queue."""
        for errand in self._errands.pop(host, ()):
            if host_of(errand.request.url) == host:
                continue
            reason = f"leads to a host that is left alone: {self._lanes.stopped[host]}"
            hops = errand.detour.hops if errand.detour else ()
            failure = FetchFailure(url=errand.request.key, state="unreachable", reason=reason, again=True, hops=hops)
            if errand.target:
                outcome = self._schemes.better(errand.first, failure) if errand.first else failure
                self._settle(errand.of, errand.target, outcome)
            else:
                self._deliver(host, errand, failure)

    def _report(self, answer: Answer) -> None:
        if self._progress and answer.errand and answer.errand.target:
            done = sum(visit.done for visit in self._visits)
            queued = sum(visit.queued for visit in self._visits)
            self._progress(Progress(done, queued, self._lanes.hosts, answer.errand.target.url))

    def _close(self, number: int) -> CrawlSummary:
        mine = [host for host, visits in self._visits_of.items() if number in visits]
        stopped = [self._lanes.stopped[host] for host in mine if host in self._lanes.stopped]
        client = self._clients[number]
        return self._visits[number].close(client.requests, client.weak_tls, stopped)


def _outcome(future: "Future[Outcome | Detour]", errand: Errand) -> Outcome | Detour:
    """What an errand came back with; a fault of ours on one odd answer ends no crawl."""
    try:
        return future.result()
    except HaltedError:
        raise
    except Exception as error:
        facts = {"url": errand.request.url, "reason": repr(error)}
        _LOG.exception("crawler_failed", extra={"facts": facts})
        return _fault(errand.request.key, error)


def _fault(url: str, error: Exception) -> FetchFailure:
    return FetchFailure(url=url, state="crawler_failed", reason=f"a fault of nianbao: {error!r}")
