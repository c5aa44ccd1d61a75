"""The words of the forms, however they are printed: over lines, spaced, in full width, numbered otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_to_read import QUICK, as_drawn, as_read, page_of, read_text, report_of

from nianbao.sample.wording import wide
from parsers import FORMS, Address
from parsers.form.labels import bare, fold, names, unit_in

LABELS = sorted({
    (table, side, label.key, label.zh.rpartition("/")[2] if side == "rows" else label.zh)
    for form in FORMS.values()
    for table, blocks in form.tables.items()
    for block in blocks
    for side, labels in (("rows", block.rows), ("columns", block.columns))
    for label in labels
})  # fmt: skip
SPACES = st.sampled_from([" ", "\n", "\u00a0", "\u3000", "\u2003", "\u200b", " \n ", "\ufeff", "\u2002"])


def named(text):
    return {tuple(name) for name in names(text)}


@pytest.mark.parametrize(("table", "side", "key", "label"), LABELS, ids=lambda part: part[:12])
def test_an_official_label_is_known(table, side, key, label):
    assert (table, side, key) in named(label)
    assert (table, side, key) in named(wide(label))


@QUICK
@given(st.sampled_from(LABELS), st.booleans(), st.lists(st.tuples(st.floats(0, 1), SPACES), max_size=6))
def test_an_official_label_is_known_with_white_space_anywhere(label, full_width, breaks):
    table, side, key, text = label
    text = wide(text) if full_width else text
    for where, space in breaks:
        at = int(where * len(text))
        text = text[:at] + space + text[at:]
    assert (table, side, key) in named(text)


@QUICK
@given(st.sampled_from([label for label in LABELS if label[3][0].isdigit() and label[2] != "other_other"]),
       st.integers(1, 9),
       st.sampled_from(["{}.", "{}、", "{}．", "（{}）", "({})", "{} . ", "{}, ", "{}"]))  # fmt: skip
def test_numbers_before_a_label_do_not_matter(label, number, style):
    table, side, key, text = label
    words = text.partition(".")[2]
    assert ((table, side, key) in named(style.format(number) + words)) == (style != "{}")


@pytest.mark.parametrize(
    ("label", "is_row"), [("3.其他", True), ("3、其他", True), ("4.其他", False), ("9.其他", False)]
)
def test_a_row_whose_wording_others_share_is_told_by_its_number(label, is_row):
    assert (("requests", "rows", "other_other") in named(label)) == is_row


@pytest.mark.parametrize(
    "label", ["1.\t属于国家秘密", "（一）\t予以公开", "\t行政许可\t", "一、\t本年新收政府信息公开申请数量"]
)
def test_tabs_in_labels_are_white_space(label):
    assert names(label)


@pytest.mark.parametrize("label", ["\t1.属于国家秘密", "\t（一）予以公开"])
def test_tabs_before_numbers_are_white_space(label):
    assert names(label)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("本年增/", "change"), ("本年增\\减", "change"), ("本年增／减", "change"), ("现行有效件", "in_force"),
        ("采购总金额(万元)", "amount"), ("本年收费金额（单位：元）", "amount"), ("对外公开 总数量", "in_total"),
        ("规范性文件", "normative_documents"), ("行政规范性文件", "normative_documents"),
        ("规章(设区的市、自治州人民政府应提供相关数据)", "rules"), ("规章 (全区机关均无制定规章的权限)", "rules"),
        ("上一年项目数量(指2019年事项数)", "items_last_year"), ("处理决定数量（指2020年办件量）", "decisions"),
        ("2.其他法律行政止公开", "refused_other_law"), ("3.危及三安全一稳定", "refused_security"),
        ("3.危及\"三安全一稳定\"", "refused_security"),
        ("社会公益", "social_welfare"), ("社会\n公益\n组织", "social_welfare"),
        ("1.逾期不补正", "other_uncorrected"), ("2.逾期不缴费", "other_fee_unpaid"),
        ("1.申请人无正当理由逾期不补正,行政机关不再处理其政府信息公开申请", "other_uncorrected"),
        ("（二）部分公开", "partly_granted"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "partly_granted"),
        ("1、属于国家秘密", "refused_state_secret"),
        ("1. 属于国家秘密", "refused_state_secret"), ("(七)总 计", "processed_total"), ("尚未审\n结", "pending"),
    ],
)  # fmt: skip
def test_variants_that_real_reports_print(printed, key):
    assert key in {name.key for name in names(printed)}


@pytest.mark.parametrize(
    "printed",
    ["第二十条第(一)项", "第二十条第（五）项", "第二十条 第 (六) 项", "第二十条(八)项", "信息内容", "申请人情况",
     "中华人民共和国政府信息公开条例 第二十条第(九)项", "（三） 不予公开", "法人或其他组织"],
)  # fmt: skip
def test_headers_name_no_row(printed):
    assert {(name.side, name.key) for name in names(printed)} == {("headers", "")}


@pytest.mark.parametrize(
    "printed",
    ["", " ", "行政奖励", "规", "规章制度", "本年新收政府信息公开申请数量不详", "0", "/", "属于国家秘密的",
     "第二十一条第(一)项", "总计划", "其他情况说明"],
)  # fmt: skip
def test_words_that_no_form_has(printed):
    assert names(printed) == ()


@QUICK
@given(st.text(max_size=60))
def test_folding_keeps_every_offset(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@QUICK
@given(st.text(max_size=60))
def test_a_bare_label_stays_bare(text):
    assert bare(bare(text)) == bare(text) or bare(text)[:1].isascii()


@pytest.mark.parametrize(
    ("label", "unit"),
    [("本年收费金额（单位：万元）", "万元"), ("本年收费金额(单位:元)", "元"), ("采购总金额（万元）", "万元"),
     ("采购总金额", None), ("本年收费金额（单位： 万 元）", "万元"), ("处理决定数量", None)],
)  # fmt: skip
def test_the_unit_that_a_label_states(label, unit):
    assert unit_in(label) == unit


@pytest.mark.parametrize(("header", "unit"), [("（单位：万元）", "万元"), ("（单位：元）", "元"), ("", None)])
def test_money_takes_the_unit_of_its_header(header, unit):
    fees = Address("proactive", "fees", "amount")
    page = page_of(report_of({fees: "12.5"}, "2021")).replace("（单位：万元）", header)
    assert as_read(read_text(page))[fees] == (12.5, unit)


def test_a_unit_in_the_cell_is_believed_before_the_header():
    fees = Address("proactive", "fees", "amount")
    assert as_read(read_text(page_of(report_of({fees: "12500元"}, "2021"))))[fees] == (12500, "元")


VARIANTS = [
    ("本年增/减", "本年增/"), ("对外公开总数量", "对外公开 总数量"), ("1.属于国家秘密", "1、属于国家秘密"),
    ("行政许可", "行 政 许 可"), ("其他对外管理服务事项", "其他对外<br/>管理服务<br/>事项"),
    ("（三）不予公开", "（三）<br/>不予<br/>公开"),
    ("本年新制作数量", "本年新"), ("本年新公开数量", "本年新制作数量"), ("第二十条第（五）项", "第二十条（五）项"),
    ("信息内容", ""), ("采购总金额", "采购总金额（万元）"), ("申请人情况", "申请人情况（件）"),
]  # fmt: skip


@pytest.mark.parametrize(("official", "variant"), VARIANTS)
def test_pages_with_a_variant_are_read_the_same(official, variant, balanced):
    page = page_of(balanced).replace("本年新<br/>", "本年新")
    changed = page.replace(wide(official), variant)
    assert changed != page
    found = as_read(read_text(changed))
    assert {address: value for address, (value, _) in found.items()} == {
        address: value for address, (value, _) in as_drawn(balanced).items()
    }
