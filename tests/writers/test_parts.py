"""Part files: whole or not there, sorted, and laid out so that readers can skip."""

from __future__ import annotations

import os
import resource
import signal
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rowsamples import START, rich_article, seen

from ingest.errors import DatasetUnwritable
from ingest.model import Location, Page
from ingest.settings import WriteSettings
from ingest.writers.files import remove_temporaries, write_text
from ingest.writers.parts import ORDER, count_rows, read_columns, write_part
from ingest.writers.rows import article_row
from ingest.writers.schema import TABLES, Table, arrow_schema

SETTINGS = WriteSettings(row_group_rows=10)


def revisions(count: int = 35) -> pa.Table:
    rows = [
        seen(number * 7 % count, f"Texte {number}.", START + timedelta(minutes=number))[0] for number in range(count)
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema("revisions"))


def test_rows_come_back_sorted_and_with_their_descriptions(tmp_path: Path) -> None:
    """Nothing is lost or retyped on the way through the file, descriptions included."""
    path = tmp_path / "revisions" / "2026-11" / "s1.parquet"
    assert write_part(revisions(), path, "revisions", SETTINGS)
    read = read_columns(path)
    assert read.schema.equals(arrow_schema("revisions"), check_metadata=True)
    assert read.equals(revisions().sort_by([(name, "ascending") for name in ORDER["revisions"]]))
    assert count_rows(path) == 35


def test_the_layout_lets_readers_skip(tmp_path: Path) -> None:
    """zstd, row groups of the size set, statistics, page index, bloom filters on ids; sorting columns named rightly."""
    path = tmp_path / "p.parquet"
    write_part(revisions(), path, "revisions", SETTINGS)
    found = pq.ParquetFile(path).metadata
    assert [found.row_group(i).num_rows for i in range(found.num_row_groups)] == [10, 10, 10, 5]
    group = found.row_group(0)
    columns = [group.column(i) for i in range(group.num_columns)]
    assert {column.compression for column in columns} == {"ZSTD"}
    assert all(
        column.has_offset_index and column.is_stats_set for column in columns if "." not in column.path_in_schema
    )
    assert [columns[one.column_index].path_in_schema for one in group.sorting_columns] == list(ORDER["revisions"])
    assert path.read_bytes().count(b"PAR1") == 2


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_sorted_by_columns_it_has(table: Table) -> None:
    """The order of each table is made of its plain columns."""
    for name in ORDER[table]:
        assert not pa.types.is_nested(arrow_schema(table).field(name).type)


def test_equal_rows_leave_the_file_alone(tmp_path: Path) -> None:
    """Building again is idempotent to the byte, and does not even touch the file."""
    path = tmp_path / "p.parquet"
    write_part(revisions(), path, "revisions", SETTINGS)
    before = path.stat()
    assert not write_part(revisions(), path, "revisions", SETTINGS)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [entry.name for entry in tmp_path.iterdir()] == ["p.parquet"]


def test_a_null_where_none_may_be_is_refused_before_anything_is_replaced(tmp_path: Path) -> None:
    """A fault of ours does not reach the dataset: the file that was there stays."""
    path = tmp_path / "p.parquet"
    write_part(revisions(), path, "revisions", SETTINGS)
    before = path.read_bytes()
    row = article_row(
        rich_article(), Page("https://x.fr/a", "https://x.fr/a", 200, (), b"", START), Location("s", 1, 1)
    )
    broken = pa.Table.from_pylist([{**row, "article_id": None}], schema=arrow_schema("revisions"))
    with pytest.raises(pa.ArrowInvalid):
        write_part(broken, path, "revisions", SETTINGS)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["p.parquet"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """A write that fails half-way shows nothing of itself, and says what to do."""
    path = tmp_path / "p.parquet"
    write_part(revisions(5), path, "revisions", SETTINGS)
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
    try:
        with pytest.raises(DatasetUnwritable, match="Free some space"):
            write_part(revisions(), path, "revisions", SETTINGS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["p.parquet"]


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    """Also the superuser hears what is in the way."""
    (tmp_path / "articles").write_text("x")
    with pytest.raises(DatasetUnwritable, match="--out"):
        write_part(revisions(3), tmp_path / "articles" / "2026-11" / "p.parquet", "revisions", SETTINGS)


def test_text_is_replaced_whole(tmp_path: Path) -> None:
    """The card and schema.json are never half there, and left alone when nothing changes."""
    path = tmp_path / "README.md"
    write_text("un\n", path)
    before = path.stat().st_ino
    write_text("un\n", path)
    assert path.stat().st_ino == before
    write_text("deux\n", path)
    assert path.read_text() == "deux\n"


def test_what_killed_writers_left_is_removed(tmp_path: Path) -> None:
    """Temporary files go, everything else stays."""
    month = tmp_path / "articles" / "2026-11"
    month.mkdir(parents=True)
    (month / f".articles-000.parquet.{os.getpid()}.tmp").write_text("x")
    (month / "articles-000.parquet").write_text("x")
    (tmp_path / ".compaction.json").write_text("{}")
    assert remove_temporaries(tmp_path) == 1
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        ".compaction.json",
        "articles-000.parquet",
    ]
