"""Help for the tests of the route: the newsstand's publishers as sources, a clock that waits in no time, a crawl."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from fixtures.newsstand import Newsstand, Site
from ingest.dataset import Dataset
from ingest.model import Source
from ingest.run.crawl import Settings, crawl_sources
from ingest.run.progress import Progress, Summary
from ingest.settings import CrawlSettings, FetchSettings

SETTINGS = Settings(
    fetch=FetchSettings(delay=timedelta(), user_agent="ingest-tests/1 (+https://example.org/)"),
    crawl=CrawlSettings(limit=None, workers=0),
)


class WarpClock:
    """The machine's clock, ahead by all that was waited for: an hour's pause takes no time. ``start``: now, for it."""

    def __init__(self, start: datetime | None = None) -> None:
        self.ahead = timedelta()
        self._offset = start - datetime.now(UTC) if start else timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset + self.ahead

    def elapsed(self) -> timedelta:
        return timedelta(seconds=time.monotonic()) + self.ahead

    async def sleep(self, duration: timedelta) -> None:
        self.ahead += duration
        await asyncio.sleep(0)


def source_of(site: Site) -> Source:
    """The publisher as a line of sources.toml would declare it."""
    publisher = site.publisher
    return Source(
        name=publisher.name,
        home=site.url + "/",
        title=publisher.title,
        country=publisher.country,
        timezone=publisher.timezone,
    )


def sources(stand: Newsstand, *names: str) -> list[Source]:
    """The publishers of those names; all of them without a name."""
    return [source_of(stand.sites[name]) for name in names or sorted(stand.sites)]


def crawl(
    wanted: Iterable[Source],
    out: Path,
    *,
    clock: WarpClock | None = None,
    urls: Iterable[str] = (),
    settings: Settings = SETTINGS,
    transport: httpx.AsyncBaseTransport | None = None,
    progress: Progress | None = None,
    **crawl_settings: Any,
) -> Summary:
    """One pass. Keywords are those of CrawlSettings."""
    settings = replace(settings, crawl=replace(settings.crawl, **crawl_settings))
    clock = clock or WarpClock()
    return asyncio.run(
        crawl_sources(list(wanted), out, settings, urls=urls, clock=clock, transport=transport, progress=progress)
    )


def pages(site: Site) -> list[str]:
    """Paths of fixtures that were asked for, in order: not the home page, feeds, sitemaps or robots files."""
    ours = {fixture.path for fixture in site.publisher.fixtures}
    return [request.path for request in site.requests if request.path in ours]


def captures(out: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = Dataset(out).captures().read_all().to_pylist()
    return rows


def articles(out: Path) -> list[dict[str, Any]]:
    """Rows of ``articles``, by URL."""
    rows: list[dict[str, Any]] = Dataset(out).articles().read_all().to_pylist()
    return sorted(rows, key=lambda row: str(row["url"]))


def expected_articles(site: Site) -> set[str]:
    """URLs of the publisher's listed pages that are articles, redirects at their target."""
    return {
        site.url + fixture.path
        for fixture in site.publisher.fixtures
        if fixture.expected["outcome"] == "article" and "redirects_to" not in fixture.expected
    }


def plain(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Rows as text that can be compared whoever read them."""
    return sorted(json.dumps(row, default=_plain, sort_keys=True) for row in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.tolist()
