"""Addresses: one spelling for each, so that a page is asked once and found again."""

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

_SESSION_ID = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical(url: str, base: str = "") -> str | None:
    """The one spelling of `url` (joined to `base`), or None when it is no plain http or https address.

    >>> canonical("../b;jsessionid=1?y=2&x=1#top", "http://A.gov.cn:80/c/d/")
    'http://a.gov.cn/c/b?x=1&y=2'
    >>> canonical("javascript:void(0)", "http://a.gov.cn/") is None
    True
    """
    try:
        joined = _SESSION_ID.sub("", urljoin(base, url.strip()))
        parts = urlsplit(canonicalize_url(joined))
        place = _place(parts.scheme, parts.hostname, parts.port)
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        return None
    return urlunsplit((parts.scheme, place, parts.path, parts.query, ""))


def host_of(url: str) -> str:
    """The host name alone: the key of politeness, whatever the scheme and port."""
    return (urlsplit(url).hostname or "").lower()


def origin_of(url: str) -> str:
    """Scheme and place, which one robots.txt speaks for.

    >>> origin_of("https://a.gov.cn:8443/b?c")
    'https://a.gov.cn:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def place_of(url: str) -> str:
    """Host name with its port unless that is the scheme's own: what a portal's `hosts` lists."""
    parts = urlsplit(url)
    return _place(parts.scheme, parts.hostname, parts.port)


def _place(scheme: str, host: str | None, port: int | None) -> str:
    name = (host or "").lower()
    name = f"[{name}]" if ":" in name else name
    return name if port in (None, _DEFAULT_PORTS.get(scheme)) else f"{name}:{port}"
