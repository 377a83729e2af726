"""Memory of a crawl with a long queue: the main process as it goes on, and all processes at their peak.

    python benchmarks/crawl_memory.py [--queued 100000] [--pages 2000] [--workers 2]

The sitemaps of an invented press (``press.py``) name ``--queued`` pages; the crawl has no limit, and is stopped after
``--pages``. Memory is the proportional set size: what processes share counts once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from press import press_process  # noqa: E402  # a script's neighbours
from processes import memory_bytes, watched  # noqa: E402

HOSTS = 8


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure the memory of a crawl with a long queue.")
    parser.add_argument("--queued", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--one", metavar="SITES", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_crawl(json.loads(options.one), Path(folder) / "dataset", options.pages, options.workers))
        return 0
    articles = options.pages // HOSTS
    with press_process(HOSTS, articles, named=options.queued // HOSTS - articles) as served:
        again = [f"--pages={options.pages}", f"--workers={options.workers}", "--one", json.dumps(served.sites)]
        with subprocess.Popen([sys.executable, __file__, *again]) as crawl, watched(crawl.pid) as used:
            crawl.wait()
    print(f"all processes, at their peak: {used.peak_bytes / 1e6:.0f} MB")
    return crawl.returncode


async def _crawl(sites: list[str], out: Path, pages: int, workers: int) -> None:
    from ingest.model import Drop, Page, Source
    from ingest.run.crawl import Settings, crawl_sources
    from ingest.run.progress import Silent
    from ingest.settings import CrawlSettings, FetchSettings

    stop = asyncio.Event()

    class Teller(Silent):
        fetched_pages = 0

        def discovered(self, source: str, links: int, due: int) -> None:
            print(f"{source}: {due} queued; main process {memory_bytes(os.getpid()) / 1e6:.0f} MB")

        def fetched(self, capture: Page | Drop) -> None:
            self.fetched_pages += 1
            if self.fetched_pages % 500 == 0:
                print(f"{self.fetched_pages} pages; main process {memory_bytes(os.getpid()) / 1e6:.0f} MB")
            if self.fetched_pages >= pages:
                stop.set()

    settings = Settings(
        fetch=FetchSettings(delay=timedelta(), user_agent="benchmark/1 (+https://example.org/)"),
        crawl=CrawlSettings(limit=None, workers=workers),
    )
    sources = [Source(name=f"host{number}", home=f"{site}/") for number, site in enumerate(sites)]
    await crawl_sources(sources, out, settings, progress=Teller(), stop=stop)


if __name__ == "__main__":
    raise SystemExit(main())
