"""One pass over sources: the whole route of a page, from the source to the dataset.

    sources →discover→ links →ledger: due→ →fetch→ pages →archive→ WARC segment →read, in worker processes→ rows
            →commit, when the segment is closed→ parts →compact→ articles

The page is in the archive before it is read, and a segment's rows are written when it is closed. Killed in between, the
next run closes the segment and builds it: nothing is lost, and nothing that was archived is fetched again.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections import defaultdict
from collections.abc import Coroutine, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx

from ingest.archive import WarcWriter
from ingest.errors import UsageError
from ingest.fetchers import Clock, Fetcher, SystemClock
from ingest.ledger import Ledger
from ingest.model import Drop, Link, Outcome, Page, Reason, Source, Via
from ingest.run.build import finish, finish_interrupted, new_pool, reasons_of, worker_died
from ingest.run.discover import Discovered, Listing, discover
from ingest.run.progress import Progress, Silent, Summary
from ingest.run.revisit import articles_taken_since
from ingest.run.rows import Captured, Read, ReadSettings, read_batch
from ingest.run.sources import by_name, load_sources, remember_sources
from ingest.settings import ArchiveSettings, CrawlSettings, FetchSettings, WriteSettings
from ingest.urls import host_key, try_canonical
from ingest.writers.commit import commit_segment
from ingest.writers.dataset_folder import WritableDataset, create_or_open

T = TypeVar("T")

_BATCH = 16
"""Pages handed to a worker at once: enough that passing them costs little, few enough that both cores have work."""
_WAITING = 8
"""Batches on their way per worker; fetching waits when there are more, so that memory stays flat."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a pass."""

    fetch: FetchSettings = field(default_factory=FetchSettings)
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    write: WriteSettings = field(default_factory=WriteSettings)

    @property
    def read(self) -> ReadSettings:
        return ReadSettings(tdm=self.fetch.tdm, since=self.crawl.since)


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
) -> Summary:
    """Pull what is new at ``sources`` and the single pages ``urls`` into the dataset at ``out``.

    ``stop``: set to end early with everything fetched so far in the dataset. ``transport`` and ``clock`` replace the
    outside. Raises :class:`UsageError` and :class:`DatasetError`; what goes wrong with a page is counted.
    """
    began = time.monotonic()
    urls = list(urls)
    if not sources and not urls:
        raise UsageError("Nothing to crawl. Name a web address, or a source of the catalogue.")
    summary = Summary(dataset=out, sources=len(sources))
    stop, clock = stop or asyncio.Event(), clock or SystemClock()
    with create_or_open(out) as dataset, Ledger.open(dataset.ledger) as ledger:
        one = _Pass(dataset, ledger, sources, settings, summary, progress or Silent(), stop, clock)
        try:
            await one.run(urls, transport)
        except BrokenProcessPool as error:
            raise worker_died() from error
        finish(dataset, summary, settings.write)
    summary.took = timedelta(seconds=time.monotonic() - began)
    return summary


