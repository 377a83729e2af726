"""One request and its response over the wire. Everything that can go wrong comes out as :class:`Failed`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import httpx

from ingest.fetchers.content import Accept, refused_body, refused_type
from ingest.fetchers.decoding import TooLong, Undecodable, decode
from ingest.fetchers.failures import Failed, translate
from ingest.model import Reason

Headers = tuple[tuple[str, str], ...]

CAPTURED_AT = "captured_at"
"""Extension of a response that was not made now: when it was, aware. For transports that answer from a store."""

_DRAINED = 64 * 1024
"""Bodies of errors and redirects are read to this length, so that the connection can be used again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it came, without its content coding. ``body`` is empty unless the status is 2xx."""

    url: str
    status: int
    headers: Headers
    body: bytes
    at: datetime
    sent: Headers = ()
    """Headers of the request."""

    def header(self, name: str) -> str | None:
        """First value of a header, whatever its case."""
        return next(iter(self.header_values(name)), None)

    def header_values(self, name: str) -> list[str]:
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a response is read."""

    max_bytes: int
    accept: Accept | None = None
    """None: whatever comes."""
    cut: bool = False
    """Longer bodies are cut off instead of refused, also those that are packed."""
    check: Callable[[Answer], None] | None = None
    """Called with status and headers before the body is read; raises :class:`Failed` to have it left unread."""


async def exchange(
    transport: httpx.AsyncBaseTransport,
    request: httpx.Request,
    wanted: Wanted,
    *,
    deadline: timedelta,
    now: Callable[[], datetime],
) -> Answer:
    """Send ``request`` and read the response within ``deadline``, first byte to last.

    Raises :class:`Failed` for what the network or the server did wrong, and for content that is not wanted; a status
    of 4xx or 5xx is an answer.
    """
    url = str(request.url)
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            response = await transport.handle_async_request(request)
            try:
                return await _read(response, request, wanted, now)
            finally:
                await response.aclose()
    except Failed:
        raise
    except Exception as error:  # the border: see failures.translate
        raise translate(error, url, deadline) from error


async def _read(
    response: httpx.Response, request: httpx.Request, wanted: Wanted, now: Callable[[], datetime]
) -> Answer:
    status, at = response.status_code, response.extensions.get(CAPTURED_AT) or now()
    answer = Answer(str(request.url), status, _headers(response.headers), b"", at, _headers(request.headers))
    if wanted.check is not None:
        wanted.check(answer)
    if not 200 <= status < 300:
        await _drain(response)
        return answer
    content_type = answer.header("content-type")
    if wanted.accept is not None and (kind := refused_type(content_type, wanted.accept)):
        raise Failed(Reason.NOT_HTML, kind, status=status)
    body = await _body(response, answer, wanted)
    if wanted.accept is not None and (kind := refused_body(content_type, body, wanted.accept)):
        raise Failed(Reason.NOT_HTML, kind, status=status)
    return replace(answer, body=body)


def _headers(headers: httpx.Headers) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)


async def _drain(response: httpx.Response) -> None:
    size = 0
    async for chunk in _chunks(response):
        size += len(chunk)
        if size > _DRAINED:
            return


async def _body(response: httpx.Response, answer: Answer, wanted: Wanted) -> bytes:
    """The decoded body. What is packed is read whole, within the bound, then unpacked within the bound."""
    declared = answer.header("content-length") or ""
    if not wanted.cut and declared.isascii() and declared.isdigit() and int(declared) > wanted.max_bytes:
        raise _too_large(wanted, answer)
    pieces, size = [], 0
    async for chunk in _chunks(response):
        pieces.append(chunk)
        size += len(chunk)
        if size > wanted.max_bytes:
            if wanted.cut:
                break
            raise _too_large(wanted, answer)
    coding = ",".join(answer.header_values("content-encoding"))
    try:
        body = b"".join(pieces)
        return decode(body, coding, wanted.max_bytes, cut=wanted.cut) if coding else body[: wanted.max_bytes]
    except TooLong:
        raise _too_large(wanted, answer) from None
    except Undecodable as error:
        raise Failed(
            Reason.BROKEN_RESPONSE, f"content coding {coding}: {error}", status=answer.status, retry=True
        ) from error


def _too_large(wanted: Wanted, answer: Answer) -> Failed:
    return Failed(
        Reason.TOO_LARGE, f"more than {wanted.max_bytes:,} bytes: raise max_bytes to have it", status=answer.status
    )


def _chunks(response: httpx.Response) -> httpx.AsyncByteStream:
    assert isinstance(response.stream, httpx.AsyncByteStream)
    return response.stream
