"""Captures taken out of a segment: nothing of them is left, and nobody else has moved."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.archive import WarcWriter, erase_captures, read_captures
from ingest.archive.checking import check_segment
from ingest.errors import ArchiveError
from ingest.model import Drop, Location, Page, Reason
from ingest.settings import ArchiveSettings

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def page(number: int, size: int = 1) -> Page:
    body = f"<p>Le quai numéro {number} est fermé. </p>".encode() * size
    return Page(f"https://a.example/{number}", f"https://a.example/{number}", 200, (), body, NOW)


def segment(folder: Path, *captures: Page | Drop) -> tuple[Path, list[Location]]:
    writer = WarcWriter(folder, ArchiveSettings(), now=NOW, run_id="x")
    places = [writer.add(capture, digest="0" * 64) for capture in captures]
    path = writer.close()
    assert path
    return path, places


def urls(path: Path) -> list[str]:
    return [capture.url for capture, _ in read_captures(path)]


UNCHANGED = Drop("https://a.example/3", Reason.SAME_BYTES, at=NOW, status=200)
MISSING = Drop("https://a.example/4", Reason.NOT_FOUND, "HTTP 404", NOW, status=404)


@pytest.mark.parametrize("number", range(5))
def test_a_capture_of_any_kind_can_go(number: int, tmp_path: Path) -> None:
    """A page, a large one, an unchanged one with its revisit record, a failure: no word of it stays, others do."""
    captures = (page(0), page(1, 20_000), page(2), UNCHANGED, MISSING)
    path, places = segment(tmp_path, *captures)
    before = {capture.url: place for capture, place in read_captures(path)}
    size = path.stat().st_size
    assert erase_captures(path, [places[number].offset]) == 4
    assert path.stat().st_size == size
    gone = captures[number].url
    assert gone.encode() not in gzip.decompress(path.read_bytes())
    after = {capture.url: place for capture, place in read_captures(path)}
    assert after == {url: place for url, place in before.items() if url != gone}
    assert not check_segment(path).faults


def test_erasing_twice_is_erasing_once(tmp_path: Path) -> None:
    """A killed erasure is done again from the beginning."""
    path, places = segment(tmp_path, page(0), page(1))
    erase_captures(path, [places[0].offset])
    data = path.read_bytes()
    assert erase_captures(path, [places[0].offset]) == 1
    assert path.read_bytes() == data


def test_other_places_are_nobodys(tmp_path: Path) -> None:
    """An offset that is no capture's changes nothing."""
    path, _ = segment(tmp_path, page(0))
    data = path.read_bytes()
    assert erase_captures(path, [1, 10**9]) == 1
    assert path.read_bytes() == data


def test_a_segment_without_a_capture_left_goes(tmp_path: Path) -> None:
    """It would be taken for one that was never built."""
    path, places = segment(tmp_path, page(0), MISSING)
    assert erase_captures(path, [place.offset for place in places]) == 0
    assert not path.exists()


def test_a_damaged_segment_is_left_alone(tmp_path: Path) -> None:
    """What cannot be read to its end may hold more of what is to go."""
    path, places = segment(tmp_path, page(0), page(1))
    path.write_bytes(path.read_bytes()[:-10])
    data = path.read_bytes()
    with pytest.raises(ArchiveError, match="nothing was erased"):
        erase_captures(path, [places[0].offset])
    assert path.read_bytes() == data
    assert urls(path) == ["https://a.example/0"]
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
