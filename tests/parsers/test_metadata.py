"""Title, agency, year and date of publication, in the shapes that real pages give them; the agencies are invented."""

from html import escape

import pytest
from reports_to_read import TOLD, codes, read_text

AGENCY = "青禾县水务局"
TITLE = f"{AGENCY}2021年政府信息公开工作年度报告"
BODY = "\n".join(line for heading, paragraphs in TOLD.values() for line in (heading, *paragraphs))
NO_TABLES = "tables_missing"


def read(*lines, url=None):
    """The record of a report whose narrative follows these lines, without tables."""
    return read_text("\n".join((*lines, BODY)), url=url)


def read_page(before="", head="", url=None):
    """The same as a page."""
    body = "".join(f"<p>{escape(line)}</p>" for line in BODY.split("\n"))
    return read_text(f"<html><head>{head}</head><body>{before}<div>{body}</div></body></html>", url=url)


def issues(record):
    return [code for code in codes(record) if code != NO_TABLES]


@pytest.mark.parametrize(
    "title",
    [
        "{a}2021年政府信息公开工作年度报告",
        "2021年{a}政府信息公开工作年度报告",
        "{a}2021年度政府信息公开工作年度报告",
        "{a}2021年度政府信息公开工作报告",
        "{a}2021年政府信息公开年度报告",
        "{a}2021年政府信息公开年度工作报告",
        "{a}关于2021年度政府信息公开工作的年度报告",
        "{a}政府信息公开工作年度报告 (2021年)",
        "{a}政府信息公开工作2021年度报告",
        "2021年{a}信息公开年报",
        "{a}2021年信息公开年度报告",
        "{a}2021 年政府信息公开工作年度报告",
        "{a} 2021年政府信息公开工作年度报告",
        "{a}二〇二一年政府信息公开工作年度报告",
        "{a}二0二一年政府信息公开工作年度报告",
        "{a}2021年政务公开工作年度报告",
    ],
)
def test_titles_give_agency_and_year(title):
    title = title.format(a=AGENCY)
    for record in (read(title), read_page(f"<h1>{title}</h1>"), read_page(f"<p><b>{title}</b></p>")):
        header = record.report
        assert (header.title, header.agency, header.year) == (title, AGENCY, 2021)
        assert (header.found["agency"], header.found["year"]) == ("title", "title")
        assert issues(record) == []


def test_full_width_figures_in_a_title():
    assert read("青禾县水务局２０２１年政府信息公开工作年度报告").report.year == 2021


@pytest.mark.parametrize(
    "agency",
    ["青禾县人民政府", "青禾县人民政府办公室", "柳湾镇人民政府", "柳湾街道办事处", "柳湾乡",
     "青禾经济开发区管理委员会", "青禾县公安局交通警察大队", "青禾县退役军人事务局", "青禾县第一人民医院",
     "国家税务总局青禾县税务局"],
)  # fmt: skip
def test_agencies_of_many_kinds(agency):
    record = read(agency, "2021年政府信息公开工作年度报告")
    assert record.report.title == f"{agency}2021年政府信息公开工作年度报告"
    assert record.report.agency == agency
    assert read(f"{agency}2021年政府信息公开工作年度报告").report.agency == agency


@pytest.mark.parametrize(
    "lines",
    [
        (AGENCY, "2021年政府信息公开工作年度报告"),
        (AGENCY, "2021年政府信息公开工作年度报 告"),
        (AGENCY, "2021年政府信息公开工作年度报", "告"),
        (f"{AGENCY}2021年政府信息公开工作年度", "报告"),
        (f"2021年政府信息公开工作年度报告-{AGENCY}",),
    ],
)
def test_titles_over_two_lines(lines):
    header = read(*lines).report
    assert (header.agency, header.year) == (AGENCY, 2021)


def test_a_title_without_agency_takes_it_from_the_source():
    record = read("2021年政府信息公开工作年度报告", f"来源：{AGENCY}")
    assert (record.report.agency, record.report.found["agency"]) == (AGENCY, "来源")
    assert issues(record) == []


def test_an_abbreviated_agency_is_told_in_full():
    for short in ("水务局", "县水务局"):
        record = read(f"2021年度{short}政府信息公开年报", f"来源：{AGENCY}")
        assert (record.report.agency, record.report.found["agency"]) == (AGENCY, "来源")
        assert issues(record) == []


