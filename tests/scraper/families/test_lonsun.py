import contextlib
import time

import msgspec
import pytest
from hanweb_stand_in import column_page, datastore, record
from hypothesis import given
from hypothesis import strategies as st
from jpaas_stand_in import page_of, script
from lonsun_stand_in import CATEGORY, COLUMN, EMPTY, ORGAN, QUERY, SITE, fragment, lonsun, path_of, row, shell, title_of
from portal_server import BASE, HOST, Page, list_page
from stand_in import assert_whole, visit

from scraper import Portal
from scraper.exchange import Request
from scraper.families import FamilyMismatchError, family_of
from scraper.families.lonsun import Lonsun

PORTAL = Portal(
    name="yunlan", label="云澜区", label_en="Yunlan", family="lonsun", hosts=(HOST,),
    start=(f"{BASE}{COLUMN}?{QUERY}",), organs=(), years=(2019, 2024),
)  # fmt: skip
FAMILY = family_of(PORTAL)
SHELL = Request(PORTAL.start[0])
CALL = Request(f"{BASE}/site/label/8888?labelName=publicInfoList&pageIndex=1", referer=PORTAL.start[0], ajax=True)


def read(text, request=CALL):
    return FAMILY.read(request, text, PORTAL.start[0])


@pytest.mark.parametrize("script_kind", ["literals", "query"])
@pytest.mark.parametrize("skin", ["newest", "older"])
@pytest.mark.parametrize("prefix", ["", "/openness"])
def test_every_report_in_every_skin(server, tmp_path, script_kind, skin, prefix):
    stand_in = lonsun(server, script=script_kind, skin=skin, prefix=prefix)
    crawled = visit(stand_in, tmp_path)
    assert_whole(stand_in, crawled)
    assert set(crawled.titles.values()) == {title_of(number) for number in range(1, 26)}


def test_the_label_is_asked_as_the_shell_would_ask(server, tmp_path):
    visit(lonsun(server), tmp_path)
    calls = [asked for asked in server.log if "label/8888" in asked.path]
    assert [f"pageIndex={number}" in asked.path for number, asked in enumerate(calls, 1)] == [True] * 3
    sent = (
        "pageSize=10",
        "length=12",
        f"catId={CATEGORY}",
        f"organId={ORGAN}",
        f"siteId={SITE}",
        "type=4",
        "isDate=true",
    )
    assert all(word in calls[0].path for word in sent)
    assert calls[0].headers["Referer"] == PORTAL.start[0] and "X-Requested-With" in calls[0].headers


@pytest.mark.parametrize(("reports", "lists"), [(1, 2), (10, 2), (11, 3)])
def test_no_call_more_than_there_are_pages(server, tmp_path, reports, lists):
    stand_in = lonsun(server, reports, lists=lists)
    assert_whole(stand_in, visit(stand_in, tmp_path))
    assert sum("label/8888" in path for path in server.paths()) == lists - 1


def test_without_a_number_of_pages_the_words_for_nothing_are_the_end(server, tmp_path):
    stand_in = lonsun(server, 20, pages=False, lists=4)
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_the_words_for_nothing_alone_are_the_end_too(server, tmp_path):
    stand_in = lonsun(server, 20, pages=False, lists=4)
    whole = server.routes[-1][1]
    nothing = Page(f"<li>{EMPTY}</li>".encode())
    server.routes[-1] = (
        server.routes[-1][0],
        lambda question: nothing if question.query["pageIndex"] == "3" else whole(question),
    )
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_one_id_on_two_hosts_of_a_cluster_is_two_reports(server, tmp_path):
    stand_in = lonsun(server, 5, hosts=(HOST, "zwgk.yunlan.example"), lists=4)
    crawled = visit(stand_in, tmp_path)
    assert_whole(stand_in, crawled)
    assert len({url.rpartition("/")[2] for url in crawled.articles}) == 5 and len(crawled.articles) == 10


@pytest.mark.parametrize("name", ["literals", "query"])
def test_a_shell_has_no_entries_and_names_the_call(name):
    page = read(shell(name, "/openness", 15).decode(), SHELL)
    assert page.links == () and len(page.next_requests) == 1
    url = page.next_requests[0].url
    assert url.startswith(f"{BASE}/openness/site/label/8888?") and "file=%2Fc3%2Fyl%2FpublicInfoList_newest" in url


def test_the_category_in_the_address_is_the_one_that_is_asked_for():
    request = Request(f"{BASE}{COLUMN}?type=4&catId=99")
    (call,) = read(shell("literals", "", 15).decode(), request).next_requests
    assert "catId=99&" in call.url


