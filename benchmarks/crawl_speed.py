"""Pages per second from the network to Parquet, beside other tools on the same pages in the same run.

    python -m pip install -e '.[bench]'
    python benchmarks/crawl_speed.py [--hosts 8] [--articles 250] [--rounds 2] [--only ingest,scrapy]

An invented press (``press.py``) is served on loopback by a process of its own, which shares the machine's cores with
whoever is measured. Each contender takes every article of the sitemaps, two connections per host, no pause between
requests (politeness is off for all), and is measured from the start of its process to its end. Memory is the
largest sum over all its processes, shared pages counted once. CPU time is of all its processes too, and the steadier
figure where the machine has other work. The best of ``--rounds`` counts.

Only ingest archives the pages (WARC), keeps a ledger for the next run, and writes where each field came from.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from crawl_peers import httpx_loop, httpx_pool, scrapy_pipeline  # noqa: E402  # a script's neighbours
from press import press_process  # noqa: E402
from processes import watched  # noqa: E402

PER_HOST = 2

Work = Callable[[list[str], Path, int], int]


def ingest_crawl(sites: list[str], out: Path, connections: int) -> int:
    """As a user would: no setting but the delay and the limit."""
    import ingest

    found = ingest.crawl(
        *(f"{site}/" for site in sites),
        out=out / "dataset",
        limit=None,
        delay=timedelta(),
        user_agent="benchmark/1 (+https://example.org/)",
    )
    return found.articles


@dataclass(frozen=True)
class Contender:
    title: str
    work: Work
    needs: str


CONTENDERS = {
    "loop": Contender("httpx alone: pages fetched and thrown away", httpx_loop, "httpx"),
    "scrapy": Contender("Scrapy + trafilatura + pyarrow", scrapy_pipeline, "scrapy"),
    "pool": Contender("httpx + trafilatura in 2 processes + pyarrow", httpx_pool, "trafilatura"),
    "ingest": Contender("**ingest crawl**: WARC, all fields, Parquet", ingest_crawl, "ingest"),
}


@dataclass(frozen=True)
class Measured:
    """One run of one contender."""

    pages: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int

    @property
    def rate(self) -> float:
        return self.pages / self.seconds


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure a crawl on loopback, beside other tools.")
    parser.add_argument("--hosts", type=int, default=8)
    parser.add_argument("--articles", type=int, default=250, help="articles of each host")
    parser.add_argument("--rounds", type=int, default=2, help="the best of so many runs counts")
    parser.add_argument("--only", default=",".join(CONTENDERS), help="contenders, separated by commas")
    parser.add_argument("--one", nargs=3, metavar=("WHO", "SITES", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        return _run_one(*options.one)
    names = [name for name in options.only.split(",") if find_spec(CONTENDERS[name].needs)]
    best: dict[str, Measured] = {}
    with press_process(options.hosts, options.articles) as served:
        for _ in range(options.rounds):
            for name in names:
                measured = _measure(name, served.sites)
                print(f"{name}: {measured.pages} pages, {measured.rate:.0f} pages/s", file=sys.stderr)
                best[name] = max(best.get(name, measured), measured, key=lambda one: one.rate)
    _print(best, options.hosts, options.articles)
    return 0


def _measure(name: str, sites: list[str]) -> Measured:
    """In a process of its own, with a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--one", name, json.dumps(sites), folder]
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process, watched(process.pid) as used:
            said, _ = process.communicate()
        seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"{name} failed")
    return Measured(int(said.splitlines()[-1]), seconds, used.cpu_seconds, used.peak_bytes)


def _run_one(name: str, sites: str, folder: str) -> int:
    addresses = json.loads(sites)
    print(CONTENDERS[name].work(addresses, Path(folder), PER_HOST * len(addresses)))
    return 0


def _print(best: dict[str, Measured], hosts: int, articles: int) -> None:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{python}, {os.cpu_count()} cores; {_versions(('ingest', 'scrapy', 'trafilatura', 'httpx', 'pyarrow'))};")
    print(f"{hosts} hosts with {articles} articles each, {PER_HOST} connections per host.\n")
    print("| | pages | pages/s | against Scrapy | against the bare loop | CPU ms per page | peak memory, MB |")
    print("|---|---|---|---|---|---|---|")
    for name, measured in best.items():
        ratios = [_ratio(measured, best.get(other)) for other in ("scrapy", "loop")]
        cpu, peak = 1000 * measured.cpu_seconds / measured.pages, measured.peak_bytes / 1e6
        cells = [measured.pages, f"{measured.rate:.0f}", *ratios, f"{cpu:.1f}", f"{peak:.0f}"]
        print(f"| {CONTENDERS[name].title} | " + " | ".join(map(str, cells)) + " |")


def _ratio(one: Measured, other: Measured | None) -> str:
    return f"{one.rate / other.rate:.2f} ×" if other else "–"


def _versions(packages: Sequence[str]) -> str:
    found = []
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


if __name__ == "__main__":
    raise SystemExit(main())
