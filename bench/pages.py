"""Pages to measure on: twelve drawn reports in three habits and as flattened text, the same at every run."""

from typing import NamedTuple

import lxml.html

from nianbao.sample import ORGANS, DrawnReport, article_page, draw

KILO = 1000
YEAR = 2023
CELL = (
    '<td style="border: 1px solid rgb(0, 0, 0); padding: 5px 10px; word-break: break-all;"{}>'
    '<p style="text-align: center; line-height: 1.75em; margin: 0;">'
    '<span style="font-family: 宋体, SimSun; font-size: 16px; color: rgb(51, 51, 51);">'
)
KERNING = "mso-font-kerning:0pt"
HEAVY = (
    "mso-ascii-font-family:'Times New Roman';mso-hansi-font-family:'Times New Roman';mso-ansi-language:EN-US;"
    "mso-fareast-language:ZH-CN;mso-bidi-language:AR;color:black;mso-themecolor:text1;letter-spacing:-.2pt;"
)


class Sample(NamedTuple):
    """Pages of one kind, a report each: their name in the table, and their bytes (HTML, or text where `is_text`)."""

    name: str
    pages: tuple[bytes, ...]
    is_text: bool = False


def samples() -> tuple[Sample, ...]:
    """About 30, 80 and 300 KB of HTML a page, and the same reports as flattened text."""
    reports = [draw(organ, YEAR) for organ in ORGANS]
    habits = (("plain", 30, _plain), ("editor", 80, _editor), ("word", 300, _word))
    drawn = tuple(
        Sample(
            f"{name} {kilobytes} KB",
            tuple(_with_menu(draw_page(report), kilobytes * KILO).encode() for report in reports),
        )
        for name, kilobytes, draw_page in habits
    )
    return (*drawn, Sample("flattened text", tuple(_flattened(report).encode() for report in reports), is_text=True))


def _plain(report: DrawnReport) -> str:
    return article_page(report, "clean").decode()


def _editor(report: DrawnReport) -> str:
    """The clean page as a rich-text editor leaves it: the same inline styles in every cell."""
    page = _plain(report).replace("</td>", "</span></p></td>")
    head, *cells = page.split("<td")
    styled = []
    for cell in cells:
        spans, _, rest = cell.partition(">")
        styled.append(CELL.format(spans) + rest)
    return head + "".join(styled)


def _word(report: DrawnReport) -> str:
    """The Word page with the longer runs of a document that went through more than one version of Word."""
    return article_page(report, "word").decode().replace(KERNING, HEAVY + KERNING)


def _with_menu(page: str, size: int) -> str:
    """`page` with as many menu links before its footer as bring it to `size` bytes."""
    lines: list[str] = []
    left = size - len(page.encode())
    while left > 0:
        number = len(lines)
        lines.append(f'<li><a href="/column/{number}/" title="栏目{number}" target="_self">栏目{number}</a></li>\n')
        left -= len(lines[-1].encode())
    footer = '<div class="footer">'
    return page.replace(footer, f'<div class="menu"><ul>\n{"".join(lines)}</ul></div>\n{footer}')


def _flattened(report: DrawnReport) -> str:
    """One cell a line with a blank line between, under agency and breadcrumb, as saved pages read."""
    root = lxml.html.fromstring(article_page(report, "paragraphs").decode())
    for line_break in root.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    head = root.xpath('//div[@class="location"] | //h1 | //div[@class="info"]')
    cells = root.xpath('//div[@class="text"]/p')
    return "\n\n".join([report.agency, *(element.text_content().strip("\n") for element in (*head, *cells))])
