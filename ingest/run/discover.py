"""Source → links: asks the start page what it is, then feeds, sitemaps, sections, in the order of their news value.

    start page ─ feed ──────────────────────────────→ its entries
               ─ sitemap ───────────────────────────→ its pages, newest first
               ─ article ───────────────────────────→ itself
               ─ home or section ─ feeds it names ──→ entries
                                 ─ sitemaps of robots.txt (home only)
                                 ─ links on it and on its sections
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from ingest.discovery.feeds import find_feeds, read_feed
from ingest.discovery.kind import PageKind, what_is
from ingest.discovery.links import article_links, section_links
from ingest.discovery.sitemaps import read_sitemap
from ingest.fetchers import LISTINGS, Fetcher
from ingest.ledger import Ledger
from ingest.model import Drop, Link, Page, Reason, Source, Via
from ingest.run.progress import Progress
from ingest.urls import same_site, try_canonical

_MAX_FEEDS = 12
_MAX_SITEMAPS = 30
"""Child sitemaps read per source and pass, newest first; an archive of twenty years is no news."""
_MAX_SECTIONS = 15
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Discovered:
    """What discovery gave for one source."""

    source: Source
    links: list[Link] = field(default_factory=list)
    page: Page | None = None
    """The start page, when it is an article itself: no need to fetch it twice."""
    failure: Drop | None = None
    """Why the start page could not be read."""
    notes: list[str] = field(default_factory=list)


async def discover(
    source: Source, fetcher: Fetcher, ledger: Ledger, progress: Progress, *, wanted: int | None, since: datetime | None
) -> Discovered:
    """Links of a source, newest first, one per canonical URL. ``wanted``: how many are enough (None: all there are)."""
    found = Discovered(source)
    finder = _Finder(source, fetcher, ledger, found, wanted, since)
    await finder.start()
    found.links = _newest_first(found.links, since)
    return found


class _Finder:
    """Collects the links of one source."""

    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        ledger: Ledger,
        found: Discovered,
        wanted: int | None,
        since: datetime | None,
    ) -> None:
        self.source, self.fetcher, self.ledger, self.found = source, fetcher, ledger, found
        self.wanted, self.since = wanted, since
        self.asked: set[str] = set()
        self.urls: set[str] = set()
        home = urlsplit(source.home)
        self.prefix = "" if home.path in ("", "/") else home.path.rstrip("/") + "/"
        """A crawl of a section takes what lies below it."""

    async def start(self) -> None:
        page = await self._get(self.source.home, Via.USER)
        declared = bool(self.source.feeds or self.source.sitemaps)
        if isinstance(page, Drop):
            self.found.failure = page
            if not declared or page.reason.outcome.value == "refused":
                return
        else:
            kind = what_is(page)
            if kind is PageKind.FEED:
                self._add(read_feed(page, self.source), confined=False)
                return
            if kind in (PageKind.SITEMAP, PageKind.SITEMAP_INDEX):
                await self._sitemaps_from(page)
                return
            if kind is PageKind.ARTICLE:
                self.found.page = page
                return
        await self._site(page if isinstance(page, Page) else None)

    async def _site(self, home: Page | None) -> None:
        """A home or section page: feeds first, they are the publisher's own list of what is new."""
        feeds = [*self.source.feeds, *(find_feeds(home) if home else ())]
        await asyncio.gather(*(self._feed(url) for url in self._mine(feeds)[:_MAX_FEEDS]))
        if home is not None:
            self._add(article_links(home, self.source))
        if not self._enough() and home is not None and not self.source.sections and not self.prefix:
            sections = [link.url for link in section_links(home, self.source)][:_MAX_SECTIONS]
        else:
            sections = list(self.source.sections)
        if not self._enough():
            await self._sitemaps()
        if not self._enough() or self.source.sections:
            await asyncio.gather(*(self._section(url) for url in sections))

    def _mine(self, feeds: Iterable[str]) -> list[str]:
        """Feeds of this site; of a section only those that lie below it. Comment feeds are nobody's news."""
        urls = dict.fromkeys(feeds)
        declared = set(self.source.feeds)
        return [
            url
            for url in urls
            if url in declared
            or ("comment" not in url.lower() and (not self.prefix or urlsplit(url).path.startswith(self.prefix.rstrip("/"))))
        ]

    async def _feed(self, url: str) -> None:
        page = await self._get(url, Via.FEED)
        if isinstance(page, Page) and what_is(page) is PageKind.FEED:
            self._add(read_feed(page, self.source), confined=False)
        elif isinstance(page, Page):
            self._note(f"{url} is no feed")

    async def _sitemaps(self) -> None:
        urls = list(self.source.sitemaps)
        if not urls:
            robots = await self.fetcher.robots_of(self.source.home)
            urls = [url for url in robots.sitemaps if same_site(url, self.source.home)]
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
                self._add(sitemap.links)
                children = sorted([*sitemap.children, *children], key=_news_first)
            if not children or self._enough():
                return
            child = await self._get(children.pop(0), Via.SITEMAP)
            readable = isinstance(child, Page) and what_is(child) in (PageKind.SITEMAP, PageKind.SITEMAP_INDEX)
            current = child if readable and isinstance(child, Page) else None

    async def _section(self, url: str) -> None:
        page = await self._get(url, Via.SECTION)
        if isinstance(page, Page):
            links = article_links(page, self.source)
            self._add([replace(link, via=Via.SECTION) for link in links])

    async def _get(self, url: str, via: Via) -> Page | Drop | None:
        """A listing, conditionally when it was seen before; None when it was asked for already, or did not change."""
        if url in self.asked:
            return None
        self.asked.add(url)
        link = Link(url=url, source=self.source.name, via=via, referrer=self.source.home)
        result = await self.fetcher.fetch(link, accept=LISTINGS)
        if isinstance(result, Drop) and via is not Via.USER and result.reason is not Reason.NOT_MODIFIED:
            self._note(f"{url}: {result.reason.value}{': ' + result.detail if result.detail else ''}")
        return result

    def _add(self, links: Iterable[Link], *, confined: bool = True) -> None:
        for link in links:
            if confined and self.prefix and not urlsplit(link.url).path.startswith(self.prefix):
                continue
            canonical = try_canonical(link.url)
            if canonical and canonical not in self.urls:
                self.urls.add(canonical)
                self.found.links.append(link)

    def _enough(self) -> bool:
        return self.wanted is not None and len(self.found.links) >= self.wanted

    def _note(self, message: str) -> None:
        self.found.notes.append(f"{self.source.name}: {message}")


def _news_first(url: str) -> int:
    return 0 if "news" in url.lower() or "actu" in url.lower() else 1


def _newest_first(links: list[Link], since: datetime | None) -> list[Link]:
    """Dated links by date; those without keep their place on the page, after the dated ones of the same finder."""
    if since is not None:
        links = [link for link in links if _moment(link) is None or (_moment(link) or _LONG_AGO) >= since]
    dated = sorted((link for link in links if _moment(link)), key=lambda link: _moment(link) or _LONG_AGO, reverse=True)
    return dated + [link for link in links if not _moment(link)]


def _moment(link: Link) -> datetime | None:
    return link.published or link.modified
