"""Which form a table follows, and the order of its columns: told by headers and rows, never by the count of figures."""

import pytest

from parsers import read_report
from parsers.page.header_lines import join_headers

ITEM = {5: "第二十条第（五）项", 6: "第二十条第（六）项", 8: "第二十条第（八）项"}
TITLE, HEADING = "柳溪县林业局2019年政府信息公开工作年度报告", "二、主动公开政府信息情况"
REQUESTS, NEXT = "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"


def read(*lines, heading=HEADING):
    return read_report("\n".join((TITLE, heading, *lines, NEXT)).encode())


def read_table(rows, heading=HEADING):
    drawn = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split(','))}</tr>" for row in rows)
    page = f"<html><body><h1>{TITLE}</h1><p>{heading}</p><table>{drawn}</table><p>{NEXT}</p></body></html>"
    return read_report(page.encode())


def figures(report, *rows):
    return {(cell.row, cell.column): cell.value for cell in report.cells if cell.row in rows and cell.value is not None}


def origins(report, row):
    return {cell.origin for cell in report.cells if cell.row == row}


def codes(report):
    return [issue.code for issue in report.issues]


PENALTIES_OF_2019 = {("penalties", "change"): 8, ("coercion", "decisions"): 31}


@pytest.mark.parametrize(
    "header",
    [
        "信息内容 | 上一年\n项目数量 | 本年\n增/减 | 处理决定\n数量 |",
        "信息内容 | 上一\n年项目数量 | 本年增/减 | 处理\n决定数量 |",
        "信息内容 | 上一年 | 本年 | 处理决定 |\n | 项目数量 | 增/减 | 数量 |",
        "信息内容 | 上一年 | 本年 | 处理决定 |\n |  |  |  |\n | 项目数量 | 增/减 | 数量 |",
    ],
    ids=["behind a bar", "elsewhere", "in columns", "in columns, a line between"],
)
def test_words_of_a_header_that_are_cut_between_bars(header):
    report = read(f"{ITEM[6]} |", header, "行政处罚 |  | 8 |  |", "行政强制 |  |  | 31 |")
    assert report.report.forms["proactive"] == "2019"
    assert figures(report, "penalties", "coercion") == PENALTIES_OF_2019


def test_words_of_a_header_that_are_cut_between_tabs():
    report = read(ITEM[8], "信息内容\t上一年\n项目数量\t本年\n增/减", "行政事业性收费\t6\t")
    assert figures(report, "fees") == {("fees", "items_last_year"): 6}


def test_words_of_a_header_that_are_cut_in_print():
    report = read(
        "第二十条第（一）项",
        "   信息内容      本年         本年        对外",
        "               新制作数量   新公开数量   公开总数量",
        "   规范性文件     12           8          31",
    )
    assert figures(report, "normative_documents") == {
        ("normative_documents", "made"): 12,
        ("normative_documents", "disclosed"): 8,
        ("normative_documents", "in_total"): 31,
    }


@pytest.mark.parametrize("text", ["规章 本年\n制发件数 0", "信息内容\t本年\n\t制发件数", "信息内容 总计\n人", "\n\n"])
def test_other_lines_stay_two(text):
    assert join_headers(text) == text


@pytest.mark.parametrize("style", ["bars", "markup"])
def test_without_a_header_how_many_figures_there_are_proves_no_form(style):
    rows = [ITEM[6], "信息内容,2018年的,2019年变化,2019年做出的", "行政处罚,,8,", "行政强制,,,31"]
    report = read_table(rows) if style == "markup" else read(*(f"{row.replace(',', ' | ')} |" for row in rows))
    assert report.report.forms["proactive"] is None
    assert figures(report, "penalties", "coercion") == {}
    assert origins(report, "penalties") == {"ambiguous"}
    assert codes(report).count("form_unknown") == 2


def test_one_value_that_a_tool_copied_into_each_column_proves_no_form():
    report = read_table([ITEM[5], "信息内容,去年决定,去年决定,去年决定", "行政许可,64,64,64"])
    assert figures(report, "licensing") == {}
    assert report.report.forms["proactive"] is None


def test_figures_under_words_of_no_form_have_no_place():
    report = read_table([ITEM[6], "信息内容,甲,乙,丙", "行政处罚,7,-2,64"])
    assert figures(report, "penalties") == {}
    assert origins(report, "penalties") == {"ambiguous"}
    assert ["7 -2 64" in issue.message for issue in report.issues if issue.code == "unplaced_figures"] == [True]


