"""The text of one cell as a value: every text gives an answer, and a number written in any way comes back."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_to_read import QUICK

from parsers.form import facts
from parsers.form.numerals import number_of
from parsers.form.values import as_change, as_count, as_money, read_value

WIDE = str.maketrans("0123456789.,+-", "０１２３４５６７８９．，＋－")
PADS = ["", " ", "\u00a0", "\u3000", "\n", "\t", " \u00a0\u2003 ", "\u200b", "\ufeff", "\u200e", "\u202a", "\u2069"]
INVISIBLE = [*"\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2064\u2066\u2067\u2068",
             *"\u2069\ufeff\ufe0f\u034f\u3164\u115f"]  # fmt: skip
NUMBERS = st.integers(0, 10**12)
WORDS = facts("values")
pads = st.sampled_from(PADS)


def figure(text):
    """Number and unit of a text that is a figure."""
    value = read_value(text)
    assert value.kind == "figure", value
    return value.number, value.unit


def count(text):
    return as_count(read_value(text)).number


def change(text):
    return as_change(read_value(text)).number


def money(text):
    return as_money(read_value(text))[1:3]


@QUICK
@given(st.text(max_size=40))
def test_any_text_has_an_answer(text):
    value = read_value(text)
    assert value.kind in {"figure", "blank", "dash", "words"}
    assert (value.number is not None) == (value.kind == "figure")
    assert value.unit is None or value.kind == "figure"


@QUICK
@given(
    st.text(
        alphabet="0123456789０１２.,+-−－—/ 一二〇十百千两无元万亿件()（）减增O↓比上年负￥约\u202e\u200b", max_size=16
    )
)
def test_any_text_of_figures_has_an_answer(text):
    value = read_value(text)
    assert (value.number is not None) == (value.kind == "figure")
    for meant in (as_count(value), as_change(value), as_money(value)):
        assert meant.kind in (value.kind, "words")
        assert meant.number in (value.number, None)
    assert (as_count(value).number or 0) >= 0


@QUICK
@given(st.text(alphabet="减少降下负↓比上年-−–—12 （）()", min_size=1, max_size=14), st.integers(1, 99))
def test_who_says_that_it_fell_leaves_no_plus(remark, number):
    """Whatever stands behind a figure: with a word that says that it fell it is not positive."""
    value = read_value(f"{number}（{remark}）")
    if any(mark in remark for mark in "减降负↓") and value.kind == "figure":
        assert value.number < 0


@QUICK
@given(NUMBERS, pads, pads, st.booleans())
def test_counts(number, before, behind, wide):
    text = str(number).translate(WIDE) if wide else str(number)
    assert figure(f"{before}{text}{behind}") == (number, None)
    assert count(f"{before}{text}{behind}") == number


SIGNS = [("-", -1), ("+", 1), ("－", -1), ("＋", 1), ("−", -1), ("–", -1), ("—", -1), ("减", -1), ("减少", -1),
         ("增", 1), ("增加", 1), ("--", -1), ("- ", -1), ("+ ", 1), ("下降", -1), ("降", -1), ("负", -1), ("↓", -1),
         ("↑", 1), ("（减）", -1), ("（+）", 1), ("减少了", -1), ("比上年减少", -1), ("较上年增加", 1), ("净增", 1),
          ("净减", -1),
         ("同比下降", -1), ("负增长", -1)]  # fmt: skip


@QUICK
@given(st.integers(1, 10**12), st.sampled_from(SIGNS))
def test_signs(number, sign):
    written, factor = sign
    assert change(f"{written}{number}") == factor * number
    assert count(f"{written}{number}") in (None, factor * number)


@pytest.mark.parametrize("text", ["0", "-0", "+0", "减0", "增0", "减少0", "0（减少）"])
def test_a_signed_0_is_0(text):
    assert change(text) == 0


@pytest.mark.parametrize("text", ["—0", "––0", "--0", "——0"])
def test_a_long_dash_before_0_is_a_dash_beside_a_figure(text):
    assert read_value(text).kind == "words"


@pytest.mark.parametrize(
    "text",
    ["8（减）", "8（减少）", "8（比上年减少）", "8(较上年下降)", "8（负数）", "8（-8）", "8（－8）",
     "8（比上年减少8件）", "8(减8)",
     "8↓", "8（↓）", "8减少", "-8（减少）", "减少8（比上年减少8）", "8（同比下降）", "8（负）", "8（为负数）",
     "8件（减少）",
     "8（比上年-8）", "８（减少了）", "8 （ 减 少 ）"],
)  # fmt: skip
def test_a_remark_that_says_only_that_it_fell_is_a_minus(text):
    assert change(text) == -8
    assert count(text) is None


@pytest.mark.parametrize(
    "text",
    ["8（比上年减少2）", "8（-9）", "+8（减少）", "增加8（-8）", "-8（增加）", "8（其中减3件）", "8（下降5%）",
     "8（减少、撤销）",
     "8（其中-3件）", "8（减免）", "8(-)", "8（—）", "8-", "8（负责人）", "8（至少）", "8（比上年减少，系机构改革）"],
)  # fmt: skip
def test_a_remark_that_says_it_fell_and_more_leaves_no_figure(text):
    assert read_value(text).kind == "words"


@pytest.mark.parametrize("text", ["8（增加）", "+8（比上年增加）", "8（+8）", "8↑", "8（比上年增加8）"])
def test_a_remark_that_says_that_it_rose(text):
    assert change(text) == 8


@pytest.mark.parametrize("text", [*WORDS["unchanged"], "未增 未减", "（持平）"])
def test_no_change_is_0_in_a_column_of_changes_and_nowhere_else(text):
    assert change(text) == (0 if text in WORDS["unchanged"] else None)
    assert count(text) is None
    assert money(text) == (None, None)


@QUICK
@given(NUMBERS, st.booleans())
def test_thousands_separators(number, wide):
    text = f"{number:,}".translate(WIDE) if wide else f"{number:,}"
    assert figure(text) == (number, None)


@QUICK
@given(st.decimals(0, 10**7, places=4), st.sampled_from(["元", "万元", "亿元", ""]), pads, st.booleans())
def test_money(amount, unit, pad, wide):
    text = f"{amount:f}".translate(WIDE) if wide else f"{amount:f}"
    expected = (float(amount), unit or None)
    assert figure(f"{pad}{text}{unit}{pad}") == money(f"{text} {unit}") == expected


@pytest.mark.parametrize("unit", WORDS["units"])
def test_units_of_money_are_as_printed(unit):
    assert figure(f"3.5{unit}") == figure(f"3.5（{unit}）") == figure(f"3.5(单位：{unit})") == (3.5, unit)
    assert money(f"3{unit}") == (3, unit)
    assert count(f"3{unit}") is None


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [("2601.95万", 2601.95, "万元"), ("2亿", 2, "亿元"), ("5（万）", 5, "万元"), ("约20万元", 20, "万元"),
     ("约20万", 20, "万元"),
     ("￥20000", 20000, "元"), ("¥ 20,000.50", 20000.5, "元"), ("￥3万", 3, "万元"), ("人民币2万元", 2, "万元"),
     ("人民币20000", 20000, "元"), ("RMB300", 300, "元"), ("2万元人民币", 2, "万元"), ("200元整", 200, "元"),
     ("两万元", 2, "万元"), ("三万五千元", 35000, "元"), ("三百万元", 300, "万元"), ("三万", 3, "万元"),
      ("零元", 0, "元"),
     ("20 万\n元", 20, "万元"), ("5800（元）（含税）", 5800, "元"), ("20000", 20000, None), ("477.35", 477.35, None)],
)  # fmt: skip
def test_an_amount_has_the_unit_that_it_states(text, number, unit):
    assert money(text) == (number, unit)
    assert unit is None or count(text) is None


@pytest.mark.parametrize(
    "text",
    ["￥3美元", "人民币3港元", "20余万元", "20元左右", "20（约）元", "近20万元", "1万2千元", "3元/件", "$20", "2-3万元",
     "-5元", "减少2万元",
     "20万件", "5（万件）", "5(千)", "三万五千", "一亿二千万"],
)  # fmt: skip
def test_what_is_no_certain_amount_is_none(text):
    assert money(text) == (None, None)


@pytest.mark.parametrize("counter", WORDS["counters"])
def test_counters_are_no_units(counter):
    assert figure(f"16{counter}") == figure(f"16 {counter}（其中新增3{counter}）") == (16, None)
    assert count(f"0{counter}") == 0


@pytest.mark.parametrize("text", ["1.234", "12.0", "0.5", "5万", "2亿", "5元", "-3", "3（减少）", "增加5", "持平"])
def test_a_count_is_whole_and_no_change(text):
    assert read_value(text).kind == "figure"
    assert as_count(read_value(text)).kind == "words"


@pytest.mark.parametrize("text", ["", "/", "见附件", "无"])
def test_what_is_no_figure_stays_what_it_is(text):
    value = read_value(text)
    assert as_count(value) == as_change(value) == as_money(value) == value


@pytest.mark.parametrize(
    ("text", "number"),
    [("二十三", 23), ("一百零五", 105), ("一百〇五", 105), ("两百", 200), ("十", 10), ("两", 2), ("零", 0),
     ("一千二百", 1200),
     ("廿三", 23), ("壹佰贰拾叁", 123), ("九千九百九十九", 9999), ("一千零一", 1001)],
)  # fmt: skip
def test_chinese_numerals(text, number):
    assert count(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "一",
        "二",
        "〇",
        "百",
        "千",
        "万",
        "一一",
        "一二",
        "〇〇",
        "二〇二〇",
        "一百五",
        "百百百",
        "零件",
        "二十条",
        "一项",
    ],
)
def test_strokes_years_and_labels_are_no_numerals(text):
    assert read_value(text).kind == "words"


@QUICK
@given(st.integers(0, 99_999_999))
def test_every_numeral_comes_back(number):
    assert number_of(spelled(number)) == number


def spelled(number):
    """The usual numeral of a number below a hundred million."""
    high, low = divmod(number, 10_000)
    gap = "零" if high and 0 < low < 1000 else ""
    return (spelled_part(high) + "万" if high else "") + gap + spelled_part(low) or "零"


def spelled_part(number):
    digits = f"{number:04}"
    said = "".join(
        ("零一二三四五六七八九"[int(digit)] + scale * (digit != "0"))
        for digit, scale in zip(digits, "千百十 ", strict=True)
    )
    said = said.replace(" ", "").strip("零")
    while "零零" in said:
        said = said.replace("零零", "零")
    return said


@pytest.mark.parametrize("text", ["21 719", "1 234", "—\n6", "-\n6", "3（4）", "5（无）", "8（持平）"])
def test_what_may_mean_two_things_is_no_figure(text):
    """Two figures or one, a dash above a figure or a sign, a figure and a remark that it is none."""
    assert read_value(text).kind == "words"


@pytest.mark.parametrize("hidden", INVISIBLE, ids=ascii)
def test_an_invisible_character_between_digits_leaves_no_figure(hidden):
    assert read_value(f"1{hidden}2").kind == read_value(f"1{hidden}23{hidden}4").kind == "words"


def test_digits_that_are_shown_from_their_end_are_no_figure():
    assert read_value("\u202e12").kind == read_value("12\u202e").kind == "words"
    assert read_value("\u202e").kind == "blank"


def test_the_apostrophe_of_a_spreadsheet_is_no_part_of_a_figure():
    assert (count("'12"), count("’12")) == (12, 12)


@pytest.mark.parametrize(
    "text",
    [
        "22（其中修订16件）",
        "55(含自然失效 29 件)",
        "22 （说明）",
        "22（2020-2021年）",
        "22（占5%）",
        "22（22）",
        "22（1—6月）",
    ],
)
def test_a_remark_in_brackets_is_left_out(text):
    assert count(text) == int(text[:2])


@pytest.mark.parametrize("text", ["0（无）", "无（0）", "0（没有）", "0（持平）", "0件（未发生）"])
def test_0_with_the_word_for_nothing_is_0(text):
    assert count(text) == 0


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0", "\u3000\u2003", "\u200b", "\ufeff", " " * 10_000])
def test_blanks(text):
    assert read_value(text).kind == "blank"


@pytest.mark.parametrize("text", ["/", "-", "—", "——", "－", "―", " / ", "\\", "～", "--", "／", *WORDS["nothing"]])
def test_dashes(text):
    assert read_value(text).kind == "dash"


@pytest.mark.parametrize(
    "text",
    ["O", "o", "l", "1O", "O1", "1.2.3", "1,23", "12 3", "12,3456", "+-3", "3-", "3.", ".5", "50%", "5‰", "000", "007",
     "00",
     "见附件", "约20", "约20件", "20余", "3/4", "1-2", "3-5", "1e5", "0x1F", "²", "①", "5①", "Ⅳ", "٣", "1٣", "𝟏", "९",
     "９９９９９９９９９９９９９９９９", "1" * 400, "1 元 2", "共3件", "2020年", "10:30", "2021-01-03", "2021.1.3",
     "（8）", "(-8)",
     "5（应为6）", "20（左右）", "12（%）", "第3项", "NaN", "inf", "None"],
)  # fmt: skip
def test_what_is_no_figure_is_said_to_be_none(text):
    assert read_value(text).kind == "words"


@pytest.mark.parametrize("part", ["1", "1,", "(", "8（减", "一百", "减", "比上年", "- ", "\u200b1", "（）", "元", "1 "])
def test_long_texts_are_refused_at_once(part):
    started = time.process_time()
    for spare in range(50):
        assert read_value(part * 10_000 + "x" * spare + "y").kind == "words"
        read_value((part * 120)[: 120 - spare])
    assert time.process_time() - started < 0.5
