"""What a report says of a dataset, counted batch by batch from its tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from ingest.dataset import Dataset, open_dataset

FIELDS = ("title", "standfirst", "authors", "published_at", "section", "tags", "images", "lang")
"""Fields whose completeness is shown."""
_ARTICLE = (
    "source", *FIELDS, "published_precision", "first_seen_at", "word_count", "cluster_role",
)  # fmt: skip
_EXACT = ("minute", "second")
_FRESH = timedelta(days=7)
"""An article that was older when it was first fetched was not missed: it was there before the source was followed."""


@dataclass
class SourceFacts:
    """Of one source."""

    articles: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    """Field → articles that have it."""
    timed: int = 0
    """Articles whose publication is known to the minute."""
    lags: list[float] = field(default_factory=list)
    """Minutes from publication to first fetch, of those that were published in the week before it."""
    words: list[int] = field(default_factory=list)
    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(outcome, reason) → captures; the reason is empty for articles."""
    last_new: datetime | None = None
    """When an article was last fetched for the first time."""
    newest: datetime | None = None
    """The latest publication that its pages give."""


@dataclass
class Facts:
    sources: dict[str, SourceFacts] = field(default_factory=lambda: defaultdict(SourceFacts))
    days: dict[date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Day of first sight, UTC → source → articles."""
    edits: Counter[str] = field(default_factory=Counter)
    """Kind of edit → revisions."""
    roles: Counter[str] = field(default_factory=Counter)
    """Role in a cluster of near-duplicates → articles."""
    robots: Counter[str] = field(default_factory=Counter)
    tdm: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """Collector for artificial intelligence → sources whose robots.txt refuses it."""


def facts_of(path: Path) -> Facts:
    """Raises :class:`ingest.errors.DatasetMissing` when there is no dataset."""
    dataset = open_dataset(path)
    facts = Facts()
    _count_articles(dataset, facts)
    _count_captures(dataset, facts)
    for batch in dataset.revisions(columns=["edit_type"]):
        facts.edits.update(kind for kind in batch.column("edit_type").to_pylist() if kind)
    return facts


def _count_articles(dataset: Dataset, facts: Facts) -> None:
    for batch in dataset.articles(columns=_ARTICLE):
        for row in batch.to_pylist():
            source = facts.sources[row["source"]]
            seen = row["first_seen_at"]
            source.articles += 1
            source.filled.update(name for name in FIELDS if row[name] not in (None, []))
            source.words.append(row["word_count"] or 0)
            source.last_new = max(seen, source.last_new or seen)
            if published := row["published_at"]:
                source.newest = max(published, source.newest or published)
            source.timed += row["published_precision"] in _EXACT
            facts.days[seen.date()][row["source"]] += 1
            if row["cluster_role"]:
                facts.roles[row["cluster_role"]] += 1
            lag = _lag(row)
            if lag is not None:
                source.lags.append(lag / timedelta(minutes=1))


def _lag(row: dict[str, Any]) -> timedelta | None:
    if row["published_precision"] not in _EXACT:
        return None
    lag: timedelta = row["first_seen_at"] - row["published_at"]
    return lag if timedelta() <= lag <= _FRESH else None


def _count_captures(dataset: Dataset, facts: Facts) -> None:
    refused: dict[str, set[str]] = defaultdict(set)
    for batch in dataset.captures(["source", "outcome", "reason", "robots", "tdm_reserved", "ai_refused"]):
        for row in batch.to_pylist():
            facts.sources[row["source"]].ends[row["outcome"], row["reason"] or ""] += 1
            facts.robots[row["robots"]] += 1
            facts.tdm[{True: "reserved", False: "expressly open", None: "nothing said"}[row["tdm_reserved"]]] += 1
            for collector in row["ai_refused"] or ():
                refused[collector].add(row["source"])
    facts.refused.update({collector: len(sources) for collector, sources in refused.items()})
