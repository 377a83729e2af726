"""Why an exchange gave no page. Errors of other libraries are translated here, once, at the border."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import httpcore
import httpx

from ingest.model import Reason

_NOT_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")
"""What OpenSSL calls an answer in plain text, by its version."""


class Failed(Exception):
    """An exchange that gave no page. Never leaves the fetchers: it becomes a :class:`ingest.model.Drop`."""

    def __init__(
        self,
        reason: Reason,
        detail: str,
        *,
        status: int | None = None,
        retry: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail, self.status = reason, detail, status
        self.retry = retry
        """Worth another attempt soon."""
        self.retry_after = retry_after
        """What the server asked for."""


class Postponed(Exception):
    """Not asked: the host's Crawl-delay leaves it to a later pass. Never leaves the fetchers, as above."""

    def __init__(self, crawl_delay: timedelta) -> None:
        super().__init__(f"Crawl-delay of {crawl_delay}")
        self.crawl_delay = crawl_delay


class Unresolved(Exception):
    """A host name without an address."""

    def __init__(self, host: str, *, passing: bool) -> None:
        super().__init__(host)
        self.host, self.passing = host, passing


class Forbidden(Exception):
    """An address that is not on the public internet, of a host the user did not name."""


TIMEOUTS = (TimeoutError, httpx.TimeoutException, httpcore.TimeoutException)
PROTOCOL_ERRORS = (httpx.ProtocolError, httpcore.ProtocolError, httpx.DecodingError)
NETWORK_ERRORS = (httpx.TransportError, httpcore.NetworkError, OSError)


def translate(error: Exception, url: str, deadline: timedelta) -> Failed:
    """The reason behind an error of the network libraries, with words that say what to do."""
    host = urlsplit(url).netloc
    causes = list(_chain(error))
    for cause in causes:
        if isinstance(cause, Failed):
            return cause
        if isinstance(cause, Forbidden):
            return Failed(Reason.FORBIDDEN_ADDRESS, str(cause))
        if isinstance(cause, Unresolved):
            return _unresolved(cause.host, passing=cause.passing)
        if isinstance(cause, socket.gaierror):
            return _unresolved(host, passing=cause.errno == socket.EAI_AGAIN)
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLWantReadError):  # that is how TLS waits
            return Failed(Reason.TLS_FAILED, f"{host}: {_tls_words(cause)}")
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Failed(Reason.CONNECTION_FAILED, f"{host} refuses connections: check the address, or try again later")
    if isinstance(error, TIMEOUTS):
        seconds = f"{deadline.total_seconds():g}"
        return Failed(Reason.TIMEOUT, f"{host} gave no complete answer within {seconds} s: try again later", retry=True)
    if isinstance(error, PROTOCOL_ERRORS):
        return Failed(Reason.BROKEN_RESPONSE, f"{host} does not keep to HTTP: {_words(error)}", retry=True)
    if isinstance(error, NETWORK_ERRORS):
        return Failed(Reason.CONNECTION_FAILED, f"connection to {host} lost: {_words(error)}", retry=True)
    return Failed(Reason.BROKEN_RESPONSE, f"{host} sent what cannot be read: {_words(error)}")


def _unresolved(host: str, *, passing: bool) -> Failed:
    if passing:
        return Failed(Reason.UNKNOWN_HOST, f"{host} does not resolve just now: check the network", retry=True)
    return Failed(Reason.UNKNOWN_HOST, f"{host} does not resolve: check the spelling, or the network")


def _tls_words(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message}): certificates are never skipped"
    if getattr(error, "reason", None) in _NOT_TLS:
        return "no TLS there: try http://"
    return f"no TLS connection ({_words(error)})"


def _words(error: BaseException) -> str:
    return str(error)[:200] or type(error).__name__


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what it was raised from, and the members of groups."""
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        current = pending.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            pending.extend(current.exceptions)
        pending.extend((current.__cause__, current.__context__))
