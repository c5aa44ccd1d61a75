"""Every layout shows every figure of a report; the tables are those of the official form."""

import re

import lxml.html
import msgspec
import pytest

from nianbao.sample import LAYOUTS, ORGANS, DrawnReport, Organ, article_page, draw
from nianbao.sample.grid import grid
from parsers.form import FORMS, TABLES

WITH_TABLES = sorted(set(LAYOUTS) - {"images"})
CASES = [(layout, year) for layout in WITH_TABLES for year in (2020, 2023)]


def body_of(page: bytes, codec: str = "utf-8") -> lxml.html.HtmlElement:
    root = lxml.html.fromstring(page.decode(codec))
    (body,) = root.xpath('//div[@class="newscontnet"]/div[@class="text"]')
    return body


def texts(elements: list[lxml.html.HtmlElement]) -> list[str]:
    return [re.sub(r"\s", "", element.text_content()) for element in elements]


@pytest.mark.parametrize(("layout", "year"), CASES)
@pytest.mark.parametrize("organ", [ORGANS[3], ORGANS[6]], ids=["blanks", "busy"])
def test_cells_stand_in_the_order_of_the_form(layout: str, year: int, organ: Organ) -> None:
    report = draw(organ, year)
    body = body_of(article_page(report, layout), "gb18030" if layout == "gb18030" else "utf-8")
    cells = "./p" if layout == "paragraphs" else ".//td[not(.//table)]"
    shown = texts(body.xpath(cells))
    expected = ["".join(cell.lines) for key in TABLES for row in grid(report, key) for cell in row]
    found = [text for text in shown if text not in _outside(report)]
    if layout == "nested":
        found = found[1:]
    assert found == [re.sub(r"\s", "", text) for text in expected]


def _outside(report: DrawnReport) -> set[str]:
    sections = report.sections.values()
    return {re.sub(r"\s", "", text) for heading, told in sections for text in (heading, *told)}


@pytest.mark.parametrize(("form", "year"), [("2019", 2020), ("2021", 2023)])
def test_figures_follow_the_address_order(form: str, year: int) -> None:
    report = draw(ORGANS[7], year)
    for table in TABLES:
        figures = [cell.lines[0] for row in grid(report, table) for cell in row if cell.is_figure]
        assert figures == [report.cells[address] for address in FORMS[form].addresses(table)]


@pytest.mark.parametrize("year", [2020, 2023])
@pytest.mark.parametrize(("table", "width"), [("proactive", 4), ("requests", 10), ("disputes", 15)])
def test_spans_tile_the_table(table: str, width: int, year: int) -> None:
    taken: set[tuple[int, int]] = set()
    rows = grid(draw(ORGANS[0], year), table)
    for y, row in enumerate(rows):
        for cell in row:
            x = next(x for x in range(width) if (x, y) not in taken)
            area = {(x + i, y + j) for i in range(cell.cols) for j in range(cell.rows)}
            assert not area & taken
            taken |= area
    assert taken == {(x, y) for x in range(width) for y in range(len(rows))}


def test_stripped_spans_keep_no_span() -> None:
    page = article_page(draw(ORGANS[0], 2022), "stripped_spans")
    assert b"rowspan" not in page
    assert b"colspan" not in page


def test_word_breaks_labels_inside_cells() -> None:
    page = article_page(draw(ORGANS[0], 2020), "word").decode()
    for mark in ("MsoNormal", "mso-", "<o:p>", "<font", "<br/>"):
        assert mark in page
    assert "商业企业" not in page
    assert "本年新制作数量" not in page


def test_blanks_are_white_space_of_two_kinds() -> None:
    page = article_page(draw(ORGANS[3], 2022), "nbsp_blanks").decode()
    assert "<td>&nbsp;</td>" in page
    assert "<td><span><o:p>&nbsp;</o:p></span></td>" in page


def test_gb18030_is_more_than_the_page_declares() -> None:
    organ = next(organ for organ in ORGANS if "喆" in organ.contact)
    page = article_page(draw(organ, 2023), "gb18030")
    assert b"charset=gb2312" in page
    assert "喆" in page.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        page.decode("gb2312")
    with pytest.raises(UnicodeDecodeError):
        page.decode("utf-8")


def test_images_show_no_figure() -> None:
    report = draw(ORGANS[0], 2022)
    body = body_of(article_page(report, "images"))
    assert len(body.xpath(".//img")) == 3
    assert not body.xpath(".//table")


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_pages_carry_the_marks_of_the_family(layout: str) -> None:
    report = draw(ORGANS[5], 2022)
    page = article_page(report, layout).decode("gb18030" if layout == "gb18030" else "utf-8")
    root = lxml.html.fromstring(page)
    assert root.findtext(".//h1") == report.title
    (crumbs,) = root.xpath('//div[@class="location"]')
    trail = f"您现在所在的位置: 网站首页 > 政府信息公开 > {report.agency} > 政府信息公开年报"
    assert crumbs.text_content() == trail
    (info,) = root.xpath('//div[@class="info"]')
    assert re.match(rf"发布时间：{report.published} \d\d:\d\d\s+来源：{report.agency}\s", info.text_content())


def test_text_is_escaped() -> None:
    hostile = '<script>alert(1)</script> & =HYPERLINK("x")'
    report = msgspec.structs.replace(draw(ORGANS[0], 2022), title=hostile)
    for layout in LAYOUTS:
        page = article_page(report, layout).decode("gb18030" if layout == "gb18030" else "utf-8")
        assert "<script>alert" not in page
        assert lxml.html.fromstring(page).findtext(".//h1") == hostile


def test_tables_of_two_forms_stand_in_one_report() -> None:
    """Real reports of 2023 carry the table 2 of 2021 beside the table 3 of 2019."""
    old, new = draw(ORGANS[6], 2020), draw(ORGANS[6], 2023)
    of_new = {address: value for address, value in new.cells.items() if address.table == "proactive"}
    of_old = {address: value for address, value in old.cells.items() if address.table != "proactive"}
    mixed = msgspec.structs.replace(new, forms={"proactive": "2021", "requests": "2019"}, cells=of_new | of_old)
    figures = [cell.lines[0] for key in TABLES for row in grid(mixed, key) for cell in row if cell.is_figure]
    assert figures == list(mixed.cells.values())
    assert all("（六）其他处理" in LAYOUTS[layout](mixed) for layout in ("clean", "paragraphs"))
