"""What rows tell of one another's borders: blank lines that are cells, spare blanks, and pads behind labels."""

import pytest

from parsers import read_report

HEADING, NEXT = "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"
COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
NEW, OLD, OUT = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理"
GRANTED, TOTAL = "（一）予以公开", "（七）总计"
KEYS = {NEW: "received_new", OLD: "carried_in", GRANTED: "granted", TOTAL: "processed_total", OUT: "carried_out"}
ZEROS = ["0"] * 7
FULL = {NEW: ["3", "0", "0", "0", "0", "1", "4"], OLD: ZEROS, GRANTED: ["3", "0", "0", "0", "0", "1", "4"],
        TOTAL: ["3", "0", "0", "0", "0", "1", "4"], OUT: ZEROS}  # fmt: skip


def numbers(cells):
    return [int(cell) if cell.strip() else None for cell in cells]


def read(text, label):
    return [cell.value for cell in read_report(text.encode()).cells if cell.row == KEYS[label]]


def by_lines(rows, behind=0):
    lines = [line for label, cells in rows.items() for line in (label, *(cell or " " for cell in cells))]
    return "\n".join((HEADING, *COLUMNS, *lines, *[" "] * behind, NEXT))


@pytest.mark.parametrize(
    ("cells", "proved"),
    [
        (["3", "", "0", "0", "0", "1", "4"], True),
        (["3", "0", "0", "0", "0", "1", ""], True),
        (["3", "", "0", "0", "0", "1", "9"], False),
        (["3", "", "0", "0", "1", "4", "0"], False),
    ],
    ids=["its total", "its columns", "a wrong total", "a figure gone and a blank line elsewhere"],
)
def test_the_only_row_with_blank_lines_needs_a_sum(cells, proved):
    assert read(by_lines(FULL | {NEW: cells}), NEW) == (numbers(cells) if proved else [None] * 7)


def test_another_row_with_blank_lines_is_enough():
    """And a wrong total stays as printed."""
    wrong = ["3", "", "0", "0", "0", "1", "9"]
    text = by_lines(FULL | {NEW: wrong, OLD: ["0", "", *ZEROS[2:]]})
    assert read(text, NEW) == numbers(wrong)


@pytest.mark.parametrize("behind", [0, 1, 4])
def test_blank_lines_behind_the_last_row_are_none_of_its_cells(behind):
    last = ["0", "", "0", "0", "0", "0", "0"]
    text = by_lines(FULL | {OLD: ["0", "", *ZEROS[2:]], OUT: last}, behind)
    assert read(text, OUT) == numbers(last)


def test_a_figure_gone_from_the_last_row_is_not_made_up_for_behind_it():
    text = by_lines(FULL | {OLD: ["0", "", *ZEROS[2:]], OUT: ["2", "", "0", "5", "7", "14"]}, behind=4)
    assert read(text, OUT) == [None] * 7


def markup(rows, *, before=0, behind=0, spanned=True):
    def tr(cells, cols=1):
        span = f' colspan="{cols}"' if cols > 1 else ""
        return f"<tr><td{span}>{'</td><td>'.join(cells)}</td></tr>"

    pads, end = [""] * before, [""] * behind
    head = tr(["（勾稽关系）", *([] if spanned else ["", ""]), "申请人情况"], 3 if spanned else 1)
    body = "".join(tr([label, *pads, *cells, *end], 3 if spanned else 1) for label, cells in rows.items())
    table_2 = "".join(tr([label, "1", "2", "3", *end]) for label in ("规章", "规范性文件"))
    return (
        f"<h1>青禾县水务局2020年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p><table>"
        f"{tr(['信息内容', '本年新制作数量', '本年新公开数量', '对外公开总数量'])}{table_2}</table>"
        f"<p>{HEADING}</p><table>{head}{tr(COLUMNS)}{body}</table><p>{NEXT}</p>"
    )


