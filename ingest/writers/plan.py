"""Which row goes to which file of ``articles``, and the writing of those files."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.settings import WriteSettings
from ingest.writers.commit import month_of
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.history import KEEP, Version
from ingest.writers.merging import merged
from ingest.writers.parts import ORDER, count_rows, read_batches, read_columns, read_table, take_rows, write_stream
from ingest.writers.schema import arrow_schema

_OF_VERSION = ("captured_at", "warc_file", "warc_offset", "first_seen_at", "last_seen_at", "revision")
_OF_DUPLICATES = (
    *("aliases", "cluster_id", "cluster_role", "cluster_match", "cluster_overlap"),
    "cluster_agency",
)
_OF_EDIT = ("previous_digest", "changed", "changed_share", "edit_type", "edited_by")
_BATCH = 1_000
"""Rows of a file in memory while it is merged with what is new."""


class Plan:
    """Rows to write and to remove, by file. An article stays in the file it is in."""

    def __init__(self, dataset: DatasetFolder, homes: Mapping[str, Path], file_rows: int) -> None:
        """``homes``: the file of each article concerned that has one."""
        self._dataset, self._file_rows = dataset, file_rows
        self._homes = dict(homes)
        self._rows: dict[Path, list[dict[str, Any]]] = defaultdict(list)
        self._removed: dict[Path, set[str]] = defaultdict(set)
        self._last: dict[str, Path] = {}
        self._filled: Counter[Path] = Counter()
        for path in dataset.parts("articles"):
            month = path.parent.name
            self._last[month] = max(path, self._last.get(month, path), key=_number)
            self._filled[path] = count_rows(path)

    def put(self, article_id: str, version: Version, duplicates: Mapping[str, Any], beside: Iterable[str] = ()) -> None:
        """Write that version; a new article next to those it takes the place of, else where there is room."""
        home = next((self._homes[one] for one in (article_id, *beside) if one in self._homes), None)
        if home is None:
            home = self._room(month_of(version.first_seen_at))
        self._homes[article_id] = home
        row = {name: getattr(version, name) for name in _OF_VERSION}
        self._rows[home].append(
            {"article_id": article_id, "part": version.part, "row": version.row, **row, **duplicates}
        )

    def touch(self, article_id: str, duplicates: Mapping[str, Any]) -> None:
        """Keep the row, with other columns about its duplicates."""
        row = {"article_id": article_id, "part": KEEP, "row": 0, **dict.fromkeys(_OF_VERSION), **duplicates}
        self._rows[self._homes[article_id]].append(row)

    def remove(self, article_id: str) -> None:
        if home := self._homes.get(article_id):
            self._removed[home].add(article_id)

    def write(self, revisions: Sequence[Path], settings: WriteSettings) -> Counter[str]:
        """Write the files concerned: first those that only gain, so that no text is ever missing. Counts of rows."""
        done: Counter[str] = Counter()
        files = sorted({*self._rows, *self._removed}, key=lambda path: (bool(self._removed.get(path)), path))
        for path in files:
            planned = pa.Table.from_pylist(self._rows.pop(path, []), schema=_planned_schema())
            done += _write_file(path, planned, self._removed.get(path, set()), revisions, settings)
        return done

    def _room(self, month: str) -> Path:
        """The month's last file, or the next when that is full."""
        home = self._last.get(month) or self._dataset.path / "articles" / month / file_name(0)
        if self._filled[home] >= self._file_rows:
            home = home.with_name(file_name(_number(home) + 1))
        self._last[month] = home
        self._filled[home] += 1
        return home


def file_name(number: int) -> str:
    return f"articles-{number:03d}.parquet"


def next_number(folder: Path) -> int:
    """A number that no file of the folder has."""
    return max((_number(path) + 1 for path in folder.glob("*.parquet")), default=0)


def _number(path: Path) -> int:
    return int(re.sub(r"\D", "", path.stem) or 0)


