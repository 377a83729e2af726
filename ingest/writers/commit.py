"""Rows of one WARC segment → its two parts.

The parts are named by the segment and hold only what was read from it, so building a segment again replaces them.
``captures`` is written last: a segment with that part is committed, one without is built again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ingest.model import Outcome, Reason
from ingest.settings import WriteSettings
from ingest.urls import article_id
from ingest.writers.committed import Committed
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.edits import COMPARED, HISTORY_COLUMNS, Numbered, history_columns
from ingest.writers.growth import note_growth, stamp
from ingest.writers.parts import read_table, table_of, take_rows, write_part
from ingest.writers.rows import Row
from ingest.writers.schema import Table


@dataclass(frozen=True, slots=True)
class Known:
    """The newest version of an article that the dataset has, and where its row is."""

    content_digest: str
    last_seen_at: datetime
    """Of an address without a row of its own: when that version was captured."""
    revision: int
    path: Path
    row: int


def commit_segment(
    dataset: DatasetFolder,
    segment: str,
    articles: pa.Table,
    captures: pa.Table,
    *,
    skip_known: bool = False,
    settings: WriteSettings | None = None,
    start: int = 0,
) -> Committed:
    """Write the parts of the segment with that file name; counts of what was written.

    ``articles`` are rows of ``revisions`` (:func:`ingest.writers.rows.article_row`), whose history is added here;
    ``captures`` those of ``captures``: tables, in which a segment takes a fifth of the memory of its rows as objects.

    An article read twice with the same content in one segment is one revision; its second capture says ``unchanged``,
    ``same_content``. With ``skip_known``, as a crawl does, that also goes for content the dataset has from earlier
    segments; without, as in building from archives, the parts depend on the segment alone. ``articles`` comes out
    the same either way. Each revision says what it changed of the version before, as far as that is known here; what
    other segments know, a compaction adds.

    ``start``: the rows are those of a segment that was continued, from this byte on; they are added to its parts.
    Raises :class:`ingest.errors.DatasetUnwritable`.
    """
    settings = settings or WriteSettings()
    known = known_versions(dataset, articles["article_id"].to_pylist()) if skip_known else {}
    fresh, repeated = _part_by_news(articles, known)
    captures = _marked_unchanged(captures, repeated)
    if start:
        _enlarge(dataset, segment, {"revisions": fresh, "captures": captures}, settings, start)
    elif captures.num_rows:
        month = month_of(pc.min(captures["fetched_at"]).as_py())
        _replace(dataset, "revisions", month, segment, fresh, settings)
        _replace(dataset, "captures", month, segment, captures, settings)
    return Committed(fresh.num_rows, len(repeated), captures.num_rows, _urls_at(captures, repeated))


def known_versions(dataset: DatasetFolder, article_ids: Iterable[str]) -> dict[str, Known]:
    """The newest version in ``articles`` for those of the ids that are there; in ``revisions`` for another address of
    one of those articles, which has no row of its own."""
    wanted = pa.array(sorted(set(article_ids)), pa.string())
    if not len(wanted):
        return {}
    columns = ["article_id", "content_digest", "last_seen_at", "revision", "aliases"]
    found: dict[str, Known] = {}
    hidden: set[str] = set()
    for path in dataset.parts("articles"):
        data = read_table(path, "articles", columns)
        has_others = pc.fill_null(pc.greater(pc.list_value_length(data["aliases"]), 0), False)
        places = pc.indices_nonzero(pc.or_(pc.is_in(data["article_id"], wanted), has_others))
        for place, row in zip(places.to_pylist(), data.take(places).to_pylist(), strict=True):
            found[row["article_id"]] = Known(row["content_digest"], row["last_seen_at"], row["revision"], path, place)
            hidden.update(article_id(url) for url in row["aliases"] or ())
    found |= _hidden_versions(dataset, hidden.intersection(wanted.to_pylist()))
    return {one: found[one] for one in wanted.to_pylist() if one in found}


def _hidden_versions(dataset: DatasetFolder, article_ids: Collection[str]) -> dict[str, Known]:
    """The newest versions of articles without a row of their own. Parts are named by their time: the last that has one
    of them has its newest version."""
    found: dict[str, Known] = {}
    left = set(article_ids)
    for path in sorted(dataset.parts("revisions"), key=lambda path: path.name, reverse=True) if left else ():
        data = read_table(path, "revisions", ["article_id", "content_digest", "captured_at", "revision"])
        places = pc.indices_nonzero(pc.is_in(data["article_id"], pa.array(sorted(left), pa.string())))
        rows = zip(places.to_pylist(), data.take(places).to_pylist(), strict=True)
        for place, row in sorted(rows, key=lambda one: one[1]["captured_at"]):
            version = Known(row["content_digest"], row["captured_at"], row["revision"], path, place)
            found[row["article_id"]] = version
        left -= found.keys()
        if not left:
            break
    return found


def _urls_at(captures: pa.Table, offsets: Collection[int]) -> frozenset[str]:
    """Addresses of the captures at these WARC offsets."""
    there = pc.is_in(captures["warc_offset"], pa.array(offsets, captures["warc_offset"].type))
    return frozenset(captures["url"].filter(there).to_pylist())


def month_of(instant: datetime) -> str:
    """``2026-11``, in UTC."""
    return f"{instant.astimezone(UTC):%Y-%m}"


@dataclass(frozen=True, slots=True)
class _Version:
    """What the next version of an article is compared with."""

    content_digest: str
    revision: int
    compared: Callable[[], Row]


def _part_by_news(articles: pa.Table, known: Mapping[str, Known]) -> tuple[pa.Table, list[int]]:
    """Rows with content that was not there just before, numbered, and the WARC offsets of the others."""
    order = pc.sort_indices(articles, sort_keys=[("captured_at", "ascending"), ("warc_offset", "ascending")])
    facts = articles.select(["article_id", "content_digest", "captured_at", "warc_offset"]).to_pylist()
    contents = _edited(facts, known)
    current: dict[str, _Version] = {}
    history: dict[int, Row] = {}
    repeated: list[int] = []
    for place in order.to_pylist():
        row = facts[place]
        one, digest = row["article_id"], row["content_digest"]
        before = current.get(one)
        if before is None and (earlier := _earlier(row, known.get(one))):
            before = _Version(earlier.content_digest, earlier.revision, partial(contents.__getitem__, one))
        if before and before.content_digest == digest:
            repeated.append(row["warc_offset"])
            continue
        version = _Version(digest, before.revision + 1 if before else 1, partial(_compared, articles, place))
        number = Numbered(version.revision, before.content_digest if before else None)
        rows = (before.compared(), version.compared()) if before else None
        history[place] = history_columns(number, rows)
        current[one] = version
    return _with_history(articles, history), repeated


def _compared(articles: pa.Table, place: int) -> Row:
    """What :func:`ingest.writers.edits.compare` looks at in one row."""
    row: Row = articles.slice(place, 1).select(COMPARED).to_pylist()[0]
    return row


def _with_history(articles: pa.Table, history: Mapping[int, Row]) -> pa.Table:
    """The rows at these places, with these columns."""
    places = sorted(history)
    if len(places) < articles.num_rows:
        articles = articles.take(pa.array(places, pa.int64()))
    schema = articles.schema
    for name in HISTORY_COLUMNS:
        column = pa.array([history[place][name] for place in places], schema.field(name).type)
        articles = articles.set_column(schema.get_field_index(name), schema.field(name), column)
    return articles


def _edited(facts: Iterable[Row], known: Mapping[str, Known]) -> dict[str, Row]:
    """What the known versions of edited articles are compared by, read file by file."""
    wanted: dict[Path, dict[int, str]] = defaultdict(dict)
    for row in facts:
        earlier = _earlier(row, known.get(row["article_id"]))
        if earlier and earlier.content_digest != row["content_digest"]:
            wanted[earlier.path][earlier.row] = row["article_id"]
    found: dict[str, Row] = {}
    for path, ids in wanted.items():
        content = take_rows(path, table_of(path), list(ids), COMPARED).to_pylist()
        found.update(zip(ids.values(), content, strict=True))
    return found


def _earlier(row: Row, known: Known | None) -> Known | None:
    """The known version where that was last seen before the row's fetch, so in another segment."""
    return known if known and known.last_seen_at < row["captured_at"] else None


