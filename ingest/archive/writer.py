"""Captures → WARC segments. While it is written a segment has the suffix ``.open``; its final name means it is whole.
A whole one may be continued: it keeps its name, for rows point into it, and has a mark beside it meanwhile.

A page is three records, in this order: ``metadata`` (what HTTP cannot say), ``request``, ``response``. The response is
the last, so that whoever finds it whole has found the rest before it. Its body is kept decoded: Content-Encoding and
Transfer-Encoding are dropped and Content-Length says what is there. A drop is one ``metadata`` record; an unchanged
page has a ``revisit`` record after it, for the tools that replay archives.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from urllib.parse import urlsplit

from isal import isal_zlib

from ingest import __version__
from ingest.archive.records import (
    CONTINUED_SUFFIX,
    NOT_MODIFIED,
    OPEN_SUFFIX,
    SAME_PAYLOAD,
    WARC_FIELDS,
    Pairs,
    Record,
    build,
    describe,
    format_date,
    labelled,
    one_line,
    record_id,
    serialise,
    warc_fields,
)
from ingest.errors import DatasetUnwritable
from ingest.model import Drop, Location, Page, Reason
from ingest.settings import ArchiveSettings

_GZIP = isal_zlib.MAX_WBITS + 16
_LEVEL = isal_zlib.ISAL_DEFAULT_COMPRESSION
"""A sixth of the time of zlib's level 4, for 10 % more bytes (35 French pages)."""
_CODINGS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_LINE_BREAKS = re.compile(r"[\r\n\0]+")


