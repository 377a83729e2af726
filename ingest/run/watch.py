"""Pass after pass, for years: what is due is pulled, and between passes nothing is done.

When the next pass begins is told by the sources' own rhythm (:meth:`ingest.ledger.Ledger.next_poll`) or by a cron
expression. A pass that fails is told and counted, and the next one comes all the same.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Protocol

import httpx

from ingest import times
from ingest.errors import IngestError, UsageError
from ingest.fetchers import Clock, SystemClock
from ingest.ledger import Ledger
from ingest.model import Source
from ingest.run.crawl import Settings, crawl_sources
from ingest.run.progress import Progress, Summary
from ingest.writers.dataset_folder import DatasetFolder

log = logging.getLogger(__name__)

LEAST_PAUSE = timedelta(minutes=1)
"""Between the end of a pass and the next."""
AFTER_FAILURE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to pull, and how: read from the sources file, and again when it has changed."""

    sources: Sequence[Source]
    settings: Settings


class Timetable(Protocol):
    """Tells when the next pass is to begin."""

    def next(self, now: datetime, sources: Sequence[Source], dataset: Path) -> datetime: ...


class Rhythm:
    """When the first source is due, by its own past; no pass less than ``least`` after the last."""

    def __init__(self, least: timedelta) -> None:
        self._least = max(least, LEAST_PAUSE)

    def next(self, now: datetime, sources: Sequence[Source], dataset: Path) -> datetime:
        soonest = now + self._least
        with Ledger.open(DatasetFolder(dataset).ledger) as ledger:
            due = [ledger.next_poll(source.home, now) or soonest for source in sources]
        return max(soonest, min(due, default=soonest))


class Cron:
    """At the times of a cron expression («*/15 6-23 * * *»), in a time zone."""

    def __init__(self, expression: str, zone: tzinfo) -> None:
        """Raises :class:`UsageError` for what is no cron expression."""
        self._expression, self._zone = expression, zone
        try:
            times.next_of_cron(expression, datetime(2026, 1, 1, tzinfo=zone), zone)
        except ValueError as error:
            raise UsageError(f"{error}.") from error

    def next(self, now: datetime, sources: Sequence[Source], dataset: Path) -> datetime:
        return times.next_of_cron(self._expression, now, self._zone)


class Watcher(Protocol):
    """Told of each pass: for metrics and logs."""

    def passed(self, summary: Summary, at: datetime, following: datetime) -> None: ...

    def failed(self, error: Exception, at: datetime, following: datetime) -> None: ...


async def watch(
    plan: Callable[[], Plan],
    out: Path,
    timetable: Timetable,
    *,
    watcher: Watcher,
    stop: asyncio.Event,
    reload: asyncio.Event | None = None,
    progress: Progress | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
) -> None:
    """Pass after pass into the dataset at ``out`` until ``stop`` is set; a pass under way is ended in good order.

    ``plan`` is asked at the beginning, where its errors are the caller's, and again when ``reload`` is set, where a
    fault in the file is told and the plan of before goes on.
    """
    clock, reload = clock or SystemClock(), reload or asyncio.Event()
    current = plan()
    while not stop.is_set():
        if reload.is_set():
            reload.clear()
            current = _reloaded(plan, current)
        following = await _one_pass(current, out, timetable, watcher, stop, progress, transport, clock)
        await _wait(following - clock.now(), stop, reload, clock)
    log.info("Stopped.")


def _reloaded(plan: Callable[[], Plan], current: Plan) -> Plan:
    try:
        found = plan()
    except IngestError as error:
        log.error("The sources were not read again, those of before go on: %s", error)
        return current
    log.info("Sources read again: %d.", len(found.sources))
    return found


async def _one_pass(
    plan: Plan,
    out: Path,
    timetable: Timetable,
    watcher: Watcher,
    stop: asyncio.Event,
    progress: Progress | None,
    transport: httpx.AsyncBaseTransport | None,
    clock: Clock,
) -> datetime:
    """One pass; when the next one is to begin."""
    try:
        summary = await crawl_sources(
            plan.sources,
            out,
            plan.settings,
            progress=progress,
            stop=stop,
            transport=transport,
            clock=clock,
            passes_follow=True,
        )
        following = timetable.next(clock.now(), plan.sources, out)
        watcher.passed(summary, clock.now(), following)
        came = "1 article" if summary.articles == 1 else f"{summary.articles} articles"
        log.info("%s%s", came, "" if stop.is_set() else f", next pass at {_time(following)}")
    except Exception as error:  # whatever it was, the job goes on: the next pass may find the disk or network back
        following = clock.now() + AFTER_FAILURE
        log.error("A pass failed, the next one begins at %s.", _time(following), exc_info=_unexpected(error))
        if not _unexpected(error):
            log.error("%s", error)
        watcher.failed(error, clock.now(), following)
    return following


def _time(moment: datetime) -> str:
    """As the clock on the wall has it, which is the log's as well."""
    there = moment.astimezone()
    return f"{there:%H:%M}" if there.date() == datetime.now().astimezone().date() else f"{there:%Y-%m-%d %H:%M}"


def _unexpected(error: Exception) -> Exception | None:
    """With a traceback in the log; what is raised on purpose says what to do."""
    return None if isinstance(error, IngestError) else error


async def _wait(pause: timedelta, stop: asyncio.Event, reload: asyncio.Event, clock: Clock) -> None:
    """Let time pass, until something is asked for."""
    if pause <= timedelta() or stop.is_set():
        return
    waits = [asyncio.ensure_future(one) for one in (clock.sleep(pause), stop.wait(), reload.wait())]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
