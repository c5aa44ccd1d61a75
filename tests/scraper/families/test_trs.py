import contextlib
import time

import msgspec
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from portal_server import BASE, HOST, Page
from portal_server import list_page as show_list_page
from stand_in import assert_whole, visit
from trs_stand_in import COLUMN, article_page, list_page, name_of, row, single, title_of, trs, years

from scraper import Portal
from scraper.exchange import Request
from scraper.families import FamilyMismatchError, family_of
from scraper.families.trs import Trs

FIRST = BASE + COLUMN
PORTAL = Portal(
    name="yunlan", label="云澜区", label_en="Yunlan", family="trs", hosts=(HOST,),
    start=(FIRST,), organs=(), years=(2019, 2024),
)  # fmt: skip
TRS = family_of(PORTAL)

UCAP_LIST = """<div class="list"><ul><li><a href="/ylq/c1/202401/0123456789abcdef0123456789abcdef.shtml">年报</a></li>
</ul><script>createPageHTML('page_div',3,1,'common_list','shtml',45);</script></div>"""
HOME = (
    "<html><head><title>云澜区人民政府</title></head><body>"
    + "".join(f'<ul><li><a href="/zx/202401/t20240102_{n}.html">云澜区召开会议{n}</a></li></ul>' for n in range(30))
    + "</body></html>"
)


def read(text, url=FIRST):
    return TRS.read(Request(url), text if isinstance(text, str) else text.decode(), FIRST)


def addresses(page):
    return [link.url.removeprefix(BASE) for link in page.links]


def following(page):
    return [request.url.removeprefix(BASE) for request in page.next_requests]


def rows(count=3):
    return [row(n, f"./{name_of(n)}") for n in range(1, count + 1)]


@pytest.mark.parametrize(
    "trap",
    [
        {},
        {"reports": 1},
        {"reports": 10},
        {"ext": "shtml", "ids": "dateless"},
        {"ids": "by_day"},
        {"base": "newxxgklist", "ext": "htm"},
        {"skin": "table"},
        {"skin": "div"},
        {"skin": "inside"},
        {"aliases": True},
        {"slash": False},
    ],
)
def test_the_whole_column(server, tmp_path, trap):
    stand_in = trs(server, **trap)
    crawled = visit(stand_in, tmp_path)
    assert_whole(stand_in, crawled)
    assert set(crawled.titles.values()) == {title_of(n) for n in range(1, len(stand_in.reports) + 1)}


def test_columns_by_year_and_organ_are_followed_down(server, tmp_path):
    stand_in = years(server)
    crawled = visit(stand_in, tmp_path)
    single_report = f"{FIRST}2023n/qjyj/"
    stand_in.reports.discard(single_report)
    assert sorted(set(crawled.articles) - {single_report}) == sorted(stand_in.reports)
    assert not crawled.summary.problems


def test_every_column_that_is_a_report_is_archived(server, tmp_path):
    stand_in = years(server)
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_a_start_that_is_a_report_by_the_name_of_its_index(server, tmp_path):
    stand_in = single(server)
    assert_whole(stand_in, visit(stand_in, tmp_path))


@pytest.mark.parametrize("past", [None, b"page", "home", "first"])
def test_paging_ends_where_the_pages_end_and_not_where_the_pager_says(server, tmp_path, past):
    answers = {
        b"page": b"<html><head><title>404</title></head><body>" + "您访问的页面不存在".encode() + b"</body></html>",
        "home": HOME.encode(),
        "first": list_page(rows(), 'createPageHTML(9,0,"index","html");'),
        None: None,
    }
    stand_in = trs(server, claims=9, past=answers[past])
    crawled = visit(stand_in, tmp_path)
    assert sorted(crawled.articles) == sorted(stand_in.reports)
    assert sum(path.startswith(COLUMN + "index_") for path in server.paths()) == 3


def test_a_page_that_the_pager_promises_and_is_gone_is_told(server, tmp_path):
    stand_in = trs(server, reports=40)
    del server.pages[COLUMN + "index_1.html"]
    assert visit(stand_in, tmp_path).summary.problems


