import contextlib
from encodings.aliases import aliases

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from portal_server import BASE, GENERIC, HOST, LIST, PortalServer, list_page

from scraper import Portal
from scraper.exchange import Request
from scraper.families import FamilyMismatchError, family_of
from scraper.families.listing import date_in
from scraper.pages import decode
from scraper.urls import canonical

PORTAL = Portal(
    name="yunlan", label="云澜区", label_en="Yunlan", family="show_list", hosts=(HOST,),
    start=(BASE + LIST.format(1),), organs=(), years=(2019, 2024),
)  # fmt: skip
SHOW_LIST = family_of(PORTAL)
GENERIC_LISTS = family_of(msgspec.structs.replace(PORTAL, family="generic", generic=GENERIC))
FIRST = BASE + LIST.format(1)

NEWS = """<div class="listright-box"><ul>
  <li><a href="../../show/7.html" title="2023年度云澜区教育局政府信息公开工作年度报告">2023年度云澜区教育局政…</a>
      <span>[2024-01-30]</span></li>
  <li><a title="别的" href="/XxgkAnnualReport/show/8.html">云澜区民政局年报</a><span>2024年1月5日</span></li>
</ul></div>"""
DISCLOSURE = """<section class="m-tglist"><ul>
  <li><a href="/XxgkContent/show/9.html">云澜区水利局年报</a><span>2024/1/9</span></li></ul>
  <ul class="pages"><li><a href="/XxgkAnnualReport/showList/12/page_2.html">下一页</a></li></ul></section>"""
TABLE = """<div class="search-list"><table><thead><tr><th>名称</th></tr></thead><tbody>
  <tr><td class="bt"><a href="/OpennessContent/show/10.html">云澜区财政局年报</a></td>
  <td class="cwrq">2024-01-10</td></tr>
  </tbody></table></div>"""


def entries(html):
    return [
        (link.url.removeprefix(BASE), link.title, link.date)
        for link in SHOW_LIST.read(Request(FIRST), html, FIRST).links
    ]


def test_news_list_with_cut_and_whole_titles():
    assert entries(NEWS) == [
        ("/XxgkAnnualReport/show/7.html", "2023年度云澜区教育局政府信息公开工作年度报告", "2024-01-30"),
        ("/XxgkAnnualReport/show/8.html", "云澜区民政局年报", "2024-01-05"),
    ]


def test_disclosure_list_leaves_its_pager_out():
    assert entries(DISCLOSURE) == [("/XxgkContent/show/9.html", "云澜区水利局年报", "2024-01-09")]


def test_table_list_leaves_its_header_out():
    assert entries(TABLE) == [("/OpennessContent/show/10.html", "云澜区财政局年报", "2024-01-10")]


def test_the_next_page_is_the_next_number_and_keeps_the_query():
    url = f"{BASE}/XxgkPolicy/showList/650/9/page_9.html?dataType=1"
    assert SHOW_LIST.read(Request(url), NEWS, url).next_requests == (
        Request(f"{BASE}/XxgkPolicy/showList/650/9/page_10.html?dataType=1", guessed=True),
    )


def test_an_empty_list_has_no_next_page():
    page = SHOW_LIST.read(Request(FIRST), list_page([]).decode(), FIRST)
    assert (page.links, page.next_requests) == ((), ())


@pytest.mark.parametrize(
    "html", ["", "<p>系统维护中</p>", "<div class='other'><ul><li><a href='/x'>x</a></li></ul></div>"]
)
def test_a_page_of_another_make_is_a_mismatch_and_no_empty_list(html):
    with pytest.raises(FamilyMismatchError, match="showList"):
        SHOW_LIST.read(Request(FIRST), html, FIRST)
    with pytest.raises(FamilyMismatchError, match="no showList address"):
        SHOW_LIST.read(Request(BASE + "/index.html"), NEWS, BASE + "/index.html")


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/XxgkAnnualReport/show/6587.html", True),
        ("/News/show/1.html?x=1", True),
        ("/XxgkAnnualReport/show/6587.pdf", False),
        ("/XxgkAnnualReport/showList/1/page_1.html", False),
        ("/x/XxgkAnnualReport/show/1.html", False),
        ("/Other/show/1.html", False),
    ],
)
def test_article_addresses(path, verdict):
    assert SHOW_LIST.is_article(BASE + path) is verdict


