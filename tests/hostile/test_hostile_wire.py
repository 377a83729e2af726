"""Servers that do harm on the wire: the page ends in its outcome, in bounded time and memory, and the rest comes in."""

from __future__ import annotations

import asyncio
import gzip
import os
import subprocess
import sys
import threading
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
import zstandard
from gazette import GOOD, NASTY, article, crawl, front, html, title_of

from ingest.dataset import Dataset
from tests.fetchers.loopback import Asked, Handler, Reply, Site, redirect, reply

SOON = timedelta(seconds=1.5)
"""A deadline that a loopback server meets, and that a test can wait for."""
MEGABYTE = 1_000_000
_WATCHED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Tells the peak of the largest process. Not by the test run itself: a new process counts the size of its parent,
and that is large."""
_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes of getrusage's measure of memory."""


def test_redirect_loop(tmp_path: Path) -> None:
    """A circle of addresses ends at the first that comes again."""
    found = crawl(tmp_path, {NASTY: redirect("/2026/02/tourne"), "/2026/02/tourne": redirect(NASTY)})
    assert found.outcome() == ("failed", "too_many_redirects")
    assert "redirect loop" in found.captures[NASTY]["detail"]
    found.assert_rest_came_in()


def test_redirect_chain(tmp_path: Path) -> None:
    """A chain without end is left after ten steps."""
    steps: dict[str, Reply | list[Reply]] = {f"{NASTY}-{n}": redirect(f"{NASTY}-{n + 1}") for n in range(100)}
    found = crawl(tmp_path, {NASTY: redirect(f"{NASTY}-0"), **steps})
    assert found.outcome() == ("failed", "too_many_redirects")
    assert sum(path.startswith(NASTY) for path in found.asked) == 11
    found.assert_rest_came_in()


def test_redirect_with_a_cookie_that_changes_each_time(tmp_path: Path) -> None:
    """A new cookie excuses coming back to an address, but not for ever."""
    turns = iter(range(1_000_000))

    async def again(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(redirect(NASTY, set_cookie=f"tour={next(turns)}; Path=/"))

    found = crawl(tmp_path, {NASTY: again})
    assert found.outcome() == ("failed", "too_many_redirects")
    assert found.asked.count(NASTY) == 11
    found.assert_rest_came_in()


def _gzip_bomb() -> bytes:
    packer = zlib.compressobj(6, wbits=31)
    return b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(100)) + packer.flush()


def _nested_gzip_bomb() -> bytes:
    return gzip.compress(_gzip_bomb())


def _brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=5)
    return b"".join(packer.process(bytes(MEGABYTE)) for _ in range(100)) + packer.finish()


def _zstd_bomb() -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    return b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(100)) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [("gzip", _gzip_bomb), ("gzip, gzip", _nested_gzip_bomb), ("br", _brotli_bomb), ("zstd", _zstd_bomb)],
)
def test_bombs(tmp_path: Path, coding: str, bomb: Callable[[], bytes]) -> None:
    """A hundred megabytes in a few kilobytes is given up at the bound, in every coding that is asked for."""
    found = crawl(tmp_path, {NASTY: reply(body=bomb(), content_encoding=coding)})
    assert found.outcome() == ("failed", "too_large")
    found.assert_rest_came_in()


