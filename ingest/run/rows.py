"""Captures → rows, in whatever process: the same for a crawl, a re-parse and a bulk run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ingest.errors import UsageError
from ingest.model import Article, Drop, Location, Page, Reason, Source
from ingest.parsers.site_rules import SiteRules
from ingest.rights import kept_out, reservation_words
from ingest.run.site_rules import rules_of_run
from ingest.run.tombstones import NO_TOMBSTONES, Tombstones
from ingest.run.wishes import since_of, tdm_of
from ingest.settings import TdmPolicy
from ingest.writers.rows import article_row, capture_row

log = logging.getLogger(__name__)

Captured = tuple[Page | Drop, Location]
Reader = Callable[[Page, Source | None, SiteRules | None], Article | Drop]

PAGE_TIME = timedelta(seconds=30)
"""CPU time that a worker may take for a page: a hundred times what the slowest honest one takes."""


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """What decides, besides the page, whether it becomes a row."""

    tdm: TdmPolicy = TdmPolicy.SKIP
    since: datetime | None = None
    rules: Path | None = None
    """Folder of site rules."""
    tombstones: Tombstones = NO_TOMBSTONES
    """What was erased from the dataset, and does not come back."""
    page_time: timedelta = PAGE_TIME
    reader: Reader | None = None
    """Reads pages in place of the parser. Must be something that another process can be given."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """In place of the parser, for a page that its reader does not survive."""

    words: str
    """What became of the reader."""

    def __call__(self, page: Page, source: Source | None, rules: SiteRules | None) -> Drop:
        return _drop(page, Reason.PARSER_CRASHED, f"the process that read it {self.words}")


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one capture."""

    capture: dict[str, Any]
    article: dict[str, Any] | None
    drop: Drop | None
    """Why there is no article."""


def read_batch(batch: Iterable[Captured], sources: Mapping[str, Source], settings: ReadSettings) -> list[Read]:
    """Rows for captures. Pure but for the log; picklable out, so that worker processes can run it."""
    return [_read_one(capture, location, sources, settings) for capture, location in batch]


def _read_one(capture: Page | Drop, location: Location, sources: Mapping[str, Source], settings: ReadSettings) -> Read:
    erased = settings.tombstones
    if erased.has_url(capture.url) or erased.has_url(capture.final_url):
        drop = Drop(capture.url, Reason.ERASED, at=capture.fetched_at if isinstance(capture, Page) else capture.at)
        return Read(capture_row(capture, location, drop), None, drop)
    if isinstance(capture, Drop):
        return Read(capture_row(capture, location, capture), None, capture)
    result: Article | Drop
    try:
        read = settings.reader or _parser()
        rules, source = rules_of_run(settings.rules), sources.get(capture.source)
        result = _judged(read(capture, source, rules), capture, source, settings)
        row = article_row(result, capture, location) if isinstance(result, Article) else None
        if row and erased.has_row(row):
            result, row = _drop(capture, Reason.ERASED, ""), None
    except UsageError as error:  # an archive of pages without web addresses
        result, row = _drop(capture, Reason.FORBIDDEN_ADDRESS, str(error)), None
    except Exception as error:  # a bug of ours must not cost the other pages
        log.exception("reading %s failed; the page is in the archive, please report this", capture.url)
        result, row = _drop(capture, Reason.PARSER_FAULT, f"{type(error).__name__}: {error}"), None
    told = capture_row(capture, location, result, row["content_digest"] if row else None)
    return Read(told, row, result if isinstance(result, Drop) else None)


def _parser() -> Reader:
    from ingest.parsers.api import read  # the process that drives the network never needs it

    return read


def _judged(result: Article | Drop, page: Page, source: Source | None, settings: ReadSettings) -> Article | Drop:
    if isinstance(result, Drop):
        return result
    if kept_out(result.rights, tdm_of(source, settings.tdm)):
        return replace(_drop(page, Reason.TDM_RESERVED, reservation_words(result.rights)), rights=result.rights)
    since = since_of(source, settings.since, page.fetched_at)
    if since and result.published_at and result.published_at < since:
        return replace(
            _drop(page, Reason.BEFORE_SINCE, f"published {result.published_at:%Y-%m-%d}"), rights=result.rights
        )
    return result


def _drop(page: Page, reason: Reason, detail: str) -> Drop:
    return Drop(
        page.url, reason, detail[:300], page.fetched_at, page.source, page.via, page.final_url, page.status, page.rights
    )
