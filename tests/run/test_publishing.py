"""A dataset in an object store, by the real protocol: moto's S3 server on loopback."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import polars
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest
from moto.server import ThreadedMotoServer
from pyarrow.fs import S3FileSystem
from stands import articles, crawl, sources

from fixtures.newsstand import Newsstand
from ingest import cli
from ingest.dataset import open_dataset
from ingest.errors import DatasetLocked, DatasetUnwritable, UsageError
from ingest.run.enlarge import enlarge
from ingest.run.object_store import ObjectStore
from ingest.run.publishing import local_folder, publish
from ingest.writers.compaction import compact
from ingest.writers.dataset_folder import DatasetFolder, create_or_open
from ingest.writers.schema import TABLES

BUCKET = "presse"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An S3 server with one bucket, named as the standard variables name it."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # else a line for each request
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        environment.setenv("AWS_REGION", "us-east-1")
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        _filesystem(f"http://{host}:{port}").create_dir(BUCKET)
        yield f"http://{host}:{port}"
    server.stop()


def _filesystem(endpoint: str) -> S3FileSystem:
    return S3FileSystem(endpoint_override=endpoint, region="us-east-1", allow_bucket_creation=True)


@pytest.fixture
def address(endpoint: str, request: pytest.FixtureRequest) -> str:
    """A place of this test's own."""
    return f"s3://{BUCKET}/{request.node.name}"


@pytest.fixture
def crawled(tmp_path: Path, address: str) -> Iterator[Path]:
    """The working folder of a dataset that one pass over one publisher made and published."""
    folder = local_folder(address, tmp_path / "here")
    with Newsstand(ephemeral=True) as stand:
        crawl(sources(stand, "bulles"), folder)
        yield folder


def files_of(folder: Path) -> dict[str, bytes]:
    """What is to be published, by hand: everything but the tool's memory."""
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    kept = [name for name in names if not name.startswith((".", "ledger"))]
    return {name: (folder / name).read_bytes() for name in kept}


def objects_of(address: str) -> dict[str, bytes | None]:
    store = ObjectStore(address)
    return {name: store.read(name) for name in store.names() if not name.startswith(".")}


def article_ids(address: str, endpoint: str) -> list[str]:
    """As a reader finds them that lists the prefix and opens all files."""
    names = sorted(name for name in ObjectStore(address).names() if name.startswith("articles/"))
    root = address.removeprefix("s3://")
    tables = [pq.read_table(f"{root}/{name}", filesystem=_filesystem(endpoint)) for name in names]
    return [one for table in tables for one in table["article_id"].to_pylist()]


def test_the_store_has_what_the_folder_has(crawled: Path, address: str, endpoint: str) -> None:
    """Every file of the dataset, archive included, byte by byte; and readers of the store get the rows."""
    assert objects_of(address) == files_of(crawled)
    assert {name.partition("/")[0] for name in objects_of(address)} >= {*TABLES, "warc", "schema.json", "README.md"}
    root = f"{address.removeprefix('s3://')}/articles"
    read = pyarrow.dataset.dataset(root, format="parquet", filesystem=_filesystem(endpoint)).to_table().to_pylist()
    assert sorted(read, key=lambda row: row["url"]) == articles(crawled)
    options = {"aws_endpoint_url": endpoint, "aws_allow_http": "true"}
    frame = polars.scan_parquet(f"{address}/articles/*/*.parquet", storage_options=options).collect()
    assert frame.sort("url").to_dicts() == articles(crawled)


def test_only_what_changed_is_sent(crawled: Path, address: str) -> None:
    """A pass that finds nothing new costs a listing, not the dataset."""
    sent: list[str] = []

    class Counting(ObjectStore):
        def put(self, file: Path, name: str) -> None:
            sent.append(name)
            super().put(file, name)

    with create_or_open(crawled) as dataset:
        publish(dataset, store=Counting(address))
        assert sent == []
        (crawled / "sources.json").write_text("{}\n", "utf-8")
        publish(dataset, store=Counting(address))
    assert sent == ["sources.json"]
    assert objects_of(address) == files_of(crawled)


