"""Rule 9: one report a record. Others on the same page are named in an issue and give no cell, section or date."""

import msgspec
import pytest
from reports_to_read import AGENCY, TOLD, codes, flattened, page_of, read_text, report_of, table_of

from parsers import SECTIONS

TITLE = f"{AGENCY}2022年政府信息公开工作年度报告"
KEYS = [section.key for section in SECTIONS]
OTHERS = ("青禾县林业局2022年政府信息公开工作年度报告", f"{AGENCY}2021年政府信息公开工作年度报告")


def narrative(word):
    """The six sections with a word that tells whose they are."""
    return "\n".join(f"{heading}\n{word}的话。" for heading, _ in TOLD.values())


def markup(text):
    return "".join(f"<p>{line}</p>" for line in text.split("\n"))


def page(*parts, window=""):
    return f"<html><head><title>{window}</title></head><body>{''.join(parts)}</body></html>"


def words_of(record):
    return {section.text for section in record.sections}


def message(record):
    (issue,) = [issue for issue in record.issues if issue.code == "several_reports"]
    return issue.message


@pytest.mark.parametrize("other", OTHERS)
def test_the_first_of_two_reports_is_read(other):
    text = f"{TITLE}\n{narrative('甲')}\n{other}\n{narrative('乙')}"
    for record in (read_text(text), read_text(page(markup(text)))):
        assert (record.report.title, [section.key for section in record.sections]) == (TITLE, KEYS)
        assert words_of(record) == {"甲的话。"}
        assert other in message(record)
        assert "title_conflict" not in codes(record)


@pytest.mark.parametrize("other", OTHERS)
def test_the_windows_title_says_which_report_is_the_pages_own(other):
    text = markup(f"{other}\n{narrative('乙')}\n{TITLE}\n{narrative('甲')}")
    record = read_text(page(text, window=f"{TITLE}_青禾县人民政府"))
    assert (record.report.title, record.report.year) == (TITLE, 2022)
    assert words_of(record) == {"甲的话。"}
    assert other in message(record)


def test_headings_above_the_first_title_are_those_of_the_page():
    text = markup(f"{narrative('甲')}\n{OTHERS[0]}\n{narrative('乙')}")
    record = read_text(page(text, window=TITLE))
    assert (record.report.title, words_of(record)) == (TITLE, {"甲的话。"})
    assert OTHERS[0] in message(record)


def test_a_second_run_of_the_headings_is_another_report():
    record = read_text(f"{TITLE}\n{narrative('甲')}\n{narrative('乙')}")
    assert [section.key for section in record.sections] == KEYS
    assert words_of(record) == {"甲的话。"}
    assert "a second run of the headings" in message(record)


def test_a_report_printed_twice_is_read_once():
    record = read_text(f"{TITLE}\n{narrative('甲')}\n{TITLE}\n{narrative('甲')}")
    assert [section.key for section in record.sections] == KEYS
    assert TITLE in message(record)


def test_the_tables_of_another_report_do_not_fill_this_one():
    """The first report shows no table; the one below it shows three."""
    below = report_of({}, "2021", year=2021)
    below = msgspec.structs.replace(below, title="青禾县林业局2021年政府信息公开工作年度报告")
    body = page_of(below).partition("<body>")[2].partition("</body>")[0]
    record = read_text(page(f"<h1>{TITLE}</h1>", markup(narrative("甲")), body, window=TITLE))
    assert all(cell.value is None for cell in record.cells)
    assert record.report.title == TITLE
    assert below.title in message(record)


@pytest.mark.parametrize("gap", ["", "<p>这些是林业局的数字。</p>"])
def test_tables_under_the_title_of_another_report_are_its_own(gap):
    """The other report has a title and a table, and no heading."""
    table = table_of(report_of({}, "2021"), "requests")
    record = read_text(page(f"<h1>{TITLE}</h1>", markup(narrative("甲")), f"<p>{OTHERS[0]}</p>{gap}{table}"))
    assert all(cell.value is None for cell in record.cells)
    assert OTHERS[0] in message(record)


@pytest.mark.parametrize(
    "more",
    [
        f"\n{TITLE}",
        f"\n附件：{TITLE}.pdf",
        f"\n附件：{OTHERS[0]}.pdf",
        f"\n上一篇：{OTHERS[0]}\n下一篇：{OTHERS[1]}",
        "\n相关链接\n" + "\n".join(f"柳湾镇20{year}年政府信息公开工作年度报告" for year in range(19, 23)),
        f"\n{OTHERS[0]}",
    ],
)
def test_titles_without_a_report_under_them_are_no_second_report(more):
    record = read_text(f"{TITLE}\n{narrative('甲')}{more}")
    assert "several_reports" not in codes(record)
    assert (record.report.title, record.report.agency, record.report.year) == (TITLE, AGENCY, 2022)


def test_titles_named_in_a_list_inside_a_section_end_nothing():
    listed = "\n".join(f"{town}2022年政府信息公开工作年度报告" for town in ("柳湾镇", "桃源镇", "石桥乡"))
    first, rest = narrative("甲").split("三、", 1)
    record = read_text(f"{TITLE}\n{first}各镇的报告：\n{listed}\n三、{rest}")
    assert "several_reports" not in codes(record)
    assert [section.key for section in record.sections] == KEYS


def test_a_title_repeated_above_the_body_is_one_report():
    head = f"<div>{TITLE}</div><h1>{TITLE}</h1><p>发布时间：2023-01-18</p><p>{AGENCY}</p><p>{TITLE[len(AGENCY) :]}</p>"
    record = read_text(page(head, markup(narrative("甲")), window=TITLE))
    assert "several_reports" not in codes(record)
    assert record.report.published == "2023-01-18"


@pytest.mark.parametrize("dots", ["", "……3", "......12"])
def test_a_table_of_contents_is_no_report(dots):
    contents = "\n".join(f"{heading}{dots}" for heading, _ in TOLD.values())
    record = read_text(f"{TITLE}\n目录\n{contents}\n{TITLE}\n{narrative('甲')}")
    assert "several_reports" not in codes(record)
    assert [section.text for section in record.sections] == ["甲的话。"] * 6


def test_the_figures_of_the_first_of_two_flattened_reports(balanced):
    other = msgspec.structs.replace(balanced, agency=AGENCY, title=f"{AGENCY}2018年政府信息公开工作年度报告")
    alone, both = read_text(flattened(balanced)), read_text(f"{flattened(balanced)}\n{flattened(other)}")
    assert both.cells == alone.cells
    assert other.title in message(both)
