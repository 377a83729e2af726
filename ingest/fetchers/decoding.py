"""Content codings undone (RFC 9110, 8.4), within a bound: a few kilobytes can unpack to gigabytes."""

from __future__ import annotations

import io
import zlib

from isal import igzip_lib, isal_zlib

GZIP, ZLIB, RAW_DEFLATE = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
CODINGS = "gzip, deflate, br, zstd"
"""What :func:`decode` knows, as an Accept-Encoding."""


class TooLong(Exception):
    """The content is longer than the bound."""


class Undecodable(Exception):
    """The content is not what its coding says, or ends early."""


def decode(raw: bytes, content_encoding: str, limit: int) -> bytes:
    """``raw`` without its codings. Raises :class:`TooLong` beyond ``limit`` bytes, :class:`Undecodable`.

    An unknown coding is taken for none: what servers call ``utf-8`` or ``none`` there is no coding.
    """
    body = raw
    for coding in reversed([name.strip().lower() for name in content_encoding.split(",")]):
        if not body:
            break
        if coding in ("gzip", "x-gzip"):
            body = _gunzip(body, limit)
        elif coding == "deflate":
            body = _inflate(body, limit)
        elif coding == "br":
            body = _brotli(body, limit)
        elif coding == "zstd":
            body = _zstd(body, limit)
    if len(body) > limit:
        raise TooLong
    return body


def _gunzip(raw: bytes, limit: int) -> bytes:
    if not raw.startswith(b"\x1f\x8b"):
        return raw  # labelled gzip, sent plain: servers behind a broken proxy do that, and browsers show the page
    return _unpack(raw, GZIP, limit)


def _inflate(raw: bytes, limit: int) -> bytes:
    """zlib by the specification, bare deflate by custom."""
    try:
        return _unpack(raw, ZLIB, limit)
    except Undecodable:
        return _unpack(raw, RAW_DEFLATE, limit)


def _unpack(raw: bytes, window: int, limit: int) -> bytes:
    unpacker = isal_zlib.decompressobj(window)  # in half of zlib's time
    try:
        body: bytes = unpacker.decompress(raw, limit + 1)
    except igzip_lib.IsalError as error:  # type: ignore[misc]  # its stub takes the class for an instance
        raise Undecodable(str(error)) from error
    if len(body) > limit:
        raise TooLong
    if not unpacker.eof:
        raise Undecodable("the compressed body ends early")
    return body


def _brotli(raw: bytes, limit: int) -> bytes:
    import brotli

    unpacker = brotli.Decompressor()
    pieces, size, feed = [], 0, raw
    try:
        while not unpacker.is_finished():
            piece = unpacker.process(feed, output_buffer_limit=limit + 1 - size)
            feed = b""
            size += len(piece)
            pieces.append(piece)
            if size > limit:
                raise TooLong
            if not piece and unpacker.can_accept_more_data():
                raise Undecodable("the compressed body ends early")
    except brotli.error as error:
        raise Undecodable(str(error)) from error
    return b"".join(pieces)


def _zstd(raw: bytes, limit: int) -> bytes:
    import zstandard

    # RFC 9659: a window of at most 8 MB for HTTP
    unpacker = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
    try:
        with unpacker.stream_reader(io.BytesIO(raw), read_across_frames=True) as reader:
            body: bytes = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise Undecodable(str(error)) from error
    if len(body) > limit:
        raise TooLong
    return body
