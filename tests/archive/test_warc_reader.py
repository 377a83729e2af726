"""What is read from archives: ours give back what was written, others' give pages and drops."""

from __future__ import annotations

import gzip
import logging
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ingest.archive import WarcWriter, read_captures
from ingest.errors import ArchiveError
from ingest.model import Drop, Page, Reason, Rights, Robots, Via
from ingest.settings import ArchiveSettings

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HTML = "<p>La passerelle a été rouverte aux piétons.</p>".encode()

LINES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), max_size=30)
URLS = LINES.map(lambda tail: f"https://www.exemple.fr/{tail}")
RIGHTS = st.builds(
    Rights,
    robots=st.sampled_from(Robots),
    robots_url=st.none() | URLS,
    tdm_reserved=st.none() | st.booleans(),
    tdm_carrier=st.none() | st.sampled_from(("file", "header", "meta")),
    tdm_policy=st.none() | URLS,
    directives=st.lists(st.sampled_from(("noai", "noarchive", "unavailable_after: 25 jun 2030"))).map(tuple),
    tdm_url=st.none() | URLS,
    tdm_permitted=st.none() | st.booleans(),
    ai_refused=st.lists(st.sampled_from(("gptbot", "ccbot"))).map(tuple),
)
VALUES = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=40).map(str.strip)
"""A character for each byte."""
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
PAGES = st.builds(
    Page,
    url=URLS,
    final_url=URLS,
    status=st.integers(200, 599),
    headers=st.lists(st.tuples(st.sampled_from(("ETag", "X-Robots-Tag", "Set-Cookie")), VALUES)).map(tuple),
    body=st.binary(max_size=300),
    fetched_at=TIMES,
    source=LINES,
    via=st.sampled_from(Via),
    referrer=st.none() | URLS,
    rights=RIGHTS,
)
DROPS = st.builds(
    Drop,
    url=URLS,
    reason=st.sampled_from(Reason),
    detail=LINES,
    at=TIMES,
    source=LINES,
    via=st.sampled_from(Via),
    final_url=st.none() | URLS,
    status=st.none() | st.integers(100, 599),
    rights=RIGHTS,
    referrer=st.none() | URLS,
)


@given(st.lists(PAGES | DROPS, min_size=1, max_size=5))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, captures: list[Page | Drop]) -> None:
    """No field of a page or drop is lost on the way through the archive, and places are told as they were given."""
    folder = tmp_path_factory.mktemp("warc")
    with WarcWriter(folder, ArchiveSettings(), now=NOW, run_id="r1") as writer:
        places = [writer.add(capture, digest="ab" * 32) for capture in captures]
        path = writer.close()
    assert path is not None
    read = list(read_captures(path))
    assert [place for _, place in read] == places
    assert [without_length(capture) for capture, _ in read] == captures


def without_length(capture: Page | Drop) -> Page | Drop:
    if isinstance(capture, Drop):
        return capture
    assert capture.headers[-1] == ("Content-Length", str(len(capture.body)))
    return Page(**{**{name: getattr(capture, name) for name in Page.__slots__}, "headers": capture.headers[:-1]})


def foreign(
    path: Path, records: Iterable[tuple[str, str, str, list[tuple[str, str]], bytes]], *, zipped: bool = True
) -> Path:
    """An archive written by another tool: (record type, URL, status line, HTTP headers, payload)."""
    from io import BytesIO

    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=zipped)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another"}))
        for kind, url, status, headers, payload in records:
            http = StatusAndHeaders(status, headers, protocol="HTTP/1.1") if status else None
            record = writer.create_warc_record(
                url,
                kind,
                payload=BytesIO(payload),
                length=len(payload),
                http_headers=http,
                warc_headers_dict={"WARC-Date": "2023-04-17T07:46:00Z"},
            )
            writer.write_record(record)
    return path


def chunked(data: bytes) -> bytes:
    half = len(data) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (data[:half], data[half:])) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("headers", "payload"),
    [
        ([], HTML),
        ([("Content-Encoding", "gzip")], gzip.compress(HTML)),
        ([("Content-Encoding", "x-gzip")], gzip.compress(HTML)),
        ([("Content-Encoding", "gzip")], gzip.compress(HTML[:9]) + gzip.compress(HTML[9:])),
        ([("Content-Encoding", "zstd")], zstandard.compress(HTML[:9]) + zstandard.compress(HTML[9:])),
        ([("Content-Encoding", "deflate")], zlib.compress(HTML)),
        ([("Content-Encoding", "br")], brotli.compress(HTML)),
        ([("Content-Encoding", "zstd")], zstandard.compress(HTML)),
        ([("Transfer-Encoding", "chunked")], chunked(HTML)),
        ([("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")], chunked(gzip.compress(HTML))),
        ([("Content-Encoding", "gzip, br")], brotli.compress(gzip.compress(HTML))),
        ([("Content-Encoding", "gzip")], HTML),
        ([("Content-Encoding", "zstd")], HTML),
        ([("Transfer-Encoding", "chunked")], HTML),
    ],
    ids=lambda value: " ".join(name for _, name in value) if isinstance(value, list) else "",
)
@pytest.mark.parametrize("zipped", [True, False])
def test_bodies_of_other_archives_are_decoded(
    tmp_path: Path, headers: list[tuple[str, str]], payload: bytes, zipped: bool
) -> None:
    """Every coding comes off, also where the archive announces one that it took off already."""
    headers = [("Content-Type", "text/html"), *headers]
    path = foreign(tmp_path / "f.warc", [("response", "https://x.fr/a", "200 OK", headers, payload)], zipped=zipped)
    ((page, place),) = read_captures(path)
    assert isinstance(page, Page)
    assert page.body == HTML
    assert page.headers == (("Content-Type", "text/html"),)
    assert (page.fetched_at, page.source) == (datetime(2023, 4, 17, 7, 46, tzinfo=UTC), "")
    data = path.read_bytes()[place.offset : place.offset + place.length]
    assert (gzip.decompress(data) if zipped else data).startswith(b"WARC/1.0\r\n")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("404 Not Found", Reason.NOT_FOUND),
        ("403 Forbidden", Reason.ACCESS_DENIED),
        ("429 Slow down", Reason.RATE_LIMITED),
        ("418 Teapot", Reason.CLIENT_ERROR),
        ("503 Later", Reason.SERVER_ERROR),
        ("301 Moved", Reason.NOT_AN_ARTICLE),
        ("odd", Reason.BROKEN_RESPONSE),
    ],
)
def test_what_is_no_page_is_a_drop(tmp_path: Path, status: str, reason: Reason) -> None:
    """An archive of everything that was fetched gives one outcome per response."""
    path = foreign(tmp_path / "f.warc.gz", [("response", "https://x.fr/a", status, [("Location", "/b")], HTML)])
    ((drop, _),) = read_captures(path)
    assert isinstance(drop, Drop)
    assert drop.reason is reason


