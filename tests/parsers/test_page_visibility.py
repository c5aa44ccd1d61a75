"""Rule 8: only what a person sees on a page is read, and raised text stands apart from the figure beside it."""

import time

import pytest
from reports_to_read import by_address

from parsers import Address, read_report
from parsers.page.html import read_page, without_styles
from parsers.page.text import pieces, stretches

NAME = "青禾县水务局2022年政府信息公开工作年度报告"
ISSUED = Address("proactive", "normative_documents", "issued")

PAGE = """<!DOCTYPE html><html><head><meta charset=utf-8><title>{name}</title><style>{sheet}</style></head><body>
<h1>{name}</h1><div><p>一、总体情况</p><p>公开工作由办公室承办。</p><p>二、主动公开政府信息情况</p><table>
<tr><td colspan=4>第二十条第（一）项</td></tr>
<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>
<tr class=last><td>行政规范性文件</td>{cell}<td>1</td><td>8</td></tr></table></div></body></html>"""


def cell_of(cell, sheet=""):
    """The cell of the page whose third row begins with two cells: a label, and `cell`."""
    cell = cell if cell.startswith("<td") else f"<td>{cell}</td>"
    return by_address(read_report(PAGE.format(name=NAME, cell=cell, sheet=sheet).encode()))[ISSUED]


def table_of(markup, sheet=""):
    """The texts of the cells of a page's only table, row by row."""
    page = read_page(without_styles(f"<!DOCTYPE html><head><style>{sheet}</style></head><body>{markup}".encode()))
    (table,) = (stretch for stretch in stretches(page.text, 0, len(page.text)) if stretch.is_table)
    rows = []
    for piece in pieces(page.text, table):
        rows += [[]] if piece.border == "\ufdd2" or not rows else []
        rows[-1].append(piece.text.strip())
    return rows


HIDING_ELEMENTS = [
    "<script>7</script>",
    "<noscript>7</noscript>",
    "<template>7</template>",
    "<select><option>7</option></select>",
    "<datalist><option>7</option></datalist>",
    "<iframe>7</iframe>",
    "<object><param>7</object>",
    "<canvas>7</canvas>",
    "<audio>7</audio>",
    "<video><source src=a>7</video>",
    "<svg><text>7</text></svg>",
    "<noembed>7</noembed>",
    "<meter value=3>7</meter>",
    "<progress value=3>7</progress>",
    "<details><p>7</p></details>",
    "<dialog>7</dialog>",
    "<map name=m><area>7</map>",
    "<del>7</del>",
    "<s>7</s>",
    "<strike>7</strike>",
    "<span hidden>7</span>",
    "<span hidden=until-found>7</span>",
    "<input type=hidden value=7>",
    "<input type=checkbox value=7>",
    "<span class=sr-only>7</span>",
    "<ruby><rp>7</rp></ruby>",
]


@pytest.mark.parametrize("hidden", HIDING_ELEMENTS)
def test_elements_that_are_never_drawn_are_not_read(hidden):
    assert cell_of(f"5{hidden}").value == 5


