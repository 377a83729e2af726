"""revisions → articles: the newest version of each, whatever the order, the interruptions and the repetitions."""

from __future__ import annotations

import itertools
import json
import random
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rowsamples import START, Row, as_tables, seen

from ingest.dataset import open_dataset
from ingest.writers.commit import commit_segment
from ingest.writers.committed import Committed
from ingest.writers.compaction import Compacted, compact
from ingest.writers.dataset_folder import DatasetFolder, WritableDataset, create_or_open
from ingest.writers.parts import read_columns
from ingest.writers.schema import Table

DAY = timedelta(days=1)

# A history: (article, text, time of the fetch, segment it was archived in)
Event = tuple[int, str, datetime, str]


def commit(dataset: DatasetFolder, segment: str, events: Iterable[Event], *, skip_known: bool = False) -> Committed:
    rows = [seen(number, text, at, segment) for number, text, at, _ in events]
    return commit_segment(
        dataset, segment, *as_tables([a for a, _ in rows], [c for _, c in rows]), skip_known=skip_known
    )


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


WIRE = (
    "Le préfet a pris lundi soir un arrêté qui ferme la route des crêtes aux poids lourds jusqu'au printemps, après la"
    " chute de blocs qui a endommagé deux glissières dimanche. Les autocars passent encore, à vitesse réduite, et les"
    " communes du plateau demandent un comptage du trafic avant la fin du mois."
)
LONG = (
    WIRE,
    WIRE.replace("dimanche", "samedi"),
    WIRE + " Une réunion est prévue jeudi en mairie, où les transporteurs doivent présenter un itinéraire de rechange.",
    "Rien à voir : " + " ".join(f"le lot {n} a trouvé preneur à la criée du port" for n in range(9)),
)


def rows_of(dataset: DatasetFolder, table: Table) -> list[Row]:
    rows = [row for path in dataset.parts(table) for row in read_columns(path).to_pylist()]
    return sorted(rows, key=lambda row: (row["article_id"] or "", row["warc_file"], row["warc_offset"]))


@st.composite
def long_histories(draw: st.DrawFn) -> list[list[Event]]:
    """As :func:`histories`, of texts that are the same, or nearly so, at several addresses of three sites."""
    count = draw(st.integers(2, 16))
    events = []
    for hour in draw(st.lists(st.integers(0, 240), min_size=count, max_size=count, unique=True)):
        at = START + timedelta(hours=hour)
        events.append((draw(st.integers(0, 6)), draw(st.sampled_from(LONG)), at, f"s{draw(st.integers(0, 4))}.warc.gz"))
    by_segment = itertools.groupby(sorted(events, key=lambda event: event[3]), key=lambda event: event[3])
    return [list(group) for _, group in by_segment]


