"""Which addresses lead to files: by their extension, or by the download routes of the common systems."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_EXTENSIONS = "pdf|docx?|xlsx?|wps|et|ofd|zip|rar"
_EXTENSION = re.compile(rf"\.(?:{_EXTENSIONS})\Z", re.IGNORECASE)
_ROUTES = re.compile(
    r"/(?:download|downfile|filedownload|downloadfile)\.(?:jsp|do|aspx?|php)\Z|/group\d+/M\d\d/", re.IGNORECASE
)
_VIEWER = re.compile(r"/(?:viewer|pdfviewer|preview)\.html?\Z", re.IGNORECASE)
# Two patterns, each with a first byte to look for: one pattern of both takes five times as long over a page.
_NAMED = re.compile(rf"\.(?:{_EXTENSIONS})(?![a-z0-9])".encode(), re.IGNORECASE)
_ROUTED = re.compile(rb"/(?:downfile|downloadfile|filedownload|download)\.|/group\d+/M\d\d/", re.IGNORECASE)


def may_name_files(page: bytes) -> bool:
    """Whether a page need be parsed to find files in it; it looks at the bytes alone."""
    return _NAMED.search(page) is not None or _ROUTED.search(page) is not None


def is_file(url: str) -> bool:
    """Whether `url` leads to a file by its form.

    >>> [is_file(u) for u in ("/a/P020240911363521785530.pdf", "/download.jsp?wbfileid=1", "/art_1_2.html")]
    [True, True, False]
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if _EXTENSION.search(unquote(parts.path)) or _ROUTES.search(parts.path):
        return True
    return any(_EXTENSION.search(value) for name, value in parse_qsl(parts.query) if "file" in name.lower())


def file_in(address: str) -> str:
    """The file itself where `address` is that of a viewer.

    >>> file_in("/pdfjs/web/viewer.html?file=%2Fa%2Fb.pdf")
    '/a/b.pdf'
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if not _VIEWER.search(parts.path):
        return address
    return next((value for name, value in parse_qsl(parts.query) if name.lower() in ("file", "url") and value), address)
