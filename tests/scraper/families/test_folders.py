"""The three families whose lists are folders: what they share, and what each has of its own."""

import contextlib
import time

import msgspec
import pytest
from content_n_stand_in import CONTENT_N, content_n
from folders_stand_in import ELSEWHERE, FOLDER, day, list_page, portal, title
from hypothesis import given
from hypothesis import strategies as st
from nfcms_stand_in import NFCMS, nfcms
from portal_server import BASE, HOST, Page, report
from snowflake_stand_in import SNOWFLAKE, snowflake
from stand_in import assert_whole, visit

from scraper import Portal
from scraper.exchange import Request
from scraper.families import FAMILIES, FamilyMismatchError, family_of

KINDS = [NFCMS, CONTENT_N, SNOWFLAKE]
PORTAL = Portal(
    name="yunlan", label="云澜区", label_en="Yunlan", family="nfcms", hosts=(HOST,),
    start=(NFCMS.list_url(),), organs=(), years=(2019, 2024),
)  # fmt: skip


def family(kind):
    return family_of(msgspec.structs.replace(PORTAL, family=kind.family))


def read(kind, html, number=1):
    return family(kind).read(Request(kind.list_url(number)), html, kind.list_url())


@pytest.fixture(params=KINDS, ids=lambda kind: kind.family)
def kind(request):
    return request.param


@pytest.mark.parametrize("skin", ["list", "table", "blocks"])
@pytest.mark.parametrize("reports", [1, 5, 6, 13])
def test_every_report_of_the_portal(server, tmp_path, kind, reports, skin):
    stand_in = portal(server, kind, reports, skin=skin)
    crawled = visit(stand_in, tmp_path)
    assert_whole(stand_in, crawled)
    assert crawled.titles[kind.article_url(1)] == title(1)


@pytest.mark.parametrize(("kind", "build"), [(NFCMS, nfcms), (CONTENT_N, content_n), (SNOWFLAKE, snowflake)])
def test_without_a_pager_the_next_page_is_asked_until_it_is_gone(server, tmp_path, kind, build):
    stand_in = build(server, 13, pager=False)
    assert_whole(stand_in, visit(stand_in, tmp_path))
    assert kind.page(4) in server.paths() and kind.page(5) not in server.paths()


def test_an_empty_list(server, tmp_path, kind):
    problems = visit(portal(server, kind, 0), tmp_path).summary.problems
    assert [state for _, state, _ in problems] == ["empty_list"]


@pytest.mark.parametrize("behind", ["first", "last", "empty"])
def test_what_may_be_served_past_the_end(server, tmp_path, kind, behind):
    pages = {"first": [13, 12, 11, 10, 9], "last": [3, 2, 1], "empty": []}
    body = list_page(kind, pages[behind], 4, 0)
    stand_in = portal(server, kind, 13, pager=False, behind=body)
    assert_whole(stand_in, visit(stand_in, tmp_path))
    assert kind.page(5) not in server.paths()


def test_a_home_page_past_the_end_invents_nothing(server, tmp_path, kind):
    """Its dated news are of the family, and of another folder."""
    news = list_page(kind, [31, 32, 33], 1, 0).decode().replace("/zfxxgknb/", "/ylyw/")
    stand_in = portal(server, kind, 13, pager=False, behind=news.encode())
    crawled = visit(stand_in, tmp_path)
    assert sorted(crawled.articles) == sorted(stand_in.reports)
    assert [state for _, state, _ in crawled.summary.problems] in (["family_mismatch"], [])


@pytest.mark.parametrize("skin", ["list", "table", "blocks"])
def test_entries_with_whole_titles_and_dates(kind, skin):
    page = read(kind, list_page(kind, [9, 8], skin=skin).decode())
    assert [(link.url, link.title, link.date) for link in page.links] == [
        (kind.article_url(n), title(n), day(n)) for n in (9, 8)
    ]


