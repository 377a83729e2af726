"""robots.txt: the file's rules, and what a missing or broken file means."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
import zstandard
from loopback import PAGE, FakeClock, Reply, Site, fetch_once, link, redirect, reply, run, settings

from ingest.fetchers import Fetcher
from ingest.fetchers.robots import product_token, read_robots
from ingest.ledger import Ledger
from ingest.model import Drop, Page, Reason, Robots

URL = "https://exemple.fr/robots.txt"


def _robots(text: str) -> bytes:
    return reply(200, text.encode(), "text/plain")


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("", "/a", Robots.ALLOWED),
        ("User-agent: *\nDisallow: /", "/a", Robots.DISALLOWED),
        ("User-agent: *\nDisallow:", "/a", Robots.ALLOWED),
        ("User-agent: *\nDisallow: /\nAllow: /actu/", "/actu/a", Robots.ALLOWED),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", Robots.DISALLOWED),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", Robots.ALLOWED),
        ("User-agent: *\nDisallow: /\n\nUser-agent: kiosque\nDisallow: /prive", "/a", Robots.ALLOWED),
        ("User-agent: KIOSQUE\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", Robots.DISALLOWED),
        ("User-agent: kiosquebot\nDisallow: /", "/a", Robots.ALLOWED),
        ("User-agent: kio\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", Robots.DISALLOWED),
        ("User-agent: *\nAllow: /\n\nUser-agent: Kiosque/2.0\nDisallow: /", "/a", Robots.DISALLOWED),
        ("User agent kiosque*\rDisallow: /", "/a", Robots.DISALLOWED),
        ("User-agent: Kiosque/1\nDisallow: /b\n\nUser-agent: kiosque\nDisallow: /a", "/a", Robots.DISALLOWED),
        ("User-agent: Kiosque/1\nDisallow: /b\n\nUser-agent: kiosque\nDisallow: /a", "/b", Robots.DISALLOWED),
        ("User-agent: kio\nUser-agent: kiosque # nous\nDisallow: /", "/a", Robots.DISALLOWED),
        ("\ufeffUser-agent: *\nDisallow: /", "/a", Robots.DISALLOWED),
        ("User-agent: *\r\nDisallow: /é", "/%C3%A9", Robots.DISALLOWED),
        ("<!doctype html><title>Introuvable</title>", "/a", Robots.ALLOWED),
    ],
)
def test_verdicts(text: str, path: str, expected: Robots) -> None:
    """RFC 9309: the groups of our name, version or not, and of no name that it begins with; else the group for all; the
    longest match, allow before disallow."""
    assert read_robots(URL, text.encode(), "Kiosque").verdict(f"https://exemple.fr{path}", "Kiosque") is expected


def test_what_else_a_file_says() -> None:
    """Sitemaps are found here; relative ones resolve, others than web addresses are left out."""
    text = """User-agent: *
