"""An invented press on loopback: some hosts, each with a home page, a robots.txt, a sitemap and articles.

    python benchmarks/press.py [--hosts 8] [--articles 250] [--named 0] [--latency 0]

prints the addresses of the hosts as one line of JSON, serves until its standard input is closed, and then prints what
it was asked (:class:`Asked`), as another. Every host has an address of its own (127.0.0.1, 127.0.0.2 …), which Linux
answers without being told to. Pages are made and packed before the first request.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from press_pages import article_page, story  # noqa: E402  # a script's neighbour

FORBIDDEN = "/interdit/"
"""robots.txt keeps every robot out of this folder, and the sitemap names a page in it."""
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_GZIP = zlib.MAX_WBITS + 16


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it. Times are seconds of one clock that never goes back."""

    host: str
    path: str
    began: float
    ended: float
    at_once: int
    """Requests of this host in service when it came, itself included."""
    connections: int
    """Connections open to this host when it came."""
    conditional: bool
    status: int


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes
    packed: bytes
    kind: str
    etag: str

    @classmethod
    def of(cls, body: bytes, kind: str) -> _Answer:
        return cls(
            body, zlib.compress(body, 6, _GZIP), kind, '"' + hashlib.blake2b(body, digest_size=8).hexdigest() + '"'
        )


class Host:
    """One host: what it has, and what it was asked."""

    def __init__(self, number: int, articles: int, named: int = 0) -> None:
        self.number, self.articles, self.named = number, articles, named
        self.address = f"127.0.0.{number + 1}"
        self.site = ""
        self.answers: dict[str, _Answer] = {}
        self.asked: list[Asked] = []
        self.connections = self.in_service = 0

    def open_at(self, port: int) -> None:
        """Make the pages, now that the host's whole address is known."""
        self.site = f"http://{self.address}:{port}"
        stories = [story(self.number, n) for n in range(self.articles)]
        for one in stories:
            self.answers[one.path] = _Answer.of(article_page(self.site, one), "text/html; charset=utf-8")
        dated = {one.path: one.published for one in stories}
        dated[FORBIDDEN + "une-page-pour-personne-de-chez-nous.html"] = story(self.number, 0).published
        for n in range(self.named):
            dated[f"/archives/une-page-qui-n-est-plus-la-{n:06d}.html"] = _LONG_AGO + timedelta(minutes=n)
        entries = "".join(
            f"<url><loc>{self.site}{path}</loc><lastmod>{at.isoformat()}</lastmod></url>" for path, at in dated.items()
        )
        sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
        robots = f"User-agent: *\nDisallow: {FORBIDDEN}\nSitemap: {self.site}/sitemap.xml\n"
        home = "<!DOCTYPE html><html lang='fr'><title>La Gazette inventée</title><h1>La Gazette inventée</h1></html>"
        self.answers["/sitemap.xml"] = _Answer.of(sitemap.encode(), "application/xml")
        self.answers["/robots.txt"] = _Answer.of(robots.encode(), "text/plain")
        self.answers["/"] = _Answer.of(home.encode(), "text/html; charset=utf-8")


class _Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, as much of it as clients of GET need."""

    def __init__(self, host: Host, latency: float) -> None:
        self._host, self._latency = host, latency
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._wire = transport
        self._host.connections += 1

    def connection_lost(self, error: Exception | None) -> None:
        self._host.connections -= 1

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            request, _, self._received = self._received.partition(b"\r\n\r\n")
            self._begin(request.decode("latin-1"))

    def _begin(self, request: str) -> None:
        self._host.in_service += 1
        began, at_once = time.monotonic(), self._host.in_service
        if self._latency:
            asyncio.get_running_loop().call_later(self._latency, self._answer, request, began, at_once)
        else:
            self._answer(request, began, at_once)

    def _answer(self, request: str, began: float, at_once: int) -> None:
        line, *fields = request.split("\r\n")
        path = line.split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        found = self._host.answers.get(path)
        validator = headers.get("if-none-match")
        if found is None:
            status, head, body = 404, "Content-Type: text/plain", b"not here"
        elif validator == found.etag:
            status, head, body = 304, f"ETag: {found.etag}", b""
        else:
            status, head, body = 200, f"Content-Type: {found.kind}\r\nETag: {found.etag}", found.body
            if "gzip" in headers.get("accept-encoding", ""):
                head, body = head + "\r\nContent-Encoding: gzip", found.packed
        self._host.in_service -= 1
        if not self._wire.is_closing():
            start = f"HTTP/1.1 {status} -\r\n{head}\r\nContent-Length: {len(body)}\r\n\r\n"
            self._wire.write(start.encode("latin-1") + body)
        self._host.asked.append(
            Asked(
                self._host.address,
                path,
                began,
                time.monotonic(),
                at_once,
                self._host.connections,
                validator is not None or "if-modified-since" in headers,
                status,
            )
        )


class Served:
    """A press in a process of its own."""

    def __init__(self, sites: list[str]) -> None:
        self.sites = sites
        self.log: list[Asked] = []
        """What the hosts were asked, in the order of arrival. Filled when the press has closed."""


@contextmanager
def press_process(hosts: int, articles: int, *, named: int = 0, latency: float = 0.0) -> Iterator[Served]:
    """The press, open until the block ends."""
    options = {"hosts": hosts, "articles": articles, "named": named, "latency": latency}
    command = [sys.executable, __file__, *(f"--{name}={value}" for name, value in options.items())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        served = Served(json.loads(server.stdout.readline()))
        try:
            yield served
        finally:
            server.stdin.close()
            served.log = [Asked(*fields) for fields in json.loads(server.stdout.readline())]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Serve an invented press on loopback.")
    parser.add_argument("--hosts", type=int, default=8)
    parser.add_argument("--articles", type=int, default=250, help="articles of each host")
    parser.add_argument("--named", type=int, default=0, help="further pages of each sitemap, which are not there")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before an answer")
    options = parser.parse_args(arguments)
    hosts = [Host(number, options.articles, options.named) for number in range(options.hosts)]
    asyncio.run(_serve(hosts, options.latency))
    asked = sorted((one for host in hosts for one in host.asked), key=lambda one: one.began)
    print(json.dumps([astuple(one) for one in asked]))
    return 0


async def _serve(hosts: Sequence[Host], latency: float) -> None:
    """Until standard input is closed."""
    loop = asyncio.get_running_loop()
    for host in hosts:
        server = await loop.create_server(lambda host=host: _Connection(host, latency), host.address, 0, backlog=512)
        host.open_at(server.sockets[0].getsockname()[1])
    print(json.dumps([host.site for host in hosts]), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    raise SystemExit(main())
