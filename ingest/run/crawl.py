"""One pass over sources: the whole route of a page, from the source to the dataset.

    sources →discover→ links →ledger: due→ →fetch→ pages →archive→ WARC segment →read, in worker processes→ rows
            →commit, when the segment is closed→ parts →compact→ articles

The page is in the archive before it is read, and worker processes read it from there: this one, whose event loop drives
all hosts, keeps where pages lie and what became of them. A segment's rows are written when it is closed. Killed in
between, the next run closes the segment and builds it: nothing is lost, and nothing that was archived is fetched again.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections import defaultdict
from collections.abc import Coroutine, Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx

from ingest.archive import WarcWriter, continued
from ingest.errors import UsageError
from ingest.fetchers import Clock, Fetcher, SystemClock
from ingest.ledger import Ledger, Validators
from ingest.model import Drop, Link, Outcome, Page, Reason, Source, Via
from ingest.run.build import finish, finish_in
from ingest.run.discover import Discovered, discover
from ingest.run.intake import Intake
from ingest.run.interrupted import finish_interrupted, noted
from ingest.run.progress import Progress, Silent, Summary
from ingest.run.publishing import is_shared
from ingest.run.rows import Reader, ReadSettings
from ingest.run.segments import reasons_of
from ingest.run.site_rules import rules_of_run
from ingest.run.sources import by_name, load_sources, remember_sources
from ingest.run.tombstones import load_tombstones
from ingest.run.wishes import crawl_settings_of, since_of, tdm_of
from ingest.run.workers import Workers
from ingest.settings import ArchiveSettings, CrawlSettings, FetchSettings, TdmPolicy, WriteSettings
from ingest.urls import host_key, try_canonical
from ingest.writers.dataset_folder import DatasetFolder, WritableDataset, create_or_open

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a pass."""

    fetch: FetchSettings = field(default_factory=FetchSettings)
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    write: WriteSettings = field(default_factory=WriteSettings)
    rules: Path | None = None
    """Folder of site rules."""
    reader: Reader | None = None
    """As in :class:`ingest.run.rows.ReadSettings`."""

    @property
    def read(self) -> ReadSettings:
        return ReadSettings(tdm=self.fetch.tdm, since=self.crawl.since, rules=self.rules, reader=self.reader)


async def crawl_sources(
    sources: Sequence[Source],
    out: Path,
    settings: Settings,
    *,
    urls: Iterable[str] = (),
    progress: Progress | None = None,
    stop: asyncio.Event | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
    passes_follow: bool = False,
) -> Summary:
    """Pull what is new at ``sources`` and the single pages ``urls`` into the dataset at ``out``.

    ``stop``: set to end early with everything fetched so far in the dataset. ``transport`` and ``clock`` replace the
    outside. ``passes_follow``: in this process, which then compacts itself, and need not read texts of earlier passes
    again. Raises :class:`UsageError` and :class:`DatasetError`; what goes wrong with a page is counted.
    """
    began = time.monotonic()
    urls = list(urls)
    if not sources and not urls:
        raise UsageError("Nothing to crawl. Name a web address, or a source of the catalogue.")
    rules_of_run(settings.rules)  # a fault in them is told before anything is fetched
    summary = Summary(dataset=out, sources=len(sources))
    stop, clock = stop or asyncio.Event(), clock or SystemClock()
    with create_or_open(out) as dataset, Ledger.open(dataset.ledger) as ledger:
        one = _Pass(dataset, ledger, sources, settings, summary, progress or Silent(), stop, clock)
        await one.run(urls, transport, finish_here=passes_follow)
    summary.took = timedelta(seconds=time.monotonic() - began)
    return summary


