import errno
import gzip
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
import zlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from portal_server import BASE, LIST, QUICK, Page, fill, report
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from scraper import Archive, ArchiveError, catalog, crawl
from scraper.warc import payload_digest
from scraper.writer import ArchiveWriter

SHOW = "/XxgkAnnualReport/show/{}.html"


@pytest.fixture
def raw(tmp_path):
    return tmp_path / "raw"


@pytest.fixture
def visit(server, raw):
    return lambda **more: crawl([server.portal()], raw, limits=QUICK, sleep=lambda _: None, **more)[0]


def warcs(raw):
    return sorted((raw / "warc").glob("*.warc.gz"))


def check(raw):
    """What `warcio check` does, and that every record can be read to its end."""

    for path in warcs(raw):
        assert Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0, path
        with path.open("rb") as file:
            kinds = [
                record.rec_type
                for record in ArchiveIterator(file, check_digests="raise")
                if record.raw_stream.read() or True
            ]
        assert kinds[0] == "warcinfo" and kinds[1::2] == ["request"] * (len(kinds) // 2)
        assert set(kinds[2::2]) <= {"response", "revisit"}


def bodies(raw):
    with Archive.open(raw) as archive:
        return {one.url: archive.body(one) for one in archive.captures()}


def test_records_are_what_other_tools_read(server, visit, raw):
    fill(server, 4)
    server.pages[SHOW.format(2)] = Page(
        report(2), headers={"X-Name": "\u4e91".encode().decode("latin-1"), "Set-Cookie": "a=1"}
    )
    server.pages[SHOW.format(3)] = lambda e: e.wfile.write(
        b"HTTP/1.1 200 \xd4\xc6\r\nTransfer-Encoding: chunked\r\nX-Fold: a\r\n b\r\n\r\n"
        + b"%x\r\n%s\r\n0\r\n\r\n" % (len(report(3)), report(3))
    )
    server.pages[SHOW.format(4)] = [Page(status=503), Page(status=302, headers={"Location": SHOW.format(1)})]
    assert visit().problems == ()
    visit()
    check(raw)
    assert len(warcs(raw)) == 2 and bodies(raw)[BASE + SHOW.format(3)] == report(3)
    with warcs(raw)[1].open("rb") as file:
        revisit = next(record for record in ArchiveIterator(file) if record.rec_type == "revisit")
    assert revisit.rec_headers["WARC-Profile"].endswith("server-not-modified")
    assert (
        revisit.rec_headers["WARC-Refers-To-Target-URI"].startswith(BASE) and revisit.rec_headers["WARC-Refers-To-Date"]
    )
    assert revisit.http_headers.get_statuscode() == "304"


def packed(body, at):
    """The same body as a server packs it at another time: other bytes travel."""
    return Page(gzip.compress(body, mtime=at), headers={"Content-Encoding": "gzip"})


def records(raw, url):
    """The answers for `url` as warcio reads them: record headers, and the payload's digest as it is."""
    for path in warcs(raw):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, no_record_parse=False):
                if record.rec_type in ("response", "revisit") and record.rec_headers["WARC-Target-URI"] == url:
                    yield record.rec_headers, payload_digest(record.raw_stream.read())


def test_a_revisit_names_the_payload_it_repeats(server, visit, raw):
    fill(server, 2)
    for page in server.pages.values():
        page.headers.clear()
    server.pages[SHOW.format(2)] = [packed(report(2), 1), packed(report(2), 1), packed(report(2), 2)]
    for unchanged in (0, 2, 2):
        assert visit().unchanged == unchanged
    check(raw)
    (first, digest), *later = records(raw, BASE + SHOW.format(1))
    assert first["WARC-Type"] == "response" and first["WARC-Payload-Digest"] == digest
    for headers, _ in later:
        assert headers["WARC-Type"] == "revisit" and headers["WARC-Profile"].endswith(
            "1.1/revisit/identical-payload-digest"
        )
        assert headers["WARC-Payload-Digest"] == digest
        assert headers["WARC-Refers-To-Target-URI"] == BASE + SHOW.format(1)
        assert headers["WARC-Refers-To-Date"] == first["WARC-Date"]
    # Other bytes are kept, though they inflate to the same body.
    assert [headers["WARC-Type"] for headers, _ in records(raw, BASE + SHOW.format(2))] == [
        "response", "revisit", "response",
    ]  # fmt: skip
    with Archive.open(raw) as archive:
        rows = list(archive._select("WHERE kind = 'article' ORDER BY id", ()))
        assert len(rows) == 6 and all(archive.body(row) == report(int(row.url[-6])) for row in rows)


