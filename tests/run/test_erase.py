"""Erasing a page or a person: gone from tables and archive, for good, and nothing else with it."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Crawled
from stands import articles, captures, crawl, plain, sources
from warcio.archiveiterator import ArchiveIterator

from fixtures.newsstand import Newsstand
from ingest.archive import read_captures
from ingest.dataset import open_dataset
from ingest.errors import DatasetError, DatasetMissing, UsageError
from ingest.run.build import build
from ingest.run.erase import erase, preview
from ingest.run.tombstones import load_tombstones
from ingest.run.verify import verify


@pytest.fixture
def dataset(crawled: Crawled, tmp_path: Path) -> Path:
    """A crawl's dataset to erase from."""
    return Path(shutil.copytree(crawled.out, tmp_path / "dataset"))


def signed(out: Path) -> dict[str, Any]:
    """An article that somebody signs, and that nobody else's name stands beside."""
    return next(row for row in articles(out) if len(row["authors"]) == 1 and " " in row["authors"][0])


def archived(out: Path) -> bytes:
    """All that the archive says, decompressed."""
    return b"".join(gzip.decompress(path.read_bytes()) for path in sorted((out / "warc").glob("*.warc.gz")))


def with_phrases(rows: Iterable[dict[str, Any]], out: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Articles with some words that stand in the archive as they stand in the text, and nowhere else."""
    archive = archived(out)
    for row in rows:
        words = row["text"].split()
        phrases = (" ".join(words[start : start + 5]) for start in range(len(words) - 5))
        if phrase := next((one for one in phrases if archive.count(one.encode()) == 1), None):
            yield row, phrase


def everything(out: Path) -> str:
    """All rows of all tables, and the ledger."""
    dataset = open_dataset(out)
    tables = (dataset.articles(), dataset.revisions(), dataset.captures())
    return json.dumps([table.read_all().to_pylist() for table in tables], default=str, ensure_ascii=False)


def test_a_page_is_gone_from_all_tables_and_the_archive(dataset: Path) -> None:
    """Its address and its text are nowhere; the rows of all others are what they were, places in the archive too."""
    row, phrase = next(with_phrases(articles(dataset), dataset))
    before = [one for one in articles(dataset) if one["article_id"] != row["article_id"]]
    rows = erase(dataset, urls=[row["url"]])
    assert rows["articles"] == 1
    assert rows["captures"] >= rows["revisions"] >= 1
    assert row["url"] not in everything(dataset)
    assert phrase not in everything(dataset)
    assert phrase.encode() not in archived(dataset)
    assert row["url"].encode() not in (dataset / "ledger.sqlite").read_bytes()
    assert plain(articles(dataset)) == plain(before)


def test_the_archive_stays_readable_and_its_places_true(dataset: Path) -> None:
    """Every row left points at its page, for us and for other readers of WARC files."""
    erase(dataset, urls=[row["url"] for row in articles(dataset)[::2]])
    (path,) = (dataset / "warc").glob("*.warc.gz")
    places = {(place.offset, capture.url) for capture, place in read_captures(path)}
    assert places == {(row["warc_offset"], row["url"]) for row in captures(dataset)}
    with path.open("rb") as stream:
        kinds = [(record.rec_type, record.content_stream().read()) for record in ArchiveIterator(stream)]
    assert not verify(dataset).faults
    assert any(b"erased" in block for kind, block in kinds if kind == "metadata")


def test_all_that_a_person_signed_is_gone(dataset: Path) -> None:
    """However the name is written; what others wrote stays."""
    row = signed(dataset)
    (name,) = row["authors"]
    theirs = {one["url"] for one in articles(dataset) if name in one["authors"]}
    erase(dataset, authors=[name.upper()])
    left = articles(dataset)
    assert not theirs & {one["url"] for one in left}
    assert left
    assert name not in json.dumps([one["authors"] for one in left], ensure_ascii=False)
    assert name not in (dataset / "erased.json").read_text("utf-8")


def test_what_was_erased_does_not_come_back_with_a_rebuild(dataset: Path, crawled: Crawled) -> None:
    """Neither from the dataset's own archive nor from a copy made before."""
    row = signed(dataset)
    other = next(one for one in articles(dataset) if row["authors"][0] not in one["authors"])
    erase(dataset, urls=[other["url"]], authors=row["authors"])
    before = plain(articles(dataset))
    build((dataset / "warc").glob("*.warc.gz"), dataset, workers=0)
    assert plain(articles(dataset)) == before
    (original,) = (crawled.out / "warc").glob("*.warc.gz")
    copy = dataset.parent / "copy.warc.gz"
    shutil.copy(original, copy)
    summary = build([copy], dataset, workers=2)
    assert summary.reasons["erased"] >= 2
    assert {one["url"] for one in articles(dataset)} == {json.loads(one)["url"] for one in before}
    assert row["authors"][0] not in everything(dataset)


def test_what_was_erased_does_not_come_back_with_a_crawl(stand: Newsstand, tmp_path: Path) -> None:
    """An erased address is not asked for; a page of an erased author is read, and gone at the end of the run."""
    out = tmp_path / "dataset"
    crawl(sources(stand, "bulles"), out)
    by_url, *others = articles(out)
    by_author, phrase = next(with_phrases((row for row in others if row["authors"]), out))
    erase(out, urls=[by_url["url"]])
    erase(out, authors=by_author["authors"])
    (out / "ledger.sqlite").unlink()
    asked = len(stand.sites["bulles"].requests)
    crawl(sources(stand, "bulles"), out)
    later = [request.path for request in stand.sites["bulles"].requests[asked:]]
    assert not any(by_url["url"].endswith(path) for path in later if path != "/")
    urls = {row["url"] for row in articles(out)} | {row["url"] for row in captures(out)}
    assert urls
    assert not urls & {by_url["url"], by_author["url"]}
    assert phrase.encode() not in archived(out)


def test_an_archive_of_which_nothing_is_left_goes(dataset: Path) -> None:
    """And the next run does not build it anew."""
    erase(dataset, urls=[row["url"] for row in captures(dataset)])
    assert not captures(dataset)
    assert not articles(dataset)
    assert not list((dataset / "warc").iterdir())


def test_erasing_again_ends_what_was_begun(dataset: Path) -> None:
    """Killed after the archive and before the tables, the same call does the rest."""
    row = articles(dataset)[0]
    parts = Path(shutil.copytree(dataset / "revisions", dataset.parent / "revisions"))
    captured = Path(shutil.copytree(dataset / "captures", dataset.parent / "captures"))
    erase(dataset, urls=[row["url"]])
    for table, kept in (("revisions", parts), ("captures", captured)):
        shutil.rmtree(dataset / table)
        shutil.copytree(kept, dataset / table)
    erase(dataset, urls=[row["url"]])
    assert row["url"] not in everything(dataset)
    assert len(articles(dataset)) > 1


def test_erasing_a_person_again_ends_what_was_begun(dataset: Path) -> None:
    """Killed when the versions, which name the person, were out and the fetches were not: the same call ends it."""
    row = next(row for row in articles(dataset) if row["authors"])
    captured = Path(shutil.copytree(dataset / "captures", dataset.parent / "captures"))
    erase(dataset, authors=row["authors"])
    shutil.rmtree(dataset / "captures")
    shutil.copytree(captured, dataset / "captures")
    assert row["url"] in everything(dataset)
    erase(dataset, authors=row["authors"])
    assert row["url"] not in everything(dataset)


def test_a_preview_counts_and_changes_nothing(dataset: Path) -> None:
    """What it says is what the erasure does."""
    row = articles(dataset)[0]
    before = everything(dataset)
    said = preview(dataset, urls=[row["url"]])
    assert everything(dataset) == before
    assert not load_tombstones(dataset)
    assert erase(dataset, urls=[row["url"]]) == said


def test_wrong_calls_and_damaged_tombstones_are_told(dataset: Path, tmp_path: Path) -> None:
    """To go on without the tombstones would bring back what was to stay away."""
    with pytest.raises(UsageError, match="Nothing to erase"):
        erase(dataset)
    with pytest.raises(UsageError):
        erase(dataset, urls=["not an address"])
    with pytest.raises(UsageError, match="no name"):
        erase(dataset, authors=["-"])
    with pytest.raises(DatasetMissing):
        erase(tmp_path / "nowhere", authors=["Jeanne Martin"])
    assert not (tmp_path / "nowhere").exists()
    (dataset / "erased.json").write_text("{")
    with pytest.raises(DatasetError, match=r"erased\.json"):
        build((dataset / "warc").glob("*.warc.gz"), dataset, workers=0)
