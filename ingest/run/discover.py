"""Source → links: asks the start page what it is, then feeds, sitemaps, sections, in the order of their news value.

    start page ─ feed ──────────────────────────────→ its entries
               ─ sitemap ───────────────────────────→ its pages, newest first
               ─ article ───────────────────────────→ itself
               ─ home or section ─ feeds it names ──→ entries
                                 ─ links on it
                                 ─ sitemaps of robots.txt
                                 ─ links on its sections (home only)

Feeds and sitemaps are asked conditionally: one that has not changed names nothing new.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from ingest.discovery.feeds import find_feeds, read_feed
from ingest.discovery.kind import PageKind, what_is
from ingest.discovery.links import article_links, section_links
from ingest.discovery.sitemaps import read_sitemap
from ingest.fetchers import LISTINGS, Fetcher
from ingest.ledger import Ledger
from ingest.model import Drop, Link, Outcome, Page, Reason, Source, Via
from ingest.reports.meanings import in_words
from ingest.run.scope import Scope
from ingest.urls import same_site, try_canonical

_MAX_FEEDS = 12
_MAX_SITEMAPS = 30
"""Child sitemaps read per source and pass, newest first; an archive of twenty years is no news."""
_MAX_SECTIONS = 15

Count = Callable[[list[Link]], int]
"""How many of these links are worth a request."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed or sitemap that came in full, and the pages it names."""

    page: Page
    urls: frozenset[str]
    """Canonical."""


@dataclass(slots=True)
class Discovered:
    """What discovery gave for one source."""

    source: Source
    links: list[Link] = field(default_factory=list)
    page: Page | None = None
    """The start page, when it is an article itself: it is not fetched twice."""
    failure: Drop | None = None
    """Why the start page could not be read."""
    listings: list[Listing] = field(default_factory=list)
    """Feeds and sitemaps that may be asked conditionally the next time."""
    asked: set[str] = field(default_factory=set)
    """Canonical addresses of all listings that were asked for."""
    unchanged: int = 0
    """Feeds and sitemaps that have not changed since the last pass."""
    notes: list[str] = field(default_factory=list)
    """What went wrong, a sentence each."""


async def discover(
    source: Source, fetcher: Fetcher, ledger: Ledger, *, due: Count, wanted: int | None, since: datetime | None
) -> Discovered:
    """Links of a source, newest first, one per canonical URL.

    ``wanted``: how many links that are ``due`` are enough; None: all there are. Links published before ``since`` are
    left out where the date is known.
    """
    found = Discovered(source)
    if _is_known_article(source.home, ledger):
        found.links = [Link(source.home, source.name, Via.USER)]
        return found
    await _Finder(source, fetcher, ledger, found, due, wanted).start()
    links = [link for link in found.links if (try_canonical(link.url) or link.url) not in found.asked]
    found.links = newest_first(links, since)  # without the lists themselves, which some sitemaps name as well
    return found


def newest_first(links: Iterable[Link], since: datetime | None) -> list[Link]:
    """Dated links by date, without those before ``since``; then those without a date, in the order they came."""
    dated = [(moment, link) for link in links if (moment := link.published or link.modified)]
    undated = [link for link in links if not (link.published or link.modified)]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return [link for moment, link in dated if since is None or moment >= since] + undated


def _is_known_article(url: str, ledger: Ledger) -> bool:
    """A start page that an earlier run took as an article is a link like any other: asked again when it is due."""
    seen = ledger.seen(url)
    return seen is not None and seen.outcome in (Outcome.ARTICLE, Outcome.UNCHANGED)


