"""The wire: connection pools of httpcore whose connections go through :mod:`ingest.fetchers.addresses`.

httpx's own transport has no door for a network backend; httpcore, on which it stands, has. HTTP/1.1 only: with two
connections and a pause per host there is nothing to multiplex, and HTTP/2 costs CPU for every frame.
"""

from __future__ import annotations

import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator
from functools import cache

import httpcore
import httpx

from ingest.fetchers.addresses import GuardedBackend, NamedHosts, Resolver
from ingest.fetchers.wire import is_left_over

KEEPALIVE_SECONDS = 15.0
"""Longer than the usual pause between two requests to a host, shorter than most servers wait."""
MOST_ORIGINS = 100
"""Origins with connections kept open; the one that was idle longest gives way. Bounds the process's open files."""

Origin = tuple[bytes, bytes, int | None]


class PoolTransport(httpx.AsyncBaseTransport):
    """An httpx transport over guarded connections, a pool for each origin.

    One pool for all would look at every open connection twice for every request, with a system call each.
    """

    def __init__(
        self, named: NamedHosts, resolver: Resolver, *, connections: int, most_origins: int = MOST_ORIGINS
    ) -> None:
        self._connections = connections
        # at least as many at rest as in use, so that none that was just chosen for a request is ever the oldest
        self._most_origins = max(most_origins, 2 * connections)
        self._backend = GuardedBackend(named, resolver)
        self._pools: OrderedDict[Origin, httpcore.AsyncConnectionPool] = OrderedDict()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._close_idle()
        response = await self._send(request)
        while is_left_over(response):  # each time, one connection less that could hold such a thing
            await response.aclose()
            response = await self._send(request)
        return httpx.Response(
            response.status, headers=response.headers, stream=_Stream(response), extensions=response.extensions
        )

    async def _send(self, request: httpx.Request) -> httpcore.Response:
        url = request.url
        return await self._pool((url.raw_scheme, url.raw_host, url.port)).handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )

    async def aclose(self) -> None:
        while self._pools:
            await self._pools.popitem()[1].aclose()

    def _pool(self, origin: Origin) -> httpcore.AsyncConnectionPool:
        """The origin's pool, made if there is none; now the last to give way."""
        if origin not in self._pools:
            self._pools[origin] = httpcore.AsyncConnectionPool(
                ssl_context=_tls_context(),
                max_connections=self._connections,
                max_keepalive_connections=self._connections,
                keepalive_expiry=KEEPALIVE_SECONDS,
                http2=False,
                network_backend=self._backend,
            )
        self._pools.move_to_end(origin)
        return self._pools[origin]

    async def _close_idle(self) -> None:
        too_many = len(self._pools) - self._most_origins
        if too_many > 0:
            idle = [origin for origin, pool in self._pools.items() if all(one.is_idle() for one in pool.connections)]
            closing = [self._pools.pop(origin) for origin in idle[:too_many]]
            for pool in closing:
                await pool.aclose()


@cache
def _tls_context() -> ssl.SSLContext:
    """The roots that are trusted: 30 ms to load, once per process."""
    return httpx.create_ssl_context()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._response.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._response.aclose()
