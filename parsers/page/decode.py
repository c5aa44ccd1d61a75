"""Bytes → text, without a statistical guess.

Order: byte order mark; strict UTF-8; what the page or the server declares; GB18030. UTF-8 is tried before a declaration
because its bytes cannot be met by chance in a Chinese page of any length, while pages that declare gb2312 are served
as UTF-8 and the reverse. gb2312 and gbk are read as GB18030, of which they are parts: 喆, in many a name, is in no
gb2312.
"""

import codecs
import re
from typing import NamedTuple

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.I)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_GB = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "936"}
_HEAD = 4096  # bytes in which a declaration is looked for
_WEAR = 100  # UTF-8 may hold one damaged character in so many sound ones; other encodings read as UTF-8 hold far more

_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP, DOCX or XLSX file"),
    (b"\xd0\xcf\x11\xe0", "a DOC or XLS file"),
    (b"Rar!", "a RAR file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"{\\rtf", "an RTF file"),
)


class Decoded(NamedTuple):
    """The text, the encoding it was read in, and how many characters could not be decoded (shown as U+FFFD)."""

    text: str
    encoding: str
    damaged: int


def foreign_format(data: bytes) -> str | None:
    """What `data` is when it is no text, told by its first bytes.

    >>> foreign_format(b"%PDF-1.7")
    'a PDF file'
    >>> foreign_format("年度报告".encode()) is None
    True
    """
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not wide and data[:_HEAD].count(0) > len(data[:_HEAD]) // 50:
        return "binary data"
    return None


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """The text of a page or text file; `charset` is what the server's header said.

    >>> decode("喆".encode("gb18030"), "gb2312")
    Decoded(text='喆', encoding='gb18030', damaged=0)
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return Decoded(text, encoding, text.count("\ufffd"))
    strict = _strictly(data, "utf-8")
    if strict is not None:
        return Decoded(strict, "utf-8", 0)
    worn = _worn_utf8(data)
    if worn is not None:
        return worn
    for encoding in _declared(data, charset):
        declared = _strictly(data, encoding)
        if declared is not None:
            return Decoded(declared, encoding, 0)
    broken = data.decode("gb18030", "replace")
    return Decoded(broken, "gb18030", broken.count("\ufffd"))


def _declared(data: bytes, charset: str | None) -> tuple[str, ...]:
    in_page = _DECLARED.search(data, 0, _HEAD)
    names = [in_page[1].decode("ascii") if in_page else "", charset or ""]
    known = ("gb18030" if name.lower() in _GB else name for name in names if name)
    return (*(name for name in known if _is_text_encoding(name)), "gb18030")


def _is_text_encoding(name: str) -> bool:
    # latin-1 and its kin decode anything, so a declaration of theirs proves nothing about a Chinese page
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return found.name in {"gb18030", "big5", "big5hkscs", "hz", "utf-16", "utf-16-le", "utf-16-be"}


def _strictly(data: bytes, encoding: str) -> str | None:
    # a body cut off in mid-character is still strict text up to there, hence final=False
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data, final=False)
    except UnicodeError:
        return None


def _worn_utf8(data: bytes) -> Decoded | None:
    # tried before GB18030, which reads most UTF-8 Chinese without an error and as other characters
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    sound = len(text) - len(text.encode("ascii", "ignore")) - damaged
    return Decoded(text, "utf-8", damaged) if damaged * _WEAR <= sound else None
