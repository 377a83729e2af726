"""A stretch of a segment is read while the segment grows, and says so when it is not what it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.archive import WarcWriter, read_captures, read_stretch
from ingest.errors import ArchiveError
from ingest.model import Drop, Page, Reason
from ingest.settings import ArchiveSettings

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def _page(number: int) -> Page:
    url = f"https://www.exemple.fr/{number}"
    return Page(url, url, 200, (("Content-Type", "text/html"),), b"<p>Rien de neuf au port.</p>" * number, NOW)


def _writer(folder: Path) -> WarcWriter:
    return WarcWriter(folder, ArchiveSettings(), now=NOW, run_id="r1")


def test_stretches_of_an_open_segment_give_what_the_closed_file_gives(tmp_path: Path) -> None:
    """A crawl reads what it archived in pieces: the pages, their order and their places are those of the whole file."""
    writer, found, begun = _writer(tmp_path), [], 0
    for number in range(1, 8):
        place = writer.add(_page(number))
        writer.add(Drop(f"https://www.exemple.fr/perdue/{number}", Reason.NOT_MODIFIED, at=NOW, status=304))
        found += read_stretch(tmp_path, place.file, begun, writer.length)
        begun = writer.length
    path = writer.close()
    assert path is not None
    assert found == list(read_captures(path))
    assert len(found) == 14


def test_a_segment_that_was_closed_meanwhile_is_found(tmp_path: Path) -> None:
    """A worker may come to its stretch after the file got its final name."""
    writer = _writer(tmp_path)
    place = writer.add(_page(1))
    end = writer.length
    writer.close()
    assert [found for _, found in read_stretch(tmp_path, place.file, 0, end)] == [place]


@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_segment_that_somebody_changed_is_named(tmp_path: Path, harm: str) -> None:
    """Bytes that are not there are an error that names the file, never pages silently left out."""
    with _writer(tmp_path) as writer:
        place = writer.add(_page(1))
        end = writer.length
    path = tmp_path / place.file
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-7])
    else:
        path.unlink()
    with pytest.raises(ArchiveError, match=place.file):
        read_stretch(tmp_path, place.file, 0, end)
