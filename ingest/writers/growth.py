"""Parts that have grown since ``articles`` was last brought up to date, and by what: a run adds to the parts of a
segment that it continues, and a compaction then reads what is new in them instead of all histories.

That is noted in ``.grown.json``. Without the note, or with one that does not fit, a part counts as changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.files import write_text

Stamp = list[int]


@dataclass(frozen=True, slots=True)
class Growth:
    """From the file with one stamp to that with another, only rows of captures from byte ``start`` on were added."""

    before: Stamp
    after: Stamp
    start: int


def stamp(path: Path) -> Stamp:
    """Tells a part from what replaces it, without reading it."""
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def note_growth(dataset: DatasetFolder, parts: Mapping[Path, Stamp], start: int) -> None:
    """Parts that had those stamps have new rows. Raises :class:`ingest.errors.DatasetUnwritable`."""
    known = growths(dataset)
    for path, before in parts.items():
        name = path.relative_to(dataset.path).as_posix()
        earlier = known.get(name)
        if earlier is not None and earlier.after == before:  # no compaction came in between
            known[name] = Growth(earlier.before, stamp(path), min(earlier.start, start))
        else:
            known[name] = Growth(before, stamp(path), start)
    noted = {name: [one.before, one.after, one.start] for name, one in known.items()}
    write_text(json.dumps(noted, indent=0, sort_keys=True), dataset.growth)


def growths(dataset: DatasetFolder) -> dict[str, Growth]:
    """What was noted since the last compaction, by name of the part."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        return {name: Growth(*said) for name, said in json.loads(dataset.growth.read_text("utf-8")).items()}
    return {}


def forget_growth(dataset: DatasetFolder) -> None:
    """``articles`` is up to date."""
    dataset.growth.unlink(missing_ok=True)
