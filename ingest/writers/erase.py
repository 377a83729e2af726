"""Rows that are to go: found in the parts of a dataset, and taken out of them.

``articles`` follows by a compaction, which finds that parts have changed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from ingest.model import Reason
from ingest.settings import WriteSettings
from ingest.urls import article_id, try_canonical
from ingest.writers.dataset_folder import DatasetFolder, segment_stem
from ingest.writers.parts import read_table, write_part
from ingest.writers.schema import Table

_ADDRESSES = ("url", "canonical_url", "final_url")
_PLACE = ["warc_file", "warc_offset"]
_FOLLOWING: tuple[Table, ...] = ("revisions", "captures")
"""Tables whose rows go with a page of the archive."""


@dataclass(slots=True)
class Selection:
    """What is to go, by any of these."""

    article_ids: set[str] = field(default_factory=set)
    urls: set[str] = field(default_factory=set)
    """Canonical addresses: captures that were asked for there, led there, or were read as it."""
    reasons: frozenset[str] = frozenset()
    """Captures that ended with one of these."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a capture lies in the archive: what its rows in ``captures`` and ``revisions`` have in common."""

    warc_file: str
    warc_offset: int


MARKED = Selection(reasons=frozenset((Reason.ERASED.value,)))
"""Captures of what was erased before and came back."""


def select_urls(dataset: DatasetFolder, urls: Collection[str]) -> Selection:
    """The articles behind canonical addresses: those read from pages that were fetched under one of them, and the same
    texts under other addresses of the site."""
    found = Selection(set(map(article_id, urls)), set(urls))
    for path in dataset.parts("captures"):
        data = read_table(path, "captures", [*_ADDRESSES, "article_id"])
        found.article_ids |= _texts(data.filter(_leads_to_any(data, urls))["article_id"])
    return with_aliases(dataset, found)


def with_aliases(dataset: DatasetFolder, found: Selection) -> Selection:
    """The selection with the addresses of its articles, and the same texts under other addresses of the site.

    Not with whatever other address led to one of them: a home page that is forwarded to the day's story would go too.
    """
    for path in dataset.parts("articles"):
        data = read_table(path, "articles", ["article_id", "url", "aliases"])
        for row in data.to_pylist():
            addresses = {row["url"], *(row["aliases"] or ())}
            if not found.article_ids.isdisjoint(map(article_id, addresses)):
                found.urls |= addresses
                found.article_ids |= set(map(article_id, addresses))
    return found


def places_of(dataset: DatasetFolder, selection: Selection) -> set[Place]:
    """Where the captures of a selection lie."""
    found: set[Place] = set()
    for path in dataset.parts("captures"):
        data = read_table(path, "captures", [*_ADDRESSES, *_PLACE, "article_id", "reason"])
        mask = pc.is_in(data["article_id"], _array(selection.article_ids))
        mask = pc.or_(mask, pc.is_in(data["reason"], _array(selection.reasons)))
        if selection.urls:
            mask = pc.or_(mask, _leads_to_any(data, selection.urls))
        found |= set(_places(data.filter(mask)))
    for path in dataset.parts("revisions"):
        data = read_table(path, "revisions", [*_PLACE, "article_id"])
        found |= set(_places(data.filter(pc.is_in(data["article_id"], _array(selection.article_ids)))))
    return found


def addresses_of(dataset: DatasetFolder, selection: Selection) -> set[str]:
    """All addresses that led to the pages of a selection, as asked for and as answered."""
    places = places_of(dataset, selection)
    found: set[str] = set()
    for path in dataset.parts("captures"):
        data = read_table(path, "captures", [*_ADDRESSES, *_PLACE])
        mine = data.filter(pa.array([place in places for place in _places(data)], pa.bool_()))
        found |= {address for name in _ADDRESSES for address in _texts(mine[name])}
    return found


def count_rows_at(dataset: DatasetFolder, selection: Selection) -> dict[Table, int]:
    """How many rows of each table go with a selection."""
    places = places_of(dataset, selection)
    counts: dict[Table, int] = {"articles": 0}
    for path in dataset.parts("articles"):
        data = read_table(path, "articles", ["article_id"])
        counts["articles"] += pc.sum(pc.is_in(data["article_id"], _array(selection.article_ids))).as_py() or 0
    for table in _FOLLOWING:
        counts[table] = sum(
            place in places for path in dataset.parts(table) for place in _places(read_table(path, table, _PLACE))
        )
    return counts


def remove_rows(dataset: DatasetFolder, places: Collection[Place], settings: WriteSettings) -> None:
    """Write the parts of ``revisions`` and ``captures`` without the rows of these places; a part without rows goes.

    Raises :class:`ingest.errors.DatasetUnwritable`. Stopped anywhere, it can be done again: captures go last.
    """
    stems = {segment_stem(place.warc_file) for place in places}
    for table in _FOLLOWING:
        for path in dataset.parts(table):
            if path.stem not in stems:
                continue
            data = read_table(path, table)
            left = data.filter(pa.array([place not in places for place in _places(data)], pa.bool_()))
            if not left.num_rows:
                path.unlink()
            elif left.num_rows < data.num_rows:
                write_part(left, path, table, settings)


def _places(data: pa.Table) -> Iterator[Place]:
    return map(Place, data["warc_file"].to_pylist(), data["warc_offset"].to_pylist())


def _leads_to_any(data: pa.Table, urls: Collection[str]) -> pa.ChunkedArray:
    """Which captures have one of these addresses, in whatever spelling. Only those of their hosts are looked at
    closely."""
    hosts = "|".join(sorted(re.escape((urlsplit(url).hostname or "").removeprefix("www.")) for url in urls))
    mask = pc.is_in(data["canonical_url"], _array(urls))
    for name in _ADDRESSES:
        near = pc.fill_null(pc.match_substring_regex(data[name], hosts, ignore_case=True), False)
        spellings = {text for text in _texts(data[name].filter(near)) if try_canonical(text) in urls}
        mask = pc.or_(mask, pc.is_in(data[name], _array(spellings)))
    return mask


def _texts(column: pa.ChunkedArray) -> set[str]:
    return {text for text in column.unique().to_pylist() if text is not None}


def _array(values: Collection[str]) -> pa.Array:
    return pa.array(sorted(values), pa.string())
