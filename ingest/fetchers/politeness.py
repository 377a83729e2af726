"""When a host may be asked: connections, pauses, Retry-After, backoff. Hosts never block each other.

Three bounds hold at once:

- per registered domain (:func:`ingest.urls.host_key`): at most N connections, and a pause between the beginnings of two
  requests – the setting, or Crawl-delay, or the host's own mean answering time, whichever is longest;
- per process: at most N connections, given out in order of arrival, one candidate per host, so that no host starves;
- in trouble: after a failure the origin is left alone for 1 s, then 2, 4, 8 … up to an hour, with jitter, until it
  answers again. 429 and Retry-After hold the whole domain. Whoever would have to wait longer than :data:`PATIENCE`
  is told so at once instead (an open circuit), and goes on with other hosts.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from ingest.fetchers.clock import Clock
from ingest.fetchers.failures import Failed
from ingest.model import Reason
from ingest.urls import host_key, origin

PATIENCE = timedelta(minutes=2)
"""Longer holds are not waited for."""
FIRST_HOLD = timedelta(seconds=1)
LONGEST_HOLD = timedelta(hours=1)
LONGEST_RETRY_AFTER = timedelta(days=1)
SLOWEST_PACE = timedelta(seconds=30)
"""The pause grows with the host's answering time up to this."""

_ZERO = timedelta()
_TROUBLE = frozenset(
    {
        *(Reason.UNKNOWN_HOST, Reason.CONNECTION_FAILED, Reason.TIMEOUT, Reason.TLS_FAILED),
        *(Reason.RATE_LIMITED, Reason.SERVER_ERROR, Reason.BROKEN_RESPONSE),
    }
)
"""Failures that speak of the host; the others speak of one page."""


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The wait a Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date); None for anything else."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:  # «-0000»: RFC 5322 says UTC
        moment = moment.replace(tzinfo=now.tzinfo)
    return min(max(moment - now, _ZERO), LONGEST_RETRY_AFTER)


def backoff(failures: int, rng: random.Random) -> timedelta:
    """How long to leave a host alone after so many failures in a row: doubling, ±25 % to get hosts out of step."""
    doubled = FIRST_HOLD * (1 << min(max(failures - 1, 0), 20))
    return min(doubled, LONGEST_HOLD) * rng.uniform(0.75, 1.25)


@dataclass(slots=True)
class _Hold:
    """Why and until when somebody is left alone."""

    until: timedelta = _ZERO
    failures: int = 0
    cause: Failed | None = None


@dataclass(slots=True)
class _Host:
    """What is known of one registered domain."""

    slots: asyncio.Semaphore
    queue: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Whoever holds it is in front: waits for its turn, or has it and has not yet sent its request."""
    last_start: timedelta | None = None
    pace: timedelta = _ZERO
    """Moving mean of its answering times."""
    hold: _Hold = field(default_factory=_Hold)


class Turn:
    """Leave to send one request."""

    def __init__(self, host: _Host, clock: Clock) -> None:
        self._host, self._clock, self._in_front = host, clock, True

    @property
    def in_front(self) -> bool:
        """True while the rest of the host's queue waits for this request to be sent."""
        return self._in_front

    def sent(self) -> None:
        """The request is on the wire. The pause counts from here, not from before a slow connection was made: else two
        requests could reach the host together."""
        if self._in_front:
            self._host.last_start = self._clock.elapsed()
            self._step_aside()

    def _step_aside(self) -> None:
        if self._in_front:
            self._in_front = False
            self._host.queue.release()


