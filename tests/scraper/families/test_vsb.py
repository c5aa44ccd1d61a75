import contextlib
import time

import pytest
from gkmlpt_stand_in import shell
from hypothesis import given
from hypothesis import strategies as st
from portal_server import BASE, HOST, Page, PortalServer
from stand_in import assert_whole, visit
from vsb_stand_in import ROOT, article, day, title, vsb

from scraper import Portal
from scraper.exchange import Request
from scraper.families import FamilyMismatchError, family_of

FIRST = BASE + ROOT
PORTAL = Portal(
    name="yunlan", label="云澜区", label_en="Yunlan", family="vsb", hosts=(HOST,),
    start=(FIRST,), organs=(), years=(2019, 2024),
)  # fmt: skip


def family():
    return family_of(PORTAL)


def read(html, url=FIRST):
    return family().read(Request(url), html, FIRST)


@pytest.mark.parametrize("skin", ["table", "modern"])
@pytest.mark.parametrize("reports", [0, 1, 4, 5, 19])
@pytest.mark.parametrize("dynamic", [False, True])
def test_every_report_of_the_portal(server, tmp_path, reports, skin, dynamic):
    stand_in, _ = vsb(server, reports, 4, skin=skin, dynamic=dynamic)
    crawled = visit(stand_in, tmp_path)
    if not reports:
        assert [state for _, state, _ in crawled.summary.problems] == ["empty_list"] and not crawled.articles
        return
    assert_whole(stand_in, crawled)
    assert crawled.titles[article(1001)] == title(1001)


def test_the_order_of_the_pages(server, tmp_path):
    vsb_portal, _ = vsb(server, 47)
    visit(vsb_portal, tmp_path)
    lists = [path for path in server.paths() if "ndbg" in path]
    assert lists == ["/zfxxgk/ndbg.htm", *(f"/zfxxgk/ndbg/{n}.htm" for n in (4, 3, 2, 1))]


def test_rows_dates_total_and_twins(server):
    vsb(server, 12)
    page = read(server.answer("GET", HOST, ROOT, {}, {}).body.decode())
    assert [(link.title, link.date) for link in page.links] == [(title(n), day(n)) for n in range(1012, 1002, -1)]
    assert {family().identity(link.url) for link in page.links} == {article(n) for n in range(1003, 1013)}
    assert page.total == 12 and page.next_requests == (Request(f"{BASE}/zfxxgk/ndbg/1.htm"),)


COMES_AND_GOES = {
    "one entry that makes a page more": (12, lambda entries: entries.come(2001)),
    "a page of entries at once": (12, lambda entries: entries.come(2001, 2002, 2003)),
    "two pages and a half": (11, lambda entries: entries.come(*range(2001, 2009))),
    "one entry goes, and a page with it": (13, lambda entries: entries.go(1013)),
}
WITH_A_TOTAL = {
    "one entry and no page more": (11, lambda entries: entries.come(2001)),
    "an entry in the midst goes": (12, lambda entries: entries.go(1007)),
}


@pytest.mark.parametrize("moment", [1, 2, 3])
@pytest.mark.parametrize(
    ("skin", "reports", "happens"),
    [
        *(
            pytest.param("table", *change, id=f"table, {name}")
            for name, change in (COMES_AND_GOES | WITH_A_TOTAL).items()
        ),
        *(pytest.param("modern", *change, id=f"modern, {name}") for name, change in COMES_AND_GOES.items()),
    ],
)
def test_no_report_is_lost_when_the_list_changes_while_it_is_read(server, tmp_path, skin, reports, happens, moment):
    """What was there at the beginning and is there at the end has been found, for a few requests more."""
    stand_in, entries = vsb(server, reports, 3, skin=skin, at={moment: happens})
    crawled = visit(stand_in, tmp_path)
    now = {article(n) for n in entries.numbers}
    assert entries.asked > moment and stand_in.reports & now <= set(crawled.articles) <= stand_in.reports | now
    assert len(crawled.articles) == len(set(crawled.articles))
    assert sum("ndbg" in path for path in server.paths()) <= max(stand_in.lists, entries.pages) + 3


