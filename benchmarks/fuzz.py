"""Damaged pages through everything that reads pages: no exception, always the same, only clean text, in time.

    python benchmarks/fuzz.py [--minutes 60] [--seed 1] [--shared ../shared] [--every 1]
    python benchmarks/fuzz.py --seed 1 --only 4711 > mutant.html

Pages of the fixtures and, where they are present, of the corpora are damaged (``mutations.py``), and each mutant is
read by ``ingest.parse`` twice, by the compiled twins and the Python they stand in for (where they were built), by
another process that is Python alone (where the parsers are compiled: every field must be the same), by the route of a
crawl (read, judged, made a row of Arrow), and by discovery (what is it, its links, its feeds, its entries as
a feed and as a sitemap). A mutant is made from the seed and its number alone:
``--only`` with the same pages makes it again. Findings are told once per kind; ends with 1 if there are any.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import pyarrow as pa  # noqa: E402
import twins  # noqa: E402
from mutations import mutate  # noqa: E402

import ingest  # noqa: E402
from ingest import charset, native  # noqa: E402
from ingest.discovery import article_links, find_feeds, read_feed, read_sitemap, section_links, what_is  # noqa: E402
from ingest.model import Article, Location, Page, Source  # noqa: E402
from ingest.parsers.api import read  # noqa: E402
from ingest.writers.rows import article_row, capture_row  # noqa: E402
from ingest.writers.schema import arrow_schema  # noqa: E402

SECONDS, SECONDS_PER_MEGABYTE = 1.0, 1.0
"""CPU time that one reading may take: five times what an ordinary page takes on a slow machine."""

URLS = (
    "https://www.gazette.example/2024/03/05/le-pont-rouvre-mardi-12345.html",
    "https://gazette.example/",
    "http://127.0.0.1:8701/politique/article.php?id=7&page=2",
    "https://xn--conomie-9xa.example/a%20b/c;d=e?f",
)
TYPES = ("text/html; charset=utf-8", "text/html", "text/html; charset=iso-8859-1", "text/html; charset=utf-16", None)
MOMENTS = (
    *(datetime(2024, 3, 5, 12, tzinfo=UTC), datetime(2026, 11, 23, 7, 30, tzinfo=UTC)),
    *(datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)),
)
ZONES = (None, "Europe/Paris", "Pacific/Tahiti")

FEED = b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Gazette</title>
<link>https://gazette.example/</link><item><title>Le pont rouvre</title><link>/2024/03/le-pont-rouvre-mardi</link>
<guid isPermaLink="false">pont-7</guid><pubDate>Tue, 05 Mar 2024 08:30:00 +0100</pubDate>
<description><![CDATA[<p>Le pont rouvrira mardi.</p>]]></description></item></channel></rss>"""
SITEMAP = b"""<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://gazette.example/le-pont-rouvre</loc>
<lastmod>2024-03-05T08:30:00+01:00</lastmod><news:news><news:publication_date>2024-03-05</news:publication_date>
<news:title>Le pont rouvre</news:title></news:news></url></urlset>"""


@dataclass(frozen=True)
class Mutant:
    """A damaged page and what is said about it from outside."""

    number: int
    page: Page
    zone: str | None
    mutations: tuple[str, ...]


class Unclean(Exception):
    """A text that no file or column should hold."""


class Unsteady(Exception):
    """The same bytes were read in two ways."""


class Different(Exception):
    """A compiled twin says other than the Python that it stands in for."""


class Slow(Exception):
    """Reading took too long."""


def seeds(shared: Path, every: int) -> list[bytes]:
    """The pages that are damaged: the fixtures', a feed, a sitemap, and every n-th of the corpora."""
    pages = [path.read_bytes() for path in sorted((ROOT / "fixtures").glob("*/*/page.html"))] + [FEED, SITEMAP]
    for corpus in sorted((shared / "corpora").glob("*.parquet")):
        import pyarrow.parquet as pq

        column = pq.read_table(corpus, columns=["html"])["html"]
        pages += column.take(list(range(0, len(column), every))).to_pylist()
    return pages


def make(seed: int, number: int, pages: list[bytes]) -> Mutant:
    chance = random.Random(f"{seed} {number}")
    body, mutations = mutate(chance.choice(pages), chance.choice(pages), chance)
    url, content_type = chance.choice(URLS), chance.choice(TYPES)
    page = Page(
        url=url,
        final_url=url,
        status=200,
        headers=(("Content-Type", content_type),) if content_type else (),
        body=body,
        fetched_at=chance.choice(MOMENTS),
        source="gazette",
    )
    return Mutant(number, page, chance.choice(ZONES), mutations)


