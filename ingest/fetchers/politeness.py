"""When a host may be asked: connections, pauses, Retry-After, backoff. Hosts never block each other.

Four things hold at once:

- per registered domain (:func:`ingest.urls.host_key`): at most N connections, and a pause between the beginnings of two
  requests – the setting, or Crawl-delay, or the host's own mean answering time, whichever is longest;
- per process: at most N connections, given out in order of arrival, one candidate per host, so that no host starves;
- per pass: a host's Crawl-delay is waited for no longer than the setting says, in all; what would have to wait longer
  is :class:`Postponed`. When a page was last asked for is remembered, so that the delay holds from pass to pass;
- in trouble: after a failure the origin is left alone for 1 s, then 2, 4, 8 … up to an hour, with jitter, until it
  answers again. 429 and Retry-After hold the whole domain, in later passes too. Whoever would have to wait longer than
  :data:`PATIENCE` is told so at once instead (an open circuit), and goes on with other hosts.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from ingest.fetchers.clock import Clock
from ingest.fetchers.failures import Failed, Postponed
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


class HostMemory(Protocol):
    """Remembers hosts from pass to pass, by :func:`ingest.urls.host_key`."""

    def held(self, host: str) -> tuple[datetime, Reason, str] | None:
        """Until when a host was to be left alone, and why; None when it never was."""

    def remember_hold(self, host: str, until: datetime, reason: Reason, detail: str) -> None: ...

    def last_asked(self, host: str) -> datetime | None:
        """When a page of a host with a Crawl-delay was last asked for."""

    def remember_asked(self, host: str, at: datetime) -> None: ...


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

    name: str
    slots: asyncio.Semaphore
    queue: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Whoever holds it is in front: waits for its turn, or has it and has not yet sent its request."""
    last_start: timedelta | None = None
    last_page: timedelta | None = None
    """The same of requests that a Crawl-delay counts for; perhaps an earlier pass's."""
    waited: timedelta = _ZERO
    """For its Crawl-delay, in all."""
    pace: timedelta = _ZERO
    """Moving mean of its answering times."""
    hold: _Hold = field(default_factory=_Hold)

    def started(self, now: timedelta, *, is_page: bool) -> None:
        self.last_start = now
        if is_page:
            self.last_page = now


class Turn:
    """Leave to send one request."""

    def __init__(self, host: _Host, clock: Clock, *, is_page: bool) -> None:
        self._host, self._clock, self._is_page, self._in_front = host, clock, is_page, True

    @property
    def in_front(self) -> bool:
        """True while the rest of the host's queue waits for this request to be sent."""
        return self._in_front

    def sent(self) -> None:
        """The request is on the wire. The pause counts from here, not from before a slow connection was made: else two
        requests could reach the host together."""
        if self._in_front:
            self._host.started(self._clock.elapsed(), is_page=self._is_page)
            self._step_aside()

    def _step_aside(self) -> None:
        if self._in_front:
            self._in_front = False
            self._host.queue.release()


