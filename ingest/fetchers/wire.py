"""A connection over which bytes go, on asyncio alone: what came is at hand when it is asked for.

The event loop reads as soon as there is something, and knows when the other side has hung up. So whether a connection
can be used again is known without a system call, and a page costs no more tasks and locks than it needs.
"""

from __future__ import annotations

import asyncio
import select
import ssl

import httpx

_MOST_UNREAD = 512 * 1024
"""Bytes. The other side has to wait when there are more."""


class Wire(asyncio.Protocol):
    """A TCP connection, plain or with TLS. Raises httpx's errors."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._unread: list[bytes] = []
        self._size = 0
        self._ended = False
        self._error: Exception | None = None
        self._reading: asyncio.Future[None] | None = None
        self._writing: asyncio.Future[None] | None = None

    @classmethod
    async def connect(cls, address: str, port: int, timeout: float | None) -> Wire:
        """A connection to an IP address."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                _, wire = await loop.create_connection(cls, address, port)
        except TimeoutError as error:
            raise httpx.ConnectTimeout(f"no connection to {address} within {timeout} s") from error
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error
        return wire

    async def start_tls(self, context: ssl.SSLContext, host: str, timeout: float | None) -> None:
        """Go on with TLS. Raises for a certificate that is not that host's."""
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                secured = await loop.start_tls(self._transport, self, context, server_hostname=host)
        except TimeoutError as error:
            self.abort()
            raise httpx.ConnectTimeout(f"no TLS connection to {host} within {timeout} s") from error
        except OSError as error:  # ssl.SSLError among them
            self.abort()
            raise httpx.ConnectError(str(error)) from error
        if secured is None:
            raise httpx.ConnectError("the connection was closed while TLS began")
        self._transport = secured

    async def read(self) -> bytes:
        """What came since the last time, or as soon as something comes; empty when the other side has ended."""
        while not self._unread:
            if self._error is not None:
                raise httpx.ReadError(str(self._error)) from self._error
            if self._ended:
                return b""
            self._reading = asyncio.get_running_loop().create_future()
            try:
                await self._reading
            finally:
                self._reading = None
        data = self._unread[0] if len(self._unread) == 1 else b"".join(self._unread)
        self._unread.clear()
        if self._size > _MOST_UNREAD and self._transport is not None and not self._ended:
            self._transport.resume_reading()
        self._size = 0
        return data

    async def write(self, data: bytes) -> None:
        if self._ended or self._transport is None or self._transport.is_closing():
            raise httpx.WriteError("the other side has closed the connection")
        self._transport.write(data)
        if self._writing is not None:
            await self._writing

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()
        self._ended = True

    def is_silent(self) -> bool:
        """Whether the connection is open and nothing has come that nobody asked for, not even in the system's hands."""
        if self._unread or self._ended or self._transport is None or self._transport.is_closing():
            return False
        if not hasattr(select, "poll"):  # Windows: what the loop has not read yet is not seen
            return True
        poll = select.poll()
        poll.register(self._transport.get_extra_info("socket").fileno(), select.POLLIN)
        return not poll.poll(0)

    # --- what the event loop tells -----------------------------------------------------------------------------------
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._unread.append(data)
        before, self._size = self._size, self._size + len(data)
        if before <= _MOST_UNREAD < self._size and self._transport is not None:
            self._transport.pause_reading()
        _wake(self._reading)

    def eof_received(self) -> None:
        self._ended = True
        _wake(self._reading)

    def connection_lost(self, error: Exception | None) -> None:
        self._ended, self._error = True, error
        _wake(self._reading)
        _wake(self._writing)

    def pause_writing(self) -> None:
        self._writing = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        _wake(self._writing)
        self._writing = None


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
