"""gzip and zstd undone, all their parts, within a bound. Pure.

What is packed may be several packings one after the other (RFC 1952, 2.2: members; RFC 8878, 3: frames): servers append
to files, and several cores pack one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from isal import igzip_lib, isal_zlib

GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPED = b"\x2a\x4d\x18"
"""Frames that hold nothing begin with a byte of their own, and this."""

_MOST_PARTS = 10_000
"""Empty ones by the million would take minutes."""
_GZIP_STEP = 4096
_ZSTD_STEP = 256
"""Bytes put in at a time: where they are damaged, no more is lost. Four bytes of zstd can unpack to 128 kB, and its
unpacker knows no bound."""

ENDS_EARLY = "the compressed body ends early"


def gunzip(packed: bytes, limit: int) -> tuple[bytes, str | None]:
    """What gzip holds, up to one byte beyond ``limit`` or to what is wrong with it; and what that is, None where
    nothing is. What follows the last member is left alone."""
    return _unpacked(
        packed,
        limit,
        _GZIP_STEP,
        start=lambda: isal_zlib.decompressobj(16 + isal_zlib.MAX_WBITS),
        feed=lambda unpacker, data, room: unpacker.decompress(data, room),
        error=igzip_lib.IsalError,  # type: ignore[arg-type]  # its stub takes the class for an instance
        goes_on=lambda head: head[:2] == GZIP,
    )


def unzstd(packed: bytes, limit: int, *, window: int = 0) -> tuple[bytes, str | None]:
    """The same of zstd. ``window``: the largest that is accepted, in bytes; 0: what the library accepts."""
    import zstandard

    library = zstandard.ZstdDecompressor(max_window_size=window)
    return _unpacked(
        packed,
        limit,
        _ZSTD_STEP,
        start=library.decompressobj,
        feed=lambda unpacker, data, room: unpacker.decompress(data),
        error=zstandard.ZstdError,
        goes_on=lambda head: head == _ZSTD or (head[1:] == _ZSTD_SKIPPED and head[0] >> 4 == 5),
    )


def _unpacked(
    packed: bytes,
    limit: int,
    step: int,
    *,
    start: Callable[[], Any],
    feed: Callable[[Any, bytes, int], bytes],
    error: type[Exception],
    goes_on: Callable[[bytes], bool],
) -> tuple[bytes, str | None]:
    """Part by part. ``start`` gives an unpacker of one, ``goes_on`` tells whether four bytes begin a further one."""
    body, at = bytearray(), 0
    for _ in range(_MOST_PARTS):
        unpacker = start()
        while not unpacker.eof:
            data = packed[at : at + step]
            if not data:
                return bytes(body), ENDS_EARLY
            try:
                body += feed(unpacker, data, limit + 1 - len(body))
            except error as damage:
                return bytes(body), str(damage)
            if len(body) > limit:
                return bytes(body[: limit + 1]), None
            at += len(data)
        at -= len(unpacker.unused_data)
        if not goes_on(packed[at : at + 4]):
            return bytes(body), None
    return bytes(body), f"packed in more than {_MOST_PARTS:,} parts"