STATIC = '<ul class="news"><li><a href="./202401/t20240110_7.html">云澜区统计局年报</a><i>2024-01-10</i></li></ul>'


def test_generic_list_and_its_pages():
    root = f"{BASE}/zwgk/nb/"
    family = family_of(
        msgspec.structs.replace(PORTAL, family="generic", generic=msgspec.structs.replace(GENERIC, date_selector="i"))
    )
    page = family.read(Request(root), STATIC, root)
    assert page.links[0].url == f"{BASE}/zwgk/nb/202401/t20240110_7.html" and page.links[0].date == "2024-01-10"
    assert page.next_requests == (Request(f"{BASE}/zwgk/nb/index_1.html", guessed=True),)
    assert family.read(page.next_requests[0], STATIC, root).next_requests == (
        Request(f"{BASE}/zwgk/nb/index_2.html", guessed=True),
    )
    assert family.is_article(page.links[0].url) and not family.is_article(root)


def test_generic_list_without_entries_is_a_mismatch_first_and_the_end_later():
    root = f"{BASE}/zwgk/nb/"
    with pytest.raises(FamilyMismatchError, match="finds no link"):
        GENERIC_LISTS.read(Request(root), "<ul></ul>", root)
    assert GENERIC_LISTS.read(Request(root + "index_1.html"), "<ul></ul>", root).links == ()


@given(st.text())
def test_any_text_is_read_or_called_a_mismatch(html):
    for family in (SHOW_LIST, GENERIC_LISTS):
        with contextlib.suppress(FamilyMismatchError):
            family.read(Request(FIRST), html, FIRST)


@given(st.dates().map(lambda day: day.isoformat()))
def test_dates_come_back(day):
    assert date_in(f"发布时间:{day} 00:00") == day


@given(st.text(), st.sampled_from(["", BASE, BASE + "/a/b?c=d"]))
def test_canonical_addresses_stay_as_they_are(url, base):
    once = canonical(url, base)
    assert once is None or canonical(once) == once


@pytest.mark.parametrize(
    "url", ["http://u:p@h.cn/", "http://h.cn:99999/", "http://[::1", "mailto:a@b.cn", "", "http:///x"]
)
def test_what_is_no_address_is_none(url):
    assert canonical(url) is None


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("云澜区年报㐂".encode("gb18030"), "gb2312"),
        ("云澜区年报".encode("gbk"), "utf-8"),
        (b"<meta charset=gb2312>" + b"<p>" * 400 + "云澜区年报".encode("gbk"), None),
        (b"\xef\xbb\xbf" + "云澜区年报".encode(), "gbk"),
        ("云澜区年报".encode(), "gbk"),
        ("云澜区年报".encode("utf-16"), None),
        (("云澜区年报" * 9).encode() + "云".encode()[:2], "gbk"),
        ("雲瀾區年報".encode("big5"), "big5"),
    ],
)
def test_charsets_as_they_are_and_not_as_declared(body, charset):
    text = decode(body, charset)
    assert "云澜区年报" in text or "雲瀾區年報" in text


@pytest.mark.parametrize(
    "charset", sorted({*aliases.values(), "undefined", "idna", "punycode", "unicode_escape", "utf-7", "x" * 300})
)
def test_no_declared_charset_ends_a_crawl_or_makes_what_cannot_be_stored(charset):
    for body in ("云澜区年报\\ud800".encode("gbk"), b"\xff+2AA-\\ud800", b"\xd4\xff\xff" * 9):
        assert decode(body, charset).encode()
        assert decode(b"<meta charset=%s>" % charset.encode() + body * 9).encode()


def test_the_stand_in_speaks_the_family(server: PortalServer):
    assert len(SHOW_LIST.read(Request(FIRST), list_page(range(4)).decode(), FIRST).links) == 4


@pytest.mark.parametrize("family", [SHOW_LIST, GENERIC_LISTS])
def test_a_page_too_long_to_be_a_list_is_a_mismatch_that_says_its_size(family):
    page = list_page(range(4)).decode() + "年报" * 3_000_000
    with pytest.raises(FamilyMismatchError, match=f"a page of {len(page)} characters"):
        family.read(Request(FIRST), page, FIRST)