HIDING_STYLES = [
    "display:none",
    "DISPLAY : NONE",
    "display:none!important",
    "display:n\\6f ne",
    "\\64isplay:none",
    "display:/* not */none",
    "display&#58;none",
    "color:red;;display:none;",
    "visibility:hidden",
    "visibility:collapse",
    "opacity:0",
    "opacity: 0.0",
    "opacity:0%",
    "opacity:.0",
    "font-size:0",
    "font-size:0px",
    "font: 0/0 a",
    "font:normal 0px SimSun",
    "display:inline-block;text-indent:-9999px",
    "display:block;text-indent:-100em;overflow:hidden",
    "position:absolute;left:-9999px",
    "position:absolute;left:-999em",
    "position:fixed;top:-2000px",
    "position:absolute;right:-5000px",
    "position:absolute;left:-100vw",
    "position:absolute;inset:-9999px auto auto auto",
    "position:relative;left:-9999px",
    "margin-left:-9999px",
    "display:inline-block;margin:0 0 0 -9999px",
    "position:absolute;clip:rect(0,0,0,0)",
    "position:absolute;clip:rect(0 0 0 0)",
    "position:absolute;clip:rect(1px, 1px, 1px, 1px)",
    "clip-path:inset(50%)",
    "clip-path:inset(100%)",
    "clip-path:circle(0)",
    "clip-path:circle(0px at 50% 50%)",
    "clip-path:polygon(0 0, 0 0, 0 0)",
    "display:inline-block;width:0;overflow:hidden",
    "display:inline-block;height:0;overflow:hidden",
    "position:absolute;width:1px;height:1px;overflow:hidden",
    "display:inline-block;max-height:0;overflow-y:hidden",
    "display:inline-block;transform:scale(0)",
    "display:inline-block;transform:scaleX(0)",
    "display:inline-block;transform:translateX(-9999px)",
    "display:inline-block;scale:0",
    "color:transparent",
    "color:rgba(0,0,0,0)",
    "color:rgba(51, 51, 51, 0.0)",
    "color:#0000",
    "text-decoration:line-through",
    "text-decoration:underline line-through",
    "text-decoration-line:line-through",
    "TEXT-DECORATION:LINE-THROUGH RED",
]


@pytest.mark.parametrize("style", HIDING_STYLES)
def test_what_a_style_attribute_hides_is_not_read(style):
    assert cell_of(f'5<span style="{style}">7</span>').value == 5


@pytest.mark.parametrize("style", [style for style in HIDING_STYLES if "&" not in style])
def test_what_a_style_sheet_hides_is_not_read(style):
    assert cell_of("5<span class=x>7</span>", f".x {{{style}}}").value == 5


@pytest.mark.parametrize(
    "style",
    [
        "display:inline",
        "display:none;display:inline",
        "display:nonee",
        "visibility:none",
        "visibility:visible",
        "opacity:0.9",
        "opacity:1",
        "font-size:0.8em",
        "font:12px/1.5 SimSun",
        "text-indent:-21pt",
        "left:-9999px",
        "margin-left:-5.4pt",
        "position:relative;top:-1pt",
        "clip:rect(0,0,0,0)",
        "overflow:hidden",
        "height:0",
        "transform:scale(1)",
        "color:rgba(0,0,0,0.65)",
        "color:rgb(0,0,0)",
        "color:#000000",
        "background-color:transparent",
        "text-decoration:underline",
        "vertical-align:baseline",
        "vertical-align:middle",
        "mso-hide:all",
    ],
)
def test_what_a_style_leaves_in_sight_is_read(style):
    assert cell_of(f'5<span style="{style}">7</span>').value == 57


