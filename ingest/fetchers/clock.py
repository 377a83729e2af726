"""The clock is an argument, so that an hour of waiting takes a test no time."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What a fetcher knows of time."""

    def now(self) -> datetime:
        """The wall clock: aware, UTC. It may jump."""

    def elapsed(self) -> timedelta:
        """Time since some fixed moment. It never goes back."""

    async def sleep(self, duration: timedelta) -> None:
        """Let ``duration`` pass."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def elapsed(self) -> timedelta:
        return timedelta(seconds=time.monotonic())

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(duration.total_seconds())
