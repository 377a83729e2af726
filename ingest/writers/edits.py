"""What changed from one version of an article to the next, and what kind of edit that is. Pure.

Texts are compared word by word on a folded form: other apostrophes, spaces or dashes are no other words. Passages are
found paragraph by paragraph first (:mod:`difflib`, Ratcliff and Obershelp), so that long texts stay cheap.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Any

from ingest.writers.rows import Row, stable_date

MORE_WORDS = 5
"""Fewer words added or removed are a correction, not an extension or a cut."""
MOSTLY = 4
"""An extension adds this many times what it removes; a cut the other way round."""
MISSPELT = 0.6
"""Least likeness (:meth:`difflib.SequenceMatcher.ratio`) of a word and its corrected spelling."""
MOST_TYPOS = 5
_MOST_COMPARISONS = 4_000_000
"""Words of one passage times words of the other: beyond that it counts as replaced, for time."""

_WORD = re.compile(r"\S+\s*")
_SAME = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "“": '"', "”": '"', "…": "..."})
_FOLDED_AWAY = re.compile(r"[\s\u00ad\u200b«»\"]+")


class EditType(StrEnum):
    TYPO = "typo"
    HEADLINE = "headline"
    CORRECTION = "correction"
    EXTENSION = "extension"
    CUT = "cut"


class EditedBy(StrEnum):
    """Who made the difference."""

    PUBLISHER = "publisher"
    PARSER = "parser"
    """Nobody edited: the same page was read otherwise."""
    UNKNOWN = "unknown"
    """The page and the parser both changed in between."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; ``changed``: not in the other version."""

    text: str
    changed: bool

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands side by side in two versions: one or several paragraphs, or nothing on one of the sides."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """``changed``: names of what differs; ``share``: words added and removed by words of both, 0 to 1."""

    changed: tuple[str, ...]
    share: float
    type: EditType | None
    """None: only dates differ, or nobody edited."""
    by: EditedBy


COMPARED = (
    *("title", "standfirst", "text", "blocks", "authors", "contributors", "agency", "images", "access", "live_entries"),
    *("published_at", "published_raw", "modified_at", "modified_raw", "parser_version", "page_digest"),
)
"""Columns that :func:`compare` looks at, beside the digest."""


def compare(before: Row, after: Row) -> Edit:
    """What the second of two versions, given as rows of ``revisions``, changed of the first."""
    changed = tuple(name for name, of in _ASPECTS.items() if of(before) != of(after))
    by = _edited_by(before, after)
    words = passages(_reading(before), _reading(after))
    share = _share(words)
    if by is EditedBy.PARSER:
        return Edit(changed, share, None, by)
    return Edit(changed, share, _type(changed, words, passages(before["title"] or "", after["title"] or "")), by)


def passages(before: str, after: str) -> list[Passage]:
    """Both texts side by side, in order; equal passages have no changed piece."""
    a, b = _paragraphs(before), _paragraphs(after)
    found = []
    for tag, i, j, m, n in _matched([_folded(text) for text in a], [_folded(text) for text in b]):
        if tag == "equal" or j - i == n - m:
            pairs = list(zip(a[i:j], b[m:n], strict=True))
        else:
            pairs = [("\n\n".join(a[i:j]), "\n\n".join(b[m:n]))]
        found += [_passage(one, other) for one, other in pairs]
    return found


# --- what differs ----------------------------------------------------------------------------------------------------
def _dates(row: Row) -> tuple[str | None, str | None]:
    published, modified = row["published_at"], row["modified_at"]
    return stable_date(published, row["published_raw"]), stable_date(modified, row["modified_raw"])


_ASPECTS: dict[str, Any] = {
    "title": lambda row: row["title"],
    "standfirst": lambda row: row["standfirst"],
    "body": lambda row: [(block["kind"], block["text"]) for block in row["blocks"] or ()],
    "date": _dates,
    "authors": lambda row: row["authors"],
    "contributors": lambda row: row["contributors"],
    "agency": lambda row: row["agency"],
    "captions": lambda row: [(image["caption"], image["credit"]) for image in row["images"] or ()],
    "access": lambda row: row["access"],
    "live_entries": lambda row: [(entry["title"], entry["text"]) for entry in row["live_entries"] or ()],
}
"""What a version consists of: the parts of :func:`ingest.writers.rows.digest`, by the name that ``changed`` gives."""


def _edited_by(before: Row, after: Row) -> EditedBy:
    if before["page_digest"] is not None and before["page_digest"] == after["page_digest"]:
        return EditedBy.PARSER
    return EditedBy.PUBLISHER if before["parser_version"] == after["parser_version"] else EditedBy.UNKNOWN


def _reading(row: Row) -> str:
    return "\n\n".join(text for text in (row["standfirst"], row["text"]) if text)


def _share(found: Sequence[Passage]) -> float:
    removed, added = _removed(found), _added(found)
    total = sum(piece.words for passage in found for piece in (*passage.before, *passage.after))
    return round((removed + added) / total, 4) if total else 0.0


def _type(changed: Sequence[str], words: Sequence[Passage], title: Sequence[Passage]) -> EditType | None:
    read = {"standfirst", "body"} & set(changed)
    if "title" in changed and (not read or _is_typo(words)):
        return EditType.TYPO if _is_typo(title) else EditType.HEADLINE
    if read:
        return _type_of_text(words)
    return EditType.CORRECTION if set(changed) - {"date"} else None


def _type_of_text(words: Sequence[Passage]) -> EditType:
    removed, added = _removed(words), _added(words)
    if _is_typo(words):
        return EditType.TYPO
    if added >= max(MORE_WORDS, MOSTLY * removed):
        return EditType.EXTENSION
    if removed >= max(MORE_WORDS, MOSTLY * added):
        return EditType.CUT
    return EditType.CORRECTION


def _removed(found: Sequence[Passage]) -> int:
    return sum(piece.words for passage in found for piece in passage.before if piece.changed)


def _added(found: Sequence[Passage]) -> int:
    return sum(piece.words for passage in found for piece in passage.after if piece.changed)


def _is_typo(found: Sequence[Passage]) -> bool:
    """True when words are only spelt otherwise, and few of them. Figures are no words: 12 for 21 is a correction."""
    changes = 0
    for passage in found:
        before = [piece.text for piece in passage.before if piece.changed]
        after = [piece.text for piece in passage.after if piece.changed]
        if len(before) != len(after):
            return False
        for one, other in zip(before, after, strict=True):
            if not _is_respelt(one, other):
                return False
            changes += max(len(one.split()), len(other.split()))
    return changes <= MOST_TYPOS


def _is_respelt(before: str, after: str) -> bool:
    a, b = "".join(before.split()), "".join(after.split())
    digits = [re.sub(r"\D", "", text) for text in (a, b)]
    return digits[0] == digits[1] and SequenceMatcher(None, a, b, autojunk=False).ratio() >= MISSPELT


# --- word by word ----------------------------------------------------------------------------------------------------
def _passage(before: str, after: str) -> Passage:
    a, b = _WORD.findall(before), _WORD.findall(after)
    if len(a) * len(b) > _MOST_COMPARISONS:
        return Passage(_pieces([(before, True)]), _pieces([(after, True)]))
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for tag, i, j, m, n in _matched([_folded(word) for word in a], [_folded(word) for word in b]):
        left += [(word, tag != "equal") for word in a[i:j]]
        right += [(word, tag != "equal") for word in b[m:n]]
    return Passage(_pieces(left), _pieces(right))


def _pieces(words: Sequence[tuple[str, bool]]) -> tuple[Piece, ...]:
    runs = groupby(words, key=lambda word: word[1])
    return tuple(Piece("".join(word for word, _ in run), changed) for changed, run in runs)


def _matched(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    yield from SequenceMatcher(None, a, b, autojunk=False).get_opcodes()


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph]


def _folded(text: str) -> str:
    return _FOLDED_AWAY.sub(" ", unicodedata.normalize("NFKC", text).translate(_SAME)).strip()


# --- as columns ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Numbered:
    """The number of a version, and the digest of the one before it: None where it is the first."""

    revision: int
    previous: str | None


HISTORY_COLUMNS = ("revision", "previous_digest", "changed", "changed_share", "edit_type", "edited_by")


def history_columns(number: Numbered, versions: tuple[Row, Row] | None) -> dict[str, Any]:
    """The columns of ``revisions`` that say what a version is among others. ``versions``: the one before it and itself,
    as far as :data:`COMPARED` goes; None where it is the first."""
    edit = compare(*versions) if versions else None
    return {
        "revision": number.revision,
        "previous_digest": number.previous,
        "changed": list(edit.changed) if edit else [],
        "changed_share": edit.share if edit else None,
        "edit_type": edit.type.value if edit and edit.type else None,
        "edited_by": edit.by.value if edit else None,
    }
