"""The crawler's memory: what is due, and that losing it loses nothing else."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.errors import DatasetUnwritable
from ingest.ledger import Ledger, Validators
from ingest.model import Drop, Link, Outcome, Page, Reason, Via
from ingest.settings import CrawlSettings

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SETTINGS = CrawlSettings(revisit_after=6 * HOUR, revisit_until=timedelta(days=3))
URL = "https://www.exemple.fr/a"
LINK = Link(URL, "exemple", Via.FEED)
PAGE = Page(URL, URL, 200, (("etag", '"v1"'), ("Last-Modified", "Mon, 23 Nov 2026 03:00:00 GMT")), b"x", NOW, "exemple")
X_DIGEST = hashlib.sha256(b"x").hexdigest()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite") as opened:
        yield opened


def due(ledger: Ledger, at: datetime, link: Link = LINK) -> bool:
    return ledger.due([link], at, SETTINGS) == [link]


def test_what_was_never_fetched_is_due(ledger: Ledger) -> None:
    """New articles are fetched, each address once, in the order they were found."""
    links = [LINK, replace(LINK, url=URL + "?utm_source=x"), replace(LINK, url="https://www.exemple.fr/b")]
    assert ledger.due(links, NOW, SETTINGS) == [links[0], links[2]]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), False),
        (6 * HOUR - timedelta(seconds=1), False),
        (6 * HOUR, True),
        (timedelta(days=3) - timedelta(seconds=1), True),
        (timedelta(days=3), False),
        (timedelta(days=300), False),
    ],
)
def test_young_articles_are_asked_for_again(ledger: Ledger, after: timedelta, expected: bool) -> None:
    """A second run right away fetches nothing; edits of the first days are found; old pages are left in peace."""
    ledger.remember(PAGE, NOW)
    assert due(ledger, NOW + after) is expected


def test_a_later_modification_makes_it_due(ledger: Ledger) -> None:
    """A sitemap's lastmod brings an old article back, once; a date in the future is a wrong zone and does not."""
    ledger.remember(PAGE, NOW)
    later = NOW + timedelta(days=30)
    edited = replace(LINK, modified=later - HOUR)
    assert due(ledger, later, edited)
    assert not due(ledger, later, replace(LINK, modified=NOW - HOUR))
    assert not due(ledger, later, replace(LINK, modified=later + HOUR))
    ledger.remember(PAGE, later)
    assert not due(ledger, later + HOUR, edited)


def test_failures_of_the_moment_are_tried_as_long_as_they_are_linked(ledger: Ledger) -> None:
    """A host that was down for a week loses no article; a page that is gone is not asked for without end."""
    down, gone = replace(LINK, url="https://down.fr/a"), replace(LINK, url="https://gone.fr/a")
    ledger.remember(Drop(down.url, Reason.TIMEOUT), NOW)
    ledger.remember(Drop(gone.url, Reason.NOT_FOUND), NOW)
    assert ledger.due([down, gone], NOW + HOUR, SETTINGS) == []
    assert ledger.due([down, gone], NOW + timedelta(days=7), SETTINGS) == [down]


def test_many_links_are_asked_about_at_once(ledger: Ledger) -> None:
    """A sitemap of thousands of links works, whatever SQLite's limit on parameters."""
    links = [replace(LINK, url=f"https://www.exemple.fr/{number}") for number in range(2_000)]
    for link in links[::2]:
        ledger.remember(replace(PAGE, url=link.url), NOW)
    assert ledger.due(links, NOW, SETTINGS) == links[1::2]


def test_validators_survive_what_gives_no_page(ledger: Ledger) -> None:
    """After a 304 or a failure the next request is conditional still."""
    assert ledger.validators(URL) == Validators()
    ledger.remember(PAGE, NOW)
    expected = Validators('"v1"', "Mon, 23 Nov 2026 03:00:00 GMT", X_DIGEST)
    assert ledger.validators(URL + "#top") == expected
    ledger.remember(Drop(URL, Reason.NOT_MODIFIED), NOW + HOUR)
    ledger.remember(Drop(URL, Reason.TIMEOUT), NOW + 2 * HOUR)
    assert ledger.validators(URL) == expected
    ledger.remember(replace(PAGE, headers=(), body=b"y"), NOW + 3 * HOUR)
    assert ledger.validators(URL) == Validators(None, None, hashlib.sha256(b"y").hexdigest())


def test_what_is_known_of_an_address(ledger: Ledger) -> None:
    """First and last fetch, count and outcome are kept, the outcome as parsing concluded."""
    assert ledger.seen(URL) is None
    ledger.remember(PAGE, NOW)
    ledger.remember(PAGE, NOW + HOUR)
    ledger.conclude(URL, Reason.NOT_AN_ARTICLE)
    seen = ledger.seen(URL)
    assert seen is not None
    assert (seen.url, seen.source, seen.fetches) == (URL, "exemple", 2)
    assert (seen.first_seen, seen.last_fetched) == (NOW, NOW + HOUR)
    assert (seen.outcome, seen.reason) == (Outcome.DROPPED, Reason.NOT_AN_ARTICLE)


def test_feeds_have_validators_of_their_own(ledger: Ledger) -> None:
    """A home page that is also a source of links is conditional as such; a failure keeps what was known."""
    ledger.remember_feed(Drop(URL, Reason.TIMEOUT), NOW)
    assert ledger.feed_validators(URL) == Validators()
    ledger.remember_feed(PAGE, NOW)
    ledger.remember_feed(Drop(URL, Reason.NOT_MODIFIED), NOW)
    assert ledger.feed_validators(URL) == Validators('"v1"', "Mon, 23 Nov 2026 03:00:00 GMT", X_DIGEST)
    assert ledger.validators(URL) == Validators()


def test_it_remembers_from_run_to_run(tmp_path: Path) -> None:
    """What was committed is there for the next process."""
    with Ledger.open(tmp_path / "ledger.sqlite") as first:
        first.remember(PAGE, NOW)
    with Ledger.open(tmp_path / "ledger.sqlite") as second:
        assert not due(second, NOW)


@pytest.mark.parametrize("damage", ["text", "pages", "version"])
def test_a_damaged_file_is_set_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str) -> None:
    """A broken ledger costs fetches, not the run: it is kept under another name, and the user is told."""
    path = tmp_path / "ledger.sqlite"
    if damage == "text":
        path.write_text("no database at all " * 100)
    else:
        with Ledger.open(path) as ledger:
            for number in range(500):
                ledger.remember(replace(PAGE, url=f"{URL}/{number}"), NOW)
    if damage == "pages":
        content = bytearray(path.read_bytes())
        content[4096:12288] = b"\xff" * 8192
        path.write_bytes(content)
    if damage == "version":
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
    before = path.read_bytes()
    with caplog.at_level(logging.WARNING), Ledger.open(path) as ledger:
        assert due(ledger, NOW, replace(LINK, url=f"{URL}/1"))
        ledger.remember(PAGE, NOW)
    assert "no data is lost" in caplog.text
    assert (tmp_path / "ledger.sqlite.damaged-1").read_bytes() == before


def test_a_place_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """An unusable path is an error that says what to look at, and nothing is set aside."""
    (tmp_path / "ledger.sqlite").mkdir()
    with pytest.raises(DatasetUnwritable, match=r"ledger\.sqlite"):
        Ledger.open(tmp_path / "ledger.sqlite")
