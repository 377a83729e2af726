"""The crawler's memory: what is due, and that losing it loses nothing else."""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.errors import DatasetUnwritable
from ingest.ledger import Ledger, Poll, Validators
from ingest.model import Drop, Link, Outcome, Page, Reason, Via
from ingest.settings import CrawlSettings, TdmPolicy

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SETTINGS = CrawlSettings(revisit_after=HOUR, revisit_until=timedelta(days=30), retry_after=timedelta(minutes=15))
URL = "https://www.exemple.fr/a"
LINK = Link(URL, "exemple", Via.FEED)
PAGE = Page(URL, URL, 200, (("etag", '"v1"'), ("Last-Modified", "Mon, 23 Nov 2026 03:00:00 GMT")), b"x", NOW, "exemple")
HOME = "https://www.exemple.fr/"
FEED = "https://www.exemple.fr/feed"
VERSION_1 = """
CREATE TABLE pages (url TEXT PRIMARY KEY, source TEXT NOT NULL, first_seen REAL NOT NULL, last_fetched REAL NOT NULL,
    etag TEXT, last_modified TEXT, body_digest TEXT, outcome TEXT NOT NULL, reason TEXT, fetches INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE feeds (url TEXT PRIMARY KEY, last_fetched REAL NOT NULL, etag TEXT, last_modified TEXT, body_digest TEXT
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
"""
VERSION_2 = """
CREATE TABLE pages (url TEXT PRIMARY KEY, source TEXT NOT NULL, first_seen REAL NOT NULL, last_fetched REAL NOT NULL,
    etag TEXT, last_modified TEXT, body_digest TEXT, outcome TEXT NOT NULL, reason TEXT, fetches INTEGER NOT NULL,
    via TEXT, referrer TEXT, born REAL, since REAL, failures INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE listings (start TEXT NOT NULL, url TEXT NOT NULL, address TEXT NOT NULL, via TEXT NOT NULL,
    last_polled REAL NOT NULL, pause REAL NOT NULL, next_poll REAL NOT NULL, taken REAL, since REAL, etag TEXT,
    last_modified TEXT, PRIMARY KEY (start, url)) STRICT, WITHOUT ROWID;
CREATE INDEX unfinished_pages_of_listing ON pages (referrer)
    WHERE failures > 0 OR ifnull(reason, '') IN ('before_since', 'tdm_reserved');
CREATE TABLE files (url TEXT PRIMARY KEY, asked REAL NOT NULL, body BLOB) STRICT, WITHOUT ROWID;
PRAGMA user_version = 2;
"""
VERSION_3 = """
ALTER TABLE pages ADD COLUMN final_url TEXT;
ALTER TABLE listings ADD COLUMN final_url TEXT;
PRAGMA user_version = 3;
"""
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
        (HOUR - timedelta(seconds=1), False),
        (HOUR, True),
        (timedelta(days=30) - timedelta(seconds=1), True),
        (timedelta(days=30), False),
        (timedelta(days=300), False),
    ],
)
def test_young_articles_are_asked_for_again(ledger: Ledger, after: timedelta, expected: bool) -> None:
    """A second run right away fetches nothing; edits of the first days are found; old pages are left in peace."""
    ledger.remember(PAGE, NOW)
    assert due(ledger, NOW + after) is expected


def test_looks_at_an_article_grow_rarer_with_its_age(ledger: Ledger) -> None:
    """The first hours see an edit soon, the weeks after cost a handful of requests."""
    ledger.remember(PAGE, NOW)
    looks, at = [], NOW
    while at < NOW + timedelta(days=40):
        at += timedelta(minutes=15)
        if due(ledger, at):
            looks.append((at - NOW) / HOUR)
            ledger.remember(Drop(URL, Reason.NOT_MODIFIED, source="exemple"), at)
    assert looks == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]


