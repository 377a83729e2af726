"""A dataset that is written to in a process of its own, and how readers count its rows meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import PIPE, Popen

import duckdb
import polars
from rowsamples import START, as_tables, seen

from ingest.dataset import open_dataset
from ingest.writers.commit import commit_segment
from ingest.writers.compaction import compact
from ingest.writers.dataset_folder import create_or_open

Event = tuple[int, str, datetime]


def events_of(number: int) -> list[Event]:
    """The articles of a commit: a new one, and an edit of an older one."""
    at = START + timedelta(hours=2 * number)
    return [(number, "Un.", at), (number // 2, f"Version {number}.", at + timedelta(hours=1))]


def write(path: Path, first: int, last: int) -> None:
    """Commit and compact; print each number when its commit is in ``revisions``, and when it is in ``articles``."""
    with create_or_open(path) as dataset:
        compact(dataset)  # finishes what a killed one began
        for number in range(first, last):
            segment = f"s{number:03d}.warc.gz"
            rows = [seen(article, text, at, segment) for article, text, at in events_of(number)]
            commit_segment(dataset, segment, *as_tables([a for a, _ in rows], [c for _, c in rows]), skip_known=True)
            print("committed", number, flush=True)
            compact(dataset)
            print("compacted", number, flush=True)


@contextmanager
def writer(path: Path, first: int, last: int) -> Iterator[Popen[str]]:
    """A process that writes those commits; killed when the block ends, if it still runs."""
    command = [sys.executable, __file__, str(path), str(first), str(last)]
    with Popen(command, stdout=PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def count_duckdb(path: Path) -> tuple[int, int]:
    """Rows and articles, by a plain glob."""
    with duckdb.connect() as connection:
        query = f"SELECT count(*), count(DISTINCT article_id) FROM '{path}/articles/**/*.parquet'"
        rows, distinct = connection.execute(query).fetchall()[0]
    return rows, distinct


def count_polars(path: Path) -> tuple[int, int]:
    """The same. Polars opens a file twice; replaced in between, it fails, and is asked again: see docs/dataset.md."""
    while True:
        try:
            return polars_once(path)
        except polars.exceptions.ComputeError:
            continue


def polars_once(path: Path) -> tuple[int, int]:
    """The same, once. Raises ComputeError."""
    try:
        ids = polars.read_parquet(path / "articles" / "**" / "*.parquet", columns=["article_id"])["article_id"]
    except polars.exceptions.PanicException as error:  # which is no Exception
        raise polars.exceptions.ComputeError(str(error)) from error
    return len(ids), ids.n_unique()


def count_ours(path: Path) -> tuple[int, int]:
    """The same through ``ingest.open_dataset``."""
    ids = open_dataset(path).articles(columns=["article_id"]).read_all()["article_id"]
    return len(ids), len(ids.unique())


READERS = (count_duckdb, count_polars, count_ours)

if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
