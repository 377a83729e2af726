"""A page that kills whoever reads it costs itself and nothing else: real crawls, real processes, real deaths."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Crawled
from deadly import Deadly
from stands import SETTINGS, articles, captures, crawl, plain, sources

from fixtures.newsstand import Newsstand
from ingest.run.build import build
from ingest.run.rows import ReadSettings
from ingest.settings import ArchiveSettings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")

PUBLISHERS = ("bulles", "lequotidien")
WORD = "rouen-un-pont-ferme"
SMALL_SEGMENTS = ArchiveSettings(segment_bytes=60_000)
BY_THE_RUN = ("captured_at", "fetched_at", "first_seen_at", "last_seen_at", "warc_file", "warc_offset", "warc_length")


def _with(reader: Deadly, **more: Any) -> Any:
    return replace(SETTINGS, reader=reader, crawl=replace(SETTINGS.crawl, workers=2), **more)


def _rows(out: Path) -> list[dict[str, Any]]:
    dropped = (*BY_THE_RUN, "published_at", "modified_at", "sort")
    return [{name: value for name, value in row.items() if name not in dropped} for row in articles(out)]


def _ends(out: Path) -> Counter[tuple[str, str | None]]:
    return Counter((row["url"], row["reason"]) for row in captures(out))


def test_a_page_that_kills_its_reader_is_named_and_the_rest_comes_in(stand: Newsstand, tmp_path: Path) -> None:
    """Killed like by the kernel when memory is short, twice: one row says so, all other pages end as they always do."""
    crawl(sources(stand, *PUBLISHERS), tmp_path / "peace")
    summary = crawl(sources(stand, *PUBLISHERS), tmp_path / "out", settings=_with(Deadly(WORD)))
    (victim,) = [row for row in captures(tmp_path / "out") if WORD in row["url"]]
    assert (victim["outcome"], victim["reason"]) == ("failed", "parser_crashed")
    assert "SIGKILL" in victim["detail"]
    assert summary.reasons["parser_crashed"] == 1
    assert summary.pages == summary.articles + sum(summary.reasons.values())
    others = {end for end in _ends(tmp_path / "peace") if WORD not in end[0]}
    assert {end for end in _ends(tmp_path / "out") if WORD not in end[0]} == others
    assert plain(_rows(tmp_path / "out")) == plain(row for row in _rows(tmp_path / "peace") if WORD not in row["url"])


@pytest.mark.parametrize(("way", "words"), [("crash", "SIGSEGV"), ("exit", "exit code 3"), ("spin", "took too long")])
def test_every_way_to_die_is_told(crawled: Crawled, tmp_path: Path, way: str, words: str) -> None:
    """A crash in C, an exit, a loop within one call of C: each is an outcome with its cause."""
    settings = ReadSettings(reader=Deadly(WORD, way), page_time=timedelta(seconds=2))
    summary = build((crawled.out / "warc").glob("*.warc.gz"), tmp_path, settings=settings)
    (victim,) = [row for row in captures(tmp_path) if row["reason"] == "parser_crashed"]
    assert WORD in victim["url"]
    assert words in victim["detail"]
    assert summary.pages == crawled.summary.pages


def test_a_build_goes_round_the_page_as_a_crawl_does(crawled: Crawled, tmp_path: Path) -> None:
    """All other rows are those of the crawl, with their places, and both tables have one article less."""
    build((crawled.out / "warc").glob("*.warc.gz"), tmp_path, settings=ReadSettings(reader=Deadly(WORD)))
    assert plain(articles(tmp_path)) == plain(row for row in articles(crawled.out) if WORD not in row["url"])
    kept = [row for row in captures(tmp_path) if WORD not in row["url"]]
    assert plain(kept) == plain(row for row in captures(crawled.out) if WORD not in row["url"])


def test_a_worker_that_dies_once_costs_nothing(crawled: Crawled, stand: Newsstand, tmp_path: Path) -> None:
    """Whoever was hit by chance (a hand, the greed of a neighbour) is read once more, and is an article."""
    once = Deadly(WORD, once=tmp_path / "died")
    summary = crawl(sources(stand, *PUBLISHERS), tmp_path / "out", settings=_with(once))
    assert (tmp_path / "died").exists()
    assert "parser_crashed" not in summary.reasons
    (tmp_path / "died").unlink()
    build((crawled.out / "warc").glob("*.warc.gz"), tmp_path / "built", settings=ReadSettings(reader=once))
    assert plain(articles(tmp_path / "built")) == plain(articles(crawled.out))


def test_several_pages_in_several_segments(stand: Newsstand, tmp_path: Path) -> None:
    """Each is named, however many share a batch, and the run comes to its end."""
    settings = _with(Deadly("-"), archive=SMALL_SEGMENTS)
    summary = crawl(sources(stand, "bulles"), tmp_path / "out", settings=settings)
    assert summary.articles == 0
    assert summary.reasons["parser_crashed"] > 2
    assert summary.pages == sum(summary.reasons.values())


def test_a_page_that_killed_a_whole_run_does_not_kill_the_next(stand: Newsstand, tmp_path: Path) -> None:
    """What a killed run left in the archive is read by a worker, too."""
    out = tmp_path / "out"
    crawl(sources(stand, *PUBLISHERS), out)
    shutil.rmtree(out / "revisions")
    shutil.rmtree(out / "captures")
    summary = crawl(sources(stand, *PUBLISHERS), out, settings=_with(Deadly(WORD)))
    assert summary.rows
    (victim,) = [row for row in captures(out) if WORD in row["url"] and row["outcome"] != "unchanged"]
    assert victim["reason"] == "parser_crashed"
