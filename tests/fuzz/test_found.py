"""What torn and padded reports were once read wrongly, each as the smallest document that shows it."""

from random import Random

import pytest

from parsers import FORMS, read_report
from tests.fuzz.fuzz_reader import faults

TITLE = "青禾县水务局2020年政府信息公开工作年度报告\n"
PROACTIVE = TITLE + "二、主动公开政府信息情况\n"
REQUESTS = TITLE + "三、收到和处理政府信息公开申请情况\n"
DISPUTES = "四、政府信息公开行政复议、行政诉讼情况\n"
FIRST_BLOCK = "第二十条第（一）项\n信息内容本年新制作数量本年新公开数量对外公开总数量\n"
WHOLE_ROWS = """一、本年新收政府信息公开申请数量
1
0
0
0
0
0
1
二、上年结转政府信息公开申请数量
1
0
0
0
0
0
1
"""
OUTCOMES = "行政复议\n行政诉讼\n结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n"
PROCUREMENT = "信息内容采购项目数量采购总金额\n政府集中采购34\n"
NBSP = "\xa0"
FOURTEEN = ("1", "2", "3", "4", "10", "5", "6", "7", "8", "26", "9", "9", "1", "19")
FIFTEEN = (NBSP, NBSP, "0", "7", "7", "1", "5", NBSP, "3", "9", NBSP, "6", NBSP, NBSP, "6")
"""A row of table 4 whose groups are ␣ ␣ 0 7 7, 1 5 ␣ 3 9, ␣ 6 ␣ ␣ 6."""


def values(text, row):
    """The values of a row's cells, None for null."""
    return [cell.value for cell in read_report(text.encode()).cells if cell.row == row]


def exact_or_null(text, row, drawn):
    return all(value in (figure, None) for value, figure in zip(values(text, row), drawn, strict=True))


