import contextlib
import json

import pytest
from family_reader import reader
from hypothesis import given
from hypothesis import strategies as st
from pc_list_stand_in import COLUMN, FIRST, attached, entry, page_of, pc_list, snowflake
from portal_server import BASE, Page
from stand_in import assert_whole, visit

from scraper.exchange import Request
from scraper.families import FamilyMismatchError
from scraper.families.pc_list import PcList

FAMILY = reader("pc_list")


def read(html, url=FIRST):
    return FAMILY.read(Request(url), html, FIRST)


@pytest.mark.parametrize(("second", "first_twice"), [(1, False), (2, False), (2, True)])
@pytest.mark.parametrize("beyond", ["404", "empty"])
def test_every_report_whatever_number_the_second_page_bears(server, tmp_path, second, first_twice, beyond):
    portal = pc_list(server, second=second, first_twice=first_twice, beyond=beyond)
    crawled = visit(portal, tmp_path)
    assert_whole(portal, crawled)
    assert crawled.titles[f"{BASE}{COLUMN}content/content_{snowflake(22)}.html"] == entry(22)["title"]


def test_a_guard_against_libraries_is_a_challenge_and_not_evaded(server, tmp_path):
    """The same platform answered 405 to a library's User-Agent and 200 to a browser's: we say who we are and stop."""
    portal = pc_list(server)
    server.pages[COLUMN + "list.html"] = Page(b"<html>405</html>", 405)
    crawled = visit(portal, tmp_path)
    assert crawled.summary.problems == ((FIRST, "challenged", "HTTP 405, the answer of a browser check"),)
    assert crawled.articles == []
    assert [path for path in server.paths() if path != "/robots.txt"] == [COLUMN + "list.html"]


def test_addresses_are_decoded_twice_and_dates_are_of_beijing():
    (link,) = read(page_of([entry(3)])).links
    assert link.url == f"{BASE}{COLUMN}content/content_{snowflake(3)}.html"
    assert (link.title, link.date) == ("云澜区3号机关2023年政府信息公开工作年度报告", "2024-01-04")


def test_addresses_that_are_decoded_already_are_read_too():
    (link,) = read(page_of([entry(3, urls={"pc": "content/content_1751853934850940932.html"})])).links
    assert link.url == BASE + COLUMN + "content/content_1751853934850940932.html"


def test_an_entry_without_a_page_is_its_files():
    files = [attached(4, "a1b2.pdf"), attached(4, "c3d4.docx") | {"domainName": None}]
    links = read(page_of([entry(4, urls="{}", articleFiles=files), entry(5)])).links
    assert [link.url.rpartition("/")[2] for link in links[:2]] == ["a1b2.pdf", "c3d4.docx"]
    assert {link.title for link in links[:2]} == {entry(4)["title"]} and len(links) == 3


@pytest.mark.parametrize(
    "urls", ["", "no json", '{"pc": ""}', '["/x.html"]', None, 7, '{"pc": "javascript:;"}', "[" * 9000]
)
def test_an_entry_without_any_address_is_a_mismatch_and_not_left_out(urls):
    with pytest.raises(FamilyMismatchError, match=r"neither an address.*6号机关"):
        read(page_of([entry(5), entry(6, urls=urls)]))


def test_half_a_character_cannot_come_into_the_archive():
    (link,) = read(page_of([entry(3, title="TITLE")]).replace("TITLE", "\\ud800年报")).links
    assert link.title == "?年报"


def test_an_empty_island_is_an_empty_list():
    assert read(page_of([])).links == read(page_of([])).next_requests == ()


def test_the_next_pages():
    html = page_of([entry(1)])
    assert read(html).next_requests == tuple(Request(f"{BASE}{COLUMN}list_{n}.html", guessed=True) for n in (1, 2))
    assert read(html, f"{BASE}{COLUMN}list_9.html").next_requests == (
        Request(f"{BASE}{COLUMN}list_10.html", guessed=True),
    )


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("", "it has 0"),
        ("<form action='/login'><input name=user></form>", "it has 0"),
        ("<script>render(data.articleList.length)</script>", "it has 0"),
        (page_of([entry(1)]) + page_of([entry(2)]), "it has 2"),
        ('<script>var a = {"articleList": [{"id": 1, ]};</script>', "no JSON"),
        ("<script>var a = {articleList: [{id: 1}]};</script>", "no JSON"),
        ('<script>var a = {"articleList": [1, 2]};</script>', "something else"),
        ('<script>var a = {"articleList": ' + "[" * 100_000, "no JSON"),
    ],
)
def test_another_page_is_a_mismatch(html, told):
    with pytest.raises(FamilyMismatchError, match=told):
        read(html)
    with pytest.raises(FamilyMismatchError, match=r"pc/list\.html"):
        read(page_of([entry(1)]), BASE + "/index.html")


@given(
    st.text(),
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["urls", "pc", "title", "pubDate", "articleFiles", "filePath"]), inner)
        ),
    ),
)
def test_any_island_is_read_or_called_a_mismatch(text, value):
    for html in (text, page_of([value]), page_of([entry(1, urls=json.dumps(value), articleFiles=value, title=value)])):
        with contextlib.suppress(FamilyMismatchError):
            read(html)


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/kfsywtqwz/c01/pc/content/content_1751853934850940929.html", True),
        ("/kfsywtqwz/c01/pc/content/content_17518539.html", False),
        ("/kfsywtqwz/c01/mobile/content/content_1751853934850940929.html", False),
        ("/kfsywtqwz/c01/pc/list.html", False),
        ("/kfsywtqwz/c01/1751853934850940929/a1.pdf", False),
    ],
)
def test_article_addresses(path, verdict):
    assert FAMILY.is_article(BASE + path) is verdict


@pytest.mark.parametrize(
    ("url", "text"),
    [
        (FIRST, ""),
        (f"{BASE}{COLUMN}list_3.html", ""),
        (f"{BASE}{COLUMN}content/content_{snowflake(1)}.html", ""),
        (BASE + "/", '<a href="/zgsrmzf/skjjzfxxg159/pc/list.html">年报</a>'),
    ],
)
def test_its_own_pages_are_recognized(url, text):
    assert PcList.recognizes(url, text)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        (BASE + "/", '<a href="http://other.example/zgsrmzf/c1/pc/list.html">年报</a>'),
        (BASE + "/pc/list.html", ""),
        (BASE + "/zwgk/content_184762", ""),
        (BASE + "/", "<script>articleList: []</script>"),
    ],
)
def test_other_pages_are_not(url, text):
    assert not PcList.recognizes(url, text)


def test_a_long_hostile_line_is_read_in_bounded_time():
    for text in ("articleList" * 100_000, "articleList:" + " " * 500_000, '"articleList' * 90_000 + "\\" * 90_000):
        with pytest.raises(FamilyMismatchError):
            read(text)
    assert not PcList.recognizes(BASE, "href=/" + "a/" * 300_000)
