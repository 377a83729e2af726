"""Which version is the newest, and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ingest.writers.history import KEEP, Sighting, Version, is_complete, newest

START = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def full(hours: int, digest: str) -> Sighting:
    return Sighting(START + hours * HOUR, f"s{hours}", hours, digest, part=hours, row=7)


def light(hours: int, digest: str) -> Sighting:
    return Sighting(START + hours * HOUR, f"s{hours}", hours, digest)


def known(digest: str, revision: int = 1) -> Version:
    return Version(KEEP, 0, digest, START - 2 * HOUR, "s", 1, START - 3 * HOUR, START - HOUR, revision)


def test_equal_content_in_a_row_is_one_version() -> None:
    """It is dated by its first sighting and last seen at its last."""
    version = newest([full(0, "a"), full(1, "b"), full(2, "b"), light(3, "b")])
    assert version is not None
    assert (version.part, version.revision) == (1, 2)
    assert (version.first_seen_at, version.captured_at) == (START, START + HOUR)
    assert version.last_seen_at == START + 3 * HOUR


def test_content_that_comes_back_is_a_new_version() -> None:
    """A correction taken back: its content is the old row's, its date and place the new sighting's."""
    version = newest([full(0, "a"), full(1, "b"), light(2, "a")])
    assert version is not None
    assert (version.part, version.warc_file, version.captured_at, version.revision) == (0, "s2", START + 2 * HOUR, 3)


def test_a_history_goes_on_from_what_is_known() -> None:
    """Number and first sight are kept; equal content only moves the last sight."""
    same, other = newest([light(0, "a")], known("a")), newest([full(0, "b")], known("a"))
    assert same is not None
    assert other is not None
    assert (same.part, same.revision, same.last_seen_at) == (KEEP, 1, START)
    assert (other.part, other.revision, other.first_seen_at) == (0, 2, START - 3 * HOUR)


def test_what_is_known_lends_its_content() -> None:
    """Seen otherwise in between, the content of the row at hand is still at hand."""
    history = [full(0, "b"), light(1, "a")]
    version = newest(history, known("a"))
    assert is_complete(history, known("a"))
    assert version is not None
    assert (version.part, version.revision) == (KEEP, 3)


def test_content_that_is_nowhere_counts_for_nothing() -> None:
    """And is noticed, so that the whole history can be read instead."""
    assert not is_complete([light(0, "a")])
    assert newest([light(0, "a")]) is None
    version = newest([full(0, "b"), light(1, "c")])
    assert version is not None
    assert (version.digest, version.last_seen_at) == ("b", START)
