import contextlib
import re
import time

import msgspec
import pytest
from hanweb_stand_in import (
    LIST,
    PROXY,
    UNIT,
    article_page,
    column_page,
    datastore,
    hanweb,
    jpage,
    path_of,
    record,
    title_of,
)
from hypothesis import given
from hypothesis import strategies as st
from portal_server import BASE, HOST, list_page
from stand_in import assert_whole, visit

from scraper import Portal
from scraper.exchange import Request
from scraper.families import FamilyMismatchError, family_of
from scraper.families.hanweb import Hanweb

PORTAL = Portal(
    name="yunlan", label="云澜区", label_en="Yunlan", family="hanweb", hosts=(HOST,),
    start=(BASE + LIST,), organs=(), years=(2019, 2024),
)  # fmt: skip
FAMILY = family_of(PORTAL)
CALL = Request(
    f"{BASE}{PROXY}?columnid=12&endrecord=90&page=2&perpage=45&startrecord=46&unitid=4711",
    referer=BASE + LIST,
    ajax=True,
)


def read(text, request=None):
    return FAMILY.read(request or Request(BASE + LIST), text, BASE + LIST)


@pytest.mark.parametrize("posted", [False, True])
@pytest.mark.parametrize("counted", [False, True])
@pytest.mark.parametrize("heeds", ["span", "page"])
def test_every_report_whichever_parameter_the_server_heeds(server, tmp_path, posted, counted, heeds):
    stand_in = hanweb(server, posted=posted, counted=counted, heeds=heeds)
    crawled = visit(stand_in, tmp_path)
    assert_whole(stand_in, crawled)
    assert set(crawled.titles.values()) == {title_of(number) for number in range(1, 41)}


def test_a_call_is_sent_as_the_page_would_send_it(server, tmp_path):
    visit(hanweb(server, posted=True), tmp_path)
    first = next(asked for asked in server.log if asked.path.startswith(PROXY))
    assert "startrecord=16" in first.path and "endrecord=30" in first.path and "perpage=15" in first.path
    assert first.form["unitid"] == UNIT and first.form["webname"] == "云澜区" and first.form["columnid"] == "12"
    assert first.headers["Referer"] == BASE + LIST and first.headers["X-Requested-With"] == "XMLHttpRequest"


@pytest.mark.parametrize(("reports", "lists"), [(1, 1), (15, 1), (16, 2), (30, 2), (31, 3)])
def test_no_call_more_than_there_are_groups(server, tmp_path, reports, lists):
    stand_in = hanweb(server, reports, counted=True, lists=lists)
    assert_whole(stand_in, visit(stand_in, tmp_path))
    assert sum(asked.path.startswith((PROXY, LIST)) for asked in server.log) == lists


@pytest.mark.parametrize(("reports", "lists"), [(30, 3), (40, 4)])
def test_without_totals_an_empty_recordset_is_the_end(server, tmp_path, reports, lists):
    stand_in = hanweb(server, reports, counts=False, lists=lists)
    assert_whole(stand_in, visit(stand_in, tmp_path))


@pytest.mark.parametrize(("heeds", "cap", "own"), [("own", 300, 5), ("own", 300, 25), ("span", 6, 0), ("page", 6, 0)])
def test_a_server_that_counts_in_its_own_unit_is_walked_in_that(server, tmp_path, heeds, cap, own):
    crawled = visit(hanweb(server, 70, heeds=heeds, cap=cap, own=own), tmp_path)
    assert len(crawled.articles) == 70 and not crawled.summary.problems
    assert crawled.requests < 70 + 25


def test_a_server_that_serves_everything_at_once(server, tmp_path):
    stand_in = hanweb(server, 40, heeds="all", lists=2)
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_no_more_is_asked_for_at_once_than_servers_give():
    text = column_page(datastore(record(1)) + jpage(UNIT, 500, 10_000)).decode()
    assert {re.search(r"perpage=(\d+)", call.url).group(1) for call in read(text).next_requests} == {"300"}


