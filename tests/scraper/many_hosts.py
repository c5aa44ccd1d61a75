"""Portals of many hosts on one server, to be crawled by a child process that may die at any moment."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import msgspec
from portal_server import QUICK, Page, PortalServer, report

from scraper import Portal, crawl

LIST = "/XxgkAnnualReport/showList/{}/page_{}.html"
HOSTS_OF_A_PORTAL = 5
PER_LIST = 10
GIVES_UP = msgspec.structs.replace(QUICK, attempts=1, host_failures=2)


def portals(port: int, count: int) -> list[Portal]:
    """So many portals of five hosts; the first host has the lists, all of them the articles."""
    server = SimpleNamespace(server_address=("127.0.0.1", port))
    made = []
    for number in range(count):
        hosts = tuple(f"www{number}-{place}.example" for place in range(HOSTS_OF_A_PORTAL))
        start = (f"http://{hosts[0]}{LIST.format(number, 1)}",)
        made.append(PortalServer.portal(server, name=f"p{number}", hosts=hosts, start=start))
    return made


def fill(server: PortalServer, portals: list[Portal], pages: int) -> None:
    """So many articles, over all hosts; each tenth has a file."""
    each = pages // len(portals)
    for place, portal in enumerate(portals):
        addresses = [
            f"http://{portal.hosts[n % HOSTS_OF_A_PORTAL]}/XxgkAnnualReport/show/{place * each + n}.html"
            for n in range(each)
        ]
        for first in range(0, each + PER_LIST, PER_LIST):
            rows = "".join(
                f'<li><a href="{url}">年报{url[-9:-5]}</a><span>2024-01-10</span></li>'
                for url in addresses[first : first + PER_LIST]
            )
            body = f'<html><div class="listright-box"><ul>{rows}</ul></div></html>'.encode()
            server.pages[LIST.format(place, first // PER_LIST + 1)] = Page(body)
    for number in range(pages):
        body = report(number)
        if number % 10 == 0:
            body = body.replace(b"</body>", f"<a href='/f/{number}.pdf'>年报{number}</a></body>".encode())
            server.pages[f"/f/{number}.pdf"] = Page(b"%%PDF-1.7 %d" % number, media_type="application/pdf")
        server.pages[f"/XxgkAnnualReport/show/{number}.html"] = Page(body)


def start_child(server: PortalServer, raw: Path, count: int, file_bytes: int | None = None) -> "subprocess.Popen[str]":
    """A crawl of the portals in a process of its own; no file that it writes may grow beyond `file_bytes`."""
    command = [sys.executable, __file__, str(server.server_address[1]), str(raw), str(count), str(file_bytes or 0)]
    path = os.pathsep.join(sys.path)
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": path}, stderr=subprocess.PIPE, text=True)  # noqa: S603


if __name__ == "__main__":
    if int(sys.argv[4]):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]),) * 2)
    crawl(portals(int(sys.argv[1]), int(sys.argv[3])), Path(sys.argv[2]), limits=GIVES_UP)
