"""X-Robots-Tag."""

from __future__ import annotations

import pytest
from loopback import PAGE, Site, fetch_once, reply, run

from ingest.fetchers.directives import directives
from ingest.model import Page


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], ()),
        (["noindex, NoArchive"], ("noindex", "noarchive")),
        (["noai", "noimageai, noai"], ("noai", "noimageai")),
        (["nofollow, max-snippet:-1, all"], ()),
        (["googlebot: noindex, noarchive"], ()),
        (["kiosque: noarchive"], ("noarchive",)),
        (["*: noai"], ("noai",)),
        (["unavailable_after: 25 Jun 2026 15:00:00 GMT, noindex"], ("noindex",)),
        (["index, follow, max-snippet:-1, noarchive, noai"], ("noarchive", "noai")),
        (["max-image-preview: large, noai", "max-video-preview : 3, noindex"], ("noai", "noindex")),
        (["unavailable_after: Wed, 25 Jun 2026 15:00:00 GMT, noai"], ("noai",)),
        (["unavailable_after: Wednesday, 25-Jun-26 15:00:00 GMT, kiosque: noai"], ("noai",)),
        (["googlebot: noindex, max-snippet:-1, noarchive"], ()),
        (["googlebot: noindex, otherbot: nofollow, kiosque: noai, nosnippet"], ("noai", "nosnippet")),
        ([", ,:,"], ()),
    ],
)
def test_directives(values: list[str], expected: tuple[str, ...]) -> None:
    """Only what restricts use, and only what is said to everyone or to us."""
    assert directives(values, "Kiosque") == expected


def test_directives_are_recorded_with_the_page() -> None:
    """They stay with the row; they do not decide."""

    async def scenario() -> None:
        async with Site({"/a": reply(200, PAGE, x_robots_tag="noai, noindex")}) as site:
            page = await fetch_once(f"{site.url}/a")
            assert isinstance(page, Page)
            assert page.rights.directives == ("noai", "noindex")

    run(scenario())
