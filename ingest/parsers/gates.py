"""Regular expressions behind a cheap question.

Python's engine tries every alternative of a case-insensitive pattern at every letter: twenty microseconds for a line,
and a page has a hundred lines. Looking for a few plain words first, in C, settles nearly all of them.
"""

from __future__ import annotations

import re

from ingest import native


class Gate:
    """A pattern that is only tried on texts with one of some words."""

    __slots__ = ("_pattern", "_words")

    def __init__(self, pattern: str, words: tuple[str, ...]) -> None:
        """``words``: lower case; whatever ``pattern`` matches (in any case) must contain one of them."""
        self._pattern = re.compile(pattern, re.I)
        self._words = words

    def search(self, text: str) -> re.Match[str] | None:
        """The first match, as :meth:`re.Pattern.search` gives it."""
        return self._pattern.search(text) if holds_any(text, self._words) else None

    def findall(self, text: str) -> list[str]:
        """All matches, as :meth:`re.Pattern.findall` gives them; patterns have no groups."""
        return self._pattern.findall(text) if holds_any(text, self._words) else []


@native.twin("text")
def holds_any(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text, in small letters, has one of some strings in it."""
    return any(map(text.lower().__contains__, words))  # no generator: it would cost more than the searches
