import contextlib
import json
import re
import time

import msgspec
import pytest
from hanweb_stand_in import column_page, datastore, record
from hypothesis import given
from hypothesis import strategies as st
from jpaas_stand_in import (
    LIST,
    UNIT,
    answer,
    department,
    jpaas,
    page_of,
    pager,
    path_of,
    query_data,
    row,
    script,
    title_of,
)
from portal_server import BASE, HOST, list_page
from stand_in import assert_whole, visit

from scraper import Portal
from scraper.exchange import Request
from scraper.families import FamilyMismatchError, family_of
from scraper.families.jpaas import Jpaas

PORTAL = Portal(
    name="yunlan", label="云澜区", label_en="Yunlan", family="jpaas", hosts=(HOST,),
    start=(BASE + LIST,), organs=(), years=(2019, 2024),
)  # fmt: skip
FAMILY = family_of(PORTAL)
CALL = Request(f"{BASE}{UNIT}?pageId=c0ffee", referer=BASE + LIST, ajax=True)


def read(text, request=None):
    return FAMILY.read(request or Request(BASE + LIST), text, BASE + LIST)


def said(html):
    return json.dumps({"success": True, "data": {"html": html}})


@pytest.mark.parametrize("skin", ["clearfix", "news", "one_anchor"])
@pytest.mark.parametrize("bare", [False, True])
def test_every_report_in_every_skin(server, tmp_path, skin, bare):
    stand_in = jpaas(server, skin=skin, bare=bare)
    crawled = visit(stand_in, tmp_path)
    assert_whole(stand_in, crawled)
    assert set(crawled.titles.values()) == {title_of(number) for number in range(1, 41)}


@pytest.mark.parametrize("kind", ["bulidstatic", "buildstatic"])
def test_the_call_is_made_as_the_page_would_make_it(server, tmp_path, kind):
    stand_in = jpaas(server, kind=kind)
    assert_whole(stand_in, visit(stand_in, tmp_path))
    calls = [asked for asked in server.log if asked.path.startswith(UNIT)]
    assert {asked.headers["Referer"] for asked in calls} == {BASE + LIST}
    assert f"parseType={kind}" in calls[0].path and "paramJson" not in calls[0].path
    assert "paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A15%7D" in calls[1].path


def test_rows_that_stand_in_the_page_already(server, tmp_path):
    stand_in = jpaas(server, ready=True, lists=3)
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_a_column_address_kept_from_before_the_migration(server, tmp_path):
    stand_in = jpaas(server, start="/col/col1229641940/index.html")
    assert_whole(stand_in, visit(stand_in, tmp_path))


@pytest.mark.parametrize(("reports", "lists"), [(1, 2), (15, 2), (16, 3), (30, 3)])
def test_no_call_more_than_there_are_pages(server, tmp_path, reports, lists):
    stand_in = jpaas(server, reports, lists=lists)
    assert_whole(stand_in, visit(stand_in, tmp_path))
    assert sum(asked.path.startswith(UNIT) for asked in server.log) == lists - 1


@pytest.mark.parametrize("own", [7, 20])
def test_a_server_that_ignores_the_page_size(server, tmp_path, own):
    stand_in = jpaas(server, own=own)
    assert len(visit(stand_in, tmp_path).articles) == 40


def test_without_a_pager_the_page_behind_the_last_is_the_end(server, tmp_path):
    stand_in = jpaas(server, counts=False, lists=5)
    assert_whole(stand_in, visit(stand_in, tmp_path))


