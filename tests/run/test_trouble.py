"""What goes wrong is named, told in a sentence, and costs nothing else."""

from __future__ import annotations

import shutil
import socket
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from stands import SETTINGS, articles, captures, crawl, sources

from fixtures.newsstand import Newsstand
from ingest.errors import DatasetUnwritable, UsageError
from ingest.model import Drop, Page, Source
from ingest.run.progress import Silent
from ingest.run.sources import source_of
from ingest.settings import ArchiveSettings


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_an_unknown_host(tmp_path: Path) -> None:
    """A name that does not resolve is an outcome with advice, in the summary and in captures."""

    def answer(request: httpx.Request) -> httpx.Response:
        try:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        except socket.gaierror as error:
            raise httpx.ConnectError("no address") from error

    home = Source(name="nobody", home="https://nobody.invalid/")
    summary = crawl([home], tmp_path, transport=httpx.MockTransport(answer))
    assert summary.unreachable == ["nobody"]
    assert summary.reasons == {"unknown_host": 1}
    assert "check the spelling" in summary.notes[0]
    assert [row["reason"] for row in captures(tmp_path)] == ["unknown_host"]


def test_a_refused_connection_does_not_cost_the_other_sources(stand: Newsstand, tmp_path: Path) -> None:
    """One publisher is down, the other's articles come in; the first is named with what to do."""
    down = Source(name="down", home=f"http://127.0.0.1:{_free_port()}/")
    summary = crawl([down, *sources(stand, "bulles")], tmp_path)
    assert summary.unreachable == ["down"]
    assert summary.reasons["connection_failed"] == 1
    assert "down: " in summary.notes[0]
    assert "try again later" in summary.notes[0]
    assert {row["source"] for row in articles(tmp_path)} == {"bulles"}


def test_a_feed_that_fails_is_told_and_the_site_is_taken(stand: Newsstand, tmp_path: Path) -> None:
    """A broken feed is a sentence, not the end: the links of the home page are there."""
    site = stand.sites["lequotidien"]
    site.put("/rss/une.xml", b"", status=404)
    summary = crawl(sources(stand, "lequotidien"), tmp_path)
    assert summary.articles > 0
    assert [note for note in summary.notes if "/rss/une.xml" in note and "404" in note]


def test_a_source_without_a_link_is_silent(stand: Newsstand, tmp_path: Path) -> None:
    """A start page that names nothing is told by name: a redesign or a wrong address looks like that."""
    site = stand.sites["bulles"]
    site.put("/", b"<!doctype html><title>Bulles</title><p>En travaux.</p>")
    site.put("/sitemap.xml", b"", status=404)
    summary = crawl(sources(stand, "bulles"), tmp_path)
    assert summary.silent == ["bulles"]
    assert (summary.articles, summary.pages) == (0, 0)


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (b"", None, "empty_page"),
        (b"%PDF-1.7 ...", {"Content-Type": "application/pdf"}, "not_html"),
        (b"%PDF-1.7 ...", {"Content-Type": "text/html"}, "not_html"),
        (b"<html><title>Rien</title><body><script>1</script></body></html>", None, "no_text"),
    ],
)
def test_what_is_no_article_has_its_reason(
    stand: Newsstand, tmp_path: Path, body: bytes, headers: dict[str, str] | None, reason: str
) -> None:
    """An empty page, a PDF under either name, a page without text, bytes that are nothing: no row, one reason."""
    site = stand.sites["bulles"]
    site.put("/societe/une-page-qui-n-en-est-pas-une", body, headers=headers)
    summary = crawl([], tmp_path, urls=[site.url + "/societe/une-page-qui-n-en-est-pas-une"])
    assert dict(summary.reasons) == {reason: 1}
    assert summary.articles == 0


