import contextlib
import json
import time

import msgspec
import pytest
from gkmlpt_stand_in import COLUMN, ELSEWHERE, SITE, article, column, gkmlpt, row, shell, title
from hypothesis import given
from hypothesis import strategies as st
from portal_server import BASE, HOST
from stand_in import assert_whole, visit

from scraper import Portal
from scraper.exchange import Request
from scraper.families import FamilyMismatchError, family_of

SHELL = f"{BASE}{SITE}/gkmlpt/index"
CALL = f"{BASE}{SITE}/gkmlpt/api/all/{COLUMN}?page=1&sid=755099"
PORTAL = Portal(
    name="yunlan", label="云澜区", label_en="Yunlan", family="gkmlpt", hosts=(HOST,),
    start=(SHELL,), organs=(), years=(2019, 2024),
)  # fmt: skip
FAMILY = family_of(PORTAL)


def read(text, url=CALL, family=FAMILY):
    return family.read(Request(url), text, SHELL)


def answer(*articles, **more):
    return json.dumps({"total": len(articles), "offset": 0, "articles": list(articles)} | more)


def config(tree, sid="SID: '7', "):
    return f"<script>window._CONFIG = {{ {sid}TREE: {json.dumps(tree)} }};</script>"


def asked(page):
    return [request.url.removeprefix(f"{BASE}{SITE}/gkmlpt/api/all/") for request in page.next_requests]


@pytest.mark.parametrize("reports", [1, 99, 100, 101, 221])
def test_every_report_of_the_column(server, tmp_path, reports):
    stand_in = gkmlpt(server, reports)
    crawled = visit(stand_in, tmp_path)
    assert_whole(stand_in, crawled)
    assert crawled.titles[article(0)] == title(0)


@pytest.mark.parametrize("options", [{"fragment": True}, {"sid": None}, {"below": 3}, {"fragment": True, "below": 2}])
def test_every_report_however_the_column_is_found(server, tmp_path, options):
    stand_in = gkmlpt(server, 5, **options)
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_a_jump_is_noted_and_not_asked(server, tmp_path):
    stand_in = gkmlpt(server, 3, elsewhere=True)
    crawled = visit(stand_in, tmp_path)
    assert sorted(crawled.articles) == sorted(stand_in.reports)
    assert [(url, state) for url, state, _ in crawled.summary.problems] == [(ELSEWHERE, "off_site")]


def test_columns_without_a_report_are_said_loudly(server, tmp_path):
    stand_in = gkmlpt(server, 0)
    assert [state for _, state, _ in visit(stand_in, tmp_path).summary.problems] == ["empty_list"]


def test_the_shell_asks_for_the_columns_that_are_named_as_reports_and_what_is_below_them():
    text = shell(with_column_below=True).decode()
    page = read(text, SHELL)
    assert page.links == () and asked(page) == [f"{COLUMN}?page=1&sid=755099", f"{COLUMN + 1}?page=1&sid=755099"]
    named = family_of(msgspec.structs.replace(PORTAL, start=(f"{SHELL}#77", f"{SHELL}#99", f"{BASE}/gkmlpt/index#5")))
    assert asked(read(text, SHELL, named)) == ["77?page=1&sid=755099", "99?page=1&sid=755099"]


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["年报", "统计年报"], ["1"]),
        (["年度报告"], ["1"]),
        (["信息公开年度报告", "政府信息公开工作年报", "法治政府建设年度报告"], ["1", "2"]),
        (["部门年报(信息公开)"], ["1"]),
    ],
)
def test_the_names_of_the_columns(names, chosen):
    page = read(config([column(n, name, 0) for n, name in enumerate(names, 1)]), SHELL)
    assert [call.partition("?")[0] for call in asked(page)] == chosen


def test_columns_that_name_the_one_above_them():
    flat = [column(3, "2023年", 2), column(2, "政府信息公开年报", 0), column(4, "部门", 3), column(5, "其他", 0)]
    assert asked(read(config(flat), SHELL)) == ["2?page=1&sid=7", "3?page=1&sid=7", "4?page=1&sid=7"]
    ring = [column(2, "政府信息公开年报", 3), column(3, "2023年", 2)]
    assert asked(read(config(ring, ""), SHELL)) == ["2?page=1", "3?page=1"]


