"""WARC records (ISO 28500:2017, WARC 1.1) as values: built and serialised, parsed again.

What HTTP cannot say of a capture (source, how it was found, rights, why it is no page) is kept in ``metadata`` records
of type ``application/warc-fields``; their first field is :data:`FORMAT`, so that another tool's are left alone.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO, Literal, cast

from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from ingest.model import Drop, Page, Reason, Rights, Robots, Via

FORMAT = ("capture", "ingest/1")
"""Marks a metadata record as ours, with the version of its fields."""

OPEN_SUFFIX = ".open"
CONTINUED_SUFFIX = ".continued"
"""Of an empty file beside a segment that was whole and is being continued, until its new captures are committed."""
"""What the name of a segment ends in while it is written."""
WARC_FIELDS = "application/warc-fields"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:ingest:warc-record")
_WARC = StatusAndHeadersParser(["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"])
_FIELDS = StatusAndHeadersParser([], verify=False)

Pairs = Iterable[tuple[str, str]]


class NotWhole(Exception):
    """The bytes are no whole WARC record."""


@dataclass(frozen=True, slots=True)
class Record:
    """A WARC record: named fields, and the block as it lies in the file."""

    fields: tuple[tuple[str, str], ...]
    block: bytes

    def get(self, name: str) -> str:
        """First value of a field, whatever its case; empty when absent."""
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), "")

    @property
    def type(self) -> str:
        return self.get("WARC-Type")

    @property
    def uri(self) -> str:
        return self.get("WARC-Target-URI").strip("<> ").replace(" ", "%20")  # Wget 1.19 wrote <…>

    @property
    def date(self) -> datetime:
        """Aware, UTC. Raises :class:`NotWhole` where the record has no readable date."""
        return parse_date(self.get("WARC-Date"))


# --- building --------------------------------------------------------------------------------------------------------
def record_id(*parts: object) -> str:
    """A record id that the same content in the same place gets again."""
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, ' '.join(map(str, parts)))}>"


def format_date(instant: datetime) -> str:
    """``2023-04-17T07:46:00.000000Z``: WARC 1.1 allows fractions of a second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_date(text: str) -> datetime:
    """The instant of a WARC-Date, aware, UTC."""
    try:
        parsed = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise NotWhole(f"no date: {text[:40]!r}") from error
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)


def labelled(digest: str) -> str:
    """A SHA-256 in hexadecimal as digest fields want it."""
    return f"sha256:{digest}"


def build(
    type_: str, id_: str, date: datetime, block: bytes, *, uri: str = "", content_type: str, more: Pairs = ()
) -> Record:
    """A record with the fields that all records need."""
    fields = [("WARC-Type", type_), ("WARC-Record-ID", id_), ("WARC-Date", format_date(date))]
    if uri:
        fields.append(("WARC-Target-URI", one_line(uri)))
    fields.extend((name, one_line(value)) for name, value in more)
    fields.append(("WARC-Block-Digest", labelled(hashlib.sha256(block).hexdigest())))
    fields.append(("Content-Type", content_type))
    fields.append(("Content-Length", str(len(block))))
    return Record(tuple(fields), block)


def serialise(record: Record) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in record.fields)
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + record.block + b"\r\n\r\n"


def warc_fields(pairs: Pairs) -> bytes:
    """A block of type ``application/warc-fields``; empty values are left out."""
    return "".join(f"{name}: {one_line(value)}\r\n" for name, value in pairs if value).encode()


def one_line(value: str) -> str:
    """Line breaks would end a header, so they become spaces; lone surrogates, which UTF-8 has no bytes for, «?»."""
    if value.isascii() and value.isprintable():  # nearly all are: most of the time goes into a page's many headers
        return value.strip()
    return " ".join(value.splitlines()).strip().encode("utf-8", "replace").decode()


# --- parsing ---------------------------------------------------------------------------------------------------------
def parse_record(stream: BinaryIO) -> Record | None:
    """The next record of a stream of decompressed bytes; None at its end.

    Raises :class:`NotWhole` when there is no WARC header, no length, or fewer bytes than the length says.
    """
    skip_blank_lines(stream)
    line = stream.readline()
    if not line:
        return None
    try:
        headers = _WARC.parse(stream, line)
        length = int(headers.get_header("Content-Length", ""))
    except (StatusAndHeadersParserException, ValueError) as error:
        raise NotWhole("no WARC record") from error
    block = stream.read(length) if length >= 0 else b""
    if len(block) != length:
        raise NotWhole("record cut off")
    return Record(tuple(headers.headers), block)


