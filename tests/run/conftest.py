"""One crawl of the whole newsstand, shared by the tests that only read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from stands import crawl, sources

from fixtures.newsstand import Newsstand
from ingest.run.progress import Summary


@dataclass(frozen=True)
class Crawled:
    stand: Newsstand
    out: Path
    summary: Summary


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    """A newsstand of this test's own."""
    with Newsstand(ephemeral=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """All publishers, crawled once. For reading only."""
    with Newsstand(ephemeral=True) as opened:
        out = tmp_path_factory.mktemp("crawled") / "dataset"
        yield Crawled(opened, out, crawl(sources(opened), out))