def test_a_column_that_leads_elsewhere_is_an_entry():
    tree = [column(2, "政府信息公开年报", 0) | {"jump_url": "/zwgk/nb/"}, column(3, "信息公开年度报告", 0)]
    page = read(config(tree), SHELL)
    assert [(link.url, link.title) for link in page.links] == [(f"{BASE}/zwgk/nb/", "政府信息公开年报")]
    assert asked(page) == ["3?page=1&sid=7"]


def test_a_row():
    page = read(answer(row(4), row(5)))
    assert [(link.url, link.title, link.date) for link in page.links] == [
        (article(4), title(4), "2024-01-31"),
        (article(5), title(5), "2024-01-31"),
    ]
    assert page.total == 2 and page.next_requests == ()


@pytest.mark.parametrize(
    ("seconds", "date"),
    [
        (1706632200, "2024-01-31"),
        ("1706632200", "2024-01-31"),
        (1, "1970-01-01"),
        *((value, None) for value in (0, -5, None, True, "", "昨天", 10**30, 1706632200000, 1.5, [], {})),
    ],
)
def test_the_date_is_that_of_publication_in_beijing(seconds, date):
    assert read(answer(row(4) | {"create_time": seconds})).links[0].date == date


@pytest.mark.parametrize(
    ("listed", "given", "link"),
    [
        ("https", "//www.yunlan.example/a", "https://www.yunlan.example/a"),
        ("http", "//www.yunlan.example/a", "http://www.yunlan.example/a"),
        ("https", "http://www.yunlan.example/a", "https://www.yunlan.example/a"),
        ("http", "https://www.yunlan.example/a", "https://www.yunlan.example/a"),
        ("https", "http://other.yunlan.example/a", "http://other.yunlan.example/a"),
        ("https", "/a", "https://www.yunlan.example/a"),
        ("https", "", "https://www.yunlan.example/post"),
        ("https", "javascript:void(0)", "https://www.yunlan.example/post"),
        ("https", None, "https://www.yunlan.example/post"),
    ],
)
def test_addresses_without_a_scheme_or_with_another(listed, given, link):
    article = row(4) | {"url": given, "post_url": "/post"}
    assert read(answer(article), CALL.replace("http:", f"{listed}:")).links[0].url == link


def test_the_next_page():
    full = [row(n) for n in range(100)]
    assert asked(read(answer(*full, total=100))) == [f"{COLUMN}?page=2&sid=755099"]
    assert asked(read(answer(*full, total=21))) == [f"{COLUMN}?page=2&sid=755099"]
    first = CALL.replace("page=1", "page=0")
    assert asked(read(answer(*full, total=221), first)) == [f"{COLUMN}?page=2&sid=755099"]
    second = CALL.replace("page=1", "page=2")
    assert asked(read(answer(*full, total=221, offset=100), second)) == [f"{COLUMN}?page=3&sid=755099"]
    assert asked(read(answer(*full[:20], total=221), CALL.partition("?")[0])) == [f"{COLUMN}?page=2"]
    third = CALL.replace("page=1", "page=3")
    assert asked(read(answer(*full[:21], total=221, offset=200), third)) == []
    assert asked(read(json.dumps({"articles": full[:21]}), third)) == [f"{COLUMN}?page=4&sid=755099"]


def test_past_the_end_and_an_empty_column():
    page = read(answer(total=221, offset=300), CALL.replace("page=1", "page=4"))
    assert (page.links, page.next_requests, page.total) == ((), (), 221)
    assert read(answer()).links == ()


