"""The versions of an article that a dataset keeps, and what one changed of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.dataset import open_dataset
from ingest.errors import UsageError
from ingest.writers.edits import Edit, Passage, compare, passages

Row = dict[str, Any]

_READ = ("title", "standfirst", "authors", "published_at", "modified_at")
"""Columns shown above the body."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions side by side. ``fields``: name, and the values' passages; ``body``: the text's."""

    before: Row
    after: Row
    edit: Edit
    fields: tuple[tuple[str, tuple[Passage, ...]], ...]
    body: tuple[Passage, ...]


def versions(url: str, dataset: Path | None = None) -> list[Row]:
    """Rows of ``revisions`` of the article at that address, oldest first, each version once.

    Without ``dataset``: of the first of those in ``datasets/`` that has it. Raises :class:`UsageError` when none has,
    :class:`ingest.errors.DatasetMissing` when there is no dataset.
    """
    folders = [dataset] if dataset else sorted(path.parent for path in Path("datasets").glob("*/schema.json"))
    for folder in folders:
        if rows := _distinct(open_dataset(folder).revisions(url).read_all().to_pylist()):
            return rows
    where = dataset or "any dataset in datasets/"
    raise UsageError(f"No version of {url} is in {where}. Give the article's canonical URL, and the dataset's folder.")


def difference(before: Row, after: Row) -> Difference:
    """What the second version changed of the first."""
    fields = tuple((name, tuple(passages(_words(before[name]), _words(after[name])))) for name in _READ)
    shown = tuple(
        field for field in fields if any(piece.text for one in field[1] for piece in (*one.before, *one.after))
    )
    return Difference(before, after, compare(before, after), shown, tuple(passages(before["text"], after["text"])))


def numbered(rows: Sequence[Row], number: int) -> Row:
    """The version of that number, counted from 1, or from the end where it is negative. Raises UsageError."""
    if not 0 < abs(number) <= len(rows):
        raise UsageError(f"There is no version {number}: the dataset has {len(rows)}.")
    return rows[number - 1 if number > 0 else number]


def _distinct(rows: Sequence[Row]) -> list[Row]:
    """A segment that was built again may repeat a version."""
    return [row for n, row in enumerate(rows) if n == 0 or row["content_digest"] != rows[n - 1]["content_digest"]]


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return value.isoformat(" ", "minutes") if hasattr(value, "isoformat") else value or ""
