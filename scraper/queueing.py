"""What pages name, put into the queue: the entries and further pages of lists, the files of articles."""

from collections.abc import Collection
from urllib.parse import urlsplit

import msgspec

from scraper.attachments import Page, attachments_of
from scraper.catalog import Capture
from scraper.exchange import Limits, Request
from scraper.families import Family, FamilyMismatchError, Link, ListPage
from scraper.files import is_file
from scraper.frontier import Census, Frontier, Target
from scraper.pages import decode
from scraper.portal import Portal
from scraper.states import State
from scraper.urls import host_of, place_of

_OFF_SITE = "{} is on no host of the portal's file"


class Queueing:
    """Reads the pages of one visit for what they name; every change belongs to the caller's transaction.

    `queued` counts what is still to be asked, `woken` are the hosts for which something was queued since it was last
    emptied. `resumed` says that other pages of the same lists were read before, at another time.
    """

    def __init__(
        self, portal: Portal, family: Family, frontier: Frontier, limits: Limits, census: Census, *, resumed: bool
    ) -> None:
        self._portal = portal
        self._family = family
        self._frontier = frontier
        self._limits = limits
        self._resumed = resumed
        self._lists = census.known["list"]
        self._articles = census.known["article"]
        self._schemes = {place_of(url): urlsplit(url).scheme for url in portal.start}
        self._chains: dict[str, set[str]] = {}
        self._stale: set[str] = set()
        self._before: dict[str, frozenset[str]] = {}
        self.queued = census.queued
        self.woken = set(census.hosts)

    def read_list(self, target: Target, capture: Capture, body: bytes) -> tuple[State, str]:
        """Queue what a list page names; the state in which the page ends."""
        is_first = target.url == target.root
        root = capture.final_url if is_first else target.root
        asked = msgspec.structs.replace(target.request, url=capture.final_url)
        try:
            page = self._family.read(asked, decode(body, capture.charset), root)
        except FamilyMismatchError as error:
            return "family_mismatch", str(error)
        except Exception as error:
            return "family_mismatch", f"the reader of {self._portal.family} fails here: {error!r}"
        if not page.links and not page.next_requests:
            return ("empty_list", "the list has its frame and no entry") if is_first else ("end", "an empty list")
        return self._queue(target, asked, page) or (capture.state, capture.reason)

    def _queue(self, target: Target, asked: Request, page: ListPage) -> tuple[State, str] | None:
        """Queue the entries that this list has not named yet, and the next page if there were any."""
        links = [msgspec.structs.replace(link, url=self._identity(link.url)) for link in page.links]
        new = [link for link in links if self._frontier.mark_listed(target, link.url)]
        self._frontier.note_claim(target, page.total, len(new))
        # A list that names nothing but itself is a column of one article, which stands there in its place.
        itself = self._identity(asked.url) if len(links) == 1 else None
        left_out = [link for link in new if not self._queue_entry(link, target, itself)]
        if left_out:
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

    def _following(self, target: Target, page: ListPage, *, is_news: bool) -> Collection[Request]:
        """What to ask after `page`: whatever it names while it names news, and one page more that it promises.

        A list that grows while it is read shows a page twice; one that has ended, or ignores page numbers, again
        and again. In a run that was taken up again the list may have grown by many pages: there it ends where a page
        is the one before it once more.
        """
        named = frozenset(link.url for link in page.links)
        self._before[target.url] = named
        before = self._before.pop(target.found_on or "", None)
        if is_news or (self._resumed and named != before):
            return page.next_requests
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
        place = self._portal.host_aliases.get(parts.netloc, parts.netloc)
        return parts._replace(scheme=self._schemes.get(place, parts.scheme), netloc=place).geturl()

    def _queue_entry(self, link: Link, target: Target, itself: str | None) -> bool:
        """Queue an entry, or note why it is not asked; False where it is one too many."""
        if not self._portal.allows(link.url):
            self._frontier.leave_out(link, "article", target, "off_site", _OFF_SITE.format(link.url))
        elif not self._family.is_article(link.url) and link.url != itself:
            if is_file(link.url):
                self._queue_file(link, target)
            else:
                reason = "listed, but no page that this family reads"
                self._frontier.leave_out(link, "article", target, "not_article", reason)
        elif self._articles >= self._limits.articles and not self._frontier.knows(link.url, "article"):
            return False
        elif self._frontier.add_page(link, "article", target):
            self._articles += 1
            self._queued_for(link.url)
        return True

    def queue_files(self, article: Target, capture: Capture, body: bytes) -> None:
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
        if not self._portal.allows(link.url):
            self._frontier.leave_out(link, "attachment", page, "off_site", _OFF_SITE.format(link.url))
        elif self._frontier.add_page(link, "attachment", page):
            self._queued_for(link.url)

    def _queued_for(self, url: str) -> None:
        self.queued += 1
        self.woken.add(host_of(url))
