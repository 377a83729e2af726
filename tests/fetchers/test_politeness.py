"""Turns, pauses and holds, on a clock that passes by itself."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

import pytest
from loopback import PAGE, START, Asked, FakeClock, Site, link, reply, run, settings

from ingest.fetchers import Fetcher
from ingest.fetchers.failures import Failed, Postponed
from ingest.fetchers.politeness import LONGEST_HOLD, Politeness, backoff, retry_after
from ingest.model import Drop, Page, Reason

A, B = "https://a.example/", "https://b.example/"
HOST = "a.example"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Memory:
    """What a ledger remembers of hosts."""

    def __init__(self) -> None:
        self.holds: dict[str, tuple[datetime, Reason, str]] = {}
        self.asked: dict[str, datetime] = {}

    def held(self, host: str) -> tuple[datetime, Reason, str] | None:
        return self.holds.get(host)

    def remember_hold(self, host: str, until: datetime, reason: Reason, detail: str) -> None:
        self.holds[host] = until, reason, detail

    def last_asked(self, host: str) -> datetime | None:
        return self.asked.get(host)

    def remember_asked(self, host: str, at: datetime) -> None:
        self.asked[host] = at


def _politeness(
    clock: FakeClock, *, delay: float = 1, per_host: int = 2, concurrency: int = 8, **more: Any
) -> Politeness:
    return Politeness(timedelta(seconds=delay), per_host, concurrency, clock=clock, rng=random.Random(1), **more)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sun, 01 Mar 2026 08:00:30 GMT", 30),
        ("Sun, 01 Mar 2026 07:00:00 GMT", 0),
        ("Sunday, 01-Mar-26 08:01:00 GMT", 60),
        ("Sun, 01 Mar 2026 08:00:30 -0000", 30),
        ("9" * 40, 86_400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("-5", None),
        ("1.5", None),
        ("bientôt", None),
        ("٣", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    """Both forms of RFC 9110; what cannot be read asks for nothing; nobody waits for a year."""
    assert retry_after(value, START) == (None if seconds is None else timedelta(seconds=seconds))


def test_backoff_doubles_with_jitter_up_to_an_hour() -> None:
    """A failing host is asked ever more rarely, and not in step with the others."""
    rng = random.Random(1)
    for failures, seconds in ((1, 1), (2, 2), (5, 16), (50, LONGEST_HOLD.total_seconds())):
        waits = {backoff(failures, rng).total_seconds() for _ in range(50)}
        assert 0.75 * seconds <= min(waits) < max(waits) <= 1.25 * seconds


async def _starts(clock: FakeClock, politeness: Politeness, urls: list[str], **turn: Any) -> list[float]:
    """When each of the requests began, in seconds."""
    starts: list[float] = []

    async def one(url: str) -> None:
        async with politeness.turn(url, **turn):
            starts.append(clock.passed.total_seconds())

    await asyncio.gather(*(one(url) for url in urls))
    return starts


@pytest.mark.parametrize(("delay", "crawl_delay", "gap"), [(1, None, 1), (1, 5, 5), (5, 1, 5), (0, 2, 2), (0, None, 0)])
def test_two_requests_to_a_host_are_a_pause_apart(delay: float, crawl_delay: float | None, gap: float) -> None:
    """The longer of setting and Crawl-delay; subdomains are one host."""

    async def scenario() -> None:
        clock = FakeClock()
        asked = None if crawl_delay is None else timedelta(seconds=crawl_delay)
        urls = [A, "https://www.a.example/", A]
        starts = await _starts(clock, _politeness(clock, delay=delay), urls, crawl_delay=asked)
        assert starts == [0, gap, 2 * gap]

    run(scenario())


async def _times(clock: FakeClock, politeness: Politeness, count: int, **turn: Any) -> list[float | None]:
    """When so many requests to one host began, in minutes; None for one that was left to a later pass."""
    found: list[float | None] = []
    for _ in range(count):
        try:
            found += [start / 60 for start in await _starts(clock, politeness, [A], **turn)]
        except Postponed:
            found.append(None)
    return found


def test_a_pass_waits_for_a_crawl_delay_only_so_long() -> None:
    """One site that asks for twelve minutes must not hold up all others, and the lock, until its last page is there."""

    async def scenario() -> None:
        clock = FakeClock()
        politeness = _politeness(clock, longest_wait=30 * MINUTE)
        assert await _times(clock, politeness, 5, crawl_delay=12 * MINUTE) == [0, 12, 24, None, None]
        assert await _starts(clock, politeness, [B]), "another host is not concerned"
        assert clock.passed < 30 * MINUTE

    run(scenario())


def test_a_crawl_delay_longer_than_a_pass_leaves_one_page_to_each() -> None:
    """Files for robots do not count, or they would be all that is ever had; nor do the redirects of the one page."""

    async def scenario() -> None:
        clock, memory = FakeClock(), Memory()
        day: dict[str, Any] = {"crawl_delay": timedelta(days=1)}
        for begins, expected in ((0, [0, None]), (12 * 60, [None, None]), (24 * 60, [24 * 60, None])):
            clock.passed = begins * MINUTE
            politeness = _politeness(clock, delay=0, longest_wait=30 * MINUTE, memory=memory)
            await _starts(clock, politeness, [A])
            assert await _times(clock, politeness, 2, **day) == expected
            assert await _times(clock, politeness, 1, **day, follows=True) == [begins]
            memory.asked[HOST] = START + (timedelta() if begins < 24 * 60 else timedelta(days=1))

    run(scenario())


def test_a_crawl_delay_holds_from_pass_to_pass() -> None:
    """A job that runs every five minutes asks no sooner than the site wishes."""

    async def scenario() -> None:
        clock, memory = FakeClock(), Memory()
        for begins, expected in ((0, 0), (5, 20), (22, 40), (90, 90)):
            clock.passed = begins * MINUTE
            politeness = _politeness(clock, longest_wait=30 * MINUTE, memory=memory)
            assert await _times(clock, politeness, 1, crawl_delay=20 * MINUTE) == [expected]
            assert memory.asked[HOST] == START + expected * MINUTE

    run(scenario())


def test_a_host_that_was_to_be_left_alone_is_in_the_next_pass() -> None:
    """Retry-After outlasts the process: nothing of the domain is asked before, and it says until when."""

    async def scenario() -> None:
        clock, memory = FakeClock(), Memory()
        await _fail(_politeness(clock, memory=memory), A, Reason.RATE_LIMITED, retry_after=timedelta(hours=20))
        clock.passed += timedelta(hours=15)
        held = await _fail(_politeness(clock, memory=memory), "https://www.a.example/", Reason.NOT_FOUND)
        assert held.reason is Reason.RATE_LIMITED
        assert "not asked before 2026-03-02 04:00:00" in held.detail
        clock.passed += timedelta(hours=5)
        assert await _starts(clock, _politeness(clock, memory=memory), [A])

    run(scenario())


def test_a_memory_of_a_wrong_clock_holds_up_nobody() -> None:
    """After a run with a clock in 2030, hosts are not left alone until then."""

    async def scenario() -> None:
        clock, memory = FakeClock(), Memory()
        far = START + timedelta(days=1500)
        memory.remember_hold(HOST, far, Reason.RATE_LIMITED, "HTTP 429")
        memory.remember_asked(HOST, far)
        assert await _times(clock, _politeness(clock, memory=memory), 1, crawl_delay=MINUTE) == [0]

    run(scenario())


def test_the_pause_counts_from_when_a_request_is_sent() -> None:
    """A connection that takes 5 s to make must not bring two requests to the host at once."""

    async def scenario() -> None:
        clock = FakeClock()
        politeness = _politeness(clock)
        async with politeness.turn(A) as turn:
            second = asyncio.create_task(_starts(clock, politeness, [A]))
            await asyncio.sleep(0.01)
            clock.passed += timedelta(seconds=5)
            await asyncio.sleep(0.01)
            turn.sent()
            assert await second == [6]

    run(scenario())


def test_the_pause_grows_with_a_slow_host() -> None:
    """A host that takes 10 s to answer is not asked every second."""

    async def scenario() -> None:
        clock = FakeClock()
        politeness = _politeness(clock)
        for _ in range(20):
            async with politeness.turn(A):
                clock.passed += timedelta(seconds=10)
        before = clock.passed
        async with politeness.turn(A):
            clock.passed += timedelta(seconds=10)
        async with politeness.turn(A):
            assert clock.passed - before >= timedelta(seconds=10)

    run(scenario())


def test_the_pause_grows_with_errors_that_take_long() -> None:
    """A database that dies slowly answers 404 after 10 s: it is spared like one that answers pages so."""

    async def scenario() -> None:
        clock = FakeClock()
        politeness = _politeness(clock)

        async def missing() -> None:
            async with politeness.turn(A):
                clock.passed += timedelta(seconds=10)
                raise Failed(Reason.NOT_FOUND, "HTTP 404")

        for _ in range(20):
            with pytest.raises(Failed):
                await missing()
        before = clock.passed
        async with politeness.turn(A):
            pass
        async with politeness.turn(A):
            assert clock.passed - before >= timedelta(seconds=6)

    run(scenario())


def test_hosts_do_not_block_each_other() -> None:
    """While one host's queue waits hours, the others go on, even with one connection in all."""

    async def scenario() -> None:
        clock = FakeClock()
        politeness = _politeness(clock, delay=3600, concurrency=1)
        order: list[str] = []

        async def one(url: str) -> None:
            async with politeness.turn(url):
                order.append(url)

        await asyncio.gather(one(A), one(A), one(A), one(B))
        assert order == [A, B, A, A]

    run(scenario())


