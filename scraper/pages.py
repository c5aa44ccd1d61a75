"""What a served page is: its text, and whether it is content, a challenge, a refusal or a missing page.

The signals were seen on Chinese government portals; none of them is documented by anybody.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from scraper.states import State

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
# Python knows more names than are encodings of text: "undefined" fails on everything, "unicode_escape" and "utf-7"
# make lone surrogates, which nothing can store.
_TEXT = {
    *("utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "big5", "big5-hkscs", "cp950", "ascii", "us-ascii"),
    *("iso-8859-1", "iso8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "euc-kr", "euc-jp", "shift_jis"),
}

_FILES = (b"%pdf", b"pk\x03\x04", b"\xd0\xcf\x11\xe0", b"rar!", b"\xff\xd8\xff", b"\x89png")

_CHALLENGE_STATUS = {405, 412, 418, 422, 493, 521}
_GONE_STATUS = {404, 410, 550}
_GUARD_COOKIES = re.compile(r"__jsl|wzws_sessionid|yd_cookie|acw_tc|SECKEY_ABVK", re.IGNORECASE)
_SHELL_BYTES = 5 * 1024
_STUB_BYTES = 512
_SHORT_TEXT = 200
_SHORT_WITH_FRAME = 800  # a portal's own head, menu and foot around one sentence
_LOOKED_AT = 256 * 1024
_MISSING = re.compile(r"页面不存在|页面未找到|找不到|页面已(?:被)?删除|(?<!\w)404(?!\w)|(?<!\d)404\s*(?:页面|错误|Not)")
_SURELY_MISSING = re.compile(r"页面(?:不存在|未找到|已(?:被)?删除)")
# "<" and ASCII letters are no part of another character in UTF-8, and "<" of none in GB18030.
_HEADINGS = re.compile(rb"<(title|h1)\b[^>]{0,500}>(.{0,900}?)</\1", re.IGNORECASE | re.DOTALL)
_HEAD_BYTES = 60 * 1024
_NOT_TEXT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^>]*>", re.IGNORECASE | re.DOTALL)
_HOME = re.compile(r"/(?:index\.\w{3,5})?")


def decode(body: bytes, charset: str | None = None) -> str:
    """The text of a page: byte order mark, then UTF-8, then the declared charset where it is one, then GB18030.

    Declarations are trusted last because they are wrong here: gb2312 that is GB18030, UTF-8 headers over
    GBK bodies.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") * 10 <= _foreign(text):
        return text
    declared = (charset or _declared(body)).lower()
    for name in (declared, "gb18030"):
        try:
            return body.decode(name if name in _TEXT else "gb18030")
        except UnicodeError:
            continue
    return body.decode("gb18030", "replace")


def _foreign(text: str) -> int:
    """How many characters are not ASCII: nearly all of them are U+FFFD where GBK was read as UTF-8."""
    return len(text) - len(text.encode("ascii", "ignore"))


def is_html(media_type: str | None, body: bytes) -> bool:
    """Whether a body is HTML: by its first characters, by its header only where these say nothing."""
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta")):
        return True
    return media_type in (None, "", "text/html", "application/xhtml+xml") and not head.startswith(_FILES)


def classify(
    status: int, headers: Mapping[str, str], body: bytes, url: str, final_url: str, *, whole_page: bool = True
) -> tuple[State, str]:
    """State and reason of a complete answer; `headers` by lower-case name, `body` inflated.

    `whole_page` is false for the answer to a script's call, which may be short and no page.
    """
    if status == 200:
        return _classify_content(headers, body, (url, final_url), whole_page=whole_page)
    if status in _CHALLENGE_STATUS:
        return "challenged", f"HTTP {status}, the answer of a browser check"
    if status in _GONE_STATUS:
        return "gone", f"HTTP {status}"
    if status in (403, 406) and (b"<script" in body.lower() or _GUARD_COOKIES.search(headers.get("set-cookie", ""))):
        return "challenged", f"HTTP {status} with a browser check"
    if status >= 500:
        return "server_error", f"HTTP {status}"
    return "refused", f"HTTP {status}"


def _classify_content(
    headers: Mapping[str, str], body: bytes, urls: tuple[str, str], *, whole_page: bool
) -> tuple[State, str]:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if not body:
        return "refused", "HTTP 200 with nothing in it"
    if not is_html(media_type, body) or (not whole_page and b"<html" not in body[:_STUB_BYTES].lower()):
        return "captured", ""
    url, final_url = urls
    if final_url != url and _is_home(final_url) and not _is_home(url):
        return "soft_404", "redirected to the home page"
    return _classify_html(body, headers)


def _classify_html(body: bytes, headers: Mapping[str, str]) -> tuple[State, str]:
    if len(body) > _LOOKED_AT:
        return "captured", ""
    charset = charset_of(headers)
    visible = ""
    if len(body) <= _SHELL_BYTES * 4:
        text = decode(body, charset)
        visible = "".join(_NOT_TEXT.sub(" ", text).split())
        if not visible and len(body) <= _SHELL_BYTES and "<script" in text.lower():
            return "challenged", f"HTTP 200 with {len(body)} bytes of script and no text"
        if len(body) <= _STUB_BYTES and "<html" not in text.lower():
            return "refused", f"HTTP 200 with a stub of {len(body)} bytes"
    found = _MISSING.search(_headings(body, charset)) or _says_missing(visible)
    return ("soft_404", f"HTTP 200 that says {found.group()}") if found else ("captured", "")


def _headings(body: bytes, charset: str | None) -> str:
    """The title and the first-level headings. Of a page of usual size nothing else is decoded: it takes longer."""
    if body.startswith(_WIDE_BOMS):
        body = decode(body).encode()
    return decode(b" ".join(found.group(2) for found in _HEADINGS.finditer(body[:_HEAD_BYTES])), charset)


def _says_missing(visible: str) -> re.Match[str] | None:
    """The words of a missing page, in a text too short to be a report."""
    if len(visible) <= _SHORT_TEXT:
        return _MISSING.search(visible)
    return _SURELY_MISSING.search(visible) if len(visible) <= _SHORT_WITH_FRAME else None


def charset_of(headers: Mapping[str, str]) -> str | None:
    """The charset that the Content-Type header declares, lower case."""
    found = re.search(r"charset\s*=\s*[\"']?([\w-]+)", headers.get("content-type", ""), re.IGNORECASE)
    return found.group(1).lower() if found else None


def _declared(body: bytes) -> str:
    found = _META_CHARSET.search(body[: 16 * 1024])
    return found.group(1).decode("ascii").lower() if found else "gb18030"


def _is_home(url: str) -> bool:
    return bool(_HOME.fullmatch(urlsplit(url).path))
