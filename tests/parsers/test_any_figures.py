"""Properties over drawn figures: what is drawn is read back, and what no eye sees is no matter."""

import random
import re
from itertools import cycle

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reports_to_read import (
    ALL_BORDERS,
    QUICK,
    WITH_TABLES,
    addresses,
    as_drawn,
    as_read,
    by_address,
    codes,
    flattened,
    page_of,
    read_drawn,
    read_text,
    report_of,
    table_of,
)

from nianbao.sample import ORGANS, YEARS, draw
from nianbao.sample.grid import grid
from parsers import FORMS, TABLES, Address
from parsers.form.sheet import lay_out

COUNTS = st.one_of(st.integers(0, 3), st.integers(0, 12_000_000)).map(str)
CHANGES = st.integers(-900, 900).map(lambda change: f"{change:+d}" if change % 3 == 0 else str(change))
MONEY = st.builds("{}{}".format, st.decimals(0, 100_000, places=2).map(lambda money: f"{money:f}"),
                  st.sampled_from(["", "元", "万元"]))  # fmt: skip


BLANKS = ["", "/", "-", ""]
FIRST_OF_LAST_ROWS = [
    Address("proactive", "procurement", "projects"),
    Address("proactive", "fees", "amount"),
    Address("requests", "carried_out", "natural_person"),
    Address("disputes", "reconsideration", "upheld"),
]


@pytest.mark.parametrize(
    "address",
    [
        FIRST_OF_LAST_ROWS[0],
        FIRST_OF_LAST_ROWS[2],
        FIRST_OF_LAST_ROWS[3],
        Address("proactive", "licensing", "items_last_year"),
        Address("requests", "granted", "natural_person"),
    ],
)
def test_a_blank_first_cell_costs_no_other(address):
    report = report_of({address: ""})
    assert as_read(read_drawn(report)) == as_drawn(report)


@st.composite
def reports(draw_from, blanks=False):
    """A report with any figures, balanced or not, and perhaps cells that say nothing."""
    proactive, requests = draw_from(st.sampled_from([("2019", "2019"), ("2021", "2021"), ("2021", "2019")]))
    counts, changes, money = (
        cycle(draw_from(st.lists(kind, min_size=1, max_size=size)))
        for kind, size in ((COUNTS, 40), (CHANGES, 5), (MONEY, 2))
    )
    drawn = {
        a: next({"change": changes, "amount": money}.get(a.column, counts)) for a in addresses(proactive, requests)
    }
    if blanks:
        said = cycle(draw_from(st.lists(st.sampled_from([None, None, *BLANKS]), min_size=1, max_size=40)))
        may_be_blank = [address for address in drawn if address not in FIRST_OF_LAST_ROWS]
        drawn |= {address: blank for address in may_be_blank if (blank := next(said)) is not None}
    return report_of(drawn, proactive, requests)


@pytest.mark.parametrize("layout", WITH_TABLES)
def test_any_figures_are_read_back(layout):
    @QUICK
    @given(reports())
    def check(report):
        record = read_drawn(report, layout)
        assert as_read(record) == as_drawn(report)
        assert {cell.origin for cell in record.cells} == {"printed"}
        assert set(codes(record)) <= {"other_year_in_text"}

    check()


@QUICK
@given(reports())
def test_any_figures_are_read_back_from_flattened_text(report):
    assert as_read(read_text(flattened(report))) == as_drawn(report)


@pytest.mark.parametrize("layout", ALL_BORDERS)
def test_blanks_and_dashes_between_borders_stay_in_their_places(layout):
    @QUICK
    @given(reports(blanks=True))
    def check(report):
        record = read_drawn(report, layout)
        assert as_read(record) == as_drawn(report)
        origins = {"": "blank", "/": "dash", "-": "dash"}
        for address, cell in by_address(record).items():
            assert cell.origin == origins.get(report.cells[address], "printed")

    check()


WRITING_ZEROS = [organ for organ in ORGANS if organ.zeros == "0"]


def totals_kept(cells, chance):
    """The cells with some zeros that are no total left blank, as by a hand that writes down only what there was."""
    return {
        address: "" if figure == "0" and address.column != "total" and chance.random() < 0.7 else figure
        for address, figure in cells.items()
    }


def without_blank_lines(report):
    return "\n".join(line for line in flattened(report).split("\n") if line.strip())


@QUICK
@given(
    st.sampled_from([o for o in ORGANS if o.zeros == "0"]), st.sampled_from(YEARS), st.integers(0, 99), st.booleans()
)
def test_without_borders_a_figure_is_exact_or_null(organ, year, seed, dropped):
    report = draw(organ, year)
    report = msgspec.structs.replace(report, cells=totals_kept(report.cells, random.Random(seed)))
    record = read_text(without_blank_lines(report) if dropped else flattened(report))
    found, drawn = as_read(record), as_drawn(report)
    assert {address for address in found if found[address] not in (drawn[address], (None, None))} == set()


