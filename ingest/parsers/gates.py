"""Regular expressions behind a cheap question.

Python's engine tries every alternative of a case-insensitive pattern at every letter: twenty microseconds for a line,
and a page has a hundred lines. Looking for a few plain words first, in C, settles nearly all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ingest import native


@native.twin("text")
def holder_of_any(words: tuple[str, ...]) -> Callable[[str], bool]:
    """A function that says whether a text has one of some strings in it; ``words`` in small letters, the text as is."""

    def holds_any(text: str) -> bool:
        return any(map(text.lower().__contains__, words))  # no generator: it would cost more than the searches

    return holds_any


class Gate:
    """A pattern that is only tried on texts with one of some words."""

    __slots__ = ("_pattern", "holds_any", "words")

    def __init__(self, pattern: str, words: tuple[str, ...], flags: int = re.I) -> None:
        """``words``: lower case; whatever ``pattern`` matches must contain one of them, in any case."""
        self._pattern = re.compile(pattern, flags)
        self.holds_any = holder_of_any(words)
        self.words = words

    def search(self, text: str) -> re.Match[str] | None:
        """The first match, as :meth:`re.Pattern.search` gives it."""
        return self._pattern.search(text) if self.holds_any(text) else None

    def findall(self, text: str) -> list[str]:
        """All matches, as :meth:`re.Pattern.findall` gives them; patterns have no groups."""
        return self._pattern.findall(text) if self.holds_any(text) else []


# In any case «i» is also a Turkish one and «s» a long one; in small letters they are others.
_odd_letter = re.compile("[ıİſ]").search


class Phrases(Gate):
    """A gate with a second door: the pattern, which has no capitals, in small letters. Python passes an alternative
    over by its first letter there, and tries each at every letter in any case, which takes from four to ten times as
    long."""

    __slots__ = ("_door", "_small")

    def __init__(self, pattern: str, words: tuple[str, ...], door: str | None = None) -> None:
        """``door``: a part of ``pattern``, in small letters, without which it matches nothing."""
        super().__init__(pattern, words)
        self._small = re.compile(pattern)
        self._door = re.compile(door) if door else self._small

    def search(self, text: str) -> re.Match[str] | None:
        """The first match, as :meth:`re.Pattern.search` gives it."""
        if not self.holds_any(text) or not (self._door.search(text.lower()) or _odd_letter(text)):
            return None
        return self._pattern.search(text)

    def in_small_letters(self, text: str) -> set[str]:
        """All that matches, in small letters."""
        if not self.holds_any(text):
            return set()
        if _odd_letter(text):
            return set(map(str.lower, self._pattern.findall(text)))
        return set(self._small.findall(text.lower()))
