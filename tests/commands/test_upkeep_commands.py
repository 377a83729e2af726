"""``ingest verify``, ``erase`` and ``export`` as people use them: what is said, and the exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ingest import cli
from ingest.dataset import open_dataset

SAMPLE = Path(__file__).resolve().parents[2] / "datasets" / "sample"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """The sample, to change."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "sample"))


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(argument) for argument in arguments])
    return int(ended.value.code or 0)


def test_a_sound_dataset_ends_well(dataset: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A line of counts, and exit code 0 for a cron job."""
    assert call("verify", dataset) == cli.OK
    assert "faults 0" in capfd.readouterr().out


def test_each_fault_is_a_line(dataset: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With the file it is in; and what cannot be mended stays told after a repair."""
    path = next((dataset / "captures").glob("*/*.parquet"))
    path.write_bytes(b"no Parquet")
    assert call("verify", dataset) == cli.FAILED
    said = capfd.readouterr().err
    assert f"captures/{path.parent.name}/{path.name}: cannot be read" in said
    assert "--repair" in said
    assert call("verify", dataset, "--repair") == cli.FAILED


READ = [("report", "DIR", "--out", "DIR/../report.html"), ("export", "DIR")]
"""Commands that read all of articles/."""
OPENED = [("status", "DIR"), ("compact", "DIR"), ("crawl", "http://127.0.0.1:9/", "--out", "DIR", "--workers", "0")]
"""Commands that look at its parts at least."""


@pytest.mark.parametrize(
    ("damage", "command"), [*(("stump", one) for one in [*READ, *OPENED]), *(("page", one) for one in READ)]
)
def test_a_part_that_cannot_be_read_is_named(
    dataset: Path, damage: str, command: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    """One line with the file and the way out, and a code for the folder; a green status would hide it."""
    path = next((dataset / "articles").glob("*/*.parquet"))
    content = bytearray(path.read_bytes())
    content[4 : len(content) // 2] = bytes(len(content) // 2 - 4)
    path.write_bytes(content if damage == "page" else b"PK")
    assert call(*(word.replace("DIR", str(dataset)) for word in command)) == cli.FOLDER
    said = [line for line in capfd.readouterr().err.splitlines() if line.startswith("ingest: ")]
    place = f"articles/{path.parent.name}/{path.name}"
    assert said == [f"ingest: {place}: cannot be read. Mend what can be: ingest verify {dataset} --repair"]


def test_erasing_asks_first(dataset: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It cannot be undone: a dry run counts, and nothing goes without a yes."""
    before = open_dataset(dataset).count()
    url = open_dataset(dataset).articles(columns=["url"]).read_all()["url"][0].as_py()
    assert call("erase", dataset, "--url", url, "--dry-run") == cli.OK
    assert "articles 1," in capfd.readouterr().out
    command = [sys.executable, "-m", "ingest", "erase", str(dataset), "--url", url]
    assert subprocess.run(command, input="n\n", text=True, capture_output=True, timeout=60).returncode != cli.OK
    assert open_dataset(dataset).count() == before
    assert call("erase", dataset, "--url", url, "--yes") == cli.OK
    assert open_dataset(dataset).count()["articles"] == before["articles"] - 1
    assert call("erase", dataset) == cli.USAGE


def test_erasing_what_is_not_there_asks_nobody(dataset: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing is called erased, and it is kept out all the same; without a terminal the way out is told."""
    assert call("erase", dataset, "--url", "https://a.example/x") == cli.OK
    said = capfd.readouterr().out
    assert "There is nothing to erase." in said
    assert "Erased" not in said
    url = open_dataset(dataset).articles(columns=["url"]).read_all()["url"][0].as_py()
    assert call("erase", dataset, "--url", url) == cli.USAGE
    assert "--yes" in capfd.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    """``ingest export DIR | head``."""
    command = [sys.executable, "-m", "ingest", "export", str(SAMPLE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.read(10)
        running.stdout.close()
        assert running.wait(timeout=60) == cli.OK
        assert running.stderr.read() == b""


def test_rows_go_to_standard_output_or_a_file(dataset: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """For a pipe, and for a spreadsheet."""
    query = "SELECT title FROM articles ORDER BY title LIMIT 2"
    assert call("export", dataset, "--query", query) == cli.OK
    lines = capfd.readouterr().out.splitlines()
    assert [list(json.loads(line)) for line in lines] == [["title"], ["title"]]
    out = dataset.parent / "titles.csv"
    assert call("export", dataset, "--query", query, "--format", "csv", "--out", out) == cli.OK
    assert "rows 2" in capfd.readouterr().out
    assert out.read_text("utf-8").startswith("title\n") or out.read_text("utf-8").startswith("title\r\n")
    assert call("export", dataset, "--format", "parquet") == cli.USAGE
    assert call("export", dataset, "--query", "SELECT nothing") == cli.USAGE
