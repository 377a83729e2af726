"""What a page says about itself in its metadata."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ingest.parsers.structured import article_of, long_text, names, read_json_ld, texts, types_of
from ingest.parsers.typography import clean
from ingest.parsers.walk import Tree

_SITE_TYPES = frozenset(("WebSite", "Organization", "NewsMediaOrganization"))


class Claims(NamedTuple):
    """JSON-LD's objects, the one that is the article, and what they and meta tags say of the site and the text."""

    objects: list[dict[str, Any]]
    article: dict[str, Any]
    site_name: str | None
    site_names: list[str]
    descriptions: list[str]
    reference: str
    """JSON-LD's articleBody."""


def claims_of(tree: Tree, url: str | None, source_title: str | None) -> Claims:
    """``url``: the page's, whose host is a name of the site; ``source_title``: its name in a list of sources."""
    meta = tree.meta
    objects = read_json_ld(tree.json_ld)
    shown = first_of(meta, "og:title", "twitter:title") or tree.title
    article = article_of(objects, url=url, title=shown) or {}
    publishers = [name for name, _ in names(article.get("publisher"))]
    site_names = [
        *meta.get("og:site_name", ()),
        *publishers,
        *meta.get("application-name", ()),
        *meta.get("apple-mobile-web-app-title", ()),
    ]
    site_names += [
        name for thing in objects if not _SITE_TYPES.isdisjoint(types_of(thing)) for name in texts(thing.get("name"))
    ]
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    site_name = source_title or next(filter(None, map(clean, site_names)), None)
    descriptions = [
        *texts(article.get("description")),
        *meta.get("og:description", ()),
        *meta.get("description", ()),
        *meta.get("twitter:description", ()),
    ]
    return Claims(
        objects=objects,
        article=article,
        site_name=site_name,
        site_names=[name for name in (*site_names, source_title, host) if name],
        descriptions=[clean(text) for text in descriptions if text],
        reference=long_text(article.get("articleBody")),
    )


def first_of(meta: dict[str, list[str]], *names_: str) -> str | None:
    """The first value of the first of some meta tags that is there."""
    return next((meta[name][0] for name in names_ if meta.get(name)), None)
