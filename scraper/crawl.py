"""A crawl: portals side by side, each host by itself and gently, into the archive; it can be broken off anywhere."""

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scraper.client import Client
from scraper.connections import Connections
from scraper.dispatch import Dispatcher
from scraper.exchange import Limits
from scraper.pacing import Halt, Pacer
from scraper.portal import Portal
from scraper.summary import CrawlSummary, Progress
from scraper.visit import Visit
from scraper.writer import ArchiveWriter

_LOCAL_CONTACT = "a portal on this machine"


class CrawlError(Exception):
    """A crawl cannot begin; whoever asked for it must give what the message names."""


def crawl(
    portals: Iterable[Portal],
    raw_dir: Path,
    *,
    progress: Callable[[Progress], None] | None = None,
    contact: str | None = None,
    sleep: Callable[[float], None] | None = None,
    limits: Limits | None = None,
    again: Collection[str] = (),
) -> list[CrawlSummary]:
    """Crawl `portals` side by side into the archive under `raw_dir` and say what came of each, in their order.

    A run that was broken off less than 24 hours ago is taken up again: nothing stored in it is asked for
    twice. Of the portals named in `again` the last run is taken up however old it is, so that only what had no answer
    in it is asked. `contact` (an address that portals can write to) goes into the User-Agent unless a portal's
    file has its own. Raises CrawlError without a contact, ArchiveError when another crawl is at work or
    `raw_dir` cannot be written. A KeyboardInterrupt ends it within a second and leaves everything resumable.
    """
    chosen = list(portals)
    contacts = [_contact(portal, contact) for portal in chosen]
    limits = limits or Limits()
    halt = Halt(sleep)
    connections = Connections(limits)
    pool = ThreadPoolExecutor(limits.connections)
    try:
        with ArchiveWriter(raw_dir) as writer:
            pacer = Pacer(halt)
            clients = [Client(*each, limits, connections, pacer, halt) for each in zip(chosen, contacts, strict=True)]
            visits = [Visit(portal, writer, limits, again=portal.name in again) for portal in chosen]
            return Dispatcher(visits, clients, writer, pool, pacer, limits, progress).run()
    finally:
        halt.set()
        connections.close()
        # Not waited for: a look-up of a name cannot be broken off.
        pool.shutdown(wait=False, cancel_futures=True)


def _contact(portal: Portal, given: str | None) -> str:
    who = portal.contact or given or (_LOCAL_CONTACT if portal.loopback else None)
    if not who or not (who.isascii() and who.isprintable()):
        raise CrawlError(
            f"a crawl of {portal.name} needs an e-mail or web address in plain ASCII that the portal can write to: "
            "give it with --contact, in NIANBAO_CONTACT or as `contact` in the portal's file"
        )
    return who
