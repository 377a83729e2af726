"""WARC → captures: our segments, and other crawlers' (Common Crawl's CC-NEWS, Heritrix, Browsertrix, wget).

In an archive that is not ours a response may be anything the web says; what is no page becomes a drop here, so that
both kinds of archive give the same two nouns.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from ingest.archive.codings import decoded
from ingest.archive.members import BrokenTail, MemberTooLarge, members
from ingest.archive.records import (
    FORMAT,
    OPEN_SUFFIX,
    SAME_PAYLOAD,
    NotWhole,
    Record,
    drop_of,
    page_of,
    parse_fields,
    parse_record,
    skip_blank_lines,
)
from ingest.errors import ArchiveError
from ingest.model import Drop, Location, Page, Reason

MAX_BODY = 100_000_000
"""Bytes of a body after decompression: more is a bomb, or no article."""

_GZIP_MAGIC = b"\x1f\x8b"


class _HttpParser(StatusAndHeadersParser):  # type: ignore[misc]  # warcio has no types
    """Headers as :class:`ingest.model.Page` has them, a character for each byte."""

    @staticmethod
    def decode_header(line: bytes) -> str:
        return line.decode("latin-1")


_HTTP = _HttpParser([], verify=False)
_REASON_OF = {
    304: Reason.NOT_MODIFIED,
    401: Reason.ACCESS_DENIED,
    402: Reason.ACCESS_DENIED,
    403: Reason.ACCESS_DENIED,
    451: Reason.ACCESS_DENIED,
    404: Reason.NOT_FOUND,
    410: Reason.NOT_FOUND,
    429: Reason.RATE_LIMITED,
}

log = logging.getLogger(__name__)


def read_captures(path: Path, start: int = 0) -> Iterator[tuple[Page | Drop, Location]]:
    """Each capture of a WARC file (``.warc.gz`` or ``.warc``) and where it lies, in the file's order. ``start``: a byte
    between two captures, from which on they are read.

    A file that ends in the middle of a record gives all that is whole before; the rest is a logged warning. Where a
    file is compressed otherwise than record by record, locations are those of the gzip member.
    Raises :class:`ArchiveError` when the file cannot be opened or is no WARC file.
    """
    try:
        with path.open("rb") as stream:
            yield from _captures(_records(stream, path, start))
    except OSError as error:
        raise ArchiveError(f"Cannot read {path}: {error.strerror or error}.") from error


def read_stretch(folder: Path, name: str, start: int, end: int) -> list[tuple[Page | Drop, Location]]:
    """The captures that lie in those bytes of a WARC file, also of a segment of ours while it is still being written.

    Raises :class:`ArchiveError` where the bytes are not there, or are no whole records.
    """
    try:
        with _open_segment(folder, name) as stream:
            stream.seek(start)
            found = BytesIO(stream.read(end - start))
        records = _members if found.getbuffer()[:2] == _GZIP_MAGIC else _plain
        return list(_captures(records(found, name, start)))
    except OSError as error:
        raise ArchiveError(f"Cannot read {folder / name}: {error.strerror or error}.") from error
    except (BrokenTail, MemberTooLarge) as error:
        raise ArchiveError(f"{folder / name} was changed while it was in use: {error}.") from error


def _open_segment(folder: Path, name: str) -> BinaryIO:
    try:
        return (folder / (name + OPEN_SUFFIX)).open("rb")
    except FileNotFoundError:  # closed meanwhile
        return (folder / name).open("rb")


# --- records of a file -----------------------------------------------------------------------------------------------
def _records(stream: BinaryIO, path: Path, start: int) -> Iterator[tuple[Record, Location]]:
    stream.seek(start)
    head = stream.read(5)
    stream.seek(start)
    name = path.name.removesuffix(OPEN_SUFFIX)
    try:
        if head[:2] == _GZIP_MAGIC[: len(head)]:
            yield from _members(stream, name, start)
        elif head == b"WARC/"[: len(head)]:
            yield from _plain(stream, name, start)
        else:
            raise ArchiveError(f"{path} is no WARC file: it begins with {head!r}. Give a .warc or .warc.gz file.")
    except BrokenTail as tail:
        size = path.stat().st_size
        lost = size - start - tail.offset
        log.warning("%s: %s; the last %d of %d bytes are left out", path.name, tail.why, lost, size)
    except MemberTooLarge as error:
        raise ArchiveError(
            f"{path}: {error}. It seems to be compressed as a whole: run «warcio recompress» on it first."
        ) from error


def _members(stream: BinaryIO, name: str, start: int = 0) -> Iterator[tuple[Record, Location]]:
    """The records of a file of gzip members, or of a stretch of it that begins at byte ``start``."""
    for member in members(stream):
        inside = BytesIO(member.data)
        while record := _whole(inside, member.offset):
            yield record, Location(name, start + member.offset, member.length)


def _plain(stream: BinaryIO, name: str, start: int = 0) -> Iterator[tuple[Record, Location]]:
    """The same of a file that is not compressed."""
    at = begin = stream.tell()
    while record := _whole(stream, at - begin):
        yield record, Location(name, start + at - begin, stream.tell() - at)
        at = skip_blank_lines(stream)


def _whole(stream: BinaryIO, offset: int) -> Record | None:
    """The next record, of what lies that many bytes behind where reading began."""
    try:
        return parse_record(stream)
    except NotWhole as error:
        raise BrokenTail(offset, str(error)) from error


# --- captures of the records -----------------------------------------------------------------------------------------
def _captures(records: Iterator[tuple[Record, Location]]) -> Iterator[tuple[Page | Drop, Location]]:
    told: dict[str, str] = {}
    told_of = ""  # the record that our last metadata record belongs to
    for record, place in records:
        if record.type == "metadata":
            fields = parse_fields(record.block)
            if fields.get(FORMAT[0]) != FORMAT[1]:
                continue
            told, told_of = fields, record.get("WARC-Concurrent-To")
            if "reason" in fields:
                yield _ours(record, fields), place
        elif told_of and record.get("WARC-Record-ID") == told_of:
            if record.type == "response":  # a revisit was told by its metadata
                yield _ours(record, told), place
        elif capture := _foreign(record):
            yield capture, place


def _ours(record: Record, told: dict[str, str]) -> Page | Drop:
    try:
        if "reason" in told:
            return drop_of(told, record.date)
        http, payload = _http(record.block)
        return page_of(told, record.uri, _status(http), http.headers, payload, record.date)
    except (KeyError, ValueError, NotWhole) as error:
        raise ArchiveError(
            f"A record of {record.uri} has fields this ingest does not know ({error}): was it written by a newer one?"
        ) from error


def _foreign(record: Record) -> Page | Drop | None:
    """What another crawler's record says; None for records that are no capture of a web page (dns:, requests …)."""
    if not record.uri.startswith(("http://", "https://")):
        return None
    try:
        if record.type == "response":
            return _foreign_response(record, record.date)
        if record.type == "resource":
            return page_of(
                {}, record.uri, 200, [("Content-Type", record.get("Content-Type"))], record.block, record.date
            )
        if record.type == "revisit":
            same = record.get("WARC-Profile").endswith(SAME_PAYLOAD.rpartition("/")[2])
            return Drop(record.uri, Reason.SAME_BYTES if same else Reason.NOT_MODIFIED, "revisit record", record.date)
    except NotWhole as error:
        log.warning("%s: record left out: %s", record.uri, error)
    return None