class WarcWriter:
    """Writes captures to ``ingest-<start of the run>-<run id>-<number>.warc.gz`` in ``folder``.

    ``now`` is the start of the run: it names the segments, and dates captures that carry no time of their own. No file
    is made before the first capture. Equal captures in equal order give equal bytes.

    ``onto``: a whole segment of ours in that folder, which the first captures continue. It is marked until
    :func:`settle`: what is in it has to be built again if that never comes.
    """

    def __init__(
        self,
        folder: Path,
        settings: ArchiveSettings,
        *,
        now: datetime,
        run_id: str,
        user_agent: str = "",
        onto: Path | None = None,
    ) -> None:
        self._folder, self._settings, self._now, self._user_agent = folder, settings, now, user_agent
        self._onto = onto
        self._prefix = f"ingest-{now:%Y%m%d%H%M%S}-{run_id}"
        self._number = 0
        self._file: BinaryIO | None = None
        self._name = ""
        self._path = folder
        """Of the open segment."""
        self._start = self._offset = 0
        self._began: datetime | None = None

    def add(self, capture: Page | Drop, *, digest: str | None = None, earlier: datetime | None = None) -> Location:
        """Write a capture and hand it to the operating system; where it lies (the response's record, or the drop's).

        ``digest`` is the body's SHA-256 in hexadecimal, where the caller has it. For an unchanged page, it and
        ``earlier`` say which body was seen when.
        Raises :class:`DatasetUnwritable` when the file cannot be written; what was added before stays whole.
        """
        at = (capture.fetched_at if isinstance(capture, Page) else capture.at) or self._now
        with self._whole_or_nothing():
            file = self._opened(at)
            if isinstance(capture, Page):
                records = self._page_records(capture, at, digest or hashlib.sha256(capture.body).hexdigest())
            else:
                records = self._drop_records(capture, at, digest, earlier)
            places = [self._write(file, record) for record in records]
            file.flush()
        return places[-1] if isinstance(capture, Page) else places[0]

    @property
    def start(self) -> int:
        """Where in the segment this writer began: 0, but for one that it continues."""
        return self._start

    @property
    def length(self) -> int:
        """Bytes of the open segment, all of them handed to the operating system."""
        return self._offset

    def due(self, now: datetime) -> bool:
        """True when the open segment is as large or as old as the settings allow: time to :meth:`close` it."""
        if self._began is None:
            return False
        old = now - self._began >= self._settings.segment_age
        return old or self._offset >= self._settings.segment_bytes

    def close(self) -> Path | None:
        """Give the open segment its final name, on disk for good; its path, or None when nothing is open.

        The next capture begins a new segment.
        """
        if self._file is None:
            return None
        file, final = self._file, self._folder / self._name
        try:
            file.flush()
            os.fsync(file.fileno())
            file.close()
            if self._path != final:
                finish(self._path, final)
        except OSError as error:
            with suppress(OSError):
                file.close()
            raise _unwritable(self._folder, error) from error
        finally:
            self._file, self._began = None, None
        return final

    def __enter__(self) -> WarcWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- the file ----------------------------------------------------------------------------------------------------
    def _opened(self, at: datetime) -> BinaryIO:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            onto, self._onto = self._onto, None
            if onto is not None:
                self._file = self._go_on(onto)
                self._began = at
            else:
                self._file = self._create()
                self._began = at
                self._write(self._file, self._warcinfo())
        return self._file

    def _create(self) -> BinaryIO:
        """A segment with the next free number: an earlier run may have had the same start and id."""
        self._start = self._offset = 0
        while True:
            name = f"{self._prefix}-{self._number:05d}.warc.gz"
            self._number += 1
            if not (self._folder / name).exists():
                with suppress(FileExistsError):
                    file = (self._folder / (name + OPEN_SUFFIX)).open("xb")
                    self._name, self._path = name, self._folder / (name + OPEN_SUFFIX)
                    return file

    def _go_on(self, onto: Path) -> BinaryIO:
        """The segment ``onto``, to be written to at its end. Marked before the first byte: see :func:`settle`."""
        self._name, self._path = onto.name, onto
        self._start = self._offset = onto.stat().st_size
        _mark(onto, self._start)
        return onto.open("ab")

    def _write(self, file: BinaryIO, record: Record) -> Location:
        member = isal_zlib.compress(serialise(record), _LEVEL, _GZIP)
        file.write(member)
        place = Location(self._name, self._offset, len(member))
        self._offset += len(member)
        return place

    @contextmanager
    def _whole_or_nothing(self) -> Iterator[None]:
        """Cut off what a failed write left behind, and say in our words what went wrong."""
        before = self._offset if self._file else 0
        try:
            yield
        except OSError as error:
            self._cut(before)
            raise _unwritable(self._folder, error) from error

    def _cut(self, length: int) -> None:
        """Best effort on a disk that is full: what cannot be cut here is cut by :func:`ingest.archive.recover`."""
        if self._file is None:
            return
        path, length = self._path, max(length, self._start)  # what was whole before stays
        with suppress(OSError):
            self._file.close()  # flushes once more, and fails once more
        self._file, began, self._began = None, self._began, None
        with suppress(OSError):
            if length:
                os.truncate(path, length)
                self._file, self._offset, self._began = path.open("ab"), length, began
            else:
                path.unlink()

    # --- the records -------------------------------------------------------------------------------------------------
    def _warcinfo(self) -> Record:
        block = warc_fields(
            [
                ("software", f"ingest/{__version__}"),
                ("format", "WARC File Format 1.1"),
                ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
                ("http-header-user-agent", self._user_agent),
                ("description", "HTTP bodies are stored without content and transfer codings"),
            ]
        )
        more = [("WARC-Filename", self._name)]
        return build("warcinfo", self._id("warcinfo"), self._now, block, content_type=WARC_FIELDS, more=more)

    def _page_records(self, page: Page, at: datetime, digest: str) -> Iterator[Record]:
        response_id = self._id("response")
        with_response = [("WARC-Concurrent-To", response_id)]
        told, asked = warc_fields(describe(page)), _request(page, self._user_agent)
        uri = page.final_url
        yield build("metadata", self._id("metadata"), at, told, uri=uri, content_type=WARC_FIELDS, more=with_response)
        yield build(
            "request",
            self._id("request"),
            at,
            asked,
            uri=uri,
            content_type="application/http;msgtype=request",
            more=with_response,
        )
        yield build(
            "response",
            response_id,
            at,
            _response(page.status, page.headers, page.body),
            uri=uri,
            content_type="application/http;msgtype=response",
            more=[("WARC-Payload-Digest", labelled(digest))],
        )

    def _drop_records(self, drop: Drop, at: datetime, digest: str | None, earlier: datetime | None) -> Iterator[Record]:
        uri = drop.final_url or drop.url
        profile = {Reason.NOT_MODIFIED: NOT_MODIFIED, Reason.SAME_BYTES: SAME_PAYLOAD}.get(drop.reason)
        if profile == SAME_PAYLOAD and digest is None:
            profile = None  # that profile demands a digest
        revisit_id = self._id("revisit")
        more = [("WARC-Concurrent-To", revisit_id)] if profile else []
        told = warc_fields(describe(drop))
        yield build("metadata", self._id("metadata"), at, told, uri=uri, content_type=WARC_FIELDS, more=more)
        if profile:
            more = [("WARC-Profile", profile), ("WARC-Refers-To-Target-URI", uri)]
            more += [("WARC-Refers-To-Date", format_date(earlier))] if earlier else []
            more += [("WARC-Payload-Digest", labelled(digest))] if digest else []
            yield build(
                "revisit",
                revisit_id,
                at,
                _response(drop.status or HTTPStatus.NOT_MODIFIED, (), b""),
                uri=uri,
                content_type="application/http;msgtype=response",
                more=more,
            )

    def _id(self, kind: str) -> str:
        """Unique by the place it gets: segment, offset of the capture, kind of record."""
        return record_id(self._name, self._offset, kind)


