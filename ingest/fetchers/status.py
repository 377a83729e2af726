"""What an HTTP status means for us. Pure."""

from __future__ import annotations

from datetime import datetime

from ingest.fetchers.exchange import Answer
from ingest.fetchers.failures import Failed
from ingest.fetchers.politeness import retry_after
from ingest.model import Reason

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({500, 502, 503, 504, 520, 521, 522, 523, 524})
"""5xx that may be over in a moment; 501, 505 … will not be."""

_REASONS = {
    304: Reason.NOT_MODIFIED,
    401: Reason.ACCESS_DENIED,
    402: Reason.ACCESS_DENIED,
    403: Reason.ACCESS_DENIED,
    404: Reason.NOT_FOUND,
    407: Reason.ACCESS_DENIED,
    408: Reason.TIMEOUT,
    410: Reason.NOT_FOUND,
    429: Reason.RATE_LIMITED,
    451: Reason.ACCESS_DENIED,
}


def check_status(answer: Answer, now: datetime) -> None:
    """Return for a page (2xx) and for a redirect; raise :class:`Failed` for the rest."""
    status = answer.status
    if 200 <= status < 300 or (status in REDIRECTS and answer.header("location")):
        return
    reason = _reason(status)
    raise Failed(
        reason,
        f"HTTP {status}",
        status=status,
        retry=reason in (Reason.RATE_LIMITED, Reason.TIMEOUT) or status in _PASSING,
        retry_after=retry_after(answer.header("retry-after"), now) if status in (429, 503) else None,
    )


def _reason(status: int) -> Reason:
    if status in _REASONS:
        return _REASONS[status]
    if 400 <= status < 500:
        return Reason.CLIENT_ERROR
    if 500 <= status < 600:
        return Reason.SERVER_ERROR
    return Reason.BROKEN_RESPONSE
