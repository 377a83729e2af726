"""What workers share is loaded before they are forked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from fixtures.newsstand import Newsstand
from ingest.parsers.language import detect, model
from ingest.run.workers import Worker, Workers


def _loaded() -> set[str]:
    """In a worker, after an array was made of a list."""
    pa.array(["a"])
    return {name for name in ("pandas", "py3langid.langid", "ingest.writers.compaction") if name in sys.modules}


def _ask(worker: Worker) -> set[str]:
    return worker.call(_loaded)


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not forked there")
def test_a_worker_has_what_it_needs_and_not_pandas() -> None:
    """The model that tells languages is 76 MB, which French texts never ask; pandas 35 MB that pyarrow would load for
    nothing."""
    with Workers(1) as pool:
        assert pool.submit(_ask).result(timeout=60) == {"ingest.writers.compaction"}


SWAHILI = "Serikali imetangaza mpango mpya wa kujenga barabara katika mikoa yote ya nchi hii mwaka ujao. " * 8


def _languages() -> tuple[str | None, int]:
    """In a worker: the language of a text that small words do not settle, and how many models are held."""
    return detect(SWAHILI, None), model.cache_info().currsize


def _held() -> int:
    return model.cache_info().currsize


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not forked there")
def test_a_worker_holds_the_model_of_languages_while_it_reads() -> None:
    """It is loaded for the text that asks, and given back before the worker does anything else."""
    with Workers(1) as pool:
        for _ in range(2):
            assert pool.submit(lambda worker: worker.call(_languages)).result(timeout=60) == ("sw", 1)
        assert pool.submit(lambda worker: worker.call(_held)).result(timeout=60) == 0


def test_the_process_that_drives_a_crawl_reads_and_writes_no_parquet(stand: Newsstand, tmp_path: Path) -> None:
    """Workers do. What it takes is an eighth of a second before the first request, and 35 MB as long as it runs."""
    code = (
        "import sys; from killable import main; main(*sys.argv[1:]);"
        " print(*{'pyarrow', 'numpy', 'dateparser'} & {*sys.modules})"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "dataset"), f"bulles={stand.sites['bulles'].url}/"]
    ran = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True, timeout=120)
    assert ran.stdout.splitlines() == ["begun", "done", ""]