def test_a_body_is_read_back_as_it_was_inflated(server, visit, raw):
    fill(server, 1)
    body = zlib.compress(report(1))

    def twice(exchange):
        exchange.send_response(200)
        for pair in (("Content-Encoding", "identity"), ("Content-Encoding", "deflate"), ("Content-Length", len(body))):
            exchange.send_header(pair[0], str(pair[1]))
        exchange.end_headers()
        exchange.wfile.write(body)

    server.pages[SHOW.format(1)] = twice
    assert visit().fetched == 1 and bodies(raw) == {BASE + SHOW.format(1): report(1)}


def test_another_reader_takes_every_record(server, visit, raw):
    fill(server, 3)
    visit()
    visit()
    kinds = []
    for path in warcs(raw):
        with path.open("rb") as file:
            for record in FastIterator(file, parse_http=False):
                assert record.verify_block_digest()
                kinds.append(record.headers["WARC-Type"])
        with path.open("rb") as file:
            for record in FastIterator(file):
                if record.headers["WARC-Type"] == "response":
                    assert record.verify_payload_digest() and record.http_headers.status_code in (200, 404)
    assert len(kinds) == 2 + 4 * 6 and kinds.count("warcinfo") == 2 and kinds.count("revisit") == 5


def test_files_are_rotated(server, visit, raw, monkeypatch):
    monkeypatch.setattr("scraper.writer._PART_BYTES", 6000)
    fill(server, 12)
    visit()
    assert [path.name[-11:] for path in warcs(raw)[:2]] == ["001.warc.gz", "002.warc.gz"]
    assert len(bodies(raw)) == 12
    check(raw)


CHILD = """
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[3])
    from portal_server import QUICK, PortalServer
    from scraper import crawl
    import types
    portal = PortalServer.portal(types.SimpleNamespace(server_address=("127.0.0.1", int(sys.argv[1]))))
    crawl([portal], Path(sys.argv[2]), limits=QUICK)
"""


def start(server, raw):
    place = str(Path(__file__).parent)
    command = [sys.executable, "-c", textwrap.dedent(CHILD), str(server.server_address[1]), str(raw), place]
    return subprocess.Popen(command)  # noqa: S603


def test_killed_anywhere_nothing_is_lost_and_nothing_fetched_twice(server, visit, raw):
    fill(server, 60)
    chance = random.Random(7)
    for _ in range(5):
        goal = len(server.log) + chance.randrange(1, 9)
        child = start(server, raw)
        while len(server.log) < goal and child.poll() is None:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.01)
        child.send_signal(signal.SIGKILL)
        child.wait()
    stored_before = bodies(raw)
    kills_seen = len(server.log)
    summary = visit()
    assert summary.resumed and summary.fetched == 60 and summary.problems == ()
    after = bodies(raw)
    assert len(after) == 60 and stored_before.items() <= after.items() and 5 < kills_seen < 74
    check(raw)
    with sqlite3.connect(raw / "catalog.sqlite") as catalog:
        twice = "SELECT url, COUNT(*) FROM captures GROUP BY url HAVING COUNT(*) > 1"
        assert catalog.execute(twice).fetchall() == []
    # A page is asked again only when the kill came before its answer was stored: once a kill at most.
    assert len(server.log) - len(set(server.paths())) <= 5


