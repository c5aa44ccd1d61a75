import contextlib
import json
import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from portal_server import BASE, HOST
from portal_server import list_page as show_list_page
from stand_in import assert_whole, visit
from ucap_stand_in import (
    CHANNEL,
    COLUMN,
    LIST,
    WEBSITE,
    answer,
    article_page,
    fragment,
    list_page,
    path_of,
    row,
    searched,
    static,
    title_of,
)

from scraper import Portal
from scraper.exchange import Request
from scraper.families import FamilyMismatchError, family_of
from scraper.families.ucap import Ucap

FIRST = BASE + LIST
PORTAL = Portal(
    name="yunlan", label="云澜区", label_en="Yunlan", family="ucap", hosts=(HOST,),
    start=(FIRST,), organs=(), years=(2019, 2024),
)  # fmt: skip
UCAP = family_of(PORTAL)
QUERY = "_channelName=&_isAgg=true&_isJson=true&_pageSize={}&_rangeTimeGte=&_template=index&page={}"
SEARCH = f"{BASE}/common/search/{CHANNEL}?{QUERY}"
TRS_LIST = """<div><ul><li><a href="./202401/t20240105_7.html">年报</a></li></ul>
<script>createPageHTML(3,0,"index","html");</script></div>"""


def read(text, url=FIRST):
    return UCAP.read(Request(url), text if isinstance(text, str) else text.decode(), FIRST)


def following(page):
    return [request.url.removeprefix(BASE) for request in page.next_requests]


def rows(*numbers):
    return "".join(row(n, path_of(n)) for n in numbers or (1, 2, 3))


def test_a_static_list_page():
    page = read(list_page(rows(1, 2), "createPageHTML('page_div',3, 1,'common_list','shtml',45);"))
    assert [(link.url, link.title, link.date) for link in page.links] == [
        (BASE + path_of(n), title_of(n), f"2024-01-0{n + 1}") for n in (1, 2)
    ]
    assert page.total == 45
    assert following(page) == [COLUMN + "common_list_2.shtml", COLUMN + "common_list_1.shtml"]


@pytest.mark.parametrize(
    "trap",
    [
        {},
        {"reports": 4},
        {"reports": 20},
        {"second": "copy"},
        {"second": "_1"},
        {"second": "_1", "reports": 17},
        {"second": "_1", "reports": 60},
        {"ids": "number", "template": "zfxxgk_list"},
        {"ids": "day"},
        {"ids": "content"},
        {"param": True},
        {"param": True, "second": "_1"},
    ],
)
def test_the_whole_static_list(server, tmp_path, trap):
    stand_in = static(server, **trap)
    crawled = visit(stand_in, tmp_path)
    assert_whole(stand_in, crawled)
    assert set(crawled.titles.values()) == {title_of(n) for n in range(1, len(stand_in.reports) + 1)}


@pytest.mark.parametrize(
    "trap",
    [
        {},
        {"reports": 3},
        {"reports": 20},
        {"ids": "number"},
        {"cap": 7},
        {"shell": "searchList"},
        {"shell": "channel"},
        {"shell": "code"},
        {"shell": "named"},
    ],
)
def test_the_whole_searched_list(server, tmp_path, trap):
    stand_in = searched(server, **trap)
    crawled = visit(stand_in, tmp_path)
    assert_whole(stand_in, crawled)
    assert set(crawled.titles.values()) == {title_of(n) for n in range(1, len(stand_in.reports) + 1)}


def test_every_report_of_rows_in_html(server, tmp_path):
    stand_in = searched(server, as_rows=True)
    assert sorted(visit(stand_in, tmp_path).articles) == sorted(stand_in.reports)


def test_rows_in_html_end_without_complaint(server, tmp_path):
    stand_in = searched(server, as_rows=True)
    assert_whole(stand_in, visit(stand_in, tmp_path))


@pytest.mark.parametrize("past", [None, "first"])
def test_paging_ends_where_the_pages_end_and_not_where_the_pager_says(server, tmp_path, past):
    body = list_page(rows(), "createPageHTML('page_div',9,1,'common_list','shtml',90);") if past else None
    stand_in = static(server, claims=9, past=body)
    assert sorted(visit(stand_in, tmp_path).articles) == sorted(stand_in.reports)
    assert sum("/common_list_" in path for path in server.paths()) == 4