def test_a_column_of_a_year_that_is_gone_is_told(server, tmp_path):
    stand_in = years(server)
    del server.pages[COLUMN + "2023n/qzf/"]
    assert visit(stand_in, tmp_path).summary.problems


def test_a_column_whose_first_page_its_parent_repeats_is_read_to_its_end(server, tmp_path):
    stand_in = trs(server, reports=12, per_page=5)
    body = server.pages[COLUMN].body.decode().replace("createPageHTML(3", "createPageHTML(1")
    parent = body.replace('<div class="foot">', f'<a href="{COLUMN}">更多</a><div class="foot">')
    server.pages["/zwgk/"] = Page(parent.replace('"./', f'"{COLUMN}').encode())
    stand_in.start, stand_in.lists = (BASE + "/zwgk/",), stand_in.lists + 1
    assert_whole(stand_in, visit(stand_in, tmp_path))


def test_entries_have_whole_titles_dates_and_plain_addresses():
    page = read(list_page(rows(2), 'createPageHTML(4, 0, "index", "html")'))
    assert [(link.title, link.date) for link in page.links] == [(title_of(n), f"2024-01-0{n + 1}") for n in (1, 2)]
    assert addresses(page) == [COLUMN + name_of(1), COLUMN + name_of(2)]
    assert following(page) == [COLUMN + "index_1.html"] and page.total is None


def test_odd_rows():
    odd = [
        f'<li><!-- 2020-01-01 --><a href="./{name_of(1)}"><img></a><a href="./{name_of(1)}">年报一</a></li>',
        f'<li><a href="./{name_of(2)}">年报二<li><a href="./{name_of(3)}" title="年报三全称">年报三…',
        f'</a></li><li>2024年1月5日<a href="./{name_of(4)}">2024年1月5日</a></li>',
    ]
    page = read(list_page(odd, "createPageHTML(1,0,'index','html')"))
    assert [(link.title, link.date) for link in page.links] == [
        ("年报一", None),
        ("年报二", None),
        ("年报三全称", None),
        ("2024年1月5日", "2024-01-05"),
    ]


def test_suffixes_count_from_zero_and_stop_at_the_last():
    call = "createPageHTML(4,{},'newlist','shtml')"
    assert following(read(list_page(rows(), call.format(0)))) == [COLUMN + "newlist_1.shtml"]
    assert following(read(list_page(rows(), call.format(2)), FIRST + "newlist_2.shtml")) == [COLUMN + "newlist_3.shtml"]
    assert following(read(list_page(rows(), call.format(3)), FIRST + "newlist_3.shtml")) == []
    assert following(read(list_page(rows(), "createPageHTML(1,0,'newlist','shtml')"))) == []


def test_the_longer_call_says_how_many_entries_there_are():
    page = read(list_page(rows(), 'createPageHTML(7,0,"index","shtml","black2",136);'))
    assert page.total == 136 and following(page) == [COLUMN + "index_1.shtml"]


def test_an_empty_column_is_empty_and_a_page_past_the_end_too():
    assert read(list_page([], "createPageHTML(1,0,'index','html')")).links == ()
    past = read(list_page([], "createPageHTML(3,3,'index','html')"), FIRST + "index_3.html")
    assert (past.links, past.next_requests) == ((), ())


def test_an_empty_page_of_a_pager_with_more_is_a_mismatch():
    with pytest.raises(FamilyMismatchError, match="counts 5 pages and no entry"):
        read(list_page([], "createPageHTML(5,0,'index','html')"))


def test_the_first_page_in_the_place_of_another_is_a_mismatch_unless_past_the_end():
    first = list_page(rows(), "createPageHTML(5,0,'index','html')")
    with pytest.raises(FamilyMismatchError, match="page 3 of 5 was asked and says that it is the first"):
        read(first, FIRST + "index_2.html")
    assert following(read(first, FIRST + "index_5.html")) == []