@pytest.mark.parametrize("claimed", [41, 60, 10**9, 10**17])
def test_a_total_that_promises_too_much_costs_a_few_calls(server, tmp_path, claimed):
    crawled = visit(hanweb(server, 40, claimed=claimed), tmp_path)
    assert len(crawled.articles) == 40 and not crawled.summary.problems
    assert crawled.requests < 40 + 30


def test_a_billion_records_are_not_a_million_requests():
    text = column_page(
        f"<script><datastore><totalrecord>999999999</totalrecord><nextgroup><![CDATA[<a href='{PROXY}?page=1"
        f"&unitid=1'></a>]]></nextgroup>{record(1)}</datastore></script>"
    ).decode()
    page = read(text)
    assert len(page.next_requests) == 20 and page.total == 999999999


def test_load_more_skins(server, tmp_path):
    stand_in = hanweb(server, endpoint="/module/web/jpage/morecolumndataproxy.jsp", heeds="page")
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_a_shell_whose_rows_come_by_script(server, tmp_path):
    stand_in = hanweb(server, 30, island=False, lists=3)
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_page_num_serves_the_same_bytes_and_is_never_asked(server, tmp_path):
    visit(hanweb(server), tmp_path)
    assert not [path for path in server.paths() if "pageNum" in path]


@pytest.mark.parametrize("posted", [False, True])
def test_several_units_on_one_page(server, tmp_path, posted):
    units = {"1": list(range(1, 101)), "2": list(range(201, 221)), "3": [301, 302]}
    stand_in = hanweb(server, units=units, posted=posted, lists=1 + 2 + 1)
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_units_that_share_rows_are_each_read_to_their_end(server, tmp_path):
    units = {"1": list(range(1, 101)), "2": list(range(1, 51))}
    stand_in = hanweb(server, units=units, counted=True, lists=1 + 2 + 2)
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_units_that_share_rows_and_do_not_say_how_many(server, tmp_path):
    units = {"1": list(range(1, 101)), "2": list(range(1, 51))}
    assert len(visit(hanweb(server, units=units), tmp_path).articles) == 100


@pytest.mark.parametrize("date", ["span", "readlabel", "plain"])
def test_dates_in_their_variants(date):
    page = read(column_page(datastore(record(3, date))).decode())
    assert [(link.url, link.title, link.date) for link in page.links] == [
        (BASE + path_of(3), title_of(3), "2024-01-04"),
    ]


@pytest.mark.parametrize(
    ("markup", "title", "date"),
    [
        ("<tr><td>7</td><td><a href='/art/2024/1/2/art_1_2.html'>民政局年报</a></td><td>2024-01-02</td></tr>",
         "民政局年报", "2024-01-02"),
        ("<li><a title='民政局年报' href='/art/2024/1/2/art_1_2.html'><b>民政局年报</b><i>2024-01-02</i></a></li>",
         "民政局年报", "2024-01-02"),
        ("<li><a href='/col/col9/'>[民政局]</a><a href='/art/2024/1/2/art_1_2.html'>年报</a>发布日期:2024年1月2日</li>",
         "年报", "2024-01-02"),
        ("<li><a href='/art/2024/1/2/art_1_2.html'>2023-05-01起施行的办法</a></li>", "2023-05-01起施行的办法", None),
    ],
)  # fmt: skip
def test_records_in_their_variants(markup, title, date):
    (link,) = read(datastore(f"<record><![CDATA[{markup}]]></record>")).links
    assert (link.url, link.title, link.date) == (f"{BASE}/art/2024/1/2/art_1_2.html", title, date)


def test_a_record_without_cdata_is_escaped():
    text = datastore("<record>&lt;li&gt;&lt;a href='/art/2024/1/2/art_1_2.html'&gt;年报&lt;/a&gt;&lt;/li&gt;</record>")
    assert [link.title for link in read(text).links] == ["年报"]


