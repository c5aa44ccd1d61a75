"""Tables of which every cell has its line and a bar: bars that frame rows, and bars for the columns of a label."""

import pytest

from nianbao.sample.grid import Td
from parsers import read_report
from tests.layouts import LAYOUTS, own_cases
from tests.layouts.draft import drafted

FEET = ("-3-", "— 5 —", "- 4 -", "P. 8", "第 4 页 共 9 页")
REPORT = own_cases()[0].report
HEADS = "（勾稽关系）,申请人情况;自然人,法人或其他组织,总计;商业企业,科研机构,社会公益组织,法律服务机构,其他"
ROWS = """一、本年新收政府信息公开申请数量,,,,,,,5
二、上年结转政府信息公开申请数量,,1,,,,,
三、本年度办理结果,（一）予以公开,,2,3,,,,
（七）总计,,6,,,,,6"""
DRAWN = {
    "received_new": [None] * 6 + [5],
    "carried_in": [None, 1, None, None, None, None, None],
    "granted": [None, 2, 3, None, None, None, None],
    "processed_total": [None, 6, None, None, None, None, 6],
}
PADS = {"一": 2, "二": 2, "（": 1}


def values(lines):
    text = "\n".join(("三、收到和处理政府信息公开申请情况", *lines, "四、政府信息公开行政复议、行政诉讼情况"))
    cells = read_report(text.encode()).cells
    return {row: [cell.value for cell in cells if cell.row == row] for row in DRAWN}


def table():
    return [row.split(",") for row in (*HEADS.split(";"), *ROWS.split("\n"))]


def framed(row, before, behind):
    return [*before, *(f"{cell} |".strip() for cell in row[:-1]), f"{row[-1]} |{behind}".strip()]


@pytest.mark.parametrize(
    ("before", "behind"),
    [((), ""), (("|",), ""), (("|",), " |"), (("|",), "\n|"), (("|", "|"), "")],
    ids=["none", "one before", "one before, one behind", "one before, a line behind", "two before"],
)
def test_bars_that_frame_every_row_are_no_cells(before, behind):
    assert values(line for row in table() for line in framed(row, before, behind)) == DRAWN


def padded(row):
    for cell in row:
        yield f"{cell} |".strip()
        if cell and PADS.get(cell[0]) and cell not in ("（勾稽关系）", "二、上年结转"):
            yield "|" * PADS[cell[0]]


def test_lines_of_bars_are_the_further_columns_of_their_label():
    """A lone bar below a label of two parts is one too, where labels of one part have two."""
    assert values(line for row in table() for line in padded(row)) == DRAWN


@pytest.mark.parametrize("label", ["一、本年新收政府信息公开申请数量", "（一）予以公开", "（七）总计"])
@pytest.mark.parametrize("left", range(1, 7))
def test_a_padded_row_cut_short_has_no_places(label, left):
    lines = [line for row in table()[:4] for line in padded(row)]
    lines += [f"{label} |", "|" * PADS[label[0]], *(f"{figure} |" for figure in range(1, left + 1))]
    row = {"一": "received_new", "（一": "granted", "（七": "processed_total"}[label.rpartition("）")[0] or label[0]]
    assert values(lines)[row] == [None] * 7


@pytest.mark.parametrize("foot", FEET)
@pytest.mark.parametrize("layout", ["lines_pipe", "lines_pipe_pads", "pipe_before_row", "pipe_alternate", "rows_pipe"])
def test_the_foot_of_a_page_parts_no_row(layout, foot):
    drawn = LAYOUTS[layout].draw(REPORT, switched_on=()).decode()
    lines = drawn.split("\n")
    cells = read_report(drawn.encode()).cells
    table_4 = next(at for at, line in enumerate(lines) if line.startswith("四、政府"))
    for at in range(table_4 + 12, min(table_4 + 60, len(lines) - 8), 5):
        document = "\n".join((*lines[:at], foot, *lines[at:]))
        assert read_report(document.encode()).cells == cells, lines[at - 3 : at + 3]


def test_the_drawings_have_these_cells():
    """What these tests stand on: a label of two parts covers two columns, one of a single part three."""
    rows = next(part.rows for part in drafted(REPORT).parts if part.key == "requests" and part.rows)
    covered = {cell.lines[0][0]: cell.cols - 1 for row in rows[3:] for cell in row if cell.cols > 1}
    assert covered["一"] == PADS["一"]
    assert covered["（"] == PADS["（"]
    assert isinstance(rows[0][0], Td)