class Politeness:
    """Gives out turns. One per process."""

    def __init__(
        self, delay: timedelta, per_host: int, concurrency: int, *, clock: Clock, rng: random.Random | None = None
    ) -> None:
        self._delay, self._per_host = delay, per_host
        self._all = asyncio.Semaphore(concurrency)
        self._clock, self._rng = clock, rng or random.Random()
        self._hosts: dict[str, _Host] = {}
        self._origins: dict[str, _Hold] = {}

    @asynccontextmanager
    async def turn(self, url: str, crawl_delay: timedelta | None = None) -> AsyncIterator[Turn]:
        """Wait for leave to send one request to ``url``; the connection counts as in use inside the context.

        The next request to the host has its turn when this one was told to be :meth:`Turn.sent`, at the latest when
        the context ends.

        Raises :class:`Failed` with the cause of the trouble when the host is to be left alone for longer than
        :data:`PATIENCE`. What happens inside is learnt from: a :class:`Failed` counts for or against the host.
        """
        site = origin(url)
        host = self._host(site)
        hold = self._origins.setdefault(site, _Hold())
        await self._enter(host, hold, crawl_delay or _ZERO)
        turn = Turn(host, self._clock)
        if not self._delay and not crawl_delay:
            turn.sent()
        began = self._clock.elapsed()
        try:
            yield turn
        except Failed as failure:
            self._learn(host, hold, failure)
            host.pace = self._paced(host, began)
            raise
        else:
            self._learn(host, hold, None)
            host.pace = self._paced(host, began)
        finally:
            turn._step_aside()
            self._all.release()
            host.slots.release()

    def _paced(self, host: _Host, began: timedelta) -> timedelta:
        """The mean of the host's answering times with one more; that of an error or a timeout counts as well."""
        return host.pace * 0.7 + (self._clock.elapsed() - began) * 0.3

    def _host(self, site: str) -> _Host:
        key = host_key(site)
        if key not in self._hosts:
            self._hosts[key] = _Host(asyncio.Semaphore(self._per_host))
        return self._hosts[key]

    async def _enter(self, host: _Host, hold: _Hold, crawl_delay: timedelta) -> None:
        """Return in front of the host's queue, with a connection of the host's and of the process's share taken."""
        while True:
            await self._sit_out(host.hold, hold)
            await host.queue.acquire()
            try:
                await host.slots.acquire()
                try:
                    await self._pause(host, crawl_delay)
                    await self._all.acquire()
                except BaseException:
                    host.slots.release()
                    raise
            except BaseException:
                host.queue.release()
                raise
            now = self._clock.elapsed()
            if max(host.hold.until, hold.until) <= now:
                host.last_start = now
                return
            self._all.release()  # trouble came up while this one stood in the queue
            host.slots.release()
            host.queue.release()

    async def _sit_out(self, *holds: _Hold) -> None:
        while True:
            longest = max(holds, key=lambda hold: hold.until)
            left = longest.until - self._clock.elapsed()
            if left <= _ZERO:
                return
            if left > PATIENCE:
                raise _open_circuit(longest, self._clock.now() + left)
            await self._clock.sleep(left)

    async def _pause(self, host: _Host, crawl_delay: timedelta) -> None:
        if host.last_start is None:
            return
        # A delay of zero is somebody's own server: the pace of its answers is no reason to wait then.
        pace = min(host.pace, SLOWEST_PACE) if self._delay else _ZERO
        pause = max(self._delay, crawl_delay, pace)
        while (left := host.last_start + pause - self._clock.elapsed()) > _ZERO:
            await self._clock.sleep(left)

    def _learn(self, host: _Host, hold: _Hold, failure: Failed | None) -> None:
        if failure is None or failure.reason not in _TROUBLE:
            hold.failures = 0
            host.hold.failures = 0
            return
        whole_domain = failure.reason is Reason.RATE_LIMITED or failure.retry_after is not None
        held = host.hold if whole_domain else hold
        held.failures += 1
        held.cause = failure
        wait = max(backoff(held.failures, self._rng), failure.retry_after or _ZERO)  # «0» is no leave to hammer
        held.until = max(held.until, self._clock.elapsed() + wait)


def _open_circuit(hold: _Hold, until: datetime) -> Failed:
    assert hold.cause is not None  # only failures hold
    cause = hold.cause
    return Failed(
        cause.reason,
        f"not asked before {until:%H:%M:%S} UTC, after {hold.failures} failures in a row: {cause.detail}",
        status=cause.status,
    )
