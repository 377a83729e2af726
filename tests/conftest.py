"""What holds for all tests."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# How fast examples are drawn is a fact of the machine and of what else runs on it, and no fault of a test.
settings.register_profile("ingest", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ingest")


@pytest.fixture(autouse=True)
def logs_of_a_new_process() -> Iterator[None]:
    """A command sets up the logs of its process, also inside a fixture of a whole module: no test is to find that."""
    ours = logging.getLogger("ingest")
    ours.setLevel(logging.NOTSET)
    yield
    ours.setLevel(logging.NOTSET)
