"""Commits that hold: three readers in a loop while a writer commits, and a writer killed at random points.

    python benchmarks/commits.py [--commits 200] [--kills 100] [--seed 1]

Readers open ``articles/**/*.parquet`` with a plain glob, as their users do, and count rows and articles. A read is
wrong when it has an article twice, or lacks one that was there before the read began. Polars opens a file twice;
what it reports when the file was replaced in between is counted as «failed», loudly and without a row. Killed writers
(kill -9) go on in a new process; after each kill all files must be whole, and in the end every article must be there
with its last text. As root, a small tmpfs is filled up as well.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests" / "writers")]

from readings import count_duckdb, count_ours, events_of, polars_once, writer  # noqa: E402  # beside the tests

from ingest.errors import DatasetUnwritable  # noqa: E402
from ingest.writers.compaction import compact  # noqa: E402
from ingest.writers.dataset_folder import create_or_open, look_at  # noqa: E402
from ingest.writers.parts import read_columns, write_text  # noqa: E402
from ingest.writers.schema import TABLES  # noqa: E402

READERS = {"DuckDB": count_duckdb, "Polars": polars_once, "ingest.open_dataset": count_ours}


def measure_readers(path: Path, commits: int) -> dict[str, Counter[str]]:
    seen: dict[str, Counter[str]] = {name: Counter() for name in READERS}
    reached = 0
    running = threading.Event()
    running.set()

    def read(name: str, count: Callable[[Path], tuple[int, int]]) -> None:
        while running.is_set():
            least = reached
            try:
                rows, distinct = count(path)
            except Exception:
                seen[name]["failed"] += 1
                continue
            seen[name]["read"] += 1
            seen[name]["wrong"] += rows != distinct or rows < least

    threads = [threading.Thread(target=read, args=reader) for reader in READERS.items()]
    with writer(path, 0, commits) as process:
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
    return seen


def measure_kills(path: Path, kills: int, chance: random.Random) -> Counter[str]:
    """Whole files and articles after each kill, and at the end."""
    counts: Counter[str] = Counter()
    done = 0
    for _ in range(kills):
        with writer(path, done, done + 1000) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(chance.random() * 0.2)
            process.kill()
            lines = [first, *process.stdout]
        done = 1 + max(int(line.split()[1]) for line in lines if line.startswith("committed") and line.endswith("\n"))
        counts["kills"] += 1
        counts["broken files"] += sum(not _is_whole(part) for table in TABLES for part in look_at(path).parts(table))
        rows, distinct = count_duckdb(path) if look_at(path).parts("articles") else (0, 0)
        counts["articles twice"] += rows - distinct
    with create_or_open(path) as dataset:
        compact(dataset)
        commits = len(dataset.parts("captures"))
        texts = {}
        for part in dataset.parts("articles"):
            data = read_columns(part, ["url", "text"])
            texts.update(zip(data["url"].to_pylist(), data["text"].to_pylist(), strict=True))
    events = itertools.chain.from_iterable(events_of(number) for number in range(commits))
    expected = {f"https://www.exemple.fr/{number}": text for number, text, _ in sorted(events, key=lambda one: one[2])}
    counts["commits"] = commits
    counts["articles with an old text"] = sum(url in texts and texts[url] != text for url, text in expected.items())
    counts["articles missing"] = len(expected.keys() - texts.keys())
    return counts


def _is_whole(path: Path) -> bool:
    try:
        read_columns(path)
    except Exception:
        return False
    return True


def measure_full_disk(folder: Path) -> str:
    """A file system of two megabytes, filled: what a writer says. Needs leave to mount."""
    mount = folder / "small"
    mount.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount]).returncode:
        return "not tried: no leave to mount a small file system"
    try:
        with create_or_open(mount / "d") as dataset:
            (mount / "filler").write_bytes(b"x" * (shutil.disk_usage(mount).free - 4096))
            try:
                write_text("x" * 100_000, dataset.card)
            except DatasetUnwritable as error:
                left = [path.name for path in dataset.path.rglob("*.tmp")]
                return f"«{str(error).replace(str(mount), '…')}»; scraps left: {len(left)}"
        return "no error"
    finally:
        subprocess.run(["umount", mount], check=False)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure that commits hold.")
    parser.add_argument("--commits", type=int, default=200)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        seen = measure_readers(Path(folder) / "read", options.commits)
        print(f"{options.commits} commits\n\n| reader | reads | wrong | failed |\n|---|---|---|---|")
        for name, counts in seen.items():
            print(f"| {name} | {counts['read']:,} | {counts['wrong']} | {counts['failed']} |")
        killed = measure_kills(Path(folder) / "killed", options.kills, random.Random(options.seed))
        print("\n" + "; ".join(f"{name}: {count}" for name, count in killed.items()))
        print(f"\nfull disk: {measure_full_disk(Path(folder))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
