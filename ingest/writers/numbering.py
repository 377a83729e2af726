"""Numbers of versions and their edits, brought up to date in the parts of ``revisions``.

A segment is written without knowing what others hold. Where a compaction finds that a row says something else of its
history than all parts together do, the part is replaced by one that says the same as they.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from ingest.settings import WriteSettings
from ingest.writers.edits import COMPARED, Numbered, history_columns
from ingest.writers.history import KEEP, Step
from ingest.writers.parts import read_table, table_of, take_rows, write_part
from ingest.writers.rows import Row, text_digest
from ingest.writers.schema import arrow_schema

_CHANGED = ("revision", "previous_digest", "changed", "changed_share", "edit_type", "edited_by", "text_digest")

_Place = tuple[Path, int]


@dataclass(frozen=True, slots=True)
class _Task:
    """A row to be numbered, and where the version before it is."""

    number: Numbered
    before: _Place | None


class Numbering:
    """Gathers the rows that say something else than their history, then writes them."""

    def __init__(self, revisions: Sequence[Path], kept: Mapping[str, _Place]) -> None:
        """``kept``: where ``articles`` has the version that a history goes on from, by article."""
        self._revisions, self._kept = revisions, kept
        self._tasks: dict[Path, dict[int, _Task]] = defaultdict(dict)

    def check(self, article_id: str, step: Step) -> None:
        """Note the sighting's row when it is to be changed."""
        sighting, before = step.sighting, step.before
        if sighting.part is None:
            return
        number = Numbered(step.version.revision, before.digest if before else None)
        if (sighting.revision, sighting.previous) != (number.revision, number.previous):
            place = None
            if before:
                place = self._kept[article_id] if before.part == KEEP else (self._revisions[before.part], before.row)
            self._tasks[self._revisions[sighting.part]][sighting.row] = _Task(number, place)

    def write(self, settings: WriteSettings) -> None:
        """Replace the parts concerned, one after the other. Raises :class:`ingest.errors.DatasetUnwritable`."""
        for path in sorted(self._tasks):
            tasks = self._tasks[path]
            befores = _contents({task.before for task in tasks.values() if task.before})
            data = read_table(path, "revisions")
            rows = sorted(tasks)
            said = data.select([*_CHANGED, "text"]).to_pylist()
            for number, after in zip(rows, data.select(COMPARED).take(pa.array(rows)).to_pylist(), strict=True):
                task = tasks[number]
                versions = (befores[task.before], after) if task.before else None
                said[number].update(history_columns(task.number, versions))
            for row in said:  # written by schema version 1
                row["text_digest"] = row["text_digest"] or text_digest(row["text"])
            write_part(_replaced(data, said), path, "revisions", settings)


def _contents(places: set[_Place]) -> dict[_Place, Row]:
    """What versions are compared by, read file by file. Rows of a file that is about to be written are read before."""
    wanted: dict[Path, list[int]] = defaultdict(list)
    for path, row in sorted(places):
        wanted[path].append(row)
    found: dict[_Place, Row] = {}
    for path, rows in wanted.items():
        content = take_rows(path, table_of(path), rows, COMPARED).to_pylist()
        found.update(zip(((path, row) for row in rows), content, strict=True))
    return found


def _replaced(data: pa.Table, said: Sequence[Row]) -> pa.Table:
    schema = arrow_schema("revisions")
    for name in _CHANGED:
        column = pa.array([row[name] for row in said], schema.field(name).type)
        data = data.set_column(data.schema.get_field_index(name), schema.field(name), column)
    return data