@pytest.mark.parametrize(
    ("sheet", "markup"),
    [
        ("span{display:none}", "<span>7</span>"),
        ("#x{display:none}", "<span id=x>7</span>"),
        (".x,.y{display:none}", "<span class='a y'>7</span>"),
        ("td .x{display:none}", "<b><span class=x>7</span></b>"),
        ("td>.x{display:none}", "<span class=x>7</span>"),
        ("b+span{display:none}", "<b></b><span>7</span>"),
        ("b~span{display:none}", "<b></b><i></i><span>7</span>"),
        ("td span.x.y{display:none}", "<span class='y x'>7</span>"),
        ("SPAN.x{DISPLAY:NONE}", "<span class=x>7</span>"),
        ("[data-x]{display:none}", "<span data-x=1>7</span>"),
        ("[class*=dele]{display:none}", "<span class=deleted>7</span>"),
        ("span:not(.on){display:none}", "<span class=off>7</span>"),
        ("td span:last-child{display:none}", "<span>7</span>"),
        (".a{color:red}/* .x{display:block} */.x{display:none}", "<span class=x>7</span>"),
        ("<!-- .x{display:none} -->", "<span class=x>7</span>"),
        ("@media screen{.x{display:none}}", "<span class=x>7</span>"),
        ("@media all and (min-width:600px){.x{display:none}}", "<span class=x>7</span>"),
        ("@supports (display:grid){.x{display:none}}", "<span class=x>7</span>"),
        ("@font-face{font-family:a;src:url('}')}.x{display:none}", "<span class=x>7</span>"),
        ("@import 'a.css';.x{display:none}", "<span class=x>7</span>"),
        (".x{display:none", "<span class=x>7</span>"),
        (".x{display:block}.x{display:none}", "<span class=x>7</span>"),
        (".x{display:none!important}.x{display:inline}", "<span class=x style='color:red'>7</span>"),
        (".x{display:none!important}", "<span class=x style='display:inline'>7</span>"),
        (".x:hover{display:inline}.x{display:none}", "<span class=x>7</span>"),
        ("td .x{display:none}.x{display:inline}", "<span class=x>7</span>"),
        (".x::before{content:'1'}.x{visibility:hidden}", "<span class=x>7</span>"),
        (".x{text-decoration:line-through}", "<u class=x>7</u>"),
        (".x > * {display:none}", "<b class=x><i>7</i></b>"),
    ],
)
def test_rules_of_the_pages_own_sheets_hide(sheet, markup):
    assert cell_of(f"5{markup}", sheet).value == 5


@pytest.mark.parametrize(
    ("sheet", "markup"),
    [
        (".x{display:none}", "<span class=xx>7</span>"),
        (".x{display:none}.x{display:inline}", "<span class=x>7</span>"),
        (".x{display:none}td .x{display:inline}", "<span class=x>7</span>"),
        (".x{display:none}.x.on{display:inline}", "<span class='x on'>7</span>"),
        (".x{display:none}", '<span class=x style="display:inline">7</span>'),
        (".x{display:inline!important}", '<span class=x style="display:none">7</span>'),
        (".x{visibility:hidden}", '<span class=x><b style="visibility:visible">7</b></span>'),
        (".x{font-size:0}.x b{font-size:14px}", "<span class=x><b>7</b></span>"),
        (".x{color:transparent}.x b{color:#333}", "<span class=x><b>7</b></span>"),
        ("@media print{.x{display:none}}", "<span class=x>7</span>"),
        ("@media (max-width:768px){.x{display:none}}", "<span class=x>7</span>"),
        ("@media not screen{.x{display:none}}", "<span class=x>7</span>"),
        (".x:hover{display:none}", "<span class=x>7</span>"),
        (".x::after{display:none}", "<span class=x>7</span>"),
        ("/* .x{display:none} */", "<span class=x>7</span>"),
        ("b .x{display:none}", "<span class=x>7</span>"),
        (".x,{display:none}", "<span class=x>7</span>"),
        ("@keyframes k{from{opacity:0}}", "<span class=from>7</span>"),
        ("", '<span hidden style="display:inline">7</span>'),
        ("", "<span aria-hidden=true>7</span>"),
        ("", "<details open>7</details>"),
        ("body{display:none}", "<span>7</span>"),
    ],
)
def test_rules_that_do_not_apply_or_are_undone_hide_nothing(sheet, markup):
    read = cell_of(f"5{markup}", sheet)
    assert "7" in read.raw and read.value in (57, None)


def test_a_style_element_for_paper_hides_nothing():
    page = "<style media=print>td{display:none}</style><style media=screen>b{display:none}</style>"
    assert table_of(f"{page}<table><tr><td>5<b>7</b></td><td>1</td></tr></table>") == [["5", "1"]]


def test_content_of_a_style_sheet_is_not_read():
    assert cell_of("<b class=x></b>5", ".x::before{content:'7'}").value == 5


ROW = "<table><tr><td>a</td>{cell}<td>c</td></tr><tr><td>d</td><td>e</td><td>f</td></tr></table>"