ONLY_TOTALS = {NEW: [""] * 6 + ["4"], OLD: [""] * 6 + ["0"], OUT: [""] * 6 + ["1"]}
SPARSE = {NEW: ["", "4", *[""] * 5], OLD: ["1", *[""] * 6], OUT: ["", "", "5", *[""] * 4]}


@pytest.mark.parametrize("rows", [SPARSE])
def test_blanks_as_many_behind_every_row_of_every_table_are_none_of_its_cells(rows):
    text = markup(rows, behind=2)
    assert {label: read(text, label) for label in rows} == {label: numbers(cells) for label, cells in rows.items()}


def test_where_one_row_has_another_number_of_blanks_nothing_is_told():
    uneven = ONLY_TOTALS | {OUT: [""] * 5 + ["1"]}
    assert read(markup(uneven, behind=2), OUT) == [None] * 7


@pytest.mark.parametrize("lost", range(7))
def test_a_cell_gone_from_a_row_is_not_made_up_for_by_the_blanks_behind_it(lost):
    """Seven cells of eight, two of them blanks that stand behind every row."""
    cells = ["3", "1", "2", "5", "4", "6", "21"]
    rows = dict.fromkeys((NEW, OLD, TOTAL), cells) | {OUT: cells[:lost] + cells[lost + 1 :]}
    assert read(markup(rows, behind=2), OUT) == [None] * 7


def test_a_figure_twice_in_a_row_of_lines_has_no_places():
    """Seven figures and a blank line, where a blank line is a cell."""
    cells = ["3", "1", "2", "5", "4", "6", ""]
    rows = {NEW: cells, OLD: cells, GRANTED: ["3", *cells], TOTAL: cells, OUT: cells}
    assert read(by_lines(rows), GRANTED) == [None] * 7


@pytest.mark.parametrize("rows", [ONLY_TOTALS, SPARSE])
def test_a_header_with_a_cell_above_each_column_of_labels_tells_of_pads(rows):
    text = markup(rows, before=2, spanned=False)
    assert {label: read(text, label) for label in rows} == {label: numbers(cells) for label, cells in rows.items()}


def test_blanks_before_and_behind_are_told_by_no_row():
    assert read(markup(SPARSE, before=1, behind=1), NEW) == [None] * 7


def test_rows_filled_up_behind_what_they_lack_before_have_no_places():
    """A formatter gives all rows as many cells, also those beside whose labels a cell of several rows is gone."""
    text = f"{HEADING}\n" + "\n".join(
        f"| {' | '.join((label, *[''] * before, *[''] * 6, total, *[''] * behind))} |"
        for label, before, total, behind in [
            (NEW, 2, "4", 0), (OLD, 2, "0", 0), ("三、本年度办理结果 | （一）予以公开", 1, "3", 0),
            ("（二）部分公开", 1, "1", 1), ("（六）其他处理", 1, "0", 1), (TOTAL, 1, "4", 1), (OUT, 2, "0", 0),
        ]
    )  # fmt: skip
    assert set(read(text, TOTAL)) == {None}


def test_words_beside_a_blank_cell_do_not_fill_up_a_row():
    cells = ["3", "", "0", "0", "0", "1", "4", "n.", ""]
    assert read(markup(FULL | {NEW: cells}), NEW) == [None] * 7


@pytest.mark.parametrize(
    "cells", [["", "1", "", "", "", "", "1"], ["", "", "2", "", "", "", "2"], ["4", *ZEROS[2:], "4"]]
)
def test_a_bar_before_each_cell_on_its_line_ends_none(cells):
    rows = dict.fromkeys((NEW, OLD, GRANTED, TOTAL, OUT), cells)
    lines = [f"| {line}" for label, own in rows.items() for line in (label, *own)]
    text = "\n".join((HEADING, *(f"| {column}" for column in ("申请人情况", *COLUMNS)), *lines, NEXT))
    assert {label: read(text, label) for label in rows} == dict.fromkeys(rows, numbers(cells))
