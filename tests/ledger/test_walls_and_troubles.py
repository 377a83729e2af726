"""Pages behind a wall are tried again when it may be gone; looks at lists are written down while something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.ledger import Ledger
from ingest.ledger.facts import MOST_LOOKS_AT_WALLS, NOTED_AGAIN
from ingest.model import Page, Reason, Via

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FEED, HOME = "https://journal.example/feed.xml", "https://journal.example/"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite") as one:
        yield one


def had(ledger: Ledger, name: str, at: datetime, reason: Reason | None = None) -> str:
    """Remember a page, and that it was a wall where a reason says so."""
    url = f"https://journal.example/{name}"
    headers = (("ETag", '"wall"'),)
    ledger.remember(Page(url, url, 200, headers, b"...", at, "journal", Via.FEED, FEED), at, published=NOW)
    if reason is not None:
        ledger.conclude(url, reason)
    return url


def tried(ledger: Ledger, now: datetime) -> list[str]:
    return [link.url for link in ledger.behind_walls([FEED], now)]


def test_when_the_wall_is_gone_all_behind_it_are_tried_once_a_day(ledger: Ledger) -> None:
    """An article that comes through shows that the site lets in again: those that stood behind the wall for weeks,
    which would be looked at in weeks or never, are asked for now."""
    walled = [had(ledger, f"walled-{n}", NOW + 20 * DAY, Reason.CONSENT_WALL) for n in range(3)]
    had(ledger, "fresh", NOW + 35 * DAY)
    assert sorted(tried(ledger, NOW + 35 * DAY + HOUR)) == walled
    had(ledger, "walled-0", NOW + 35 * DAY + HOUR, Reason.CONSENT_WALL)
    had(ledger, "fresher", NOW + 35 * DAY + 2 * HOUR)
    assert sorted(tried(ledger, NOW + 35 * DAY + 3 * HOUR)) == walled[1:]
    assert sorted(tried(ledger, NOW + 37 * DAY)) == walled


def test_while_the_wall_stands_one_page_a_day_looks(ledger: Ledger) -> None:
    """A site is not asked for a hundred walls a day to find that it still has one."""
    for n in range(5):
        had(ledger, f"walled-{n}", NOW + 20 * DAY, Reason.BLOCK_PAGE)
    (probe,) = tried(ledger, NOW + 22 * DAY)
    had(ledger, probe.rpartition("/")[2], NOW + 22 * DAY, Reason.BLOCK_PAGE)
    assert tried(ledger, NOW + 22 * DAY + HOUR) == []
    assert len(tried(ledger, NOW + 23 * DAY)) == 1


def test_a_page_that_has_its_wall_for_ever_is_given_up(ledger: Ledger) -> None:
    """After so many looks, and after three months, whatever else the site lets through."""
    for n in range(MOST_LOOKS_AT_WALLS):
        had(ledger, "always", NOW + n * DAY, Reason.CONSENT_WALL)
    had(ledger, "fresh", NOW + 42 * DAY)
    assert tried(ledger, NOW + 43 * DAY) == []
    had(ledger, "old", NOW + 80 * DAY, Reason.CONSENT_WALL)
    assert len(tried(ledger, NOW + 82 * DAY)) == 1
    assert tried(ledger, NOW + 91 * DAY) == []


def test_a_wall_is_never_asked_whether_it_has_changed(ledger: Ledger) -> None:
    """Its validators are those of the wall: «not modified» would pass for an article that is still there."""
    url = had(ledger, "walled", NOW, Reason.CONSENT_WALL)
    assert ledger.validators(url).etag is None


def test_looks_at_lists_are_written_down_while_one_is_in_trouble(ledger: Ledger) -> None:
    """The bad ones, at most every few hours; then the good ones beside them; and the one that says that it is over."""
    assert ledger.worth_noting(HOME, {HOME: True, FEED: True}, NOW) == []
    assert ledger.worth_noting(HOME, {HOME: True, FEED: False}, NOW) == [FEED]
    assert ledger.worth_noting(HOME, {HOME: True, FEED: False}, NOW + HOUR) == [HOME]
    assert ledger.worth_noting(HOME, {HOME: True, FEED: False}, NOW + 2 * HOUR) == []
    assert ledger.worth_noting(HOME, {HOME: True, FEED: False}, NOW + HOUR + NOTED_AGAIN) == [HOME, FEED]
    assert ledger.worth_noting(HOME, {FEED: True}, NOW + 8 * HOUR) == [FEED]
    assert ledger.worth_noting(HOME, {HOME: True, FEED: True}, NOW + 20 * HOUR) == []


def test_a_list_that_is_asked_for_no_more_is_no_trouble_for_ever(ledger: Ledger) -> None:
    """A feed that the home page gave up: the looks at the others are not written down for years."""
    ledger.worth_noting(HOME, {FEED: False}, NOW)
    assert ledger.worth_noting(HOME, {HOME: True}, NOW + 10 * DAY) == [HOME]
    assert ledger.worth_noting(HOME, {HOME: True}, NOW + 31 * DAY) == [HOME]
    assert ledger.worth_noting(HOME, {HOME: True}, NOW + 32 * DAY) == []
