"""The portal over HTTP, on loopback alone."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlsplit

from nianbao.sample.pages import message_page
from nianbao.sample.portal import HTML, Asked, Page, page_at, reply

LOOPBACK = "127.0.0.1"
IDLE_SECONDS = 30.0


class Request(NamedTuple):
    """One request as answered; `at` is the clock's time in seconds since 1970."""

    method: str
    path: str
    status: int
    at: float


class _Address(NamedTuple):
    host: str
    port: int


class Served(_Address):
    """Where the portal listens, as the pair (host, port); `log` grows with every request answered."""

    log: list[Request]


class _Server(ThreadingHTTPServer):
    """One thread a connection, none of which outlives the program."""

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.log: list[Request] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Let a client go that hung up; anything else is a fault of this module and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD; every other method is 501."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS
    server: _Server

    def do_GET(self) -> None:
        """Answer with the page at the path, whatever host and query the request names."""
        page = page_at(_path_of(self.path))
        if page is None:
            self._send(HTTPStatus.NOT_FOUND, message_page("missing"), {"Content-Type": HTML})
            return
        asked = Asked(self.headers["If-None-Match"], self.headers["If-Modified-Since"])
        status, page = reply(page, asked)
        self._send(status, page.body, _described(page))

    do_HEAD = do_GET  # noqa: N815 the name that http.server looks for

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != HTTPStatus.NOT_MODIFIED and self.command != "HEAD":
            self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
        """Note the request for whoever holds the server's address."""
        # a request line that cannot be parsed leaves command None and path unset
        method, path = self.command or "", getattr(self, "path", "")
        self.server.log.append(Request(method, path, int(code), time.time()))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def _path_of(target: str) -> str:
    """The path of a request's target, which a proxy's client sends with scheme and host; "" if it is none."""
    try:
        return urlsplit(target).path
    except ValueError:
        return ""


def _described(page: Page) -> dict[str, str]:
    modified = format_datetime(page.modified.astimezone(UTC), usegmt=True)
    return {"Content-Type": page.media_type, "ETag": page.etag, "Last-Modified": modified}


@contextmanager
def serve() -> Iterator[Served]:
    """Serve the sample portal on a free port of loopback for as long as the context lasts."""
    with _Server() as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        served = Served(LOOPBACK, server.server_port)
        served.log = server.log
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
