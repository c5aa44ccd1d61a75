"""What nobody sees on a page is not read, and what converters write between the figures is no part of them."""

import re

import pytest
from reports_to_read import TOLD, as_read, by_address, codes, flattened, page_of, read_text, report_of, table_of, values

from parsers import TABLES, Address, read_report
from parsers.page.html import read_page

LICENSING = Address("proactive", "licensing", "decisions")
GRANTED = Address("requests", "granted", "natural_person")


@pytest.fixture(scope="module")
def report():
    return report_of({LICENSING: "13", GRANTED: "15"}, "2021", year=2023)


def read_with(report, printed):
    """The record of the page on which `printed` stands in place of the 13 decisions."""
    page = page_of(report)
    assert page.count(">13<") == 1
    return read_report(page.replace(">13<", f">{printed}<").encode())


@pytest.mark.parametrize(
    "printed",
    [
        "<del>45</del>13",
        "<s>45</s><ins>13</ins>",
        "<strike>45</strike>13",
        '<span style="text-decoration: line-through">45</span>13',
        "<span style='color:red;text-decoration:line-through'>45</span>13",
        '<span style="font-size: 12px; DISPLAY: none">45</span>13',
        '<span style="visibility:hidden">45</span>13',
        '<span style="display : none">45</span>13',
        "<SPAN STYLE='DISPLAY:NONE'>45</SPAN>13",
        "<span\nstyle='display:none'>45</span>13",
        "<span lang=EN-US\nstyle='display:none;mso-hide:all'>45</span>13",
        '<span style ="display:none">45</span>13',
        "<span\thidden>45</span>13",
        "<SPAN HIDDEN>45</SPAN>13",
        '<span style="display&#58;none">45</span>13',
        '<span style="visibility:collapse">45</span>13',
        '<span style="TEXT-DECORATION: LINE-THROUGH">45</span>13',
        "<span hidden>45</span>13",
    ],
)
def test_what_is_struck_out_or_hidden_is_no_part_of_a_figure(report, printed):
    assert values(read_with(report, printed))[LICENSING] == 13


def test_a_table_that_waits_behind_its_tab_is_said_to_be_there_and_not_read(report):
    hidden = page_of(report).replace('<div class="text" id=', '<div style="display:none" id=', 1)
    assert read_page(hidden.encode()).hidden_tables == len(TABLES)
    assert set(values(read_report(hidden.encode())).values()) <= {None}


@pytest.mark.parametrize(
    "printed",
    [
        "13<sup>1</sup>",
        "13<sub>1</sub>",
        '13<a href="#n1"><sup>1</sup></a>',
        '13<span style="font-size: 8px; vertical-align: super">1</span>',
        "13<span style='vertical-align:super'>1</span>",
        '13<a href="#n1"><span class="MsoFootnoteReference">1</span></a>',
        "13<a><span class=MsoFootnoteReference>1</span></a>",
    ],
)
def test_the_mark_of_a_note_is_no_digit(report, printed):
    cell = by_address(read_with(report, printed))[LICENSING]
    assert (cell.value, cell.origin) == (13, "printed")


@pytest.mark.parametrize(
    "printed", ['<input type="text" value="13" readonly>', "<input value=13>", "<textarea>13</textarea>"]
)
def test_what_a_field_shows_is_printed(report, printed):
    assert values(read_with(report, printed))[LICENSING] == 13


def test_what_a_field_hides_is_not(report):
    assert values(read_with(report, '<input type="hidden" value="45">13'))[LICENSING] == 13


@pytest.mark.parametrize("word", ["暂无", "不涉及", "无数据", "未发生", "没有"])
def test_words_for_nothing_are_no_labels(report, word):
    page = page_of(report)
    assert page.count(">15<") == 1
    cells = by_address(read_report(page.replace(">15<", f">{word}<").encode()))
    assert (cells[GRANTED].value, cells[GRANTED].origin, cells[GRANTED].raw) == (None, "dash", word)
    assert cells[GRANTED._replace(column="total")].value == 3


