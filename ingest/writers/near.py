"""Near-duplicates of a dataset: which texts are to be compared again, and what that changes.

Articles that are new, or whose text or time changed, can only be matched with what lies within the window around them,
and of that with texts that share a band with theirs. So only those texts are read and compared; all other matches are
those noted in ``articles``. A job that edits of a whole month come to in every pass would else compare the month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress, islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ingest.writers.duplicates import (
    BANDS,
    WINDOW,
    Bands,
    Match,
    Place,
    Shingles,
    Text,
    Window,
    bands_of,
    clusters,
    shingles_of,
)
from ingest.writers.parts import table_of, take_rows
from ingest.writers.shelf import Facts, Shelf

_BATCH = 2_000
"""Texts read at once."""
_MOST_KNOWN = 100_000
"""Texts whose bands are remembered by this process: some 45 MB. A pass then reads none that an earlier one read."""
_bands_known: dict[str, bytes] = {}
"""By digest of the text: the same words have the same bands, so that this is only ever a saving."""

_Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Places in clusters, and the articles of the shelf whose place is another than noted there."""

    matches: Mapping[str, Match]
    places: Mapping[str, Place]
    changed: frozenset[str]

    def columns(self, article_id: str) -> dict[str, Any]:
        match, place = self.matches.get(article_id), self.places.get(article_id)
        return {
            "cluster_id": place.cluster_id if place else None,
            "cluster_role": place.role if place else None,
            "cluster_match": match.article_id if match else None,
            "cluster_overlap": match.overlap if match else None,
            "cluster_agency": place.agency if place else None,
        }


def place_all(
    planned: Mapping[str, Facts], shelf: Shelf, removed: Collection[str], revisions: Sequence[Path]
) -> Duplicates:
    """Places of all articles, when those are to be written and ``removed`` go."""
    out = pa.array(sorted({*planned, *removed}), pa.string())
    is_out = pc.is_in(shelf.rows["article_id"], out)
    standing = shelf.rows.filter(pc.invert(is_out))
    stirred = [fact.at for fact in planned.values()]
    stirred += [fact.at for fact in shelf.facts(shelf.rows.filter(is_out))]
    near = _near(standing, _spans(stirred))
    facts = sorted([*planned.values(), *shelf.facts(near)], key=lambda fact: (fact.at, fact.article_id))
    matches = _noted(standing)
    _match_again(facts, planned, {*planned, *removed}, _spans(stirred, before=False), matches)
    pairs = {one: match.article_id for one, match in matches.items()}
    places = clusters(pairs, _agencies(standing, {*pairs, *pairs.values()}, planned))
    return Duplicates(matches, places, frozenset(_changed(standing, matches, places)))


def _match_again(
    facts: Sequence[Facts],
    planned: Mapping[str, Facts],
    out: Collection[str],
    after: Sequence[_Span],
    matches: dict[str, Match],
) -> None:
    """Bring ``matches`` up to date: of what is planned, of what was matched with something that is ``out``, and of what
    comes after something planned and may be like it."""
    if not facts:
        return
    bands, read = _bands_of(facts)
    own = np.array([fact.article_id in planned for fact in facts])
    later = np.array([_within(fact.at, after) for fact in facts])
    orphaned = np.array(
        [(match := matches.get(fact.article_id)) is not None and match.article_id in out for fact in facts]
    )
    again = own | later & (orphaned | _share(bands, bands[own]))
    for fact in compress(facts, again):
        matches.pop(fact.article_id, None)
    mine = {fact.article_id for fact in compress(facts, again)}
    in_company = np.isin(bands, _of_several_sources(facts, bands)) & (bands != 0)
    compared = _share(bands, bands[again]) & in_company.any(axis=1)
    window, lines = Window(), np.where(in_company, bands, 0)[compared]
    for batch in _texts(list(compress(facts, compared)), read):
        found = window.add(batch, lines[: len(batch)])
        matches.update({one: match for one, match in found.items() if one in mine})
        lines = lines[len(batch) :]


