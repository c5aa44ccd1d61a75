"""Headers with columns that the form does not have, and the header of disputes in another order than the form's."""

import pytest

from parsers import read_report

TITLE = "柳溪县林业局2022年政府信息公开工作年度报告"
PROACTIVE, REQUESTS = "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"
DISPUTES, NEXT = "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况"
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
NEW, OLD = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"


def spanned(row):
    """A row of cells parted by commas: `3*其他` covers three columns."""
    spans = [cell.rpartition("*")[::2] for cell in row.split(",")]
    return f"<tr>{''.join(f'<td colspan={span or 1}>{text}</td>' for span, text in spans)}</tr>"


def read(heading, rows, style="markup"):
    if style == "markup":
        table = f"<table>{''.join(map(spanned, rows))}</table>"
        page = f"<html><body><h1>{TITLE}</h1><p>{heading}</p>{table}<p>{NEXT}</p></body></html>"
        return read_report(page.encode())
    cells = [[cell.rpartition("*")[2] for cell in row.split(",")] for row in rows]
    lines = [f"{' | '.join(row)} |" if style == "bars" else "\t".join(row) for row in cells]
    return read_report("\n".join((TITLE, heading, *lines, NEXT)).encode())


def values(report, row):
    return [cell.value for cell in report.cells if cell.row == row]


def origins(report, *tables):
    return {cell.origin for cell in report.cells if cell.table in tables and cell.origin != "absent"}


STYLES = pytest.mark.parametrize("style", ["markup", "bars", "tabs"])
ORGANISATIONS = "商业企业,科研机构,社会公益组织,法律服务机构,其他"
APPLICANTS = f"自然人,{ORGANISATIONS},总计"
LAST_YEAR_BEHIND = ["3*（勾稽关系）,7*申请人情况,上年总计", "自然人,5*法人或其他组织,总计", ORGANISATIONS]
SUBTOTAL = ["3*（勾稽关系）,8*申请人情况", "自然人,6*法人或其他组织,总计", f"{ORGANISATIONS},小计"]
TWO_TOTALS = [SUBTOTAL[0], SUBTOTAL[1], f"{ORGANISATIONS},合计"]
CODE_BEFORE = ["3*（勾稽关系）,代码,7*申请人情况", "自然人,5*法人或其他组织,总计", ORGANISATIONS]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (LAST_YEAR_BEHIND, "6,,0,0,0,0,6,4"),
        (SUBTOTAL, "4,3,0,,0,0,3,7"),
        (SUBTOTAL, ",,,,,,0,0"),
        (TWO_TOTALS, "4,3,0,,0,0,3,7"),
        (CODE_BEFORE, "1,6,,0,0,0,0,6"),
    ],
)
def test_no_row_is_cut_out_of_one_that_has_a_column_more(header, row):
    report = read(REQUESTS, [*header, f"3*{NEW},{row}"])
    assert values(report, "received_new") == [None] * 7
    assert origins(report, "requests") == {"ambiguous"}


def test_a_blank_column_of_remarks_is_no_pad_before_the_figures():
    header = [f"（勾稽关系）,,,申请人情况{',' * 7}备注", f",,,{APPLICANTS},"]
    labels = [
        f"{NEW},,",
        f"{OLD},,",
        "三、本年度办理结果,（一）予以公开,",
        ",（二）部分公开,",
        ",（三）不予公开,1.属于国家秘密",
    ]
    report = read(REQUESTS, [*header, *(f"{label}{',' * 7}12," for label in labels)])
    assert values(report, "received_new") == [None] * 6 + [12]  # a person sees it under 总计


@STYLES
@pytest.mark.parametrize(
    ("header", "row"),
    [
        (f"{APPLICANTS},备注", "6,,0,0,0,0,6,"),
        (f"代码,{APPLICANTS}", "1,6,,0,0,0,0,6"),
        (f"自然人,{ORGANISATIONS},小计,总计", "6,,0,0,0,0,0,6"),
        (f"自然人,法人或其他组织,{ORGANISATIONS},总计", "6,0,,0,0,0,0,6"),
        (f"总计,自然人,{ORGANISATIONS},备注", "6,6,,0,0,0,0,"),
    ],
)
def test_one_row_of_words_that_names_all_columns_gives_them_their_places(header, row, style):
    report = read(REQUESTS, [f"{CORNER},{header}", f"{NEW},{row}"], style)
    assert values(report, "received_new") == [6, None, 0, 0, 0, 0, 6]


def test_a_word_in_place_of_a_column_leaves_a_row_of_as_many_cells_as_it_is():
    header = f"（勾稽关系）,{APPLICANTS.replace('商业企业', '商企')}"
    assert values(read(REQUESTS, [header, f"{NEW},6,,0,0,0,0,6"]), "received_new") == [6, None, 0, 0, 0, 0, 6]


@pytest.mark.parametrize("style", ["bars", "tabs"])
def test_a_header_that_a_sum_disproves_gives_no_places(style):
    header = f"{CORNER},代码,{APPLICANTS}"
    report = read(REQUESTS, [header, f"{NEW},4,3,0,0,0,0,7,", f"{OLD},1,0,,0,0,0,0,"], style)
    assert values(report, "received_new") == values(report, "carried_in") == [None] * 7
    assert origins(report, "requests") == {"ambiguous"}


