"""A dataset, asked in SQL → a file of another form.

``articles``, ``revisions`` and ``captures`` are tables of the query; only the columns and rows it asks for are read.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ingest.errors import UsageError
from ingest.writers.dataset_folder import DatasetFolder, look_at
from ingest.writers.parts import blaming
from ingest.writers.schema import TABLES, Table, arrow_schema

if TYPE_CHECKING:
    import pyarrow.dataset

EVERYTHING = "SELECT * FROM articles"


def export(dataset: Path, out: Path | IO[bytes], form: str, query: str = EVERYTHING) -> int:
    """Write the query's rows as ``jsonl``, ``csv`` or ``parquet``; how many.

    ``out``: a file, which is there whole or not at all, or a stream of bytes. In JSON and CSV instants are ISO 8601 in
    UTC; in CSV lists are JSON. Raises :class:`~ingest.errors.DatasetMissing`, and :class:`~ingest.errors.UsageError`
    for a query that DuckDB does not take, a file that cannot be written, and where DuckDB is not installed;
    :class:`~ingest.errors.DatasetBroken` for a part that cannot be read.
    """
    folder, write = look_at(dataset), _WRITERS[form]
    with blaming((path for table in TABLES for path in folder.parts(table)), _Unread):
        reader = _asked(folder, query)
        if not isinstance(out, Path):
            return write(reader, out)
        with _replacing(out) as file:
            return write(reader, file)


def _asked(folder: DatasetFolder, query: str) -> pyarrow.RecordBatchReader:
    import pyarrow

    try:
        import duckdb
    except ImportError as error:
        raise UsageError("Exporting needs DuckDB: pip install 'ingest[readers]' (or pip install duckdb).") from error
    connection = duckdb.connect()
    try:
        connection.execute("SET TimeZone = 'UTC'")
        for table in TABLES:
            connection.register(table, _scan(folder, table))
        statements = connection.extract_statements(query)
        if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
            raise UsageError("The query gives no rows: it must be one SELECT.")
        return pyarrow.RecordBatchReader.from_stream(connection.sql(query))
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        raise _Unread(error) from error
    except duckdb.Error as error:
        raise _Refused(error) from error


class _Refused(UsageError):
    def __init__(self, error: Exception) -> None:
        super().__init__(f"DuckDB does not take the query: {error}")


class _Unread(_Refused):
    """It began to read: it may be a file that is at fault."""


def _scan(folder: DatasetFolder, table: Table) -> pyarrow.dataset.Dataset:
    """The parts of a table under the present schema: columns that older parts lack are null."""
    import pyarrow.dataset

    parts = [str(path) for path in folder.parts(table)]
    return pyarrow.dataset.dataset(parts, schema=arrow_schema(table), format="parquet")


# --- forms -----------------------------------------------------------------------------------------------------------
def _write_jsonl(reader: pyarrow.RecordBatchReader, file: IO[bytes]) -> int:
    count = 0
    for row in _rows(reader):
        file.write(json.dumps(row, ensure_ascii=False, default=_plain).encode() + b"\n")
        count += 1
    return count


def _write_csv(reader: pyarrow.RecordBatchReader, file: IO[bytes]) -> int:
    text = TextIOWrapper(file, "utf-8", newline="")
    table = csv.writer(text)
    table.writerow(reader.schema.names)
    count = 0
    for row in _rows(reader):
        table.writerow(map(_cell, row.values()))
        count += 1
    text.detach()
    return count


def _write_parquet(reader: pyarrow.RecordBatchReader, file: IO[bytes]) -> int:
    import pyarrow.parquet

    count = 0
    with pyarrow.parquet.ParquetWriter(file, reader.schema, compression="zstd") as writer:
        for batch in _batches(reader):
            writer.write_batch(batch)
            count += batch.num_rows
    return count


_WRITERS: dict[str, Callable[[pyarrow.RecordBatchReader, IO[bytes]], int]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "parquet": _write_parquet,
}


def _rows(reader: pyarrow.RecordBatchReader) -> Iterator[dict[str, Any]]:
    for batch in _batches(reader):
        yield from batch.to_pylist()


def _batches(reader: pyarrow.RecordBatchReader) -> Iterator[pyarrow.RecordBatch]:
    """DuckDB works while it is read from: what goes wrong then is no fault of the file that is written."""
    import pyarrow

    try:
        yield from reader
    except (pyarrow.ArrowException, OSError) as error:
        raise _Unread(error) from error


def _cell(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return _plain(value) if isinstance(value, (datetime, date)) else value


def _plain(value: Any) -> str:
    """What JSON has no form for. An instant of the dataset is aware; one without a zone is the query's own."""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, (datetime, date)) else str(value)


@contextmanager
def _replacing(out: Path) -> Iterator[IO[bytes]]:
    temporary = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            yield file
        temporary.replace(out)
    except OSError as error:
        raise UsageError(f"Cannot write {out}: {error.strerror or error}. Choose another --out.") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
