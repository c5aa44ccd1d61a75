import itertools
import time
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from portal_server import BASE, GENERIC, LIST, QUICK, Page, fill, list_page, report

from scraper import Archive, CrawlError, crawl

SHOW = "/XxgkAnnualReport/show/{}.html"


@pytest.fixture
def visit(server, tmp_path):
    def go(limits=QUICK, progress=None, **changes):
        return crawl(
            [server.portal(**changes)], tmp_path / "raw", limits=limits, progress=progress, sleep=lambda _: None
        )[0]

    return go


def states(summary):
    return {url.removeprefix(BASE): state for url, state, _ in summary.problems}


def test_every_report_once_with_what_the_list_said(server, visit, tmp_path):
    fill(server, 12)
    seen = []
    summary = visit(progress=seen.append)
    assert (summary.found, summary.fetched, summary.lists, summary.problems) == (12, 12, 4, ())
    assert len(server.log) == len(set(server.paths())) == summary.requests == 17
    assert {one.hosts for one in seen} == {1}
    assert (seen[-1].done, seen[-1].queued) == (16, 0) and seen[-1].url == BASE + SHOW.format(12)
    with Archive.open(tmp_path / "raw") as archive:
        captures = list(archive.captures("article"))
        assert [one.url for one in captures] == sorted(BASE + SHOW.format(n) for n in range(1, 13))
        assert all(archive.body(one) == server.find(one.url.removeprefix(BASE)).body for one in captures)
        first = captures[0]
        assert (first.list_title, first.list_date) == ("1号机关政府信息公开年度报告", "2024-01-02")
        assert (first.media_type, first.charset, first.status, first.kind) == (
            "text/html",
            "utf-8",
            200,
            "article",
        )


def test_a_second_visit_is_conditional_and_stores_no_body(server, visit, tmp_path):
    fill(server, 7)
    visit()
    with Archive.open(tmp_path / "raw") as archive:
        before = list(archive.captures("article"))
    server.log.clear()
    summary = visit()
    assert (summary.fetched, summary.changed, summary.unchanged, summary.resumed) == (0, (), 7, False)
    assert [asked.status for asked in server.log] == [404] + [304] * 10
    with Archive.open(tmp_path / "raw") as archive:
        assert list(archive.captures("article")) == before and archive.states("yunlan") == []
        again = next(one for one in archive._select("WHERE state = 'unchanged' AND url = ? ", (before[0].url,)))
        assert archive.body(again) == archive.body(before[0]) and again.digest == before[0].digest


def test_without_validators_an_equal_body_is_unchanged(server, visit):
    fill(server, 2)
    for page in server.pages.values():
        page.headers.clear()
    visit()
    assert (visit().unchanged, visit().fetched) == (2, 0)


def test_what_changed_vanished_or_is_new(server, visit, tmp_path):
    fill(server, 3)
    visit()
    server.pages[SHOW.format(1)] = Page(report(1, "更正"))
    server.pages[SHOW.format(2)] = Page(status=404)
    server.pages[LIST.format(1)] = Page(list_page([1, 3, 4]))
    server.pages[SHOW.format(4)] = Page(report(4))
    summary = visit()
    assert summary.changed == (BASE + SHOW.format(1),)
    assert (summary.found, summary.fetched, summary.unchanged) == (3, 1, 1)
    assert states(summary) == {SHOW.format(2): "gone"}
    with Archive.open(tmp_path / "raw") as archive:
        history = archive.history(BASE + SHOW.format(1))
        assert [archive.body(one) for one in history] == [report(1), report(1, "更正")]
        assert next(one.digest for one in archive.captures()) == history[1].digest
        assert len(list(archive.captures())) == 4 and len(list(archive.captures(latest=False))) == 5
        (gone,) = archive.states("yunlan")
        assert (gone.url, gone.state, gone.reason, gone.list_title) == (
            BASE + SHOW.format(2), "gone", "HTTP 404", "2号机关政府信息公开年度报告",
        )  # fmt: skip
        assert gone.checked_at


@pytest.mark.parametrize(
    "behind", [Page(status=404), "first", Page(list_page([])), Page(status=302, headers={"Location": "/"})]
)
def test_the_end_of_a_list(server, visit, behind):
    fill(server, 7)
    server.pages["/"] = Page(report(0))
    server.pages[LIST.format(3)] = server.pages[LIST.format(1)] if behind == "first" else behind
    summary = visit()
    assert (summary.fetched, summary.problems) == (7, ()) and server.paths().count(LIST.format(4)) == 0


def test_lists_that_overlap_are_each_read_to_their_end(server, visit):
    other = "/News/showList/9/page_{}.html"
    fill(server, 6, per_page=3)
    server.pages[other.format(1)] = Page(list_page([1, 2, 3]))
    server.pages[other.format(2)] = Page(list_page([4, 8]))
    server.pages[SHOW.format(8)] = Page(report(8))
    summary = visit(start=(BASE + LIST.format(1), BASE + other.format(1)))
    assert (summary.found, summary.fetched) == (7, 7)


