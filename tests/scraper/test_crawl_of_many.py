"""Several hosts and several portals in one crawl: redirects between them, each host gently and by itself."""

import itertools
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import many_hosts
import msgspec
import pytest
from portal_server import BASE, HOST, LIST, QUICK, Page, PortalServer, fill, list_page, report

from scraper import Archive, crawl
from scraper.connections import HostSession
from scraper.exchange import Request
from scraper.lanes import Lanes
from scraper.pacing import Halt, Pacer
from scraper.warc_file import WarcFile

SHOW = "/XxgkAnnualReport/show/{}.html"
OTHER = "old.yunlan.example"


def go(portals, raw, limits=QUICK):
    return crawl(portals, raw, limits=limits, sleep=lambda _: None)


def by_host(server):
    asked = defaultdict(list)
    for one in server.log:
        asked[one.host].append(one)
    return asked


@pytest.fixture
def moved(server):
    """A filled portal whose second report has moved to another host of the same portal."""
    fill(server, 3)
    answer = server.answer

    def by_place(method, host, address, form, headers):
        if host == HOST and address == SHOW.format(2):
            return Page(status=301, headers={"Location": f"http://{OTHER}/moved/2.html"})
        if host == OTHER and address == "/moved/2.html":
            return Page(report(2))
        return Page(status=404) if host == OTHER else answer(method, host, address, form, headers)

    server.answer = by_place
    return server


def test_a_redirect_to_another_host_of_the_portal(moved, tmp_path):
    (summary,) = go([moved.portal(hosts=(HOST, OTHER))], tmp_path)
    assert (summary.fetched, summary.problems) == (3, ())
    assert [one.path for one in by_host(moved)[OTHER]] == ["/robots.txt", "/moved/2.html"]
    assert moved.paths().count(SHOW.format(2)) == 1


def test_a_redirect_to_a_host_that_is_left_alone_is_said(moved, tmp_path):
    answer = moved.answer

    def shut(method, host, address, form, headers):
        return Page(status=503) if host == OTHER else answer(method, host, address, form, headers)

    moved.answer = shut
    (summary,) = go([moved.portal(hosts=(HOST, OTHER))], tmp_path)
    ((url, state, reason),) = summary.problems
    assert (url, summary.fetched) == (BASE + SHOW.format(2), 2) and "robots.txt cannot be had" in reason
    assert state in {"server_error", "unreachable"} and OTHER in summary.stopped


def test_robots_that_move_to_a_host_that_is_left_alone_are_said(moved, tmp_path):
    moved.pages["/robots.txt"] = Page(status=301, headers={"Location": f"http://{OTHER}/robots.txt"})
    answer = moved.answer

    def silent(method, host, address, form, headers):
        return (lambda _: None) if host == OTHER else answer(method, host, address, form, headers)

    moved.answer = silent
    (summary,) = go([moved.portal(hosts=(HOST, OTHER))], tmp_path)
    assert summary.fetched == 0 and "cannot be had" in summary.stopped


def test_two_portals_on_one_host_keep_its_delay_together(server, tmp_path):
    fill(server, 4)
    server.pages["/News/showList/9/page_1.html"] = Page(list_page([11, 12]))
    for number in (11, 12):
        server.pages[SHOW.format(number)] = Page(report(number))
    other = server.portal(name="other", start=(BASE + "/News/showList/9/page_1.html",), delay=0.05)
    first, second = go([server.portal(delay=0.02), other], tmp_path)
    assert (first.fetched, second.fetched) == (4, 2) and server.open_at_most == 1
    times = [one.at for one in server.log]
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.05
    assert server.paths().count("/robots.txt") == 1


def test_hosts_are_asked_side_by_side(server, tmp_path):
    hosts = tuple(f"h{n}.yunlan.example" for n in range(4))
    fill(server, 4)
    portal = server.portal(hosts=hosts, start=tuple(f"http://{host}{LIST.format(1)}" for host in hosts), delay=0.1)
    (summary,) = go([portal], tmp_path)
    assert summary.fetched == 16
    asked = by_host(server)
    assert set(asked) == set(hosts)
    for one in asked.values():
        assert min(b.at - a.at for a, b in itertools.pairwise(one)) >= 0.1
    assert server.log[-1].at - server.log[0].at < 0.1 * len(server.log) / 2


def lanes_of(limits=QUICK):
    return Lanes(Pacer(Halt()), limits)


def test_hosts_at_one_address_take_turns_and_keep_apart():
    lanes = lanes_of(msgspec.structs.replace(QUICK, shared_address_seconds=60.0))
    for host, address in (("a", "1.1.1.1"), ("b", "1.1.1.1"), ("c", "9.9.9.9")):
        lanes.place(host, address)
        lanes.wake(host)
    assert [lanes.take(), lanes.take(), lanes.take()] == ["a", "c", None]
    lanes.release("a")
    assert lanes.take() is None and 59 < lanes.wait_seconds() <= 60
    lanes.wake("a")
    assert lanes.take() == "a"


def test_a_host_that_is_stopped_is_not_taken():
    lanes = lanes_of()
    for host in "ab":
        lanes.place(host, host)
        lanes.wake(host)
    lanes.stop("a", "HTTP 412")
    assert [lanes.take(), lanes.take()] == ["b", None]
    lanes.release("b")
    lanes.wake("a")
    assert lanes.take() is None and lanes.wait_seconds() is None


def test_a_portal_that_is_down_does_not_keep_others_from_their_end(server, tmp_path):
    fill(server, 3)
    dead = PortalServer()
    dead.server_close()
    down = dead.portal(
        name="down", hosts=("down.yunlan.example",), start=("http://down.yunlan.example" + LIST.format(1),)
    )
    first, second = go([down, server.portal()], tmp_path)
    assert first.fetched == 0 and "down.yunlan.example is left alone" in first.stopped
    assert (second.fetched, second.stopped) == (3, None)


def test_many_hosts_and_portals_keep_few_files_and_connections_open(server, tmp_path, monkeypatch):
    opened = [0, 0]

    class Counted(WarcFile):
        def __init__(self, path):
            opened[0] += 1
            opened[1] = max(opened)
            super().__init__(path)

        def close(self):
            opened[0] -= 1
            super().close()

    monkeypatch.setattr("scraper.writer.WarcFile", Counted)
    monkeypatch.setattr("scraper.writer._OPEN_FILES", 3)
    many = many_hosts.portals(server.server_address[1], 12)
    many_hosts.fill(server, many, 120)
    summaries = go(many, tmp_path, msgspec.structs.replace(QUICK, connections=2))
    assert [(one.fetched, one.problems) for one in summaries] == [(10, ())] * 12
    assert opened == [0, 3]
    assert 2 <= server.open_at_most <= 12  # of 60 hosts; the server sees the end of a connection a moment later
    with Archive.open(tmp_path) as archive:
        assert sum(len(archive.body(one)) > 99 for one in archive.captures()) == 120


def test_a_connection_in_use_is_not_let_go_of(server):
    reached, go_on = threading.Event(), threading.Event()

    def slow(exchange):
        reached.set()
        go_on.wait(5)
        exchange.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    server.pages |= {"/slow": slow, "/a": Page(report(1))}
    session = HostSession(server.server_address[:2], QUICK)
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(session.exchange, Request(BASE + "/slow"), BASE + "/slow", {})
        assert reached.wait(5) and not session.let_go()
        go_on.set()
        assert answer.result().body == b"ok"
    assert session.let_go()
    assert session.exchange(Request(BASE + "/a"), BASE + "/a", {}).body == report(1)
    session.close()
