"""WARC files → a dataset, without the network: re-parse a saved crawl, or read somebody else's archives.

    WARC →read→ captures →parse→ rows →commit→ parts →compact→ articles

One WARC is one task: its parts are named by it, so a task that is run twice, or that was killed, gives the same files.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

from ingest.archive import read_captures, recover
from ingest.errors import ArchiveError, UsageError
from ingest.model import Outcome, Source
from ingest.run.progress import Progress, Silent, Summary
from ingest.run.rows import ReadSettings, read_batch
from ingest.run.sources import load_sources, remember_sources
from ingest.settings import WriteSettings
from ingest.writers.card import write_card
from ingest.writers.commit import commit_segment
from ingest.writers.compaction import compact
from ingest.writers.dataset_folder import DatasetFolder, WritableDataset, create_or_open


@dataclass(frozen=True, slots=True)
class Built:
    """What one WARC gave."""

    warc: str
    articles: int
    reasons: Mapping[str, int]
    seconds: float
    error: str | None = None


def build(
    warcs: Iterable[Path],
    out: Path,
    *,
    workers: int | None = None,
    sources: Iterable[Source] = (),
    settings: ReadSettings = ReadSettings(),
    write: WriteSettings = WriteSettings(),
    progress: Progress | None = None,
) -> Summary:
    """Build the parts of every WARC, then compact. ``workers``: processes; None: one per core; 0: this process.
    ``sources``: time zones and titles to read with, beside those that the dataset remembers.

    Raises :class:`DatasetError` for the folder and :class:`UsageError` when a WARC does not exist; a WARC that cannot be
    read is a note in the summary, and the others are built.
    """
    began = time.monotonic()
    progress = progress or Silent()
    paths = list(dict.fromkeys(Path(path) for path in warcs))
    for path in paths:
        if not path.is_file():
            raise UsageError(f"There is no file {path}. Give the paths of WARC files (.warc, .warc.gz).")
    summary = Summary(dataset=out)
    with create_or_open(out) as dataset:
        remember_sources(dataset, sources)
        for built in _map(paths, dataset.path, load_sources(dataset), settings, write, workers):
            _add(summary, built)
            progress.note(_sentence(built))
        finish(dataset, summary, write)
    summary.took = timedelta(seconds=time.monotonic() - began)
    return summary


def build_one(warc: Path, dataset: Path, sources: Mapping[str, Source], settings: ReadSettings, write: WriteSettings) -> Built:
    """The parts of one WARC. Run in worker processes; the caller holds the dataset's lock."""
    began = time.monotonic()
    try:
        rows = read_batch(list(read_captures(warc)), sources, settings)
    except ArchiveError as error:
        return Built(warc.name, 0, {}, time.monotonic() - began, str(error))
    committed = commit_segment(
        DatasetFolder(dataset),
        warc.name,
        [read.article for read in rows if read.article is not None],
        [read.capture for read in rows],
        settings=write,
    )
    reasons: dict[str, int] = {}
    for read in rows:
        if read.capture["outcome"] != Outcome.ARTICLE.value:
            reasons[read.capture["reason"]] = reasons.get(read.capture["reason"], 0) + 1
    if committed.unchanged:
        reasons["same_content"] = reasons.get("same_content", 0) + committed.unchanged
    return Built(warc.name, committed.revisions, reasons, time.monotonic() - began)


def finish_interrupted(dataset: WritableDataset, settings: ReadSettings, write: WriteSettings) -> list[Built]:
    """Build what a killed run archived and did not commit: nothing that was fetched is lost, nothing fetched again."""
    recover(dataset.warc)
    sources = load_sources(dataset)
    return [build_one(path, dataset.path, sources, settings, write) for path in dataset.uncommitted()]


def finish(dataset: WritableDataset, summary: Summary, write: WriteSettings) -> None:
    """Bring ``articles`` and the dataset card up to date with ``revisions``."""
    summary.rows = compact(dataset, settings=write).total
    write_card(dataset)


def _map(
    paths: Sequence[Path],
    dataset: Path,
    sources: Mapping[str, Source],
    settings: ReadSettings,
    write: WriteSettings,
    workers: int | None,
) -> Iterable[Built]:
    count = min(workers if workers is not None else os.cpu_count() or 1, len(paths))
    if count <= 1:
        for path in paths:
            yield build_one(path, dataset, sources, settings, write)
        return
    with new_pool(count) as pool:
        tasks = [pool.submit(build_one, path, dataset, sources, settings, write) for path in paths]
        for task in as_completed(tasks):
            yield task.result()


def new_pool(workers: int) -> Executor:
    """Worker processes that share nothing with this one: a fork of a process with threads and sockets can hang."""
    return ProcessPoolExecutor(workers, mp_context=get_context("forkserver" if os.name == "posix" else "spawn"))


def _add(summary: Summary, built: Built) -> None:
    if built.error:
        summary.notes.append(built.error)
        return
    summary.articles += built.articles
    summary.reasons.update(built.reasons)
    summary.pages += built.articles + sum(built.reasons.values())


def _sentence(built: Built) -> str:
    if built.error:
        return built.error
    pages = built.articles + sum(built.reasons.values())
    return f"{built.warc}: {pages} pages, {built.articles} articles ({pages / max(built.seconds, 1e-9):.0f} pages/s)"