def test_suffixes_stop_at_the_last_page_in_both_ways_of_counting():
    def after(suffix, printed):
        text = list_page(rows(), f"createPageHTML('page_div',4,{printed},'common_list','shtml',45);")
        return following(read(text, f"{BASE}{COLUMN}common_list{suffix}.shtml"))

    assert after("_3", 3) == [COLUMN + "common_list_4.shtml"] and after("_4", 4) == []
    assert after("_2", 3) == [COLUMN + "common_list_3.shtml"] and after("_3", 4) == []
    assert after("_1", 1) == [COLUMN + "common_list_2.shtml"]
    assert following(read(list_page(rows(), "createPageHTML('page_div',1,1,'common_list','shtml',3);"))) == []


def test_folders_page_by_their_index():
    text = list_page(rows(), "createPageHTML('paging',25,1,'index','html',500);")
    page = read(text.decode().replace(path_of(1), "/a/202609/t20260911_1.html"), BASE + "/a/b/")
    assert following(page) == ["/a/b/index_2.html", "/a/b/index_1.html"]
    assert page.links[0].url == BASE + "/a/202609/t20260911_1.html"


def test_the_newer_template_without_a_call_goes_on_as_long_as_there_are_rows():
    param = f'<input id="pageParam" url="http://10.0.0.1{LIST}">'
    assert following(read(list_page(rows(), more=param))) == [
        COLUMN + "common_list_2.shtml",
        COLUMN + "common_list_1.shtml",
    ]
    third = f"{BASE}{COLUMN}common_list_3.shtml"
    assert following(read(list_page(rows(), more=param), third)) == [COLUMN + "common_list_4.shtml"]
    past = read(list_page("", more=param), third)
    assert (past.links, past.next_requests) == ((), ())
    with pytest.raises(FamilyMismatchError, match="#pageParam is here and neither"):
        read(list_page("", more=param))


def test_an_empty_list_is_empty_and_a_page_past_the_end_too():
    page = read(list_page("", "createPageHTML('page_div',0,1,'common_list','shtml',0);"))
    assert (page.links, page.next_requests, page.total) == ((), (), 0)
    past = read(list_page("", "createPageHTML('page_div',3,9,'common_list','shtml',45);"), FIRST[:-6] + "_9.shtml")
    assert (past.links, past.next_requests) == ((), ())
    empty = read(answer([], 0, 1, 10), SEARCH.format(10, 1))
    assert (empty.links, empty.next_requests, empty.total) == ((), (), 0)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        (list_page("", "createPageHTML('page_div',1,1,'common_list','shtml',7);"), LIST, "counts 7 and no entry"),
        (list_page("", "createPageHTML('page_div',3,1,'common_list','shtml');"), LIST, "counts 3 and no entry"),
        (
            list_page(rows(), "createPageHTML('page_div',3,1,'common_list','shtml',45);"),
            COLUMN + "common_list_3.shtml",
            "page 3 of 3 was asked and says that it is the first",
        ),
        (list_page(rows(1), more=f"<a href='/common/search/{CHANNEL}'></a>/searchList/{WEBSITE}"), LIST, "2 channels"),
        (f"<ul>{row(1, path_of(1))}</ul><a href='javascript:go(2)'>下一页</a>", LIST, "has a pager, but no"),
        (TRS_LIST, LIST, "has a pager, but no"),
    ],
)
def test_a_page_that_says_one_thing_and_shows_another_is_a_mismatch(text, name, words):
    with pytest.raises(FamilyMismatchError, match=words):
        read(text, BASE + name)


@pytest.mark.parametrize(
    "html",
    ["", "<form><input name='password'></form>", show_list_page(range(3)).decode(), article_page(1).decode()],
)
def test_a_page_of_another_make_is_a_mismatch(html):
    with pytest.raises(FamilyMismatchError, match="no UCAP list"):
        read(html)


@pytest.mark.parametrize("rows", ["<li>暂无数据</li>", ""])
def test_hot_news_beside_an_empty_list_are_no_entries(rows):
    text = list_page(rows, "createPageHTML('page_div',1,1,'common_list','shtml',0);")
    assert (read(text).links, read(text).next_requests) == ((), ())


def test_the_empty_list_of_a_pager_is_not_the_list():
    text = list_page(rows(2, 4), "createPageHTML('page_div',1,1,'common_list','shtml',2);").decode()
    text = text.replace('<div id="page_div">', '<ul class="pagination"></ul><div id="page_div">')
    assert [link.url for link in read(text).links] == [BASE + path_of(2), BASE + path_of(4)]


