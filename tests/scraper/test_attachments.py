import io
import struct
import zipfile

import msgspec
import pytest
from portal_server import BASE, LIST, QUICK, Page, list_page

from scraper import Archive, crawl
from scraper.families.show_list import ShowList
from scraper.magic import magic_of

SHOW = "/XxgkAnnualReport/show/{}.html"
PDF = Page(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", media_type="application/octet-stream")
WORDS = "云澜区某机关在本年度按时公开各类信息,办理申请若干。" * 8


def packed(*names):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return held.getvalue()


def ole(*streams):
    """A compound file whose directory, in its second sector, names these streams."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    head[48:52] = struct.pack("<I", 1)
    return bytes(head) + bytes(512) + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


def article(body, frame=""):
    return Page(
        f"<html><head><title>云澜区年报</title></head><body><div class='nav'><a href='/nav/b.doc'>表格下载</a></div>"
        f"<div class='g-detailbox'><p>{WORDS}</p>{body}</div>{frame}</body></html>".encode()
    )


@pytest.fixture
def visit(server, tmp_path):
    def go(limits=QUICK, **changes):
        (summary,) = crawl([server.portal(**changes)], tmp_path / "raw", limits=limits, sleep=lambda _: None)
        return summary

    return go


@pytest.fixture
def one(server):
    """A list of one article."""

    def put(body, frame=""):
        server.pages[LIST.format(1)] = Page(list_page([1]))
        server.pages[LIST.format(2)] = Page(list_page([]))
        server.pages[SHOW.format(1)] = article(body, frame)

    return put


def stored(tmp_path, kind="attachment"):
    with Archive.open(tmp_path / "raw") as archive:
        return {capture.url.removeprefix(BASE): capture for capture in archive.captures(kind)}


def states(summary):
    return {url.removeprefix(BASE): state for url, state, _ in summary.problems}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.4", "pdf"), (b"\r\n\r\n%PDF-1.4", "pdf"), (packed("word/document.xml"), "docx"),
        (packed("xl/workbook.xml"), "xlsx"), (packed("OFD.xml", "D/D.xml"), "ofd"), (packed("a.pdf"), "zip"),
        (packed("word/document.xml")[:60], "zip"), (ole("Root Entry", "WordDocument"), "doc"),
        (ole("Root Entry", "Workbook", "WordDocument"), "xls"), (ole("Root Entry"), "ole"), (b"Rar!\x1a\x07", "rar"),
        (b"{\\rtf1", "rtf"), (b"\xff\xd8\xff\xe0", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF89a", "gif"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML>", "html"), (b"", None), (b"PK", None), (ole()[:8], "ole"),
    ],
    ids=range(19),
)  # fmt: skip
def test_types_by_first_bytes(data, name):
    assert magic_of(data) == name


def test_files_of_an_article_are_fetched_with_what_the_article_said_of_them(server, visit, one, tmp_path):
    one(
        "<p>附件:<a href='/P020240911363521785530.pdf'>年报全文.pdf</a>"
        "<a href='/module/download/downfile.jsp?classid=0&filename=0123456789abcdef.doc'>表</a>"
        "<a href='/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=7'>附件1</a>"
        "<a href='/group1/M00/01/02/abc'>附件2</a><a href='/att/9' title='扫描件.zip'>附件3</a>"
        "<a href='/show/2.html'>上一篇</a><a href='javascript:x()'>打印</a></p>"
        "<iframe src='/js/pdfjs/web/viewer.html?file=%2Ffiles%2Fa.pdf'></iframe>",
        "<div class='m-file-download'><a href='/files/b.ofd'>版式文件</a></div>",
    )
    files = {
        "/P020240911363521785530.pdf": ("年报全文.pdf", PDF, "pdf"),
        "/module/download/downfile.jsp?classid=0&filename=0123456789abcdef.doc": (
            "表", Page(ole("WordDocument")), "doc"),
        "/system/_content/download.jsp?owner=1&urltype=news.DownloadAttachUrl&wbfileid=7": (
            "附件1", Page(packed("word/a.xml")), "docx"),
        "/group1/M00/01/02/abc": ("附件2", Page(packed("xl/a.xml")), "xlsx"),
        "/att/9": ("附件3", Page(packed("a")), "zip"),
        "/files/a.pdf": (None, PDF, "pdf"),
        "/files/b.ofd": ("版式文件", Page(packed("OFD.xml")), "ofd"),
    }  # fmt: skip
    server.pages |= {path: page for path, (_, page, _) in files.items()}
    summary = visit()
    assert (summary.found, summary.fetched, summary.attachments, summary.problems) == (1, 1, 7, ())
    found = stored(tmp_path)
    assert {path: (one.list_title, one.magic) for path, one in found.items()} == {
        path: (title, magic) for path, (title, _, magic) in files.items()
    }
    assert {one.found_on for one in found.values()} == {BASE + SHOW.format(1)}
    assert stored(tmp_path, "article")[SHOW.format(1)].magic is None
    server.log.clear()
    assert visit().attachments == 7 and visit().fetched == 0
    assert len(server.log) == 2 * (1 + 2 + 1 + 7)  # robots.txt, lists, the article, its files


def test_a_file_listed_in_the_place_of_an_article(server, visit, tmp_path):
    body = list_page([1]).replace(SHOW.format(1).encode(), b"/files/nb.pdf")
    server.pages |= {LIST.format(1): Page(body), "/files/nb.pdf": PDF}
    summary = visit()
    assert (summary.attachments, summary.problems) == (1, ())
    assert stored(tmp_path)["/files/nb.pdf"].list_title == "1号机关政府信息公开年度报告"


def test_images_stand_in_for_tables_only_where_there_is_none(server, visit, one, tmp_path):
    picture = Page(b"\x89PNG\r\n\x1a\n" + bytes(99), media_type="image/png")
    server.pages |= {"/W020240101.png": picture, "/t.png": picture}
    images = (
        "<img src='/W020240101.png'><img src='/icon/pdf.gif'><img src='data:image/png;base64,AA'>"
        "<img src='/s.gif' width='16'><img src='/loading.gif' data-original='/t.png'>"
    )
    one(images + "<table><tr><td>1</td></tr></table>", "<img src='/logo.png'>")
    assert visit().attachments == 0
    one(images, "<img src='/logo.png'>")
    summary = visit()
    assert (summary.attachments, summary.problems) == (2, ()) and set(stored(tmp_path)) == {"/W020240101.png", "/t.png"}


def test_a_page_in_the_place_of_a_file_is_said_and_is_no_file(server, visit, one, tmp_path):
    office = b"<html xmlns:o='urn:schemas-microsoft-com:office:office'><body>" + WORDS.encode() + b"</body></html>"
    error = f"<html><title>提示</title><body>{WORDS}</body></html>".encode()
    one("".join(f"<a href='/f/{name}'>附件</a>" for name in ("a.pdf", "b.pdf", "c.doc", "d.doc", "e.pdf")))
    server.pages |= {
        "/f/a.pdf": Page(error, media_type="application/pdf"),
        "/f/b.pdf": Page("<html><title>404 页面</title></html>".encode() + bytes(600)),
        "/f/c.doc": Page(office, media_type="application/msword"),
        "/f/d.doc": Page("没有这样的文件".encode(), media_type="application/msword"),
    }
    summary = visit()
    assert states(summary) == {"/f/a.pdf": "not_file", "/f/b.pdf": "soft_404", "/f/e.pdf": "gone"}
    kept = stored(tmp_path)
    assert [(path, one.magic) for path, one in kept.items()] == [("/f/c.doc", "html"), ("/f/d.doc", None)]
    assert "no file type" in kept["/f/d.doc"].reason


def test_files_elsewhere_and_beyond_the_bound_are_noted(server, visit, one):
    links = "".join(f"<a href='/f/{n}.pdf'>{n}</a>" for n in range(5)) + "<a href='http://other.example/x.pdf'>别处</a>"
    one(links)
    server.pages |= {f"/f/{n}.pdf": PDF for n in range(5)}
    summary = visit(msgspec.structs.replace(QUICK, attachments=3))
    assert summary.attachments == 3
    assert states(summary) == {f"/f/{n}.pdf": "too_many" for n in (3, 4)} | {"http://other.example/x.pdf": "too_many"}
    assert states(visit(name="second")) == {"http://other.example/x.pdf": "off_site"}


def test_robots_txt_speaks_for_files_too(server, visit, one):
    one("<a href='/f/1.pdf'>附件</a>")
    server.pages |= {"/f/1.pdf": PDF, "/robots.txt": Page(b"User-agent: *\nDisallow: /f/", media_type="text/plain")}
    assert states(visit()) == {"/f/1.pdf": "robots"} and "/f/1.pdf" not in server.paths()


def test_attachments_of_an_article_stored_before_a_kill(server, visit, one, tmp_path, monkeypatch):
    one("<a href='/f/1.pdf'>附件</a>")
    server.pages["/f/1.pdf"] = PDF
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):

        def dies(*_):
            raise KeyboardInterrupt

        patch.setattr("scraper.queueing.attachments_of", dies)
        visit()
    summary = visit()
    assert summary.resumed and summary.recovered == 1 and summary.attachments == 1
    assert server.paths().count(SHOW.format(1)) == 1


class WithoutReports(ShowList):
    def missing(self, text):
        return "no report of this year" if "暂无" in text else None


def test_a_page_that_holds_no_report_says_so(server, visit, one, monkeypatch):
    monkeypatch.setitem(__import__("scraper.families", fromlist=["FAMILIES"]).FAMILIES, "show_list", WithoutReports)
    one("<p>暂无</p><a href='/f/1.pdf'>附件</a>")
    summary = visit()
    assert summary.problems == ((BASE + SHOW.format(1), "no_report", "no report of this year"),)
    assert summary.fetched == 0 and "/f/1.pdf" not in server.paths()
    one("<p>有了</p>")
    assert visit().fetched == 1