def _share(bands: Bands, some: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Which texts have one of some bands; those without bands have none."""
    shared: npt.NDArray[np.bool_] = (np.isin(bands, some) & (bands != 0)).any(axis=1)
    return shared


def _of_several_sources(facts: Sequence[Facts], bands: Bands) -> npt.NDArray[np.uint64]:
    """The bands that texts of two sources have. A text without one of them, as most are, has nobody to be like, and
    no other band leads to anybody."""
    numbers: dict[str, int] = {}
    source = np.array([numbers.setdefault(fact.source, len(numbers)) for fact in facts]).repeat(BANDS)
    order = np.lexsort((source, band := bands.ravel()))
    band, source = band[order], source[order]
    differs: npt.NDArray[np.uint64] = band[1:][(band[1:] == band[:-1]) & (source[1:] != source[:-1])]
    return differs


def _bands_of(facts: Sequence[Facts]) -> tuple[Bands, dict[str, Shingles]]:
    """A line for each text; and the shingles of those that had to be read last for it, by article."""
    lines = np.zeros((len(facts), BANDS), np.uint64)
    unknown = []
    for place, fact in enumerate(facts):
        known = _bands_known.get(fact.text_digest or "")
        if known is None:
            unknown.append(place)
        else:
            lines[place] = np.frombuffer(known, np.uint64)
    read: dict[str, Shingles] = {}
    places = iter(unknown)
    for batch in _texts([facts[place] for place in unknown], {}):
        read = {text.article_id: text.shingles for text in batch}
        for line, place in zip(bands_of([text.shingles for text in batch]), places, strict=False):
            lines[place] = line
            if digest := facts[place].text_digest:
                _bands_known[digest] = line.tobytes()
    for digest in list(islice(_bands_known, max(0, len(_bands_known) - _MOST_KNOWN))):
        del _bands_known[digest]  # those that were met first: the oldest texts
    return lines, read


def _texts(facts: Sequence[Facts], read: Mapping[str, Shingles]) -> Iterator[list[Text]]:
    """Texts in the order given, some at a time, read file by file but for those that have been ``read``."""
    waiting = iter(facts)
    while batch := list(islice(waiting, _BATCH)):
        wanted: dict[Path, list[Facts]] = defaultdict(list)
        for fact in batch:
            if fact.article_id not in read:
                wanted[fact.place[0]].append(fact)
        found: dict[str, Shingles] = {}
        for path, some in wanted.items():
            table = take_rows(path, table_of(path), [fact.place[1] for fact in some], ["text"])
            shingles = map(shingles_of, table["text"].to_pylist())
            found.update(zip((fact.article_id for fact in some), shingles, strict=True))
        yield [
            Text(one, fact.source, fact.at, found[one] if one in found else read[one])
            for one, fact in ((fact.article_id, fact) for fact in batch)
        ]


def _spans(moments: Sequence[datetime], *, before: bool = True) -> list[_Span]:
    """The time within a window after those moments, and before them if so asked, without overlaps."""
    spans: list[_Span] = []
    for moment in sorted(moments):
        begin, end = moment - WINDOW if before else moment, moment + WINDOW
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((begin, end))
    return spans


def _within(moment: datetime, spans: Sequence[_Span]) -> bool:
    return any(begin <= moment <= end for begin, end in spans)


def _near(rows: pa.Table, spans: Sequence[_Span]) -> pa.Table:
    published = pc.coalesce(rows["published_at"], rows["first_seen_at"])
    at = pc.if_else(pc.less(published, rows["first_seen_at"]), published, rows["first_seen_at"])
    chosen = pa.chunked_array([pa.repeat(pa.scalar(False), rows.num_rows)])
    for begin, end in spans:
        inside = pc.and_(pc.greater_equal(at, pa.scalar(begin, at.type)), pc.less_equal(at, pa.scalar(end, at.type)))
        chosen = pc.or_(chosen, inside)
    return rows.filter(chosen)


def _noted(rows: pa.Table) -> dict[str, Match]:
    """The matches that the shelf has."""
    mine = rows.filter(pc.is_valid(rows["cluster_match"]))
    columns = (mine[name].to_pylist() for name in ("article_id", "cluster_match", "cluster_overlap"))
    return {one: Match(other, overlap) for one, other, overlap in zip(*columns, strict=True)}


def _agencies(rows: pa.Table, ids: Collection[str], planned: Mapping[str, Facts]) -> dict[str, str | None]:
    mine = rows.filter(pc.is_in(rows["article_id"], pa.array(sorted(ids), pa.string())))
    named = dict(zip(mine["article_id"].to_pylist(), mine["agency"].to_pylist(), strict=True))
    return named | {one: fact.agency for one, fact in planned.items()}


def _changed(rows: pa.Table, matches: Mapping[str, Match], places: Mapping[str, Place]) -> Iterator[str]:
    names = ("article_id", "cluster_id", "cluster_role", "cluster_match", "cluster_overlap", "cluster_agency")
    duplicates = Duplicates(matches, places, frozenset())
    is_in_one = pc.is_in(rows["article_id"], pa.array(sorted(places), pa.string()))
    rows = rows.filter(pc.or_(is_in_one, pc.is_valid(rows["cluster_id"])))
    for one, *noted in zip(*(rows[name].to_pylist() for name in names), strict=True):
        if noted != list(duplicates.columns(one).values()):
            yield one
