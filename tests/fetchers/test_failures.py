"""Errors of the network libraries become reasons, once."""

from __future__ import annotations

import ssl
from datetime import timedelta

import httpcore
import httpx
import pytest

from ingest.fetchers.failures import translate
from ingest.model import Reason

URL = "https://exemple.fr/a"


def _caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


def _certificate() -> ssl.SSLError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired"
    return error


def _plain_text() -> ssl.SSLError:
    error = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
    error.reason = "WRONG_VERSION_NUMBER"
    return error


@pytest.mark.parametrize(
    ("error", "reason", "retry", "words"),
    [
        (_caused(httpx.ConnectError("x"), _certificate()), Reason.TLS_FAILED, False, "certificate has expired"),
        (_caused(httpcore.ConnectError("x"), ssl.SSLError(1, "handshake")), Reason.TLS_FAILED, False, "TLS"),
        (_caused(httpcore.ConnectError("x"), _plain_text()), Reason.TLS_FAILED, False, "try http://"),
        (_caused(TimeoutError(), ssl.SSLWantReadError()), Reason.TIMEOUT, True, "30 s"),
        (httpcore.ConnectTimeout(), Reason.TIMEOUT, True, "30 s"),
        (httpx.ReadTimeout("x"), Reason.TIMEOUT, True, "30 s"),
        (_caused(httpcore.ConnectError("x"), ConnectionRefusedError()), Reason.CONNECTION_FAILED, False, "refuses"),
        (httpcore.ReadError("peer"), Reason.CONNECTION_FAILED, True, "lost"),
        (ConnectionResetError("peer"), Reason.CONNECTION_FAILED, True, "lost"),
        (OSError(101, "Network is unreachable"), Reason.CONNECTION_FAILED, True, "unreachable"),
        (httpx.RemoteProtocolError("bad line"), Reason.BROKEN_RESPONSE, True, "bad line"),
        (ValueError("what"), Reason.BROKEN_RESPONSE, False, "what"),
        (
            ExceptionGroup("all attempts", [OSError("a"), ConnectionRefusedError()]),
            Reason.CONNECTION_FAILED,
            False,
            "refuses",
        ),
    ],
)
def test_translate(error: Exception, reason: Reason, retry: bool, words: str) -> None:
    """The root of an error decides, not the library's wrapping; the words name the host and what was seen."""
    failed = translate(error, URL, timedelta(seconds=30))
    assert (failed.reason, failed.retry) == (reason, retry)
    assert words in failed.detail
    assert "exemple.fr" in failed.detail