@pytest.mark.parametrize("text", [f"<div>{EMPTY}</div>", fragment([], "newest", 3).decode()])
def test_an_empty_column_is_empty(text):
    assert (read(text).links, read(text).next_requests) == ((), ())


def test_the_columns_own_words_for_nothing():
    url = f"{CALL.url}&result=%E6%9A%82%E6%97%A0%E6%95%B0%E6%8D%AE"
    assert read("<p>暂无数据</p>", msgspec.structs.replace(CALL, url=url)).links == ()
    with pytest.raises(FamilyMismatchError, match="empty list"):
        read("<p>暂无数据</p>")


def test_words_for_nothing_in_a_script_do_not_make_an_empty_list():
    with pytest.raises(FamilyMismatchError, match="empty list"):
        read(f"<div onclick='open(7)'>年报</div><script>var none = '{EMPTY}';</script>")


def test_a_total_is_passed_on():
    assert read(fragment([1, 2], "newest", 1).decode() + "<p class='page'>共 25 条</p>").total == 25


def test_neither_kinds_nor_pager_are_entries():
    text = row(7, "newest") + "<div class='pagination'><ul><li><a href='?pageIndex=2'>下一页</a></li></ul></div>"
    assert [(link.url, link.title, link.date) for link in read(text).links] == [
        (BASE + path_of(7), title_of(7), "2024-01-08"),
    ]


@pytest.mark.parametrize("href", ["./2023/77.html", "/bmxxgk/77.html", "/public/content/77"])
def test_links_in_their_variants(href):
    (link,) = read(f"<li><a href='{href}'>年报</a> <i>2024-01-02</i></li>").links
    assert FAMILY.is_article(link.url) and link.date == "2024-01-02"


OTHERS = [
    "",
    "<html><body><form>请登录</form><ul><li><a href='/a.html'>首页</a></li></ul></body></html>",
    page_of(script()).decode(),
    column_page(datastore(record(1))).decode(),
    list_page([1]).decode(),
]


@pytest.mark.parametrize("text", OTHERS)
def test_pages_of_another_make_are_a_mismatch(text):
    with pytest.raises(FamilyMismatchError, match="publicInfoList"):
        read(text, SHELL)
    with pytest.raises(FamilyMismatchError, match="label/8888"):
        read(text)


def test_a_shell_without_a_site_and_a_home_page_are_a_mismatch():
    text = shell("literals", "", 15).decode()
    with pytest.raises(FamilyMismatchError, match="siteId"):
        read(text.replace("siteId", "other"), SHELL)
    with pytest.raises(FamilyMismatchError, match="public/column"):
        read(text, Request(BASE + "/"))


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/openness/public/6596211/15194811.html", True),
        ("/public/content/15194811", True),
        ("/zwgk/tzgg/8432.html", True),
        ("/public/column/6596211?type=4", False),
        ("/group1/M00/0A/1B/wKgB.pdf", False),
        ("/8432.html", False),
    ],
)
def test_article_addresses(path, verdict):
    assert FAMILY.is_article(BASE + path) is verdict


def test_which_pages_are_recognized():
    assert Lonsun.recognizes(SHELL.url, shell("query", "", 15).decode()) and Lonsun.recognizes(SHELL.url, "")
    assert Lonsun.recognizes(BASE + path_of(1), f'<a href="{COLUMN}?type=4">年报</a>')
    assert not any(Lonsun.recognizes(BASE + "/col/col1/index.html", other) for other in OTHERS)


HOSTILE = [
    "<a class=title href=x>" * 5_000,
    "publicInfoList" * 50_000,
    'a:"' * 100_000 + "publicInfoList" + 'a:"' * 100_000,
    "pageCount:" + " " * 300_000 + "共" * 100_000,
    "'" + "/a" * 200_000 + "publicInfoList",
    "<li><a href=x>" + "2" * 300_000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_pages_are_read_in_bounded_time(text):
    before = time.process_time()
    for request in (SHELL, CALL):
        with contextlib.suppress(FamilyMismatchError):
            read(text, request)
    assert time.process_time() - before < 10


@given(
    st.text() | st.lists(st.sampled_from(["publicInfoList", "siteId='1'", "<li>", "<a href=", EMPTY, "pageCount:3"]))
)
def test_any_text_is_read_or_called_a_mismatch(text):
    for request in (SHELL, CALL, Request(BASE + "/site/label/8888?pageIndex=" + "9" * 5000)):
        with contextlib.suppress(FamilyMismatchError):
            read("".join(text), request)
