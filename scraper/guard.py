"""The guard at the socket: a connection goes only to a public address that was looked at before connecting.

The address that was vetted is the address that is connected to, so a name that resolves to something else a
moment later (DNS rebinding) changes nothing; certificate and SNI still go by the host's name. Sockets also
carry the deadline of the response being read: a page that drips a byte at a time never trips a read
timeout.
"""

import contextlib
import ipaddress
import math
import socket
import ssl
import time
from typing import Any, Literal, get_args

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ProtocolError
from urllib3.poolmanager import PoolManager
from urllib3.util.connection import create_connection
from urllib3.util.ssl_ import create_urllib3_context

# IPv4 addresses seen through an IPv6-only network's translator (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


# From the best to the weakest: TLS 1.2 with a certificate that is checked; old versions, ciphers and renegotiation
# with a checked certificate; the same and the certificate not checked.
TlsProfile = Literal["standard", "legacy", "unverified"]
TLS_PROFILES: tuple[TlsProfile, ...] = get_args(TlsProfile)
# ssl.OP_LEGACY_SERVER_CONNECT has its name from Python 3.12 on.
_LEGACY_RENEGOTIATION = 0x4


class PrivateAddressError(Exception):
    """A host resolves to an address that is not public; nothing was sent to it."""


class HandshakeError(Exception):
    """A host and this side agree on no TLS, or its certificate is not accepted; nothing was sent to it."""


class Deadline:
    """When the response being read must have ended (monotonic seconds), and how long one read may take."""

    def __init__(self, read_seconds: float) -> None:
        self.read_seconds = read_seconds
        self._at = math.inf
        self._reading: socket.socket | None = None

    def start(self, seconds: float) -> None:
        """The whole response must be there in `seconds` from now."""
        self._at = time.monotonic() + seconds

    def passed(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._at

    def before_read(self, sock: socket.socket) -> None:
        """Let the coming read wait no longer than the deadline; raises TimeoutError when it has passed."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for the whole response is up")
        sock.settimeout(min(left, self.read_seconds))
        self._reading = sock

    def cut(self) -> None:
        """End the read that is under way in another thread."""
        self._at = -math.inf
        if self._reading:
            with contextlib.suppress(OSError):
                self._reading.shutdown(socket.SHUT_RDWR)


class _TimedSocket(socket.socket):
    deadline: Deadline | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        if self.deadline:
            self.deadline.before_read(self)
        return super().recv_into(*args, **kwargs)


class _TimedTLSSocket(ssl.SSLSocket):
    deadline: Deadline | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        if self.deadline:
            self.deadline.before_read(self)
        return super().recv_into(*args, **kwargs)


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet, also when an IPv6 form wraps an IPv4 one.

    >>> [is_public(a) for a in ("1.1.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "::ffff:10.0.0.1")]
    [True, False, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _wrapped(ip)
        if inner:
            return all(is_public(str(one)) for one in inner)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _wrapped(ip: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    inner = [ip.ipv4_mapped, ip.sixtofour, ip.teredo[1] if ip.teredo else None]
    if ip in _NAT64:
        inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [one for one in inner if one is not None]


def resolve(host: str, port: int) -> list[tuple[str, int]]:
    """The vetted addresses of `host`, in the resolver's order.

    Raises PrivateAddressError when any of them is not public, and OSError when there is none.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host} cannot be the name of a host") from error
    addresses = [(str(sockaddr[0]), int(sockaddr[1])) for *_, sockaddr in answers]
    for address, _ in addresses:
        if not is_public(address):
            raise PrivateAddressError(f"{host} resolves to {address}, which is not a public address")
    return addresses


def address_of(host: str) -> str:
    """The first of a host's addresses in their order, or its name where it has none: who shares it shares a server."""
    try:
        return min(str(sockaddr[0]) for *_, sockaddr in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):
        return host


def guarded_pools(server: tuple[str, int] | None, deadline: Deadline, tls: TlsProfile) -> PoolManager:
    """Connections, one at a time, each to a vetted address, or to `server` when the portal is a local one."""

    def connect(host: str, port: int, timeout: Any) -> socket.socket:
        try:
            plain = _first_that_answers([server] if server else resolve(host, port), timeout)
        except OSError as error:
            # Of a bare reset urllib3 thinks that the answer came before it, and goes on without a socket.
            raise ProtocolError(f"no connection to {host}", error) from error
        timed = _TimedSocket(plain.family, plain.type, plain.proto, fileno=plain.detach())
        timed.settimeout(timeout)
        timed.deadline = deadline
        return timed

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self.host, self.port or 80, self.timeout)

    class Tls(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self.host, self.port or 443, self.timeout)

        def connect(self) -> None:
            try:
                super().connect()
            except ssl.SSLError as error:
                raise HandshakeError(str(error)) from error
            if isinstance(self.sock, _TimedTLSSocket):
                self.sock.deadline = deadline

    return _pools(Plain, Tls, _context(tls))


def _pools(plain: type[HTTPConnection], tls: type[HTTPSConnection], context: ssl.SSLContext) -> PoolManager:
    class PlainPool(HTTPConnectionPool):
        ConnectionCls = plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = tls

    # One pool of one connection: a host is never held open by http and https at the same time.
    pools = PoolManager(num_pools=1, maxsize=1, block=True, ssl_context=context)
    pools.pool_classes_by_scheme = {"http": PlainPool, "https": TlsPool}
    return pools


def _context(profile: TlsProfile) -> ssl.SSLContext:
    context = create_urllib3_context()
    if profile != "standard":
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.options |= _LEGACY_RENEGOTIATION
    if profile == "unverified":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.sslsocket_class = _TimedTLSSocket
    return context


def _first_that_answers(addresses: list[tuple[str, int]], timeout: Any) -> socket.socket:
    options = HTTPConnection.default_socket_options
    for address in addresses[:-1]:
        try:
            return create_connection(address, timeout, socket_options=options)
        except OSError:
            continue
    return create_connection(addresses[-1], timeout, socket_options=options)