class PythonAlone:
    """Another process, which reads the same mutants without anything compiled."""

    def __init__(self, args: argparse.Namespace) -> None:
        command = [sys.executable, __file__, "--seed", str(args.seed), "--shared", str(args.shared)]
        self._process = subprocess.Popen(
            [*command, "--every", str(args.every), "--answer"],
            env={**os.environ, "INGEST_PURE_PYTHON": "1"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip

    def says(self, number: int) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{number}\n")
        return self._process.stdout.readline().strip()


def answer(seed: int, pages: list[bytes]) -> None:
    """The other end of :class:`PythonAlone`."""
    for line in sys.stdin:
        mutant = make(seed, int(line), pages)
        try:
            print(digest(parsed(mutant.page, mutant.zone)), flush=True)
        except Exception as error:  # the fuzzer finds it as well
            print(repr(error)[:200].replace("\n", " "), flush=True)


def digest(article: Article) -> str:
    return sha256(repr(article).encode("utf-8", "surrogatepass")).hexdigest()


def check(mutant: Mutant, other: PythonAlone | None = None) -> None:
    """Read a mutant by every way in. Raises whatever is wrong."""
    page, zone = mutant.page, mutant.zone
    source = Source("gazette", "https://www.gazette.example/", timezone=zone)
    began = time.process_time()
    article = parsed(page, zone)
    spent = time.process_time() - began
    if repr(parsed(page, zone)) != repr(article):
        raise Unsteady("ingest.parse")
    if other and (said := other.says(mutant.number)) != digest(article):
        raise Different(f"Python alone reads another article ({said[:60]})")
    if twins.compiled() and (found := twins.differences(charset.markup(page.body, page.header("content-type")))):
        raise Different("; ".join(found))
    for text in texts(article):
        if "\0" in text:
            raise Unclean(f"a null character in {text[:80]!r}")
        text.encode("utf-8")  # lone surrogates raise
    stored(page, source)
    began = time.process_time()
    what_is(page), article_links(page, source), section_links(page, source), find_feeds(page)
    spent = max(spent, time.process_time() - began)
    read_feed(page, source), read_sitemap(page, source)
    if spent > SECONDS + SECONDS_PER_MEGABYTE * len(page.body) / 1e6:
        raise Slow(f"{spent:.1f} s for {len(page.body):,} bytes")


def parsed(page: Page, zone: str | None) -> Article:
    return ingest.parse(page.body, page.url, fetched_at=page.fetched_at, timezone=zone, headers=dict(page.headers))


def stored(page: Page, source: Source) -> None:
    """As a crawl does: what is read must fit the tables."""
    result = read(page, source)
    location = Location("a.warc.gz", 0, 1)
    pa.Table.from_pylist([capture_row(page, location, result)], schema=arrow_schema("captures"))
    if isinstance(result, Article):
        row = article_row(result, page, location)
        schema = arrow_schema("revisions")
        pa.Table.from_pylist([row], schema=pa.schema([schema.field(name) for name in schema.names if name in row]))


def texts(value: Any) -> Iterator[str]:
    """All strings in a value of the model."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from (*texts(key), *texts(one))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)


def kind_of(error: Exception) -> str:
    """Findings of one kind are raised by one line."""
    if isinstance(error, Slow):
        return "Slow"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/ingest/" in frame.filename]
    where = f"{frames[-1].filename.rpartition('/ingest/')[2]}:{frames[-1].lineno}" if frames else "the check"
    return f"{type(error).__name__} at {where}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--every", type=int, default=1, help="only every n-th page of the corpora")
    parser.add_argument("--only", type=int, help="write the mutant of this number to standard output, and check it")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    pages = seeds(args.shared, args.every)
    if args.answer:
        answer(args.seed, pages)
        return 0
    other = PythonAlone(args) if native.has_compiled_parsers() else None
    if args.only is not None:
        mutant = make(args.seed, args.only, pages)
        sys.stdout.buffer.write(mutant.page.body)
        print(mutant.mutations, mutant.zone, mutant.page.url, mutant.page.fetched_at, file=sys.stderr)
        check(mutant, other)
        return 0
    return run(pages, args.seed, args.minutes, other)


def run(pages: list[bytes], seed: int, minutes: float, other: PythonAlone | None) -> int:
    end = time.monotonic() + 60 * minutes
    findings: Counter[str] = Counter()
    applied: Counter[str] = Counter()
    size = number = 0
    while time.monotonic() < end:
        number += 1
        mutant = make(seed, number, pages)
        applied.update(mutant.mutations)
        size += len(mutant.page.body)
        try:
            check(mutant, other)
        except Exception as error:  # whatever it is, it is what we look for
            kind = kind_of(error)
            findings[kind] += 1
            if findings[kind] <= 3:
                print(f"mutant {number} {mutant.mutations}: {kind}: {error}", file=sys.stderr, flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"\nSeed {seed}: {number:,} mutants of {len(pages):,} pages, {size / 1e6:,.0f} MB; peak memory {memory:.0f} MB."
    )
    print("Mutations: " + ", ".join(f"{name} {count:,}" for name, count in applied.most_common()) + ".")
    for kind, count in findings.most_common():
        print(f"- {kind}: {count:,} times")
    print(f"{sum(findings.values()):,} findings.")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
