"""Parquet files of a dataset: written whole or not at all, and read in the present schema."""

from __future__ import annotations

import inspect
import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.errors import DatasetBroken
from ingest.settings import WriteSettings
from ingest.writers.files import replacing, same_bytes
from ingest.writers.schema import TABLE_KEY, TABLES, Table, arrow_schema, fitted

ORDER: dict[Table, tuple[str, ...]] = {
    "articles": ("source", "published_at", "article_id"),
    "revisions": ("source", "published_at", "article_id", "captured_at", "warc_offset"),
    "captures": ("source", "fetched_at", "warc_offset"),
}
"""How rows are sorted inside a file: neighbours compress well, and statistics let readers skip."""

_BLOOM: dict[Table, tuple[str, ...]] = {
    "articles": ("article_id", "url"),
    "revisions": ("article_id", "url"),
    "captures": ("article_id", "url"),
}
_HAS_BLOOM = "bloom_filter_options" in inspect.signature(pq.ParquetWriter.__init__).parameters  # since pyarrow 24
_AT_ONCE = 1_000
"""Rows read before those of them that are wanted are kept."""


def write_part(data: pa.Table, path: Path, table: Table, settings: WriteSettings) -> bool:
    """Write a table, sorted, as a Parquet file that replaces the one at ``path`` in a single step.

    False when the file at ``path`` has the same bytes already and is left as it is. Raises :class:`DatasetUnwritable`.
    """
    with replacing(path) as temporary:
        _write_sorted(data, temporary, table, settings)
        if same_bytes(temporary, path):
            temporary.unlink()
            return False
    return True


def write_stream(
    tables: Iterable[pa.Table], path: Path, table: Table, settings: WriteSettings, rows: int | None = None
) -> bool:
    """As :func:`write_part`, of rows that come sorted and fitting. ``rows``: how many they are, if known."""
    with replacing(path) as temporary:
        schema = arrow_schema(table)
        with pq.ParquetWriter(temporary, schema, **_options(table, schema, rows, settings)) as writer:
            for group in row_groups(tables, settings.row_group_rows):
                writer.write_table(group, row_group_size=group.num_rows)
        if same_bytes(temporary, path):
            temporary.unlink()
            return False
    return True


def write_files(
    tables: Iterable[pa.Table], paths: Iterable[Path], table: Table, settings: WriteSettings, target: int
) -> None:
    """Write sorted rows to several new files, each closed when it has ``target`` bytes. Raises OSError."""
    schema, names = arrow_schema(table), iter(paths)
    groups = row_groups(tables, settings.row_group_rows)
    group = next(groups, None)
    while group is not None:
        with next(names).open("wb") as file:
            with pq.ParquetWriter(file, schema, **_options(table, schema, None, settings)) as writer:
                while group is not None and file.tell() < target:
                    writer.write_table(group, row_group_size=group.num_rows)
                    group = next(groups, None)
            file.flush()
            os.fsync(file.fileno())


def row_groups(tables: Iterable[pa.Table], rows: int) -> Iterator[pa.Table]:
    """The same rows in tables of that many; the last may have fewer."""
    waiting: list[pa.Table] = []
    count = 0
    for table in tables:
        waiting.append(table)
        count += table.num_rows
        while count >= rows:
            whole = pa.concat_tables(waiting)
            yield whole.slice(0, rows)
            waiting, count = [whole.slice(rows)], count - rows
    if count:
        yield pa.concat_tables(waiting)


def _write_sorted(data: pa.Table, path: Path, table: Table, settings: WriteSettings) -> None:
    """Row group by row group, so that no second, sorted copy of the whole is ever in memory."""
    order = pc.sort_indices(data, sort_keys=[(name, "ascending") for name in ORDER[table]])
    size = settings.row_group_rows
    with pq.ParquetWriter(path, data.schema, **_options(table, data.schema, data.num_rows, settings)) as writer:
        for start in range(0, data.num_rows, size):
            writer.write_table(data.take(order.slice(start, size)), row_group_size=size)


def _options(table: Table, schema: pa.Schema, rows: int | None, settings: WriteSettings) -> dict[str, Any]:
    options: dict[str, Any] = {
        "compression": "zstd",
        "compression_level": settings.zstd_level,
        "write_page_index": True,
        "write_page_checksum": True,
        "write_statistics": True,
        "sorting_columns": [pq.SortingColumn(_leaf_index(schema, name)) for name in ORDER[table]],
    }
    if _HAS_BLOOM:
        distinct = max(1, min(rows or settings.row_group_rows, settings.row_group_rows))
        options["bloom_filter_options"] = {name: {"ndv": distinct, "fpp": 0.01} for name in _BLOOM[table]}
    return options


def _leaf_index(schema: pa.Schema, name: str) -> int:
    """Place of a plain column among the file's leaf columns, by which Parquet counts: a struct of three is three."""
    return sum(_leaves(field.type) for field in list(schema)[: schema.get_field_index(name)])


def _leaves(type_: pa.DataType) -> int:
    if pa.types.is_list(type_):
        return _leaves(type_.value_type)
    if pa.types.is_struct(type_):
        return sum(_leaves(field.type) for field in type_)
    return 1


