"""A crawl: from a portal's start pages to its articles in the archive; it can be broken off anywhere."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec

from scraper import runs
from scraper.catalog import Capture
from scraper.client import Client, Gate
from scraper.exchange import Conditions, FetchFailure, Limits, Outcome, Request
from scraper.families import FamilyMismatchError, Link, ListPage, family_of
from scraper.frontier import Frontier, Target
from scraper.pages import decode
from scraper.portal import Portal
from scraper.robots import Robots, RobotsTxt
from scraper.states import TRANSIENT, State
from scraper.summary import CrawlSummary, Progress, changed_articles, count_pages
from scraper.writer import ArchiveWriter, Subject

_LOCAL_CONTACT = "a portal on this machine"


class CrawlError(Exception):
    """A crawl cannot begin; whoever asked for it must give what the message names."""


def crawl(
    portal: Portal,
    raw_dir: Path,
    *,
    progress: Callable[[Progress], None] | None = None,
    contact: str | None = None,
    sleep: Callable[[float], None] = time.sleep,
    limits: Limits | None = None,
) -> CrawlSummary:
    """Crawl `portal` into the archive under `raw_dir` and say what came of it.

    A run that was broken off less than 24 hours ago is taken up again: nothing stored in it is asked for
    twice. `contact` (an address that portals can write to) goes into the User-Agent unless the portal's
    file has its own. Raises CrawlError without a contact, ArchiveError when another crawl is at work or
    `raw_dir` cannot be written.
    """
    who = portal.contact or contact or (_LOCAL_CONTACT if portal.loopback else None)
    if not who or not (who.isascii() and who.isprintable()):
        raise CrawlError("a crawl needs a contact in plain ASCII (an e-mail or web address) that portals can write to")
    client = Client(portal, who, limits, sleep)
    try:
        with ArchiveWriter(raw_dir) as writer:
            return _Crawl(portal, writer, client, progress).run()
    finally:
        client.close()


class _Crawl:
    """One run at work: the queue, the client and the archive brought together."""

    def __init__(
        self,
        portal: Portal,
        writer: ArchiveWriter,
        client: Client,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._portal = portal
        self._writer = writer
        self._client = client
        self._limits = client.limits
        self._progress = progress
        self._family = family_of(portal)
        self._robots = Robots(self._robots_txt, client.pacer, self._limits.crawl_delay_seconds)
        self._run = runs.begin(writer, portal.name)
        self._frontier = Frontier(writer.connection, portal.name, self._run.id)
        self._stored: dict[str, Capture] = {}
        self._failures: Counter[str] = Counter()
        self._stopped: dict[str, str] = {}
        self._done = 0
        self._queued = 0

    def run(self) -> CrawlSummary:
        """Work the queue off."""
        with self._writer.transaction():
            if self._run.resumed:
                self._frontier.resume()
            else:
                self._frontier.begin(dict.fromkeys(self._portal.start))
        self._stored = runs.stored(self._writer, self._portal.name, self._run.id)
        self._queued = self._frontier.queued()
        while (target := self._frontier.next(self._stopped)) is not None:
            self._visit(target)
            self._report(target)
        return self._summary()

    def _visit(self, target: Target) -> None:
        """Settle one address: by what this run stored of it already, or by asking."""
        stored = self._stored.pop(target.url, None)
        if stored is None:
            self._ask(target)
            return
        with self._writer.transaction():
            self._conclude(target, stored, None)

    def _ask(self, target: Target) -> None:
        previous = self._writer.previous(self._portal.name, target.url)
        outcome = self._fetch(target.request, previous, self._robots.refusal)
        with self._writer.transaction():
            if isinstance(outcome, FetchFailure):
                self._writer.add_hops(outcome.hops, self._subject(target))
                end = (outcome.state, outcome.reason)
                self._frontier.settle(target.url, target.kind, end, runs.now())
            else:
                capture = self._writer.add(outcome, self._subject(target), previous)
                self._conclude(target, capture, outcome.body if outcome.status == 200 else None)
        self._watch(target.host, outcome)

    def _fetch(self, request: Request, previous: Capture | None, gate: Gate | None) -> Outcome:
        """Ask the portal, conditionally when a body is there already."""
        conditions = None
        if previous and (previous.etag or previous.last_modified):
            conditions = Conditions(previous.final_url, previous.etag, previous.last_modified)
        return self._client.get(request, gate=gate, conditions=conditions)

    def _subject(self, target: Target) -> Subject:
        return Subject(self._run.id, self._portal.name, target.kind, target.list_title, target.list_date)

    def _conclude(self, target: Target, capture: Capture, body: bytes | None) -> None:
        """The state in which an answered address ends; a list is read (`body`, or what is stored) on the way."""
        end = (capture.state, capture.reason)
        if target.kind == "list":
            if capture.state in ("captured", "unchanged"):
                end = self._read_list(target, capture, self._writer.body(capture) if body is None else body)
            elif target.url != target.root and capture.state in ("gone", "soft_404"):
                end = ("end", capture.reason)
        self._frontier.settle(target.url, target.kind, end, capture.fetched_at)

    def _read_list(self, target: Target, capture: Capture, body: bytes) -> tuple[State, str]:
        is_first = target.url == target.root
        root = capture.final_url if is_first else target.root
        asked = msgspec.structs.replace(target.request, url=capture.final_url)
        try:
            page = self._family.read(asked, decode(body, capture.charset), root)
        except FamilyMismatchError as error:
            return "family_mismatch", str(error)
        if not page.links and not page.next_requests:
            return ("empty_list", "the list has its frame and no entry") if is_first else ("end", "an empty list")
        return self._queue(target, page) or (capture.state, capture.reason)

    def _queue(self, target: Target, page: ListPage) -> tuple[State, str] | None:
        """Queue the entries that this list has not named yet, and the next page if there were any."""
        links = [msgspec.structs.replace(link, url=self._family.identity(link.url)) for link in page.links]
        new = [link for link in links if self._frontier.mark_listed(target, link.url)]
        room = self._limits.articles - self._frontier.count("article")
        for link in new[: max(room, 0)]:
            self._queue_article(link, target)
        if len(new) > room:
            return (
                "too_many",
                f"more than {self._limits.articles} articles: the rest of this list is left out",
            )
        for request in page.next_requests if new or not page.links else ():
            if self._frontier.count("list") >= self._limits.lists:
                return (
                    "too_many",
                    f"more than {self._limits.lists} list pages: what follows this one is left out",
                )
            self._frontier.add_list(request, target.root, target.url)
        self._queued = self._frontier.queued()
        return None

    def _queue_article(self, link: Link, target: Target) -> None:
        if not self._portal.allows(link.url):
            self._frontier.leave_out(link, target, "off_site", f"{link.url} is on no host of the portal's file")
        elif not self._family.is_article(link.url):
            self._frontier.leave_out(link, target, "not_article", "listed, but no page that this family reads")
        else:
            self._frontier.add_article(link, target)

    def _watch(self, host: str, outcome: Outcome) -> None:
        """Leave a host alone that challenges us, asks for rest, or does not answer any more."""
        failed = outcome.state in TRANSIENT
        self._failures[host] = self._failures[host] + 1 if failed else 0
        if _must_stop(outcome):
            self._stopped[host] = f"{host} is left alone: {outcome.reason}"
        elif self._failures[host] >= self._limits.host_failures:
            count = self._failures[host]
            self._stopped[host] = f"{host} is left alone after {count} failures: {outcome.reason}"

    def _robots_txt(self, url: str) -> RobotsTxt:
        """A host's robots.txt, asked once in a run."""
        capture = self._stored.get(url)
        if capture is None:
            subject = Subject(self._run.id, self._portal.name, "robots")
            previous = self._writer.previous(self._portal.name, url)
            outcome = self._fetch(Request(url), previous, None)
            with self._writer.transaction():
                if isinstance(outcome, FetchFailure):
                    self._writer.add_hops(outcome.hops, subject)
                    return RobotsTxt(outcome.state, outcome.reason)
                capture = self._writer.add(outcome, subject, previous)
        status = 200 if capture.status == 304 else capture.status
        body = self._writer.body(capture)
        return RobotsTxt(capture.state, capture.reason, status, capture.media_type or "", body)

    def _report(self, target: Target) -> None:
        self._done += 1
        if target.kind == "list":
            self._queued = self._frontier.queued()
        else:
            self._queued -= 1
        if self._progress:
            self._progress(Progress(self._done, self._queued, target.url))

    def _summary(self) -> CrawlSummary:
        """Close the run, unless something was left in the queue, and count it."""
        finished_at = runs.now()
        if self._frontier.queued() == 0:
            runs.close(self._writer, self._run, finished_at)
        connection, run = self._writer.connection, self._run.id
        changed = changed_articles(connection, run)
        recovery = self._writer.recovery
        return CrawlSummary(
            portal=self._portal.name,
            run=run,
            resumed=self._run.resumed,
            requests=self._client.requests,
            lists=count_pages(connection, run, "list", "captured") + count_pages(connection, run, "list", "unchanged"),
            found=self._frontier.found(),
            fetched=count_pages(connection, run, "article", "captured") - len(changed),
            changed=changed,
            unchanged=count_pages(connection, run, "article", "unchanged"),
            problems=self._frontier.problems(),
            recovered=recovery.adopted,
            recovery=str(recovery) if recovery.files else None,
            stopped="; ".join(self._stopped.values()) or None,
            started_at=self._run.started_at,
            finished_at=finished_at,
        )


def _must_stop(outcome: Outcome) -> bool:
    """Whether one such answer is enough to leave the host alone."""
    if isinstance(outcome, FetchFailure):
        return outcome.state == "robots" and outcome.again
    return outcome.state == "challenged" or outcome.status == 429