def test_articles_beside_their_categories_and_scattered_ones(kind):
    beside = "".join(f"<p><a href='/zwgk/jyj'>教育局</a><a href='{kind.article(n)}'>{n}</a></p>" for n in (1, 2))
    assert [link.title for link in read(kind, beside).links] == ["1", "2"]
    few = "".join(f"<li><a href='{href}'>{href[-5:]}</a></li>" for href in ("/a.pdf", "/b.pdf", kind.article(3)))
    assert [link.title for link in read(kind, few).links] == [kind.article(3)[-5:]]
    assert [link.title for link in read(kind, few + beside).links] == ["1", "2"]


def test_files_and_other_places_among_the_rows_are_entries_and_the_pager_is_none(kind):
    more = (
        f'<li><a href="{ELSEWHERE}">年报(图解)</a></li><li><a href="/zwgk/nb.pdf">年报(扫描件)</a></li>'
        f'<li><a href="javascript:void(0)">置顶</a></li><li><a href="{kind.page(2)}">下一页</a></li>'
    )
    page = read(kind, list_page(kind, [5, 4, 3], more=more).decode())
    titles = [link.title for link in page.links]
    assert titles[3:] == ["年报(图解)", "年报(扫描件)"]
    assert page.next_requests == (Request(kind.list_url(2)),)


def test_a_row_with_two_reports_has_two_entries(kind):
    row = f'<ul><li><a href="{kind.article(1)}">文字版</a><a href="{kind.article(2)}">图片版</a> 2024/1/9</li></ul>'
    links = read(kind, row).links
    assert [(link.title, link.date) for link in links] == [("文字版", "2024-01-09"), ("图片版", "2024-01-09")]


def test_a_list_that_gathers_articles_of_other_folders_is_known_by_its_dates(kind):
    elsewhere = list_page(kind, [5, 4], 1, 1).decode().replace("/zfxxgknb/", "/jyj/")
    assert [link.title for link in read(kind, elsewhere).links] == [title(5), title(4)]
    twice = elsewhere.replace("</body>", f"<ul><li><a href='{kind.article(7)}'>年报</a> 2024-01-09</li></ul></body>")
    twice = twice.replace("/zfxxgknb/", "/jyj/")
    with pytest.raises(FamilyMismatchError, match="2 lists of articles"):
        read(kind, twice)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<form action='/login'>用户登录</form>",
        "<script>location='/'</script>",
        "<div class='listright-box'><ul><li><a href='/XxgkAnnualReport/show/1.html'>年报</a>2024-01-09</li></ul></div>",
        "<li id=line_u8_0><a href='/info/1/2.htm'>年报</a>2024-01-09</li><div class=pb_sys_common>1/1</div>",
        "<ul><li><a href='./202401/t20240110_7.html'>年报</a>2024-01-10</li></ul>",
    ],
)
def test_what_is_no_list_of_these_families(kind, html):
    for number in (1, 2):
        with pytest.raises(FamilyMismatchError, match=f"no article below {FOLDER}"):
            read(kind, html, number)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (NFCMS, "/zwgk/nb.html"),
        (NFCMS, f"{FOLDER}index_1.html"),
        (NFCMS, f"{FOLDER}index_0.html"),
        (NFCMS, NFCMS.article(1)),
        (CONTENT_N, "/"),
        (CONTENT_N, f"{FOLDER}index.html"),
        (CONTENT_N, CONTENT_N.article(1)),
        (SNOWFLAKE, FOLDER),
        (SNOWFLAKE, SNOWFLAKE.article(1)),
        (SNOWFLAKE, f"{FOLDER}12345.html"),
    ],
)
def test_what_is_no_list_address(kind, path):
    with pytest.raises(FamilyMismatchError, match="is no list address"):
        family(kind).read(Request(BASE + path), list_page(kind, [1]).decode(), BASE + path)


