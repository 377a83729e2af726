"""WARC segments as they lie on disk: readable by others, equal for equal input, whole or cut cleanly."""

from __future__ import annotations

import gzip
import resource
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from ingest.archive import WarcWriter, read_captures
from ingest.errors import DatasetUnwritable
from ingest.model import Drop, Page, Reason, Rights, Robots, Via
from ingest.settings import ArchiveSettings

NOW = datetime(2026, 11, 23, 4, 0, 0, 250_000, tzinfo=UTC)
PAGE = Page(
    url="https://www.exemple.fr/a?utm_source=x",
    final_url="https://www.exemple.fr/a",
    status=200,
    headers=(("Content-Type", "text/html; charset=iso-8859-1"), ("Content-Encoding", "gzip"), ("X-Lieu", "Orléans")),
    body="<p>Le café a rouvert jeudi.</p>".encode("latin-1"),
    fetched_at=NOW,
    source="exemple",
    via=Via.FEED,
    referrer="https://www.exemple.fr/rss",
    rights=Rights(
        Robots.ALLOWED, "https://www.exemple.fr/robots.txt", True, "header", "https://x.fr/tdm", ("noai", "noarchive")
    ),
)
DROP = Drop("https://www.exemple.fr/b", Reason.NOT_FOUND, "HTTP 404", NOW, "exemple", Via.HOME, status=404)


def write(folder: Path, *captures: Page | Drop, run_id: str = "r1") -> Path:
    with WarcWriter(folder, ArchiveSettings(), now=NOW, run_id=run_id, user_agent="ingest-test/1") as writer:
        for capture in captures:
            writer.add(capture)
        path = writer.close()
    assert path is not None
    return path


def test_warcio_finds_every_digest_right(tmp_path: Path) -> None:
    """Another tool's check passes on pages, drops and revisits."""
    with WarcWriter(tmp_path, ArchiveSettings(), now=NOW, run_id="r1") as writer:
        writer.add(PAGE)
        writer.add(DROP)
        writer.add(Drop(PAGE.url, Reason.NOT_MODIFIED, at=NOW, status=304), earlier=NOW - timedelta(hours=6))
        writer.add(Drop(PAGE.url, Reason.SAME_BYTES, at=NOW, status=200), digest="ab" * 32, earlier=NOW)
        path = writer.close()
    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout
    assert check.stdout.count("digest pass") == 7


def test_records_are_those_of_the_standard(tmp_path: Path) -> None:
    """Replay tools find warcinfo first, the response with its request, and the revisits' profiles."""
    with WarcWriter(tmp_path, ArchiveSettings(), now=NOW, run_id="r1", user_agent="ingest-test/1") as writer:
        writer.add(PAGE)
        writer.add(Drop(PAGE.url, Reason.SAME_BYTES, at=NOW, status=200), digest="ab" * 32, earlier=NOW)
        path = writer.close()
    assert path is not None
    with path.open("rb") as stream:
        records = [
            (r.rec_type, dict(r.rec_headers.headers), r.content_stream().read()) for r in ArchiveIterator(stream)
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "metadata", "request", "response", "metadata", "revisit"]
    _, metadata, request, response, _, revisit = records
    assert metadata[1]["WARC-Concurrent-To"] == response[1]["WARC-Record-ID"] == request[1]["WARC-Concurrent-To"]
    assert response[1]["WARC-Target-URI"] == PAGE.final_url
    assert response[1]["WARC-Date"] == "2026-11-23T04:00:00.250000Z"
    assert revisit[1]["WARC-Profile"].endswith("/identical-payload-digest")
    assert revisit[1]["WARC-Payload-Digest"] == "sha256:" + "ab" * 32


def test_bodies_are_kept_decoded(tmp_path: Path) -> None:
    """What is stored fits its headers: no content coding is announced, and Content-Length counts what is there."""
    path = write(tmp_path, PAGE)
    with path.open("rb") as stream:
        response = next(record for record in ArchiveIterator(stream) if record.rec_type == "response")
        body = response.content_stream().read()
    assert body == PAGE.body
    assert response.http_headers.get_header("Content-Encoding") is None
    assert response.http_headers.get_header("Content-Length") == str(len(PAGE.body))


def test_equal_captures_give_equal_bytes(tmp_path: Path) -> None:
    """Nothing in a segment comes from a clock or from chance."""
    first, second = write(tmp_path / "a", PAGE, DROP), write(tmp_path / "b", PAGE, DROP)
    assert first.name == second.name == "ingest-20261123040000-r1-00000.warc.gz"
    assert first.read_bytes() == second.read_bytes()


def test_a_line_break_in_a_value_ends_no_header(tmp_path: Path) -> None:
    """A server cannot write fields of ours by way of a header or an error text."""
    page = Page(PAGE.url, PAGE.final_url, 200, (("X-Odd", "a\r\nrobots: allowed"),), b"x", NOW)
    drop = Drop(DROP.url, Reason.TIMEOUT, "late\r\nreason: not_found", NOW)
    (read_page, _), (read_drop, _) = read_captures(write(tmp_path, page, drop))
    assert read_page.rights.robots is Robots.NOT_CHECKED
    assert isinstance(read_page, Page)
    assert read_page.header("X-Odd") == "a robots: allowed"
    assert isinstance(read_drop, Drop)
    assert read_drop.reason is Reason.TIMEOUT


