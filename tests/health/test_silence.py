"""Silence, by a source's own week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ingest.health.silence import silence

MONDAY = datetime(2026, 9, 7, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def working_days(weeks: int, a_day: int) -> list[datetime]:
    """Articles from eight in the morning, an hour apart, from Monday to Friday."""
    return [
        MONDAY + timedelta(weeks=week, days=day, hours=8 + number)
        for week in range(weeks)
        for day in range(5)
        for number in range(a_day)
    ]


def test_a_source_that_stops_is_silent_after_some_expected_articles() -> None:
    """Twelve articles a day, and then none from Monday on: known on the second day."""
    times = working_days(6, 12)
    monday = MONDAY + timedelta(weeks=6)
    assert silence(times, monday + 12 * HOUR) is None
    quiet = silence(times, monday + DAY + 20 * HOUR)
    assert quiet is not None
    assert quiet.since == times[-1]
    assert quiet.expected > 20


def test_a_weekend_is_no_silence() -> None:
    """A newsroom that closes on Friday evening is well until Monday."""
    times = working_days(6, 12)
    assert silence(times, MONDAY + timedelta(weeks=5, days=6, hours=23)) is None


def test_a_slow_source_is_given_its_time() -> None:
    """One article a day is missed after two weeks, not after a day."""
    times = [MONDAY + DAY * day + 9 * HOUR for day in range(60)]
    assert silence(times, times[-1] + 5 * DAY) is None
    assert silence(times, times[-1] + 20 * DAY) is not None


def test_bursts_make_patience() -> None:
    """Twenty articles every tenth day are as many as two a day, and a week without one is as usual."""
    times = [MONDAY + DAY * day + HOUR * number / 4 for day in range(0, 120, 10) for number in range(20)]
    assert silence(times, times[-1] + 8 * DAY) is None


def test_a_source_that_is_hardly_known_is_not_silent() -> None:
    """A first crawl brings a hundred articles within an hour; a day without one more says nothing."""
    times = [MONDAY + timedelta(seconds=30 * number) for number in range(100)]
    assert silence(times, MONDAY + 3 * DAY) is None