def test_files_and_other_sites_in_the_list_are_entries_and_the_category_of_a_row_is_none():
    mixed = [
        '<li><a href="../bm/">[民政局]</a><a href="./202401/t20240105_7.html">年报</a></li>',
        '<li><a href="./202401/P020240130351234567890.pdf">教育局年报</a></li>',
        '<li><a href="https://mp.weixin.qq.com/s/abc">一图读懂</a></li>',
        '<li><a href="javascript:void(0)">更多</a></li>',
    ]
    page = read(list_page(mixed, "createPageHTML(1,0,'index','html')"))
    assert [link.url for link in page.links] == [
        f"{FIRST}202401/t20240105_7.html",
        f"{FIRST}202401/P020240130351234567890.pdf",
        "https://mp.weixin.qq.com/s/abc",
    ]
    alone = read(list_page(mixed[1:], "createPageHTML(1,0,'index','html')"))
    assert [link.url for link in alone.links] == [link.url for link in page.links][1:]
    assert page.next_requests == ()


def test_a_list_of_other_columns_articles_is_found_by_its_pager():
    foreign = [row(n, f"/bm/{n}/nb/{name_of(n)}") for n in range(1, 4)]
    text = list_page(foreign, "createPageHTML(1,0,'index','html')").decode()
    assert addresses(read(text)) == [f"/bm/{n}/nb/{name_of(n)}" for n in range(1, 4)]
    hot = '<div class="hot"><ul><li><a href="/zx/t7654321.html">云澜区召开会议</a></li></ul></div>'
    chunks = "".join(f'<div class="five"><ul>{one}</ul></div>' for one in foreign)
    script = "<script>createPageHTML(1,0,'index','html')</script>"
    assert addresses(read(f"<div>{hot}{chunks}{script}</div>")) == addresses(read(text))


def test_a_pager_apart_from_lists_of_other_columns_is_a_mismatch_and_no_guess():
    lists = f'<ul><li><a href="/b/{name_of(1)}">年报</a></li></ul>'
    page = f"<body><div>{lists}</div><script>createPageHTML(1,0,'index','html')</script></body>"
    with pytest.raises(FamilyMismatchError, match="the pager stands apart"):
        read(page)
    own = page.replace("</div>", f"<ul>{row(2, './' + name_of(2))}{row(3, '/b/' + name_of(3))}</ul></div>")
    assert addresses(read(own)) == [COLUMN + name_of(2), "/b/" + name_of(3)]


def test_links_of_a_pager_are_no_entries():
    pager = "<ul><li><a href='list.html'>首页</a></li><li><a href='list_1.html'>2</a></li></ul>"
    text = list_page(rows(2), "createPageHTML(2,0,'list','html')").decode()
    assert addresses(read(text.replace('<div class="page">', '<div class="page">' + pager))) == [
        COLUMN + name_of(1),
        COLUMN + name_of(2),
    ]


def test_blocks_of_a_column_give_their_articles_and_the_columns_behind_them():
    block = '<div><h2>{0}<a href="./{0}/">更多</a></h2><ul>{1}</ul></div>'
    blocks = "".join(block.format(name, row(n, f"./{name}/{name_of(n)}")) for n, name in enumerate(("qzf", "bm"), 1))
    page = read(list_page([], more=blocks))
    assert addresses(page) == [f"{COLUMN}qzf/{name_of(1)}", f"{COLUMN}bm/{name_of(2)}"]
    assert following(page) == [f"{COLUMN}qzf/", f"{COLUMN}bm/"]


def test_years_beside_the_year_that_a_start_leads_to_are_followed():
    tabs = '<ul><li><a href="../2024n/">2024</a></li><li><a href="../2023n">2023</a></li></ul>'
    page = read(list_page(rows(), "createPageHTML(1,0,'index','html')", more=tabs), FIRST + "2024n/")
    assert following(page) == [f"{COLUMN}2023n/"]


def test_columns_that_rows_name_are_followed_wherever_they_lie():
    there = '<li><a href="/bm_229/jyj/zfxxgknb_97166/">区教育局</a></li><li><a href="http://other.example/nb/">区税务局</a></li>'
    page = read(list_page([*rows(1), there], "createPageHTML(1,0,'index','html')"))
    assert following(page) == ["/bm_229/jyj/zfxxgknb_97166/"]
    assert [link.url for link in page.links][1:] == ["http://other.example/nb/"]


