"""Tables that use the words of the form beside its own: last year's, of enforcement, of proposals; and lines."""

import pytest

from parsers import FORMS, read_report

TITLE = "松溪县粮食局2022年政府信息公开工作年度报告"
PROACTIVE, REQUESTS = "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"
DISPUTES, PROBLEMS = "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况"
ISSUED = "信息内容,本年制发件数,本年废止件数,现行有效件数"
DECISIONS = "信息内容,本年处理决定数量"
NEW, OLD = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
COLUMNS = "自然人,商业企业,科研机构,社会公益组织,法律服务机构,其他,总计"
DOCUMENTS = ["第二十条第（一）项", ISSUED, "规章,0,0,0", "行政规范性文件,1,0,3"]
LICENSES = ["第二十条第（五）项", DECISIONS, "行政许可,8"]
PENALTIES = ["第二十条第（六）项", DECISIONS, "行政处罚,", "行政强制,2"]
FEES = ["第二十条第（八）项", "信息内容,本年收费金额（单位：万元）", "行政事业性收费,"]
WHOLE = [*DOCUMENTS, *LICENSES, *PENALTIES, *FEES]


def table(*rows):
    drawn = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split(','))}</tr>" for row in rows)
    return f"<table>{drawn}</table>"


def read(*parts):
    shown = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in (TITLE, *parts, PROBLEMS, "无。"))
    return read_report(f"<html><body>{shown}</body></html>".encode())


def cells(report, row):
    return [(cell.value, cell.origin) for cell in report.cells if cell.row == row]


@pytest.mark.parametrize("is_first", [True, False])
def test_last_years_table_fills_no_row_of_this_years(is_first):
    head = f"（勾稽关系）,{COLUMNS}"
    tables = [
        table(head, f"{NEW},,,,,,,", f"{OLD},1,0,0,0,0,0,1"),
        table(head, f"{NEW},6,0,0,0,0,0,6", f"{OLD},1,0,0,0,0,0,1"),
    ]
    first, second = tables if is_first else reversed(tables)
    report = read(REQUESTS, first, "附：另一年情况", second)
    assert cells(report, "received_new") == [(None, "ambiguous")] * 7
    assert cells(report, "carried_in")[0] == (1, "printed")


def test_last_years_lines_fill_no_row_of_this_years():
    blank, filled, old = [" "] * 7, [*"6000006"], [*"1000001"]
    this, last = ([NEW, *first, OLD, *old] for first in (blank, filled))
    lines = (TITLE, REQUESTS, *COLUMNS.split(","), *this, "附：上一年情况", *COLUMNS.split(","), *last, PROBLEMS)
    report = read_report("\n".join(lines).encode())
    assert cells(report, "received_new") == [(None, "ambiguous")] * 7
    assert cells(report, "carried_in")[0] == (1, "printed")


def test_a_line_of_text_fills_no_row_between_tabs():
    lines = (TITLE, "一、总体情况", "全年公开：", "规范性文件 3 1 9", PROACTIVE,
             *(row.replace(",", "\t") for row in (ISSUED, "规章,0,0,0", "行政规范性文件,,,")))  # fmt: skip
    report = read_report("\n".join(lines).encode())
    assert cells(report, "normative_documents") == [(None, "ambiguous")] * 3
    assert cells(report, "rules") == [(0, "printed")] * 3


OTHERS = [
    ["类别,数量（件）", "行政许可,812", "行政处罚,55", "行政事业性收费,33"],
    ["公开内容,本年公开数量", "行政许可,700", "行政处罚,55", "政府集中采购,4"],
    ["事项,制发,废止,有效", "规范性文件,7,7,7", "行政处罚,55"],
]


@pytest.mark.parametrize("other", OTHERS, ids=["enforcement", "publication", "documents"])
@pytest.mark.parametrize("is_before", [True, False])
def test_rows_of_a_table_with_its_own_header_are_no_readings_of_the_form(other, is_before):
    beside = ["执法情况", table(*other)]
    report = read(*(beside if is_before else []), PROACTIVE, table(*WHOLE), *([] if is_before else beside))
    assert report.report.forms["proactive"] == "2021"
    assert cells(report, "normative_documents") == [(1, "printed"), (0, "printed"), (3, "printed")]
    assert cells(report, "licensing") == [(8, "printed")]
    assert cells(report, "penalties") == cells(report, "fees") == [(None, "blank")]
    assert {"unknown_label", "unplaced_figures"} & {issue.code for issue in report.issues}


