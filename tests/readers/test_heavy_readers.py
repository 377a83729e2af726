"""Spark and Hugging Face ``datasets`` open the committed sample and get the same rows and types.

Both are large and slow, and Spark needs Java: ``make test-readers`` installs and runs them, ``make test`` does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sampled import SAMPLE, assert_same, pattern

from ingest.writers.schema import TABLES, Table

pytestmark = pytest.mark.readers


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A session in this process; it listens on loopback alone."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC")
    for key, value in (("ui.enabled", "false"), ("driver.host", "127.0.0.1"), ("driver.bindAddress", "127.0.0.1")):
        builder = builder.config(f"spark.{key}", value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.mark.parametrize("table", TABLES)
def test_spark_gets_the_same(spark: Any, table: Table) -> None:
    """Nested lists of structs and instants in UTC, through the JVM and back."""
    assert_same(spark.read.parquet(pattern(table)).toArrow(), table)


@pytest.mark.parametrize("table", TABLES)
def test_datasets_gets_the_same(tmp_path: Path, table: Table) -> None:
    """The folder is loaded by name of the configuration, as its card declares it, without the network."""
    from datasets import load_dataset

    loaded = load_dataset(str(SAMPLE), table, split="train", cache_dir=str(tmp_path))
    assert_same(pa.table(loaded.with_format("arrow")[:]), table)


@pytest.mark.parametrize("table", TABLES)
def test_datasets_streams_the_same(tmp_path: Path, table: Table) -> None:
    """Read from the files themselves, without a copy in the cache."""
    from datasets import load_dataset

    files = {"data_files": pattern(table), "cache_dir": str(tmp_path)}
    streamed = load_dataset("parquet", split="train", streaming=True, **files)
    assert_same(pa.concat_tables(pa.table(one) for one in streamed.with_format("arrow").iter(batch_size=20)), table)