@STYLES
def test_two_rows_of_a_header_run_together_are_the_forms_own(style):
    header = f"{CORNER},自然人,法人或其他组织,总计,{ORGANISATIONS}"
    report = read(REQUESTS, [header, f"{NEW},4,3,0,5,0,0,12,", f"{OLD},1,0,0,0,0,2,3,"], style)
    assert values(report, "received_new") == [4, 3, 0, 5, 0, 0, 12]
    assert values(report, "carried_in") == [1, 0, 0, 0, 0, 2, 3]


@pytest.mark.parametrize("style", ["bars", "tabs"])
@pytest.mark.parametrize(
    ("row", "read_as"), [("7,3,4,0,0,0,0", [3, 4, 0, 0, 0, 0, 7]), ("3,4,0,0,0,0,7", [3, 4, 0, 0, 0, 0, 7])]
)
def test_a_total_that_is_the_first_word_of_all_is_a_column(row, read_as, style):
    report = read(REQUESTS, [f",总计,自然人,{ORGANISATIONS}", f"{NEW},{row}"], style)
    assert values(report, "received_new") == read_as


def test_a_header_in_a_table_is_of_the_rows_on_lines_below_it():
    table = f"<table>{spanned(f',总计,自然人,{ORGANISATIONS}')}</table>"
    lines = "".join(f"<p>{cell}</p>" for cell in (NEW, 7, 3, 4, 0, 0, 0, 0))
    report = read_report(f"<h1>{TITLE}</h1><p>{REQUESTS}</p>{table}{lines}<p>{NEXT}</p>".encode())
    assert values(report, "received_new") == [3, 4, 0, 0, 0, 0, 7]


def test_a_total_above_a_table_is_no_column_of_it():
    above = f"<table>{spanned('总计')}</table>"
    table = f"<table>{spanned(f',{APPLICANTS}')}{spanned(f'{NEW},4,3,0,0,0,0,5')}</table>"
    report = read_report(f"<h1>{TITLE}</h1><p>{REQUESTS}</p>{above}{table}<p>{NEXT}</p>".encode())
    assert values(report, "received_new") == [4, 3, 0, 0, 0, 0, 5]


@STYLES
def test_words_above_the_first_word_of_a_header_are_not_in_it(style):
    rows = ["类别,数据一,数据二", "信息内容,本年处理决定数量", "行政强制,330"]
    assert values(read(PROACTIVE, rows, style), "coercion") == [330]


@STYLES
def test_a_total_with_a_word_not_known_behind_it_is_a_column(style):
    report = read(REQUESTS, [f",总计,备注,自然人,{ORGANISATIONS}", f"{NEW},7,,3,4,0,0,0,0"], style)
    assert values(report, "received_new") == [3, 4, 0, 0, 0, 0, 7]


@STYLES
def test_a_row_of_zeros_disproves_no_header(style):
    header = f"{APPLICANTS},上年总计"
    report = read(REQUESTS, [f"{CORNER},{header}", f"{NEW},0,0,0,0,0,0,,0"], style)
    assert values(report, "received_new") == [0, 0, 0, 0, 0, 0, None]


@STYLES
def test_last_years_figure_stands_in_for_no_blank(style):
    report = read(
        PROACTIVE,
        [
            "第二十条第（五）项",
            "信息内容,本年处理决定数量,上年处理决定数量",
            "行政许可,,31",
            "第二十条第（六）项",
            "信息内容,本年处理决定数量,上年处理决定数量",
            "行政处罚,4,8",
            "行政强制,,5",
            "第二十条第（八）项",
            "信息内容,本年收费金额（单位：万元）,上年收费金额",
            "行政事业性收费,,6.5",
        ],
        style,
    )
    assert [values(report, row) for row in ("licensing", "penalties", "coercion", "fees")] == [
        [None],
        [4],
        [None],
        [None],
    ]


@STYLES
def test_codes_before_and_units_behind_are_no_figures_of_the_row(style):
    header, item = "本年制发件数,本年废止件数,现行有效件数", "第二十条第（一）项"
    coded = read(PROACTIVE, [item, f"信息内容,代码,{header}", "规章,1,,0,0", "行政规范性文件,2,5,,8"], style)
    assert [values(coded, row) for row in ("rules", "normative_documents")] == [[None, 0, 0], [5, None, 8]]
    units = read(PROACTIVE, [item, f"信息内容,{header},单位", "规章,,,,件", "行政规范性文件,,,8,件"], style)
    assert [values(units, row) for row in ("rules", "normative_documents")] == [[None] * 3, [None, None, 8]]


def test_a_row_that_lacks_a_cell_of_its_header_has_no_places():
    report = read(PROACTIVE, ["第二十条第（五）项", "信息内容,本年处理决定数量,上年处理决定数量", "行政许可,31"])
    assert values(report, "licensing") == [None]