GLUED = {
    "no sum binds the row, one cell blank": (
        PROACTIVE + FIRST_BLOCK + "规章000\n规范性文件125\n", "normative_documents", [12, None, 5],
    ),
    "no sum binds the row, its last cell blank": (
        PROACTIVE + FIRST_BLOCK + "规章000\n规范性文件234\n第二十条第（九）项\n" + PROCUREMENT,
        "procurement", [34, None],
    ),
    "88 forgotten: a parting without a blank satisfies the row": (
        REQUESTS + "（一）予以公开0000000\n2.重复申请0001089\n", "declined_repeated", [0, None, 0, 0, 1, 0, 89],
    ),
    "49 printed for 40: another parting satisfies the row": (
        REQUESTS + "（一）予以公开0000000\n2.重复申请591250949\n", "declined_repeated", [5, 9, 12, 5, 0, 9, 49],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GLUED)
def test_glued_figures_that_part_in_another_way_than_drawn(name):
    assert exact_or_null(*GLUED[name])


@pytest.mark.parametrize("header", ["", "信□内容上一年项目数量本年增/减处理决定数量\n"])
def test_three_glued_figures_under_a_header_that_is_gone_or_damaged(header):
    """2, 10, 1 of the form of 2019 are read as 2101 decisions of the form of 2021."""
    text = PROACTIVE + FIRST_BLOCK + f"规章000\n规范性文件235\n第二十条第（六）项\n{header}行政处罚2101\n行政强制000\n"
    assert 2101 not in values(text, "penalties")


@pytest.mark.parametrize("stroke", ["—", "-", "/"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_stroke_under_a_label_and_white_space_behind_the_row(stroke, between):
    row = ("四、结转下年度继续办理", stroke, "1", "2", "3", "4", "5", "15", " ")
    text = REQUESTS + between.join((*WHOLE_ROWS.split(), *row, DISPUTES))
    assert exact_or_null(text, "carried_out", [None, 1, 2, 3, 4, 5, 15])


def disputes(*lines):
    return REQUESTS + WHOLE_ROWS + DISPUTES + OUTCOMES + "\n".join(lines)


@pytest.mark.parametrize("extra", [0, 3, 7, 15])
def test_a_line_of_white_space_more_among_the_figures_of_disputes(extra):
    text = disputes(*FIFTEEN[:extra], " ", *FIFTEEN[extra:])
    assert exact_or_null(text, "reconsideration", [None, None, 0, 7, 7])
    assert exact_or_null(text, "litigation_direct", [1, 5, None, 3, 9])


def test_blanks_first_where_a_bar_stands_before_and_behind_each_row():
    heads = ["行政复议 |", "行政诉讼 |", *(f"{word} |" for word in OUTCOMES.split()[2:])]
    cells = [f"{cell} |".strip() if cell != NBSP else "|" for cell in (NBSP, *FIFTEEN[:2], "5", "5", *FIFTEEN[5:])]
    text = TITLE + DISPUTES + "\n".join(("|", *heads, "|", "|", *cells, "|"))
    assert exact_or_null(text, "reconsideration", [None, None, None, 5, 5])


PADDED = "二、上年结转政府信息公开申请数量 |\n||\n1 |\n0 |\n0 |\n0 |\n0 |\n0 |\n1 |\n"
SHORT = "一、本年新收政府信息公开申请数量 |\n||\n20 |\n24 |\n31 |\n31 |\n32 |\n"


@pytest.mark.parametrize("end", ["", "P. 8\n21 |\n159 |\n", "第 4 页 共 9 页\n21 |\n159 |\n"])
@pytest.mark.parametrize("before", [PADDED, ""])
def test_a_padded_row_cut_off_or_parted_by_the_foot_of_a_page(before, end):
    assert exact_or_null(REQUESTS + before + SHORT + end, "received_new", [20, 24, 31, 31, 32, 21, 159])


def test_a_blank_gone_and_white_space_elsewhere_in_the_row():
    """Fourteen figures of table 4, and a line of white space where no cell is: nothing tells which cell is gone."""
    text = disputes(*FOURTEEN[:12], " ", *FOURTEEN[12:])
    assert exact_or_null(text, "reconsideration", [1, 2, 3, 4, 10])
    assert exact_or_null(text, "litigation_after_reconsideration", [9, None, 9, 1, 19])


def test_many_rows_of_long_glued_figures():
    rolls = Random(1)
    rows = [row.zh.rpartition("/")[2] for row in FORMS["2019"].tables["requests"][0].rows]
    lines = [f"{row}{''.join(rolls.choices('123456789', k=90))}" for row in rows[1:]]
    text = REQUESTS + "\n".join((f"{rows[0]}0000000", *lines))
    assert faults(text.encode()) == []


@pytest.mark.parametrize("behind", ["", "\n "])
def test_a_line_of_white_space_more_in_the_row_above_the_outcomes(behind):
    """上年结转 9 1 2 3 4 5 without its total, a line of white space behind the 9; 三、本年度办理结果 is a header."""
    heads = "自然人\n法人或其他组织\n总计\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n"
    carried_in = "二、上年结转政府信息公开申请数量\n9\n \n1\n2\n3\n4\n5" + behind
    granted = "\n三、本年度办理结果\n（一）予以公开\n0\n1\n2\n3\n4\n5\n15\n（二）部分公开\n0\n1\n2\n3\n4\n5\n15\n"
    text = REQUESTS + heads + WHOLE_ROWS.partition("二、")[0] + carried_in + granted
    assert exact_or_null(text, "carried_in", [9, 1, 2, 3, 4, 5, None])


@pytest.mark.parametrize("between", ["2", "<b>2</b>", "<td4>2</td>"])
def test_a_figure_between_two_cells_of_markup(between):
    """1, 2, 3, 4 in markup that puts the 2 outside of every cell: there is no 12."""
    head = "".join(f"<td>{word}</td>" for word in ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"))
    row = f"<tr><td>规章</td><td>1</td>{between}<td>3</td><td>4</td></tr>"
    page = f"<h1>{TITLE}</h1><p>二、主动公开政府信息情况</p><table><tr>{head}</tr>{row}</table>"
    assert 12 not in values(page, "rules")


def test_a_line_of_white_space_more_behind_a_blank_first_cell():
    row = (NBSP, "0", "0", "7", "7", "1", "5", " ", "3", NBSP, "9", NBSP, "6", NBSP, "6", "12")
    assert exact_or_null(disputes(*row), "reconsideration", [None, 0, 0, 7, 7])
