"""What is remembered of a document changes no record: not one cell, check or issue of the next that looks like it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_to_read import (
    ALL_BORDERS,
    QUICK,
    addresses,
    as_drawn,
    as_read,
    read_drawn,
    report_of,
)

from nianbao.sample import article_page
from parsers import read_report, trace_report
from tests.layouts import LAYOUTS, own_cases

TITLE = "柳溪县林业局2022年政府信息公开工作年度报告"
REQUESTS, NEXT = "三、收到和处理政府信息公开申请情况", "五、存在的主要问题及改进情况"
ORGANISATIONS = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
NEW, OLD = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
FIGURE = re.compile(r"(?<=[>|\t\n ])\d{1,6}(?=[<|\t\n ])")


@pytest.fixture(autouse=True)
def remembered(monkeypatch):
    """What is remembered, nothing at first."""
    plans = {}
    monkeypatch.setattr("parsers.recall._plans", plans)
    return plans


def page(*parts):
    return f"<html><body><h1>{TITLE}</h1>{''.join(parts)}<p>{NEXT}</p></body></html>"


def table(*rows):
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def with_other_figures(text):
    return FIGURE.sub(lambda figure: str(int(figure[0]) * 7 % 1009), text)


def reads_alike(first, second):
    """Whether the second document is read as if the first had never been."""
    read_report(first.encode())
    return read_report(second.encode()) == trace_report(second.encode()).report


@pytest.mark.parametrize("layout", ["clean", "word", "nested", "gb18030", "paragraphs"])
def test_a_report_with_other_figures_is_read_without_aligning_it_again(layout, monkeypatch):
    report = report_of({address: str(at % 50) for at, address in enumerate(addresses())})
    read_drawn(report_of({}), layout)
    monkeypatch.setattr("parsers.recall.align", None)
    assert as_read(read_drawn(report, layout)) == as_drawn(report)


@given(
    figures=st.lists(st.integers(0, 99_999).map(str), min_size=len(addresses()), max_size=len(addresses())),
    layout=st.sampled_from(ALL_BORDERS),
)
@QUICK
def test_any_figures_are_read_from_where_others_stood(figures, layout):
    report = report_of(dict(zip(addresses(), figures, strict=True)))
    read_drawn(report_of({}), layout)
    assert as_read(read_drawn(report, layout)) == as_drawn(report)
    assert read_drawn(report, layout) == trace_report(article_page(report, layout)).report


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_read_alike_with_other_figures(layout):
    for case in own_cases()[::24]:
        drawn = LAYOUTS[layout].draw(case.report, case.labels).decode()
        assert reads_alike(drawn, with_other_figures(drawn))


def test_the_unit_of_a_header_and_blanks_are_remembered():
    cells = {address: "" for address in addresses("2021") if address.table == "disputes"}
    report = report_of(cells, "2021")
    read_drawn(report)
    assert as_read(read_drawn(report)) == as_drawn(report)


def test_forms_of_one_record_are_not_those_of_the_next():
    first = read_drawn(report_of({}))
    first.report.forms["proactive"] = "2021"
    assert read_drawn(report_of({})).report.forms["proactive"] == "2019"
    read_drawn(report_of({})).report.forms["proactive"] = "2021"
    assert read_drawn(report_of({})).report.forms["proactive"] == "2019"


COLUMNS = ["自然人", *ORGANISATIONS, "总计"]
PAIRS = {
    "columns printed twice": (
        lambda twin: page(
            f"<p>{REQUESTS}</p>", table(["", *COLUMNS, "总计"], [NEW, 4, 3, 0, 0, 0, 0, 7, twin]),
        ), 7, 8,
    ),
    "columns in another order, proved by sums": (
        lambda figures: page(f"<p>{REQUESTS}</p>", table(["", "总计", *COLUMNS[:-1]], [NEW, *figures])),
        (7, 3, 4, 0, 0, 0, 0), (3, 4, 0, 0, 0, 0, 7),
    ),
    "a column more, disproved by a sum": (
        lambda figures: page(f"<p>{REQUESTS}</p>", table(["（勾稽关系）", "代码", *COLUMNS], [NEW, *figures, ""])),
        (4, 3, 0, 1, 0, 0, 2), (4, 3, 0, 0, 0, 0, 7),
    ),
    "a row printed twice": (
        lambda again: page(
            f"<p>{REQUESTS}</p>", table(["", *COLUMNS], [NEW, 4, 3, 0, 0, 0, 0, 7]),
            table(["", *COLUMNS], [NEW, 4, again, 0, 0, 0, 0, 7]),
        ), 3, 2,
    ),
    "a row that tells its form only by its figures": (
        lambda last: page("<p>二、主动公开政府信息情况</p>", table(["行政许可", 5, 5, last])), 6, 5,
    ),
    "a label that no form has": (
        lambda figure: page(
            f"<p>{REQUESTS}</p>", table(["", *COLUMNS], [NEW, 4, 3, 0, 0, 0, 0, 7], ["网民留言", figure]),
        ), 12, 13,
    ),
    "a damaged figure, proved by sums": (
        lambda total: page(f"<p>{REQUESTS}</p>", table(["", *COLUMNS], [NEW, "1O", 3, 0, 0, 0, 0, total])), 13, 14,
    ),
    "a row in lines beside a table": (
        lambda figure: page(
            f"<p>{REQUESTS}</p>", table(["", *COLUMNS], [NEW, 4, 3, 0, 0, 0, 0, 7]),
            f"<p>{OLD}</p>", *(f"<p>{cell}</p>" for cell in (figure, 1, 0, 0, 0, 0, 3)),
        ), 2, 4,
    ),
    "a label over two lines": (
        lambda end: page(
            f"<p>{REQUESTS}</p><p>2.没有现</p><p>{end}</p>", table(["", *COLUMNS], [OLD, 4, 3, 0, 0, 0, 0, 7]),
        ), "成信息需要另行制作", "成的可以另行咨询",
    ),
    "a line that is the foot of a page": (
        lambda line: page(
            f"<p>{REQUESTS}</p>", table(["", *COLUMNS], [OLD]), f"<p>{line}</p>", table([4, 3, 0, 0, 0, 0, 7]),
        ), "第 3 页", "说明如下",
    ),
    "a line that is a heading": (
        lambda lines: "\n".join((
            TITLE, "二、主动公开政府信息情况", "信息内容 | 本年收费金额（单位：万元） |", *["收费依规定。"] * 3, lines,
            "行政事业性收费 | 5 |", "六、其他需要报告的事项",
        )), "五、存在的主要问题及改进情况", "\n五、来年要点及设想",
    ),
    "repeats that whoever saved the text dropped": (
        lambda figures: "\n".join((TITLE, REQUESTS, *COLUMNS, NEW, *map(str, figures), NEXT)),
        (4, 3, 0, 0, 0, 0, 7), (4, 3, 0, 1, 2, 5, 15),
    ),
    "blanks that sums must speak for": (
        lambda total: "\n".join((TITLE, REQUESTS, *COLUMNS, NEW, "4", "3", *" " * 4, total, OLD, *"0000000", NEXT)),
        "7", "8",
    ),
    "figures glued together": (
        lambda figures: "\n".join((TITLE, REQUESTS, *COLUMNS, NEW, "0000000", OLD, figures, NEXT)), "4300007", "43",
    ),
    "a heading inside a table": (
        lambda figure: page(table([REQUESTS], ["", *COLUMNS], [NEW, figure, 3, 0, 0, 0, 0, 7], [NEXT])), 4, 5,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_nothing_is_remembered_where_figures_have_a_say(name):
    draw, first, second = PAIRS[name]
    assert reads_alike(draw(first), draw(second))
    assert reads_alike(draw(second), draw(first))


def test_what_is_remembered_is_bounded(remembered, monkeypatch):
    monkeypatch.setattr("parsers.recall._MOST", 3)
    most = []
    for number in range(9):
        read_report(page(f"<p>{REQUESTS}</p>", table([f"事项{number}"], ["", *COLUMNS], [NEW, *range(7)])).encode())
        most.append(len(remembered))
    assert most == [1, 2, 3] * 3
    remembered.clear()
    read_report(page(f"<p>{REQUESTS}</p>", table(["事项"] * 5000, ["", *COLUMNS], [NEW, *range(7)])).encode())
    assert remembered == {}