def test_a_line_of_text_is_no_reading_beside_the_whole_table():
    report = read("一、总体情况", "行政处罚 55", "行政许可 700", PROACTIVE, table(*WHOLE))
    assert cells(report, "penalties") == [(None, "blank")]
    assert cells(report, "licensing") == [(8, "printed")]


def test_a_row_of_one_form_in_another_table_proves_no_form():
    other = table("信息类别,本年公开,对外公开总数量", "规范性文件,9,20", "政府集中采购,5,6")
    report = read(other, PROACTIVE, table(*DOCUMENTS))
    assert report.report.forms["proactive"] == "2021"
    assert cells(report, "normative_documents") == [(1, "printed"), (0, "printed"), (3, "printed")]
    assert cells(report, "procurement") == []


def test_two_whole_tables_that_differ_settle_nothing():
    report = read(PROACTIVE, table(*WHOLE), "上年情况", table(*[row.replace("许可,8", "许可,9") for row in WHOLE]))
    assert cells(report, "licensing") == [(None, "ambiguous")]
    assert cells(report, "coercion") == [(2, "printed")]


def test_a_table_that_goes_on_behind_a_page_is_the_forms_own():
    report = read(PROACTIVE, table(*DOCUMENTS, *LICENSES, *PENALTIES[:2]), table("行政处罚,6", "行政强制,2", *FEES))
    assert cells(report, "penalties") == [(6, "printed")]
    assert cells(report, "coercion") == [(2, "printed")]


OUTCOMES = "结果维持,结果纠正,其他结果,尚未审结,总计"


@pytest.mark.parametrize("figures", ["1,0,0,0,1" + ",0" * 10, "1" + "," * 14])
def test_totals_of_proposals_are_none_of_disputes(figures):
    groups = "行政复议,行政诉讼,未经复议直接起诉,复议后起诉"
    proposals = table("建议提案办理,件数", "人大建议,12", "其他,3", "总计,15")
    report = read(DISPUTES, table(groups, f"{OUTCOMES},{OUTCOMES},{OUTCOMES}", figures), "建议提案办理：", proposals)
    printed = [int(figure) if figure else None for figure in figures.split(",")]
    assert [cell.value for cell in report.cells if cell.table == "disputes"] == printed


def requests_of(extra, behind):
    form = FORMS["2019"].tables["requests"][0].rows
    rows = [f"{label.zh.rpartition('/')[2].replace(',', '，')},0,0,0,0,0,0,0" for label in form]
    at = next(at for at, label in enumerate(form) if label.key == behind)
    return table(f"（勾稽关系）,{COLUMNS}", *rows[: at + 1], f"{extra},3,0,0,0,0,0,3", *rows[at + 1 :])


@pytest.mark.parametrize(
    ("extra", "behind"),
    [("9.其他", "refused_inquiry"), ("4.其他", "unavailable_unclear"), ("6.其他", "declined_reissue"),
     ("3.其他", "unavailable_not_compiled")],
)  # fmt: skip
def test_a_further_row_of_another_group_is_not_the_one_of_2021(extra, behind):
    report = read(REQUESTS, requests_of(extra, behind))
    assert report.report.forms["requests"] == "2019"
    assert 3 not in [cell.value for cell in report.cells]
    assert f"「{extra}」" in "".join(issue.message for issue in report.issues if issue.code == "unknown_label")


@pytest.mark.parametrize("part", ["其中：行政事业性收费 32", "其中:行政事业性收费 32", "  其中，行政事业性收费 32"])
def test_a_part_of_what_a_label_names_is_not_its_row(part):
    lines = (TITLE, PROACTIVE, ISSUED.replace(",", " "), "行政规范性文件 1 0 3", *FEES[:2], "行政事业性收费 / ", part)
    report = read_report("\n".join(line.replace(",", " ") for line in lines).encode())
    assert cells(report, "fees") == [(None, "dash")]


def test_strokes_behind_a_label_are_its_cells():
    lines = (TITLE, PROACTIVE, ISSUED, "规章 / / /", "行政规范性文件 1 - 3")
    report = read_report("\n".join(line.replace(",", " ") for line in lines).encode())
    assert cells(report, "rules") == [(None, "dash")] * 3
    assert cells(report, "normative_documents") == [(1, "printed"), (None, "dash"), (3, "printed")]
