"""Odd turns that a crawl takes over the years: what was once mistaken, lost or held against the wrong host."""

import contextlib
import json
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import msgspec
import pytest
from portal_server import BASE, GENERIC, HOST, LIST, QUICK, Page, fill, list_page, report

import scraper.runs as runs
from scraper import Archive, crawl
from scraper.exchange import Request
from scraper.families import FAMILIES
from scraper.families.listing import Family, Link, ListPage, Shape

SHOW = "/XxgkAnnualReport/show/{}.html"
ONCE = msgspec.structs.replace(QUICK, attempts=1)
OTHER = "files.yunlan.example"


def go(portal, raw, limits=ONCE, **more):
    return crawl([portal], raw, limits=limits, sleep=lambda _: None, **more)[0]


def stored(raw):
    with Archive.open(raw) as archive:
        return {capture.url.removeprefix(BASE) for capture in archive.captures()}


def rows(raw, query):
    with contextlib.closing(sqlite3.connect(raw / "catalog.sqlite")) as catalog:
        return catalog.execute(query).fetchall()


@pytest.mark.parametrize("new", [5, 10])
def test_a_list_that_grew_before_it_was_taken_up_again_is_read_to_its_end(server, tmp_path, new):
    fill(server, 20)
    server.pages[LIST.format(3)] = Page(b"", 503)
    assert [state for _, state, _ in go(server.portal(), tmp_path).problems] == ["server_error"]
    numbers = [*range(101, 101 + new), *range(1, 21)]
    for place, first in enumerate(range(0, len(numbers) + 5, 5), 1):
        server.pages[LIST.format(place)] = Page(list_page(numbers[first : first + 5]))
    assert go(server.portal(), tmp_path, again=["yunlan"]).problems == ()
    assert {SHOW.format(n) for n in range(1, 21)} <= stored(tmp_path)


class Ways(Family):
    """A shell that leads to two lists of guessed pages, which share their entries."""

    shape = Shape(body=("body",))

    @classmethod
    def recognizes(cls, url, text):
        return False

    def is_article(self, url):
        return "/show/" in url

    def read(self, request, text, root):
        facts = json.loads(text)
        links = tuple(Link(f"{BASE}{SHOW.format(n)}", str(n), None) for n in facts["entries"])
        return ListPage(links, tuple(Request(BASE + path, guessed=True) for path in facts["next"]))


def test_the_ways_of_a_list_are_read_to_their_ends_also_when_taken_up_again(server, tmp_path, monkeypatch):
    monkeypatch.setitem(FAMILIES, "generic", Ways)
    lists = {
        "/": ([], ["/a/1", "/b/1"]), "/a/1": ([1, 2], ["/a/2"]), "/a/2": ([3, 4], ["/a/3"]), "/a/3": ([], []),
        "/b/1": ([1, 2], ["/b/2"]), "/b/2": ([3, 4], ["/b/3"]), "/b/3": ([7, 8], ["/b/4"]), "/b/4": ([], []),
    }  # fmt: skip
    for path, (entries, following) in lists.items():
        body = json.dumps({"entries": entries, "next": following}).encode()
        server.pages[path] = Page(body, media_type="application/json")
    for n in range(1, 9):
        server.pages[SHOW.format(n)] = Page(report(n))
    portal = server.portal(family="generic", generic=GENERIC, start=(f"{BASE}/",))
    whole = server.pages["/b/2"]
    server.pages["/b/2"] = Page(b"", 503)
    go(portal, tmp_path)
    server.pages["/b/2"] = whole
    assert go(portal, tmp_path, again=["yunlan"]).found == 6 and SHOW.format(8) in stored(tmp_path)


