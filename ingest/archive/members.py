"""Gzip members: a compressed WARC is one member per record, so a file cut anywhere is whole up to a member's end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from isal import igzip_lib, isal_zlib

MAX_MEMBER = 512_000_000
"""Decompressed bytes of one member: a larger one is no record, but a file compressed as a whole, or a bomb."""

_CHUNK = 64 * 1024
_GZIP = isal_zlib.MAX_WBITS + 16


class BrokenTail(Exception):
    """From ``offset`` on the file cannot be read: it was cut there, or damaged."""

    def __init__(self, offset: int, why: str) -> None:
        super().__init__(f"{why} at byte {offset}")
        self.offset, self.why = offset, why


class MemberTooLarge(Exception):
    """A member holds more than :data:`MAX_MEMBER` bytes."""


@dataclass(frozen=True, slots=True)
class Member:
    """One whole member: where it lies in the file, in compressed bytes, and what it says."""

    offset: int
    length: int
    data: bytes


def members(stream: BinaryIO) -> Iterator[Member]:
    """The whole members of a gzip file (RFC 1952), checksums verified, in order.

    Raises :class:`BrokenTail` after the last whole one when more bytes follow, :class:`MemberTooLarge` for a bomb.
    """
    offset, rest = 0, b""
    while rest or (rest := stream.read(_CHUNK)):
        data, length, rest = _one_member(stream, rest, offset)
        yield Member(offset, length, data)
        offset += length


def _one_member(stream: BinaryIO, chunk: bytes, offset: int) -> tuple[bytes, int, bytes]:
    """Decompressed bytes, compressed length, and the bytes read beyond the member."""
    inflater = isal_zlib.decompressobj(_GZIP)
    pieces: list[bytes] = []
    taken = size = 0
    while True:
        taken += len(chunk)
        try:
            piece = inflater.decompress(chunk)
        except igzip_lib.IsalError as error:  # type: ignore[misc]  # its stub takes the class for an instance
            raise BrokenTail(offset, f"damaged record ({error})") from error
        size += len(piece)
        if size > MAX_MEMBER:
            raise MemberTooLarge(f"the gzip member at byte {offset} holds more than {MAX_MEMBER} bytes")
        pieces.append(piece)
        if inflater.eof:
            return b"".join(pieces), taken - len(inflater.unused_data), inflater.unused_data
        chunk = stream.read(_CHUNK)
        if not chunk:
            raise BrokenTail(offset, "record cut off")
