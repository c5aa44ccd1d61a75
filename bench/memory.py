"""Memory of one process that reads one report after the other, drawn in every layout, no two alike.

`python -m bench.memory --reports N` prints the memory in use and its peak as it goes.
"""

import argparse
import resource
import time
from collections.abc import Iterator
from itertools import count, cycle, islice
from pathlib import Path

from nianbao.sample import LAYOUTS as PORTAL_LAYOUTS
from nianbao.sample import article_page
from parsers import read_report
from tests.layouts import LAYOUTS, own_cases

REPORTS = 100_000
TOLD_AT = (100, 1_000, 10_000, 25_000, 50_000, 75_000, 100_000)
EVERY = 8  # of the sample's reports one in so many is drawn
NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")
PAGE = resource.getpagesize()
MEBI = 2**20


def drawings() -> list[tuple[bytes, str]]:
    """Documents in UTF-8, and the name of the agency in each."""
    cases = own_cases()[::EVERY]
    drawn = [(layout.draw(case.report), case.report.agency) for layout in LAYOUTS.values() for case in cases]
    names = sorted(set(PORTAL_LAYOUTS) - {"gb18030"})
    return drawn + [(article_page(case.report, name), case.report.agency) for name in names for case in cases]


def documents() -> Iterator[bytes]:
    """The drawings over and over, each time of another agency."""
    numbers = (str(number).translate(NUMERALS) for number in count(1))
    for (data, agency), number in zip(cycle(drawings()), numbers, strict=False):
        yield data.replace(agency.encode(), f"第{number}号{agency}".encode())


def in_use() -> float:
    """MiB of memory that the process holds now."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * PAGE / MEBI


def main() -> None:
    """Reads, and prints a line at each of `TOLD_AT` and at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=REPORTS)
    reports: int = parser.parse_args().reports
    begun = time.process_time()
    print(f"{'reports':>10}{'MiB':>8}{'peak MiB':>10}{'CPU s':>8}")
    for number, data in enumerate(islice(documents(), reports), 1):
        read_report(data)
        if number in TOLD_AT or number == reports:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEBI
            took = time.process_time() - begun
            print(f"{number:>10}{in_use():>8.1f}{peak:>10.1f}{took:>8.0f}", flush=True)


if __name__ == "__main__":
    main()
