"""Article → row. Pure functions; the keys are the columns of :mod:`ingest.writers.schema`."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

from ingest import __version__
from ingest.model import Article, Drop, Location, Outcome, Page, Rights
from ingest.urls import article_id, canonical_url, declared_canonical, source_name, try_canonical
from ingest.writers.words import folded_words

Row = dict[str, Any]

LEAST_WORDS = 30
"""Shorter texts say too little: two of them may be equal by chance or by habit («Retrouvez la vidéo …»)."""

_WITH_YEAR = re.compile(r"\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}\b")


def article_row(article: Article, page: Page, location: Location) -> Row:
    """The row of ``revisions`` for an article read from a page. Raises UsageError for a page without a web address."""
    url = identity(article, page)
    rights = article.rights if article.rights != Rights() else page.rights
    return {
        "article_id": article_id(url),
        "url": url,
        "source": page.source or source_name(page.final_url),
        "site_name": article.site_name,
        "title": article.title,
        "standfirst": article.standfirst,
        "text": article.text,
        "blocks": [{"kind": block.kind, "text": block.text} for block in article.blocks],
        "authors": list(article.authors),
        "contributors": [{"name": one.name, "role": one.role} for one in article.contributors],
        "agency": article.agency,
        "published_at": _utc(article.published_at),
        "published_precision": article.published_precision,
        "published_raw": article.published_raw,
        "modified_at": _utc(article.modified_at),
        "modified_precision": article.modified_precision,
        "modified_raw": article.modified_raw,
        "timezone": article.timezone,
        "date_conflict": article.date_conflict,
        "section": article.section,
        "tags": list(article.tags),
        "images": [{"url": image.url, "caption": image.caption, "credit": image.credit} for image in article.images],
        "lang": article.lang,
        "page_type": article.page_type.value,
        "access": article.access.value,
        "paywalled": article.paywalled,
        "word_count": len(article.text.split()),
        "live_entries": [
            {"title": entry.title, "text": entry.text, "published_at": _utc(entry.published_at)}
            for entry in article.live_entries
        ],
        "provenance": [
            {
                "field": field,
                "method": found.method,
                "evidence": found.evidence,
                "rejected": [{"method": method, "value": value} for method, value in found.rejected],
            }
            for field, found in article.provenance.items()
        ],
        "dropped": [{"text": one.text, "rule": one.rule} for one in article.dropped],
        **_rights(rights),
        "content_digest": digest(article),
        "captured_at": _utc(page.fetched_at),
        "requested_url": page.url,
        "warc_file": location.file,
        "warc_offset": location.offset,
        "parser_version": __version__,
        **_rights_since_2(rights),
        "page_digest": hashlib.sha256(page.body).hexdigest(),
        "text_digest": text_digest(article.text),
    }


def capture_row(
    capture: Page | Drop, location: Location, result: Article | Drop, content_digest: str | None = None
) -> Row:
    """The row of ``captures`` for a capture and what became of it; of a drop that was archived, the drop itself.
    ``content_digest``: of an article, where the caller has it."""
    page = capture if isinstance(capture, Page) else None
    article = result if isinstance(result, Article) else None
    url = identity(article, page) if article and page else try_canonical(capture.final_url or capture.url)
    rights = result.rights if result.rights != Rights() else capture.rights
    return {
        "capture_id": hashlib.sha256(f"{location.file} {location.offset}".encode()).hexdigest()[:32],
        "url": capture.url,
        "canonical_url": url,
        "final_url": capture.final_url,
        "source": capture.source or (source_name(url) if url else ""),
        "via": capture.via.value,
        "referrer": capture.referrer,
        "fetched_at": _utc(_time_of(capture)),
        "outcome": (Outcome.ARTICLE if isinstance(result, Article) else result.reason.outcome).value,
        "reason": None if isinstance(result, Article) else result.reason.value,
        "detail": "" if isinstance(result, Article) else result.detail,
        "status": capture.status,
        "content_type": page.header("Content-Type") if page else None,
        "body_bytes": len(page.body) if page else None,
        "article_id": article_id(url) if article and url else None,
        "content_digest": (content_digest or digest(article)) if article else None,
        **_rights(rights),
        "warc_file": location.file,
        "warc_offset": location.offset,
        "warc_length": location.length,
        **_rights_since_2(rights),
    }


def identity(article: Article, page: Page) -> str:
    """The canonical URL that an article is known by.

    The page's own declaration, where it is credible.
    """
    return declared_canonical(article.canonical_url, page.final_url) or canonical_url(page.final_url)


def digest(article: Article) -> str:
    """SHA-256, hexadecimal, of what a reader reads: equal digests mean that nothing worth a revision has changed.

    Left out is what differs from one fetch to the next although nobody edited: addresses of pictures (signed by content
    networks), tags, rights, provenance, and dates counted from the fetch («il y a 3 heures»).
    """
    content = [
        article.title,
        article.standfirst,
        [[block.kind, block.text] for block in article.blocks],
        list(article.authors),
        [[one.name, one.role] for one in article.contributors],
        article.agency,
        stable_date(article.published_at, article.published_raw),
        stable_date(article.modified_at, article.modified_raw),
        [[image.caption, image.credit] for image in article.images],
        article.access.value,
        [[entry.title, entry.text] for entry in article.live_entries],
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()


def text_digest(text: str) -> str | None:
    """What the same text has in common at any address; None for a text too short to be told from another.

    Words alone count, case and typography folded, so that another layout or another apostrophe is the same text.
    """
    words = folded_words(text)
    if len(words) < LEAST_WORDS:
        return None
    return hashlib.sha256(b" ".join(words)).hexdigest()[:32]


def stable_date(instant: datetime | None, raw: str | None) -> str | None:
    """The date, unless its words hold no year: then it was counted from the moment of the fetch («il y a 3 heures»)."""
    if instant is None or (raw is not None and not _WITH_YEAR.search(raw)):
        return None
    return instant.astimezone(UTC).isoformat()


def _time_of(capture: Page | Drop) -> datetime:
    """When it was fetched or tried. Captures read from an archive all have a time."""
    at = capture.fetched_at if isinstance(capture, Page) else capture.at
    if at is None:
        raise ValueError(f"the drop of {capture.url} has no time: read it from its archive, or set Drop.at")
    return at


def _utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC)


def _rights(rights: Rights) -> Row:
    return {
        "robots": rights.robots.value,
        "robots_url": rights.robots_url,
        "tdm_reserved": rights.tdm_reserved,
        "tdm_carrier": rights.tdm_carrier,
        "tdm_policy": rights.tdm_policy,
        "directives": list(rights.directives),
    }


def _rights_since_2(rights: Rights) -> Row:
    return {
        "tdm_url": rights.tdm_url,
        "tdm_permitted": rights.tdm_permitted,
        "ai_refused": list(rights.ai_refused),
    }
