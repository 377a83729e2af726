"""Feeds, valid and not."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from pages import SOURCE, page

from ingest.discovery import find_feeds, read_feed
from ingest.model import Link, Via

URL = "https://www.exemple.fr/rss.xml"


def _read(body: bytes | str, content_type: str = "application/rss+xml") -> list[Link]:
    return read_feed(page(body, URL, content_type), SOURCE)


def _rss(items: str, more: str = "") -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {more}><channel><title>Exemple</title>'
    return f"{head}{items}</channel></rss>"


def test_rss() -> None:
    """Address without campaign, title without markup, date in UTC, order of the feed."""
    first, second = _read(
        _rss(
            "<item><title>L’été &amp; le &lt;b&gt;pont&lt;/b&gt;</title><link>https://www.exemple.fr/a?utm_source=rss</link>"
            "<pubDate>Sun, 01 Mar 2026 09:46:00 +0100</pubDate></item>"
            "<item><title>  Deux\n lignes </title><link>/b#haut</link></item>"
        )
    )
    assert first == Link(
        url="https://www.exemple.fr/a",
        source="exemple",
        via=Via.FEED,
        referrer=URL,
        title="L’été & le pont",
        published=datetime(2026, 3, 1, 8, 46, tzinfo=UTC),
    )
    assert (second.url, second.title, second.published) == ("https://www.exemple.fr/b", "Deux lignes", None)


def test_atom() -> None:
    """The alternate link, and the time of the last change."""
    (link,) = _read(
        """<feed xmlns="http://www.w3.org/2005/Atom"><entry>
        <title type="html">Le &lt;i&gt;pont&lt;/i&gt;</title>
        <link rel="self" href="/atom/1"/><link rel="alternate" type="text/html" href="/a"/>
        <id>tag:exemple.fr,2026:1</id>
        <published>2026-03-01T09:00:00+01:00</published><updated>2026-03-01T10:00:00Z</updated></entry></feed>""",
        "application/atom+xml",
    )
    assert (link.url, link.title) == ("https://www.exemple.fr/a", "Le pont")
    assert link.published == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert link.modified == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_rdf() -> None:
    """RSS 1.0 is still served by SPIP sites."""
    (link,) = _read(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="https://www.exemple.fr/spip.php?article12">
        <title>Le pont</title><link>https://www.exemple.fr/spip.php?article12</link>
        <dc:date>2026-03-01T09:00:00Z</dc:date>
        </item></rdf:RDF>"""
    )
    assert link.url == "https://www.exemple.fr/spip.php?article12"
    assert link.published == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_the_articles_own_address_comes_before_the_counters() -> None:
    """feedburner and permalink guids."""
    links = _read(
        _rss(
            "<item><link>https://compteur.example/1</link>"
            "<feedburner:origLink>https://www.exemple.fr/a</feedburner:origLink></item>"
            "<item><guid>https://www.exemple.fr/b</guid></item>"
            '<item><guid isPermaLink="false">https://www.exemple.fr/c</guid></item>'
            "<item><title>Sans adresse</title></item>"
            "<item><link>javascript:alert(1)</link></item>",
            'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"',
        )
    )
    assert [link.url for link in links] == ["https://www.exemple.fr/a", "https://www.exemple.fr/b"]


