"""The type of a file by its first bytes: names and Content-Types of attachments say little on these portals."""

import io
import zipfile

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS = (
    (b"%PDF-", "pdf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"{\\rtf", "rtf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"PK\x05\x06", "zip"),
)
# The parts that stand in a packed document, and the streams of an OLE one (their names are UTF-16).
_PARTS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("OFD.xml", "ofd"))
_STREAMS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<!--", b"<?xml")
_OLE_SECTOR = 512
_PDF_WITHIN = 1024  # readers take a PDF whose mark stands behind a little rubbish
# Word saves pages with its own namespaces, and offices call them .doc.
_OFFICE_PAGE = b"urn:schemas-microsoft-com:office"


def magic_of(data: bytes) -> str | None:
    """The type of `data` as the usual extension of its kind; None when its first bytes tell none.

    >>> magic_of(b"%PDF-1.7 ..."), magic_of(b" <html><p>404</p>"), magic_of(b"no such file")
    ('pdf', 'html', None)
    """
    if data.startswith(_ZIP):
        return _packed(data)
    if data.startswith(_OLE):
        return _ole(data)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    return "html" if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML) else None


def is_office_page(data: bytes) -> bool:
    """Whether an HTML body is a document that an office program saved as a page."""
    return _OFFICE_PAGE in data[: 4 * 1024]


def _packed(data: bytes) -> str:
    """The kind of a ZIP file by the names of its members."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "zip"
    for part, name in _PARTS:
        if any(member.startswith(part) for member in names):
            return name
    return "zip"


def _ole(data: bytes) -> str:
    """The kind of an OLE file by its directory; the first name there wins, for a sheet may hold a text."""
    directory = (int.from_bytes(data[48:52], "little") + 1) * _OLE_SECTOR
    found = [(data.find(stream.encode("utf-16-le"), directory), name) for stream, name in _STREAMS]
    places = sorted(place for place in found if place[0] >= 0)
    return places[0][1] if places else "ole"
