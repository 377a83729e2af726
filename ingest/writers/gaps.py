"""What a dataset lacks, as far as its captures tell. Pure."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.model import Outcome, Reason

MUCH = 0.2
"""Share of a source's fetches from which a lack is told."""
FEW = 5
"""Fetches below which nothing is said of a source."""


@dataclass(frozen=True, slots=True)
class Fetches:
    """Fetches of a source that came to one end. ``reason`` may be empty."""

    source: str
    outcome: str
    reason: str
    count: int


def gaps(days: Iterable[date], fetches: Iterable[Fetches]) -> list[str]:
    """Sentences: stretches between ``days``, those of all fetches, without one; and sources much of which was refused,
    failed or was no article."""
    return [*_silent_days(days), *_losses(fetches)]


def _silent_days(days: Iterable[date]) -> list[str]:
    """Stretches of whole days, between the first fetch and the last, on which nothing was fetched."""
    ordered = sorted(set(days))
    told = []
    for before, after in itertools.pairwise(ordered):
        first, last = before + timedelta(days=1), after - timedelta(days=1)
        if first <= last:
            told.append(
                f"Nothing was fetched on {first}." if first == last else f"Nothing was fetched {first} to {last}."
            )
    return told


def _losses(fetches: Iterable[Fetches]) -> list[str]:
    all_of: Counter[str] = Counter()
    lost: dict[str, Counter[str]] = defaultdict(Counter)
    for one in fetches:
        if one.outcome != Outcome.UNCHANGED:
            all_of[one.source] += one.count
            if one.outcome != Outcome.ARTICLE:
                lost[one.source][one.reason or one.outcome] += one.count
    told = []
    for source in sorted(lost):
        total = all_of[source]
        reasons = {
            reason: count for reason, count in lost[source].items() if count >= MUCH * total and _is_loss(reason)
        }
        if total >= FEW and reasons:
            told.append(f"{source}: {_shares(reasons, total)} of {total:,} fetches.")
    return told


def _is_loss(reason: str) -> bool:
    """A page that is no article is no loss."""
    return reason not in (Reason.NOT_AN_ARTICLE, Reason.BEFORE_SINCE)


def _shares(reasons: Mapping[str, int], total: int) -> str:
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count / total:.0%} {reason}" for reason, count in ranked)