def row_of(key, form="2019"):
    return [address for address in addresses(form) if address.row == key]


def test_without_borders_a_blank_total_is_not_made_up():
    granted = row_of("granted")
    report = report_of(dict.fromkeys(granted, "") | {granted[0]: "4", granted[3]: "4"})
    assert as_read(read_text(without_blank_lines(report)))[granted[-1]] == (None, None)


def test_a_row_without_figures_takes_none_of_the_next():
    """The seven blanks of 3.其他 dropped, then （七）总计 4 1 5 and 四、结转下年度继续办理 2 2."""
    other, processed, carried = (row_of(key, "2021") for key in ("other_other", "processed_total", "carried_out"))
    cells = dict.fromkeys((*other, *processed, *carried), "")
    cells |= {processed[0]: "4", processed[1]: "1", processed[-1]: "5", carried[0]: "2", carried[-1]: "2"}
    found = as_read(read_text(without_blank_lines(report_of(cells, "2021"))))
    assert {found[address] for address in other} == {(None, None)}
    assert found[processed[-1]] in {(5, None), (None, None)}


def glued(report):
    """The flattened report with every row on a line of its own and nothing between its cells."""
    lines = []
    for key, (heading, paragraphs) in report.sections.items():
        lines += [heading, *paragraphs]
        if key in TABLES:
            lines += ["".join("".join(cell.lines) for cell in row) for row in grid(report, key)]
    return "\n".join((report.title, *lines))


@QUICK
@given(st.sampled_from(WRITING_ZEROS), st.sampled_from(YEARS))
def test_glued_figures_are_exact_or_null(organ, year):
    report = draw(organ, year)
    record = read_text(glued(report))
    found, drawn = as_read(record), as_drawn(report)
    assert {address for address in found if found[address] not in (drawn[address], (None, None))} == set()
    assert {cell.origin for cell in record.cells if cell.value is not None} <= {"printed", "recovered"}


def in_equations(form):
    """Every cell that a sum of both sides binds."""
    sheet = lay_out((form,) * len(FORMS[form].tables["proactive"]), form)
    places = {at for identity in sheet.identities if identity.right for at in identity.left + identity.right}
    return [sheet.addresses[at] for at in sorted(places)]


@QUICK
@given(st.data(), st.sampled_from(ALL_BORDERS), st.sampled_from([2020, 2023]))
def test_one_wrong_digit_fails_a_check(data, layout, year):
    report = draw(ORGANS[6], year)
    address = data.draw(st.sampled_from(in_equations(report.forms["requests"])))
    figure = report.cells[address]
    at = data.draw(st.integers(0, len(figure) - 1))
    leading_zero = {"0"} if at == 0 and len(figure) > 1 else set()
    digit = data.draw(st.sampled_from(sorted(set("0123456789") - {figure[at]} - leading_zero)))
    report.cells[address] = figure[:at] + digit + figure[at + 1 :]
    record = read_drawn(report, layout)
    cell = by_address(record)[address]
    assert cell.value == int(report.cells[address])
    assert cell.check == "fails"
    assert any(check.verdict == "fails" for check in record.checks)


def test_no_check_fails_without_a_wrong_digit(balanced, balanced_2021):
    for report in (balanced, balanced_2021):
        assert {check.verdict for check in read_drawn(report).checks} == {"holds"}


WRAPPINGS = ["{}", "<span>{}</span>", "<div><p>{}</p></div>", "<p class=MsoNormal><b><font size=2>{}</font></b></p>",
             " \n\t{}\r\n ", "<!-- 77 -->{}", "{}<!-- </td><td>5 -->", "&nbsp;{}", "{}&nbsp;&nbsp;", "<o:p>{}</o:p>",
             "<br/>{}", "{}<br>", "\u3000{}", '<a name="c7">{}</a>', "\u200b{}", "{}<script>var a = 5;</script>",
             "<del></del>{}", '<span style="display:none">9</span>{}']  # fmt: skip
ATTRIBUTES = ["", " ", ' width="53"', ' style="width:4.2pt;mso-x:5"', " nowrap", ' class="et2" height="19"',
              ' rowspan="1" colspan="1"', " data-colspan='4'", ' title="3 > 2"']  # fmt: skip


