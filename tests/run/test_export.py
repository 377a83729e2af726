"""A dataset in other forms: equal rows, whole files, and queries that say what is wrong with them."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ingest.dataset import open_dataset
from ingest.errors import DatasetMissing, UsageError
from ingest.run.export import export
from ingest.writers.dataset_folder import create_or_open

SAMPLE = Path(__file__).resolve().parents[2] / "datasets" / "sample"
TITLES = "SELECT article_id, title, authors, published_at, revision FROM articles ORDER BY article_id"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    columns = ["article_id", "title", "authors", "published_at", "revision"]
    found = open_dataset(SAMPLE).articles(columns=columns).read_all().sort_by("article_id")
    return found.to_pylist()  # type: ignore[no-any-return]


def exported(form: str, query: str = TITLES) -> bytes:
    stream = io.BytesIO()
    export(SAMPLE, stream, form, query)
    return stream.getvalue()


def test_json_lines_hold_what_the_dataset_holds(rows: list[dict[str, Any]]) -> None:
    """One object a line, lists as lists, instants in UTC."""
    found = [json.loads(line) for line in exported("jsonl").splitlines()]
    expected = [
        {**row, "published_at": row["published_at"] and row["published_at"].isoformat().replace("+00:00", "Z")}
        for row in rows
    ]
    assert found == expected


def test_csv_holds_lists_as_json(rows: list[dict[str, Any]]) -> None:
    """A spreadsheet opens it, and nothing is lost."""
    found = list(csv.DictReader(io.StringIO(exported("csv").decode())))
    assert [row["title"] for row in found] == [row["title"] for row in rows]
    assert [json.loads(row["authors"]) for row in found] == [row["authors"] for row in rows]


def test_parquet_keeps_the_types(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    """The same values, as DuckDB types them."""
    assert export(SAMPLE, tmp_path / "x.parquet", "parquet", TITLES) == len(rows)
    assert pq.read_table(tmp_path / "x.parquet").to_pylist() == rows


def test_all_three_tables_can_be_joined() -> None:
    """Coverage questions need more than one."""
    query = """SELECT count(*) AS n FROM articles JOIN revisions USING (article_id)
               JOIN captures ON captures.article_id = articles.article_id"""
    (row,) = [json.loads(line) for line in exported("jsonl", query).splitlines()]
    assert row["n"] > 0


def test_an_empty_dataset_has_its_columns(tmp_path: Path) -> None:
    """A table without a file is an empty table."""
    create_or_open(tmp_path / "new").close()
    assert export(tmp_path / "new", tmp_path / "x.csv", "csv", TITLES) == 0
    assert (tmp_path / "x.csv").read_text().startswith("article_id,title")


@pytest.mark.parametrize("query", ["SELECT nothing FROM articles", "CREATE TABLE x (i INT)", "SELECT 1; SELECT 2", ""])
def test_a_bad_query_is_told(query: str, tmp_path: Path) -> None:
    """In one line, and no file is left."""
    with pytest.raises(UsageError, match="query"):
        export(SAMPLE, tmp_path / "x.jsonl", "jsonl", query)
    assert not list(tmp_path.iterdir())


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """A query that fails on its last row leaves the file of the last time."""
    (tmp_path / "x.jsonl").write_text("old")
    late = "SELECT CAST(CASE WHEN i > 900000 THEN 'x' ELSE '1' END AS INT) FROM range(1000000) t(i)"
    with pytest.raises(UsageError, match="the query"):
        export(SAMPLE, tmp_path / "x.jsonl", "jsonl", late)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x.jsonl", "old")]


def test_wrong_places_are_told(tmp_path: Path) -> None:
    """No dataset there, or no folder to write to."""
    with pytest.raises(DatasetMissing):
        export(tmp_path, tmp_path / "x", "csv")
    with pytest.raises(UsageError, match="Cannot write"):
        export(SAMPLE, tmp_path / "nowhere" / "x", "csv")


def test_without_duckdb_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """DuckDB is an extra: crawling needs none of it."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UsageError, match=r"ingest\[readers\]"):
        exported("jsonl")
