"""What is known of a source's past, as far as its health goes. Frozen values, oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WALLS = frozenset(("consent_wall", "block_page", "soft_404"))
"""Reasons of pages that were served with 200 in place of an article."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An article when it was first read."""

    at: datetime
    """When it was fetched; aware."""
    url: str
    methods: Mapping[str, str]
    """Field → how its value was found (``json-ld``, ``meta``, ``visible`` …); without a field that was not found."""
    words: int
    """Of its text."""
    passages: frozenset[int] = frozenset()
    """Hashes of its longer blocks: those that come back in one article after another are no article's."""
    teaser: bool = False
    """Only the beginning of the text was there."""
    lag: timedelta | None = None
    """From publication to fetch; None where the page names no minute, and of what was ``there_before``."""
    there_before: bool = False
    """It was published before the source was first asked: its fetch says nothing of the source's rhythm."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that was asked for, and had not been read before."""

    at: datetime
    url: str
    reason: str | None
    """The drop's reason; None for an article."""


@dataclass(frozen=True, slots=True)
class Look:
    """A request and its end, whatever was asked for; of lists only those that are captures."""

    at: datetime
    url: str
    reason: str | None
    """Why there was no new version of an article; None for one."""
    outcome: str
    """As in ``captures``."""
    domain: str
    """Registered domain of the address."""
    leads_to: str | None = None
    """Another registered domain that it was redirected to."""
    status: int | None = None
    referrer: str | None = None
    is_list: bool = False
    """A home page, feed, sitemap or section."""
    is_home: bool = False

    @property
    def had(self) -> bool:
        """The source answered, with whatever it was, and in its own place."""
        return not (self.failed or self.leads_to or self.outcome == "refused" or self.reason == "off_site")

    @property
    def failed(self) -> bool:
        lost_list = self.is_list and self.reason == "soft_404"
        return self.outcome == "failed" or self.reason == "robots_unreachable" or lost_list

    @property
    def is_wall(self) -> bool:
        return self.reason in WALLS

    @property
    def kept_out(self) -> bool:
        return self.reason == "robots_disallowed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the source lets be done with its pages."""

    at: datetime
    url: str
    """Of the evidence: robots.txt, tdmrep.json, or the page."""
    tdm_reserved: bool | None
    ai_refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Everything about one source, each sequence by time."""

    source: str
    seen: Sequence[Seen] = field(default_factory=list)
    """Each article once."""
    asked: Sequence[Asked] = field(default_factory=list)
    verdicts: Sequence[Verdict] = field(default_factory=list)
    looks: Sequence[Look] = field(default_factory=list)
    read: Sequence[Seen] = field(default_factory=list)
    """What ``seen`` has, and all later versions, as each was read."""
    domain: str = ""
    """Registered domain of its home page."""
    since: datetime | None = None
    """When it was first asked for anything, as far back as one looks."""
