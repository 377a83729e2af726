"""The dataset card: ``README.md`` beside the data, with the front matter that Hugging Face ``datasets`` reads.

Made from the Parquet alone, without a clock: the same data give the same card.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.parts import count_rows, read_columns, write_text
from ingest.writers.schema import ABOUT, COLUMNS, SCHEMA_VERSION, TABLES, Table, type_name

_SHOWN = 50
"""Lines of a table; the rest is counted in one line."""


@dataclass
class _Facts:
    """What the card says, gathered file by file."""

    rows: dict[Table, int] = field(default_factory=dict)
    filled: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    parsers: Counter[str] = field(default_factory=Counter)
    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    robots: Counter[str] = field(default_factory=Counter)
    tdm: Counter[str] = field(default_factory=Counter)
    published: list[datetime] = field(default_factory=list)
    fetched: list[datetime] = field(default_factory=list)


def write_card(dataset: DatasetFolder) -> None:
    """Bring ``README.md`` up to date. Raises :class:`ingest.errors.DatasetUnwritable`."""
    write_text(card(dataset), dataset.card)


def card(dataset: DatasetFolder) -> str:
    """The text of the card."""
    facts = _gather(dataset)
    sections = [
        _front_matter(facts),
        _opening(facts),
        _table("Articles by source", ("source", "articles"), _ranked(facts.sources)),
        _table("Languages", ("language", "articles"), _ranked(facts.languages)),
        _table("What became of each fetch", ("outcome", "reason", "captures"), _ends(facts)),
        _rights(facts),
        *(_columns(table, facts) for table in TABLES),
        _making(facts),
    ]
    return "\n".join(section for section in sections if section)


# --- gathering -------------------------------------------------------------------------------------------------------
def _gather(dataset: DatasetFolder) -> _Facts:
    facts = _Facts()
    for table in TABLES:
        facts.rows[table] = sum(count_rows(path) for path in dataset.parts(table))
    for path in dataset.parts("articles"):
        for column in COLUMNS["articles"]:
            if column.nullable or pa.types.is_list(column.type):
                facts.filled[column.name] += _count_filled(read_columns(path, [column.name])[column.name])
        data = read_columns(path, ["source", "lang", "parser_version", "published_at"])
        _count(facts.sources, data["source"])
        _count(facts.languages, data["lang"])
        _count(facts.parsers, data["parser_version"])
        _stretch(facts.published, data["published_at"])
    for path in dataset.parts("captures"):
        data = read_columns(path, ["outcome", "reason", "robots", "tdm_reserved", "fetched_at"])
        for group in data.group_by(["outcome", "reason"]).aggregate([([], "count_all")]).to_pylist():
            facts.ends[group["outcome"], group["reason"] or ""] += group["count_all"]
        _count(facts.robots, data["robots"])
        _count(facts.tdm, data["tdm_reserved"].cast(pa.string()))
        _stretch(facts.fetched, data["fetched_at"])
    return facts


def _count_filled(column: pa.ChunkedArray) -> int:
    if pa.types.is_list(column.type):
        return int(pc.sum(pc.greater(pc.list_value_length(column), 0)).as_py() or 0)
    return int(len(column) - column.null_count)


def _count(counter: Counter[str], column: pa.ChunkedArray) -> None:
    for entry in column.value_counts().to_pylist():
        counter[entry["values"] if entry["values"] is not None else "not said"] += entry["counts"]


def _stretch(span: list[datetime], column: pa.ChunkedArray) -> None:
    """Widen a span (earliest, latest) by a column's."""
    found: dict[str, Any] = pc.min_max(column).as_py()
    if found["min"] is not None:
        span[:] = [min([*span, found["min"]]), max([*span, found["max"]])]


# --- writing ---------------------------------------------------------------------------------------------------------
def _front_matter(facts: _Facts) -> str:
    languages = sorted({tag.partition("-")[0].lower() for tag in facts.languages if tag != "not said"})
    lines = ["---", "pretty_name: News articles"]
    lines += ["language:", *(f"- {tag}" for tag in languages)] if languages else []
    lines += ["tags:", "- news", "configs:"]
    for table in TABLES:
        if facts.rows[table]:
            lines += [f"- config_name: {table}", f"  data_files: {table}/*/*.parquet"]
            lines += ["  default: true"] if table == "articles" else []
    return "\n".join([*lines, "---", ""])


