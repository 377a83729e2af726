"""A full disk, a clock that jumps: the next run continues, and nothing is lost or doubled."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stands import SETTINGS, WarpClock, articles, captures, crawl, sources

from fixtures.newsstand import Newsstand
from ingest.errors import DatasetUnwritable
from ingest.settings import ArchiveSettings

PUBLISHERS = ("bulles", "lettresdusud", "dakarmatin")
SMALL_SEGMENTS = replace(SETTINGS, archive=ArchiveSettings(segment_bytes=30_000))


def _pages(out: Path) -> Counter[str]:
    """Articles and failures by URL: how often each was captured."""
    return Counter(row["url"] for row in captures(out))


# --- a full disk -----------------------------------------------------------------------------------------------------
class Disk:
    """A file system of its own, in memory, that can be made larger."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def hold(self, size: str) -> None:
        options = f"remount,size={size}" if self.path.is_mount() else f"size={size}"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.path)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    path = tmp_path / "disk"
    path.mkdir()
    disk = Disk(path)
    try:
        disk.hold("10m")
    except subprocess.CalledProcessError:
        pytest.skip("this container may not mount a file system")
    yield disk
    subprocess.run(["umount", "--lazy", str(path)], check=True)  # the error that was caught may hold a file open


@pytest.mark.parametrize("size", ["200k", "300k", "400k"])
def test_a_disk_that_is_full_stops_the_run_and_costs_nothing(
    stand: Newsstand, tmp_path: Path, disk: Disk, size: str
) -> None:
    """Wherever the space ends (archive, ledger, parts), one error says so, and with more space the run goes on."""
    crawl(sources(stand, *PUBLISHERS), tmp_path / "roomy", settings=SMALL_SEGMENTS)
    out = disk.path / "dataset"
    disk.hold(size)
    with pytest.raises(DatasetUnwritable, match="space"):
        crawl(sources(stand, *PUBLISHERS), out, settings=SMALL_SEGMENTS)
    disk.hold("50m")
    crawl(sources(stand, *PUBLISHERS), out, settings=SMALL_SEGMENTS)
    assert _pages(out) == _pages(tmp_path / "roomy")
    assert {row["url"] for row in articles(out)} == {row["url"] for row in articles(tmp_path / "roomy")}


# --- a clock that jumps ----------------------------------------------------------------------------------------------
class JumpingClock(WarpClock):
    """Its wall clock goes back a year after some looks at it, then ahead ten; time that has passed stays what it is."""

    def __init__(self) -> None:
        super().__init__()
        self._looks = 0

    def now(self) -> datetime:
        self._looks += 1
        real = datetime.now(UTC) + self.ahead
        if self._looks > 60:
            return real + timedelta(days=3650)
        return real - timedelta(days=365) if self._looks > 30 else real


def test_a_clock_that_jumps_loses_and_doubles_nothing(stand: Newsstand, tmp_path: Path) -> None:
    """Back a year and ahead ten in the middle of a run: each page is captured once, and the next run has no more."""
    whole = crawl(sources(stand, *PUBLISHERS), tmp_path / "whole", settings=SMALL_SEGMENTS)
    out = tmp_path / "jumped"
    summary = crawl(sources(stand, *PUBLISHERS), out, clock=JumpingClock(), settings=SMALL_SEGMENTS)
    assert (summary.pages, summary.rows) == (whole.pages, whole.rows)
    assert _pages(out) == _pages(tmp_path / "whole")
    again = crawl(sources(stand, *PUBLISHERS), out)
    assert again.rows == whole.rows
    assert {row["article_id"] for row in articles(out)} == {row["article_id"] for row in articles(tmp_path / "whole")}