def test_connections_per_host_and_in_all_are_bounded() -> None:
    """Never more at once than the settings say, however many ask."""

    async def scenario() -> None:
        clock = FakeClock()
        politeness = _politeness(clock, delay=0, per_host=2, concurrency=3)
        open_now: dict[str, int] = {A: 0, B: 0}
        most: dict[str, int] = {A: 0, B: 0, "all": 0}

        async def one(url: str) -> None:
            async with politeness.turn(url):
                open_now[url] += 1
                most[url] = max(most[url], open_now[url])
                most["all"] = max(most["all"], sum(open_now.values()))
                for _ in range(5):
                    await asyncio.sleep(0)
                open_now[url] -= 1

        await asyncio.gather(*(one(url) for url in [A, B] * 20))
        assert most == {A: 2, B: 2, "all": 3}

    run(scenario())


async def _fail(politeness: Politeness, url: str, reason: Reason, **changes: Any) -> Failed:
    with pytest.raises(Failed) as caught:
        async with politeness.turn(url):
            raise Failed(reason, "en panne", **changes)
    return caught.value


def test_failing_host_is_left_alone_until_it_answers() -> None:
    """The circuit opens after failures in a row: whoever comes then is told at once, and one success closes it."""

    async def scenario() -> None:
        clock = FakeClock()
        politeness = _politeness(clock, delay=0)
        tried = 0
        while clock.passed < timedelta(hours=2):
            before = len(clock.slept)
            failure = await _fail(politeness, A, Reason.SERVER_ERROR)
            if "not asked" in failure.detail:
                assert len(clock.slept) == before
                break
            tried += 1
        assert 6 <= tried <= 9
        assert failure.reason is Reason.SERVER_ERROR
        assert await _starts(clock, politeness, [B]), "another host is not concerned"
        clock.passed += timedelta(hours=2)
        assert await _starts(clock, politeness, [A])
        again = await _fail(politeness, A, Reason.SERVER_ERROR)
        assert "not asked" not in again.detail
        before = clock.passed.total_seconds()
        assert (await _starts(clock, politeness, [A]))[0] - before <= 1.25, "counted from one again"

    run(scenario())


