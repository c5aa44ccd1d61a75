"""Reports invented for the tests of the reader, pages drawn of them, and what a reader must find there."""

from datetime import date
from itertools import cycle
from pathlib import Path

from hypothesis import settings

from nianbao.sample import LAYOUTS, DrawnReport, Told, article_page
from nianbao.sample.grid import grid
from nianbao.sample.layouts import CLEAN
from parsers import FORMS, TABLES, Address, Cell, Report, read_report

SHARED = Path(__file__).parents[2].parent / "shared"
"""Material that may stand beside the project; what needs it is skipped where it does not."""

WITH_TABLES = sorted(set(LAYOUTS) - {"images"})
ALL_BORDERS = sorted(set(WITH_TABLES) - {"paragraphs"})
"""Layouts in which every cell stands between borders of its own, also a blank one."""

QUICK = settings(deadline=None, max_examples=40, derandomize=True, database=None)

AGENCY = "青禾县水务局"
TOLD = {
    "overview": Told("一、总体情况", ("本局把供水和防汛的信息放在网站上。", "（一）主动公开。发布简讯三百余条。")),
    "proactive": Told("二、主动公开政府信息情况", ()),
    "requests": Told("三、收到和处理政府信息公开申请情况", ()),
    "disputes": Told("四、政府信息公开行政复议、行政诉讼情况", ()),
    "problems": Told("五、存在的主要问题及改进情况", ("栏目更新时快时慢。", "下一步由专人每周核对一次。")),
    "other_matters": Told("六、其他需要报告的事项", ("本局没有收取信息处理费。",)),
}  # fmt: skip

Figures = dict[Address, int | float | None]


def addresses(proactive: str = "2019", requests: str | None = None) -> list[Address]:
    """Every cell of a report whose tables follow these forms, in the form's order."""
    forms = {"proactive": proactive, "requests": requests or proactive, "disputes": "2021"}
    return [address for table in TABLES for address in FORMS[forms[table]].addresses(table)]


def report_of(
    cells: dict[Address, str], proactive: str = "2019", requests: str | None = None, year: int = 2020
) -> DrawnReport:
    """A report with these characters in its cells, "3" in every other, of the invented agency."""
    return DrawnReport(
        title=f"{AGENCY}{year}年政府信息公开工作年度报告",
        agency=AGENCY,
        year=year,
        published=date(year + 1, 1, 18),
        forms={"proactive": proactive, "requests": requests or proactive},
        sections=TOLD,
        cells=dict.fromkeys(addresses(proactive, requests), "3") | cells,
    )


def page_of(report: DrawnReport, layout: str = "clean") -> str:
    """The page as text, for a test to change."""
    return article_page(report, layout).decode("gb18030" if layout == "gb18030" else "utf-8")


def table_of(report: DrawnReport, table: str) -> str:
    """The markup of one table as it stands in the clean page."""
    return CLEAN.table(table, grid(report, table))


def flattened(report: DrawnReport) -> str:
    """The report as text: one cell a line, a blank line between cells, labels split inside."""
    pads = cycle((" {}", "{} ", "       {}"))
    lines = [
        report.agency,
        f"您现在所在的位置: 网站首页 > 政府信息公开 > {report.agency} > 政府信息公开年报",
        report.title,
        f"发布时间:{report.published} 00:00 来源:{report.agency} 字体:[ ]",
    ]
    for key, (heading, paragraphs) in report.sections.items():
        lines += ["", heading, *paragraphs]
        if key in TABLES:
            cells = [cell for row in grid(report, key) for cell in row]
            lines += [next(pads).format(cell.lines[0]) if cell.is_figure else "\n".join(cell.lines) for cell in cells]
            lines += [" "] * 4
    return "\n\n".join(lines)


def read_text(text: str, **served: str) -> Report:
    """What the reader makes of a text or page."""
    return read_report(text.encode(), **served)


def read_drawn(report: DrawnReport, layout: str = "clean") -> Report:
    """What the reader makes of a report drawn in a layout."""
    return read_report(article_page(report, layout))


def by_address(report: Report) -> dict[Address, Cell]:
    """The cells by where they stand; a cell listed twice is an error."""
    found = {Address(cell.table, cell.row, cell.column): cell for cell in report.cells}
    assert len(found) == len(report.cells)
    return found


def values(report: Report) -> Figures:
    """The value of every cell."""
    return {address: cell.value for address, cell in by_address(report).items()}


def codes(report: Report) -> list[str]:
    """The codes of the issues, in their order."""
    return [issue.code for issue in report.issues]


def meant(characters: str) -> tuple[int | float | None, str | None]:
    """The number and unit that plain characters of a drawn cell stand for, told without the reader."""
    digits = characters.removesuffix("元").removesuffix("万")
    if digits.strip() in ("", "/", "-"):
        return None, None
    return (float(digits) if "." in digits else int(digits)), characters[len(digits) :] or None


def as_drawn(report: DrawnReport) -> dict[Address, tuple[int | float | None, str | None]]:
    """Number and unit of every cell of a drawn report; fees of the 2021 form are headed 万元."""
    found = {address: meant(characters) for address, characters in report.cells.items()}
    fees = Address("proactive", "fees", "amount")
    if found.get(fees, (None, None))[0] is not None:
        found[fees] = (found[fees][0], found[fees][1] or "万元")
    return found


def as_read(report: Report) -> dict[Address, tuple[int | float | None, str | None]]:
    """Number and unit of every cell of a record."""
    return {address: (cell.value, cell.unit) for address, cell in by_address(report).items()}


def mixed_page(report: DrawnReport, first_block: DrawnReport) -> str:
    """The clean page of `report`, in which the first block of table 2 is that of another report."""
    rows = grid(first_block, "proactive")[:4] + grid(report, "proactive")[4:]
    return page_of(report).replace(table_of(report, "proactive"), CLEAN.table("proactive", rows))
