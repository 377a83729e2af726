"""What the ledger knows of a page, and whether it is due again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ingest.ledger.rhythm import retry_pause, revisit_pause
from ingest.model import Link, Outcome, Page, Reason, Via
from ingest.settings import CrawlSettings, TdmPolicy

PASSING = frozenset(
    {
        Reason.UNKNOWN_HOST,
        Reason.CONNECTION_FAILED,
        Reason.TIMEOUT,
        Reason.TLS_FAILED,
        Reason.RATE_LIMITED,
        Reason.SERVER_ERROR,
        Reason.BROKEN_RESPONSE,
        Reason.ROBOTS_UNREACHABLE,
    }
)
"""Failures of the moment: such an address is asked again for as long as somebody links to it."""

WALLED = frozenset({Reason.CONSENT_WALL, Reason.BLOCK_PAGE})
"""Something stood before the article, and may be gone the next time."""

LEFT_OUT = frozenset({Reason.BEFORE_SINCE, Reason.TDM_RESERVED})
"""A page that was had, or could be, and that the user's settings left out."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes a request conditional (RFC 9110, 13.1), and the digest that tells equal bytes without the server."""

    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    final_url: str | None = None
    """Where the copy came from, after redirects: they mean nothing to any other address. None: not known, or there are
    none."""

    @classmethod
    def of(cls, page: Page) -> Validators:
        """Those that came with a page."""
        etag, modified = page.header("ETag"), page.header("Last-Modified")
        return cls(etag, modified, final_url=page.final_url if etag or modified else None)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the ledger knows of an address."""

    url: str
    """Canonical."""
    source: str
    first_seen: datetime
    """First time it was fetched, or tried."""
    last_fetched: datetime
    """Last time; of the last try where none succeeded."""
    validators: Validators
    outcome: Outcome
    reason: Reason | None
    fetches: int
    via: Via
    referrer: str | None
    """Canonical URL of the listing it was found on."""
    born: datetime
    """When it was published by its listing's word, else first seen."""
    since: datetime | None
    """The bound that it was dropped by as too old."""
    failures: int
    """In a row, for passing causes."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The last reading of a listing after which everything it named was taken."""

    at: datetime
    since: datetime | None
    """… that was not older than this; None: without a bound."""
    validators: Validators
    next_poll: datetime
    """When the next look is worth it."""

    def serves(self, since: datetime | None) -> bool:
        """Whether it left nothing out that a pass with this bound wants."""
        return self.since is None or (since is not None and self.since <= since)


@dataclass(frozen=True, slots=True)
class Poll:
    """One look at a listing of a source."""

    start: str
    """Address of the source's start page."""
    url: str
    """As requested."""
    via: Via
    validators: Validators | None = None
    """Of what was read. Empty: ask unconditionally the next time. None: it had not changed, or was not to be had."""
    urls: frozenset[str] = frozenset()
    """The pages it names that are wanted, canonical."""
    fresh: int = 0
    """How many of them were never fetched."""
    dates: tuple[datetime, ...] = ()
    """When they were published, where it says so."""


def is_due(
    link: Link | None, seen: Seen | None, now: datetime, settings: CrawlSettings, tdm: TdmPolicy = TdmPolicy.SKIP
) -> bool:
    """Whether a page is worth a request at ``now``. ``link``: what a listing says of it, if one names it.

    Due is what was never fetched; what its finder says was modified since; what was left out and no longer would be,
    under an earlier ``since`` or with reservations recorded; what failed for a passing cause, after a pause; and what
    is young, ever more rarely.
    """
    if seen is None:
        return True
    modified, published = (link.modified, link.published) if link else (None, None)
    if modified and seen.last_fetched < modified <= now:  # later than now is a wrong zone, not news
        return True
    if seen.reason is Reason.BEFORE_SINCE:
        return settings.since is None or (seen.since is not None and settings.since < seen.since)
    if seen.reason is Reason.TDM_RESERVED and tdm is TdmPolicy.RECORD:
        return True
    rested = now - seen.last_fetched
    if rested < -settings.revisit_after:  # the clock was wrong then
        return True
    if seen.reason in PASSING:
        return rested >= retry_pause(seen.failures, settings)
    born = min(seen.born, published or seen.born)
    young = now - born < settings.revisit_until
    return young and rested >= revisit_pause(seen.last_fetched - born, settings, vouched=modified is not None)


def may_change(seen: Seen, now: datetime, settings: CrawlSettings, tdm: TdmPolicy) -> bool:
    """Whether a page is worth another look even when no listing names it any more: not what was no article, and not
    for ever what cannot be had, or what a wall stands before."""
    if seen.reason in PASSING:
        return now - seen.first_seen < settings.revisit_until
    if seen.reason is Reason.TDM_RESERVED:
        return tdm is TdmPolicy.RECORD
    had = seen.outcome in (Outcome.ARTICLE, Outcome.UNCHANGED)
    return had or seen.reason in WALLED or seen.reason is Reason.BEFORE_SINCE
