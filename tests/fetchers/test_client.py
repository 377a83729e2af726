"""The life of a request, over real HTTP on loopback."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from datetime import timedelta

import brotli
import httpx
import pytest
import zstandard
from loopback import HTML, PAGE, START, Asked, FakeClock, Site, fetch_once, link, redirect, reply, run, settings

from ingest.fetchers import LISTINGS, Fetcher
from ingest.model import Drop, Page, Reason, Robots, Via


def test_a_page_comes_back_whole() -> None:
    """The hand-over to archive and parser: bytes, headers, status, time, source and rights."""

    async def scenario() -> None:
        async with Site({"/a": reply(200, PAGE, x_trace="un")}) as site:
            page = await fetch_once(f"{site.url}/a")
            assert isinstance(page, Page)
            assert (page.url, page.final_url, page.status) == (f"{site.url}/a", f"{site.url}/a", 200)
            assert page.body == PAGE
            assert (page.header("Content-Type"), page.header("X-Trace")) == (HTML, "un")
            assert page.fetched_at == START
            assert (page.source, page.via) == ("essai", Via.FEED)
            assert page.rights.robots is Robots.ALLOWED
            assert page.rights.robots_url == f"{site.url}/robots.txt"
            assert page.rights.tdm_reserved is None
            assert site.asked[-1].headers["user-agent"] == "Kiosque/1.0 (+https://kiosque.example)"
            assert {name.lower(): value for name, value in page.request_headers} == site.asked[-1].headers

    run(scenario())


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (304, Reason.NOT_MODIFIED),
        (400, Reason.CLIENT_ERROR),
        (401, Reason.ACCESS_DENIED),
        (403, Reason.ACCESS_DENIED),
        (404, Reason.NOT_FOUND),
        (408, Reason.TIMEOUT),
        (410, Reason.NOT_FOUND),
        (418, Reason.CLIENT_ERROR),
        (429, Reason.RATE_LIMITED),
        (451, Reason.ACCESS_DENIED),
        (500, Reason.SERVER_ERROR),
        (503, Reason.SERVER_ERROR),
        (302, Reason.BROKEN_RESPONSE),
        (999, Reason.BROKEN_RESPONSE),
    ],
)
def test_every_status_has_its_reason(status: int, reason: Reason) -> None:
    """Counts by reason are only as good as this table; 302 stands here without a Location."""

    async def scenario() -> None:
        async with Site({"/a": reply(status)}) as site:
            drop = await fetch_once(f"{site.url}/a")
            assert isinstance(drop, Drop)
            assert (drop.reason, drop.status) == (reason, status)
            assert str(status) in drop.detail
            assert drop.at is not None
            assert drop.at.tzinfo is not None

    run(scenario())


def test_500_then_200_gives_the_page() -> None:
    """A passing fault of a server loses no article."""

    async def scenario() -> None:
        async with Site({"/a": [reply(500), reply(200, PAGE)]}) as site:
            assert isinstance(await fetch_once(f"{site.url}/a"), Page)
            assert site.paths == ["/a", "/a"]

    run(scenario())


def test_retries_end() -> None:
    """A server that always fails is asked as often as the setting says, not more; 404 and 501 are not asked twice."""

    async def scenario() -> None:
        async with Site({"/a": reply(500), "/c": reply(501)}) as site:
            drop = await fetch_once(f"{site.url}/a", retries=3)
            assert isinstance(drop, Drop)
            assert site.count("/a") == 4
            await fetch_once(f"{site.url}/b", retries=3)
            await fetch_once(f"{site.url}/c", retries=3)
            assert (site.count("/b"), site.count("/c")) == (1, 1)

    run(scenario())


def test_validators_are_sent_and_304_is_unchanged() -> None:
    """A scheduled run must not pay for what it has."""

    async def scenario() -> None:
        async with (
            Site({"/a": reply(304)}) as site,
            Fetcher(settings(), clock=FakeClock(), named=[site.url]) as fetcher,
        ):
            drop = await fetcher.fetch(
                link(f"{site.url}/a"), etag='W/"7"', last_modified="Sun, 01 Mar 2026 07:00:00 GMT"
            )
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.NOT_MODIFIED
            assert site.asked[-1].headers["if-none-match"] == 'W/"7"'
            assert site.asked[-1].headers["if-modified-since"] == "Sun, 01 Mar 2026 07:00:00 GMT"

    run(scenario())


def test_validators_go_to_the_address_they_came_from() -> None:
    """An address that leads to another article today must not be told by it that nothing has changed."""

    async def scenario() -> None:
        async with (
            Site({"/une": redirect("/a"), "/a": reply(200, PAGE)}) as site,
            Fetcher(settings(), clock=FakeClock(), named=[site.url]) as fetcher,
        ):
            for final_url, conditional in ((f"{site.url}/a", ["/a"]), (f"{site.url}/b", []), (None, ["/une"])):
                site.asked.clear()
                await fetcher.fetch(link(f"{site.url}/une"), etag='"7"', last_modified="x", final_url=final_url)
                assert [asked.path for asked in site.asked if "if-none-match" in asked.headers] == conditional

    run(scenario())


def test_connection_is_used_again() -> None:
    """Errors, redirects and 304 must not cost a connection each."""

    async def scenario() -> None:
        routes = {"/a": reply(304), "/b": redirect("/c"), "/c": reply(200, PAGE)}
        async with Site(routes) as site, Fetcher(settings(), clock=FakeClock(), named=[site.url]) as fetcher:
            for path in ("/a", "/b", "/inconnu", "/c"):
                await fetcher.fetch(link(site.url + path))
            assert site.connections == 1

    run(scenario())


# --- redirects -------------------------------------------------------------------------------------------------------
def test_redirects_are_followed_within_the_site() -> None:
    """The final address is what relative links and identity stand on."""

    async def scenario() -> None:
        routes = {"/a": redirect("/b?x=1#haut", 301), "/b?x=1": redirect("c", 308), "/c": reply(200, PAGE)}
        async with Site(routes) as site:
            page = await fetch_once(f"{site.url}/a")
            assert isinstance(page, Page)
            assert (page.url, page.final_url) == (f"{site.url}/a", f"{site.url}/c")

    run(scenario())


def test_redirect_loop_is_named() -> None:
    """A loop ends when it closes, not after ten rounds."""

    async def scenario() -> None:
        async with Site({"/a": redirect("/b"), "/b": redirect("/a")}) as site:
            drop = await fetch_once(f"{site.url}/a")
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.TOO_MANY_REDIRECTS
            assert "loop" in drop.detail
            assert site.paths == ["/a", "/b"]

    run(scenario())


def test_redirect_chain_ends() -> None:
    """An endless chain of new addresses is bounded."""

    async def scenario() -> None:
        async with Site({f"/{i}": redirect(f"/{i + 1}") for i in range(50)}) as site:
            drop = await fetch_once(f"{site.url}/0", max_redirects=4)
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.TOO_MANY_REDIRECTS
            assert len(site.paths) == 5

    run(scenario())


def test_a_redirect_that_waits_for_its_cookie_is_no_loop() -> None:
    """Some sites send a reader to the same address until their cookie comes back."""

    async def wall(asked: Asked, writer: asyncio.StreamWriter) -> None:
        answer = reply(200, PAGE) if "vu=1" in asked.headers.get("cookie", "") else redirect("/a", set_cookie="vu=1")
        writer.write(answer)

    async def scenario() -> None:
        async with Site({"/a": wall}) as site:
            assert isinstance(await fetch_once(f"{site.url}/a"), Page)

    run(scenario())


def test_redirect_to_another_site_is_followed_for_the_user_only() -> None:
    """A feed's link must not pull in a stranger's site; an address the user typed may have moved."""

    async def scenario() -> None:
        async with Site({"/b": reply(200, PAGE)}) as other, Site({"/a": redirect(f"{other.url}/b")}) as site:
            start = f"{site.url}/a"
            async with Fetcher(settings(), clock=FakeClock(), named=[start]) as fetcher:
                fetcher._named.add(other.url)  # reachable, but not a site of the run
                drop = await fetcher.fetch(link(start))
                assert isinstance(drop, Drop)
                assert drop.reason is Reason.OFF_SITE
                assert other.url in drop.detail
                assert other.asked == []
                page = await fetcher.fetch(link(start, Via.USER))
                assert isinstance(page, Page)
                assert page.final_url == f"{other.url}/b"

    run(scenario())


def test_redirect_to_a_source_is_followed() -> None:
    """Feeds link through counters (feedburner) to the sources of the run."""

    async def scenario() -> None:
        async with Site({"/b": reply(200, PAGE)}) as other, Site({"/a": redirect(f"{other.url}/b")}) as site:
            assert isinstance(await fetch_once(f"{site.url}/a", named=(other.url,)), Page)

    run(scenario())


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:9/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::1]/",
        "http://10.0.0.8/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
    ],
)
def test_redirect_into_the_machine_room_is_refused(target: str) -> None:
    """Not even for an address the user typed: the user named the first host, not this one."""

    async def scenario() -> None:
        async with Site({"/a": redirect(target)}) as site:
            drop = await fetch_once(f"{site.url}/a", via=Via.USER)
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.FORBIDDEN_ADDRESS

    run(scenario())


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/a", "n'importe quoi", "http://10.1.2.3/a"])
def test_links_into_the_machine_room_are_refused(url: str) -> None:
    """A feed or sitemap may say anything."""

    async def scenario() -> None:
        async with Fetcher(settings(), clock=FakeClock()) as fetcher:
            drop = await fetcher.fetch(link(url))
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.FORBIDDEN_ADDRESS

    run(scenario())


# --- content ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/pdf", b"%PDF-1.7"),
        ("image/jpeg", b"\xff\xd8\xff\xe0"),
        ("text/html", b"%PDF-1.7 sous un faux nom"),
        ("text/html", bytes(2000)),
        ("text/plain", b"Des mots sans balises."),
        (None, b"\x89PNG\r\n\x1a\n"),
        ("application/rss+xml", b"<rss></rss>"),
        ("application/json", b"{}"),
    ],
)
def test_what_is_no_html_is_named(content_type: str | None, body: bytes) -> None:
    """A PDF is an outcome of its own, whatever it is called."""

    async def scenario() -> None:
        async with Site({"/a": reply(200, body, content_type)}) as site:
            drop = await fetch_once(f"{site.url}/a")
            assert isinstance(drop, Drop)
            assert (drop.reason, drop.status) == (Reason.NOT_HTML, 200)
            assert drop.detail

    run(scenario())


@pytest.mark.parametrize("content_type", ["text/html", "application/xhtml+xml", "text/plain", "quatsch", None])
def test_html_is_taken_under_any_label(content_type: str | None) -> None:
    """Servers mislabel; the first bytes decide where the label says nothing."""

    async def scenario() -> None:
        async with Site({"/a": reply(200, PAGE, content_type)}) as site:
            assert isinstance(await fetch_once(f"{site.url}/a"), Page)

    run(scenario())


def test_a_pdf_is_not_read() -> None:
    """No more than the headers of 100 MB are taken."""

    async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 100000000\r\n\r\n%PDF-")
        await writer.drain()

    async def scenario() -> None:
        async with Site({"/a": endless}) as site:
            drop = await fetch_once(f"{site.url}/a")
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.NOT_HTML

    run(scenario())


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/rss+xml", b"<rss/>"),
        ("application/xml", b"<urlset/>"),
        ("application/x-gzip", gzip.compress(b"<urlset/>", mtime=0)),
        ("text/plain", b"https://exemple.fr/a"),
        ("application/feed+json", b"{}"),
    ],
)
def test_listings_take_feeds_and_sitemaps(content_type: str, body: bytes) -> None:
    """Discovery reads more than HTML, by a parameter; packed sitemaps come packed."""

    async def scenario() -> None:
        routes = {"/a": reply(200, body, content_type)}
        async with Site(routes) as site, Fetcher(settings(), clock=FakeClock(), named=[site.url]) as fetcher:
            page = await fetcher.fetch(link(f"{site.url}/a"), accept=LISTINGS)
            assert isinstance(page, Page)
            assert page.body == body

    run(scenario())


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("br", brotli.compress(PAGE)),
        ("zstd", zstandard.compress(PAGE)),
        ("gzip, br", brotli.compress(gzip.compress(PAGE, mtime=0))),
        ("gzip", gzip.compress(PAGE[:9], mtime=0) + gzip.compress(PAGE[9:], mtime=0)),
        ("zstd", zstandard.compress(PAGE[:9]) + zstandard.compress(PAGE[9:])),
        ("gzip", PAGE),
        ("utf-8", PAGE),
    ],
)
def test_content_codings_are_undone(coding: str, packed: bytes) -> None:
    """Parsers see bytes of the page; bare deflate and a false label are what browsers cope with."""

    async def scenario() -> None:
        async with Site({"/a": reply(200, packed, content_encoding=coding)}) as site:
            page = await fetch_once(f"{site.url}/a")
            assert isinstance(page, Page)
            assert page.body == PAGE

    run(scenario())


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(bytes(8_000_000), mtime=0)),
        ("deflate", zlib.compress(bytes(8_000_000))),
        ("br", brotli.compress(bytes(8_000_000))),
        ("zstd", zstandard.compress(bytes(8_000_000))),
    ],
)
def test_bombs_are_too_large(coding: str, packed: bytes) -> None:
    """A few kilobytes that unpack to megabytes are counted unpacked."""
    assert len(packed) < 20_000

    async def scenario() -> None:
        async with Site({"/a": reply(200, packed, content_encoding=coding)}) as site:
            drop = await fetch_once(f"{site.url}/a", max_bytes=1_000_000)
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.TOO_LARGE

    run(scenario())


def test_too_large_by_its_own_word_or_in_fact() -> None:
    """A page beyond the bound is dropped, whether it says so or not; one at the bound is kept."""

    async def flood(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in range(100):
            writer.write(b"400\r\n" + b"a" * 1024 + b"\r\n")
        await writer.drain()

    async def scenario() -> None:
        routes = {"/dit": reply(200, b"a" * 1001), "/fait": flood, "/juste": reply(200, b"<p>" + b"a" * 997)}
        async with Site(routes) as site:
            for path in ("/dit", "/fait"):
                drop = await fetch_once(site.url + path, max_bytes=1000)
                assert isinstance(drop, Drop)
                assert drop.reason is Reason.TOO_LARGE
            assert isinstance(await fetch_once(f"{site.url}/juste", max_bytes=1000), Page)

    run(scenario())


# --- a broken web ----------------------------------------------------------------------------------------------------
def _raw(data: bytes, *, reset: bool = False) -> object:
    async def send(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        if reset:
            writer.transport.abort()
        else:
            writer.close()

    return send


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 500\r\n\r\n<p>Trop court", "promises more"),
        (b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: douze\r\n\r\n<p>", "no number"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "no chunk"),
        (b"SSH-2.0-OpenSSH\r\n", "another protocol"),
        (b"", "nothing at all"),
        (reply(200, b"\x1f\x8b\x08 pas vraiment", content_encoding="gzip"), "no gzip"),
        (reply(200, gzip.compress(PAGE, mtime=0)[:-20], content_encoding="gzip"), "half a gzip"),
        (reply(200, gzip.compress(PAGE) + gzip.compress(PAGE)[:-20], content_encoding="gzip"), "a gzip and a half"),
        (reply(200, zstandard.compress(PAGE * 9)[:-5], content_encoding="zstd"), "half a zstd"),
        (reply(200, b"pas du brotli", content_encoding="br"), "no brotli"),
        (reply(200, b"pas du zstd", content_encoding="zstd"), "no zstd"),
    ],
)
def test_what_does_not_keep_to_http_is_a_broken_response(data: bytes, why: str) -> None:
    """A cut-off article must never pass for a whole one."""

    async def scenario() -> None:
        async with Site({"/a": _raw(data)}) as site:  # type: ignore[dict-item]
            drop = await fetch_once(f"{site.url}/a")
            assert isinstance(drop, Drop), why
            assert drop.reason is Reason.BROKEN_RESPONSE, why
            assert site.count("/a") == 3, "tried again"

    run(scenario())


def test_content_length_shorter_than_the_body() -> None:
    """What follows the promised length belongs to nobody; the page is what was promised."""

    async def scenario() -> None:
        data = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5\r\n\r\n<p>ab et la suite"
        async with Site({"/a": _raw(data)}) as site:  # type: ignore[dict-item]
            page = await fetch_once(f"{site.url}/a")
            assert isinstance(page, Page)
            assert page.body == b"<p>ab"

    run(scenario())


def test_reset_connection_is_tried_again() -> None:
    """A reset in the middle is no page, and the next attempt may work."""

    async def scenario() -> None:
        half = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 500\r\n\r\n<p>"
        async with Site({"/a": [_raw(half, reset=True), reply(200, PAGE)]}) as site:  # type: ignore[list-item]
            assert isinstance(await fetch_once(f"{site.url}/a"), Page)

    run(scenario())


def test_connection_refused_is_named_and_says_what_to_check() -> None:
    """The commonest slip of a first try: a wrong port."""

    async def scenario() -> None:
        async with Site() as site:
            url = f"{site.url}/a"
        drop = await fetch_once(url)
        assert isinstance(drop, Drop)
        assert drop.reason is Reason.CONNECTION_FAILED
        assert "refuses" in drop.detail
        assert drop.rights.robots is Robots.UNREACHABLE

    run(scenario())


def test_no_tls_is_named() -> None:
    """https:// to a server that speaks plain HTTP."""

    async def scenario() -> None:
        async with Site({"/a": reply(200, PAGE)}) as site:
            drop = await fetch_once(site.url.replace("http:", "https:") + "/a")
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.TLS_FAILED

    run(scenario())


