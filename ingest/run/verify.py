"""A whole dataset looked through: tables, archive, and that they agree; and what can be mended, mended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.archive import OPEN_SUFFIX, continued
from ingest.archive.checking import Checked, check_segment
from ingest.ledger import Ledger
from ingest.run.build import build_one, finish
from ingest.run.interrupted import finish_interrupted
from ingest.run.progress import Summary
from ingest.run.rows import ReadSettings
from ingest.run.sources import load_sources
from ingest.run.workers import Workers
from ingest.settings import WriteSettings
from ingest.writers.dataset_folder import (
    DatasetFolder,
    WritableDataset,
    create_or_open,
    look_at,
    schema_version,
    segment_stem,
)
from ingest.writers.files import write_text
from ingest.writers.lock import FolderLock
from ingest.writers.parts import count_rows
from ingest.writers.schema import TABLES, Table, schema_json
from ingest.writers.verify import Fault, Mend, Segment, check_folder, check_tables


@dataclass(slots=True)
class Verdict:
    """What was looked through, and what is wrong with it."""

    faults: list[Fault] = field(default_factory=list)
    rows: dict[Table, int] = field(default_factory=dict)
    archives: int = 0
    elsewhere: int = 0
    """Segments whose archive is not kept in the dataset: their pages cannot be looked for."""


def verify(path: Path) -> Verdict:
    """Read every byte of a dataset, and compare. Nothing is changed.

    Raises :class:`~ingest.errors.DatasetMissing`, :class:`~ingest.errors.DatasetTooNew`, and
    :class:`~ingest.errors.DatasetLocked` while a run is writing.
    """
    dataset = look_at(path)
    with _alone(dataset):
        return _verified(dataset)


def repair(
    path: Path, verdict: Verdict, *, read: ReadSettings | None = None, write: WriteSettings | None = None
) -> Verdict:
    """Mend what can be: segments are built again from their archives, ``articles`` is made again; the verdict after it.

    ``read``: with which settings. A segment whose archive is damaged or elsewhere stays as it is.
    """
    read, write = read or ReadSettings(), write or WriteSettings()
    if schema_version(look_at(path)) is None:  # without it the folder is not known for a dataset
        write_text(schema_json(), look_at(path).schema)
    with create_or_open(path) as dataset, Ledger.open(dataset.ledger) as ledger:
        finish_interrupted(dataset, ledger, read, write)
        for segment in sorted({fault.segment for fault in verdict.faults if fault.mend is Mend.REBUILD}):
            _rebuild(dataset, segment, read, write)
        if not any(map(_is_lost, verdict.faults)):
            _forget_articles(dataset, verdict.faults)
            finish(dataset, Summary(dataset=path), write)
        return _verified(dataset)


def _is_lost(fault: Fault) -> bool:
    """A part that cannot be made again. ``articles`` then stays as it is: it may have rows that nothing else has."""
    return fault.mend is Mend.NOT and not fault.place.startswith("warc/")


def _alone(dataset: DatasetFolder) -> FolderLock | nullcontext[None]:
    """The dataset's lock; none where no writer left one, or none can write."""
    lock = dataset.path / ".lock"
    try:
        return FolderLock(lock) if lock.exists() else nullcontext()
    except OSError:
        return nullcontext()


def _verified(dataset: DatasetFolder) -> Verdict:
    segments, faults = check_tables(dataset)
    archives = {segment_stem(path.name): path for path in sorted(dataset.warc.glob("*.warc.gz"))}
    for path in sorted(dataset.warc.glob(f"*{OPEN_SUFFIX}")):
        faults.append(Fault(f"warc/{path.name}", "was left open by a killed run", Mend.OPEN))
    for path in continued(dataset.warc):
        faults.append(Fault(f"warc/{path.name}", "was continued by a killed run, and not built since", Mend.OPEN))
    whole = set()
    for stem, path in archives.items():
        checked = check_segment(path)
        faults += _archive_faults(stem, path, checked, segments.get(stem))
        if not checked.faults:  # to build from a damaged one would lose rows that were read before
            whole.add(stem)
    faults = [one if one.segment in whole or not one.segment else replace(one, mend=Mend.NOT) for one in faults]
    return Verdict(
        [*check_folder(dataset), *faults],
        {table: _count(dataset, table, faults) for table in TABLES},
        len(archives),
        len(segments.keys() - archives.keys()),
    )


def _archive_faults(stem: str, path: Path, checked: Checked, segment: Segment | None) -> Iterator[Fault]:
    place = f"warc/{path.name}"
    yield from (Fault(place, said, Mend.NOT) for said in checked.faults)
    if checked.faults:
        return
    if segment is None or segment.captures is None:
        yield Fault(place, "was never built: no row tells of its pages", Mend.REBUILD, stem)
        return
    rows = segment.captures
    told = dict(zip(rows["warc_offset"].to_pylist(), rows["warc_length"].to_pylist(), strict=True))
    if lost := told.items() - checked.places.items():
        said = f"has {len(lost)} rows whose page is not where they say"
        yield Fault(segment.places["captures"], said, Mend.REBUILD, stem)
    if untold := checked.places.keys() - told.keys():
        yield Fault(place, f"has {len(untold)} captures that no row tells of", Mend.REBUILD, stem)


def _rebuild(dataset: WritableDataset, segment: str, read: ReadSettings, write: WriteSettings) -> None:
    tables: tuple[Table, ...] = ("captures", "revisions")
    for table in tables:
        for part in dataset.parts_of(table, segment):
            part.unlink()
    (archive,) = (path for path in dataset.warc.glob("*.warc.gz") if segment_stem(path.name) == segment)
    with Workers(1) as pool:
        pool.submit(build_one, archive, dataset.path, load_sources(dataset.path), read, write).result()


def _forget_articles(dataset: WritableDataset, faults: list[Fault]) -> None:
    """Have ``articles`` made again from all revisions, where there was a fault; its sound files keep their articles."""
    if not any(fault.mend in (Mend.REBUILD, Mend.COMPACT) for fault in faults):
        return
    for fault in faults:
        if fault.mend is Mend.COMPACT and fault.place.endswith(".parquet"):
            (dataset.path / fault.place).unlink(missing_ok=True)
    dataset.compaction_state.unlink(missing_ok=True)


def _count(dataset: DatasetFolder, table: Table, faults: list[Fault]) -> int:
    broken = {fault.place for fault in faults}
    parts = [path for path in dataset.parts(table) if path.relative_to(dataset.path).as_posix() not in broken]
    return sum(map(count_rows, parts))
