"""revisions → articles: one row per article, its newest version.

An article stays in the file it first came to, for ever, and each file is replaced in a single step: whoever globs
``articles/`` at any moment finds each article once. Files are filled up to :data:`FILE_ROWS` and then left, so that a
compaction costs what is new, and needs the memory of one file. The rows depend on the set of parts, not on the order in
which they came or on how often this ran.

What was compacted is noted in ``.compaction.json``. New parts that continue the histories in ``articles`` are folded
onto them; older ones make their articles' histories be read again; a part changed or removed, all histories. Without
the note everything is done afresh.
"""

from __future__ import annotations

import json
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.model import Reason
from ingest.settings import WriteSettings
from ingest.writers.commit import month_of
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.history import KEEP, Sighting, Version, is_complete, newest
from ingest.writers.parts import count_rows, read_columns, write_part, write_text
from ingest.writers.schema import arrow_schema, conform

FILE_ROWS = 50_000
"""Articles of a file. At 10 kB of text, blocks and provenance each, a compaction takes about 1.5 GB for one file."""

log = logging.getLogger(__name__)

_KEY = ["article_id", "captured_at", "warc_file", "warc_offset"]
_SIGHTINGS = pa.schema(
    [
        ("article_id", pa.string()),
        ("captured_at", pa.timestamp("us", tz="UTC")),
        ("warc_file", pa.string()),
        ("warc_offset", pa.int64()),
        ("content_digest", pa.string()),
        ("part", pa.int32()),
        ("row", pa.int32()),
    ]
)
_PLAN = pa.schema(
    [
        ("article_id", pa.string()),
        ("part", pa.int32()),
        ("row", pa.int32()),
        ("captured_at", pa.timestamp("us", tz="UTC")),
        ("warc_file", pa.string()),
        ("warc_offset", pa.int64()),
        ("first_seen_at", pa.timestamp("us", tz="UTC")),
        ("last_seen_at", pa.timestamp("us", tz="UTC")),
        ("revision", pa.int32()),
    ]
)
_FROM_PLAN = ("captured_at", "warc_file", "warc_offset", "first_seen_at", "last_seen_at", "revision")
_PLAN_BATCH = 50_000


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
    revisions, captures = dataset.parts("revisions"), dataset.parts("captures")
    now = {_name(dataset, path): _stamp(path) for path in (*revisions, *captures)}
    articles = dataset.parts("articles")
    then = _read_state(dataset, articles)
    if then is None or any(now.get(name) != stamp for name, stamp in then.items()):
        done = _compact_all(dataset, revisions, captures, articles, settings, file_rows)
    elif fresh := now.keys() - then.keys():
        done = _compact_new(dataset, revisions, captures, articles, fresh, settings, file_rows)
    else:
        done = Counter()
    articles = dataset.parts("articles")
    state = {"parts": now, "articles": [_name(dataset, path) for path in articles]}
    write_text(json.dumps(state, indent=0, sort_keys=True), dataset.compaction_state)
    total = sum(count_rows(path) for path in articles)
    return Compacted(done["new"], done["updated"], done["removed"], total, done["files"])


# --- what there is to do ---------------------------------------------------------------------------------------------
def _compact_all(
    dataset: DatasetFolder,
    revisions: Sequence[Path],
    captures: Sequence[Path],
    articles: Sequence[Path],
    settings: WriteSettings,
    file_rows: int,
) -> Counter[str]:
    """Every history read afresh. Articles keep their files; those that no part tells of any more go."""
    sightings = _sightings(revisions, captures)
    plan = _Plan(dataset, articles, file_rows)
    for article_id, history in _histories(sightings):
        if version := newest(history):
            plan.add(article_id, version)
    return _write(dataset, plan, revisions, settings, only_planned=True)


def _compact_new(
    dataset: DatasetFolder,
    revisions: Sequence[Path],
    captures: Sequence[Path],
    articles: Sequence[Path],
    fresh: set[str],
    settings: WriteSettings,
    file_rows: int,
) -> Counter[str]:
    """Histories of the articles in new parts, continued from ``articles`` where they go on from there."""
    sightings = _sightings(revisions, captures, lambda path: _name(dataset, path) in fresh)
    ids = pc.unique(sightings["article_id"])
    plan = _Plan(dataset, articles, file_rows, ids)
    late: list[str] = []
    for article_id, history in _histories(sightings):
        before = plan.before.get(article_id)
        if before and (history[0].at <= before.last_seen_at or not is_complete(history, before)):
            late.append(article_id)
        elif version := newest(history, before):
            plan.add(article_id, version)
    if late:
        again = _sightings(revisions, captures, ids=pa.array(late, pa.string()))
        for article_id, history in _histories(again):
            if version := newest(history):
                plan.add(article_id, version)
    return _write(dataset, plan, revisions, settings, only_planned=False)


