"""Any bytes, and good pages torn apart: nothing is raised, the reader never fails, no cell is listed twice."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_to_read import QUICK, by_address, codes, flattened

from nianbao.sample import ORGANS, article_page, draw
from parsers import read_report

PAGES = {
    "clean": article_page(draw(ORGANS[6], 2020), "clean"),
    "2021 form": article_page(draw(ORGANS[6], 2023), "clean"),
    "blanks": article_page(draw(ORGANS[3], 2022), "nbsp_blanks"),
    "word": article_page(draw(ORGANS[1], 2020), "word"),
    "paragraphs": article_page(draw(ORGANS[2], 2020), "paragraphs"),
    "gb18030": article_page(draw(ORGANS[4], 2020), "gb18030"),
    "flattened": flattened(draw(ORGANS[6], 2020)).encode(),
}
SPLINTERS = [b"", b"<", b">", b"</td>", b"<td>", b"</table>", b"<table>", b"<tr>", b"<script>", b"<!--", b"\0", b"\xff",
             b"&#0;", b"&#xD800;", b"\xef\xb7\x90", b"&#xFDD8;", b'<td colspan="99999999999999">', b"1e400", b"9" * 40,
             "总计".encode(), "行政许可".encode(), "一、总体情况".encode(), "第二十条第（五）项".encode(), b"\n", b" ",
             "统计期限2099年".encode(), "发布时间：2021-13-45".encode(), "第".encode()[:2]]  # fmt: skip
CUTS = st.tuples(
    st.sampled_from(["delete", "double", "replace", "move"]),
    st.floats(0, 1),
    st.one_of(st.integers(0, 12), st.integers(0, 6000)),
    st.one_of(st.sampled_from(SPLINTERS), st.binary(max_size=12)),
)


def torn(page: bytes, cuts) -> bytes:
    for how, where, length, splinter in cuts:
        at = int(where * len(page))
        piece, rest = page[at : at + length], page[at + length :]
        if how == "move":
            middle = len(rest) // 2
            page = page[:at] + rest[:middle] + piece + rest[middle:]
        else:
            page = page[:at] + {"delete": b"", "double": piece * 2, "replace": splinter}[how] + rest
    return page


def is_sound(record):
    assert "reader_failed" not in codes(record), record.issues
    by_address(record)
    json.dumps(record.to_dict(), allow_nan=False).encode()
    for cell in record.cells:
        assert (cell.value is not None) == (cell.origin in ("printed", "recovered"))


@pytest.mark.parametrize("name", PAGES)
def test_torn_pages(name):
    @QUICK
    @given(st.lists(CUTS, min_size=1, max_size=8))
    def check(cuts):
        is_sound(read_report(torn(PAGES[name], cuts)))

    check()


@QUICK
@given(st.binary(max_size=3000))
def test_any_bytes(data):
    is_sound(read_report(data))


@QUICK
@given(st.lists(st.sampled_from(SPLINTERS) | st.binary(max_size=8), max_size=200))
def test_any_heap_of_splinters(splinters):
    is_sound(read_report(b"".join(splinters)))


@QUICK
@given(st.text(max_size=2000))
def test_any_text(text):
    is_sound(read_report(text.encode("utf-8", "surrogatepass")))


@QUICK
@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_whatever_the_server_says(url, media_type, charset):
    """Neither an address nor a header that makes no sense costs a figure."""
    record = read_report(PAGES["clean"], url=f"http://x.example/{url}", media_type=media_type, charset=charset)
    is_sound(record)
    assert record.cells == read_report(PAGES["clean"]).cells


@pytest.mark.parametrize(
    "url",
    ["", "//", "http://x.example/?fbtime=20%zz", "\ud800", "x" * 9999, "http://[",
     "http://[::1/t20210118_1.html"],
)  # fmt: skip
def test_broken_addresses(url):
    record = read_report(PAGES["clean"], url=url)
    assert codes(record) == []
    assert record.report.year == 2020
