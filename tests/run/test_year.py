"""Weeks of ``ingest watch`` over a web that grows, breaks and moves: nothing is lost or doubled, what grows is bounded,
and what breaks is noticed. A whole year of 300 publishers: ``benchmarks/year.py``."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from fixtures.simulated_web import Change, Publisher, location_of, publishers
from fixtures.simulated_year import ENTERED, Audit, Year, audited, polled
from ingest.ledger import Ledger
from ingest.run.verify import verify

START = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 28
WEB = publishers(12, START, timedelta(days=DAYS), per_day=(2.5, 4.0), seed=105)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Four weeks of twelve publishers, of every kind; a pass every twelve hours, for speed."""
    one = Year(tmp_path_factory.mktemp("year") / "d", WEB, START, DAYS, every=timedelta(hours=12), judged=5)
    one.run()
    return one


@pytest.fixture(scope="module")
def audit(year: Year) -> Audit:
    return audited(year)


def test_it_ran_through(year: Year, audit: Audit) -> None:
    """Every kind of change was there, no pass failed, and most articles came."""
    assert {one.change for one in WEB} == set(Change)
    assert year.errors == []
    assert audit.published > 800
    assert audit.captured > 0.75 * audit.published


def test_nothing_is_lost_that_was_to_be_had(audit: Audit) -> None:
    """What is missing was behind a wall, shut out, moved away or withdrawn; and that is what the dataset says of it."""
    assert audit.missed == []
    assert audit.captured + audit.lost.total() == audit.published


def test_nothing_is_doubled(audit: Audit) -> None:
    """No row says again what another says: also not of a publisher that moved, whose stories have two addresses."""
    assert audit.doubled == []


def test_edits_are_kept_as_versions(audit: Audit) -> None:
    """Most edits are seen as a version of their own; two between two looks are one. Stories that were there before the
    job, second addresses, and pages of the new template have further versions too."""
    assert audit.edits > 50
    assert 0.8 * audit.edits < audit.revisions < 3 * audit.edits


def test_state_is_bounded(year: Year) -> None:
    """Files go by days and articles, not by passes; the ledger by addresses; a pass leaves nothing behind."""
    first, last = year.samples[0], year.samples[-1]
    assert last.files["warc"] <= DAYS + 2
    assert last.files["captures"] <= DAYS + 2
    assert last.files["revisions"] <= DAYS + 2
    assert last.files["articles"] <= 2 + last.rows // 500
    assert last.ledger / last.rows < 2_000
    assert last.size > first.size
    left = [path.name for path in year.out.rglob("*") if path.name.endswith((".tmp", ".open", ".continued", ".new"))]
    assert left == []


def test_the_dataset_is_sound_after_it_all(year: Year) -> None:
    """Every row leads to its record, and the tables agree."""
    assert verify(year.out).faults == []


def test_what_breaks_is_noticed_and_nothing_else(audit: Audit) -> None:
    """Each fault that can be seen from outside has an alarm of its kind; publishers that are well have none."""
    noticed = {change for change, found in audit.faults if found}
    assert noticed >= {Change.TEMPLATE, Change.SILENT, Change.WALL, Change.MOVED, Change.CLOSED}
    assert audit.false == []


def test_a_moved_publisher_goes_on_under_its_name(year: Year) -> None:
    """With the new address in the sources file its news come again, and what was known is not taken for new."""
    mover = _one(Change.MOVED)
    with Ledger.open(year.out / "ledger.sqlite") as ledger:
        assert ledger.next_poll(mover.source(moved=True).home) is not None
    late = [one for one in mover.stories if mover.begins + ENTERED < one.published < year.end - year.latest]
    kept = [one for one in late if one.withdrawn is None]
    assert kept
    there = Counter(location_of(row["url"]) for row in _rows(year, mover))
    assert [there[mover.name, one.number] for one in kept] == [1] * len(kept)


def test_rest_saves_most_of_the_looks(year: Year) -> None:
    """Feeds are asked when news is due: a small part of the requests that a look every quarter of an hour takes."""
    often = polled(WEB, START, DAYS, timedelta(minutes=15))
    looks, size = year.web.total("feed")
    assert looks < 0.1 * often.polls
    assert size < often.bytes


def _one(change: Change) -> Publisher:
    return next(one for one in WEB if one.change is change)


def _rows(year: Year, publisher: Publisher) -> list[dict[str, str]]:
    from ingest.dataset import open_dataset

    rows: list[dict[str, str]] = (
        open_dataset(year.out).articles(source=publisher.name, columns=["url"]).read_all().to_pylist()
    )
    return rows
