"""Crawls broken off anywhere: nothing stored is lost, and nothing stored is asked for again."""

import contextlib
import random
import signal
import sqlite3
import time
from types import SimpleNamespace

import pytest
from many_hosts import GIVES_UP, fill, portals, start_child
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from scraper import Archive, crawl
from scraper.warc import DamagedRecordError, members, read_record

_OF_CAPTURES = (
    "portal, url, final_url, status, state, reason, media_type, charset, digest, kind, found_on, list_title, "
    "list_date, payload, refers_to, magic"
)
_TABLES = (
    f"SELECT {_OF_CAPTURES} FROM captures",  # noqa: S608
    "SELECT portal, url, kind, root, found_on, list_title, list_date, host, visited, state, reason FROM frontier",
    "SELECT portal, root, url, visit FROM listed",
    "SELECT portal, root, visit, named, claimed FROM lists",
    "SELECT portal, visit, finished_at IS NOT NULL FROM runs",
)


class Watch:
    """What is in the WARC files each time that a crawl ended, and how much the server had been asked until then."""

    def __init__(self, server, raw):
        self.server = server
        self.raw = raw
        self.seen = {}
        self.bodies = {}
        self.read_to = {}

    def look(self):
        """Take note of every whole answer, also of those that have no row yet."""
        for path in sorted((self.raw / "warc").glob("*.warc.gz")):
            for offset, length in members(path, self.read_to.get(path, 0)):
                with contextlib.suppress(DamagedRecordError):
                    record = read_record(path, offset)
                    if record.note:
                        self._note(path, offset, record)
                        self.read_to[path] = offset + length

    def _note(self, path, offset, record):
        with path.open("rb") as file:
            file.seek(offset)
            url = next(ArchiveIterator(file)).rec_headers["WARC-Target-URI"]
        assert url not in self.seen, f"{url} is stored twice"
        self.seen[url] = len(self.server.log)
        self.bodies[url] = record.payload

    def assert_nothing_stored_was_asked_again(self):
        for number, asked in enumerate(self.server.log):
            url = f"http://{asked.host}{asked.path}"
            assert number < self.seen.get(url, number + 1), f"{url} was stored and is asked again"

    def assert_nothing_is_lost(self):
        with Archive.open(self.raw) as archive:
            kinds = ("list", "article", "attachment")
            stored = {one.url: archive.body(one) for kind in kinds for one in archive.captures(kind)}
        assert {
            url: body for url, body in self.bodies.items() if not url.endswith("/robots.txt")
        }.items() <= stored.items()


def finished(raw, count):
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(raw / "catalog.sqlite")) as catalogue:
        (done,) = catalogue.execute("SELECT COUNT(*) FROM runs WHERE finished_at IS NOT NULL").fetchone()
        return done == count
    return False


def tables(raw):
    with contextlib.closing(sqlite3.connect(raw / "catalog.sqlite")) as catalogue:
        return [sorted(catalogue.execute(query), key=repr) for query in _TABLES]


def assert_like_undisturbed(server, raw, others, count):
    """The archive is valid, and its catalogue that of a crawl that nobody disturbed."""
    for path in (raw / "warc").glob("*.warc.gz"):
        assert Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0, path
    crawl(portals(server.server_address[1], count), others, limits=GIVES_UP)
    for ours, theirs in zip(tables(raw), tables(others), strict=True):
        assert ours == theirs


def finish(server, raw, count):
    return crawl(portals(server.server_address[1], count), raw, limits=GIVES_UP)


def kill_all_along(server, tmp_path, *, kills, pages, hosts):
    count, chance = hosts // 5, random.Random(11)
    fill(server, portals(server.server_address[1], count), pages)
    raw = tmp_path / "raw"
    watch = Watch(server, raw)
    needed = pages + pages // 10 + pages // 10 + 2 * count + hosts
    killed = 0
    for left in range(kills, 0, -1):
        goal = len(server.log) + chance.randrange(0, max(2, 2 * (needed - len(server.log)) // (left + 1)))
        child = start_child(server, raw, count)
        while len(server.log) < goal and child.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.random() * 0.02)
        child.send_signal(signal.SIGKILL)
        child.communicate()
        killed += child.returncode == -signal.SIGKILL
        watch.look()
        if finished(raw, count):
            break
    assert killed >= kills * 0.9
    summaries = finish(server, raw, count)
    watch.assert_nothing_stored_was_asked_again()
    watch.assert_nothing_is_lost()
    assert sum(one.fetched for one in summaries) == pages and not any(one.problems for one in summaries)
    # In flight when the kill came: at most one request of each host.
    assert len(server.log) - needed <= killed * hosts
    assert_like_undisturbed(server, raw, tmp_path / "others", count)


@pytest.mark.timeout(300)
def test_five_kills(server, tmp_path):
    kill_all_along(server, tmp_path, kills=5, pages=200, hosts=10)


@pytest.mark.long
@pytest.mark.timeout(3000)
def test_a_hundred_kills(server, tmp_path):
    kill_all_along(server, tmp_path, kills=100, pages=2000, hosts=40)


@pytest.mark.timeout(300)
def test_a_disk_that_is_full_again_and_again(server, tmp_path):
    count = 2
    fill(server, portals(server.server_address[1], count), 100)
    raw = tmp_path / "raw"
    watch = Watch(server, raw)
    for limit in (20_000, 60_000, 140_000):
        child = start_child(server, raw, count, limit)
        _, said = child.communicate(timeout=100)
        assert "ArchiveError" in said.splitlines()[-1], said
        watch.look()
    assert sum(one.fetched for one in finish(server, raw, count)) == 100
    watch.assert_nothing_stored_was_asked_again()
    watch.assert_nothing_is_lost()
    assert_like_undisturbed(server, raw, tmp_path / "others", count)


@pytest.mark.timeout(300)
def test_a_server_that_dies_midway(server, tmp_path):
    count = 2
    fill(server, portals(server.server_address[1], count), 100)
    raw, answered = tmp_path / "raw", server.find
    watch = Watch(server, raw)
    for last in (15, 40, 90):
        server.find = lambda path, last=last: answered(path) if len(server.log) < last else (lambda _: None)
        summaries = finish(server, raw, count)
        assert any(one.stopped for one in summaries)
        server.log[:] = [asked for asked in server.log if asked.status]
        watch.look()
    server.find = answered
    assert sum(one.fetched for one in finish(server, raw, count)) == 100
    watch.assert_nothing_stored_was_asked_again()
    watch.assert_nothing_is_lost()
    assert_like_undisturbed(server, raw, tmp_path / "others", count)