def _sightings(
    revisions: Sequence[Path], captures: Sequence[Path], wanted: Any = None, ids: pa.Array | None = None
) -> pa.Table:
    """The narrow columns of sightings, sorted: in all parts or the wanted ones, of all articles or those given."""
    pieces = [_SIGHTINGS.empty_table()]
    for number, path in enumerate(revisions):
        if wanted is None or wanted(path):
            data = read_columns(path, [*_KEY, "content_digest"])
            rows = pa.array(range(data.num_rows), pa.int32())
            parts = pa.repeat(pa.scalar(number, pa.int32()), data.num_rows)
            pieces.append(_chosen(data.append_column("part", parts).append_column("row", rows), ids))
    for path in captures:
        if wanted is None or wanted(path):
            columns = ["article_id", "fetched_at", "warc_file", "warc_offset", "content_digest", "reason"]
            data = read_columns(path, columns)
            data = data.filter(pc.equal(data["reason"], Reason.SAME_CONTENT.value)).drop_columns(["reason"])
            data = data.rename_columns([*_KEY, "content_digest"])
            nothing = pa.nulls(data.num_rows, pa.int32())
            pieces.append(_chosen(data.append_column("part", nothing).append_column("row", nothing), ids))
    return pa.concat_tables(pieces).sort_by([(name, "ascending") for name in _KEY])


def _chosen(data: pa.Table, ids: pa.Array | None) -> pa.Table:
    data = data.select(_SIGHTINGS.names).cast(_SIGHTINGS)
    return data if ids is None else data.filter(pc.is_in(data["article_id"], ids))


def _histories(sightings: pa.Table) -> Iterator[tuple[str, list[Sighting]]]:
    """Each article's sightings, oldest first."""
    rows = (
        tuple(column[i] for column in columns)
        for batch in sightings.to_batches(max_chunksize=10_000)
        for columns in [[batch.column(name).to_pylist() for name in _SIGHTINGS.names]]
        for i in range(batch.num_rows)
    )
    for article_id, group in groupby(rows, key=itemgetter(0)):
        yield (
            article_id,
            [Sighting(at, file, offset, digest, part, row) for _, at, file, offset, digest, part, row in group],
        )


# --- what goes where -------------------------------------------------------------------------------------------------
class _Plan:
    """Which version goes to which file. Knows where the articles concerned are, and how full the files."""

    def __init__(
        self, dataset: DatasetFolder, articles: Sequence[Path], file_rows: int, ids: pa.Array | None = None
    ) -> None:
        self._dataset, self._file_rows = dataset, file_rows
        self.before: dict[str, Version] = {}
        self.home: dict[str, Path] = {}
        self._filled: Counter[Path] = Counter()
        self._open: dict[str, Path] = {}
        self._waiting: dict[Path, list[dict[str, Any]]] = defaultdict(list)
        self._tables: dict[Path, list[pa.Table]] = defaultdict(list)
        for path in articles:
            self._learn(path, ids)

    def add(self, article_id: str, version: Version) -> None:
        home = self.home.get(article_id)
        if home is None:
            home = self.home[article_id] = self._new_home(month_of(version.first_seen_at))
        self._waiting[home].append(
            {
                "article_id": article_id,
                "part": version.part,
                "row": version.row,
                "captured_at": version.captured_at,
                "warc_file": version.warc_file,
                "warc_offset": version.warc_offset,
                "first_seen_at": version.first_seen_at,
                "last_seen_at": version.last_seen_at,
                "revision": version.revision,
            }
        )
        if len(self._waiting[home]) >= _PLAN_BATCH:
            self._flush(home)

    def tables(self) -> Iterator[tuple[Path, pa.Table]]:
        """Files to be written and the versions that go there."""
        for home in list(self._waiting):
            self._flush(home)
        for home in sorted(self._tables):
            yield home, pa.concat_tables(self._tables.pop(home))

    def _flush(self, home: Path) -> None:
        if rows := self._waiting.pop(home, None):
            self._tables[home].append(pa.Table.from_pylist(rows, schema=_PLAN))

    def _learn(self, path: Path, ids: pa.Array | None) -> None:
        """Note the rows of a file: all of them by id when everything is done afresh, else the versions of those ids."""
        month = path.parent.name
        self._open[month] = max(path, self._open.get(month, path))
        if ids is None:
            found = read_columns(path, ["article_id"])["article_id"].to_pylist()
            self._filled[path] = len(found)
            self.home.update(dict.fromkeys(found, path))
            return
        data = read_columns(path, ["article_id", "content_digest", *_FROM_PLAN])
        self._filled[path] = data.num_rows
        for row in data.filter(pc.is_in(data["article_id"], ids)).to_pylist():
            article_id = row.pop("article_id")
            self.home[article_id] = path
            self.before[article_id] = Version(part=KEEP, row=0, digest=row.pop("content_digest"), **row)

    def _new_home(self, month: str) -> Path:
        """The month's last file, or the next when that is full."""
        home = self._open.get(month) or self._dataset.path / "articles" / month / "articles-000.parquet"
        if self._filled[home] >= self._file_rows:
            number = int(re.sub(r"\D", "", home.stem) or 0) + 1
            home = home.with_name(f"articles-{number:03d}.parquet")
        self._open[month] = home
        self._filled[home] += 1
        return home


