"""One pass over sources: the whole route of a page, from the source to the dataset.

    sources →discover→ links →ledger: due→ →fetch→ pages →archive→ WARC segment →read, in worker processes→ rows
            →commit, when the segment is closed→ parts →compact→ articles

The page is in the archive before it is read, and a segment's rows are written when it is closed. Killed in between, the
next run closes the segment and builds it: nothing is lost, and nothing is fetched again.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Coroutine, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx

from ingest.archive import WarcWriter
from ingest.errors import UsageError
from ingest.fetchers import Clock, Fetcher, SystemClock
from ingest.ledger import Ledger
from ingest.model import Drop, Link, Outcome, Page, Reason, Source, Via
from ingest.run.build import finish, finish_interrupted, new_pool
from ingest.run.discover import Discovered, discover
from ingest.run.progress import Progress, Silent, Summary
from ingest.run.rows import Captured, Read, ReadSettings, read_batch
from ingest.run.sources import load_sources, remember_sources
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

    fetch: FetchSettings = FetchSettings()
    crawl: CrawlSettings = CrawlSettings()
    archive: ArchiveSettings = ArchiveSettings()
    write: WriteSettings = WriteSettings()

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
    with create_or_open(out) as dataset:
        pass_ = _Pass(dataset, sources, settings, summary, progress or Silent(), stop or asyncio.Event(), clock or SystemClock())
        await pass_.run(urls, transport)
        finish(dataset, summary, settings.write)
    summary.took = timedelta(seconds=time.monotonic() - began)
    return summary


class _Pass:
    """The state of one pass: the open segment, its rows so far, and the batches on their way."""

    def __init__(
        self,
        dataset: WritableDataset,
        sources: Sequence[Source],
        settings: Settings,
        summary: Summary,
        progress: Progress,
        stop: asyncio.Event,
        clock: Clock,
    ) -> None:
        self.dataset, self.sources, self.settings = dataset, sources, settings
        self.summary, self.progress, self.stop, self.clock = summary, progress, stop, clock
        self.known = {**load_sources(dataset), **{source.name: source for source in sources}}
        self.batch: list[Captured] = []
        self.reading: list[Future[list[Read]]] = []
        self.segment: str | None = None

    async def run(self, urls: Sequence[str], transport: httpx.AsyncBaseTransport | None) -> None:
        for built in finish_interrupted(self.dataset, self.settings.read, self.settings.write):
            self.progress.note(f"finished {built.warc} of an interrupted run: {built.articles} articles")
        remember_sources(self.dataset, self.sources)
        now = self.clock.now()
        run_id = hashlib.sha256(f"{now.isoformat()} {os.getpid()}".encode()).hexdigest()[:8]
        with Ledger.open(self.dataset.ledger) as ledger, self._pool() as pool:
            self.ledger, self.pool = ledger, pool
            self.writer = WarcWriter(
                self.dataset.warc, self.settings.archive, now=now, run_id=run_id, user_agent=self.settings.fetch.user_agent
            )
            named = [source.home for source in self.sources]
            async with Fetcher(self.settings.fetch, transport=transport, clock=self.clock, named=named) as fetcher:
                self.fetcher = fetcher
                try:
                    links = await self._until_stopped(self._links(urls))
                    await self._fetch_all(links or [])
                finally:
                    await self._close_segment()
        self.summary.interrupted = self.stop.is_set()

    # --- links -------------------------------------------------------------------------------------------------------
    async def _links(self, urls: Sequence[str]) -> list[Link]:
        """All links worth a request, the hosts taking turns."""
        limit, since = self.settings.crawl.limit, self.settings.crawl.since
        tasks = [
            discover(
                source, self.fetcher, self.ledger, self.progress,
                wanted=_smaller(source.limit, limit), since=since,
            )
            for source in self.sources
        ]  # fmt: skip
        found = await asyncio.gather(*tasks)
        queues = [self._due(one) for one in found]
        named = [Link(url=url, source=self._source_name(url), via=Via.USER) for url in urls]
        if named:
            queues.append(self._count_due(named))
        links = _in_turn(queues)
        if limit is not None and len(links) > limit:
            self.summary.left_out += len(links) - limit
            links = links[:limit]
        for one in found:
            await self._start_page(one)
        return links

    def _source_name(self, url: str) -> str:
        key = host_key(url)
        return next((s.name for s in self.known.values() if host_key(s.home) == key), None) or key

    def _due(self, found: Discovered) -> list[Link]:
        self.summary.notes += found.notes
        for note in found.notes:
            self.progress.note(note)
        due = self._count_due(found.links)
        bound = found.source.limit
        if bound is not None and bound > 0 and len(due) > bound:
            self.summary.left_out += len(due) - bound
            due = due[:bound]
        self.progress.discovered(found.source.name, len(found.links), len(due))
        if found.failure is not None:
            self.summary.unreachable.append(found.source.name)
        elif not found.links and found.page is None:
            self.summary.silent.append(found.source.name)
        return due

    def _count_due(self, links: list[Link]) -> list[Link]:
        due = self.ledger.due(links, self.clock.now(), self.settings.crawl)
        self.summary.found += len(links)
        self.summary.not_due += len(links) - len(due)
        return due

    async def _start_page(self, found: Discovered) -> None:
        """The start page counts as a capture when it is an article, or when it could not be had."""
        if found.page is not None:
            self.summary.found += 1
            await self._take(found.page)
        elif found.failure is not None and found.failure.reason is not Reason.NOT_MODIFIED:
            await self._take(found.failure)

    # --- pages -------------------------------------------------------------------------------------------------------
    async def _fetch_all(self, links: Sequence[Link]) -> None:
        queue = iter(links)

        async def worker() -> None:
            for link in queue:
                if self.stop.is_set():
                    return
                await self._until_stopped(self._fetch(link))

        count = min(len(links), 4 * self.settings.fetch.concurrency)
        async with asyncio.TaskGroup() as group:
            for _ in range(count):
                group.create_task(worker())

    async def _fetch(self, link: Link) -> None:
        validators = self.ledger.validators(link.url)
        capture = await self.fetcher.fetch(link, etag=validators.etag, last_modified=validators.last_modified)
        if isinstance(capture, Page) and validators.body_digest == hashlib.sha256(capture.body).hexdigest():
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
            task = self.pool.submit(read_batch, batch, self.known, self.settings.read)
            self.reading.append(task)

    async def _close_segment(self) -> None:
        """Read what is left, close the WARC file, write its parts."""
        self._submit()
        reading, self.reading = self.reading, []
        segment, self.segment = self.segment, None
        self.writer.close()
        rows = [row for task in reading for row in await asyncio.wrap_future(task)]
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
        for read in rows:
            self.progress.parsed(read.result)
            if isinstance(read.result, Drop):
                self.summary.count(read.result)
                if read.result.reason.outcome is Outcome.DROPPED:
                    self.ledger.conclude(read.result.url, read.result.reason)
        self.summary.articles += committed.revisions
        self.summary.pages += committed.revisions + committed.unchanged
        if committed.unchanged:
            self.summary.reasons[Reason.SAME_CONTENT.value] += committed.unchanged
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


def _same_bytes(page: Page) -> Drop:
    return Drop(
        page.url, Reason.SAME_BYTES, "", page.fetched_at, page.source, page.via, page.final_url, page.status, page.rights
    )


def _smaller(a: int | None, b: int | None) -> int | None:
    """The tighter of two bounds; None and 0 are no bound."""
    bounds = [bound for bound in (a, b) if bound]
    return min(bounds, default=None)


def _in_turn(queues: Sequence[Sequence[Link]]) -> list[Link]:
    """One link of each queue, then the second of each …: no host waits behind another's archive. Doubles once."""
    seen: set[str] = set()
    out: list[Link] = []
    for place in range(max(map(len, queues), default=0)):
        for queue in queues:
            if place < len(queue):
                key = try_canonical(queue[place].url) or queue[place].url
                if key not in seen:
                    seen.add(key)
                    out.append(queue[place])
    return out
