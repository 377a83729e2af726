"""What the dataset card says, counted file by file; and kept, so that a file that stays as it is is counted once.

A job that runs every ten minutes for a year has hundreds of parts that never change again. All but the newest of a
table are kept as one sum; where any of them has changed, everything is counted afresh. Files of ``articles`` change for
a month, and are kept one by one. The note is ``.card.json``; without it everything is counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest import __version__
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.files import write_text
from ingest.writers.growth import Stamp, stamp
from ingest.writers.parts import count_filled, count_rows, read_table
from ingest.writers.schema import COLUMNS, SCHEMA_VERSION, ListOf, Table

_VERSION = f"{__version__}, schema {SCHEMA_VERSION}, tally 1"
_SUMMED: tuple[Table, ...] = ("revisions", "captures")


@dataclass
class Tally:
    """Counts that can be added. Days are ISO dates; a reason is empty where there is none."""

    rows: Counter[tuple[str]] = field(default_factory=Counter)
    """By table."""
    filled: Counter[tuple[str]] = field(default_factory=Counter)
    """Column of articles → rows that have a value."""
    sources: Counter[tuple[str]] = field(default_factory=Counter)
    languages: Counter[tuple[str]] = field(default_factory=Counter)
    parsers: Counter[tuple[str]] = field(default_factory=Counter)
    robots: Counter[tuple[str]] = field(default_factory=Counter)
    tdm: Counter[tuple[str]] = field(default_factory=Counter)
    published: Counter[tuple[str]] = field(default_factory=Counter)
    """Articles by day."""
    fetched: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Captures by day and outcome."""
    ends: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Captures by source, outcome and reason."""
    edits: Counter[tuple[str]] = field(default_factory=Counter)
    roles: Counter[tuple[str]] = field(default_factory=Counter)
    aliases: Counter[tuple[()]] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        for one in fields(self):
            getattr(self, one.name).update(getattr(other, one.name))

    def to_json(self) -> dict[str, list[list[Any]]]:
        return {
            one.name: [[*key, count] for key, count in sorted(getattr(self, one.name).items())] for one in fields(self)
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Iterable[Iterable[Any]]]) -> Tally:
        """Raises KeyError, TypeError or ValueError for what is no tally."""
        tally = cls()
        for one in fields(cls):
            counter = getattr(tally, one.name)
            for *key, count in said[one.name]:
                counter[tuple(key)] = count
        return tally


@dataclass
class _Kept:
    """What was counted before."""

    parts: dict[str, Stamp] = field(default_factory=dict)
    """Those whose sum is ``summed``."""
    summed: Tally = field(default_factory=Tally)
    articles: dict[str, tuple[Stamp, Tally]] = field(default_factory=dict)
    """By file."""


def tally(dataset: DatasetFolder, *, keep: bool = False) -> Tally:
    """The whole dataset. ``keep``: go on from what was counted before, and note it for the next time; for the holder of
    the lock. Raises :class:`ingest.errors.DatasetUnwritable`."""
    before = _read(dataset) if keep else _Kept()
    kept = _summed(dataset, before)
    whole = Tally()
    whole.add(kept.summed)
    for table in _SUMMED:
        for path in dataset.parts(table):
            if _name(dataset, path) not in kept.parts:
                whole.add(_of_part(path, table))
    for path in dataset.parts("articles"):
        name, now = _name(dataset, path), stamp(path)
        known = before.articles.get(name)
        kept.articles[name] = known if known is not None and known[0] == now else (now, _of_articles(path))
        whole.add(kept.articles[name][1])
    if keep:
        _write(dataset, kept)
    return whole


def _summed(dataset: DatasetFolder, before: _Kept) -> _Kept:
    """The sum over all parts but the newest of each table, which may yet grow."""
    settled = {
        _name(dataset, path): (stamp(path), path, table) for table in _SUMMED for path in dataset.parts(table)[:-1]
    }
    if all(name in settled and settled[name][0] == known for name, known in before.parts.items()):
        kept = _Kept(dict(before.parts), before.summed)
    else:
        kept = _Kept()
    for name, (now, path, table) in settled.items():
        if name not in kept.parts:
            kept.parts[name] = now
            kept.summed.add(_of_part(path, table))
    return kept


def _of_part(path: Path, table: Table) -> Tally:
    found = Tally(rows=Counter({(table,): count_rows(path)}))
    if table == "captures":
        data = read_table(path, table, ["source", "outcome", "reason", "robots", "tdm_reserved", "fetched_at"])
        data = data.append_column("day", data["fetched_at"].cast(pa.date32()).cast(pa.string()))
        _group(found.fetched, data, ["day", "outcome"])
        _group(found.ends, data, ["source", "outcome", "reason"])
        _count(found.robots, data["robots"])
        _count(found.tdm, data["tdm_reserved"].cast(pa.string()))
    return found


def _of_articles(path: Path) -> Tally:
    found = Tally(rows=Counter({("articles",): count_rows(path)}))
    told = [one.name for one in COLUMNS["articles"] if one.nullable or isinstance(one.type, ListOf)]
    found.filled.update({(name,): count for name, count in count_filled(path, told).items()})
    names = ["source", "lang", "parser_version", "published_at", "edit_type", "cluster_role", "aliases"]
    data = read_table(path, "articles", names)
    _count(found.sources, data["source"])
    _count(found.languages, data["lang"])
    _count(found.parsers, data["parser_version"])
    _count(found.edits, data["edit_type"].drop_null())
    _count(found.roles, data["cluster_role"].drop_null())
    _count(found.published, data["published_at"].drop_null().cast(pa.date32()).cast(pa.string()))
    found.aliases[()] += pc.sum(pc.list_value_length(data["aliases"])).as_py() or 0
    return found


def _group(counter: Counter[Any], data: pa.Table, names: list[str]) -> None:
    grouped = data.group_by(names).aggregate([([], "count_all")])
    columns = [grouped[name].to_pylist() for name in (*names, "count_all")]
    for *key, count in zip(*columns, strict=True):
        counter[tuple(one or "" for one in key)] += count


def _count(counter: Counter[tuple[str]], column: pa.ChunkedArray) -> None:
    for entry in column.value_counts().to_pylist():
        counter[(entry["values"] if entry["values"] is not None else "not said",)] += entry["counts"]


# --- the note --------------------------------------------------------------------------------------------------------
def _read(dataset: DatasetFolder) -> _Kept:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        said = json.loads(dataset.tally.read_text("utf-8"))
        if said["version"] == _VERSION:
            articles = {name: (now, Tally.from_json(one)) for name, (now, one) in said["articles"].items()}
            return _Kept(dict(said["parts"]), Tally.from_json(said["summed"]), articles)
    return _Kept()


def _write(dataset: DatasetFolder, kept: _Kept) -> None:
    articles = {name: [now, one.to_json()] for name, (now, one) in kept.articles.items()}
    said = {"version": _VERSION, "parts": kept.parts, "summed": kept.summed.to_json(), "articles": articles}
    write_text(json.dumps(said, sort_keys=True), dataset.tally)


def _name(dataset: DatasetFolder, path: Path) -> str:
    return path.relative_to(dataset.path).as_posix()