@pytest.mark.parametrize("code", [0x00AD, 0x200B, 0x200E, 0x202A, 0x202C, 0x202D, 0x2060, 0xFEFF])
def test_characters_without_a_shape_are_no_part_of_a_figure(report, code):
    assert values(read_with(report, f"&#{code};13&#{code};"))[LICENSING] == 13


RADICALS = str.maketrans("一二人工文方行民见长门页食", "⼀⼆⼈⼯⽂⽅⾏⺠⻅⻓⻔⻚⻝")


def test_radicals_stand_for_their_characters(report):
    text = flattened(report)
    set_in_radicals = text.translate(RADICALS)
    assert len(set(set_in_radicals) & set("⼀⼆⼈⼯⽂⽅⾏")) == 7
    assert read_text(set_in_radicals) == read_text(text)


def piped(report):
    """The report in Markdown, its tables with bars and as wide as their widest row."""
    parts = [f"# {report.title}"]
    for key, told in TOLD.items():
        parts += [f"**{told.heading}**", *told.paragraphs]
        if key in TABLES:
            rows = [re.findall(r"<td(?: colspan=\"(\d+)\")?[^>]*>(.*?)</td>", row, re.S)
                    for row in table_of(report, key).split("</tr>")[:-1]]  # fmt: skip
            lines = ["| " + " | ".join(text + " |" * (int(span or 1) - 1) for span, text in row) + " |" for row in rows]
            parts.append("\n".join([lines[0], "|---|---|", *lines[1:]]))
    return "\n\n".join(parts)


def test_line_breaks_in_the_cells_of_markdown_are_no_markup(report):
    plain = piped(report)
    broken = plain.replace("本年制发件数", "本年<br>制发件数").replace("处理决定数量", "处理决定<br/>数量")
    assert broken != plain
    assert values(read_text(broken)) == values(read_text(plain))
    assert values(read_text(broken))[LICENSING] == 13


def test_attributes_of_a_converter_are_no_part_of_a_cell(report):
    plain = piped(report)
    marked = re.sub(r"(?<=\| )([^|\n-]+?)(?= \|)", r'[\1]{style="font-size:10.5pt;font-family:宋体"}', plain)
    assert marked.count("]{style=") > 200
    fenced = marked.replace("**一、", "::: {#zoom .text}\n**一、", 1) + "\n:::\n"
    assert as_read(read_text(fenced)) == as_read(read_text(plain))
    assert read_text(fenced).sections[-1] == read_text(plain).sections[-1]


def test_markdown_with_tables_in_markup_has_its_sections(report):
    """As converters write tables with merged cells, which Markdown has not."""
    parts = [f"# {report.title}", '<div class="text">']
    for key, told in TOLD.items():
        parts += [f"**{told.heading}**", *told.paragraphs, *([table_of(report, key)] if key in TABLES else [])]
    record = read_text("\n\n".join([*parts, "</div>"]))
    assert as_read(record) == as_read(read_report(page_of(report).encode()))
    told = {section.key: section.text.split("\n") for section in record.sections}
    assert {key: tuple(filter(None, lines)) for key, lines in told.items()} == {
        key: section.paragraphs for key, section in TOLD.items()
    }
    assert (record.report.title, record.report.year) == (report.title, 2023)
    assert not {"section_missing", "title_unknown"} & set(codes(record))


def test_characters_without_a_width_end_no_row_of_a_long_line():
    """Digits in spans of their own, as get_text(" ") parts them: nine figures where seven belong are no row."""
    row = "2.其他法律行政法规禁止公开 0 2 6 0 0 0 0 \ufeff 2 6 \u200b"
    labels = ("（一）予以公开", "（二）部分公开", "（三）不予公开 1.属于国家秘密")
    before = " ".join(f"{label} 0 0 0 0 0 0 0" for label in labels)
    behind = "3.危及“三安全一稳定” 0 0 0 0 0 0 0 4.保护第三方合法权益 0 0 0 0 0 0 0"
    record = read_text(
        f"青禾县水务局2023年政府信息公开工作年度报告 三、收到和处理政府信息公开申请情况 {before} {row} {behind}"
    )
    found = values(record)
    assert found[Address("requests", "refused_third_party", "total")] == 0
    assert {value for address, value in found.items() if address.row == "refused_other_law"} == {None}
