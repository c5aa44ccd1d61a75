import pytest
from family_reader import reader
from portal_server import BASE, HOST, Page
from show_list_stand_in import OTHER, mongo, older, older_page, present, title
from stand_in import assert_whole, visit

from scraper.exchange import Request
from scraper.families import FamilyMismatchError
from scraper.families.listing import day_of_id
from scraper.families.show_list import ShowList

CHANNEL = BASE + "/content/channel/568dc13820f7fe83d49fb4e4/"
FAMILY = reader("show_list")


@pytest.mark.parametrize("skin", ["news", "disclosure", "table"])
def test_every_report_of_the_present_generation(server, tmp_path, skin):
    portal = present(server, skin=skin)
    crawled = visit(portal, tmp_path)
    assert_whole(portal, crawled)
    assert crawled.titles[f"{BASE}/XxgkAnnualReport/show/6507.html"] == title(6507)


@pytest.mark.parametrize("beyond", ["empty", "404", "first"])
def test_the_end_of_the_present_generation(server, tmp_path, beyond):
    portal = present(server, reports=20, beyond=beyond)
    assert_whole(portal, visit(portal, tmp_path))


@pytest.mark.parametrize("beyond", ["empty", "404"])
@pytest.mark.parametrize("first_page", ["", "page-1/"])
def test_every_report_of_the_older_generation(server, tmp_path, beyond, first_page):
    portal = older(server, beyond=beyond, first_page=first_page)
    crawled = visit(portal, tmp_path)
    assert_whole(portal, crawled)
    assert crawled.titles[f"{BASE}/xxgkAnnualReport/detail/{mongo(22)}.html"] == title(22)


def test_one_number_on_two_hosts_is_two_reports(server, tmp_path):
    """The numbers are a prefecture's, not a host's: near-consecutive ones were seen on two hosts."""
    portal = present(server, reports=3)
    portal.hosts = (HOST, OTHER.removeprefix("http://"))
    portal.start += (portal.start[0].replace(BASE, OTHER),)
    portal.reports |= {url.replace(BASE, OTHER) for url in portal.reports}
    portal.lists *= 2
    assert_whole(portal, visit(portal, tmp_path))


def test_what_is_listed_and_is_no_page_of_the_portal_is_said(server, tmp_path):
    portal = present(server, reports=1)
    strangers = '<li><a href="http://mp.weixin.example/s/1">图解</a></li><li><a href="/upload/nb.pdf">年报附件</a></li>'
    path = "/XxgkAnnualReport/showList/650/page_1.html"
    body = '<div class="listright-box"><ul><li><a href="/XxgkAnnualReport/show/6500.html">年报</a></li>{}</ul></div>'
    server.pages[path] = Page(f"<html>{body.format(strangers)}</html>".encode())
    crawled = visit(portal, tmp_path)
    assert crawled.articles == sorted(portal.reports)
    assert {(url, state) for url, state, _ in crawled.summary.problems} == {
        ("http://mp.weixin.example/s/1", "off_site"),
        (f"{BASE}/upload/nb.pdf", "gone"),
    }


def read(html, url=CHANNEL):
    return FAMILY.read(Request(url), html, url)


def test_an_older_list_is_read_to_its_last_frame_and_without_its_pager():
    page = read(older_page([1, 2]).decode() + '<ul class="is-listnews"><li><a href="/content/detail/'
                f'{mongo(3)}.html">年报</a><span>2022年2月1日</span></li></ul>')  # fmt: skip
    assert [link.url.rpartition("/")[2][:-5] for link in page.links] == [mongo(1), mongo(2), mongo(3)]
    assert [link.date for link in page.links] == ["2022-01-28", "2022-01-29", "2022-02-01"]
    assert page.total is None


@pytest.mark.parametrize(
    ("url", "following"),
    [
        (CHANNEL, CHANNEL + "page-2/"),
        (CHANNEL[:-1], CHANNEL + "page-2/"),
        (CHANNEL + "page-1/", CHANNEL + "page-2/"),
        (CHANNEL + "page-9/?dataType=1", CHANNEL + "page-10/?dataType=1"),
    ],
)
def test_older_pages_are_counted_from_one(url, following):
    assert read(older_page([1]).decode(), url).next_requests == (Request(following, guessed=True),)


def test_an_older_list_without_entries_is_an_empty_list():
    page = read('<ul class="is-listnews"></ul>')
    assert (page.links, page.next_requests) == ((), ())


@pytest.mark.parametrize(
    "html", ["", "<form action='/login'></form>", "<ul class='news'><li><a href='/x'>x</a></li></ul>"]
)
def test_another_page_is_a_mismatch(html):
    with pytest.raises(FamilyMismatchError, match=r"ul\.is-listnews"):
        read(html)
    with pytest.raises(FamilyMismatchError, match="/content/channel/<id>/"):
        read(older_page([1]).decode(), BASE + "/content/channel/news/")


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        (f"/xxgkAnnualReport/detail/{mongo(1)}.html", True),
        (f"/content/detail/{mongo(1)}.html", True),
        (f"/content/detail/{mongo(1)}.pdf", False),
        ("/content/detail/12345.html", False),
        (f"/content/channel/{mongo(1)}/", False),
        (f"/content/channel/{mongo(1)}/page-2/", False),
    ],
)
def test_older_article_addresses(path, verdict):
    assert FAMILY.is_article(BASE + path) is verdict


def test_the_day_in_an_id_is_that_of_its_row():
    """What was seen of 61f1f0ed…: the time in the id is the page's 发布时间. Numbers and other ids hold no day."""
    for link in read(older_page(list(range(20))).decode()).links:
        assert day_of_id(link.url) == link.date
    for none in ("/XxgkAnnualReport/show/6587.html", "/x/0123456789abcdef.html", "/content/detail/zz.html"):
        assert day_of_id(BASE + none) is None


@pytest.mark.parametrize(
    ("url", "text"),
    [
        (BASE + "/XxgkAnnualReport/showList/650/page_1.html", ""),
        (BASE + "/XxgkAnnualReport/show/6587.html", ""),
        (CHANNEL, ""),
        (f"{BASE}/xxgkAnnualReport/detail/{mongo(1)}.html", ""),
        (BASE + "/", '<a href="/OpennessContent/showList/706/32873/page_1.html">年报</a>'),
        (BASE + "/zwgk/", f"<a class=x href='content/channel/{mongo(1)}/'>年报</a>".replace("'content", "'/content")),
        ("", '<a href="http://www.yunlan.example/News/showList/3361/page_1.html">年报</a>'),
    ],
)
def test_its_own_pages_are_recognized(url, text):
    assert ShowList.recognizes(url, text)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        (BASE + "/", '<a href="http://wjw.other.example/News/showList/3361/page_1.html">卫健委</a>'),
        (BASE + "/News/show/12.html", "<p>新闻</p>"),
        (BASE + "/", "see /showList/ in a text"),
        (BASE + "/content/12/345.html", '<a href="/channelList/12.html">年报</a>'),
        (BASE + "/", '<a href="http://[broken/News/showList/1/page_1.html">x</a>'),
    ],
)
def test_other_pages_are_not(url, text):
    assert not ShowList.recognizes(url, text)


def test_a_long_hostile_page_is_read_in_bounded_time():
    for text in ("href=" * 200_000, "<a href='/News/showList/" * 100_000, "1" * 2_000_000):
        assert not ShowList.recognizes(BASE, text)
    page = f"{BASE}/News/showList/1/page_{'9' * 5000}.html"
    with pytest.raises(FamilyMismatchError):
        read("<div class='listright-box'></div>", page)
