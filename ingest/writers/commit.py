"""Rows of one WARC segment → its two parts.

The parts are named by the segment and hold only what was read from it, so building a segment again replaces them.
``captures`` is written last: a segment with that part is committed, one without is built again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ingest.model import Outcome, Reason
from ingest.settings import WriteSettings
from ingest.urls import article_id
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.edits import COMPARED, Numbered, history_columns
from ingest.writers.growth import note_growth, stamp
from ingest.writers.parts import read_table, take_rows, write_part
from ingest.writers.rows import Row
from ingest.writers.schema import Table, arrow_schema


@dataclass(frozen=True, slots=True)
class Known:
    """The newest version of an article that the dataset has."""

    content_digest: str
    last_seen_at: datetime
    revision: int
    path: Path
    row: int


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit wrote. ``revisions`` + ``unchanged`` are the articles read from the segment."""

    revisions: int
    unchanged: int
    captures: int
    same: frozenset[str] = field(default=frozenset(), compare=False)
    """Addresses, as requested, of the ``unchanged``."""


def commit_segment(
    dataset: DatasetFolder,
    segment: str,
    article_rows: Iterable[Row],
    capture_rows: Iterable[Row],
    *,
    skip_known: bool = False,
    settings: WriteSettings | None = None,
    start: int = 0,
) -> Committed:
    """Write the parts of the segment with that file name; counts of what was written.

    An article read twice with the same content in one segment is one revision; its second capture says ``unchanged``,
    ``same_content``. With ``skip_known``, as a crawl does, that also goes for content the dataset has from earlier
    segments; without, as in building from archives, the parts depend on the segment alone. ``articles`` comes out
    the same either way. Each revision says what it changed of the version before, as far as that is known here; what
    other segments know, a compaction adds. Rows that were changed by this are new dicts: those given stay as they are.

    ``start``: the rows are those of a segment that was continued, from this byte on; they are added to its parts.
    Raises :class:`ingest.errors.DatasetUnwritable`.
    """
    settings = settings or WriteSettings()
    articles = sorted(article_rows, key=lambda row: (row["captured_at"], row["warc_offset"]))
    known = known_versions(dataset, {row["article_id"] for row in articles}) if skip_known else {}
    fresh, repeated = _part_by_news(articles, known)
    captures = [_marked_unchanged(row) if row["warc_offset"] in repeated else row for row in capture_rows]
    if start:
        _enlarge(dataset, segment, {"revisions": fresh, "captures": captures}, settings, start)
    elif captures:
        month = month_of(min(row["fetched_at"] for row in captures))
        _replace(dataset, "revisions", month, segment, fresh, settings)
        _replace(dataset, "captures", month, segment, captures, settings)
    same = frozenset(row["url"] for row in captures if row["warc_offset"] in repeated)
    return Committed(len(fresh), len(repeated), len(captures), same)


def known_versions(dataset: DatasetFolder, article_ids: Iterable[str]) -> dict[str, Known]:
    """The newest version in ``articles`` for those of the ids that are there; for another address of one of those
    articles, which has no row of its own, that article's."""
    wanted = pa.array(sorted(article_ids), pa.string())
    if not len(wanted):
        return {}
    columns = ["article_id", "content_digest", "last_seen_at", "revision", "aliases"]
    found: dict[str, Known] = {}
    hidden: dict[str, Known] = {}
    for path in dataset.parts("articles"):
        data = read_table(path, "articles", columns)
        has_others = pc.fill_null(pc.greater(pc.list_value_length(data["aliases"]), 0), False)
        places = pc.indices_nonzero(pc.or_(pc.is_in(data["article_id"], wanted), has_others))
        for place, row in zip(places.to_pylist(), data.take(places).to_pylist(), strict=True):
            known = Known(row["content_digest"], row["last_seen_at"], row["revision"], path, place)
            found[row["article_id"]] = known
            hidden.update((article_id(url), known) for url in row["aliases"] or ())
    return {one: version for one in wanted.to_pylist() if (version := found.get(one) or hidden.get(one))}


def month_of(instant: datetime) -> str:
    """``2026-11``, in UTC."""
    return f"{instant.astimezone(UTC):%Y-%m}"


def _part_by_news(articles: list[Row], known: Mapping[str, Known]) -> tuple[list[Row], set[int]]:
    """Rows with content that was not there just before, numbered, and the WARC offsets of the others."""
    fresh: list[Row] = []
    repeated: set[int] = set()
    current: dict[str, Row] = {}
    contents = _edited(articles, known)
    for row in articles:
        one, digest = row["article_id"], row["content_digest"]
        before = current.get(one)
        if before is None and (earlier := _earlier(row, known.get(one))):
            before = {"content_digest": earlier.content_digest, "revision": earlier.revision}
            before |= contents.get(one, {})
        if before and before["content_digest"] == digest:
            repeated.add(row["warc_offset"])
            continue
        number = Numbered(before["revision"] + 1, before["content_digest"]) if before else Numbered(1, None)
        current[one] = {**row, **history_columns(number, before, row)}
        fresh.append(current[one])
    return fresh, repeated


def _edited(articles: Iterable[Row], known: Mapping[str, Known]) -> dict[str, Row]:
    """What the known versions of edited articles are compared by, read file by file."""
    wanted: dict[Path, dict[int, str]] = defaultdict(dict)
    for row in articles:
        earlier = _earlier(row, known.get(row["article_id"]))
        if earlier and earlier.content_digest != row["content_digest"]:
            wanted[earlier.path][earlier.row] = row["article_id"]
    found: dict[str, Row] = {}
    for path, ids in wanted.items():
        content = take_rows(path, "articles", list(ids), COMPARED).to_pylist()
        found.update(zip(ids.values(), content, strict=True))
    return found


def _earlier(row: Row, known: Known | None) -> Known | None:
    """The known version where that was last seen before the row's fetch, so in another segment."""
    return known if known and known.last_seen_at < row["captured_at"] else None


def _marked_unchanged(row: Row) -> Row:
    return {**row, "outcome": Outcome.UNCHANGED.value, "reason": Reason.SAME_CONTENT.value}


def _replace(
    dataset: DatasetFolder, table: Table, month: str, segment: str, rows: list[Row], settings: WriteSettings
) -> None:
    """Write the part; none when there are no rows. A part of the segment in another month goes."""
    target = dataset.part(table, month, segment)
    if rows:
        write_part(pa.Table.from_pylist(rows, schema=arrow_schema(table)), target, table, settings)
    for stale in _stale(dataset.parts_of(table, segment), target if rows else None):
        stale.unlink()


def _enlarge(
    dataset: DatasetFolder, segment: str, rows: Mapping[Table, list[Row]], settings: WriteSettings, start: int
) -> None:
    """Add rows to the segment's parts, ``captures`` last. They stay in the month in which the segment was begun."""
    (there,) = dataset.parts_of("captures", segment)
    before, grown = {}, []
    for table, more in rows.items():
        path = dataset.part(table, there.parent.name, segment)
        if not more:
            continue
        pieces = [pa.Table.from_pylist(more, schema=arrow_schema(table))]
        if path.exists():
            before[path] = stamp(path)
            earlier = read_table(path, table)
            pieces.insert(0, earlier.filter(pc.less(earlier["warc_offset"], start)))
        write_part(pa.concat_tables(pieces), path, table, settings)
        grown.append(path)
    note_growth(dataset, {path: before[path] for path in grown if path in before}, start)


def _stale(found: list[Path], kept: Path | None) -> list[Path]:
    return [path for path in found if path != kept]
