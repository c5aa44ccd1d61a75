"""The narrative: headings as real reports print them, and the text between them without tables and furniture."""

import pytest
from reports_to_read import TOLD, codes, flattened, page_of, read_drawn, read_text, report_of

from parsers import SECTIONS

KEYS = [section.key for section in SECTIONS]
OFFICIAL = {key: heading for key, (heading, _) in TOLD.items()}


def report(headings=(), words=None):
    """A report in lines, some of its headings other than the official ones, `words` under each."""
    printed = OFFICIAL | dict(headings)
    return "\n".join(f"{printed[key]}\n{(words or {}).get(key, f'本局的第{at}段话。')}" for at, key in enumerate(KEYS))


HEADINGS = {
    "overview": [
        "一、总体情况", "一、 总体情况", "　　一、总体情况", "一、工作基本情况", "一、总体概述",
        "一、2019年政府信息公开工作的总体情况", "一、政府信息公开工作的总体情况", "一、信息公开总体情况", "一、概述",
        "一、主要工作概述", "一、基本概况", "一、基本情况", "（一）总体情况", "一.总体情况", "一 总体情况",
        "总体情况", "一、总体情况：",
    ],
    "proactive": [
        "二、主动公开政府信息情况", "二、行政机关主动公开政府信息情况", "二、主动公开政府信息的情况",
        "二、主动公开政府政府情况", "二、主动公开情况", "一、主动公开政府信息情况", "主动公开政府信息情况",
    ],
    "requests": [
        "三、收到和处理政府信息公开申请情况", "三、政府信息依申请公开办理情况",
        "三、依申请公开政府信息和不予公开政府信息情况", "二、收到和处理政府信息公开申请情况",
        "收到和处理政府信息公开申请情况",
    ],
    "disputes": [
        "四、政府信息公开行政复议、行政诉讼情况", "四、因政府信息公开工作被申请行政复议提起行政诉讼情况",
        "四、复议、诉讼和申诉情况", "四、复议和诉讼情况", "三、政府信息公开行政复议、行政诉讼情况",
        "四、政府信息公开行政复议行政诉讼情况",
    ],
    "problems": [
        "五、存在的主要问题及改进情况", "五、政府信息公开工作存在的主要问题及改进情况", "五、存在问题及改进情况",
        "五、存在的主要问题及整改措施", "五、存在的不足及改进措施", "存在的主要问题及改进情况",
    ],
    "other_matters": [
        "六、其他需要报告的事项", "（五）其他报告事项", "五、其他需要报告的事项", "六、其它需要报告的事项",
    ],
}  # fmt: skip
CASES = [(key, heading) for key, headings in HEADINGS.items() for heading in headings]
CASES.append(("overview", "一、政府信息公开总体工作情况"))


@pytest.mark.parametrize(("key", "heading"), CASES)
def test_headings_that_real_reports_print(key, heading):
    record = read_text(report({key: heading}))
    assert [section.key for section in record.sections] == KEYS
    assert {section.key: section.heading for section in record.sections}[key] == heading.strip()
    assert [section.text for section in record.sections] == [f"本局的第{at}段话。" for at in range(6)]


@pytest.mark.parametrize(("key", "heading"), CASES)
def test_headings_in_markup(key, heading):
    lines = report({key: heading}).split("\n")
    record = read_text("".join(f"<p><strong>{line}</strong></p>" for line in lines))
    assert [section.key for section in record.sections] == KEYS
    assert [section.text for section in record.sections] == [f"本局的第{at}段话。" for at in range(6)]


@pytest.mark.parametrize(
    "line",
    [
        "一、总体情况良好，本局工作有序推进。", "一是总体情况良好", "（二）依法办理申请",
        "二、主动公开政府信息情况良好，全年更新" + "很多" * 20, "四、结转下年度继续办理",
        "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量",
    ],
)  # fmt: skip
def test_lines_that_are_no_heading(line):
    record = read_text(report(words={"overview": f"第一句。\n{line}\n第二句。"}))
    assert [section.key for section in record.sections] == KEYS
    assert record.sections[0].heading == OFFICIAL["overview"]
    assert record.sections[0].text.startswith("第一句。")
    assert record.sections[0].text.endswith("第二句。")


