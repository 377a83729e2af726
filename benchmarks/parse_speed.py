"""How long reading a page takes: ``ingest.parse`` with every field, trafilatura, and the floor under any Python tool.

    python -m pip install -e '.[bench]'
    python benchmarks/parse_speed.py [--suites french,fundus_parsers] [--rounds 3] [--runs]

One process; the readers take turns on every page, in an order that turns round from page to page. A page's time is the
fastest of its rounds in process time: what else runs on the machine disturbs the others. ``x trafilatura`` is the time
of trafilatura with metadata over the same pages, divided by the reader's. Without the folder ``shared`` (``--shared``)
the pages of the bundled newsstand are read.

In turns of a page each reader finds the processor's caches full of the others' data, which costs the fastest most. With
``--runs`` each reads some pages before the next one does, as in a process where it is the only reader.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura
from selectolax.lexbor import LexborHTMLParser

import ingest

ROOT = Path(__file__).resolve().parents[1]
Page = tuple[bytes, str]
Reader = Callable[[bytes, str], object]
BASE = "trafilatura, text and metadata"
_RUN = 18


def with_trafilatura(html: bytes, url: str) -> object:
    """The settings of trafilatura's own evaluation."""
    return trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False, include_tables=True)


def text_with_trafilatura(html: bytes, url: str) -> object:
    return trafilatura.extract(html, include_comments=False, include_tables=True)


def with_ingest(html: bytes, url: str) -> object:
    return ingest.parse(html, url=url)


def lexbor(html: bytes, url: str) -> object:
    """The parser alone, which is written in C."""
    return LexborHTMLParser(html)


def lexbor_and_walk(html: bytes, url: str) -> object:
    """The parser, and one visit to each node that looks at its attributes or text, and does nothing with them."""
    root = LexborHTMLParser(html).root
    length = 0
    for node in root.traverse(include_text=True) if root else ():
        length += len(node.text_content or "") if node.is_text_node else len(node.attributes)
    return length


READERS: dict[str, Reader] = {
    "ingest.parse, every field": with_ingest,
    BASE: with_trafilatura,
    "trafilatura, text alone": text_with_trafilatura,
    "floor: Lexbor": lexbor,
    "floor: Lexbor and one bare walk": lexbor_and_walk,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--suites", default="french,fundus_parsers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=int, default=200, help="pages of a suite")
    parser.add_argument("--runs", action="store_true", help=f"turns of {_RUN} pages, not of one")
    args = parser.parse_args()
    for suite in args.suites.split(","):
        name, pages = pages_of(args.shared, suite, args.limit)
        print(
            f"\n{name}: {len(pages)} pages, {sum(len(html) for html, _ in pages) / len(pages) / 1e3:.0f} kB on average"
        )
        show(measure_in_runs(pages, args.rounds) if args.runs else measure(pages, args.rounds))


def pages_of(shared: Path, suite: str, limit: int) -> tuple[str, list[Page]]:
    corpus = shared / "corpora" / f"{suite}.parquet"
    if corpus.is_file():
        import pyarrow.parquet as pq

        rows = pq.read_table(corpus, columns=["html", "url"]).to_pylist()
        return suite, [(row["html"], row["url"]) for row in rows[:limit]]
    print(f"There is no {suite} corpus at {shared}: the bundled newsstand instead.")
    files = sorted((ROOT / "fixtures").rglob("*.html"))
    return "newsstand", [(file.read_bytes(), f"https://{file.parent.name}.example/{file.stem}") for file in files]


def measure(pages: list[Page], rounds: int) -> dict[str, list[float]]:
    """Reader → milliseconds per page."""
    warm_up(pages[0])
    taken: dict[str, list[float]] = {name: [] for name in READERS}
    gc.freeze()
    for number, (html, url) in enumerate(pages):
        order = list(READERS.items())[:: 1 if number % 2 else -1]
        best = dict.fromkeys(READERS, float("inf"))
        for _ in range(rounds):
            for name, reader in order:
                start = time.process_time()
                reader(html, url)
                best[name] = min(best[name], 1e3 * (time.process_time() - start))
        for name, milliseconds in best.items():
            taken[name].append(milliseconds)
    return taken


def measure_in_runs(pages: list[Page], rounds: int) -> dict[str, list[float]]:
    """Reader → milliseconds per page. The readers take turns after a run of pages, not after each; a machine's speed
    changes from minute to minute, and does so for all of them."""
    warm_up(pages[0])
    taken: dict[str, list[float]] = {name: [] for name in READERS}
    gc.freeze()
    for start in range(0, len(pages), _RUN):
        run = pages[start : start + _RUN]
        best = {name: [float("inf")] * len(run) for name in READERS}
        for _ in range(rounds):
            for name, reader in READERS.items():
                for number, (html, url) in enumerate(run):
                    began = time.process_time()
                    reader(html, url)
                    best[name][number] = min(best[name][number], 1e3 * (time.process_time() - began))
        for name, times in best.items():
            taken[name] += times
    return taken


def warm_up(page: Page) -> None:
    """What is loaded once per process is no page's cost."""
    for reader in READERS.values():
        reader(*page)


def show(taken: dict[str, list[float]]) -> None:
    base = sum(taken[BASE])
    print("| reader | ms a page | median | 90 % | x trafilatura |\n|---|---|---|---|---|")
    for name, times in taken.items():
        p90 = sorted(times)[int(0.9 * len(times))]
        ratio = base / sum(times)
        print(f"| {name} | {statistics.mean(times):.2f} | {statistics.median(times):.2f} | {p90:.2f} | {ratio:.1f} |")


if __name__ == "__main__":
    main()
