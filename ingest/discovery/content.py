"""Bytes of a page as markup: unpacked, without what could explode, decoded. Pure."""

from __future__ import annotations

import re
import zlib

from selectolax.lexbor import LexborHTMLParser
from w3lib.encoding import html_to_unicode

from ingest.model import Page
from ingest.urls import try_request

MAX_UNPACKED = 50_000_000
"""sitemaps.org: no sitemap is larger than 50 MB unpacked."""

MOST_DEPTH = 3_000

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
_NOT_NESTING = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
        *(
            "p",
            "li",
            "dt",
            "dd",
            "td",
            "th",
            "tr",
            "option",
            "path",
        ),  # their end tags are optional: a new one closes them
    }
)
_GZIP = b"\x1f\x8b"
_INTERNAL_SUBSET = re.compile(rb"<!DOCTYPE[^\[>]*\[.*?\]\s*>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
_PROLOGUE = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*>)", re.DOTALL | re.IGNORECASE)


def unpacked(body: bytes) -> bytes:
    """``body`` without gzip packing, cut at :data:`MAX_UNPACKED`; what is not packed, or badly, as far as it goes."""
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        return unpacker.decompress(body, MAX_UNPACKED)
    except zlib.error:
        return b""


def without_entities(body: bytes) -> bytes:
    """``body`` without an internal DTD: no feed needs one, and entities defined there can grow without bound."""
    return _INTERNAL_SUBSET.sub(b"", body, count=1) if b"<!ENTITY" in body else body


def root_element(body: bytes) -> str:
    """Local name, lower case, of the first element of a markup document; empty when there is none near its start."""
    head = body[:20_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    while match := _PROLOGUE.match(head):
        head = head[match.end() :]
    found = _ROOT.match(head.lstrip())
    return found[1].decode("ascii", "replace").lower() if found else ""


def html(page: Page) -> LexborHTMLParser:
    """The page's tree, decoded by BOM, Content-Type or meta tag, else UTF-8."""
    _, text = html_to_unicode(page.header("content-type"), page.body)
    return LexborHTMLParser(_within_depth(text))


def _within_depth(text: str) -> str:
    """``text`` cut where it nests deeper than :data:`MOST_DEPTH`: for every div the parser looks through all that are
    open, which takes 20 s for 100,000 of them. Only documents with very many tags are looked at."""
    if text.count("<") <= 4 * MOST_DEPTH:
        return text
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _NOT_NESTING:
            depth = max(depth - 1, 0) if match[1] else depth + 1
            if depth > MOST_DEPTH:
                return text[: match.start()]
    return text


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """What relative addresses resolve on: the base element's address, else the page's own."""
    node = tree.css_first("base[href]")
    return (try_request(node.attributes.get("href") or "", url) if node is not None else None) or url
