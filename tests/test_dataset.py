"""Reading a dataset through Ingest's own door; other readers are in tests/readers/."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.dataset import Dataset, open_dataset
from ingest.errors import DatasetMissing, UsageError
from ingest.model import Article, Block, BlockKind, Found, Image, LiveEntry, Location, Page
from ingest.writers.commit import commit_segment
from ingest.writers.compaction import compact
from ingest.writers.dataset_folder import create_or_open
from ingest.writers.rows import article_row, capture_row
from ingest.writers.schema import arrow_schema
from tests.writers.rowsamples import tabled

START = datetime(2026, 11, 23, 4, 0, 0, 123_456, tzinfo=UTC)
DAY = timedelta(days=1)


def rows(number: int, text: str, at: datetime, segment: str) -> tuple[dict[str, Any], dict[str, Any]]:
    url = f"https://www.exemple.fr/{number}"
    page = Page(url, url, 200, (), text.encode(), at, f"source{number % 2}")
    article = Article(
        title=f"Titre «{number}» – l’été",
        blocks=[Block(BlockKind.PARAGRAPH, text), Block(BlockKind.QUOTE, "Oui.")],
        authors=["Léa Martin"] if number % 2 else [],
        images=[Image(None, "Le pont.", "AFP")] if number % 2 else [],
        live_entries=[LiveEntry("On traverse.", None, at)],
        published_at=at - DAY if number else None,
        published_precision="minute" if number else None,
        provenance={"title": Found("json-ld", "headline", (("meta", "Titre"),))},
    )
    place = Location(segment, number, 10)
    return article_row(article, page, place), capture_row(page, place, article)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six articles over two months, one of them edited."""
    folder = tmp_path_factory.mktemp("data") / "d"
    with create_or_open(folder) as dataset:
        for segment, numbers, at in (("s1", range(4), START), ("s2", range(4, 6), START + 20 * DAY)):
            both = [rows(n, f"Texte {n}.", at + n * timedelta(minutes=1), segment) for n in numbers]
            commit_segment(
                dataset, segment, tabled([a for a, _ in both], "revisions"), tabled([c for _, c in both], "captures")
            )
        edited = rows(1, "Texte corrigé.", START + 2 * DAY, "s3")
        commit_segment(dataset, "s3", tabled([edited[0]], "revisions"), tabled([edited[1]], "captures"))
        compact(dataset)
    return folder


@pytest.fixture
def dataset(path: Path) -> Dataset:
    return open_dataset(path)


def test_conversions_keep_rows_and_types(dataset: Dataset) -> None:
    """Asking for another library's frame loses neither lists nor nulls nor time zones."""
    articles = dataset.articles()
    expected = articles.read_all()
    assert expected.schema.equals(arrow_schema("articles"), check_metadata=True)
    frame = articles.to_polars()
    assert frame.to_dicts() == expected.to_pylist()
    assert frame.schema["published_at"] == polars.Datetime("us", "UTC")
    assert articles.to_duckdb().aggregate("count(*)").fetchall() == [(6,)]
    assert articles.to_duckdb(duckdb.connect()).columns == expected.column_names
    pandas_frame = articles.to_pandas()
    assert pa.Table.from_pandas(pandas_frame, preserve_index=False).to_pylist() == expected.to_pylist()
    assert pandas_frame["revision"].sum() == 7
    assert articles.reader().read_all().to_pylist() == expected.to_pylist()
    assert pa.RecordBatchReader.from_stream(articles).read_all().to_pylist() == expected.to_pylist()
    assert polars.DataFrame(articles).height == 6
    assert sum(batch.num_rows for batch in articles) == articles.count() == 6


def test_rows_are_chosen_by_source_and_time(dataset: Dataset) -> None:
    """`since` is included, `until` is not; articles without a date are in neither."""
    assert dataset.articles(source="source1").count() == 3
    assert dataset.articles(source=["source0", "source1"]).count() == 6
    assert dataset.articles(source="nobody").read_all().num_rows == 0
    dates = sorted(d for d in dataset.articles().read_all()["published_at"].to_pylist() if d)
    assert len(dates) == 5
    assert dataset.articles(since=dates[1]).count() == 4
    assert dataset.articles(until=dates[1]).count() == 1
    assert dataset.articles(since=dates[1], until=dates[3], source="source1").read_all().num_rows == 2


