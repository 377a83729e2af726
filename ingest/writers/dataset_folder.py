"""The folder of a dataset: what lies where, and who may write.

    articles/2026-11/articles-000.parquet     newest version of each article, by month of first sight
    revisions/2026-11/<segment>.parquet       versions, one part per WARC segment
    captures/2026-11/<segment>.parquet        fetches, one part per WARC segment
    warc/<segment>.warc.gz                    the pages themselves
    schema.json  README.md  charts/           data dictionary, dataset card and its images
    sources.json                              what is known of the sources: zones and titles to read pages with
    erased.json                               digests of what was erased, so that it does not come back
    ledger.sqlite  .lock                      the tool's memory: may be deleted while nothing runs, and so may
    .compaction.json  .grown.json  .card.json    these

The months are plain folder names, without ``month=``: readers that take such names for a column would have one that
others lack.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest.errors import DatasetMissing, DatasetTooNew, DatasetUnwritable
from ingest.writers.files import is_temporary, remove_temporaries, write_text
from ingest.writers.lock import FolderLock
from ingest.writers.schema import SCHEMA_VERSION, TABLES, Table, schema_json

SEGMENT_SUFFIXES = (".gz", ".warc")

_OURS = frozenset(
    {
        *TABLES,
        "warc",
        "schema.json",
        "README.md",
        "charts",
        "ledger.sqlite",
        "sources.json",
        "erased.json",
        ".lock",
        ".store.json",
        ".compaction.json",
        ".grown.json",
        ".card.json",
        ".run.json",
        ".compacting",
    }
)


class DatasetFolder:
    """Paths of a dataset. Made by :func:`look_at` for reading, by :func:`create_or_open` for writing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def warc(self) -> Path:
        return self.path / "warc"

    @property
    def ledger(self) -> Path:
        return self.path / "ledger.sqlite"

    @property
    def schema(self) -> Path:
        return self.path / "schema.json"

    @property
    def card(self) -> Path:
        return self.path / "README.md"

    @property
    def charts(self) -> Path:
        return self.path / "charts"

    @property
    def scratch(self) -> Path:
        """Where large files are written before they take their place; nothing of a finished step stays in it."""
        return self.path / ".compacting"

    @property
    def compaction_state(self) -> Path:
        return self.path / ".compaction.json"

    @property
    def growth(self) -> Path:
        return self.path / ".grown.json"

    @property
    def tally(self) -> Path:
        return self.path / ".card.json"

    @property
    def run_note(self) -> Path:
        return self.path / ".run.json"

    def parts(self, table: Table) -> list[Path]:
        """The part files of a table, sorted by month and name."""
        return sorted((self.path / table).glob("*/*.parquet"))

    def part(self, table: Table, month: str, segment: str) -> Path:
        """Where the rows made from a WARC segment go; ``segment`` is the WARC's file name."""
        return self.path / table / month / f"{segment_stem(segment)}.parquet"

    def parts_of(self, table: Table, segment: str) -> list[Path]:
        """The parts made from a WARC segment, in whatever month: one or none."""
        name = f"{segment_stem(segment)}.parquet"
        return [path for month in sorted((self.path / table).glob("*")) if (path := month / name).is_file()]

    def uncommitted(self) -> list[Path]:
        """Whole WARC segments in ``warc/`` without a part in ``captures``: archived by a killed run and never built."""
        found = sorted(self.warc.glob("*.warc.gz")) if self.warc.is_dir() else []
        committed = {path.stem for path in self.parts("captures")}
        return [path for path in found if segment_stem(path.name) not in committed]

    def last_segment(self, now: datetime, below: int) -> Path | None:
        """The WARC segment of ours that was begun last on that day (UTC), if it is committed and has fewer bytes."""
        found = sorted(self.warc.glob(f"ingest-{now.astimezone(UTC):%Y%m%d}*.warc.gz"))
        if not found or found[-1].stat().st_size >= below or not self.parts_of("captures", found[-1].name):
            return None
        return found[-1]


