"""Weeks of ``ingest watch`` over one small publisher that goes down, moves, puts up a wall: told within days, from what
the crawl wrote down, and nothing of it lost that came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fixtures.simulated_web import Change, Publisher, publishers
from fixtures.simulated_year import Year, audited
from ingest.dataset import open_dataset
from ingest.health import Kind

START = datetime(2025, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
DAYS = 30
NAMES = {Change.DOWN: Kind.DOWN, Change.MOVED: Kind.MOVED, Change.CLOSED: Kind.RIGHTS, Change.WALL: Kind.WALL}


def publisher(change: Change) -> Publisher:
    """An article in two days; trouble for a week from the tenth day on. Who moves does not come back."""
    web = publishers(12, START, DAYS * DAY, per_day=(0.5, 0.5), seed=4)
    one = next(one for one in web if one.change is change)
    lasting = 400 if change is Change.MOVED else 7
    return replace(one, begins=START + 10 * DAY, ends=START + (10 + lasting) * DAY, sitemap=False)


def captures(out: Path, via: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = open_dataset(out).captures().read_all().to_pylist()
    return [row for row in rows if row["via"] == via]


@pytest.mark.parametrize("change", list(NAMES))
def test_trouble_is_told_and_nothing_is_lost(change: Change, tmp_path: Path) -> None:
    """The one alarm has the right name and comes soon; what was listed all comes in the end."""
    year = Year(tmp_path / "d", [publisher(change)], START, DAYS, every=timedelta(hours=12), judged=1)
    year.run()
    (told,) = year.noticed.values()
    assert told.alarm.kind is NAMES[change]
    assert timedelta() <= told.at - year.web.publishers[0].begins <= 3 * DAY
    assert audited(year).missed == []


def test_looks_at_lists_are_captures_only_while_something_is_wrong(tmp_path: Path) -> None:
    """The home page that fails is one anyway; beside it those that tell how long it lasts, and that it is over."""
    year = Year(tmp_path / "d", [publisher(Change.DOWN)], START, DAYS, every=timedelta(hours=12))
    year.run()
    rows = captures(year.out, "listing")
    one = year.web.publishers[0]
    assert rows
    assert all(one.begins <= row["fetched_at"] <= one.ends + 2 * DAY for row in rows)
    assert len(rows) <= 40
    assert any(row["outcome"] in ("unchanged", "dropped") for row in rows)