def test_an_empty_first_list_is_said_loudly(server, visit):
    server.pages[LIST.format(1)] = Page(list_page([]))
    summary = visit()
    assert summary.problems == ((BASE + LIST.format(1), "empty_list", "the list has its frame and no entry"),)


def test_another_family_is_said_loudly_and_harms_no_other_list(server, visit):
    fill(server, 3)
    server.pages["/News/showList/9/page_1.html"] = Page(report(5))
    summary = visit(start=(BASE + "/News/showList/9/page_1.html", BASE + LIST.format(1)))
    assert states(summary) == {"/News/showList/9/page_1.html": "family_mismatch"} and summary.fetched == 3


def test_a_page_that_mismatches_midway_is_no_end(server, visit):
    fill(server, 12)
    server.pages[LIST.format(2)] = Page(report(5))
    assert states(visit()) == {LIST.format(2): "family_mismatch"}


def test_entries_that_lead_elsewhere_are_noted_and_not_asked(server, visit, tmp_path):
    body = list_page([1, 2]).replace(b"/XxgkAnnualReport/show/2.html", b"https://mp.weixin.example/s/x")
    body = body.replace(
        b"</ul>",
        "<li><a href='/files/nb.html'>年报(扫描件)</a></li><li><a href='javascript:x()'>更多</a></li></ul>".encode(),
    )
    server.pages[LIST.format(1)] = Page(body)
    server.pages[SHOW.format(1)] = Page(report(1))
    summary = visit()
    assert states(summary) == {"https://mp.weixin.example/s/x": "off_site", "/files/nb.html": "not_article"}
    assert (summary.found, summary.fetched) == (1, 1) and "/files/nb.html" not in server.paths()
    assert states(visit()) == states(summary)
    with Archive.open(tmp_path / "raw") as archive:
        assert [one.list_title for one in archive.states("yunlan")] == [
            "年报(扫描件)",
            "2号机关政府信息公开年度报告",
        ]


def test_a_soft_404_still_listed(server, visit):
    fill(server, 3)
    server.pages[SHOW.format(2)] = Page(
        "<html><title>云澜区</title><body><p>抱歉,您访问的页面不存在</p></body></html>".encode()
    )
    summary = visit()
    assert states(summary) == {SHOW.format(2): "soft_404"} and summary.fetched == 2


def test_three_challenges_end_the_visit_of_the_host(server, visit, tmp_path):
    fill(server, 9)
    challenged = {SHOW.format(n): "challenged" for n in (1, 3, 5)}
    kept = {path: server.pages[path] for path in challenged}
    server.pages |= dict.fromkeys(challenged, Page(b"<script>1</script>", 412))
    limits = msgspec.structs.replace(QUICK, rest_seconds=2.0)
    summary = visit(limits)
    assert states(summary) == challenged and summary.fetched == 2
    assert "left alone" in summary.stopped and server.paths()[-1] == SHOW.format(5)
    with Archive.open(tmp_path / "raw") as archive:
        waiting = {one.url.removeprefix(BASE): one.state for one in archive.states("yunlan")}
    assert waiting == challenged | {SHOW.format(n): None for n in range(6, 10)}
    server.pages |= kept
    server.log.clear()
    summary = visit(limits)
    assert "not asked again before 20" in summary.stopped and server.paths() == []
    time.sleep(2.1)
    summary = visit(limits)
    assert summary.resumed and summary.fetched == 9
    assert sorted(server.paths()) == [SHOW.format(n) for n in (1, 3, 5, 6, 7, 8, 9)]


def test_a_host_that_asks_for_rest_gets_it(server, visit):
    fill(server, 9)
    server.pages[SHOW.format(3)] = Page(status=429, headers={"Retry-After": "3600"})
    summary = visit()
    assert "429" in summary.stopped and server.paths()[-1] == SHOW.format(3)


@pytest.mark.parametrize(
    ("status", "asked", "hours"),
    [(429, "", 6), (429, "60", 6), (429, str(48 * 3600), 48), (503, "7200", 2), (503, "9" * 400, 7 * 24)],
)
def test_a_host_rests_as_long_as_it_asks_for(server, visit, status, asked, hours):
    fill(server, 9)
    server.pages[SHOW.format(3)] = Page(status=status, headers={"Retry-After": asked})
    limits = msgspec.structs.replace(QUICK, rest_seconds=6 * 3600.0)
    before = datetime.now(UTC)
    summary = visit(limits)
    until = datetime.fromisoformat(summary.stopped.rpartition("not asked again before ")[2])
    assert abs(until - before - timedelta(hours=hours)) < timedelta(minutes=1)
    server.log.clear()
    assert "not asked again before" in visit(limits).stopped and server.log == []


