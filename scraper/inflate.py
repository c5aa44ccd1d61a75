"""Bodies as they travelled, inflated within a bound."""

import zlib

_GZIP_MAGIC = b"\x1f\x8b"
_EITHER_WRAPPING = 32 + zlib.MAX_WBITS
_PIECE = 64 * 1024
_PACKED_TYPES = {"application/gzip", "application/x-gzip", "application/x-compressed-tar"}


class TooLargeError(Exception):
    """A body is larger than the limit, on the wire or inflated."""


class BrokenBodyError(Exception):
    """A compressed body cannot be inflated to its end; `partial` is what came out before."""

    def __init__(self, message: str, partial: bytes = b"") -> None:
        super().__init__(message)
        self.partial = partial


def inflate(body: bytes, encoding: str, media_type: str, limit: int) -> bytes:
    """The content of a body sent with `encoding` (the Content-Encoding header, "" when there was none).

    A gzip body that no header declares is inflated too, and a declared one that is plain is left as it is:
    both are seen on these portals. Raises TooLargeError beyond `limit` bytes and BrokenBodyError for a
    damaged body.
    """
    name = encoding.strip().lower()
    if body.startswith(_GZIP_MAGIC):
        return _members(body, limit) if media_type not in _PACKED_TYPES else body
    if name == "deflate":
        return _deflated(body, limit)
    if name in ("", "identity", "gzip", "x-gzip", "utf-8", "none"):
        return body
    raise BrokenBodyError(f"Content-Encoding {name}, which was not asked for")


def _members(body: bytes, limit: int) -> bytes:
    """All gzip members of `body` in turn; bytes behind the last that begin no member are dropped."""
    out = b""
    while body.startswith(_GZIP_MAGIC):
        stream = zlib.decompressobj(_EITHER_WRAPPING)
        out += _all_of(stream, body, limit - len(out))
        body = stream.unused_data
    return out


def _deflated(body: bytes, limit: int) -> bytes:
    """RFC 9110 means zlib-wrapped data; servers that send raw deflate are as common."""
    try:
        return _all_of(zlib.decompressobj(), body, limit)
    except BrokenBodyError as error:
        if error.partial:
            raise
        return _all_of(zlib.decompressobj(-zlib.MAX_WBITS), body, limit)


def _all_of(stream: "zlib._Decompress", body: bytes, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    waiting = body
    while not stream.eof:
        try:
            piece = stream.decompress(waiting, _PIECE)
        except zlib.error as error:
            raise BrokenBodyError(f"the compressed body is damaged: {error}", b"".join(pieces)) from error
        size += len(piece)
        if size > limit:
            raise TooLargeError
        pieces.append(piece)
        waiting = stream.unconsumed_tail
        if not piece and not waiting and not stream.eof:
            raise BrokenBodyError("the compressed body ends early", b"".join(pieces))
    return b"".join(pieces)
