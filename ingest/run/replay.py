"""WARC files in place of the wire: a crawl that asks an archive instead of the web.

A transport in the sense of docs/fetching.md. It is offline: nobody is asked, so neither robots.txt nor a pause is in
order, and ``robots`` is ``not_checked``. To read every page of an archive, whatever links to it, use
:mod:`ingest.run.build`; this is for what goes from page to page: discovery, a source, a list of addresses. Discovery
needs an archive with home pages, feeds or sitemaps: of the archives of Ingest, which keep articles only, single pages
can be asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from ingest.archive import read_captures, read_stretch
from ingest.errors import ArchiveError
from ingest.fetchers.failures import Failed
from ingest.model import Drop, Location, Page, Reason
from ingest.urls import try_request

_NOT_REPEATED = frozenset({"content-length", "content-encoding", "transfer-encoding"})
"""They speak of the bytes on the wire, and the archive keeps those of the page."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where the newest capture of an address is, or what it came to without a page."""

    at: datetime
    status: int
    path: Path
    place: Location
    redirect: str | None = None


class ReplayTransport(httpx.AsyncBaseTransport):
    """Answers each request with the newest capture of its address, as of the time of that capture.

    ``at``: nothing younger counts. What the archives do not hold is not found. Raises
    :class:`ingest.errors.ArchiveError` when a file cannot be read, or holds no capture. Memory grows with the number of
    captures, not with their size. Redirects are known of archives of ours only.
    """

    offline = True

    def __init__(self, warcs: Iterable[Path], *, at: datetime | None = None) -> None:
        self._kept: dict[str, _Kept] = {}
        for path in warcs:
            place = None
            for capture, place in read_captures(path):
                self._add(capture, path, place, at)
            if place is None:
                raise ArchiveError(f"{path} holds no page{' and is empty' if path.stat().st_size == 0 else ''}.")

    def _add(self, capture: Page | Drop, path: Path, place: Location, until: datetime | None) -> None:
        moment = capture.fetched_at if isinstance(capture, Page) else capture.at
        answered = isinstance(capture, Page) or (capture.status or 0) >= 400
        if moment is None or capture.status is None or not answered or (until is not None and moment > until):
            return
        final = capture.final_url or capture.url
        self._keep(final, _Kept(moment, capture.status, path, place))
        if final != capture.url:
            self._keep(capture.url, _Kept(moment, 302, path, place, redirect=final))

    def _keep(self, url: str, capture: _Kept) -> None:
        key = try_request(url)
        before = self._kept.get(key) if key else None
        if key and (before is None or before.at <= capture.at):
            self._kept[key] = capture

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        kept = self._kept.get(try_request(str(request.url)) or "")
        if kept is None:
            raise Failed(Reason.NOT_FOUND, "not in this archive", status=404)
        page = self._page(kept) if kept.redirect is None and 200 <= kept.status < 300 else None
        headers = [("Location", kept.redirect)] if kept.redirect else list(page.headers if page else ())
        return httpx.Response(
            kept.status,
            headers=[
                (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
                for name, value in headers
                if name.lower() not in _NOT_REPEATED
            ],
            stream=httpx.ByteStream(page.body if page else b""),
            extensions={"captured_at": kept.at},
        )

    def _page(self, kept: _Kept) -> Page | None:
        start = kept.place.offset
        found = read_stretch(kept.path.parent, kept.path.name, start, start + kept.place.length)
        pages = [page for page, _ in found if isinstance(page, Page) and page.fetched_at == kept.at]
        return pages[0] if pages else None
