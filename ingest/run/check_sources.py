"""Whether what a sources file names can be had."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpx

from ingest.discovery.kind import PageKind, what_is
from ingest.errors import SettingsError
from ingest.fetchers import LISTINGS, Fetcher
from ingest.model import Drop, Link, Source, Via
from ingest.reports.meanings import what_happened
from ingest.settings import FetchSettings
from ingest.sources.files import Where

_KINDS = {"feeds": (PageKind.FEED,), "sitemaps": (PageKind.SITEMAP, PageKind.SITEMAP_INDEX)}


async def check_sources(
    file: Path,
    sources: Sequence[Source],
    settings: FetchSettings,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
) -> list[SettingsError]:
    """One error, with its line, for each home, feed, sitemap or section of a file that cannot be had, or is no feed or
    sitemap. Hosts are asked side by side, each as politely as in a crawl."""
    where = Where(file.read_text("utf-8"), str(file))
    asked = [
        (source, key, url)
        for source in sources
        for key in ("home", "feeds", "sitemaps", "sections")
        for url in ([source.home] if key == "home" else getattr(source, key))
    ]
    async with Fetcher(settings, transport=transport, named=[url for _, _, url in asked]) as fetcher:
        faults = await asyncio.gather(*(_fault(fetcher, source, key, url) for source, key, url in asked))
    return [
        where.error(fault, source.name, key) for (source, key, _), fault in zip(asked, faults, strict=True) if fault
    ]


async def _fault(fetcher: Fetcher, source: Source, key: str, url: str) -> str:
    """What is wrong with an address; empty when nothing is."""
    result = await fetcher.fetch(Link(url, source.name, Via.USER), accept=LISTINGS)
    if isinstance(result, Drop):
        return f"{url} cannot be had: {what_happened(result)}"
    if result is None:  # the host asks for long pauses, and others of its addresses were asked
        return ""
    if key in _KINDS and what_is(result) not in _KINDS[key]:
        return f"{url} is no {key.removesuffix('s')}"
    return ""
