import contextlib
import time

import pytest
from hanweb_annual_stand_in import (
    AREA,
    LIST,
    REPORT,
    SEARCH,
    column_page,
    found_page,
    path_of,
    report_page,
    search,
    servlet,
    title_of,
)
from hanweb_stand_in import column_page as jcms_page
from hanweb_stand_in import datastore, record
from hypothesis import given
from hypothesis import strategies as st
from jpaas_stand_in import page_of, script
from portal_server import BASE, HOST, list_page
from stand_in import assert_whole, visit

from scraper import Portal
from scraper.exchange import Request
from scraper.families import FAMILIES, FamilyMismatchError, family_of
from scraper.families.hanweb_annual import HanwebAnnual

START = f"{BASE}{REPORT}?area={AREA}"
PORTAL = Portal(
    name="yunlan", label="云澜区", label_en="Yunlan", family="hanweb_annual", hosts=(HOST,),
    start=(START,), organs=(), years=(2019, 2024),
)  # fmt: skip
FAMILY = family_of(PORTAL)
CALL = Request(BASE + SEARCH, f"infotypeId=&area={AREA}&currpage=1", BASE + LIST, ajax=True)


def read(text, request=None):
    return FAMILY.read(request or Request(START), text, START)


def test_one_report_for_each_year_of_the_portal(server, tmp_path):
    stand_in = servlet(server)
    crawled = visit(stand_in, tmp_path)
    assert_whole(stand_in, crawled)
    assert set(crawled.titles.values()) == {f"云澜区{year}年度报告" for year in range(2019, 2025)}


def test_a_year_without_a_report_is_no_report(server, tmp_path):
    stand_in = servlet(server, years=(2019, 2020, 2022, 2023, 2024))
    crawled = visit(stand_in, tmp_path)
    assert sorted(crawled.articles) == sorted(stand_in.reports)
    assert [url for url, _, _ in crawled.summary.problems] == [f"{START}&fbtime=2021"]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (report_page(None).decode(), True),
        ("<html><head><title>云澜区</title></head><body> \u3000 </body></html>", True),
        ("<div id=zoom>&nbsp;</div><p>版权所有</p>", True),
        (report_page(2022).decode(), False),
        ("<html><body><p>年报正文</p></body></html>", False),
        ("<div id=zoom><img src=1.jpg></div>", False),
        ("<div id=zoom><a href='/module/download/downfile.jsp?filename=1.pdf'></a></div>", False),
        ("<div id=zoom><iframe src='viewer.html?file=1.pdf'></iframe></div>", False),
        ("<div id=zoom><script>show('1.pdf')</script></div>", False),
    ],
)
def test_a_missing_year_is_a_page_without_a_body(text, missing):
    assert (FAMILY.missing(text) is not None) is missing


@pytest.mark.parametrize(
    ("query", "one"),
    [
        (f"fbtime=2022&area={AREA}", f"area={AREA}&fbtime=2022"),
        (f"area={AREA}&fbtime=2022&showType=2", f"area={AREA}&fbtime=2022&showType=2"),
        (f"_=0.7&showType=&fbtime=2022&area={AREA}", f"area={AREA}&fbtime=2022"),
    ],
)
def test_one_address_for_one_report(query, one):
    assert FAMILY.identity(f"{BASE}{REPORT}?{query}") == f"{BASE}{REPORT}?{one}"
    assert FAMILY.identity(BASE + path_of(1)) == BASE + path_of(1)


def test_a_start_page_that_names_a_year_would_hide_that_year_and_is_refused():
    for url in (f"{START}&fbtime=2022", BASE + REPORT):
        with pytest.raises(FamilyMismatchError, match="fbtime"):
            read(report_page(2022).decode(), Request(url))


def test_the_view_of_the_start_page_is_kept():
    page = read(report_page(2024).decode(), Request(f"{START}&showType=2"))
    assert [link.url for link in page.links][:1] == [f"{START}&fbtime=2024&showType=2"] and len(page.links) == 6


@pytest.mark.parametrize("skin", ["table", "list"])
@pytest.mark.parametrize("shown", ["tree", "search"])
def test_every_report_that_a_search_finds(server, tmp_path, skin, shown):
    stand_in = search(server, skin=skin, shown=shown)
    crawled = visit(stand_in, tmp_path)
    assert_whole(stand_in, crawled)
    assert set(crawled.titles.values()) == {title_of(number) for number in range(1, 26)}


