"""The drawings say what their reports say: no figure is lost in any layout, no blank in one that keeps all."""

import re
from html import unescape

import lxml.html
import msgspec
import pytest

from nianbao.sample.grid import Td
from parsers.form import FORMS, TABLES, Address
from tests.layouts import LAYOUTS, gold_cases, own_cases
from tests.layouts.draft import drafted, is_whole
from tests.layouts.printed import width_of, wrapped
from tests.layouts.values import FEES, HABITS, Truth, truth_of
from tests.layouts.variants import VARIANTS

FEW = own_cases()[::9]
LOSING_PLACES = sorted(name for name, layout in LAYOUTS.items() if not layout.is_lossless and name != "pdf_layout")
"""Layouts in which nothing tells where a blank was; in the text of a PDF the columns may."""
KEEPING = sorted(name for name, layout in LAYOUTS.items() if layout.is_lossless)
ROW = [Address("requests", "received_new", column.key) for column in FORMS["2019"].tables["requests"][0].columns]


def text_of(layout, report, **how):
    return unescape(LAYOUTS[layout].draw(report, **how).decode())


def flat(text):
    return re.sub(r"\s", "", text)


def figures_of(report):
    """Figures and blanks in reading order."""
    order = (cell for part in drafted(report).parts for row in part.rows for cell in row)
    return [cell.lines[0] for cell in order if cell.is_figure]


def words_of(report):
    """Everything that is drawn and is no figure."""
    draft = drafted(report)
    labels = ("".join(cell.lines) for part in draft.parts for row in part.rows for cell in row if not cell.is_figure)
    return {*draft.top, draft.title, *(part.text for part in draft.parts if part.kind != "table"), *labels}


# Naive readers: each splits a document into cells, knowing its layout and nothing of the form.


def read_lines_blank(text):
    return text.split("\n\n")


def read_lines(text):
    return text.split("\n")


def read_blank_lines(text):
    cells = []
    for cell, ends in re.findall(r"([^\n]+)(\n*)", text):
        cells += [cell, *[""] * (len(ends) - 2)]
    return cells


def read_lines_pipe(text):
    return [line.removesuffix("|") for line in text.split("\n")]


def read_rows_pipe(text):
    return [cell for line in text.split("\n") for cell in line.removesuffix("|").split("|")]


def read_tabs(text):
    return [cell for line in text.split("\n") for cell in line.split("\t")]


def read_html(text):
    return [cell.text_content() for cell in lxml.html.fromstring(text).iter("td")]


def read_divs(text):
    return [cell.text_content() for cell in lxml.html.fromstring(text).find_class("cell")]


NAIVE = {
    "lines_blank": read_lines_blank,
    "lines": read_lines,
    "blank_lines_for_blanks": read_blank_lines,
    "lines_pipe": read_lines_pipe,
    "rows_pipe": read_rows_pipe,
    "tabs": read_tabs,
    "html": read_html,
    "html_divs": read_divs,
}


@pytest.mark.parametrize("layout", sorted(NAIVE))
def test_figures_and_blanks_are_recovered_by_a_naive_reader(layout):
    for case in FEW:
        words = words_of(case.report)
        cells = [cell.strip() for cell in NAIVE[layout](text_of(layout, case.report, switched_on=()))]
        assert [cell for cell in cells if cell not in words] == figures_of(case.report), case.name


@pytest.mark.parametrize("layout", sorted(set(LAYOUTS) - {"repeats_dropped"}))
def test_every_figure_is_printed(layout):
    for case in FEW:
        text = flat(text_of(layout, case.report))
        place = 0
        for figure in figures_of(case.report):
            place = text.find(flat(figure), place)
            assert place >= 0, (case.name, figure)
            place += len(flat(figure))


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_drawings_are_the_same_at_every_run(layout):
    for case in FEW:
        assert LAYOUTS[layout].draw(case.report) == LAYOUTS[layout].draw(case.report)


