"""The two tasks of worker processes: a stretch of a WARC segment → its rows, and a segment's rows → its parts."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import zstandard

from ingest.archive import read_stretch
from ingest.model import Drop, Reason, Source
from ingest.run.rows import Read, ReadSettings, read_batch
from ingest.settings import WriteSettings
from ingest.writers.commit import Committed, commit_segment
from ingest.writers.dataset_folder import DatasetFolder

_LEVEL = 1  # a fifth of the size for 50 µs a page


@dataclass(frozen=True, slots=True)
class Stretch:
    """Captures that follow each other in a segment: its file name, and bytes from … to."""

    segment: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Packed:
    """What became of a stretch: how many articles, which drops, and the rows of both."""

    articles: int
    drops: tuple[Drop, ...]
    rows: bytes


def read_rows(
    dataset: DatasetFolder, stretch: Stretch, sources: Mapping[str, Source], settings: ReadSettings
) -> Packed:
    """The rows of a stretch. Raises :class:`ingest.errors.ArchiveError` where it is not as it was written."""
    captures = read_stretch(dataset.warc, stretch.segment, stretch.start, stretch.end)
    rows = read_batch(captures, sources, settings)
    drops = tuple(row.drop for row in rows if row.drop is not None)
    return Packed(len(rows) - len(drops), drops, zstandard.compress(pickle.dumps(rows), _LEVEL))


def write_rows(
    dataset: DatasetFolder, segment: str, packed: Iterable[bytes], settings: WriteSettings, start: int = 0
) -> Committed:
    """The parts of a segment of a crawl, from all its rows; from those of its captures from byte ``start`` on, where
    the others were committed before. Raises :class:`ingest.errors.DatasetUnwritable`."""
    rows: list[Read] = [row for one in packed for row in pickle.loads(zstandard.decompress(one))]
    return write_segment(dataset, segment, rows, skip_known=True, settings=settings, start=start)


def write_segment(
    dataset: DatasetFolder,
    segment: str,
    rows: Sequence[Read],
    *,
    skip_known: bool,
    settings: WriteSettings,
    start: int = 0,
) -> Committed:
    """The parts of a segment; ``skip_known`` and ``start`` as in :func:`ingest.writers.commit.commit_segment`."""
    return commit_segment(
        dataset,
        segment,
        [row.article for row in rows if row.article is not None],
        sorted((row.capture for row in rows), key=lambda capture: capture["warc_offset"]),
        skip_known=skip_known,
        settings=settings,
        start=start,
    )


def reasons_of(drops: Iterable[Drop], committed: Committed) -> Counter[str]:
    """How many pages of a segment gave no new revision, by reason."""
    reasons = Counter(drop.reason.value for drop in drops)
    if committed.unchanged:
        reasons[Reason.SAME_CONTENT.value] += committed.unchanged
    return reasons
