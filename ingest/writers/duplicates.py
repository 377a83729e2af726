"""Near-duplicates on different sites: who copied whom. Pure: texts in, matches out.

A text is the set of its runs of four words (shingles). MinHash (Broder, 1997) with locality-sensitive hashing in bands
finds the few pairs worth comparing; those are then compared shingle by shingle, so that an estimate never decides.
Each article is matched with at most one other: the earlier article of another site, no older than :data:`WINDOW`, that
shares most with it. That depends on pairs alone, not on the order in which articles came to the dataset.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from ingest import native
from ingest.writers.words import folded

WINDOW = timedelta(days=3)
"""How long after an article others may copy it. Wire copy is printed within hours."""
LEAST_OVERLAP = 0.5
"""Least share of the smaller text's shingles that both texts have."""
LEAST_SHINGLES = 27
"""Of thirty words, as :data:`ingest.writers.rows.LEAST_WORDS` has it."""
BANDS, BAND_ROWS = 42, 3
"""Pairs with a Jaccard index of 0.5, 0.4, 0.3 are looked at with a probability of 0.997, 0.94, 0.69."""

_SEED = 20230417
_AT_ONCE = 200
"""Signatures in memory as Python's numbers: 126 for each text."""
_RUN = 4
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 by the golden ratio, as in splitmix64
_SHIFT = np.uint64(29)

Shingles = npt.NDArray[np.uint64]
Bands = npt.NDArray[np.uint64]
"""What two texts must have one of in common to be compared, a line each; zeros for a text too short for it."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """An article to compare. ``at``: first publication, or first sight where that is not known or earlier."""

    article_id: str
    source: str
    at: datetime
    shingles: Shingles
    """:func:`shingles_of` its text."""


@dataclass(frozen=True, slots=True)
class Match:
    """The earlier article that one is closest to, and the share of the later one's shingles that stands in it."""

    article_id: str
    overlap: float


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    text: Text
    bands: tuple[int, ...]


class Window:
    """The texts of the last days. Feed it in the order of ``(at, article_id)``."""

    def __init__(self, span: timedelta = WINDOW) -> None:
        self._span = span
        self._kept: deque[_Kept] = deque()
        self._by_band: dict[int, tuple[Text, ...]] = {}

    def add(self, texts: Sequence[Text], lines: Bands | None = None) -> dict[str, Match]:
        """Take texts into the window; the matches of those that have one, by article. ``lines``: :func:`bands_of` them,
        where the caller has these; zeros in them are no bands."""
        if lines is None:
            lines = bands_of([text.shingles for text in texts])
        found = {}
        for text, line in zip(texts, lines.tolist(), strict=True):
            if len(text.shingles) < LEAST_SHINGLES:
                continue
            self._forget(text.at - self._span)
            kept = _Kept(text, tuple(band for band in line if band))
            if match := self._match(kept):
                found[text.article_id] = match
            self._kept.append(kept)
            for band in kept.bands:
                self._by_band[band] = (*self._by_band.get(band, ()), text)
        return found

    def _match(self, new: _Kept) -> Match | None:
        others = self._candidates(new)
        found = closest(new.text.shingles, [other.shingles for other in others], LEAST_OVERLAP)
        if found is None:
            return None
        place, common = found
        return Match(others[place].article_id, round(common / len(new.text.shingles), 4))

    def _candidates(self, new: _Kept) -> list[Text]:
        """Texts of other sites that share a band, oldest first."""
        found = {
            other.article_id: other
            for band in new.bands
            for other in self._by_band.get(band, ())
            if other.source != new.text.source
        }
        return sorted(found.values(), key=lambda other: (other.at, other.article_id))

    def _forget(self, before: datetime) -> None:
        while self._kept and self._kept[0].text.at < before:
            old = self._kept.popleft()
            for band in old.bands:
                _, *others = self._by_band.pop(band)  # the oldest, as here
                if others:
                    self._by_band[band] = tuple(others)


