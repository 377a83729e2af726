"""Captures out of a dataset: first from the archive, then from the tables that say where in it they lie."""

from __future__ import annotations

from collections import defaultdict

from ingest.archive import erase_captures
from ingest.settings import WriteSettings
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.erase import Selection, places_of, remove_rows


def take_out(folder: DatasetFolder, selection: Selection, write: WriteSettings) -> None:
    """The pages of a selection from the archive, then its rows from ``revisions`` and ``captures``.

    Stopped anywhere, it can be done again. Raises :class:`ingest.errors.ArchiveError` and
    :class:`ingest.errors.DatasetUnwritable`.
    """
    offsets: dict[str, set[int]] = defaultdict(set)
    places = places_of(folder, selection)
    for place in places:
        offsets[place.warc_file].add(place.warc_offset)
    for name, erased in sorted(offsets.items()):
        if (folder.warc / name).is_file():  # an archive of others is not ours to change
            erase_captures(folder.warc / name, erased)
    remove_rows(folder, places, write)