# --- writing ---------------------------------------------------------------------------------------------------------
def _write(
    dataset: DatasetFolder, plan: _Plan, revisions: Sequence[Path], settings: WriteSettings, *, only_planned: bool
) -> Counter[str]:
    done: Counter[str] = Counter()
    written: set[Path] = set()
    for path, versions in plan.tables():
        ids = versions["article_id"].combine_chunks()
        before = _digests(path)
        replaced = {one: before[one] for one in ids.to_pylist() if one in before}
        stays, kept = _empty(), _empty()
        if path.exists() and not only_planned:
            stays, kept = _parted(conform(read_columns(path), "articles"), ids)
        fresh = _content(versions, revisions, kept)
        after = zip(fresh["article_id"].to_pylist(), fresh["content_digest"].to_pylist(), strict=True)
        done["updated"] += sum(replaced.get(one, digest) != digest for one, digest in after)
        done["new"] += fresh.num_rows - len(replaced)
        done["removed"] += len(before) - stays.num_rows - len(replaced)
        done["files"] += write_part(pa.concat_tables([stays, fresh]), path, "articles", settings)
        written.add(path)
    for path in dataset.parts("articles") if only_planned else ():
        if path not in written:
            done["removed"] += count_rows(path)
            path.unlink()
    return done


def _empty() -> pa.Table:
    return arrow_schema("articles").empty_table()


def _digests(path: Path) -> dict[str, str]:
    """Article → content digest of a file; empty where there is none yet."""
    if not path.exists():
        return {}
    data = read_columns(path, ["article_id", "content_digest"])
    return dict(zip(data["article_id"].to_pylist(), data["content_digest"].to_pylist(), strict=True))


def _parted(old: pa.Table, ids: pa.Array) -> tuple[pa.Table, pa.Table]:
    """Rows of other articles, and rows of these."""
    is_planned = pc.is_in(old["article_id"], ids)
    return old.filter(pc.invert(is_planned)), old.filter(is_planned)


def _content(versions: pa.Table, revisions: Sequence[Path], old: pa.Table) -> pa.Table:
    """The rows of ``articles`` for planned versions: content from the parts, or from the rows that were there."""
    schema = arrow_schema("articles")
    pieces = [schema.empty_table()]
    for number in sorted(set(versions["part"].to_pylist())):
        mine = versions.filter(pc.equal(versions["part"], number))
        if number == KEEP:
            places = pc.index_in(mine["article_id"], old["article_id"].combine_chunks())
            content = old.take(places.combine_chunks())
        else:
            content = conform(read_columns(revisions[number]), "revisions").take(mine["row"])
        for name in _FROM_PLAN:
            if name in content.column_names:
                content = content.drop_columns([name])
            content = content.append_column(name, mine[name])
        pieces.append(content.select(schema.names).cast(schema))
    return pa.concat_tables(pieces)


# --- the note of what was compacted ----------------------------------------------------------------------------------
def _name(dataset: DatasetFolder, path: Path) -> str:
    return path.relative_to(dataset.path).as_posix()


def _stamp(path: Path) -> list[int]:
    """Tells a part from what replaces it, without reading it."""
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def _read_state(dataset: DatasetFolder, articles: Sequence[Path]) -> dict[str, list[int]] | None:
    """Parts compacted before, with their stamps; None when that is not known, or a file made of them is gone."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        state = json.loads(dataset.compaction_state.read_text("utf-8"))
        if set(state["articles"]) <= {_name(dataset, path) for path in articles}:
            return dict(state["parts"])
    return None
