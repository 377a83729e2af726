"""The wire as httpx wants it: HTTP/1.1 on h11, over connections that go through :mod:`ingest.fetchers.addresses`.

httpx's own transport has no door for the check of addresses; httpcore, on which it stands, has, but takes half a
millisecond of locks, scopes and traces for each page, which is more than the parser takes for some. HTTP/1.1 only: with
two connections and a pause per host there is nothing to multiplex, and HTTP/2 costs CPU for every frame.
"""

from __future__ import annotations

import ssl
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from functools import cache

import h11
import httpx

from ingest.fetchers.addresses import NamedHosts, Resolver, connect
from ingest.fetchers.wire import Wire

KEEPALIVE_SECONDS = 15.0
"""Longer than the usual pause between two requests to a host, shorter than most servers wait."""
MOST_ORIGINS = 100
"""Origins with connections at rest; the one that rests longest gives way. Bounds the process's open files."""
MOST_HEADERS = 100 * 1024
"""Bytes of a status line with its headers, or of a line of a chunked body."""

_SENT = "http11.send_request_headers.complete"
"""What httpcore, below httpx's own transport, tells a listener in the extension ``trace``; so do we."""

Origin = tuple[bytes, bytes, int | None]


class PoolTransport(httpx.AsyncBaseTransport):
    """An httpx transport over guarded connections, which are kept open for the next request to their origin.

    How many there are at once is the caller's to bound. Of httpx's timeouts, it keeps that for connecting. ``trusted``
    replaces the certificates that are trusted.
    """

    def __init__(
        self,
        named: NamedHosts,
        resolver: Resolver,
        *,
        most_origins: int = MOST_ORIGINS,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._named, self._resolver, self._most_origins, self._trusted = named, resolver, most_origins, trusted
        self._resting: OrderedDict[Origin, list[_Connection]] = OrderedDict()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        origin = (url.raw_scheme, url.raw_host, url.port)
        connection = self._rested(origin) or await self._new(request)
        try:
            return await connection.ask(request, lambda: self._rest(origin, connection))
        except BaseException:  # a deadline as well
            connection.abort()
            raise

    async def aclose(self) -> None:
        while self._resting:
            _, connections = self._resting.popitem()
            for connection in connections:
                connection.abort()

    async def _new(self, request: httpx.Request) -> _Connection:
        url = request.url
        is_secure, host = url.scheme == "https", url.raw_host.decode("ascii")
        timeout = request.extensions.get("timeout", {}).get("connect")
        wire = await connect(host, url.port or (443 if is_secure else 80), timeout, self._named, self._resolver)
        if is_secure:
            await wire.start_tls(self._trusted or _tls_context(), host, timeout)
        return _Connection(wire)

    def _rested(self, origin: Origin) -> _Connection | None:
        """A connection of the origin that can be used again; those that cannot are closed."""
        connections = self._resting.get(origin, [])
        found = None
        while connections and found is None:
            found = connections.pop()
            if not found.is_usable():
                found.abort()
                found = None
        if not connections:
            self._resting.pop(origin, None)
        return found

    def _rest(self, origin: Origin, connection: _Connection) -> None:
        self._resting.setdefault(origin, []).append(connection)
        self._resting.move_to_end(origin)
        if len(self._resting) > self._most_origins:
            _, others = self._resting.popitem(last=False)
            for other in others:
                other.abort()


class _Connection:
    """One exchange after the other."""

    def __init__(self, wire: Wire) -> None:
        self._wire, self._http = wire, h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEADERS)
        self._until = 0.0

    async def ask(self, request: httpx.Request, rest: Callable[[], None]) -> httpx.Response:
        """Send a request, and read the response up to its body. ``rest`` is called when this connection is free."""
        await self._send(request)
        trace = request.extensions.get("trace")
        if trace is not None:
            await trace(_SENT, {})
        event = await self.next()
        while isinstance(event, h11.InformationalResponse):
            event = await self.next()
        assert isinstance(event, h11.Response)
        return httpx.Response(event.status_code, headers=event.headers.raw_items(), stream=_Body(self, rest))

    async def _send(self, request: httpx.Request) -> None:
        try:
            head = h11.Request(method=request.method, target=request.url.raw_path, headers=request.headers.raw)
            pieces = [self._http.send(head)]
            assert isinstance(request.stream, httpx.AsyncByteStream)
            async for chunk in request.stream:
                pieces.append(self._http.send(h11.Data(data=chunk)))
            pieces.append(self._http.send(h11.EndOfMessage()))
        except h11.LocalProtocolError as error:
            raise httpx.LocalProtocolError(str(error)) from error
        await self._wire.write(b"".join(piece for piece in pieces if piece))

    async def next(self) -> h11.Event | type[h11.PAUSED]:
        """The next event of the response."""
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                data = await self._wire.read()
                if not data and self._http.their_state is h11.SEND_RESPONSE:
                    raise httpx.RemoteProtocolError("the connection was closed without a response")
                self._http.receive_data(data)
        except h11.RemoteProtocolError as error:
            raise httpx.RemoteProtocolError(str(error)) from error
        assert not isinstance(event, type) or event is h11.PAUSED
        return event

    def is_usable(self) -> bool:
        """Whether another request can be sent after a pause."""
        return time.monotonic() < self._until and self._wire.is_silent()

    def end(self) -> bool:
        """The response is done with; whether the connection can be used again.

        A server that sends more than it announced (a wrong Content-Length, a smuggled second response) leaves bytes
        behind that would be taken for the answer to the next request: one page's text under another page's address.
        """
        is_whole = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if not is_whole or self._http.trailing_data[0]:
            self.abort()
            return False
        self._http.start_next_cycle()
        self._until = time.monotonic() + KEEPALIVE_SECONDS
        return True

    def abort(self) -> None:
        self._wire.abort()


class _Body(httpx.AsyncByteStream):
    def __init__(self, connection: _Connection, rest: Callable[[], None]) -> None:
        self._connection, self._rest = connection, rest
        self._is_open = True

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while isinstance(event := await self._connection.next(), h11.Data):
            yield bytes(event.data)

    async def aclose(self) -> None:
        if self._is_open:
            self._is_open = False
            if self._connection.end():
                self._rest()


@cache
def _tls_context() -> ssl.SSLContext:
    """The roots that are trusted: 30 ms to load, once per process."""
    context = httpx.create_ssl_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
