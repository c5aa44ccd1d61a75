"""Pages per second of `read_report`, beside a parse alone and the usual recipe."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from io import StringIO

import lxml.html
import pandas as pd
from bs4 import BeautifulSoup

from bench.pages import Sample, samples
from parsers import read_report, trace_report

ROUNDS = 15
AIM = 3.0
"""`read_report` is to take at most so many times lxml's own parse of the 80 KB page."""

Method = Callable[[bytes, str], object]


def _parse_alone(_data: bytes, page: str) -> object:
    return lxml.html.fromstring(page)


def _read(data: bytes, _page: str) -> object:
    return read_report(data)


def _read_afresh(data: bytes, _page: str) -> object:
    return trace_report(data)


def _soup_and_pandas(_data: bytes, page: str) -> object:
    soup = BeautifulSoup(page, "lxml")
    title = soup.title.get_text() if soup.title else ""
    return title, soup.get_text(), pd.read_html(StringIO(page))


PARSE_ALONE = "lxml.html.fromstring"
METHODS: dict[str, Method] = {
    PARSE_ALONE: _parse_alone,
    "read_report": _read,
    "trace_report": _read_afresh,
    "BeautifulSoup + read_html": _soup_and_pandas,
}


def _methods_for(sample: Sample) -> dict[str, Method]:
    return {"read_report": _read, "trace_report": _read_afresh} if sample.is_text else METHODS


def measure() -> dict[tuple[str, str], float]:
    """Median seconds of CPU a page, by (kind of page, method).

    In a turn each method reads all pages of a kind one after the other, as whoever reads a portal does; the methods
    take turns, so that a slow minute hits all.
    """
    seconds: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    decoded = [(sample, [(data, data.decode()) for data in sample.pages]) for sample in samples()]
    for turn in range(ROUNDS + 1):
        for sample, pages in decoded:
            for name, method in _methods_for(sample).items():
                start = time.process_time()
                for data, page in pages:
                    method(data, page)
                if turn:  # the first turn fills caches
                    seconds[sample.name, name].append((time.process_time() - start) / len(pages))
    return {key: statistics.median(times) for key, times in seconds.items()}


def report(medians: dict[tuple[str, str], float]) -> str:
    """The table: page, method, milliseconds, pages per second, and time as a multiple of lxml's parse."""
    lines = [f"{'page':<16}{'method':<28}{'ms':>10}{'pages/s':>10}{'ratio':>8}"]
    for (page, method), median in medians.items():
        alone = medians.get((page, PARSE_ALONE))
        ratio = f"{median / alone:.2f}" if alone else "-"
        lines.append(f"{page:<16}{method:<28}{median * 1000:>10.2f}{1 / median:>10.1f}{ratio:>8}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(report(measure()))
    print(f"\naim: read_report at most {AIM:.2f} on the page of 80 KB")
