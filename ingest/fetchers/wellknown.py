"""What publishers put at the side of their pages for robots: robots.txt, tdmrep.json, TDM policies.

Each is asked for once, by one task at a time, and kept for a day: in memory, and where there is one in a
:class:`FileMemory`, so that a job that runs every quarter of an hour does not ask 96 times a day.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from ingest.fetchers import robots, tdm
from ingest.fetchers.clock import Clock
from ingest.fetchers.failures import Failed
from ingest.fetchers.policy import PolicyAnswer, read_policy
from ingest.fetchers.robots import RobotsFile
from ingest.fetchers.tdm import TdmRule
from ingest.model import Reason
from ingest.urls import origin

KEEP = timedelta(hours=24)
"""RFC 9309, 2.4: no longer than 24 hours."""
KEEP_FAILURE = timedelta(minutes=5)
"""A file that could not be had is asked for again after this."""
MOST_KEPT = 20_000

_NO_FILE = (Reason.NOT_FOUND, Reason.ACCESS_DENIED, Reason.CLIENT_ERROR, Reason.TOO_MANY_REDIRECTS)
"""How a site says that it has no robots.txt (RFC 9309, 2.3.1.3); 429 counts as trouble."""

T = TypeVar("T")
Ask = Callable[[str, int], Awaitable[bytes]]
"""Address and bound → the file, cut at that many bytes. Raises :class:`Failed`."""


class FileMemory(Protocol):
    """Remembers files from run to run."""

    def file(self, url: str) -> tuple[bytes | None, datetime] | None:
        """The file (None: the site had none) and when it was asked for; None when it never was."""

    def remember_file(self, url: str, body: bytes | None, now: datetime) -> None: ...


class WellKnown:
    """The files beside the pages. ``agent``: our product token."""

    def __init__(self, ask: Ask, agent: str, clock: Clock, memory: FileMemory | None = None) -> None:
        self._ask, self._agent, self._clock, self._memory = ask, agent, clock, memory
        self._robots = Kept(self._load_robots, clock)
        self._tdm = Kept(self._load_tdm, clock)
        self._policies = Kept(self._load_policy, clock)

    async def robots(self, url: str) -> RobotsFile:
        """robots.txt of the origin of ``url``. Never raises: one that cannot be had says so itself."""
        return await self._robots.get(origin(url))

    async def tdm_rules(self, url: str) -> tuple[TdmRule, ...]:
        """The rules of the origin's tdmrep.json; none where it cannot be had: it reserves nothing by its absence."""
        return await self._tdm.get(origin(url))

    async def policy(self, url: str) -> PolicyAnswer:
        """What the TDM policy at ``url`` says. One that cannot be had permits nothing."""
        return await self._policies.get(url)

    def known_policy(self, url: str) -> PolicyAnswer | None:
        """The same, if it has been asked for lately."""
        return self._policies.known(url)

    async def _load_robots(self, origin: str) -> tuple[RobotsFile, timedelta]:
        url = f"{origin}/robots.txt"
        try:
            body, keep = await self._file(url, robots.MAX_BYTES)
        except Failed as failure:
            return RobotsFile(url, failure=failure), KEEP_FAILURE
        return RobotsFile(url) if body is None else robots.read_robots(url, body, self._agent), keep

    async def _load_tdm(self, origin: str) -> tuple[tuple[TdmRule, ...], timedelta]:
        url = origin + tdm.PATH
        try:
            body, keep = await self._file(url, tdm.MAX_BYTES + 1)  # one more tells a file that is longer
        except Failed:
            return (), KEEP_FAILURE
        return () if body is None else tdm.read_tdmrep(url, body), keep

    async def _load_policy(self, url: str) -> tuple[PolicyAnswer, timedelta]:
        try:
            body, keep = await self._file(url, tdm.MAX_BYTES)
        except Failed as failure:
            return PolicyAnswer(f"it cannot be read: {failure.detail}"), KEEP_FAILURE
        return PolicyAnswer("there is no such document") if body is None else read_policy(body), keep

    async def _file(self, url: str, max_bytes: int) -> tuple[bytes | None, timedelta]:
        """A file, None where there is none, and how long that holds. Raises :class:`Failed` for passing trouble."""
        now = self._clock.now()
        if self._memory is not None and (known := self._memory.file(url)) is not None:
            body, asked = known
            if timedelta() <= now - asked < KEEP:
                return body, KEEP - (now - asked)
        try:
            found: bytes | None = await self._ask(url, max_bytes)
        except Failed as failure:
            if failure.reason not in _NO_FILE:
                raise
            found = None
        if self._memory is not None:
            self._memory.remember_file(url, found, now)
        return found, KEEP


@dataclass(slots=True)
class _Entry(Generic[T]):
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    kept: tuple[T, timedelta] | None = None
    """The value and when it goes stale."""


class Kept(Generic[T]):
    """A cache in front of ``load``, which gives the value for a key and how long it may be kept."""

    def __init__(self, load: Callable[[str], Awaitable[tuple[T, timedelta]]], clock: Clock) -> None:
        self._load, self._clock = load, clock
        self._entries: dict[str, _Entry[T]] = {}

    async def get(self, key: str) -> T:
        """The value for a key; those who ask while it is loading wait for the one load."""
        entry = self._entries.get(key)
        if entry is None:
            if len(self._entries) >= MOST_KEPT:
                del self._entries[next(iter(self._entries))]
            entry = self._entries[key] = _Entry()
        if (value := self._fresh(entry)) is not None:
            return value[0]
        async with entry.lock:
            if (value := self._fresh(entry)) is not None:
                return value[0]
            loaded, keep = await self._load(key)
            entry.kept = (loaded, self._clock.elapsed() + keep)
            return loaded

    def known(self, key: str) -> T | None:
        """The value for a key that was loaded and is still fresh."""
        entry = self._entries.get(key)
        value = self._fresh(entry) if entry is not None else None
        return value[0] if value is not None else None

    def _fresh(self, entry: _Entry[T]) -> tuple[T, timedelta] | None:
        return entry.kept if entry.kept is not None and entry.kept[1] > self._clock.elapsed() else None