def _planned_schema() -> pa.Schema:
    schema = arrow_schema("articles")
    places = [("article_id", pa.string()), ("part", pa.int32()), ("row", pa.int32())]
    return pa.schema([*places, *((name, schema.field(name).type) for name in (*_OF_VERSION, *_OF_DUPLICATES))])


def _write_file(
    path: Path, planned: pa.Table, removed: set[str], revisions: Sequence[Path], settings: WriteSettings
) -> Counter[str]:
    ids = planned["article_id"].combine_chunks()
    old = _digests(path)
    out = pa.array(sorted({*ids.to_pylist(), *removed}), pa.string())
    fresh = _content(planned, revisions, path)
    digests = dict(zip(fresh["article_id"].to_pylist(), fresh["content_digest"].to_pylist(), strict=True))
    rows = len(old) + sum(one not in old for one in digests) - len((removed & old.keys()) - digests.keys())
    done = Counter(
        new=sum(one not in old for one in digests),
        updated=sum(old.get(one, digest) != digest for one, digest in digests.items()),
        removed=sum(one in old and one not in digests for one in removed),
    )
    if rows:
        stays = _staying(path, out) if old else iter(())
        done["files"] += write_stream(merged([stays, _in_order(fresh)]), path, "articles", settings, rows)
    else:
        path.unlink(missing_ok=True)
    return done


def _digests(path: Path) -> dict[str, str]:
    """Article → content digest of a file; empty where there is none yet."""
    if not path.exists():
        return {}
    data = read_columns(path, ["article_id", "content_digest"])
    return dict(zip(data["article_id"].to_pylist(), data["content_digest"].to_pylist(), strict=True))


def _staying(path: Path, out: pa.Array) -> Iterator[pa.Table]:
    for batch in read_batches(path, "articles", _BATCH):
        yield batch.filter(pc.invert(pc.is_in(batch["article_id"], out)))


def _in_order(rows: pa.Table) -> Iterator[pa.Table]:
    order = pc.sort_indices(rows, sort_keys=[(name, "ascending") for name in ORDER["articles"]])
    for start in range(0, rows.num_rows, _BATCH):
        yield rows.take(order.slice(start, _BATCH))


def _content(planned: pa.Table, revisions: Sequence[Path], path: Path) -> pa.Table:
    """The rows of ``articles`` as planned: content from the parts, or from the rows that are in the file."""
    pieces = [arrow_schema("articles").empty_table()]
    for number in sorted(set(planned["part"].to_pylist())):
        mine = planned.filter(pc.equal(planned["part"], number))
        places = mine["row"].combine_chunks()
        if number == KEEP:
            there = read_table(path, "articles", ["article_id"])["article_id"].combine_chunks()
            places = pc.index_in(mine["article_id"].combine_chunks(), there)
        order = pc.sort_indices(places)  # rows in the order of their file are copied once, not twice
        rows = places.take(order).to_pylist()
        kept = number == KEEP
        content = take_rows(path, "articles", rows) if kept else take_rows(revisions[number], "revisions", rows)
        pieces.append(_row_of(content, mine.take(order)))
    return pa.concat_tables(pieces)


def _row_of(content: pa.Table, mine: pa.Table) -> pa.Table:
    """Content with the columns that the plan knows better."""
    schema = arrow_schema("articles")
    columns = {name: content[name] for name in content.column_names}
    if "previous_digest" in columns:  # an edit told of another version of equal content does not tell of this one
        same = pc.fill_null(pc.equal(content["revision"], pc.coalesce(mine["revision"], content["revision"])), False)
        columns.update(
            {name: pc.if_else(same, content[name], pa.scalar(None, content[name].type)) for name in _OF_EDIT}
        )
    for name in _OF_VERSION:
        columns[name] = pc.coalesce(mine[name], content[name]) if name in columns else mine[name]
    columns.update({name: mine[name] for name in _OF_DUPLICATES})
    return pa.Table.from_arrays([columns[field.name].cast(field.type) for field in schema], schema=schema)
