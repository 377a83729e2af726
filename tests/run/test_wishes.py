"""What a source's entry asks for itself: over the settings of the pass, and on real HTTP."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stands import SETTINGS, WarpClock, articles, captures, crawl, source_of

from fixtures.newsstand import Newsstand, Site
from ingest.model import Source
from ingest.run.build import build
from ingest.run.rows import ReadSettings
from ingest.run.wishes import crawl_settings_of, since_of, tdm_of
from ingest.settings import CrawlSettings, TdmPolicy

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
PLAIN = Source("a", "https://a.example/")
MONTH = timedelta(days=30)
TEXT = " ".join(f"La phrase numéro {n} parle du bac et de ceux qui le prennent chaque matin." for n in range(12))


@pytest.mark.parametrize(
    ("own", "wide", "bound"),
    [
        (None, None, None),
        (None, NOW, NOW),
        (MONTH, None, NOW - MONTH),
        (NOW - 2 * MONTH, NOW - MONTH, NOW - MONTH),
        (NOW - MONTH, NOW - 2 * MONTH, NOW - MONTH),
    ],
)
def test_the_later_bound_holds(own: datetime | timedelta | None, wide: datetime | None, bound: datetime | None) -> None:
    """Neither the entry nor the pass lets in what the other leaves out."""
    assert since_of(replace(PLAIN, since=own), wide, NOW) == bound


def test_an_entry_decides_on_its_own_reservations() -> None:
    """Leave of one publisher is no leave of the others."""
    assert tdm_of(replace(PLAIN, tdm=TdmPolicy.RECORD), TdmPolicy.SKIP) is TdmPolicy.RECORD
    assert tdm_of(PLAIN, TdmPolicy.ASK_POLICY) is TdmPolicy.ASK_POLICY
    assert tdm_of(None, TdmPolicy.SKIP) is TdmPolicy.SKIP


def test_a_cron_expression_is_read_in_the_zone_of_the_source() -> None:
    """«At six in the morning» is the newsroom's morning: 12:00 UTC is 13:00 in Paris, and 17 hours before it."""
    daily = replace(PLAIN, rhythm="0 6 * * *", timezone="Europe/Paris")
    settings = crawl_settings_of(daily, CrawlSettings(), NOW)
    assert (settings.poll_least, settings.poll_most) == (timedelta(hours=17), timedelta(hours=17))
    assert crawl_settings_of(PLAIN, CrawlSettings(), NOW) == CrawlSettings()


# --- on real HTTP ----------------------------------------------------------------------------------------------------
@pytest.fixture
def site(stand: Newsstand) -> Site:
    return stand.sites["bulles"]


def _asked(site: Site) -> Counter[str]:
    """Requests since the last look, by path."""
    paths = Counter(request.path for request in site.requests)
    site.requests.clear()
    return paths


def test_a_source_is_asked_in_its_own_rhythm(site: Site, tmp_path: Path) -> None:
    """Every three hours: not after two, however busy its feed; after three, everything that was asked before."""
    source, clock = replace(source_of(site), rhythm=timedelta(hours=3)), WarpClock()
    crawl([source], tmp_path, clock=clock, keep_rhythm=True)
    first = _asked(site)
    for _ in range(3):
        clock.ahead += timedelta(hours=2)
        crawl([source], tmp_path, clock=clock, keep_rhythm=True)
        assert "/atom.xml" not in _asked(site)
        clock.ahead += timedelta(hours=1)
        crawl([source], tmp_path, clock=clock, keep_rhythm=True)
        assert _asked(site).keys() >= {"/", "/atom.xml"} & first.keys()


def test_a_source_is_asked_at_its_own_times(site: Site, tmp_path: Path) -> None:
    """A cron expression: once between its times, and again at the next one."""
    clock = WarpClock(NOW)
    source = replace(source_of(site), rhythm="0 18 * * *", timezone="UTC")
    crawl([source], tmp_path, clock=clock, keep_rhythm=True)
    assert "/atom.xml" in _asked(site)
    clock.ahead += timedelta(hours=5)
    crawl([source], tmp_path, clock=clock, keep_rhythm=True)
    assert "/atom.xml" not in _asked(site)
    clock.ahead += timedelta(hours=1, minutes=1)
    crawl([source], tmp_path, clock=clock, keep_rhythm=True)
    assert "/atom.xml" in _asked(site)


def test_a_source_has_its_own_bound(site: Site, tmp_path: Path) -> None:
    """What its entry calls too old is dropped by name, and comes once the entry no longer says so."""
    source, clock = replace(source_of(site), since=timedelta(days=1)), WarpClock()
    summary = crawl([source], tmp_path, clock=clock)
    assert summary.articles == 0
    clock.ahead += timedelta(hours=1)
    assert crawl([replace(source, since=None)], tmp_path, clock=clock).articles == 5


@pytest.mark.parametrize("header", [True, False])
def test_leave_of_one_publisher_is_in_its_entry(stand: Newsstand, tmp_path: Path, header: bool) -> None:
    """A page reserved by its header or its meta tag is kept for the source that says so, and for no other; read again
    from the archive it is kept again, because the dataset remembers the choice."""
    tag = "" if header else "<meta name=tdm-reservation content=1>"
    headers = {"Content-Type": "text/html; charset=utf-8"} | ({"TDM-Reservation": "1"} if header else {})
    named = []
    for name in ("bulles", "dakarmatin"):
        one = stand.sites[name]
        one.put("/actu/le-bac-12345", f"<!doctype html>{tag}<h1>Le bac repart</h1><p>{TEXT}".encode(), headers=headers)
        one.put("/", b"<a href=/actu/le-bac-12345>Le bac repart ce matin pour le plus grand bonheur des passagers</a>")
        one.put("/robots.txt", b"", headers={"Content-Type": "text/plain"})
        named.append(replace(source_of(one), tdm=TdmPolicy.RECORD if name == "bulles" else None))
    crawl(named, tmp_path / "live")
    kept = {row["source"]: row["outcome"] for row in captures(tmp_path / "live") if "le-bac" in row["url"]}
    assert kept == {"bulles": "article", "dakarmatin": "refused"}
    build(
        (tmp_path / "live" / "warc").glob("*.warc.gz"),
        tmp_path / "again",
        workers=0,
        settings=ReadSettings(tdm=SETTINGS.fetch.tdm),
    )
    assert [row["source"] for row in articles(tmp_path / "again")] == ["bulles"]
