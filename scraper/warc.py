"""WARC records: an exchange to bytes and back. Knows nothing of where the files lie."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.exchange import Headers, Response

# The catalogue row of a response travels in its record, so that the catalogue can be made good from the
# files alone.
NOTE = "X-Nianbao-Capture"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_LEVEL = 3
_GZIP_ONLY = 16 + zlib.MAX_WBITS
_FOLD = re.compile(r"\s*[\r\n]+\s*")
_NOT_ASCII = re.compile(r"[^\t\x20-\x7e]")
_PIECE = 64 * 1024


class Earlier(msgspec.Struct, frozen=True):
    """The capture that an unchanged page refers to: its address and when it was fetched."""

    url: str
    fetched_at: str


class Record(msgspec.Struct, frozen=True):
    """A record read back: WARC type, the note it carries ("" for none), HTTP headers, payload as served."""

    kind: str
    note: str
    headers: Headers
    payload: bytes

    def header(self, name: str) -> str:
        """The first value of an HTTP header by its lower-case name, "" when there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class DamagedRecordError(Exception):
    """There is no whole record at this place of a WARC file."""


def file_head(name: str, software: str, description: str) -> bytes:
    """The warcinfo record that begins a file called `name`."""
    writer = _writer()
    info = {"software": software, "format": "WARC File Format 1.1", "description": description}
    return _member(writer, writer.create_warcinfo_record(name, info))


def exchange_records(response: Response, note: str, earlier: Earlier | None) -> tuple[bytes, bytes]:
    """The request record and the response record (a revisit when `earlier` is given), each a gzip member."""
    writer = _writer()
    answer = _answer(writer, response, note, earlier)
    path = urlsplit(response.final_url)._replace(scheme="", netloc="").geturl() or "/"
    method, form = ("GET", b"") if response.form is None else ("POST", response.form.encode())
    asked = writer.create_warc_record(
        response.final_url,
        "request",
        payload=io.BytesIO(form) if form else None,
        length=len(form) if form else None,
        http_headers=StatusAndHeaders(
            f"{method} {path} HTTP/1.1", list(response.request_headers), is_http_request=True
        ),
        warc_headers_dict={
            "WARC-Date": response.fetched_at,
            "WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID"),
        },
    )
    return _member(writer, asked), _member(writer, answer)


def _writer() -> WARCWriter:
    return WARCWriter(io.BytesIO(), gzip=False, warc_version="1.1")


def _member(writer: WARCWriter, record: Any) -> bytes:
    """One record as one gzip member. warcio itself packs at level 9, which takes half of a crawl's CPU time."""
    writer.out = io.BytesIO()
    writer.write_record(record)
    return gzip.compress(writer.out.getvalue(), _LEVEL, mtime=0)


def _answer(writer: WARCWriter, response: Response, note: str, earlier: Earlier | None) -> Any:
    status = f"{response.status} {_ascii(response.reason_phrase)}".strip()
    about = {"WARC-Date": response.fetched_at, NOTE: note}
    if response.state == "truncated":
        about["WARC-Truncated"] = "disconnect"
    if earlier:
        about |= {
            "WARC-Profile": _NOT_MODIFIED if response.status == 304 else _IDENTICAL,
            "WARC-Refers-To-Target-URI": earlier.url,
            "WARC-Refers-To-Date": earlier.fetched_at,
        }
    return writer.create_warc_record(
        response.final_url,
        "revisit" if earlier else "response",
        payload=None if earlier else io.BytesIO(response.body_raw),
        length=None if earlier else len(response.body_raw),
        http_headers=StatusAndHeaders(status, _stored_headers(response.headers), protocol="HTTP/1.1"),
        warc_headers_dict=about,
    )


def _stored_headers(headers: Headers) -> list[tuple[str, str]]:
    """Headers as served, but for the chunking that is already undone: a reader would try to undo it again."""
    stored = []
    for name, value in headers:
        kept = f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name
        stored.append((_ascii(kept), _ascii(value)))
    return stored


def _ascii(text: str) -> str:
    """A header's text as warcio can write it: unfolded, and with other bytes than ASCII percent-encoded."""
    unfolded = _FOLD.sub(" ", text)
    return _NOT_ASCII.sub(lambda found: quote(found.group().encode("latin-1", "replace")), unfolded)


def read_record(path: Path, offset: int) -> Record:
    """The record at byte `offset`; raises DamagedRecordError, and OSError when the file cannot be read."""
    with path.open("rb") as file:
        file.seek(offset)
        try:
            found = next(ArchiveIterator(file, no_record_parse=False), None)
            if found is None:
                raise DamagedRecordError("there is no record here")
            payload = found.raw_stream.read()
        except DamagedRecordError:
            raise
        except Exception as error:  # warcio raises its own and zlib's errors for broken files
            raise DamagedRecordError(str(error)) from error
    http = found.http_headers.headers if found.http_headers else ()
    return Record(found.rec_type, found.rec_headers.get_header(NOTE) or "", tuple(http), payload)


def members(path: Path, start: int) -> Iterator[tuple[int, int]]:
    """Offset and length of each whole gzip member from `start` on; ends where the first torn one begins."""
    with path.open("rb") as file:
        file.seek(start)
        offset, waiting = start, b""
        while True:
            length, waiting = _member_length(file, waiting)
            if length == 0:
                return
            yield offset, length
            offset += length


def _member_length(file: io.BufferedReader, waiting: bytes) -> tuple[int, bytes]:
    """Length of the member at hand (0 when it is torn or there is none) and the bytes read beyond it."""
    stream = zlib.decompressobj(_GZIP_ONLY)
    length = 0
    while not stream.eof:
        piece = waiting or file.read(_PIECE)
        waiting = b""
        if not piece:
            return 0, b""
        try:
            stream.decompress(piece)
        except zlib.error:
            return 0, b""
        length += len(piece)
    return length - len(stream.unused_data), stream.unused_data
