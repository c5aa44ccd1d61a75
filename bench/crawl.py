"""What a crawl costs the machine it runs on: CPU seconds and memory per 1000 pages, beside Scrapy.

python -m bench.crawl            # rounds of both, each in a fresh process, taking turns
"""

import contextlib
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module

HOSTS = 40
ARTICLES = 50
ROUNDS = 5
AIM = 1.0
"""`nianbao` is to take at most so many times the CPU seconds of Scrapy."""

CLIENTS = ("nianbao", "scrapy")


@contextlib.contextmanager
def _served() -> Iterator[int]:
    command = [sys.executable, "-m", "bench.portals_server", str(ARTICLES)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        assert server.stdin and server.stdout
        yield int(server.stdout.readline())
        server.stdin.close()


def _measure(client: str, port: int) -> dict[str, float]:
    """One crawl in this (fresh) process: CPU seconds with all imports, wall seconds, peak memory, articles."""
    start = time.monotonic()
    pages = import_module(f"bench.crawl_{client}").crawl_all(HOSTS, port)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime
    return {"cpu": cpu, "wall": time.monotonic() - start, "mib": used.ru_maxrss / 1024, "pages": pages}


def measure(rounds: int) -> dict[str, list[dict[str, float]]]:
    """The rounds of each client; they take turns, so that a slow minute hits both."""
    results: dict[str, list[dict[str, float]]] = {client: [] for client in CLIENTS}
    with _served() as port:
        for _ in range(rounds):
            for client, mine in results.items():
                command = [sys.executable, "-m", "bench.crawl", client, str(port)]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
                mine.append(json.loads(done.stdout.splitlines()[-1]))
                assert mine[-1]["pages"] == HOSTS * ARTICLES, mine[-1]
    return results


def report(results: dict[str, list[dict[str, float]]]) -> str:
    """The table of medians, and the ratio of each round."""
    lines = [f"{'client':<10}{'CPU s / 1000 pages':>20}{'pages/s':>10}{'peak MiB':>10}"]
    for client, mine in results.items():
        cpu, speed, mib = (
            statistics.median(values)
            for values in zip(
                *((1000 * r["cpu"] / r["pages"], r["pages"] / r["wall"], r["mib"]) for r in mine), strict=True
            )
        )
        lines.append(f"{client:<10}{cpu:>20.2f}{speed:>10.0f}{mib:>10.0f}")
    ratios = [ours["cpu"] / theirs["cpu"] for ours, theirs in zip(results["nianbao"], results["scrapy"], strict=True)]
    lines.append(f"\nratio of each round: {' '.join(f'{ratio:.2f}' for ratio in ratios)}")
    lines.append(f"median {statistics.median(ratios):.2f}, aim at most {AIM:.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(_measure(sys.argv[1], int(sys.argv[2]))))
    else:
        print(report(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)))