def test_a_record_without_its_row_is_adopted_and_not_fetched_again(server, visit, raw, monkeypatch):
    fill(server, 8)
    add = catalog.add_capture

    def dies(*_):
        raise KeyboardInterrupt

    # Each crawl dies between the record and the row of the next answer: robots.txt, three lists, two articles.
    for _ in range(6):
        monkeypatch.setattr(catalog, "add_capture", dies)
        with pytest.raises(KeyboardInterrupt):
            visit()
        monkeypatch.setattr(catalog, "add_capture", add)
        if len(server.log) < 6:
            with ArchiveWriter(raw) as writer:
                assert writer.recovery.adopted == 1
    summary = visit()
    assert (summary.recovered, summary.resumed, summary.fetched) == (1, True, 8)
    assert "1 records entered" in summary.recovery
    assert len(server.log) == len(set(server.paths()))
    check(raw)


@pytest.mark.parametrize("cut", [1, 40, 300, 600])
def test_a_torn_tail_is_cut_off_and_said(server, visit, raw, cut):
    fill(server, 3)
    visit()
    path = warcs(raw)[0]
    whole = path.read_bytes()
    path.write_bytes(whole + whole[-700:][: 700 - cut] + b"")
    before = bodies(raw)
    summary = visit()
    assert "torn bytes cut off" in summary.recovery and path.read_bytes() == whole
    assert bodies(raw) == before
    check(raw)


def rebuilt(raw):
    """What opening says once the catalogue was moved away."""
    for path in raw.glob("catalog.sqlite*"):
        path.unlink()
    with ArchiveWriter(raw) as writer:
        return writer.recovery


def test_torn_bytes_are_kept_beside_their_file(server, visit, raw):
    fill(server, 3)
    visit()
    path = warcs(raw)[0]
    whole = path.read_bytes()
    for torn in (whole[-700:-300], b"x"):
        path.write_bytes(whole + torn)
        visit()
    assert path.with_name(path.name + ".torn").read_bytes() == whole[-700:-300] + b"x"


@pytest.mark.parametrize("at", ["first", "middle"])
def test_a_damaged_byte_costs_its_record_alone(server, visit, raw, at):
    fill(server, 12)
    # A body that travelled as gzip lies as it is in its record, also in the damaged one.
    server.pages[SHOW.format(3)] = Page(gzip.compress(os.urandom(9000)), media_type="text/html")
    visit()
    stored, path = bodies(raw), warcs(raw)[0]
    with Archive.open(raw) as archive:
        (hurt,) = archive.history(BASE + SHOW.format(3))
        rows = len(list(archive._select("", ())))
    place = 20 if at == "first" else hurt.warc_offset + 40
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    path.write_bytes(data)
    recovery = rebuilt(raw)
    lost = {hurt.url} if at == "middle" else set()
    assert (recovery.adopted, recovery.cut_bytes, path.read_bytes()) == (rows - len(lost), 0, bytes(data))
    assert bodies(raw) == {url: body for url, body in stored.items() if url not in lost}
    first, last = (hurt.warc_offset, hurt.warc_offset + hurt.warc_length) if lost else (0, None)
    assert f"{path.name}, bytes {first} to {last or ''}" in str(recovery) and len(recovery.damaged) == 1
    with ArchiveWriter(raw) as writer:
        assert writer.recovery.files == ()


def test_damage_with_nothing_whole_behind_is_a_torn_end(server, visit, raw):
    fill(server, 3)
    visit()
    path = warcs(raw)[0]
    data = bytearray(path.read_bytes())
    data[-8] ^= 0xFF  # of the checksum of the last record
    path.write_bytes(data)
    recovery = rebuilt(raw)
    assert recovery.cut_bytes > 9 and recovery.damaged == ()
    assert path.read_bytes() + path.with_name(path.name + ".torn").read_bytes() == data


def test_half_a_first_record_is_no_obstacle(server, visit, raw):
    fill(server, 1)
    visit()
    other = raw / "warc" / "yunlan-20200101T000000000Z-001.warc.gz"
    other.write_bytes(warcs(raw)[0].read_bytes()[:25])
    assert visit().recovered == 0
    assert other.stat().st_size == 0


