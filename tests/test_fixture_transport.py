"""The fixtures as a transport: the same press without a socket."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import ingest
from fixtures.newsstand import Newsstand
from fixtures.transport import FixtureTransport

NAMES = ("bulles", "lequotidien", "dakarmatin")


def _crawled(homes: list[str], out: Path, transport: FixtureTransport | None = None) -> list[dict[str, object]]:
    ingest.crawl(
        *homes, out=out, delay=timedelta(), workers=0, user_agent="tests/1 (+https://a.example)", transport=transport
    )
    rows = ingest.open_dataset(out).articles().read_all().to_pylist()
    return sorted(rows, key=lambda row: str(row["title"]))


def test_the_press_reads_the_same_without_sockets(tmp_path: Path) -> None:
    """A transport that somebody hands in goes the whole way: discovery, robots, conditional requests, archive, rows."""
    offline = FixtureTransport()
    mine = _crawled([offline.sites[name].url + "/" for name in NAMES], tmp_path / "mine", offline)
    with Newsstand(ephemeral=True) as stand:
        theirs = _crawled([stand.sites[name].url + "/" for name in NAMES], tmp_path / "theirs")
    assert [(row["title"], row["text"], row["authors"]) for row in mine] == [
        (row["title"], row["text"], row["authors"]) for row in theirs
    ]
    assert {row["robots"] for row in mine} == {"allowed"}


def test_pages_are_as_old_as_they_were_written_for(tmp_path: Path) -> None:
    """«Il y a 3 heures» means what the fixture's author meant, whenever the test runs; a second crawl finds nothing."""
    offline = FixtureTransport()
    site = offline.sites["bulles"]
    rows = _crawled([site.url + "/"], tmp_path, offline)
    written = {site.url + one.path: one.fetched_at for one in site.publisher.fixtures}
    assert rows
    assert all(row["captured_at"] == written[str(row["requested_url"])] for row in rows)
    assert _crawled([site.url + "/"], tmp_path, offline) == rows
