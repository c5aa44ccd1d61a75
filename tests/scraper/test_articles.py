import pytest
from portal_server import BASE, LIST, QUICK, Page, list_page

from scraper import Archive, crawl
from scraper.articles import NoPageError, content_of, read_article
from scraper.families.listing import Shape

SHOW = "/XxgkAnnualReport/show/1.html"
WORDS = "云澜区某机关在本年度按时公开各类信息,办理申请若干,网站浏览次数为一千次。" * 4
PAGE = """<!DOCTYPE html><?xml version="1.0" encoding="gb2312"?><html><head><title>年报_云澜区人民政府</title>
<meta name="HtmlGenerateTime" content="{made}"><meta name="PubDate" content="2024-01-28 10:02"></head>
<body><div class="top">今天是{today}</div><input type="hidden" value="{made}">
<div class="crumb"><a>首页</a> &gt; <a>政府信息公开</a> &gt; <a>区教育局</a> &gt;
<a>年度报告</a></div>
<div class="detail"><h1>区教育局2023年年度报告</h1><div class="info">发布时间:2024-01-28 来源:区教育局 浏览次数:{hits}
字体:[大 中 小]</div>
<div class="g-detailbox"><p class="x">浏览次数: {hits}</p><p>{words}</p>
<table><tr><td colspan="2">项目</td><td>{cell}</td><td></td></tr></table>
<script>var nonce = "{made}";</script><!-- {made} --><a href="/f/{file}.pdf;jsessionid={made}">附件</a></div></div>
<div class="share">分享到{made}</div></body></html>"""


def page(made="1", today="2026年1月5日", hits="3", words=WORDS, cell="7", file="a"):
    return PAGE.format(made=made, today=today, hits=hits, words=words, cell=cell, file=file)


def content(text):
    return content_of(read_article(text, BASE + SHOW, Shape(body=())))


def test_what_an_article_says_of_itself():
    read = read_article(page(), BASE + SHOW, Shape(body=()))
    assert (read.title, read.organ, read.published) == ("区教育局2023年年度报告", "区教育局", "2024-01-28")
    assert read.text.splitlines()[1:3] == [WORDS, "项目\t7\t\t"] and read.has_table
    assert [(file.url, file.title) for file in read.files] == [(BASE + "/f/a.pdf", "附件")]


def test_title_and_date_where_there_are_no_tags():
    text = "<title>某局年报_云澜区</title><div>发布机构:区水利局 公开日期:2024年1月5日</div>"
    read = read_article(text, BASE, Shape(body=()))
    assert (read.title, read.organ, read.published, read.has_body) == ("某局年报", "区水利局", "2024-01-05", False)
    with pytest.raises(NoPageError):
        read_article(" ", BASE, Shape(body=()))


@pytest.mark.parametrize("frame", [{"made": "22"}, {"today": "2026年2月9日"}, {"hits": "144"}])
def test_the_frame_is_no_content(frame):
    assert content(page()) == content(page(**frame)) is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"cell": "8"},
        {"cell": ""},
        {"file": "b"},
        {"words": WORDS.replace("一千", "二千")},
        {"words": WORDS + "阅读 1 次"},
    ],
)
def test_a_figure_a_word_or_a_file_is(changed):
    assert content(page()) != content(page(**changed))


def test_a_cell_of_other_width_is_content():
    assert content(page()) != content(page().replace('colspan="2"', 'colspan="3"'))


def test_a_page_that_does_not_show_its_content_is_never_the_same():
    assert content(f"<html><body><div>{WORDS}</div></body></html>") is None
    assert content("<html><body><div id='zoom'><script>write(1)</script></div></body></html>") is None


@pytest.fixture
def visit(server, tmp_path):
    server.pages[LIST.format(1)] = Page(list_page([1]))
    server.pages["/f/a.pdf"] = Page(b"%PDF-1.4")

    def go(body, **headers):
        server.pages[SHOW] = Page(body.encode(), headers=headers)
        return crawl([server.portal()], tmp_path, limits=QUICK, sleep=lambda _: None)[0]

    return go


def test_a_new_frame_is_no_revision_and_is_kept(visit, tmp_path):
    visit(page())
    summary = visit(page(made="2", hits="9"))
    assert (summary.unchanged, summary.changed) == (1, ())
    assert visit(page(made="2", hits="9")).unchanged == 1
    assert visit(page(made="3", cell="8")).changed == (BASE + SHOW,)
    with Archive.open(tmp_path) as archive:
        told = [
            (one.state, one.reason, one.refers_to is None, archive.body(one).decode())
            for one in archive._select("WHERE url = ? ORDER BY id", (BASE + SHOW,))
        ]
        assert len(archive.history(BASE + SHOW)) == 2
    frame = "the article as before; only the page around it differs"
    assert told == [
        ("captured", "", True, page()),
        ("unchanged", frame, True, page(made="2", hits="9")),
        ("unchanged", "the same body as before", False, page(made="2", hits="9")),
        ("captured", "", True, page(made="3", cell="8")),
    ]


def test_other_files_than_pages_are_compared_by_their_bytes(visit):
    visit("%PDF-1.4 a")
    assert visit("%PDF-1.4 b").changed == (BASE + SHOW,)