def test_an_old_article_seen_for_the_first_time_is_not_young(ledger: Ledger) -> None:
    """A backlog of years is fetched once: its age counts from its publication, by the listing's word or as noted."""
    old = NOW - timedelta(days=20)
    ledger.remember(PAGE, NOW)
    assert not due(ledger, NOW + 2 * HOUR, replace(LINK, published=old))
    other = replace(LINK, url="https://www.exemple.fr/b")
    ledger.remember(replace(PAGE, url=other.url), NOW, published=old)
    assert not due(ledger, NOW + 2 * HOUR, other)


def test_a_listing_that_vouches_for_a_page_saves_looks_at_it(ledger: Ledger) -> None:
    """A lastmod before the last fetch says that nothing changed: that is believed for a while, not for ever."""
    ledger.remember(PAGE, NOW)
    vouched = replace(LINK, modified=NOW - HOUR)
    assert due(ledger, NOW + HOUR)
    assert not due(ledger, NOW + 3 * HOUR, vouched)
    assert due(ledger, NOW + 4 * HOUR, vouched)


def test_a_clock_that_was_ahead_hides_nothing(ledger: Ledger) -> None:
    """After a run with a clock in 2030, articles and listings are asked again, and not only in 2030."""
    wrong = NOW + timedelta(days=1500)
    ledger.remember(PAGE, wrong)
    ledger.remember_poll(Poll(HOME, FEED, Via.FEED, Validators()), wrong, SETTINGS)
    assert due(ledger, NOW)
    assert ledger.poll_due(HOME, FEED, NOW, SETTINGS)
    assert ledger.next_poll(HOME, NOW) == NOW + HOUR


def test_what_settings_left_out_is_due_under_others(ledger: Ledger) -> None:
    """A page dropped as too old comes with an earlier --since, asked for whole: a 304 would give nothing."""
    since = replace(SETTINGS, since=NOW - timedelta(days=2))
    ledger.remember(PAGE, NOW)
    ledger.conclude(URL, Reason.BEFORE_SINCE, since=since.since)
    for other, expected in ((since, False), (replace(since, since=NOW), False), (SETTINGS, True)):
        assert bool(ledger.due([LINK], NOW + HOUR, other)) is expected
    assert ledger.due([LINK], NOW, replace(since, since=NOW - timedelta(days=3))) == [LINK]
    assert ledger.validators(URL) == Validators()


def test_what_was_reserved_is_due_once_reservations_are_recorded(ledger: Ledger) -> None:
    """Whoever says --tdm record because there is leave gets the pages that an earlier run passed over."""
    ledger.remember(replace(PAGE, referrer=FEED), NOW)
    ledger.conclude(URL, Reason.TDM_RESERVED)
    assert ledger.due([LINK], NOW, SETTINGS, TdmPolicy.SKIP) == []
    assert ledger.due([LINK], NOW, SETTINGS, TdmPolicy.RECORD) == [LINK]
    assert ledger.revisits([FEED], NOW + HOUR, SETTINGS, TdmPolicy.SKIP) == []
    assert [link.url for link in ledger.revisits([FEED], NOW, SETTINGS, TdmPolicy.RECORD)] == [URL]
    assert ledger.validators(URL) == Validators()


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


@pytest.mark.parametrize("how", [Reason.NOT_MODIFIED, Reason.SAME_CONTENT])
def test_dates_that_prove_wrong_are_believed_ever_more_rarely(ledger: Ledger, how: Reason) -> None:
    """Many a sitemap gives the time of day as every page's lastmod: it costs looks at 10, 20, 40 minutes, not one in
    each pass. One true word, and it is believed as before."""

    def looks(at: datetime, until: datetime, *, changed: bool) -> list[float]:
        found = []
        while at < until:
            at += timedelta(minutes=5)
            if due(ledger, at, replace(LINK, modified=at)):
                found.append((at - NOW) / timedelta(minutes=1))
                unchanged = Drop(URL, Reason.NOT_MODIFIED, source="exemple")
                page = PAGE if changed or how is Reason.SAME_CONTENT else unchanged
                ledger.remember(page, at, modified=at)
                if not changed and how is Reason.SAME_CONTENT:
                    ledger.conclude(URL, how)
        return found

    ledger.remember(PAGE, NOW, published=NOW - timedelta(days=40))
    assert looks(NOW, NOW + 12 * HOUR, changed=False) == [10, 30, 70, 150, 310, 630]
    assert looks(NOW + 12 * HOUR, NOW + 22 * HOUR, changed=True)[:2] == [1270, 1280]


