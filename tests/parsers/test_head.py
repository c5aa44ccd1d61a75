"""Rules 10 and 13: title, agency, year and date by a grammar, null where two remain; kinds of documents."""

import json

import pytest
from reports_to_read import AGENCY, SHARED, TOLD, codes, page_of, read_text, report_of

from parsers import NOT_READ

TITLE = f"{AGENCY}2022年政府信息公开工作年度报告"
BODY = "\n".join(line for heading, paragraphs in TOLD.values() for line in (heading, *paragraphs))
SITE = "青禾县人民政府"


def read(*lines, url=None):
    return read_text("\n".join((*lines, BODY)), url=url)


def read_page(before, head="", body=BODY):
    paragraphs = "".join(f"<p>{line}</p>" for line in body.split("\n") if line)
    return read_text(f"<html><head>{head}</head><body>{before}<div>{paragraphs}</div></body></html>")


def told(record):
    header = record.report
    return header.title, header.agency, header.year


@pytest.mark.parametrize(
    ("line", "agency", "year"),
    [
        (f"青水发〔2023〕5号 {TITLE}", AGENCY, 2022),
        (f"青水函[2023]12号{TITLE}", AGENCY, 2022),
        (f"{AGENCY}关于印发《{TITLE}》的通知", AGENCY, 2022),
        (f"{SITE}办公室转发{TITLE}的通知", AGENCY, 2022),
        (f"关于公布{TITLE}的公告", AGENCY, 2022),
        (f"2023年公布的{TITLE}", AGENCY, 2022),
        (f"{AGENCY}2023年发布2022年政府信息公开工作年度报告", AGENCY, 2022),
        (f"{TITLE}（2023年1月20日）", AGENCY, 2022),
        (f"{TITLE}2023-01-20", AGENCY, 2022),
        (f"{TITLE}（含2021年数据）", AGENCY, 2022),
        (f"{AGENCY}政府信息公开工作年度报告（2022年1月1日-2022年12月31日）", AGENCY, 2022),
        (f"[2022]{AGENCY}政府信息公开年报", AGENCY, 2022),
        (f"【年报】{TITLE}", AGENCY, 2022),
        (f"{AGENCY}二○二二年度政府信息公开工作年度报告", AGENCY, 2022),
        (f"{AGENCY}政府信息公开工作2022年年度报告", AGENCY, 2022),
        (f"{AGENCY}2022年度“政府信息公开”工作年度报告", AGENCY, 2022),
        (f"{AGENCY}2022年政府信息和政务公开工作年度报告", AGENCY, 2022),
        (f"青禾县2022年政府信息公开工作年度报告-{AGENCY}", AGENCY, 2022),
        (f"2022年政府信息公开工作年度报告（{AGENCY}）", AGENCY, 2022),
        (f"{TITLE}-{SITE}", AGENCY, 2022),
        (f"{TITLE}_{SITE}门户网站", AGENCY, 2022),
        (f"{SITE}信息公开工作年度报告（2022年度）", SITE, 2022),
        (f"{SITE}政府信息公开工作年度报告（2022）", SITE, 2022),
        ("2022年青禾县政府信息公开工作年度报告", "青禾县", 2022),
        ("青禾县发展和改革局（青禾县粮食局）2022年政府信息公开年报", "青禾县发展和改革局(青禾县粮食局)", 2022),
        (f"标题：{TITLE}", AGENCY, 2022),
        (f"• 标　　题： {TITLE} 文号：青水〔2023〕1号", AGENCY, 2022),
        (f"名 称:{TITLE} 索引号：QH/2023-001", AGENCY, 2022),
        (f"{TITLE} | {SITE}", AGENCY, 2022),
        (" ".join(TITLE), AGENCY, 2022),
    ],
)
def test_shapes_of_titles(line, agency, year):
    record = read(line)
    assert (record.report.agency, record.report.year) == (agency, year)
    assert record.report.found["agency"] == "title"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (f"标题：{TITLE}", TITLE),
        (f"• 标　　题： {TITLE} 发布日期：2023-01-18", TITLE),
        (f"信息名称：{TITLE}", TITLE),
        (f"青水发〔2023〕5号 {TITLE}", TITLE),
        (f"{TITLE}.pdf", TITLE),
        (f"《{TITLE}》", TITLE),
        (f"{TITLE} 字号：大 中 小", TITLE),
        (f"{TITLE}-{SITE}", TITLE),
        (f"{AGENCY}关于印发《{TITLE}》的通知", f"{AGENCY}关于印发《{TITLE}》的通知"),
        (f"{AGENCY}政府信息公开工作年度报告（2022年）", f"{AGENCY}政府信息公开工作年度报告（2022年）"),
    ],
)
def test_what_is_no_part_of_a_title_is_cut_off(line, title):
    assert read(line).report.title == title


