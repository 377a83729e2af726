"""What is asked of the parsers: one page read (:func:`parse`), judged as in a crawl (:func:`read`, :func:`judged`), or
explained line by line (:func:`explain`). The order in which a page is read is that of :mod:`ingest.parsers.reading`.

No I/O, no clock: relative dates resolve against ``fetched_at``, and without it they stay unresolved.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from ingest.model import Access, Article, Drop, Found, Line, Page, PageType, Reason, Source
from ingest.parsers.reading import Reading, read_page
from ingest.parsers.site_rules import SiteRules

_NO_TEXT = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_Arguments = ParamSpec("_Arguments")
_ResultT = TypeVar("_ResultT")


def _uncollected(reader: Callable[_Arguments, _ResultT]) -> Callable[_Arguments, _ResultT]:
    """A reader during which Python does not look for cycles. A page makes thousands of small tuples and no cycle: the
    search finds nothing, some twenty times a page, and costs a tenth of the whole reading. It goes on when the page's
    tree is gone, and finds hardly anything to look at."""

    @wraps(reader)
    def read_without_collecting(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _ResultT:
        if not gc.isenabled():
            return reader(*args, **kwargs)
        gc.disable()
        try:
            return reader(*args, **kwargs)
        finally:
            gc.enable()

    return read_without_collecting


@_uncollected
def read(page: Page, source: Source | None = None, rules: SiteRules | None = None) -> Article | Drop:
    """The article in a page, or why it is none. Never raises for anything a page holds."""
    content_type = page.header("content-type")
    if content_type and not _is_html(content_type):
        return _drop(page, Reason.NOT_HTML, content_type)
    reading = read_page(
        page.body,
        page.final_url or page.url,
        fetched_at=page.fetched_at,
        timezone=source.timezone if source else None,
        country=source.country if source else None,
        content_type=content_type,
        rights=page.rights,
        source_title=source.title if source else None,
        rules=rules,
    )
    why = _why_none(reading, page.body)
    return _drop(page, *why, reading.article) if why else reading.article


@_uncollected
def parse(
    html: bytes | str,
    url: str | None = None,
    *,
    fetched_at: datetime | None = None,
    timezone: str | None = None,
    headers: Mapping[str, str] | None = None,
    rules: SiteRules | None = None,
) -> Article:
    """Everything that can be read from one page.

    ``html``: the page's bytes (their encoding is found out) or text. ``url``: where it is from, for relative links, the
    site's name and the zone of its country. ``fetched_at``: an aware datetime; without it «il y a 3 heures» is no date.
    ``timezone``: IANA zone of the newsroom; guessed from the page otherwise. ``headers``: the response's, for charset
    and rights. ``rules``: selectors for single sites, from ``ingest.load_rules``.

    Always returns an article, empty for an empty page; ``page_type`` and ``access`` say what it is. Raises
    ``ValueError`` for a naive ``fetched_at`` or an unknown ``timezone``, ``TypeError`` for arguments of another kind,
    nothing else.
    """
    return _parsed(html, url, fetched_at, timezone, headers, rules).article


@_uncollected
def judged(
    html: bytes,
    url: str | None = None,
    *,
    fetched_at: datetime | None = None,
    timezone: str | None = None,
    headers: Mapping[str, str] | None = None,
    rules: SiteRules | None = None,
) -> tuple[Article, tuple[Reason, str] | None]:
    """As :func:`parse`, with what a crawl would say: why the page is no article, and what was seen."""
    reading = _parsed(html, url, fetched_at, timezone, headers, rules)
    return reading.article, _why_none(reading, html)


@_uncollected
def explain(
    html: bytes | str,
    url: str | None = None,
    *,
    fetched_at: datetime | None = None,
    timezone: str | None = None,
    headers: Mapping[str, str] | None = None,
    rules: SiteRules | None = None,
) -> tuple[Article, list[Line]]:
    """As :func:`parse`, with every line of the page in reading order and what became of it."""
    reading = _parsed(html, url, fetched_at, timezone, headers, rules)
    kept, why = set(reading.body.segments), reading.body.rules
    lines = [
        Line(segment.text, segment.tag, number in kept, "" if number in kept else why.get(number, "model"), score)
        for number, (segment, score) in enumerate(zip(reading.tree.segments, reading.scores, strict=True))
    ]
    return reading.article, lines


def _parsed(
    html: bytes | str,
    url: str | None,
    fetched_at: datetime | None,
    timezone: str | None,
    headers: Mapping[str, str] | None,
    rules: SiteRules | None,
) -> Reading:
    """What :func:`parse` and :func:`explain` read, from arguments that a caller may get wrong."""
    if not isinstance(html, (bytes, bytearray, memoryview, str)):
        raise TypeError(f"html must be the page's bytes or text, not {type(html).__name__}")
    if isinstance(html, (bytearray, memoryview)):
        html = bytes(html)
    if url is not None and not isinstance(url, str):
        raise TypeError(f"url must be a string, not {type(url).__name__}")
    if fetched_at is not None and not isinstance(fetched_at, datetime):
        raise TypeError(f"fetched_at must be an aware datetime, not {type(fetched_at).__name__}")
    if fetched_at is not None and fetched_at.tzinfo is None:
        raise ValueError("fetched_at must be an aware datetime, such as datetime.now(timezone.utc)")
    if timezone is not None:
        try:
            ZoneInfo(timezone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"unknown time zone {timezone!r}: use an IANA name such as 'Europe/Paris'") from error
    content_type = next((value for key, value in (headers or {}).items() if key.lower() == "content-type"), None)
    return read_page(html, url, fetched_at=fetched_at, timezone=timezone, content_type=content_type, rules=rules)


def _is_html(content_type: str) -> bool:
    kind = content_type.split(";")[0].strip().lower()
    return (
        not kind
        or "html" in kind
        or kind in ("text/plain", "application/xml", "text/xml", "unknown/unknown", "application/octet-stream")
    )


def _is_binary(body: bytes) -> bool:
    """Bytes that no text encoding but UTF-16 uses, in number."""
    sample = body[:4096]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    return len(_NO_TEXT.findall(sample)) > 0.05 * len(sample)


def _why_none(reading: Reading, body: bytes) -> tuple[Reason, str] | None:
    """Why what was read is no article, and what was seen; None when it is one."""
    article, missing = reading.article, reading.missing
    if not body.strip():
        return Reason.EMPTY_PAGE, "no bytes"
    if body[:5] == b"%PDF-":
        return Reason.NOT_HTML, "the body is a PDF"
    if _is_binary(body):
        return Reason.NOT_HTML, "the body is no text"
    found = article.provenance.get("access", Found(""))
    length = len(article.text)
    if article.access is Access.CONSENT_WALL:
        return Reason.CONSENT_WALL, found.evidence
    if article.access is Access.BLOCK_PAGE:
        return Reason.BLOCK_PAGE, found.evidence
    if missing:
        return Reason.SOFT_404, missing
    if not article.title and not length and article.access is Access.EMPTY and found.evidence == "no visible text":
        return Reason.EMPTY_PAGE, found.evidence
    if article.page_type is PageType.LIST:
        return Reason.NOT_AN_ARTICLE, article.provenance["page_type"].evidence
    media = article.page_type in (PageType.VIDEO, PageType.AUDIO, PageType.GALLERY, PageType.LIVE)
    if "text" in article.provenance and article.provenance["text"].method == "likeliest" and not media:
        length = 0  # nothing on the page looks like an article's text
    if not length and not (media and article.title and (article.standfirst or article.images)):
        reason = Reason.NO_TEXT if article.title else Reason.EMPTY_PAGE
        return reason, "no article text found"
    if not article.title and length < 200:
        return Reason.NOT_AN_ARTICLE, "no headline and hardly any text"
    return None


def _drop(page: Page, reason: Reason, detail: str, article: Article | None = None) -> Drop:
    return Drop(
        url=page.url,
        reason=reason,
        detail=detail[:300],
        at=page.fetched_at,
        source=page.source,
        via=page.via,
        final_url=page.final_url,
        status=page.status,
        rights=article.rights if article else page.rights,
    )
