"""What a commit says of itself: apart from what writes Parquet, since whoever hears of it need not load that."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit wrote. ``revisions`` + ``unchanged`` are the articles read from the segment."""

    revisions: int
    unchanged: int
    captures: int
    same: frozenset[str] = field(default=frozenset(), compare=False)
    """Addresses, as requested, of the ``unchanged``."""