@pytest.mark.parametrize(
    "body",
    [
        _rss("<item><title>Pont & gare</title><link>https://www.exemple.fr/a?x=1&y=2</link></item>"),
        _rss("<item><title>Le pont</title><link>https://www.exemple.fr/a?x=1&amp;y=2</link></item>")[:-20],
        "\n\n  " + _rss("<item><link>https://www.exemple.fr/a?x=1&amp;y=2</link></item>"),
        _rss("<item><title>Le\x0bpont\x00</title><link>https://www.exemple.fr/a?x=1&amp;y=2</link></item>"),
        _rss("<item><title>&eacute;t&eacute;</title><link>https://www.exemple.fr/a?x=1&amp;y=2</link></item>"),
        *(
            _rss(f"<item><title>Le{bad}pont</title><link>https://www.exemple.fr/a?x=1&amp;y=2</link></item>")
            for bad in ("&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "&#" + "9" * 5000 + ";")
        ),
        gzip.compress(_rss("<item><link>https://www.exemple.fr/a?x=1&amp;y=2</link></item>").encode()),
    ],
)
def test_invalid_xml_is_read_as_far_as_it_goes(body: str | bytes) -> None:
    """Half of the feeds in the wild break a rule of XML."""
    assert [link.url for link in _read(body)] == ["https://www.exemple.fr/a?x=1&y=2"]


def test_encodings() -> None:
    """The declared encoding counts."""
    text = _rss("<item><title>Été</title><link>/a</link></item>").replace("UTF-8", "ISO-8859-1")
    assert _read(text.encode("latin-1"), "application/xml")[0].title == "Été"


def test_one_page_once() -> None:
    """Two spellings of an address are one article."""
    items = "".join(f"<item><link>{url}</link></item>" for url in ("/a", "/a/", "/a?xtor=RSS-1", "/b"))
    assert [link.url for link in _read(_rss(items))] == ["https://www.exemple.fr/a", "https://www.exemple.fr/b"]


def test_entities_do_not_explode_and_do_not_read_files() -> None:
    """XML bombs and external entities are left unread."""
    lol = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha" * 50}">' for i in range(9))
    bomb = f'<!DOCTYPE rss [{lol}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    links = _read(bomb + "<rss><channel><item><title>&l8;&f;</title><link>/a</link></item></channel></rss>")
    assert [link.url for link in links] == ["https://www.exemple.fr/a"]
    assert len(links[0].title or "") < 1000
    assert "root:" not in (links[0].title or "")


@pytest.mark.parametrize("body", [b"", b"<html><p>Non</p></html>", b"\x00\xff" * 50, b"\x1f\x8bfaux"])
def test_what_is_no_feed_is_empty(body: bytes) -> None:
    """Never an exception for what a server sends."""
    assert _read(body) == []


def test_nonsense_dates_are_none() -> None:
    """A date nobody filled in must not sort an article to 1970."""
    items = "".join(
        f"<item><link>/{i}</link><pubDate>{date}</pubDate></item>"
        for i, date in enumerate(["Thu, 01 Jan 1970 00:00:00 GMT", "hier", "Sun, 99 Mar 2026 09:46:00 +0100"])
    )
    assert [link.published for link in _read(_rss(items))] == [None, None, None]


def test_find_feeds() -> None:
    """What a page declares, in order, without the comments' feeds; relative to its base."""
    html = """<base href="/blog/"><link rel="alternate" type="application/rss+xml" href="feed.xml">
        <link rel="Alternate" type="application/atom+xml; charset=utf-8" href="https://www.exemple.fr/atom">
        <link rel="alternate" type="application/rss+xml" title="Commentaires" href="/autre">
        <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
        <link rel="alternate" hreflang="en" href="/en">
        <link rel="alternate" type="application/rss+xml" href="feed.xml"><a href="/rss">RSS</a>"""
    assert find_feeds(page(html)) == ["https://www.exemple.fr/blog/feed.xml", "https://www.exemple.fr/atom"]


@pytest.mark.parametrize(
    ("href", "title", "wanted"),
    [
        ("https://www.commentcamarche.example/rss/", "", True),
        ("/rss.xml", "Comment investir ?", True),
        ("/comment-investir/feed/", "", True),
        ("/feed/", "Exemple » Flux des commentaires", False),
        ("/feed/", "Exemple » Comments Feed", False),
        ("/comments/feed/", "", False),
        ("/rss/commentaires.xml", "", False),
        ("/feed/comments_rss2/", "", False),
        ("/?feed=comments-rss2", "", False),
    ],
)
def test_how_is_no_comment(href: str, title: str, wanted: bool) -> None:
    """«Comment» begins half of the French advice columns, and the name of a site of the catalogue."""
    html = f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'
    assert bool(find_feeds(page(html))) is wanted


def test_find_feeds_by_links_where_none_is_declared() -> None:
    """Many small sites only have an orange button."""
    html = """<a href="/rss/une.xml">x</a><a href="/flux-rss">Flux</a><a href="/feed/">RSS</a>
        <a href="/rss-explique-aux-lecteurs">?</a>"""
    assert find_feeds(page(html)) == ["https://www.exemple.fr/flux-rss", "https://www.exemple.fr/feed/"]