@pytest.mark.parametrize(
    ("url", "text", "words"),
    [
        (SHELL, "", "no window._CONFIG"),
        (SHELL, "<form>用户登录</form>", "no window._CONFIG"),
        (SHELL, "<ul><li><a href='/zwgk/content/post_1.html'>年报</a></li></ul>", "no window._CONFIG"),
        (SHELL, "<script>window._CONFIG = {SID: '1', TREE: null}</script>", "no window._CONFIG with a TREE"),
        (SHELL, "<script>window._CONFIG = {SID: '1', TREE: [{id: 1}]}</script>", "no JSON"),
        (SHELL, "<script>window._CONFIG = {SID: '1', TREE: []}</script>", "alike: none"),
        (SHELL, config([column(9, "统计\n年报", 0)]), "alike: 9 统计 年报"),
        (SHELL, config([column(n, "年报", 0) for n in range(1001)]), "1001 columns"),
        (f"{BASE}/index.html", shell().decode(), "is no list"),
        (article(1), shell().decode(), "is no list"),
        (CALL, "<html><script>location='/'</script></html>", "no JSON"),
        (CALL, "[" * 100_000, "no JSON"),
        (CALL, "9" * 5000, "no JSON"),
        (CALL, "[]", "no list of articles"),
        (CALL, '{"articles": {"1": 2}}', "no list of articles"),
        (CALL, '{"articles": [1]}', "no list of articles"),
        (CALL, '{"code": 500, "msg": "系统繁忙"}', "no list of articles"),
        (CALL, answer(row(1), classify={"id": 7}), "column 7 answers"),
        (CALL, answer(total=221), "is empty, and 221 are claimed"),
        (CALL, answer({"id": 7, "title": "年报"}), "row 7 of the answer leads to no address"),
    ],
)
def test_what_is_no_list_of_this_family(url, text, words):
    with pytest.raises(FamilyMismatchError, match=words) as caught:
        read(text, url)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/mzdpshzzf/gkmlpt/content/2/2590/post_2590436.html", True),
        ("/gkmlpt/content/9/9103/post_9103540.html", True),
        ("/zwgk/zfxxgknb/content/post_10095458.html", True),
        ("/gkmlpt/index", False),
        ("/gkmlpt/api/all/5?page=1", False),
        ("/attachment/1/1658/1658591/12541123.docx", False),
    ],
)
def test_article_addresses(path, verdict):
    assert FAMILY.is_article(BASE + path) is verdict


def test_its_marks():
    assert FAMILY.recognizes(SHELL, shell().decode()) and FAMILY.recognizes(f"{BASE}/x", shell().decode())
    assert FAMILY.recognizes(article(1), "<div class='article-content'></div>")
    assert not FAMILY.recognizes(
        f"{BASE}/zwgk/", "<a href='/gkmlpt/index'>政府信息公开</a><a href='content/post_1.html'>年报</a>"
    )
    assert not FAMILY.recognizes(
        f"{BASE}/zfxxgk/ndbg.htm", "<div class='pb_sys_common'><a href='/info/1/2.htm'>年报</a></div>"
    )
    assert not FAMILY.recognizes(f"{BASE}/app/", "<script>window._CONFIG = {domianURL: '/api'}</script>")


def test_words_that_cannot_be_written_are_replaced():
    page = read('{"articles": [{"url": "/a", "title": "年\\ud800报\\n全文"}]}')
    assert page.links[0].title == "年?报 全文"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["articles", "id", "name", "url", "title", "total", "create_time"]), inner)
    ),
    max_leaves=9,
)


@given(ANYTHING, st.text())
def test_any_text_is_read_or_called_a_mismatch(value, text):
    for url in (CALL, SHELL):
        for page in (text, json.dumps(value), json.dumps({"articles": [value]}), config(value), config([value])):
            with contextlib.suppress(FamilyMismatchError):
                read(page, url)


@pytest.mark.parametrize("line", ["TREE" * 90_000, "TREE:" + " " * 300_000, "TREE: " * 60_000, "/gkmlpt" * 50_000])
def test_a_long_line_is_no_work(line):
    began = time.process_time()
    for page in (f"_CONFIG {line}", config([column(1, "年报" + line, 0)])):
        with contextlib.suppress(FamilyMismatchError):
            read(page, SHELL)
    assert time.process_time() - began < 5