def test_columns_are_chosen_in_the_order_asked(dataset: Dataset) -> None:
    """Only what is asked for is read, under the descriptions it has in the files."""
    read = dataset.articles(columns=["title", "url"]).read_all()
    assert read.column_names == ["title", "url"]
    assert read.schema.field("title").metadata[b"description"].startswith(b"Headline")


def test_the_versions_of_an_article_come_oldest_first(dataset: Dataset) -> None:
    """Whatever spelling of the address is given."""
    versions = dataset.revisions("https://www.exemple.fr/1?utm_source=x#top", columns=["text"]).read_all()
    assert versions["text"].to_pylist() == ["Texte 1.\n\nOui.", "Texte corrigé.\n\nOui."]
    assert dataset.revisions("https://www.exemple.fr/none").read_all().num_rows == 0
    streamed = dataset.revisions("https://www.exemple.fr/1", columns=["text"]).reader().read_all()
    assert streamed["text"].to_pylist() == versions["text"].to_pylist()


def test_counts_are_those_of_the_tables(dataset: Dataset) -> None:
    """One number per table, from the files' footers."""
    assert dataset.count() == {"articles": 6, "revisions": 7, "captures": 7}


def test_an_open_dataset_sees_what_is_committed_later(tmp_path: Path) -> None:
    """A notebook left open goes on reading while a crawl writes, tables that were empty included."""
    with create_or_open(tmp_path / "d") as writable:
        dataset = open_dataset(tmp_path / "d")
        articles = dataset.articles()
        assert articles.read_all().num_rows == articles.count() == 0
        article, capture = rows(1, "Texte.", START, "s1")
        commit_segment(writable, "s1", tabled([article], "revisions"), tabled([capture], "captures"))
        compact(writable)
        assert articles.read_all().num_rows == articles.count() == 1


def test_parts_of_an_older_version_are_read(tmp_path: Path) -> None:
    """A column that a part does not have yet is null."""
    with create_or_open(tmp_path / "d") as writable:
        article, capture = rows(1, "Texte.", START, "s1")
        commit_segment(writable, "s1", tabled([article], "revisions"), tabled([capture], "captures"))
        (part,) = writable.parts("captures")
        pq.write_table(pq.ParquetFile(part).read().drop_columns(["referrer", "status"]), part)
        read = open_dataset(tmp_path / "d").captures().read_all()
    assert read["status"].to_pylist() == [None]
    assert read.column_names == arrow_schema("captures").names


def test_wrong_requests_are_answered_in_words(dataset: Dataset, tmp_path: Path) -> None:
    """A misspelt column, a naive time, a missing dataset: each says what would be right."""
    with pytest.raises(UsageError, match=r"no column 'headline'.*title"):
        dataset.articles(columns=["headline"])
    with pytest.raises(UsageError, match="time zone"):
        dataset.articles(since=datetime(2026, 1, 1))
    with pytest.raises(DatasetMissing):
        open_dataset(tmp_path / "none")


@pytest.mark.parametrize("library", ["polars", "pandas", "duckdb"])
def test_a_missing_library_is_named_with_the_extra(path: Path, library: str) -> None:
    """Whoever installed ingest alone hears what to install, and nothing else needs it."""
    program = (
        "from ingest.dataset import open_dataset; from ingest.errors import UsageError\n"
        "import sys; rows = open_dataset(sys.argv[1]).articles()\n"
        "assert rows.read_all().num_rows == 6\n"
        "sys.modules[sys.argv[2]] = None\n"
        "try: getattr(rows, 'to_' + sys.argv[2])()\n"
        "except UsageError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), library], capture_output=True, text=True, check=True
    )
    assert "pip install 'ingest[readers]'" in done.stdout


def test_importing_the_module_loads_no_arrow() -> None:
    """`import ingest` stays light."""
    program = "import sys, ingest.dataset; print(sorted({'pyarrow', 'pandas', 'polars', 'duckdb'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_folder_of_something_else_is_not_advised_as_a_place(tmp_path: Path) -> None:
    """Whoever mistypes a folder is not told to crawl into it."""
    (tmp_path / "photo.jpg").write_bytes(b"")
    with pytest.raises(DatasetMissing, match="holds other files"):
        open_dataset(tmp_path)