def test_a_start_that_is_new_in_the_file_is_asked_when_the_run_is_taken_up(server, tmp_path):
    fill(server, 3)
    other = "/News/showList/9/page_1.html"
    server.pages[other] = Page(list_page([8]))
    server.pages[SHOW.format(8)] = Page(report(8))
    server.pages[SHOW.format(2)] = Page(b"", 503)
    go(server.portal(), tmp_path)
    summary = go(server.portal(start=(BASE + LIST.format(1), BASE + other)), tmp_path, again=["yunlan"])
    assert summary.found == 4 and SHOW.format(8) in stored(tmp_path)


def test_what_was_left_out_is_asked_when_the_file_is_mended(server, tmp_path):
    fill(server, 2)
    server.pages[LIST.format(1)].body = server.pages[LIST.format(1)].body.replace(
        b'"/Xxgk', f'"http://{OTHER}/Xxgk'.encode()
    )
    first = go(server.portal(), tmp_path)
    assert {state for _, state, _ in first.problems} == {"off_site"} and first.fetched == 0
    mended = go(server.portal(hosts=(HOST, OTHER)), tmp_path)
    assert (mended.fetched, mended.problems) == (2, ())
    assert {state for _, state, _ in go(server.portal(), tmp_path).problems} == {"off_site"}


@pytest.mark.parametrize("status", [403, 410])
def test_one_page_that_is_shut_on_a_host_of_http_alone_closes_no_host(server, tmp_path, status):
    fill(server, 4)
    shut = "/XxgkAnnualReport/showList/11/page_1.html"
    server.pages[shut] = Page(f"<html><body>{'没有权限' * 40}</body></html>".encode(), status)
    summary = go(server.portal(start=(BASE + shut, BASE + LIST.format(1))), tmp_path)
    assert (summary.fetched, summary.stopped) == (4, None)
    assert [url.removeprefix(BASE) for url, _, _ in summary.problems] == [shut]
    assert (status,) in rows(tmp_path, "SELECT status FROM captures WHERE kind = 'list'")


def test_a_host_is_not_blamed_for_the_dead_host_it_redirects_to(server, tmp_path):
    fill(server, 12)
    for n in range(1, 8):
        server.pages[SHOW.format(n)] = Page(status=302, headers={"Location": f"http://{OTHER}/{n}.html"})
    answer = server.answer
    server.answer = lambda method, host, *rest: (lambda _: None) if host == OTHER else answer(method, host, *rest)
    summary = go(server.portal(hosts=(HOST, OTHER)), tmp_path)
    assert summary.fetched == 5 and HOST not in (summary.stopped or "").split("leads to")[0].split()
    assert {SHOW.format(n) for n in range(8, 13)} == stored(tmp_path)
    assert rows(tmp_path, "SELECT COUNT(*) FROM captures WHERE state = 'moved'") == [(7,)]


