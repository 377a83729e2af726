"""DuckDB, Polars, pandas and PyArrow open the committed sample and get the same rows and types."""

from __future__ import annotations

from glob import glob

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
import pytest
from sampled import SAMPLE, assert_same, ours, pattern, plain

from ingest.writers.schema import TABLES, Table


@pytest.mark.parametrize("table", TABLES)
def test_pyarrow_gets_the_same(table: Table) -> None:
    """As a dataset of files, and file by file."""
    files = sorted(glob(pattern(table)))
    assert_same(pyarrow.dataset.dataset(files, format="parquet").to_table(), table)
    assert_same(pa.concat_tables(pyarrow.parquet.read_table(file) for file in files), table)


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_gets_the_same(table: Table) -> None:
    """Structs stay structs, and instants keep their zone."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        assert_same(connection.sql(f"SELECT * FROM '{pattern(table)}'").to_arrow_table(), table)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("lazily", [False, True])
def test_polars_gets_the_same(table: Table, lazily: bool) -> None:
    """Read at once, or scanned."""
    frame = polars.scan_parquet(pattern(table)).collect() if lazily else polars.read_parquet(pattern(table))
    assert_same(frame.to_arrow(compat_level=polars.CompatLevel.oldest()), table)


@pytest.mark.parametrize("table", TABLES)
def test_pandas_gets_the_same(table: Table) -> None:
    """The folder of a table is opened in one call; Arrow-backed columns keep lists and nulls."""
    frame = pandas.read_parquet(SAMPLE / table, dtype_backend="pyarrow")
    assert_same(pa.Table.from_pandas(frame, preserve_index=False), table)


def test_the_sample_has_what_readers_differ_on() -> None:
    """Nulls, empty and filled lists, lists in lists and fractions of seconds: without them, equal would mean little."""
    articles = ours("articles").to_pylist()
    assert {row["published_at"] is None for row in articles} == {True, False}
    for name in ("authors", "images", "live_entries", "contributors", "dropped"):
        assert {bool(row[name]) for row in articles} == {True, False}, name
    assert any(found["rejected"] for row in articles for found in row["provenance"])
    assert any(entry["published_at"] for row in articles for entry in row["live_entries"])
    assert any(row["captured_at"].microsecond for row in articles)


def test_differences_that_matter_are_seen() -> None:
    """Another unit, another zone or another nesting is no mere layout."""
    kinds = [pa.timestamp("us", "UTC"), pa.timestamp("ns", "UTC"), pa.timestamp("us"), pa.int32(), pa.int64()]
    kinds += [pa.list_(pa.string()), pa.list_(pa.list_(pa.string())), pa.struct([("a", pa.string())])]
    assert len({str(plain(kind)) for kind in kinds}) == len(kinds)
    assert plain(pa.large_list(pa.large_string())) == plain(pa.list_(pa.string()))
