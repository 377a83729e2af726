"""A first look at a site: what a source entry for it needs, and what its articles look like."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from ingest.fetchers import Clock, Fetcher, SystemClock
from ingest.ledger import Ledger
from ingest.model import Article, Drop, Link, Rights, Source, Via
from ingest.parsers.api import read
from ingest.run.discover import discover
from ingest.settings import CrawlSettings, FetchSettings

SAMPLE = 5
"""Articles that are read."""
_TRIED = 3
"""Links tried for each article of the sample: some lead to no article."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found."""

    source: Source
    """The entry, with what was found out filled in."""
    links: int = 0
    """Links to what may be articles."""
    articles: list[Article] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)
    """Pages of the sample that were none, and why."""
    rights: Rights = field(default_factory=Rights)
    """The verdicts on the sample's first page."""
    failure: Drop | None = None
    """Why the site could not be looked at."""
    is_article: bool = False
    """The address is that of an article: it leads to no others."""


async def look_up(
    source: Source,
    settings: FetchSettings,
    *,
    sample: int = SAMPLE,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
) -> Looked:
    """Feeds and sitemaps of a site, its zone and language, and ``sample`` articles, asked as politely as in a crawl.

    What ``source`` says already is kept. Nothing is remembered.
    """
    clock = clock or SystemClock()
    now = clock.now()
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "ledger.sqlite") as ledger:
        async with Fetcher(settings, transport=transport, clock=clock, named=[source.home]) as fetcher:
            wanted = sample * _TRIED
            found = await discover(source, fetcher, ledger, due=len, wanted=wanted, settings=CrawlSettings(), now=now)
            if found.failure is not None and not found.links:
                return Looked(source, failure=found.failure)
            articles, drops = await _sample(found.links[:wanted], sample, source, fetcher)
    results: list[Article | Drop] = [*articles, *drops]
    return Looked(
        _filled(source, found.links, articles),
        len(found.links),
        articles,
        drops,
        results[0].rights if results else Rights(),
        is_article=found.page is not None,
    )


async def _sample(
    links: Iterable[Link], sample: int, source: Source, fetcher: Fetcher
) -> tuple[list[Article], list[Drop]]:
    articles: list[Article] = []
    drops: list[Drop] = []
    for link in links:
        if len(articles) >= sample:
            break
        fetched = await fetcher.fetch(link)
        if fetched is None:  # the host asks for long pauses
            break
        result = read(fetched, source) if not isinstance(fetched, Drop) else fetched
        if isinstance(result, Drop):
            drops.append(result)
        else:
            articles.append(result)
    return articles, drops


def _filled(source: Source, links: Iterable[Link], articles: list[Article]) -> Source:
    """The source with what was found out, where it says nothing itself."""
    links = list(links)
    return replace(
        source,
        title=source.title or _usual(article.site_name for article in articles),
        language=source.language or _usual(article.lang for article in articles),
        timezone=source.timezone or _usual(article.timezone for article in articles),
        feeds=source.feeds or _lists(links, Via.FEED),
        sitemaps=source.sitemaps or _lists(links, Via.NEWS_SITEMAP) or _lists(links, Via.SITEMAP),
    )


def _lists(links: Iterable[Link], via: Via) -> tuple[str, ...]:
    """The feeds or sitemaps that gave the links, in their order."""
    return tuple(dict.fromkeys(link.referrer for link in links if link.via is via and link.referrer))


def _usual(values: Iterable[str | None]) -> str | None:
    """What most articles say, where more than half of those that say anything agree."""
    counts = Counter(value for value in values if value)
    value, count = counts.most_common(1)[0] if counts else (None, 0)
    return value if 2 * count > counts.total() else None
