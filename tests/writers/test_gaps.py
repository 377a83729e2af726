"""What the card says is missing."""

from __future__ import annotations

from datetime import date

from ingest.writers.gaps import Fetches, gaps


def day(number: int) -> date:
    return date(2026, 11, number)


def test_days_without_a_fetch_are_told() -> None:
    """A crawler that stood still leaves a hole that no article shows."""
    days = [day(number) for number in (1, 2, 4, 5, 9)]
    assert gaps(days, [Fetches("a", "article", "", 9)]) == [
        "Nothing was fetched on 2026-11-03.",
        "Nothing was fetched 2026-11-06 to 2026-11-08.",
    ]


def test_sources_that_refuse_or_fail_are_told() -> None:
    """From a fifth of the fetches on; pages that are no articles, or were seen before, are no loss."""
    fetches = [
        Fetches("shut", "article", "", 6),
        Fetches("shut", "refused", "robots_disallowed", 3),
        Fetches("shut", "failed", "timeout", 1),
        Fetches("fine", "article", "", 5),
        Fetches("fine", "dropped", "not_an_article", 20),
        Fetches("fine", "unchanged", "same_bytes", 90),
        Fetches("small", "failed", "timeout", 4),
        Fetches("dead", "failed", "unknown_host", 5),
    ]
    assert gaps([day(1)], fetches) == [
        "dead: 100% unknown_host of 5 fetches.",
        "shut: 30% robots_disallowed of 10 fetches.",
    ]
