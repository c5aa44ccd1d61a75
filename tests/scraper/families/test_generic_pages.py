"""The tail of the portals, of which no two page alike: how the generic family names the pages behind the first."""

import pytest
from family_reader import reader
from portal_server import BASE, GENERIC, Page, Question, report
from stand_in import StandIn, assert_whole, visit

from scraper import Generic
from scraper.exchange import Request
from scraper.families import FamilyMismatchError
from scraper.families.generic import GenericLists

ROW = '<ul class="news"><li><a href="/doc/2024/01/05/1.shtml">年报</a></li></ul>'


def following(root, url, template, first=2):
    rules = Generic(list_selector=".news a", article_pattern="/doc/", page_template=template, first=first)
    family = reader("generic", rules)
    return [
        request.url.removeprefix(BASE) for request in family.read(Request(BASE + url), ROW, BASE + root).next_requests
    ]


@pytest.mark.parametrize(
    ("template", "first", "root", "second", "third"),
    [
        ("index_{n}.shtml", 1, "/doc/zfgz/", "/doc/zfgz/index_1.shtml", "/doc/zfgz/index_2.shtml"),
        ("index_{n}.jhtml", 2, "/gknb/index.jhtml", "/gknb/index_2.jhtml", "/gknb/index_3.jhtml"),
        ("{n}.html", 2, "/zcwj/1.html", "/zcwj/2.html", "/zcwj/3.html"),
        ("{stem}/{n}", 2, "/class/ABCDEFGH", "/class/ABCDEFGH/2", "/class/ABCDEFGH/3"),
        ("{stem}/{n}", 2, "/class/ABCDEFGH/", "/class/ABCDEFGH/2", "/class/ABCDEFGH/3"),
        ("{stem}_{n}.html", 2, "/nb/list.html", "/nb/list_2.html", "/nb/list_3.html"),
        ("{stem}-{n}.htm", 1, "/nb/n.htm", "/nb/n-1.htm", "/nb/n-2.htm"),
        ("/nb/p{n}.html", 2, "/nb/", "/nb/p2.html", "/nb/p3.html"),
        (
            "?cur_page={n}", 2, "/info/iList.jsp?cat_id=1&node_id=GK2",
            "/info/iList.jsp?cat_id=1&cur_page=2&node_id=GK2", "/info/iList.jsp?cat_id=1&cur_page=3&node_id=GK2",
        ),
        (
            "?cur_page={n}", 2, "/info/iList.jsp?cat_id=1&cur_page=1&node_id=GK2",
            "/info/iList.jsp?cat_id=1&cur_page=2&node_id=GK2", "/info/iList.jsp?cat_id=1&cur_page=3&node_id=GK2",
        ),
        ("?pageNo={n}", 2, "/newPolicy.jspx", "/newPolicy.jspx?pageNo=2", "/newPolicy.jspx?pageNo=3"),
        ("?p={n}", 2, "/?a=dir&p=D0104X", "/?a=dir&p=2", "/?a=dir&p=3"),
        ("?page={n}", 2, "/list.asp?lb=%C4%EA", "/list.asp?lb=%C4%EA&page=2", "/list.asp?lb=%C4%EA&page=3"),
    ],
)  # fmt: skip
def test_the_second_and_the_third_page(template, first, root, second, third):
    assert following(root, root, template, first) == [second]
    assert following(root, second, template, first) == [third]


@pytest.mark.parametrize(
    "url", ["/nb/other_2.html", "/nb/index_x.html", "/nb/index_9999999.html", "/home/index_2.html"]
)
def test_entries_on_a_page_that_the_template_does_not_name_are_a_mismatch(url):
    """Such as where the second page was redirected to: to read on would be to guess, to stop would be silent."""
    with pytest.raises(FamilyMismatchError, match="no page that page_template names"):
        following("/nb/", url, "index_{n}.html")


@pytest.mark.parametrize("template", ["?cur_page={n}", "{stem}/{n}"])
def test_every_report_behind_any_template(server, tmp_path, template):
    """Behind the last page the news of the home page are served: they are no entries of the list."""
    numbers = range(23)
    news = '<ul class="home"><li><a href="/doc/2020/01/01/t20200101_999.html">要闻</a></li></ul>'

    def serve(asked: Question) -> Page:
        number = int(asked.query.get("cur_page") or asked.found.group(1) or 1)
        rows = "".join(
            f'<li><a href="/doc/2024/01/05/t20240105_{n}.html">{n}号机关年报</a></li>'
            for n in numbers[number * 10 - 10 : number * 10]
        )
        return Page(
            f"<html><body><p>云澜区</p>{f'<ul class=news>{rows}</ul>' if rows else news}</body></html>".encode()
        )

    server.route(r"/class/ABCDEFGH(?:/(\d+))?", serve)
    server.route(r"/doc/2024/01/05/t20240105_(\d+)\.html", lambda asked: Page(report(int(asked.found.group(1)))))
    portal = StandIn(
        server,
        "generic",
        (BASE + "/class/ABCDEFGH?cat_id=1&node_id=GK2",),
        {f"{BASE}/doc/2024/01/05/t20240105_{n}.html" for n in numbers},
        lists=4,
    )
    rules = Generic(
        list_selector=GENERIC.list_selector, article_pattern=GENERIC.article_pattern, page_template=template, first=2
    )
    assert_whole(portal, visit(portal, tmp_path, generic=rules))


def test_it_recognizes_nothing():
    assert not GenericLists.recognizes(BASE, ROW)