@pytest.mark.parametrize("claimed", [1, 60, 10**8])
def test_a_wrong_count_hides_nothing_and_costs_one_call(server, tmp_path, claimed):
    stand_in = jpaas(server, claimed=claimed, lists=5)
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_departments_lead_to_their_list_and_to_one_directory_a_year(server, tmp_path):
    stand_in = department(server)
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_a_page_of_a_department_has_its_rows_and_leads_on():
    more = f'<div><h3>年报<a class="xxgk_more" href="{LIST}">更多</a></h3><ul>{row(1)}{row(2)}</ul></div>'
    page = read(page_of(more).decode(), Request(BASE + "/bm/jyj/index.html"))
    assert [link.url for link in page.links] == [BASE + path_of(1), BASE + path_of(2)]
    assert page.next_requests == (Request(BASE + LIST),)


@pytest.mark.parametrize(
    ("href", "followed"),
    [
        ("./2023n/index.html", True),
        ("2023/szfgbm/index.html", True),
        ("/zwgk/xxgkndbg/2022nd/", True),
        ("/zwgk/other/2023n/index.html", False),
        ("./gbm/index.html", False),
        ("http://www.other.example/zwgk/xxgkndbg/2023n/index.html", False),
    ],
)
def test_only_years_below_the_page_are_followed(href, followed):
    page = read(page_of(script() + f'<a href="{href}">2023年</a>').decode())
    assert len(page.next_requests) == 1 + followed


def test_several_units_and_a_menu_built_in_the_same_way(server, tmp_path):
    stand_in = jpaas(server, 3, lists=3)
    server.pages[LIST].body = page_of(script("header", "页头") + script())
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_a_rebuilt_site_has_another_template_and_says_so(server, tmp_path):
    stand_in = jpaas(server)
    server.pages[LIST].body = page_of(script().replace("LpcyxkYSwRo", "older"))
    (problem,) = visit(stand_in, tmp_path).summary.problems
    assert problem[1] == "family_mismatch" and "data.html" in problem[2]


def test_rows_that_lead_elsewhere_are_entries_too():
    rows = '<ul><li><a href="/files/nb.pdf">年报(扫描件)</a><span>2024-01-02</span></li></ul>'
    assert [link.url for link in read(said(rows + pager(1, 15, 1)), CALL).links] == [BASE + "/files/nb.pdf"]
    assert [link.url for link in read(said(rows), CALL).links] == [BASE + "/files/nb.pdf"]


def test_neither_pager_nor_menu_are_entries():
    page = read(said(f"<ul>{row(1)}</ul>" + pager(40, 15, 1)), CALL)
    assert [link.url for link in page.links] == [BASE + path_of(1)] and page.total == 40
    assert read(said("<ul><li><a href='/index.html'>首页</a></li></ul>"), CALL).links == ()


def test_an_empty_list_is_empty():
    page = read(said(f"<ul></ul>{pager(0, 15, 1)}"), CALL)
    assert (page.links, page.next_requests, page.total) == ((), (), 0)


@pytest.mark.parametrize(
    ("markup", "title", "date"),
    [
        (f"<a href='{path_of(2)}' title='x'>民政局年报\n 公告类型:年报2024-01-02</a>", "民政局年报", "2024-01-02"),
        (f"<div class='page-content'><li><a href='{path_of(2)}'>年报</a><em>[2024-01-02]</em></li></div>", "年报",
         "2024-01-02"),
        (f"<a class='news' href='{path_of(2)}'>年报<span class='time'>2024/1/2</span></a>", "年报", "2024-01-02"),
    ],
)  # fmt: skip
def test_rows_in_their_variants(markup, title, date):
    (link,) = read(said(markup), CALL).links
    assert (link.url, link.title, link.date) == (BASE + path_of(2), title, date)


COLUMN = column_page(datastore(record(1))).decode()


@pytest.mark.parametrize("text", ["", "<html><form>请登录</form></html>", COLUMN, list_page([1]).decode()])
def test_pages_of_another_make_are_a_mismatch(text):
    with pytest.raises(FamilyMismatchError, match="JPaaS"):
        read(text)
    with pytest.raises(FamilyMismatchError, match="JSON"):
        read(text, CALL)


