"""What the parts tell of each article: its sightings, oldest first. Narrow columns only, never a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ingest.model import Reason
from ingest.writers.history import Sighting
from ingest.writers.parts import open_part, read_table, table_of

_KEY = ["article_id", "captured_at", "warc_file", "warc_offset"]
_NARROW = pa.schema(
    [
        ("article_id", pa.string()),
        ("captured_at", pa.timestamp("us", tz="UTC")),
        ("warc_file", pa.string()),
        ("warc_offset", pa.int64()),
        ("content_digest", pa.string()),
        ("part", pa.int32()),
        ("row", pa.int32()),
        ("revision", pa.int32()),
        ("previous_digest", pa.string()),
    ]
)


def read_sightings(
    revisions: Sequence[Path],
    captures: Sequence[Path],
    *,
    parts: Mapping[Path, int] | None = None,
    ids: pa.Array | None = None,
) -> pa.Table:
    """Sightings sorted by article and time: those of all parts or of some, of all articles or of some.

    ``parts``: which, and from which byte of their segment on.
    """
    pieces = [_NARROW.empty_table()]
    for number, path in enumerate(revisions):
        if parts is None or path in parts:
            pieces.append(_chosen(_full(path, number), ids, parts[path] if parts else 0))
    for path in captures:
        if parts is None or path in parts:
            pieces.append(_chosen(_light(path), ids, parts[path] if parts else 0))
    return pa.concat_tables(pieces).sort_by([(name, "ascending") for name in _KEY])


def histories(sightings: pa.Table) -> Iterator[tuple[str, list[Sighting]]]:
    """Each article's sightings, oldest first."""
    rows = (
        tuple(column[i] for column in columns)
        for batch in sightings.to_batches(max_chunksize=10_000)
        for columns in [[batch.column(name).to_pylist() for name in _NARROW.names]]
        for i in range(batch.num_rows)
    )
    for article_id, group in groupby(rows, key=itemgetter(0)):
        yield article_id, [Sighting(*values) for _, *values in group]


@lru_cache(maxsize=20_000)
def last_capture(path: Path, size: int, changed: int) -> datetime | None:
    """When the last capture of a part was made, by its footer; None where that does not tell. ``size`` and ``changed``
    say which file it was: one that stays is looked at once."""
    moment = "captured_at" if table_of(path) == "revisions" else "fetched_at"
    with open_part(path) as file:
        place = next(n for n in range(len(file.schema)) if file.schema.column(n).path == moment)
        told = [file.metadata.row_group(n).column(place).statistics for n in range(file.num_row_groups)]
    if not all(one is not None and one.has_min_max for one in told):
        return None
    return max((one.max for one in told), default=None)


def _full(path: Path, number: int) -> pa.Table:
    """Rows of ``revisions``: sightings with their content."""
    data = read_table(path, "revisions", [*_KEY, "content_digest", "revision", "previous_digest"])
    data = data.append_column("part", pa.repeat(pa.scalar(number, pa.int32()), data.num_rows))
    return data.append_column("row", pa.array(range(data.num_rows), pa.int32()))


def _light(path: Path) -> pa.Table:
    """Captures whose content was known already: sightings without a row of their own."""
    columns = ["article_id", "fetched_at", "warc_file", "warc_offset", "content_digest", "reason"]
    data = read_table(path, "captures", columns)
    data = data.filter(pc.equal(data["reason"], Reason.SAME_CONTENT.value)).drop_columns(["reason"])
    data = data.rename_columns([*_KEY, "content_digest"])
    for name in ("part", "row", "revision", "previous_digest"):
        data = data.append_column(name, pa.nulls(data.num_rows, _NARROW.field(name).type))
    return data


def _chosen(data: pa.Table, ids: pa.Array | None, start: int) -> pa.Table:
    data = data.select(_NARROW.names).cast(_NARROW)
    if start:
        data = data.filter(pc.greater_equal(data["warc_offset"], start))
    return data if ids is None else data.filter(pc.is_in(data["article_id"], ids))