def test_a_date_that_is_not_over_vouches_for_nothing(ledger: Ledger) -> None:
    """«Changed today» may mean in an hour: the page keeps its own rhythm, and is looked at once more when today is
    over."""
    end_of_day = NOW + 20 * HOUR
    today = replace(LINK, modified=end_of_day, published=NOW - timedelta(days=40))
    ledger.remember(PAGE, NOW, published=today.published)
    assert not due(ledger, end_of_day - HOUR, today)
    assert due(ledger, end_of_day + HOUR, today)
    young = replace(LINK, url="https://www.exemple.fr/b", modified=end_of_day)
    ledger.remember(replace(PAGE, url=young.url), NOW)
    assert due(ledger, NOW + HOUR, young)


def test_what_was_never_fetched_comes_first(ledger: Ledger) -> None:
    """A limit cuts the end off: not what is new for what may have changed."""
    ledger.remember(PAGE, NOW)
    new = [replace(LINK, url=f"https://www.exemple.fr/{number}") for number in range(2)]
    assert ledger.due([new[0], LINK, new[1]], NOW + HOUR, SETTINGS) == [*new, LINK]


def test_failures_of_the_moment_are_tried_as_long_as_they_are_linked(ledger: Ledger) -> None:
    """A host that was down for a week loses no article; a page that is gone is not asked for without end."""
    down, gone = replace(LINK, url="https://down.fr/a"), replace(LINK, url="https://gone.fr/a")
    ledger.remember(Drop(down.url, Reason.TIMEOUT), NOW)
    ledger.remember(Drop(gone.url, Reason.NOT_FOUND), NOW)
    assert ledger.due([down, gone], NOW + timedelta(minutes=14), SETTINGS) == []
    assert ledger.due([down, gone], NOW + timedelta(minutes=15), SETTINGS) == [down]
    ledger.remember(Drop(down.url, Reason.TIMEOUT), NOW + timedelta(minutes=15))
    assert ledger.due([down], NOW + timedelta(minutes=44), SETTINGS) == []
    assert ledger.due([down, gone], NOW + timedelta(days=70), SETTINGS) == [down]


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
    expected = Validators('"v1"', "Mon, 23 Nov 2026 03:00:00 GMT", X_DIGEST, URL)
    assert ledger.validators(URL + "#top") == expected
    ledger.remember(Drop(URL, Reason.NOT_MODIFIED), NOW + HOUR)
    ledger.remember(Drop(URL, Reason.TIMEOUT), NOW + 2 * HOUR)
    assert ledger.validators(URL) == expected
    ledger.remember(replace(PAGE, headers=(), body=b"y"), NOW + 3 * HOUR)
    assert ledger.validators(URL) == Validators(None, None, hashlib.sha256(b"y").hexdigest())


def test_pages_that_have_left_their_listing_are_looked_at_again(ledger: Ledger) -> None:
    """A feed names twenty articles; the twenty-first may be corrected all the same. Other feeds' pages stay alone."""
    found = replace(PAGE, via=Via.FEED, referrer=FEED + "#top")
    ledger.remember(found, NOW)
    ledger.remember(replace(found, url="https://www.exemple.fr/b", referrer="https://www.exemple.fr/rss"), NOW)
    ledger.remember(replace(found, url="https://www.exemple.fr/liste"), NOW)
    ledger.conclude("https://www.exemple.fr/liste", Reason.NOT_AN_ARTICLE)
    down = Drop("https://www.exemple.fr/c", Reason.TIMEOUT, source="exemple", via=Via.FEED, referrer=FEED)
    ledger.remember(down, NOW)
    assert ledger.revisits([FEED], NOW, SETTINGS) == []
    again = ledger.revisits([FEED, "https://www.exemple.fr/"], NOW + HOUR, SETTINGS)
    assert again == [Link(down.url, "exemple", Via.FEED, FEED), Link(URL, "exemple", Via.FEED, FEED)]
    assert ledger.revisits([FEED], NOW + timedelta(days=31), SETTINGS) == []


