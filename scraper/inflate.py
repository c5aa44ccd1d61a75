"""Bodies as they travelled, inflated within a bound."""

import zlib

_GZIP_MAGIC = b"\x1f\x8b"
_EITHER_WRAPPING = 32 + zlib.MAX_WBITS
_PLAIN = {"", "identity", "gzip", "x-gzip", "utf-8", "none"}
_PIECE = 64 * 1024
_FED = 4 * 1024
_PACKED_TYPES = {"application/gzip", "application/x-gzip", "application/x-compressed-tar"}


class TooLargeError(Exception):
    """A body is larger than the limit, on the wire or inflated."""


class BrokenBodyError(Exception):
    """A compressed body cannot be inflated to its end; `partial` is what came out before."""

    def __init__(self, message: str, partial: bytes = b"") -> None:
        super().__init__(message)
        self.partial = partial


def inflate(body: bytes, encoding: str, media_type: str, limit: int) -> bytes:
    """The content of a body sent with `encoding` (the Content-Encoding headers, "" when there was none).

    A gzip body that no header declares is inflated too, and a declared one that is plain is left as it is:
    both are seen on these portals. Nothing is nothing, whatever is declared: a 304 names the encoding of the body
    that it does not send. Raises TooLargeError beyond `limit` bytes and BrokenBodyError for a damaged body.
    """
    if not body:
        return body
    if body.startswith(_GZIP_MAGIC):
        return _members(body, limit) if media_type not in _PACKED_TYPES else body
    names = {name.strip() for name in encoding.lower().split(",")} - _PLAIN
    if not names:
        return body
    if names == {"deflate"}:
        return _deflated(body, limit)
    raise BrokenBodyError(f"Content-Encoding {encoding}, which was not asked for")


def _members(body: bytes, limit: int) -> bytes:
    """All gzip members of `body` in turn; bytes behind the last that begin no member are dropped."""
    out = bytearray()
    end = 0
    while body.startswith(_GZIP_MAGIC, end):
        end = _inflate_into(out, zlib.decompressobj(_EITHER_WRAPPING), body, end, limit)
    return bytes(out)


def _deflated(body: bytes, limit: int) -> bytes:
    """RFC 9110 means zlib-wrapped data; servers that send raw deflate are as common."""
    out = bytearray()
    try:
        _inflate_into(out, zlib.decompressobj(), body, 0, limit)
    except BrokenBodyError:
        if out:
            raise
        _inflate_into(out, zlib.decompressobj(-zlib.MAX_WBITS), body, 0, limit)
    return bytes(out)


def _inflate_into(out: bytearray, stream: "zlib._Decompress", body: bytes, start: int, limit: int) -> int:
    """Append to `out` what `stream` makes of `body` from `start` on, and return where its data ends.

    It is fed little by little: zlib copies whatever stands behind the end, and a body may have a million ends.
    """
    view = memoryview(body)
    while not stream.eof:
        fed = view[start : start + _FED]
        try:
            piece = stream.decompress(fed, _PIECE)
        except zlib.error as error:
            raise BrokenBodyError(f"the compressed body is damaged: {error}", bytes(out)) from error
        start += len(fed) - len(stream.unused_data or stream.unconsumed_tail)
        out += piece
        if len(out) > limit:
            raise TooLargeError
        if not piece and not fed and not stream.eof:
            raise BrokenBodyError("the compressed body ends early", bytes(out))
    return start
