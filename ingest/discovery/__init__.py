"""Source → Link: what a page is, and which articles it leads to. Bytes in, links out; nothing is fetched here."""

from ingest.discovery.feeds import find_feeds, read_feed
from ingest.discovery.kind import PageKind, what_is
from ingest.discovery.links import article_links, section_links
from ingest.discovery.sitemaps import Sitemap, read_sitemap

__all__ = [
    "PageKind",
    "Sitemap",
    "article_links",
    "find_feeds",
    "read_feed",
    "read_sitemap",
    "section_links",
    "what_is",
]
