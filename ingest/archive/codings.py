"""Content and transfer codings taken off (RFC 9110, 8.4; RFC 9112, 7.1), with a bound on what comes out."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

import brotli
from warcio.bufferedreaders import ChunkedDataReader

from ingest.packing import gunzip, unzstd

_STEP = 4096
"""Bytes put in at a time, so that a bomb is noticed soon after the limit."""

_ERRORS = (zlib.error, brotli.error)

Feed = Callable[[bytes], bytes]
Decoder = Callable[[bytes, int], bytes]


def decoded(body: bytes, transfer: str, content: str, limit: int) -> bytes:
    """The body without the codings that these header values name; not much longer than ``limit``, whatever was packed.

    Unknown codings stay on. A coding that is announced but not there, as in archives that took it off without saying
    so, changes nothing; a body that breaks off gives what came before.
    """
    if "chunked" in transfer.lower():
        body = ChunkedDataReader(BytesIO(body)).read(limit + 1)
    for coding in reversed([token.strip().lower() for token in content.split(",")]):
        for decoder in _DECODERS.get(coding.removeprefix("x-"), ()):
            inflated = decoder(body, limit)
            if inflated:
                body = inflated
                break
    return body


def _inflated(body: bytes, feed: Feed, limit: int) -> bytes:
    """What a decoder makes of the body, up to the first error; empty when it does not even begin as it should."""
    inflated = bytearray()
    for start in range(0, len(body), _STEP):
        try:
            inflated += feed(body[start : start + _STEP])
        except _ERRORS:
            break
        if len(inflated) > limit:
            break
    return bytes(inflated)


_DECODERS: dict[str, tuple[Decoder, ...]] = {
    "gzip": (lambda body, limit: gunzip(body, limit)[0],),
    # what is called deflate comes with a zlib header, as the standard has it, or bare
    "deflate": (
        lambda body, limit: _inflated(body, zlib.decompressobj().decompress, limit),
        lambda body, limit: _inflated(body, zlib.decompressobj(-zlib.MAX_WBITS).decompress, limit),
    ),
    "br": (lambda body, limit: _inflated(body, brotli.Decompressor().process, limit),),
    "zstd": (lambda body, limit: unzstd(body, limit)[0],),
}