@pytest.mark.parametrize(
    ("above", "corner"),
    [("", "指标"), ("", "信息内容"), ("", "序号,信息内容"), (",单位：件", "信息内容")],
)
def test_words_above_the_labels_are_no_columns(above, corner):
    header = f"{corner},本年制发件数,本年废止件数,现行有效件数"
    labels = ["1,规章", "2,行政规范性文件"] if "," in corner else ["规章", "行政规范性文件"]
    report = read(PROACTIVE, [f"第二十条第（一）项{above}", header, f"{labels[0]},0,0,0,", f"{labels[1]},5,,8,"])
    assert values(report, "normative_documents") == [5, None, 8]


OUTCOMES = "结果维持,结果纠正,其他结果,尚未审结,总计"
GROUPS, LITIGATION = "5*行政复议,10*行政诉讼", "5*未经复议直接起诉,5*复议后起诉"
OFFICIAL = [GROUPS, f"{OUTCOMES},{LITIGATION}", f"{OUTCOMES},{OUTCOMES}"]
FIGURES = "3,1,0,2,6,0,0,0,0,0,1,0,0,0,1"


def in_order(outcomes):
    return [GROUPS, f"{outcomes},{LITIGATION}", f"{outcomes},{outcomes}"]


@STYLES
@pytest.mark.parametrize(
    "header",
    [
        in_order("总计,结果维持,结果纠正,其他结果,尚未审结"),
        in_order("尚未审结,结果维持,结果纠正,其他结果,总计"),
        ["10*行政诉讼,5*行政复议", f"{LITIGATION},{OUTCOMES}", f"{OUTCOMES},{OUTCOMES}"],
        [GROUPS, f"{OUTCOMES},5*复议后起诉,5*未经复议直接起诉", f"{OUTCOMES},{OUTCOMES}"],
    ],
    ids=["total first", "pending first", "litigation first", "litigation turned round"],
)
def test_disputes_in_another_order_than_the_forms_have_no_places(header, style):
    assert origins(read(DISPUTES, [*header, FIGURES], style), "disputes") == {"ambiguous"}


def test_litigation_first_behind_requests_without_a_heading():
    header = ["10*行政诉讼,5*行政复议", f"{LITIGATION},{OUTCOMES}", f"{OUTCOMES},{OUTCOMES}"]
    report = read(REQUESTS, [f"{CORNER},{APPLICANTS}", f"{NEW},6,0,0,0,0,0,6", *header, FIGURES])
    assert values(report, "received_new") == [6, 0, 0, 0, 0, 0, 6]
    assert origins(report, "disputes") == {"ambiguous"}


@pytest.mark.parametrize("word", ["合计", "备注", "其他"])
@pytest.mark.parametrize("row", [f",{FIGURES}"[:-2] + ",7", f"{FIGURES},", f",{FIGURES}"])
def test_a_column_more_leaves_disputes_without_places(word, row):
    header = [f"{GROUPS},{word}", *OFFICIAL[1:]]
    assert origins(read(DISPUTES, [*header, row]), "disputes") == {"ambiguous"}


@STYLES
@pytest.mark.parametrize(
    "header",
    [
        OFFICIAL,
        [
            "行政复议,,,,,行政诉讼,,,,,,,,,",
            f"{OUTCOMES},未经复议直接起诉,,,,,复议后起诉,,,,",
            f",,,,,{OUTCOMES},{OUTCOMES}",
        ],
        [
            ",".join(["行政复议"] * 5 + ["行政诉讼"] * 10),
            ",".join([OUTCOMES, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5]),
            ",".join([OUTCOMES] * 3),
        ],
    ],
    ids=["official", "blanks", "copies"],
)
def test_the_forms_own_header_of_disputes_keeps_every_place(header, style):
    report = read(DISPUTES, [*header, FIGURES], style)
    assert [cell.value for cell in report.cells if cell.table == "disputes"] == [*map(int, FIGURES.split(","))]


def test_a_header_of_disputes_with_cut_words_is_in_the_forms_order():
    """As copied from a browser: 其他 over 结果 in one cell ends a line, and is a column's word by itself."""
    outcomes = ["结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总计"]
    rows = [
        ["行政复议", "行政诉讼"],
        [*outcomes, "未经复议直接起诉", "复议后起诉"],
        [*outcomes, *outcomes],
        [*"100010100100001"],
    ]
    copied = "\n\n\n\n\n".join("\n\n\t\n\n".join(row) for row in rows)
    new = "\n\n\t\n\n".join(["一、本年新收政府信息公开申请数量", *"1000001"])
    old = "\n\n\t\n\n".join(["二、上年结转政府信息公开申请数量", *"0000000"])
    text = (
        f"青禾县水务局2023年政府信息公开工作年度报告\n\n三、收到和处理政府信息公开申请情况\n\n{new}\n\n\n\n\n{old}\n\n"
    )
    record = read_report(
        f"{text}四、政府信息公开行政复议、行政诉讼情况\n\n{copied}\n\n五、存在的主要问题及改进情况".encode()
    )
    read = [cell.value for cell in record.cells if cell.table == "disputes"]
    assert read == [int(figure) for figure in rows[-1]]
