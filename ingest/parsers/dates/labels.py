"""The label of a date that is an element of its own: «Mis à jour le <time>…</time>», «<time>Updated …</time>»."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from ingest.parsers.dates import language as languages
from ingest.parsers.dates.clean import flatten
from ingest.parsers.dates.fields import Role

_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST: Final = 8
"""Words of the longest label."""


def role_after(text: str) -> Role | None:
    """What the label at the beginning of a text says in any of the known languages; None without one."""
    words = _words(text[:60])
    if not words or words[0] not in _firsts():
        return None
    table = _labels()
    return next(
        (table[words[:size]] for size in range(min(_LONGEST, len(words)), 0, -1) if words[:size] in table), None
    )


def may_begin(text: str) -> bool:
    """False where :func:`role_after` would find nothing: by the first word as it is printed, without folding what is a
    whole paragraph as a rule."""
    first = _LETTERS.search(text, 0, 40)
    return first is not None and first[0].lower() in _firsts()


def role_before(text: str) -> Role | None:
    """What the label at the end of a text says, small words behind it aside («… mis à jour le »)."""
    words = list(_words(text[-60:]))
    small = _small()
    while words and words[-1] in small:
        words.pop()
    table = _labels()
    for size in range(min(_LONGEST, len(words)), 0, -1):
        role = table.get(tuple(words[-size:]))
        if role:
            return role
    return None


def is_label(text: str) -> bool:
    """A short text that is a label and nothing else: «Mise en ligne», «Date de publication :»."""
    return len(text) <= 40 and _words(text) in _labels()


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    """A text's words as they stand in the table of labels. A page asks for the same few lines again and again."""
    return tuple(_WORD.findall(flatten(text).lower()))


@cache
def _labels() -> dict[tuple[str, ...], Role]:
    """Words of a label → its role; a word that means both in two languages means nothing."""
    found: dict[tuple[str, ...], Role] = {}
    unclear: set[tuple[str, ...]] = set()
    for code in sorted(languages.codes()):
        language = languages.load(code)
        assert language is not None
        for first, meanings in language.phrases.items():
            for rest, kind, value in meanings:
                if kind != "role":
                    continue
                words = tuple(_WORD.findall(" ".join((first, *rest))))
                if found.setdefault(words, value) != value:
                    unclear.add(words)
    return {words: role for words, role in found.items() if words not in unclear}


@cache
def _firsts() -> frozenset[str]:
    """First words of labels, as printed and folded."""
    printed = (label.lower() for code in languages.codes() for label in languages.printed_labels(code))
    words = (_LETTERS.search(label) for label in printed)
    return frozenset(word[0] for word in words if word) | {label[0] for label in _labels()}


@cache
def _small() -> frozenset[str]:
    tables = (languages.load(code) for code in languages.codes())
    return frozenset(word for table in tables if table is not None for word in table.connectors)
