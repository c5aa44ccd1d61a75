"""Figures stated in the narrative: found as printed, understood where certain, held against the tables."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from reports_to_read import QUICK, codes, read_drawn, report_of

from nianbao.sample import LAYOUTS, Told, publications
from parsers.form import FORMS, Address
from parsers.narrative.claims import SUBJECTS, check_claims, claim_issues, find_claims
from parsers.narrative.claims.facts import FACTS
from parsers.report import Cell, Section

AGENCY = "青禾县水务局"
REPORTS = [p for p in publications() if p.kind not in ("never_published", "soft_404")]


def claims_in(text, section="overview", year=2021):
    return find_claims([Section(section, "", text)], year=year, agency=AGENCY)


def stated(text):
    return [(claim.text, claim.number, claim.counter, claim.approximate) for claim in claims_in(text)]


def meant(text, section="overview", year=2021):
    """What each figure counts, "?" behind it where the wording leaves it open."""
    return [f"{claim.subject}{'?' if claim.match else ''}" for claim in claims_in(text, section, year)]


@pytest.mark.parametrize("counter", [*sorted(set(FACTS["counters"]) - {"元"}), "元", "万元", "亿元"])
def test_every_counter(counter):
    assert stated(f"全年统计了25{counter}。") == [(f"25{counter}", 25, counter, False)]


@pytest.mark.parametrize(
    ("text", "words", "number", "counter", "approximate"),
    [
        ("更新信息1,234条。", "1,234条", 1234, "条", False),
        ("更新信息１２条。", "１２条", 12, "条", False),
        ("更新信息 12 条。", "12 条", 12, "条", False),
        ("更新信息1.2万条。", "1.2万条", 12000, "条", False),
        ("更新信息3万余条。", "3万余条", 30000, "条", True),
        ("点击30余万人次。", "30余万人次", 300000, "人次", True),
        ("点击1.5亿人次。", "1.5亿人次", 150000000, "人次", False),
        ("更新信息300余条。", "300余条", 300, "条", True),
        ("更新信息300多条。", "300多条", 300, "条", True),
        ("更新信息300条左右。", "300条左右", 300, "条", True),
        ("更新信息近300条。", "300条", 300, "条", True),
        ("更新信息约300条。", "300条", 300, "条", True),
        ("更新信息超过300条。", "300条", 300, "条", True),
        ("最近12条信息。", "12条", 12, "条", False),
        ("签约5个项目。", "5个", 5, "个", False),
        ("更新信息十二条。", "十二条", 12, "条", False),
        ("更新信息一百零五条。", "一百零五条", 105, "条", False),
        ("更新信息三百余条。", "三百余条", 300, "条", True),
        ("更新信息百余条。", "百余条", 100, "条", True),
        ("更新信息两千条。", "两千条", 2000, "条", False),
        ("更新信息二万五千条。", "二万五千条", 25000, "条", False),
        ("组织学习两次。", "两次", 2, "次", False),
        ("收费12.5万元。", "12.5万元", 12.5, "万元", False),
        ("收费1000余万元。", "1000余万元", 1000, "万元", True),
        ("收费3.2亿元。", "3.2亿元", 3.2, "亿元", False),
        ("收费三十万元。", "三十万元", 300000, "元", False),
        ("满意率98.5％。", "98.5％", 98.5, "%", False),
        ("满意率100%。", "100%", 100, "%", False),
        ("满意率百分之九十五点三。", "百分之九十五点三", 95.3, "%", False),
        ("满意率百分之百。", "百分之百", 100, "%", False),
        ("提高2.3个百分点。", "2.3个百分点", 2.3, "个百分点", False),
        ("增长1.5倍。", "1.5倍", 1.5, "倍", False),
        ("完成5项目标任务。", "5项", 5, "项", False),
    ],
)
def test_a_figure_as_printed(text, words, number, counter, approximate):
    assert stated(text) == [(words, number, counter, approximate)]


@pytest.mark.parametrize(
    "text",
    [
        "2021年1月1日至12月31日，二〇二一年，2021年度，1月至10月。",
        "国办公开办函〔2019〕60号，国务院令第711号，〔2021〕30号文件。",
        "第二十条、第5条、第 20 条、第二十条、二十一条，第（五）项，第一款第二项，《条例》二十条。",
        "1.总体情况\n2、主动公开\n（一）依申请公开\n一是宣传；二是培训。",
        "电话0591-83926179，热线12345，邮编332005，门牌518号，24小时。",
        "3-5次，3至5次，三到五次，1～2个，第3次，第二批，2021年第1期。",
        "20个工作日，二十个工作日，2个月，三个半月，5年，3次性，一次性，12条例。",
        "一件事一次办，一图一册，一起草案，在一起，百件实事，千家万户，万件，数十件，几百次，三分之二，三五条。",
        "1，234件。",
        "1 234件，1:30次，A4张，v2个，1.2.3件，1.5件。",
        "四个意识、四个自信、两个维护、四类过程性信息、三类内部事务信息。",
        "00012345678901234567890件",
        "存在问题1\n个别科室更新慢，2021本市，3批准，4例如，5项目名称，6台账。",
    ],
)
def test_what_is_no_figure(text):
    assert stated(text) == []


CERTAIN = [
    ("2021年，共收到政府信息公开申请12件。", "received_new"),
    ("本单位新收政府信息公开申请12件。", "received_new"),
    ("我局收到12件政府信息公开申请。", "received_new"),
    ("青禾县水务局收到政府信息公开申请12宗。", "received_new"),
    ("县水务局共接到信息公开申请十二件。", "received_new"),
    ("2021年本单位共收到依申请公开政府信息12份。", "received_new"),
    ("1.收到申请12件。", "received_new"),
    ("截至2021年12月31日，共收到申请12件。", "received_new"),
    ("申请办理。上年结转2件。", "carried_in"),
    ("依申请公开。连同上年度结转的2件。", "carried_in"),
    ("依申请公开。结转上年申请2件。", "carried_in"),
    ("依申请公开。结转下年度继续办理3件。", "carried_out"),
    ("依申请公开。结转至2022年办理3件。", "carried_out"),
    ("依申请公开。年末尚有3件结转下年度继续办理。", "carried_out"),
    ("依申请公开。尚在办理期限内的3件结转下一年度。", "carried_out"),
    ("依申请公开。3件转入次年办理。", "carried_out"),
    ("依申请公开。全年办结11件。", "processed_total"),
    ("全年办结11件政府信息公开申请。", "processed_total"),
    ("依申请公开。予以公开5件。", "granted"),
    ("依申请公开。“予以公开”5件。", "granted"),
    ("依申请公开。部分公开5件。", "partly_granted"),
    ("依申请公开。不予公开的5件。", "refused"),
    ("依申请公开。无法提供5件。", "unavailable"),
    ("依申请公开。不予处理5件。", "declined"),
    ("依申请公开。其他处理5件。", "other"),
    ("依申请公开。部分公开67。", "partly_granted"),
    ("依申请公开。属于国家秘密1件。", "refused_state_secret"),
    ("依申请公开。属于四类过程性信息1件。", "refused_deliberative"),
    ("依申请公开。行政执法案卷信息1件。", "refused_enforcement_file"),
    ("依申请公开。本机关不掌握相关政府信息1件。", "unavailable_not_held"),
    ("依申请公开。补正后申请内容仍不明确1件。", "unavailable_unclear"),
    ("依申请公开。重复申请1件。", "declined_repeated"),
    ("因政府信息公开工作，全年被申请行政复议1件。", "reconsideration_total"),
    ("全年因政府信息公开引发的行政复议案件1起。", "reconsideration_total"),
    ("全年因政府信息公开被提起行政诉讼一起。", "litigation_total"),
    ("制发行政规范性文件2件。", "normative_documents_issued"),
    ("全年废止规范性文件2件。", "normative_documents_repealed"),
    ("现行有效行政规范性文件2件。", "normative_documents_in_force"),
    ("全年作出行政许可决定57件。", "licensing_decisions"),
    ("全年作出行政处罚决定57件。", "penalty_decisions"),
    ("门户网站主动公开政府信息854条。", "published_information"),
    ("发布政策解读12篇。", "interpretations"),
    ("召开新闻发布会3场。", "press_conferences"),
    ("组织业务培训2次。", "training_sessions"),
]


@pytest.mark.parametrize(("text", "subject"), CERTAIN)
def test_a_certain_wording(text, subject):
    assert meant(text) == [subject]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("受理政府信息公开申请12件。", ["received_new?"]),
        ("受理12件政府信息公开申请。", ["received_new?"]),
        ("收到并办理依申请公开政府信息24件。", ["received_new?"]),
        ("收到申请14件（含上年结转2件）。", ["received_new?", "carried_in?"]),
        ("收到申请14件，其中上年结转2件。", ["received_new?", "carried_in?"]),
        ("收到申请14件（上年结转2件）。", ["received_new?", "carried_in"]),
        ("依申请公开。答复11件。", ["processed_total?"]),
        ("收到申请12件，已办结11件。", ["received_new", "processed_total?"]),
        ("依申请公开。按期办结11件。", ["processed_total?"]),
        ("收到信访件30件，全年办结30件。", ["None", "processed_total?"]),
        ("依申请公开。收到留言230条，办结230件。", ["None", "processed_total?"]),
        ("去年收到申请8件。", ["received_new?"]),
        ("2020年收到申请8件。", ["received_new?"]),
        ("上半年收到申请8件。", ["received_new?"]),
        ("截至10月底，收到申请8件。", ["received_new?"]),
        ("全县收到申请80件。", ["received_new?"]),
        ("各部门收到申请80件，办结80件。", ["received_new?", "processed_total?"]),
        ("县教育局收到申请80件。", ["received_new?"]),
        ("其他部门\n收到申请80件。", ["received_new?"]),
        ("网络渠道方面，收到申请80件。", ["received_new?"]),
        (
            "其中自然人申请5件、法人或其他组织申请7件。",
            ["received_from_natural_persons?", "received_from_organisations?"],
        ),
        ("自然人申请3件，予以公开2件。", ["received_from_natural_persons?", "granted?"]),
        ("依申请公开。予以公开和部分公开258件。", ["partly_granted?"]),
        ("依申请公开。予以公开、部分公开共81件。", ["partly_granted?"]),
        ("依申请公开。因属于个人隐私，不予公开1件。", ["refused?"]),
        ("答复申请12件，其中予以公开5件；部分公开2件。", ["processed_total?", "granted?", "partly_granted?"]),
        ("收到申请12件，上年结转2件，其中予以公开5件。", ["received_new", "carried_in", "granted?"]),
        ("因政府信息公开引起的行政复议、行政诉讼均为0件。", ["litigation_total?"]),
        ("全年受理行政复议案件300件，应诉20件。", ["reconsideration_total?", "litigation_total?"]),
        ("全年收到行政复议申请300件。", ["reconsideration_total?"]),
        ("依申请公开。结转2022年度7件。", ["carried_out?"]),
        ("公开行政处罚决定12条。", ["penalty_decisions?"]),
        ("收到行政许可申请500件。", ["None"]),
        ("收到申请较上年增加3件。", ["None"]),
        ("收到申请12人次。", ["None"]),
    ],
)
def test_a_wording_with_two_readings(text, subjects):
    assert meant(text) == subjects


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("办结申请12件，其中予以公开5件，占41.7%。", ["processed_total", "granted", "granted_share"]),
        ("依申请公开。部分公开3件，占办结总数的25%。", ["partly_granted", "partly_granted_share"]),
        ("依申请公开。部分公开3件，占25%。", ["partly_granted", "partly_granted_share?"]),
        ("收到申请12件，不予公开3件，占收到总数的25%。", ["received_new", "refused", "refused_share?"]),
        ("通过网络申请10件，占83%。", ["None", "None"]),
        ("收到申请12件，同比增长50%。", ["received_new", "received_new_growth"]),
        ("收到申请12件，较上年下降5.5%。", ["received_new", "received_new_decline"]),
        ("办结申请12件，比2020年增长50%。", ["processed_total", "processed_total_growth"]),
        ("办结申请12件，比2018年增长50%。", ["processed_total", "processed_total_growth?"]),
        ("办结率100%，增长50%。", ["None", "None"]),
    ],
)
def test_shares_and_growth(text, subjects):
    assert meant(text) == subjects


def test_section_four_speaks_of_its_disputes():
    assert meant("行政复议3件，行政诉讼1件。", "disputes") == ["reconsideration_total", "litigation_total"]
    assert meant("行政复议3件，行政诉讼1件。", "problems") == ["reconsideration_total?", "litigation_total?"]


def test_every_subject_has_its_cells_in_a_form():
    places = {
        "/".join(address) for form in FORMS.values() for table in form.tables for address in form.addresses(table)
    }
    named = {cell for fact in FACTS["subjects"].values() for cell in fact["cells"]}
    for cell in named:
        first, star, last = cell.partition("*")
        assert any(place.startswith(first) and place.endswith(last) for place in places) if star else cell in places
    assert all(label.zh and label.en for label in SUBJECTS.values())


# -------------------------------------------------------------------------------------------------- against the tables


def cell(place, value, implied=None):
    return Cell(*place.split("/"), value, None, "blank" if value is None else "printed", "untested", implied, None)


CELLS = [
    cell("requests/received_new/total", 12),
    cell("requests/carried_in/total", None, implied=2),
    cell("requests/granted/total", 5),
    cell("requests/partly_granted/total", None),
    cell("requests/refused_state_secret/total", 1),
    cell("requests/refused_internal/total", 2),
    cell("requests/unavailable_not_held/total", 1),
    cell("requests/unavailable_unclear/total", None),
    cell("requests/processed_total/total", 12),
    cell("disputes/litigation_direct/total", 1),
    cell("disputes/litigation_after_reconsideration/total", 2),
]
BEFORE = [cell("requests/received_new/total", 9), cell("requests/processed_total/total", 0)]


def checked(text, before=None):
    last = check_claims(claims_in(text), CELLS, before)[-1]
    return last.match, last.cell, last.expected


@pytest.mark.parametrize(
    ("text", "match", "cell", "expected"),
    [
        ("收到申请12件。", "agrees", "requests/received_new/total", 12),
        ("收到申请13件。", "differs", "requests/received_new/total", 12),
        ("受理申请13件。", "uncertain", "requests/received_new/total", 12),
        ("受理申请12件。", "uncertain", "requests/received_new/total", 12),
        ("收到申请约13件。", "agrees", "requests/received_new/total", 12),
        ("收到申请10余件。", "uncertain", "requests/received_new/total", 12),
        ("收到申请1万件。", "uncertain", "requests/received_new/total", 12),
        ("申请。上年结转2件。", "agrees", "requests/carried_in/total", 2),
        ("申请。部分公开2件。", None, None, None),
        ("申请。不予公开3件。", "agrees", "requests/refused_*/total", 3),
        ("申请。不予公开4件。", "differs", "requests/refused_*/total", 3),
        ("申请。无法提供1件。", None, None, None),
        ("因政府信息公开被提起行政诉讼3件。", "agrees", "disputes/litigation_*/total", 3),
        ("因政府信息公开被提起行政诉讼1件。", "differs", "disputes/litigation_*/total", 3),
        ("办结申请12件，予以公开5件，占41.67%。", "agrees", "requests/granted/total", 41.67),
        ("办结申请12件，予以公开5件，占42%。", "agrees", "requests/granted/total", 41.67),
        ("办结申请12件，予以公开5件，占41.6%。", "uncertain", "requests/granted/total", 41.67),
        ("办结申请12件，予以公开5件，占14.67%。", "differs", "requests/granted/total", 41.67),
        ("收到申请12件，同比增长33.3%。", None, None, None),
        ("发布政策解读12篇。", None, None, None),
        ("组织检查12次。", None, None, None),
    ],
)
def test_a_claim_against_the_table(text, match, cell, expected):
    assert checked(text) == (match, cell, expected)


@pytest.mark.parametrize(
    ("text", "match", "expected"),
    [
        ("收到申请12件，同比增长33.3%。", "agrees", 33.33),
        ("收到申请12件，同比增长25%。", "differs", 33.33),
        ("收到申请12件，同比下降33.3%。", "differs", -33.33),
        ("办结申请12件，同比增长20%。", None, None),
    ],
)
def test_growth_over_the_report_before(text, match, expected):
    found = checked(text, BEFORE)
    assert (found[0], found[2]) == (match, expected)


def test_a_difference_is_told_with_its_words():
    sections = [Section("overview", "", "概述。全年收到申请13件，其余照旧。")]
    (issue,) = claim_issues(check_claims(find_claims(sections), CELLS), sections)
    assert issue.code == "claim_differs"
    assert issue.message == "section overview says “全年收到申请13件”; requests/received_new/total says 12"


def test_a_report_tells_which_figures_its_tables_contradict():
    drawn = report_of({Address("requests", "received_new", "total"): "18"})
    told = {**drawn.sections, "overview": Told("一、总体情况", ("2020年，本局收到申请4件，办结3件。",))}
    record = read_drawn(replace(drawn, sections=told))
    assert [claim.match for claim in record.claims] == ["differs", "agrees"]
    assert codes(record).count("claim_differs") == 1


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_what_the_sample_tells_is_what_its_tables_say(layout):
    found = [claim for p in REPORTS for claim in read_drawn(p.drawn, layout).claims]
    assert len(found) > 10 * len(REPORTS)
    compared = {claim.match for claim in found if claim.cell}
    assert compared == (set() if layout == "images" else {"agrees", "uncertain"})
    if layout != "images":
        assert sum(claim.match == "agrees" for claim in found) > 6 * (len(REPORTS) - 1)


def test_a_planted_difference_is_found_in_every_report():
    """Each printed total moved by one: every certain claim on it now differs, and no other."""
    for publication in REPORTS[::9]:
        record = read_drawn(publication.drawn)
        moved = [replace(each, value=each.value + 1) if is_received(each) else each for each in record.cells]
        before = {claim.start: claim.match for claim in record.claims if claim.subject == "received_new"}
        after = check_claims(find_claims(record.sections, year=record.report.year, agency=record.report.agency), moved)
        differing = {claim.start for claim in after if claim.match == "differs"}
        assert differing == {start for start, match in before.items() if match == "agrees"}


def is_received(cell):
    return (cell.row, cell.column) == ("received_new", "total") and cell.value is not None


# ------------------------------------------------------------------------------------------------- whatever the text

WORDS = [
    "收到", "申请", "政府信息公开", "予以公开", "其中", "占", "同比", "增长", "上年结转", "结转下年度", "办结",
    "行政复议", "第", "条", "件", "万", "余", "约", "百分之", "，", "。", "；", "、", "（", "）", "\n", " ", "1", "２",
    ".", ",", "%", "一", "十", "百", "零", "〇", "2021年", "元", "个", "工作日", "点", "自然人", "教育局", "-", "至",
]  # fmt: skip


@QUICK
@given(st.text() | st.lists(st.sampled_from(WORDS), max_size=60).map("".join))
def test_no_text_raises_and_every_span_is_its_text(text):
    end = 0
    for claim in check_claims(claims_in(text), CELLS, BEFORE):
        assert end <= claim.start < claim.end <= len(text)
        assert text[claim.start : claim.end] == claim.text
        assert claim.subject is None or claim.subject in SUBJECTS
        assert type(claim.number) in (int, float)
        end = claim.end


@QUICK
@given(st.integers(0, 999_999), st.sampled_from([text for text, _ in CERTAIN if "12件" in text]), st.integers(0, 2))
def test_a_figure_put_in_comes_back(number, template, style):
    printed = (str(number), f"{number:,}", "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)))[style]
    (claim,) = claims_in(template.replace("12件", f"{printed}件"))
    assert (claim.number, claim.text, claim.subject) == (number, f"{printed}件", dict(CERTAIN)[template])


@pytest.mark.parametrize(
    "unit", ["收到申请1件、", "1", "1,", "一", "百", "其中1件", "2021年共", "第", "申请", "1万", "占1%，", "（1"]
)
def test_time_grows_with_the_length_alone(unit):
    def seconds(size):
        text = (unit * size)[:size]
        begun = time.process_time()
        claims_in(text)
        return time.process_time() - begun

    seconds(1000)
    short, long = min(seconds(20_000), seconds(20_000)), seconds(200_000)
    assert long < 30 * max(short, 0.005)
