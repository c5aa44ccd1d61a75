"""A visit: one portal's run, from what was answered to what is asked next."""

import logging
from urllib.parse import urlsplit

import msgspec

import scraper.runs as runs
from scraper.attachments import Page, attachments_of, judge_file, page_of, same_content
from scraper.catalog import Capture
from scraper.exchange import Conditions, FetchFailure, Limits, Outcome, Request, Response
from scraper.families import Family, FamilyMismatchError, Link, ListPage, family_of
from scraper.files import is_file
from scraper.frontier import Frontier, Target
from scraper.pages import decode
from scraper.portal import Portal
from scraper.robots import RobotsTxt
from scraper.states import SETTLED, State
from scraper.summary import CrawlSummary, count_run
from scraper.urls import host_of, place_of
from scraper.writer import ArchiveWriter, Subject

_LOG = logging.getLogger(__name__)
_OFF_SITE = "{} is on no host of the portal's file"
_READ: frozenset[State] = frozenset({"captured", "unchanged"})


class Visit:
    """The queue and the archive of one portal's run; every change belongs to the caller's transaction.

    `woken` are the hosts for which something was queued since it was last emptied.
    """

    def __init__(self, portal: Portal, writer: ArchiveWriter, limits: Limits, *, again: bool = False) -> None:
        self.portal = portal
        self._writer = writer
        self._limits = limits
        self._family = family_of(portal)
        self._run = runs.begin(writer, portal.name, again=again)
        self._frontier = Frontier(writer.connection, portal.name, self._run)
        with writer.transaction():
            if self._run.resumed:
                self._frontier.resume()
            else:
                self._frontier.begin(dict.fromkeys(portal.start))
        self._stored = runs.stored(writer, portal.name, self._run)
        census = self._frontier.census()
        self.queued = census.queued
        self.done = 0
        self._finished_at = ""
        self._lists = census.known["list"]
        self._articles = census.known["article"]
        self._schemes = {place_of(url): urlsplit(url).scheme for url in portal.start}
        self._chains: dict[str, set[str]] = {}
        self._stale: set[str] = set()
        self._away: set[str] = set()
        self.woken = set(census.hosts)

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
        previous = self._previous(target)
        if previous and (previous.etag or previous.last_modified):
            return Conditions(previous.final_url, previous.etag, previous.last_modified)
        return None

    def settle(self, target: Target, outcome: Outcome) -> None:
        """Store what was answered, and queue what it names."""
        subject = self._subject(target)
        if isinstance(outcome, FetchFailure):
            self._writer.add_hops(outcome.hops, subject)
            self._end(target, outcome.state, outcome.reason, runs.now())
        else:
            previous = self._previous(target)
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
            before = Page(self._writer.body(previous), previous.charset, previous.media_type)
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
        counted = count_run(self._writer.connection, self.portal.name, self._run.id, self._run.visit)
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
            stopped="; ".join(stopped) or None,
            started_at=self._run.started_at,
            finished_at=self._finished_at,
            **msgspec.structs.asdict(counted),
        )

    def _robots_txt(self, capture: Capture) -> RobotsTxt:
        status = 200 if capture.status == 304 else capture.status
        body = self._writer.body(capture)
        return RobotsTxt(capture.state, capture.reason, status, capture.media_type or "", body)

    def _previous(self, target: Target) -> Capture | None:
        return self._writer.previous(self.portal.name, target.url, target.kind)

    def _subject(self, target: Target) -> Subject:
        told = (target.found_on, target.list_title, target.list_date)
        return Subject(self._run.id, self.portal.name, target.kind, *told)

    def _end(self, target: Target, state: State, reason: str, checked_at: str | None) -> None:
        if target.kind == "list" and state not in SETTLED:
            told = {"portal": self.portal.name, "url": target.url, "state": state, "reason": reason}
            _LOG.warning("list_unreadable", extra={"facts": told})
        self._frontier.settle(target, state, reason, checked_at)
        self._away.discard(target.url)
        self.queued -= 1
        self.done += 1

    def _conclude(self, target: Target, capture: Capture, body: bytes | None) -> None:
        """The state in which an answered address ends; a list is read (`body`, or what is stored) on the way."""
        end: tuple[State, str] = (capture.state, capture.reason)
        if target.kind == "list":
            if capture.state in _READ:
                end = self._read_list(target, capture, self._writer.body(capture) if body is None else body)
            elif target.request.guessed and capture.state in ("gone", "soft_404"):
                end = ("end", capture.reason)
        elif target.kind == "article" and capture.state == "captured":
            self._queue_attachments(target, capture, self._writer.body(capture) if body is None else body)
        self._end(target, *end, capture.fetched_at)

    def _read_list(self, target: Target, capture: Capture, body: bytes) -> tuple[State, str]:
        is_first = target.url == target.root
        root = capture.final_url if is_first else target.root
        asked = msgspec.structs.replace(target.request, url=capture.final_url)
        try:
            page = self._family.read(asked, decode(body, capture.charset), root)
        except FamilyMismatchError as error:
            return "family_mismatch", str(error)
        except Exception as error:
            return "family_mismatch", f"the reader of {self.portal.family} fails here: {error!r}"
        if not page.links and not page.next_requests:
            return ("empty_list", "the list has its frame and no entry") if is_first else ("end", "an empty list")
        return self._queue(target, asked, page) or (capture.state, capture.reason)

    def _queue(self, target: Target, asked: Request, page: ListPage) -> tuple[State, str] | None:
        """Queue the entries that this list has not named yet, and the next page if there were any."""
        links = [msgspec.structs.replace(link, url=self._identity(link.url)) for link in page.links]
        new = [link for link in links if self._frontier.mark_listed(target, link.url)]
        self._frontier.note_claim(target, page.total, len(new))
        room = self._limits.articles - self._articles
        # A list that names nothing but itself is a column of one article, which stands there in its place.
        itself = self._identity(asked.url) if len(links) == 1 else None
        for link in new[: max(room, 0)]:
            self._queue_entry(link, target, itself)
        if len(new) > room:
            return "too_many", f"more than {self._limits.articles} articles: the rest of this list is left out"
        chain = self._chains.pop(target.url, None)
        is_news = bool(new) if chain is None else not chain.issuperset(link.url for link in links)
        for request in self._following(target, page, is_news=is_news or not links):
            if self._lists >= self._limits.lists:
                return "too_many", f"more than {self._limits.lists} list pages: what follows this one is left out"
            if self._frontier.add_list(request, target.root, target.url):
                self._lists += 1
                self._remember_way(request, page, chain)
                self._queued_for(request.url)
        return None

    def _following(self, target: Target, page: ListPage, *, is_news: bool) -> list[Request]:
        """What to ask after `page`: whatever it names while it names news, and one page more that it promises.

        A list that grows while it is read shows a page twice; one that has ended, or ignores page numbers, again
        and again.
        """
        if is_news:
            return list(page.next_requests)
        promised = [request for request in page.next_requests if not request.guessed]
        if target.url in self._stale:
            return []
        self._stale.update(request.key for request in promised)
        return promised

    def _remember_way(self, request: Request, page: ListPage, chain: set[str] | None) -> None:
        """Remember what was named on the way to `request`, where a page of its list led to several ways.

        Each is read to its own end: an entry that two of them name ends neither.
        """
        if len(page.next_requests) > 1:
            self._chains[request.key] = set()
        elif chain is not None:
            self._chains[request.key] = chain | {link.url for link in page.links}

    def _identity(self, url: str) -> str:
        """The one address of an entry."""
        return self._in_place(self._family.identity(url))

    def _in_place(self, url: str) -> str:
        """An address on the host that an alias stands for, by the portal's scheme."""
        parts = urlsplit(url)
        place = self.portal.host_aliases.get(parts.netloc, parts.netloc)
        return parts._replace(scheme=self._schemes.get(place, parts.scheme), netloc=place).geturl()

    def _queue_entry(self, link: Link, target: Target, itself: str | None) -> None:
        if not self.portal.allows(link.url):
            self._frontier.leave_out(link, "article", target, "off_site", _OFF_SITE.format(link.url))
        elif not self._family.is_article(link.url) and link.url != itself:
            if is_file(link.url):
                self._queue_file(link, target)
            else:
                reason = "listed, but no page that this family reads"
                self._frontier.leave_out(link, "article", target, "not_article", reason)
        elif self._frontier.add_page(link, "article", target):
            self._articles += 1
            self._queued_for(link.url)

    def _queue_attachments(self, article: Target, capture: Capture, body: bytes) -> None:
        """Queue the files that an article names; those beyond the bound and those elsewhere are noted."""
        page = Page(body, capture.charset, capture.media_type)
        for number, file in enumerate(attachments_of(page, capture.final_url, self._family.shape)):
            link = Link(self._in_place(file.url), file.title, None)
            if number < self._limits.attachments:
                self._queue_file(link, article)
            else:
                reason = f"{article.url} names more than {self._limits.attachments} files"
                self._frontier.leave_out(link, "attachment", article, "too_many", reason)

    def _queue_file(self, link: Link, page: Target) -> None:
        if not self.portal.allows(link.url):
            self._frontier.leave_out(link, "attachment", page, "off_site", _OFF_SITE.format(link.url))
        elif self._frontier.add_page(link, "attachment", page):
            self._queued_for(link.url)

    def _queued_for(self, url: str) -> None:
        self.queued += 1
        self.woken.add(host_of(url))


def _robots_target(url: str) -> Target:
    return Target(url, "robots", url, None, None, None, None)
