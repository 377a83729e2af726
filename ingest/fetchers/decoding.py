"""Content codings undone (RFC 9110, 8.4), within a bound: a few kilobytes can unpack to gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from isal import igzip_lib, isal_zlib

from ingest.packing import ENDS_EARLY, GZIP, gunzip, unzstd

CODINGS = "gzip, deflate, br, zstd"
"""What :func:`decode` knows, as an Accept-Encoding."""
_ZSTD_WINDOW = 8 * 1024 * 1024
"""RFC 9659: the largest for HTTP."""


class TooLong(Exception):
    """The content is longer than the bound."""


class Undecodable(Exception):
    """The content is not what its coding says, or ends early."""


def decode(raw: bytes, content_encoding: str, limit: int, *, cut: bool = False) -> bytes:
    """``raw`` without its codings. Raises :class:`TooLong` beyond ``limit`` bytes, :class:`Undecodable`.

    ``cut``: content beyond ``limit`` is left off instead. An unknown coding is taken for none: what servers call
    ``utf-8`` or ``none`` there is no coding.
    """
    body = raw
    known = [_DECODERS[name] for coding in content_encoding.split(",") if (name := coding.strip().lower()) in _DECODERS]
    while known and body:
        body = known.pop()(body, limit)
        if len(body) > limit and known:  # what is left of it is packed still
            raise TooLong
    if len(body) > limit and not cut:
        raise TooLong
    return body[:limit]


def _gunzip(raw: bytes, limit: int) -> bytes:
    if not raw.startswith(GZIP):
        return raw  # labelled gzip, sent plain: servers behind a broken proxy do that, and browsers show the page
    return _sound(*gunzip(raw, limit))


def _inflate(raw: bytes, limit: int) -> bytes:
    """zlib by the specification, bare deflate by custom."""
    try:
        return _deflated(raw, zlib.MAX_WBITS, limit)
    except Undecodable:
        return _deflated(raw, -zlib.MAX_WBITS, limit)


def _deflated(raw: bytes, window: int, limit: int) -> bytes:
    unpacker = isal_zlib.decompressobj(window)  # in half of zlib's time
    try:
        body: bytes = unpacker.decompress(raw, limit + 1)
    except igzip_lib.IsalError as error:  # type: ignore[misc]  # its stub takes the class for an instance
        raise Undecodable(str(error)) from error
    return _sound(body, None if unpacker.eof or len(body) > limit else ENDS_EARLY)


def _brotli(raw: bytes, limit: int) -> bytes:
    import brotli

    unpacker = brotli.Decompressor()
    pieces, size, feed = [], 0, raw
    try:
        while not unpacker.is_finished() and size <= limit:
            piece = unpacker.process(feed, output_buffer_limit=limit + 1 - size)
            feed = b""
            size += len(piece)
            pieces.append(piece)
            if not piece and unpacker.can_accept_more_data():
                raise Undecodable(ENDS_EARLY)
    except brotli.error as error:
        raise Undecodable(str(error)) from error
    return b"".join(pieces)


def _zstd(raw: bytes, limit: int) -> bytes:
    return _sound(*unzstd(raw, limit, window=_ZSTD_WINDOW))


def _sound(body: bytes, damage: str | None) -> bytes:
    if damage is not None:
        raise Undecodable(damage)
    return body


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _brotli,
    "zstd": _zstd,
}
"""Coding → what takes it off, up to one byte beyond a limit."""