def test_an_archive_on_another_disk_is_the_datasets(crawled: Path, address: str, tmp_path: Path) -> None:
    """Moved away and linked to, it is not taken for one that was removed, and what comes to it is published."""
    disk = tmp_path / "disk"
    (crawled / "warc").rename(disk)
    (crawled / "warc").symlink_to(disk)
    (disk / "more.warc.gz").write_bytes(b"")
    before = objects_of(address)
    with create_or_open(crawled) as dataset:
        publish(dataset)
    assert objects_of(address) == {**before, "warc/more.warc.gz": b""}


def test_a_lost_folder_comes_back(crawled: Path, address: str, tmp_path: Path) -> None:
    """Another machine, or this one with a new disk, goes on with what the store has."""
    again = local_folder(address, tmp_path / "there")
    assert files_of(again) == files_of(crawled)
    with create_or_open(again) as dataset:
        assert compact(dataset).new == 0
    assert articles(again) == articles(crawled)
    assert objects_of(address) == files_of(crawled)


def test_a_restored_folder_is_crawled_on(tmp_path: Path, address: str) -> None:
    """The ledger is lost with its folder: pages are asked for again, and nothing is doubled."""
    with Newsstand(ephemeral=True) as stand:
        first = crawl(sources(stand, "bulles"), local_folder(address, tmp_path / "here"))
        again = crawl(sources(stand, "bulles"), local_folder(address, tmp_path / "there"))
    assert (again.articles, again.rows) == (0, first.rows)
    assert again.reasons["same_content"] == first.articles
    assert objects_of(address) == files_of(tmp_path / "there")


def test_a_restoration_that_was_killed_is_done_again(crawled: Path, address: str, tmp_path: Path) -> None:
    """Half of the objects is never taken for the dataset."""
    there = local_folder(address, tmp_path / "there")
    mark = there / ".store.json"
    mark.write_text(mark.read_text("utf-8").replace('"restored": true', '"restored": false'), "utf-8")
    shutil.rmtree(there / "warc")
    (there / "captures" / "2020-01").mkdir()
    (there / "captures" / "2020-01" / "left.parquet").write_bytes(b"")
    assert files_of(local_folder(address, there)) == files_of(crawled)


def test_a_folder_follows_another_machine(crawled: Path, address: str, tmp_path: Path) -> None:
    """Two machines that take turns see each other's pages."""
    there = local_folder(address, tmp_path / "there")
    with Newsstand(ephemeral=True) as stand:
        crawl(sources(stand, "actulocale"), there)
    assert files_of(local_folder(address, crawled)) == files_of(there) == objects_of(address)
    assert {row["source"] for row in articles(crawled)} == {"bulles", "actulocale"}


def test_two_machines_at_once_are_noticed(crawled: Path, address: str, tmp_path: Path) -> None:
    """The second to publish is stopped before it writes anything, and told how to bring its pages in; which works."""
    there = local_folder(address, tmp_path / "there")
    with Newsstand(ephemeral=True) as stand:
        crawl(sources(stand, "actulocale"), there)
        before = objects_of(address)
        with pytest.raises(DatasetLocked, match="Another machine wrote"):
            crawl(sources(stand, "lemanexpress"), crawled)
    assert objects_of(address) == before
    with pytest.raises(DatasetLocked, match=r"ingest build .*\.warc\.gz --out s3:"):
        local_folder(address, crawled)
    warcs = [str(path) for path in (crawled / "warc").iterdir()]
    with pytest.raises(SystemExit) as ended:
        cli.main(["build", *warcs, "--out", address, "--state", str(tmp_path / "new"), "--workers", "0", "--quiet"])
    assert ended.value.code == cli.OK
    assert {row["source"] for row in articles(tmp_path / "new")} == {"bulles", "actulocale", "lemanexpress"}