@settings(max_examples=20, deadline=None)
@given(long_histories(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_numbers_aliases_and_clusters_do_not_depend_on_the_order(
    tmp_path_factory: pytest.TempPathFactory, segments: list[list[Event]], chance: random.Random, file_rows: int
) -> None:
    """What is said of edits and duplicates is a function of the parts: step by step, or all at once, the same rows."""
    root = tmp_path_factory.getbasetemp()
    with new_dataset(root / "at-once") as dataset:
        for segment in segments:
            commit(dataset, segment[0][3], segment)
        compact(dataset)
        expected = {table: rows_of(dataset, table) for table in ("articles", "revisions")}
    with new_dataset(root / "step-by-step") as dataset:
        for segment in chance.sample(segments, len(segments)):
            commit(dataset, segment[0][3], segment)
            if chance.random() < 0.7:
                compact(dataset, file_rows=file_rows)
        compact(dataset, file_rows=file_rows)
        assert {table: rows_of(dataset, table) for table in expected} == expected
    shown = expected["articles"]
    texts = [(row["source"], row["text_digest"], row["published_at"].date()) for row in shown]
    assert len(texts) == len(set(texts))
    addresses = [url for row in shown for url in (row["url"], *row["aliases"])]
    assert sorted(addresses) == sorted({row["url"] for row in expected["revisions"]})


def test_an_edit_is_told(tmp_path: Path) -> None:
    """Another text is a new row of revisions with its number and kind, also across segments and in `articles`."""
    fixed, longer = WIRE.replace("endommagé", "endommagés"), LONG[2]
    with new_dataset(tmp_path / "d") as dataset:
        for number, text in enumerate((WIRE, fixed, longer)):
            commit(
                dataset, f"s{number}.warc.gz", [(1, text, START + number * DAY, f"s{number}")], skip_known=number != 1
            )
            compact(dataset)
        told = [
            (row["revision"], row["edit_type"], row["changed"], row["edited_by"])
            for row in rows_of(dataset, "revisions")
        ]
        assert told == [
            (1, None, [], None),
            (2, "typo", ["body"], "publisher"),
            (3, "extension", ["body"], "publisher"),
        ]
        (row,) = articles(dataset)
        assert (row["revision"], row["edit_type"], row["changed"]) == (3, "extension", ["body"])
        assert row["previous_digest"] == rows_of(dataset, "revisions")[1]["content_digest"]
        assert 0.1 < row["changed_share"] < 0.3


def test_an_alias_is_no_article_and_comes_back_when_it_differs(tmp_path: Path) -> None:
    """The second address of a text is told beside the first; edited, it is an article again, with its own history."""
    twin = 4  # same site as 1
    with new_dataset(tmp_path / "d") as dataset:
        commit(dataset, "s1.warc.gz", [(1, WIRE, START, "s1"), (twin, WIRE, START + timedelta(hours=1), "s1")])
        compact(dataset)
        (row,) = articles(dataset)
        assert (row["url"], row["aliases"]) == ("https://www.exemple.fr/1", ["https://www.exemple.fr/4"])
        assert open_dataset(dataset.path).count()["revisions"] == 2
        commit(dataset, "s2.warc.gz", [(twin, LONG[3], START + DAY, "s2")], skip_known=True)
        assert compact(dataset).new == 1
        told = {row["url"]: (row["aliases"], row["revision"]) for row in articles(dataset)}
        assert told == {"https://www.exemple.fr/1": ([], 1), "https://www.exemple.fr/4": ([], 2)}
        assert len(dataset.parts("articles")) == 1


def test_agency_copy_is_marked_and_kept(tmp_path: Path) -> None:
    """Near-duplicates of other sites keep their rows, and say whom they share their text with."""
    with new_dataset(tmp_path / "d") as dataset:
        commit(dataset, "s1.warc.gz", [(5, WIRE, START, "s1")])  # published five hours earlier
        compact(dataset)
        commit(dataset, "s2.warc.gz", [(4, LONG[1], START + timedelta(hours=2), "s2"), (3, LONG[3], START, "s2")])
        done = compact(dataset)
        assert (done.new, done.updated, done.total) == (2, 0, 3)
        told = {row["url"][-1]: row for row in articles(dataset)}
        assert told["5"]["cluster_role"] == "origin"
        assert told["4"]["cluster_role"] == "copy"
        assert (
            told["4"]["cluster_id"] == told["5"]["cluster_id"] == told["5"]["article_id"] == told["4"]["cluster_match"]
        )
        assert 0.8 < told["4"]["cluster_overlap"] < 1
        assert (told["3"]["cluster_id"], told["3"]["cluster_role"]) == (None, None)


def test_a_dataset_of_version_1_is_numbered_by_the_next_run(tmp_path: Path) -> None:
    """Rows without the new columns are read, and get them with the next compaction."""
    with new_dataset(tmp_path / "d") as dataset:
        commit(dataset, "s1.warc.gz", [(1, WIRE, START, "s1")])
        commit(dataset, "s2.warc.gz", [(1, LONG[2], START + DAY, "s2")])
        compact(dataset)
        expected = rows_of(dataset, "articles"), rows_of(dataset, "revisions")
        newer = {"revision", "previous_digest", "changed", "changed_share", "edit_type", "edited_by", "text_digest"}
        newer |= {name for name in expected[0][0] if name.startswith("cluster")} | {"aliases"}
        newer |= {"tdm_url", "tdm_permitted", "ai_refused", "page_digest"}
        for path in [*dataset.parts("revisions")[:1], *dataset.parts("articles"), *dataset.parts("captures")[1:]]:
            data = read_columns(path)
            pq.write_table(data.drop_columns([name for name in data.column_names if name in newer]), path)
        state = json.loads(dataset.compaction_state.read_text())
        del state["schema_version"]
        dataset.compaction_state.write_text(json.dumps(state))
        assert open_dataset(dataset.path).articles(columns=["aliases"]).read_all()["aliases"].to_pylist() == [None]
        compact(dataset)
        again = rows_of(dataset, "articles"), rows_of(dataset, "revisions")
        for row in (*again[0], *again[1], *expected[0], *expected[1]):  # what only the page can tell stays unknown
            for name in ("page_digest", "edited_by", "edit_type", "ai_refused"):
                del row[name]
        assert again == expected
        with duckdb.connect() as connection:
            for table, rows in (("articles", 1), ("revisions", 2), ("captures", 2)):
                found = connection.execute(f"SELECT * FROM '{dataset.path}/{table}/*/*.parquet'").fetchall()
                assert len(found) == rows


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
        assert commit_segment(dataset, "s1.warc.gz", *as_tables([], [drop])) == Committed(0, 0, 1)
        assert dataset.uncommitted() == []
        assert dataset.parts("revisions") == []
        assert compact(dataset) == Compacted(0, 0, 0, 0, 0)
