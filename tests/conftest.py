"""What holds for all tests."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def logs_of_a_new_process() -> Iterator[None]:
    """A command sets up the logs of its process, also inside a fixture of a whole module: no test is to find that."""
    ours = logging.getLogger("ingest")
    ours.setLevel(logging.NOTSET)
    yield
    ours.setLevel(logging.NOTSET)
