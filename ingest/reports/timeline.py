"""Candidates for a page's dates on one line of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Mark:
    """A date that a page gives."""

    at: datetime
    """Aware."""
    label: str
    """Where it stands, in a few words: «published · json-ld»."""
    chosen: bool
    day_only: bool = False
    """The page names no hour."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A date in its row."""

    label: str
    at: str
    chosen: bool
    place: float
    """Between the earliest and the latest, in per cent."""


def timeline(marks: Sequence[Mark]) -> list[Placed]:
    """One row per mark, placed by its instant, the earliest first."""
    if not marks:
        return []
    ordered = sorted(marks, key=lambda mark: (mark.at, not mark.chosen))
    start, end = ordered[0].at, ordered[-1].at
    span = max(end - start, timedelta(minutes=1))
    return [
        Placed(
            mark.label,
            f"{mark.at:%Y-%m-%d}" if mark.day_only else f"{mark.at:%Y-%m-%d %H:%M %z}",
            mark.chosen,
            round(100 * ((mark.at - start) / span), 2),
        )
        for mark in ordered
    ]
