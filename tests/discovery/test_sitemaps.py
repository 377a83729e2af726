"""Sitemaps, whole, packed, broken and hostile."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import pytest
from pages import SOURCE, page

from ingest.discovery import Sitemap, read_sitemap
from ingest.discovery.sitemaps import MOST_ENTRIES, w3c_moment
from ingest.model import Link, Source, Via

URL = "https://www.exemple.fr/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _read(body: bytes | str, source: Source = SOURCE) -> Sitemap:
    return read_sitemap(page(body, URL, "application/xml"), source)


def _urlset(*locs: str) -> str:
    return f"<urlset {NS}>" + "".join(f"<url><loc>{loc}</loc></url>" for loc in locs) + "</urlset>"


def test_sitemap() -> None:
    """Addresses in order, each page once; a picture's address is not the page's."""
    body = f"""<?xml version="1.0" encoding="UTF-8"?><!-- plan --><urlset {NS}
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>
        <image:image><image:loc>https://www.exemple.fr/i.jpg</image:loc></image:image>
        <loc> https://www.exemple.fr/a?x=1&amp;y=2 </loc><lastmod>2026-03-01T09:46:00+01:00</lastmod></url>
        <url><loc>https://www.exemple.fr/b/</loc></url><url><loc>https://www.exemple.fr/b</loc></url></urlset>"""
    first, second = _read(body).links
    assert first == Link(
        url="https://www.exemple.fr/a?x=1&y=2",
        source="exemple",
        via=Via.SITEMAP,
        referrer=URL,
        modified=datetime(2026, 3, 1, 8, 46, tzinfo=UTC),
    )
    assert second.url == "https://www.exemple.fr/b/"


def test_news_sitemap() -> None:
    """Title and date come with the link, so that a crawl knows what is new before it asks."""
    body = f"""<urlset {NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>
        <loc>https://www.exemple.fr/a</loc><news:news><news:publication><news:name>Exemple</news:name></news:publication>
        <news:publication_date>2026-03-01T09:46:00Z</news:publication_date>
        <news:title><![CDATA[Le pont  rouvre]]></news:title>
        </news:news></url></urlset>"""
    (link,) = _read(body).links
    assert (link.via, link.title) == (Via.NEWS_SITEMAP, "Le pont rouvre")
    assert link.published == datetime(2026, 3, 1, 9, 46, tzinfo=UTC)


def test_index_gives_the_newest_first() -> None:
    """Yearly sitemaps of twenty years: a crawl of news starts with this month's."""
    parts = {"2024": "2024-12-31", "sans": "", "2026": "2026-03-01", "2025": "2025-12-31"}
    body = "".join(
        f"<sitemap><loc>https://www.exemple.fr/{name}.xml.gz</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in parts.items()
    )
    sitemap = _read(f"<sitemapindex {NS}>{body}</sitemapindex>")
    assert sitemap.links == ()
    assert [url.rsplit("/", 1)[1] for url in sitemap.children] == [
        f"{name}.xml.gz" for name in ("2026", "2025", "2024", "sans")
    ]
    assert sitemap.lastmods["https://www.exemple.fr/2026.xml.gz"] == datetime(2026, 3, 1, tzinfo=UTC)
    assert len(sitemap.lastmods) == 3


def test_other_sites_are_left_out() -> None:
    """A sitemap speaks for its own site and the source's, not for strangers or files."""
    source = Source(name="exemple", home="https://autre.example/")
    body = _urlset(
        *(
            "https://sport.exemple.fr/a",
            "https://autre.example/b",
            "https://inconnu.example/c",
            "file:///etc/passwd",
            "",
        )
    )
    assert [link.url for link in _read(body, source).links] == ["https://sport.exemple.fr/a", "https://autre.example/b"]


def test_packed() -> None:
    """.xml.gz is sent packed, without Content-Encoding."""
    assert len(_read(gzip.compress(_urlset("https://www.exemple.fr/a").encode())).links) == 1


def test_a_packed_bomb_is_bounded() -> None:
    """60 kB that unpack to 60 MB are read to the 50 MB a sitemap may have."""
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(_urlset("https://www.exemple.fr/a")[: -len("</urlset>")].encode())
    bomb = head + packer.compress(b" " * 60_000_000) + packer.flush()
    assert len(bomb) < 100_000
    assert len(_read(bomb).links) == 1


@pytest.mark.parametrize(
    "tail",
    [
        "<url><loc>https://www.exemple.fr/c?x=1&y=2</loc></url></urlset>",
        "<url><loc>https://www.exemple",
        "",
        "</url></urlset>",
        "\x00</urlset>",
    ],
)
def test_broken_xml_keeps_what_was_read(tail: str) -> None:
    """One bare & must not cost ten thousand addresses."""
    body = _urlset("https://www.exemple.fr/a", "https://www.exemple.fr/b").removesuffix("</urlset>") + tail
    assert [link.url for link in _read(body).links] == ["https://www.exemple.fr/a", "https://www.exemple.fr/b"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x1f\x8bfaux",
        b"<html><p>Introuvable</p></html>",
        b'<?xml version="1.0" encoding="klingon"?><urlset/>',
        b'<!DOCTYPE u [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>',
        b'<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>/&a;</loc></url></urlset>',
    ],
)
def test_what_is_no_sitemap_is_empty(body: bytes) -> None:
    """Bombs, external entities and error pages give nothing, and raise nothing."""
    assert _read(body) == Sitemap()


def test_never_more_than_the_specification_allows() -> None:
    """An endless sitemap is cut at 50,000 addresses."""
    body = _urlset(*(f"https://www.exemple.fr/{i}" for i in range(MOST_ENTRIES + 10)))
    assert len(_read(body).links) == MOST_ENTRIES


def test_plain_text() -> None:
    """One address per line is a sitemap too."""
    body = "\ufeffhttps://www.exemple.fr/a\r\n\r\nhttps://inconnu.example/b\nn'importe quoi\nhttps://www.exemple.fr/c\n"
    assert [link.url for link in _read(body).links] == ["https://www.exemple.fr/a", "https://www.exemple.fr/c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T09:46:00+01:00", datetime(2026, 3, 1, 8, 46, tzinfo=UTC)),
        ("2026-03-01T09:46Z", datetime(2026, 3, 1, 9, 46, tzinfo=UTC)),
        ("2026-03-01T09:46:00.123+0100", datetime(2026, 3, 1, 8, 46, 0, 123000, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        (" 2026-03-01 ", datetime(2026, 3, 1, tzinfo=UTC)),
        ("01/03/2026", None),
        ("2026-13-01", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(text: str | None, expected: datetime | None) -> None:
    """The W3C profile and its common slips, in UTC."""
    assert w3c_moment(text, UTC) == expected


def test_dates_without_an_offset_are_the_newsrooms() -> None:
    """«2026-03-01T00:30» in Montréal is half past five in Greenwich."""
    source = Source(name="exemple", home="https://www.exemple.fr/", timezone="America/Toronto")
    body = f"<urlset {NS}><url><loc>https://www.exemple.fr/a</loc><lastmod>2026-03-01T00:30:00</lastmod></url></urlset>"
    assert _read(body, source).links[0].modified == datetime(2026, 3, 1, 5, 30, tzinfo=UTC)