def _sixty_megabytes() -> Iterator[bytes]:
    yield article("Soixante millions de lettres")[:200].encode()
    for _ in range(60):
        yield b"<p>" + b"encore " * (MEGABYTE // 7)


async def _chunks(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"


def test_sixty_megabytes(tmp_path: Path) -> None:
    """A page of 60 MB is left as soon as its length is known, by its own word or in fact."""
    sent = 0

    async def announced(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 60000000\r\n\r\n<p>")
        await writer.drain()

    async def streamed(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
        async for chunk in _chunks(_sixty_megabytes()):
            writer.write(chunk)
            await writer.drain()
            sent += len(chunk)

    also = NASTY + "-encore"
    found = crawl(tmp_path, {NASTY: announced, also: streamed}, links=(NASTY, also))
    assert found.outcome(NASTY) == found.outcome(also) == ("failed", "too_large")
    assert sent < 40 * MEGABYTE
    found.assert_rest_came_in()


async def _drip(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1\r\n.\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _drip_of_headers(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for n in range(10_000):
        writer.write(f"X-Part-{n}: encore\r\n".encode())
        await writer.drain()
        await asyncio.sleep(0.05)


async def _hints_without_end(asked: Asked, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" * 50)
        await writer.drain()
        await asyncio.sleep(0.01)


async def _silence(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(600)


async def _half_a_page(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(html(article(title_of(NASTY)))[:-200])
    await writer.drain()
    await asyncio.sleep(600)


@pytest.mark.parametrize("server", [_drip, _drip_of_headers, _hints_without_end, _silence, _half_a_page])
def test_slow_servers_meet_the_deadline(tmp_path: Path, server: Handler) -> None:
    """One clock runs from the first byte to the last: a byte now and then does not wind it up again."""
    found = crawl(tmp_path, {NASTY: server}, timeout=SOON)
    assert found.outcome() == ("failed", "timeout")
    found.assert_rest_came_in()


async def _reset(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def _reset_half_way(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(html(article(title_of(NASTY)))[:-200])
    await writer.drain()
    writer.transport.abort()


@pytest.mark.parametrize(
    ("server", "reasons"),
    [(_reset, {"connection_failed", "broken_response"}), (_reset_half_way, {"connection_failed", "broken_response"})],
)
def test_reset_connections(tmp_path: Path, server: Handler, reasons: set[str]) -> None:
    """A connection that breaks off before or within the page is a failure, and half a page is no article."""
    found = crawl(tmp_path, {NASTY: server})
    outcome, reason = found.outcome()
    assert outcome == "failed"
    assert reason in reasons
    found.assert_rest_came_in()


def test_content_length_beyond_the_body(tmp_path: Path) -> None:
    """A body that ends before its announced length has lost something."""

    async def short(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(html(article(title_of(NASTY)), content_length="900000"))
        await writer.drain()
        writer.close()

    found = crawl(tmp_path, {NASTY: short})
    assert found.outcome() == ("failed", "broken_response")
    found.assert_rest_came_in()


@pytest.mark.parametrize(
    "beyond",
    [html(article("Ce texte ne doit figurer nulle part")), b"<p>Ce texte ne doit figurer nulle part.</p>" * 50],
    ids=["a whole response", "a rest of the page"],
)
def test_content_length_short_of_the_body(tmp_path: Path, beyond: bytes) -> None:
    """What comes after the announced end is not read as the answer to the next request on the connection."""
    page = html(article(title_of(NASTY)))  # with its true length
    found = crawl(tmp_path, {NASTY: page + beyond}, per_host=1, retries=2)
    assert found.outcome() == ("article", None)
    assert not [row for row in found.articles.values() if "nulle part" in row["title"] + row["text"]]
    found.assert_rest_came_in()


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\n<p>Un",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"a" * 2 * MEGABYTE + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(100_000)) + b"\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"\x00" * 1000,
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /" + b"a" * 50_000 + b"\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=[
        "two-lengths",
        "negative",
        "bad-chunk",
        "long-header",
        "many-headers",
        "status",
        "zeros",
        "ssh",
        "long-location",
    ],
)
def test_what_is_no_http(tmp_path: Path, head: bytes) -> None:
    """Whatever stands where a response should is a failed page, never an error of the run."""

    async def send(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        await writer.drain()
        writer.close()

    found = crawl(tmp_path, {NASTY: send}, timeout=SOON)
    assert found.outcome() in (("failed", "broken_response"), ("refused", "forbidden_address"))
    found.assert_rest_came_in()


@contextmanager
def _served(routes: dict[str, Reply | list[Reply]]) -> Iterator[str]:
    """A site for another process: its address, while it is up."""
    started: Future[str] = Future()
    stop = threading.Event()

    async def serve() -> None:
        async with Site(routes) as site:
            started.set_result(site.url)
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        yield started.result(timeout=30)
    finally:
        stop.set()
        thread.join()


def test_memory_stays_flat(tmp_path: Path) -> None:
    """The command line with its worker processes, on pages of 60 MB, bombs and deep markup at once: no process grows
    beyond 500 MB, and the articles are there."""

    async def sixty(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
        async for chunk in _chunks(_sixty_megabytes()):
            writer.write(chunk)
            await writer.drain()

    deep = html(article("Le fond", body="<div>" * 1_000_000))
    bombs = (reply(body=_gzip_bomb(), content_encoding="gzip"), reply(body=_brotli_bomb(), content_encoding="br"))
    kinds: tuple[Reply, ...] = (sixty, deep, *bombs)
    nasty = {f"{NASTY}-{n}": kinds[n % len(kinds)] for n in range(12)}
    routes: dict[str, Reply | list[Reply]] = {path: html(article(title_of(path))) for path in GOOD}
    with _served(routes | nasty | {"/": front([*nasty, *GOOD])}) as url:
        command = [sys.executable, "-m", "ingest", "crawl", url, "--out", str(tmp_path / "out"), "--delay", "0"]
        watched = [sys.executable, "-c", _WATCHED, *command, "--workers", "2", "--quiet"]
        done = subprocess.run(watched, cwd=tmp_path, env=_environment(), capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[-1]) * _UNIT < 500 * MEGABYTE
    titles = {row["title"] for row in Dataset(tmp_path / "out").articles().read_all().to_pylist()}
    assert {title_of(path) for path in GOOD} <= titles


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def test_a_server_that_goes_bad_while_it_is_crawled(tmp_path: Path) -> None:
    """A host that answers nothing any more is left alone; what it gave before is in the dataset."""
    found = crawl(tmp_path, dict.fromkeys(GOOD[1:], _reset))
    assert GOOD[0] in found.articles
    assert {found.outcome(path)[0] for path in GOOD[1:]} == {"failed"}
