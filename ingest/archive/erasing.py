"""Captures taken out of a segment, without moving the others: every row of a dataset points to a byte.

The bytes of an erased capture become one gzip member of the same length: a record that says nothing but that something
was erased, and a comment in the member's head (RFC 1952, 2.3) that fills it up.
"""

from __future__ import annotations

import os
import shutil
import struct
import zlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from ingest.archive.members import BrokenTail, MemberTooLarge, members
from ingest.archive.records import (
    FORMAT,
    WARC_FIELDS,
    NotWhole,
    build,
    parse_fields,
    parse_record,
    record_id,
    serialise,
    warc_fields,
)
from ingest.errors import ArchiveError

_HEAD = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xff"
"""Of a member with a comment, without a time."""
_FRAME = len(_HEAD) + 1 + 8
"""Bytes of a member beside its comment and its data: head, the comment's end, checksum and size."""


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of one capture: its metadata record, and the request, response or revisit that follow it."""

    start: int
    end: int
    places: frozenset[int]
    """Where its records begin: a location of a capture is one of them."""
    date: datetime


def erase_captures(path: Path, offsets: Collection[int]) -> int:
    """Erase the captures at those offsets from a segment of ours; how many captures it has left.

    The file is replaced in one step. One without a capture left is removed. Erasing twice is erasing once.
    Raises :class:`ArchiveError` when the file cannot be read to its end, or written.
    """
    try:
        spans = list(_spans(path))
        wanted = [span for span in spans if not span.places.isdisjoint(offsets)]
        left = len(spans) - len(wanted)
        if not left:
            path.unlink()
        elif wanted:
            _overwrite(path, wanted)
    except (BrokenTail, MemberTooLarge, NotWhole) as error:
        raise ArchiveError(f"{path} is damaged ({error}): nothing was erased from it.") from error
    except OSError as error:
        raise ArchiveError(f"Cannot erase from {path}: {error.strerror or error}.") from error
    return left


def _spans(path: Path) -> Iterator[Span]:
    """The captures of a segment, in order. What was erased before is none."""
    places: list[int] = []
    end, date = 0, None
    with path.open("rb") as stream:
        for member in members(stream):
            record = parse_record(BytesIO(member.data))
            if record is None:
                continue
            begins = record.type == "metadata" and parse_fields(record.block).get(FORMAT[0]) == FORMAT[1]
            if places and date and (begins or record.type not in ("request", "response", "revisit")):
                yield Span(places[0], end, frozenset(places), date)
                places = []
            if begins or places:
                places.append(member.offset)
                end, date = member.offset + member.length, record.date
    if places and date:
        yield Span(places[0], end, frozenset(places), date)


def _overwrite(path: Path, spans: Collection[Span]) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(path, temporary)
        with temporary.open("r+b") as file:
            for span in spans:
                file.seek(span.start)
                file.write(_filling(path.name, span))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _filling(name: str, span: Span) -> bytes:
    block = warc_fields([("erased", "a capture, on request")])
    record = build("metadata", record_id(name, span.start, "erased"), span.date, block, content_type=WARC_FIELDS)
    data = serialise(record)
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflater.compress(data) + deflater.flush()
    room = span.end - span.start - _FRAME - len(packed)
    if room < 0:
        raise NotWhole(f"the capture at byte {span.start} is shorter than any of ours")
    comment = b" " * room
    return _HEAD + comment + b"\x00" + packed + struct.pack("<II", zlib.crc32(data), len(data))
