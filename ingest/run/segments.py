"""Captures in an archive → rows → parts. What worker processes do, and how it is gone on with when one dies.

A page that kills a worker twice, the second time alone, is one that cannot be read: it is given up by name.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zstandard

from ingest.archive import read_captures, read_stretch
from ingest.model import Drop, Reason, Source
from ingest.run.rows import Captured, GivenUp, Read, ReadSettings, read_batch
from ingest.run.workers import Worker, WorkerDied, at_most, surely, worker_died
from ingest.settings import WriteSettings
from ingest.writers.committed import Committed
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.schema import Table, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

_LEVEL = 1  # a fifth of the size for 50 µs a page
Rows = tuple[bytes, bytes]
"""Of revisions and of captures, in Arrow's own form without the schema, which both ends know: compressed."""

_BATCH = 64
"""Captures of an archive in memory at once, beside the packed rows."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Captures that follow each other in a segment: its file name, and the byte before each and behind the last."""

    segment: str
    cuts: tuple[int, ...]

    def singly(self) -> Iterator[Stretch]:
        for cut in pairwise(self.cuts):
            yield Stretch(self.segment, cut)


@dataclass(frozen=True, slots=True)
class Packed:
    """What became of some captures: how many articles, which drops, and the rows of both."""

    articles: int
    drops: tuple[Drop, ...]
    rows: Rows

    @property
    def captures(self) -> int:
        return self.articles + len(self.drops)


# --- jobs ------------------------------------------------------------------------------------------------------------
def read_safely(
    worker: Worker, dataset: DatasetFolder, stretch: Stretch, sources: Mapping[str, Source], settings: ReadSettings
) -> list[Packed]:
    """The rows of a stretch. Raises :class:`ingest.errors.ArchiveError` where it is not as it was written."""
    try:
        return [worker.call(read_rows, dataset, stretch, sources, settings)]
    except WorkerDied as death:
        log.warning(
            "a worker process %s while it read %d pages: they are read one by one", death, len(stretch.cuts) - 1
        )
    found = []
    for page in stretch.singly():
        try:
            found.append(worker.call(read_rows, dataset, page, sources, settings))
        except WorkerDied as death:
            log.warning("a page in %s at byte %d is given up: its reader %s", page.segment, page.cuts[0], death)
            found.append(surely(worker, read_rows, dataset, page, sources, _giving_up(settings, death)))
    return found


def read_archive_safely(
    worker: Worker, warc: Path, sources: Mapping[str, Source], settings: ReadSettings, start: int = 0
) -> list[Packed]:
    """The rows of a WARC file, from byte ``start`` on. Raises :class:`ingest.errors.ArchiveError` where it cannot be
    read."""
    found: list[Packed] = []
    given_up: dict[int, str] = {}
    done = singly_until = 0
    while True:
        try:
            for packed in worker.stream(read_archive, warc, start, done, singly_until, given_up, sources, settings):
                found.append(packed)
                done += packed.captures
            return found
        except WorkerDied as death:
            if done in given_up:  # and so was not even read: it is not the page
                raise worker_died() from death
            if done < singly_until:
                log.warning("capture %d of %s is given up: its reader %s", done + 1, warc.name, death)
                given_up[done] = str(death)
            else:
                log.warning("a worker process %s while it read %s: some pages are read one by one", death, warc.name)
                singly_until = done + _BATCH


def write_safely(
    worker: Worker,
    dataset: DatasetFolder,
    segment: str,
    packed: Sequence[Packed],
    settings: WriteSettings,
    skip_known: bool,
    start: int = 0,
) -> Committed:
    """The parts of a segment, from all its rows, or from those of its captures from byte ``start`` on where the others
    were committed before; ``skip_known`` as in :func:`ingest.writers.commit.commit_segment`.

    Raises :class:`ingest.errors.DatasetUnwritable`.
    """
    return surely(worker, write_rows, dataset, segment, [one.rows for one in packed], settings, skip_known, start)


def _giving_up(settings: ReadSettings, death: WorkerDied) -> ReadSettings:
    return replace(settings, reader=GivenUp(str(death)))


# --- in worker processes ---------------------------------------------------------------------------------------------
def read_rows(
    dataset: DatasetFolder, stretch: Stretch, sources: Mapping[str, Source], settings: ReadSettings
) -> Packed:
    captures = read_stretch(dataset.warc, stretch.segment, stretch.cuts[0], stretch.cuts[-1])
    return _packed(_read(captures, sources, settings))


def read_archive(
    warc: Path,
    start: int,
    done: int,
    singly_until: int,
    given_up: Mapping[int, str],
    sources: Mapping[str, Source],
    settings: ReadSettings,
) -> Iterator[Packed]:
    """The rows of a WARC file from byte ``start`` on but for the first ``done`` captures, some at a time; one at a time
    up to another."""
    captures = islice(read_captures(warc, start), done, None)
    while batch := list(islice(captures, 1 if done < singly_until else _BATCH)):
        words = given_up.get(done)
        yield _packed(_read(batch, sources, replace(settings, reader=GivenUp(words)) if words else settings))
        done += len(batch)


def _read(captures: Iterable[Captured], sources: Mapping[str, Source], settings: ReadSettings) -> list[Read]:
    rows: list[Read] = []
    for captured in captures:
        with at_most(settings.page_time):
            rows += read_batch([captured], sources, settings)
    return rows


def _packed(rows: Sequence[Read]) -> Packed:
    drops = tuple(row.drop for row in rows if row.drop is not None)
    articles = [row.article for row in rows if row.article is not None]
    captures = [row.capture for row in rows]
    return Packed(len(articles), drops, (_as_bytes(articles, "revisions"), _as_bytes(captures, "captures")))


def _as_bytes(rows: list[dict[str, Any]], table: Table) -> bytes:
    import pyarrow as pa  # which workers have loaded, and the process that drives the network never needs

    batch = pa.RecordBatch.from_pylist(rows, schema=arrow_schema(table))
    return zstandard.compress(batch.serialize(), _LEVEL)


def _from_bytes(packed: Iterable[bytes], table: Table) -> pa.Table:
    import pyarrow as pa

    schema = arrow_schema(table)
    batches = (pa.ipc.read_record_batch(pa.py_buffer(zstandard.decompress(one)), schema) for one in packed)
    return pa.Table.from_batches(batches, schema)


def write_rows(
    dataset: DatasetFolder,
    segment: str,
    packed: Sequence[Rows],
    settings: WriteSettings,
    skip_known: bool,
    start: int = 0,
) -> Committed:
    from ingest.writers.commit import commit_segment

    articles = _from_bytes((revisions for revisions, _ in packed), "revisions")
    captures = _from_bytes((captures for _, captures in packed), "captures")
    return commit_segment(dataset, segment, articles, captures, skip_known=skip_known, settings=settings, start=start)


def reasons_of(drops: Iterable[Drop], committed: Committed) -> Counter[str]:
    """How many pages of a segment gave no new revision, by reason."""
    reasons = Counter(drop.reason.value for drop in drops)
    if committed.unchanged:
        reasons[Reason.SAME_CONTENT.value] += committed.unchanged
    return reasons