def finish(open_path: Path, final: Path) -> None:
    """Rename a segment that is whole, and make the name last through a power cut."""
    open_path.rename(final)
    _sync_folder(final.parent)


def _mark(segment: Path, start: int) -> None:
    """Note on disk that the segment is continued from that byte on, if that is not noted: what an earlier run added may
    not have been read yet."""
    mark = _mark_of(segment)
    if not mark.exists():
        new = mark.with_name(mark.name + ".new")
        with new.open("w") as file:
            file.write(str(start))
            file.flush()
            os.fsync(file.fileno())
        finish(new, mark)


def continued_from(segment: Path) -> int:
    """From which byte on a segment was continued that is not settled; 0 for one that was not, or of which that is not
    known: it is all to be read."""
    with suppress(OSError, ValueError):
        return int(_mark_of(segment).read_text("ascii"))
    return 0


def settle(segment: Path) -> None:
    """What a segment that was continued has is committed: its mark goes. Nothing happens where it has none."""
    _mark_of(segment).unlink(missing_ok=True)


def continued(folder: Path) -> list[Path]:
    """The segments of a folder that were continued and never settled, sorted."""
    marks = folder.glob(f"*.warc.gz{CONTINUED_SUFFIX}")
    return sorted(mark.with_name(mark.name.removesuffix(CONTINUED_SUFFIX)) for mark in marks)


def _mark_of(segment: Path) -> Path:
    return segment.with_name(segment.name + CONTINUED_SUFFIX)


def _sync_folder(path: Path) -> None:
    with suppress(PermissionError):  # Windows opens no folders
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _request(page: Page, user_agent: str) -> bytes:
    """The request as HTTP/1.1 would put it, whatever version was spoken: archives know no other. With the headers that
    were sent, as far as they are known."""
    parts = urlsplit(page.final_url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = page.request_headers or (("Host", parts.netloc.rpartition("@")[2]), ("User-Agent", user_agent))
    return _message(f"GET {one_line(target)} HTTP/1.1", [(name, value) for name, value in headers if value])


def _response(status: int, headers: Pairs, body: bytes) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    kept = [(name, value) for name, value in headers if name.lower() not in _CODINGS]
    return _message(f"HTTP/1.1 {status} {phrase}", [*kept, ("Content-Length", str(len(body)))]) + body


def _message(first: str, headers: Pairs) -> bytes:
    """The head of an HTTP message. Header values are bytes, of whatever charset, and stay the bytes they were; only
    line breaks, which would end a header, become spaces."""
    lines = [first, *(f"{name}: {_LINE_BREAKS.sub(' ', value).strip(' ')}" for name, value in headers)]
    return b"\r\n".join(map(_bytes, lines)) + b"\r\n\r\n"


def _bytes(line: str) -> bytes:
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:  # no wire brought that: the page was made by somebody's program
        return line.encode("utf-8", "replace")


def _unwritable(folder: Path, error: OSError) -> DatasetUnwritable:
    return DatasetUnwritable(
        f"Cannot write to {folder}: {error.strerror or error}. Free some space or choose another folder with --out."
    )
