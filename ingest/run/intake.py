"""Captures in, rows out: the archive's open segment, and the worker processes that read it while it grows.

Workers read pages from the archive, where they are already. So neither pages nor rows go through the process that
drives the network; it holds places in a file, the drops, and the rows as they came, packed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ingest.archive import WarcWriter, settle
from ingest.model import Drop, Page, Source
from ingest.run.progress import Progress
from ingest.run.rows import ReadSettings
from ingest.run.segments import Packed, Stretch, read_safely, write_safely
from ingest.run.workers import Workers
from ingest.settings import WriteSettings
from ingest.writers.committed import Committed
from ingest.writers.dataset_folder import DatasetFolder

_BATCH = 16
"""Pages handed to a worker at once: enough that passing them costs little, few enough that all cores have work."""
_WAITING = 16
"""Batches on their way per worker; fetching waits when there are more, so that readers never fall far behind."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What a segment gave."""

    committed: Committed
    drops: list[Drop]


class Intake:
    """Archives captures and has them read. For one event loop."""

    def __init__(
        self,
        dataset: DatasetFolder,
        writer: WarcWriter,
        pool: Workers,
        workers: int,
        sources: Mapping[str, Source],
        read: ReadSettings,
        write: WriteSettings,
        progress: Progress,
    ) -> None:
        self._dataset, self._writer, self._pool, self._workers = dataset, writer, pool, max(1, workers)
        self._sources, self._read, self._write, self._progress = sources, read, write, progress
        self._segment: str | None = None
        self._cuts: list[int] = []
        """Where in the segment the captures that nobody reads yet begin, and the last of them ends."""
        self._of: set[str] = set()
        """The sources of these: of a thousand, a worker is told of those that it needs."""
        self._reading: list[asyncio.Future[list[Packed]]] = []
        self._unread, self._room = 0, asyncio.Event()
        self._room.set()

    async def room(self) -> None:
        """Wait until the readers have caught up."""
        await self._room.wait()

    def add(self, capture: Page | Drop, *, digest: str | None, earlier: datetime | None) -> None:
        """Archive a capture, and have it read in its turn. Arguments as of :meth:`WarcWriter.add`."""
        file = self._writer.add(capture, digest=digest, earlier=earlier).file
        if self._segment is None:
            self._segment, self._cuts = file, [self._writer.start]
        self._cuts.append(self._writer.length)
        self._of.add(capture.source)
        if len(self._cuts) > _BATCH:
            self._have_read()

    def due(self, now: datetime) -> bool:
        """Time to :meth:`close` the segment."""
        return self._writer.due(now)

    async def close(self) -> Closed | None:
        """Close the segment and write its parts; None where nothing was added. What is added meanwhile goes into the
        next one. Raises :class:`ingest.errors.DatasetUnwritable`."""
        self._have_read()
        segment, self._segment = self._segment, None
        reading, self._reading = self._reading, []
        self._cuts = []
        start = self._writer.start
        self._writer.close()
        read = [packed for some in await asyncio.gather(*reading) for packed in some]
        if segment is None:
            return None
        work = self._pool.submit(write_safely, self._dataset, segment, read, self._write, True, start)
        committed = await asyncio.wrap_future(work)
        settle(self._dataset.warc / segment)
        return Closed(committed, [drop for one in read for drop in one.drops])

    def _have_read(self) -> None:
        """Have a worker read the captures that nobody reads yet."""
        if self._segment is None or len(self._cuts) < 2:
            return
        stretch = Stretch(self._segment, tuple(self._cuts))
        sources = {name: self._sources[name] for name in self._of if name in self._sources}
        self._cuts, self._of = [self._cuts[-1]], set()
        work = self._pool.submit(read_safely, self._dataset, stretch, sources, self._read)
        task = asyncio.wrap_future(work)
        task.add_done_callback(self._have_heard)
        self._reading.append(task)
        self._count_unread(+1)

    def _have_heard(self, task: asyncio.Future[list[Packed]]) -> None:
        self._count_unread(-1)
        if not task.cancelled() and task.exception() is None:
            for packed in task.result():
                self._progress.parsed(packed.articles, packed.drops)

    def _count_unread(self, more: int) -> None:
        self._unread += more
        if self._unread < _WAITING * self._workers:
            self._room.set()
        else:
            self._room.clear()