def test_row_labels_of_table_3_are_no_headings(balanced):
    record = read_text(flattened(balanced))
    assert [section.heading for section in record.sections] == [told.heading for told in balanced.sections.values()]


def test_a_heading_printed_twice_is_one_section():
    record = read_text(report().replace("二、主动", "一、总体情况\n又一段。\n二、主动"))
    assert [section.key for section in record.sections] == KEYS


def test_a_report_that_starts_its_numbering_again():
    """A narrative numbered one to four, and behind it the official parts from one again."""
    narrative = "一、总体情况\n甲。\n二、工作机制保障\n乙。\n三、平台建设\n丙。\n"
    parts = (
        "一、主动公开政府信息情况\n二、收到和处理政府信息公开申请情况\n三、政府信息公开行政复议、行政诉讼情况\n丁。\n"
    )
    end = "存在的主要问题及改进情况\n戊。\n五、其他需要报告的事项\n己。"
    record = read_text(narrative + parts + end)
    assert [section.key for section in record.sections] == ["overview", None, None, *KEYS[1:]]
    told = {section.key: section.text for section in record.sections}
    assert [section.text for section in record.sections][:3] == ["甲。", "乙。", "丙。"]
    assert (told["disputes"], told["problems"], told["other_matters"]) == ("丁。", "戊。", "己。")


@pytest.mark.parametrize("gone", KEYS)
def test_a_missing_heading_is_an_issue(gone):
    lines = report().split("\n")
    at = lines.index(OFFICIAL[gone])
    record = read_text("\n".join(lines[:at] + lines[at + 1 :]))
    assert [section.key for section in record.sections] == [key for key in KEYS if key != gone]
    (issue,) = [issue for issue in record.issues if issue.code == "section_missing"]
    assert {section.key for section in SECTIONS if section.zh in issue.message} == {gone}


def test_a_table_of_contents_gives_no_sections():
    contents = "\n".join(OFFICIAL.values())
    record = read_text(f"{contents}\n{report()}")
    assert [section.key for section in record.sections] == KEYS
    assert record.sections[-1].text.endswith("本局的第5段话。")


def test_a_paragraph_before_and_behind_a_table_stays(balanced):
    page = (
        page_of(balanced)
        .replace("<table", "<p>表格如下：</p><table")
        .replace("</table>", "</table><p>注：含上年结转。</p>")
    )
    told = {section.key: section.text for section in read_text(page).sections}
    assert {told[key] for key in ("proactive", "requests", "disputes")} == {"表格如下：\n注：含上年结转。"}


@pytest.mark.parametrize("layout", ["clean", "word", "paragraphs", "stripped_spans", "nested"])
def test_no_figure_of_a_table_is_left_in_the_text(layout):
    record = read_drawn(report_of({}), layout)
    assert [section.text for section in record.sections] == ["\n".join(paragraphs) for _, paragraphs in TOLD.values()]


FURNITURE = [
    "主办单位：青禾县人民政府",
    "扫一扫在手机打开",
    "上一篇：无",
    "相关链接",
    "【打印】【关闭】",
    "分享到：微信",
]


@pytest.mark.parametrize("furniture", FURNITURE)
def test_page_furniture_behind_the_last_section(furniture):
    record = read_text(report() + f"\n{furniture}\n版权所有 2019")
    assert record.sections[-1].text == "本局的第5段话。"


def test_the_body_of_a_page_ends_the_last_section():
    body = "".join(f"<p>{line}</p>" for line in report().split("\n"))
    page = f"<body><div class=nav>导航</div><div class=text>{body}</div><div class=side>最新文章</div></body>"
    assert read_text(page).sections[-1].text == "本局的第5段话。"


def test_sections_without_tables_are_said_to_lack_them():
    assert "tables_missing" in codes(read_text(report()))


@pytest.mark.parametrize("pictures", [1, 3])
def test_pictures_in_place_of_tables(pictures):
    body = "".join(f"<p>{line}</p>" for line in report().split("\n"))
    record = read_text(f"<body>{body}{'<img src=a.png>' * pictures}</body>")
    assert "tables_are_images" in codes(record)
    assert record.cells == ()


