"""Source → links: asks the start page what it is, then feeds, sitemaps, sections, in the order of their news value.

    start page ─ feed ──────────────────────────────→ its entries
               ─ sitemap ───────────────────────────→ its pages, newest first
               ─ article ───────────────────────────→ itself
               ─ home or section ─ feeds it names ──→ entries
                                 ─ links on it
                                 ─ sitemaps of robots.txt
                                 ─ links on its sections (home only)

Feeds and sitemaps are asked conditionally: one that has not changed names nothing new. Where the rhythm is kept, a
listing rests until something new is to be expected, and while the start page rests, what it led to is asked directly.
The sitemaps of an index are asked only through it: it comes and goes with the news in them, and says which there are.
What is large is parsed in a thread: a sitemap of 50,000 addresses takes a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from ingest.discovery.feeds import find_feeds, read_feed
from ingest.discovery.kind import PageKind, what_is
from ingest.discovery.links import article_links, section_links
from ingest.discovery.sitemaps import Sitemap, read_sitemap
from ingest.fetchers import LISTINGS, Fetcher
from ingest.ledger import Ledger, Poll, Validators
from ingest.model import Drop, Link, Outcome, Page, Reason, Source, Via
from ingest.reports.meanings import in_words
from ingest.run.scope import Scope
from ingest.settings import CrawlSettings
from ingest.urls import same_site, try_canonical

_MAX_FEEDS = 12
_MAX_SITEMAPS = 30
"""Sitemaps of robots.txt, and children of an index, that are asked in a pass, newest first; an archive of twenty years
is no news."""
_MAX_CHILDREN = 100
"""Children of all indexes of a source that are asked in a pass."""
_SETTLED = timedelta(hours=1)
"""So long after it changed a sitemap must have been read for the change to have been seen: caches hand out older
copies, and clocks differ."""
_MAX_SECTIONS = 15

_SMALL = 32_000
"""Bytes of a listing that is parsed at once: the way to a thread and back takes as long as its few milliseconds."""

P = ParamSpec("P")
T = TypeVar("T")
Count = Callable[[list[Link]], int]
"""How many of these links were never asked for."""


@dataclass(slots=True)
class Discovered:
    """What discovery gave for one source."""

    source: Source
    began: datetime
    """What was due then was asked for."""
    links: list[Link] = field(default_factory=list)
    page: Page | None = None
    """The start page, when it is an article itself: it is not fetched twice."""
    failure: Drop | None = None
    """Why the start page could not be read."""
    polls: list[Poll] = field(default_factory=list)
    """What there is to be learnt of the listings that were asked for."""
    looks: dict[str, Drop] = field(default_factory=dict)
    """What became of each look at a listing, by address: no article, whether it was had or not."""
    asked: set[str] = field(default_factory=set)
    """Canonical addresses of all listings that were asked for, or rest."""
    unchanged: int = 0
    """Feeds and sitemaps that have not changed since the last pass."""
    older: int = 0
    """Links left out because they are older than ``since``, and sitemaps with nothing younger in them."""
    resting: int = 0
    """Listings that were not asked for, because nothing new is to be expected yet."""
    notes: list[str] = field(default_factory=list)
    """What went wrong, a sentence each."""


async def discover(
    source: Source,
    fetcher: Fetcher,
    ledger: Ledger,
    *,
    due: Count,
    wanted: int | None,
    settings: CrawlSettings,
    now: datetime,
) -> Discovered:
    """Links of a source, newest first, one per canonical URL.

    ``wanted``: how many links that were never asked for, which ``due`` counts, are enough; None: all there are. Links
    published before ``settings.since`` are left out where the date is known.
    """
    found = Discovered(source, now)
    if _is_known_article(source.home, ledger):
        found.links = [Link(source.home, source.name, Via.USER)]
        return found
    await _Finder(source, fetcher, ledger, found, due, wanted, settings, now).start()
    links = [link for link in found.links if _address(link.url) not in found.asked]
    found.links = newest_first(links, settings.since)  # without the lists themselves, which some sitemaps name as well
    return found


def newest_first(links: Iterable[Link], since: datetime | None) -> list[Link]:
    """Dated links by date, without those before ``since``; then those without a date, in the order they came."""
    wanted = [link for link in links if not _is_old(link, since)]
    dated = [(moment, link) for link in wanted if (moment := _dated(link))]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return [link for _, link in dated] + [link for link in wanted if _dated(link) is None]


def _dated(link: Link) -> datetime | None:
    return link.published or link.modified


def _is_old(link: Link, since: datetime | None) -> bool:
    moment = _dated(link)
    return since is not None and moment is not None and moment < since


def _is_known_article(url: str, ledger: Ledger) -> bool:
    """A start page that an earlier run took as an article is a link like any other: asked again when it is due."""
    seen = ledger.seen(url)
    return seen is not None and seen.outcome in (Outcome.ARTICLE, Outcome.UNCHANGED)


class _Finder:
    """Collects the links of one source."""

    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        ledger: Ledger,
        found: Discovered,
        due: Count,
        wanted: int | None,
        settings: CrawlSettings,
        now: datetime,
    ) -> None:
        self.source, self.fetcher, self.ledger, self.found = source, fetcher, ledger, found
        self.due, self.wanted, self.settings, self.now = due, wanted, settings, now
        self.urls: set[str] = set()
        self.scope = Scope.of(source.home)
        self.known = ledger.listings(source.home)
        known_as = self.known.get(source.home)
        self.resting = False
        """The start page was not read in this pass: listings are those it led to before."""
        self.children = _MAX_CHILDREN
        self.resumable = known_as in (Via.FEED, Via.SITEMAP) or (known_as is not None and self.scope.is_whole)
        """Whether discovery can go on from what the start page led to before: not where it tells the scope."""

    async def start(self) -> None:
        if self.resumable and self._rests(self.source.home):
            self._rest(self.source.home)
            await self._known_listings()
            return
        page = await self._get(self.source.home, Via.USER)
        if isinstance(page, Page):
            kind = await _apart(page, what_is, page)
            if kind is PageKind.FEED:
                await self._feed_from(page)
            elif kind in (PageKind.SITEMAP, PageKind.SITEMAP_INDEX):
                self.scope = Scope.whole()
                await self._sitemaps_from(page)
            elif kind is PageKind.ARTICLE:
                self.found.page = page
                del self.found.looks[self.source.home]
            else:
                await self._site(page)
        elif page is not None and page.reason is Reason.NOT_MODIFIED:
            await self._known_listings()
        elif page is not None:
            self.found.failure = page
            if (self.source.feeds or self.source.sitemaps) and page.reason.outcome is not Outcome.REFUSED:
                await self._site(None)

    async def _known_listings(self) -> None:
        """What the start page led to when it was last read, and what is declared: as if it had been read again."""
        if self.known.get(self.source.home) in (Via.FEED, Via.SITEMAP):
            return
        self.resting, self.scope = True, Scope.whole()
        await asyncio.gather(*(self._feed(url) for url in self._known(Via.FEED, self.source.feeds, _MAX_FEEDS)))
        if not self._enough():
            await self._sitemaps(self.source.home)
        sections = self._known(Via.SECTION, self.source.sections, _MAX_SECTIONS)
        await asyncio.gather(*(self._section(url) for url in sections))

    def _known(self, via: Via, declared: Sequence[str], most: int) -> list[str]:
        known = dict.fromkeys([*declared, *(url for url, found in self.known.items() if found is via)])
        return list(known)[: max(most, len(declared))]

    def _rests(self, url: str) -> bool:
        start, settings = self.source.home, self.settings
        return settings.keep_rhythm and not self.ledger.poll_due(start, url, self.now, settings)

    async def _site(self, home: Page | None) -> None:
        """A home or section page: feeds first, they are the publisher's own list of what is new."""
        on_page = await _apart(home, article_links, home, self.source) if home else []
        if home is not None:
            self.scope = self.scope.settled(home.final_url, [link.url for link in on_page])
        declared = await _apart(home, find_feeds, home) if home else []
        named = [url for url in declared if self.scope.has_feed(url)]
        feeds = list(dict.fromkeys([*self.source.feeds, *named]))[:_MAX_FEEDS]
        await asyncio.gather(*(self._feed(url) for url in feeds))
        if home is not None:
            await self._add_listing(home, Via.HOME, [link for link in on_page if link.url in self.scope])
        if not self._enough() and self.scope.reaches_beyond:
            await self._sitemaps(home.final_url if home else self.source.home)
        sections = list(self.source.sections)
        if not sections and home is not None and self.scope.is_whole:
            menu = await _apart(home, section_links, home, self.source)
            sections = [link.url for link in menu][:_MAX_SECTIONS]
        if self.source.sections or not self._enough():
            await asyncio.gather(*(self._section(url) for url in sections))

    async def _feed(self, url: str) -> None:
        page = await self._get(url, Via.FEED)
        if isinstance(page, Page) and await _apart(page, what_is, page) is PageKind.FEED:
            await self._feed_from(page)
        elif isinstance(page, Page):
            self._note(f"{url} is no feed: name the feed's own address")
            self.found.looks[url] = _look(page, Reason.SOFT_404, "it is no feed")

    async def _feed_from(self, page: Page) -> None:
        await self._add_listing(page, Via.FEED, await _apart(page, read_feed, page, self.source))

    async def _sitemaps(self, home: str) -> None:
        """The sitemaps that are declared, else those of robots.txt; the robots.txt of before while it cannot be had."""
        declared = self.source.sitemaps
        named = declared or [url for url in (await self.fetcher.robots_of(home)).sitemaps if same_site(url, home)]
        left = max(_MAX_SITEMAPS, len(declared))
        for url in sorted(named or self._known(Via.SITEMAP, (), _MAX_SITEMAPS), key=_news_first):
            page = await self._get(url, Via.SITEMAP)
            if isinstance(page, Page):
                await self._sitemaps_from(page)
            left -= page is not None
            if not left or (page is not None and self._enough()):
                return

    async def _sitemaps_from(self, page: Page) -> None:
        """A sitemap, and the children of an index while more are wanted: news sitemaps first, then the newest."""
        polls: list[Poll] = []
        waiting = await self._sitemap_from(page, None, polls)
        left = _MAX_SITEMAPS
        while waiting and left and self.children and not self._enough():
            child = None
            while waiting and child is None:  # what rests is passed over
                url, index = waiting.pop(0)
                child = await self._get(url, Via.SITEMAP, index)
            left, self.children = left - 1, self.children - 1
            if isinstance(child, Page):
                waiting = sorted([*await self._sitemap_from(child, index, polls), *waiting], key=_child_news_first)
        fresh, dates = sum(poll.fresh for poll in polls), tuple(date for poll in polls for date in poll.dates)
        for poll in reversed(polls):  # children before the index that names them, whose news theirs is
            self.found.polls.append(poll if poll.children is None else replace(poll, fresh=fresh, dates=dates))

    async def _sitemap_from(self, page: Page, index: str | None, polls: list[Poll]) -> list[tuple[str, str]]:
        """What a sitemap brings, its poll added to ``polls``; its children, each with the index that names it."""
        sitemap = await _apart(page, read_sitemap, page, self.source)
        if sitemap.fault:
            self._note(f"{page.url} {sitemap.fault}")
            self.found.looks[page.url] = _look(page, Reason.SOFT_404, sitemap.fault)
        links = [link for link in sitemap.links if link.url in self.scope]
        # An index may stay the same while its sitemaps change: it is asked unconditionally, as is what gave nothing.
        poll = await self._listing(page, Via.SITEMAP, links, conditional=not (sitemap.children or sitemap.fault))
        children = frozenset(map(_address, sitemap.children)) if sitemap.children else None
        polls.append(replace(poll, parent=index, children=children))
        return sorted([(url, page.url) for url in self._worth_a_look(sitemap)], key=_child_news_first)

    def _worth_a_look(self, index: Sitemap) -> list[str]:
        """The sitemaps of an index, without those whose lastmod says that there is nothing in them: older than the
        bound on articles, or than the last reading of which everything was taken."""
        worth = []
        for url in index.children:
            modified, taken = index.lastmods.get(url), self.ledger.taken(self.source.home, url)
            if modified is not None and self.settings.since is not None and modified < self.settings.since:
                self.found.older += 1
                continue
            read = taken.at - _SETTLED if taken is not None and taken.serves(self.settings.since) else None
            if modified is not None and read is not None and modified < read:
                self.found.asked.add(_address(url))
                self.found.unchanged += 1
                continue
            worth.append(url)
        return worth

    async def _section(self, url: str) -> None:
        page = await self._get(url, Via.SECTION)
        if isinstance(page, Page):
            links = await _apart(page, article_links, page, self.source)
            shown = [replace(link, via=Via.SECTION) for link in links if link.url in self.scope]
            await self._add_listing(page, Via.SECTION, shown)

    async def _get(self, url: str, via: Via, index: str | None = None) -> Page | Drop | None:
        """A listing, conditionally where it is known; None when this pass has asked for it already, or it rests.
        ``index``: the sitemap that names it."""
        key = _address(url)
        if key in self.found.asked:
            return None
        if self._rests(url):
            self._rest(url)
            return None
        self.found.asked.add(key)
        known = self._validators(url)
        link = Link(url=url, source=self.source.name, via=via, referrer=self.source.home)
        result = await self.fetcher.fetch(
            link,
            etag=known.etag,
            last_modified=known.last_modified,
            final_url=known.final_url,
            accept=LISTINGS,
        )
        if result is None:  # the host asks for long pauses
            self._rest(url)
            return None
        if isinstance(result, Page):
            self.found.asked.add(_address(result.final_url))
            self.found.looks[url] = self._look_at(result)
            return result
        self.found.looks[url] = self._look_at(result)
        is_start = url == self.source.home
        self.found.polls.append(
            Poll(
                self.source.home,
                url,
                self.known.get(url, via),
                named=not (self.resting or is_start),
                gone=not is_start and result.reason is Reason.NOT_FOUND,
                parent=index,
            )
        )
        if result.reason is Reason.NOT_MODIFIED:
            self.found.unchanged += 1
        else:
            self._note(in_words(result))
        return result

    def _look_at(self, result: Page | Drop) -> Drop:
        """What became of a look at a listing. One that leads to a site that nobody named is no look at this source."""
        own = (result.url, self.source.home, *self.source.feeds, *self.source.sitemaps, *self.source.sections)
        final = result.final_url or result.url
        had = isinstance(result, Page) or result.reason is Reason.NOT_MODIFIED
        if had and not any(same_site(final, url) for url in own):
            return _look(result, Reason.OFF_SITE, f"leads to {final}")
        if isinstance(result, Page):
            return _look(result, Reason.NOT_AN_ARTICLE, "it was had")
        return replace(result, via=Via.LISTING)

    def _validators(self, url: str) -> Validators:
        taken = self.ledger.taken(self.source.home, url)
        if taken is None or not taken.serves(self.settings.since):
            return Validators()
        return taken.validators if url != self.source.home or self.resumable else Validators()

    def _rest(self, url: str) -> None:
        self.found.asked.add(_address(url))  # its pages may be due all the same
        self.found.resting += 1

    async def _add_listing(self, page: Page, via: Via, links: Iterable[Link]) -> None:
        self.found.polls.append(await self._listing(page, via, links))

    async def _listing(self, page: Page, via: Via, links: Iterable[Link], *, conditional: bool = True) -> Poll:
        """The links of a listing that came in full."""
        named = await _apart(page, _by_address, links)
        wanted = {url: link for url, link in named.items() if not _is_old(link, self.settings.since)}
        self.found.links += [link for canonical, link in wanted.items() if canonical not in self.urls]
        self.found.older += len(named.keys() - wanted.keys() - self.urls)
        self.urls.update(named)
        return Poll(
            self.source.home,
            page.url,
            via,
            Validators.of(page) if conditional else Validators(),
            frozenset(wanted),
            fresh=self.ledger.unknown(wanted),
            dates=tuple(link.published for link in wanted.values() if link.published),
            at=page.fetched_at,
            named=not self.resting,
        )

    def _enough(self) -> bool:
        return self.wanted is not None and self.due(self.found.links) >= self.wanted

    def _note(self, message: str) -> None:
        self.found.notes.append(f"{self.source.name}: {message}")


async def _apart(page: Page, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``read`` makes of a page, in a thread if that may take its time."""
    if len(page.body) <= _SMALL:
        return read(*args, **kwargs)
    return await asyncio.to_thread(read, *args, **kwargs)


def _look(result: Page | Drop, reason: Reason, detail: str) -> Drop:
    """What there is to say of a listing that was had."""
    return Drop(
        result.url,
        reason,
        detail,
        result.fetched_at if isinstance(result, Page) else result.at,
        result.source,
        Via.LISTING,
        result.final_url,
        result.status,
        result.rights,
        result.referrer,
    )


def _news_first(url: str) -> int:
    return 0 if "news" in url.lower() or "actu" in url.lower() else 1


def _child_news_first(child: tuple[str, str]) -> int:
    return _news_first(child[0])


def _address(url: str) -> str:
    """What a listing is known by."""
    return try_canonical(url) or url


def _by_address(links: Iterable[Link]) -> dict[str, Link]:
    return {_address(link.url): link for link in links}
