"""The state of a watching job for machines: Prometheus metrics and a health check, on one port."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest

from ingest.errors import UsageError
from ingest.model import Outcome
from ingest.run.progress import Summary

GRACE = timedelta(minutes=30)
"""A pass may begin so much later than planned, or take so long, before the job counts as stuck."""


class Metrics:
    """A :class:`ingest.run.watch.Watcher` that counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._passes = Counter("ingest_passes", "Passes, by how they ended", ["result"], registry=self.registry)
        self._pages = Counter("ingest_pages", "Pages asked for, by outcome", ["outcome"], registry=self.registry)
        self._articles = Gauge("ingest_articles", "Articles in the dataset", registry=self.registry)
        self._sources = Gauge("ingest_sources", "Sources of the last pass", ["state"], registry=self.registry)
        self._took = Gauge("ingest_pass_seconds", "Duration of the last pass", registry=self.registry)
        self._last = Gauge("ingest_last_pass_timestamp_seconds", "End of the last good pass", registry=self.registry)
        self._following = Gauge("ingest_next_pass_timestamp_seconds", "Begin of the next pass", registry=self.registry)
        self.last_pass: datetime | None = None
        self.next_pass: datetime | None = None
        self.last_error: str | None = None

    def passed(self, summary: Summary, at: datetime, following: datetime) -> None:
        self._passes.labels("interrupted" if summary.interrupted else "done").inc()
        self._pages.labels(Outcome.ARTICLE.value).inc(summary.articles)
        for outcome in (Outcome.UNCHANGED, Outcome.DROPPED, Outcome.REFUSED, Outcome.FAILED):
            self._pages.labels(outcome.value).inc(summary.ended(outcome))
        self._articles.set(summary.rows)
        self._sources.labels("all").set(summary.sources)
        self._sources.labels("unreachable").set(len(summary.unreachable))
        self._took.set(summary.took.total_seconds())
        self._last.set(at.timestamp())
        self._planned(following)
        self.last_pass, self.last_error = at, None

    def failed(self, error: Exception, at: datetime, following: datetime) -> None:
        self._passes.labels("failed").inc()
        self._planned(following)
        self.last_error = str(error) or type(error).__name__

    def _planned(self, following: datetime) -> None:
        self._following.set(following.timestamp())
        self.next_pass = following

    def health(self, now: datetime) -> tuple[bool, dict[str, str | None]]:
        """Whether the job does what it should, and since when: not after a failed pass, nor when one is overdue."""
        overdue = self.next_pass is not None and now > self.next_pass + GRACE
        state = {
            "status": "failed" if self.last_error else "overdue" if overdue else "ok",
            "last_pass": self.last_pass.isoformat() if self.last_pass else None,
            "next_pass": self.next_pass.isoformat() if self.next_pass else None,
            "error": self.last_error,
        }
        return state["status"] == "ok", state


class MetricsServer:
    """``/metrics`` and ``/health`` on loopback, in a thread of its own. A context manager."""

    def __init__(self, metrics: Metrics, port: int, host: str = "127.0.0.1") -> None:
        """``port`` 0: a free one. Raises :class:`UsageError` when it cannot be had."""
        try:
            self._server = ThreadingHTTPServer((host, port), _handler(metrics))
        except OSError as error:
            raise UsageError(f"Port {port} cannot be had ({error.strerror}): choose another with --port.") from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.2,), daemon=True)

    @property
    def url(self) -> str:
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(metrics: Metrics) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(200, CONTENT_TYPE_LATEST, generate_latest(metrics.registry))
            elif self.path == "/health":
                well, state = metrics.health(datetime.now(UTC))
                self._answer(200 if well else 503, "application/json", json.dumps(state).encode())
            else:
                self._answer(404, "text/plain", b"There are /metrics and /health.\n")

        def _answer(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: whoever asks every fifteen seconds is no news."""

    return Handler
