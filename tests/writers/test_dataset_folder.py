"""Opening a dataset: one writer at a time, no folder of somebody else's, no newer schema."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.errors import DatasetLocked, DatasetMissing, DatasetTooNew, DatasetUnwritable
from ingest.writers.dataset_folder import create_or_open, look_at, schema_version, segment_stem
from ingest.writers.schema import SCHEMA_VERSION, arrow_schema

HOLDER = textwrap.dedent(
    """
    import multiprocessing, sys, time
    from pathlib import Path
    from ingest.writers.dataset_folder import create_or_open

    if __name__ == "__main__":
        dataset = create_or_open(Path(sys.argv[1]))
        child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
        child.start()
        print(child.pid, flush=True)
        time.sleep(60)
    """
)


def test_a_new_dataset_says_what_it_is(tmp_path: Path) -> None:
    """The schema is beside the data from the first moment."""
    with create_or_open(tmp_path / "a" / "b") as dataset:
        assert schema_version(dataset) == SCHEMA_VERSION
        assert dataset.warc.is_dir()


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    """Also in the same process; when the first has ended the next gets in."""
    with create_or_open(tmp_path), pytest.raises(DatasetLocked, match="very process"):
        create_or_open(tmp_path)
    create_or_open(tmp_path).close()


def test_the_lock_names_its_holder_and_dies_with_it(tmp_path: Path) -> None:
    """A second run hears which process writes; after kill -9 the next run gets in, forked children or not."""
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        child = int(holder.stdout.readline())
        try:
            with pytest.raises(DatasetLocked, match=f"process {holder.pid} on"):
                create_or_open(tmp_path)
            with pytest.raises(DatasetLocked):  # and asking did not take the lock away
                create_or_open(tmp_path)
        finally:
            holder.kill()
            holder.wait()
        try:
            create_or_open(tmp_path).close()
        finally:
            subprocess.run(["kill", str(child)], check=True)


def test_a_forked_worker_does_not_release_the_lock(tmp_path: Path) -> None:
    """Parser processes come and go while the writer keeps the dataset."""
    with create_or_open(tmp_path):
        worker = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(0,))
        worker.start()
        worker.join()
        attempt = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys, pathlib; from ingest.writers.dataset_folder import create_or_open;"
                "create_or_open(pathlib.Path(sys.argv[1]))",
                str(tmp_path),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    assert "DatasetLocked" in attempt.stderr


def test_a_newer_dataset_is_left_alone(tmp_path: Path) -> None:
    """Neither read nor written: its columns may mean something else. The lock is free again."""
    content = json.dumps({"schema_version": SCHEMA_VERSION + 1})
    create_or_open(tmp_path).close()
    (tmp_path / "schema.json").write_text(content)
    for _ in range(2):
        with pytest.raises(DatasetTooNew, match="pip install -U ingest"):
            create_or_open(tmp_path)
    with pytest.raises(DatasetTooNew):
        look_at(tmp_path)
    assert (tmp_path / "schema.json").read_text() == content


def test_an_older_dataset_is_brought_up_to_date(tmp_path: Path) -> None:
    """The next run writes the present schema beside the parts."""
    create_or_open(tmp_path).close()
    (tmp_path / "schema.json").write_text('{"schema_version": 0}')
    with create_or_open(tmp_path) as dataset:
        assert schema_version(dataset) == SCHEMA_VERSION


@pytest.mark.parametrize("name", ["notes.txt", "README.md"])
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, name: str) -> None:
    """`--out .` in a project does not overwrite its README with a card."""
    (tmp_path / name).write_text("ours")
    with pytest.raises(DatasetUnwritable, match=name):
        create_or_open(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_tables_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    """Others have Parquet under articles/ as well: what makes a part ours is what its writer noted in it."""
    part = tmp_path / "articles" / "2026-11" / "part-0.parquet"
    part.parent.mkdir(parents=True)
    pq.write_table(pa.table({"title": ["Le bac repart"]}), part)
    with pytest.raises(DatasetMissing):
        look_at(tmp_path)
    with pytest.raises(DatasetUnwritable, match="articles/2026-11/part-0"):
        create_or_open(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["articles"]
    pq.write_table(arrow_schema("articles").empty_table(), part)
    assert look_at(tmp_path).parts("articles") == [part]
    create_or_open(tmp_path).close()


@pytest.mark.parametrize("tail", [".", "deeper/still"])
def test_an_unwritable_place_is_named(tmp_path: Path, tail: str) -> None:
    """A file where the folder should be stops the superuser too."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatasetUnwritable, match="--out"):
        create_or_open(tmp_path / "file" / tail)


@pytest.mark.parametrize("make", ["nothing", "empty", "file"])
def test_reading_where_there_is_no_dataset(tmp_path: Path, make: str) -> None:
    """The message says how to make one; nothing is made by looking."""
    path = tmp_path / "d"
    if make == "empty":
        path.mkdir()
    if make == "file":
        path.write_text("x")
    with pytest.raises(DatasetMissing, match="is a file" if make == "file" else "ingest crawl"):
        look_at(path)
    assert path.exists() == (make != "nothing")


def test_a_killed_beginning_is_continued(tmp_path: Path) -> None:
    """Stopped while the very first file was written, the folder is still ours."""
    (tmp_path / ".schema.json.123.tmp").write_text("{")
    (tmp_path / ".lock").write_text("")
    create_or_open(tmp_path).close()
    assert not list(tmp_path.glob("*.tmp"))


def test_segments_that_were_archived_but_not_built_are_found(tmp_path: Path) -> None:
    """A run killed between archive and commit is finished by the next one."""
    with create_or_open(tmp_path) as dataset:
        for name in ("a.warc.gz", "b.warc.gz", "c.warc.gz.open"):
            (dataset.warc / name).write_bytes(b"")
        part = dataset.part("captures", "2026-11", "a.warc.gz")
        part.parent.mkdir(parents=True)
        part.write_bytes(b"")
        assert dataset.uncommitted() == [dataset.warc / "b.warc.gz"]


def test_parts_are_named_by_their_segment() -> None:
    """Ours and others' archives, compressed or not."""
    assert segment_stem("CC-NEWS-20230417.warc.gz") == segment_stem("CC-NEWS-20230417.warc") == "CC-NEWS-20230417"