def test_a_column_that_renders_a_report_links_to_itself():
    page = read(article_page(5), FIRST + "2023n/")
    assert (addresses(page), page.links[0].title, page.links[0].date) == (
        [f"{COLUMN}2023n/"],
        title_of(5),
        "2024-01-30",
    )


def test_a_start_that_leads_to_an_article_links_to_it_even_with_pages_of_its_own():
    url = FIRST + name_of(5)
    text = article_page(5).decode() + "<script>createPageHTML(3,0,'t20240106_4801795','html')</script>"
    assert addresses(read(text, url)) == [url.removeprefix(BASE)] and following(read(text, url)) == []


def test_a_report_beside_hot_news_and_older_reports():
    news = "".join(f'<li><a href="/zx/202401/t20240102_{n}.html">会议{n}</a></li>' for n in range(9))
    text = article_page(5).decode() + f"<ul>{news}</ul><ul>{row(4, './' + name_of(4))}</ul>"
    assert addresses(read(text, FIRST)) == [COLUMN + name_of(4), COLUMN]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", "no TRS column"),
        ("<form><input name='password'></form>", "no TRS column"),
        (UCAP_LIST, "no TRS column"),
        (HOME, "no TRS column"),
        (show_list_page(range(3)).decode(), "no TRS column"),
        (HOME.replace("</body>", f"<p>{row(1, COLUMN + name_of(1))}</p></body>"), "of other columns"),
        (f"<ul>{''.join(rows())}</ul><a href='javascript:go(2)'>下一页</a>", "has a pager, but no createPageHTML"),
        ("<script>" + "".join(f"createPageHTML(2,0,'b{n}','html');" for n in range(99)) + "</script>", "99 pagers"),
    ],
)
def test_pages_of_another_make_are_mismatches(html, words):
    with pytest.raises(FamilyMismatchError, match=words):
        read(html)


def test_marks_are_on_lists_articles_and_columns_that_are_reports_and_not_on_other_families():
    listing = list_page(rows(), "createPageHTML( 3 , 0 , 'index' , 'html' )").decode()
    assert Trs.recognizes(FIRST, listing)
    assert Trs.recognizes(FIRST + name_of(1), "") and Trs.recognizes(FIRST + name_of(1, "dateless", "shtml"), "")
    assert Trs.recognizes(FIRST + "2023n/", article_page(1).decode())
    assert Trs.recognizes(FIRST + name_of(1, "by_day"), article_page(1).decode())
    for url, text in [
        (FIRST + "common_list.shtml", UCAP_LIST),
        (BASE + "/XxgkAnnualReport/showList/12/page_1.html", show_list_page(range(3)).decode()),
        (BASE + "/col/col12/index.html", "<datastore><recordset></recordset></datastore>"),
        (BASE + "/art/2024/1/3/art_12_7.html", "<div class='TRS_Editor'>移来的旧文</div>"),
        (BASE + "/info/1016/7.htm", "<div id='vsb_content'></div>"),
        (FIRST, "function createPageHTML(_nPageCount, _nCurrIndex)"),
    ]:
        assert not Trs.recognizes(url, text), url


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/zwgk/nb/202501/t20250127_14245997.html", True),
        ("/xxgk/2022/xsq/202302/t20230210_3016572.shtml", True),
        ("/x/201707/t20170721_1341809.htm?ddtab=true", True),
        ("/x/t15699357.shtml", True),
        ("/x/2021n/t803352.shtml", True),
        ("/c/2024-01-30/4826.shtml", True),
        ("/x/2023n/", False),
        ("/x/2023n", False),
        ("/x/index.html", False),
        ("/", False),
        ("/index.html", False),
        ("/x/index_1.html", False),
        ("/x/P020240911363521785530.pdf", False),
        ("/x/202501/t20250127_14245997.doc", False),
        ("/search/?q=1", False),
    ],
)
def test_article_addresses(path, verdict):
    assert TRS.is_article(BASE + path) is verdict