def test_headers_are_kept_byte_for_byte(tmp_path: Path) -> None:
    """Whoever digs in the archive finds what the server sent, UTF-8, Windows-1252 or neither."""
    sent = {"X-Titre": "été".encode(), "X-Win": b"suite\x85 \xe9t\xe9\xa0!", "X-Tab": b"a\tb"}
    page = replace(PAGE, headers=tuple((name, value.decode("latin-1")) for name, value in sent.items()))
    path = write(tmp_path, page)
    block = gzip.decompress(path.read_bytes())
    for name, value in sent.items():
        assert name.encode() + b": " + value + b"\r\n" in block
    ((read, _),) = read_captures(path)
    assert isinstance(read, Page)
    assert read.headers[:-1] == page.headers


def test_the_request_is_kept_as_it_was_sent(tmp_path: Path) -> None:
    """What was asked for, under which conditions, is part of the evidence; where it is not known, the least is told."""
    headers = (("Host", "www.exemple.fr"), ("User-Agent", "moi"), ("Accept", "text/html"), ("If-None-Match", '"é"'))
    for page, expected in (
        (
            replace(PAGE, request_headers=headers),
            b'Host: www.exemple.fr\r\nUser-Agent: moi\r\nAccept: text/html\r\nIf-None-Match: "\xe9"\r\n\r\n',
        ),
        (PAGE, b"Host: www.exemple.fr\r\nUser-Agent: ingest-test/1\r\n\r\n"),
    ):
        path = write(tmp_path, page)
        assert b"\r\n\r\nGET /a HTTP/1.1\r\n" + expected in gzip.decompress(path.read_bytes())
        path.unlink()


def test_an_open_segment_has_another_name(tmp_path: Path) -> None:
    """What still grows is not taken for a whole archive; an empty run leaves no file at all."""
    writer = WarcWriter(tmp_path / "warc", ArchiveSettings(), now=NOW, run_id="r1")
    assert writer.close() is None
    assert not (tmp_path / "warc").exists()
    place = writer.add(PAGE)
    assert [path.name for path in (tmp_path / "warc").iterdir()] == [place.file + ".open"]
    assert writer.close() == tmp_path / "warc" / place.file


def test_a_segment_is_due_by_size_or_age(tmp_path: Path) -> None:
    """Long runs commit as they go."""
    settings = ArchiveSettings(segment_bytes=3_000, segment_age=timedelta(minutes=10))
    with WarcWriter(tmp_path, settings, now=NOW, run_id="r1") as writer:
        assert not writer.due(NOW + timedelta(days=1))
        writer.add(PAGE)
        assert not writer.due(NOW + timedelta(minutes=9))
        assert writer.due(NOW + timedelta(minutes=10))
        for _ in range(5):
            writer.add(PAGE)
        assert writer.due(NOW)
        writer.close()
        assert not writer.due(NOW + timedelta(days=1))
        assert writer.add(PAGE).file.endswith("-00001.warc.gz")


def test_a_run_with_the_same_name_overwrites_nothing(tmp_path: Path) -> None:
    """Two runs that began in the same second with the same id keep both their segments."""
    first, second = write(tmp_path, PAGE), write(tmp_path, DROP)
    assert first != second
    assert len(list(read_captures(first))) == len(list(read_captures(second))) == 1


def test_a_location_is_enough_to_find_the_record(tmp_path: Path) -> None:
    """File, offset and length cut out one gzip member that holds the response."""
    with WarcWriter(tmp_path, ArchiveSettings(), now=NOW, run_id="r1") as writer:
        writer.add(DROP)
        place = writer.add(PAGE)
    data = (tmp_path / place.file).read_bytes()[place.offset : place.offset + place.length]
    (tmp_path / "one.warc.gz").write_bytes(data)
    with (tmp_path / "one.warc.gz").open("rb") as stream:
        (record,) = [(r.rec_type, r.content_stream().read()) for r in ArchiveIterator(stream)]
    assert record == ("response", PAGE.body)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """The message says what to do, also for the superuser, whom no permission stops."""
    (tmp_path / "file").write_text("x")
    writer = WarcWriter(tmp_path / "file" / "warc", ArchiveSettings(), now=NOW, run_id="r1")
    with pytest.raises(DatasetUnwritable, match="--out"):
        writer.add(PAGE)


def test_a_full_disk_loses_nothing_that_was_added(tmp_path: Path) -> None:
    """A write that fails half-way is cut off again; the captures before it stay readable."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    big = Page(PAGE.url, PAGE.final_url, 200, (), bytes(i * i % 251 for i in range(200_000)), NOW)
    with WarcWriter(tmp_path, ArchiveSettings(), now=NOW, run_id="r1") as writer:
        writer.add(PAGE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_500, hard))
        try:
            with pytest.raises(DatasetUnwritable, match="space"):
                writer.add(big)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, ignored)
        writer.add(DROP)
        path = writer.close()
    assert path is not None
    assert [capture.url for capture, _ in read_captures(path)] == [PAGE.url, DROP.url]
