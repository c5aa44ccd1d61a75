"""What the archive says of a portal's last visit: a list that broke off hides no entry and makes none vanish."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest
from portal_server import BASE, LIST, QUICK, Page, fill, list_page

from scraper import Archive, ListRead, crawl

SHOW = "/XxgkAnnualReport/show/{}.html"
START = BASE + LIST.format(1)


@pytest.fixture
def visit(server, tmp_path):
    def go(**changes):
        (summary,) = crawl([server.portal(**changes)], tmp_path, limits=QUICK, sleep=lambda _: None)
        with Archive.open(tmp_path) as archive:
            return summary, archive.standing("yunlan")

    return go


def test_a_list_read_to_its_end(server, visit):
    fill(server, 7)
    summary, standing = visit()
    assert {page.state for page in standing.pages} <= {"captured", "end"}
    assert standing.lists == summary.lists_read == (ListRead(START, 7, None, None),)
    assert (standing.vanished, standing.started_at) == ((), summary.started_at)
    assert standing.answered_at


def test_what_a_whole_list_no_longer_names_has_vanished(server, visit):
    fill(server, 3)
    visit()
    fill(server, 4)
    server.pages[LIST.format(1)] = Page(list_page([1, 3, 4]))
    summary, standing = visit()
    assert standing.vanished == summary.vanished == (BASE + SHOW.format(2),)
    assert standing.lists == (ListRead(START, 3, 3, None),)


def test_of_a_list_that_names_fewer_than_before_only_what_is_gone_has_vanished(server, visit):
    fill(server, 6)
    visit()
    server.pages[LIST.format(2)] = server.pages[SHOW.format(6)] = Page(b"", 404)
    server.pages[LIST.format(1)] = Page(list_page([1, 3, 4, 5]))
    summary, standing = visit()
    assert standing.lists == (ListRead(START, 4, 6, None),)
    assert standing.vanished == summary.vanished == (BASE + SHOW.format(6),)


def test_a_list_that_shrank_stays_so_until_it_names_as_many_again(server, visit):
    fill(server, 12)
    visit()
    server.pages[LIST.format(2)] = Page(b"", 404)
    for _ in range(3):
        summary, standing = visit()
        assert standing.lists == summary.lists_read == (ListRead(START, 5, 12, None),)
        assert standing.lists[0].shrank
        assert standing.vanished == summary.vanished == ()
    fill(server, 12)
    _, standing = visit()
    assert standing.lists == (ListRead(START, 12, 12, None),) and not standing.lists[0].shrank


def changed(raw, change):
    """The standing after a change of the catalogue."""
    with closing(sqlite3.connect(raw / "catalog.sqlite")) as catalogue, catalogue:
        catalogue.executescript(change)
    with Archive.open(raw) as archive:
        return archive.standing("yunlan")


def test_of_a_list_that_names_fewer_than_it_claims_nothing_has_vanished(server, visit, tmp_path):
    fill(server, 3)
    visit()
    server.pages[LIST.format(1)] = Page(list_page([1, 3, 4]))
    _, standing = visit()
    assert standing.vanished == (BASE + SHOW.format(2),)
    standing = changed(tmp_path, "UPDATE lists SET claimed = 4 WHERE visit = 2")
    assert standing.vanished == () and standing.lists[0].falls_short and not standing.lists[0].shrank


def test_a_list_whose_pages_all_name_nothing_stands_there_once(server, visit, tmp_path):
    fill(server, 3)
    visit()
    standing = changed(
        tmp_path, "UPDATE lists SET named = 0; UPDATE frontier SET state = 'empty_list' WHERE url = root"
    )
    assert standing.lists == (ListRead(START, 0, None, None),)


def test_a_person_who_checked_the_lists_accepts_what_they_name(server, visit, tmp_path):
    fill(server, 12)
    visit()
    fill(server, 7)
    visit()
    fill(server, 5)
    visit()
    days = [(1, "2026-03-01T15:59:59Z"), (2, "2026-03-04T16:00:00Z"), (3, "2026-04-01T00:00:00Z")]
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as catalogue, catalogue:
        catalogue.executemany("UPDATE runs SET started_at = ?2 WHERE visit = ?1", days)
    told = []
    with Archive.open(tmp_path) as archive:
        for checked in (None, date(2026, 2, 28), date(2026, 3, 4), date(2026, 3, 5), date(2026, 4, 1)):
            standing = archive.standing("yunlan", checked)
            told.append((standing.lists[0].named_before, len(standing.vanished)))
    assert told == [(12, 0), (12, 0), (12, 0), (7, 0), (None, 7)]


@pytest.mark.parametrize("status", [403, 412, 500, 404])
def test_a_list_that_broke_off_makes_nothing_vanish(server, visit, status):
    fill(server, 12)
    visit()
    server.pages[LIST.format(2)] = Page(b"<script>1</script>", status)
    summary, standing = visit()
    assert standing.vanished == summary.vanished == ()
    if status != 404:  # the end of the list: the server says that there is no more
        assert {page.state for page in standing.pages} & {"refused", "challenged", "server_error"}


def test_a_list_that_is_empty_now_and_was_not_is_named(server, visit):
    fill(server, 3)
    visit()
    server.pages[LIST.format(1)] = Page(list_page([]))
    for _ in range(2):
        summary, standing = visit()
        assert standing.lists == summary.lists_read == (ListRead(START, 0, 3, None),)
        assert standing.vanished == summary.vanished == ()


def test_a_portal_that_was_never_visited_stands_nowhere(server, visit, tmp_path):
    fill(server, 1)
    visit()
    with Archive.open(tmp_path) as archive:
        assert archive.standing("other") is None


def test_the_crawl_says_at_once_what_is_left_alone_and_unreadable(server, visit, caplog):
    fill(server, 3)
    server.pages[LIST.format(1)] = Page(status=429)
    visit()
    told = [(record.message, record.facts) for record in caplog.records]
    assert [name for name, _ in told] == ["list_unreadable", "host_left_alone"]
    assert told[0][1]["state"] == "refused" and told[1][1]["host"] == "www.yunlan.example"