class WritableDataset(DatasetFolder):
    """A dataset whose lock this process holds until :meth:`close`. A context manager."""

    def __init__(self, path: Path, lock: FolderLock) -> None:
        super().__init__(path)
        self._lock = lock

    def close(self) -> None:
        self._lock.release()

    def __enter__(self) -> WritableDataset:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def create_or_open(path: Path) -> WritableDataset:
    """The dataset at ``path`` to write to, made if there is none, cleared of what a killed writer left half-written.

    Raises :class:`DatasetUnwritable`, :class:`DatasetLocked` or :class:`DatasetTooNew`; each says what to do. A dataset
    of an older schema version is brought to the present one: its parts stay as they are, new columns read as null.
    """
    path = path.expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
        _refuse_other_things(path)
        lock = FolderLock(path / ".lock")
    except OSError as error:
        raise DatasetUnwritable(
            f"Cannot write to {path}: {error.strerror or error}. Choose another folder with --out."
        ) from error
    dataset = WritableDataset(path, lock)
    try:
        schema_version(dataset)
        remove_temporaries(path)
        shutil.rmtree(dataset.scratch, ignore_errors=True)
        write_text(schema_json(), dataset.schema)
        dataset.warc.mkdir(exist_ok=True)
    except OSError as error:
        dataset.close()
        raise DatasetUnwritable(
            f"Cannot write to {path}: {error.strerror or error}. Choose another folder with --out."
        ) from error
    except BaseException:
        dataset.close()
        raise
    return dataset


def look_at(path: Path) -> DatasetFolder:
    """The dataset at ``path`` to read from. Raises :class:`DatasetMissing` or :class:`DatasetTooNew`."""
    dataset = DatasetFolder(path.expanduser())
    if dataset.path.is_file():
        raise DatasetMissing(f"{path} is a file, and a dataset is a folder. Give the folder.")
    if schema_version(dataset) is None and not any(
        _may_be_of(part, table) for table in TABLES for part in dataset.parts(table)
    ):
        if dataset.path.is_dir() and any(dataset.path.iterdir()):
            raise DatasetMissing(f"{path} holds other files, and no dataset. Name the folder that --out was given.")
        raise DatasetMissing(f"There is no dataset at {path}. Make one with «ingest crawl … --out {path}».")
    return dataset


def schema_version(dataset: DatasetFolder) -> int | None:
    """Version of the schema the dataset was last written with; None when it says nothing.

    Raises :class:`DatasetTooNew` for a version this ingest does not know.
    """
    try:
        content: Any = json.loads(dataset.schema.read_text("utf-8"))
        version = int(content["schema_version"])
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return None
    if version > SCHEMA_VERSION:
        raise DatasetTooNew(
            f"{dataset.path} has schema version {version}, this ingest knows {SCHEMA_VERSION}."
            " Update ingest (pip install -U ingest), or write to another folder with --out."
        )
    return version


def segment_stem(segment: str) -> str:
    """``CC-NEWS-20230417.warc.gz`` → ``CC-NEWS-20230417``: what parts are named by."""
    for suffix in SEGMENT_SUFFIXES:
        segment = segment.removesuffix(suffix)
    return segment


def _refuse_other_things(path: Path) -> None:
    """A folder of something else stays as it is: a card would overwrite its README."""
    if (path / "schema.json").exists():
        return
    names = [entry.name for entry in path.iterdir()]
    foreign = sorted(name for name in names if name not in _OURS and not is_temporary(name))
    foreign += [found.relative_to(path).as_posix() for table in TABLES for found in _foreign_parts(path, table)]
    if foreign or (path / "README.md").exists():
        raise DatasetUnwritable(
            f"{path} is no dataset, and holds other things ({', '.join(foreign[:3] or ['README.md'])})."
            " Choose a new or empty folder with --out."
        )


def _foreign_parts(path: Path, table: Table) -> Iterator[Path]:
    """Files in a table's folder that no writer of ours put there: others have articles, too."""
    for found in sorted((path / table).rglob("*")):
        if found.is_file() and not is_temporary(found.name):
            is_part = found.suffix == ".parquet" and found.parent.parent == path / table
            if not (is_part and _may_be_of(found, table)):
                yield found


def _may_be_of(path: Path, table: Table) -> bool:
    from ingest.writers.parts import may_be_of  # and with it what reads Parquet: for folders without a schema.json only

    return may_be_of(path, table)