class _Pass:
    """The state of one pass."""

    def __init__(
        self,
        dataset: WritableDataset,
        ledger: Ledger,
        sources: Sequence[Source],
        settings: Settings,
        summary: Summary,
        progress: Progress,
        stop: asyncio.Event,
        clock: Clock,
    ) -> None:
        self.dataset, self.ledger, self.sources, self.settings = dataset, ledger, sources, settings
        self.summary, self.progress, self.stop, self.clock = summary, progress, stop, clock
        self.known = load_sources(dataset.path) | by_name(sources)
        self.tombstones = load_tombstones(dataset.path)
        self.due: set[str] = set()
        self.taken: set[str] = set()
        """Canonical addresses worth a request in this pass, and those that got one."""

    async def run(self, urls: Sequence[str], transport: httpx.AsyncBaseTransport | None, *, finish_here: bool) -> None:
        workers = self._workers()
        with Workers(workers) as pool:
            self._finish_interrupted(pool)  # first: the writer may continue what is repaired here
            remember_sources(self.dataset, self.sources)
            with noted(self.dataset, self.settings.read), self._new_writer() as writer:
                self.intake = self._new_intake(writer, pool, workers)
                fetcher = Fetcher(
                    self.settings.fetch,
                    transport=transport,
                    clock=self.clock,
                    named=_named(self.sources),
                    tdm_of={source.name: source.tdm for source in self.sources if source.tdm},
                    memory=self.ledger,
                )
                async with fetcher as self.fetcher:
                    try:
                        found = await self._go_through(urls)
                    finally:
                        await self._close_segment()
                self._tell_postponed()
            self._remember_polls(found)
            self.summary.interrupted = self.stop.is_set()
            if workers and not finish_here:
                await finish_in(pool, self.dataset, self.summary, self.settings.write)
        if not workers or finish_here:
            finish(self.dataset, self.summary, self.settings.write)

    def _finish_interrupted(self, pool: Workers) -> None:
        for built in finish_interrupted(self.dataset, self.ledger, self.settings.read, self.settings.write, pool):
            said = built.error or f"{built.articles} articles"
            self.progress.note(f"finished {built.warc} of an interrupted run: {said}")

    def _new_writer(self) -> WarcWriter:
        now = self.clock.now()
        run_id = hashlib.sha256(f"{now.isoformat()} {os.getpid()}".encode()).hexdigest()[:8]
        agent, archive = self.settings.fetch.user_agent, self.settings.archive
        # Two machines that share a store would continue the same segment, each in its own way.
        onto = None if is_shared(self.dataset) else self.dataset.last_segment(now, archive.continue_bytes)
        if onto in continued(self.dataset.warc):
            onto = None  # and what is in it could not be built
        return WarcWriter(self.dataset.warc, archive, now=now, run_id=run_id, user_agent=agent, onto=onto)

    def _new_intake(self, writer: WarcWriter, pool: Workers, workers: int) -> Intake:
        folder = DatasetFolder(self.dataset.path)  # which a worker can be given; the lock stays here
        read = replace(self.settings.read, tombstones=self.tombstones)
        return Intake(folder, writer, pool, workers, self.known, read, self.settings.write, self.progress)

    def _workers(self) -> int:
        wanted = self.settings.crawl.workers
        return wanted if wanted is not None else os.cpu_count() or 1

    async def _go_through(self, urls: Sequence[str]) -> list[Discovered]:
        """Discover and fetch. Every source goes its own way, so that a slow one holds up nobody else; unless they share
        a limit, for then who gets how much of it is known when all have told what they have."""
        found: list[Discovered] = []
        if self.settings.crawl.limit is None:
            await _together(self._take_source(source, found) for source in self.sources)
            await self._fetch_all(await self._choose((), urls))
        else:
            await _together(self._discover(source, found) for source in self.sources)
            await self._fetch_all(await self._choose(found, urls))
        return found

    async def _take_source(self, source: Source, found: list[Discovered]) -> None:
        one = await self._discover(source, found)
        if one is not None:
            await self._fetch_all(await self._choose([one], ()))

    # --- links -------------------------------------------------------------------------------------------------------
    async def _discover(self, source: Source, found: list[Discovered]) -> Discovered | None:
        """What a source names, added to ``found``; None when the run is to stop first."""
        now = self.clock.now()
        looking = discover(
            source,
            self.fetcher,
            self.ledger,
            due=self._never_asked,
            wanted=_smaller(source.limit, self.settings.crawl.limit),
            settings=crawl_settings_of(source, self.settings.crawl, now),
            now=now,
        )
        one = await self._until_stopped(looking)
        if one is not None:
            found.append(one)
        return one

    async def _choose(self, found: Sequence[Discovered], urls: Iterable[str]) -> list[Link]:
        """The links to ask for: those that are due, the sources taking turns, up to the limit. Start pages are captures
        when they are articles, or could not be had."""
        queues = [self._links_of(one) for one in found]
        named = [Link(url=url, source=self._source_name(url), via=Via.USER) for url in urls]
        self.summary.found += len(named)
        queues.append(self._fresh(named, None))
        for one in found:
            if start := one.page or one.failure:
                self.summary.found += 1
                await self._take(start)
            self._note_looks(one)
        links = [link for link in in_turn(queues) if _key(link.url) not in self.taken]
        limit = self.settings.crawl.limit
        if limit is not None:
            known = self.ledger.fetched(_key(link.url) for link in links)
            links.sort(key=lambda link: _key(link.url) in known)  # what was had before can wait
            limit = max(0, limit - sum(one.page is not None for one in found))
            self.summary.left_out += max(0, len(links) - limit)
            links = links[:limit]
        return links

    def _note_looks(self, found: Discovered) -> None:
        """While something is wrong with a source's listings, looks at them are captures: who is told of an outage or a
        move by the dataset must see them. A listing that never gave anything is no loss."""
        home, now = found.source.home, self.clock.now()
        known = bool(self.ledger.listings(home))
        looks = {
            url: look.reason.outcome is Outcome.UNCHANGED or look.reason is Reason.NOT_AN_ARTICLE
            for url, look in found.looks.items()
            if known and (url == home or self.ledger.gave_pages(url))
        }
        for url in self.ledger.worth_noting(home, looks, now):
            if found.failure is None or url != home:  # that is a capture anyway
                self.summary.found += 1
                self.intake.add(found.looks[url], digest=None, earlier=None)

    def _links_of(self, found: Discovered) -> list[Link]:
        """A source's links that are due, up to its own limit; what is to be said of the source is told."""
        name, bound, now = found.source.name, found.source.limit, self.clock.now()
        crawl, tdm = crawl_settings_of(found.source, self.settings.crawl, now), self._tdm(found.source)
        listings = found.asked | self.ledger.all_listings(found.source.home)
        again = self.ledger.revisits(listings, now, crawl, tdm)
        walled = self.ledger.behind_walls(listings, now)
        links = in_turn([[*found.links, *again, *walled]])
        self.summary.found += len(links)
        due = self._fresh(links, found.source, {_key(link.url) for link in walled})
        if bound:
            self.summary.left_out += max(0, len(due) - bound)
            due = due[:bound]
        self.progress.discovered(name, len(links), len(due))
        self.summary.unchanged_listings += found.unchanged
        self.summary.resting_listings += found.resting
        self.summary.older += found.older
        if found.failure is not None:
            self.summary.unreachable.append(name)
        elif not links and found.page is None and not (found.unchanged or found.resting or found.older):
            self.summary.silent.append(name)
        for note in found.notes:
            self.summary.notes.append(note)
            self.progress.note(note)
        return due

    def _fresh(self, links: list[Link], source: Source | None, early: Set[str] = frozenset()) -> list[Link]:
        """Those that are due, or may be asked for ``early``, and are no other source's as well."""
        wanted = {_key(link.url) for link in self._due(links, source)} | early
        due = []
        for link in links:
            if (key := _key(link.url)) in wanted and key not in self.due:
                self.due.add(key)
                due.append(link)
        self.summary.not_due += len(links) - len(due)
        return due

    def _due(self, links: list[Link], source: Source | None) -> list[Link]:
        """``source``: None for pages that were named one by one, which are bound by the pass alone."""
        now = self.clock.now()
        links = [link for link in links if not self.tombstones.has_url(link.url)]
        return self.ledger.due(links, now, crawl_settings_of(source, self.settings.crawl, now), self._tdm(source))

    def _never_asked(self, links: list[Link]) -> int:
        return self.ledger.unknown(_key(link.url) for link in links if not self.tombstones.has_url(link.url))

    def _tdm(self, source: Source | None) -> TdmPolicy:
        return tdm_of(source, self.settings.fetch.tdm)

    def _source_name(self, url: str) -> str:
        key = host_key(url)
        return next((s.name for s in self.known.values() if host_key(s.home) == key), None) or key

    def _remember_polls(self, found: Iterable[Discovered]) -> None:
        """What was learnt of listings. One that names something that is left to be fetched is not done with."""
        now, missed = self.clock.now(), self.due - self.taken
        for one in found:
            settings = crawl_settings_of(one.source, self.settings.crawl, now)
            unfinished: set[str | None] = set()
            for poll in one.polls:  # children first: the index that names them is not done with before they are
                pages = {url for url in poll.urls - one.asked if not self.tombstones.has_url(url)}
                left = poll.url in unfinished or not pages.isdisjoint(missed) or self.ledger.unknown(pages) > 0
                if left:
                    unfinished.add(poll.parent)
                self.ledger.remember_poll(poll, now, settings, left=left)
            self.ledger.put_off(one.source.home, now, began=one.began)
        self.ledger.commit()

    # --- pages -------------------------------------------------------------------------------------------------------
    async def _fetch_all(self, links: Sequence[Link]) -> None:
        """Each host has its own queue, so that a slow one holds up nobody else."""
        queues: dict[str, list[Link]] = defaultdict(list)
        for link in links:
            queues[host_key(link.url)].append(link)
        await _together(
            self._fetch_each(waiting)
            for waiting, length in ((iter(queue), len(queue)) for queue in queues.values())
            for _ in range(min(length, self.settings.fetch.per_host + 1))
        )

    async def _fetch_each(self, links: Iterable[Link]) -> None:
        for link in links:
            await self.intake.room()
            if self.stop.is_set():
                return
            await self._fetch(link)

    async def _fetch(self, link: Link) -> None:
        """Only the request is given up when the run is to stop: what has come is kept."""
        known = self.ledger.validators(link.url)
        request = self.fetcher.fetch(
            link, etag=known.etag, last_modified=known.last_modified, final_url=known.final_url
        )
        capture = await self._until_stopped(request)
        if capture is not None:
            await self._take(capture, known, link)

    async def _take(self, capture: Page | Drop, known: Validators | None = None, link: Link | None = None) -> None:
        """Archive a capture, note it in the ledger, have it read. ``known``: the copy it was compared with; ``link``:
        what the listing says that named it."""
        seen = self.ledger.seen(capture.url)
        digest = seen.validators.body_digest if seen else None
        if isinstance(capture, Page):
            digest = hashlib.sha256(capture.body).hexdigest()
            if known is not None and known.body_digest == digest:
                capture = _same_bytes(capture)
        self.intake.add(capture, digest=digest, earlier=seen.last_fetched if seen else None)
        published, modified = (link.published, link.modified) if link else (None, None)
        self.ledger.remember(capture, self.clock.now(), digest=digest, published=published, modified=modified)
        self.taken.add(_key(capture.url))
        self.progress.fetched(capture)
        if self.intake.due(self.clock.now()):
            await self._close_segment()

    async def _close_segment(self) -> None:
        self.ledger.commit()  # before the parts are there: a segment that has them is never looked at again
        closed = await self.intake.close()
        if closed is None:
            return
        self.summary.add(closed.committed.revisions, reasons_of(closed.drops, closed.committed))
        for drop in closed.drops:
            self.summary.tell(drop)
            if drop.via is not Via.LISTING and drop.reason.outcome in (Outcome.DROPPED, Outcome.REFUSED):
                source = self.known.get(drop.source)
                since = since_of(source, self.settings.crawl.since, self.clock.now())
                self.ledger.conclude(drop.url, drop.reason, since=since)
        for url in closed.committed.same:
            self.ledger.conclude(url, Reason.SAME_CONTENT)
        self.ledger.commit()

    def _tell_postponed(self) -> None:
        for host, (crawl_delay, urls) in sorted(self.fetcher.postponed.items()):
            pages = "1 address is" if len(urls) == 1 else f"{len(urls):,} addresses are"
            note = f"{host} asks for {crawl_delay} between two requests (Crawl-delay): {pages} left for later passes"
            self.summary.notes.append(note)
            self.progress.note(note)

    # --- helpers -----------------------------------------------------------------------------------------------------
    async def _until_stopped(self, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of ``work``, or None when the run is to stop first: what is under way is given up."""
        task = asyncio.ensure_future(work)
        stopping = asyncio.ensure_future(self.stop.wait())
        try:
            await asyncio.wait((task, stopping), return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return None
        finally:
            stopping.cancel()


async def _together(work: Iterable[Coroutine[Any, Any, Any]]) -> None:
    """Do it all at once. Raises the first error, a full disk or a dead worker, when everything else has been ended."""
    try:
        async with asyncio.TaskGroup() as group:
            for one in work:
                group.create_task(one)
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None


def in_turn(queues: Sequence[Sequence[Link]]) -> list[Link]:
    """One link of each queue, then the second of each …: no source waits behind another's archive. Doubles once."""
    longest = max(map(len, queues), default=0)
    links = (queue[place] for place in range(longest) for queue in queues if place < len(queue))
    return list({_key(link.url): link for link in reversed(list(links))}.values())[::-1]


def _key(url: str) -> str:
    return try_canonical(url) or url


def _named(sources: Iterable[Source]) -> list[str]:
    """All addresses the user wrote down, which may be anywhere, the local network included."""
    return [url for source in sources for url in (source.home, *source.feeds, *source.sitemaps, *source.sections)]


def _same_bytes(page: Page) -> Drop:
    return Drop(
        page.url,
        Reason.SAME_BYTES,
        "",
        page.fetched_at,
        page.source,
        page.via,
        page.final_url,
        page.status,
        page.rights,
        page.referrer,
    )


def _smaller(a: int | None, b: int | None) -> int | None:
    """The tighter of two bounds; None and 0 are no bound."""
    return min([bound for bound in (a, b) if bound], default=None)
