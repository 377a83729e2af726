"""revisions → articles: one row per article, its newest version, with its number, its edits and its duplicates.

    parts →sightings→ histories →steps→ newest versions →aliases, near-duplicates→ plan →merge→ files

An article stays in the file it first came to, and each file is replaced in a single step: whoever globs ``articles/``
at any moment finds each article once. Files are filled up to a size that goes by what is new, and then left: a
compaction costs what is new; ``ingest compact`` makes large ones of them. The rows depend on the set of parts, not on
the order in which they came or on how often this ran.

What was compacted is noted in ``.compaction.json``. New parts, and what grew in known ones, are folded onto the
histories in ``articles`` where they continue them; older ones make their articles' histories be read again; a part
changed or removed, all histories. Without the note everything is done afresh.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from ingest.settings import WriteSettings
from ingest.writers.aliases import Address, families
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.files import write_text
from ingest.writers.growth import Stamp, forget_growth, growths, stamp
from ingest.writers.history import KEEP, Version, is_complete, steps
from ingest.writers.near import place_all
from ingest.writers.numbering import Numbering
from ingest.writers.parts import count_rows, has_columns, read_table, write_part
from ingest.writers.plan import Plan
from ingest.writers.schema import SCHEMA_VERSION, Table
from ingest.writers.shelf import Facts, Shelf, facts_of
from ingest.writers.sightings import histories, last_capture, read_sightings

FILE_ROWS = 10_000
"""Most articles of a file as runs write it. Replacing one takes the memory of its new rows, and seconds …"""
_LEAST_ROWS, _PER_NEW = 1_000, 20
"""… so that a file is filled up to this, or to so many times what came at once: to add ten articles every ten minutes,
nobody should write ten thousand each time."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """What a compaction did, in articles; ``files`` were written, ``total`` is what the dataset has now."""

    new: int
    updated: int
    removed: int
    total: int
    files: int


def compact(dataset: DatasetFolder, *, settings: WriteSettings | None = None, file_rows: int = FILE_ROWS) -> Compacted:
    """Bring ``articles`` up to date with the parts; counts of what changed. For the holder of the dataset's lock.

    Raises :class:`ingest.errors.DatasetUnwritable`. Stopped anywhere, it leaves whole files, and the next one finishes.
    """
    settings = settings or WriteSettings()
    then = _read_state(dataset)
    if then is None:
        _upgrade(dataset, settings)
    parts = [*dataset.parts("revisions"), *dataset.parts("captures")]
    fresh = _fresh(dataset, parts, then) if then is not None else None
    done: Counter[str] = Counter()
    if fresh is None:
        done = _Compaction(dataset, settings, file_rows).afresh()
    elif fresh:
        done = _Compaction(dataset, settings, file_rows).onward(fresh)
    remember_state(dataset)
    total = sum(count_rows(path) for path in dataset.parts("articles"))
    return Compacted(done["new"], done["updated"], done["removed"], total, done["files"])


def _fresh(dataset: DatasetFolder, parts: Iterable[Path], then: Mapping[str, Stamp]) -> dict[Path, int] | None:
    """New parts, and those that grew since ``then``: from which byte of their segment on their rows are new. None when
    a part was changed otherwise, or is gone."""
    now = {_name(dataset, path): (path, stamp(path)) for path in parts}
    fresh = {path: 0 for name, (path, _) in now.items() if name not in then}
    grown = growths(dataset)
    for name, before in then.items():
        path, after = now.get(name, (None, None))
        if path is None or after is None:
            return None
        if after != before:
            growth = grown.get(name)
            if growth is None or (growth.before, growth.after) != (before, after):
                return None
            fresh[path] = growth.start
    return fresh


def _upgrade(dataset: DatasetFolder, settings: WriteSettings) -> None:
    """Give parts of an older schema version the columns that they lack, so that a glob finds one schema."""
    tables: tuple[Table, ...] = ("revisions", "captures")
    for table in tables:
        for path in dataset.parts(table):
            if not has_columns(path, table):
                write_part(read_table(path, table), path, table, settings)


class _Compaction:
    """The newest versions found so far, and the way from them to files."""

    def __init__(self, dataset: DatasetFolder, settings: WriteSettings, file_rows: int) -> None:
        self._dataset, self._settings, self._file_rows = dataset, settings, file_rows
        self._revisions, self._captures = dataset.parts("revisions"), dataset.parts("captures")
        self._newest: dict[str, Version] = {}

    def afresh(self) -> Counter[str]:
        """Every history is read. Articles keep their files; those that no part tells of any more go."""
        shelf = Shelf(self._dataset)
        self._fold(self._read())
        return self._write(shelf, gone=shelf.all_ids() - self._newest.keys())

    def onward(self, fresh: Mapping[Path, int]) -> Counter[str]:
        """Histories of the articles in new parts, continued from ``articles`` where they go on from there."""
        shelf = Shelf(self._dataset)
        if late := self._fold(self._read(fresh), shelf):
            self._fold(self._read(self._since(shelf, late, fresh), late))
        facts = facts_of(self._newest, self._revisions, shelf)
        if relatives := shelf.relatives(facts.values()) - self._newest.keys():
            self._fold(self._read(self._since(shelf, relatives, fresh), relatives))
        return self._write(shelf)

    def _read(self, parts: Mapping[Path, int] | None = None, ids: Collection[str] | None = None) -> pa.Table:
        wanted = None if ids is None else pa.array(sorted(ids), pa.string())
        return read_sightings(self._revisions, self._captures, parts=parts, ids=wanted)

    def _since(self, shelf: Shelf, ids: Collection[str], fresh: Collection[Path]) -> dict[Path, int]:
        """The parts that may tell of those articles: new ones, and those with a capture since the first of them was
        first seen. A year's parts are many, and most of them are older."""
        first = shelf.first_seen(ids)
        parts = (*self._revisions, *self._captures)
        return {path: 0 for path in parts if path in fresh or first is None or _reaches(path, first)}

    def _fold(self, sightings: pa.Table, shelf: Shelf | None = None) -> set[str]:
        """Find the newest versions, going on from the shelf's; the articles whose whole history is needed instead."""
        known = shelf.versions(sightings["article_id"]) if shelf else {}
        numbering = Numbering(self._revisions, {one: there.place for one, there in known.items()})
        late = set()
        for article_id, history in histories(sightings):
            there = known.get(article_id)
            before = there.version if there else None
            hidden = shelf is not None and before is None and article_id in shelf.hidden
            if hidden and all(one.part is None for one in history):
                continue  # an address without a row of its own, seen again as it was
            overlapping = before is not None and history[0].at <= before.last_seen_at
            if hidden or overlapping or (before and not is_complete(history, before)):
                late.add(article_id)
                continue
            for step in steps(history, before):
                self._newest[article_id] = step.version
                numbering.check(article_id, step)
        numbering.write(self._settings)
        return late

    def _write(self, shelf: Shelf, gone: Iterable[str] = ()) -> Counter[str]:
        """The newest versions to their files, and what follows for others."""
        facts = facts_of(self._newest, self._revisions, shelf)
        shown = sorted(families(_addresses(facts)), key=lambda one: (facts[one.article_id].first_seen_at, one))
        removed = {*gone, *(one for family in shown for one in family.hidden)}
        planned = {family.article_id for family in shown}
        fresh = {one: facts[one] for one in planned if self._newest[one].part != KEEP}
        duplicates = place_all(fresh, shelf, removed, self._revisions)
        pa.default_memory_pool().release_unused()  # what texts were read with: rows take as much now
        touched = duplicates.changed - planned
        homes = shelf.homes({*facts, *removed, *touched})
        new = sum(one not in homes for one in planned)
        plan = Plan(self._dataset, homes, min(self._file_rows, max(_LEAST_ROWS, _PER_NEW * new)))
        for one, aliases, hidden in ((family.article_id, family.aliases, family.hidden) for family in shown):
            plan.put(one, self._newest[one], {"aliases": list(aliases), **duplicates.columns(one)}, beside=hidden)
        for one in touched:
            plan.touch(one, {"aliases": shelf.aliases(one), **duplicates.columns(one)})
        for one in removed:
            plan.remove(one)
        return plan.write(self._revisions, self._settings)