def test_rows_that_one_form_alone_has_name_no_columns():
    rows = [ITEM[5], "信息内容,旧有,变化,决定", "行政许可,,5,", "其他对外管理服务事项,,2,"]
    rows += [ITEM[6], "信息内容,旧有,变化,决定", "行政处罚,,3,"]
    report = read_table(rows)
    assert figures(report, "licensing", "penalties") == {}
    assert codes(report).count("unplaced_figures") == 3


def test_a_header_of_which_only_the_last_word_is_known_proves_no_form():
    """处理决定数量 stands in both forms, in that of 2019 behind two others."""
    report = read_table([ITEM[6], "信息内容,旧有,变化,处理决定数量", "行政处罚,,3,"])
    assert figures(report, "penalties") == {}
    assert "unknown_column" in codes(report)


def test_a_block_with_words_not_known_does_not_follow_headers_of_others():
    rows = ["第二十条第（一）项", "信息内容,今年的,今年公开,全部的", "规章,0,0,0", "规范性文件,4,4,9"]
    rows += [ITEM[5], "信息内容,本年处理决定数量", "行政许可,12"]
    report = read_table(rows)
    assert figures(report, "licensing", "rules", "normative_documents") == {("licensing", "decisions"): 12}
    assert codes(report).count("unplaced_figures") == 2


LAST = "5.要求行政机关确认或重新出具已获取信息,0,0,0,0,0,0,0"


@pytest.mark.parametrize(
    "first", ["1.申请人逾期不补正其申请,5,0,0,0,0,0,5", "1.申请人无正当理由逾期不补正,5,0,0,0,0,0,5"]
)
def test_the_third_row_of_2021_is_told_by_its_number(first):
    report = read_table([LAST, f"（六）其他处理,{first}", "3.其他,0,2,0,0,0,0,2"], REQUESTS)
    assert report.report.forms["requests"] == "2021"
    assert figures(report, "other_handling") == {}
    assert figures(report, "other_other")["other_other", "business"] == 2


def test_the_short_labels_of_the_rows_of_2021():
    rows = ["（六）其他处理,1.申请人无正当理由逾期不补正,5,0,0,0,0,0,5", "2.申请人逾期未缴费,0,0,1,0,0,0,1"]
    found = figures(
        read_table([LAST, *rows, "3.其他,0,2,0,0,0,0,2"], REQUESTS), "other_uncorrected", "other_fee_unpaid"
    )
    assert (found["other_uncorrected", "total"], found["other_fee_unpaid", "total"]) == (5, 1)


def test_a_label_goes_on_in_the_next_line_though_its_beginning_is_one():
    label = "1.申请人无正当理由逾期不补正\n、行政机关不再处理其政府信息\n公开申请      5 0 0 0 0 0 5"
    report = read(LAST.replace(",", " "), label, "3.其他 0 2 0 0 0 0 2", heading=REQUESTS)
    assert figures(report, "other_uncorrected")["other_uncorrected", "total"] == 5


def test_rows_not_known_under_other_handling_leave_the_form_open():
    rows = ["（六）其他处理,甲类申请,5,0,0,0,0,0,5", "乙类申请,0,0,1,0,0,0,1", "（七）总计,5,0,1,0,0,0,6"]
    assert read_table([LAST, *rows], REQUESTS).report.forms["requests"] is None


NEW = "一、本年新收政府信息公开申请数量"
ORGANISATIONS = "商业企业,科研机构,社会公益组织,法律服务机构,其他"
TOTAL_FIRST = ["（勾稽关系）,申请人情况", "总计,自然人,法人或其他组织", ORGANISATIONS]


def received(figures_of_row, header=TOTAL_FIRST, style="markup"):
    rows = [*header, f"{NEW},{figures_of_row}"]
    if style == "markup":
        report = read_table(rows, REQUESTS)
    else:
        report = read(*(f"{row.replace(',', ' | ')} |" for row in rows), heading=REQUESTS)
    return [cell.value for cell in report.cells if cell.row == "received_new"]


@pytest.mark.parametrize("style", ["markup", "bars"])
def test_a_total_before_the_applicants_is_the_total_if_the_sums_say_so(style):
    assert received("9,4,0,3,0,0,2", style=style) == [4, 0, 3, 0, 0, 2, 9]


@pytest.mark.parametrize("style", ["markup", "bars"])
def test_a_total_that_only_the_header_shows_first_stays_where_the_sums_have_it(style):
    assert received("4,0,3,0,0,2,9", style=style) == [4, 0, 3, 0, 0, 2, 9]


def test_a_header_printed_again_over_the_rest_of_a_table_changes_no_order():
    last = LAST.replace(",0" * 7, ",6,6,0,0,0,0,0")
    report = read_table([*TOTAL_FIRST, f"{NEW},9,4,0,3,0,0,2", *TOTAL_FIRST, last], REQUESTS)
    assert [cell.value for cell in report.cells if cell.row == "declined_reissue"] == [6, 0, 0, 0, 0, 0, 6]


