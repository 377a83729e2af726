"""What worker processes have in common. Importing this makes the process that they are forked from ready: the fork
server does, and nobody else is to, for it changes how the whole process collects garbage and what pyarrow knows of
pandas."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from importlib.abc import MetaPathFinder

import pyarrow as pa

import ingest.parsers.api
import ingest.run.build
import ingest.writers.card
import ingest.writers.commit
import ingest.writers.compaction  # noqa: F401

_OBJECTS = 20_000
"""So many new ones before they are looked through: a page makes more than Python's 700, few of them in circles."""


class _NoPandas(MetaPathFinder):
    """Says that there is no such module, for as long as it is asked."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _look_no_further_for_pandas() -> None:
    """The first array from a list makes pyarrow import pandas where it is installed: a quarter of a second and 35 MB of
    each worker's, for objects that no worker has. Where it is not, pyarrow asks once, and never again."""
    if "pandas" in sys.modules:  # the user's script is loaded here as well, and may need it
        return
    without = _NoPandas()
    sys.meta_path.insert(0, without)
    try:
        with suppress(ImportError):
            pa.array(["a"])  # of a type that it has to find out: it looks in two places
    finally:
        sys.meta_path.remove(without)


_look_no_further_for_pandas()
gc.set_threshold(_OBJECTS, 20, 20)
gc.collect()
gc.freeze()  # modules stay: no collection of a worker goes through them, or copies the memory they lie in