class Politeness:
    """Gives out turns. One per process."""

    def __init__(
        self,
        delay: timedelta,
        per_host: int,
        concurrency: int,
        *,
        clock: Clock,
        rng: random.Random | None = None,
        longest_wait: timedelta = timedelta.max,
        memory: HostMemory | None = None,
    ) -> None:
        self._delay, self._per_host, self._longest_wait, self._memory = delay, per_host, longest_wait, memory
        self._all = asyncio.Semaphore(concurrency)
        self._clock, self._rng = clock, rng or random.Random()
        self._hosts: dict[str, _Host] = {}
        self._origins: dict[str, _Hold] = {}

    @asynccontextmanager
    async def turn(
        self, url: str, crawl_delay: timedelta | None = None, *, follows: bool = False
    ) -> AsyncIterator[Turn]:
        """Wait for leave to send one request to ``url``; the connection counts as in use inside the context.

        The next request to the host has its turn when this one was told to be :meth:`Turn.sent`, at the latest when
        the context ends.

        ``follows``: after a redirect. One page with its redirects counts as one where the Crawl-delay is longer than a
        pass waits: else it would never come.

        Raises :class:`Failed` with the cause of the trouble when the host is to be left alone for longer than
        :data:`PATIENCE`, :class:`Postponed` when its Crawl-delay asks for too long a wait. What happens inside is
        learnt from: a :class:`Failed` counts for or against the host.
        """
        site = origin(url)
        host = self._host(site)
        hold = self._origins.setdefault(site, _Hold())
        await self._enter(host, hold, crawl_delay or _ZERO, follows)
        turn = Turn(host, self._clock, is_page=bool(crawl_delay))
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
            if crawl_delay and host.last_page is not None and self._memory is not None:
                self._memory.remember_asked(host.name, self._moment(host.last_page))

    def _paced(self, host: _Host, began: timedelta) -> timedelta:
        """The mean of the host's answering times with one more; that of an error or a timeout counts as well."""
        return host.pace * 0.7 + (self._clock.elapsed() - began) * 0.3

    def _host(self, site: str) -> _Host:
        key = host_key(site)
        if key not in self._hosts:
            self._hosts[key] = host = _Host(key, asyncio.Semaphore(self._per_host))
            if self._memory is not None:
                self._recall(host, self._memory)
        return self._hosts[key]

    def _recall(self, host: _Host, memory: HostMemory) -> None:
        """What earlier passes left behind. Times that a wrong clock must have written are passed over."""
        now, elapsed = self._clock.now(), self._clock.elapsed()
        if (held := memory.held(host.name)) is not None:
            until, reason, detail = held
            if _ZERO < until - now <= LONGEST_RETRY_AFTER:
                host.hold = _Hold(elapsed + (until - now), 1, Failed(reason, detail))
        asked = memory.last_asked(host.name)
        if asked is not None and asked <= now:
            host.last_page = elapsed - (now - asked)

    def _moment(self, elapsed: timedelta) -> datetime:
        return self._clock.now() + (elapsed - self._clock.elapsed())

    async def _enter(self, host: _Host, hold: _Hold, crawl_delay: timedelta, follows: bool) -> None:
        """Return in front of the host's queue, with a connection of the host's and of the process's share taken."""
        while True:
            await self._sit_out(host.hold, hold)
            await host.queue.acquire()
            try:
                await host.slots.acquire()
                try:
                    await self._pause(host, crawl_delay, follows)
                    await self._all.acquire()
                except BaseException:
                    host.slots.release()
                    raise
            except BaseException:
                host.queue.release()
                raise
            now = self._clock.elapsed()
            if max(host.hold.until, hold.until) <= now:
                host.started(now, is_page=bool(crawl_delay))
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
                raise _open_circuit(longest, self._clock.now(), left)
            await self._clock.sleep(left)

    async def _pause(self, host: _Host, crawl_delay: timedelta, follows: bool) -> None:
        until = self._clock.elapsed()
        if host.last_start is not None:
            # A delay of zero is somebody's own server: the pace of its answers is no reason to wait then.
            pace = min(host.pace, SLOWEST_PACE) if self._delay else _ZERO
            until = max(until, host.last_start + max(self._delay, pace))
        wait = self._crawl_wait(host, crawl_delay, follows, until)
        if host.waited + wait > self._longest_wait:
            raise Postponed(crawl_delay)
        host.waited += wait
        while (left := until + wait - self._clock.elapsed()) > _ZERO:
            await self._clock.sleep(left)

    def _crawl_wait(self, host: _Host, crawl_delay: timedelta, follows: bool, at: timedelta) -> timedelta:
        """How long after ``at`` the Crawl-delay still has to be waited for. It counts from any request; one that is
        longer than a pass waits, from page to page: robots.txt, asked for once a day, would be all a site gives."""
        endless = crawl_delay > self._longest_wait
        counted = (host.last_page,) if endless else (host.last_page, host.last_start)
        last = max((start for start in counted if start is not None), default=None)
        if last is None or not crawl_delay or (endless and follows):
            return _ZERO
        return max(last + crawl_delay - at, _ZERO)

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
        if whole_domain and self._memory is not None:
            self._memory.remember_hold(host.name, self._moment(held.until), failure.reason, failure.detail)


def _open_circuit(hold: _Hold, now: datetime, left: timedelta) -> Failed:
    assert hold.cause is not None  # only failures hold
    cause, until = hold.cause, now + left
    day = f"{until:%Y-%m-%d} " if until.date() != now.date() else ""
    return Failed(
        cause.reason,
        f"not asked before {day}{until:%H:%M:%S} UTC, after {hold.failures} failures in a row: {cause.detail}",
        status=cause.status,
    )