def with_blanks(*filled):
    """A report whose first row of table 3 is filled in these columns alone."""
    report = next(case.report for case in own_cases() if case.form == "2019")
    cells = {address: "7" if at in filled else "" for at, address in enumerate(ROW)}
    return msgspec.structs.replace(report, cells=report.cells | cells)


@pytest.mark.parametrize("layout", KEEPING)
def test_the_place_of_a_blank_is_kept(layout):
    assert text_of(layout, with_blanks(1), switched_on=()) != text_of(layout, with_blanks(6), switched_on=())


@pytest.mark.parametrize("layout", LOSING_PLACES)
def test_the_place_of_a_blank_is_lost(layout):
    assert text_of(layout, with_blanks(1), switched_on=()) == text_of(layout, with_blanks(6), switched_on=())


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_variants_leave_the_figures_alone(variant):
    for case in FEW:
        cells = read_html(text_of("html", case.report, switched_on=(variant,)))
        kept = iter(cells)
        assert all(figure in kept for figure in figures_of(case.report)), case.name


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_every_variant_shows_somewhere(variant):
    cases = [next(case for case in own_cases() if case.form == form) for form in ("2019", "2021")]
    plain = [LAYOUTS["lines"].draw(case.report, switched_on=()) for case in cases]
    varied = [LAYOUTS["lines"].draw(case.report, switched_on=(variant,)) for case in cases]
    assert plain != varied


def test_variants_and_habits_are_all_thrown():
    thrown = {name for layout in LAYOUTS.values() for case in own_cases() for name in layout.variants(case.report)}
    assert thrown == set(VARIANTS)
    characters = "".join(figure for case in own_cases() for figure in case.report.cells.values())
    assert all(mark in characters for mark in "+减－万元（,/—５")
    assert len(HABITS) == 10


def test_a_report_known_in_part_ends_behind_its_last_cell():
    whole = own_cases()[0].report
    known = dict(list(whole.cells.items())[:9])
    part = msgspec.structs.replace(whole, cells=known)
    assert is_whole(whole)
    assert not is_whole(part)
    assert figures_of(part) == list(known.values())
    last = drafted(part).parts[-1]
    assert last.key == TABLES[0]
    assert last.rows[-1][-1].is_figure


@pytest.mark.parametrize(
    ("address", "characters", "truth"),
    [
        (ROW[0], "12", Truth(12)),
        (ROW[0], "", Truth(None)),
        (ROW[0], "—", Truth(None)),
        (FEES, "4.63", Truth(4.63, "万元")),
        (Address("proactive", "procurement", "amount"), "251000元", Truth(251000, "元")),
        (Address("proactive", "licensing", "change"), "-57", Truth(-57)),
    ],
)
def test_plain_characters_say(address, characters, truth):
    assert truth_of(address, characters) == truth


def test_nothing_printed_says_nothing():
    for case in own_cases():
        assert case.report.cells.keys() == case.truth.keys()
        silent = {address for address, text in case.report.cells.items() if not re.search(r"\d", text)}
        assert silent == {address for address, truth in case.truth.items() if truth.number is None}


@pytest.mark.skipif(not gold_cases(), reason="the figures of real reports do not stand beside the project")
def test_real_reports_are_drawn_with_their_labels():
    for case in gold_cases():
        text = text_of("html", case.report, labels=case.labels, switched_on=())
        shown = [cell for cell in read_html(text) if cell in set(case.report.cells.values())]
        assert len(shown) >= len(case.report.cells), case.name
    broken = next(case for case in gold_cases() if case.labels.get("本年增/减") == "本年增/")
    assert "<td>本年增/</td>" in text_of("html", broken.report, labels=broken.labels, switched_on=())


def test_wide_characters_take_two_places():
    assert width_of("规章 3") == 6
    assert wrapped("社会公益组织", 4) == ["社会", "公益", "组织"]
    assert Td(("",)).lines == ("",)
