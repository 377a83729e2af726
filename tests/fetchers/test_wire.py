"""What was left over on a connection is no answer."""

from __future__ import annotations

from loopback import PAGE, Site, link, reply, run, settings

from ingest.fetchers import Fetcher
from ingest.model import Page

SMUGGLED = reply(body=b"<!doctype html><title>Autre chose</title><p>Cette page n'a pas ete demandee.</p>")


def test_a_second_response_behind_the_first_is_not_the_next_ones() -> None:
    """A server that sends two responses to one request cannot put a page under another page's address."""

    async def scenario() -> None:
        routes = {"/une": reply(body=PAGE) + SMUGGLED, "/deux": reply(body=PAGE)}
        async with Site(routes) as site, Fetcher(settings(per_host=1), named=[site.url]) as fetcher:
            for path in ("/une", "/deux", "/une", "/deux"):
                page = await fetcher.fetch(link(site.url + path))
                assert isinstance(page, Page)
                assert page.body == PAGE
            assert site.connections > 1

    run(scenario())


def test_an_honest_connection_is_kept() -> None:
    """The look at what was received costs no connection."""

    async def scenario() -> None:
        async with Site({"/une": reply(body=PAGE)}) as site, Fetcher(settings(), named=[site.url]) as fetcher:
            for _ in range(5):
                await fetcher.fetch(link(site.url + "/une"))
            assert site.connections == 1

    run(scenario())