def skip_blank_lines(stream: BinaryIO) -> int:
    """Go to where the next record begins; that position."""
    position = stream.tell()
    while (line := stream.readline()) and not line.strip():
        position = stream.tell()
    stream.seek(position)
    return position


def parse_fields(block: bytes) -> dict[str, str]:
    """Names and values of an ``application/warc-fields`` block; the first of equal names counts."""
    try:
        headers = _FIELDS.parse(BytesIO(b"fields\r\n" + block + b"\r\n"))
    except EOFError:
        return {}
    return {name.lower(): value for name, value in reversed(headers.headers)}


# --- what is told of a capture ---------------------------------------------------------------------------------------
def describe(capture: Page | Drop) -> list[tuple[str, str]]:
    """The fields of a capture that HTTP has no room for; :func:`page_of` and :func:`drop_of` read them."""
    rights = capture.rights
    told = [
        FORMAT,
        ("requested-url", capture.url),
        ("final-url", capture.final_url or ""),
        ("status", "" if capture.status is None else str(capture.status)),
        ("source", capture.source),
        ("found-via", capture.via.value),
        ("referrer", capture.referrer or ""),
        ("robots", rights.robots.value),
        ("robots-url", rights.robots_url or ""),
        ("tdm-reserved", _told(rights.tdm_reserved)),
        ("tdm-carrier", rights.tdm_carrier or ""),
        ("tdm-url", rights.tdm_url or ""),
        ("tdm-policy", rights.tdm_policy or ""),
        ("tdm-permitted", _told(rights.tdm_permitted)),
        ("directives", ", ".join(rights.directives)),  # a token of X-Robots-Tag has no comma
        ("ai-refused", ", ".join(rights.ai_refused)),
    ]
    if isinstance(capture, Page):
        return told
    return [*told, ("reason", capture.reason.value), ("detail", capture.detail)]


def page_of(told: Mapping[str, str], url: str, status: int, headers: Pairs, body: bytes, at: datetime) -> Page:
    """The page of a response record; ``told`` is empty for an archive that is not ours."""
    return Page(
        url=told.get("requested-url", url),
        final_url=told.get("final-url", url),
        status=status,
        headers=tuple(headers),
        body=body,
        fetched_at=at,
        source=told.get("source", ""),
        via=Via(told.get("found-via", Via.USER)),
        referrer=told.get("referrer"),
        rights=_rights_of(told),
    )


def drop_of(told: Mapping[str, str], at: datetime) -> Drop:
    """The drop that a metadata record of ours tells of."""
    status = told.get("status")
    return Drop(
        url=told["requested-url"],
        reason=Reason(told["reason"]),
        detail=told.get("detail", ""),
        at=at,
        source=told.get("source", ""),
        via=Via(told.get("found-via", Via.USER)),
        final_url=told.get("final-url"),
        status=int(status) if status else None,
        rights=_rights_of(told),
        referrer=told.get("referrer"),
    )


def _rights_of(told: Mapping[str, str]) -> Rights:
    return Rights(
        robots=Robots(told.get("robots", Robots.NOT_CHECKED)),
        robots_url=told.get("robots-url"),
        tdm_reserved=_truth(told, "tdm-reserved"),
        tdm_carrier=cast('Literal["file", "header", "meta"] | None', told.get("tdm-carrier")),
        tdm_url=told.get("tdm-url"),
        tdm_policy=told.get("tdm-policy"),
        tdm_permitted=_truth(told, "tdm-permitted"),
        directives=_tokens(told, "directives"),
        ai_refused=_tokens(told, "ai-refused"),
    )


def _told(truth: bool | None) -> str:
    return "" if truth is None else str(truth).lower()


def _truth(told: Mapping[str, str], name: str) -> bool | None:
    return None if name not in told else told[name] == "true"


def _tokens(told: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(told[name].split(", ")) if name in told else ()
