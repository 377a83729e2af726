"""What the user names is found out: a site, a section, a feed, a sitemap, an article, a name of the catalogue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from stands import articles, crawl, expected_articles, pages, sources

import ingest
from fixtures.newsstand import Newsstand, Site
from ingest.errors import UnknownSource, UsageError
from ingest.run.crawl import in_turn
from ingest.run.sources import source_of, sources_of
from ingest.sources import catalogue
from ingest.urls import canonical_url


def _urls(out: Path) -> set[str]:
    return {str(row["url"]) for row in articles(out)}


def _expected(site: Site) -> set[str]:
    return {canonical_url(url) for url in expected_articles(site)}


@pytest.mark.parametrize(
    ("site", "path"),
    [
        ("lequotidien", "/"),
        ("lequotidien", "/rss/une.xml"),
        ("lequotidien", "/sitemaps/index.xml"),
        ("lequotidien", "/sitemaps/articles-2024.xml"),
        ("bulles", "/atom.xml"),
        ("actulocale", "/news-sitemap.xml.gz"),
        ("lettresdusud", "/spip.php?page=backend"),
    ],
)
def test_a_site_its_feeds_and_its_sitemaps_lead_to_its_articles(
    stand: Newsstand, tmp_path: Path, site: str, path: str
) -> None:
    """Whichever of its addresses a publisher is known by, its articles come in; a feed's own are not confined."""
    crawl([source_of(stand.sites[site].url + path)], tmp_path)
    expected = _expected(stand.sites[site])
    missing = expected - _urls(tmp_path)
    assert _urls(tmp_path) <= expected
    assert not missing or (path == "/news-sitemap.xml.gz" and len(missing) < len(expected))  # undated pages


def test_a_feed_is_asked_for_and_nothing_else_of_the_site(stand: Newsstand, tmp_path: Path) -> None:
    """Who names a feed gets that feed: the home page, sitemaps and sections are left alone."""
    site = stand.sites["lequotidien"]
    crawl([source_of(site.url + "/rss/une.xml")], tmp_path)
    asked = {request.path for request in site.requests}
    assert "/rss/une.xml" in asked
    assert not asked & {"/", "/sitemaps/index.xml", "/sitemaps/actualites.xml"}


def test_a_section_gives_what_lies_below_it(stand: Newsstand, tmp_path: Path) -> None:
    """A crawl of /vie-locale/ takes its articles from the page and the sitemap, and none of other sections."""
    site = stand.sites["actulocale"]
    site.put("/vie-locale/", _teasers(site, lambda path: True))
    summary = crawl([source_of(site.url + "/vie-locale/")], tmp_path)
    assert {path.split("/")[1] for path in pages(site)} == {"vie-locale"}
    assert summary.articles == len([url for url in _expected(site) if "/vie-locale/" in url])


def test_a_section_whose_pages_lie_elsewhere_gives_those_it_shows(stand: Newsstand, tmp_path: Path) -> None:
    """A section page's address need not say what belongs to it: then its own links count, not the whole site."""
    site = stand.sites["bulles"]
    site.put("/dossiers.html", _teasers(site, lambda path: path.startswith(("/sciences", "/societe"))))
    crawl([source_of(site.url + "/dossiers.html")], tmp_path)
    assert {path.split("/")[1] for path in pages(site)} == {"sciences", "societe"}


def test_an_article_is_taken_alone(stand: Newsstand, tmp_path: Path) -> None:
    """One address of one article is one fetch and one row."""
    site = stand.sites["lequotidien"]
    path = next(one.path for one in site.publisher.listed if one.slug == "seisme-breve")
    summary = crawl([source_of(site.url + path)], tmp_path)
    assert (summary.pages, summary.articles, pages(site)) == (1, 1, [path])


def test_single_pages_of_a_list(stand: Newsstand, tmp_path: Path) -> None:
    """--urls-from fetches those pages, each once, and looks for no others."""
    site = stand.sites["lequotidien"]
    paths = [one.path for one in site.publisher.listed][:3]
    summary = crawl([], tmp_path, urls=[site.url + path for path in [*paths, *paths]])
    assert sorted(pages(site)) == sorted(paths)
    assert summary.pages == 3


def test_a_name_of_the_catalogue(tmp_path: Path) -> None:
    """A name leads to the publisher's home page, its feed and its article, with the catalogue's name and zone."""
    entry = next(one for one in catalogue().values() if one.timezone == "America/Toronto")
    article = entry.home.rstrip("/") + "/actualites/2026/11/20/la-riviere-a-retrouve-son-lit-apres-trois-semaines"
    prose = "".join(f"<p>{_SENTENCE} {number}.</p>" for number in range(4))
    home = f'<title>Accueil</title><h2><a href="{article}">La rivière a retrouvé son lit</a></h2>'
    page = (
        f"<html lang=fr><title>La rivière</title><article><h1>La rivière a retrouvé son lit</h1>"
        f"<p>Publié le 20 novembre 2026 à 8 h 15</p>{prose}</article></html>"
    )
    web = {entry.home: home, article: page}
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        body = web.get(str(request.url))
        return httpx.Response(200, html=body) if body else httpx.Response(404)

    summary = ingest.crawl(entry.name, out=tmp_path, transport=httpx.MockTransport(answer), workers=0)
    assert summary.articles == 1
    (row,) = articles(tmp_path)
    assert (row["source"], row["timezone"]) == (entry.name, "America/Toronto")
    assert asked.count(article) == 1