def test_a_race_that_nobody_noticed_loses_nothing(crawled: Path, address: str, tmp_path: Path) -> None:
    """Two that looked at the same moment: no page of either is removed, and the earlier one's next run brings both
    together."""
    there = local_folder(address, tmp_path / "there")
    marks = [folder / ".store.json" for folder in (crawled, there)]
    with Newsstand(ephemeral=True) as stand:
        crawl(sources(stand, "actulocale"), there)
        claimed = json.loads(marks[1].read_text("utf-8"))["at"]
        marks[0].write_text(json.dumps({**json.loads(marks[0].read_text("utf-8")), "at": claimed}), "utf-8")
        crawl(sources(stand, "lemanexpress"), crawled)
        local_folder(address, there)
        crawl(sources(stand, "actulocale"), there)
    assert {row["source"] for row in articles(there)} == {"bulles", "actulocale", "lemanexpress"}
    assert objects_of(address) == files_of(there)


def test_no_reader_misses_an_article(crawled: Path, address: str, endpoint: str) -> None:
    """While small files give way to a large one, each article is there at every step: new first, removals last."""
    with create_or_open(crawled) as dataset:
        shutil.rmtree(crawled / "articles")
        (crawled / ".compaction.json").unlink()
        compact(dataset, file_rows=1)
        publish(dataset)
    expected = set(article_ids(address, endpoint))
    assert len(dataset.parts("articles")) == len(expected) > 2
    steps = []

    class Watched(ObjectStore):
        def put(self, file: Path, name: str) -> None:
            super().put(file, name)
            steps.append(set(article_ids(address, endpoint)))

        def remove(self, name: str) -> None:
            super().remove(name)
            steps.append(set(article_ids(address, endpoint)))

    mark = (crawled / ".store.json").read_text("utf-8")
    (crawled / ".store.json").unlink()  # not yet a working folder: enlarging publishes nothing
    enlarge(crawled, target=1 << 30)
    (crawled / ".store.json").write_text(mark, "utf-8")
    with create_or_open(crawled) as dataset:
        publish(dataset, store=Watched(address))
    assert len(steps) > len(expected)
    assert all(step == expected for step in steps)
    assert sorted(article_ids(address, endpoint)) == sorted(expected)


@pytest.mark.parametrize("puts", [0, 1, 3])
def test_a_publication_that_broke_off_is_finished(crawled: Path, address: str, puts: int) -> None:
    """Whatever the network did, the next pass brings the store up to date, and removes what has gone meanwhile."""

    class Failing(ObjectStore):
        left = puts

        def put(self, file: Path, name: str) -> None:
            if not self.left:
                raise DatasetUnwritable("the network is down")
            self.left -= 1
            super().put(file, name)

    for number in range(5):
        (crawled / "charts" / f"{number}.svg").write_text("<svg/>", "utf-8")
    with create_or_open(crawled) as dataset, pytest.raises(DatasetUnwritable, match="down"):
        publish(dataset, store=Failing(address))
    (crawled / "charts" / "0.svg").unlink()
    assert local_folder(address, crawled) == crawled
    with create_or_open(crawled) as dataset:
        publish(dataset)
    assert objects_of(address) == files_of(crawled)


def test_what_is_not_ours_is_left_alone(endpoint: str, address: str, tmp_path: Path) -> None:
    """A prefix that holds other things, a folder with another dataset, a folder of another store: refused."""
    ObjectStore(address).write("photos/chat.jpg", b"...")
    with pytest.raises(DatasetUnwritable, match="holds other things"):
        local_folder(address, tmp_path / "a")
    local_folder(f"{address}/1", tmp_path / "b")
    with pytest.raises(UsageError, match="is the working folder of"):
        local_folder(f"{address}/2", tmp_path / "b")
    assert objects_of(address) == {"photos/chat.jpg": b"..."}


