"""The door for other transports: a proxy, a browser, a store. Only what docs/fetching.md promises is used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
from loopback import PAGE, FakeClock, Site, link, reply, run, settings

from ingest.fetchers import Fetcher
from ingest.model import Drop, Page, Reason, Robots

URL = "http://journal.example/actu/a"


def test_a_proxy_is_asked_for_everything() -> None:
    """httpx's own transport, with a proxy: robots.txt, tdmrep.json and pages go through it, names are not resolved."""

    async def scenario() -> None:
        allowed = reply(200, b"User-agent: *\nDisallow: /prive", "text/plain")
        proxy = Site({"http://journal.example/robots.txt": allowed, URL: reply(200, PAGE)})
        async with proxy:
            transport = httpx.AsyncHTTPTransport(proxy=proxy.url)
            async with Fetcher(settings(), transport=transport, clock=FakeClock()) as fetcher:
                page = await fetcher.fetch(link(URL))
                refused = await fetcher.fetch(link("http://journal.example/prive/a"))
        assert isinstance(page, Page)
        assert (page.body, page.rights.robots) == (PAGE, Robots.ALLOWED)
        assert isinstance(refused, Drop)
        assert refused.reason is Reason.ROBOTS_DISALLOWED
        assert {asked.path for asked in proxy.asked} >= {URL, "http://journal.example/.well-known/tdmrep.json"}

    run(scenario())


class Rendering(httpx.AsyncBaseTransport):
    """As a browser would: the page after its scripts have run. Here, upper case."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner, self.closed = inner, False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self.inner.handle_async_request(request)
        body = await response.aread()
        await response.aclose()
        if not request.url.path.endswith((".txt", ".json")):
            body = body.upper()
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(body))

    async def aclose(self) -> None:
        self.closed = True
        await self.inner.aclose()


def test_a_transport_around_another_sees_every_request() -> None:
    """Robots, redirects, pauses and bounds stay the fetcher's; the transport is closed with it."""

    async def scenario() -> None:
        refusal = reply(200, b"User-agent: *\nDisallow: /b", "text/plain")
        async with Site({"/a": reply(200, PAGE), "/robots.txt": refusal}) as site:
            transport = Rendering(httpx.AsyncHTTPTransport())
            bounded = settings(max_bytes=len(PAGE) + 1)
            fetcher = Fetcher(bounded, transport=transport, clock=FakeClock(), named=[site.url])
            async with fetcher:
                page = await fetcher.fetch(link(f"{site.url}/a"))
                refused = await fetcher.fetch(link(f"{site.url}/b"))
            assert isinstance(page, Page)
            assert page.body == PAGE.upper()
            assert isinstance(refused, Drop)
            assert transport.closed

    run(scenario())


class Store(httpx.AsyncBaseTransport):
    """Answers from memory, as of a day long ago."""

    offline = True
    day = datetime(2019, 5, 1, tzinfo=UTC)

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        return httpx.Response(
            200,
            headers={"content-type": "text/html"},
            stream=httpx.ByteStream(PAGE),
            extensions={"captured_at": self.day},
        )


def test_a_store_is_asked_without_leave_and_without_a_pause() -> None:
    """Offline, nobody is disturbed: no robots.txt, no delay, and the page is as old as the store says."""

    async def scenario() -> None:
        clock, store = FakeClock(), Store()
        async with Fetcher(settings(delay=timedelta(hours=1)), transport=store, clock=clock) as fetcher:
            pages = [await fetcher.fetch(link(f"{URL}{number}")) for number in range(3)]
        assert store.asked == ["/actu/a0", "/actu/a1", "/actu/a2"]
        assert clock.slept == []
        for page in pages:
            assert isinstance(page, Page)
            assert (page.fetched_at, page.rights.robots) == (Store.day, Robots.NOT_CHECKED)

    run(scenario())


class Broken(httpx.AsyncBaseTransport):
    """A transport of somebody else's with a fault of its own."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise RuntimeError("the browser has gone")


def test_a_fault_of_a_transport_is_a_named_outcome() -> None:
    """Whatever a transport raises ends one page, not the run."""

    async def scenario() -> None:
        async with Fetcher(settings(), transport=Broken(), clock=FakeClock()) as fetcher:
            result = await fetcher.fetch(link(URL))
        assert isinstance(result, Drop)
        assert "the browser has gone" in result.detail

    run(scenario())
