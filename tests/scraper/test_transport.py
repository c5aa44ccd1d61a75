"""Schemes and TLS profiles: what a host answers on is found, remembered and said; nothing is weakened unasked."""

import contextlib
import socket
import ssl
import threading
import warnings

import msgspec
import pytest
import trustme
from portal_server import BASE, HOST, LIST, QUICK, Page, PortalServer, fill, report

from scraper import crawl
from scraper.client import Client
from scraper.connections import Connections, HostSession, NoAnswerError
from scraper.exchange import Request
from scraper.pacing import Halt, Pacer

HTTPS = BASE.replace("http:", "https:")
ONE_TRY = msgspec.structs.replace(QUICK, attempts=2)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def trusted(authority, monkeypatch, tmp_path):
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(path))


@pytest.fixture
def tls_server(authority):
    """Starts servers that speak TLS alone, with a certificate of `authority`."""
    running = []

    def start(*, weak=False, name=HOST):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        if weak:
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            with warnings.catch_warnings(action="ignore"):
                context.options |= ssl.OP_NO_TLSv1_2 | ssl.OP_NO_TLSv1_3
            context.set_ciphers("ALL:@SECLEVEL=0")
        server = PortalServer()
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def visit(server, raw, start=HTTPS, **changes):
    portal = server.portal(start=(start + LIST.format(1),), **changes)
    return crawl([portal], raw, limits=ONE_TRY, sleep=lambda _: None)[0]


def test_a_standard_host_needs_nothing_weak(tls_server, trusted, tmp_path):
    server = tls_server()
    fill(server, 3)
    summary = visit(server, tmp_path, tls="unverified")
    assert (summary.fetched, summary.weak_tls, summary.problems) == (3, (), ())


def test_old_tls_is_tried_only_where_the_file_allows_it_and_said(tls_server, trusted, tmp_path):
    server = tls_server(weak=True)
    fill(server, 3)
    refused = visit(server, tmp_path / "a")
    assert refused.fetched == 0 and "TLS: standard" in refused.stopped and not refused.weak_tls
    summary = visit(server, tmp_path / "b", tls="legacy")
    assert (summary.fetched, summary.weak_tls) == (3, (f"{HOST} (legacy)",))


def test_a_certificate_goes_unchecked_only_where_the_file_allows_it_and_said(tls_server, tmp_path):
    server = tls_server()
    fill(server, 2)
    assert visit(server, tmp_path / "a", tls="legacy").fetched == 0
    summary = visit(server, tmp_path / "b", tls="unverified")
    assert (summary.fetched, summary.weak_tls) == (2, (f"{HOST} (unverified)",))


def test_two_portals_on_a_host_say_each_its_own_tls(tls_server):
    server = tls_server()
    server.pages["/a"] = Page(report(1))
    halt = Halt(lambda _: None)
    shared = (ONE_TRY, Connections(ONE_TRY), Pacer(halt), halt)
    lax, strict = (Client(server.portal(tls=tls), "x@example.org", *shared) for tls in ("unverified", "standard"))
    assert [client.get(Request(HTTPS + "/a")).state for client in (lax, strict)] == ["captured", "unreachable"]
    for _ in range(2):
        assert (strict.weak_tls, lax.weak_tls) == ([], [f"{HOST} (unverified)"])


def test_what_breaks_behind_the_handshake_weakens_nothing(authority, trusted):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    asked = []

    def damage(listener):
        with contextlib.suppress(OSError):
            while True:
                tls = context.wrap_socket(listener.accept()[0], server_side=True)
                asked.append(tls.recv(4000))
                with socket.socket(fileno=tls.detach()) as bare:
                    bare.sendall(b"\x17\x03\x03\x00\x20" + b"z" * 32)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=damage, args=(listener,), daemon=True).start()
        session = HostSession(listener.getsockname(), QUICK)
        session.allow("unverified")
        with pytest.raises(NoAnswerError) as caught:
            session.exchange(Request(HTTPS + "/a"), HTTPS + "/a", {})
    assert (caught.value.state, caught.value.again) == ("unreachable", True)
    assert (session.tls, len(asked)) == ("standard", 1)


@pytest.mark.parametrize("name", ["www.other.example"])
def test_the_certificate_of_another_host_is_refused(tls_server, trusted, tmp_path, name):
    server = tls_server(name=name)
    fill(server, 2)
    assert visit(server, tmp_path, tls="legacy").fetched == 0


def test_a_host_that_answers_on_http_alone(server, tmp_path):
    fill(server, 3)
    summary = visit(server, tmp_path)
    assert (summary.fetched, summary.stopped, summary.problems) == (3, None, ())
    server.log.clear()
    again = visit(server, tmp_path)
    assert (again.unchanged, again.fetched, again.problems) == (3, 0, ()) and len(server.log) == again.requests


def test_a_host_that_answers_on_https_alone(tls_server, trusted, tmp_path):
    server = tls_server()
    fill(server, 3)
    summary = visit(server, tmp_path, start=BASE)
    assert (summary.fetched, summary.stopped, summary.problems) == (3, None, ())


def test_a_site_shut_on_both_schemes_is_asked_once_more_and_no_oftener(server, tmp_path):
    fill(server, 3)
    server.find = lambda path: Page(b"<html>shut</html>", 404 if path == "/robots.txt" else 403)
    summary = visit(server, tmp_path, start=BASE)
    assert [state for _, state, _ in summary.problems] + [bool(summary.stopped)] in (
        ["refused", False],
        ["robots", True],
    )
    assert server.paths().count(LIST.format(1)) == 1


def test_links_of_another_scheme_or_alias_are_no_other_reports(server, tmp_path):
    fill(server, 4)
    first = server.pages[LIST.format(1)]
    body = first.body.replace(b'"/XxgkAnnualReport/show/2', b'"https://www.yunlan.example/XxgkAnnualReport/show/2')
    body = body.replace(b'"/XxgkAnnualReport/show/3', b'"//yunlan.example/XxgkAnnualReport/show/3')
    server.pages[LIST.format(1)] = Page(body)
    server.pages[LIST.format(2)] = Page(first.body)
    summary = visit(server, tmp_path, start=BASE, host_aliases={"yunlan.example": HOST})
    assert (summary.found, summary.fetched, summary.problems) == (4, 4, ())
