"""revisions → articles: the newest version of each, whatever the order, the interruptions and the repetitions."""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rowsamples import START, Row, seen

from ingest.dataset import open_dataset
from ingest.writers.commit import Committed, commit_segment
from ingest.writers.compaction import Compacted, compact
from ingest.writers.dataset_folder import DatasetFolder, WritableDataset, create_or_open
from ingest.writers.parts import read_columns

DAY = timedelta(days=1)

# A history: (article, text, time of the fetch, segment it was archived in)
Event = tuple[int, str, datetime, str]


def commit(dataset: DatasetFolder, segment: str, events: Iterable[Event], *, skip_known: bool = False) -> Committed:
    rows = [seen(number, text, at, segment) for number, text, at, _ in events]
    return commit_segment(dataset, segment, [a for a, _ in rows], [c for _, c in rows], skip_known=skip_known)


def articles(dataset: DatasetFolder) -> list[Row]:
    rows = [row for path in dataset.parts("articles") for row in read_columns(path).to_pylist()]
    return sorted(rows, key=lambda row: row["article_id"])


def files(dataset: DatasetFolder, table: str) -> dict[str, bytes]:
    return {
        str(path.relative_to(dataset.path)): path.read_bytes()
        for path in sorted((dataset.path / table).rglob("*.parquet"))
    }


@contextmanager
def new_dataset(path: Path) -> Iterator[WritableDataset]:
    shutil.rmtree(path, ignore_errors=True)
    with create_or_open(path) as dataset:
        yield dataset


def by_hand(events: Iterable[Event]) -> list[tuple[str, str, int, datetime, datetime, datetime]]:
    """What must come out, said as simply as possible: url, text, revision, first, captured, last."""
    result = []
    ordered = sorted(events, key=lambda event: (event[0], event[2]))
    for number, group in itertools.groupby(ordered, key=lambda event: event[0]):
        history = list(group)
        runs = [list(run) for _, run in itertools.groupby(history, key=lambda event: event[1])]
        url = f"https://www.exemple.fr/{number}"
        result.append((url, runs[-1][0][1], len(runs), history[0][2], runs[-1][0][2], history[-1][2]))
    return sorted(result)


def summary(dataset: DatasetFolder) -> list[tuple[str, str, int, datetime, datetime, datetime]]:
    names = ("url", "text", "revision", "first_seen_at", "captured_at", "last_seen_at")
    return sorted(tuple(row[name] for name in names) for row in articles(dataset))


@st.composite
def histories(draw: st.DrawFn) -> list[list[Event]]:
    """Segments of fetches, each fetch at its own time, over a few months; texts come back now and then."""
    count = draw(st.integers(1, 25))
    events = []
    for minute in draw(st.lists(st.integers(0, 60 * 24 * 70), min_size=count, max_size=count, unique=True)):
        number, text = draw(st.integers(0, 4)), draw(st.sampled_from(("Un.", "Deux.", "Trois.")))
        events.append((number, text, START + timedelta(minutes=minute), f"s{draw(st.integers(0, 5))}.warc.gz"))
    by_segment = itertools.groupby(sorted(events, key=lambda event: event[3]), key=lambda event: event[3])
    return [list(group) for _, group in by_segment]


@settings(max_examples=25, deadline=None)
@given(histories(), st.randoms(use_true_random=False), st.booleans(), st.integers(1, 3))
def test_any_order_gives_the_same_articles(
    tmp_path_factory: pytest.TempPathFactory,
    segments: list[list[Event]],
    chance: random.Random,
    skip_known: bool,
    file_rows: int,
) -> None:
    """Segments committed in any order, compacted at any time, with or without skipping what is known: equal rows."""
    root = tmp_path_factory.getbasetemp() / "any-order"
    expected = by_hand(event for segment in segments for event in segment)
    with new_dataset(root) as dataset:
        order = chance.sample(segments, len(segments))
        for segment in order:
            commit(dataset, segment[0][3], segment, skip_known=skip_known)
            if chance.random() < 0.5:
                compact(dataset, file_rows=file_rows)
        done = compact(dataset, file_rows=file_rows)
        assert summary(dataset) == expected
        assert done.total == len(expected)
        assert compact(dataset, file_rows=file_rows).files == 0
        again = chance.choice(segments)  # building a segment again changes nothing
        commit(dataset, again[0][3], again)
        compact(dataset, file_rows=file_rows)
        assert summary(dataset) == expected


