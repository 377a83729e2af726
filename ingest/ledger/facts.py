"""What the ledger knows of a page, and whether it is due again. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.ledger.rhythm import LONGEST_RETRY, claim_pause, retry_pause, revisit_pause
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

WALL_REMEMBERED = timedelta(days=90)
"""So old an article behind a wall is given up. Walls are often mended after weeks, when its own next look, ever more
rarely with its age, would be as many weeks away or never come; …"""
MOST_LOOKS_AT_WALLS = 40
"""… or after so many looks: on some sites a few pages have a wall for ever."""

NOTED_AGAIN = timedelta(hours=6)
"""After which a look at a listing is written down once more while something is wrong."""
TROUBLE_REMEMBERED = timedelta(days=30)
"""After which a listing that is no longer asked for is no trouble any more."""

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
    claims: int
    """Looks in a row that a listing asked for by its dates, where all but the last brought nothing; of the last,
    ``outcome`` tells."""

    @property
    def vain_claims(self) -> int:
        return self.claims if self.outcome is Outcome.UNCHANGED else 0


@dataclass(frozen=True, slots=True)
class Taken:
    """The last reading of a listing after which everything it named was taken."""

    at: datetime
    since: datetime | None
    """… that was not older than this; None: without a bound."""
    validators: Validators

    def serves(self, since: datetime | None) -> bool:
        """Whether it left nothing out that a pass with this bound wants."""
        return self.since is None or (since is not None and self.since <= since)


@dataclass(frozen=True, slots=True)
class Noted:
    """A look at a listing that was written down."""

    well: bool
    """It was had."""
    at: datetime


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
    at: datetime | None = None
    """When it was read, if that was not just now: what changed since is still to be seen."""
    named: bool = True
    """Something led to it, now; False: it was asked because something did once. Of a start page: it was read."""
    gone: bool = False
    """It was not there."""
    parent: str | None = None
    """The sitemap index that names it."""
    children: frozenset[str] | None = None
    """Of a sitemap index: all that it names, canonical. Its ``fresh`` and ``dates`` are theirs."""


def is_due(
    link: Link | None, seen: Seen | None, now: datetime, settings: CrawlSettings, tdm: TdmPolicy = TdmPolicy.SKIP
) -> bool:
    """Whether a page is worth a request at ``now``. ``link``: what a listing says of it, if one names it.

    Due is what was never fetched; what its finder says was modified since, ever more
    rarely while that proves wrong; what was left out and no longer would be,
    under an earlier ``since`` or with reservations recorded; what failed for a passing cause, after a pause; and what
    is young, ever more rarely.
    """
    if seen is None:
        return True
    modified, published = (link.modified, link.published) if link else (None, None)
    rested = now - seen.last_fetched
    claimed = modified is not None and seen.last_fetched < modified <= now  # later is a wrong zone, not news
    if claimed and rested >= claim_pause(seen.vain_claims, settings):
        return True
    if seen.reason is Reason.BEFORE_SINCE:
        return settings.since is None or (seen.since is not None and settings.since < seen.since)
    if seen.reason is Reason.TDM_RESERVED and tdm is TdmPolicy.RECORD:
        return True
    if rested < -settings.revisit_after:  # the clock was wrong then
        return True
    if seen.reason in PASSING:
        return rested >= retry_pause(seen.failures, settings)
    born = min(seen.born, published or seen.born)
    young = now - born < settings.revisit_until
    vouched = modified is not None and modified <= seen.last_fetched
    return young and rested >= revisit_pause(seen.last_fetched - born, settings, vouched=vouched)


def may_change(seen: Seen, now: datetime, settings: CrawlSettings, tdm: TdmPolicy) -> bool:
    """Whether a page is worth another look even when no listing names it any more: not what was no article, and not
    for ever what cannot be had, or what a wall stands before."""
    if seen.reason in PASSING:
        return now - seen.first_seen < settings.revisit_until
    if seen.reason is Reason.TDM_RESERVED:
        return tdm is TdmPolicy.RECORD
    had = seen.outcome in (Outcome.ARTICLE, Outcome.UNCHANGED)
    return had or seen.reason in WALLED or seen.reason is Reason.BEFORE_SINCE


def worth_noting(known: Mapping[str, Noted], looks: Mapping[str, bool], now: datetime) -> dict[str, Noted]:
    """Of the looks at a source's listings, by address and whether they were had, those to be written down: what could
    not be had; and while that lasts, and when it is over, all others too, for an outage is none when one of them was
    had. Of each no more than one in :data:`NOTED_AGAIN`, unless it is another than the last."""
    troubled = any(not one.well for one in known.values())
    return {
        url: Noted(well, now)
        for url, well in looks.items()
        if (troubled or not well)
        and ((last := known.get(url)) is None or last.well != well or not timedelta() <= now - last.at < NOTED_AGAIN)
    }


def worth_another_try(walled: Sequence[Seen], let_in: datetime | None, now: datetime) -> list[Seen]:
    """Of the pages of a site that were last seen behind a wall, those to be asked for though their own time has not
    come. ``let_in``: when the site last gave an article.

    A wall stands before a whole site, mostly: while it stands, one page a day shows whether it still does. When the
    site has let somebody in since, all are worth a try, once a day each.
    """
    rested = [
        seen for seen in walled if seen.fetches < MOST_LOOKS_AT_WALLS and now - seen.last_fetched >= LONGEST_RETRY
    ]
    opened = [seen for seen in rested if let_in is not None and seen.last_fetched < let_in]
    tried = any(now - seen.last_fetched < LONGEST_RETRY for seen in walled)
    if opened or tried or not rested:
        return opened
    return [max(rested, key=lambda seen: (seen.born, seen.url))]
