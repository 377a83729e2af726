"""A crawl that is killed without warning, again and again, ends in the dataset of one that was left in peace.

    INGEST_KILLS=50 python -m pytest tests/run/test_kill.py

kills more often than the normal run does. The moments are drawn from a seed, over the time that an undisturbed crawl
takes; each dataset is killed and continued until a crawl comes through.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from stands import articles, captures, plain

from fixtures.newsstand import Newsstand
from ingest.archive import read_captures
from ingest.dataset import Dataset

KILLS = int(os.environ.get("INGEST_KILLS", "10"))
SEED = 20261123

PUBLISHERS = ("bulles", "lettresdusud", "dakarmatin", "lequotidien", "actulocale")
BY_THE_RUN = {"captured_at", "fetched_at", "first_seen_at", "last_seen_at", "warc_file", "warc_offset", "warc_length"}
"""Columns that say when a page was fetched and where it lies, which is another matter in every run."""
RELATIVE = {"published_at", "modified_at"}
"""Counted from the moment of the fetch where a page says «il y a 3 heures»."""


def _begin(out: Path, stand: Newsstand) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("killable.py")
    named = [f"{name}={stand.sites[name].url}/" for name in PUBLISHERS]
    command = [sys.executable, str(script), str(out), *named]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _to_the_end(out: Path, stand: Newsstand) -> float:
    """Crawl undisturbed; the seconds it took without the start of Python."""
    with _begin(out, stand) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        began = time.monotonic()
        assert process.stdout.read() == "done\n"
        seconds = time.monotonic() - began
    assert process.returncode == 0
    return seconds


def _killed_after(seconds: float, out: Path, stand: Newsstand) -> bool:
    """Crawl, and kill; whether the crawl was still at work."""
    with _begin(out, stand) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        killer = threading.Timer(seconds, process.kill)
        killer.start()
        finished = process.stdout.read() == "done\n"
        killer.cancel()
    return not finished


def _content(out: Path) -> dict[str, list[str]]:
    """The three tables without what the run decides."""
    revisions = [
        row for path in sorted((out / "revisions").glob("*/*.parquet")) for row in pq.read_table(path).to_pylist()
    ]
    tables = {"articles": articles(out), "revisions": revisions, "captures": captures(out)}
    return {name: plain(map(_without_run, rows)) for name, rows in tables.items()}


def _differences(found: dict[str, list[str]], wanted: dict[str, list[str]]) -> list[str]:
    """Rows that only one of two datasets has, said so that a rare failure tells what it was."""
    return [
        f"{table}, {side}: {row}"
        for table in wanted
        for side, rows, others in (("only found", found, wanted), ("only wanted", wanted, found))
        for row in sorted(set(rows[table]) - set(others[table]))
        or ([f"{len(rows[table])} rows"] * (len(rows[table]) != len(others[table])))
    ]


def _without_run(row: dict[str, Any]) -> dict[str, Any]:
    dropped = BY_THE_RUN | {"capture_id"}
    if "il y a" in f"{row.get('published_raw')} {row.get('modified_raw')}".lower():
        dropped |= RELATIVE
    return {name: value for name, value in row.items() if name not in dropped}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_crawl_killed_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Killed at random moments and continued: every row of an undisturbed crawl, once, and nothing else."""
    rng, kills, number = random.Random(SEED), 0, 0
    with Newsstand(ephemeral=True) as stand:
        took = _to_the_end(tmp_path / "undisturbed", stand)
        wanted = _content(tmp_path / "undisturbed")
        assert wanted["articles"]
        while kills < KILLS:
            number += 1
            out = tmp_path / f"killed-{number}"
            while kills < KILLS and _killed_after(rng.uniform(0, took), out, stand):
                kills += 1
            _to_the_end(out, stand)
            assert _differences(_content(out), wanted) == []
            _assert_places_resolve(out)


def _assert_places_resolve(out: Path) -> None:
    """Each capture's file and offset lead to a record of its page, and no archived capture is without its row."""
    found = {
        (location.file, location.offset): capture.url
        for path in (out / "warc").iterdir()
        for capture, location in read_captures(path)
    }
    rows = Dataset(out).captures(columns=["url", "warc_file", "warc_offset"]).read_all().to_pylist()
    assert {(row["warc_file"], row["warc_offset"]): row["url"] for row in rows} == found
    assert max(Counter(row["url"] for row in rows).values()) == 1
