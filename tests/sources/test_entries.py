"""Writing entries into a sources.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import SettingsError
from ingest.model import Source
from ingest.sources import read_sources
from ingest.sources.entries import add_sources, entry_of

JOURNAL = Source(
    "journal.example",
    "https://journal.example/",
    title="Le « Journal » d’ici \\ là",
    country="FR",
    language="fr",
    timezone="Europe/Paris",
    feeds=("https://journal.example/rss.xml", "https://journal.example/une.xml"),
    limit=0,
)


def test_an_entry_reads_back_as_the_source_it_was(tmp_path: Path) -> None:
    """Quotation marks, backslashes, accents and a name with a dot survive."""
    file = tmp_path / "sources.toml"
    file.write_text(entry_of(JOURNAL), "utf-8")
    assert read_sources(file) == [JOURNAL]


def test_what_was_written_before_stays_as_it_is(tmp_path: Path) -> None:
    """Comments and formatting of the file's owner are not touched, and an entry of that name is not written twice."""
    file = tmp_path / "sources.toml"
    before = '# ours\n[gazette]\nhome = "https://gazette.example/"   # since 2024'
    file.write_text(before, "utf-8")
    added, there = add_sources(file, [JOURNAL, Source("gazette", "https://elsewhere.example/")])
    assert [source.name for source in added] == ["journal.example"]
    assert [source.name for source in there] == ["gazette"]
    assert file.read_text("utf-8").startswith(before)
    assert [source.name for source in read_sources(file)] == ["gazette", "journal.example"]


def test_a_broken_file_is_left_alone(tmp_path: Path) -> None:
    """A file that cannot be read is answered with its line, not with a second half."""
    file = tmp_path / "sources.toml"
    file.write_text("[gazette\n", "utf-8")
    with pytest.raises(SettingsError, match=r"sources\.toml:1"):
        add_sources(file, [JOURNAL])
    assert file.read_text("utf-8") == "[gazette\n"