@pytest.mark.parametrize(
    "text", ["[]", "1", "null", "{}", '{"data": null}', '{"data": {"html": 3}}', '{"success": false, "data": "x"}']
)
def test_answers_without_html_are_a_mismatch(text):
    with pytest.raises(FamilyMismatchError, match=r"data\.html"):
        read(text, CALL)


def test_query_data_that_cannot_be_read_are_a_mismatch():
    with pytest.raises(FamilyMismatchError, match="queryData"):
        read(page_of(script().replace(query_data(), "{}")).decode())


def test_a_page_that_leads_to_everything_is_a_mismatch():
    anchors = "".join(f'<a class="xxgk_more" href="/{n}/index.html">更多</a>' for n in range(500))
    with pytest.raises(FamilyMismatchError, match="500 lists"):
        read(page_of(anchors).decode())


def test_sizes_that_a_pager_cannot_mean_are_not_asked_for():
    (call,) = read(said(f"<ul>{row(1)}</ul>" + pager(10**8, 10**8, 1)), CALL).next_requests
    assert "pageSize%22%3A1%7D" in call.url


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/lxs/zwgk/xxgkndbg/2025/szfgbm/art/2026/art_" + "0af" * 10 + "00.html", True),
        ("/col/col1229847292/art/2026/art_" + "a" * 32 + ".html", True),
        ("/art/2024/1/29/art_76_1.html", False),
        ("/zwgk/art/2026/art_" + "a" * 31 + ".html", False),
        ("/zwgk/index.html", False),
    ],
)
def test_article_addresses(path, verdict):
    assert FAMILY.is_article(BASE + path) is verdict


def test_which_pages_are_recognized():
    assert Jpaas.recognizes(BASE + LIST, page_of(script()).decode())
    assert Jpaas.recognizes(BASE + path_of(1), "")
    for other in (COLUMN, list_page([1]).decode()):
        assert not Jpaas.recognizes(BASE + "/col/col1/index.html", other)


HOSTILE = [
    "[" * 300_000,
    '{"data": "' + "<li>" * 20_000 + '"}',
    said("<a href=x>" * 5_000),
    said("<a href=x>" + "y" * 300_000 + "2024-01-01" * 20_000),
    f"<script url='{UNIT}' queryData=\"" + "{'a':" * 100_000 + '"></script>',
    "<a class=xxgk_more href=/x>" * 2_000,
    "<div>" * 10_000 + "<a class=xxgk_more href=/x>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_pages_are_read_in_bounded_time(text):
    before = time.process_time()
    for request in (Request(BASE + LIST), CALL):
        with contextlib.suppress(FamilyMismatchError):
            read(text, request)
    assert time.process_time() - before < 10


DATA = st.recursive(st.none() | st.text() | st.integers(), lambda one: st.dictionaries(st.just("data"), one))


@given(st.text() | DATA)
def test_any_text_is_read_or_called_a_mismatch(text):
    for request in (
        Request(BASE + LIST),
        CALL,
        msgspec.structs.replace(CALL, url=CALL.url + "&paramJson=%7B%22pageNo"),
    ):
        with contextlib.suppress(FamilyMismatchError):
            read(text if isinstance(text, str) else json.dumps(text), request)


def test_the_page_that_was_asked_for_is_known_from_the_call():
    numbers = list(range(1, 41))
    call = read(answer(numbers, (1, 15), 40, "clearfix").decode(), CALL).next_requests[0]
    further = read(answer(numbers, (2, 15), 40, "clearfix").decode(), call).next_requests[0]
    assert [re.search(r"pageNo%22%3A(\d)", one.url).group(1) for one in (call, further)] == ["2", "3"]


def test_a_page_too_deep_to_walk_is_a_mismatch():
    with pytest.raises(FamilyMismatchError, match="deep"):
        read(page_of("<b>" * 600 + script()).decode())
    assert read(page_of("<b>" * 300 + script()).decode()).next_requests