def test_those_in_the_queue_wait_with_the_failing_host() -> None:
    """Trouble that comes up while others stand in line is theirs too: nobody slips in before the hold is over."""

    async def scenario() -> None:
        clock = FakeClock()
        politeness = _politeness(clock, delay=0, per_host=1)
        starts: list[float] = []

        async def one(fails: bool) -> None:
            async with politeness.turn(A):
                starts.append(clock.passed.total_seconds())
                await asyncio.sleep(0)
                if fails:
                    raise Failed(Reason.SERVER_ERROR, "en panne")

        await asyncio.gather(one(True), one(False), one(False), return_exceptions=True)
        assert starts[0] == 0
        assert min(starts[1:]) >= 0.75

    run(scenario())


def test_failures_of_a_page_do_not_count_against_its_host() -> None:
    """A hundred 404s are no outage."""

    async def scenario() -> None:
        clock = FakeClock()
        politeness = _politeness(clock, delay=0)
        for _ in range(100):
            await _fail(politeness, A, Reason.NOT_FOUND)
        assert clock.passed == timedelta()

    run(scenario())


def test_a_dead_subdomain_does_not_stop_its_siblings() -> None:
    """Network failures hold an origin; 429 holds everything its owner runs."""

    async def scenario() -> None:
        clock = FakeClock()
        politeness = _politeness(clock, delay=0)
        await _fail(politeness, "https://mort.a.example/", Reason.CONNECTION_FAILED)
        assert await _starts(clock, politeness, [A]) == [0]
        await _fail(politeness, "https://www.a.example/", Reason.RATE_LIMITED, retry_after=timedelta(seconds=60))
        assert await _starts(clock, politeness, [A]) == [60]

    run(scenario())


def test_cancelled_waiters_give_back_their_place() -> None:
    """Ctrl-C, or a task given up, must not leak connections."""

    async def scenario() -> None:
        clock = FakeClock()
        politeness = _politeness(clock, delay=0, per_host=1, concurrency=1)
        async with politeness.turn(A):
            waiting = [asyncio.create_task(_enter(politeness, url)) for url in (A, A, B)]
            await asyncio.sleep(0.01)
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        assert await _starts(clock, politeness, [A, B, A]) == [0, 0, 0]

    run(scenario())


async def _enter(politeness: Politeness, url: str) -> None:
    async with politeness.turn(url):
        pass