def _reaches(path: Path, moment: datetime) -> bool:
    """Whether the part has a capture of that time or later, as far as its footer tells."""
    last = last_capture(path, *stamp(path))
    return last is None or last >= moment


def _addresses(facts: Mapping[str, Facts]) -> list[Address]:
    return [
        Address(one, fact.url, fact.source, fact.text_digest, fact.title, fact.published_at, fact.first_seen_at)
        for one, fact in facts.items()
    ]


# --- the note of what was compacted ----------------------------------------------------------------------------------
def remember_state(dataset: DatasetFolder) -> None:
    """Note that ``articles`` is up to date with the parts as they are. Raises DatasetUnwritable."""
    parts = [*dataset.parts("revisions"), *dataset.parts("captures")]
    state = {
        "schema_version": SCHEMA_VERSION,
        "parts": {_name(dataset, path): stamp(path) for path in parts},
        "articles": [_name(dataset, path) for path in dataset.parts("articles")],
    }
    write_text(json.dumps(state, indent=0, sort_keys=True), dataset.compaction_state)
    forget_growth(dataset)


def _read_state(dataset: DatasetFolder) -> dict[str, Stamp] | None:
    """Parts compacted before, with their stamps; None when that is not known, or a file made of them is gone."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        state = json.loads(dataset.compaction_state.read_text("utf-8"))
        there = {_name(dataset, path) for path in dataset.parts("articles")}
        if state["schema_version"] == SCHEMA_VERSION and set(state["articles"]) <= there:
            return dict(state["parts"])
    return None


def _name(dataset: DatasetFolder, path: Path) -> str:
    return path.relative_to(dataset.path).as_posix()
