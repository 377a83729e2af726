"""gzip and zstd in several parts, damaged, endless."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable

import pytest
import zstandard

from ingest.packing import gunzip, unzstd

Unpack = Callable[[bytes, int], tuple[bytes, str | None]]
Pack = Callable[[bytes], bytes]

BOTH = pytest.mark.parametrize(
    ("unpack", "pack"), [(gunzip, gzip.compress), (unzstd, zstandard.compress)], ids=["gzip", "zstd"]
)
TEXT = b"".join(b"Ligne %d du conseil municipal.\n" % number for number in range(20_000))


@BOTH
def test_all_parts_are_unpacked(unpack: Unpack, pack: Pack) -> None:
    """What a server appended to a packed file belongs to it; what follows the last part does not."""
    third = len(TEXT) // 3
    packed = pack(TEXT[:third]) + pack(b"") + pack(TEXT[third:])
    assert unpack(packed, 10_000_000) == (TEXT, None)
    assert unpack(packed + b"\x00\x00 et la suite", 10_000_000) == (TEXT, None)


@BOTH
@pytest.mark.parametrize("parts", [1, 2])
def test_a_part_that_breaks_off_is_told(unpack: Unpack, pack: Pack, parts: int) -> None:
    """Half a page never passes for a whole one, in whichever part it ends; what came is there."""
    packed = pack(TEXT) * parts
    for cut in (1, 5, len(pack(TEXT)) // 2):
        body, damage = unpack(packed[:-cut], 10_000_000)
        assert damage is not None, cut
        assert (TEXT * parts).startswith(body)
        assert len(body) >= len(TEXT) * (parts - 1)


@BOTH
def test_damage_is_told_and_costs_what_follows(unpack: Unpack, pack: Pack) -> None:
    """What was sound before it is kept."""
    packed = bytearray(pack(TEXT))
    packed[len(packed) // 2 :] = b"\xff" * 5_000
    body, damage = unpack(bytes(packed), 10_000_000)
    assert damage
    assert len(body) > 1_000
    assert TEXT.startswith(body[:1_000])
    assert unpack(b"\x1f\x8bfaux", 100)[1]


@BOTH
def test_a_bomb_is_cut_one_byte_beyond_the_limit(unpack: Unpack, pack: Pack) -> None:
    """In one part or in many: it is told from a body that just fits, and costs no more than that."""
    assert unpack(pack(bytes(50_000_000)), 1_000) == (bytes(1_001), None)
    assert unpack(pack(bytes(400)) * 1_000, 1_000) == (bytes(1_001), None)
    assert unpack(pack(bytes(1_000)), 1_000) == (bytes(1_000), None)


@BOTH
def test_parts_without_end_are_given_up(unpack: Unpack, pack: Pack) -> None:
    """A million empty parts neither hold up the crawl nor pass for a page."""
    packed = pack(b"<p>") + pack(b"") * 1_000_000
    began = time.process_time()
    body, damage = unpack(packed, 1_000_000)
    assert (body, bool(damage)) == (b"<p>", True)
    assert time.process_time() - began < 2


def test_zstd_frames_without_content_are_passed_over() -> None:
    """They carry somebody's notes."""
    note = b"\x50\x2a\x4d\x18\x04\x00\x00\x00note"
    packed = zstandard.compress(TEXT)
    assert unzstd(note + packed + note + packed, 10_000_000) == (TEXT * 2, None)
