"""How a crawl behaves, as the servers saw it: pauses, connections, robots.txt, conditional requests.

    python benchmarks/crawl_audit.py [--articles 12] [--delay 0.5] [--latency 0.1]

Eight hosts of an invented press (``press.py``) are crawled twice, the second time seven hours later by the crawler's
clock, when its pages are due again. Every figure is from the hosts' own log. Each sitemap names a page that robots.txt
forbids.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from press import FORBIDDEN, Asked, press_process  # noqa: E402  # a script's neighbour

from ingest.fetchers import SystemClock  # noqa: E402  # this tree's
from ingest.model import Source  # noqa: E402
from ingest.run.crawl import Settings, crawl_sources  # noqa: E402
from ingest.run.progress import Summary  # noqa: E402
from ingest.settings import CrawlSettings, FetchSettings  # noqa: E402

HOSTS = 8
LATER = timedelta(hours=7)


class LaterClock(SystemClock):
    """The machine's clock, and some hours."""

    def now(self) -> datetime:
        return super().now() + LATER


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Audit a crawl from the servers' side.")
    parser.add_argument("--articles", type=int, default=12, help="articles of each host")
    parser.add_argument("--delay", type=float, default=0.5, help="seconds between two requests to a host")
    parser.add_argument("--latency", type=float, default=0.1, help="seconds a host takes to answer")
    options = parser.parse_args(arguments)
    settings = Settings(
        fetch=FetchSettings(delay=timedelta(seconds=options.delay), user_agent="audit/1 (+https://example.org/)"),
        crawl=CrawlSettings(limit=None, workers=1),
    )
    with press_process(HOSTS, options.articles, latency=options.latency) as served, _folder() as folder:
        first = _crawl(served.sites, folder, settings, SystemClock())
        between = time.monotonic()
        second = _crawl(served.sites, folder, settings, LaterClock())
    _print([one for one in served.log if one.began < between], [one for one in served.log if one.began >= between])
    print(f"\nFirst run: {first.pages} pages, {first.articles} articles, {dict(first.reasons)}.")
    print(f"Second run: {second.pages} pages, {second.articles} articles, {dict(second.reasons)}.")
    print(
        f"Asked for: {options.delay:g} s between requests, 2 connections per host; answers took {options.latency:g} s."
    )
    return 0


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name) / "dataset"


def _crawl(sites: Sequence[str], out: Path, settings: Settings, clock: SystemClock) -> Summary:
    sources = [Source(name=f"host{number}", home=f"{site}/") for number, site in enumerate(sites)]
    return asyncio.run(crawl_sources(sources, out, settings, clock=clock))


def _print(first: Sequence[Asked], second: Sequence[Asked]) -> None:
    print("| host | requests | most at once | most connections | least pause, ms | asked for what robots.txt forbids |")
    print("|---|---|---|---|---|---|")
    for host, log in _by_host(first).items():
        at_once, connections = max(one.at_once for one in log), max(one.connections for one in log)
        forbidden = sum(one.path.startswith(FORBIDDEN) for one in log)
        print(f"| {host} | {len(log)} | {at_once} | {connections} | {_least_pause(log):.0f} | {forbidden} |")
    print("\n| second run | requests | conditional | answered 304 | least pause, ms |")
    print("|---|---|---|---|---|")
    for host, log in _by_host(second).items():
        conditional = sum(one.conditional for one in log)
        unchanged = sum(one.status == 304 for one in log)
        print(f"| {host} | {len(log)} | {conditional} | {unchanged} | {_least_pause(log):.0f} |")


def _by_host(log: Sequence[Asked]) -> dict[str, list[Asked]]:
    return {host: [one for one in log if one.host == host] for host in sorted({one.host for one in log})}


def _least_pause(log: Sequence[Asked]) -> float:
    """Milliseconds between the arrivals of two requests that followed each other."""
    return 1000 * min((later.began - earlier.began for earlier, later in pairwise(log)), default=0.0)


if __name__ == "__main__":
    raise SystemExit(main())
