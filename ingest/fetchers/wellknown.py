"""One value per origin, loaded by one task at a time and kept for a while: robots.txt, tdmrep.json."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, TypeVar

from ingest.fetchers.clock import Clock

KEEP = timedelta(hours=24)
"""RFC 9309, 2.4: no longer than 24 hours."""
KEEP_FAILURE = timedelta(minutes=5)
"""A file that could not be had is asked for again after this."""
MOST_ORIGINS = 20_000

T = TypeVar("T")


@dataclass(slots=True)
class _Entry(Generic[T]):
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    kept: tuple[T, timedelta] | None = None
    """The value and when it goes stale."""


class PerOrigin(Generic[T]):
    """A cache in front of ``load``, which gives the value and how long it may be kept."""

    def __init__(self, load: Callable[[str], Awaitable[tuple[T, timedelta]]], clock: Clock) -> None:
        self._load, self._clock = load, clock
        self._entries: dict[str, _Entry[T]] = {}

    async def get(self, origin: str) -> T:
        """The value for an origin; those who ask while it is loading wait for the one load."""
        entry = self._entries.get(origin)
        if entry is None:
            if len(self._entries) >= MOST_ORIGINS:
                del self._entries[next(iter(self._entries))]
            entry = self._entries[origin] = _Entry()
        if (value := self._fresh(entry)) is not None:
            return value[0]
        async with entry.lock:
            if (value := self._fresh(entry)) is not None:
                return value[0]
            loaded, keep = await self._load(origin)
            entry.kept = (loaded, self._clock.elapsed() + keep)
            return loaded

    def _fresh(self, entry: _Entry[T]) -> tuple[T, timedelta] | None:
        return entry.kept if entry.kept is not None and entry.kept[1] > self._clock.elapsed() else None