def test_a_crawl_from_a_notebook(stand: Newsstand, tmp_path: Path) -> None:
    """Where an event loop runs already, ingest.crawl still works: analysts live in notebooks."""

    async def cell() -> int:
        site = stand.sites["bulles"]
        return ingest.crawl(site.url, out=tmp_path, delay=timedelta(), workers=0).articles

    assert asyncio.run(cell()) == len(expected_articles(stand.sites["bulles"]))


_SENTENCE = "Les riverains ont pu rentrer chez eux lundi matin, après trois semaines passées au gymnase de la commune"


def test_an_unknown_name_says_which_come_close() -> None:
    """A typing error is told with what may have been meant."""
    name = next(iter(catalogue()))
    with pytest.raises(UnknownSource, match=name):
        source_of(name + "x")


def test_one_start_page_is_one_source() -> None:
    """The same address in two spellings is crawled once; nothing at all is an error."""
    assert len(sources_of(["https://www.example.org/a/", "www.example.org/a"])) == 1
    with pytest.raises(UsageError):
        sources_of([])


def test_limit_takes_the_newest_and_says_what_it_left(stand: Newsstand, tmp_path: Path) -> None:
    """Of dated links the newest come first, and the rest are counted."""
    site = stand.sites["dakarmatin"]
    summary = crawl(sources(stand, "dakarmatin"), tmp_path, limit=2)
    listed = [one for one in site.publisher.listed if one.published or one.modified]
    assert (summary.pages, summary.left_out) == (2, len(site.publisher.listed) - 2)
    newest = max(listed, key=lambda one: one.modified or one.published or datetime.min.replace(tzinfo=UTC))
    assert newest.path in pages(site)


def test_a_sources_own_limit(stand: Newsstand, tmp_path: Path) -> None:
    """``limit`` of sources.toml bounds that source only."""
    from dataclasses import replace

    small, whole = sources(stand, "dakarmatin", "bulles")
    crawl([replace(small, limit=1), whole], tmp_path)
    assert len(pages(stand.sites["dakarmatin"])) == 1
    assert len(pages(stand.sites["bulles"])) == len(stand.sites["bulles"].publisher.listed)


def test_since_leaves_older_articles_out(stand: Newsstand, tmp_path: Path) -> None:
    """Dated links are not even asked for; what only the page dates is dropped as before_since."""
    since = datetime(2024, 3, 1, tzinfo=UTC)
    summary = crawl(sources(stand, "lequotidien", "lettresdusud"), tmp_path, since=since)
    dates = [row["published_at"] for row in articles(tmp_path) if row["published_at"]]
    assert dates
    assert min(dates) >= since
    assert len(pages(stand.sites["lequotidien"])) < len(stand.sites["lequotidien"].publisher.listed)
    assert summary.pages == summary.articles + sum(summary.reasons.values())


def test_sources_take_turns() -> None:
    """No source waits behind another's archive, and no page comes twice."""
    from ingest.model import Link, Via

    def links(*names: str) -> list[Link]:
        return [Link(f"http://example.org/{name}", "", Via.HOME) for name in names]

    mixed = in_turn([links("a1", "a2", "a3"), links("b1"), links("c1", "a2", "c3")])
    assert [link.url[-2:] for link in mixed] == ["a1", "b1", "c1", "a2", "a3", "c3"]


def _teasers(site: Site, wanted: Callable[[str], bool]) -> bytes:
    """A section page with a teaser for each page wanted."""
    teasers = "".join(
        f'<article><h3><a href="{one.path}">{one.title}</a></h3></article>'
        for one in site.publisher.listed
        if wanted(one.path)
    )
    return f"<!doctype html><title>Rubrique</title><main><h1>Rubrique</h1>{teasers}</main>".encode()


@pytest.mark.parametrize(
    "mistyped", ["htp:/bad", "http:/gazette.example/une", "mailto:anne@gazette.example", "C:\\pages"]
)
def test_a_mistyped_scheme_is_no_host(mistyped: str) -> None:
    """«http:/…» is told at once, and is not looked for as a host called «http»."""
    with pytest.raises(UsageError, match=r"must begin with https:// or http://|no host name"):
        source_of(mistyped)


def test_a_file_is_no_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ingest crawl sources.toml` says which command reads the file; the same name with https:// is a site."""
    (tmp_path / "sources.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    for target in ("sources.toml", str(tmp_path / "sources.toml")):
        with pytest.raises(UsageError, match=r"is a file here.*`ingest run`.*https://"):
            source_of(target)
    assert source_of("https://sources.toml").home == "https://sources.toml/"


def test_a_host_with_a_port_needs_no_scheme() -> None:
    """… and is not taken for one."""
    assert source_of("gazette.example:8443/une").home == "https://gazette.example:8443/une"
    assert source_of("gazette.example:8443?page=2").home == "https://gazette.example:8443/?page=2"
