"""What a source's entry asks for itself, put over the settings of the whole pass. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ingest import times
from ingest.model import Source
from ingest.settings import CrawlSettings, TdmPolicy


def tdm_of(source: Source | None, tdm: TdmPolicy) -> TdmPolicy:
    """What to do with a source's reserved pages: its own entry decides, else the pass."""
    return source.tdm if source and source.tdm else tdm


def since_of(source: Source | None, since: datetime | None, now: datetime) -> datetime | None:
    """The bound on its articles: the later one of the pass's and its own, an age counted back from ``now``."""
    own = source.since if source else None
    if isinstance(own, timedelta):
        own = now - own
    return max((bound for bound in (own, since) if bound), default=None)


def crawl_settings_of(source: Source | None, settings: CrawlSettings, now: datetime) -> CrawlSettings:
    """The settings of a pass as they are for one source at ``now``."""
    settings = replace(settings, since=since_of(source, settings.since, now))
    rhythm = source.rhythm if source else None
    if source is None or rhythm is None:
        return settings
    if isinstance(rhythm, str):
        zone = ZoneInfo(source.timezone) if source.timezone else UTC
        pause = times.next_of_cron(rhythm, now, zone) - now
        return replace(settings, poll_least=pause, poll_most=pause)
    return replace(settings, poll_least=rhythm, poll_most=rhythm)
