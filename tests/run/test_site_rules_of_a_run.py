"""Site rules in a run: a folder, handed to the workers, checked before anything is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Crawled
from stands import articles

from ingest.errors import SettingsError, UsageError
from ingest.run.build import build
from ingest.run.rows import ReadSettings
from ingest.run.site_rules import load_rules
from ingest.sources import read_sources, rules_folder


def test_a_build_reads_with_rules_in_every_process(crawled: Crawled, tmp_path: Path) -> None:
    """The rule's word is in the rows, whether workers or this process read the pages."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "here.toml").write_text("[here]\nhost = '127.0.0.1'\ntitle = 'title'\n", "utf-8")
    (warc,) = (crawled.out / "warc").glob("*.warc.gz")
    copies = [tmp_path / f"{name}.warc.gz" for name in "ab"]
    for copy in copies:
        copy.write_bytes(warc.read_bytes())
    for workers in (0, 2):
        out = tmp_path / f"out-{workers}"
        build(copies, out, workers=workers, settings=ReadSettings(rules=rules))
        rows = articles(out)
        assert rows
        found = [fact for row in rows for fact in row["provenance"] if fact["field"] == "title"]
        assert {fact["method"] for fact in found} == {"site_rule"}


def test_a_faulty_rule_is_told_before_anything_is_written(crawled: Crawled, tmp_path: Path) -> None:
    """A run of hours does not end in the first worker, and leaves no half-made dataset."""
    (tmp_path / "bad.toml").write_text("[bad]\nhost = 'x.example'\nkeep = 'p['\n", "utf-8")
    with pytest.raises(SettingsError, match=r"bad\.toml:3"):
        build((crawled.out / "warc").glob("*.warc.gz"), tmp_path / "out", settings=ReadSettings(rules=tmp_path))
    assert not (tmp_path / "out").exists()


def test_rules_of_several_files_must_not_overlap(tmp_path: Path) -> None:
    """Which of two rules counts would depend on the names of files."""
    for name in "ab":
        (tmp_path / f"{name}.toml").write_text(f"[{name}]\nhost = 'x.example'\nkeep = 'p'\n", "utf-8")
    with pytest.raises(SettingsError, match=r"b\.toml.*same time"):
        load_rules(tmp_path)
    with pytest.raises(UsageError, match="no folder"):
        load_rules(tmp_path / "nowhere")


def test_a_sources_file_names_its_rules(tmp_path: Path) -> None:
    """Seen from the file, so that both can be moved together."""
    file = tmp_path / "sources.toml"
    file.write_text('site_rules = "rules"\n[q]\nhome = "https://q.example/"\n', "utf-8")
    assert rules_folder(file) == tmp_path / "rules"
    assert [source.name for source in read_sources(file)] == ["q"]
    file.write_text('[q]\nhome = "https://q.example/"\n', "utf-8")
    assert rules_folder(file) is None