def test_revisits_and_due_go_by_one_rule(ledger: Ledger) -> None:
    """The query that narrows down is no second opinion: whatever is due is found."""
    for minutes in range(0, 60 * 24 * 32, 397):
        url = f"https://www.exemple.fr/{minutes}"
        ledger.remember(replace(PAGE, url=url, referrer=FEED), NOW)
        ledger.remember(replace(PAGE, url=url, referrer=FEED), NOW + timedelta(minutes=minutes))
    at = NOW + timedelta(days=29)
    links = [replace(LINK, url=f"https://www.exemple.fr/{minutes}") for minutes in range(0, 60 * 24 * 32, 397)]
    due = {link.url for link in ledger.due(links, at, SETTINGS)}
    assert {link.url for link in ledger.revisits([FEED], at, SETTINGS)} == due
    assert 0 < len(due) < len(links)


def test_what_is_left_out_for_ever_is_not_read_in_every_pass(ledger: Ledger) -> None:
    """A year of reserved pages, of pages too old, and of hosts that are gone costs a pass nothing."""
    bounded = replace(SETTINGS, since=NOW)
    for number in range(30):
        page = replace(PAGE, url=f"{URL}/{number}", referrer=FEED)
        if number % 3 == 2:
            ledger.remember(Drop(page.url, Reason.TIMEOUT, source="exemple", referrer=FEED), NOW)
        else:
            ledger.remember(page, NOW)
            ledger.conclude(page.url, (Reason.TDM_RESERVED, Reason.BEFORE_SINCE)[number % 3], since=NOW)
    later = NOW + timedelta(days=31)
    assert ledger._found_on([FEED], later, bounded, TdmPolicy.SKIP) == []
    assert len(ledger.revisits([FEED], later, bounded, TdmPolicy.RECORD)) == 10
    assert len(ledger.revisits([FEED], later, replace(SETTINGS, since=NOW - HOUR), TdmPolicy.SKIP)) == 10


def test_listings_are_remembered_with_their_rhythm(ledger: Ledger) -> None:
    """A listing rests for its pause; what is left to be fetched ends it; the source is due with its first listing."""
    assert ledger.next_poll(HOME) is None
    assert ledger.poll_due(HOME, FEED, NOW, SETTINGS)
    hourly = tuple(NOW - number * HOUR for number in range(5))
    ledger.remember_poll(Poll(HOME, FEED, Via.FEED, Validators(), dates=hourly), NOW, SETTINGS)
    ledger.remember_poll(Poll(HOME, HOME + "?utm_source=x", Via.HOME), NOW, SETTINGS)
    assert ledger.next_poll(HOME) == NOW + 4 * HOUR / 5
    assert not ledger.poll_due(HOME, FEED, NOW + timedelta(minutes=47), SETTINGS)
    assert ledger.poll_due(HOME, FEED, NOW + timedelta(minutes=48), SETTINGS)
    assert ledger.listings(HOME) == {HOME + "?utm_source=x": Via.HOME, FEED: Via.FEED}
    ledger.remember_poll(Poll(HOME, FEED, Via.FEED, Validators(), fresh=20), NOW + HOUR, SETTINGS)
    assert ledger.next_poll(HOME) == NOW + HOUR


def test_files_for_robots_are_kept(ledger: Ledger) -> None:
    """robots.txt and its like, and that a site has none, are known to the next process."""
    assert ledger.file(HOME + "robots.txt") is None
    ledger.remember_file(HOME + "robots.txt", b"User-agent: *", NOW)
    ledger.remember_file(HOME + "robots.txt", None, NOW + HOUR)
    assert ledger.file(HOME + "robots.txt") == (None, NOW + HOUR)