@pytest.mark.parametrize(
    ("kind", "url", "asked"),
    [
        (NFCMS, FOLDER, "index_2.html"),
        (NFCMS, f"{FOLDER}index_9.html?v=1", "index_10.html"),
        (CONTENT_N, FOLDER.rstrip("/"), "list_2.html"),
        (CONTENT_N, FOLDER, "list_2.html"),
        (CONTENT_N, f"{FOLDER}list_1.html", "list_2.html"),
        (SNOWFLAKE, f"{FOLDER}1.html", "2.html"),
        (SNOWFLAKE, f"{FOLDER}99.html", "100.html"),
    ],
)
def test_the_name_of_the_next_page(kind, url, asked):
    page = family(kind).read(Request(BASE + url), list_page(kind, [1], 1, 0).decode(), BASE + url)
    assert page.next_requests == (Request(BASE + FOLDER + asked, guessed=True),)


@pytest.mark.parametrize(
    ("pager", "asked"),
    [
        ("<a href='{}'>首页</a><span>下一页</span>", False),
        ("<a href='{}'>首页</a><a href='#'>1</a><span>下一页</span>", False),
        ("<a href='{}'>首页</a><a href='javascript:void(0)' onclick='go(2)'>下一页</a>", True),
        ("<a href='{}'>首页</a><a href='#' onclick='go(2)'>下页</a>", True),
        ("<a href='{}'>公开年报</a>", True),
        ("", True),
    ],
)
def test_what_a_pager_says_of_the_next_page(kind, pager, asked):
    html = list_page(kind, [2, 1], 1, 0).decode().replace("</body>", f"{pager.format(kind.page(1))}</body>")
    assert bool(read(kind, html).next_requests) is asked


def test_a_pager_that_counts_from_one_is_of_another_system():
    html = list_page(NFCMS, [2, 1], more="<a href='index_1.html'>下一页</a>").decode()
    with pytest.raises(FamilyMismatchError, match="index_1"):
        read(NFCMS, html)


def test_a_page_for_telephones_is_the_page_itself(server, tmp_path):
    stand_in = portal(server, NFCMS, 3)
    page = server.pages[NFCMS.page(1)]
    page.body = page.body.replace(b"post_10095002", b"mpost_10095002")
    assert_whole(stand_in, visit(stand_in, tmp_path))
    same = family(NFCMS).identity
    assert same(f"{BASE}/a/content/mpost_7.html") == f"{BASE}/a/content/post_7.html"
    assert same(f"{BASE}/a/mpost_7.html") == f"{BASE}/a/mpost_7.html"


@pytest.mark.parametrize(
    ("kind", "path", "verdict"),
    [
        (NFCMS, "/zfjgzy/zfxxgknb/bm/2024n/content/post_10095458.html", True),
        (NFCMS, "/xxgk/content/mpost_12193340.html", True),
        (NFCMS, "/gkmlpt/content/2/2590/post_2590436.html", True),
        (NFCMS, "/content/post_x.html", False),
        (NFCMS, "/zwgk/index_2.html", False),
        (CONTENT_N, "/gk/zfxxgknb/xxgkndbg1/content_184762", True),
        (CONTENT_N, "/gk/content_184762.html", False),
        (CONTENT_N, "/gk/content_", False),
        (CONTENT_N, "/zhengce/content/2024-01/content_6925.htm", False),
        (SNOWFLAKE, "/zfxxgk/zfxxgknb/xj/1753311688616128514.html", True),
        (SNOWFLAKE, "/zfxxgk/5f3c8e0d1b2a4c6d8e9f0a1b.html", True),
        (SNOWFLAKE, "/zfxxgk/2.html", False),
        (SNOWFLAKE, "/zfxxgk/20240131.html", False),
    ],
)
def test_article_addresses(kind, path, verdict):
    assert family(kind).is_article(BASE + path) is verdict


def test_the_id_of_an_article_is_no_date():
    html = list_page(SNOWFLAKE, [5]).decode().replace(day(5), "")
    assert [link.date for link in read(SNOWFLAKE, html).links] == [None]


def test_marks_of_each_family_alone(kind):
    """Each knows its own lists and articles, and none those of the others of this file."""
    for other in KINDS:
        listed = list_page(other, [3, 2, 1]).decode()
        verdicts = {FAMILIES[kind.family].recognizes(url, text) for url, text in (
            (other.list_url(), listed), (other.list_url(2), listed), (other.article_url(1), report(1).decode()),
        )}  # fmt: skip
        assert verdicts == {kind is other}