# --- through the fetcher ---------------------------------------------------------------------------------------------
def _with(clock: FakeClock, routes: dict[str, Any], body: Any, **changes: Any) -> Coroutine[Any, Any, None]:
    async def scenario() -> None:
        site = Site(routes)
        async with site, Fetcher(settings(**changes), clock=clock, named=[site.url]) as fetcher:
            await body(site, fetcher)

    return scenario()


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_for(status: int) -> None:
    """The server's own figure replaces ours."""
    clock = FakeClock()

    async def body(site: Site, fetcher: Fetcher) -> None:
        assert isinstance(await fetcher.fetch(link(f"{site.url}/a")), Page)
        assert sum(clock.slept, timedelta()) == timedelta(seconds=90)
        assert site.count("/a") == 2

    run(_with(clock, {"/a": [reply(status, retry_after="90"), reply(200, PAGE)]}, body))


@pytest.mark.parametrize("wish", ["0", "Sun, 01 Mar 2026 07:00:00 GMT"])
def test_a_retry_after_of_nothing_is_no_leave_to_go_on(wish: str) -> None:
    """A server in trouble that asks for no pause gets the one it would get without asking."""
    clock = FakeClock()

    async def body(site: Site, fetcher: Fetcher) -> None:
        for _ in range(30):
            await fetcher.fetch(link(f"{site.url}/a"))
        assert site.count("/a") < 12  # of 90, where it is believed

    run(_with(clock, {"/a": reply(429, retry_after=wish)}, body))


def test_a_long_retry_after_is_told_and_not_waited_for() -> None:
    """An hour's wait for one host would stop a run: its links end at once, and say until when."""
    clock = FakeClock()

    async def body(site: Site, fetcher: Fetcher) -> None:
        for _ in range(3):
            drop = await fetcher.fetch(link(f"{site.url}/a"))
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.RATE_LIMITED
        assert clock.slept == []
        assert site.count("/a") == 1
        assert "09:00:00" in drop.detail

    run(_with(clock, {"/a": reply(429, retry_after="Sun, 01 Mar 2026 09:00:00 GMT")}, body))


def test_crawl_delay_is_kept_between_pages() -> None:
    """A site's wish for 7 s holds against a setting of 1 s."""
    clock = FakeClock()
    robots = reply(200, b"User-agent: *\nCrawl-delay: 7", "text/plain")

    async def body(site: Site, fetcher: Fetcher) -> None:
        await asyncio.gather(*(fetcher.fetch(link(f"{site.url}/{name}")) for name in "abcd"))
        assert sorted(site.paths) == ["/a", "/b", "/c", "/d"]
        assert clock.passed >= timedelta(seconds=3 * 7)
        assert clock.slept.count(timedelta(seconds=7)) >= 3

    run(_with(clock, {"/robots.txt": robots}, body, delay=SECOND))


def test_what_a_pass_has_no_time_for_is_no_failure() -> None:
    """It is named with the host, and left; but a page that was asked for and failed has failed, tried again or not."""
    clock = FakeClock()
    robots = reply(200, b"User-agent: *\nCrawl-delay: 3600", "text/plain")
    routes = {"/robots.txt": robots, "/a": reply(500), "/b": reply(200, PAGE)}

    async def body(site: Site, fetcher: Fetcher) -> None:
        failed = await fetcher.fetch(link(f"{site.url}/a"))
        assert isinstance(failed, Drop)
        assert failed.reason is Reason.SERVER_ERROR
        assert await fetcher.fetch(link(f"{site.url}/b")) is None
        assert site.paths == ["/a"]
        ((crawl_delay, urls),) = fetcher.postponed.values()
        assert (crawl_delay, urls) == (timedelta(hours=1), {f"{site.url}/b"})

    run(_with(clock, routes, body))


def test_the_next_request_does_not_wait_for_the_answer() -> None:
    """Two connections to a host are two: while one page is slow to come, the next is asked for after the pause."""
    clock, asked = FakeClock(), asyncio.Event()

    async def slow(_: Asked, writer: asyncio.StreamWriter) -> None:
        await asked.wait()
        writer.write(reply(200, PAGE))

    async def quick(_: Asked, writer: asyncio.StreamWriter) -> None:
        asked.set()
        writer.write(reply(200, PAGE))

    async def body(site: Site, fetcher: Fetcher) -> None:
        await fetcher.robots_of(site.url)
        results = await asyncio.gather(*(fetcher.fetch(link(f"{site.url}/{name}")) for name in ("lent", "vite")))
        assert all(isinstance(result, Page) for result in results)

    run(_with(clock, {"/lent": slow, "/vite": quick}, body, delay=SECOND, retries=0, timeout=timedelta(seconds=3)))
