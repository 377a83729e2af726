"""Page's test: when now and then becomes often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from ingest.health.change import LEARNING, Change
from ingest.health.change import changes as changes_of


@dataclass(frozen=True)
class Flag:
    at: datetime
    up: bool


def changes(flags: Sequence[bool]) -> list[Change]:
    """Five observations a day."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    observed = [Flag(start + timedelta(hours=4.8) * number, up) for number, up in enumerate(flags)]
    return changes_of(observed, lambda past: lambda one: one.up)


def observations(share: float, count: int, seed: int = 1) -> list[bool]:
    random = Random(seed)
    return [random.random() < share for _ in range(count)]


def test_what_never_happened_and_now_always_does_is_found_within_five() -> None:
    """A lost field is certain after a handful of articles."""
    (change,) = changes([False] * 100 + [True] * 20)
    assert change.start == 100
    assert change.found <= 104
    assert change.end is None


@pytest.mark.parametrize("share", [0.0, 0.02, 0.2, 0.5, 0.8])
def test_what_happens_as_often_as_before_is_no_change(share: float) -> None:
    """Three thousand observations of chance alone raise no alarm, however common the thing is."""
    assert changes(observations(share, 3_000)) == []


def test_a_rise_from_a_fifth_to_nine_tenths_is_found_where_it_began() -> None:
    """The stretch that is shown as evidence starts at the fault, not at the alarm."""
    (change,) = changes(observations(0.2, 200) + observations(0.9, 60, seed=2))
    assert 195 <= change.start <= 203
    assert change.found < 230
    assert change.before == pytest.approx(0.2, abs=0.1)
    assert change.since > 0.8


def test_a_fault_that_is_mended_ends() -> None:
    """A day of lost authors is over when they come back, and what follows is judged by the time before it."""
    events = [False] * 100 + [True] * 10 + [False] * 100 + [True] * 10
    first, second = changes(events)
    assert first.end is not None
    assert 110 <= first.end <= 122
    assert second.start == 210
    assert second.before < 0.05


def test_a_redesign_becomes_the_rule() -> None:
    """Half a year after a section was given up its absence is no alarm any more."""
    events = [False] * 100 + [True] * 300
    (change,) = changes(events)
    assert change.end is not None
    assert change.end < 300


def test_a_source_that_is_hardly_known_has_no_alarm() -> None:
    """The first articles of a source are its past, whatever they are."""
    assert changes([True] * LEARNING) == []
    assert changes([False, True] * 15) == []