def shingles_of(text: str) -> Shingles:
    """The text's runs of four words, case and typography folded, as a sorted array of 64-bit hashes without doubles."""
    hashes = hashes_of(folded(text))
    if len(hashes) < _RUN:
        return np.empty(0, np.uint64)
    runs = np.zeros(len(hashes) - _RUN + 1, np.uint64)
    for place in range(_RUN):  # position matters: mixed anew at each step
        runs = (runs ^ hashes[place : place + len(runs)]) * _MIX
        runs ^= runs >> _SHIFT
    runs.sort()  # np.unique, in a sixth of its time
    return runs[np.concatenate(([True], runs[1:] != runs[:-1]))]


@native.twin("shingles")
def hashes_of(words: bytes) -> Shingles:
    """A number for each word."""
    return np.fromiter(map(zlib.crc32, words.split()), np.uint64)


@native.twin("shingles")
def closest(own: Shingles, others: Sequence[Shingles], least_overlap: float) -> tuple[int, int] | None:
    """The place of the text that shares most shingles with one, of equals the first, and how many it shares; None where
    none shares ``least_overlap`` of the smaller text's."""
    best = None
    for place, other in enumerate(others):
        common = _in_common(own, other)
        if common >= least_overlap * min(len(own), len(other)) and common > (best[1] if best else 0):
            best = place, common
    return best


def _in_common(a: Shingles, b: Shingles) -> int:
    both = np.concatenate((a, b))
    both.sort(kind="stable")  # merges two sorted stretches
    return int(np.count_nonzero(both[1:] == both[:-1]))


def bands_of(shingles: Sequence[Shingles]) -> Bands:
    """Of each text some rows of its signature and their place in it, as one number."""
    lines = np.zeros((len(shingles), BANDS), np.uint64)
    for start in range(0, len(shingles), _AT_ONCE):
        some = shingles[start : start + _AT_ONCE]
        lines[start : start + _AT_ONCE] = _bands_of(some)
    return lines


def _bands_of(shingles: Sequence[Shingles]) -> Bands:
    rows = RMinHash.digest_matrix_from_token_hash_sets(shingles, num_perm=BANDS * BAND_ROWS, seed=_SEED).to_rows()
    signatures = np.array(rows, np.uint64).reshape(len(rows), BANDS, BAND_ROWS)
    bands = np.broadcast_to(np.arange(BANDS, dtype=np.uint64), (len(rows), BANDS))
    for row in range(BAND_ROWS):
        bands = (bands ^ signatures[:, :, row]) * _MIX
        bands ^= bands >> _SHIFT
    bands[[len(own) < LEAST_SHINGLES for own in shingles]] = 0
    return bands


# --- clusters --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in its cluster."""

    cluster_id: str
    role: str
    agency: str | None


def clusters(matches: Mapping[str, str], agencies: Mapping[str, str | None]) -> dict[str, Place]:
    """Places of all articles that are in a cluster. ``matches``: article → the earlier one it is closest to.

    ``agencies``: what each article names; the cluster's is the one named most often, the first by name among equals.
    """
    members: dict[str, list[str]] = defaultdict(list)
    origin_of: dict[str, str] = {}
    for article_id in matches:
        members[_origin(article_id, matches, origin_of)].append(article_id)
    places = {}
    for origin, copies in members.items():
        agency = _most_named(agencies.get(one) for one in (origin, *copies))
        places[origin] = Place(origin, "origin", agency)
        places.update({copy: Place(origin, "copy", agency) for copy in copies})
    return places


def _origin(article_id: str, matches: Mapping[str, str], known: dict[str, str]) -> str:
    """The end of the chain of matches; each is earlier than the one before, so that there is one."""
    chain = []
    while article_id in matches and article_id not in known:
        chain.append(article_id)
        article_id = matches[article_id]
    origin = known.get(article_id, article_id)
    known.update(dict.fromkeys(chain, origin))
    return origin


def _most_named(agencies: Iterable[str | None]) -> str | None:
    named = Counter(agency for agency in agencies if agency)
    return min(named, key=lambda agency: (-named[agency], agency)) if named else None
