"""Whether the tables of a dataset are whole and agree with each other. Reads everything, changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.errors import DatasetBroken
from ingest.model import Outcome
from ingest.urls import article_id
from ingest.writers.dataset_folder import DatasetFolder, schema_version
from ingest.writers.files import is_temporary
from ingest.writers.parts import read_table
from ingest.writers.rows import text_digest
from ingest.writers.schema import SCHEMA_VERSION, TABLES, VERSION_KEY, Table, arrow_schema


class Mend(StrEnum):
    """How a fault goes away."""

    REBUILD = "rebuild"
    """The segment is built again from its archive."""
    COMPACT = "compact"
    """``articles`` is made again from ``revisions``."""
    OPEN = "open"
    """The next run does it, by opening the dataset to write."""
    NOT = "not"
    """Only from a copy."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it must be."""

    place: str
    """File, seen from the dataset."""
    said: str
    mend: Mend
    segment: str = ""
    """Name of the parts to build again, without ending."""

    def __str__(self) -> str:
        return f"{self.place}: {self.said}"


@dataclass(slots=True)
class Segment:
    """The rows of one segment, as far as the tables can be compared by them."""

    captures: pa.Table | None = None
    revisions: pa.Table | None = None
    places: dict[Table, str] = field(default_factory=dict)


_LINK = ["article_id", "content_digest", "warc_file", "warc_offset"]
_COLUMNS: dict[Table, list[str]] = {
    "articles": ["article_id", "content_digest", "aliases"],
    "revisions": _LINK,
    "captures": [*_LINK, "warc_length", "outcome"],
}


def check_folder(dataset: DatasetFolder) -> Iterator[Fault]:
    """Files beside the tables: the data dictionary, and what a killed writer left."""
    if schema_version(dataset) is None:
        yield Fault("schema.json", "is missing, or cannot be read", Mend.OPEN)
    for path in sorted(dataset.path.rglob(".*.tmp")):
        if is_temporary(path.name):
            yield Fault(_name(dataset, path), "was left by a killed run", Mend.OPEN)


def check_tables(dataset: DatasetFolder) -> tuple[dict[str, Segment], list[Fault]]:
    """The segments by name, without those of unreadable parts, and all faults of the tables."""
    faults: list[Fault] = []
    segments: dict[str, Segment] = {}
    articles: list[pa.Table] = []
    for table in TABLES:
        for path in dataset.parts(table):
            faults += _check_part(dataset, table, path)
            try:
                data = read_table(path, table, _COLUMNS[table])
            except (DatasetBroken, OSError, KeyError):
                continue  # told already
            if table == "articles":
                articles.append(data)
                continue
            segment = segments.setdefault(path.stem, Segment())
            segment.places[table] = _name(dataset, path)
            if table == "captures":
                segment.captures = data
            else:
                segment.revisions = data
    for name, segment in sorted(segments.items()):
        faults += _check_segment(name, segment)
    faults += _check_articles(articles, segments)
    return segments, faults


# --- one part --------------------------------------------------------------------------------------------------------
def _check_part(dataset: DatasetFolder, table: Table, path: Path) -> Iterator[Fault]:
    place = _name(dataset, path)
    mend, segment = (Mend.COMPACT, "") if table == "articles" else (Mend.REBUILD, path.stem)
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            yield from (Fault(place, said, mend, segment) for said in _schema_faults(file.schema_arrow, table))
            for number in range(file.num_row_groups):
                group = file.read_row_group(number)
                yield from (Fault(place, said, mend, segment) for said in _row_faults(group, table))
    except (pa.ArrowException, OSError) as error:
        yield Fault(place, f"cannot be read: {str(error).splitlines()[0]}", mend, segment)


def _schema_faults(found: pa.Schema, table: Table) -> Iterator[str]:
    ours = arrow_schema(table)
    version = (found.metadata or {}).get(VERSION_KEY, b"0")
    for name in found.names:
        if name not in ours.names:
            yield f"has an unknown column {name}"
        elif not found.field(name).type.equals(ours.field(name).type):
            yield f"column {name} is {found.field(name).type}, not {ours.field(name).type}"
    missing = [name for name in ours.names if name not in found.names]
    if missing and version == str(SCHEMA_VERSION).encode():
        yield f"lacks the column {missing[0]}"