def test_nothing_stated_is_nothing_invented():
    record = read("欢迎访问本站")
    header = record.report
    assert (header.title, header.agency, header.year, header.published, header.found) == (None, None, None, None, {})
    assert issues(record) == ["year_unknown", "agency_unknown"]


@pytest.mark.parametrize(
    ("line", "published", "place"),
    [
        ("发布时间:2022-01-18 09:30", "2022-01-18", "发布时间"),
        ("发布时间：2022-01-1809:26", "2022-01-18", "发布时间"),
        ("发布日期：2022年1月18日", "2022-01-18", "发布日期"),
        ("日期：2022-01-18", "2022-01-18", "日期"),
        ("更新日期：2022/1/8", "2022-01-08", "更新日期"),
        ("更新时间：2022-01-18", "2022-01-18", "更新时间"),
        ("发文日期：2022.01.18", "2022-01-18", "发文日期"),
        ("成文日期： 2022 年 1 月 18 日", "2022-01-18", "成文日期"),
        ("公开日期 2022-01-18", "2022-01-18", "公开日期"),
        ("生成日期：2022-01-18", "2022-01-18", "生成日期"),
        ("索引号：1 | 更新日期：2022-03-01 | 发布日期：2022-01-18", "2022-01-18", "发布日期"),
        ("更新时间：", None, None),
        ("发布时间：2022-02-30", None, None),
        ("今天是2022年1月18日 星期二", None, None),
        ("成立日期不详 2022-01-18", None, None),
    ],
)
def test_dates_of_publication(line, published, place):
    header = read(TITLE, line).report
    assert (header.published, header.found.get("published")) == (published, place)


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        (f"来源：{AGENCY}", AGENCY), (f"来源:{AGENCY} 字体：[大 中 小]", AGENCY), (f"信息来源：{AGENCY}", AGENCY),
        (f"发布机构：{AGENCY} | 文号：", AGENCY), (f"录入：{AGENCY}", AGENCY), (f"发布单位：{AGENCY}", AGENCY),
        ("来源：1", None), ("来源：原创", None), ("来源：本站原创", None), ("来源：11370000MB284723XW", None),
        ("来源：", None),
        (f"您现在所在的位置: 网站首页 > 政府信息公开 > {AGENCY} > 政府信息公开年报", AGENCY),
        (f"当前位置：首页 >> 政务公开 >> {AGENCY}", AGENCY), (f"首页»{AGENCY}»年报", AGENCY),
        ("当前位置：首页 > 政府信息公开 > 年报", None),
        (f"本报告由{AGENCY}根据有关规定编制。", AGENCY),
    ],
)  # fmt: skip
def test_where_an_agency_is_named_beside_the_title(line, agency):
    record = read(line, "2021年政府信息公开工作年度报告")
    assert record.report.agency == agency
    assert issues(record) == ([] if agency else ["agency_unknown"])


@pytest.mark.parametrize("line", ["来源：青禾县林业局", "发布机构：青禾县人民政府", "首页 > 青禾县林业局 > 年报"])
def test_two_agencies_are_a_conflict_and_the_title_counts(line):
    record = read(line, TITLE)
    assert record.report.agency == AGENCY
    assert issues(record) == ["agency_conflict"]
    (issue,) = [issue for issue in record.issues if issue.code == "agency_conflict"]
    assert AGENCY in issue.message


@pytest.mark.parametrize(
    "line",
    ["本报告的统计期限自2021年1月1日起至2021年12月31日止。", "统计期限为 2021 年 1 月 1 日至 2021 年 12 月 31 日",
     "数据自2021年1月1日至12月31日。"],
)  # fmt: skip
def test_the_year_of_the_period_where_the_title_has_none(line):
    record = read(f"{AGENCY}政府信息公开工作年度报告", line)
    assert (record.report.year, record.report.found["year"]) == (2021, "统计期限")
    assert "year_unknown" not in codes(record)


@pytest.mark.parametrize("query", ["area=1&fbtime=2021", "nbYear=2021", "nbYear=2021&page=3"])
def test_the_year_of_the_address_where_the_page_has_none(query):
    record = read(f"{AGENCY}政府信息公开工作年度报告", url=f"http://x.example/show.jsp?{query}")
    assert record.report.year == 2021
    assert record.report.found["year"].startswith("url ")


