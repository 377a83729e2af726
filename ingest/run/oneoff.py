"""The Python face of a one-off crawl."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import UsageError
from ingest.run.workers import get_ready, leave_if_started_anew
from ingest.settings import CrawlSettings, FetchSettings, TdmPolicy

if TYPE_CHECKING:
    import httpx

    from ingest.run.progress import Progress, Summary

log = logging.getLogger(__name__)

_DAY = 86_400


def crawl(
    *targets: str,
    out: str | Path,
    urls: Iterable[str] = (),
    limit: int | None = 200,
    since: datetime | None = None,
    user_agent: str | None = None,
    delay: timedelta | float = timedelta(seconds=1),
    tdm: TdmPolicy | str = TdmPolicy.SKIP,
    rules: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Summary:
    """Pull articles into the dataset at ``out``, a folder or ``s3://bucket/prefix``, and say what came of every page.

    ``targets``: web addresses (a site, a section, a feed, a sitemap, an article: it is found out which) or names of the
    catalogue. ``urls``: single pages. ``limit``: newest pages taken; None or 0: no bound. ``since``: an aware datetime.
    ``delay``: least time between two requests to one host, a number in seconds. ``rules``: a folder of site rules.
    ``workers``: parser processes; None: one per core, 0: none. ``transport`` replaces the wire.

    Run again, it continues: pages seen before are not fetched without need, no row is doubled. With worker processes a
    script must guard its entry with ``if __name__ == "__main__":``, as with any use of :mod:`multiprocessing`.

    Raises :class:`ingest.errors.UsageError` (fix the call) or :class:`ingest.errors.DatasetError` (look at the folder).
    """
    if workers != 0:
        leave_if_started_anew()
    _check(targets, out, limit, since, tdm)
    get_ready(workers)
    from ingest.run.crawl import Settings, crawl_sources
    from ingest.run.publishing import local_folder
    from ingest.run.sources import sources_of

    fetch = FetchSettings(delay=_pause(delay), tdm=TdmPolicy(tdm))
    if user_agent:
        fetch = replace(fetch, user_agent=user_agent)
    if not fetch.has_contact:
        log.warning("No contact is set: publishers like to know who asks. Give user_agent=.")
    bounds = CrawlSettings(limit=limit or None, since=since, workers=workers)
    settings = Settings(fetch=fetch, crawl=bounds, rules=Path(rules) if rules else None)
    urls = list(urls)
    sources = sources_of(targets) if targets or not urls else []
    run = crawl_sources(sources, local_folder(out), settings, urls=urls, progress=progress, transport=transport)
    return _completed(run)


def _check(
    targets: tuple[str, ...], out: str | Path, limit: int | None, since: datetime | None, tdm: TdmPolicy | str
) -> None:
    """Values of another kind are told here, and not by whoever meets them deep inside."""
    if not all(isinstance(target, str) for target in targets):
        raise UsageError("Targets are web addresses or names of the catalogue, as strings.")
    if not isinstance(out, (str, os.PathLike)):
        raise UsageError(f"out={out!r} is no path. Give a folder, or s3://bucket/prefix.")
    if limit is not None and (not isinstance(limit, int) or limit < 0):
        raise UsageError(f"limit={limit!r} is no number of pages. Give a whole number; 0 or None: no bound.")
    if since is not None and (not isinstance(since, datetime) or since.tzinfo is None):
        raise UsageError(f"since={since!r} is no aware datetime, such as datetime(2026, 11, 1, tzinfo=UTC).")
    if tdm not in list(TdmPolicy):
        raise UsageError(f"tdm={tdm!r} is none of: {', '.join(TdmPolicy)}.")


def _pause(delay: timedelta | float) -> timedelta:
    seconds = delay.total_seconds() if isinstance(delay, timedelta) else delay
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds < _DAY:
        raise UsageError(f"delay={delay!r} is no pause. Give seconds as a number, or a timedelta.")
    return timedelta(seconds=seconds)


def _completed(work: Coroutine[Any, Any, Summary]) -> Summary:
    """The result of ``work``, also where an event loop is running already, as in a notebook."""
    if not _is_in_loop():
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _is_in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
