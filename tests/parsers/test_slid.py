"""Rows printed on lines whose figures may be those of another row, and what else stands among them."""

import pytest

from parsers import read_report

ABOVE = "青石镇人民政府2021年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n"
ZEROS = " 0 0 0 0 0 0 0"
FIRST, THIRD = "7.属于行政执法案卷 2 0 0 0 0 2 4", "1.信访举报投诉类申请" + ZEROS
KEYS = ("refused_enforcement_file", "unavailable_not_held", "unavailable_not_compiled", "unavailable_unclear",
        "declined_petition")  # fmt: skip
READ = {"refused_enforcement_file": [2, 0, 0, 0, 0, 2, 4], "declined_petition": [0] * 7}


def read(lines, *rows):
    cells = read_report((ABOVE + "\n".join(lines)).encode()).cells
    found = {row: [cell.value for cell in cells if cell.row == row] for row in rows or KEYS}
    return {row: values for row, values in found.items() if set(values) != {None}}


@pytest.mark.parametrize(
    "lines",
    [
        ["1.本机关不掌握相关政府信息", "（四） 2.没有现成信息需要另行制作 1 0 0 0 0 0 1", "无法提供" + ZEROS],
        ["理结果  1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作 1 0 0 0 0 0 1", "  提 供" + ZEROS],
        ["无法提供" + ZEROS, "1.本机关不掌握相关政府信息 1 0 0 0 0 0 1", "2.没有现成信息需要另行制作"],
        ["1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作 00 00 00 10 02 00 12"],
        ["1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作 — — — — — — 3 — 3"],
    ],
    ids=["behind the group", "a label that is not read", "before", "over each other", "more than columns"],
)
def test_a_row_between_one_without_figures_and_figures_without_a_row_is_not_accepted(lines):
    unclear = "3.补正后申请内容仍不明确 0 0 0 0 0 1 1"
    assert read([FIRST, *lines, unclear, THIRD]) == READ | {"unavailable_unclear": [0, 0, 0, 0, 0, 1, 1]}


def test_a_row_between_a_label_that_is_lost_and_one_with_more_figures_than_columns_is_not_accepted():
    rows = [
        ["1.信访举报投诉类申请", *"2000002"],
        ["3.要求提供公开出版物", *"6310009"],
        ["4.无正当理由大量反复申请", *"04753153"],
    ]
    keys = "declined_petition", "declined_publication", "declined_excessive"
    assert read([cell for row in rows for cell in row], *keys) == {"declined_petition": [2, 0, 0, 0, 0, 0, 2]}


def test_a_row_beside_whose_label_its_figures_stand_shakes_no_other():
    held = "1.本机关不掌握相关政府信息 1 0 0 0 0 0 1"
    lines = [FIRST, "8.属于行政查询事项" + ZEROS, held, "（四） 0 0 0 0 0 2 2", "2.没有现成信息需要另行制作", THIRD]
    assert read(lines) == READ | {"unavailable_not_held": [1, 0, 0, 0, 0, 0, 1]}


def test_figures_beside_what_a_label_has_in_brackets_are_of_its_row():
    lines = ["（二）部分公开（区分处理的，只计这一情 5 0 0 0 0 1 6", "形，不计其他情形）", FIRST]
    assert read(lines, "partly_granted") == {"partly_granted": [5, 0, 0, 0, 0, 1, 6]}


def test_the_number_of_a_page_is_no_cell_of_a_row_on_one_line():
    lines = ["（一）予以公开 5 0 0 0 0 0", "4", "（二）部分公开 0 0 0 0 0 0", FIRST]
    assert read(lines, "granted", "partly_granted") == {}


@pytest.mark.parametrize("number", ["2.", "（五）", "三、"])
def test_the_number_of_the_next_label_is_no_figure(number):
    short = "462\n0\n0\n0\n631\n1093"
    lines = ["1.本机关不掌握相关政府信息", short, number, "没有现成信息需要另行制作", *ZEROS.split()]
    assert read(lines) == {"unavailable_not_compiled": [0] * 7}


def test_the_number_of_the_next_label_is_no_cell():
    rows = "二、上年结转政府信息公开申请数量 | 0 | | 0 | 0 | 60 | 60 |\n| 三、 |\n| 本年度办理结果 |"
    assert read(["| " + rows], "carried_in") == {}


def test_a_row_of_blanks_below_figures_beside_the_number_of_its_label_is_not_blank():
    rows = ["| （一） | / | 2 | / | / | 1 | / | 3 |", "| 予以公开 | | | | | | | |"]
    cells = read_report((ABOVE + "\n".join(rows)).encode()).cells
    assert {cell.origin for cell in cells if cell.row == "granted"} == {"ambiguous"}


def test_radicals_are_no_figure():
    assert read(["8.属于行政查询事项、\u2f8f 0 0 0 1 0 0", FIRST], "refused_inquiry") == {}