@pytest.mark.parametrize(
    "cell",
    ["<td style='display:none'>9</td>", "<td hidden>9</td>", "<td class=gone>9</td>", "<th class=gone>9</th>"],
)
def test_a_cell_that_is_not_drawn_takes_no_place(cell):
    assert table_of(ROW.format(cell=cell), ".gone{display:none}") == [["a", "c"], ["d", "e", "f"]]


@pytest.mark.parametrize(
    "style",
    ["visibility:hidden", "opacity:0", "text-decoration:line-through", "font-size:0", "color:transparent",
     "text-indent:-9999px"],
)  # fmt: skip
def test_a_cell_whose_text_is_hidden_keeps_its_place(style):
    assert table_of(ROW.format(cell=f"<td style='{style}'>9</td>")) == [["a", "", "c"], ["d", "e", "f"]]


def test_a_hidden_cell_keeps_the_columns_that_it_spans():
    page = read_page(b"<table><tr><td colspan=3 style='visibility:hidden'>9</td><td>c</td></tr></table>")
    assert page.text.count("\ufdd4") == 2 and "9" not in page.text


@pytest.mark.parametrize("style", ["display:none", "visibility:collapse"])
def test_a_row_that_is_not_drawn_is_none(style):
    table = f"<table><tr style='{style}'><td>9</td></tr><tr><td>5</td></tr></table>"
    assert [row for row in table_of(table) if row] == [["5"]]


def test_a_struck_row_keeps_its_places():
    table = "<table><tr class=x><td>8<td>9</tr><tr><td>5<td>6</tr></table>"
    assert table_of(table, ".x{text-decoration:line-through}") == [["", ""], ["5", "6"]]


def test_columns_hidden_by_their_number_take_no_place():
    table = "<table><tr><td>a<td>b<td>c</tr><tr><td>d<td>e<td>f</tr></table>"
    assert table_of(table, "td:nth-child(2){display:none}") == [["a", "c"], ["d", "f"]]
    assert table_of(table, "tr:nth-child(odd) td:nth-last-child(1){display:none}") == [["a", "b"], ["d", "e", "f"]]


@pytest.mark.parametrize(
    "formula",
    [
        "<b><b class=katex-mathml><math><mn>5</mn></math></b><b class=katex-html aria-hidden=true>5</b></b>",
        "<b><nobr aria-hidden=true>5</nobr><b class=MJX_Assistive_MathML><math><mn>5</mn></math></b></b>",
        "<mjx-math aria-hidden=true></mjx-math><mjx-assistive-mml><math><mn>5</mn></math></mjx-assistive-mml>",
        "<span class=katex><span class=katex-mathml><math><mn>5</mn></math></span></span>",
        "<math><semantics><mn>5</mn><annotation encoding='application/x-tex'>5</annotation></semantics></math>",
        "<math><semantics><mn>5</mn><annotation-xml><cn>5</cn></annotation-xml></semantics></math>",
        "<span aria-hidden=true>5</span><span class=visually-hidden>5</span>",
        "<span aria-hidden=true>5</span>",
    ],
)
def test_of_a_formula_and_its_copies_one_is_read(formula):
    assert cell_of(formula).value == 5


def test_a_fraction_is_no_figure():
    assert cell_of("<math><mfrac><mn>5</mn><mn>7</mn></mfrac></math>").value is None


