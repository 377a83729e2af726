"""Small files to large ones: the same rows, sorted, whoever reads meanwhile."""

from __future__ import annotations

import errno
import random
import threading
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from rowsamples import START, Row, as_tables, seen

from ingest.cli import ingest
from ingest.settings import WriteSettings
from ingest.writers.commit import commit_segment
from ingest.writers.compaction import compact
from ingest.writers.dataset_folder import DatasetFolder, create_or_open, look_at
from ingest.writers.enlarging import enlarge
from ingest.writers.exchange import exchange
from ingest.writers.merging import merged
from ingest.writers.parts import ORDER, read_columns
from ingest.writers.schema import arrow_schema

SMALL = WriteSettings(row_group_rows=4)


def noise(number: int) -> str:
    """A text that does not compress, so that files have a size."""
    return random.Random(number).randbytes(1500).hex()


def fill(dataset: DatasetFolder, numbers: range, file_rows: int = 2) -> None:
    segment = f"s{numbers.start:03d}.warc.gz"
    rows = [seen(number, noise(number), START + timedelta(hours=number), segment) for number in numbers]
    commit_segment(dataset, segment, *as_tables([a for a, _ in rows], [c for _, c in rows]))
    compact(dataset, file_rows=file_rows, settings=SMALL)


def articles(path: Path) -> list[Row]:
    return [row for part in look_at(path).parts("articles") for row in read_columns(part).to_pylist()]


def key(row: Row) -> tuple[str, bool, str, str]:
    return row["source"], row["published_at"] is None, str(row["published_at"]), row["article_id"]


def test_small_files_become_large_ones(tmp_path: Path) -> None:
    """Equal rows in fewer files, sorted from the first to the last, under names that no file had before."""
    with create_or_open(tmp_path) as dataset:
        fill(dataset, range(90))  # more files than are merged at once
        before, files = articles(tmp_path), {path.name for path in dataset.parts("articles")}
        (done,) = enlarge(dataset, settings=SMALL)
        assert (done.before, done.after) == (45, 1)
        after = articles(tmp_path)
        assert after == sorted(before, key=key)
        (path,) = dataset.parts("articles")
        assert path.name not in files
        assert pq.ParquetFile(path).metadata.num_row_groups == 23
        assert not dataset.scratch.exists()
        assert enlarge(dataset, settings=SMALL) == []


def test_files_are_closed_at_their_size(tmp_path: Path) -> None:
    """A month of much has several files, each no longer than needed; large ones stay as they are."""
    with create_or_open(tmp_path) as dataset:
        fill(dataset, range(80))
        before = articles(tmp_path)
        (done,) = enlarge(dataset, settings=SMALL, target=150_000)
        sizes = [path.stat().st_size for path in dataset.parts("articles")]
        assert done.after == len(sizes) > 2
        assert min(sizes[:-1]) >= 150_000
        assert sorted(articles(tmp_path), key=key) == sorted(before, key=key)
        first = dataset.parts("articles")[0]
        fill(dataset, range(80, 84), file_rows=1)
        content = first.read_bytes()
        enlarge(dataset, settings=SMALL, target=150_000)
        assert first.read_bytes() == content


def test_the_next_run_goes_on_from_there(tmp_path: Path) -> None:
    """New articles get files of their own, edits find their row, and nothing is read afresh."""
    with create_or_open(tmp_path) as dataset:
        fill(dataset, range(9))
    assert CliRunner().invoke(ingest, ["compact", str(tmp_path)]).exit_code == 0
    with create_or_open(tmp_path) as dataset:
        assert compact(dataset).files == 0
        edit, capture = seen(3, "Autre texte.", START + timedelta(days=5), "t.warc.gz")
        commit_segment(dataset, "t.warc.gz", *as_tables([edit], [capture]), skip_known=True)
        assert compact(dataset, file_rows=2).updated == 1
        fill(dataset, range(9, 12))
        assert len(articles(tmp_path)) == len({row["article_id"] for row in articles(tmp_path)}) == 12


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    """Files before and after, by month; nothing to do is no error."""
    with create_or_open(tmp_path) as dataset:
        fill(dataset, range(6))
    first, second = (CliRunner().invoke(ingest, ["compact", str(tmp_path)]) for _ in range(2))
    assert first.output.startswith("2026-11: 3 files → 1, ")
    assert second.output.startswith("Nothing to merge")
    assert first.exit_code == second.exit_code == 0


def test_readers_go_on_meanwhile(tmp_path: Path) -> None:
    """A glob that begins before or after the swap finds every article once; in between, it may hear of a lost file."""
    problems: list[str] = []
    running = threading.Event()
    running.set()

    def read() -> None:
        while running.is_set():
            least = there
            try:
                with duckdb.connect() as connection:
                    query = f"SELECT count(*), count(DISTINCT article_id) FROM '{tmp_path}/articles/**/*.parquet'"
                    found = connection.execute(query).fetchall()[0]
            except duckdb.IOException:  # it had listed the old files
                continue
            if found[0] != found[1] or found[0] < least:
                problems.append(f"{found}, {least} before")

    with create_or_open(tmp_path) as dataset:
        fill(dataset, range(20))
        there = 20
        thread = threading.Thread(target=read)
        thread.start()
        try:
            for first in range(20, 50, 6):
                fill(dataset, range(first, first + 6))
                there = first + 6
                assert enlarge(dataset, settings=SMALL)
        finally:
            running.clear()
            thread.join()
    assert problems == []


def test_without_an_exchange_readers_must_stop(tmp_path: Path) -> None:
    """`--offline` renames one folder after the other, with the same rows in the end."""
    with create_or_open(tmp_path) as dataset:
        fill(dataset, range(6))
        before = sorted(articles(tmp_path), key=key)
        enlarge(dataset, settings=SMALL, offline=True)
        assert articles(tmp_path) == before
        assert not dataset.scratch.exists()


def test_folders_are_exchanged_or_nothing_happens(tmp_path: Path) -> None:
    """Both are there before and after; what is not there cannot be swapped."""
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    exchange(tmp_path / "a", tmp_path / "b")
    assert [path.name for path in (*(tmp_path / "a").iterdir(), *(tmp_path / "b").iterdir())] == ["b", "a"]
    with pytest.raises(FileNotFoundError) as failed:
        exchange(tmp_path / "a", tmp_path / "c")
    assert failed.value.errno == errno.ENOENT


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.sampled_from("abé"), st.none() | st.integers(0, 3)), max_size=9), max_size=5),
    st.integers(1, 4),
)
def test_merging_is_sorting(streams: list[list[tuple[str, int | None]]], size: int) -> None:
    """Whatever the streams hold, nulls and ties included, the result is what sorting everything gives."""
    number = 0
    tables = []
    for stream in streams:
        rows = []
        for source, hour in stream:
            row, _ = seen(number, "x", START)
            published = None if hour is None else START + timedelta(hours=hour)
            known = {**row, "first_seen_at": START, "last_seen_at": START, "source": source, "published_at": published}
            rows.append(known)
            number += 1
        table = pa.Table.from_pylist(rows, schema=arrow_schema("articles"))
        tables.append(table.sort_by([(name, "ascending") for name in ORDER["articles"]]))
    found = list(merged([[table.slice(i, size) for i in range(0, table.num_rows, size)] for table in tables]))
    whole = pa.concat_tables([arrow_schema("articles").empty_table(), *tables])
    expected = whole.sort_by([(name, "ascending") for name in ORDER["articles"]])["article_id"].to_pylist()
    assert [one for table in found for one in table["article_id"].to_pylist()] == expected
