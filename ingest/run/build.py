"""WARC files → a dataset, without the network: re-parse a saved crawl, or read somebody else's archives.

    WARC →read→ captures →parse→ rows →commit→ parts →compact→ articles

One WARC is one task: its parts are named by it, so a task that is run twice, or that was killed, gives the same files.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from ingest.errors import ArchiveError, UsageError
from ingest.model import Drop, Source
from ingest.run.progress import Progress, Silent, Summary
from ingest.run.publishing import publish
from ingest.run.rows import ReadSettings
from ingest.run.segments import read_archive_safely, reasons_of, write_safely
from ingest.run.site_rules import rules_of_run
from ingest.run.sources import load_sources, remember_sources
from ingest.run.tombstones import load_tombstones
from ingest.run.workers import Worker, Workers, surely
from ingest.settings import WriteSettings
from ingest.writers.dataset_folder import DatasetFolder, WritableDataset, create_or_open, segment_stem


@dataclass(frozen=True, slots=True)
class Built:
    """What one WARC gave."""

    warc: str
    articles: int
    reasons: Mapping[str, int]
    seconds: float
    drops: tuple[Drop, ...] = ()
    error: str | None = None

    @property
    def pages(self) -> int:
        return self.articles + sum(self.reasons.values())


def build(
    warcs: Iterable[Path],
    out: Path,
    *,
    workers: int | None = None,
    sources: Iterable[Source] = (),
    settings: ReadSettings | None = None,
    write: WriteSettings | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Build the parts of every WARC, then compact. ``workers``: processes; None: one per core; 0: this process.
    ``sources``: time zones and titles to read with, beside those that the dataset remembers.

    A page that reads the same as before is counted as such only within its WARC: parts depend on their WARC alone.
    A WARC that cannot be read is a note in the summary, and the others are built.

    Raises :class:`DatasetError` for the folder, :class:`UsageError` for a WARC that is not there, and
    :class:`IngestError` when a worker process died.
    """
    began = time.monotonic()
    progress, settings, write = progress or Silent(), settings or ReadSettings(), write or WriteSettings()
    paths = _checked(warcs)
    rules_of_run(settings.rules)  # a fault in them is told before anything is read
    summary = Summary(dataset=out, sources=len(paths))
    with create_or_open(out) as dataset:
        settings = replace(settings, tombstones=load_tombstones(dataset.path))
        remember_sources(dataset, [*sources, *_sources_beside(paths)])
        for built in _map(paths, dataset.path, load_sources(dataset.path), settings, write, workers):
            summary.add(built.articles, built.reasons)
            progress.note(_sentence(built))
            if built.error:
                summary.unreachable.append(built.warc)
                summary.notes.append(built.error)
            elif not built.pages:
                summary.notes.append(f"{built.warc}: no page in it.")
        finish(dataset, summary, write)
    summary.took = timedelta(seconds=time.monotonic() - began)
    return summary


def _checked(warcs: Iterable[Path]) -> list[Path]:
    """The WARCs, each once. Raises :class:`UsageError` for one that is not there, and for two of one name."""
    paths = list(dict.fromkeys(Path(path) for path in warcs))
    named: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            raise UsageError(f"{path} is a folder. Give the WARC files in it: {path}/*.warc.gz")
        if not path.is_file():
            raise UsageError(f"There is no file {path}. Give the paths of WARC files (.warc, .warc.gz).")
        other = named.setdefault(segment_stem(path.name), path)
        if other != path:
            raise UsageError(f"{other} and {path} have the same name, and parts are named by it. Rename one of them.")
    return paths


def _sources_beside(paths: Iterable[Path]) -> list[Source]:
    """What the datasets that the WARCs lie in know of their sources: pages are read again with the same time zones."""
    return [source for folder in {path.parent.parent for path in paths} for source in load_sources(folder).values()]


def build_one(
    worker: Worker,
    warc: Path,
    dataset: Path,
    sources: Mapping[str, Source],
    settings: ReadSettings,
    write: WriteSettings,
    skip_known: bool = False,
    start: int = 0,
) -> Built:
    """The parts of one WARC, or what it has from byte ``start`` on added to them: a job for :class:`Workers`.
    ``skip_known`` as of :func:`ingest.writers.commit.commit_segment`. The caller holds the dataset's lock."""
    began = time.monotonic()
    try:
        if warc.stat().st_size == 0:
            raise ArchiveError(f"{warc} is empty: no WARC file.")
        packed = read_archive_safely(worker, warc, sources, settings, start)
    except ArchiveError as error:
        return Built(warc.name, 0, {}, time.monotonic() - began, error=str(error))
    committed = write_safely(worker, DatasetFolder(dataset), warc.name, packed, write, skip_known, start)
    drops = tuple(drop for one in packed for drop in one.drops)
    reasons = reasons_of(drops, committed)
    return Built(warc.name, committed.revisions, reasons, time.monotonic() - began, drops)


def finish(dataset: WritableDataset, summary: Summary, write: WriteSettings) -> None:
    """Bring ``articles`` and the dataset card up to date with ``revisions``; what was erased and came back goes. The
    working folder of an object store is published."""
    _take_out_what_came_back(dataset, write)
    summary.rows = _articles_from_parts(dataset, write)
    publish(dataset)


async def finish_in(pool: Workers, dataset: WritableDataset, summary: Summary, write: WriteSettings) -> None:
    """The same, where a worker process does what takes time and memory. It is the one that may die of it, and has
    loaded what it takes. Raises :class:`IngestError` when it did."""
    _take_out_what_came_back(dataset, write)
    work = pool.submit(surely, _articles_from_parts, DatasetFolder(dataset.path), write)
    summary.rows = await asyncio.wrap_future(work)
    publish(dataset)


def _take_out_what_came_back(dataset: DatasetFolder, write: WriteSettings) -> None:
    if load_tombstones(dataset.path):
        from ingest.run.taking_out import take_out
        from ingest.writers.erase import MARKED

        take_out(dataset, MARKED, write)


def _articles_from_parts(dataset: DatasetFolder, write: WriteSettings) -> int:
    """How many articles the dataset has then."""
    from ingest.writers.card import write_card  # in a worker they are there already, and nobody else needs them
    from ingest.writers.compaction import compact

    total = compact(dataset, settings=write).total
    write_card(dataset)
    return total


def _map(
    paths: Sequence[Path],
    dataset: Path,
    sources: Mapping[str, Source],
    settings: ReadSettings,
    write: WriteSettings,
    workers: int | None,
) -> Iterable[Built]:
    with Workers(min(workers if workers is not None else os.cpu_count() or 1, len(paths))) as pool:
        tasks = [pool.submit(build_one, path, dataset, sources, settings, write) for path in paths]
        for task in as_completed(tasks):
            yield task.result()


def _sentence(built: Built) -> str:
    if built.error:
        return built.error
    if not built.pages:
        return f"{built.warc}: no page in it."
    rate = built.pages / max(built.seconds, 1e-9)
    return f"{built.warc}: {built.pages} pages, {built.articles} articles ({rate:.0f} pages/s)"
