"""The wire: a connection pool of httpcore whose connections go through :mod:`ingest.fetchers.addresses`.

httpx's own transport has no door for a network backend; httpcore, on which it stands, has. HTTP/1.1 only: with two
connections and a pause per host there is nothing to multiplex, and HTTP/2 costs CPU for every frame.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from functools import cache

import httpcore
import httpx

from ingest.fetchers.addresses import GuardedBackend, NamedHosts, Resolver

KEEPALIVE_SECONDS = 15.0
"""Longer than the usual pause between two requests to a host, shorter than most servers wait."""


class PoolTransport(httpx.AsyncBaseTransport):
    """An httpx transport over a guarded connection pool."""

    def __init__(self, named: NamedHosts, resolver: Resolver, *, connections: int) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_tls_context(),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=KEEPALIVE_SECONDS,
            http2=False,
            network_backend=GuardedBackend(named, resolver),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        response = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Stream(response), extensions=response.extensions
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


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
