"""Bytes of a page as markup: unpacked, without what could explode, decoded. Pure."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from ingest.charset import decode
from ingest.markup import harmless
from ingest.model import Page
from ingest.packing import GZIP, gunzip
from ingest.urls import try_request

MAX_UNPACKED = 50_000_000
"""sitemaps.org: no sitemap is larger than 50 MB unpacked."""

_INTERNAL_SUBSET = re.compile(rb"<!DOCTYPE[^\[>]*\[.*?\]\s*>", re.DOTALL | re.IGNORECASE)
_REFERENCE = re.compile(rb"&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
_PROLOGUE = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*>)", re.DOTALL | re.IGNORECASE)


def unpacked(body: bytes) -> bytes:
    """``body`` without gzip packing, cut at :data:`MAX_UNPACKED`; what is not packed, or badly, as far as it goes."""
    return gunzip(body, MAX_UNPACKED)[0][:MAX_UNPACKED] if body.startswith(GZIP) else body


def without_entities(body: bytes) -> bytes:
    """``body`` without an internal DTD: no feed needs one, and entities defined there can grow without bound."""
    return _INTERNAL_SUBSET.sub(b"", body, count=1) if b"<!ENTITY" in body else body


def without_bad_references(body: bytes) -> bytes:
    """``body`` without references to characters that XML 1.0 (2.2) does not know: null, surrogates, beyond Unicode."""
    return _REFERENCE.sub(_reference_to_a_character, body) if b"&#" in body else body


def _reference_to_a_character(match: re.Match[bytes]) -> bytes:
    digits = (match[1] or match[2]).lstrip(b"0")
    code = int(digits, 16 if match[1] else 10) if 0 < len(digits) < 8 else 0
    known = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000
    return match[0] if known else b""


def root_element(body: bytes) -> str:
    """Local name, lower case, of the first element of a markup document; empty when there is none near its start."""
    head = without_entities(body)[:20_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    while match := _PROLOGUE.match(head):
        head = head[match.end() :]
    found = _ROOT.match(head.lstrip())
    return found[1].decode("ascii", "replace").lower() if found else ""


def html(page: Page) -> LexborHTMLParser:
    """The page's tree, its encoding found out as for an article."""
    return LexborHTMLParser(harmless(decode(page.body, page.header("content-type")).text))


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """What relative addresses resolve on: the base element's address, else the page's own."""
    node = tree.css_first("base[href]")
    return (try_request(node.attributes.get("href") or "", url) if node is not None else None) or url