Crawl-delay: 2.5
Sitemap: https://exemple.fr/plan.xml
Sitemap: /actu.xml
Sitemap: file:///etc/passwd
Sitemap: /actu.xml
User-agent: GPTBot
User-agent: CCBot
Disallow: /
User-agent: Google-Extended
Disallow: /photos
"""
    file = read_robots(URL, text.encode(), "Kiosque")
    assert file.sitemaps == ("https://exemple.fr/plan.xml", "https://exemple.fr/actu.xml")
    assert file.crawl_delay == timedelta(seconds=2.5)
    assert file.ai_refused == ("gptbot", "ccbot")


def test_a_group_of_a_shorter_name_is_not_ours() -> None:
    """Neither leave nor a Crawl-delay is taken from what a site tells «news», when we are «newsroom-lab»."""
    text = b"User-agent: news\nAllow: /\nCrawl-delay: 1\n\nUser-agent: *\nDisallow: /\nCrawl-delay: 9\n"
    file = read_robots(URL, text, "newsroom-lab")
    assert file.verdict("https://exemple.fr/a", "newsroom-lab") is Robots.DISALLOWED
    assert file.crawl_delay == timedelta(seconds=9)
    assert read_robots(URL, b"User-agent: GPTBot/1.2\nDisallow: /", "Kiosque").ai_refused == ("gptbot",)


@pytest.mark.parametrize("delay", ["-1", "nan", "inf", "bientôt", ""])
def test_nonsense_delays_are_none(delay: str) -> None:
    """An infinite delay would stop a run without a word."""
    assert read_robots(URL, f"User-agent: *\nCrawl-delay: {delay}".encode(), "Kiosque").crawl_delay is None


def test_rules_beyond_the_cap_are_not_read() -> None:
    """500 kibibytes are read, however long the file is."""
    text = b"User-agent: *\nDisallow: /a\n" + b"#" * 600_000 + b"\nDisallow: /b\n"
    file = read_robots(URL, text, "Kiosque")
    assert file.verdict("https://exemple.fr/a", "Kiosque") is Robots.DISALLOWED
    assert file.verdict("https://exemple.fr/b", "Kiosque") is Robots.ALLOWED


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate", ""])
def test_a_packed_file_is_cut_like_a_plain_one(coding: str) -> None:
    """A server that packs its long robots.txt, asked or not, is a site like any other."""
    text = b"User-agent: *\nDisallow: /a\n" + b"# rien\n" * 100_000
    pack = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress, "deflate": zlib.compress}
    body = pack[coding](text) if coding else text

    async def scenario() -> None:
        routes: dict[str, Reply | list[Reply]] = {
            "/robots.txt": reply(200, body, "text/plain", content_encoding=coding),
            "/b": reply(200, PAGE),
        }
        async with Site(routes) as site:
            drop = await fetch_once(f"{site.url}/a")
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.ROBOTS_DISALLOWED
            assert isinstance(await fetch_once(f"{site.url}/b"), Page)

    run(scenario())


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        ("ingest/0.1 (+https://exemple.fr)", "ingest"),
        ("Kiosque-Presse_FR (moi)", "Kiosque-Presse_FR"),
        ("  Mozilla/5.0", "Mozilla"),
        ("42", "ingest"),
    ],
)
def test_product_token(user_agent: str, token: str) -> None:
    """The name that sites address is the first product of the User-Agent."""
    assert product_token(user_agent) == token


def test_a_disallowed_page_is_not_asked_for() -> None:
    """The verdict and its evidence are in the outcome, and no request went out."""

    async def scenario() -> None:
        async with Site({"/robots.txt": _robots("User-agent: *\nDisallow: /a"), "/a": reply(200, PAGE)}) as site:
            drop = await fetch_once(f"{site.url}/a")
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.ROBOTS_DISALLOWED
            assert (drop.rights.robots, drop.rights.robots_url) == (Robots.DISALLOWED, f"{site.url}/robots.txt")
            assert site.paths == []

    run(scenario())


def test_redirect_into_a_disallowed_path_is_not_followed() -> None:
    """Every hop has its own verdict."""

    async def scenario() -> None:
        routes: dict[str, Reply | list[Reply]] = {
            "/robots.txt": _robots("User-agent: *\nDisallow: /prive"),
            "/a": redirect("/prive/a"),
            "/prive/a": reply(200, PAGE),
        }
        async with Site(routes) as site:
            drop = await fetch_once(f"{site.url}/a")
            assert isinstance(drop, Drop)
            assert (drop.reason, drop.final_url) == (Reason.ROBOTS_DISALLOWED, f"{site.url}/prive/a")
            assert site.paths == ["/a"]

    run(scenario())


def test_robots_can_be_recorded_without_being_obeyed() -> None:
    """For one's own site: the verdict stays in the row."""

    async def scenario() -> None:
        async with Site({"/robots.txt": _robots("User-agent: *\nDisallow: /"), "/a": reply(200, PAGE)}) as site:
            page = await fetch_once(f"{site.url}/a", obey_robots=False)
            assert isinstance(page, Page)
            assert page.rights.robots is Robots.DISALLOWED

    run(scenario())


@pytest.mark.parametrize(
    ("answer", "robots"),
    [
        (reply(404), Robots.ALLOWED),
        (reply(403), Robots.ALLOWED),
        (reply(410), Robots.ALLOWED),
        (reply(204), Robots.ALLOWED),
        (redirect("/robots.txt"), Robots.ALLOWED),
        (reply(500), Robots.UNREACHABLE),
        (reply(503), Robots.UNREACHABLE),
        (reply(429), Robots.UNREACHABLE),
    ],
)
def test_a_missing_file_allows_and_a_failing_one_does_not(answer: bytes, robots: Robots) -> None:
    """RFC 9309, 2.3.1.3 and 2.3.1.4; 429 is trouble, as most robots read it."""

    async def scenario() -> None:
        async with Site({"/robots.txt": answer, "/a": reply(200, PAGE)}) as site:
            result = await fetch_once(f"{site.url}/a")
            assert result.rights.robots is robots
            assert isinstance(result, Page if robots is Robots.ALLOWED else Drop)
            if isinstance(result, Drop):
                assert result.reason is Reason.ROBOTS_UNREACHABLE
                assert site.paths == []

    run(scenario())


