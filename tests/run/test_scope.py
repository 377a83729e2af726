"""What a crawl that starts at a section takes."""

from __future__ import annotations

import pytest

from ingest.run.scope import Scope


@pytest.mark.parametrize(
    ("start", "url", "inside"),
    [
        ("https://a.example/", "https://a.example/sport/x", True),
        ("https://a.example/sport", "https://a.example/sport/x", True),
        ("https://a.example/sport", "https://a.example/sports-divers/x", False),
        ("https://a.example/sport/", "https://a.example/politique/x", False),
        ("https://a.example/fr/", "https://a.example/fr/sport/x", True),
        ("https://a.example/sport.html", "https://a.example/2026/x.html", True),
        ("https://a.example/spip.php?rubrique4", "https://a.example/spip.php?article9", True),
    ],
)
def test_what_lies_below_a_section_is_in(start: str, url: str, inside: bool) -> None:
    """A folder confines by its path; a file or a query says nothing of other addresses."""
    assert (url in Scope.of(start)) is inside


@pytest.mark.parametrize(
    ("start", "feed", "own"),
    [
        ("https://a.example/", "https://a.example/rss.xml", True),
        ("https://a.example/sport/", "https://a.example/sport/feed/", True),
        ("https://a.example/sport/", "https://a.example/rss/sport.xml", True),
        ("https://a.example/sport/", "https://a.example/rss/une.xml", False),
        ("https://a.example/sport/", "https://a.example/rss/transport.xml", False),
        ("https://a.example/spip.php?rubrique4", "https://a.example/spip.php?page=backend", False),
    ],
)
def test_a_sections_feeds(start: str, feed: str, own: bool) -> None:
    """Of the feeds a section page names, only its own count: the site's feed would bring the whole site."""
    assert Scope.of(start).has_feed(feed) is own


def test_a_section_that_moved_or_shows_pages_from_elsewhere() -> None:
    """The address after redirects counts; pages from elsewhere are taken as shown; a dead section is no whole site."""
    named = Scope.of("https://a.example/politique/")
    assert named.settled("https://a.example/actu/politique/", ["https://a.example/actu/politique/x"]).prefix == (
        "/actu/politique/"
    )
    elsewhere = named.settled("https://a.example/politique/", ["https://a.example/article/1"])
    assert "https://a.example/article/1" in elsewhere
    assert not elsewhere.reaches_beyond
    assert "https://a.example/sport/x" not in named.settled("https://a.example/", ["https://a.example/sport/x"])