RAISING = [
    "<sup>7</sup>",
    "<sub>7</sub>",
    "<small>7</small>",
    "<sup>[7]</sup>",
    "<sup>（7）</sup>",
    "<sup>注7</sup>",
    "<sup>注</sup>",
    "<sup>1,2</sup>",
    "<sup>*</sup>",
    "<sup>a</sup>",
    "<sup><a href='#'>7</a></sup>",
    "<sup>[<a href='#b7'>7</a>]</sup>",
    '<span style="vertical-align:super">7</span>',
    '<span style="vertical-align:sub;font-size:8px">7</span>',
    '<span style="vertical-align:text-bottom">7</span>',
    '<span style="vertical-align:top;font-size:.6em">7</span>',
    '<span style="vertical-align:40%">7</span>',
    '<span style="vertical-align:4pt">7</span>',
    '<span style="vertical-align:-.3em">7</span>',
    "<span class=up>7</span>",
    "<font class='b up'>7</font>",
    "<span class=MsoFootnoteReference>7</span>",
    "<span class='a MsoEndnoteReference'>7</span>",
    "<a class=footnote-ref href=#>7</a>",
    "<a class=noteref href=#>7</a>",
    "<a role=doc-noteref href=#>7</a>",
    "<a href='#fn7'>7</a>",
    "<a href='#_ftn7' name='_ftnref7'>[7]</a>",
    "<a href='t20230118.html#_edn7'>7</a>",
    "<a href='#ref7'>7</a>",
    "<a href='#note7'>7</a>",
    "<ruby><rt>7</rt></ruby>",
    "①",
    " ⑦",
    "⑩",
    "❷",
    "⁷",
    "<sup>①</sup>",
    "<sup><sup>7</sup></sup>",
    "<math><msup><mn></mn><mn>7</mn></msup></math>",
]


@pytest.mark.parametrize("raised", RAISING)
def test_the_mark_of_a_note_stands_apart(raised):
    assert cell_of(f"5{raised}", ".up{vertical-align:super}").value == 5


@pytest.mark.parametrize("raised", RAISING[:6])
def test_a_note_before_a_figure_or_beside_a_dash_stands_apart(raised):
    assert cell_of(f"{raised}5").value == 5
    assert cell_of(f"/{raised}").origin == "dash"


def test_text_that_is_raised_alone_is_text():
    assert cell_of("<sup>57</sup>").value == 57
    assert cell_of("<small>5</small>").value == 5
    assert cell_of('<span style="vertical-align:super">5</span>').value == 5
    assert cell_of("<a href='#ref5'>5</a>").value == 5


@pytest.mark.parametrize("printed", ["5<small>.7</small>", "1<small>,234</small>", "5<sup>1</sup>/<sub>2</sub>", "①"])
def test_raised_text_that_may_belong_to_the_figure_gives_none(printed):
    assert cell_of(printed).value is None


def test_raised_words_stay_with_their_figure():
    assert cell_of("5<small>件</small>").value == 5
    assert table_of("<table><tr><td>12<small>万元</small><td>1</table>") == [["12 万元", "1"]]


def test_raised_text_in_lines_is_parted_by_spaces_alone():
    page = read_page("<p>受理5<sup>7</sup>件</p><div>共<small>9</small>件</div>".encode())
    assert "受理5 7 件" in page.text and "共 9 件" in page.text


def test_what_was_cut_is_kept_beside_the_text():
    page = read_page("<table><tr><td>5<sup>7</sup></td><td>6①</td><td>8</td></tr></table>".encode())
    (table,) = stretches(page.text, 0, len(page.text))
    found = pieces(page.text, table)
    assert [piece.text.strip() for piece in found] == ["5", "6", "8"]
    assert [piece.uncut.strip() for piece in found] == ["5 7", "6①", ""]
    assert all(page.text[piece.start] in "568" and len(piece.text) == piece.end - piece.start for piece in found)


def test_unmatched_marks_of_raised_text_do_no_harm():
    assert table_of("<table><tr><sup><td>5</td></sup><td>6</td></tr></table>")[-1][-1] == "6"


@pytest.mark.parametrize(
    ("span", "columns"),
    [("2", 2), (" 3", 3), ("2px", 2), ("1.5", 1), ("1e9", 1), ("-2", 1), ("abc", 1), ("0", 1), ("", 1), ("9999", 64)],
)
def test_spans_are_read_as_by_a_browser(span, columns):
    page = read_page(f"<table><tr><td colspan='{span}'>5</td></tr></table>".encode())
    (table,) = stretches(page.text, 0, len(page.text))
    assert [(piece.text.strip(), piece.width) for piece in pieces(page.text, table)] == [("5", columns)]


