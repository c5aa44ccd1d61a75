"""Schemes and TLS profiles: what a host answers on is found, remembered and said; nothing is weakened unasked."""

import ssl
import threading
import warnings

import msgspec
import pytest
import trustme
from portal_server import BASE, HOST, LIST, QUICK, Page, PortalServer, fill

from scraper import crawl

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