@pytest.mark.parametrize("name", ["gkmlpt", "show_list", "vsb", "generic"])
def test_other_families_do_not_take_their_pages(kind, name):
    for url, html in ((kind.list_url(), list_page(kind, [3, 2]).decode()), (kind.article_url(1), report(1).decode())):
        assert not FAMILIES[name].recognizes(url, html)


@pytest.mark.parametrize(
    ("path", "html"),
    [
        ("/", "<a href='/gkmlpt/index'>公开平台</a>"),
        ("/XxgkAnnualReport/showList/12/page_1.html", "<a href='/XxgkAnnualReport/show/7.html'>年报</a>"),
        ("/zfxxgk/ndbg.htm", "<a href='/info/5069/1161636.htm'>年报</a><div class='pb_sys_common'>1/1</div>"),
        ("/gkmlpt/content/2/2590/post_2590436.html", "<script>window._CONFIG={}</script>"),
        (
            "/zwgk/index.html",
            "<a href='./202401/t20240110_7.html'>年报</a><script>createPageHTML(5, 0, 'index')</script>",
        ),
        ("/zhengce/1.html", "<a href='content_6925.htm'>政策</a><p>content_1 post_2</p>"),
    ],
)
def test_pages_of_other_families(kind, path, html):
    assert not FAMILIES[kind.family].recognizes(BASE + path, html)


@given(st.sampled_from(KINDS), st.text(), st.integers(1, 3))
def test_any_text_is_read_or_called_a_mismatch(kind, text, number):
    for html in (
        text,
        f"<ul><li><a href='{text}'>{text}</a></li></ul>",
        f"<a href='{kind.article(1)}{text}'>{text}</a>",
    ):
        with contextlib.suppress(FamilyMismatchError):
            read(kind, html, number)
        family(kind).recognizes(BASE + FOLDER, html)


@pytest.mark.parametrize(
    "line",
    [
        "href=" * 60_000,
        "href='" + "a/" * 150_000,
        "content_" * 40_000,
        "1" * 300_000,
        "共" + " " * 300_000,
        "<p>" * 3_000 + "<a href='/a'>年报</a>" * 3_000,
        "<li><a href='/a'>年报</a>" * 5_000,
        "<li>" + "<a href='/a'>年报</a>" * 5_000,
        "<div><a href='/a'>年报</a>" * 5_000,
    ],
)
def test_a_long_line_is_no_work(kind, line):
    began = time.process_time()
    with contextlib.suppress(FamilyMismatchError):
        read(kind, f"<ul>{line}</ul>")
    FAMILIES[kind.family].recognizes(kind.list_url(), line)
    family(kind).is_article(f"{BASE}/{line}")
    assert time.process_time() - began < 5


def test_the_numbers_of_a_pager_are_claims(kind):
    page = read(kind, list_page(kind, [1], more=f'<a href="{kind.page(9999)}">尾页</a>').decode())
    assert page.next_requests == (Request(kind.list_url(2)),)


def test_a_page_of_entries_that_appears_while_a_list_is_read_loses_none(server, tmp_path, kind):
    """Two pages have been read when the rows move down by one page: the third is the second once more."""
    stand_in = portal(server, kind, 13)
    server.pages[kind.page(3)] = Page(list_page(kind, [8, 7, 6, 5, 4], 3, 4))
    server.pages[kind.page(4)] = Page(list_page(kind, [3, 2, 1], 4, 4))
    assert sorted(visit(stand_in, tmp_path).articles) == sorted(stand_in.reports)


def test_a_page_that_is_no_list_midway_is_no_end(server, tmp_path, kind):
    stand_in = portal(server, kind, 13)
    server.pages[kind.page(2)] = Page(report(5))
    assert [state for _, state, _ in visit(stand_in, tmp_path).summary.problems] == ["family_mismatch"]