def test_a_list_that_changes_again_while_it_is_read_once_more_is_said_loudly(server, tmp_path):
    changes = {2: lambda entries: entries.come(2001), 3: lambda entries: entries.come(2002)}
    stand_in, _ = vsb(server, 40, at=changes)
    problems = visit(stand_in, tmp_path).summary.problems
    assert [state for _, state, _ in problems] == ["family_mismatch"] and "changes while" in problems[0][2]


def test_a_crawl_taken_up_again_asks_for_the_page_before_once_more(server):
    """What the list claimed before the interruption is not known any more."""
    vsb(server, 40)
    third = server.answer("GET", HOST, "/zfxxgk/ndbg/2.htm", {}, {}).body.decode()
    asked = read(third, f"{BASE}/zfxxgk/ndbg/2.htm").next_requests
    assert [request.url.removeprefix(BASE) for request in asked] == [
        "/zfxxgk/ndbg/3.htm?_again=40",
        "/zfxxgk/ndbg/1.htm",
    ]


def test_one_file_that_is_gone_loses_no_other(server, tmp_path):
    stand_in, _ = vsb(server, 47)
    server.pages["/zfxxgk/ndbg/3.htm"] = Page(status=404)
    lost = {article(n) for n in range(1018, 1028)}
    assert set(visit(stand_in, tmp_path).articles) == stand_in.reports - lost


def test_a_file_that_the_pager_names_and_that_is_gone_is_said_loudly(server, tmp_path):
    stand_in, _ = vsb(server, 47, at={1: lambda entries: entries.go(*range(1015, 1035))})
    crawled = visit(stand_in, tmp_path)
    assert crawled.summary.problems


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/info/5069/1161636.htm", "/info/5069/1161636.htm"),
        (
            "/zw_content.jsp?urltype=news.NewsContentUrl&wbtreeid=5069&wbnewsid=1161636",
            "/info/5069/1161636.htm",
        ),
        ("/content.jsp?wbnewsid=7&wbtreeid=9", "/info/9/7.htm"),
        (
            "/info/egovinfo/1016/xxgkcontent/ylq001-/2023-1026015.htm",
            "/info/egovinfo/1016/xxgkcontent/ylq001-/2023-1026015.htm",
        ),
    ],
)
def test_article_addresses(path, address):
    assert family().is_article(BASE + path) and family().identity(BASE + path) == BASE + address


@pytest.mark.parametrize(
    "path",
    [
        ROOT,
        "/zfxxgk/ndbg/3.htm",
        "/info/5069/1161636.html",
        "/info/5069.htm",
        "/content.jsp?wbtreeid=5069",
        "/content.jsp?wbtreeid=a&wbnewsid=../9",
        "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=3",
    ],
)
def test_other_addresses(path):
    assert not family().is_article(BASE + path) and family().identity(BASE + path) == BASE + path


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", "no mark of VSB"),
        ("<form action='/login'>用户登录</form>", "no mark of VSB"),
        ('<div class="listright-box"><ul><li><a href="/x/show/1.html">年报</a></li></ul></div>', "no mark of VSB"),
        ("<p>云澜区人民政府</p><script>_showDynClicks('wbnews', 1, 2)</script>", "0 lists"),
        ('<div id="vsb_content"><p>本报告由…</p></div>', "0 lists"),
        (
            "".join(f'<li id="line_u{n}_0"><a href="/info/{n}/1.htm">云澜</a></li>' for n in (1, 2))
            + "<script>_showDynClicks()</script>",
            "2 lists",
        ),
        (
            "".join(
                f'<li id="line_u{n}_0"><a href="/info/{n}/1.htm">云澜</a></li>'
                f'<div class="pb_sys_common"><span class="p_t">1/1</span></div>'
                for n in (1, 2)
            ),
            "2 lists with pagers",
        ),
        ('<table><tr><td id="fanye7">共687条 1/46</td></tr></table>', "claims 687"),
        (
            '<table><tr id="line7_0"><td><a href="/info/1/1.htm">年报</a></td></tr>'  # noqa: ISC004
            '<tr><td id="fanye7">共21条 1/2</td><td><a class="Next" href="javascript:go(2)">下页</a></td></tr></table>',
            "page 1 of 2 has no link",
        ),
    ],
)
def test_what_is_no_list_of_this_family(html, words):
    with pytest.raises(FamilyMismatchError, match=words):
        read(html)


