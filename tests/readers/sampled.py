"""The committed sample as Ingest reads it, and what another reader's table must be to be the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from ingest.dataset import open_dataset
from ingest.writers.schema import Table

SAMPLE = Path(__file__).resolve().parents[2] / "datasets" / "sample"


def pattern(table: Table) -> str:
    """What the documents tell a reader to open."""
    return str(SAMPLE / table / "*" / "*.parquet")


def ours(table: Table) -> pa.Table:
    """All columns of all rows, without Parquet readers of others."""
    read: pa.Table = getattr(open_dataset(SAMPLE), table)().read_all()
    return read


def assert_same(theirs: pa.Table, table: Table) -> None:
    """Equal columns in their order, equal types, equal rows in whatever order."""
    expected = ours(table)
    assert theirs.column_names == expected.column_names
    assert [plain(field.type) for field in theirs.schema] == [plain(field.type) for field in expected.schema]
    assert _rows(theirs) == _rows(expected)


def plain(kind: pa.DataType) -> pa.DataType:
    """The type without what is only layout in memory: the width of offsets, names of list items, spellings of UTC."""
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(plain(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([(field.name, plain(field.type)) for field in kind])
    if pa.types.is_timestamp(kind) and kind.tz == "Etc/UTC":
        return pa.timestamp(kind.unit, "UTC")
    return kind


def _rows(data: pa.Table) -> list[dict[str, Any]]:
    return sorted(data.to_pylist(), key=lambda row: (row["warc_file"], row["warc_offset"]))
