"""One page from the web, asked for as a crawl would."""

from __future__ import annotations

import httpx

from ingest.errors import IngestError
from ingest.fetchers import Fetcher
from ingest.model import Drop, Link, Page, Via
from ingest.reports.meanings import in_words
from ingest.settings import FetchSettings
from ingest.urls import request_url, source_name


async def fetch_page(url: str, settings: FetchSettings, *, transport: httpx.AsyncBaseTransport | None = None) -> Page:
    """The page at an address. Raises :class:`IngestError` with the reason in words."""
    address = request_url(url)
    async with Fetcher(settings, transport=transport) as fetcher:
        result = await fetcher.fetch(Link(address, source_name(address), Via.USER))
    if isinstance(result, Drop):
        raise IngestError(in_words(result))
    return result
