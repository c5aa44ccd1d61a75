"""The crawl of `bench.crawl` with this project: archive and catalogue on."""

import tempfile
from pathlib import Path

from bench.portals_server import START
from scraper import Portal, crawl


def crawl_all(hosts: int, port: int) -> int:
    """Crawl so many hosts, a portal each; returns the number of articles stored."""
    portals = [_portal(n, port) for n in range(1, hosts + 1)]
    with tempfile.TemporaryDirectory() as folder:
        return sum(summary.fetched for summary in crawl(portals, Path(folder)))


def _portal(number: int, port: int) -> Portal:
    return Portal(
        name=f"p{number}",
        label="云澜区",
        label_en="Yunlan",
        family="show_list",
        hosts=(f"www{number}.example",),
        start=(f"http://www{number}.example{START}",),
        organs=(),
        years=(2019, 2024),
        delay=0.0,
        loopback=True,
        server=(f"127.0.1.{number}", port),
    )
