"""What the archive says of a portal's last visit: a list that broke off hides no entry and makes none vanish."""

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
    server.pages[LIST.format(1)] = Page(list_page([1, 3]))
    summary, standing = visit()
    assert standing.vanished == summary.vanished == (BASE + SHOW.format(2),)
    assert standing.lists == (ListRead(START, 2, 3, None),)


@pytest.mark.parametrize("status", [403, 412, 500, 404])
def test_a_list_that_broke_off_makes_nothing_vanish(server, visit, status):
    fill(server, 12)
    visit()
    server.pages[LIST.format(2)] = Page(b"<script>1</script>", status)
    summary, standing = visit()
    if status == 404:  # the end of the list: the server says that there is no more
        assert len(standing.vanished) == len(summary.vanished) == 7
    else:
        assert standing.vanished == summary.vanished == ()
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