def test_new_addresses_are_counted(ledger: Ledger) -> None:
    """How much news a listing brought is what was never fetched, each address once."""
    ledger.remember(PAGE, NOW)
    assert ledger.unknown([URL, "https://www.exemple.fr/b", "https://www.exemple.fr/b"]) == 1


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


def test_listings_have_validators_of_their_own(ledger: Ledger) -> None:
    """A home page that is also a source of links is conditional as such; a 304 keeps what was known."""
    given = Validators('"v1"', "Mon, 23 Nov 2026 03:00:00 GMT")
    assert ledger.taken(HOME, URL) is None
    ledger.remember_poll(Poll(HOME, URL, Via.FEED, given), NOW, SETTINGS)
    ledger.remember_poll(Poll(HOME, URL, Via.FEED), NOW + HOUR, SETTINGS)
    taken = ledger.taken(HOME, URL)
    assert taken is not None
    assert (taken.at, taken.validators) == (NOW, given)
    assert ledger.validators(URL) == Validators()


def test_a_listing_counts_as_read_when_it_was_read(ledger: Ledger) -> None:
    """A pass may take hours: what changed in the listing meanwhile was not seen."""
    ledger.remember_poll(Poll(HOME, FEED, Via.FEED, Validators(), at=NOW - 3 * HOUR), NOW, SETTINGS)
    taken = ledger.taken(HOME, FEED)
    assert taken is not None
    assert taken.at == NOW - 3 * HOUR


def test_sitemaps_of_an_index_are_asked_through_it_alone(ledger: Ledger) -> None:
    """Neither are they listings that the start page led to, nor do they make its source due. What the index has ceased
    to name is kept as long as the pages that were found there are young."""
    index, days = HOME + "index.xml", [f"{HOME}day-{number}.xml" for number in (1, 2)]
    named = Poll(HOME, index, Via.SITEMAP, Validators(), children=frozenset(days))
    for url in days:
        ledger.remember_poll(Poll(HOME, url, Via.SITEMAP, Validators(), parent=index), NOW, SETTINGS)
    ledger.remember_poll(named, NOW + HOUR, SETTINGS)
    assert ledger.listings(HOME) == {index: Via.SITEMAP}
    assert ledger.next_poll(HOME) == NOW + 2 * HOUR
    assert ledger.all_listings(HOME) == {index, *days}
    later = replace(named, children=frozenset(days[1:]))
    ledger.remember_poll(later, NOW + timedelta(days=29), SETTINGS)
    assert ledger.all_listings(HOME) == {index, *days}
    ledger.remember_poll(later, NOW + timedelta(days=31), SETTINGS)
    assert ledger.all_listings(HOME) == {index, days[1]}


def test_what_a_start_page_has_ceased_to_name_is_forgotten(ledger: Ledger) -> None:
    """After a month in which it was read, not while it answers that it is unchanged."""
    home, feed = Poll(HOME, HOME, Via.HOME, Validators()), Poll(HOME, FEED, Via.FEED, Validators())
    ledger.remember_poll(home, NOW, SETTINGS)
    ledger.remember_poll(feed, NOW, SETTINGS)
    later = NOW + timedelta(days=31)
    for polls, known in (
        ([Poll(HOME, HOME, Via.HOME, named=False)], True),
        ([home, feed], True),
        ([home, replace(feed, named=False)], True),
        ([home], False),
    ):
        for poll in polls:
            ledger.remember_poll(poll, later, SETTINGS)
        ledger.put_off(HOME, later, began=later)
        assert (FEED in ledger.all_listings(HOME)) is known
        later += timedelta(days=20)


def test_a_listing_that_is_not_there_rests(ledger: Ledger) -> None:
    """Once could be a mishap; the third time in a row it waits for its turn, and is asked at once when it was back."""
    gone = Poll(HOME, FEED, Via.FEED, gone=True)
    for _ in range(3):
        assert ledger.poll_due(HOME, FEED, NOW, SETTINGS)
        ledger.remember_poll(gone, NOW, SETTINGS)
    assert not ledger.poll_due(HOME, FEED, NOW + HOUR, SETTINGS)
    assert ledger.poll_due(HOME, FEED, NOW + 12 * HOUR, SETTINGS)
    ledger.remember_poll(Poll(HOME, FEED, Via.FEED), NOW, SETTINGS)
    assert ledger.poll_due(HOME, FEED, NOW, SETTINGS)