def test_building_again_gives_the_same_files(tmp_path: Path) -> None:
    """Parts and articles are equal to the byte when a segment is built twice, or everything in another folder."""
    segments = [[(n, f"Texte {n}, {s}.", START + s * DAY, f"s{s}.warc.gz") for n in range(5)] for s in range(3)]
    with new_dataset(tmp_path / "a") as one, new_dataset(tmp_path / "b") as other:
        for segment in segments:
            commit(one, segment[0][3], segment)
        compact(one)
        first = files(one, "revisions") | files(one, "captures") | files(one, "articles")
        for segment in reversed(segments):
            commit(one, segment[0][3], segment)
            commit(other, segment[0][3], segment)
        assert compact(one).files == 0
        compact(other)
        for dataset in (one, other):
            assert files(dataset, "revisions") | files(dataset, "captures") | files(dataset, "articles") == first


def test_a_crawl_does_not_keep_what_it_knows(tmp_path: Path) -> None:
    """Content seen before is no new revision; its capture says so, and the article knows when it was last seen."""
    with new_dataset(tmp_path / "d") as dataset:
        assert commit(dataset, "s1.warc.gz", [(1, "Un.", START, "s1")], skip_known=True) == Committed(1, 0, 1)
        compact(dataset)
        later = [(1, "Un.", START + DAY, "s2"), (2, "Deux.", START + DAY, "s2")]
        later[1] = (2, "Deux.", START + DAY + timedelta(minutes=1), "s2")
        assert commit(dataset, "s2.warc.gz", later, skip_known=True) == Committed(1, 1, 2)
        done = compact(dataset)
        assert (done.new, done.updated, done.total) == (1, 0, 2)
        (part,) = dataset.parts_of("captures", "s2.warc.gz")
        ends = {row["url"]: (row["outcome"], row["reason"]) for row in read_columns(part).to_pylist()}
        assert ends["https://www.exemple.fr/1"] == ("unchanged", "same_content")
        assert ends["https://www.exemple.fr/2"] == ("article", None)
        row = next(row for row in articles(dataset) if row["url"].endswith("/1"))
        assert (row["revision"], row["captured_at"], row["last_seen_at"]) == (1, START, START + DAY)


def test_what_is_known_only_from_later_is_kept(tmp_path: Path) -> None:
    """An older archive built afterwards, and a segment built again, keep their versions: they were news at the time."""
    with new_dataset(tmp_path / "d") as dataset:
        newer, older = [(1, "Un.", START + DAY, "s2")], [(1, "Un.", START, "s1")]
        commit(dataset, "s2.warc.gz", newer, skip_known=True)
        compact(dataset)
        assert commit(dataset, "s1.warc.gz", older, skip_known=True) == Committed(1, 0, 1)
        assert commit(dataset, "s2.warc.gz", newer, skip_known=True) == Committed(1, 0, 1)
        compact(dataset)
        assert summary(dataset) == by_hand([*older, *newer])


def test_one_segment_repeats_nothing(tmp_path: Path) -> None:
    """An article fetched twice in one run is one revision, unless it changed."""
    events = [(1, text, START + timedelta(minutes=n), "s1") for n, text in enumerate(("Un.", "Un.", "Deux.", "Un."))]
    with new_dataset(tmp_path / "d") as dataset:
        assert commit(dataset, "s1.warc.gz", events) == Committed(3, 1, 4)
        compact(dataset)
        assert summary(dataset) == by_hand(events)


def test_an_edit_replaces_the_row_where_it_is(tmp_path: Path) -> None:
    """An article stays in the month it was first seen in, so no reader finds it twice; other months are left alone."""
    with new_dataset(tmp_path / "d") as dataset:
        commit(dataset, "s1.warc.gz", [(n, "Un.", START + n * timedelta(hours=1), "s1") for n in range(3)])
        commit(dataset, "s2.warc.gz", [(9, "Neuf.", START + 20 * DAY, "s2")])
        compact(dataset)
        december = files(dataset, "articles")["articles/2026-12/articles-000.parquet"]
        commit(dataset, "s3.warc.gz", [(1, "Corrigé.", START + 40 * DAY, "s3")])
        assert compact(dataset) == Compacted(new=0, updated=1, removed=0, total=4, files=1)
        after = files(dataset, "articles")
        assert list(after) == ["articles/2026-11/articles-000.parquet", "articles/2026-12/articles-000.parquet"]
        assert after["articles/2026-12/articles-000.parquet"] == december