def test_records_that_are_no_captures_are_passed_over(tmp_path: Path) -> None:
    """Name look-ups, requests and other tools' metadata are no pages; a resource of the web is one."""
    path = foreign(
        tmp_path / "f.warc.gz",
        [
            ("resource", "dns:x.fr", "", [], b"x.fr. 60 IN A 192.0.2.1"),
            ("metadata", "https://x.fr/a", "", [], b"outlink: https://x.fr/b\r\n"),
            ("request", "https://x.fr/a", "GET /a HTTP/1.1", [], b""),
            ("resource", "https://x.fr/a", "", [], HTML),
        ],
    )
    ((page, _),) = read_captures(path)
    assert isinstance(page, Page)
    assert page.body == HTML


def test_a_cut_file_gives_what_is_whole(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """At whatever byte a segment ends, each whole capture is read, none is half, and nothing is raised."""
    with WarcWriter(tmp_path, ArchiveSettings(), now=NOW, run_id="r1") as writer:
        places = [writer.add(Page(f"https://x.fr/{n}", f"https://x.fr/{n}", 200, (), HTML * n, NOW)) for n in range(4)]
        path = writer.close()
    assert path is not None
    whole = path.read_bytes()
    cut = tmp_path / "cut.warc.gz"
    for length in range(0, len(whole), 7):
        cut.write_bytes(whole[:length])
        read = list(read_captures(cut))
        expected = [place for place in places if place.offset + place.length <= length]
        assert [place.offset for _, place in read] == [place.offset for place in expected]
        assert all(isinstance(page, Page) and page.body == HTML * n for n, (page, _) in enumerate(read))
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        cut.write_bytes(whole[:-3])
        list(read_captures(cut))
    assert "record cut off" in caplog.text


def test_a_cut_plain_file_gives_what_is_whole(tmp_path: Path) -> None:
    """The same for archives without compression."""
    records = [("response", f"https://x.fr/{n}", "200 OK", [("Content-Type", "text/html")], HTML) for n in range(3)]
    whole = foreign(tmp_path / "f.warc", records, zipped=False).read_bytes()
    ends = [place.offset + place.length for _, place in read_captures(tmp_path / "f.warc")]
    cut = tmp_path / "cut.warc"
    for length in range(0, len(whole), 11):
        cut.write_bytes(whole[:length])
        assert len(list(read_captures(cut))) == sum(end <= length for end in ends)


def test_a_damaged_byte_is_noticed(tmp_path: Path) -> None:
    """The checksum of each record is verified: a page with a wrong byte is not taken for what was served."""
    with WarcWriter(tmp_path, ArchiveSettings(), now=NOW, run_id="r1") as writer:
        first = writer.add(Page("https://x.fr/1", "https://x.fr/1", 200, (), HTML, NOW))
        second = writer.add(Page("https://x.fr/2", "https://x.fr/2", 200, (), HTML, NOW))
        path = writer.close()
    assert path is not None
    data = bytearray(path.read_bytes())
    data[second.offset + second.length - 6] ^= 1
    path.write_bytes(data)
    assert [place for _, place in read_captures(path)] == [first]


@pytest.mark.parametrize("content", [b"PAR1....", b"<html></html>"])
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """Somebody who gives the wrong file hears so."""
    path = tmp_path / "f.warc.gz"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="no WARC file"):
        list(read_captures(path))


def test_a_missing_file_is_an_archive_error(tmp_path: Path) -> None:
    """Callers have one kind of error to think of."""
    with pytest.raises(ArchiveError, match="Cannot read"):
        list(read_captures(tmp_path / "none.warc.gz"))


def test_fields_of_a_newer_ingest_are_an_archive_error(tmp_path: Path) -> None:
    """A reason that this version does not know is no crash without words."""
    with WarcWriter(tmp_path, ArchiveSettings(), now=NOW, run_id="r1") as writer:
        writer.add(Drop("https://x.fr/1", Reason.TIMEOUT, at=NOW))
        path = writer.close()
    assert path is not None
    plain = tmp_path / "newer.warc"
    text = gzip.decompress(path.read_bytes()).replace(b"reason: timeout", b"reason: omitted")
    plain.write_bytes(text)
    with pytest.raises(ArchiveError, match="newer"):
        list(read_captures(plain))