@pytest.mark.parametrize(
    "line",
    [
        "关于做好2022年政府信息公开工作年度报告编制工作的通知", f"{TITLE}解读", f"一图读懂{TITLE}",
        f"{AGENCY}2022年上半年政府信息公开工作报告", f"{AGENCY}2022年第三季度政府信息公开工作报告",
        "索引号：QH01 分类：政府信息公开年报", "分类：2022年政府信息公开年报",
        f"上一篇：{TITLE}", "部门信息公开年度报告",
        f"{TITLE}已经公布，请查看。", f"{AGENCY}2022年政务公开工作总结",
    ],
)  # fmt: skip
def test_lines_that_are_no_title_of_a_report(line):
    assert read("欢迎", "再见", line, "多谢").report.title is None


@pytest.mark.parametrize("years", ["2021-2022年", "2021—2022年度", "2021、2022年", "2021年至2022年"])
def test_two_years_in_a_title_leave_it_open_but_for_the_period(years):
    record = read(f"{AGENCY}{years}政府信息公开工作年度报告")
    assert (record.report.agency, record.report.year) == (AGENCY, None)
    assert {"year_conflict", "year_unknown"} <= set(codes(record))
    with_period = read(f"{AGENCY}{years}政府信息公开工作年度报告", "统计期限为2022年1月1日至2022年12月31日。")
    assert with_period.report.year == 2022


@pytest.mark.parametrize(
    ("first", "second", "agency", "year"),
    [
        (TITLE, TITLE.replace("2022", "2021"), AGENCY, None),
        (TITLE, TITLE.replace("水务", "林业"), None, 2022),
    ],
)
def test_two_titles_that_remain_leave_what_they_contradict_open(first, second, agency, year):
    page = read_page(f"<h1>{first}</h1><p>浏览次数：12</p>", body=f"{second}\n{BODY}")
    for record in (page, read(first, "浏览次数：12", second)):
        assert told(record) == (None, agency, year)
        assert "title_conflict" in codes(record)


def test_the_period_and_the_source_decide_between_titles():
    record = read(TITLE.replace("2022", "2021"), "浏览次数：12", TITLE, "统计期限为2022年1月1日至12月31日。")
    assert told(record) == (TITLE, AGENCY, 2022)
    record = read(TITLE.replace("水务", "林业"), f"来源：{AGENCY}", TITLE)
    assert told(record) == (TITLE, AGENCY, 2022)


@pytest.mark.parametrize("column", ["政府信息公开年报", "2022年政府信息公开年报", "2022", "首页 > 信息公开 > 年报"])
def test_names_of_site_and_column_above_are_no_title(column):
    assert told(read(SITE, column, TITLE)) == (TITLE, AGENCY, 2022)


@pytest.mark.parametrize(
    "lines",
    [
        (AGENCY, "2022年", "政府信息公开工作年度报告"), (AGENCY, "政府信息公开工作年度报告", "（2022年）"),
        (f"{AGENCY}2022年政府信息公开工", "作年度报告"), (f"{AGENCY}2022年政府信息公开工作年度", "报告"),
        (f"{AGENCY}2022年", "政府信息公开工作年度报告"), (AGENCY, "", "2022年政府信息公开工作年度报告"),
        ("2022年政府信息公开工作年度报告", AGENCY),
    ],
)  # fmt: skip
def test_titles_over_several_lines(lines):
    record = read(*lines)
    assert told(record)[1:] == (AGENCY, 2022)
    assert record.report.found["title"] == "joined lines"


def test_the_name_of_a_site_above_a_title_without_organ_is_doubtful():
    record = read(SITE, "2022年政府信息公开工作年度报告", f"来源：{AGENCY}")
    assert told(record) == ("2022年政府信息公开工作年度报告", None, 2022)
    assert "agency_conflict" in codes(record)