def test_files_are_filled_and_then_left(tmp_path: Path) -> None:
    """A month with much in it has several files: a compaction writes only those with something new."""
    with new_dataset(tmp_path / "d") as dataset:
        commit(dataset, "s1.warc.gz", [(n, "Un.", START + timedelta(minutes=n), "s1") for n in range(7)])
        compact(dataset, file_rows=3)
        commit(dataset, "s2.warc.gz", [(n, "Un.", START + timedelta(hours=n), "s2") for n in range(7, 9)])
        assert compact(dataset, file_rows=3).files == 1
        sizes = [read_columns(path).num_rows for path in dataset.parts("articles")]
        assert sizes == [3, 3, 3]


def test_a_part_that_goes_takes_its_articles_along(tmp_path: Path) -> None:
    """Articles follow the parts also downwards: built again without an article, or removed."""
    with new_dataset(tmp_path / "d") as dataset:
        commit(dataset, "s1.warc.gz", [(n, "Un.", START + timedelta(minutes=n), "s1") for n in range(3)])
        commit(dataset, "s2.warc.gz", [(9, "Neuf.", START + 20 * DAY, "s2")])
        compact(dataset)
        commit(dataset, "s1.warc.gz", [(0, "Un.", START, "s1")])
        assert compact(dataset).removed == 2
        for table in ("revisions", "captures"):
            for path in dataset.parts_of(table, "s2.warc.gz"):  # type: ignore[arg-type]
                path.unlink()
        assert compact(dataset).removed == 1
        assert summary(dataset) == by_hand([(0, "Un.", START, "s1")])
        assert len(dataset.parts("articles")) == 1


def test_articles_can_be_deleted_and_made_again(tmp_path: Path) -> None:
    """The table is derived: whatever is lost of it or of the notes comes back."""
    events = [(n, "Un.", START + n * 20 * DAY, "s1") for n in range(4)]
    with new_dataset(tmp_path / "d") as dataset:
        commit(dataset, "s1.warc.gz", events)
        compact(dataset)
        before = files(dataset, "articles")
        for damage in ("one", "all", "notes", "nonsense"):
            if damage == "one":
                dataset.parts("articles")[0].unlink()
            if damage == "all":
                shutil.rmtree(dataset.path / "articles")
            if damage == "notes":
                dataset.compaction_state.unlink()
            if damage == "nonsense":
                dataset.compaction_state.write_text('["x"]')
            compact(dataset)
            assert files(dataset, "articles") == before, damage


def test_a_segment_rebuilt_in_another_month_is_there_once(tmp_path: Path) -> None:
    """When the reading of times is corrected, the part moves and leaves no twin."""
    with new_dataset(tmp_path / "d") as dataset:
        commit(dataset, "s1.warc.gz", [(1, "Un.", START, "s1")])
        commit(dataset, "s1.warc.gz", [(1, "Un.", START + 20 * DAY, "s1")])
        assert [path.parent.name for path in dataset.parts("captures")] == ["2026-12"]
        assert [path.parent.name for path in dataset.parts("revisions")] == ["2026-12"]


def test_a_segment_without_articles_is_committed_all_the_same(tmp_path: Path) -> None:
    """Its captures are there, no empty part of revisions, and nothing to compact."""
    _, capture = seen(1, "Un.", START)
    with new_dataset(tmp_path / "d") as dataset:
        (dataset.warc / "s1.warc.gz").write_bytes(b"")
        drop = {**capture, "outcome": "dropped", "reason": "no_text", "article_id": None, "content_digest": None}
        assert commit_segment(dataset, "s1.warc.gz", [], [drop]) == Committed(0, 0, 1)
        assert dataset.uncommitted() == []
        assert dataset.parts("revisions") == []
        assert compact(dataset) == Compacted(0, 0, 0, 0, 0)