def test_a_search_without_an_infotype_is_narrowed_to_the_column(server, tmp_path):
    stand_in = search(server, 12, others=25, infotype="", lists=1 + 4)
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_a_search_is_asked_as_the_column_would_ask():
    (call,) = read(column_page("A0212").decode(), Request(BASE + LIST)).next_requests
    assert (call.url, call.referer, call.ajax) == (BASE + SEARCH, BASE + LIST, True)
    for pair in (f"area={AREA}", "infotypeId=A0212", "jdid=3", "divid=div77", "fbtime=-1", "currpage=1"):
        assert pair in call.form.split("&")


def test_a_search_by_get_is_paged_in_its_address():
    page = read(found_page([(1, "77")], 2, "table").decode(), Request(f"{BASE}{SEARCH}?area={AREA}&currpage=1"))
    assert page.next_requests == (Request(f"{BASE}{SEARCH}?area={AREA}&currpage=2"),)
    assert read(found_page([(1, "77")], 2, "table").decode(), page.next_requests[0]).next_requests == ()


def test_a_page_of_other_columns_is_not_the_end():
    page = read(found_page([(1, "99")], 3, "table").decode(), CALL)
    assert page.links == () and "currpage=2" in page.next_requests[0].form


def test_dates_titles_and_no_pager():
    (link,) = read(found_page([(3, "77")], 1, "table").decode(), CALL).links
    assert (link.url, link.title, link.date) == (BASE + path_of(3), title_of(3), "2024-01-04")


def test_an_empty_search_is_empty():
    page = read(found_page([], 0, "table").decode(), CALL)
    assert (page.links, page.next_requests) == ((), ())


OTHERS = [
    "",
    "<html><body><form>请登录</form><ul><li><a href='/a.html'>首页</a></li></ul></body></html>",
    page_of(script()).decode(),
    jcms_page(datastore(record(1))).decode(),
    list_page([1]).decode(),
]


@pytest.mark.parametrize("text", OTHERS)
def test_pages_of_another_make_are_a_mismatch(text):
    with pytest.raises(FamilyMismatchError, match="area"):
        read(text, Request(BASE + LIST))
    with pytest.raises(FamilyMismatchError, match="body"):
        read(text)


@pytest.mark.parametrize("text", [*OTHERS[:3], OTHERS[4]])
def test_answers_of_another_make_are_a_mismatch(text):
    with pytest.raises(FamilyMismatchError, match="共N页"):
        read(text, CALL)


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        (f"{REPORT}?area={AREA}&fbtime=2022", True),
        (f"{REPORT}?area={AREA}", False),
        (f"{REPORT}?fbtime=2022", False),
        (f"{REPORT}?area={AREA}&fbtime=-1", False),
        (path_of(1), True),
        (f"{SEARCH}?area={AREA}&fbtime=2022", False),
    ],
)
def test_article_addresses(path, verdict):
    assert FAMILY.is_article(BASE + path) is verdict


def test_which_pages_are_recognized():
    assert HanwebAnnual.recognizes(BASE + LIST, column_page("").decode())
    assert HanwebAnnual.recognizes(START, "") and not any(HanwebAnnual.recognizes(BASE + LIST, one) for one in OTHERS)


def test_of_hanwebs_families_each_page_is_recognized_as_its_own():
    pages = {
        "jpaas": page_of(script() + "<a href='/module/xxgk/tree.jsp'>目录</a>"),
        "hanweb": jcms_page(datastore(record(1)) + "<a href='/module/xxgk/dataproxy.jsp?a=1'>目录</a>"),
        "hanweb_annual": report_page(2022),
    }
    for name, page in pages.items():
        told = next(one for one, family in FAMILIES.items() if family.recognizes(BASE + "/", page.decode()))
        assert told == name


HOSTILE = [
    "/module/xxgk/tree.jsp?" * 50_000,
    "/module/xxgk/tree.jsp?" + "a=1&" * 100_000,
    "共" + "&nbsp;" * 100_000,
    "<tr><a href=/art/2024/1/1/art_1_1.html>" * 3_000,
    "<div id=zoom>" * 5_000 + "/module/xxgk/",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_pages_are_read_in_bounded_time(text):
    before = time.process_time()
    for request in (Request(START), Request(BASE + LIST), CALL):
        with contextlib.suppress(FamilyMismatchError):
            read(text, request)
    FAMILY.missing(text)
    assert time.process_time() - before < 10


PIECES = ["/module/xxgk/tree.jsp?area=1'", "<li>", "<a href=/art/2024/1/1/art_1_1.html>", "共3页", "<div id=zoom>"]


@given(st.text() | st.lists(st.sampled_from(PIECES)))
def test_any_text_is_read_or_called_a_mismatch(text):
    for request in (Request(START), Request(BASE + LIST), CALL):
        with contextlib.suppress(FamilyMismatchError):
            read("".join(text), request)
    FAMILY.missing("".join(text))
