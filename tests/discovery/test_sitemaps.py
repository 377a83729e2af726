"""Sitemaps, whole, packed, broken and hostile."""

from __future__ import annotations

import gzip
import time
import zlib
from dataclasses import replace
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
    assert len(sitemap.lastmods) == 3


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Paris", datetime(2026, 3, 1, 22, 59, 59, tzinfo=UTC)),
        (None, datetime(2026, 3, 2, 11, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_day_is_not_over_before_it_ends(zone: str | None, expected: datetime) -> None:
    """A sitemap that changed «on the 1st» may have changed until midnight in the newsroom, wherever that may be."""
    child = "https://www.exemple.fr/mars.xml"
    body = f"<sitemapindex {NS}><sitemap><loc>{child}</loc><lastmod>2026-03-01</lastmod></sitemap></sitemapindex>"
    assert _read(body, replace(SOURCE, timezone=zone)).lastmods == {child: expected}


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
    """.xml.gz is sent packed, without Content-Encoding, and may have been put together from packed pieces."""
    body = _urlset("https://www.exemple.fr/a", "https://www.exemple.fr/b").encode()
    assert len(_read(gzip.compress(body)).links) == 2
    assert len(_read(gzip.compress(body[:150]) + gzip.compress(body[150:])).links) == 2


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
        "<url><loc>https://www.exemple",
        "<url>",
        "",
        "</url></urlset>",
        "\x00</urlset>",
        "<!-- <url><loc>https://www.exemple.fr/c</loc></url>",
    ],
)
def test_broken_xml_keeps_what_was_read(tail: str) -> None:
    """An end that is missing costs no more than itself."""
    body = _urlset("https://www.exemple.fr/a", "https://www.exemple.fr/b").removesuffix("</urlset>") + tail
    assert [link.url for link in _read(body).links] == ["https://www.exemple.fr/a", "https://www.exemple.fr/b"]


@pytest.mark.parametrize(
    "fault",
    [
        "<url><loc>https://www.exemple.fr/x?x=1&y=2&copy=3</loc></url>",
        "<url><loc>https://www.exemple.fr/x?x=1&y=2&amp;copy=3</loc><news:news><news:title>1 < 2 &eacute;</news:title>",
        "<url><image:image><image:loc>https://www.exemple.fr/i</image:loc><loc>https://www.exemple.fr/x?x=1&y=2&copy=3</loc>",
        "\x0b<url><loc><![CDATA[ https://www.exemple.fr/x?x=1&y=2&copy=3 ]]></loc></url>",
    ],
)
def test_a_fault_costs_none_of_what_follows(fault: str) -> None:
    """One bare «&», a prefix nobody declared or a tag left open must not cost ten thousand addresses."""
    body = f"<urlset>{fault}<url><loc>https://www.exemple.fr/b</loc></url></urlset>"
    assert [link.url for link in _read(body).links] == [
        "https://www.exemple.fr/x?x=1&y=2&copy=3",
        "https://www.exemple.fr/b",
    ]


@pytest.mark.parametrize(
    ("before", "encoding"),
    [("\n", "utf-8"), ("\ufeff\r\n \n", "utf-8"), ("", "utf-16"), ("<br />\n<b>Notice</b>: oups\n", "utf-8")],
)
def test_what_stands_before_a_sitemap_and_how_it_is_encoded(before: str, encoding: str) -> None:
    """A template's blank line is before the declaration on thousands of sites; UTF-16 is XML as well."""
    body = f'{before}<?xml version="1.0" encoding="{encoding}"?>{_urlset("https://www.exemple.fr/été")}'
    sitemap = _read(body.encode(encoding))
    assert [link.url for link in sitemap.links] == ["https://www.exemple.fr/%C3%A9t%C3%A9"]
    assert sitemap.fault is None


def test_any_prefix_will_do() -> None:
    """«sm:url» and «sm:loc» are the sitemap's own, a picture's or a film's are not."""
    body = """<sm:urlset><sm:url><image:loc>https://www.exemple.fr/i</image:loc><sm:loc>https://www.exemple.fr/a</sm:loc>
        <video:publication_date>2020-01-01</video:publication_date><video:url>https://www.exemple.fr/v</video:url>
        <n:news><n:publication_date>2026-03-01T09:46:00Z</n:publication_date></n:news></sm:url></sm:urlset>"""
    (link,) = _read(body).links
    assert (link.url, link.published) == ("https://www.exemple.fr/a", datetime(2026, 3, 1, 9, 46, tzinfo=UTC))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "is no sitemap"),
        (b"\x1f\x8bfaux", "is no sitemap"),
        (b"Introuvable", "is no sitemap"),
        (b"<html><p>Introuvable</p></html>", "is no sitemap"),
        (b'<?xml version="1.0"?><urlset><url><lo', "is no sitemap"),
        (b'<?xml version="1.0" encoding="klingon"?><urlset/>', None),
        (f"<urlset {NS}>\n</urlset>".encode(), None),
        (_urlset("https://inconnu.example/a", "file:///etc/passwd").encode(), "names 2 addresses, and none of them"),
        (
            b'<!DOCTYPE u [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>',
            "defines entities",
        ),
        (
            b'<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>/&a;</loc></url></urlset>',
            "defines entities",
        ),
    ],
)
def test_what_gives_nothing_says_why(body: bytes, fault: str | None) -> None:
    """Bombs, external entities and error pages give nothing, and raise nothing; a news sitemap may be empty."""
    sitemap = _read(body)
    assert (sitemap.links, sitemap.children) == ((), ())
    assert sitemap.fault is None if fault is None else (sitemap.fault or "").startswith(fault)


@pytest.mark.parametrize("piece", ["<url>", "<url ", "<!--", "<url><loc>", "</url", "<loc><![CDATA[", "&#", "<a:"])
def test_a_hostile_sitemap_takes_no_longer_than_an_honest_one(piece: str) -> None:
    """What is opened a million times and never closed is gone through once."""
    began = time.process_time()
    _read("<urlset>" + piece * (2_000_000 // len(piece)))
    assert time.process_time() - began < 10


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
        ("2026-03-01T09:46Z", datetime(2026, 3, 1, 9, 46, 59, tzinfo=UTC)),
        ("2026-03-01T09:46+0100", datetime(2026, 3, 1, 8, 46, 59, tzinfo=UTC)),
        ("2026-03-01T09:46:00.123+0100", datetime(2026, 3, 1, 8, 46, 0, 123000, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)),
        ("2026-02", datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC)),
        ("2026-12", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2026", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (" 2026-03-01 ", datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)),
        ("9999-12-31", None),
        ("01/03/2026", None),
        ("2026-13-01", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(text: str | None, expected: datetime | None) -> None:
    """The W3C profile and its common slips, in UTC; the last second that each may mean."""
    assert w3c_moment(text, UTC) == expected


def test_dates_without_an_offset_are_the_newsrooms() -> None:
    """«2026-03-01T00:30» in Montréal is half past five in Greenwich."""
    source = Source(name="exemple", home="https://www.exemple.fr/", timezone="America/Toronto")
    body = f"<urlset {NS}><url><loc>https://www.exemple.fr/a</loc><lastmod>2026-03-01T00:30:00</lastmod></url></urlset>"
    assert _read(body, source).links[0].modified == datetime(2026, 3, 1, 5, 30, tzinfo=UTC)
