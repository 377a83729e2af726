"""Connection pools: one per origin, kept open for the next request, and not more of them than files may be open."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest

from ingest.fetchers.addresses import NamedHosts, system_resolver
from ingest.fetchers.transport import PoolTransport


class _Server:
    """Answers every request with two bytes, and counts the connections that are open."""

    def __init__(self) -> None:
        self.url, self.open, self.opened = "", 0, 0
        self.extra, self.pause = b"", 0.0
        """Sent behind the answer, so many seconds later."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open, self.opened = self.open + 1, self.opened + 1
        while await _line(reader):
            while (await _line(reader)).strip():
                pass
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            if self.extra:
                await asyncio.sleep(self.pause)
                writer.write(self.extra)
            with suppress(ConnectionError):
                await writer.drain()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        self.open -= 1


@asynccontextmanager
async def _serving(count: int, tls: ssl.SSLContext | None = None) -> AsyncIterator[list[_Server]]:
    servers, listening = [_Server() for _ in range(count)], []
    for server in servers:
        listening.append(await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls))
        port = listening[-1].sockets[0].getsockname()[1]
        server.url = f"https://localhost:{port}/" if tls else f"http://127.0.0.1:{port}/"
    try:
        yield servers
    finally:
        for one in listening:
            one.close()
        await _until(lambda: not any(server.open for server in servers))


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readline()
    except ConnectionError:
        return b""


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.01)


async def _ask(wire: PoolTransport, url: str) -> None:
    response = await wire.handle_async_request(httpx.Request("GET", url))
    assert await response.aread() == b"ok"
    await response.aclose()


def test_a_connection_is_used_again() -> None:
    """Two requests to one host cost one connection: a handshake per page would double the time of every crawl."""

    async def run() -> None:
        async with _serving(1) as (server,):
            wire = PoolTransport(NamedHosts([server.url]), system_resolver)
            await _ask(wire, server.url)
            await _ask(wire, server.url)
            assert server.opened == 1
            await wire.aclose()

    asyncio.run(run())


def test_hosts_that_were_idle_longest_give_way() -> None:
    """A crawl of thousands of hosts keeps few connections open, or the process runs out of files."""

    async def run() -> None:
        async with _serving(7) as servers:
            named = NamedHosts(server.url for server in servers)
            wire = PoolTransport(named, system_resolver, most_origins=4)
            for server in servers:
                await _ask(wire, server.url)
            await _ask(wire, servers[-1].url)  # closes what the newest origin made one too many
            await _until(lambda: [server.open for server in servers] == [0, 0, 0, 1, 1, 1, 1])
            await wire.aclose()

    asyncio.run(run())


def test_tls_is_spoken_and_kept() -> None:
    """A certificate that is trusted, and is the host's, is no obstacle; its connection is used again like others."""
    certificate = Path(__file__).parents[1] / "hostile" / "self_signed.pem"
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    trusted = ssl.create_default_context(cafile=certificate)

    async def run() -> None:
        async with _serving(1, serving) as (server,):
            wire = PoolTransport(NamedHosts([server.url]), system_resolver, trusted=trusted)
            await _ask(wire, server.url)
            await _ask(wire, server.url)
            assert server.opened == 1
            await wire.aclose()

    asyncio.run(run())


@pytest.mark.parametrize("extra", [b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", b"x"])
def test_what_nobody_asked_for_is_no_answer(extra: bytes) -> None:
    """Bytes behind a response, at once or after a while, cost the connection, not the next page its text."""

    async def run() -> None:
        async with _serving(1) as (server,):
            wire = PoolTransport(NamedHosts([server.url]), system_resolver)
            for pause in (0.0, 0.0, 0.05, 0.05):
                server.extra, server.pause = extra, pause
                await _ask(wire, server.url)
                await asyncio.sleep(2 * pause)
            await wire.aclose()

    asyncio.run(run())
