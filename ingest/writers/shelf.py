"""What ``articles`` holds now, in narrow columns: where each article is, its version, its text, its cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.urls import article_id as id_of
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.history import KEEP, Version
from ingest.writers.parts import read_table, take_rows
from ingest.writers.schema import arrow_schema

_NARROW = (
    *("article_id", "url", "source", "text_digest", "title", "agency", "published_at", "first_seen_at", "aliases"),
    *("cluster_id", "cluster_role", "cluster_match", "cluster_overlap", "cluster_agency"),
)
_OF_VERSION = ("captured_at", "warc_file", "warc_offset", "first_seen_at", "last_seen_at", "revision")
_FACTS = ("article_id", "url", "source", "text_digest", "title", "agency", "published_at")


@dataclass(frozen=True, slots=True)
class Facts:
    """What identity and duplicates of an article depend on, beside its text."""

    article_id: str
    url: str
    source: str
    text_digest: str | None
    title: str | None
    agency: str | None
    published_at: datetime | None
    first_seen_at: datetime
    place: tuple[Path, int]
    """File and row of its text."""

    @property
    def at(self) -> datetime:
        """First publication; first sight where that is not known, or said to be later."""
        return min(self.published_at or self.first_seen_at, self.first_seen_at)


@dataclass(frozen=True, slots=True)
class Shelved:
    """The version that a file of ``articles`` has, and where."""

    version: Version
    place: tuple[Path, int]


class Shelf:
    """The files of ``articles`` as they were when this was made."""

    def __init__(self, dataset: DatasetFolder) -> None:
        self.paths = dataset.parts("articles")
        pieces = []
        for number, path in enumerate(self.paths):
            data = read_table(path, "articles", _NARROW)
            data = data.append_column("file", pa.repeat(pa.scalar(number, pa.int32()), data.num_rows))
            pieces.append(data.append_column("row", pa.array(range(data.num_rows), pa.int32())))
        self.rows = pa.concat_tables([_empty(), *pieces])

    def homes(self, ids: Iterable[str]) -> dict[str, Path]:
        """The files of those articles that are there; of a hidden address, that of the article it belongs to."""
        heads = {one: self.hidden.get(one, one) for one in ids}
        mine = self.rows_of(sorted(set(heads.values())))
        files = zip(mine["article_id"].to_pylist(), mine["file"].to_pylist(), strict=True)
        found = {one: self.paths[file] for one, file in files}
        return {one: found[head] for one, head in heads.items() if head in found}

    @cached_property
    def hidden(self) -> dict[str, str]:
        """Article ids of aliases → the article that has their text."""
        mine = self.rows.filter(pc.fill_null(pc.greater(pc.list_value_length(self.rows["aliases"]), 0), False))
        rows = mine.select(["article_id", "aliases"]).to_pylist()
        return {id_of(url): row["article_id"] for row in rows for url in row["aliases"]}

    def first_seen(self, ids: Iterable[str]) -> datetime | None:
        """When the first of those articles was first seen, hidden addresses with what they belong to; None when one of
        them is not there."""
        heads = {self.hidden.get(one, one) for one in ids}
        mine = self.rows_of(sorted(heads))
        if mine.num_rows < len(heads):
            return None
        first: datetime | None = pc.min(mine["first_seen_at"]).as_py()
        return first

    def all_ids(self) -> set[str]:
        return set(self.rows["article_id"].to_pylist())

    def aliases(self, article_id: str) -> list[str]:
        (row,) = self.rows_of([article_id]).select(["aliases"]).to_pylist()
        return list(row["aliases"] or ())

    def versions(self, ids: pa.ChunkedArray) -> dict[str, Shelved]:
        """The versions of those articles that are there."""
        places: dict[int, list[int]] = defaultdict(list)
        mine = self.rows_of(pc.unique(ids)).select(["file", "row"])
        for file, row in zip(*(column.to_pylist() for column in mine.columns), strict=True):
            places[file].append(row)
        found = {}
        for file, numbers in places.items():
            path = self.paths[file]
            rows = take_rows(path, "articles", numbers, ["article_id", "content_digest", *_OF_VERSION]).to_pylist()
            for number, row in zip(numbers, rows, strict=True):
                one = row.pop("article_id")
                version = Version(part=KEEP, row=number, digest=row.pop("content_digest"), **row)
                found[one] = Shelved(version, (path, number))
        return found

    def relatives(self, facts: Iterable[Facts]) -> set[str]:
        """Articles that share a text with one of those, or did so before, and hence may be shown or hidden anew."""
        own = {fact.article_id: (fact.source, fact.text_digest) for fact in facts}
        texts = {key for key in own.values() if key[1]}
        same = self.rows.filter(pc.is_in(self.rows["text_digest"], pa.array([text for _, text in texts], pa.string())))
        rows = same.select(["article_id", "source", "text_digest"]).to_pylist()
        heads = {row["article_id"] for row in rows if (row["source"], row["text_digest"]) in texts}
        heads |= own.keys() | {self.hidden[one] for one in own if one in self.hidden}
        return heads | {alias for alias, head in self.hidden.items() if head in heads}

    def facts(self, rows: pa.Table) -> Iterator[Facts]:
        """Facts of some of the shelf's rows."""
        names = [*_FACTS, "first_seen_at", "file", "row"]
        for row in rows.select(names).to_pylist():
            place = (self.paths[row.pop("file")], row.pop("row"))
            yield Facts(**row, place=place)

    def rows_of(self, ids: Any) -> pa.Table:
        values = ids if isinstance(ids, (pa.Array, pa.ChunkedArray)) else pa.array(ids, pa.string())
        return self.rows.filter(pc.is_in(self.rows["article_id"], values))


def facts_of(newest: Mapping[str, Version], revisions: Sequence[Path], shelf: Shelf) -> dict[str, Facts]:
    """Facts of the newest versions, from the parts, or from the shelf where the content is there."""
    ids: dict[int, list[str]] = defaultdict(list)
    for article_id, version in newest.items():
        ids[version.part].append(article_id)
    found = {}
    for part, mine in ids.items():
        if part == KEEP:
            found.update({fact.article_id: fact for fact in shelf.facts(shelf.rows_of(mine))})
            continue
        path, rows = revisions[part], [newest[one].row for one in mine]
        data = read_table(path, "revisions", _FACTS).take(pa.array(rows, pa.int64())).to_pylist()
        for row, place in zip(data, rows, strict=True):
            seen = newest[row["article_id"]].first_seen_at
            found[row["article_id"]] = Facts(**row, first_seen_at=seen, place=(path, place))
    return found


def _empty() -> pa.Table:
    schema = arrow_schema("articles")
    fields = [schema.field(name) for name in _NARROW]
    return pa.schema([*fields, ("file", pa.int32()), ("row", pa.int32())]).empty_table()