def test_another_dataset_in_the_folder_is_refused(crawled: Path, address: str, tmp_path: Path) -> None:
    """It is neither mixed with the store's nor overwritten."""
    with Newsstand(ephemeral=True) as stand:
        crawl(sources(stand, "actulocale"), tmp_path / "other")
    before = files_of(tmp_path / "other")
    with pytest.raises(DatasetUnwritable, match="another one in"):
        local_folder(address, tmp_path / "other")
    assert files_of(tmp_path / "other") == before


def test_a_store_that_was_emptied_empties_no_folder(crawled: Path, address: str) -> None:
    """A wrong address or an emptied bucket must not cost the only copy."""
    store = ObjectStore(address)
    for name in store.names():
        store.remove(name)
    before = files_of(crawled)
    with pytest.raises(DatasetUnwritable, match="is empty"):
        local_folder(address, crawled)
    assert files_of(crawled) == before


def test_a_folder_with_a_dataset_can_be_published(tmp_path: Path, address: str) -> None:
    """What began on a disk moves to a store by naming the folder as --state."""
    with Newsstand(ephemeral=True) as stand:
        crawl(sources(stand, "bulles"), tmp_path / "d")
        crawl(sources(stand, "bulles"), local_folder(address, tmp_path / "d"))
    assert objects_of(address) == files_of(tmp_path / "d")


def test_a_folder_without_a_store_is_published_nowhere(tmp_path: Path) -> None:
    """Datasets on a disk know of no store, and --state without one is a mistake that is told."""
    with create_or_open(tmp_path / "d") as dataset:
        publish(dataset)
    assert local_folder(tmp_path / "d") == tmp_path / "d"
    with pytest.raises(UsageError, match="--state"):
        local_folder(tmp_path / "d", tmp_path / "state")
    assert not (tmp_path / "d" / ".store.json").exists()


@pytest.mark.parametrize("address", ["s3://", "s3://bucket", "s3://bucket/", "s3://bucket/a/../b"])
def test_an_address_without_a_place_is_refused(address: str, tmp_path: Path) -> None:
    """A whole bucket is no place for a dataset: what lies in it would be in its way."""
    with pytest.raises(UsageError, match="s3://BUCKET/PREFIX"):
        local_folder(address, tmp_path / "d")


@pytest.mark.usefixtures("endpoint")
def test_a_bucket_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The run ends with the code for its folder, and words about the bucket."""
    folder = tmp_path / "d"
    with Newsstand(ephemeral=True) as stand:
        site = stand.sites["bulles"]
        call: list[Any] = ["crawl", site.url, "--out", "s3://nowhere/d", "--state", folder, "--limit", "1"]
        with pytest.raises(SystemExit) as ended:
            cli.main([*map(str, call), "--delay", "0", "--workers", "0", "--quiet"])
    assert ended.value.code == cli.FOLDER
    assert "s3://nowhere/d cannot be reached" in capsys.readouterr().err
    assert len(DatasetFolder(folder).parts("captures")) == 1


@pytest.mark.parametrize(
    "call",
    [
        ["crawl", "https://www.exemple.fr/", "--out", "gs://presse/d"],
        ["crawl", "https://www.exemple.fr/", "--out", "d", "--state", "e"],
        ["service", "install", "sources.toml", "--cron", "--print", "--out", "s3://presse/d"],
    ],
)
def test_what_cannot_be_is_told_before_anything_begins(
    call: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another kind of store, a working folder without a store, a service that would lack the credentials."""
    with chdir(tmp_path), pytest.raises(SystemExit) as ended:
        cli.main(call)
    assert ended.value.code == cli.USAGE
    assert "s3://" in capsys.readouterr().err or call[0] == "service"
    assert list(tmp_path.iterdir()) == []


def test_opening_a_store_as_a_folder_says_what_to_open() -> None:
    """It is not told that there is no dataset, when there may be."""
    with pytest.raises(UsageError, match="working folder"):
        open_dataset("s3://presse/d")