def test_a_record_that_breaks_off_harms_no_other():
    broken = "<record><![CDATA[<li><a href='/art/2024/1/2/art_1_1.html' title=\"x]]></record>"
    assert BASE + path_of(2) in [link.url for link in read(datastore(broken + record(2))).links]


def test_entries_lead_from_the_column_and_not_from_the_proxy():
    text = datastore("<record><![CDATA[<li><a href='../../art/2024/1/2/art_1_2.html'>年报</a></li>]]></record>")
    assert read(text, CALL).links[0].url == f"{BASE}/art/2024/1/2/art_1_2.html"


def test_an_empty_column_is_empty():
    page = read(column_page(datastore("", "<totalrecord>0</totalrecord>")).decode())
    assert (page.links, page.next_requests, page.total) == ((), (), 0)


def test_an_empty_answer_is_the_end():
    page = read(datastore("", "<totalrecord>100</totalrecord>"), CALL)
    assert (page.links, page.next_requests) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><body><form action='/login.do'>请登录</form></body></html>",
        "<html><body><ul><li><a href='/art/2024/1/2/art_1_2.html'>年报</a></li></ul></body></html>",
        list_page([1]).decode(),
    ],
)
def test_pages_of_another_make_are_a_mismatch(text):
    with pytest.raises(FamilyMismatchError, match="JCMS"):
        read(text)
    with pytest.raises(FamilyMismatchError, match="<datastore>"):
        read(text, CALL)
    with pytest.raises(FamilyMismatchError, match="<datastore>"):
        read(column_page(datastore(record(1))).decode(), CALL)


@pytest.mark.parametrize("query", ["", "?page=x&perpage=45", "?page=1&perpage=" + "9" * 5000, "?page=1&perpage=0"])
def test_a_call_that_asked_for_no_group(query):
    with pytest.raises(FamilyMismatchError, match="no group"):
        read(datastore(record(1)), msgspec.structs.replace(CALL, url=BASE + PROXY + query))


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/art/2021/1/29/art_1229486923_59080004.html", True),
        ("/art/2024/12/9/art_76_1558865.html?x=1", True),
        ("/art/2024/art_" + "0" * 32 + ".html", False),
        ("/col/col12/index.html", False),
        ("/art/2024/1/29/art_76_1.pdf", False),
    ],
)
def test_article_addresses(path, verdict):
    assert FAMILY.is_article(BASE + path) is verdict


def test_its_own_pages_are_recognized():
    assert Hanweb.recognizes(BASE + LIST, column_page(datastore(record(1))).decode())
    assert Hanweb.recognizes("", article_page(1).decode()) and Hanweb.recognizes(BASE + path_of(1), "")


HOSTILE = [
    "<datastore>" * 5_000,
    "<datastore><record>" + "<![CDATA[" * 50_000,
    "dataproxy.jsp?" * 50_000,
    "<datastore>" + "dataproxy.jsp?unitid=" + "a" * 300_000,
    ".jpage(" + "proxyUrl:" * 50_000,
    ".jpage(" * 5_000,
    ".jpage(ajaxParam:{" + "a:" * 200_000,
    "<datastore>" + "".join(f".jpage( dataproxy.jsp?unitid={n} " for n in range(4_000)),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_pages_are_read_in_bounded_time(text):
    before = time.process_time()
    for request in (Request(BASE + LIST), CALL):
        with contextlib.suppress(FamilyMismatchError):
            read(text, request)
    assert time.process_time() - before < 5


def test_more_records_than_a_list_has_are_a_mismatch():
    with pytest.raises(FamilyMismatchError, match="records"):
        read("<datastore>" + "<record>" * 30_000)


@given(
    st.text() | st.lists(st.sampled_from(["<datastore>", "<record>", "dataproxy.jsp?a=1", ".jpage(", "'", "<a href="]))
)
def test_any_text_is_read_or_called_a_mismatch(text):
    for request in (Request(BASE + LIST), CALL):
        with contextlib.suppress(FamilyMismatchError):
            read("".join(text), request)
