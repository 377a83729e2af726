"""A crawl in a process of its own, to be killed: many small segments, a worker process, no mercy for the delay.

    python tests/run/killable.py FOLDER NAME=HOME …

says «begun» on standard output when it begins, and «done» when it is.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from ingest.model import Source  # noqa: E402  # this tree's, wherever the process was started
from ingest.run.crawl import Settings, crawl_sources  # noqa: E402
from ingest.settings import ArchiveSettings, CrawlSettings, FetchSettings  # noqa: E402

SETTINGS = Settings(
    fetch=FetchSettings(delay=timedelta(seconds=0.02), user_agent="ingest-tests/1 (+https://example.org/)"),
    crawl=CrawlSettings(limit=None, workers=1),
    archive=ArchiveSettings(segment_bytes=40_000),
)


def main(out: str, *named: str) -> None:
    sources = [Source(name=name, home=home) for name, _, home in (word.partition("=") for word in named)]
    print("begun", flush=True)
    asyncio.run(crawl_sources(sources, Path(out), SETTINGS))
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
