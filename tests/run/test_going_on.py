"""Runs of one day share a WARC segment: a job of every ten minutes does not leave a small file each time."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from stands import SETTINGS, WarpClock, articles, captures, crawl, pages, sources

from fixtures.newsstand import Newsstand
from ingest.archive import WarcWriter, continued, read_captures
from ingest.ledger import Ledger
from ingest.model import Page
from ingest.run.interrupted import finish_interrupted, noted
from ingest.run.rows import ReadSettings
from ingest.run.verify import verify
from ingest.run.workers import Workers
from ingest.settings import ArchiveSettings, WriteSettings
from ingest.writers.dataset_folder import create_or_open

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATE = datetime(2100, 1, 1, tzinfo=UTC)


def segments(out: Path) -> list[Path]:
    return sorted((out / "warc").iterdir())


def assert_sound(out: Path, rows: int) -> None:
    """Rows lead to their records, none is there twice, and nothing is left unfinished."""
    assert verify(out).faults == []
    places = [(row["warc_file"], row["warc_offset"]) for row in captures(out)]
    assert len(places) == len(set(places)) == rows
    assert continued(out / "warc") == []


def test_the_runs_of_a_day_share_a_segment(stand: Newsstand, tmp_path: Path) -> None:
    """Two runs an hour apart leave one archive and one part of each table; that of the next day begins new ones."""
    clock = WarpClock(NOON)
    first = crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    begun = segments(tmp_path)[0].read_bytes()
    clock.ahead += timedelta(hours=1)
    second = crawl(sources(stand, "dakarmatin"), tmp_path, clock=clock)
    (segment,) = segments(tmp_path)
    assert segment.read_bytes().startswith(begun)
    assert [len(list(tmp_path.glob(f"{table}/*/*.parquet"))) for table in ("revisions", "captures")] == [1, 1]
    assert {row["source"] for row in articles(tmp_path)} == {"bulles", "dakarmatin"}
    assert_sound(tmp_path, first.pages + second.pages)
    clock.ahead += timedelta(days=1)
    third = crawl(sources(stand, "actulocale"), tmp_path, clock=clock)
    assert len(segments(tmp_path)) == 2
    assert_sound(tmp_path, first.pages + second.pages + third.pages)


def test_a_segment_that_is_large_enough_is_left(stand: Newsstand, tmp_path: Path) -> None:
    """Parts are written anew with each run that adds to them: that stays a bounded piece of work."""
    clock, settings = WarpClock(NOON), SETTINGS
    settings = type(settings)(settings.fetch, settings.crawl, ArchiveSettings(continue_bytes=1))
    crawl(sources(stand, "bulles"), tmp_path, clock=clock, settings=settings)
    crawl(sources(stand, "dakarmatin"), tmp_path, clock=clock, settings=settings)
    assert len(segments(tmp_path)) == 2


@pytest.mark.parametrize("torn", [0, 40])
def test_what_a_killed_run_added_is_built_by_the_next(stand: Newsstand, tmp_path: Path, torn: int) -> None:
    """Killed after it archived a page into the day's segment, or in the middle of that: whole captures get their rows,
    those of the runs before stay as they are, and nothing is fetched again."""
    clock = WarpClock(NOON)
    first = crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    before = articles(tmp_path)
    site = stand.sites["bulles"]
    (segment,) = segments(tmp_path)
    page = next(one for one, _ in read_captures(segment) if isinstance(one, Page))
    writer = WarcWriter(segment.parent, ArchiveSettings(), now=clock.now(), run_id="killed", onto=segment)
    moved = Page(
        page.url + "-bis", page.final_url + "-bis", 200, page.headers, page.body, clock.now(), page.source, page.via
    )
    writer.add(moved)
    writer.add(moved)
    size = segment.stat().st_size
    writer.close()  # which leaves the mark: what it wrote is not committed
    with segment.open("r+b") as file:
        file.truncate(size - torn)
    assert continued(segment.parent) == [segment]
    assert "was continued by a killed run, and not built since" in [fault.said for fault in verify(tmp_path).faults]
    site.requests.clear()
    crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    assert pages(site) == []
    assert_sound(tmp_path, first.pages + (1 if torn else 2))
    assert {row["url"] for row in before} <= {row["url"] for row in articles(tmp_path)}
    assert len(articles(tmp_path)) == len(before)  # the same text at another address of the site


def left_behind(out: Path, clock: WarpClock, since: datetime | None) -> None:
    """As a run leaves it that read with this bound, added one page to the day's segment, and was killed."""
    (segment,) = segments(out)
    page = next(one for one, _ in read_captures(segment) if isinstance(one, Page))
    other = replace(page, url=f"{page.url}-bis", final_url=f"{page.final_url}-bis", fetched_at=clock.now())
    with suppress(KeyboardInterrupt), create_or_open(out) as dataset, noted(dataset, ReadSettings(since=since)):
        with WarcWriter(segment.parent, ArchiveSettings(), now=clock.now(), run_id="killed", onto=segment) as writer:
            writer.add(other)
        raise KeyboardInterrupt


