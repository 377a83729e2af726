"""One page: from the web, asked for as a crawl would, or from a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import httpx

from ingest.errors import IngestError, UsageError
from ingest.fetchers import Fetcher
from ingest.fetchers.content import binary_kind
from ingest.model import Article, Drop, Link, Page, Reason, Via
from ingest.parsers.api import judged
from ingest.parsers.site_rules import SiteRules
from ingest.reports.meanings import in_words
from ingest.settings import FetchSettings
from ingest.urls import request_url, source_name

_SCHEME = re.compile(r"[a-z]{2,6}:/", re.I)
"""«htp:/…»: an address was meant; «C:/…» is a file."""


async def fetch_page(url: str, settings: FetchSettings, *, transport: httpx.AsyncBaseTransport | None = None) -> Page:
    """The page at an address. Raises :class:`IngestError` with the reason in words."""
    address = request_url(url)
    async with Fetcher(settings, transport=transport) as fetcher:
        result = await fetcher.fetch(Link(address, source_name(address), Via.USER))
    if result is None:
        raise IngestError(f"{address} redirects, and its site asks for longer pauses than are waited for: try later")
    if isinstance(result, Drop):
        raise IngestError(in_words(result))
    return result


def read_bytes(
    body: bytes,
    url: str | None = None,
    *,
    fetched_at: datetime | None = None,
    timezone: str | None = None,
    headers: Mapping[str, str] | None = None,
    rules: SiteRules | None = None,
) -> tuple[Article, Drop | None]:
    """What is read from a page, and why a crawl would not take it. Raises as :func:`ingest.parse` does."""
    article, why = judged(body, url, fetched_at=fetched_at, timezone=timezone, headers=headers, rules=rules)
    if kind := binary_kind(body):
        why = (Reason.NOT_HTML, f"{kind} data")
    return article, Drop(url or "", *why) if why else None


def bytes_of(file: str) -> bytes:
    """What is in a file, or on standard input for «-». Raises :class:`UsageError` with a hint."""
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        hint = "Give a file, a web address (https://…), or - for standard input."
        if _SCHEME.match(file):
            raise UsageError(f"{file} is no web address: one begins with https:// or http://. {hint}") from error
        raise UsageError(f"Cannot read {file}: {error.strerror}. {hint}") from error