def _opening(facts: _Facts) -> str:
    lines = [
        "# News articles",
        "",
        f"{_number(facts.rows['articles'], 'article')} in {_number(facts.rows['revisions'], 'version')},"
        f" from {_number(facts.rows['captures'], 'fetch', 'fetches')}, of {_number(len(facts.sources), 'source')}.",
        f"Fetched {_span(facts.fetched)}; published {_span(facts.published)}.",
        "",
        *(f"- `{table}/`: {ABOUT[table]}" for table in TABLES),
        "",
        "```sql",
        "SELECT source, count(*) FROM 'articles/*/*.parquet' GROUP BY ALL ORDER BY ALL;  -- DuckDB, in this folder",
        "```",
        "",
    ]
    return "\n".join(lines)


def _rights(facts: _Facts) -> str:
    fetches = facts.rows["captures"]
    if not fetches:
        return ""
    reserved, said = facts.tdm["true"], facts.tdm["true"] + facts.tdm["false"]
    lines = [
        "## Rights",
        "",
        "The texts belong to their publishers and authors. Each row says what robots.txt and the publisher's",
        "reservation of text and data mining (TDMRep) said when it was fetched; names of authors are personal data.",
        "",
        "robots.txt: " + ", ".join(f"{verdict} {count:,}" for verdict, count in _ranked(facts.robots)) + ".",
        f"Text and data mining: reserved for {reserved:,} of {fetches:,} fetches,"
        f" expressly open for {said - reserved:,}.",
        "",
    ]
    return "\n".join(lines)


def _columns(table: Table, facts: _Facts) -> str:
    """Columns and meanings; for articles also the share of rows that have a value."""
    rows = facts.rows["articles"]
    if table == "revisions":
        here = {column.name for column in COLUMNS[table]}
        lacking = ", ".join(f"`{column.name}`" for column in COLUMNS["articles"] if column.name not in here)
        return f"## Columns of revisions\n\nThose of articles without {lacking}.\n"
    if table == "captures":
        lines = [(f"`{one.name}`", f"`{type_name(one.type)}`", one.description) for one in COLUMNS[table]]
        return _table(f"Columns of {table}", ("column", "type", "meaning"), lines, limit=None)
    shares = {name: f"{100 * count / rows:.1f} %" for name, count in facts.filled.items()} if rows else {}
    filled = [
        (f"`{one.name}`", f"`{type_name(one.type)}`", shares.get(one.name, "always"), one.description)
        for one in COLUMNS[table]
    ]
    return _table("Columns of articles", ("column", "type", "filled", "meaning"), filled, limit=None)


def _making(facts: _Facts) -> str:
    versions = ", ".join(f"{version} ({_number(count, 'article')})" for version, count in _ranked(facts.parsers))
    return "\n".join(
        [
            "## How it was made",
            "",
            f"By ingest{', version ' + versions if versions else ''}; schema version {SCHEMA_VERSION}. Pages were"
            " archived as WARC, then read; `warc_file` and `warc_offset` say where each is.",
            "What is missing can be measured: `captures` has every fetch with its outcome. Pages that nothing linked to"
            " were never asked for.",
            "",
        ]
    )


def _table(title: str, head: tuple[str, ...], lines: Iterable[tuple[Any, ...]], limit: int | None = _SHOWN) -> str:
    rows = list(lines)
    if not rows:
        return ""
    shown = rows[:limit]
    text = [f"## {title}", "", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    text += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in shown]
    if len(shown) < len(rows):
        text += ["", f"… and {len(rows) - len(shown):,} more, with {sum(row[-1] for row in rows[len(shown) :]):,}."]
    return "\n".join([*text, ""])


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|").replace("\n", " ")


def _ranked(counter: Counter[str]) -> list[tuple[str, int]]:
    """Most frequent first; ties by name, so that equal data give an equal card."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _ends(facts: _Facts) -> list[tuple[str, str, int]]:
    rows = [(outcome, reason, count) for (outcome, reason), count in facts.ends.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _span(span: list[datetime]) -> str:
    return f"{span[0]:%Y-%m-%d} to {span[1]:%Y-%m-%d}" if span else "at no known time"
