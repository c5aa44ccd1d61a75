"""The text of one cell as a value: every text gives an answer, and a number written in any way comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_to_read import QUICK

from parsers.form.values import read_value

WIDE = str.maketrans("0123456789.,+-", "０１２３４５６７８９．，＋－")
PADS = ["", " ", "\u00a0", "\u3000", "\n", "\t", " \u00a0\u2003 ", "\u200b", "\ufeff"]
NUMBERS = st.integers(0, 10**12)
pads = st.sampled_from(PADS)


@QUICK
@given(st.text(max_size=40))
def test_any_text_has_an_answer(text):
    value = read_value(text)
    assert value.kind in {"figure", "blank", "dash", "words"}
    assert (value.number is not None) == (value.kind == "figure")
    assert value.unit is None or value.kind == "figure"


@QUICK
@given(st.text(alphabet="0123456789０１２.,+-−－—/ 一二〇十百千两无元万亿件()（）减增O", max_size=12))
def test_any_text_of_figures_has_an_answer(text):
    value = read_value(text)
    assert (value.number is not None) == (value.kind == "figure")
    assert value.kind != "blank" or not text.strip()


@QUICK
@given(NUMBERS, pads, pads, st.booleans())
def test_counts(number, before, behind, wide):
    text = str(number).translate(WIDE) if wide else str(number)
    assert read_value(f"{before}{text}{behind}") == ("figure", number, None)


SIGNS = [("-", -1), ("+", 1), ("－", -1), ("＋", 1), ("−", -1), ("–", -1), ("—", -1), ("减", -1), ("减少", -1),
         ("增", 1), ("增加", 1), ("--", -1), ("- ", -1), ("+ ", 1)]  # fmt: skip


@QUICK
@given(NUMBERS, st.sampled_from(SIGNS))
def test_signs(number, sign):
    written, factor = sign
    assert read_value(f"{written}{number}").number == factor * number


@QUICK
@given(NUMBERS, st.booleans())
def test_thousands_separators(number, wide):
    text = f"{number:,}".translate(WIDE) if wide else f"{number:,}"
    assert read_value(text) == ("figure", number, None)


@QUICK
@given(st.decimals(0, 10**7, places=4), st.sampled_from(["元", "万元", "亿元", ""]), pads, st.booleans())
def test_money(amount, unit, pad, wide):
    text = f"{amount:f}".translate(WIDE) if wide else f"{amount:f}"
    value = read_value(f"{pad}{text}{pad}{unit}")
    assert (value.number, value.unit) == (float(amount), unit or None)


@pytest.mark.parametrize("counter", "件条个项次份宗起部")
def test_counters_are_no_units(counter):
    assert read_value(f"16{counter}") == ("figure", 16, None)


@pytest.mark.parametrize(
    ("text", "number"),
    [("二十三", 23), ("一百零五", 105), ("两百", 200), ("十", None), ("一千二百", 1200),
     ("二〇二〇", 2020), ("百百百", None)],
)  # fmt: skip
def test_chinese_numerals(text, number):
    value = read_value(text)
    assert value.number == number
    assert value.kind == ("words" if number is None else "figure")


@pytest.mark.parametrize(
    "text", ["3（减）", "3(减少)", "3(-)", "3（↓）", "一一", "〇〇", "一一一", "21 719", "—\n6", "-\n6"]
)
def test_what_may_mean_two_things_is_no_figure(text):
    """A sign behind the figure, two strokes or 11, two figures or one, a dash above a figure or a sign."""
    assert read_value(text).kind == "words"


@pytest.mark.parametrize(("text", "unit"), [("5800（元）", "元"), ("12.5(亿元)", "亿元"), ("7（万元）", "万元")])
def test_a_unit_in_brackets_is_the_figures_own(text, unit):
    assert read_value(text).unit == unit


def test_the_apostrophe_of_a_spreadsheet_is_no_part_of_a_figure():
    assert (read_value("'12").number, read_value("’12").number, read_value("零").number) == (12, 12, 0)


@pytest.mark.parametrize("text", ["22（其中修订16件）", "55(含自然失效 29 件)", "22 （说明）"])
def test_a_remark_in_brackets_is_left_out(text):
    assert read_value(text).number == int(text[:2])


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0", "\u3000\u2003", "\u200b", "\ufeff"])
def test_blanks(text):
    assert read_value(text).kind == "blank"


@pytest.mark.parametrize("text", ["/", "-", "—", "——", "－", "―", "无", " / ", "\\", "～", "--"])
def test_dashes(text):
    assert read_value(text).kind == "dash"


@pytest.mark.parametrize(
    "text",
    ["O", "o", "l", "一", "〇", "1O", "O1", "1.2.3", "1,23", "12 3", "12,3456", "+-3", "3-", "3.", ".5", "50%", "5‰",
     "见附件", "约20", "20余", "3/4", "1-2", "1e5", "0x1F", "²", "①", "Ⅳ", "９９９９９９９９９９９９９９９９",
     "1" * 400, "1 元 2", "共3件", "2020年", "-", "NaN", "inf", "None"],
)  # fmt: skip
def test_what_is_no_figure_is_said_to_be_none(text):
    assert read_value(text).number is None
    assert text == "-" or read_value(text).kind == "words"
