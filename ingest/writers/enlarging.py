"""Small files of ``articles`` → large ones, month by month, in bounded memory, while others read.

Rows move from file to file here, which a run never does. So a month is written anew beside the old one, under names
that were never used, and the two folders are swapped in one step: a glob finds all old files or all new ones. A reader
that had looked before and opens a file after is told that it is gone; it never reads a row twice.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ingest.errors import DatasetUnwritable
from ingest.settings import WriteSettings
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.exchange import exchange
from ingest.writers.files import sync_folder
from ingest.writers.merging import merged
from ingest.writers.parts import read_batches, write_files, write_stream
from ingest.writers.plan import file_name, next_number

TARGET_BYTES = 256 * 1024 * 1024
"""Size at which a file is closed. Files of at least half of it are left as they are."""
_FAN_IN = 16
"""Files merged at once: each costs the memory of one batch and of the pages that it is read from."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Enlarged:
    """What became of a month."""

    month: str
    before: int
    after: int
    size: int
    """Files before and after, and bytes after."""


def enlarge(
    dataset: DatasetFolder,
    *,
    settings: WriteSettings | None = None,
    target: int = TARGET_BYTES,
    offline: bool = False,
) -> list[Enlarged]:
    """Merge the small files of each month; what was done, by month. For the holder of the dataset's lock.

    ``offline``: where folders cannot be swapped in one step, rename one after the other. Readers may then miss a month
    for an instant. Raises :class:`DatasetUnwritable`. Stopped anywhere, it leaves a month as it was or as it is to be.
    """
    settings = settings or WriteSettings()
    done = []
    for month in sorted((dataset.path / "articles").glob("*/")):
        small = [path for path in sorted(month.glob("*.parquet")) if path.stat().st_size < target // 2]
        if len(small) < 2:
            continue
        before = len(list(month.glob("*.parquet")))
        try:
            _rewrite(month, small, dataset.scratch / month.name, settings, target, offline)
        except OSError as error:
            raise DatasetUnwritable(_advice(dataset.path, error)) from error
        finally:
            shutil.rmtree(dataset.scratch, ignore_errors=True)
        after = list(month.glob("*.parquet"))
        done.append(Enlarged(month.name, before, len(after), sum(path.stat().st_size for path in after)))
    return done


def _rewrite(
    month: Path, small: Sequence[Path], scratch: Path, settings: WriteSettings, target: int, offline: bool
) -> None:
    """The month with its small files merged, in the place of the old one."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    for path in set(month.glob("*.parquet")) - set(small):
        os.link(path, scratch / path.name)
    number = next_number(month)
    names = (scratch / file_name(number + n) for n in range(len(small) + 1))
    sources = _few(small, scratch, settings)
    write_files(
        merged([read_batches(path, "articles", _BATCH) for path in sources]), names, "articles", settings, target
    )
    for path in set(sources) - set(small):
        path.unlink()
    sync_folder(scratch)
    if offline:
        old = scratch.with_suffix(".old")
        month.rename(old)
        scratch.rename(month)
    else:
        exchange(month, scratch)
    sync_folder(month.parent)


def _few(paths: Sequence[Path], scratch: Path, settings: WriteSettings) -> list[Path]:
    """The files themselves, or merged ones where they are too many to read at once."""
    paths, round_ = list(paths), 0
    while len(paths) > _FAN_IN:
        waiting = iter(paths)
        merged_paths: list[Path] = []
        while group := list(islice(waiting, _FAN_IN)):
            path = scratch / f".{round_}-{len(merged_paths)}.tmp"
            write_stream(merged([read_batches(one, "articles", _BATCH) for one in group]), path, "articles", settings)
            _discard(one for one in group if one.parent == scratch)
            merged_paths.append(path)
        paths, round_ = merged_paths, round_ + 1
    return paths


def _discard(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink()


def _advice(path: Path, error: OSError) -> str:
    if error.errno == errno.ENOTSUP:
        return (
            f"The file system of {path} cannot swap two folders in one step."
            " Stop what reads the dataset, and use --offline."
        )
    return (
        f"Cannot write to {path}: {error.strerror or error}. Free some space: a month is written before it is removed."
    )
