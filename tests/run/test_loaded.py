"""What workers share is loaded before they are forked."""

from __future__ import annotations

import sys

import pyarrow as pa
import pytest

from ingest.run.workers import Worker, Workers


def _loaded() -> set[str]:
    """In a worker, after an array was made of a list."""
    pa.array(["a"])
    return {name for name in ("pandas", "py3langid.langid", "ingest.writers.compaction") if name in sys.modules}


def _ask(worker: Worker) -> set[str]:
    return worker.call(_loaded)


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not forked there")
def test_a_worker_has_what_it_needs_and_not_pandas() -> None:
    """The model that tells languages is 76 MB, to be shared; pandas 35 MB that pyarrow would load for nothing."""
    with Workers(1) as pool:
        assert pool.submit(_ask).result(timeout=60) == {"py3langid.langid", "ingest.writers.compaction"}
