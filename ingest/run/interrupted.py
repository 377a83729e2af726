"""What a killed run archived and did not commit is built by the next one: nothing is lost, nothing fetched again.

A run leaves a note of how it reads pages, for as long as it lasts (``.run.json``). Its pages are read by that note, and
not by what the run that comes after it happens to want.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ingest.archive import continued, continued_from, read_captures, recover, settle
from ingest.errors import ArchiveError
from ingest.ledger import Ledger
from ingest.model import Drop, Outcome, Page, Source, Via
from ingest.run.build import Built, build_one
from ingest.run.rows import ReadSettings
from ingest.run.sources import load_sources
from ingest.run.tombstones import load_tombstones
from ingest.run.wishes import since_of
from ingest.run.workers import Workers
from ingest.settings import TdmPolicy, WriteSettings
from ingest.writers.dataset_folder import WritableDataset
from ingest.writers.files import write_text


@contextmanager
def noted(dataset: WritableDataset, settings: ReadSettings) -> Iterator[None]:
    """While the block runs, the dataset's folder says how it reads pages. The note stays where the block is killed, or
    leaves something unbuilt. Raises :class:`ingest.errors.DatasetUnwritable`."""
    note = {
        "tdm": settings.tdm.value,
        "since": settings.since.isoformat() if settings.since else None,
        "rules": str(settings.rules.absolute()) if settings.rules else None,
    }
    write_text(json.dumps(note) + "\n", dataset.run_note)
    yield
    dataset.run_note.unlink(missing_ok=True)


def finish_interrupted(
    dataset: WritableDataset,
    ledger: Ledger,
    settings: ReadSettings,
    write: WriteSettings,
    pool: Workers | None = None,
) -> list[Built]:
    """Build what a killed run archived and did not commit, as it would have, and remember it in the ledger.

    ``settings``: where that run left no note. ``pool``: who does it; a worker process of its own, if there is something
    to do: it may have been a page that killed that run. A segment that cannot be read is tried again the next time.
    """
    recover(dataset.warc)
    unfinished = sorted({*dataset.uncommitted(), *continued(dataset.warc)})
    if not unfinished:
        return []
    settings = replace(_as_noted(dataset.run_note, settings), tombstones=load_tombstones(dataset.path))
    sources = load_sources(dataset.path)
    done = []
    with nullcontext(pool) if pool is not None else Workers(1) as workers:
        for path in unfinished:
            start = continued_from(path) if dataset.parts_of("captures", path.name) else 0
            # Before it is built: a kill right after that would leave rows whose pages the ledger does not know, and
            # the next run would fetch these again.
            latest: dict[str, datetime] = {}
            with suppress(ArchiveError):  # the build tells it
                latest = _remember(path, start, ledger)
            work = workers.submit(build_one, path, dataset.path, sources, settings, write, True, start)
            built = work.result()
            done.append(built)
            if built.error is None:
                settle(path)
                _conclude(built.drops, latest, ledger, sources, settings.since)
    return done


def _as_noted(note: Path, settings: ReadSettings) -> ReadSettings:
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(note.read_text("utf-8"))
        since = datetime.fromisoformat(told["since"]) if told["since"] else None
        rules = Path(told["rules"]) if told["rules"] else None
        return replace(settings, tdm=TdmPolicy(told["tdm"]), since=since, rules=rules)
    return replace(settings, since=None)  # what that run took was not bounded by this one's wish


def _remember(warc: Path, start: int, ledger: Ledger) -> dict[str, datetime]:
    """What the killed run fetched and had not yet told the ledger for good: address → when."""
    latest: dict[str, datetime] = {}
    for capture, _ in read_captures(warc, start):
        at = capture.fetched_at if isinstance(capture, Page) else capture.at
        seen = ledger.seen(capture.url)
        if capture.via is not Via.LISTING and at is not None and (seen is None or seen.last_fetched <= at):
            ledger.remember(capture, at)
            latest[capture.url] = at
    ledger.commit()
    return latest


def _conclude(
    drops: Iterable[Drop],
    latest: Mapping[str, datetime],
    ledger: Ledger,
    sources: Mapping[str, Source],
    since: datetime | None,
) -> None:
    """What became of it."""
    for drop in drops:
        if drop.at and drop.at == latest.get(drop.url) and drop.reason.outcome in (Outcome.DROPPED, Outcome.REFUSED):
            bound = since_of(sources.get(drop.source), since, drop.at)
            ledger.conclude(drop.url, drop.reason, since=bound)
    ledger.commit()