def test_a_listing_is_not_done_with_before_its_pages_are(ledger: Ledger) -> None:
    """What a limit left out comes with the next pass: the listing is asked for at once, and in full."""
    ledger.remember_poll(Poll(HOME, FEED, Via.FEED, Validators()), NOW, SETTINGS)
    ledger.remember_poll(Poll(HOME, FEED, Via.FEED, Validators("x")), NOW + HOUR, SETTINGS, left=True)
    assert ledger.taken(HOME, FEED) is None
    assert ledger.poll_due(HOME, FEED, NOW + HOUR, SETTINGS)


def test_a_listing_read_with_a_bound_is_read_again_with_an_earlier_one(ledger: Ledger) -> None:
    """Neither its rest nor a 304 may hide the older articles that --since left out."""
    days = [replace(SETTINGS, since=NOW - timedelta(days=number)) for number in (1, 2, 3)]
    ledger.remember_poll(Poll(HOME, FEED, Via.FEED, Validators()), NOW, days[1])
    taken = ledger.taken(HOME, FEED)
    assert taken is not None
    assert [taken.serves(one.since) for one in (*days, SETTINGS)] == [True, True, False, False]
    assert [ledger.poll_due(HOME, FEED, NOW, one) for one in (*days, SETTINGS)] == [False, False, True, True]


def test_it_remembers_from_run_to_run(tmp_path: Path) -> None:
    """What was committed is there for the next process."""
    with Ledger.open(tmp_path / "ledger.sqlite") as first:
        first.remember(PAGE, NOW)
    with Ledger.open(tmp_path / "ledger.sqlite") as second:
        assert not due(second, NOW)


def test_validators_are_kept_with_the_address_they_came_from(ledger: Ledger) -> None:
    """After redirects that is another than the one that was asked for; a 304 keeps it."""
    other = "https://www.exemple.fr/2026/a"
    page = replace(PAGE, final_url=other)
    ledger.remember(page, NOW)
    ledger.remember(Drop(URL, Reason.NOT_MODIFIED, source="exemple"), NOW + HOUR)
    ledger.remember_poll(Poll(HOME, FEED, Via.FEED, Validators.of(page)), NOW, SETTINGS)
    taken = ledger.taken(HOME, FEED)
    assert taken is not None
    assert ledger.validators(URL).final_url == taken.validators.final_url == other
    assert Validators.of(replace(page, headers=())) == Validators()


def test_hosts_are_remembered_through_a_kill(tmp_path: Path) -> None:
    """What a host asked for, and when it was asked, each on its own, on disk at once."""
    path = tmp_path / "ledger.sqlite"
    killed, other = Ledger.open(path), "autre.fr"
    assert (killed.held("exemple.fr"), killed.last_asked("exemple.fr")) == (None, None)
    killed.remember_hold("exemple.fr", NOW, Reason.SERVER_ERROR, "HTTP 503")
    killed.remember_hold("exemple.fr", NOW + HOUR, Reason.RATE_LIMITED, "HTTP 429")
    killed.remember_asked("exemple.fr", NOW)
    killed.remember_asked(other, NOW + HOUR)
    with Ledger.open(path) as ledger:
        assert ledger.held("exemple.fr") == (NOW + HOUR, Reason.RATE_LIMITED, "HTTP 429")
        assert (ledger.last_asked("exemple.fr"), ledger.last_asked(other)) == (NOW, NOW + HOUR)
        assert ledger.held(other) is None