def test_a_home_page_in_the_place_of_a_list_is_a_mismatch():
    news = "".join(f"<ul>{row(n, path_of(n * 2))}</ul>" for n in range(1, 9))
    with pytest.raises(FamilyMismatchError, match="most articles"):
        read(f"{news}<ul>{row(1, path_of(1))}</ul>")


def test_a_list_without_a_pager_is_a_page():
    assert [link.url for link in read(f"<ul>{row(1, path_of(1))}</ul>").links] == [BASE + path_of(1)]


def test_a_shell_names_the_call_of_its_channel():
    shell = list_page("", f"var u = '/searchList/{CHANNEL}?_isJson=true&_pageSize=15';")
    page = read(shell)
    (call,) = page.next_requests
    assert (page.links, call.url, call.ajax) == ((), f"{BASE}/searchList/{CHANNEL}?{QUERY.format(15, 1)}", True)
    first_rows_only = list_page(rows(), f"var channelId='{CHANNEL}';")
    assert read(first_rows_only).links == ()
    assert [request.url for request in read(first_rows_only).next_requests] == [SEARCH.format(20, 1)]


def test_rows_in_json_have_addresses_titles_and_days_in_beijing():
    page = read(answer([1, 2], 12, 1, 2), SEARCH.format(2, 1))
    assert [(link.url, link.title, link.date) for link in page.links] == [
        (BASE + path_of(n), title_of(n), f"2024-01-0{n + 1}") for n in (1, 2)
    ]
    assert page.total == 12 and page.next_requests == (Request(SEARCH.format(2, 2), ajax=True),)
    assert read(answer([12], 12, 12, 1), SEARCH.format(1, 12)).next_requests == ()


def test_odd_rows_in_json():
    results = [
        {
            "title": "云澜区<em>年报</em> &amp; 其他",
            "url": "/a/202401/7.shtml",
            "publishedTimeStr": "2024-01-29 00:00:00",
        },
        {"title": None, "url": "https://mp.weixin.qq.com/s/abc", "publishedTime": "2024-1-2"},
        {"title": "无址", "publishedTime": 10**40},
    ]
    page = read(json.dumps({"data": {"results": results, "total": "3"}}), SEARCH.format(10, 1))
    assert [(link.url, link.title, link.date) for link in page.links] == [
        (BASE + "/a/202401/7.shtml", "云澜区年报 & 其他", "2024-01-29"),
        ("https://mp.weixin.qq.com/s/abc", "", "2024-01-02"),
    ]


def test_a_server_that_gives_fewer_rows_than_asked_is_asked_in_its_own_pages():
    page = read(answer([1, 2, 3], 30, 1, 50), SEARCH.format(50, 1))
    assert page.next_requests == (Request(SEARCH.format(3, 2), ajax=True),)


def test_a_search_past_the_end_ends_and_one_that_counts_and_shows_nothing_is_a_mismatch():
    past = read(answer([], 30, 9, 10), SEARCH.format(10, 9))
    assert (past.links, past.next_requests) == ((), ())
    with pytest.raises(FamilyMismatchError, match="counts 30 entries and has none"):
        read(answer([], 30, 1, 10), SEARCH.format(10, 1))


@pytest.mark.parametrize(
    "text",
    [
        '{"code":500,"message":"系统繁忙"}',
        '{"data":{"total":3}}',
        '{"data":{"total":"viele","results":[]}}',
        '{"data":' * 9000,
        "{",
        '{"data":{"total":1,"results":[{"url":7}]}}',
        '{"\ud800',
    ],
)
def test_json_of_another_kind_is_a_mismatch(text):
    with pytest.raises(FamilyMismatchError, match="not as expected"):
        read(text, SEARCH.format(10, 1))


def test_rows_in_html_and_their_end():
    url = f"{BASE}/common/search/{CHANNEL}?_isJson=false&page=3"
    page = read(fragment([1, 2]), url)
    assert [(link.url, link.title, link.date) for link in page.links] == [
        (BASE + path_of(n), title_of(n), f"2024-01-0{n + 1}") for n in (1, 2)
    ]
    assert page.next_requests == (Request(url.replace("page=3", "page=4"), ajax=True),)
    assert read(fragment([]), url).next_requests == ()
    with pytest.raises(FamilyMismatchError, match="no rows of a search call"):
        read("<html>请稍候</html>", url)


