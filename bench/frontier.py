"""What a frontier of a million addresses costs: memory, and how long a visit takes to begin or to be taken up again.

python -m bench.frontier
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scraper import Limits, Portal, runs
from scraper.families import Link
from scraper.frontier import Frontier, Target
from scraper.visit import Visit
from scraper.writer import ArchiveWriter

ADDRESSES = 1_000_000
HOSTS = 40
ASKED = 300_000
AIM_SECONDS = 2.0
AIM_MIB = 300

PORTAL = Portal(
    name="large",
    label="云澜市",
    label_en="Yunlan",
    family="show_list",
    hosts=tuple(f"www{n}.example" for n in range(HOSTS)),
    start=("http://www0.example/XxgkAnnualReport/showList/12/page_1.html",),
    organs=(),
    years=(2008, 2025),
    loopback=True,
    server=("127.0.0.1", 9),
)


def fill(raw: Path) -> None:
    """A visit that was broken off: a million addresses known, 300,000 of them asked, some in vain."""
    with ArchiveWriter(raw) as writer:
        frontier = Frontier(writer.connection, PORTAL.name, runs.begin(writer, PORTAL.name))
        root = PORTAL.start[0]
        page = Target(root, "list", root, None, None, None, None)
        with writer.transaction():
            frontier.begin(PORTAL.start)
            for number in range(ADDRESSES):
                url = f"http://www{number % HOSTS}.example/XxgkAnnualReport/show/{number}.html"
                link = Link(url, f"云澜市第{number}号机关政府信息公开工作年度报告", "2024-01-10")
                frontier.mark_listed(page, url)
                frontier.add_page(link, "article", page)
                if number < ASKED:
                    asked = Target(url, "article", root, root, None, None, None)
                    state, reason = ("timeout", "no answer") if number % 100 == 0 else ("captured", "")
                    frontier.settle(asked, state, reason, "2026-01-10T00:00:00Z")


def begin(raw: Path) -> dict[str, float]:
    """Open the archive and begin a visit, or take up the one at hand; then ask for the first address of each host."""
    start = time.monotonic()
    with ArchiveWriter(raw) as writer:
        visit = Visit(PORTAL, writer, Limits())
        first = [visit.next(host) for host in PORTAL.hosts]
        seconds = time.monotonic() - start
    assert all(first)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "mib": peak, "queued": visit.queued}


def _in_its_own_process(step: str, raw: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.frontier", step, str(raw)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return dict(json.loads(done.stdout))


def _forget_the_run(raw: Path) -> None:
    with ArchiveWriter(raw) as writer, writer.transaction():
        writer.connection.execute("UPDATE runs SET finished_at = started_at")


def main() -> None:
    """Fill a frontier, and measure both beginnings, each in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder)
        fill(raw)
        size = sum(path.stat().st_size for path in raw.glob("catalog*")) / 2**20
        print(f"{ADDRESSES:,} addresses, catalogue of {size:.0f} MiB; aims: {AIM_SECONDS:g} s, {AIM_MIB} MiB")
        print(f"{'visit':<10}{'seconds':>10}{'peak MiB':>10}{'queued':>10}")
        for name in ("resumed", "new"):
            if name == "new":
                _forget_the_run(raw)
            found = _in_its_own_process("begin", raw)
            print(f"{name:<10}{found['seconds']:>10.2f}{found['mib']:>10.0f}{found['queued']:>10.0f}")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(begin(Path(sys.argv[2]))))
    else:
        main()