def test_a_host_that_dies_midway_is_left_and_taken_up_again(server, visit, tmp_path):
    fill(server, 30)
    answered = server.find
    server.find = lambda path: (lambda _: None) if "show/" in path and int(path[23:-5]) > 9 else answered(path)
    summary = visit(limits=msgspec.structs.replace(QUICK, attempts=1, host_failures=3))
    assert summary.fetched == 9 and "3 failures" in summary.stopped
    server.find = answered
    server.log.clear()
    summary = visit()
    assert summary.resumed and summary.fetched == 30 and not summary.problems
    assert server.paths() == [SHOW.format(n) for n in range(10, 31)]


def test_bounds_are_said_when_hit(server, visit):
    fill(server, 12)
    summary = visit(limits=msgspec.structs.replace(QUICK, articles=7))
    assert summary.fetched == 7 and list(states(summary).values()) == ["too_many"]
    summary = visit(limits=msgspec.structs.replace(QUICK, lists=1), name="other")
    assert summary.fetched == 5 and list(states(summary).values()) == ["too_many"]


def test_one_connection_and_the_delay_kept(server, tmp_path):
    fill(server, 3)
    server.pages["/robots.txt"] = Page(b"", 503)
    server.pages["/robots.txt"] = [Page(b"", 503), Page(b"", 404)]
    crawl([server.portal(delay=0.08)], tmp_path, limits=QUICK)
    times = [asked.at for asked in server.log]
    assert len(times) == 7 and min(b - a for a, b in itertools.pairwise(times)) >= 0.08
    assert server.open_at_most == 1


def test_a_crawl_needs_a_contact(server, tmp_path):
    portal = msgspec.structs.replace(server.portal(), server=None, loopback=False, delay=1.0)
    for contact in (None, "", "x\r\nX-Evil: 1", "云澜"):
        with pytest.raises(CrawlError, match="contact"):
            crawl([portal], tmp_path, contact=contact)
    assert list(tmp_path.iterdir()) == []


def test_the_generic_family(server, visit):
    rows = "".join(f'<li><a href="./202401/t20240110_{n}.html">年报{n}</a></li>' for n in range(3))
    page = f'<html><ul class="news">{rows}</ul></html>'
    server.pages["/nb/"] = Page(page.encode())
    server.pages["/nb/index_1.html"] = Page(page.replace("t20240110_", "t20250110_").encode())
    for year in (2024, 2025):
        for n in range(3):
            path = f"t{year}0110_{n}.html"
            server.pages[f"/nb/202401/{path}"] = Page(report(year + n))
    summary = visit(family="generic", generic=GENERIC, start=(BASE + "/nb/",))
    assert (summary.fetched, summary.problems) == (6, ())


def test_a_pager_that_the_selector_takes_for_entries_hides_no_page(server, visit):
    pager = "".join(f'<li><a href="{name}">{name}</a></li>' for name in ("./", "index_1.html", "index_2.html"))
    for number, name in enumerate(("", "index_1.html", "index_2.html")):
        row = f'<li><a href="t20240110_{number}.html">年报{number}</a></li>'
        server.pages[f"/nb/{name}"] = Page(f'<html><ul class="news">{row}{pager}</ul></html>'.encode())
        server.pages[f"/nb/t20240110_{number}.html"] = Page(report(number))
    for _ in range(2):
        summary = visit(family="generic", generic=GENERIC, start=(BASE + "/nb/",))
        assert (summary.found, summary.fetched + summary.unchanged, summary.lists) == (3, 3, 3)
        assert states(summary) == {}


def test_two_portals_in_one_archive_stay_apart(server, visit, tmp_path):
    fill(server, 2)
    visit()
    assert visit(name="other").fetched == 2
    with Archive.open(tmp_path / "raw") as archive:
        assert [(one.portal, one.url[-6]) for one in archive.captures()] == [
            ("other", "1"), ("other", "2"), ("yunlan", "1"), ("yunlan", "2"),
        ]  # fmt: skip


def test_a_run_taken_up_again_asks_only_what_had_no_answer(server, visit, tmp_path):
    fill(server, 9)
    kept = server.pages[SHOW.format(3)]
    server.pages[SHOW.format(3)] = Page(b"<script>1</script>", 412)
    first = visit()
    assert (first.fetched, list(states(first).values())) == (8, ["challenged"])
    server.pages[SHOW.format(3)] = kept
    server.log.clear()
    (again,) = crawl([server.portal()], tmp_path / "raw", limits=QUICK, again=["yunlan"])
    assert (again.run, again.resumed, again.fetched, again.problems) == (first.run, True, 9, ())
    assert server.paths() == [SHOW.format(3)]
    assert visit().run != first.run


def test_a_smaller_list_that_a_person_has_checked_is_no_shrunken_one(server, visit):
    fill(server, 9)
    visit()
    for place in (1, 2, 3):
        server.pages[LIST.format(place)] = Page(list_page([1, 2, 3] if place == 1 else []))
    before = [[(read.named, read.named_before) for read in visit(**more).lists_read] for more in ({}, {})]
    assert before == [[(3, 9)], [(3, 9)]]
    today = datetime.now(timezone(timedelta(hours=8))).date()
    (read,) = visit(lists_checked=today).lists_read
    assert read.named == 3 and read.named_before in (None, 3)
