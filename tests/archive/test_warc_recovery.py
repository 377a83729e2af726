"""What a killed run left open becomes a segment like any other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.archive import WarcWriter, read_captures, recover
from ingest.archive.members import members
from ingest.errors import DatasetUnwritable
from ingest.model import Page
from ingest.settings import ArchiveSettings

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def page(number: int) -> Page:
    url = f"https://x.fr/{number}"
    return Page(url, url, 200, (), f"<p>Texte numéro {number}.</p>".encode() * number, NOW)


def test_no_whole_record_is_lost_wherever_the_file_ends(tmp_path: Path) -> None:
    """Cut at every seventh byte, recovery keeps each whole capture, and what it leaves is a valid segment."""
    with WarcWriter(tmp_path, ArchiveSettings(), now=NOW, run_id="r1") as writer:
        places = [writer.add(page(number)) for number in range(4)]
        path = writer.close()
    assert path is not None
    whole = path.read_bytes()
    path.unlink()
    leftover = tmp_path / f"{path.name}.open"
    for length in range(0, len(whole) + 1, 7):
        leftover.write_bytes(whole[:length])
        recovered = recover(tmp_path)
        assert not leftover.exists()
        expected = [place for place in places if place.offset + place.length <= length]
        if not recovered:
            assert not expected
            continue
        assert [place for _, place in read_captures(path)] == expected
        assert whole.startswith(path.read_bytes())
        with path.open("rb") as stream:
            assert len(list(members(stream))) > len(expected)  # raises where the end is not clean
        path.unlink()


def test_segments_that_are_closed_stay_as_they_are(tmp_path: Path) -> None:
    """Recovery touches leftovers only, and is content with a folder that is not there."""
    with WarcWriter(tmp_path, ArchiveSettings(), now=NOW, run_id="r1") as writer:
        writer.add(page(1))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert recover(tmp_path) == []
    assert recover(tmp_path / "none") == []
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_killed_process_loses_at_most_the_last_capture(tmp_path: Path) -> None:
    """After kill -9 every capture whose add returned is in the recovered segment."""
    program = textwrap.dedent(
        """
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from ingest.archive import WarcWriter
        from ingest.model import Page
        from ingest.settings import ArchiveSettings

        now = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
        writer = WarcWriter(Path(sys.argv[1]), ArchiveSettings(), now=now, run_id="r1")
        number = 0
        while True:
            url = f"https://x.fr/{number}"
            writer.add(Page(url, url, 200, (), b"<p>Une phrase.</p>" * 50, now))
            print(number, flush=True)
            number += 1
        """
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(50)]
        os.kill(process.pid, signal.SIGKILL)
        told += process.stdout.readlines()
    whole_lines = [line for line in told if line.endswith("\n")]
    (path,) = recover(tmp_path)
    urls = [capture.url for capture, _ in read_captures(path)]
    assert urls[: len(whole_lines)] == [f"https://x.fr/{number}" for number in range(len(whole_lines))]


def test_what_cannot_be_repaired_is_named(tmp_path: Path) -> None:
    """A leftover that is no file is an error with the folder's name, not a crash."""
    (tmp_path / "ingest-x.warc.gz.open").mkdir()
    with pytest.raises(DatasetUnwritable, match="Cannot repair"):
        recover(tmp_path)
