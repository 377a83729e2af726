"""Help for tests: pages and a source, without a network."""

from __future__ import annotations

from datetime import UTC, datetime

from ingest.model import Page, Source, Via

HOME = "https://www.exemple.fr/"
SOURCE = Source(name="exemple", home=HOME)


def page(body: bytes | str, url: str = HOME, content_type: str | None = "text/html", via: Via = Via.USER) -> Page:
    return Page(
        url=url,
        final_url=url,
        status=200,
        headers=() if content_type is None else (("Content-Type", content_type),),
        body=body.encode() if isinstance(body, str) else body,
        fetched_at=datetime(2026, 3, 1, 8, tzinfo=UTC),
        via=via,
    )