def test_binary_noise_costs_nothing_else(stand: Newsstand, tmp_path: Path) -> None:
    """Bytes of all values under the name of HTML come to one named end, and the page beside them is read."""
    site = stand.sites["bulles"]
    site.put("/societe/du-bruit-et-rien-d-autre", bytes(range(256)) * 40)
    good = site.url + site.publisher.listed[0].path
    summary = crawl([], tmp_path, urls=[site.url + "/societe/du-bruit-et-rien-d-autre", good])
    assert summary.pages == 2 == summary.articles + sum(summary.reasons.values())
    assert good in {row["url"] for row in articles(tmp_path)}


def test_broken_encoding_is_read_all_the_same(stand: Newsstand, tmp_path: Path) -> None:
    """Bytes that are neither what the header nor what the page claims become text, never an error."""
    site = stand.sites["bulles"]
    prose = "Les péniches sont restées à quai jusqu'à midi, le temps que la brume se lève sur le canal."
    page = f"<title>Brume</title><article><h1>Brume sur le canal</h1>{f'<p>{prose}</p>' * 4}</article>"
    body = page.encode("windows-1252") + "<p>… et d’un coup, œuvre faite, l’été.</p>".encode() + b"\x81\x8d\xff"
    site.put("/societe/brume-sur-le-canal-du-midi", body, headers={"Content-Type": "text/html; charset=utf-8"})
    summary = crawl([], tmp_path, urls=[site.url + "/societe/brume-sur-le-canal-du-midi"])
    assert summary.articles == 1
    (row,) = articles(tmp_path)
    assert "péniches" in row["text"]


def test_nothing_to_crawl_is_the_callers_fault(tmp_path: Path) -> None:
    """No source and no page is told before a folder is made."""
    with pytest.raises(UsageError):
        crawl([], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_disk_that_fails_half_way_is_one_clear_error(stand: Newsstand, tmp_path: Path) -> None:
    """What cannot be written raises DatasetUnwritable itself, not a group of errors; the next run goes on."""
    out = tmp_path / "out"
    crawl([], out, urls=[stand.sites["bulles"].url + "/robots.txt"], settings=SETTINGS)
    for part in (out / "captures").glob("*"):
        for file in part.iterdir():
            file.unlink()
        part.rmdir()
        part.write_bytes(b"in the way of a folder")
    with pytest.raises(DatasetUnwritable):
        crawl(sources(stand, "bulles"), out)
    for stone in (out / "captures").glob("*"):
        stone.unlink()
    summary = crawl(sources(stand, "bulles"), out)
    assert summary.rows == 5


class _Saboteur(Silent):
    """A file system that goes away after the first page."""

    def __init__(self, warc: Path) -> None:
        self._warc = warc

    def fetched(self, capture: Page | Drop) -> None:
        if self._warc.is_dir():
            shutil.rmtree(self._warc)
            self._warc.write_bytes(b"in the way")


def test_an_archive_that_fails_while_fetching_is_one_clear_error(stand: Newsstand, tmp_path: Path) -> None:
    """Raised from among many tasks, the error is still DatasetUnwritable, which the command line has words for."""
    settings = replace(SETTINGS, archive=ArchiveSettings(segment_bytes=1))
    with pytest.raises(DatasetUnwritable):
        crawl(sources(stand, "bulles"), tmp_path, settings=settings, progress=_Saboteur(tmp_path / "warc"))


def test_a_page_of_another_site_named_by_the_user_is_taken(stand: Newsstand, tmp_path: Path) -> None:
    """A list may mix publishers: pages take the name of their site."""
    paths = [stand.sites[name].url + stand.sites[name].publisher.listed[0].path for name in ("bulles", "dakarmatin")]
    crawl([], tmp_path, urls=paths)
    assert len({row["source"] for row in captures(tmp_path)}) == 2


def test_the_start_page_that_is_gone(stand: Newsstand, tmp_path: Path) -> None:
    """A 404 in place of a section is one capture, one sentence and no request for the rest of the site."""
    site = stand.sites["bulles"]
    summary = crawl([source_of(site.url + "/rubrique-disparue/")], tmp_path)
    assert dict(summary.reasons) == {"not_found": 1}
    assert "check the address" in summary.notes[0]
    assert not [one for one in site.requests if one.path == "/atom.xml"]
