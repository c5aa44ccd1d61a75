import itertools

import pytest
from portal_server import BASE, LIST, QUICK, Page, fill

from scraper import crawl


@pytest.fixture
def visit(server, tmp_path):
    def go(robots):
        fill(server, 3)
        server.pages["/robots.txt"] = robots
        return crawl([server.portal()], tmp_path, limits=QUICK, sleep=lambda _: None)[0]

    return go


@pytest.mark.parametrize(
    "robots",
    [
        Page(b"", 404),
        Page(b"", 403),
        Page(b"", 401),
        Page(b"<script>1</script>", 412),
        Page(b"<html><body>Disallow: /</body></html>"),
        Page(b"<!DOCTYPE html>\nUser-agent: *\nDisallow: /", media_type="text/plain"),
        Page(b"", media_type="text/plain"),
        Page(b"User-agent: *\nDisallow: /admin", media_type="text/plain"),
        Page(b"User-agent: *\nDisallow: /\n\nUser-agent: nianbao\nAllow: /", media_type="text/plain"),
        Page(b"User-agent: *\nDisallow: /*.html\nAllow: /XxgkAnnualReport/*", media_type="text/html"),
        Page(b"\x00\xff\xfe\xd4\xc6 nonsense", media_type="text/plain"),
        Page(status=302, headers={"Location": "http://clone.example/robots.txt"}),
        Page(status=302, headers={"Location": "/robots.txt"}),
    ],
)
def test_no_rules_against_us(visit, robots):
    summary = visit(robots)
    assert summary.fetched == 3 and not summary.problems and summary.stopped is None


@pytest.mark.parametrize(
    "robots",
    [
        Page(b"User-agent: *\nDisallow: /", media_type="text/plain"),
        Page(b"User-agent: *\nDisallow: /", media_type="application/octet-stream"),
        Page(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n", media_type="text/plain"),
        Page("# 云澜区\nUser-agent: *\nDisallow: /".encode("gbk"), media_type="text/plain"),
        Page(b"User-agent: Baiduspider\nAllow: /\n\nUser-agent: *\nDisallow: /", media_type="text/plain"),
        Page(b"User-agent: NianBao\nDisallow: /Xxgk*List/", media_type="text/plain"),
        Page(b"User-agent: *\nCrawl-delay: 86400", media_type="text/plain"),
    ],
)
def test_rules_against_us(visit, server, robots):
    summary = visit(robots)
    assert server.paths() == ["/robots.txt"]
    assert [(url, state) for url, state, _ in summary.problems] == [(BASE + LIST.format(1), "robots")]


@pytest.mark.parametrize("robots", [Page(b"", 500), Page(b"", 503), Page(b"", 429), lambda exchange: None])
def test_rules_that_cannot_be_had_close_the_host(visit, server, robots):
    summary = visit(robots)
    assert set(server.paths()) == {"/robots.txt"} and "cannot be had" in summary.stopped


def test_robots_is_asked_again_when_the_crawl_is_taken_up(visit, server, tmp_path):
    visit(Page(b"", 503))
    server.pages["/robots.txt"] = Page(b"", 404)
    summary = crawl([server.portal()], tmp_path, limits=QUICK)[0]
    assert summary.fetched == 3 and not summary.problems


def test_robots_is_read_once_a_run_and_asked_at_redirects(visit, server):
    robots = Page(b"User-agent: *\nDisallow: /private/", media_type="text/plain")
    summary = visit_with_a_moved_report(server, visit, robots)
    assert [(state, reason) for _, state, reason in summary.problems] == [("robots", "robots.txt does not allow it")]
    assert server.paths().count("/robots.txt") == 1 and "/private/2.html" not in server.paths()


def visit_with_a_moved_report(server, visit, robots):
    """A visit of the filled portal, one of whose reports has moved."""
    moved = Page(status=302, headers={"Location": "/private/2.html"})
    find = server.find
    server.find = lambda path: moved if path == "/XxgkAnnualReport/show/2.html" else find(path)
    return visit(robots)


@pytest.mark.parametrize(("delay", "asked"), [(0.0, 0.12), (0.12, 0.01)])
def test_the_longer_of_delay_and_crawl_delay_is_kept(server, tmp_path, delay, asked):
    fill(server, 3)
    server.pages["/robots.txt"] = Page(f"User-agent: *\nCrawl-delay: {asked}".encode(), media_type="text/plain")
    crawl([server.portal(delay=delay)], tmp_path, limits=QUICK)
    times = [one.at for one in server.log]
    assert len(times) == 6 and min(b - a for a, b in itertools.pairwise(times)) >= 0.12
