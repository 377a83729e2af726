"""Settings: small frozen values, one per stage, handed down. Only the command line reads files and the environment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class TdmPolicy(StrEnum):
    """What to do with a page whose publisher reserves text and data mining (TDMRep)."""

    SKIP = "skip"
    """No article row; the reservation is recorded in ``captures``."""
    RECORD = "record"
    """Kept, with the reservation in the row: for those with a licence or under an exception of the law."""


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How hosts are asked."""

    user_agent: str = "ingest/0.1 (+https://example.org/set-a-contact; use --user-agent)"
    """Sent with every request and matched against robots.txt by its first token. Put a contact in it."""
    delay: timedelta = timedelta(seconds=1)
    """Least time between two requests to one host; a longer Crawl-delay wins."""
    per_host: int = 2
    """Most connections at once to one host."""
    concurrency: int = 64
    """Most connections at once in all."""
    timeout: timedelta = timedelta(seconds=30)
    """For one request, from connecting to the last byte."""
    max_bytes: int = 20_000_000
    """Larger bodies, counted after decompression, are cut off and dropped as ``too_large``."""
    max_redirects: int = 10
    retries: int = 2
    """Further attempts after a timeout, a reset connection, 429 or 5xx."""
    obey_robots: bool = True
    tdm: TdmPolicy = TdmPolicy.SKIP


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """What is taken in one pass."""

    limit: int | None = 200
    """Newest articles per pass; None: no bound."""
    since: datetime | None = None
    """Articles published before it are left out where the date is known."""
    revisit_after: timedelta = timedelta(hours=6)
    """A page seen before is asked again (conditionally) when it was last fetched longer ago than this …"""
    revisit_until: timedelta = timedelta(days=3)
    """… and first seen less long ago than this."""
    workers: int | None = None
    """Parser processes; None: one per core. 0: parse in this process."""


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """How pages are kept."""

    segment_bytes: int = 256_000_000
    """A WARC file is closed, and its articles committed, when it is at least this large."""
    segment_age: timedelta = timedelta(minutes=10)
    """… or this old."""


@dataclass(frozen=True, slots=True)
class WriteSettings:
    """How Parquet is laid out."""

    zstd_level: int = 6
    row_group_rows: int = 10_000