@pytest.mark.parametrize(
    "results",
    [{}, {"channelId": ""}, {"channelId": WEBSITE, "channelCode": "c2", "children": []}, {"channelId": "../../x"}],
)
def test_an_answer_without_the_columns_channel_is_a_mismatch(results):
    with pytest.raises(FamilyMismatchError, match="no channel of the column c1"):
        read(json.dumps({"results": results}), BASE + "/getChannelList?channelCode=c1")


def test_marks_are_on_lists_shells_answers_and_articles_and_not_on_other_families():
    assert Ucap.recognizes(FIRST, "<script>createPageHTML('page_div', 3, 1, 'common_list', 'shtml', 45)</script>")
    assert Ucap.recognizes(FIRST, f"$.get('/common/search/{CHANNEL}')")
    assert Ucap.recognizes(SEARCH.format(10, 1), "{}")
    assert Ucap.recognizes(BASE + path_of(1), "") and Ucap.recognizes(BASE + path_of(1, "content"), "")
    assert Ucap.recognizes(BASE + path_of(1, "number"), article_page(1).decode())
    for url, text in [
        (BASE + "/zwgk/nb/", TRS_LIST),
        (BASE + "/zwgk/nb/202401/t20240105_7.html", "<div class='TRS_Editor'></div>"),
        (BASE + "/XxgkAnnualReport/showList/12/page_1.html", show_list_page(range(3)).decode()),
        (BASE + "/col/col12/index.html", "<datastore><recordset></recordset></datastore>"),
        (BASE + f"/lxs/art/2024/art_{CHANNEL}.html", "<div id='zoom'></div>"),
        (FIRST, "function createPageHTML(_nDivName,_nPageCount)"),
    ]:
        assert not Ucap.recognizes(url, text), url


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        (path_of(1), True),
        (path_of(1, "number"), True),
        (path_of(1, "day"), True),
        (path_of(1, "content"), True),
        ("/ftq/c100273s/202501/" + CHANNEL + ".shtml", True),
        (LIST, False),
        (COLUMN + "common_list_2.shtml", False),
        ("/ylq/c1/202401/" + CHANNEL + "/files/" + CHANNEL + ".pdf", False),
        ("/ylq/c1/202401/", False),
    ],
)
def test_article_addresses(path, verdict):
    assert UCAP.is_article(BASE + path) is verdict


def test_the_shape_finds_what_an_article_is_made_of():
    tree = BeautifulSoup(article_page(3), "lxml")
    assert tree.select_one(Ucap.shape.body[0]).get_text().startswith("云澜区第3号机关")
    assert tree.select_one(Ucap.shape.attachments[0])["href"] == "files/a.pdf"


URLS = st.sampled_from(
    [FIRST, FIRST[:-6] + "_2.shtml", SEARCH.format(10, 1), BASE + "/getChannelList?channelCode=c1", BASE + "/"]
)
PIECES = st.sampled_from(
    [
        "<ul id=body>",
        "<li>",
        f"<div class=title><a href='{path_of(1)}'>",
        "<a href='//[::1'>",
        "</ul>",
        "<script>createPageHTML('p',3,1,'../x y','shtml',9)</script>",
        "<script>createPageHTML('p',1,1,'//[','shtml',9)</script>",
        "<i id=pageParam url='//[::1'>",
        "<i id=pageParam url='x.shtml'>",
        f"/searchList/{CHANNEL}",
        '{"data":',
        '{"results":[',
        '"total":1}',
        "/getChannelList?channelCode=",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)), URLS)
def test_any_text_is_read_or_called_a_mismatch(text, url):
    with contextlib.suppress(FamilyMismatchError):
        read(text, url)


@pytest.mark.parametrize(
    "piece",
    [
        "createPageHTML(",
        "createPageHTML('p',",
        "createPageHTML('p',1,1,'a','b');",
        "createPageHTML('" + "p" * 64,
        "channelId" + " " * 9,
        "/getChannelList?channelCode=",
        "/common/search/" + "a" * 31,
        "<div id=pageParam url=x>",
        f"<li><a href='{path_of(1)}'>",
    ],
)
def test_long_hostile_pages_take_no_time(piece):
    long = piece * (100_000 // len(piece))
    for text in (long, f"<script>{long}</script>", '{"data":' + long):
        began = time.process_time()
        for url in (FIRST, SEARCH.format(10, 1)):
            with contextlib.suppress(FamilyMismatchError):
                read(text, url)
        Ucap.recognizes(FIRST, text)
        assert time.process_time() - began < 20
