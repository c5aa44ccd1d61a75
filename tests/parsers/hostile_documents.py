"""Documents made to break a reader, built when asked for: some are larger than any report.

Run as a program with the name of a document, it prints the codes of the issues and the peak of memory in kilobytes.
"""

import resource
import sys
from typing import NamedTuple

from nianbao.sample import ORGANS, article_page, draw
from parsers import read_report

GOOD_PAGE = article_page(draw(ORGANS[6], 2020), "clean")


class Heavy(NamedTuple):
    """A document out of one part many times over."""

    part: str
    times: int
    before: str = ""
    after: str = ""

    def build(self) -> bytes:
        """The whole document."""
        return self.before.encode() + self.part.encode() * self.times + self.after.encode()


_WIDE = '<tr><td colspan="1000000000">规章</td><td colspan="1000000000">1</td></tr>'
_HEADINGS = "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"

HEAVY = {
    "100 MB of nested tags": Heavy("<div>", 20_000_000),
    "nested tags below the limit of bytes": Heavy("<div>", 1_900_000),
    "nested tables": Heavy("<table><tr><td>", 600_000),
    "nested spans before a report": Heavy("<span>", 1_000_000, after=GOOD_PAGE.decode()),
    "a million elements": Heavy("<p>a</p>", 1_000_000),
    "hidden boxes": Heavy('<div style="display:none">', 300_000),
    "wide cells": Heavy(_WIDE, 20_000, "<table>", "</table>"),
    "a label a hundred thousand times": Heavy("规章\n", 100_000),
    "long labels a hundred thousand times": Heavy("行政许可\n", 100_000),
    "a row with a hundred thousand figures": Heavy("1\n", 100_000, "规章\n"),
    "a row with a hundred thousand blanks": Heavy(" \n", 100_000, "规章\n"),
    "a broken label a hundred thousand times": Heavy("规\n", 100_000),
    "headings ten thousand times": Heavy(_HEADINGS, 10_000),
    "one heading ten thousand times": Heavy("一、总体情况\n", 10_000, after="二、主动公开情况\n"),
    "rows of labels no form knows": Heavy("<tr><td>某某</td><td>1</td></tr>", 20_000, "<table>", "</table>"),
    "one line of figures": Heavy("规章 1 2 3 ", 30_000),
    "one long line of words": Heavy("总体情况", 90_000),
    "breadcrumbs without an end": Heavy("首页>", 90_000),
    "periods without an end": Heavy("统计期限2020年1月1日", 20_000),
    "figures without an end": Heavy("1,", 150_000, "<table><tr><td>规章<td>"),
    "angle brackets": Heavy("<", 390_000),
    "a rule that does not end": Heavy("-", 390_000, "规章 | 0\n", "x"),
    "lines of a tab": Heavy("\t\n", 190_000, "规章 0\n"),
    "labels of a row and a column": Heavy("其他\n0\n", 75_000, "三、收到和处理政府信息公开申请情况\n"),
    "numbers without a heading": Heavy("一.", 190_000, "一、总体情况 ", "x"),
    "a bracket that never closes": Heavy("(\n \n", 90_000, "一、总体情况\n规章 "),
    "spaces behind a figure": Heavy(" ", 300_000, "规章 | 1", "x |"),
    "spaces behind a label of a date": Heavy(" ", 300_000, "发布时间", "x\n一、总体情况\n二、主动公开\n"),
    "a frame of bars without an end": Heavy(
        "0|\n|\n", 70_000, "|\n自然人|\n|\n商业企业|\n|\n科研机构|\n|\n社会公益组织|\n|\n"
    ),
    "a cut header without an end": Heavy("一\n", 150_000, "规章 | 0\n本年 |\n"),
    "bars below a cut header": Heavy("、 | 、 |\n", 40_000, "本年新 | 总计 |\n"),
    "styles that hide nothing": Heavy("<b style='a'></b>", 90_000),
    "tables in cells side by side": Heavy("<td><table></table></td>", 60_000, "<table><tr>"),
    "white space": Heavy(" \u3000", 190_000, "<p>", "</p>规章"),
}


def main(name: str) -> None:
    """What the reader says of one document, and what it took."""
    record = read_report(HEAVY[name].build())
    issues = " ".join(issue.code for issue in record.issues)
    sys.stdout.write(f"{issues}\n{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\n")


if __name__ == "__main__":
    main(sys.argv[1])