SUB_HEADINGS = (
    "（一）主动公开政府信息的情况\n公开了。\n（二）依申请公开办理情况\n答复了。"
    "\n（三）因政府信息公开申请行政复议、提起行政诉讼的情况\n没有。"
)


@pytest.mark.parametrize("gone", ["proactive", "requests", "disputes", "problems"])
def test_a_bracketed_number_never_outranks_a_plain_one(gone):
    """Rule 11: the overview's own sub-headings do not stand in for a heading that is missing."""
    lines = report(words={"overview": f"第一句。\n{SUB_HEADINGS}"}).split("\n")
    at = lines.index(OFFICIAL[gone])
    record = read_text("\n".join(lines[:at] + lines[at + 1 :]))
    assert {section.key: section.heading for section in record.sections} == {
        key: heading for key, heading in OFFICIAL.items() if key != gone
    }
    assert SUB_HEADINGS in record.sections[0].text
    assert "section_missing" in codes(record)


def test_one_bracketed_sub_heading_does_not_stand_in_for_a_missing_one():
    lines = report(words={"overview": "第一句。\n（一）主动公开政府信息的情况\n公开了。"}).split("\n")
    lines.remove(OFFICIAL["proactive"])
    assert "proactive" not in {section.key for section in read_text("\n".join(lines)).sections}


def test_bracketed_numbers_are_headings_where_no_plain_one_is():
    lines = report().replace("、", "）").split("\n")
    record = read_text("\n".join(f"（{line}" if line[1] == "）" else line for line in lines))
    assert [section.key for section in record.sections] == KEYS


@pytest.mark.parametrize("heading", ["七、附件", "七、监督保障情况", "七. 工作特色与创新", "七、下一步打算"])
def test_a_heading_that_no_form_knows_opens_a_section_without_key(heading):
    record = read_text(report() + f"\n{heading}\n开展培训3次，收到申请9件。")
    assert [section.key for section in record.sections] == [*KEYS, None]
    assert (record.sections[-1].heading, record.sections[-1].text) == (heading, "开展培训3次，收到申请9件。")
    assert record.sections[-2].text == "本局的第5段话。"
    assert not record.claims


def test_unknown_headings_between_known_ones():
    text = report().replace("五、存", "五、监督保障情况\n收到申请9件。\n六、存").replace("六、其他", "七、其他")
    record = read_text(text)
    assert [section.key for section in record.sections] == [*KEYS[:4], None, *KEYS[4:]]
    assert [section.text for section in record.sections if section.key] == [f"本局的第{at}段话。" for at in range(6)]


@pytest.mark.parametrize(
    "label", ["一、本年新收政府信息公开", "三、本年度办理", "四、结转下年度继续", "二、上年结转申请数量"]
)
def test_cut_labels_of_table_3_are_no_headings(label):
    record = read_text(report(words={"requests": f"{label}\n0"}))
    assert [section.key for section in record.sections] == KEYS


def test_numbered_rows_of_other_tables_are_no_headings():
    table = "<table><tr><td>一、供水</td><td>3</td></tr><tr><td>二、防汛</td><td>4</td></tr></table>"
    page = "".join(f"<p>{line}</p>" for line in report().split("\n")).replace("<p>三、", f"{table}<p>三、")
    assert [section.key for section in read_text(page).sections] == KEYS


GLUED = report().replace("\n", "")


@pytest.mark.parametrize(
    "before", ["青禾县水务局2022年政府信息公开工作年度报告\n", "青禾县水务局2022年政府信息公开工作年度报告"]
)
def test_a_whole_report_on_one_line(before):
    record = read_text(before + GLUED)
    assert [section.key for section in record.sections] == KEYS
    assert [section.text for section in record.sections] == [f"本局的第{at}段话。" for at in range(6)]
    assert record.report.title == before.strip()


def test_headings_named_in_a_sentence_are_none():
    named = "，".join(heading for heading in OFFICIAL.values())
    assert read_text(f"青禾县水务局2022年政府信息公开年报\n本报告由{named}等六部分组成。").sections == ()
    record = read_text(f"本报告由{named}等六部分组成。\n{report()}")
    assert [section.text for section in record.sections] == [f"本局的第{at}段话。" for at in range(6)]
