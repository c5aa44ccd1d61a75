import pytest
from portal_server import BASE, HOST, LIST, Page, fill, list_page, report

from scraper import CrawlError, load_portal
from scraper.probe import Page as Seen
from scraper.probe import ProbeError, expected, fetch, look, portal_at, portal_file, record, saved

FIRST = BASE + LIST.format(1)


TWO = list_page([1, 2])


def seen(url=FIRST, body=TWO):
    return Seen(url, body, body.decode())


def local(server, url=FIRST):
    """The portal that `portal_at` makes, served on loopback."""
    made = portal_at(url)
    return server.portal(family=made.family, generic=made.generic, hosts=made.hosts, start=made.start)


def test_one_page_is_asked_for_and_robots_txt_before_it(server):
    fill(server, 12)
    page = fetch(local(server), "me@university.example")
    assert (page.url, page.body) == (FIRST, list_page(range(1, 6)))
    assert server.paths() == ["/robots.txt", LIST.format(1)]
    assert "me@university.example" in server.log[-1].headers["User-Agent"]


def test_robots_txt_is_obeyed(server):
    fill(server, 3)
    server.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /Xxgk", media_type="text/plain")
    with pytest.raises(ProbeError, match=r"cannot be had: robots, robots\.txt does not allow it"):
        fetch(local(server), None)
    assert server.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Page(b"", 404), "gone, HTTP 404"),
        (Page(b"<html></html>", 405), "challenged, HTTP 405"),
        (Page(b"", 302, {"Location": "http://other.example/"}), "off_site"),
        (Page(report(1), 302, {"Location": "http://10.0.0.1/"}), "private_address"),
    ],
)
def test_what_cannot_be_had_is_said_in_a_line(server, page, told):
    server.pages[LIST.format(1)] = page
    with pytest.raises(ProbeError) as caught:
        fetch(local(server), None)
    assert told in str(caught.value) and "\n" not in str(caught.value)


def test_nobody_is_asked_without_a_contact():
    with pytest.raises(CrawlError, match="contact"):
        fetch(portal_at("http://www.yunlan.gov.cn/"), None)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost:80/x", "ftp://h/", "http://[", "http://10.1.1.1/"]
)
def test_only_public_addresses_are_asked(url):
    with pytest.raises(ProbeError, match="cannot be asked for"):
        portal_at(url)


def test_the_host_is_the_one_of_the_address_and_no_other():
    portal = portal_at("HTTP://WWW.Yunlan.gov.cn:80/a?b=1#c")
    assert portal.hosts == ("www.yunlan.gov.cn",) and portal.start == ("http://www.yunlan.gov.cn/a?b=1",)
    assert portal.delay >= 3


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (f"<!DOCTYPE html>\n<!-- saved from url=(0051){FIRST} -->\n", FIRST),
        (f'<link href="{FIRST}" rel="canonical">', FIRST),
        ('<link href="javascript:;" rel="canonical">', ""),
        ("", ""),
    ],
)
def test_a_saved_page_says_where_it_is_from(tmp_path, head, url):
    path = tmp_path / "page.html"
    path.write_bytes(head.encode("gb18030") + "<p>云澜区年报</p>".encode("gb18030"))
    page = saved(path)
    assert page.url == url and "云澜区年报" in page.text


def test_a_file_that_is_none_says_what_an_address_looks_like(tmp_path):
    for path in (tmp_path / "none.html", tmp_path):
        with pytest.raises(ProbeError, match="an address begins with http"):
            saved(path)


def written(tmp_path, finding):
    path = tmp_path / "portal.toml"
    path.write_text(portal_file(finding), "utf-8")
    return load_portal(str(path)), path.read_text("utf-8")


def test_a_portal_file_to_begin_with_loads(tmp_path):
    portal, text = written(tmp_path, look(seen()))
    assert (portal.name, portal.family, portal.hosts, portal.start) == (
        "yunlan-example",
        "show_list",
        (HOST,),
        (FIRST,),
    )
    assert not portal.probed
    assert f"# family: show_list, by {FIRST}" in text and "# read from it: 2 entries\n" in text
    assert f"# next: {BASE}{LIST.format(2)}" in text


def test_an_unknown_page_gives_a_generic_file_that_loads_too(tmp_path):
    portal, text = written(tmp_path, look(seen("http://www.yunlan.gov.cn/zwgk/", report(1))))
    assert (portal.name, portal.family) == ("yunlan", "generic") and portal.generic is not None
    assert "# family: none recognizes http://www.yunlan.gov.cn/zwgk/" in text


def test_a_page_that_is_no_list_says_why(tmp_path):
    _, text = written(tmp_path, look(seen(BASE + "/XxgkAnnualReport/show/7.html", report(7))))
    assert "# family: show_list" in text and "# no list was read from it: " in text
    _, text = written(tmp_path, look(seen("", list_page([1]))))
    assert "# family: show_list, by a page without an address" in text


def test_dates_that_are_not_those_of_the_ids_are_told():
    rows = "".join(
        f'<li><a href="/content/detail/61f1f0ed886688e3278b456{n}.html">年报{n}</a><span>{date}</span></li>'
        for n, date in enumerate(("2022-01-27", "2022-01-30", "无"))
    )
    url = BASE + "/content/channel/568dc13820f7fe83d49fb4e4/"
    finding = look(seen(url, f'<ul class="is-listnews">{rows}</ul>'.encode()))
    assert [link.title for link in finding.contradicted] == ["年报1"]
    assert "# 1 of the dates are not the days in the ids" in portal_file(finding)


def test_a_case_is_recorded_and_says_what_was_read(tmp_path):
    finding = look(seen())
    folder = record(finding, tmp_path / "golden")
    assert folder.name.startswith("show_list-")
    assert (folder / "page.html").read_bytes() == finding.page.body
    assert (folder / "expected.toml").read_text("utf-8") == expected(finding)
    assert 'title = "1号机关政府信息公开年度报告"\ndate = "2024-01-02"' in expected(finding)
    with pytest.raises(ProbeError, match="is there already"):
        record(finding, tmp_path / "golden")


@pytest.mark.parametrize(
    ("page", "told"),
    [(seen(BASE + "/", report(1)), "no family recognizes"), (seen("", list_page([1])), "saved from url")],
)
def test_what_cannot_be_held_to_anything_is_not_recorded(tmp_path, page, told):
    with pytest.raises(ProbeError, match=told):
        record(look(page), tmp_path)
    assert list(tmp_path.iterdir()) == []
