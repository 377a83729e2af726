"""WARC files → a dataset, without the network: re-parse a saved crawl, or read somebody else's archives.

    WARC →read→ captures →parse→ rows →commit→ parts →compact→ articles

One WARC is one task: its parts are named by it, so a task that is run twice, or that was killed, gives the same files.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path

from ingest.archive import read_captures, recover
from ingest.errors import ArchiveError, IngestError, UsageError
from ingest.ledger import Ledger
from ingest.model import Article, Page, Reason, Source
from ingest.run.progress import Progress, Silent, Summary
from ingest.run.rows import Read, ReadSettings, read_batch
from ingest.run.sources import load_sources, remember_sources
from ingest.settings import WriteSettings
from ingest.writers.card import write_card
from ingest.writers.commit import Committed, commit_segment
from ingest.writers.compaction import compact
from ingest.writers.dataset_folder import DatasetFolder, WritableDataset, create_or_open, segment_stem

_BATCH = 64
"""Captures in memory at once; their rows stay until the part is written."""


@dataclass(frozen=True, slots=True)
class Built:
    """What one WARC gave."""

    warc: str
    articles: int
    reasons: Mapping[str, int]
    seconds: float
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
    summary = Summary(dataset=out, sources=len(paths))
    with create_or_open(out) as dataset:
        remember_sources(dataset, [*sources, *_sources_beside(paths)])
        for built in _map(paths, dataset.path, load_sources(dataset.path), settings, write, workers):
            summary.add(built.articles, built.reasons)
            progress.note(_sentence(built))
            if built.error:
                summary.unreachable.append(built.warc)
                summary.notes.append(built.error)
        finish(dataset, summary, write)
    summary.took = timedelta(seconds=time.monotonic() - began)
    return summary


def _checked(warcs: Iterable[Path]) -> list[Path]:
    """The WARCs, each once. Raises :class:`UsageError` for one that is not there, and for two of one name."""
    paths = list(dict.fromkeys(Path(path) for path in warcs))
    named: dict[str, Path] = {}
    for path in paths:
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
    warc: Path, dataset: Path, sources: Mapping[str, Source], settings: ReadSettings, write: WriteSettings
) -> Built:
    """The parts of one WARC. Run in worker processes; the caller holds the dataset's lock."""
    began = time.monotonic()
    rows: list[Read] = []
    try:
        captures = read_captures(warc)
        while batch := list(islice(captures, _BATCH)):
            rows += read_batch(batch, sources, settings)
    except ArchiveError as error:
        return Built(warc.name, 0, {}, time.monotonic() - began, str(error))
    committed = commit_segment(
        DatasetFolder(dataset),
        warc.name,
        [read.article for read in rows if read.article is not None],
        [read.capture for read in rows],
        settings=write,
    )
    reasons = reasons_of(rows, committed)
    return Built(warc.name, committed.revisions, reasons, time.monotonic() - began)


def reasons_of(rows: Sequence[Read], committed: Committed) -> Counter[str]:
    """How many pages of a segment gave no new revision, by reason."""
    reasons = Counter(row.result.reason.value for row in rows if not isinstance(row.result, Article))
    if committed.unchanged:
        reasons[Reason.SAME_CONTENT.value] += committed.unchanged
    return reasons


def finish_interrupted(
    dataset: WritableDataset, ledger: Ledger, settings: ReadSettings, write: WriteSettings
) -> list[Built]:
    """Build what a killed run archived and did not commit, and remember it: nothing is lost, nothing fetched again."""
    recover(dataset.warc)
    sources = load_sources(dataset.path)
    done = []
    for path in dataset.uncommitted():
        done.append(build_one(path, dataset.path, sources, settings, write))
        if done[-1].error is None:
            _remember(path, ledger)
    return done


def _remember(warc: Path, ledger: Ledger) -> None:
    """What the killed run fetched and had not yet told the ledger for good."""
    for capture, _ in read_captures(warc):
        at = capture.fetched_at if isinstance(capture, Page) else capture.at
        seen = ledger.seen(capture.url)
        if at is not None and (seen is None or seen.last_fetched < at):
            ledger.remember(capture, at)
    ledger.commit()


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
    try:
        with new_pool(count) as pool:
            tasks = [pool.submit(build_one, path, dataset, sources, settings, write) for path in paths]
            for task in as_completed(tasks):
                yield task.result()
    except BrokenProcessPool as error:
        raise worker_died() from error


def new_pool(workers: int) -> Executor:
    """Worker processes that share nothing with this one: a fork of a process with threads and sockets can hang."""
    context = get_context("forkserver" if os.name == "posix" else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker)


def worker_died() -> IngestError:
    return IngestError(
        "A parser process died, probably for want of memory. What was fetched is archived: run the same command again,"
        " with fewer --workers."
    )


def _begin_worker() -> None:
    """Ctrl-C is for the parent, which ends its workers in good order; a worker whose parent was killed ends as well."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _sentence(built: Built) -> str:
    if built.error:
        return built.error
    rate = built.pages / max(built.seconds, 1e-9)
    return f"{built.warc}: {built.pages} pages, {built.articles} articles ({rate:.0f} pages/s)"
