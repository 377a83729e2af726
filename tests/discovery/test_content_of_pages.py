"""Bytes before they are read: unpacked within bounds, without entities, not too deep."""

from __future__ import annotations

import gzip

import pytest
from pages import page

from ingest.discovery.content import MAX_UNPACKED, html, root_element, unpacked, without_entities
from ingest.markup import MOST_DEPTH


def test_unpacking_is_bounded() -> None:
    """What unpacks to more than a sitemap may have is cut there."""
    assert len(unpacked(gzip.compress(bytes(MAX_UNPACKED + 1_000_000), mtime=0))) == MAX_UNPACKED
    assert unpacked(gzip.compress(b"<rss/>", mtime=0)) == b"<rss/>"
    assert unpacked(gzip.compress(b"<rss>", mtime=0) + gzip.compress(b"</rss>", mtime=0)) == b"<rss></rss>"
    assert unpacked(b"<rss/>") == b"<rss/>"
    assert unpacked(b"\x1f\x8bfaux") == b""


def test_entity_definitions_go() -> None:
    """No parser gets to see them; a DTD without entities does no harm."""
    assert without_entities(b'<!DOCTYPE a [<!ENTITY b "c">\n]>\n<a>&b;</a>') == b"\n<a>&b;</a>"
    assert without_entities(b"<!DOCTYPE a SYSTEM 'a.dtd'><a/>") == b"<!DOCTYPE a SYSTEM 'a.dtd'><a/>"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'<?xml version="1.0"?>\n<!-- a > b -->\n<rss>', "rss"),
        (b"<!DOCTYPE html><HTML lang=fr>", "html"),
        (b'<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>\n<rss>', "rss"),
        ("<rss>".encode("utf-16"), "rss"),
        (b"<n:Feed/>", "feed"),
        (b"texte <b>", ""),
        (b"", ""),
    ],
)
def test_root_element(body: bytes, name: str) -> None:
    """Comments, processing instructions and doctypes come before the first element."""
    assert root_element(body) == name


def test_deep_documents_are_cut() -> None:
    """The HTML parser's time grows with the square of the depth: 100,000 levels would take it 20 s."""
    deep = html(page("<p>Avant</p>" + "<div>" * 100_000 + "Dedans" + "</div>" * 100_000))
    assert len(deep.css("div")) == MOST_DEPTH
    assert deep.css_first("p") is not None


def test_long_documents_are_not_cut() -> None:
    """Many paragraphs, closed or not, and many boxes side by side are no depth."""
    long = html(page("<p>Un<br>deux<li>" * 20_000 + "<div></div>" * 20_000 + "<b>Fin</b>"))
    assert long.css_first("b") is not None
