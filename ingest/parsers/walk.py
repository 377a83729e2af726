"""One page, parsed by Lexbor and walked once: everything after works on the flat lists of a Tree."""

from __future__ import annotations

from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest import native
from ingest.markup import harmless
from ingest.parsers import collecting
from ingest.parsers.collecting import AUTHOR_PATH, CATEGORY_PATH, MAX_MENUS, MAX_SEGMENTS, TAG_PATH, is_block
from ingest.parsers.tree import Element, Mark, Picture, Segment, Tree

__all__ = [
    "AUTHOR_PATH", "CATEGORY_PATH", "MAX_SEGMENTS", "TAG_PATH", "Element", "Mark", "Picture", "Segment", "Tree",
    "is_block", "walk",
]  # fmt: skip

_HARDLY_ANY = 400
"""Characters: no article is this short and has a longer one in <noscript>."""

_collect = native.twin("walking")(collecting.collect)


def walk(html: str | bytes, prepare: Callable[[LexborHTMLParser], None] | None = None) -> Tree:
    """Parse and walk one page, given as text or as valid UTF-8. Never raises; an empty page gives an empty tree.

    ``prepare`` may look at the parsed page, and change it, before the walk."""
    tree = Tree()
    page = _parsed(html, code=prepare is not None)
    if prepare is not None:
        prepare(page)
    root = page.root
    if root is None:
        return tree
    _collect(root, tree)
    if tree.text_chars < _HARDLY_ANY and _opened_noscript(page):
        tree = Tree()
        _collect(root, tree)
    return tree


def _opened_noscript(page: LexborHTMLParser) -> bool:
    """Makes <noscript> a frame like others where it holds the page: what a browser without scripts shows, or all that
    follows a tag nobody closed. Whether there was one."""
    found = [node for node in page.css("noscript")[:MAX_MENUS] if _letters_in(node) > _HARDLY_ANY]
    for node in found:
        node.unwrap()
    return bool(found)


def _letters_in(frame: LexborNode) -> int:
    """Without those of scripts, styles and drawings, which may have been left out already."""
    code = sum(len(node.text(deep=True)) for node in frame.css("script, style, svg"))
    return len(frame.text(deep=True)) - code


def _parsed(html: str | bytes, *, code: bool) -> LexborHTMLParser:
    html = harmless(html, code=code) or "<html></html>"
    try:
        return LexborHTMLParser(html)
    except UnicodeEncodeError:  # lone surrogates, in a text that was no bytes
        return LexborHTMLParser(str(html).encode("utf-8", "replace"))
