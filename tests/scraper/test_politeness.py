"""Manners as the server sees them, over several portals, hosts and addresses."""

import itertools
import socket
from collections import defaultdict

import msgspec
import pytest
from portal_server import QUICK, Page, list_page, report

from scraper import crawl

LIST = "/XxgkAnnualReport/showList/12/page_{}.html"
# Which hosts stand at which address; they are told apart by the server's log alone.
ADDRESSES = {"a1": "1.0.0.1", "a2": "1.0.0.1", "b1": "1.0.0.2", "b2": "1.0.0.2", "b3": "1.0.0.2", "c1": "1.0.0.3"}
PORTALS = {"first": ("a1", "b1"), "second": ("a2", "b2", "b1"), "third": ("b3", "c1")}
DELAY = 0.05
CRAWL_DELAY = 0.15
SHARED = 0.25
LIMITS = msgspec.structs.replace(QUICK, shared_address_seconds=SHARED)


def named(host):
    return f"{host}.example"


@pytest.fixture
def log(server, tmp_path, monkeypatch):
    """What the server saw of a crawl of all portals."""
    ask_resolver = socket.getaddrinfo

    def resolver(host, *rest, **more):
        return ask_resolver(ADDRESSES.get(host.removesuffix(".example"), host), *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    monkeypatch.setattr("scraper.guard.resolve", lambda host, port: [server.server_address[:2]])
    portals = []
    for name, hosts in PORTALS.items():
        names = tuple(named(host) for host in hosts)
        start = tuple(f"http://{host}{LIST.format(1)}" for host in names)
        portals.append(server.portal(name=name, hosts=names, start=start, delay=DELAY, server=None))
    server.pages |= {LIST.format(1): Page(list_page([1, 2, 3])), LIST.format(2): Page(list_page([]))}
    server.pages |= {f"/XxgkAnnualReport/show/{n}.html": Page(report(n)) for n in (1, 2, 3)}
    answered = server.answer

    def answer(method, host, path, form, headers):
        if (host, path) == (named("c1"), "/robots.txt"):
            return Page(f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}".encode(), media_type="text/plain")
        return answered(method, host, path, form, headers)

    server.answer = answer
    summaries = crawl(portals, tmp_path, limits=LIMITS)
    assert [one.fetched for one in summaries] == [3 * len(hosts) for hosts in PORTALS.values()]
    assert all(asked.ended for asked in server.log)
    return server.log


def test_manners(log, server):
    by_host, by_address = defaultdict(list), defaultdict(list)
    for asked in sorted(log, key=lambda asked: asked.at):
        by_host[asked.host].append(asked)
        by_address[ADDRESSES[asked.host.partition(".")[0]]].append(asked)
    assert set(by_host) == {named(host) for host in ADDRESSES}
    for host, requests in by_host.items():
        assert requests[0].path == "/robots.txt" and [one.path for one in requests].count("/robots.txt") == 1
        least = CRAWL_DELAY if host == named("c1") else DELAY
        # The first pause of a host is before its robots.txt has said anything.
        for before, after in itertools.pairwise(requests[1:]):
            assert after.at - before.ended >= least, (host, before.path, after.path)
    assert set(server.most_to.values()) == {1}
    for requests in by_address.values():
        for before, after in itertools.pairwise(requests):
            assert after.at >= before.ended
            assert after.host == before.host or after.at - before.ended >= SHARED, (before.host, after.host)
    turns = [ADDRESSES[asked.host.partition(".")[0]] for asked in sorted(log, key=lambda asked: asked.at)]
    assert sum(before != after for before, after in itertools.pairwise(turns)) > 10  # addresses side by side
