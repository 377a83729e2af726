"""A connection that tells an answer from what was left over before it was asked for.

A server that sends more than it announced (a wrong Content-Length, a smuggled second response) leaves bytes behind that
httpcore would take for the answer to the next request: one page's text under another page's address.
"""

from __future__ import annotations

import ssl
from typing import Any

import httpcore


class Wire(httpcore.AsyncNetworkStream):
    """A network stream that knows whether anything was received since something was last sent."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self.answered = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.answered = True
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.answered = False
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Wire:
        return Wire(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def is_left_over(response: httpcore.Response) -> bool:
    """Whether a response was there before its request was sent."""
    wire = response.extensions.get("network_stream")
    return isinstance(wire, Wire) and not wire.answered
