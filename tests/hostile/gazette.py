"""Help for the tests of a hostile web: a small newspaper on loopback that has something nasty among its articles."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from ingest.dataset import Dataset
from ingest.model import Source
from ingest.run.crawl import Settings, crawl_sources
from ingest.run.progress import Summary
from ingest.settings import CrawlSettings, FetchSettings
from tests.fetchers.loopback import FakeClock, Reply, Site, reply

GOOD = (
    "/2026/02/le-pont-de-la-gare-rouvre-mardi",
    "/2026/02/le-marche-change-de-place",
    "/2026/02/la-neige-est-de-retour",
)
"""Articles that must come in, whatever stands beside them."""
NASTY = "/2026/02/une-page-qui-veut-du-mal"

_PROSE = (
    "Les riverains l’attendaient depuis l’automne, et personne n’osait plus y croire.",
    "La mairie promet que tout sera fini avant la foire, et que les trottoirs seront rendus aux passants.",
    "Un commerçant raconte qu’il a compté les jours sur le calendrier de l’arrière-boutique.",
    "Reste à savoir qui paiera la note, que le conseil examinera à sa prochaine séance.",
)
_BOUND = 180
"""Seconds after which a crawl is stuck; one takes a few."""


def article(title: str, *, head: str = "", body: str = "") -> str:
    """A page that is an article beyond doubt; ``head`` and ``body`` are put in."""
    prose = "".join(f"<p>{title}. {sentence} {_PROSE[n - 1]}</p>" for n, sentence in enumerate(_PROSE))
    return (
        f"<!doctype html><html lang=fr><head>{head}<title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{body}{prose}</article></body></html>"
    )


def title_of(path: str) -> str:
    return path.rpartition("/")[2].replace("-", " ").capitalize()


def html(text: str, **headers: str) -> bytes:
    return reply(body=text.encode(), **headers)


def each(pages: Sequence[bytes]) -> dict[str, Reply | list[Reply]]:
    """An address for each of several nasty pages."""
    return {f"{NASTY}-{number}": page for number, page in enumerate(pages)}


def front(paths: Sequence[str], *, head: str = "") -> bytes:
    """A home page with a headline for each address."""
    items = "".join(f'<h2><a href="{path}">{title_of(path)} selon nos informations</a></h2>' for path in paths)
    return html(f"<!doctype html><html lang=fr><head>{head}<title>Gazette</title></head><body>{items}</body></html>")


@dataclass(frozen=True)
class Crawled:
    """What one pass over the newspaper came to."""

    summary: Summary
    captures: dict[str, dict[str, Any]]
    """By path, or by address on other hosts."""
    articles: dict[str, dict[str, Any]]
    asked: list[str]
    """Paths, in the order the server was asked."""

    def outcome(self, path: str = NASTY) -> tuple[str, str | None]:
        row = self.captures[path]
        return row["outcome"], row["reason"]

    def assert_rest_came_in(self) -> None:
        """The good articles are there, and every capture is counted once."""
        assert set(GOOD) <= set(self.articles)
        assert self.summary.pages == len(self.captures) == self.summary.articles + sum(self.summary.reasons.values())


def crawl(
    out: Path,
    routes: dict[str, Reply | list[Reply]],
    *,
    links: Sequence[str] = (NASTY,),
    head: str = "",
    home: str = "{site}",
    urls: Sequence[str] = (),
    other: Site | None = None,
    otherwise: Reply | None = None,
    transport: Callable[[Site], httpx.AsyncBaseTransport] | None = None,
    limit: int | None = None,
    **fetch: Any,
) -> Crawled:
    """One pass over a newspaper whose home page links to the good articles and to ``links``, and over ``urls``.

    ``routes``: path → reply, before those of the newspaper. ``otherwise``: for all paths that have none. ``other``: a
    second server, up meanwhile. In addresses, ``{site}``, ``{port}`` and ``{other}`` stand for where they are. Further
    keywords are those of FetchSettings.
    """
    site, other = Site(), other or Site()
    fetching = FetchSettings(
        user_agent="ingest-tests/1 (+https://example.org/)", delay=timedelta(), timeout=timedelta(seconds=20), retries=0
    )
    settings = Settings(replace(fetching, **fetch), CrawlSettings(limit=limit, workers=0))

    def placed(url: str) -> str:
        return url.replace("{site}", site.url).replace("{port}", str(site.port)).replace("{other}", other.url)

    async def scenario() -> Summary:
        async with site, other:
            own = {"/": front([*GOOD[:2], *map(placed, links), *GOOD[2:]], head=head)}
            site.otherwise = otherwise or site.otherwise
            site.routes = own | {path: html(article(title_of(path))) for path in GOOD} | routes
            run = crawl_sources(
                [Source("gazette", placed(home) + "/")],
                out,
                settings,
                urls=[placed(url) for url in urls],
                clock=FakeClock(),
                transport=transport(site) if transport else None,
            )
            return await asyncio.wait_for(run, _BOUND)

    summary = asyncio.run(scenario())
    dataset = Dataset(out)
    captures = {_path(row["url"], site.port): row for row in dataset.captures().read_all().to_pylist()}
    articles = {_path(row["url"], site.port): row for row in dataset.articles().read_all().to_pylist()}
    return Crawled(summary, captures, articles, [asked.path for asked in site.asked])


def _path(url: str, port: int) -> str:
    parts = urlsplit(url)
    return url if parts.port != port else parts.path + (f"?{parts.query}" if parts.query else "")