@pytest.mark.parametrize("query", ["fbtime=", "nbYear=21", "nbYear=20210118", "year=2021"])
def test_other_figures_in_an_address_are_no_year(query):
    assert read(f"{AGENCY}政府信息公开工作年度报告", url=f"http://x.example/s?{query}").report.year is None


@pytest.mark.parametrize(
    ("lines", "url"),
    [((TITLE, "统计期限自2020年1月1日起至2020年12月31日止。"), None), ((TITLE,), "http://x.example/s?nbYear=2020")],
)
def test_two_years_are_a_conflict_and_the_title_counts(lines, url):
    record = read(*lines, url=url)
    assert record.report.year == 2021
    assert issues(record) == ["year_conflict"]
    (issue,) = [issue for issue in record.issues if issue.code == "year_conflict"]
    assert "2021" in issue.message
    assert "2020" in issue.message


def test_the_portals_clock_is_not_the_year():
    record = read("青禾县人民政府 2019年12月3日星期二", TITLE)
    assert (record.report.year, record.report.published, issues(record)) == (2021, None, [])


@pytest.mark.parametrize("day", ["2021-06-01", "2021-12-31", "2020-01-18"])
def test_published_before_the_year_ended(day):
    record = read(TITLE, f"发布时间：{day}")
    assert record.report.published == day
    assert issues(record) == ["published_before_year_ended"]


def test_published_late_is_no_contradiction():
    assert issues(read(TITLE, "发布时间：2023-06-01")) == []


@pytest.mark.parametrize("path", ["/art/2022/1/18/art_1_2.html", "/zfxxgk/202201/t20220118_5.html"])
def test_the_date_of_the_address_is_the_last_resort(path):
    url = f"http://x.example{path}"
    header = read(TITLE, url=url).report
    assert (header.published, header.found["published"]) == ("2022-01-18", "url")
    assert read(TITLE, "发布时间：2022-01-20", url=url).report.published == "2022-01-20"


def test_what_the_head_of_a_page_says():
    meta = f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2022-01-18 09:30">'
    header = read_page(head=meta).report
    assert (header.title, header.agency, header.year, header.published) == (TITLE, AGENCY, 2021, "2022-01-18")
    assert header.found["published"] == "meta PubDate"


def test_the_date_on_the_page_counts_before_that_of_its_head():
    meta = '<meta name="PubDate" content="2022-03-01">'
    assert read_page(f"<p>{TITLE}</p><p>发布时间：2022-01-18</p>", meta).report.published == "2022-01-18"


def test_the_windows_title_without_the_sites_name():
    for site in ("_青禾县人民政府", " - 青禾县人民政府", "|青禾县人民政府"):
        header = read_page(head=f"<title>{TITLE}{site}</title>").report
        assert (header.title, header.found["title"]) == (TITLE, "window title")


@pytest.mark.parametrize(
    "window",
    ["<title>青禾县人民政府</title>", ""],
)
def test_a_heading_counts_before_a_line_of_a_list(window):
    other = "柳湾镇2020年政府信息公开工作年度报告"
    record = read_page(f"<ul><li>{other}</li></ul><h1>{TITLE}</h1>", window)
    assert (record.report.title, record.report.year) == (TITLE, 2021)


@pytest.mark.parametrize(
    "line", ["政府信息公开年报", "首页 > 2021年政府信息公开年报", "政府信息公开指南", "2021年工作总结"]
)
def test_lines_that_are_no_title(line):
    assert read(line).report.title is None


def test_the_overview_names_the_year_in_the_last_resort():
    record = read_text(f"{AGENCY}\n" + BODY.replace("发布简讯", "2021年发布简讯"))
    assert (record.report.year, record.report.found["year"]) == (2021, "section overview")


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("2020年，本局收到申请九件。", True), ("2020年度共受理五件。", True),
        ("（二）依申请公开。2020年本局未收到申请。", True),
        ("2021年，本局收到申请九件。", False), ("与2020年相比增长三成。", False),
        ("2020年以来持续更新。", False),
        ("2020年底前印发的文件已清理。", False), ("2019年，本局收到申请九件。", False), ("条例自2020年起施行。", False),
        ("2020年12月31日以前的旧件已归档。", False),
    ],
)  # fmt: skip
def test_sentences_on_the_year_before(sentence, found):
    record = read_text(f"{TITLE}\n" + BODY.replace("（一）主动公开。发布简讯三百余条。", sentence))
    assert ("other_year_in_text" in codes(record)) == found
