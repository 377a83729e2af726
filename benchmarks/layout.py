"""Five questions to two million articles: Parquet as ``ingest compact`` lays it out, JSON lines, SQLite.

    python benchmarks/layout.py [--articles 2000000] [--folder DIR] [--pages FILE.parquet …]

Articles of our own sentences, 200 sources over two years, are written by the writer's own functions: sorted, by month
of first sight, zstd, page index, bloom filters. The same rows, without columns that are empty here, go to one file of
JSON lines, packed by zstd, and to SQLite with the indexes that the questions want. Each question is asked in a
process of its own, warm; the best of three counts (of one, for JSON lines). Bytes read are those of the process's
read calls, from ``/proc/self/io``. With ``--pages`` (columns ``url``, ``html``), real pages are parsed, and the size
of their rows is set beside that of trafilatura's JSON lines of the same pages, both zstd.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from duplicates import sentence  # noqa: E402  # beside this file

from ingest.settings import WriteSettings  # noqa: E402  # not installed when run from a clone
from ingest.writers.parts import ORDER, write_files  # noqa: E402
from ingest.writers.plan import file_name  # noqa: E402
from ingest.writers.schema import arrow_schema  # noqa: E402

START = datetime(2025, 1, 1, tzinfo=UTC)
MONTHS = 24
SOURCES = 200
COLUMNS = ("article_id", "url", "source", "title", "text", "authors", "published_at", "lang", "word_count", "section")

QUESTIONS = {
    "one source and month": (
        "SELECT count(*), avg(word_count) FROM {t} WHERE source = 'source042'"
        " AND published_at >= '2026-03-01' AND published_at < '2026-04-01'"
    ),
    "a word in titles": "SELECT count(*) FROM {t} WHERE title LIKE '%beffroi%'",
    "articles by an author": "SELECT count(*) FROM {t} WHERE list_contains(authors, 'Maud Clovis 17')",
    "daily counts": "SELECT published_at::DATE AS day, count(*) FROM {t} GROUP BY day ORDER BY day",
    "one id": "SELECT title, length(text) FROM {t} WHERE article_id = '{id}'",
}
IN_SQLITE = {
    "articles by an author": "SELECT count(*) FROM {t} WHERE authors LIKE '%\"Maud Clovis 17\"%'",
    "daily counts": "SELECT substr(published_at, 1, 10) AS day, count(*) FROM {t} GROUP BY day ORDER BY day",
}


def month_of(number: int) -> datetime:
    return datetime(START.year + number // 12, number % 12 + 1, 1, tzinfo=UTC)


def generated(number: int, rows: int, sentences: list[str], sources: list[str]) -> pa.Table:
    """A month of articles as a table of ``articles``."""
    chance = np.random.default_rng(number)
    picks = chance.integers(0, len(sentences), (rows, 7))
    titles = [sentences[i][:-1] for i in picks[:, 0]]
    texts = ["\n\n".join(sentences[i] for i in row) for row in picks[:, 1:]]
    source = [sources[i] for i in (SOURCES * chance.random(rows) ** 2).astype(int)]
    published = pa.array(
        np.datetime64(month_of(number).replace(tzinfo=None), "us") + chance.integers(0, 28 * 86_400, rows) * 1_000_000,
        pa.timestamp("us"),
    ).cast(pa.timestamp("us", "UTC"))
    urls = [f"https://www.{name}.example/{number:02d}/{n}" for n, name in enumerate(source)]
    authors = [[f"Maud Clovis {i}"] if i < 400 else [] for i in chance.integers(0, 500, rows)]
    columns: dict[str, Any] = {
        "article_id": [hashlib.sha256(url.encode()).hexdigest()[:32] for url in urls],
        "url": urls,
        "source": source,
        "title": titles,
        "text": texts,
        "blocks": [[{"kind": "paragraph", "text": text} for text in body.split("\n\n")] for body in texts],
        "authors": authors,
        "published_at": published,
        "first_seen_at": published,
        "last_seen_at": published,
        "captured_at": published,
        "lang": ["fr"] * rows,
        "word_count": [text.count(" ") + 1 for text in texts],
        "section": [("Politique", "Sport", "Culture", "Région")[i] for i in chance.integers(0, 4, rows)],
        "content_digest": [hashlib.sha256(text.encode()).hexdigest() for text in texts],
    }
    schema = arrow_schema("articles")
    fillers = {pa.string(): "", pa.bool_(): False, pa.int32(): 1, pa.int64(): 1, pa.float64(): 0.0}
    for field in schema:
        if field.name not in columns:
            filler = None if field.nullable else fillers.get(field.type, [])
            columns[field.name] = [filler] * rows
    table = pa.Table.from_arrays([pa.array(columns[f.name], f.type) for f in schema], schema=schema)
    return table.take(pc.sort_indices(table, sort_keys=[(name, "ascending") for name in ORDER["articles"]]))


def write_parquet(folder: Path, articles: int) -> str:
    """All months; an article's id to ask for."""
    chance = random.Random(1)
    sentences = [sentence(chance) for _ in range(30_000)]
    sources = [f"source{n:03d}" for n in range(SOURCES)]
    wanted = ""
    for number in range(MONTHS):
        table = generated(number, articles // MONTHS, sentences, sources)
        path = folder / f"{month_of(number):%Y-%m}"
        path.mkdir(parents=True)
        names = (path / file_name(n) for n in range(1_000))
        slices = (table.slice(start, 20_000) for start in range(0, table.num_rows, 20_000))
        write_files(slices, names, "articles", WriteSettings(), 256 * 1024 * 1024)
        if number == MONTHS // 2:
            wanted = table["article_id"][table.num_rows // 2].as_py()
    return wanted


def write_jsonl(parquet: Path, file: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        query = f"SELECT {', '.join(COLUMNS)} FROM '{parquet}/*/*.parquet'"
        connection.execute(f"COPY ({query}) TO '{file}' (FORMAT json, COMPRESSION zstd)")


def write_sqlite(parquet: Path, file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(f"CREATE TABLE articles ({', '.join(COLUMNS)})")
        marks = ", ".join("?" * len(COLUMNS))
        for path in sorted(parquet.glob("*/*.parquet")):
            connection.executemany(f"INSERT INTO articles VALUES ({marks})", _plain_rows(path))
        connection.execute("CREATE UNIQUE INDEX by_id ON articles (article_id)")
        connection.execute("CREATE INDEX by_source ON articles (source, published_at)")
    connection.close()


def _plain_rows(path: Path) -> Iterator[tuple[Any, ...]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(10_000, columns=list(COLUMNS)):
            for row in batch.select(COLUMNS).to_pylist():
                row["authors"] = json.dumps(row["authors"], ensure_ascii=False)
                row["published_at"] = row["published_at"].isoformat(" ")
                yield tuple(row.values())


# --- asking ----------------------------------------------------------------------------------------------------------
def ask(where: str, question: str, file: str, wanted: str, rounds: int) -> dict[str, float]:
    """Seconds (the best round) and bytes read (the last round), in this process."""
    best, answer = float("inf"), None
    for _ in range(rounds):
        before, began = _bytes_read(), time.perf_counter()
        answer = _in_sqlite(file, question, wanted) if where == "SQLite" else _in_duckdb(where, file, question, wanted)
        best = min(best, time.perf_counter() - began)
        read = _bytes_read() - before
    return {"seconds": best, "bytes": read, "answer": len(answer) if len(answer) > 1 else str(answer)}  # type: ignore[dict-item]


def _in_duckdb(where: str, file: str, question: str, wanted: str) -> list[Any]:
    import duckdb

    table = f"'{file}/*/*.parquet'" if where == "Parquet" else f"read_json('{file}', format='newline_delimited')"
    with duckdb.connect() as connection:
        return connection.execute(QUESTIONS[question].format(t=table, id=wanted)).fetchall()


def _in_sqlite(file: str, question: str, wanted: str) -> list[Any]:
    with sqlite3.connect(file) as connection:
        query = IN_SQLITE.get(question, QUESTIONS[question]).format(t="articles", id=wanted)
        return connection.execute(query).fetchall()


def _bytes_read() -> int:
    return int(Path("/proc/self/io").read_text().split("rchar: ")[1].split()[0])


def _asked(where: str, question: str, file: Path, wanted: str, rounds: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--ask", where, question, str(file), wanted, str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(folder: Path, articles: int) -> None:
    parquet, jsonl, sqlite = folder / "articles", folder / "articles.jsonl.zst", folder / "articles.sqlite"
    began = time.monotonic()
    wanted = write_parquet(parquet, articles)
    took = time.monotonic() - began
    print(f"{articles:,} articles generated and written in {took:.0f} s;", end=" ")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    write_jsonl(parquet, jsonl)
    write_sqlite(parquet, sqlite)
    sizes = [
        sum(path.stat().st_size for path in parquet.rglob("*.parquet")),
        jsonl.stat().st_size,
        sqlite.stat().st_size,
    ]
    places = dict(zip(("Parquet", "JSONL.zst", "SQLite"), (parquet, jsonl, sqlite), strict=True))
    print("\n| | " + " | ".join(places) + " |\n|---|---|---|---|")
    print("| size, MB | " + " | ".join(f"{size / 1e6:,.0f}" for size in sizes) + " |")
    for question in QUESTIONS:
        found = [
            _asked(where, question, file, wanted, 1 if where == "JSONL.zst" else 3) for where, file in places.items()
        ]
        cells = (f"{one['seconds']:.3f} s, {one['bytes'] / 1e6:,.1f} MB" for one in found)
        print(f"| {question} | " + " | ".join(cells) + " |")
        if len({json.dumps(one["answer"]) for one in found}) > 1:
            print(f"answers differ: {[one['answer'] for one in found]}", file=sys.stderr)


def measure_sizes(files: Sequence[Path]) -> None:
    """Bytes of real pages' rows."""
    import pyarrow.parquet as pq
    import trafilatura
    import zstandard

    import ingest
    from ingest.model import Location, Page
    from ingest.writers.parts import write_part
    from ingest.writers.rows import article_row

    rows, lines = [], []
    for file in files:
        for row in pq.read_table(file, columns=["url", "html"]).to_pylist():
            html = row["html"] if isinstance(row["html"], bytes) else row["html"].encode()
            page = Page(row["url"], row["url"], 200, (), html, START)
            article = ingest.parse(html, row["url"])
            other = trafilatura.extract(html, url=row["url"], output_format="json", with_metadata=True)
            if article.text and other:
                rows.append(article_row(article, page, Location("x.warc.gz", len(rows), 1)))
                lines.append(other)
    with tempfile.TemporaryDirectory() as folder:
        table = pa.Table.from_pylist(rows, schema=arrow_schema("revisions"))
        write_part(table, Path(folder) / "all.parquet", "revisions", WriteSettings())
        with pq.ParquetFile(Path(folder) / "all.parquet") as file_:
            group = file_.metadata.row_group(0)
            by_column: dict[str, int] = {}
            for n in range(group.num_columns):
                name = group.column(n).path_in_schema.split(".")[0]
                by_column[name] = by_column.get(name, 0) + group.column(n).total_compressed_size
        packed = len(zstandard.ZstdCompressor(6).compress("\n".join(lines).encode()))
        whole = (Path(folder) / "all.parquet").stat().st_size
    evidence = sum(by_column[name] for name in ("provenance", "dropped", "blocks"))
    print(f"\n{len(rows)} real pages, bytes a page: Parquet {whole / len(rows):,.0f}, of which provenance, dropped and"
          f" blocks {evidence / len(rows):,.0f}; trafilatura's JSONL.zst {packed / len(rows):,.0f}")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure the layout of large datasets.")
    parser.add_argument("--articles", type=int, default=2_000_000)
    parser.add_argument("--folder", type=Path, help="where to write; it must not exist [default: a temporary folder]")
    parser.add_argument("--pages", type=Path, nargs="*", default=[])
    parser.add_argument("--ask", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.ask:
        where, question, file, wanted, rounds = options.ask
        print(json.dumps(ask(where, question, file, wanted, int(rounds))))
        return 0
    folder = options.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    try:
        measure(folder, options.articles)
        if options.pages:
            measure_sizes(options.pages)
    finally:
        if options.folder is None:
            shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
