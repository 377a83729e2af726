"""How fast `ingest.parse` is, beside trafilatura and beside the floor, on the same pages in the same run.

    python benchmarks/parse_speed.py [--shared ../shared] [--suites french,fundus_parsers] [--rounds 3] [--every 1]

Prints a Markdown table. Each page is read by all engines in turn, in another order every round, and each engine keeps
the fastest of its rounds: what is left is the page's cost, not the machine's mood. Times are the process's own CPU
time. Without the corpora the pages are the fixtures; without trafilatura its rows are missing.

The floor is what nobody can go below from Python: Lexbor's parse, and one step per node that asks for its tag, text and
attributes. Trafilatura is measured as its own evaluation runs it, text only and with metadata; `ingest` always reads
all fields, dates and language included.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from selectolax.lexbor import LexborHTMLParser  # noqa: E402

import ingest  # noqa: E402

Page = tuple[str | None, bytes]
Engine = Callable[[Page], object]


def pages_of(suite: str, shared: Path) -> list[Page]:
    """Addresses and bytes of a suite's pages; of the fixtures where there is no such corpus."""
    if suite == "fixtures":
        return [(None, path.read_bytes()) for path in sorted((ROOT / "fixtures").glob("*/*/page.html"))]
    import pyarrow.parquet as pq

    table = pq.read_table(shared / "corpora" / f"{suite}.parquet", columns=["url", "html"])
    return [(row["url"], row["html"]) for row in table.to_pylist()]


def floor(page: Page) -> int:
    """Lexbor's parse and one walk."""
    seen = 0
    root = LexborHTMLParser(page[1]).root
    if root is None:
        return 0
    for node in root.traverse(include_text=True):
        seen += len(node.text_content or "") if node.tag == "-text" else len(node.attributes)
    return seen


def engines() -> dict[str, Engine]:
    found: dict[str, Engine] = {
        "floor: Lexbor parse and one walk": floor,
        "ingest, everything": lambda page: ingest.parse(page[1], url=page[0]),
    }
    try:
        import trafilatura
    except ImportError:
        print("trafilatura is not installed: its rows are missing\n", file=sys.stderr)
        return found
    options = {"include_comments": False, "include_tables": True, "include_formatting": False}
    found["trafilatura, text only"] = lambda page: trafilatura.extract(page[1], **options)
    found["trafilatura, with metadata"] = lambda page: trafilatura.bare_extraction(
        page[1], url=page[0], with_metadata=True, **options
    )
    return found


def timed(pages: list[Page], asked: dict[str, Engine], rounds: int) -> dict[str, list[float]]:
    """Milliseconds per engine and page: the fastest round, after one that does not count."""
    best = {name: [float("inf")] * len(pages) for name in asked}
    names = list(asked)
    for turn in range(rounds + 1):
        for number, page in enumerate(pages):
            first = (turn + number) % len(names)
            for name in names[first:] + names[:first]:
                start = time.process_time()
                asked[name](page)
                spent = 1000 * (time.process_time() - start)
                if turn:
                    best[name][number] = min(best[name][number], spent)
    return best


def table(label: str, pages: list[Page], best: dict[str, list[float]]) -> None:
    size = sum(len(body) for _, body in pages) / len(pages) / 1000
    own = sum(best["ingest, everything"])
    print(f"\n**{label}**: {len(pages)} pages, {size:.0f} kB each\n")
    print("| engine | ms a page | median | slowest | pages/s | ingest is |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, spent in best.items():
        mean = sum(spent) / len(spent)
        ratio = "" if name.startswith("ingest") else f"{sum(spent) / own:.2f}×"
        print(f"| {name} | {mean:.2f} | {median(spent):.2f} | {max(spent):.1f} | {1000 / mean:.0f} | {ratio} |")


def first_call() -> float:
    """Milliseconds of CPU that a new process needs to import ingest and read its first page."""
    page = next(iter(sorted((ROOT / "fixtures").glob("*/*/page.html"))))
    program = (
        "import sys, time; body = open(sys.argv[1], 'rb').read(); start = time.process_time(); "
        "import ingest; ingest.parse(body); print(1000 * (time.process_time() - start))"
    )
    command = [sys.executable, "-c", program, str(page)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    runs = [
        float(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)
        for _ in range(3)
    ]
    return min(runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--suites", default="french,fundus_parsers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--every", type=int, default=1, help="only every n-th page")
    args = parser.parse_args()
    suites = args.suites.split(",") if (args.shared / "corpora").is_dir() else ["fixtures"]
    asked = engines()
    for suite in suites:
        pages = pages_of(suite, args.shared)[:: args.every]
        table(suite, pages, timed(pages, asked, args.rounds))
    print(f"\nA new process imports ingest and reads its first page in {first_call():.0f} ms.")


if __name__ == "__main__":
    main()
