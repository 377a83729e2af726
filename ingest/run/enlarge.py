"""Maintenance of a dataset's files, between runs."""

from __future__ import annotations

from pathlib import Path

from ingest.run.publishing import publish
from ingest.writers.card import write_card
from ingest.writers.compaction import compact, remember_state
from ingest.writers.dataset_folder import create_or_open, look_at
from ingest.writers.enlarging import Enlarged
from ingest.writers.enlarging import enlarge as enlarge_files


def enlarge(path: Path, *, target: int, offline: bool = False) -> list[Enlarged]:
    """Merge the small files of ``articles`` into files of about ``target`` bytes; what was done, by month.

    Raises :class:`ingest.errors.DatasetError`: there is none, it is locked, or cannot be written to.
    """
    look_at(path)
    with create_or_open(path) as dataset:
        compact(dataset)
        done = enlarge_files(dataset, target=target, offline=offline)
        if done:
            remember_state(dataset)
            write_card(dataset)
            publish(dataset)
    return done
