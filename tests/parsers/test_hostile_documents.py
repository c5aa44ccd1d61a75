"""Documents that are broken, foreign, oversized or made to deceive: one clear issue, no exception, no figure."""

import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hostile_documents import GOOD_PAGE, HEAVY
from reports_to_read import as_drawn, as_read, by_address, codes, flattened, page_of, read_text, table_of, values

from parsers import NOT_READ, Address, read_report
from parsers.read import LARGEST

TOO_LARGE = {
    "100 MB of nested tags", "a million elements", "long labels a hundred thousand times",
}  # fmt: skip
MEGABYTES = 700  # what lxml takes for ten million bytes of markup, and the interpreter


def reads_as_good(text):
    return as_read(read_text(text)) == as_read(read_report(GOOD_PAGE))


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", "\u3000\u00a0\n".encode(), b"<html><body> </body></html>"])
def test_nothing_is_empty(data):
    assert codes(read_report(data)) == ["empty"]


@pytest.mark.parametrize(
    ("magic", "name"),
    [
        (b"%PDF-1.7\n", "PDF"), (b"PK\x03\x04", "DOCX"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC"), (b"Rar!", "RAR"),
        (b"\x1f\x8b\x08", "gzip"), (b"\x89PNG\r\n", "PNG"), (b"\xff\xd8\xff\xe0", "JPEG"), (b"GIF89a", "GIF"),
        (b"{\\rtf1", "RTF"), (bytes(range(20)) * 30 + b"\0" * 100, "binary"),
    ],
)  # fmt: skip
def test_other_formats_are_named_whatever_follows(magic, name):
    record = read_report(magic + GOOD_PAGE, media_type="text/html")
    assert codes(record) == ["not_text"]
    assert name in record.issues[0].message
    assert "text/html" in record.issues[0].message
    assert record.cells == ()


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_documents_end_in_an_issue(name):
    record = read_report(HEAVY[name].build())
    assert "reader_failed" not in codes(record)
    if name in TOO_LARGE:
        assert codes(record) == ["too_large"]
    assert codes(record)
    assert all(cell.origin in ("absent", "ambiguous", "blank") for cell in record.cells)
    assert len(codes(record)) < 200


@pytest.mark.parametrize(
    "name",
    ["100 MB of nested tags", "nested tags below the limit of bytes", "nested tables", "a million elements",
     "wide cells", "a row with a hundred thousand figures"],
)  # fmt: skip
def test_heavy_documents_take_little_memory(name):
    """In a process of its own: what the parser of markup takes is not the interpreter's to measure."""
    root = Path(__file__).parents[2]
    done = subprocess.run(  # noqa: S603
        [sys.executable, Path(__file__).with_name("hostile_documents.py"), name],
        capture_output=True, text=True, check=True, timeout=60, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    issues, kilobytes = done.stdout.split("\n")[:2]
    assert issues
    assert int(kilobytes) < MEGABYTES * 1024


def test_one_byte_too_many():
    blank = b" " * (LARGEST - len(GOOD_PAGE))
    assert codes(read_report(GOOD_PAGE + blank)) == []
    assert codes(read_report(GOOD_PAGE + blank + b" ")) == ["too_large"]


@pytest.mark.parametrize("columns", ["1000000000", "-5", "abc", "9" * 5000, "１２", "0", "", "3.7", " 3 ", "²", "1e9"])
@pytest.mark.parametrize("where", [r"<td(?: colspan=\"\d+\")?>", r"<td>(?=[^<]*[\u4e00-\u9fff])", r"<td>(?=\d)"])
def test_absurd_colspans_never_change_a_figure(columns, where):
    page = GOOD_PAGE.decode()
    wide = re.sub(where, f'<td colspan="{columns}">', page)
    assert wide != page
    good, found = values(read_report(GOOD_PAGE)), values(read_text(wide))
    assert {address for address in found if found[address] not in (good[address], None)} == set()
    assert sum(value is not None for value in found.values()) > 150


def test_unclosed_tags_never_change_a_figure():
    page = re.sub(r"</(?!title|script|style)[a-z0-9]+>", "", GOOD_PAGE.decode())
    record = read_text(page)
    good, found = values(read_report(GOOD_PAGE)), values(record)
    assert {address for address in found if found[address] not in (good[address], None)} == set()
    assert sum(value is not None for value in found.values()) > 180


def test_a_tail_of_open_tags_costs_no_figure():
    record = read_report(GOOD_PAGE + b"<table><tr><td" * 1000)
    assert as_read(record) == as_read(read_report(GOOD_PAGE))
    assert codes(record) == ["markup_truncated"]


def test_nul_bytes_are_left_out():
    assert reads_as_good(GOOD_PAGE.decode().replace("<td>", "<td>\0").replace("</p>", "\0</p>"))


@pytest.mark.parametrize("code", range(0xFDD0, 0xFDDA))
def test_forged_marks_are_left_out(code):
    page = GOOD_PAGE.decode()
    assert reads_as_good(re.sub(r"(?<=\d)(?=</td>)", chr(code), page.replace("自然人", f"{chr(code)}自然人")))


@pytest.mark.parametrize(
    "reference",
    ["&#xFDD3;", "&#64979;", "&#xFDD8;"],
)
def test_forged_marks_as_character_references_are_left_out(reference):
    page = re.sub(r"<td>(\d+)</td>", rf"<td>\1{reference}</td>", GOOD_PAGE.decode())
    assert reads_as_good(page)


@pytest.mark.parametrize("code", range(0xFDD0, 0xFDDA))
def test_forged_marks_in_plain_text_are_left_out(code, balanced):
    text = flattened(balanced)
    forged = re.sub(r"(?<=\d)(?=\s)", chr(code), text)
    good, found = as_drawn(balanced), as_read(read_text(forged))
    assert {address for address in found if found[address] not in (good[address], (None, None))} == set()


def test_a_lone_surrogate_is_one_damaged_character():
    record = read_report(GOOD_PAGE.replace(b"<td>", b"<td>\xed\xa0\x80", 1))
    assert codes(record) == ["undecodable_bytes"]
    assert as_read(record) == as_read(read_report(GOOD_PAGE))


def test_surrogates_everywhere_are_no_report():
    record = read_report(GOOD_PAGE.replace(b"<td>", b"<td>\xed\xa0\x80"))
    assert codes(record)[0] == "undecodable_bytes"
    assert not any(cell.value is not None for cell in record.cells)


def test_one_broken_byte_costs_one_character():
    at = GOOD_PAGE.index("其他需要报告".encode())
    record = read_report(GOOD_PAGE[: at + 1] + b" " + GOOD_PAGE[at + 2 :])
    assert codes(record)[0] == "undecodable_bytes"
    assert as_read(record) == as_read(read_report(GOOD_PAGE))


@pytest.mark.parametrize("after", [1, 2])
def test_a_page_cut_in_mid_character_keeps_what_came_before(after):
    at = GOOD_PAGE.rindex("主办".encode())
    record = read_report(GOOD_PAGE[: at + after])
    assert "undecodable_bytes" not in codes(record)
    assert as_read(record) == as_read(read_report(GOOD_PAGE))


def test_a_page_cut_in_a_table_shows_the_rest_as_absent():
    at = GOOD_PAGE.index("（七）总计".encode())
    cells = by_address(read_report(GOOD_PAGE[: at + 1]))
    good = values(read_report(GOOD_PAGE))
    order = list(cells)
    cut = order.index(Address("requests", "processed_total", "natural_person"))
    assert all(cells[address].value == good[address] for address in order[:cut])
    assert {cells[address].origin for address in order[cut:]} == {"absent"}


def test_a_page_declared_gb2312_is_read_as_gb18030(balanced):
    title = "云溪区喆镇人民政府2020年政府信息公开年报"
    report = msgspec.structs.replace(balanced, agency="云溪区喆镇人民政府", title=title)
    data = page_of(report).replace("charset=utf-8", "charset=gb2312").encode("gb18030")
    record = read_report(data)
    assert record.report.agency == "云溪区喆镇人民政府"
    assert as_read(record) == as_drawn(balanced)


def test_a_title_with_a_formula_and_a_script_stays_text(balanced):
    title = '=HYPERLINK("u")<script>a()</script>青禾县水务局2020年政府信息公开年报'
    record = read_text(page_of(msgspec.structs.replace(balanced, title=title)))
    assert record.report.title == title


def test_a_title_with_a_formula_stays_text(balanced):
    title = '=HYPERLINK("http://x.example","a")青禾县水务局2020年政府信息公开年报'
    record = read_text(page_of(msgspec.structs.replace(balanced, title=title)))
    assert record.report.title == title
    assert record.report.year == 2020


def test_scripts_and_styles_are_no_text():
    script = "<script>document.write('<td>99</td>')</script><style>td:after{content:'99'}</style>"
    assert reads_as_good(GOOD_PAGE.decode().replace("<td>", f"<td>{script}"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<p>您访问的页面不存在</p>", "soft_404"),
        ("<h1>404 Not Found</h1>", "soft_404"),
        ("<p>请完成安全验证后继续访问</p>", "challenge"),
        ("<html><body><script>location='/x'</script></body></html>", "challenge"),
        ("<p>云溪区召开防汛工作会议</p>", "not_a_report"),
    ],
)
def test_pages_in_place_of_a_report(text, code):
    record = read_text(text)
    assert codes(record) == [code]
    assert code in NOT_READ
    assert record.cells == ()


def test_headings_repeated_count_once(balanced):
    heading = "<p>一、总体情况</p>"
    record = read_text(page_of(balanced).replace('<div class="text"', f'{heading * 10_000}<div class="text"'))
    assert [section.key for section in record.sections].count("overview") == 1
    assert as_read(record) == as_drawn(balanced)


GRANTED = [Address("requests", "granted", column) for column in (
    "natural_person", "business", "research", "social_welfare", "legal_service", "other_org", "total")]  # fmt: skip
LICENSING = [Address("proactive", "licensing", column) for column in ("items_last_year", "change", "decisions")]


def row_of(page, label):
    return re.search(rf"<tr>(?:(?!</tr>).)*{label}</td>.*?</tr>", page)[0]


def only_changed(page, addresses):
    """The cells at these addresses, when all others read as on the good page."""
    good, found = by_address(read_report(GOOD_PAGE)), by_address(read_text(page))
    others = [address for address in good if address not in addresses]
    assert [found[address].value for address in others] == [good[address].value for address in others]
    return [found[address] for address in addresses]


def test_twenty_figures_where_seven_belong():
    page = GOOD_PAGE.decode()
    row = row_of(page, "（一）予以公开")
    page = page.replace(row, row.replace("</tr>", "<td>1</td>" * 13 + "</tr>"))
    assert {(cell.value, cell.origin) for cell in only_changed(page, GRANTED)} == {(None, "ambiguous")}
    assert set(codes(read_text(page))) == {"ambiguous_cell"}


def test_twenty_figures_where_seven_belong_in_flattened_text(balanced):
    text = flattened(balanced).replace("（二）部分公开", "1\n\n" * 13 + "（二）部分公开")
    found, good = by_address(read_text(text)), as_drawn(balanced)
    assert {(found[address].value, found[address].origin) for address in GRANTED} == {(None, "ambiguous")}
    assert all(found[address].value in (good[address][0], None) for address in found)


def test_two_versions_of_a_row_settle_nothing():
    page = GOOD_PAGE.decode()
    row = row_of(page, "行政许可")
    twice = page.replace(row, row + "<tr><td>行政许可</td><td>991</td><td>-3</td><td>5</td></tr>")
    cells = only_changed(twice, LICENSING)
    settled = [cell for cell in cells if cell.value is not None]
    assert all(str(cell.value) in ("991", "-3", "5") for cell in settled)  # where both versions say the same
    assert {cell.origin for cell in cells if cell.value is None} == {"ambiguous"}
    assert codes(read_text(twice)) == ["ambiguous_cell"] * (3 - len(settled))


def test_a_row_printed_twice_the_same_is_one():
    page = GOOD_PAGE.decode()
    row = row_of(page, "行政许可")
    assert reads_as_good(page.replace(row, row * 2))


@pytest.mark.parametrize(
    ("table", "label", "extra"),
    [("proactive", "行政许可", "<tr><td>行政奖励</td><td>991</td><td>-3</td><td>5</td></tr>"),
     ("requests", "（一）予以公开", "<tr><td>（九）另行处理</td>" + "<td>4</td>" * 7 + "</tr>")],
)  # fmt: skip
def test_a_label_no_form_knows_takes_its_figures_with_it(table, label, extra):
    page = GOOD_PAGE.decode()
    row = row_of(page, label)
    record = read_text(page.replace(row, row + extra))
    assert as_read(record) == as_read(read_report(GOOD_PAGE))
    (issue,) = record.issues
    assert issue.code == "unknown_label"
    assert table in issue.message
    assert re.search(r"<td>([^<]*)", extra)[1] in issue.message


@pytest.mark.parametrize(
    ("at", "letter"),
    [(0, "O"),
     (1, "O"), (2, "O"), (1, "o"), (2, "l"), (1, "〇件左右"), (2, "??"), (1, "012")],
)  # fmt: skip
def test_a_letter_is_no_figure(at, letter):
    page = GOOD_PAGE.decode()
    row = row_of(page, "行政许可")
    cells = re.findall(r"<td>[^<]*</td>", row)
    cells[at + 1] = f"<td>{letter}</td>"
    found = by_address(read_text(page.replace(row, f"<tr>{''.join(cells)}</tr>")))
    good = values(read_report(GOOD_PAGE))
    assert [found[address].value for address in LICENSING] == [
        None if column == at else good[address] for column, address in enumerate(LICENSING)
    ]
    assert (found[LICENSING[at]].origin, found[LICENSING[at]].raw) == ("unreadable", letter)


def test_layout_tables_around_a_report_are_no_cells(balanced):
    framed = (
        page_of(balanced)
        .replace("<body>", "<body><table><tr><td><table><tr><td>1</td><td>")
        .replace("</body>", "</td></tr></table></td></tr></table></body>")
    )
    assert as_read(read_text(framed)) == as_drawn(balanced)


def test_a_table_that_stands_twice_is_read_once(balanced):
    table = table_of(balanced, "requests")
    assert as_read(read_text(page_of(balanced).replace(table, table * 2))) == as_drawn(balanced)
