"""Commits that hold: read at any moment, killed at any point, without room on the disk, two at once."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from readings import READERS, count_duckdb, events_of, write, writer

from ingest import cli
from ingest.writers.compaction import compact
from ingest.writers.dataset_folder import DatasetFolder, create_or_open, look_at
from ingest.writers.parts import read_columns
from ingest.writers.schema import TABLES

COMMITS = 200
KILLS = 10


def newest_texts(dataset: DatasetFolder) -> dict[str, str]:
    data = [read_columns(path, ["url", "text"]) for path in dataset.parts("articles")]
    return {
        url: text for one in data for url, text in zip(one["url"].to_pylist(), one["text"].to_pylist(), strict=True)
    }


def expected_texts(commits: int) -> dict[str, str]:
    """By hand: the last text of each article."""
    events = itertools.chain.from_iterable(events_of(number) for number in range(commits))
    return {f"https://www.exemple.fr/{number}": text for number, text, _ in sorted(events, key=lambda event: event[2])}


def test_readers_see_whole_commits_only(tmp_path: Path) -> None:
    """While 200 commits go on, a glob finds every article compacted before, and none twice, in three readers."""
    path = tmp_path / "d"
    compacted = itertools.count()
    reached = next(compacted)
    problems: list[str] = []
    running = threading.Event()
    running.set()

    def read(count: Callable[[Path], tuple[int, int]]) -> None:
        while running.is_set():
            time.sleep(0.02)  # readers do not starve the writer
            least = reached
            try:
                rows, distinct = count(path)
            except Exception as error:
                problems.append(f"{count.__name__}: {error!r}")
                return
            if rows != distinct or rows < least:
                problems.append(f"{count.__name__}: {rows} rows, {distinct} articles, {least} before")

    threads = [threading.Thread(target=read, args=(count,)) for count in READERS]
    with writer(path, 0, COMMITS) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("compacted"):
                reached = int(line.split()[1]) + 1
                if reached == 1:
                    for thread in threads:
                        thread.start()
    running.clear()
    for thread in threads:
        thread.join()
    assert problems == []
    assert reached == COMMITS
    assert newest_texts(look_at(path)) == expected_texts(COMMITS)


def kill_at_random(path: Path, kills: int, chance: random.Random) -> Iterator[int]:
    """A writer killed again and again, each going on where the last one stopped; how many commits were made by then."""
    done = 0
    for _ in range(kills):
        with writer(path, done, done + 1000) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(chance.random() * 0.1)  # somewhere in a compaction or a later commit
            process.kill()
            lines = [first, *process.stdout]
        numbers = [int(line.split()[1]) for line in lines if line.startswith("committed") and line.endswith("\n")]
        done = max(numbers) + 1
        yield done


def test_a_killed_writer_leaves_a_dataset_that_goes_on(tmp_path: Path) -> None:
    """kill -9 at random points: what is there is whole, the lock is free, and the next run makes the same of it."""
    path = tmp_path / "d"
    told = []
    for done in kill_at_random(path, KILLS, random.Random(4)):
        told.append(done)
        if look_at(path).parts("articles"):
            rows, distinct = count_duckdb(path)
            assert rows == distinct
        for table in TABLES:
            for part in look_at(path).parts(table):
                read_columns(part)
    with create_or_open(path) as dataset:
        compact(dataset)
        commits = len(dataset.parts("captures"))
        assert commits in (told[-1], told[-1] + 1)  # the last may have been committed and not yet told
        texts = newest_texts(dataset)
        assert texts == {
            **expected_texts(commits),
            **{url: texts[url] for url in texts.keys() - expected_texts(commits)},
        }
        assert len(texts) <= commits + 1
        assert not [file for file in path.rglob("*") if file.name.endswith(".tmp")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_full_disk_stops_in_words_and_loses_nothing(tmp_path: Path) -> None:
    """Where writing fails, the old files stay, no scrap is left, and with room again the next run goes on.

    A limit on the size of files stands in for the full disk: it fails in the same place, inside a write.
    """
    path = tmp_path / "d"
    write(path, 0, 3)
    before = newest_texts(look_at(path))
    program = (
        "import resource, signal, sys; from pathlib import Path; from readings import write\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "write(Path(sys.argv[1]), 3, 4)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "DatasetUnwritable: Cannot write" in ran.stderr
    assert "Free some space" in ran.stderr
    assert newest_texts(look_at(path)) == before
    assert not [file for file in path.rglob("*") if file.name.endswith(".tmp")]
    write(path, 3, 4)
    assert newest_texts(look_at(path)) == expected_texts(4)


def test_a_second_run_is_refused_in_words(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Who starts a run on a dataset that is being written to hears by whom, and a script by the exit code."""
    path = tmp_path / "d"
    warc = tmp_path / "empty.warc.gz"
    warc.write_bytes(b"")
    with writer(path, 0, 1000) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(SystemExit) as ended:
            cli.main(["build", str(warc), "--out", str(path)])
        assert ended.value.code == cli.FOLDER
        assert f"is being written to by process {process.pid} on" in capfd.readouterr().err


def test_a_stale_lock_is_recognised(tmp_path: Path) -> None:
    """The file of a lock says nothing by being there: its holder is dead, the next run gets in and signs it anew."""
    path = tmp_path / "d"
    write(path, 0, 1)
    (path / ".lock").write_text("process 1 on elsewhere\n")
    write(path, 1, 2)
    assert (path / ".lock").read_text().startswith(f"process {os.getpid()} on ")
