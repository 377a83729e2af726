"""Help for tests: a web site on loopback whose every byte a test decides, and a clock that passes by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self, TypeVar

from ingest.fetchers import Fetcher
from ingest.model import Drop, Link, Page, Via
from ingest.settings import FetchSettings

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
HTML = "text/html; charset=utf-8"
PAGE = b"<!doctype html><title>Le pont</title><p>Le pont rouvre mardi.</p>"

TLS_HELLO = b"\x16"
T = TypeVar("T")
Handler = Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]
Reply = bytes | Handler


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str]


def reply(status: int = 200, body: bytes = b"", content_type: str | None = HTML, **headers: str) -> bytes:
    """A whole response; ``retry_after="1"`` becomes ``retry-after: 1``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if content_type is not None:
        named.setdefault("content-type", content_type)
    named.setdefault("content-length", str(len(body)))
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode("latin-1") + body


def redirect(location: str, status: int = 302, **headers: str) -> bytes:
    return reply(status, location=location, **headers)


async def _first_line(reader: asyncio.StreamReader) -> bytes:
    first = await reader.read(1)
    return first if first == TLS_HELLO else first + await reader.readline()


class Site:
    """A server on 127.0.0.1. ``routes``: path → reply, or replies in turn (the last one stays). Others get
    ``otherwise``, by default a 404."""

    def __init__(self, routes: dict[str, Reply | list[Reply]] | None = None) -> None:
        self.routes = routes or {}
        self.otherwise: Reply = reply(404)
        self.asked: list[Asked] = []
        self.connections = 0
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for writer in list(self._writers):
            writer.close()
        await asyncio.sleep(0.01)

    @property
    def paths(self) -> list[str]:
        """What was asked for, without the files of the origin."""
        return [asked.path for asked in self.asked if asked.path not in ("/robots.txt", "/.well-known/tdmrep.json")]

    def count(self, path: str) -> int:
        return sum(asked.path == path for asked in self.asked)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self.connections += 1
        try:
            while line := await _first_line(reader):
                if line[:1] == TLS_HELLO:
                    writer.write(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n")
                    return
                headers = {}
                while (field_line := await reader.readline()).strip():
                    name, _, value = field_line.decode("latin-1").partition(":")
                    headers[name.lower()] = value.strip()
                asked = Asked(line.split()[1].decode(), headers)
                self.asked.append(asked)
                answer = self._next(asked.path)
                if isinstance(answer, bytes):
                    writer.write(answer)
                    await writer.drain()
                else:
                    await answer(asked, writer)
        except ConnectionError:
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    def _next(self, path: str) -> Reply:
        found = self.routes.get(path, self.otherwise)
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found


@dataclass
class FakeClock:
    """Sleeping takes no time, and the clock knows how long it would have been."""

    passed: timedelta = timedelta()
    slept: list[timedelta] = field(default_factory=list)

    def now(self) -> datetime:
        return START + self.passed

    def elapsed(self) -> timedelta:
        return self.passed

    async def sleep(self, duration: timedelta) -> None:
        self.slept.append(duration)
        self.passed += duration
        await asyncio.sleep(0)


def settings(**changes: Any) -> FetchSettings:
    return FetchSettings(**({"user_agent": "Kiosque/1.0 (+https://kiosque.example)", "delay": timedelta()} | changes))


def link(url: str, via: Via = Via.FEED) -> Link:
    return Link(url=url, source="essai", via=via)


async def fetch_once(url: str, *, named: tuple[str, ...] = (), via: Via = Via.FEED, **changes: Any) -> Page | Drop:
    """One fetch by a fresh fetcher with a fake clock."""
    async with Fetcher(settings(**changes), clock=FakeClock(), named=(*named, url)) as fetcher:
        return await fetcher.fetch(link(url, via))


def run(scenario: Coroutine[Any, Any, T]) -> T:
    """Run a test's scenario; one that hangs fails."""
    return asyncio.run(asyncio.wait_for(scenario, 20))
