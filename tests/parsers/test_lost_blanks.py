"""Rules 4 and 7 for text of one cell a line: full rows of tables that lost blanks, and what has no place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_to_read import codes, read_text

TITLE = "青禾县水务局2022年政府信息公开工作年度报告"
HEADER = [
    "申请人情况",
    "自然人",
    "法人或其他组织",
    "总计",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
]
LABELS = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开"]
KEYS = ["received_new", "carried_in", "granted"]
COLUMNS = ["natural_person", "business", "research", "social_welfare", "legal_service", "other_org", "total"]
DISPUTES = "四、政府信息公开行政复议、行政诉讼情况"


def requests(rows):
    lines = [TITLE, "一、总体情况", "公开了信息。", "三、收到和处理政府信息公开申请情况", *HEADER]
    for label, row in zip(LABELS, rows, strict=True):
        lines += [label, *row]
    return "\n".join(lines)


def cells(record, row):
    return [cell for cell in record.cells if cell.row == row]


def figures(record, row):
    return [cell.value for cell in cells(record, row)]


def printed(row):
    return [str(figure) for figure in (*row, sum(row))]


SHORT = ["3", "3"]


def test_rule_4_a_full_row_of_a_lossy_table_counts_by_its_own_sum():
    record = read_text(requests([printed([12, 34, 0, 0, 0, 1]), SHORT, SHORT]))
    assert figures(record, "received_new") == [12, 34, 0, 0, 0, 1, 47]


def test_rule_4_a_broken_figure_makes_no_full_row():
    record = read_text(requests([["12", "34", "0", "0", "0", "0", "1234"], SHORT, SHORT]))
    assert figures(record, "received_new") == [None] * 7
    assert {cell.origin for cell in cells(record, "received_new")} == {"ambiguous"}
    assert all("12 34" in cell.raw for cell in cells(record, "received_new"))
    assert not any(check.verdict == "fails" for check in record.checks)


def test_rule_4_a_row_of_zeros_has_one_reading():
    record = read_text(requests([["0"] * 7, SHORT, SHORT]))
    assert figures(record, "received_new") == [0] * 7


def test_rule_4_full_rows_are_the_publishers_where_no_row_is_short():
    record = read_text(requests([["12", "34", "0", "0", "0", "0", "1234"], ["0"] * 7, ["0"] * 7]))
    assert figures(record, "received_new") == [12, 34, 0, 0, 0, 0, 1234]


def test_rule_4_the_number_of_a_page_behind_a_row_is_no_total():
    """1, a lost blank, four zeros and 1 in all, on page 2; or 1 and 1 in all 2."""
    record = read_text(requests([["1", "0", "0", "0", "0", "1", "2"], SHORT, SHORT]))
    assert figures(record, "received_new") == [None] * 7


@given(st.lists(st.integers(0, 9999), min_size=6, max_size=6), st.data())
def test_rule_4_no_figure_comes_from_a_broken_one(own, data):
    """A figure is broken in two and the blank of one cell is lost: there are as many lines as columns."""
    blank = data.draw(st.integers(0, 5))
    row = [0 if at == blank else figure for at, figure in enumerate(own)]
    row.append(sum(row))
    texts = [str(figure) for at, figure in enumerate(row) if at != blank]
    broken = data.draw(st.integers(0, 5))
    cut = max(1, len(texts[broken]) // 2)
    lines = [*texts[:broken], texts[broken][:cut], texts[broken][cut:] or "3", *texts[broken + 1 :]]
    record = read_text(requests([lines, SHORT, SHORT]))
    assert all(value in (None, true) for value, true in zip(figures(record, "received_new"), row, strict=True))


@pytest.mark.parametrize(
    "order", [("现行有效件数", "本年制发件数", "本年废止件数"), ("本年废止件数", "现行有效件数", "本年制发件数")]
)
def test_rule_4_the_order_is_the_headers(order):
    told = {"本年制发件数": ("issued", 7), "本年废止件数": ("repealed", 1), "现行有效件数": ("in_force", 30)}
    lines = [TITLE, "二、主动公开政府信息情况", "第二十条第（一）项", "信息内容", *order]
    lines += ["规章", *["0"] * 3, "行政规范性文件", *[str(told[word][1]) for word in order]]
    record = read_text("\n".join(lines))
    read = {cell.column: cell.value for cell in cells(record, "normative_documents")}
    assert read == dict(told.values())


def test_rule_7_words_in_every_cell_of_a_row_are_unreadable():
    lines = [
        TITLE,
        "二、主动公开政府信息情况",
        "第二十条第（一）项",
        "信息内容",
        "本年制发件数",
        "本年废止件数",
        "现行有效件数",
    ]
    lines += ["规章", *["本单位未制作规章"] * 3, "行政规范性文件", "1", "0", "4"]
    record = read_text("\n".join(lines))
    assert [(cell.origin, cell.raw) for cell in cells(record, "rules")] == [("unreadable", "本单位未制作规章")] * 3
    assert figures(record, "normative_documents") == [1, 0, 4]


def test_rule_7_figures_without_a_header_are_not_absent():
    text = requests([printed([1, 0, 0, 0, 0, 0])] * 3)
    record = read_text(f"{text}\n{DISPUTES}\n| 0 | 1 | 0 | 3 | 4 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 1 | 2 |\n")
    disputes = [cell for cell in record.cells if cell.table == "disputes"]
    assert {(cell.value, cell.origin) for cell in disputes} == {(None, "ambiguous")}
    assert "unplaced_figures" in codes(record)


def test_rule_7_a_heading_without_its_table_is_said():
    record = read_text(f"{requests([printed([1, 0, 0, 0, 0, 0])] * 3)}\n{DISPUTES}\n没有发生。")
    assert {cell.origin for cell in record.cells if cell.table == "disputes"} == {"absent"}
    assert "table_missing" in codes(record)
