"""``ingest watch``: pass after pass over real HTTP, on a clock that waits in no time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from stands import SETTINGS, WarpClock, articles, source_of

from fixtures.newsstand import Newsstand
from ingest.errors import SettingsError, UsageError
from ingest.ledger import Ledger, Poll, Validators
from ingest.model import Source, Via
from ingest.run.metrics import Metrics, MetricsServer
from ingest.run.progress import Summary
from ingest.run.watch import Cron, Plan, Rhythm, watch
from ingest.settings import CrawlSettings

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Passes:
    """A watcher that stops after so many passes."""

    def __init__(self, count: int, then: Callable[[int], None] = lambda number: None) -> None:
        self.count, self.then = count, then
        self.stop = asyncio.Event()
        self.summaries: list[Summary] = []
        self.errors: list[Exception] = []
        self.following: list[datetime] = []

    def passed(self, summary: Summary, at: datetime, following: datetime) -> None:
        self.summaries.append(summary)
        self._told(following)

    def failed(self, error: Exception, at: datetime, following: datetime) -> None:
        self.errors.append(error)
        self._told(following)

    def _told(self, following: datetime) -> None:
        self.following.append(following)
        self.then(len(self.following))
        if len(self.following) >= self.count:
            self.stop.set()


class Hourly:
    def next(self, now: datetime, sources: object, dataset: Path) -> datetime:
        return now + timedelta(hours=1)


def test_what_was_pulled_once_is_not_pulled_again(stand: Newsstand, tmp_path: Path) -> None:
    """Two passes an hour apart give the articles of one."""
    plan = Plan([source_of(stand.sites["bulles"])], SETTINGS)
    seen = Passes(2)
    clock = WarpClock()
    asyncio.run(watch(lambda: plan, tmp_path / "out", Hourly(), watcher=seen, stop=seen.stop, clock=clock))
    first, second = seen.summaries
    assert first.articles > 0
    assert second.articles == 0
    assert len(articles(tmp_path / "out")) == first.rows == second.rows
    assert clock.ahead >= timedelta(minutes=59)


def test_a_pass_that_fails_is_followed_by_the_next(stand: Newsstand, tmp_path: Path) -> None:
    """A dataset that cannot be written to now may be in five minutes: the job goes on and tells."""
    out = tmp_path / "out"
    out.write_text("a file where the folder should be")
    plan = Plan([source_of(stand.sites["bulles"])], SETTINGS)
    seen = Passes(2, then=lambda number: out.unlink() if number == 1 else None)
    asyncio.run(watch(lambda: plan, out, Hourly(), watcher=seen, stop=seen.stop, clock=WarpClock()))
    assert len(seen.errors) == 1
    assert seen.summaries[0].articles > 0


def test_a_changed_file_is_read_again_and_a_broken_one_is_not(stand: Newsstand, tmp_path: Path) -> None:
    """SIGHUP takes a new source in; with a fault in the file the sources of before go on."""
    plans = [
        Plan([source_of(stand.sites["bulles"])], SETTINGS),
        Plan([source_of(stand.sites[name]) for name in ("bulles", "dakarmatin")], SETTINGS),
    ]

    async def through() -> Passes:
        reload = asyncio.Event()
        seen = Passes(3, then=lambda number: reload.set())
        asked: list[int] = []

        def plan() -> Plan:
            asked.append(1)
            if len(asked) > 2:
                raise SettingsError("is broken", file="sources.toml")
            return plans[len(asked) - 1]

        out = tmp_path / "out"
        await watch(plan, out, Hourly(), watcher=seen, stop=seen.stop, reload=reload, clock=WarpClock())
        return seen

    assert [summary.sources for summary in asyncio.run(through()).summaries] == [1, 2, 2]


def test_the_rhythm_is_the_sources_own(stand: Newsstand, tmp_path: Path) -> None:
    """Nothing is asked before a source is due, and never sooner than the least pause."""
    out, rhythm = tmp_path / "out", Rhythm(timedelta(minutes=10))
    source = source_of(stand.sites["bulles"])
    seen = Passes(1)
    clock = WarpClock()
    asyncio.run(watch(lambda: Plan([source], SETTINGS), out, rhythm, watcher=seen, stop=seen.stop, clock=clock))
    pause = seen.following[0] - clock.now()
    assert timedelta(minutes=9) <= pause <= timedelta(hours=12)


def test_a_clock_that_was_ahead_puts_off_nothing(tmp_path: Path) -> None:
    """Set right between a pass and the question when the next one is due, it makes nobody sleep for ten years."""
    home, now = "http://journal.example/", NOON
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        ledger.remember_poll(Poll(home, home, Via.HOME, Validators()), now.replace(year=2036), CrawlSettings())
    following = Rhythm(timedelta(minutes=10)).next(now, [Source("journal", home)], tmp_path)
    assert following - now <= CrawlSettings().poll_most


def test_cron_keeps_the_newsrooms_time() -> None:
    """«Six in the morning in Paris» is that also when the clocks change; nonsense is refused with an example."""
    at_six = Cron("0 6 * * *", ZoneInfo("Europe/Paris"))
    winter, summer = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert at_six.next(winter, [], Path()).astimezone(UTC) == datetime(2026, 3, 29, 4, tzinfo=UTC)
    assert at_six.next(summer, [], Path()).astimezone(UTC) == datetime(2026, 3, 30, 4, tzinfo=UTC)
    with pytest.raises(UsageError, match="minute hour day"):
        Cron("every morning", UTC)


def test_metrics_and_health_are_served(tmp_path: Path) -> None:
    """Prometheus reads the counts; the health check fails after a failed pass and is well after a good one."""
    metrics = Metrics()
    summary = Summary(tmp_path, sources=3, rows=12)
    summary.add(5, {"not_found": 2, "same_content": 1})
    with MetricsServer(metrics, 0) as server:
        now = datetime.now(UTC)
        metrics.failed(OSError("disk full"), now, now + timedelta(minutes=5))
        sick = httpx.get(f"{server.url}/health")
        metrics.passed(summary, now, now + timedelta(minutes=10))
        well = httpx.get(f"{server.url}/health")
        told = httpx.get(f"{server.url}/metrics").text
        assert httpx.get(f"{server.url}/").status_code == 404
        with pytest.raises(UsageError, match="--port"):
            MetricsServer(metrics, int(server.url.rpartition(":")[2]))
    assert (sick.status_code, json.loads(sick.text)["error"]) == (503, "disk full")
    assert (well.status_code, json.loads(well.text)["status"]) == (200, "ok")
    assert 'ingest_pages_total{outcome="article"} 5.0' in told
    assert 'ingest_pages_total{outcome="failed"} 2.0' in told
    assert 'ingest_passes_total{result="failed"} 1.0' in told
    assert "ingest_articles 12.0" in told


def test_a_job_whose_pass_is_overdue_is_not_well() -> None:
    """A pass that hangs is seen from outside."""
    metrics = Metrics()
    metrics.passed(Summary(Path()), NOON, NOON + timedelta(minutes=10))
    assert metrics.health(NOON + timedelta(minutes=20))[0]
    assert not metrics.health(NOON + timedelta(hours=2))[0]