def _row_faults(group: pa.Table, table: Table) -> Iterator[str]:
    """Values that contradict others of the same row."""
    for column in arrow_schema(table):
        if not column.nullable and column.name in group.column_names and group[column.name].null_count:
            yield f"column {column.name} has empty values, and never may"
    if table == "captures":
        names = zip(group["warc_file"].to_pylist(), group["warc_offset"].to_pylist(), strict=True)
        keys = [hashlib.sha256(f"{file} {offset}".encode()).hexdigest()[:32] for file, offset in names]
        if keys != group["capture_id"].to_pylist():
            yield "a capture_id is not that of its place"
        return
    if [article_id(url) for url in group["url"].to_pylist()] != group["article_id"].to_pylist():
        yield "an article_id is not that of its url"
    if "text_digest" in group.column_names:
        pairs = zip(group["text"].to_pylist(), group["text_digest"].to_pylist(), strict=True)
        if any(digest is not None and digest != text_digest(text) for text, digest in pairs):
            yield "a text is not what its digest says"


# --- tables that must agree ------------------------------------------------------------------------------------------
def _check_segment(name: str, segment: Segment) -> Iterator[Fault]:
    """The parts of one segment: every version has its capture, and every capture of an article its version."""
    if segment.captures is None:
        yield Fault(segment.places["revisions"], "has no part in captures beside it", Mend.REBUILD, name)
        return
    place = segment.places["captures"]
    if _repeated(segment.captures["warc_offset"]):
        yield Fault(place, "has a row twice", Mend.REBUILD, name)
    kept = segment.captures.filter(pc.equal(segment.captures["outcome"], Outcome.ARTICLE.value)).select(_LINK)
    revisions = segment.revisions if segment.revisions is not None else kept.schema.empty_table()
    if _sorted(kept) != _sorted(revisions.select(_LINK)):
        said = f"{kept.num_rows} captures became a version, and revisions has {revisions.num_rows}, or others"
        yield Fault(place, said, Mend.REBUILD, name)


def _check_articles(parts: list[pa.Table], segments: dict[str, Segment]) -> Iterator[Fault]:
    """Each article once, at a version that there is; and each that has a version, itself or as an alias."""
    schema = arrow_schema("articles")
    empty = pa.schema([schema.field(name) for name in _COLUMNS["articles"]]).empty_table()
    articles = pa.concat_tables([empty, *parts])
    versions = [segment.revisions for segment in segments.values() if segment.revisions is not None]
    known = pa.concat_tables([empty.select(_LINK[:2]), *(one.select(_LINK[:2]) for one in versions)])
    if twice := _repeated(articles["article_id"]):
        yield Fault("articles", f"has {twice} articles twice", Mend.COMPACT)
    foreign = pc.invert(pc.is_in(_pairs(articles), _pairs(known).combine_chunks()))
    if count := pc.sum(foreign).as_py():
        yield Fault("articles", f"has {count} rows at a version that is not in revisions", Mend.COMPACT)
    aliases = pc.list_flatten(articles["aliases"]).to_pylist()
    shown = pa.chunked_array([articles["article_id"].combine_chunks(), pa.array(map(article_id, aliases), pa.string())])
    lost = pc.invert(pc.is_in(known["article_id"].unique(), shown.combine_chunks()))
    if count := pc.sum(lost).as_py():
        yield Fault("articles", f"lacks {count} articles that revisions has", Mend.COMPACT)


def _pairs(data: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(data["article_id"], data["content_digest"], " ")


def _sorted(data: pa.Table) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = data.sort_by("warc_offset").to_pylist()
    return rows


def _repeated(column: pa.ChunkedArray) -> int:
    return len(column) - len(column.unique())


def _name(dataset: DatasetFolder, path: Path) -> str:
    return path.relative_to(dataset.path).as_posix()