def test_a_ledger_of_version_1_is_read_on(tmp_path: Path) -> None:
    """An update of ingest costs no fetch: the older file gets the new columns and keeps what it knows."""
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as older:
        older.executescript(VERSION_1)
        older.execute(
            "INSERT INTO pages VALUES (?, 'exemple', ?, ?, '\"v1\"', NULL, NULL, 'article', NULL, 2)",
            (URL, NOW.timestamp(), (NOW + HOUR).timestamp()),
        )
    older.close()
    for _ in range(2):
        with Ledger.open(path) as ledger:
            seen = ledger.seen(URL)
            assert seen is not None
            assert (seen.first_seen, seen.born, seen.failures) == (NOW, NOW, 0)
            assert ledger.validators(URL) == Validators('"v1"')
            assert not due(ledger, NOW + HOUR)


@pytest.mark.parametrize("version", [2, 3])
def test_an_older_ledger_is_read_on(tmp_path: Path, version: int) -> None:
    """What is known of pages is kept; listings, which knew of no index, are found again."""
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as older:
        older.executescript(VERSION_2)
        older.execute(
            "INSERT INTO pages VALUES"
            " (?, 'exemple', ?, ?, '\"v1\"', NULL, NULL, 'article', NULL, 2, 'feed', ?, ?, NULL, 0)",
            (URL, NOW.timestamp(), NOW.timestamp(), FEED, NOW.timestamp()),
        )
        older.execute("INSERT INTO listings VALUES (?, ?, ?, 'feed', 1, 1, 1, 1, NULL, NULL, NULL)", (HOME, FEED, FEED))
        if version == 3:
            older.executescript(VERSION_3)
    older.close()
    for _ in range(2):
        with Ledger.open(path) as ledger:
            assert ledger.listings(HOME) == {}
            assert ledger.validators(URL) == Validators('"v1"')
            assert [link.url for link in ledger.revisits([FEED], NOW + HOUR, SETTINGS)] == [URL]
    with Ledger.open(path) as ledger:
        ledger.remember_poll(Poll(HOME, FEED, Via.FEED, Validators()), NOW, SETTINGS)
        assert ledger.listings(HOME) == {FEED: Via.FEED}


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


def test_what_comes_due_during_a_pass_is_for_the_next(ledger: Ledger) -> None:
    """A feed whose rest ends while a pass is under way was not asked by it: put off, it would be missed by every pass
    of a job whose passes are as far apart as it rests."""
    ledger.remember_poll(Poll(HOME, FEED, Via.FEED, Validators()), NOW, SETTINGS)
    due = ledger.next_poll(HOME)
    assert due is not None
    ledger.put_off(HOME, due + timedelta(minutes=5), began=due - timedelta(minutes=5))
    assert ledger.next_poll(HOME) == due
    ledger.put_off(HOME, due + timedelta(minutes=5), began=due)
    assert ledger.next_poll(HOME) != due


def test_a_file_that_nobody_touched_is_not_looked_through_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """That reads all of it, twice a pass: it is spared while the file is as this process left it, and only then."""
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        for number in range(500):
            ledger.remember(replace(PAGE, url=f"{URL}/{number}"), NOW)
    left = path.stat()
    content = bytearray(path.read_bytes())
    middle = content.find(f"{URL}/250".encode()) // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    os.utime(path, ns=(left.st_atime_ns, left.st_mtime_ns))
    with Ledger.open(path):
        assert caplog.text == ""  # nobody looked
    os.utime(path, ns=(left.st_atime_ns, left.st_mtime_ns + 1))
    with Ledger.open(path):
        assert "no data is lost" in caplog.text


@pytest.mark.parametrize(("reason", "again"), [(Reason.CONSENT_WALL, True), (Reason.NOT_AN_ARTICLE, False)])
def test_what_stood_behind_a_wall_is_looked_for_again(ledger: Ledger, reason: Reason, again: bool) -> None:
    """The wall may be gone while the feed, unchanged, names nothing: such a page is asked again like an article that
    was had, more and more rarely."""
    ledger.remember(replace(PAGE, referrer=FEED), NOW)
    ledger.conclude(URL, reason)
    found = ledger.revisits([FEED], NOW + 2 * HOUR, SETTINGS)
    assert [link.url for link in found] == ([URL] if again else [])
    assert ledger.revisits([FEED], NOW + timedelta(days=40), SETTINGS) == []
