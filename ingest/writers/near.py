"""Near-duplicates of a dataset: which texts are to be compared again, and what that changes.

Articles that are new, or whose text or time changed, can only be matched with what lies within the window around them.
So only those texts are read; all other matches are those noted in ``articles``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.writers.duplicates import WINDOW, Match, Place, Text, Window, clusters
from ingest.writers.parts import table_of, take_rows
from ingest.writers.shelf import Facts, Shelf

_BATCH = 2_000
"""Texts read at once."""

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
    spans_after = _spans(stirred, before=False)
    window = Window()
    for batch in _texts(facts):
        found = window.add(batch)
        for text in batch:
            if text.article_id in planned or _within(text.at, spans_after):
                matches.pop(text.article_id, None)
                if text.article_id in found:
                    matches[text.article_id] = found[text.article_id]
    pairs = {one: match.article_id for one, match in matches.items()}
    places = clusters(pairs, _agencies(standing, {*pairs, *pairs.values()}, planned))
    return Duplicates(matches, places, frozenset(_changed(standing, matches, places)))


def _texts(facts: Sequence[Facts]) -> Iterator[list[Text]]:
    """Texts in the order given, some at a time, read file by file."""
    waiting = iter(facts)
    while batch := list(islice(waiting, _BATCH)):
        wanted: dict[Path, list[int]] = defaultdict(list)
        for fact in batch:
            wanted[fact.place[0]].append(fact.place[1])
        found: dict[tuple[Path, int], str] = {}
        for path, rows in wanted.items():
            table = take_rows(path, table_of(path), rows, ["text"])
            found.update(zip(((path, row) for row in rows), table["text"].to_pylist(), strict=True))
        yield [Text(fact.article_id, fact.source, fact.at, found[fact.place]) for fact in batch]


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