WRITER = textwrap.dedent(
    """
    import sys
    from datetime import timedelta
    from pathlib import Path
    sys.path.insert(0, sys.argv[2])
    from test_compaction import START, commit, compact
    from ingest.writers.dataset_folder import create_or_open

    with create_or_open(Path(sys.argv[1])) as dataset:
        compact(dataset)  # finishes what the last one began
        for number in range(int(sys.argv[3]), 1000):
            at = START + timedelta(days=number)
            edited = (number // 2, f"Version {number}.", at + timedelta(hours=1), "s")
            commit(dataset, f"s{number:03d}.warc.gz", [(number, "Un.", at, "s"), edited], skip_known=True)
            print(number, flush=True)
            compact(dataset)
    """
)


def test_a_killed_writer_leaves_a_dataset_that_goes_on(tmp_path: Path) -> None:
    """Killed at any point of commits and compactions: no article twice, none lost, and the next run finishes."""
    path, here = tmp_path / "d", str(Path(__file__).parent)
    chance = random.Random(4)
    done = -1
    for _ in range(6):
        command = [sys.executable, "-c", WRITER, str(path), here, str(done + 1)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, 5)):
                done = int(process.stdout.readline())
            time.sleep(chance.random() * 0.05)  # somewhere in a compaction or the next commit
            process.kill()
            done = max([done, *(int(line) for line in process.stdout if line.endswith("\n"))])
        rows, distinct = count_duckdb(path) if list((path / "articles").rglob("*.parquet")) else (0, 0)
        assert rows == distinct
    with create_or_open(path) as dataset:
        compact(dataset)
        numbers = range(len(dataset.parts("revisions")))
        assert len(numbers) in (done + 1, done + 2)
        events = [event for n in numbers for event in _events(n)]
        assert summary(dataset) == by_hand(events)
        assert not [file for file in path.rglob("*") if file.name.endswith(".tmp")]


def _events(number: int) -> list[Event]:
    at = START + number * DAY
    edited = (number // 2, f"Version {number}.", at + timedelta(hours=1), "s")
    return [(number, "Un.", at, "s"), edited]


def count_duckdb(path: Path) -> tuple[int, int]:
    with duckdb.connect() as connection:
        query = f"SELECT count(*), count(DISTINCT article_id) FROM '{path}/articles/**/*.parquet'"
        rows, distinct = connection.execute(query).fetchall()[0]
    return rows, distinct


def count_polars(path: Path) -> tuple[int, int]:
    while True:
        try:
            ids = polars.read_parquet(path / "articles" / "**" / "*.parquet", columns=["article_id"])["article_id"]
            return len(ids), ids.n_unique()
        except polars.exceptions.ComputeError:
            # Polars takes a file's size before it opens it. Replaced in between, it fails, and never gives wrong rows.
            continue


def count_ours(path: Path) -> tuple[int, int]:
    ids = open_dataset(path).articles(columns=["article_id"]).read_all()["article_id"]
    return len(ids), len(ids.unique())


@pytest.mark.parametrize("count", [count_duckdb, count_polars, count_ours])
def test_readers_see_each_article_once_while_it_is_written(
    tmp_path: Path, count: Callable[[Path], tuple[int, int]]
) -> None:
    """A glob at any moment finds every article committed before, none twice, while commits and edits go on."""
    path = tmp_path / "d"
    committed = threading.Event()
    problems: list[str] = []
    stop = threading.Event()

    def read() -> None:
        committed.wait()
        most = 0
        while not stop.is_set():
            try:
                rows, distinct = count(path)
            except Exception as error:
                problems.append(repr(error))
                return
            if rows != distinct or rows < most:
                problems.append(f"{rows} rows, {distinct} articles, {most} before")
            most = max(most, rows)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        with new_dataset(path) as dataset:
            for number in range(30):
                at = START + number * DAY
                edits = [(number // 2, f"Version {number}.", at + timedelta(hours=1), "s")] if number else []
                commit(dataset, f"s{number:03d}.warc.gz", [(number, "Un.", at, "s"), *edits])
                compact(dataset)
                committed.set()
    finally:
        committed.set()
        stop.set()
        thread.join()
    assert problems == []