def _marked_unchanged(captures: pa.Table, repeated: Sequence[int]) -> pa.Table:
    """The captures at these WARC offsets gave nothing new."""
    if not repeated:
        return captures
    again = pc.is_in(captures["warc_offset"], pa.array(repeated, pa.int64()))
    for name, value in (("outcome", Outcome.UNCHANGED.value), ("reason", Reason.SAME_CONTENT.value)):
        marked = pc.if_else(again, value, captures[name])
        captures = captures.set_column(captures.schema.get_field_index(name), captures.schema.field(name), marked)
    return captures


def _replace(
    dataset: DatasetFolder, table: Table, month: str, segment: str, rows: pa.Table, settings: WriteSettings
) -> None:
    """Write the part; none when there are no rows. A part of the segment in another month goes."""
    target = dataset.part(table, month, segment)
    if rows.num_rows:
        write_part(rows, target, table, settings)
    for stale in _stale(dataset.parts_of(table, segment), target if rows.num_rows else None):
        stale.unlink()


def _enlarge(
    dataset: DatasetFolder, segment: str, rows: Mapping[Table, pa.Table], settings: WriteSettings, start: int
) -> None:
    """Add rows to the segment's parts, ``captures`` last. They stay in the month in which the segment was begun."""
    (there,) = dataset.parts_of("captures", segment)
    before, grown = {}, []
    for table, more in rows.items():
        path = dataset.part(table, there.parent.name, segment)
        if not more.num_rows:
            continue
        pieces = [more]
        if path.exists():
            before[path] = stamp(path)
            earlier = read_table(path, table)
            pieces.insert(0, earlier.filter(pc.less(earlier["warc_offset"], start)))
        write_part(pa.concat_tables(pieces), path, table, settings)
        grown.append(path)
    note_growth(dataset, {path: before[path] for path in grown if path in before}, start)


def _stale(found: list[Path], kept: Path | None) -> list[Path]:
    return [path for path in found if path != kept]
