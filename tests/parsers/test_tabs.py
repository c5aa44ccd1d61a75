"""Tabs that stand on lines of their own: between the cells of a copied table, or left over from indented markup."""

import pytest

from parsers import read_report

ABOVE = "青石镇人民政府2022年政府信息公开工作年度报告\n\n二、主动公开政府信息情况\n\n第二十条第（一）项\n\n"
COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
RULES = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "0", "8"],
    ["行政规范性文件", "25", "6", "37"],
]


def read(text, *rows):
    return [cell.value for cell in read_report(text.encode()).cells if cell.row in rows]


@pytest.mark.parametrize(
    "gap", ["\n\n\t\n\n", "\n\t\n", "\t\n\n", "\n\n\t"], ids=["alone", "close", "behind", "before"]
)
@pytest.mark.parametrize("between_rows", ["\n\n\n\n\n", "\n"], ids=["apart", "close"])
def test_a_tab_between_lines_parts_the_cells_of_a_row(gap, between_rows):
    *first, (label, *cells) = RULES
    between = "\t" if gap[-1] == "\t" else "\n\t\n"
    rows = ["\n\t\n".join(row) for row in first] + [between.join([f"{label}{gap}{cells[0]}", *cells[1:]])]
    assert read(ABOVE + between_rows.join(rows), "rules", "normative_documents") == [0, 0, 8, 25, 6, 37]


@pytest.mark.parametrize("blank", ["\n\n\t\n\n\u00a0\n\n\t\n\n", "\n\n\t\t\n\n"], ids=["a space", "nothing"])
def test_a_blank_cell_between_such_tabs_keeps_its_place(blank):
    rows = ["\n\t\n".join(row) for row in RULES[:2]] + [f"行政规范性文件\n\t\n25{blank}37"]
    assert read(ABOVE + "\n\n\n".join(rows), "rules", "normative_documents") == [0, 0, 8, 25, None, 37]


def test_a_row_whose_last_cell_left_only_a_tab_is_not_guessed():
    rows = ["\n\t\n".join(row) for row in (*RULES, ["信息内容", "本年处理决定数量"], ["行政许可", "7"])]
    text = ABOVE + "\n\n\n".join(rows).replace("8", "")
    assert read(text, "rules", "normative_documents") == [None, None, None, 25, 6, 37]


@pytest.mark.parametrize("left_over", ["\n\t\t\n\t\t\t", "\n\t\n\n\t\t", "\n\t\t\n"])
def test_tabs_between_all_lines_are_no_cells(left_over):
    assert read(ABOVE + left_over.join(cell for row in RULES for cell in row), "rules", "normative_documents") == [
        0, 0, 8, 25, 6, 37
    ]  # fmt: skip


def test_figures_between_tabs_that_say_nothing_are_not_taken_for_a_row():
    """Three figures and the tabs around them would fill the seven columns."""
    rows = [["一、本年新收政府信息公开申请数量", "5", "1", "6"], ["二、上年结转政府信息公开申请数量", "0", "0", "0"]]
    text = ABOVE.replace("主动公开政府信息情况", "x") + "三、收到和处理政府信息公开申请情况\n"
    text += "\n\t\n\n\t".join([*COLUMNS, *(cell for row in rows for cell in row), "三、本年度办理结果"])
    assert set(read(text, "received_new", "carried_in")) == {None}


def test_a_row_of_blanks_in_text_with_tabs_stays_a_row():
    groups = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3
    text = ABOVE + "\n".join("\t".join(row) for row in RULES) + "\n四、政府信息公开行政复议、行政诉讼情况\n"
    text += "行政复议\t行政诉讼\n" + "\t".join(groups) + "\n" + "\t" * 14 + "\n五、存在的主要问题及改进情况\n无"
    cells = [cell.origin for cell in read_report(text.encode()).cells if cell.table == "disputes"]
    assert cells == ["blank"] * 15
