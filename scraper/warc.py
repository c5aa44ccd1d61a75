"""WARC records: an exchange to bytes and back. Knows nothing of where the files lie."""

import io
import re
import zlib
from base64 import b32encode
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import uuid4

import msgspec
from isal import igzip
from warcio.archiveiterator import ArchiveIterator

from scraper.exchange import Headers, Response, joined

# The catalogue row of a response travels in its record, so that the catalogue can be made good from the
# files alone.
NOTE = "X-Nianbao-Capture"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# As small as zlib's level 3, in a seventh of its time.
_LEVEL = 2
_GZIP_ONLY = 16 + zlib.MAX_WBITS
_FOLD = re.compile(r"[\r\n]+")
_NOT_ASCII = re.compile(r"[^\t\x20-\x7e]")
_PIECE = 64 * 1024
_MEMBER = b"\x1f\x8b\x08"
_RECORD = b"WARC/"


class Earlier(msgspec.Struct, frozen=True):
    """The record that a revisit refers to: its address and when it was fetched."""

    url: str
    fetched_at: str


class Record(msgspec.Struct, frozen=True):
    """A record read back: WARC type, the note it carries ("" for none), HTTP headers, payload as served.

    `refers_to` is when the record was fetched that a revisit refers to, None where it is no revisit.
    """

    kind: str
    note: str
    refers_to: str | None
    headers: Headers
    payload: bytes

    def header(self, name: str) -> str:
        """All values of an HTTP header by its lower-case name, with commas between; "" when there is none."""
        return joined(self.headers, name)


class DamagedRecordError(Exception):
    """There is no whole record at this place of a WARC file."""


def file_head(name: str, software: str, description: str) -> bytes:
    """The warcinfo record that begins a file called `name`."""
    info = {"software": software, "format": "WARC File Format 1.1", "description": description}
    block = "".join(f"{key}: {value}\r\n" for key, value in info.items()).encode()
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    about = {"WARC-Type": "warcinfo", "WARC-Record-ID": _new_id(), "WARC-Filename": name, "WARC-Date": at}
    return _member(about | {"Content-Type": "application/warc-fields"}, block, b"")


def exchange_records(response: Response, note: str, digest: str, earlier: Earlier | None) -> tuple[bytes, bytes]:
    """The request record and the response record (a revisit when `earlier` is given), each a gzip member.

    `digest` is the payload's: of a revisit the one that the record has to which it refers.
    """
    answer_id = _new_id()
    return _request(response, answer_id), _answer(response, answer_id, note, digest, earlier)


def payload_digest(payload: bytes) -> str:
    """The digest by which web archives know a payload as it travelled: base32 of SHA-1."""
    return "sha1:" + b32encode(sha1(payload, usedforsecurity=False).digest()).decode()


def _new_id() -> str:
    return f"<urn:uuid:{uuid4()}>"


def _request(response: Response, answer_id: str) -> bytes:
    path = urlsplit(response.final_url)._replace(scheme="", netloc="").geturl() or "/"
    method, form = ("GET", b"") if response.form is None else ("POST", response.form.encode())
    about = {
        "WARC-Type": "request",
        "WARC-Record-ID": _new_id(),
        "WARC-Target-URI": response.final_url,
        "WARC-Date": response.fetched_at,
        "WARC-Concurrent-To": answer_id,
        "Content-Type": "application/http; msgtype=request",
    }
    if form:
        about["WARC-Payload-Digest"] = payload_digest(form)
    return _member(about, _http_head(f"{method} {path} HTTP/1.1", response.request_headers), form)


def _answer(response: Response, answer_id: str, note: str, digest: str, earlier: Earlier | None) -> bytes:
    about = {
        "WARC-Type": "revisit" if earlier else "response",
        "WARC-Record-ID": answer_id,
        "WARC-Target-URI": response.final_url,
        "WARC-Date": response.fetched_at,
        "Content-Type": "application/http; msgtype=response",
        "WARC-Payload-Digest": digest,
        NOTE: note,
    }
    if response.state == "truncated":
        about["WARC-Truncated"] = "disconnect"
    if earlier:
        about |= {
            "WARC-Profile": _NOT_MODIFIED if response.status == 304 else _IDENTICAL,
            "WARC-Refers-To-Target-URI": earlier.url,
            "WARC-Refers-To-Date": earlier.fetched_at,
        }
    head = _http_head(f"HTTP/1.1 {response.status} {_ascii(response.reason_phrase)}".rstrip(), response.headers)
    return _member(about, head, b"" if earlier else response.body_raw)


def _member(about: dict[str, str], head: bytes, payload: bytes) -> bytes:
    """One record as one gzip member.

    It is written here and not by warcio, which packs at zlib's level 9: that alone took half of a crawl's time.
    """
    block = head + payload
    about = about | {"WARC-Block-Digest": payload_digest(block), "Content-Length": str(len(block))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in about.items())
    record = b"".join((b"WARC/1.1\r\n", lines.encode(), b"\r\n", block, b"\r\n\r\n"))
    return igzip.compress(record, _LEVEL, mtime=0)


def _http_head(first_line: str, headers: Headers) -> bytes:
    """The head as it travelled, but for the chunking that is already undone: a reader would try to undo it again."""
    lines = [first_line]
    for name, value in headers:
        kept = f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name
        lines.append(f"{_ascii(kept)}: {_ascii(value)}")
    return "\r\n".join((*lines, "", "")).encode()


def _ascii(text: str) -> str:
    """A header's text as every reader takes it: unfolded, and with other bytes than ASCII percent-encoded."""
    if text.isascii() and text.isprintable():
        return text
    unfolded = " ".join(map(str.strip, _FOLD.split(text)))
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
    refers_to = found.rec_headers.get_header("WARC-Refers-To-Date")
    return Record(found.rec_type, found.rec_headers.get_header(NOTE) or "", refers_to, tuple(http), payload)


def members(path: Path, start: int) -> Iterator[tuple[int, int]]:
    """Offset and length of each whole record from `start` on, also of those behind damaged bytes."""
    with path.open("rb") as file:
        offset: int | None = start
        while offset is not None:
            length = _member_length(file, offset)
            if length:
                yield offset, length
                offset += length
            else:
                offset = _next_member(file, offset + 1)


def _member_length(file: io.BufferedReader, offset: int) -> int:
    """Length of the gzip member at `offset`; 0 when it is torn, or damaged, or holds no record."""
    stream = zlib.decompressobj(_GZIP_ONLY)
    file.seek(offset)
    piece = file.read(_PIECE)
    length = len(piece)
    try:
        # Bodies travelled as gzip and lie in damaged records as they are: whole members, but no records.
        if stream.decompress(piece, len(_RECORD)) != _RECORD:
            return 0
        stream.decompress(stream.unconsumed_tail)
        while not stream.eof:
            piece = file.read(_PIECE)
            if not piece:
                return 0
            length += len(piece)
            stream.decompress(piece)
    except zlib.error:
        return 0
    return length - len(stream.unused_data)


def _next_member(file: io.BufferedReader, start: int) -> int | None:
    """Where from `start` on the next gzip member may begin."""
    file.seek(start)
    waiting = b""
    while piece := file.read(_PIECE):
        waiting += piece
        found = waiting.find(_MEMBER)
        if found >= 0:
            return start + found
        start += len(waiting) - len(_MEMBER) + 1
        waiting = waiting[1 - len(_MEMBER) :]
    return None