def _foreign_response(record: Record, at: datetime) -> Page | Drop:
    try:
        http, payload = _http(record.block)
        status = _status(http)
    except ValueError:
        return Drop(record.uri, Reason.BROKEN_RESPONSE, "no HTTP response in the record", at)
    if reason := _no_page(status):
        return Drop(record.uri, reason, _detail(status, http), at, status=status)
    transfer, content = (http.get_header(name) or "" for name in ("Transfer-Encoding", "Content-Encoding"))
    body = decoded(payload, transfer, content, MAX_BODY)
    if len(body) > MAX_BODY:
        return Drop(record.uri, Reason.TOO_LARGE, f"more than {MAX_BODY} bytes", at, status=status)
    coding = ("content-encoding", "transfer-encoding")
    headers = [(name, value) for name, value in http.headers if name.lower() not in coding]
    return page_of({}, record.uri, status, headers, body, at)


def _no_page(status: int) -> Reason | None:
    if 200 <= status < 300:
        return None
    if status in _REASON_OF:
        return _REASON_OF[status]
    if 300 <= status < 400:
        return Reason.NOT_AN_ARTICLE
    return Reason.SERVER_ERROR if 500 <= status < 600 else Reason.CLIENT_ERROR


def _detail(status: int, http: StatusAndHeaders) -> str:
    target = http.get_header("Location") if 300 <= status < 400 else None
    return f"HTTP {status} to {target}" if target else f"HTTP {status}"


# --- HTTP ------------------------------------------------------------------------------------------------------------
def _http(block: bytes) -> tuple[StatusAndHeaders, bytes]:
    """Status line and headers, and the bytes after them. Raises ValueError where there are none."""
    stream = BytesIO(block)
    try:
        return _HTTP.parse(stream), stream.read()
    except EOFError as error:
        raise ValueError("empty HTTP message") from error


def _status(http: StatusAndHeaders) -> int:
    return int(http.get_statuscode())