def test_entries_of_a_menu_are_no_titles_of_the_page():
    menu = "".join(f"<li>{town}2022年政府信息公开工作年度报告</li>" for town in ("柳湾镇", "桃源镇", "石桥乡"))
    for own in (f"<h1>{TITLE}</h1>", f"<div>{TITLE}</div><p>发布时间：2023-01-18</p>"):
        assert told(read_page(f"<ul>{menu}</ul>{own}")) == (TITLE, AGENCY, 2022)


@pytest.mark.parametrize(
    ("line", "agency", "place"),
    [
        (f"现向社会公开《{TITLE}》。", AGENCY, "title"),
        (f"现公布{TITLE}。", AGENCY, "preface"),
        (f"特编制{AGENCY}公开年度报告。", AGENCY, "preface"),
        (f"如有疑问，请联系：{AGENCY}党政办公室，地址：青禾县。", AGENCY, "contact"),
        (f"我局及时更新《{AGENCY}政府信息公开指南》。", AGENCY, "its own guide"),
        (f"请与{SITE}办公室联系。", None, None),
        ("我镇按照《青禾县水务局政府信息公开指南》办理。", None, None),
    ],
)
def test_what_the_first_words_of_a_report_say_of_its_agency(line, agency, place):
    record = read(line)
    assert (record.report.agency, record.report.found.get("agency")) == (agency, place)


def test_agencies_beside_a_title_without_one_must_agree():
    head = "2022年政府信息公开工作年度报告"
    record = read(f"首页 > {AGENCY} > 年报", "来源：青禾县林业局", head)
    assert record.report.agency is None
    assert "agency_conflict" in codes(record)
    assert read(f"首页 > {AGENCY} > 年报", "来源：县水务局", head).report.agency == AGENCY


@pytest.mark.parametrize(
    ("line", "published", "place"),
    [
        ("时间 : 2023.01.25 16:51 来源 : 本网", "2023-01-25", "时间"),
        ("来源:柳湾街发布日期:2023-01-22", "2023-01-22", "发布日期"),
        ("发布时间:2023-01-1918:26", "2023-01-19", "发布时间"),
        ("发布日期 | 2023-01-20 |", "2023-01-20", "发布日期"),
        ("• 发布日期\n  2023-01-20", "2023-01-20", "发布日期"),
        ("发 布 时 间：[2023-01-20]", "2023-01-20", "发布时间"),
        ("发布日期：20230120", "2023-01-20", "发布日期"),
        ("成文日期：二〇二三年一月十九日", "2023-01-19", "成文日期"),
        ("公布日期：2023年01月09日", "2023-01-09", "公布日期"),
        ("（2023年1月19日）", "2023-01-19", "line under the title"),
        ("2023-01-19 10:20:31", "2023-01-19", "line under the title"),
        ("2022-12-19", None, None),
        ("办公时间：2023-01-19", None, None),
        ("2023年1月19日 星期四", None, None),
    ],
)
def test_labels_and_shapes_of_dates(line, published, place):
    header = read(TITLE, line).report
    assert (header.published, header.found.get("published")) == (published, place)


@pytest.mark.parametrize("line", ["发布时间：2023-02-30", "发布日期：2023年13月1日", "发布时间：2023-1-118:26"])
def test_an_impossible_date_is_null_with_an_issue(line):
    record = read(TITLE, line)
    assert record.report.published is None
    assert "impossible_date" in codes(record)


def test_a_signature_is_the_last_resort():
    signed = f"\n{AGENCY}\n2023年1月19日"
    header = read_text(f"{TITLE}\n{BODY}{signed}").report
    assert (header.published, header.found["published"]) == ("2023-01-19", "signature")
    assert read_text(f"{TITLE}\n发布时间：2023-01-20\n{BODY}{signed}").report.published == "2023-01-20"


def test_traditional_titles_are_made_simplified_whole():
    record = read("青禾縣廿三里鄉臺灣街道辦事處2022年政府信息公開工作年度報告", "發布時間：2023-01-18")
    name = "青禾县廿三里乡台湾街道办事处"
    assert told(record) == (f"{name}2022年政府信息公开工作年度报告", name, 2022)
    assert record.report.published == "2023-01-18"


def test_simplified_names_keep_characters_that_are_traditional_elsewhere():
    assert read("乾县水务局2022年政府信息公开年报").report.agency == "乾县水务局"


