"""A dataset looked through: each kind of damage is seen and named, and mended where the archive allows it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from conftest import Crawled
from stands import articles, captures, plain

from ingest.errors import DatasetLocked, DatasetMissing
from ingest.run.verify import repair, verify
from ingest.writers.dataset_folder import create_or_open
from ingest.writers.verify import Mend

SAMPLE = Path(__file__).resolve().parents[2] / "datasets" / "sample"


@pytest.fixture
def dataset(crawled: Crawled, tmp_path: Path) -> Path:
    """A crawl's dataset to damage."""
    return Path(shutil.copytree(crawled.out, tmp_path / "dataset"))


def part(dataset: Path, table: str) -> Path:
    return next((dataset / table).glob("*/*.parquet"))


def archive(dataset: Path) -> Path:
    return next((dataset / "warc").glob("*.warc.gz"))


def rewrite(path: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    with pq.ParquetFile(path) as file:
        data = change(file.read())
    pq.write_table(data, path)


def with_column(name: str, value: Any) -> Callable[[pa.Table], pa.Table]:
    """A table whose first row has another value in a column."""

    def change(data: pa.Table) -> pa.Table:
        values = [value, *data[name].to_pylist()[1:]]
        at = data.schema.get_field_index(name)
        return data.set_column(at, data.schema.field(name), pa.array(values, data.schema.field(name).type))

    return change


def flip(path: Path, at: float) -> None:
    """Another byte, so far into the file."""
    data = bytearray(path.read_bytes())
    data[int(len(data) * at)] ^= 0xFF
    path.write_bytes(data)


def test_a_sound_dataset_has_no_fault(dataset: Path) -> None:
    """What a crawl leaves behind, and the committed sample of an older version, whose archive is elsewhere."""
    verdict = verify(dataset)
    assert not verdict.faults
    assert verdict.rows["articles"] == len(articles(dataset))
    assert (verdict.archives, verdict.elsewhere) == (1, 0)
    sample = verify(SAMPLE)
    assert not sample.faults
    assert sample.elsewhere == 1
    assert not (SAMPLE / ".lock").exists()


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a part that is no Parquet": (lambda d: part(d, "captures").write_bytes(b"PAR1 no"), "cannot be read"),
    "a byte of a page": (lambda d: flip(part(d, "revisions"), 0.2), "cannot be read"),
    "a byte of articles": (lambda d: flip(part(d, "articles"), 0.2), "cannot be read"),
    "a missing part of versions": (lambda d: part(d, "revisions").unlink(), "became a version"),
    "a missing part of captures": (lambda d: part(d, "captures").unlink(), "captures"),
    "an article that is gone": (lambda d: rewrite(part(d, "articles"), lambda t: t.slice(1)), "lacks 1 articles"),
    "an article twice": (
        lambda d: rewrite(part(d, "articles"), lambda t: pa.concat_tables([t, t.slice(0, 1)])),
        "twice",
    ),
    "an article of no version": (
        lambda d: rewrite(part(d, "articles"), with_column("content_digest", "0" * 64)),
        "not in revisions",
    ),
    "a version that is gone": (lambda d: rewrite(part(d, "revisions"), lambda t: t.slice(1)), "became a version"),
    "a text that was changed": (lambda d: rewrite(part(d, "revisions"), with_column("text", "x " * 99)), "its digest"),
    "an id that was changed": (lambda d: rewrite(part(d, "revisions"), with_column("article_id", "0")), "of its url"),
    "a row at another place": (
        lambda d: rewrite(part(d, "captures"), with_column("warc_offset", 7)),
        "not where they say",
    ),
    "an unknown column": (
        lambda d: rewrite(part(d, "captures"), lambda t: t.append_column("x", pa.nulls(len(t)))),
        "unknown column",
    ),
    "a column of another type": (
        lambda d: rewrite(
            part(d, "captures"),
            lambda t: t.set_column(t.schema.get_field_index("status"), "status", pc.cast(t["status"], pa.string())),
        ),
        "column status is string",
    ),
    "a data dictionary that is gone": (lambda d: (d / "schema.json").unlink(), "schema.json"),
    "a temporary file": (lambda d: (d / "articles" / ".x.parquet.1.tmp").write_text(""), "killed run"),
    "a segment that was left open": (
        lambda d: archive(d).rename(archive(d).with_name("ingest-x-00000.warc.gz.open")),
        "left open",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_seen_and_mended(damage: str, dataset: Path, crawled: Crawled) -> None:
    """After the repair the dataset has the rows of the crawl, and no fault."""
    harm, said = DAMAGES[damage]
    harm(dataset)
    verdict = verify(dataset)
    assert any(said in str(fault) for fault in verdict.faults), [str(fault) for fault in verdict.faults]
    after = repair(dataset, verdict)
    if damage == "a segment that was left open":  # under its new name: the rows of the old one have lost their archive
        assert {fault.mend for fault in after.faults} <= {Mend.NOT}
        return
    assert not after.faults
    assert plain(articles(dataset)) == plain(articles(crawled.out))
    assert plain(captures(dataset)) == plain(captures(crawled.out))


@pytest.mark.parametrize("at", [0.5, 0.99])
def test_a_damaged_archive_is_told_and_nothing_is_built_from_it(at: float, dataset: Path) -> None:
    """Its rows were read when it was whole: to build them again would lose some."""
    flip(archive(dataset), at)
    rewrite(part(dataset, "captures"), lambda t: t.slice(1))
    before = plain(captures(dataset))
    verdict = verify(dataset)
    assert {fault.mend for fault in verdict.faults} == {Mend.NOT}
    assert any(str(fault).startswith("warc/") for fault in verdict.faults)
    assert repair(dataset, verdict).faults
    assert plain(captures(dataset)) == before


def test_an_archive_cut_short_is_told(dataset: Path) -> None:
    """Whole members up to the cut do not hide it."""
    path = archive(dataset)
    path.write_bytes(path.read_bytes()[:-10])
    assert any("cut off" in str(fault) for fault in verify(dataset).faults)


def test_what_has_no_archive_here_cannot_be_mended(dataset: Path) -> None:
    """A dataset built from other archives, or without its own, keeps what it has."""
    shutil.rmtree(dataset / "warc")
    part(dataset, "revisions").unlink()
    verdict = verify(dataset)
    assert verdict.elsewhere == 1
    assert {fault.mend for fault in verdict.faults if "captures/" in fault.place} == {Mend.NOT}


def test_a_dataset_that_is_being_written_is_not_looked_through(dataset: Path, tmp_path: Path) -> None:
    """Half a commit would look like damage. And a folder without a dataset is told."""
    with create_or_open(dataset), pytest.raises(DatasetLocked):
        verify(dataset)
    with pytest.raises(DatasetMissing):
        verify(tmp_path / "nowhere")
