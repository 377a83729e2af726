"""Sources are asked as often as they bring news, and nothing that settings left out is lost. Real HTTP on loopback."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from stands import SETTINGS, WarpClock, articles, captures, crawl, pages, source_of, sources

from fixtures.newsstand import Newsstand, Site
from ingest.fetchers import Fetcher
from ingest.ledger import Ledger
from ingest.model import Source
from ingest.run.discover import discover
from ingest.settings import CrawlSettings, FetchSettings, TdmPolicy

YOUNG = datetime(2024, 3, 20, tzinfo=UTC)
"""When the articles of «bulles» are not out yet: all of them are young."""
HOUR = timedelta(hours=1)
XML = {"Content-Type": "application/xml"}


@pytest.fixture
def site(stand: Newsstand) -> Site:
    return stand.sites["bulles"]


def _asked(site: Site) -> Counter[str]:
    """Requests since the last look, by path."""
    paths = Counter(request.path for request in site.requests)
    site.requests.clear()
    return paths


def _story(number: int) -> bytes:
    text = " ".join(f"La phrase numéro {n} du récit {number} parle du fleuve et de ses passeurs." for n in range(12))
    return f"<!doctype html><article><h1>Le récit du fleuve, épisode {number}</h1><p>{text}</p></article>".encode()


def _sitemap(site: Site, *entries: tuple[str, str | None], root: str = "urlset") -> bytes:
    child = "sitemap" if root == "sitemapindex" else "url"
    said = (
        f"<{child}><loc>{site.url}{path}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</{child}>"
        for path, lastmod in entries
    )
    return f"<{root}>{''.join(said)}</{root}>".encode()


# --- rhythm ----------------------------------------------------------------------------------------------------------
def test_listings_rest_until_news_is_due(stand: Newsstand, site: Site, tmp_path: Path) -> None:
    """Called every few minutes, a job asks nothing of a site; after half a day, at the latest, everything again."""
    clock = WarpClock()
    first = crawl(sources(stand, "bulles"), tmp_path, clock=clock, keep_rhythm=True)
    assert first.articles == 5
    everything = _asked(site)
    clock.ahead += timedelta(minutes=9)
    resting = crawl(sources(stand, "bulles"), tmp_path, clock=clock, keep_rhythm=True)
    assert (_asked(site), resting.pages, resting.silent) == (Counter(), 0, [])
    assert resting.resting_listings >= 2
    clock.ahead += CrawlSettings().poll_most
    crawl(sources(stand, "bulles"), tmp_path, clock=clock, keep_rhythm=True)
    assert _asked(site).keys() >= {"/", "/atom.xml"}
    crawl(sources(stand, "bulles"), tmp_path, clock=clock)  # by hand: everything, at once
    assert _asked(site).keys() >= {"/", "/atom.xml"}
    assert "/sitemap.xml" in everything


def test_the_next_look_at_a_source_can_be_planned(stand: Newsstand, site: Site, tmp_path: Path) -> None:
    """A scheduler asks the ledger: never asked is due now, then when the first of its listings is."""
    clock = WarpClock()
    crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        assert ledger.next_poll("https://never.example/") is None
        planned = ledger.next_poll(site.url + "/")
    assert planned is not None
    least, most = CrawlSettings().poll_least, CrawlSettings().poll_most
    assert least / 2 < planned - clock.now() <= most


def test_what_is_gone_makes_no_source_due(stand: Newsstand, site: Site, tmp_path: Path) -> None:
    """A feed that the home page no longer names, and a sitemap that is not there any more, are no reason to come back
    every minute."""
    clock = WarpClock()
    crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    site.put("/", site.resources["/"].body.replace(b"atom", b"gone"))
    del site.resources["/sitemap.xml"]
    clock.ahead += CrawlSettings().poll_most
    crawl(sources(stand, "bulles"), tmp_path, clock=clock, keep_rhythm=True)
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        planned = ledger.next_poll(site.url + "/")
    assert planned is not None
    assert planned > clock.now()


def test_a_feed_is_asked_alone_while_the_start_page_rests(stand: Newsstand, site: Site, tmp_path: Path) -> None:
    """A busy feed on a quiet site: its news comes without a look at the home page, and a new article is taken."""
    clock = WarpClock()
    feed = site.resources["/atom.xml"]
    hidden = next(one.path for one in site.publisher.listed if one.slug == "coques-baie")
    for path in ("/", "/sitemap.xml", "/atom.xml"):
        known = site.resources[path]
        site.put(path, known.body.replace(hidden.encode(), b"/"), headers=dict(known.headers[:1]))
    crawl(sources(stand, "bulles"), tmp_path, clock=clock, keep_rhythm=True)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE listings SET next_poll = 0 WHERE via = 'feed'")  # as a busy one
    site.resources["/atom.xml"] = feed
    _asked(site)
    summary = crawl(sources(stand, "bulles"), tmp_path, clock=clock, keep_rhythm=True)
    assert summary.articles == 1
    assert _asked(site) == {"/atom.xml": 1, hidden: 1}


def test_young_articles_are_looked_at_while_their_feed_rests(stand: Newsstand, site: Site, tmp_path: Path) -> None:
    """Rest is for listings: a correction an hour after publication is found all the same, by a conditional request."""
    clock = WarpClock(YOUNG)
    first = crawl(sources(stand, "bulles"), tmp_path, clock=clock, keep_rhythm=True, poll_least=6 * HOUR)
    _asked(site)
    clock.ahead += HOUR + timedelta(minutes=5)
    second = crawl(sources(stand, "bulles"), tmp_path, clock=clock, keep_rhythm=True, poll_least=6 * HOUR)
    assert dict(second.reasons) == {"not_modified": first.articles}
    assert set(_asked(site)) == {one.path for one in site.publisher.listed}


def test_an_unchanged_home_page_hides_no_news(stand: Newsstand, site: Site, tmp_path: Path) -> None:
    """Home answers 304: the feeds that it named are asked all the same."""
    clock = WarpClock()
    crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    _asked(site)
    site.put("/actu/un-recit-du-fleuve-1234", _story(1))
    feed = site.resources["/atom.xml"].body
    entry = f'<entry><title>Un</title><link href="{site.url}/actu/un-recit-du-fleuve-1234"/></entry></feed>'.encode()
    site.put("/atom.xml", feed.replace(b"</feed>", entry).replace(b"</atom:feed>", entry), headers=XML)
    summary = crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    assert [request.status for request in site.requests if request.path == "/"] == [304]
    assert summary.articles == 1


def test_files_for_robots_are_asked_for_once_a_day(stand: Newsstand, site: Site, tmp_path: Path) -> None:
    """RFC 9309, 2.4, over many runs: a job every quarter of an hour does not ask for robots.txt 96 times a day."""
    clock = WarpClock()
    counts = []
    for _ in range(3):
        crawl(sources(stand, "bulles"), tmp_path, clock=clock)
        asked = _asked(site)
        counts.append((asked["/robots.txt"], asked["/.well-known/tdmrep.json"]))
        clock.ahead += timedelta(hours=13)
    assert counts == [(1, 1), (0, 0), (1, 1)]


# --- dates that save requests ----------------------------------------------------------------------------------------
def _archive(site: Site) -> Source:
    """A site that has an index of two sitemaps, and nothing else."""
    for path in ("/atom.xml", "/sitemap.xml"):
        site.resources.pop(path, None)
    site.put("/", b"<!doctype html><p>Bulles")
    for number in (1, 2):
        site.put(f"/recits/le-fleuve-en-hiver-{number}0000", _story(number))
        site.put(f"/plan-{number}.xml", _sitemap(site, (f"/recits/le-fleuve-en-hiver-{number}0000", None)), headers=XML)
    return replace(source_of(site), sitemaps=(site.url + "/plan.xml",))


def test_sitemaps_that_have_not_changed_since_are_not_asked(site: Site, tmp_path: Path) -> None:
    """An index says when each of its sitemaps changed: the second pass reads the one that did."""
    source, clock = _archive(site), WarpClock()
    site.put(
        "/plan.xml",
        _sitemap(site, ("/plan-1.xml", "2020-01-01"), ("/plan-2.xml", "2020-01-01"), root="sitemapindex"),
        headers=XML,
    )
    first = crawl([source], tmp_path, clock=clock)
    assert first.articles == 2
    asked = _asked(site)
    assert (asked["/plan-1.xml"], asked["/plan-2.xml"]) == (1, 1)
    now = (clock.now() + timedelta(minutes=30)).isoformat()
    site.put(
        "/plan.xml",
        _sitemap(site, ("/plan-1.xml", "2020-01-01"), ("/plan-2.xml", now), root="sitemapindex"),
        headers=XML,
    )
    clock.ahead += HOUR
    crawl([source], tmp_path, clock=clock)
    asked = _asked(site)
    assert (asked["/plan-1.xml"], asked["/plan-2.xml"]) == (0, 1)


def test_sitemaps_older_than_the_bound_are_not_asked(site: Site, tmp_path: Path) -> None:
    """--since 7d does not read the sitemaps of the years before."""
    source, clock = _archive(site), WarpClock()
    site.put(
        "/plan.xml",
        _sitemap(site, ("/plan-1.xml", "2020-01-01"), ("/plan-2.xml", None), root="sitemapindex"),
        headers=XML,
    )
    crawl([source], tmp_path, clock=clock, since=clock.now() - timedelta(days=7))
    asked = _asked(site)
    assert (asked["/plan-1.xml"], asked["/plan-2.xml"]) == (0, 1)


def test_a_large_sitemap_does_not_hold_up_the_others(site: Site, tmp_path: Path) -> None:
    """50,000 addresses are read in a thread: the event loop goes round many times meanwhile."""
    many = [(f"/recits/le-fleuve-en-hiver-{number:06}", "2024-03-01") for number in range(50_000)]
    site.put("/tout.xml", _sitemap(site, *many), headers=XML)
    rounds = 0

    async def others() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            await asyncio.sleep(0.001)

    async def scenario() -> int:
        source = Source("bulles", site.url + "/tout.xml")
        with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
            async with Fetcher(FetchSettings(delay=timedelta()), named=[source.home]) as fetcher:
                turning = asyncio.ensure_future(others())
                found = await discover(
                    source, fetcher, ledger, due=len, wanted=None, settings=CrawlSettings(), now=datetime.now(UTC)
                )
                turning.cancel()
        return len(found.links)

    assert asyncio.run(scenario()) == 50_000
    assert rounds > 20


# --- nothing that settings left out is lost --------------------------------------------------------------------------
def test_what_was_too_old_comes_with_an_earlier_since(stand: Newsstand, tmp_path: Path) -> None:
    """Articles that were not even asked for, because of their dates in a feed, come with a later run."""
    clock, since = WarpClock(), datetime(2024, 3, 1, tzinfo=UTC)
    everything = crawl(sources(stand, "lettresdusud", "lequotidien"), tmp_path / "all", clock=clock)
    bounded = crawl(sources(stand, "lettresdusud", "lequotidien"), tmp_path / "steps", clock=clock, since=since)
    assert 0 < bounded.articles < everything.articles
    again = crawl(sources(stand, "lettresdusud", "lequotidien"), tmp_path / "steps", clock=clock, since=since)
    assert again.articles == 0
    crawl(sources(stand, "lettresdusud", "lequotidien"), tmp_path / "steps", clock=clock)
    urls = [{row["url"] for row in articles(tmp_path / name)} for name in ("all", "steps")]
    assert urls[0] == urls[1]


def test_what_was_dropped_as_too_old_comes_with_an_earlier_since(site: Site, tmp_path: Path) -> None:
    """A page that only its own date told to be old was had, and dropped; without the bound it is asked for whole."""
    clock, listed = WarpClock(), [site.url + one.path for one in site.publisher.listed]
    since = datetime(2024, 6, 1, tzinfo=UTC)
    bounded = crawl([], tmp_path, clock=clock, urls=listed, since=since)
    assert (bounded.articles, bounded.reasons["before_since"]) == (3, 2)
    assert crawl([], tmp_path, clock=clock, urls=listed, since=since).pages == 0
    assert crawl([], tmp_path, clock=clock, urls=listed, since=since - timedelta(days=40)).articles == 1
    assert crawl([], tmp_path, clock=clock, urls=listed).articles == 1
    assert len(articles(tmp_path)) == 5


def test_what_was_reserved_comes_once_there_is_leave(stand: Newsstand, tmp_path: Path) -> None:
    """A run with --tdm record right after one with --tdm skip takes the pages that were passed over."""
    clock = WarpClock()
    skipped = crawl(sources(stand), tmp_path, clock=clock)
    reserved = {row["url"] for row in captures(tmp_path) if row["reason"] == "tdm_reserved"}
    assert len(reserved) == skipped.reasons["tdm_reserved"] > 0
    with_leave = replace(SETTINGS, fetch=replace(SETTINGS.fetch, tdm=TdmPolicy.RECORD))
    crawl(sources(stand), tmp_path, clock=clock, settings=with_leave)
    taken = {row["requested_url"] for row in articles(tmp_path) if row["tdm_reserved"]}
    assert taken == reserved


def test_what_its_own_page_reserved_comes_once_there_is_leave(site: Site, tmp_path: Path) -> None:
    """A reservation in a meta tag is known only when the page was had; it is asked for whole all the same."""
    clock, path = WarpClock(), "/recits/le-fleuve-en-hiver-10000"
    site.put(path, b"<meta name='tdm-reservation' content='1'>" + _story(1))
    skipped = crawl([], tmp_path, clock=clock, urls=[site.url + path])
    assert dict(skipped.reasons) == {"tdm_reserved": 1}
    with_leave = replace(SETTINGS, fetch=replace(SETTINGS.fetch, tdm=TdmPolicy.RECORD))
    assert crawl([], tmp_path, clock=clock, urls=[site.url + path], settings=with_leave).articles == 1


def test_a_slow_source_holds_up_nobody_else(stand: Newsstand, tmp_path: Path) -> None:
    """A host that answers nothing while it is asked for its feeds: meanwhile all articles of the others are taken."""
    held, others = stand.sites["dakarmatin"], stand.sites["bulles"]

    class Waiting(httpx.AsyncBaseTransport):
        """Holds one host's answers back until the other's articles have been asked for."""

        def __init__(self) -> None:
            self.inner = httpx.AsyncHTTPTransport()
            self.done = asyncio.Event()

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if str(request.url).startswith(held.url):
                await self.done.wait()
            response = await self.inner.handle_async_request(request)
            if len(pages(others)) == len(others.publisher.listed):
                self.done.set()
            return response

        async def aclose(self) -> None:
            await self.inner.aclose()

    summary = crawl(sources(stand, "bulles", "dakarmatin"), tmp_path, transport=Waiting())
    assert summary.unreachable == []
    assert {row["source"] for row in articles(tmp_path)} == {"bulles", "dakarmatin"}


def test_a_lost_network_loses_no_article(stand: Newsstand, site: Site, tmp_path: Path) -> None:
    """The line goes down in the middle of a pass: the next one, a quarter of an hour later, takes what is missing."""

    class Breaking(httpx.AsyncBaseTransport):
        def __init__(self) -> None:
            self.inner = httpx.AsyncHTTPTransport()
            self.left = 8

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            self.left -= 1
            if self.left < 0:
                raise httpx.ConnectError("network is unreachable")
            return await self.inner.handle_async_request(request)

        async def aclose(self) -> None:
            await self.inner.aclose()

    clock = WarpClock()
    first = crawl(sources(stand, "bulles"), tmp_path, clock=clock, transport=Breaking())
    assert first.reasons["connection_failed"] > 0
    clock.ahead += 2 * HOUR  # longer than the host is left alone after so many failures
    crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    assert len(articles(tmp_path)) == 5