def test_a_redirect_to_a_host_that_an_earlier_crawl_closed_is_said(server, tmp_path):
    fill(server, 3)
    server.pages[SHOW.format(2)] = Page(status=302, headers={"Location": f"http://{OTHER}/2.html"})
    go(server.portal(name="first", start=(BASE + LIST.format(1),)), tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as catalog:
        catalog.execute("INSERT INTO hosts VALUES(?, ?, 'it challenged')", (OTHER, runs.now(3600)))
        catalog.commit()
    summary = go(server.portal(hosts=(HOST, OTHER)), tmp_path)
    ((url, _, reason),) = summary.problems
    assert url == BASE + SHOW.format(2) and "it challenged" in reason and summary.fetched == 2


def test_a_run_is_begun_with_its_queue_or_not_at_all(server, tmp_path, monkeypatch):
    fill(server, 3)
    with monkeypatch.context() as patch:
        patch.setattr("scraper.frontier.Frontier.begin", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            go(server.portal(), tmp_path)
    assert rows(tmp_path, "SELECT COUNT(*) FROM runs") == [(0,)]
    assert go(server.portal(), tmp_path).fetched == 3


def test_a_fault_of_ours_on_one_page_ends_no_crawl(server, tmp_path, monkeypatch):
    fill(server, 4)
    good = Family.missing

    def broken(self, text):
        if "年报2<" in text:
            raise ZeroDivisionError
        return good(self, text)

    monkeypatch.setattr(FAMILIES["show_list"], "missing", broken)
    summary = go(server.portal(), tmp_path)
    assert [(url, state) for url, state, _ in summary.problems] == [(BASE + SHOW.format(2), "crawler_failed")]
    assert summary.fetched == 3 and "ZeroDivisionError" in summary.problems[0][2]


def test_a_damaged_record_of_a_list_is_asked_anew(server, tmp_path):
    fill(server, 4)
    go(server.portal(), tmp_path)
    with Archive.open(tmp_path) as archive:
        first = next(capture for capture in archive.captures("list") if capture.url == BASE + LIST.format(1))
    path = tmp_path / "warc" / first.warc_file
    data = bytearray(path.read_bytes())
    data[first.warc_offset + 150 : first.warc_offset + 170] = bytes(20)
    path.write_bytes(data)
    summary = go(server.portal(), tmp_path)
    assert (summary.found, summary.problems) == (4, ()) and go(server.portal(), tmp_path).found == 4


def test_a_bound_that_is_just_reached_leaves_nothing_out(server, tmp_path):
    fill(server, 7)
    bound = msgspec.structs.replace(ONCE, articles=7)
    for _ in range(3):
        assert go(server.portal(), tmp_path, bound).problems == ()
    server.pages[LIST.format(2)] = Page(list_page([6, 7, 8]))
    assert [state for _, state, _ in go(server.portal(), tmp_path, bound).problems] == ["too_many"]


CHILD = """
    import os, sys
    from pathlib import Path
    from types import SimpleNamespace
    sys.path.insert(0, sys.argv[3])
    from portal_server import QUICK, PortalServer
    from scraper import crawl, warc_file
    from scraper.warc import members, read_record
    sync = warc_file.WarcFile.sync

    def dies_behind_a_list(self):
        before = self._synced
        sync(self)
        for offset, _ in members(self.path, before):
            if '"kind": "list"' in read_record(self.path, offset).note:
                os._exit(9)

    warc_file.WarcFile.sync = dies_behind_a_list
    server = SimpleNamespace(server_address=("127.0.0.1", int(sys.argv[1])))
    hosts = ("www.yunlan.example", "files.yunlan.example")
    crawl([PortalServer.portal(server, hosts=hosts)], Path(sys.argv[2]), limits=QUICK)
"""


def test_entries_on_another_host_of_a_list_stored_before_a_kill_are_asked(server, tmp_path):
    fill(server, 3)
    page = server.pages[LIST.format(1)]
    page.body = page.body.replace(b'"/Xxgk', f'"http://{OTHER}/Xxgk'.encode())
    server.pages[LIST.format(2)] = Page(status=404)
    place = str(Path(__file__).parent)
    command = [sys.executable, "-c", textwrap.dedent(CHILD), str(server.server_address[1]), str(tmp_path), place]
    assert subprocess.run(command, check=False, timeout=60).returncode == 9  # noqa: S603
    summary = go(server.portal(hosts=(HOST, OTHER)), tmp_path)
    assert (summary.resumed, summary.fetched, summary.stopped) == (True, 3, None)


def test_an_interrupt_waits_for_no_look_up(server, tmp_path, monkeypatch):
    def slow(host):
        time.sleep(3)
        return host

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    hosts = tuple(f"h{n}.yunlan.gov.cn" for n in range(40))
    start = tuple(f"http://{host}{LIST.format(1)}" for host in hosts)
    portal = server.portal(hosts=hosts, start=start, loopback=False, server=None, delay=1.0)
    monkeypatch.setattr("scraper.dispatch.address_of", slow)
    monkeypatch.setattr("scraper.dispatch.Dispatcher._receive", interrupt)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        crawl([portal], tmp_path, contact="x@example.org", limits=QUICK)
    assert time.monotonic() - began < 2
