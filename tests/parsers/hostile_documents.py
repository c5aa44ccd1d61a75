"""Documents made to break a reader, built when asked for: some are larger than any report.

Run as a program with the name of a document, it prints the codes of the issues and the peak of memory in kilobytes.
"""

import resource
import sys
from collections.abc import Callable

from nianbao.sample import ORGANS, article_page, draw
from parsers import read_report

GOOD_PAGE = article_page(draw(ORGANS[6], 2020), "clean")
HEADINGS = "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"


def _table(rows: str, times: int) -> bytes:
    return f"<table>{rows * times}</table>".encode()


HEAVY: dict[str, Callable[[], bytes]] = {
    "100 MB of nested tags": lambda: b"<div>" * 20_000_000,
    "nested tags below the limit of bytes": lambda: b"<div>" * 1_900_000,
    "nested tables": lambda: b"<table><tr><td>" * 600_000,
    "nested spans before a report": lambda: b"<span>" * 1_000_000 + GOOD_PAGE,
    "a million elements": lambda: b"<p>a</p>" * 1_000_000,
    "hidden boxes": lambda: b'<div style="display:none">' * 300_000,
    "wide cells": lambda: _table('<tr><td colspan="1000000000">规章</td><td colspan="1000000000">1</td></tr>', 20_000),
    "a label a hundred thousand times": lambda: ("规章\n" * 100_000).encode(),
    "long labels a hundred thousand times": lambda: "行政许可\n".encode() * 100_000,
    "a row with a hundred thousand figures": lambda: "规章\n".encode() + b"1\n" * 100_000,
    "a row with a hundred thousand blanks": lambda: "规章\n".encode() + b" \n" * 100_000,
    "a broken label a hundred thousand times": lambda: "规\n".encode() * 100_000,
    "headings ten thousand times": lambda: HEADINGS.encode() * 10_000,
    "two headings ten thousand times each": lambda: ("一、总体情况\n" * 10_000 + "二、主动公开情况\n" * 10_000).encode(),
    "rows of labels no form knows": lambda: _table("<tr><td>某某</td><td>1</td></tr>", 20_000),
    "one line of figures": lambda: ("规章 1 2 3 " * 30_000).encode(),
    "one long line of words": lambda: "总体情况".encode() * 90_000,
    "breadcrumbs without an end": lambda: "首页>".encode() * 90_000,
    "periods without an end": lambda: "统计期限2020年1月1日".encode() * 20_000,
    "figures without an end": lambda: b"<table><tr><td>" + "规章".encode() + b"<td>" + b"1," * 150_000,
    "angle brackets": lambda: b"<" * 390_000,
    "white space": lambda: ("<p>" + " \u3000" * 190_000 + "</p>规章").encode(),
}  # fmt: skip


def main(name: str) -> None:
    """What the reader says of one document, and what it took."""
    record = read_report(HEAVY[name]())
    issues = " ".join(issue.code for issue in record.issues)
    sys.stdout.write(f"{issues}\n{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\n")


if __name__ == "__main__":
    main(sys.argv[1])
