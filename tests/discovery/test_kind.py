"""Telling feeds, sitemaps, articles and lists apart."""

from __future__ import annotations

import gzip

import pytest
from pages import page

from ingest.discovery import PageKind, what_is

PROSE = "<p>" + "Le pont de la gare rouvre mardi après deux ans de travaux, a dit la mairie ce dimanche. " * 3 + "</p>"
ARTICLE_URL = "https://www.exemple.fr/2026/03/01/le-pont-de-la-gare-rouvre/"
SECTION_URL = "https://www.exemple.fr/politique/"
TEASERS = "".join(
    f'<div><h3><a href="/2026/03/01/le-titre-numero-{i}-de-la-page/">Un titre</a></h3>{PROSE}</div>' for i in range(12)
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'<?xml version="1.0"?><!-- x --><?xml-stylesheet href="s.xsl"?><rss version="2.0">', PageKind.FEED),
        (b'\xef\xbb\xbf  <feed xmlns="http://www.w3.org/2005/Atom">', PageKind.FEED),
        (b'<rdf:RDF xmlns="http://purl.org/rss/1.0/">', PageKind.FEED),
        (b'<!DOCTYPE rss PUBLIC "x" "y"><rss>', PageKind.FEED),
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', PageKind.SITEMAP),
        (b'<s:urlset xmlns:s="x">', PageKind.SITEMAP),
        (b"<sitemapindex>", PageKind.SITEMAP_INDEX),
        (gzip.compress(b"<sitemapindex></sitemapindex>", mtime=0), PageKind.SITEMAP_INDEX),
        (b"https://www.exemple.fr/a\nhttps://www.exemple.fr/b\n", PageKind.SITEMAP),
    ],
)
@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream", None])
def test_markup_is_told_by_its_first_element(body: bytes, kind: PageKind, content_type: str | None) -> None:
    """Servers send feeds as HTML and sitemaps as anything."""
    assert what_is(page(body, SECTION_URL, content_type)) is kind


def _json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


SHORT_URL = "https://www.exemple.fr/pont"
SLUG_URL = "https://www.exemple.fr/la-vie-de-la-gare-et-du-pont/"
TAG_URL = "https://www.exemple.fr/tag/le-pont-de-la-gare/"
OG_ARTICLE = '<meta property="og:type" content="article">'
GRAPH = '{"@graph":[{"@type":"WebSite"},{"@type":["NewsArticle"]}]}'
FLAT_TEASERS = "".join(f'<h3><a href="/2026/03/01/titre-{i}/">Un titre</a></h3>{PROSE}' for i in range(12))


@pytest.mark.parametrize(
    ("html", "url", "kind", "why"),
    [
        (PROSE * 5, ARTICLE_URL, PageKind.ARTICLE, "prose under a dated address"),
        (PROSE * 5 + TEASERS, ARTICLE_URL, PageKind.ARTICLE, "prose and a river of teasers"),
        (OG_ARTICLE + "<p>Court.</p>", ARTICLE_URL, PageKind.ARTICLE, "a brief"),
        (PROSE * 5, SHORT_URL, PageKind.ARTICLE, "prose under a short address"),
        (_json_ld('{"@type":"NewsArticle"}'), SHORT_URL, PageKind.ARTICLE, "it says so"),
        (_json_ld(GRAPH), SHORT_URL, PageKind.ARTICLE, "in a graph"),
        (OG_ARTICLE + PROSE * 5, "https://www.exemple.fr/", PageKind.LISTING, "a root is none"),
        (TEASERS, SECTION_URL, PageKind.LISTING, "teasers with long words"),
        (FLAT_TEASERS, SECTION_URL, PageKind.LISTING, "teasers without boxes"),
        (OG_ARTICLE + TEASERS, SECTION_URL, PageKind.LISTING, "og:type is wrong here"),
        (_json_ld('{"@type":"CollectionPage"}') + PROSE * 3, SECTION_URL, PageKind.LISTING, "it says so"),
        (_json_ld("[" + '{"@type":"NewsArticle"},' * 4 + "{}]"), SECTION_URL, PageKind.LISTING, "four articles"),
        ('<body class="archive category">' + TEASERS, SLUG_URL, PageKind.LISTING, "WordPress says so"),
        (TEASERS, TAG_URL, PageKind.LISTING, "a tag page"),
        ("", SECTION_URL, PageKind.LISTING, "nothing"),
        (_json_ld('{"@type": '), SECTION_URL, PageKind.LISTING, "broken JSON"),
    ],
)
def test_articles_and_lists(html: str, url: str, kind: PageKind, why: str) -> None:
    """`ingest crawl URL` finds out by itself what the user pointed at."""
    assert what_is(page(f"<!doctype html><html>{html}", url)) is kind, why