@contextmanager
def open_part(path: Path, **options: Any) -> Iterator[pq.ParquetFile]:
    """One part to read from. Raises :class:`DatasetBroken` when it is not, or not wholly, a Parquet file."""
    try:
        with pq.ParquetFile(path, **options) as file:
            yield file
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise broken(path) from error


def broken(path: Path) -> DatasetBroken:
    """What is to be said of a part that cannot be read."""
    dataset = path.parent.parent.parent
    place = path.relative_to(dataset).as_posix()
    return DatasetBroken(f"{place}: cannot be read. Mend what can be: ingest verify {dataset} --repair")


@contextmanager
def blaming(parts: Iterable[Path], *errors: type[Exception]) -> Iterator[None]:
    """Where several parts are read at once by a library, and that fails: raises :class:`DatasetBroken` for the first of
    them that cannot be read, else the error as it was. ``errors``: what the library raises."""
    try:
        yield
    except FileNotFoundError:
        raise
    except errors:
        for path in parts:
            with open_part(path, page_checksum_verification=True) as file:
                for number in range(file.num_row_groups):
                    file.read_row_group(number)
        raise


def read_columns(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Some or all columns of one part, from this file alone: no guessing of partitions from folder names."""
    with open_part(path) as file:
        return file.read(columns=list(columns) if columns else None)


def read_table(path: Path, table: Table, columns: Sequence[str] | None = None) -> pa.Table:
    """Some or all columns of one part in the present schema: those that an older version lacked are null."""
    schema = arrow_schema(table)
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    return fitted(read_columns(path, wanted.names), wanted)


def table_of(path: Path) -> Table:
    """The table that a part belongs to, by the folder it lies in. Raises StopIteration for a file of none."""
    return next(table for table in TABLES if table == path.parent.parent.name)


def take_rows(path: Path, table: Table, rows: Sequence[int], columns: Sequence[str] | None = None) -> pa.Table:
    """The rows with these numbers, in this order. Beside them some thousand rows are in memory at a time; twice the
    rows themselves where the numbers do not ascend."""
    schema = arrow_schema(table)
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    ascending = sorted(rows)
    places = pa.array(ascending, pa.int64())
    pieces, first = [wanted.empty_table()], 0
    with open_part(path) as file:
        for number in range(file.num_row_groups):
            count = file.metadata.row_group(number).num_rows
            if bisect_left(ascending, first) < bisect_left(ascending, first + count):
                pieces += _taken(file.iter_batches(_AT_ONCE, [number], wanted.names), wanted, places, first)
            first += count
    found = pa.concat_tables(pieces)
    if ascending == list(rows):
        return found
    return found.take(pc.sort_indices(pc.sort_indices(pa.array(rows, pa.int64()))))


def _taken(batches: Iterable[pa.RecordBatch], wanted: pa.Schema, places: pa.Array, first: int) -> Iterator[pa.Table]:
    """Of batches that begin at row ``first`` of a file, the rows at these ascending places."""
    for batch in batches:
        last = first + batch.num_rows
        mine = places.filter(pc.and_(pc.greater_equal(places, first), pc.less(places, last)))
        if len(mine):
            yield fitted(pa.Table.from_batches([batch]), wanted).take(pc.subtract(mine, first))
        first = last


def read_batches(path: Path, table: Table, rows: int) -> Iterator[pa.Table]:
    """All rows in order, so many at a time, in the present schema. Pages are read when they are needed."""
    schema = arrow_schema(table)
    with open_part(path, buffer_size=1 << 16, pre_buffer=False) as file:
        for batch in file.iter_batches(rows):
            yield fitted(pa.Table.from_batches([batch]), schema)


def may_be_of(path: Path, table: Table) -> bool:
    """Whether a file is a part of that table, by what its writer noted in it; of one that cannot be read, it may be."""
    try:
        with open_part(path) as file:
            return (file.schema_arrow.metadata or {}).get(TABLE_KEY) == table.encode()
    except DatasetBroken:
        return True


def has_columns(path: Path, table: Table) -> bool:
    """True when the part has all columns of the present schema."""
    with open_part(path) as file:
        return set(file.schema_arrow.names) >= set(arrow_schema(table).names)


def count_filled(path: Path, columns: Iterable[str]) -> dict[str, int]:
    """Rows of one part with a value in a column: not null, no empty list. From the footer, where that tells.

    Of a list of structs only one field is read: texts and evidence are long.
    """
    with open_part(path) as file:
        schema, metadata = file.schema_arrow, file.metadata
        places = {file.schema.column(n).path: n for n in range(len(file.schema))}
        groups = [metadata.row_group(n) for n in range(file.num_row_groups)]
        found = {}
        for column in columns:
            if column not in schema.names:
                found[column] = 0
            elif pa.types.is_list(type_ := schema.field(column).type):
                item = type_.value_type
                leaf = f"{column}.list.element.{item[0].name}" if pa.types.is_struct(item) else column
                lengths = pc.list_value_length(file.read(columns=[leaf])[column])
                found[column] = int(pc.sum(pc.greater(lengths, 0)).as_py() or 0)
            else:
                null = sum(group.column(places[column]).statistics.null_count for group in groups)
                found[column] = int(metadata.num_rows - null)
        return found


def count_rows(path: Path) -> int:
    """Rows of one part, from its footer."""
    with open_part(path) as file:
        return int(file.metadata.num_rows)
