"""What a run tells while it goes on, and what it has to say at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from ingest.model import Drop, Outcome, Page, Reason

MOST_PROBLEMS = 200
"""Problems named one by one; the counts go on."""


class Progress(Protocol):
    """Told of each step. Called from the event loop: must return at once."""

    def discovered(self, source: str, links: int, due: int) -> None:
        """``links`` found for a source, ``due`` of them worth a request."""

    def fetched(self, capture: Page | Drop) -> None: ...

    def parsed(self, articles: int, drops: Sequence[Drop]) -> None:
        """Pages that were read, or were none: so many articles, and these without."""

    def note(self, message: str) -> None:
        """A sentence the user should see."""


class Silent:
    """No progress shown."""

    def discovered(self, source: str, links: int, due: int) -> None:
        pass

    def fetched(self, capture: Page | Drop) -> None:
        pass

    def parsed(self, articles: int, drops: Sequence[Drop]) -> None:
        pass

    def note(self, message: str) -> None:
        pass


@dataclass(slots=True)
class Summary:
    """Counts of one run that add up: ``pages == articles + sum(reasons.values())``."""

    dataset: Path
    pages: int = 0
    """Captures: every fetch that was tried, kept or not."""
    articles: int = 0
    """Pages that became a row of ``revisions``: articles that are new, or changed."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Pages without such a row, by :class:`ingest.model.Reason`."""
    found: int = 0
    """Links found by discovery, seen before or not."""
    not_due: int = 0
    """Links seen before, too lately or too long ago to be asked for again."""
    left_out: int = 0
    """Links beyond the limit."""
    older: int = 0
    """Links that were left out because they are older than ``since`` of the run or of their source."""
    unchanged_listings: int = 0
    """Feeds and sitemaps that the server says have not changed: nothing new in them."""
    resting_listings: int = 0
    """Feeds, sitemaps, home and section pages that were not asked: going by their past, nothing new is due yet."""
    sources: int = 0
    """Sources of a crawl; archives of a build."""
    silent: list[str] = field(default_factory=list)
    """Sources that gave nothing, not even a link."""
    unreachable: list[str] = field(default_factory=list)
    """Sources whose start page could not be had, archives that could not be read."""
    notes: list[str] = field(default_factory=list)
    """What went wrong with sources, feeds, sitemaps, sections and archives: a sentence each."""
    problems: list[Drop] = field(default_factory=list)
    """The first pages that failed, were refused or dropped: for a person who asks which."""
    took: timedelta = timedelta()
    interrupted: bool = False
    rows: int = 0
    """Rows of ``articles`` after the run."""

    def add(self, articles: int, reasons: Mapping[str, int]) -> None:
        """Count the pages of a segment."""
        self.articles += articles
        self.reasons.update(reasons)
        self.pages += articles + sum(reasons.values())

    def tell(self, drop: Drop) -> None:
        """Keep a page that failed, was refused or dropped, while there are few."""
        if drop.reason.outcome is not Outcome.UNCHANGED and len(self.problems) < MOST_PROBLEMS:
            self.problems.append(drop)

    def ended(self, outcome: Outcome) -> int:
        """Pages without an article that came to that end."""
        return sum(n for reason, n in self.reasons.items() if Reason(reason).outcome is outcome)

    def as_dict(self) -> dict[str, object]:
        """For ``--summary FILE``."""
        return {
            "dataset": str(self.dataset),
            "pages": self.pages,
            "articles": self.articles,
            "reasons": dict(sorted(self.reasons.items())),
            "links_found": self.found,
            "links_not_due": self.not_due,
            "links_left_out": self.left_out,
            "links_older": self.older,
            "unchanged_listings": self.unchanged_listings,
            "resting_listings": self.resting_listings,
            "sources": self.sources,
            "silent_sources": self.silent,
            "unreachable_sources": self.unreachable,
            "notes": self.notes,
            "problems": [{"url": d.url, "reason": d.reason.value, "detail": d.detail} for d in self.problems],
            "seconds": round(self.took.total_seconds(), 3),
            "interrupted": self.interrupted,
            "article_rows": self.rows,
        }
