"""RSS, Atom and RDF feeds: the articles they name, and where a page says its feeds are. Pure."""

from __future__ import annotations

import calendar
import io
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from ingest.discovery.content import base_of, html, unpacked, without_bad_references, without_entities
from ingest.markup import harmless
from ingest.model import Link, Page, Source, Via
from ingest.urls import canonical_of, try_request

log = logging.getLogger(__name__)

MOST_ENTRIES = 5_000
MOST_FEEDS = 20
LONGEST_FEED = 10_000_000
"""In bytes: feedparser takes a second for each million, and quadratic time for the attributes of one tag."""

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_FEED_PATH = re.compile(
    r"/(?:rss|feed|feeds|atom|flux-rss)(?:/[\w-]+)?/?$|\.(?:rss|atom|rdf)$|(?:rss|feed|atom)\.xml$", re.I
)
_OF_COMMENTS = re.compile(r"(?<![^\W_])(?:comments|commentaires?)(?![^\W_])", re.IGNORECASE)
"""As whole words: «comment» is «how», in titles, addresses and names of French sites."""
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def read_feed(page: Page, source: Source) -> list[Link]:
    """The entries of a feed in its order, each page once, with title and dates (aware, UTC) where given.

    Addresses are absolute; ``feedburner:origLink`` and permalink guids count. Invalid XML gives what can be read of it.
    Entries without a web address are left out.
    """
    parsed = _parsed(page)
    is_rss = parsed.get("version", "").startswith("rss")
    links: dict[str, Link] = {}
    for entry in parsed.entries[:MOST_ENTRIES]:
        url = _address(entry, page.final_url)
        if url is not None:
            links.setdefault(canonical_of(url), _link(entry, url, page, source, is_rss=is_rss))
    return list(links.values())


def _parsed(page: Page) -> Any:
    import feedparser  # 60 ms: only when there is a feed

    try:
        return feedparser.parse(
            io.BytesIO(harmless(without_bad_references(without_entities(unpacked(page.body)[:LONGEST_FEED])))),
            response_headers={
                "content-type": page.header("content-type") or "application/xml",
                "content-location": page.final_url,
            },
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # it reads broken XML by hand, and lets out whatever that meets
        log.warning("no entry of the feed %s can be read: %s: %s", page.final_url, type(error).__name__, error)
        return feedparser.FeedParserDict(entries=[])


def _link(entry: Any, url: str, page: Page, source: Source, *, is_rss: bool) -> Link:
    published, modified = _moment(entry.get("published_parsed")), None
    if "updated" in entry:
        modified = _moment(entry.get("updated_parsed"))
    if is_rss and published is None:  # dc:date, which feedparser takes for an update
        published, modified = modified, None
    return Link(
        url=url,
        source=source.name,
        via=Via.FEED,
        referrer=page.final_url,
        title=_plain(entry.get("title")),
        published=published,
        modified=modified,
    )


def _address(entry: Any, base: str) -> str | None:
    """The article's own address before the counter's in front of it."""
    permalink = entry.get("id") if entry.get("guidislink", True) else None
    for candidate in (entry.get("feedburner_origlink"), entry.get("link"), permalink):
        if candidate and (url := try_request(candidate, base)):
            return url
    return None


def _moment(parsed: struct_time | None) -> datetime | None:
    if parsed is None:
        return None
    try:
        moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment > _EARLIEST else None  # 1970: a field nobody filled in


def _plain(title: str | None) -> str | None:
    """A title without markup."""
    if title and ("<" in title or "&" in title):
        body = LexborHTMLParser(title).body
        title = body.text() if body is not None else title
    return " ".join((title or "").split()) or None


def find_feeds(page: Page) -> list[str]:
    """Addresses of the feeds a page declares, in its order; where it declares none, of links that look like feeds.

    Feeds of comments are left out.
    """
    tree = html(page)
    base = base_of(tree, page.final_url)
    return (list(dict.fromkeys(_declared(tree, base))) or list(dict.fromkeys(_linked(tree, base))))[:MOST_FEEDS]


def _declared(tree: LexborHTMLParser, base: str) -> Iterator[str]:
    for node in tree.css("link[rel~='alternate' i][href]"):
        named = (node.attributes.get("type") or "").partition(";")[0].strip().lower()
        url = try_request(node.attributes.get("href") or "", base)
        title = node.attributes.get("title") or ""
        if named in _FEED_TYPES and url and not _is_of_comments(url, title):
            yield url


def _linked(tree: LexborHTMLParser, base: str) -> Iterator[str]:
    for node in tree.css("a[href]"):
        url = try_request(node.attributes.get("href") or "", base)
        if url and _FEED_PATH.search(urlsplit(url).path) and not _is_of_comments(url):
            yield url


def _is_of_comments(url: str, title: str = "") -> bool:
    parts = urlsplit(url)
    return any(_OF_COMMENTS.search(words) for words in (title, parts.path, parts.query))
