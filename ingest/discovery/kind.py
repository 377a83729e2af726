"""What a page is: feed, sitemap, article or list of articles. Pure.

Markup languages are told by their first element, whatever Content-Type says. Between article and list, evidence is
weighed: what the page says of itself, its address, and whether it holds paragraphs or headlines of other pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.discovery.addresses import STRONG, article_score
from ingest.discovery.content import html, root_element, unpacked
from ingest.model import Page
from ingest.urls import canonical_of, canonical_url, try_request


class PageKind(StrEnum):
    FEED = "feed"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap_index"
    ARTICLE = "article"
    LISTING = "listing"
    """A home, section, tag or author page."""


_ROOTS = {
    "rss": PageKind.FEED,
    "feed": PageKind.FEED,
    "rdf": PageKind.FEED,
    "urlset": PageKind.SITEMAP,
    "sitemapindex": PageKind.SITEMAP_INDEX,
}
_ARTICLE_TYPES = frozenset(
    {
        *("Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle"),
        *("BackgroundNewsArticle", "ReviewNewsArticle", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting"),
        *("TechArticle", "Report", "Review", "ScholarlyArticle", "VideoObject", "PodcastEpisode"),
    }
)
_LIST_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage", "Blog"})
_LIST_CLASSES = frozenset({"home", "archive", "category", "tag", "author", "blog", "search", "search-results"})
_ARTICLE_CLASSES = frozenset({"single", "single-post", "postid", "article-page", "page-article", "node-type-article"})
_TEXT_LINE = re.compile(rb"\s*https?://\S+\s*$", re.MULTILINE)

_PARAGRAPH = 120
"""Letters of a paragraph that is prose, not a teaser or a label."""
_ENOUGH_PROSE = 3
_MANY_TEASERS = 8
_LINK_AROUND = 5
"""Levels: «<a><div><h2>»."""
_LOOKED_AT = 300
"""Paragraphs and headings of a page: enough to tell, and hostile pages have a hundred thousand."""


def what_is(page: Page) -> PageKind:
    """The kind of a page. Never raises: what says nothing of itself is a list if it holds more headlines than prose."""
    body = unpacked(page.body)
    kind = _ROOTS.get(root_element(body))
    if kind is not None:
        return kind
    head = body[:2000].lstrip(b"\xef\xbb\xbf")
    if not head.lstrip().startswith(b"<") and _TEXT_LINE.match(head):
        return PageKind.SITEMAP
    return PageKind.ARTICLE if _article_evidence(page) > 0 else PageKind.LISTING


def _article_evidence(page: Page) -> int:
    """Above 0: an article."""
    parts = urlsplit(canonical_url(page.final_url))
    if parts.path == "/" and not parts.query:
        return -10
    tree = html(page)
    return _by_address(page.final_url) + _by_metadata(tree) + _by_json_ld(tree) + _by_body(tree, page.final_url)


def _by_address(url: str) -> int:
    score = article_score(url)
    return -3 if score < 0 else 2 if score >= STRONG else 0


def _by_metadata(tree: LexborHTMLParser) -> int:
    evidence = 0
    og_type = _meta(tree, "og:type")
    if og_type in ("article", "video.other", "video.episode", "news"):
        evidence += 2
    if _meta(tree, "article:published_time"):
        evidence += 2
    body = tree.body
    classes = set(((body.attributes.get("class") or "") if body is not None else "").lower().split())
    if classes & _LIST_CLASSES:  # WordPress and its kin say it
        evidence -= 3
    if classes & _ARTICLE_CLASSES:
        evidence += 3
    return evidence


def _meta(tree: LexborHTMLParser, name: str) -> str:
    node = tree.css_first(f'meta[property="{name}"], meta[name="{name}"]')
    return ((node.attributes.get("content") or "") if node is not None else "").strip().lower()


def _by_json_ld(tree: LexborHTMLParser) -> int:
    """One article among the page's own objects speaks for one, a list or several articles against."""
    types = [kind for node in tree.css('script[type="application/ld+json"]') for kind in _types(node.text())]
    articles = sum(kind in _ARTICLE_TYPES for kind in types)
    if any(kind in _LIST_TYPES for kind in types):
        return 0 if articles == 1 else -3
    return 3 if articles == 1 else -2 if articles > 2 else 0


def _types(text: str) -> Iterator[str]:
    """Types of the top-level objects of a JSON-LD script. Nothing for invalid JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    top = data if isinstance(data, list) else [data]
    for thing in top:
        if not isinstance(thing, dict):
            continue
        graph = thing.get("@graph")
        for node in graph if isinstance(graph, list) else [thing]:
            named = node.get("@type") if isinstance(node, dict) else None
            first = named[0] if isinstance(named, list) and named else named
            if isinstance(first, str):
                yield first


def _by_body(tree: LexborHTMLParser, url: str) -> int:
    """Prose against headlines of other pages."""
    prose = sum(1 for _ in islice(filter(_is_prose, tree.css("p")[:_LOOKED_AT]), _ENOUGH_PROSE))
    if prose == _ENOUGH_PROSE:
        return 2
    teasers = len(set(_teasers(tree, url)))
    return -2 if teasers >= _MANY_TEASERS else int(prose > teasers)


def _is_prose(node: LexborNode) -> bool:
    return len(node.text()) >= _PARAGRAPH and len(node.css("a")) <= 3 and not _under_headline(node)


def _under_headline(node: LexborNode) -> bool:
    """A teaser's words: right after a linked heading, or with one in a box of one or two paragraphs."""
    before = _element_before(node)
    if before is not None and before.tag in ("h2", "h3", "h4") and before.css_first("a[href]") is not None:
        return True
    box = node.parent
    for _ in range(2):
        if box is None or len(box.css("p")) > 2:
            return False
        if any(_links_of(heading) for heading in box.css("h2, h3, h4")[:_LOOKED_AT]):
            return True
        box = box.parent
    return False


def _element_before(node: LexborNode) -> LexborNode | None:
    before = node.prev
    while before is not None and (before.tag or "-").startswith("-"):  # text, comments
        before = before.prev
    return before


def _teasers(tree: LexborHTMLParser, base: str) -> Iterator[str]:
    """Pages whose headline stands here as a linked heading."""
    for heading in tree.css("h2, h3, h4")[:_LOOKED_AT]:
        for link in _links_of(heading):
            url = try_request(link.attributes.get("href") or "", base)
            if url is not None and article_score(url) > 0:
                yield canonical_of(url)


def _links_of(heading: LexborNode) -> list[LexborNode]:
    """The links in a heading, or the one around it."""
    node = heading.parent
    for _ in range(_LINK_AROUND):
        if node is None:
            break
        if node.tag == "a" and node.attributes.get("href") is not None:
            return [node]
        node = node.parent
    return heading.css("a[href]")[:_MANY_TEASERS]