def test_a_list_without_a_pager_and_one_with_nothing_in_it():
    row = '<li id="line_u8_0"><a href="/info/5069/1.htm">年报</a><i>[2024年1月9日]</i></li>'
    page = read(row + "<script>_showDynClicks()</script>")
    assert [(link.url, link.date) for link in page.links] == [(BASE + "/info/5069/1.htm", "2024-01-09")]
    assert page.next_requests == () and page.total is None
    empty = read('<div class="pb_sys_common"><span class="p_t">共0条</span> <span class="p_t">1/0</span></div>')
    assert (empty.links, empty.next_requests, empty.total) == ((), (), 0)


def test_rows_lead_to_files_and_elsewhere_too():
    page = read(
        '<ul><li id="line_u8_0"><a href="/zfxxgk/zn.htm">[年报]</a><a href="/info/5069/1.htm">甲</a></li>'
        '<li id="line_u8_1"><a href="https://mp.weixin.example/s/x">乙</a></li>'
        '<li id="line_u8_2"><a href="/__local/A/nb.pdf">丙</a></li><li id="line_u8_3">置顶</li>'
        '<li id="line_u8_4"><a href="javascript:void(0)">丁</a></li></ul>'
        '<div class="pb_sys_common"><span class="p_t">1/1</span></div>'
    )
    assert [link.title for link in page.links] == ["甲", "乙", "丙"]


def test_one_class_for_two_links_of_the_pager():
    """首页 and 上页 are both Prev, 下页 and 尾页 are both Next."""
    html = (
        '<table><tr id="line7_0"><td><a href="/info/1/1.htm">年报</a></td></tr><tr><td id="fanye7">共41条 3/5</td><td>'
        '<a class="Prev" href="../ndbg.htm">首页</a><a class="Prev" href="4.htm">上页</a>'
        '<a class="Next" href="2.htm">下页</a><a class="Next" href="1.htm">尾页</a></td></tr></table>'
    )
    asked = read(html, f"{BASE}/zfxxgk/ndbg/3.htm").next_requests
    assert [request.url.rpartition("/")[2] for request in asked] == ["4.htm?_again=41", "2.htm", "1.htm"]


def test_its_marks(server):
    vsb(server, 3)
    for skin in ("table", "modern"):
        other = PortalServer()
        vsb(other, 3, skin=skin)
        assert family().recognizes(FIRST, other.answer("GET", HOST, ROOT, {}, {}).body.decode())
        other.server_close()
    for page in (
        '<div id="vsb_content_4"><p>一、总体情况</p></div>',
        "<a href='content.jsp?wbtreeid=1&wbnewsid=2'>年报</a>",
    ):
        assert family().recognizes(article(1), page)
    for page in (
        '<img src="/images/fanye3.jpg">',
        "<div class='listright-box'></div>",
        "createPageHTML(5, 0, 'index')",
        shell().decode(),
        "",
    ):
        assert not family().recognizes(FIRST, page)


@given(st.text())
def test_any_text_is_read_or_called_a_mismatch(text):
    for html in (text, f"<li id=line_u8_0><a href='{text}'>{text}</a></li><div class=pb_sys_common>{text}</div>"):
        with contextlib.suppress(FamilyMismatchError):
            read(html)


@pytest.mark.parametrize(
    "line",
    [
        "1" * 300_000,
        "共" * 300_000,
        "共" + " " * 300_000,
        "9/" * 150_000,
        "id=" * 100_000,
        "id" + " " * 300_000,
        "<li id=line_u8_0>" * 20_000,
        "<p class=pb_sys_common>" * 10_000,
    ],
)
def test_a_long_line_is_no_work(line):
    began = time.process_time()
    with contextlib.suppress(FamilyMismatchError):
        read(f"<div class=pb_sys_common>{line}</div>")
    assert time.process_time() - began < 5


def test_what_a_page_claims_is_not_believed():
    page = read(
        '<li id="line_u8_0"><a href="/info/5069/1.htm">年报</a></li><div class="pb_sys_common">共999999999条 '
        '<span class="p_next"><a href="ndbg/9999998.htm">下页</a></span> 1/9999999</div>'
    )
    assert len(page.next_requests) == 2 and page.total == 999_999_999
