"""One definition of the columns, in types that every reader knows."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow as pa
import pytest

from ingest.writers.schema import (
    COLUMNS,
    SCHEMA_VERSION,
    TABLES,
    Table,
    arrow_schema,
    data_dictionary,
    fitted,
    schema_json,
    type_name,
)

PLAIN = {pa.string(), pa.bool_(), pa.int32(), pa.int64(), pa.float64(), pa.timestamp("us", tz="UTC")}


def leaves(type_: pa.DataType) -> list[pa.DataType]:
    if pa.types.is_list(type_):
        return leaves(type_.value_type)
    if pa.types.is_struct(type_):
        return [leaf for field in type_ for leaf in leaves(field.type)]
    return [type_]


@pytest.mark.parametrize("table", TABLES)
def test_types_are_those_that_all_readers_know(table: Table) -> None:
    """No dictionary, map, nanosecond or large string comes in by accident."""
    assert {leaf for field in arrow_schema(table) for leaf in leaves(field.type)} <= PLAIN


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described(table: Table) -> None:
    """Whoever opens a file finds what each column means, and what null means where null can be."""
    names = [column.name for column in COLUMNS[table]]
    assert len(names) == len(set(names))
    for column, field in zip(COLUMNS[table], arrow_schema(table), strict=True):
        assert field.metadata[b"description"].decode() == column.description
        assert column.description.endswith((".", "…"))
        if column.nullable and column.name not in ("published_raw", "modified_raw", "modified_precision"):
            assert "ull" in column.description, column.name


def test_articles_are_revisions_with_a_history() -> None:
    """A row of revisions becomes one of articles by adding columns, none by renaming."""
    revisions = arrow_schema("revisions").names
    assert arrow_schema("articles").names[: len(revisions)] == revisions


def test_the_dictionary_and_the_file_say_the_same() -> None:
    """`ingest schema` and schema.json come from one definition."""
    content = json.loads(schema_json())
    assert content["schema_version"] == SCHEMA_VERSION
    listed = [
        (table, column["name"], column["type"], column["nullable"], column["description"])
        for table, described in content["tables"].items()
        for column in described["columns"]
    ]
    assert listed == [(row.table, row.column, row.type, row.nullable, row.description) for row in data_dictionary()]


def test_types_are_named_for_people() -> None:
    """Lists are shown without the names of their items, other types as Arrow names them."""
    named = {(row.table, row.column): row.type for row in data_dictionary()}
    assert named["articles", "contributors"] == "list<struct<name: string, role: string>>"
    for table in TABLES:
        for field in arrow_schema(table):
            assert pa.types.is_list(field.type) or named[table, field.name] == str(field.type)


def test_rows_of_an_older_version_get_the_new_columns_as_null() -> None:
    """Versions are add-only: a part written before a column existed is still read."""
    whole = arrow_schema("captures").empty_table()
    older = pa.Table.from_pylist(
        [{name: None for name in whole.schema.names if name != "detail"}],
        schema=pa.schema([pa.field(f.name, f.type) for f in whole.schema if f.name != "detail"]),
    )
    assert fitted(older, whole.schema).to_pylist() == [{**older.to_pylist()[0], "detail": None}]
    assert fitted(older, whole.schema).schema.equals(whole.schema, check_metadata=True)


def test_the_documentation_has_the_columns_as_they_are() -> None:
    """docs/dataset.md is no second definition: its tables are those of the schema, line by line."""
    text = (Path(__file__).parents[2] / "docs" / "dataset.md").read_text("utf-8")
    tables: tuple[Table, ...] = ("articles", "captures")
    for table in tables:
        section = text.split(f"### {table}\n")[1].split("### ")[0]
        assert [line for line in section.splitlines() if line.startswith("| `")] == [
            f"| `{column.name}` | `{type_name(column.type)}` | {'may be' if column.nullable else 'never'}"
            f" | {column.description} |"
            for column in COLUMNS[table]
        ]
    lacking = re.search(r"`revisions` has the same columns without ([^.]*)\.", text)
    assert lacking
    theirs = {column.name for column in COLUMNS["revisions"]}
    assert re.findall(r"`(\w+)`", lacking[1]) == [c.name for c in COLUMNS["articles"] if c.name not in theirs]
