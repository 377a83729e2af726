"""An archive in place of the web, through the real fetcher and the real crawl."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from stands import articles, crawl, sources

from fixtures.newsstand import Newsstand
from ingest.archive import WarcWriter
from ingest.errors import ArchiveError
from ingest.fetchers import Fetcher
from ingest.ledger import Ledger
from ingest.model import Drop, Link, Page, Reason, Robots, Via
from ingest.run.replay import ReplayTransport
from ingest.settings import ArchiveSettings, FetchSettings

SITE = "https://www.exemple.fr"
FIRST, LATER = datetime(2026, 3, 1, 8, 0, tzinfo=UTC), datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
HTML = (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "3"), ("X-Robots-Tag", "noai"))
FOREIGN = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n}>\r\nWARC-Date: 2025-01-0{n}T00:00:00Z\r\n"
    "WARC-Target-URI: {url}\r\nContent-Type: application/http;msgtype=response\r\n"
    "Content-Length: {length}\r\n\r\n{block}\r\n\r\n"
)


def _page(path: str, words: str, at: datetime, *, asked: str | None = None) -> Page:
    url = SITE + path
    return Page(SITE + (asked or path), url, 200, HTML, f"<!doctype html><p>{words}".encode(), at)


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    with WarcWriter(tmp_path, ArchiveSettings(), now=FIRST, run_id="essai", user_agent="") as writer:
        writer.add(_page("/a", "Le bac repart.", FIRST))
        writer.add(_page("/b", "Le pont rouvre.", FIRST, asked="/ancien"))
        writer.add(Drop(SITE + "/c", Reason.NOT_FOUND, at=FIRST, status=404))
        writer.add(_page("/a", "Le bac repart enfin.", LATER))
        writer.add(Drop(SITE + "/a", Reason.NOT_MODIFIED, at=LATER, status=304))
        writer.add(Drop(SITE + "/d", Reason.TDM_RESERVED, at=LATER, status=200))
    return next(tmp_path.glob("*.warc.gz"))


def _ask(transport: httpx.AsyncBaseTransport, *paths: str) -> list[Page | Drop]:
    async def scenario() -> list[Page | Drop]:
        async with Fetcher(FetchSettings(), transport=transport) as fetcher:
            return [await fetcher.fetch(Link(SITE + path, "exemple", Via.USER)) for path in paths]

    return asyncio.run(scenario())


def test_pages_come_as_they_were_captured(warc: Path) -> None:
    """Body, headers and the time of the capture, which relative dates are counted from; nobody was asked for leave."""
    first, moved = _ask(ReplayTransport([warc]), "/a?utm_source=x", "/ancien")
    assert isinstance(first, Page)
    assert (first.body, first.fetched_at) == (b"<!doctype html><p>Le bac repart enfin.", LATER)
    assert (first.rights.robots, first.rights.robots_url) == (Robots.NOT_CHECKED, None)
    assert first.rights.directives == ("noai",)
    assert isinstance(moved, Page)
    assert (moved.url, moved.final_url) == (SITE + "/ancien", SITE + "/b")


def test_an_archive_can_be_asked_as_of_a_day(warc: Path) -> None:
    """The newest capture until then: last month's site can be crawled again."""
    (page,) = _ask(ReplayTransport([warc], at=FIRST), "/a")
    assert isinstance(page, Page)
    assert page.body.endswith(b"repart.")


def test_what_the_archive_does_not_hold_is_not_found(warc: Path) -> None:
    """A page that was gone then, one that nobody asked for, and one that was refused: none of them is made up."""
    results = _ask(ReplayTransport([warc]), "/c", "/nulle-part", "/d")
    assert [(one.reason, one.detail) for one in results if isinstance(one, Drop)] == [
        (Reason.NOT_FOUND, "HTTP 404"),
        (Reason.NOT_FOUND, "not in this archive"),
        (Reason.NOT_FOUND, "not in this archive"),
    ]


def test_archives_of_other_tools_serve_as_well(tmp_path: Path) -> None:
    """An uncompressed file of another crawler: each page is found by its place in the file."""
    text = ""
    for n, path in ((1, "/a"), (2, "/b")):
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><p>Page {n}"
        text += FOREIGN.format(n=n, url=SITE + path, length=len(block), block=block)
    (tmp_path / "autre.warc").write_bytes(text.encode())
    pages = _ask(ReplayTransport([tmp_path / "autre.warc"]), "/a", "/b")
    assert [page.body[-6:] for page in pages if isinstance(page, Page)] == [b"Page 1", b"Page 2"]
    assert isinstance(pages[1], Page)
    assert pages[1].fetched_at == datetime(2025, 1, 2, tzinfo=UTC)


def test_a_file_that_is_no_archive_is_named(tmp_path: Path) -> None:
    """The error comes when the archive is named, not in the middle of a crawl."""
    (tmp_path / "notes.txt").write_text("Rien.")
    with pytest.raises(ArchiveError, match=r"notes\.txt"):
        ReplayTransport([tmp_path / "notes.txt"])


def test_an_archive_without_a_page_is_named(tmp_path: Path) -> None:
    """An empty file is told, and no site is blamed for what it does not hold."""
    (tmp_path / "vide.warc.gz").write_bytes(b"")
    with pytest.raises(ArchiveError, match=r"vide\.warc\.gz holds no page and is empty"):
        ReplayTransport([tmp_path / "vide.warc.gz"])


def test_a_crawl_can_ask_an_archive(tmp_path: Path) -> None:
    """Discovery, fetching and reading work without the web: the site as another crawler found it becomes a dataset."""
    with Newsstand(ephemeral=True) as stand:
        site = stand.sites["bulles"]
        paths = ["/", *(path for path, _ in site.publisher.feeds), *(one.path for one in site.publisher.listed)]
        with WarcWriter(tmp_path, ArchiveSettings(), now=FIRST, run_id="autre", user_agent="") as writer:
            for path in paths:
                found = site.find(path)
                writer.add(Page(site.url + path, site.url + path, found.status, found.headers, found.body, FIRST))
        live = crawl(sources(stand, "bulles"), tmp_path / "live")
        wanted = sources(stand, "bulles")
    archive = ReplayTransport(tmp_path.glob("*.warc.gz"))
    replayed = crawl(wanted, tmp_path / "replayed", transport=archive)
    assert replayed.articles == live.articles > 0
    texts = [[(row["url"], row["text"]) for row in articles(tmp_path / name)] for name in ("live", "replayed")]
    assert texts[0] == texts[1]
    assert {row["captured_at"] for row in articles(tmp_path / "replayed")} == {FIRST}
    with Ledger.open(tmp_path / "replayed" / "ledger.sqlite") as ledger:  # a live crawl asks for robots.txt itself
        assert ledger.file(f"{site.url}/robots.txt") is None