@pytest.mark.parametrize(("theirs", "ours"), [(LATE, None), (None, LATE)])
def test_a_killed_run_is_finished_as_it_would_have_been(
    stand: Newsstand, tmp_path: Path, theirs: datetime | None, ours: datetime | None
) -> None:
    """Another bound in the run that comes after it changes neither what the killed one kept, nor what runs before it
    had committed into the same segment."""
    clock = WarpClock(NOON)
    crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    before = captures(tmp_path)
    clock.ahead += timedelta(minutes=10)
    left_behind(tmp_path, clock, theirs)
    stand.sites["bulles"].requests.clear()
    crawl(sources(stand, "bulles"), tmp_path, clock=clock, since=ours)
    after = captures(tmp_path)
    added = next(row for row in after if row["url"].endswith("-bis"))
    assert added["reason"] == ("before_since" if theirs else "same_content")
    assert [row for row in after if not row["url"].endswith("-bis")] == before
    assert not (tmp_path / ".run.json").exists()
    assert_sound(tmp_path, len(after))


class _KilledWhenItBuilds:
    """Workers of a run that is killed as soon as it has given one something to do."""

    def submit(self, *_: object) -> None:
        raise KeyboardInterrupt


def test_a_repair_that_is_killed_fetches_nothing_again(stand: Newsstand, tmp_path: Path) -> None:
    """The ledger knows the pages before their rows stand: killed in between, the next run would not look for them, and
    would fetch and write each a second time."""
    clock = WarpClock(NOON)
    crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    clock.ahead += timedelta(minutes=10)
    left_behind(tmp_path, clock, None)
    with create_or_open(tmp_path) as dataset, Ledger.open(dataset.ledger) as ledger, suppress(KeyboardInterrupt):
        finish_interrupted(dataset, ledger, ReadSettings(), WriteSettings(), cast(Workers, _KilledWhenItBuilds()))
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        url = next(one.url for one, _ in read_captures(segments(tmp_path)[0]) if one.url.endswith("-bis"))
        assert ledger.seen(url) is not None


def test_what_is_interrupted_is_repaired_before_a_segment_is_chosen(stand: Newsstand, tmp_path: Path) -> None:
    """A segment that a killed run left open is closed, built, and then gone on with: chosen before, it would have been
    no segment yet, and each kill would leave one more file."""
    clock = WarpClock(NOON)
    with WarcWriter(tmp_path / "warc", ArchiveSettings(), now=clock.now(), run_id="killed") as killed:
        url = stand.sites["bulles"].url + "/une-page"
        killed.add(Page(url, url, 200, (("Content-Type", "text/html"),), b"<p>Une phrase.</p>", clock.now(), "bulles"))
        path = killed.close()
    assert path is not None
    path.rename(path.with_name(path.name + ".open"))  # as it is called until then
    clock.ahead += timedelta(hours=1)
    summary = crawl(sources(stand, "dakarmatin"), tmp_path, clock=clock)
    (segment,) = segments(tmp_path)
    assert "-killed-" in segment.name
    assert_sound(tmp_path, 1 + summary.pages)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_full_disk_costs_nothing_that_was_whole(tmp_path: Path) -> None:
    """A write that fails is cut off; what the segment had before it was continued never is."""
    with WarcWriter(tmp_path, ArchiveSettings(), now=NOON, run_id="r1") as writer:
        writer.add(Page("https://x.fr/1", "https://x.fr/1", 200, (), b"<p>Une phrase.</p>", NOON))
        path = writer.close()
    assert path is not None
    whole = path.read_bytes()
    room = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({len(whole) + 100},) * 2)"
    done = subprocess.run(
        [sys.executable, "-c", FULL.format(room=room, path=str(path))], capture_output=True, text=True
    )
    assert "Cannot write" in done.stdout, done.stderr
    assert path.read_bytes() == whole


FULL = """
import signal
from datetime import UTC, datetime
from pathlib import Path
from ingest.archive import WarcWriter
from ingest.errors import DatasetUnwritable
from ingest.model import Page
from ingest.settings import ArchiveSettings

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
{room}
path, now = Path("{path}"), datetime(2026, 11, 23, 13, tzinfo=UTC)
with WarcWriter(path.parent, ArchiveSettings(), now=now, run_id="r2", onto=path) as writer:
    try:
        writer.add(Page("https://x.fr/2", "https://x.fr/2", 200, (), bytes(range(256)) * 9, now))
    except DatasetUnwritable as error:
        print(error)
"""
