"""Openings of lines that are furniture, not text, kept as data: ``data/boilerplate/<language>.toml``."""

from __future__ import annotations

import tomllib
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files

from ingest import native
from ingest.parsers.typography import fold


class Phrase(IntEnum):
    """The kinds of boilerplate lines."""

    NONE = 0
    READ_ALSO = 1
    PROMO = 2
    SHARE = 3
    FURNITURE = 4
    NOTICE = 5


VERDICTS = frozenset(
    (
        *("points positifs", "points negatifs", "les points positifs", "les points negatifs", "points forts"),
        *("points faibles", "les points forts", "les points faibles", "les plus", "les moins", "on aime"),
        *("on aime moins", "on n aime pas", "avantages", "inconvenients", "le pour", "le contre", "pour", "contre"),
        *("pros", "cons", "vorteile", "nachteile", "pro", "contra", "lo mejor", "lo peor", "pregi", "difetti"),
    )
)
"""Folded: what stands above the two lists that sum a test up."""
KEY_POINTS = frozenset(
    (
        *("l essentiel", "l essentiel a retenir", "ce qu il faut retenir", "a retenir", "en bref", "les points cles"),
        *("key points", "key takeaways", "in kurze", "das wichtigste in kurze", "das wichtigste"),
        *("in breve", "las claves", "puntos clave", "lo esencial", "punti chiave", "in sintesi", "pontos chave"),
        *("het belangrijkste", "det viktigaste", "dette er saken", "auf einen blick", "at a glance"),
        *("what we covered here", "what we re covering", "what we re covering here", "what to know"),
        *("summary", "here s the latest", "what you need to know", "snabbversionen", "kort fortalt"),
    )
)
"""Headings of the points that some papers set above a text, folded."""


@cache
def _table() -> dict[str, tuple[tuple[str, int], ...]]:
    """First word → (opening, kind), longest opening first."""
    openings: dict[str, int] = {}
    folder = files("ingest.parsers") / "data" / "boilerplate"
    for file in sorted(folder.iterdir(), key=lambda path: path.name):
        if file.name.endswith(".toml"):
            for kind, group in tomllib.loads(file.read_text("utf-8")).items():
                for opening in group["openings"]:
                    openings.setdefault(opening if opening.isascii() else fold(opening), int(Phrase[kind.upper()]))
    table: dict[str, list[tuple[str, int]]] = {}
    for opening, number in openings.items():
        table.setdefault(opening.split(" ", 1)[0], []).append((opening + " ", number))
    return {word: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for word, found in table.items()}


@lru_cache(maxsize=20_000)
def openings_of(token: str) -> tuple[tuple[str, int], ...] | None:
    """Openings whose first word a line's first token is; None for a token without letters or digits («»»)."""
    folded = fold(token)
    return _table().get(folded.split(" ", 1)[0], ()) if folded else None


@native.twin("text")
def phrase_of(text: str) -> int:
    """The kind of boilerplate a line opens with, as a :class:`Phrase` number; 0 for text."""
    head = text[:70]
    tokens = head.split(None, 1)
    candidates = openings_of(tokens[0]) if tokens else ()
    if candidates == ():
        return 0
    folded = fold(head)
    if candidates is None:
        candidates = _table().get(folded.split(" ", 1)[0], ())
    folded += " "
    words = folded.count(" ")
    asks = text[-1] == "?"
    for opening, number in candidates:
        # «Fermer» alone is a button, «fermer le vendredi après-midi» is text, and so is «Comment le demander ?».
        if folded.startswith(opening) and (words <= 3 or number < Phrase.SHARE or opening.count(" ") > 1):
            return 0 if asks and number == Phrase.SHARE else number
    return 0