@pytest.mark.parametrize("form", [2020, 2023])
def test_what_wraps_a_cell_changes_nothing(form):
    drawn = draw(ORGANS[6], form)
    page = page_of(drawn)

    @QUICK
    @given(st.lists(st.sampled_from(WRAPPINGS), min_size=1), st.lists(st.sampled_from(ATTRIBUTES), min_size=1))
    @example(WRAPPINGS, ATTRIBUTES)
    def check(wrappings, attributes):
        count = iter(range(10_000))

        def wrapped(cell):
            at = next(count)
            inside = wrappings[at % len(wrappings)].format(cell[2])
            attribute = "" if "span" in cell[1] else attributes[at % len(attributes)]
            return f"<td{cell[1]}{attribute}>{inside}</td>"

        changed = re.sub(r"<td([^>]*)>([^<]*)</td>", wrapped, page)
        assert as_read(read_text(changed)) == as_drawn(drawn)

    check()


WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
CHANGES_OF_MARKUP = {
    "upper case": lambda page: re.sub(r"</?(?:table|tbody|tr|td|p|strong)\b", lambda tag: tag[0].upper(), page),
    "no tbody": lambda page: re.sub(r"</?tbody>", "", page),
    "thead": lambda page: page.replace("<tbody>", "<thead></thead><tbody>"),
    "colgroup": lambda page: page.replace("<tbody>", '<colgroup><col width="9"/><col/></colgroup><tbody>'),
    "caption": lambda page: page.replace("<tbody>", "<caption>附表</caption><tbody>"),
    "th for td": lambda page: re.sub(r"(</?)td\b", r"\1th", page),
    "white space between tags": lambda page: re.sub(r">(?=<t[dr])", ">\n \t", page),
    "no white space between tags": lambda page: re.sub(r">\s+<", "><", page),
    "no closing td and tr": lambda page: re.sub(r"</t[dr]>", "", page),
    "boxes around tables": lambda page: re.sub(
        r"(<table.*?</table>)", r'<div class="w"><div>\1</div></div>', page, flags=re.S
    ),
    "comments between rows": lambda page: page.replace("<tr>", "<!-- <td>5</td> --><tr>"),
    "references for digits": lambda page: re.sub(
        r"(?<=<td>)\d+", lambda digits: "".join(f"&#{ord(digit)};" for digit in digits[0]), page
    ),
    "full-width digits": lambda page: re.sub(
        r"(?<=<td>)\d+(?=</td>)", lambda digits: digits[0].translate(WIDE_DIGITS), page
    ),
    "empty rows": lambda page: page.replace("<tr>", "<tr></tr><tr>"),
    "empty paragraphs": lambda page: page.replace("<p ", "<p>&nbsp;</p><p "),
    "a byte order mark": lambda page: "\ufeff" + page,
    "an XML declaration": lambda page: '<?xml version="1.0"?>' + page,
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES_OF_MARKUP)
@pytest.mark.parametrize("year", [2020, 2023])
def test_changes_of_markup_that_no_eye_sees(change, year):
    drawn = draw(ORGANS[6], year)
    changed = CHANGES_OF_MARKUP[change](page_of(drawn))
    assert changed != page_of(drawn)
    assert as_read(read_text(changed)) == as_drawn(drawn)


ADDED_BLANKS = {
    "a blank row before every row": lambda table: table.replace("<tr>", "<tr><td></td><td>&nbsp;</td></tr><tr>"),
    "a blank row under the header": lambda table: "<tr><td> </td></tr><tr>".join(table.rsplit("<tr>", 1)),
    "a blank row at the end": lambda table: table.replace("</tbody>", "<tr><td></td><td></td></tr></tbody>"),
    "a blank cell at every row's end": lambda table: table.replace("</tr>", "<td></td></tr>"),
    "a blank cell at every row's beginning": lambda table: table.replace("<tr>", "<tr><td></td>"),
}  # fmt: skip


@pytest.mark.parametrize("change", ADDED_BLANKS)
@pytest.mark.parametrize("table", ["proactive", "requests", "disputes"])
def test_added_blanks_change_nothing(change, table, balanced):
    markup = table_of(balanced, table)
    changed = page_of(balanced).replace(markup, ADDED_BLANKS[change](markup))
    assert changed != page_of(balanced)
    assert as_read(read_text(changed)) == as_drawn(balanced)


@pytest.mark.parametrize("form", FORMS)
def test_cells_of_the_tables_in_any_order_of_the_tables(form):
    """A report whose third table stands before its second is read all the same."""
    report = report_of({}, form)
    page = page_of(report)
    second, third = table_of(report, "proactive"), table_of(report, "requests")
    swapped = page.replace(second, "\0").replace(third, second).replace("\0", third)
    assert as_read(read_text(swapped)) == as_drawn(report)
