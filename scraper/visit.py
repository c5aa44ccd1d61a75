"""A visit: one portal's run, from what was answered to what is asked next."""

import logging

import msgspec

import scraper.runs as runs
from scraper.archive import ArchiveError
from scraper.attachments import Page, judge_file, page_of, same_content
from scraper.catalog import Capture, Kind
from scraper.exchange import Conditions, FetchFailure, Limits, Outcome, Response
from scraper.families import Family, family_of
from scraper.frontier import Frontier, Target
from scraper.portal import Portal
from scraper.queueing import Queueing
from scraper.robots import RobotsTxt
from scraper.states import SETTLED, State
from scraper.summary import CrawlSummary, count_run
from scraper.writer import ArchiveWriter, Subject

_LOG = logging.getLogger(__name__)
_READ: frozenset[State] = frozenset({"captured", "unchanged"})
_READ_AGAIN: frozenset[Kind] = frozenset({"list", "robots"})


class Visit:
    """The queue and the archive of one portal's run; every change belongs to the caller's transaction."""

    def __init__(self, portal: Portal, writer: ArchiveWriter, limits: Limits, *, again: bool = False) -> None:
        self.portal = portal
        self._writer = writer
        self._family = family_of(portal)
        with writer.transaction():
            self._run = runs.begin(writer, portal.name, again=again)
            self._frontier = Frontier(writer.connection, portal.name, self._run)
            self._frontier.begin(dict.fromkeys(portal.start))
        self._stored = runs.stored(writer, portal.name, self._run)
        self._queueing = Queueing(
            portal, self._family, self._frontier, limits, self._frontier.census(), resumed=self._run.resumed
        )
        self.done = 0
        self._finished_at = ""
        self._away: set[str] = set()
        self._asked: dict[tuple[str, Kind], Capture | None] = {}  # the earlier answers of what is under way

    @property
    def queued(self) -> int:
        """Addresses still to be asked."""
        return self._queueing.queued

    @property
    def woken(self) -> set[str]:
        """The hosts for which something was queued since this was last emptied."""
        return self._queueing.woken

    def next(self, host: str) -> Target | None:
        """What to ask of `host`; what this run has stored of it already (before a kill) is settled on the way."""
        while target := self._frontier.next(host, self._away):
            stored = self._stored.pop(target.url, None)
            if stored is None:
                return target
            with self._writer.transaction():
                self._conclude(target, stored, None)
        return None

    def send_away(self, target: Target) -> None:
        """A redirect leads `target` to another host: its own is not to be asked for it until it is settled."""
        self._away.add(target.url)

    def conditions(self, target: Target) -> Conditions | None:
        """What an earlier answer of `target` said of itself."""
        previous = self._asked[target.url, target.kind] = self._previous(target)
        if previous and (previous.etag or previous.last_modified):
            return Conditions(previous.final_url, previous.etag, previous.last_modified)
        return None

    def settle(self, target: Target, outcome: Outcome) -> None:
        """Store what was answered, and queue what it names."""
        subject = self._subject(target)
        if isinstance(outcome, FetchFailure):
            self._asked.pop((target.url, target.kind), None)
            self._writer.add_hops(outcome.hops, subject)
            self._end(target, outcome.state, outcome.reason, runs.now())
        else:
            key = (target.url, target.kind)
            previous = self._asked.pop(key) if key in self._asked else self._previous(target)
            outcome = self._judged(target, outcome, previous)
            capture = self._writer.add(outcome, subject, previous)
            self._conclude(target, capture, outcome.body if outcome.status == 200 else None)

    def _judged(self, target: Target, answer: Response, previous: Capture | None) -> Response:
        """An answer by what it was asked for: a page may be no file, hold no report, or be new in its frame only."""
        if answer.status != 200 or answer.state != "captured":
            return answer
        end: tuple[State, str] = (answer.state, answer.reason)
        if target.kind == "attachment":
            end = judge_file(answer)
        elif target.kind == "article":
            end = self._judge_article(answer, previous)
        return msgspec.structs.replace(answer, state=end[0], reason=end[1])

    def _judge_article(self, answer: Response, previous: Capture | None) -> tuple[State, str]:
        page = page_of(answer)
        if type(self._family).missing is not Family.missing:
            reason = self._family.missing(page.text)
            if reason:
                return "no_report", reason
        if previous and previous.digest != answer.digest:
            try:
                before = Page(self._writer.body(previous), previous.charset, previous.media_type)
            except ArchiveError:
                return answer.state, answer.reason
            if same_content(before, page, answer.final_url, self._family.shape):
                return "unchanged", "the article as before; only the page around it differs"
        return answer.state, answer.reason

    def robots_stored(self, url: str) -> RobotsTxt | None:
        """The robots.txt at `url` when this run has it already."""
        capture = self._stored.get(url)
        return self._robots_txt(capture) if capture else None

    def robots_conditions(self, url: str) -> Conditions | None:
        """What an earlier answer of the robots.txt at `url` said of itself."""
        return self.conditions(_robots_target(url))

    def settle_robots(self, url: str, outcome: Outcome) -> RobotsTxt:
        """Store the answer of a robots.txt."""
        subject = Subject(self._run.id, self.portal.name, "robots")
        if isinstance(outcome, FetchFailure):
            self._writer.add_hops(outcome.hops, subject)
            return RobotsTxt(outcome.state, outcome.reason)
        previous = self._previous(_robots_target(url))
        return self._robots_txt(self._writer.add(outcome, subject, previous))

    def finish(self) -> None:
        """Mark the run as finished, unless something was left in the queue."""
        self._finished_at = runs.now()
        if self._frontier.queued() == 0:
            self._frontier.settle_empty_lists()
            runs.close(self._writer, self._run, self._finished_at)

    def close(self, requests: int, weak_tls: list[str], stopped: list[str]) -> CrawlSummary:
        """Count the run."""
        checked = self.portal.lists_checked
        counted = count_run(self._writer.connection, self.portal.name, self._run.id, self._run.visit, checked)
        recovery = self._writer.recovery
        return CrawlSummary(
            portal=self.portal.name,
            run=self._run.id,
            resumed=self._run.resumed,
            requests=requests,
            problems=self._frontier.problems(),
            recovered=recovery.adopted,
            recovery=str(recovery) if recovery.files else None,
            weak_tls=tuple(weak_tls),
            stopped="; ".join(stopped or self._forgotten()) or None,
            started_at=self._run.started_at,
            finished_at=self._finished_at,
            **msgspec.structs.asdict(counted),
        )

    def _forgotten(self) -> list[str]:
        left = self._frontier.queued()
        return (
            [f"{left} addresses are left in the queue, and no host was stopped: this is a fault of nianbao"]
            if left
            else []
        )

    def _robots_txt(self, capture: Capture) -> RobotsTxt:
        status = 200 if capture.status == 304 else capture.status
        body = self._writer.body(capture)
        return RobotsTxt(capture.state, capture.reason, status, capture.media_type or "", body)

    def _previous(self, target: Target) -> Capture | None:
        """The last good answer for `target`; none where what it refers to would be needed and cannot be read."""
        previous = self._writer.previous(self.portal.name, target.url, target.kind)
        if previous and target.kind in _READ_AGAIN:
            try:
                self._writer.body(previous)
            except ArchiveError as error:
                _LOG.warning("record_damaged", extra={"facts": {"url": target.url, "reason": str(error)}})
                return None
        return previous

    def _subject(self, target: Target) -> Subject:
        told = (target.found_on, target.list_title, target.list_date)
        return Subject(self._run.id, self.portal.name, target.kind, *told)

    def _end(self, target: Target, state: State, reason: str, checked_at: str | None) -> None:
        if target.kind == "list" and state not in SETTLED:
            told = {"portal": self.portal.name, "url": target.url, "state": state, "reason": reason}
            _LOG.warning("list_unreadable", extra={"facts": told})
        self._frontier.settle(target, state, reason, checked_at)
        self._away.discard(target.url)
        self._queueing.queued -= 1
        self.done += 1

    def _conclude(self, target: Target, capture: Capture, body: bytes | None) -> None:
        """The state in which an answered address ends; a list is read (`body`, or what is stored) on the way."""
        end: tuple[State, str] = (capture.state, capture.reason)
        if target.kind == "list":
            if capture.state in _READ:
                end = self._queueing.read_list(target, capture, self._writer.body(capture) if body is None else body)
            elif target.request.guessed and capture.state in ("gone", "soft_404"):
                end = ("end", capture.reason)
        elif target.kind == "article" and capture.state == "captured":
            self._queueing.queue_files(target, capture, self._writer.body(capture) if body is None else body)
        self._end(target, *end, capture.fetched_at)


def _robots_target(url: str) -> Target:
    return Target(url, "robots", url, None, None, None, None)