def test_redirected_robots_file_counts() -> None:
    """Up to five redirects lead to the rules of the first address; the sixth is one too many."""

    async def scenario() -> None:
        chain: dict[str, Reply | list[Reply]] = {f"/r{i}": redirect(f"/r{i + 1}") for i in range(1, 5)}
        chain |= {"/r5": _robots("User-agent: *\nDisallow: /"), "/a": reply(200, PAGE)}
        async with Site(chain | {"/robots.txt": redirect("/r1")}) as site:
            drop = await fetch_once(f"{site.url}/a")
            assert isinstance(drop, Drop)
            assert drop.rights.robots_url == f"{site.url}/robots.txt"
        async with Site(chain | {"/robots.txt": redirect("/r0"), "/r0": redirect("/r1")}) as site:
            assert isinstance(await fetch_once(f"{site.url}/a"), Page)

    run(scenario())


def test_the_file_is_asked_for_once_a_day() -> None:
    """Fifty tasks that start together share one load; after 24 hours it is loaded anew; a failure after minutes."""

    async def scenario() -> None:
        site = Site({"/robots.txt": _robots("User-agent: *\nDisallow: /prive"), "/a": reply(200, PAGE)})
        clock = FakeClock()
        async with site, Fetcher(settings(), clock=clock, named=[site.url]) as fetcher:
            await asyncio.gather(*(fetcher.fetch(link(f"{site.url}/a")) for _ in range(50)))
            assert site.count("/robots.txt") == 1
            clock.passed += timedelta(hours=23)
            await fetcher.fetch(link(f"{site.url}/a"))
            assert site.count("/robots.txt") == 1
            clock.passed += timedelta(hours=2)
            site.routes["/robots.txt"] = reply(500)
            assert isinstance(await fetcher.fetch(link(f"{site.url}/a")), Drop)
            site.routes["/robots.txt"] = reply(404)
            clock.passed += timedelta(minutes=10)
            assert isinstance(await fetcher.fetch(link(f"{site.url}/a")), Page)

    run(scenario())


def test_the_file_is_remembered_from_run_to_run(tmp_path: Path) -> None:
    """A process that starts within the day takes rules, and their absence, from the last one; trouble is not kept."""

    async def scenario() -> None:
        site = Site({"/robots.txt": _robots("User-agent: *\nDisallow: /"), "/a": reply(200, PAGE)})
        clock = FakeClock()
        with Ledger.open(tmp_path / "ledger.sqlite") as memory:

            async def visit() -> Page | Drop:
                async with Fetcher(settings(), clock=clock, named=[site.url], memory=memory) as fetcher:
                    return await fetcher.fetch(link(f"{site.url}/a"))

            async with site:
                for _ in range(2):
                    refused = await visit()
                    assert isinstance(refused, Drop)
                    assert refused.reason is Reason.ROBOTS_DISALLOWED
                    clock.passed += timedelta(hours=23)
                assert (site.count("/robots.txt"), site.count("/.well-known/tdmrep.json")) == (1, 0)
                site.routes["/robots.txt"] = [*[reply(500)] * 3, reply(404)]
                clock.passed += timedelta(hours=2)
                assert isinstance(await visit(), Drop)
                clock.passed += timedelta(hours=2)
                assert isinstance(await visit(), Page)
                assert isinstance(await visit(), Page)
                assert memory.file(f"{site.url}/robots.txt") == (None, clock.now())

    run(scenario())


def test_robots_of_gives_sitemaps_and_delay() -> None:
    """Discovery starts from the sitemaps a site names."""

    async def scenario() -> None:
        text = "User-agent: kiosque\nCrawl-delay: 7\nSitemap: /plan.xml"
        async with Site({"/robots.txt": _robots(text)}) as site:
            async with Fetcher(settings(), clock=FakeClock(), named=[site.url]) as fetcher:
                file = await fetcher.robots_of(f"{site.url}/une/page")
            assert file.sitemaps == (f"{site.url}/plan.xml",)
            assert file.crawl_delay == timedelta(seconds=7)

    run(scenario())
