"""Whether a source is well, or nobody can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingest.health import Alarm, Asked, History, Kind, Standing, standing

START = datetime(2026, 9, 7, tzinfo=UTC)
URL = "https://journal.example/1"


def known_for(days: int, pages: int) -> History:
    asked = [Asked(START + timedelta(days=days) * n / pages, URL, None) for n in range(pages)]
    return History("journal", asked=asked, since=START)


@pytest.mark.parametrize(
    ("days", "pages", "expected"),
    [
        (0, 200, Standing.YOUNG),  # one large crawl has no past to compare with
        (13, 200, Standing.YOUNG),
        (60, 12, Standing.SPARSE),
        (14, 40, Standing.WELL),
    ],
)
def test_well_is_only_what_could_be_judged(days: int, pages: int, expected: Standing) -> None:
    """Nobody reads «well» of a source that was followed too briefly, or gave too little, for anything to be noticed."""
    assert standing(known_for(days, pages), [], START + timedelta(days=days)) is expected


def test_an_alarm_counts_however_young_the_source_is_and_until_it_is_over() -> None:
    """A fault that is certain is not hidden behind «too young»; one that is over leaves the source well."""
    alarm = Alarm("journal", Kind.WALL, START, START, None, (), "walls", (URL,))
    assert standing(known_for(1, 50), [alarm], START + timedelta(days=1)) is Standing.ALARM
    over = replace(alarm, until=START)
    assert standing(known_for(20, 50), [over], START + timedelta(days=20)) is Standing.WELL
