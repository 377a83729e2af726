"""What a host asked for, and what it said of a page, holds for the passes after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
from stands import WarpClock, articles, crawl

from ingest.model import Source

SITE = "http://journal.example"
Answer = tuple[int, dict[str, str], str]


class Server(httpx.AsyncBaseTransport):
    """One host whose every answer a test decides."""

    def __init__(self, routes: dict[str, Callable[[httpx.Request], Answer] | Answer]) -> None:
        self.routes = routes
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        found = self.routes.get(request.url.path) or self.routes.get("*") or (404, {}, "")
        status, headers, body = found(request) if callable(found) else found
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body.encode()))

    @property
    def pages(self) -> list[str]:
        return [path for path in self.asked if path not in ("/robots.txt", "/.well-known/tdmrep.json")]


def _page(path: str, **headers: str) -> Answer:
    words = f"Le conseil de {path} a voté le budget après un long débat. " * 20
    title = f"<title>Le budget de {path} est voté</title><meta property='og:type' content='article'>"
    body = f"<!doctype html>{title}<article><h1>Le budget de {path} est voté</h1><p>{words}</p></article>"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return 200, {"Content-Type": "text/html; charset=utf-8", **named}, body


def test_an_address_that_leads_to_another_article_is_read_anew(tmp_path: Path) -> None:
    """«The article of the day» is not taken for unchanged because today's is older than yesterday's was."""
    first, second = "/premier-article-du-jour-1", "/second-article-du-jour-2"
    dates = {first: "Mon, 09 Mar 2026 20:00:00 GMT", second: "Mon, 09 Mar 2026 12:00:00 GMT"}
    leads_to = [first]

    def article(request: httpx.Request) -> Answer:
        path = request.url.path
        since = request.headers.get("if-modified-since")
        if since and parsedate_to_datetime(dates[path]) <= parsedate_to_datetime(since):
            return 304, {}, ""
        return _page(path, last_modified=dates[path])

    server = Server({"/une": lambda _: (302, {"Location": leads_to[0]}, ""), first: article, second: article})
    clock = WarpClock(datetime(2026, 3, 10, 8, 0, tzinfo=UTC))
    reasons = []
    for today in (first, first, second):
        leads_to[0] = today
        reasons.append(dict(crawl([], tmp_path, urls=[f"{SITE}/une"], clock=clock, transport=server).reasons))
        clock.ahead = clock.ahead * 3 + timedelta(days=1)  # later than it is next due
    assert reasons == [{}, {"not_modified": 1}, {}]
    assert [row["url"] for row in articles(tmp_path)] == [SITE + first, SITE + second]


def test_retry_after_is_kept_by_the_passes_after(tmp_path: Path) -> None:
    """A site that asks to be left alone for a day is not asked by each quarter of an hour's job."""
    server = Server({"/": (429, {"Retry-After": "86400"}, "")})
    clock = WarpClock(datetime(2026, 3, 10, 8, 0, tzinfo=UTC))
    asked = []
    for pause in (15, 15, 23 * 60, 60):
        server.asked.clear()
        summary = crawl([Source("journal", f"{SITE}/")], tmp_path, clock=clock, transport=server, keep_rhythm=True)
        asked.append(len(server.pages))
        assert summary.unreachable == ["journal"]
        clock.ahead += timedelta(minutes=pause)
    assert asked == [1, 0, 0, 0]
    crawl([Source("journal", f"{SITE}/")], tmp_path, clock=clock, transport=server, keep_rhythm=True)
    assert len(server.pages) == 1


def test_a_long_crawl_delay_holds_up_no_pass(tmp_path: Path) -> None:
    """One page a day and no more, over passes; the rest stays due, is no failure, and the summary says so."""
    server = Server({"/robots.txt": (200, {}, "User-agent: *\nCrawl-delay: 86400"), "*": lambda r: _page(r.url.path)})
    clock = WarpClock(datetime(2026, 3, 10, 8, 0, tzinfo=UTC))
    urls = [f"{SITE}/un-article-du-jour-{number}" for number in range(3)]
    for day in range(3):
        for expected in (1, 0):
            began = clock.now()
            server.asked.clear()
            summary = crawl([], tmp_path, urls=urls, clock=clock, transport=server, revisit_after=timedelta(days=30))
            assert len(server.pages) == summary.articles == summary.pages == expected
            assert clock.now() - began < timedelta(hours=1)
            if left := 2 - day:
                assert any("journal.example" in note and f"{left} address" in note for note in summary.notes)
            if day == 2:
                break
            clock.ahead += timedelta(hours=12, minutes=1)
    assert len(articles(tmp_path)) == 3


def test_a_source_with_a_long_crawl_delay_rests(tmp_path: Path) -> None:
    """A start page that is left to a later pass is neither silent nor unreachable, and raises no alarm."""
    links = "".join(
        f"<h2><a href='/politique/le-budget-{n}-est-vote-2026031{n}'>Le budget {n} est voté par le conseil</a></h2>"
        for n in range(5)
    )
    home = (200, {"Content-Type": "text/html; charset=utf-8"}, f"<!doctype html><title>Journal</title>{links}")
    server = Server({"/robots.txt": (200, {}, "User-agent: *\nCrawl-delay: 86400"), "/": home})
    clock = WarpClock(datetime(2026, 3, 10, 8, 0, tzinfo=UTC))
    for asked, resting in ((["/"], 0), ([], 1)):
        server.asked.clear()
        summary = crawl([Source("journal", f"{SITE}/")], tmp_path, clock=clock, transport=server)
        assert (server.pages, summary.resting_listings) == (asked, resting)
        assert (summary.silent, summary.unreachable, summary.pages) == ([], [], 0)
        assert any("Crawl-delay" in note for note in summary.notes)
        clock.ahead += timedelta(hours=1)