@pytest.mark.parametrize(
    ("alias", "one"),
    [
        ("/x/202401/t20240101_1.html?ddtab=true", "/x/202401/t20240101_1.html"),
        ("/x/t1234567.html?a=1&ddtab=true", "/x/t1234567.html?a=1"),
        ("/gate/big5/www.yunlan.example/x/t1234567.html", "/x/t1234567.html"),
        ("/gate/big5/www.yunlan.example//x/t1234567.html", "/x/t1234567.html"),
        ("/gate/big5/www.yunlan.example/gate/big5/www.yunlan.example/x/", "/x/"),
        ("/x/index.shtml", "/x/"),
        ("/x/index.html?id=3", "/x/index.html?id=3"),
        ("/gate/big5/", "/gate/big5/"),
        ("/x/202401/t20240101_1.html", "/x/202401/t20240101_1.html"),
    ],
)
def test_aliases_have_one_address(alias, one):
    assert TRS.identity(BASE + alias) == BASE + one
    assert TRS.identity(BASE + one) == BASE + one


def test_the_gateway_of_another_host_leads_to_that_host():
    there = "http://big5.yunlan.example/gate/big5/www.fengxi.example/x/t1234567.html"
    assert TRS.identity(there) == "http://www.fengxi.example/x/t1234567.html"


def test_the_shape_finds_what_an_article_is_made_of():
    tree = BeautifulSoup(article_page(3), "lxml")
    assert tree.select_one(Trs.shape.body[0]).get_text().startswith("云澜区第3号机关")
    assert tree.select_one(Trs.shape.breadcrumb[0]).get_text() == "首页 > 年报"
    assert tree.select_one(Trs.shape.attachments[0])["href"].endswith(".pdf")


PIECES = st.sampled_from(
    [
        "<ul>",
        "<li>",
        "<a href='./202401/t20240105_7.html'>",
        "<a href='/b/t1234567.html'>",
        "<a href='//[::1'>",
        "<a href='x/'>",
        "</a>",
        "<table><tr><td>",
        "<div>",
        "</div>",
        "2024-01-05",
        "<script>createPageHTML(3,0,'index','html')</script>",
        "<div class=TRS_Editor>",
    ]
)


@given(
    st.one_of(st.text(), st.lists(PIECES).map("".join)), st.sampled_from(["", "index_1.html", "2023n", "t123456.html"])
)
def test_any_text_is_read_or_called_a_mismatch(html, name):
    with contextlib.suppress(FamilyMismatchError):
        read(html, FIRST + name)


@pytest.mark.parametrize(
    "piece",
    [
        "createPageHTML(",
        "createPageHTML(1,1,'a','b','c', ",
        "createPageHTML(" + " " * 50,
        "<a href='x/'>",
        "2024-01-" + " " * 9,
        "<li><a href='./202401/t20240105_7.html'>x</a>",
        "<div><a href='P1.pdf'>",
        "<ul><li><a href='P1.pdf'>",
        "<ul><li><a href='./202401/t20240105_7.html'>",
        "9" * 999,
    ],
)
def test_long_hostile_pages_take_no_time(piece):
    long = piece * (100_000 // len(piece))
    for text in (long, f"<li>{long}<script>createPageHTML(1,0,'index','html')"):
        began = time.process_time()
        with contextlib.suppress(FamilyMismatchError):
            read(text)
        Trs.recognizes(FIRST, text)
        assert time.process_time() - began < 20


def test_a_start_may_be_any_page_of_a_column():
    family = Trs(msgspec.structs.replace(PORTAL, start=(FIRST + "list.shtml",)))
    tabs = '<a href="../2023n/">2023</a><a href="/zx/">新闻</a>'
    text = list_page(rows(), "createPageHTML(1,0,'index','html')", more=tabs).decode()
    assert [r.url for r in family.read(Request(FIRST + "2024n/"), text, FIRST).next_requests] == [FIRST + "2023n/"]