class _Pass:
    """The state of one pass: the open segment, its rows so far, and the batches on their way."""

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
        self.batch: list[Captured] = []
        self.reading: list[asyncio.Future[list[Read]]] = []
        self.segment: str | None = None
        self.due: set[str] = set()
        self.taken: set[str] = set()
        """Canonical addresses worth a request in this pass, and those that got one."""

    async def run(self, urls: Sequence[str], transport: httpx.AsyncBaseTransport | None) -> None:
        self._finish_interrupted()
        remember_sources(self.dataset, self.sources)
        with self._pool() as self.pool:
            self.writer = self._new_writer()
            fetcher = Fetcher(self.settings.fetch, transport=transport, clock=self.clock, named=_named(self.sources))
            async with fetcher as self.fetcher:
                try:
                    found = await self._until_stopped(self._discover()) or []
                    await self._fetch_all(await self._choose(found, urls))
                finally:
                    await self._close_segment()
        self._remember_listings(listing for one in found for listing in one.listings)
        self.summary.interrupted = self.stop.is_set()

    def _finish_interrupted(self) -> None:
        read = replace(self.settings.read, since=None)  # what that run took was not bounded by this one's wish
        for built in finish_interrupted(self.dataset, self.ledger, read, self.settings.write):
            said = built.error or f"{built.articles} articles"
            self.progress.note(f"finished {built.warc} of an interrupted run: {said}")

    def _new_writer(self) -> WarcWriter:
        now = self.clock.now()
        run_id = hashlib.sha256(f"{now.isoformat()} {os.getpid()}".encode()).hexdigest()[:8]
        agent = self.settings.fetch.user_agent
        return WarcWriter(self.dataset.warc, self.settings.archive, now=now, run_id=run_id, user_agent=agent)

    # --- links -------------------------------------------------------------------------------------------------------
    async def _discover(self) -> list[Discovered]:
        """What every source names. Start pages are captures when they are articles, or could not be had."""
        limit, since = self.settings.crawl.limit, self.settings.crawl.since
        tasks = [
            discover(
                source,
                self.fetcher,
                self.ledger,
                due=lambda links: len(self._due(links)),
                wanted=_smaller(source.limit, limit),
                since=since,
            )
            for source in self.sources
        ]
        return await asyncio.gather(*tasks)

    async def _choose(self, found: Sequence[Discovered], urls: Iterable[str]) -> list[Link]:
        """The links to ask for: those that are due, the sources taking turns, up to the limit."""
        queues = [self._links_of(one) for one in found]
        named = [Link(url=url, source=self._source_name(url), via=Via.USER) for url in urls]
        self.summary.found += len(named)
        queues.append(self._fresh(named))
        for one in found:
            if start := one.page or one.failure:
                self.summary.found += 1
                await self._take(start)
        links = [link for link in in_turn(queues) if _key(link.url) not in self.taken]
        limit = self.settings.crawl.limit
        if limit is not None:
            limit = max(0, limit - sum(one.page is not None for one in found))
            self.summary.left_out += max(0, len(links) - limit)
            links = links[:limit]
        return links

    def _links_of(self, found: Discovered) -> list[Link]:
        """A source's links that are due, up to its own limit; what is to be said of the source is told."""
        name, bound = found.source.name, found.source.limit
        links = found.links
        if found.unchanged:
            young = self.clock.now() - self.settings.crawl.revisit_until
            links = in_turn([[*links, *articles_taken_since(self.dataset, young, found.asked)]])
        self.summary.found += len(links)
        due = self._fresh(links)
        if bound:
            self.summary.left_out += max(0, len(due) - bound)
            due = due[:bound]
        self.progress.discovered(name, len(links), len(due))
        self.summary.unchanged_listings += found.unchanged
        if found.failure is not None:
            self.summary.unreachable.append(name)
        elif not links and found.page is None and not found.unchanged:
            self.summary.silent.append(name)
        for note in found.notes:
            self.summary.notes.append(note)
            self.progress.note(note)
        return due

    def _fresh(self, links: list[Link]) -> list[Link]:
        due = self._due(links)
        self.due.update(_key(link.url) for link in due)
        self.summary.not_due += len(links) - len(due)
        return due

    def _due(self, links: list[Link]) -> list[Link]:
        return self.ledger.due(links, self.clock.now(), self.settings.crawl)

    def _source_name(self, url: str) -> str:
        key = host_key(url)
        return next((s.name for s in self.known.values() if host_key(s.home) == key), None) or key

    def _remember_listings(self, listings: Iterable[Listing]) -> None:
        """The next pass may ask for a listing conditionally, unless something that it names is left to be asked for."""
        crawl, now = self.settings.crawl, self.clock.now()
        later = now + crawl.revisit_until + crawl.revisit_after  # due even then: never fetched, or in passing trouble
        for listing in listings:
            named = [Link(url, "", Via.FEED) for url in listing.urls]
            if not listing.urls & (self.due - self.taken) and not self.ledger.due(named, later, crawl):
                self.ledger.remember_feed(listing.page, now)
        self.ledger.commit()

    # --- pages -------------------------------------------------------------------------------------------------------
    async def _fetch_all(self, links: Sequence[Link]) -> None:
        """Each host has its own queue, so that a slow one holds up nobody else."""
        queues: dict[str, list[Link]] = defaultdict(list)
        for link in links:
            queues[host_key(link.url)].append(link)
        try:
            async with asyncio.TaskGroup() as group:
                for queue in queues.values():
                    waiting = iter(queue)
                    for _ in range(min(len(queue), self.settings.fetch.per_host + 1)):
                        group.create_task(self._fetch_each(waiting))
        except ExceptionGroup as errors:  # a full disk, a dead worker: the first says it all
            raise errors.exceptions[0] from None

    async def _fetch_each(self, links: Iterable[Link]) -> None:
        for link in links:
            if self.stop.is_set():
                return
            await self._fetch(link)

    async def _fetch(self, link: Link) -> None:
        """Only the request is given up when the run is to stop: what has come is kept."""
        known = self.ledger.validators(link.url)
        request = self.fetcher.fetch(link, etag=known.etag, last_modified=known.last_modified)
        capture = await self._until_stopped(request)
        if capture is None:
            return
        if isinstance(capture, Page) and known.body_digest == hashlib.sha256(capture.body).hexdigest():
            capture = _same_bytes(capture)
        await self._take(capture)

    async def _take(self, capture: Page | Drop) -> None:
        """Archive a capture, note it in the ledger, pass it on to be read."""
        seen = self.ledger.seen(capture.url)
        location = self.writer.add(
            capture,
            digest=seen.validators.body_digest if seen else None,
            earlier=seen.last_fetched if seen else None,
        )
        self.segment = location.file
        self.ledger.remember(capture, self.clock.now())
        self.taken.add(_key(capture.url))
        self.progress.fetched(capture)
        self.batch.append((capture, location))
        if len(self.batch) >= _BATCH:
            self._submit()
        while sum(not task.done() for task in self.reading) > _WAITING * max(1, self._workers()):
            await asyncio.sleep(0.01)
        if self.writer.due(self.clock.now()):
            await self._close_segment()

    def _submit(self) -> None:
        if self.batch:
            batch, self.batch = self.batch, []
            task = asyncio.wrap_future(self.pool.submit(read_batch, batch, self.known, self.settings.read))
            task.add_done_callback(self._tell)
            self.reading.append(task)

    def _tell(self, task: asyncio.Future[list[Read]]) -> None:
        if not task.cancelled() and task.exception() is None:
            for read in task.result():
                self.progress.parsed(read.result)

    async def _close_segment(self) -> None:
        """Read what is left, close the WARC file, write its parts."""
        self._submit()
        reading, self.reading = self.reading, []
        segment, self.segment = self.segment, None
        self.writer.close()
        rows = [row for batch in await asyncio.gather(*reading) for row in batch]
        if segment is None:
            return
        rows.sort(key=lambda read: read.capture["warc_offset"])
        committed = commit_segment(
            self.dataset,
            segment,
            [read.article for read in rows if read.article is not None],
            [read.capture for read in rows],
            skip_known=True,
            settings=self.settings.write,
        )
        self.summary.add(committed.revisions, reasons_of(rows, committed))
        for drop in (read.result for read in rows if isinstance(read.result, Drop)):
            self.summary.tell(drop)
            if drop.reason.outcome is Outcome.DROPPED:
                self.ledger.conclude(drop.url, drop.reason)
        self.ledger.commit()

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

    def _workers(self) -> int:
        wanted = self.settings.crawl.workers
        return wanted if wanted is not None else os.cpu_count() or 1

    def _pool(self) -> Executor:
        """Worker processes; with none, a thread, so that the event loop never waits for the parser."""
        workers = self._workers()
        return new_pool(workers) if workers else ThreadPoolExecutor(1)


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
    )


def _smaller(a: int | None, b: int | None) -> int | None:
    """The tighter of two bounds; None and 0 are no bound."""
    return min([bound for bound in (a, b) if bound], default=None)
