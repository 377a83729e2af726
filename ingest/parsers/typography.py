"""Text as published, without what no reader sees.

``clean`` keeps the page's own typography: no-break and thin spaces before «:;!?», curly quotes, guillemets, dashes.
``fold`` is for comparing two strings, never for output.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import is_normalized, normalize

from ingest import native

# Soft hyphen, zero-width space, word joiner, BOM, bidirectional controls, C0 and C1 controls, lone surrogates (which
# no UTF-8 writer accepts) and non-characters.
_UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
)
_BREAKS = " \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029"
_FIXED = "\u00a0\u2007\u2009\u202f"

_remove_unseen = re.compile(f"[{_UNSEEN}]+").sub
# Joiners shape Persian, Indic scripts and emoji; after a Latin letter or a space they are litter.
_remove_joiners = re.compile("(?<=[\u0000-\u036f])[\u200c\u200d]+|^[\u200c\u200d]+").sub
_squeeze_spaces = re.compile(f"[{_BREAKS}{_FIXED}]{{2,}}|[\t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]").sub
_with_accents = re.compile("\\w[\u0300-\u036f]+").sub
_digit = re.compile(r"\d").search
_letters = re.compile(r"[^\W\d_]+").findall
_has_dirt = re.compile(
    f"[{_UNSEEN}\u200c\u200d\u0300-\u036f\t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]|[ {_FIXED}]{{2}}"
).search

_LIGATURES = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
_drop_accents = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]+").sub

_MOST_KEPT = 20_000
"""More characters than the pages of all languages have in common."""


class _Folded(dict[int, str]):
    """Character → what :func:`fold` makes of it, worked out where it is first met. No character's depends on others."""

    def __missing__(self, code: int) -> str:
        letters = chr(code).casefold()
        letters = _drop_accents("", normalize("NFKD", "".join(_LIGATURES.get(letter, letter) for letter in letters)))
        folded = "".join(letter if letter.isalnum() else " " for letter in letters)
        if len(self) < _MOST_KEPT:
            self[code] = folded
        return folded


_folded = _Folded()
native.references["text.letters"] = _folded


@native.twin("text")
def clean(text: str) -> str:
    """The text on one line: runs of white space are one space (a no-break space of the run stays what it is), unseen
    characters are out, letters followed by combining accents are composed, the ends are stripped."""
    # Most lines are clean. Whatever must go is unprintable or a double space; three scans in C tell it faster than a
    # regular expression would.
    if text.isascii():
        if text.isprintable() and "  " not in text:
            return text.strip()
    else:
        spaced = text.replace("\u00a0", " ").replace("\u202f", " ")
        if spaced.isprintable() and "  " not in spaced and is_normalized("NFC", text):
            return text.strip()
    if not _has_dirt(text):
        return text.strip()
    text = _remove_unseen("", text)
    if "\u200d" in text or "\u200c" in text:
        text = _remove_joiners("", text)
    text = _squeeze_spaces(_one_space, text)
    return with_composed_accents(text).strip()


@native.twin("text")
def fold(text: str) -> str:
    """A form for comparisons: lower case, no accents, and one space for any run of punctuation and white space.

    «L’Été, déjà…» and "l'ete deja" are equal when folded; an empty string comes back for pure punctuation.
    """
    return " ".join(text.translate(_folded).split())


@native.twin("text")
def opening_of(text: str) -> str:
    """The first five words of a text, folded."""
    return " ".join(fold(text).split(" ", 5)[:5])


@native.twin("text")
def has_digit(text: str) -> bool:
    """Whether a text has a decimal digit, of any script."""
    return _digit(text) is not None


@native.twin("text")
def letters_of(text: str) -> list[str]:
    """The runs of letters in a text."""
    return _letters(text)


def _one_space(run: re.Match[str]) -> str:
    return next((space for space in run[0] if space in _FIXED), " ")


@native.twin("text")
def with_composed_accents(text: str) -> str:
    """A letter and the combining accents behind it as one character, where Unicode has it."""
    return _with_accents(lambda found: _composed(found[0]), text)


@lru_cache(maxsize=1_000)
def _composed(letter: str) -> str:
    return normalize("NFC", letter)
