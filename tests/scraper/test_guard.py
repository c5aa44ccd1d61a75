import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portal_server import QUICK, client_of

from scraper import Portal
from scraper.connections import HostSession, NoAnswerError
from scraper.exchange import Request
from scraper.guard import PrivateAddressError, address_of, is_public, resolve

PUBLIC = Portal(
    name="far", label="远", label_en="Far", family="show_list", hosts=("www.far.gov.cn",),
    start=("http://www.far.gov.cn/News/showList/1/page_1.html",), organs=(), years=(2020, 2024), delay=1.0,
)  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104
        "255.255.255.255", "240.0.0.1", "192.0.2.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_on_the_internet(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "218.22.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_addresses_that_are(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_hides_nothing(ip):
    assert is_public(f"::ffff:{ip}") == is_public(str(ip))
    assert not ip.is_private or not is_public(str(ipaddress.IPv6Address((0x64FF9B << 96) | int(ip))))


def answers(*addresses):
    return lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answers("1.1.1.1", "10.0.0.7"))
    with pytest.raises(PrivateAddressError, match=r"10\.0\.0\.7"):
        resolve("www.far.gov.cn", 80)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_host_that_resolves_to_this_machine_is_never_connected_to(monkeypatch, server, scheme):
    monkeypatch.setattr(socket, "getaddrinfo", answers("127.0.0.1"))
    client = client_of(PUBLIC)
    failure = client.get(Request(f"{scheme}://www.far.gov.cn/"))
    assert (failure.state, client.requests) == ("private_address", 1)
    assert "127.0.0.1" in failure.reason and server.open_at_most == 0


def test_the_address_connected_to_is_the_one_that_was_looked_at(monkeypatch):
    """A name that is public when asked first and private when asked again: it is asked once,
    the answer is used.
    """
    asked, connected = [], []

    def once(host, port, **_):
        asked.append(host)
        return answers("1.1.1.1" if len(asked) == 1 else "127.0.0.1")(host, port)

    def connect(address, *_, **__):
        connected.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", once)
    monkeypatch.setattr("scraper.guard.create_connection", connect)
    limits = QUICK.__class__(attempts=1)
    failure = client_of(PUBLIC, limits).get(Request("http://www.far.gov.cn/"))
    assert failure.state == "unreachable"
    assert (asked, connected) == (["www.far.gov.cn"], [("1.1.1.1", 80)])


@pytest.mark.parametrize("host", ["www..gov.cn", ".gov.cn", "w" * 64 + ".gov.cn"])
def test_a_name_that_no_host_can_have_is_unreachable(host):
    with pytest.raises(NoAnswerError) as caught:
        HostSession(None, QUICK).exchange(Request(f"http://{host}/"), f"http://{host}/", {})
    assert caught.value.state == "unreachable"
    assert address_of(host) == host


@pytest.mark.parametrize("error", [ConnectionResetError(104, "reset"), BrokenPipeError(32, "pipe"), TimeoutError()])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_connection_that_breaks_while_it_is_made_is_unreachable(monkeypatch, error, scheme):
    """urllib3 takes a reset for an answer that came early, and then has no socket to read it from."""

    def connect(*_, **__):
        raise error

    monkeypatch.setattr("scraper.guard.create_connection", connect)
    with pytest.raises(NoAnswerError, match=type(error).__name__) as caught:
        HostSession(("127.0.0.1", 9), QUICK).exchange(Request(f"{scheme}://a.cn/"), f"{scheme}://a.cn/", {})
    assert (caught.value.state, caught.value.again) == ("unreachable", True)
