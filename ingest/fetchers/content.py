"""What kinds of content are wanted, by media type and by first bytes. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_UNCERTAIN_TYPES = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream", "unknown/unknown"})
_GZIP_TYPES = frozenset({"application/gzip", "application/x-gzip", "application/x-gunzip"})

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "RIFF (WebP, WAV, AVI)"),
    (b"PK\x03\x04", "ZIP"),
    (b"ID3", "MP3"),
    (b"OggS", "Ogg"),
    (b"\x7fELF", "ELF"),
    (b"\x1f\x8b", "gzip"),
)
_HTML_MARK = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|article|div|p|script)\b", re.IGNORECASE)
_SNIFFED = 1024


@dataclass(frozen=True, slots=True)
class Accept:
    """What a caller can use."""

    header: str
    """Sent as ``Accept``."""
    listings: bool
    """Feeds, sitemaps (packed too), JSON and plain text as well as pages."""
    least_max_bytes: int = 0
    """Raises the body's bound to this at least."""


PAGES = Accept("text/html,application/xhtml+xml;q=0.9,*/*;q=0.1", listings=False)
"""Articles."""

LISTINGS = Accept(
    "application/rss+xml,application/atom+xml,application/xml;q=0.9,text/xml;q=0.9,text/html;q=0.9,*/*;q=0.5",
    listings=True,
    least_max_bytes=50_000_000,  # sitemaps.org: a sitemap may have 50 MB
)
"""Home and section pages, feeds, sitemaps: whatever discovery reads."""


def media_type(content_type: str | None) -> str:
    """``text/html`` of ``Text/HTML; charset=utf-8``; empty when nothing usable is said."""
    named = (content_type or "").partition(";")[0].strip().lower()
    return named if "/" in named else ""


def refused_type(content_type: str | None, accept: Accept) -> str | None:
    """The media type, if it alone rules the content out: then the body need not be read."""
    kind = media_type(content_type)
    if kind in _HTML_TYPES or kind in _UNCERTAIN_TYPES or _is_xml(kind):
        return None
    if accept.listings and (kind.startswith("text/") or kind in _GZIP_TYPES or _is_json(kind)):
        return None
    return kind


def refused_body(content_type: str | None, body: bytes, accept: Accept) -> str | None:
    """What the body is, if the caller cannot use it: binary under any label, or no HTML where that is wanted."""
    found = binary_kind(body)
    if found is not None:
        return None if found == "gzip" and accept.listings else f"{found} data"
    kind = media_type(content_type)
    if accept.listings or kind in _HTML_TYPES or looks_like_html(body):
        return None
    return kind or "no media type, and no HTML"


def binary_kind(body: bytes) -> str | None:
    """The name of a binary format, by its first bytes; None for text."""
    for magic, name in _MAGIC:
        if body.startswith(magic):
            return name
    if body[4:8] == b"ftyp":
        return "MP4"
    head = body[:_SNIFFED]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<\x00" in head or b"\x00<" in head:
        return None  # UTF-16
    return "binary" if head.count(0) > len(head) // 10 else None


def looks_like_html(body: bytes) -> bool:
    """True when a tag of HTML stands near the beginning, in any ASCII-compatible encoding or UTF-16. Empty counts."""
    head = body[:_SNIFFED].replace(b"\x00", b"")
    return not head.strip() or _HTML_MARK.search(head) is not None


def _is_xml(kind: str) -> bool:
    return kind in ("text/xml", "application/xml") or (kind.endswith("+xml") and not kind.startswith("image/"))


def _is_json(kind: str) -> bool:
    return kind == "application/json" or kind.endswith("+json")
