import contextlib

import pytest
from channel_list_stand_in import ARTICLES, FIRST, channel_list, page_of, pager_of, title
from family_reader import reader
from hypothesis import given
from hypothesis import strategies as st
from portal_server import BASE
from stand_in import assert_whole, visit

from scraper.exchange import Request
from scraper.families import FamilyMismatchError
from scraper.families.channel_list import ChannelList

FAMILY = reader("channel_list")
ONE_PAGE = pager_of(["/channel/list/29.html"], 1)


def read(html, url=FIRST, root=FIRST):
    return FAMILY.read(Request(url), html, root)


@pytest.mark.parametrize("skin", ["disclosure", "news"])
@pytest.mark.parametrize("pager", ["query", "path", "suffix"])
@pytest.mark.parametrize("last", ["disabled", "self"])
def test_every_report_through_any_pager(server, tmp_path, skin, pager, last):
    portal = channel_list(server, skin=skin, pager=pager, last=last)
    crawled = visit(portal, tmp_path)
    assert_whole(portal, crawled)
    assert set(crawled.titles.values()) == {title(n) for n in range(10_000, 10_023)}


@pytest.mark.parametrize("article", ARTICLES)
def test_every_form_of_an_article(server, tmp_path, article):
    portal = channel_list(server, reports=4, article=article)
    assert_whole(portal, visit(portal, tmp_path))


@pytest.mark.parametrize("skin", ["disclosure", "news"])
def test_a_date_inside_the_link_is_a_date_and_no_title(skin):
    (link,) = read(page_of(skin, [7], ONE_PAGE, "共 1 条")).links
    assert (link.title, link.date) == (title(7), "2024-01-08")


def test_a_title_in_a_span_stays_a_title():
    dated = "关于2024年1月5日发布的云澜区商务局2023年政府信息公开工作年度报告"
    row = f'<li><a href="/xxgkcontent/1.html"><span>{dated}</span></a><span>2024-01-09</span></li>'
    (link,) = read(f'<ul class="xxgk_rul">{row}</ul>').links
    assert (link.title, link.date) == (dated, "2024-01-09")


def test_a_pager_inside_the_list_is_no_entry():
    html = page_of("news", [7], "", "").replace("</ul></div><div", f"<li>{ONE_PAGE}</li></ul></div><div")
    assert ONE_PAGE in html
    assert [link.title for link in read(html).links] == [title(7)]


@pytest.mark.parametrize(
    ("words", "total"),
    [
        ("共 57 条记录", 57),
        ("第1页 共 3 页 共57条", 57),
        ("共 3 页", None),
        ("共 57", None),
        ("", None),
        ("共 " + "9" * 5000 + " 条", None),
    ],
)
def test_a_total_is_of_entries_or_none(words, total):
    pager = pager_of(["/channel/list/29.html", "/channel/list/29.html?page=2"], 1)
    assert read(page_of("news", range(20), pager, words)).total == total


@pytest.mark.parametrize("words", ["共 57 条", "共 3 页"])
@pytest.mark.parametrize("href", ["javascript:void(0)", "/channel/list/29.html", ""])
def test_a_pager_that_leads_nowhere_though_there_is_more_is_a_mismatch(words, href):
    pager = f'<ul class="pagination"><li><a href="{href}">下一页</a></li><li><a>尾页</a></li></ul>'
    with pytest.raises(FamilyMismatchError, match="leads to none"):
        read(page_of("news", range(20), pager, words))


def test_a_pager_that_leads_nowhere_is_the_end_on_a_later_page():
    pager = pager_of(["/channel/list/29.html", "/channel/list/29.html?page=2"], 2)
    assert read(page_of("news", range(17), pager, "共 57 条"), FIRST + "?page=2").next_requests == ()


def test_a_pager_that_leads_into_another_list_is_a_mismatch():
    pager = pager_of(["/channel/list/29.html", "/channel/list/30.html"], 1)
    with pytest.raises(FamilyMismatchError, match=r"leads out of the list, to .*/channel/list/30\.html"):
        read(page_of("news", range(20), pager, ""))


def test_an_empty_page_ends_the_paging_though_its_pager_goes_on():
    pager = pager_of([f"/channel/list/29.html?page={n}" for n in range(9)], 4)
    page = read(page_of("news", [], pager, "共 0 条"), FIRST + "?page=3")
    assert (page.links, page.next_requests, page.total) == ((), (), 0)


@pytest.mark.parametrize(
    "html", ["", "<form action='/login'></form>", "<ul class='list'><li><a href='/x'>x</a></li></ul>"]
)
def test_another_page_is_a_mismatch(html):
    with pytest.raises(FamilyMismatchError, match=r"none of the frames .*list1-ul"):
        read(html)
    for url in (BASE + "/", BASE + "/channel/list/", BASE + "/channel/listing/29.html"):
        with pytest.raises(FamilyMismatchError, match="no list address"):
            read(page_of("news", [1], "", ""), url)


@given(st.text(), st.text())
def test_any_text_is_read_or_called_a_mismatch(text, words):
    for html in (text, page_of("news", [1], f'<ul class="pagination"><li>{text}</li><li><a href="{words}">', words)):
        with contextlib.suppress(FamilyMismatchError):
            read(html)


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/single/29/391457.html", True),
        ("/xxgkcontent/10931.html", True),
        ("/content/ndbghgzzj/195307.html", True),
        ("/content/66363.html", True),
        ("/content/detail/61f1f0ed886688e3278b4568.html", False),
        ("/content/detail/610000000000000000000008.html", False),
        ("/channel/list/29.html", False),
        ("/a/single/29/1.html", False),
    ],
)
def test_article_addresses(path, verdict):
    assert FAMILY.is_article(BASE + path) is verdict


@pytest.mark.parametrize(
    ("url", "text"),
    [
        (FIRST, ""),
        (BASE + "/channelList/10858.html?page=2", ""),
        (BASE + "/single/29/391457.html", ""),
        (BASE + "/content/10988/46785.html", '<div class="Detailcontent_inner f16">年报</div>'),
        (BASE + "/", '<a href="channelList/11047.html">年报</a>'),
    ],
)
def test_its_own_pages_are_recognized(url, text):
    assert ChannelList.recognizes(url, text)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        (BASE + "/content/10988/46785.html", "<p>年报</p>"),
        (BASE + "/", '<a href="http://other.example/channelList/11047.html">年报</a>'),
        (BASE + "/", "channelList channel/list/"),
        (BASE + "/gongkai/channel_63899b02/doc_6418044e.html", ""),
        (BASE + "/content/channel/568dc13820f7fe83d49fb4e4/", ""),
    ],
)
def test_other_pages_are_not(url, text):
    assert not ChannelList.recognizes(url, text)


def test_a_long_hostile_page_is_read_in_bounded_time():
    for text in ("href=/channel/list/" * 100_000, "共" * 500_000 + " " * 500_000):
        assert not ChannelList.recognizes(BASE, text)
        with pytest.raises(FamilyMismatchError):
            read(text)
    with pytest.raises(FamilyMismatchError, match="deep"):
        read('<ul class="list1-ul">' + "<li><ul>" * 3000)
