"""A portal on loopback: pages by path, a log of what was asked,
and how many connections were open at once.
"""

import contextlib
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from scraper import Generic, Limits, Portal
from scraper.client import Client
from scraper.connections import Connections
from scraper.pacing import Halt, Pacer

HOST = "www.yunlan.example"
BASE = f"http://{HOST}"
LIST = "/XxgkAnnualReport/showList/12/page_{}.html"
QUICK = Limits(backoff_seconds=0.01, connect_seconds=2, read_seconds=2, total_seconds=5, rest_seconds=0)


@dataclass
class Page:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "text/html; charset=utf-8"


@dataclass
class Asked:
    at: float
    path: str
    headers: dict[str, str]
    status: int
    host: str = ""
    form: dict[str, str] = field(default_factory=dict)
    ended: float = 0.0


@dataclass
class Question:
    """What a route is asked: `query` and `form` decoded, one value a name."""

    method: str
    host: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]
    found: re.Match[str]


Handler = Callable[["Exchange"], None]
Route = Callable[[Question], Page]


class Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "PortalServer"

    def setup(self):
        super().setup()
        with self.server.counting:
            self.server.open_now += 1
            self.server.open_at_most = max(self.server.open_at_most, self.server.open_now)

    def finish(self):
        with self.server.counting:
            self.server.open_now -= 1
            for connections in self.server.open_to.values():
                connections.discard(self)
        with contextlib.suppress(OSError):
            super().finish()

    def do_POST(self):
        self.do_GET()

    def do_GET(self):
        at = time.monotonic()
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        form = dict(parse_qsl(sent, keep_blank_values=True))
        host = self.headers.get("Host", "")
        self.server.connected(host, self)
        page = self.server.answer(self.command, host, self.path, form, dict(self.headers))
        if callable(page):
            self.server.log.append(Asked(at, self.path, dict(self.headers), 0, host, form))
            with contextlib.suppress(OSError):
                page(self)
            self.close_connection = True
            return
        status = 304 if self._is_known(page) else page.status
        asked = Asked(at, self.path, dict(self.headers), status, host, form)
        self.server.log.append(asked)
        self.send_response(status)
        body = b"" if status == 304 else page.body
        for name, value in {"Content-Type": page.media_type, **page.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        asked.ended = time.monotonic()  # before the client can have all of it
        self.end_headers()
        self.wfile.write(body)

    def _is_known(self, page: Page) -> bool:
        asked = self.headers.get("If-None-Match")
        return asked is not None and asked == page.headers.get("ETag")

    def log_message(self, *_):
        pass


class PortalServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Exchange)
        self.pages: dict[str, Page | Handler | list] = {}
        self.routes: list[tuple[re.Pattern[str], Route]] = []
        self.log: list[Asked] = []
        self.counting = threading.Lock()
        self.open_now = self.open_at_most = 0
        self.open_to: dict[str, set[Exchange]] = {}
        self.most_to: dict[str, int] = {}

    def connected(self, host: str, connection: Exchange) -> None:
        with self.counting:
            connections = self.open_to.setdefault(host, set())
            connections.add(connection)
            self.most_to[host] = max(len(connections), self.most_to.get(host, 0))

    def find(self, path: str):
        page = self.pages.get(path, Page(b"", 404))
        if isinstance(page, list):
            return page.pop(0) if len(page) > 1 else page[0]
        return page

    def route(self, pattern: str, route: Route) -> None:
        """Let `route` answer the paths (without their query) that match `pattern` whole; `pages` come first."""
        self.routes.append((re.compile(pattern), route))

    def answer(self, method: str, host: str, address: str, form: dict[str, str], headers: dict[str, str]):
        path, _, query = address.partition("?")
        if address not in self.pages:
            for pattern, route in self.routes:
                if found := pattern.fullmatch(path):
                    values = dict(parse_qsl(query, keep_blank_values=True))
                    return route(Question(method, host, path, values, form, headers, found))
        return self.find(address)

    def handle_error(self, *_):
        pass

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    def portal(self, **changes) -> Portal:
        values = {
            "name": "yunlan",
            "label": "云澜区",
            "label_en": "Yunlan District",
            "family": "show_list",
            "hosts": (HOST,),
            "start": (BASE + LIST.format(1),),
            "organs": (),
            "years": (2019, 2024),
            "delay": 0.0,
            "loopback": True,
            "server": self.server_address[:2],
        }
        return Portal(**(values | changes))


def client_of(portal: Portal, limits: Limits = QUICK, sleep=lambda _: None) -> Client:
    """A client by itself, as a crawl sets one up."""
    halt = Halt(sleep)
    pacer = Pacer(halt)
    for host in portal.hosts:
        pacer.slow_down(host, portal.delay)
    return Client(portal, "x@example.org", limits, Connections(limits), pacer, halt)


def report(number: int, words: str = "") -> bytes:
    """A page with enough in it to be no stub and no shell; the words are invented."""
    text = f"云澜区第{number}号机关在本年度按时公开各类信息,办理申请若干。{words}" * 8
    return f"<html><head><title>云澜区</title></head><body><h1>年报{number}</h1><p>{text}</p></body></html>".encode()


def list_page(numbers, title="{}号机关政府信息公开年度报告") -> bytes:
    rows = "".join(
        f'<li><a href="/XxgkAnnualReport/show/{n}.html" title="{title.format(n)}">{n}号机关政府…</a>'
        f"<span>2024-01-{n % 28 + 1:02d}</span></li>"
        for n in numbers
    )
    head = "<html><head><title>云澜区</title></head><body><p>您现在所在的位置: 网站首页 > 政府信息公开</p>"
    return f'{head}<div class="listright-box"><ul>{rows}</ul></div></body></html>'.encode()


def etag(body: bytes) -> dict[str, str]:
    return {"ETag": f'"{hash(body) & 0xFFFFFFFF:08x}"'}


def fill(server: PortalServer, reports: int, per_page: int = 5) -> None:
    """A showList portal of so many reports, with validators, and an empty list behind the last page."""
    numbers = list(range(1, reports + 1))
    chunks = [numbers[i : i + per_page] for i in range(0, reports, per_page)] + [[]]
    for place, chunk in enumerate(chunks, 1):
        body = list_page(chunk)
        server.pages[LIST.format(place)] = Page(body, headers=etag(body))
    for n in numbers:
        server.pages[f"/XxgkAnnualReport/show/{n}.html"] = Page(report(n), headers=etag(report(n)))


GENERIC = Generic(
    list_selector="ul.news a", article_pattern=r"/t\d{8}_\d+\.html$", page_template="index_{n}.html", first=1
)