def test_where_the_sums_hold_in_either_order_neither_is_taken():
    assert received("4,0,0,0,0,0,4") == [None, 0, 0, 0, 0, None, 4]


def test_a_total_in_the_upper_row_of_a_header_tells_of_no_order():
    header = ["（勾稽关系）,申请人情况,总计", "自然人,法人或其他组织", ORGANISATIONS]
    assert received("4,0,0,0,0,0,4", header) == [4, 0, 0, 0, 0, 0, 4]


def test_columns_in_the_order_of_their_header():
    header = "信息内容,本年新公开数量,本年新制作数量,对外公开总数量"
    found = figures(read_table(["第二十条第（一）项", header, "规范性文件,40,71,90"]), "normative_documents")
    assert list(found.items()) == [
        (("normative_documents", "made"), 71),
        (("normative_documents", "disclosed"), 40),
        (("normative_documents", "in_total"), 90),
    ]


def test_columns_in_another_order_of_which_not_all_are_known():
    header = "信息内容,对外公开总数量,年内制作的,本年新公开数量"
    report = read_table(["第二十条第（一）项", header, "规范性文件,40,71,90"])
    found = {(cell.column, cell.value, cell.origin) for cell in report.cells if cell.row == "normative_documents"}
    assert found == {("in_total", 40, "printed"), ("made", None, "ambiguous"), ("disclosed", 90, "printed")}


def test_a_word_misprinted_as_its_neighbour_changes_no_order():
    header = "信息内容,本年新制作数量,本年新制作数量,对外公开总数量"
    found = figures(read_table(["第二十条第（一）项", header, "规范性文件,40,71,90"]), "normative_documents")
    assert list(found.values()) == [40, 71, 90]


@pytest.mark.parametrize(
    ("row", "change"), [("行政事业性收费,,3,3", 3), ("行政事业性收费,5,,", None), ("行政事业性收费,5,3,4", None)]
)
def test_columns_under_a_word_printed_twice_are_one(row, change):
    report = read_table([ITEM[8], "信息内容,上一年项目数量,本年增/减,本年增/减", row])
    found = figures(report, "fees")
    assert found.get(("fees", "change")) == change
    assert found.get(("fees", "items_last_year")) == (5 if ",5," in row else None)


def test_one_column_printed_three_times():
    item = "第二十条第（五）项," * 3 + "第二十条第（五）项"
    report = read_table([item, "信息内容" + ",本年处理决定数量" * 3, "行政许可,911,911,911"])
    assert figures(report, "licensing") == {("licensing", "decisions"): 911}


def test_two_rows_of_figures_beside_one_label():
    header = "信息内容,上一年项目数量,本年增/减,处理决定数量"
    report = read_table([ITEM[6], header, "行政处罚,12,3,40", "6,0,21", "行政强制,1,2,5"])
    assert origins(report, "penalties") == {"ambiguous"}
    assert origins(report, "coercion") == {"printed"}


def test_the_rest_of_a_label_is_no_entry_of_its_row_though_a_radical_stands_in_it():
    label = "1.申请⼈⽆正当理由逾期不补正、⾏\n0 0 0 1 0 0\n政机关不再处理其政府信息公开申请"
    report = read(LAST.replace(",", " "), label, "3.其他 0 2 0 0 0 0 2", heading=REQUESTS)
    assert figures(report, "other_uncorrected") == {}


@pytest.mark.parametrize("is_markup", [True, False])
def test_a_total_first_that_no_sum_decides(is_markup):
    """Text set from spans has 总计 before 自然人 and its figures in the form's order; markup may mean either."""
    new = "一、本年新收政府信息公开申请数量"
    header = [
        ["申请人情况"],
        ["", "总计", "自然人", "法人或其他组织"],
        ["", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
    ]
    rows = [*header, [new, "1", *[""] * 6], ["二、上年结转政府信息公开申请数量", "2", *[""] * 6]]
    title, heading = "松溪县粮食局2022年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"
    if is_markup:
        table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
        document = f"<h1>{title}</h1><p>{heading}</p><table>{table}</table>"
    else:
        document = "\n".join((title, heading, *("| " + " | ".join(row) + " |" for row in rows)))
    cells = {cell.column: cell for cell in read_report(document.encode()).cells if cell.row == "received_new"}
    assert cells["natural_person"].value == (None if is_markup else 1)
    assert cells["total"].origin == ("ambiguous" if is_markup else "blank")
