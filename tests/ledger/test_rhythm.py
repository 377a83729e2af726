"""Pauses: what a listing's past says of its next news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ingest.ledger.rhythm import FIRST_PAUSE, first_pause, next_pause, retry_pause
from ingest.settings import CrawlSettings

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SETTINGS = CrawlSettings(poll_least=10 * MINUTE, poll_most=12 * HOUR, retry_after=15 * MINUTE)


def _hours_ago(*hours: float) -> list[datetime]:
    return [NOW - hour * HOUR for hour in hours]


@pytest.mark.parametrize(
    ("dates", "expected", "why"),
    [
        (_hours_ago(0, 1, 2, 3, 4), 48 * MINUTE, "one an hour"),
        (_hours_ago(9, 10, 11), 11 / 3 * HOUR, "quiet since: the silence counts"),
        (_hours_ago(*range(0, 4000, 100)), 12 * HOUR, "no longer than the longest"),
        (_hours_ago(*(number / 60 for number in range(100))), 10 * MINUTE, "no shorter than the shortest"),
        (_hours_ago(0, 0, 0), 10 * MINUTE, "a date for all, that of the build"),
        (_hours_ago(1), FIRST_PAUSE, "one date is no rhythm"),
        ([], FIRST_PAUSE, "undated"),
        (_hours_ago(-2, -3, 1), FIRST_PAUSE, "the future is a wrong zone"),
    ],
)
def test_a_new_listing_tells_its_past_by_its_dates(dates: list[datetime], expected: timedelta, why: str) -> None:
    """The second look already comes when news is likely."""
    assert first_pause(dates, NOW, SETTINGS) == expected, why


def test_a_rhythm_is_learnt_and_kept() -> None:
    """A feed of six articles an hour is asked every ten minutes whatever was thought of it before; one of an article a
    day, twice a day."""
    for interval, expected in ((10 * MINUTE, 10 * MINUTE), (24 * HOUR, 12 * HOUR)):
        pause, now, last_news = HOUR, timedelta(), timedelta()
        for _ in range(40):
            now += pause
            fresh = (now - last_news) // interval
            last_news += fresh * interval
            pause = next_pause(pause, pause, fresh, SETTINGS)
        assert pause == expected


def test_news_shortens_the_pause_at_once_and_silence_slowly() -> None:
    """After a quiet night the morning is not missed; a quiet hour is not taken for the end."""
    assert next_pause(6 * HOUR, 6 * HOUR, 12, SETTINGS) == 30 * MINUTE
    quiet = next_pause(HOUR, HOUR, 0, SETTINGS)
    assert HOUR < quiet < 2 * HOUR
    assert next_pause(12 * HOUR, 12 * HOUR, 0, SETTINGS) == 12 * HOUR


@pytest.mark.parametrize("waited", [timedelta(), -HOUR])
def test_a_clock_that_jumps_back_breaks_no_rhythm(waited: timedelta) -> None:
    """No time between two looks, or less than none, is the shortest pause and no error."""
    assert next_pause(HOUR, waited, 3, SETTINGS) == 10 * MINUTE
    assert next_pause(HOUR, waited, 0, SETTINGS) > HOUR


def test_retries_back_off() -> None:
    """A page in trouble is tried after a quarter of an hour, then ever more rarely, at last once a day."""
    assert [retry_pause(number, SETTINGS) / MINUTE for number in (0, 1, 2, 3)] == [15, 15, 30, 60]
    assert retry_pause(10_000, SETTINGS) == timedelta(days=1)