def test_a_school_year_is_no_year_of_the_calendar():
    record = read("青禾大学2021-2022学年信息公开工作年度报告", "统计期限为2021年9月1日至2022年8月31日。")
    assert (record.report.agency, record.report.year, record.report.kind) == ("青禾大学", None, "other_institution")
    assert "year_unknown" in codes(record)


FILE = f'<p>附件：<a href="a.pdf">{TITLE}.pdf</a></p>'
PROSE = "本局在2022年公布了许多与供水有关的信息，收到的申请都按期答复，没有发生复议和诉讼。"


@pytest.mark.parametrize(
    ("before", "body", "kind", "code"),
    [
        (FILE, "", "attachment_only", "attachment_only"),
        ("", "", "attachment_only", "attachment_only"),
        ("<img src=1.png><img src=2.png>", "", "pictures", "tables_are_images"),
        ("<img src=1.png>" + FILE, "", "attachment_only", "attachment_only"),
        ("", PROSE, "report", "tables_missing"),
        ("", BODY, "report", "tables_missing"),
    ],
)
def test_every_titled_page_keeps_its_metadata(before, body, kind, code):
    record = read_page(f"<h1>{TITLE}</h1><p>发布时间：2023-01-18</p>{before}", body=body)
    assert told(record) == (TITLE, AGENCY, 2022)
    assert (record.report.published, record.report.kind) == ("2023-01-18", kind)
    assert code in codes(record)
    assert code in NOT_READ
    assert record.cells == ()


def test_one_line_keeps_its_metadata():
    record = read_text(f"标题：{TITLE}")
    assert told(record) == (TITLE, AGENCY, 2022)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        (TITLE.replace("2022", "2018"), "older_report"), (TITLE, "report"),
        ("青禾县第一人民医院2022年信息公开年度报告", "other_institution"),
        ("青禾县自来水公司2022年信息公开年度报告", "other_institution"),
    ],
)  # fmt: skip
def test_kinds_of_reports_without_tables(title, kind):
    record = read(title)
    assert (record.report.title, record.report.kind) == (title, kind)


def test_a_report_with_the_tables_of_the_form_is_a_report():
    assert read_text(page_of(report_of({}, "2021"))).report.kind == "report"


@pytest.mark.parametrize("heading", ["政府信息公开年报", "2022年政府信息公开工作年度报告"])
def test_a_page_that_lists_reports_is_none(heading):
    towns = ("柳湾镇", "桃源镇", "石桥乡", "县林业局")
    entries = "".join(f"<li>{town}2022年政府信息公开工作年度报告 2023-01-1{at}</li>" for at, town in enumerate(towns))
    record = read_page(f"<h1>{heading}</h1><ul>{entries}</ul>", body="")
    assert record.report.kind == "list"
    assert (told(record), record.report.published) == ((None, None, None), None)
    assert codes(record) == ["not_a_report"]


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("<p>您访问的页面不存在</p>", "missing_page"), ("<script>f()</script><p>安全验证</p>", "challenge"),
        ("<script>f()</script>", "challenge"), ("<p>县里开了会。</p>", "not_a_report"),
        (f"<title>县里开会</title><h1>县里开会</h1><p>{PROSE}</p><ul><li>{TITLE}</li></ul>", "not_a_report"),
        ("<p>青禾县2022年政务公开工作总结</p>" + BODY.replace("\n", "<br>"), "not_a_report"),
    ],
)  # fmt: skip
def test_kinds_of_pages_without_a_report(page, kind):
    record = read_text(f"<html><body>{page}</body></html>")
    assert (record.report.kind, told(record)) == (kind, (None, None, None))
    assert set(codes(record)) & NOT_READ


@pytest.mark.skipif(not (SHARED / "titles").exists(), reason="needs the shared titles beside the project")
def test_real_heads():
    wanted = json.loads((SHARED / "titles" / "expected.json").read_text("utf-8"))
    wrong = []
    for name, fields in wanted.items():
        header = read_text((SHARED / "titles" / f"{name}.txt").read_text("utf-8")).report
        if fields.get("kind") == "not":
            wrong += [(name, header.year)] if header.year is not None else []
            continue
        got = {"title": header.title, "agency": header.agency, "year": header.year, "published": header.published}
        wrong += [(name, field) for field in got if fields[field] is not None and got[field] != fields[field]]
    assert not wrong
