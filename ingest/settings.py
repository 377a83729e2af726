"""Settings: small frozen values, one per stage, handed down. Only the command line reads files and the environment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_CONTACT = re.compile(r"https?://[^\s;)]+\.|[^\s@:(]+@[^\s@;)]+\.[a-z]", re.IGNORECASE)


class TdmPolicy(StrEnum):
    """What to do with a page whose publisher reserves text and data mining (TDMRep)."""

    SKIP = "skip"
    """No article row; the reservation is recorded in ``captures``."""
    RECORD = "record"
    """Kept, with the reservation in the row: for those with a licence or under an exception of the law."""
    ASK_POLICY = "ask-policy"
    """Kept only where the publisher's policy permits mining without condition; else as ``skip``. Reads the document
    that ``tdm-policy`` names."""


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How hosts are asked."""

    user_agent: str = "ingest/0.1 (+https://example.org/set-a-contact; use --user-agent)"
    """Sent with every request and matched against robots.txt by its first token. Put a contact in it."""
    delay: timedelta = timedelta(seconds=1)
    """Least time between two requests to one host; a longer Crawl-delay wins."""
    longest_wait: timedelta = timedelta(minutes=30)
    """A pass waits for the Crawl-delay of one host no longer than this in all: what is left is for the next one."""
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

    @property
    def has_contact(self) -> bool:
        """Whether the user agent says where its user is to be reached: a web or e-mail address of somebody's own."""
        own = self.user_agent != type(self)().user_agent
        return own and _CONTACT.search(self.user_agent) is not None


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """What is taken in one pass."""

    limit: int | None = 200
    """Newest articles per pass; None: no bound."""
    since: datetime | None = None
    """Articles published before it are left out where the date is known."""
    revisit_after: timedelta = timedelta(hours=1)
    """A page seen before is asked again (conditionally) after this, and after twice, four times, eight times … as long:
    ever more rarely with its age, …"""
    revisit_until: timedelta = timedelta(days=30)
    """… until it is this old."""
    retry_after: timedelta = timedelta(minutes=15)
    """A page that could not be had for a passing cause is asked again after this, then twice, four times … as long."""
    keep_rhythm: bool = False
    """Feeds, sitemaps, home and section pages rest until something new is to be expected, going by their own past.
    False: all are asked in every pass."""
    poll_least: timedelta = timedelta(minutes=10)
    """No listing rests for less than this …"""
    poll_most: timedelta = timedelta(hours=12)
    """… or longer than this."""
    workers: int | None = None
    """Parser processes; None: one per core. 0: parse in this process."""


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """How pages are kept."""

    segment_bytes: int = 64_000_000
    """A WARC file is closed, and its articles committed, when it is at least this large: some thousand pages. Their
    rows are in memory while the parts are written."""
    segment_age: timedelta = timedelta(minutes=10)
    """… or this old."""
    continue_bytes: int = 16_000_000
    """The last segment of the same day (UTC) that is smaller than this is continued by the next run: else a job that
    runs every ten minutes would leave fifty thousand small files a year, three times. Its parts are written anew with
    each run, hence less than a whole segment. Not where the dataset is in an object store."""


@dataclass(frozen=True, slots=True)
class WriteSettings:
    """How Parquet is laid out."""

    zstd_level: int = 3
    """zstd's own default. Level 6 makes files an eighth smaller, in three times the time."""
    row_group_rows: int = 5_000