def test_slow_drip_meets_the_deadline() -> None:
    """One byte now and then keeps no connection open for ever: the deadline is for the whole exchange."""

    async def drip(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 100000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(0.02)

    async def scenario() -> None:
        async with Site({"/a": drip}) as site:
            drop = await fetch_once(f"{site.url}/a", timeout=timedelta(seconds=0.3), retries=1)
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.TIMEOUT
            assert "0.3 s" in drop.detail
            assert site.count("/a") == 2

    run(scenario())


def test_a_transport_may_be_given_and_its_errors_are_outcomes() -> None:
    """The door for replay, proxies and browsers; whatever it raises, fetch does not."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/a":
            return httpx.Response(200, content=PAGE, headers={"content-type": HTML})
        if request.url.path == "/b":
            raise httpx.ConnectTimeout("trop long")
        if request.url.path == "/c":
            raise RuntimeError("un transport fautif")
        return httpx.Response(404)

    async def scenario() -> None:
        async with Fetcher(settings(), transport=httpx.MockTransport(answer), clock=FakeClock()) as fetcher:
            results = [await fetcher.fetch(link(f"https://exemple.example/{path}")) for path in "abc"]
            assert isinstance(results[0], Page)
            assert [r.reason for r in results[1:] if isinstance(r, Drop)] == [Reason.TIMEOUT, Reason.BROKEN_RESPONSE]

    run(scenario())


def test_odd_validators_and_agents_do_no_harm() -> None:
    """A ledger may hold anything; a header that cannot be sent must not break the run."""

    async def scenario() -> None:
        async with Site({"/a": reply(200, PAGE)}) as site:
            odd = settings(user_agent="Kiosque/1.0 (écrire à ✉)")
            async with Fetcher(odd, clock=FakeClock(), named=[site.url]) as fetcher:
                page = await fetcher.fetch(link(f"{site.url}/a"), etag='"a\r\nX: 1"', last_modified="été")
                assert isinstance(page, Page)
                assert "x" not in site.asked[-1].headers

    run(scenario())