@pytest.mark.parametrize(("span", "rows"), [("2", 2), ("0", 64), ("-1", 1), ("2;", 2), ("x", 1), ("70000", 64)])
def test_spans_over_rows_are_read_as_by_a_browser(span, rows):
    page = read_page(f"<table><tr><td colspan=2 rowspan='{span}'>5</td></tr></table>".encode())
    (table,) = stretches(page.text, 0, len(page.text))
    assert [(piece.width, piece.height) for piece in pieces(page.text, table)] == [(2, rows)]


def test_hidden_tables_are_counted_where_no_table_is_seen():
    hidden = "<div style='display:none'><table><tr><td>5</td></tr></table></div>"
    assert read_page(hidden.encode()).hidden_tables == 1
    assert read_page(f"<p>x</p>{hidden * 3}".encode()).hidden_tables == 3
    assert read_page(f"{hidden}<table><tr><td>5</td></tr></table>".encode()).hidden_tables == 0
    assert read_page("<p>五</p>".encode()).hidden_tables == 0


def test_hidden_headings_and_pictures_are_none_of_the_page():
    page = read_page("<div hidden><h1>乙</h1><img></div><h1>甲</h1><h2 style='display:none'>丙</h2><img>".encode())
    assert (page.headlines, page.pictures) == (("甲", ""), 1)


HEAVY = {
    "nested hidden elements": lambda n: "<div style='display:none'>" * n + "<table>" + "<p>5</p>" * 10,
    "hidden siblings": lambda n: "<p style='display:none'>5</p>" * n,
    "hidden cells": lambda n: "<table><tr>" + "<td style='visibility:hidden'>5</td>" * n,
    "hidden rows": lambda n: "<table>" + "<tr style='opacity:0'><td>5<td>6</tr>" * n,
    "rules": lambda n: "<style>" + "".join(f".a{at},.b p{{display:none}}" for at in range(n)) + "</style><p class=a1>",
    "descendants": lambda n: f"<style>{'div ' * 30}p{{display:none}}</style>" + "<div>" * 200 + "<p>5</p>" * n,
    "followers": lambda n: "<style>b~p{display:none}</style>" + "<p>5</p>" * n,
    "places": lambda n: "<style>p:nth-child(3n){display:none}</style>" + "<p>5</p>" * n,
    "raised": lambda n: "<table><tr><td>" + "<sup>" * n + "5" + "<sup>7</sup>" * n,
    "copies": lambda n: "<b aria-hidden=true>5</b><b class=katex-mathml>5</b>" * n,
    "open comments": lambda n: "<style>" + "/*" * n + "display:none</style><p>5",
    "open strings": lambda n: "<style>" + "'\\" * n + "{display:none</style><p>5",
    "braces": lambda n: "<style>" + "@media screen{" * n + ".x{display:none}</style><p class=x>5",
    "declarations": lambda n: f"<p style='{'display:none;' * n}'>5",
    "parentheses": lambda n: f"<p style='display:none;{'a:(' * n}'>5",
    "colors": lambda n: f"<p style=';color:{'rgba(' * n}'>5",
    "fonts": lambda n: f"<p style=';font:{'9 ' * n};font-size:0'>5",
    "selectors": lambda n: f"<style>{':not(' * n}{{display:none}}</style><p>5",
}


@pytest.mark.parametrize("name", HEAVY)
def test_time_is_linear_in_what_is_hidden(name):
    """Four times as much takes about four times as long; a quadratic step would take sixteen times as long."""

    def seconds(n):
        page = HEAVY[name](n).encode()
        spent = []
        for _ in range(3):
            start = time.process_time()
            read_page(without_styles(page))
            spent.append(time.process_time() - start)
        return min(spent)

    assert seconds(10_000) < 10 * seconds(2_500) + 0.05
    assert seconds(10_000) < 2