class _Finder:
    """Collects the links of one source."""

    def __init__(
        self, source: Source, fetcher: Fetcher, ledger: Ledger, found: Discovered, due: Count, wanted: int | None
    ) -> None:
        self.source, self.fetcher, self.ledger, self.found = source, fetcher, ledger, found
        self.due, self.wanted = due, wanted
        self.urls: set[str] = set()
        self.scope = Scope.of(source.home)

    async def start(self) -> None:
        page = await self._get(self.source.home, Via.USER)
        if isinstance(page, Page):
            kind = what_is(page)
            if kind is PageKind.FEED:
                self._add_listing(page, read_feed(page, self.source))
            elif kind in (PageKind.SITEMAP, PageKind.SITEMAP_INDEX):
                self.scope = Scope.whole()
                await self._sitemaps_from(page)
            elif kind is PageKind.ARTICLE:
                self.found.page = page
            else:
                await self._site(page)
        elif page is not None and page.reason is not Reason.NOT_MODIFIED:
            self.found.failure = page
            if (self.source.feeds or self.source.sitemaps) and page.reason.outcome is not Outcome.REFUSED:
                await self._site(None)

    async def _site(self, home: Page | None) -> None:
        """A home or section page: feeds first, they are the publisher's own list of what is new."""
        on_page = article_links(home, self.source) if home else []
        if home is not None:
            self.scope = self.scope.settled(home.final_url, [link.url for link in on_page])
        named = [url for url in (find_feeds(home) if home else ()) if self.scope.has_feed(url)]
        feeds = list(dict.fromkeys([*self.source.feeds, *named]))[:_MAX_FEEDS]
        await asyncio.gather(*(self._feed(url) for url in feeds))
        self._add(on_page)
        if not self._enough() and self.scope.reaches_beyond:
            await self._sitemaps(home.final_url if home else self.source.home)
        sections = list(self.source.sections)
        if not sections and home is not None and self.scope.is_whole:
            sections = [link.url for link in section_links(home, self.source)][:_MAX_SECTIONS]
        if self.source.sections or not self._enough():
            await asyncio.gather(*(self._section(url) for url in sections))

    async def _feed(self, url: str) -> None:
        page = await self._get(url, Via.FEED)
        if isinstance(page, Page) and what_is(page) is PageKind.FEED:
            self._add_listing(page, read_feed(page, self.source))
        elif isinstance(page, Page):
            self._note(f"{url} is no feed: name the feed's own address")

    async def _sitemaps(self, home: str) -> None:
        urls = list(self.source.sitemaps)
        if not urls:
            robots = await self.fetcher.robots_of(home)
            urls = [url for url in robots.sitemaps if same_site(url, home)]
        for url in sorted(urls, key=_news_first)[:_MAX_SITEMAPS]:
            if self._enough():
                return
            page = await self._get(url, Via.SITEMAP)
            if isinstance(page, Page):
                await self._sitemaps_from(page)

    async def _sitemaps_from(self, page: Page) -> None:
        """A sitemap, and the children of an index while more are wanted: news sitemaps first, then the newest."""
        current: Page | None = page
        children: list[str] = []
        for _ in range(_MAX_SITEMAPS):
            if current is not None:
                sitemap = read_sitemap(current, self.source)
                if sitemap.children:  # an index may stay the same while its sitemaps change
                    self._add(sitemap.links)
                else:
                    self._add_listing(current, [link for link in sitemap.links if link.url in self.scope])
                children = sorted([*sitemap.children, *children], key=_news_first)
            if not children or self._enough():
                return
            child = await self._get(children.pop(0), Via.SITEMAP)
            readable = isinstance(child, Page) and what_is(child) in (PageKind.SITEMAP, PageKind.SITEMAP_INDEX)
            current = child if readable and isinstance(child, Page) else None

    async def _section(self, url: str) -> None:
        page = await self._get(url, Via.SECTION)
        if isinstance(page, Page):
            self._add(replace(link, via=Via.SECTION) for link in article_links(page, self.source))

    async def _get(self, url: str, via: Via) -> Page | Drop | None:
        """A listing, conditionally where it is known; None when this pass has asked for it already."""
        key = try_canonical(url) or url
        if key in self.found.asked:
            return None
        self.found.asked.add(key)
        known = self.ledger.feed_validators(url)
        link = Link(url=url, source=self.source.name, via=via, referrer=self.source.home)
        result = await self.fetcher.fetch(link, etag=known.etag, last_modified=known.last_modified, accept=LISTINGS)
        if isinstance(result, Page):
            self.found.asked.add(try_canonical(result.final_url) or result.final_url)
        elif result.reason is Reason.NOT_MODIFIED:
            self.found.unchanged += 1
        else:
            self._note(in_words(result))
        return result

    def _add_listing(self, page: Page, links: Iterable[Link]) -> None:
        """The links of a whole feed or sitemap."""
        links = list(links)
        self.found.listings.append(Listing(page, frozenset(try_canonical(link.url) or link.url for link in links)))
        self._add(links, confined=False)

    def _add(self, links: Iterable[Link], *, confined: bool = True) -> None:
        for link in links:
            canonical = try_canonical(link.url)
            if canonical and canonical not in self.urls and (not confined or link.url in self.scope):
                self.urls.add(canonical)
                self.found.links.append(link)

    def _enough(self) -> bool:
        return self.wanted is not None and self.due(self.found.links) >= self.wanted

    def _note(self, message: str) -> None:
        self.found.notes.append(f"{self.source.name}: {message}")


def _news_first(url: str) -> int:
    return 0 if "news" in url.lower() or "actu" in url.lower() else 1
