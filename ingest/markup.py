"""Markup that could bring a parser to its knees, made harmless. Pure; shared by the floors that parse HTML."""

from __future__ import annotations

import re

MOST_DEPTH = 3_000

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
# Void elements, and those whose end tag is optional: a new one closes the one before.
_FLAT = "area base br col embed hr img input link meta source track wbr p li dt dd td th tr option path"
_NOT_NESTING = frozenset(_FLAT.split())


def within_depth(text: str) -> str:
    """``text`` cut where it nests deeper than :data:`MOST_DEPTH`: for every div Lexbor looks through all that are open,
    which takes 20 s for 100,000 of them. Only documents with very many tags are looked at."""
    if text.count("<") <= 4 * MOST_DEPTH:
        return text
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _NOT_NESTING:
            depth = max(depth - 1, 0) if match[1] else depth + 1
            if depth > MOST_DEPTH:
                return text[: match.start()]
    return text