def test_damage_names_file_and_offset(server, visit, raw):
    fill(server, 2)
    visit()
    path = warcs(raw)[0]
    with Archive.open(raw) as archive:
        first, last = archive.captures()
        data = bytearray(path.read_bytes())
        data[last.warc_offset + 200 : last.warc_offset + 240] = bytes(40)
        path.write_bytes(bytes(data))
        assert archive.body(first) == report(1)
        with pytest.raises(ArchiveError, match=rf"{path.name} at byte {last.warc_offset}"):
            archive.body(last)
        path.unlink()
        with pytest.raises(ArchiveError, match="cannot be read"):
            archive.body(first)


def test_a_full_disk_ends_the_crawl_in_one_line_and_loses_nothing(server, visit, raw, monkeypatch):
    fill(server, 9)
    left = [7]

    def fsync(_):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(ArchiveError, match="No space left on device") as caught:
        visit()
    assert "\n" not in str(caught.value)
    stored = bodies(raw)
    assert stored
    monkeypatch.undo()
    server.log.clear()
    summary = visit()
    assert summary.resumed and summary.fetched == 9 and summary.recovery is None
    assert not {url.removeprefix(BASE) for url in stored} & set(server.paths())
    check(raw)


LIMITED = """
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
"""


def test_a_file_that_may_not_grow_is_a_full_disk(server, visit, raw):
    """The same with a real limit of the system, under which the catalogue cannot grow either."""
    fill(server, 60)
    place = str(Path(__file__).parent)
    code = textwrap.dedent(LIMITED) + textwrap.dedent(CHILD)
    command = [sys.executable, "-c", code, str(server.server_address[1]), str(raw), place]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)  # noqa: S603
    assert "ArchiveError" in done.stderr.splitlines()[-1], done.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 40_000
    assert visit().fetched == 60
    check(raw)


def test_a_second_crawl_is_kept_out_and_readers_are_not(server, visit, raw):
    fill(server, 3)
    visit()
    with ArchiveWriter(raw), pytest.raises(ArchiveError, match="another crawl is writing"):
        visit()
    with ArchiveWriter(raw) as writer, writer.transaction():
        writer.connection.execute("UPDATE runs SET finished_at = NULL")
        assert len(bodies(raw)) == 3


def test_reading_while_a_crawl_runs(server, raw):
    fill(server, 30)
    gate = threading.Event()
    find = server.find

    def slow(path):
        if path == SHOW.format(9):
            gate.wait(10)
        return find(path)

    server.find = slow
    child = start(server, raw)
    while SHOW.format(8) not in server.paths():
        time.sleep(0.01)
    while len(bodies(raw)) < 8:
        time.sleep(0.01)
    gate.set()
    assert child.wait(30) == 0 and len(bodies(raw)) == 30


READER = """
    import os, sys
    from pathlib import Path
    from scraper import Archive
    os.setuid(65534)
    with Archive.open(Path(sys.argv[1])) as archive:
        print(sum(len(archive.body(one)) > 99 for one in archive.captures()))
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can drop its rights")
def test_reading_where_nothing_may_be_written(server, visit, raw, tmp_path):
    """A finished archive on read-only media: no side files of the catalogue, and none can be made."""
    fill(server, 3)
    visit()
    assert not (raw / "catalog.sqlite-wal").exists()
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    command = [sys.executable, "-c", textwrap.dedent(READER), str(raw)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)  # noqa: S603
    assert done.stdout.strip() == "3", done.stderr


def test_no_archive_yet(tmp_path):
    with pytest.raises(ArchiveError, match="no archive yet"):
        Archive.open(tmp_path)


def test_a_raw_folder_that_cannot_be_made(server, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="cannot be written"):
        crawl([server.portal()], tmp_path / "file" / "raw")


def test_the_second_run_of_a_day_is_a_run_of_its_own(server, visit, raw):
    fill(server, 2)
    first, second = visit(), visit()
    assert first.run != second.run and not second.resumed
    with sqlite3.connect(raw / "catalog.sqlite") as catalog:
        catalog.execute("UPDATE runs SET finished_at = NULL, started_at = '2020-01-01T00:00:00Z'")
    assert not visit().resumed
    assert server.paths().count(LIST.format(1)) == 3
