"""Archives to a dataset: the second half of the route gives what the first crawl gave."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import Crawled
from stands import articles, captures, plain

from ingest.dataset import Dataset
from ingest.errors import UsageError
from ingest.run.build import build
from ingest.run.rows import ReadSettings
from ingest.settings import TdmPolicy


@pytest.fixture(scope="session")
def warcs(crawled: Crawled, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The crawl's archive three times under other names, beside what its dataset knows of the sources."""
    folder = tmp_path_factory.mktemp("archives")
    shutil.copy(crawled.out / "sources.json", folder)
    (original,) = (crawled.out / "warc").glob("*.warc.gz")
    (folder / "warc").mkdir()
    return [Path(shutil.copy(original, folder / "warc" / f"copy-{number}.warc.gz")) for number in range(3)]


def test_a_build_gives_the_articles_of_the_crawl(crawled: Crawled, tmp_path: Path) -> None:
    """A saved crawl read again has the same rows, place and dates of first sight included."""
    summary = build((crawled.out / "warc").glob("*.warc.gz"), tmp_path, workers=0)
    assert plain(articles(tmp_path)) == plain(articles(crawled.out))
    assert plain(captures(tmp_path)) == plain(captures(crawled.out))
    assert (summary.pages, summary.articles) == (crawled.summary.pages, crawled.summary.articles)
    assert summary.reasons == crawled.summary.reasons


def test_workers_change_nothing(warcs: list[Path], tmp_path: Path) -> None:
    """Two processes write the very bytes that one writes."""
    build(warcs, tmp_path / "none", workers=0)
    build(warcs, tmp_path / "two", workers=2)
    assert _parts(tmp_path / "none") == _parts(tmp_path / "two")


def test_a_build_run_twice_is_one_build(warcs: list[Path], tmp_path: Path) -> None:
    """Parts are named by their archive: a repeated or interrupted task doubles nothing."""
    build(warcs[:1], tmp_path, workers=0)
    before = _parts(tmp_path)
    build(warcs[:1], tmp_path, workers=0)
    assert _parts(tmp_path) == before


def test_a_broken_archive_costs_only_itself(warcs: list[Path], tmp_path: Path) -> None:
    """What is no WARC is named, and the others are built."""
    broken = tmp_path / "broken.warc.gz"
    broken.write_bytes(b"this is no archive at all")
    summary = build([broken, warcs[0]], tmp_path / "out", workers=0)
    assert summary.unreachable == ["broken.warc.gz"]
    assert "broken.warc.gz" in summary.notes[0]
    assert summary.articles > 0


def test_an_archive_without_a_page_is_told(tmp_path: Path) -> None:
    """An empty file is a fault; one in which nothing was archived is not, and is named all the same."""
    (tmp_path / "vide.warc.gz").write_bytes(b"")
    (tmp_path / "autre.warc.gz").write_bytes(gzip.compress(b""))
    summary = build([tmp_path / "vide.warc.gz", tmp_path / "autre.warc.gz"], tmp_path / "out", workers=0)
    assert summary.unreachable == ["vide.warc.gz"]
    assert sorted(note.rpartition("/")[2] for note in summary.notes) == [
        "autre.warc.gz: no page in it.",
        "vide.warc.gz is empty: no WARC file.",
    ]


def test_archives_that_are_missing_or_share_a_name_are_told_before_anything_is_written(
    warcs: list[Path], tmp_path: Path
) -> None:
    """A wrong path is the caller's to mend, and two files of one name would overwrite each other's parts."""
    with pytest.raises(UsageError, match="no file"):
        build([tmp_path / "nowhere.warc.gz"], tmp_path / "out")
    other = tmp_path / warcs[0].name
    shutil.copy(warcs[0], other)
    with pytest.raises(UsageError, match="same name"):
        build([warcs[0], other], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_reserved_pages_can_be_recorded(crawled: Crawled, tmp_path: Path) -> None:
    """With leave, a page whose meta tag reserves mining becomes a row that says so."""
    (warc,) = (crawled.out / "warc").glob("*.warc.gz")
    build([warc], tmp_path, workers=0, settings=ReadSettings(tdm=TdmPolicy.RECORD))
    reserved = [row for row in articles(tmp_path) if row["tdm_reserved"]]
    skipped = [row for row in captures(crawled.out) if row["reason"] == "tdm_reserved" and row["status"] == 200]
    bodies = [row for row in skipped if row["body_bytes"]]
    assert len(reserved) == len(bodies)


def _parts(out: Path) -> dict[str, Any]:
    tables = ("articles", "revisions", "captures")
    found = {str(path.relative_to(out)): path.read_bytes() for t in tables for path in out.glob(f"{t}/*/*.parquet")}
    return {**found, "count": Dataset(out).count()}
