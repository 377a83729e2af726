"""Markup that could bring a parser to its knees, made harmless. Pure; shared by the floors that parse HTML."""

from __future__ import annotations

import re
from typing import TypeVar, cast

MarkupT = TypeVar("MarkupT", bound="str | bytes")

MOST_DEPTH = 3_000

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
# Void elements, and those whose end tag is optional: a new one closes the one before.
_FLAT = "area base br col embed hr img input link meta source track wbr p li dt dd td th tr option path"
_NOT_NESTING = frozenset(_FLAT.split())


def within_depth(markup: MarkupT) -> MarkupT:
    """``markup`` cut where it nests deeper than :data:`MOST_DEPTH`: for every div Lexbor looks through all that are
    open, which takes 20 s for 100,000 of them. Only documents with very many tags are looked at."""
    if isinstance(markup, bytes):
        if markup.count(b"<") <= 4 * MOST_DEPTH:
            return markup
        # One character per byte: an offset in the one is an offset in the other.
        end = _end_within_depth(markup.decode("latin-1"))
    else:
        end = _end_within_depth(markup) if markup.count("<") > 4 * MOST_DEPTH else -1
    return markup if end < 0 else cast(MarkupT, markup[:end])


def _end_within_depth(text: str) -> int:
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _NOT_NESTING:
            depth = max(depth - 1, 0) if match[1] else depth + 1
            if depth > MOST_DEPTH:
                return match.start()
    return -1
