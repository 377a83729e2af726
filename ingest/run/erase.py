"""A page or a person erased from a dataset.

    tombstones →archive→ →revisions, captures→ →compact→ articles

In this order, so that a killed erasure can be done again by the same call: rows tell where the pages lie, so they go
last. What comes back all the same (a page of an unknown address by an erased author) is caught when it is read, and
swept out at the end of the run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from ingest.errors import UsageError
from ingest.ledger import Ledger
from ingest.parsers.typography import fold
from ingest.run.build import finish
from ingest.run.interrupted import finish_interrupted
from ingest.run.progress import Summary
from ingest.run.rows import ReadSettings
from ingest.run.taking_out import take_out
from ingest.run.tombstones import Tombstones, digest_of_name, load_tombstones, save_tombstones
from ingest.settings import WriteSettings
from ingest.urls import canonical_url
from ingest.writers.dataset_folder import DatasetFolder, create_or_open, look_at
from ingest.writers.erase import (
    Selection,
    addresses_of,
    count_rows_at,
    select_urls,
    with_aliases,
)
from ingest.writers.parts import read_table
from ingest.writers.schema import Table


def preview(dataset: Path, *, urls: Iterable[str] = (), authors: Iterable[str] = ()) -> dict[Table, int]:
    """How many rows of each table :func:`erase` would take out. Raises as it does."""
    folder = look_at(dataset)
    return count_rows_at(folder, _select(folder, *_asked(urls, authors)))


def erase(
    dataset: Path, *, urls: Iterable[str] = (), authors: Iterable[str] = (), write: WriteSettings | None = None
) -> dict[Table, int]:
    """Take articles out of all tables and the archive, and remember not to take them again; rows that went.

    ``urls``: web addresses, as asked for or canonical; the same text under other addresses of the site goes with them.
    ``authors``: names as signed; everything they signed or contributed to goes. What others wrote about them stays.

    Raises :class:`~ingest.errors.UsageError` for what is no web address, :class:`~ingest.errors.DatasetError`, and
    :class:`~ingest.errors.ArchiveError` for a segment that cannot be read. Stopped anywhere, the same call ends it.
    """
    write = write or WriteSettings()
    canonical, names = _asked(urls, authors)
    look_at(dataset)
    with create_or_open(dataset) as folder, Ledger.open(folder.ledger) as ledger:
        finish_interrupted(folder, ledger, ReadSettings(), write)
        selection = _select(folder, canonical, names)
        save_tombstones(load_tombstones(folder.path).with_more(selection.urls, names), folder.path)
        rows = count_rows_at(folder, selection)
        ledger.forget(selection.urls | addresses_of(folder, selection))
        take_out(folder, selection, write)
        finish(folder, Summary(dataset=dataset), write)
    return rows


def _asked(urls: Iterable[str], authors: Iterable[str]) -> tuple[list[str], list[str]]:
    canonical, names = [canonical_url(url) for url in urls], list(authors)
    if not canonical and not names:
        raise UsageError("Nothing to erase. Name a web address with --url, or a person with --author.")
    for name in names:
        if not fold(name):  # it would be the name of everybody who has none
            raise UsageError(f"{name!r} is no name.")
    return canonical, names


def _select(folder: DatasetFolder, urls: Collection[str], names: Collection[str]) -> Selection:
    found = select_urls(folder, urls) if urls else Selection()
    found.article_ids |= _signed_by(folder, names)
    found.article_ids |= load_tombstones(folder.path).urls  # of a call that was stopped before it had taken out all
    return with_aliases(folder, found)


def _signed_by(folder: DatasetFolder, names: Collection[str]) -> set[str]:
    """Articles of which any version is signed by one of these people."""
    wanted = Tombstones(authors=frozenset(map(digest_of_name, names)))
    found = set()
    for path in folder.parts("revisions") if names else ():
        for row in read_table(path, "revisions", ["article_id", "authors", "contributors"]).to_pylist():
            if wanted.has_row(row):
                found.add(row["article_id"])
    return found
