"""What changed in an article, as `ingest diff` shows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingest.cli import ingest
from ingest.errors import UsageError
from ingest.model import Article, Block, BlockKind, Location, Page
from ingest.run.versions import versions
from ingest.writers.commit import commit_segment
from ingest.writers.compaction import compact
from ingest.writers.dataset_folder import create_or_open
from ingest.writers.rows import article_row, capture_row
from tests.writers.rowsamples import tabled

URL = "https://www.exemple.fr/halles"
TEXTS = (
    ("Les halles ferment", "Les halles ferment lundi.\n\nLe toit fuit.\n\nLes étals sont vides.\n\nLa pluie revient."),
    ("Les halles ferment", "Les halles ferment mardi.\n\nLe toit fuit.\n\nLes étals sont vides.\n\nLa pluie revient."),
    ("Les halles rouvrent", "Les halles ferment mardi.\n\nLe toit fuit.\n\nLes étals sont vides.\n\nLa pluie revient."),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with one dataset, in it one article of three versions, and one that was never edited."""
    root = tmp_path_factory.mktemp("versions")
    with create_or_open(root / "datasets" / "press") as dataset:
        for number, (title, text) in enumerate(TEXTS):
            at = datetime(2026, 11, 23, 4, tzinfo=UTC) + timedelta(hours=number)
            rows = []
            for url in (URL, URL + "-autre")[: 1 if number else 2]:
                article = Article(title=title, blocks=[Block(BlockKind.PARAGRAPH, part) for part in text.split("\n\n")])
                page, place = Page(url, url, 200, (), (title + text).encode(), at), Location(f"s{number}", len(rows), 1)
                rows.append((article_row(article, page, place), capture_row(page, place, article)))
            commit_segment(
                dataset,
                f"s{number}",
                tabled([a for a, _ in rows], "revisions"),
                tabled([c for _, c in rows], "captures"),
                skip_known=True,
            )
            compact(dataset)
    with chdir(root):
        yield root


def run(*arguments: str) -> str:
    done = CliRunner().invoke(ingest, ["diff", *arguments], env={"COLUMNS": "160"}, catch_exceptions=False)
    return done.output


def test_the_last_edit_is_shown(folder: Path) -> None:
    """The newest version beside the one before, in whatever dataset it is."""
    shown = run(URL + "?utm_source=x")
    assert "[-ferment-]" in shown
    assert "{+rouvrent+}" in shown
    assert "… 4 equal" in shown
    assert "headline by publisher: title (0.0% of the words)" in shown
    assert shown.count("UTC") == 3


def test_any_two_versions_can_be_compared(folder: Path) -> None:
    """Far from a change, equal paragraphs are only counted."""
    shown = run(URL, "datasets/press", "--from", "1", "--to", "2", "--context", "0")
    assert "[-lundi.-]" in shown
    assert "{+mardi.+}" in shown
    assert "… 3 equal" in shown
    assert "toit" not in shown
    assert "correction by publisher: body" in shown


def test_an_article_without_edits_says_so(folder: Path) -> None:
    """No empty table."""
    assert "One version: no edit was seen." in run(URL + "-autre")


def test_what_is_not_there_is_said(folder: Path) -> None:
    """A misspelt address and a number too high are answered in words."""
    with pytest.raises(UsageError, match="No version of"):
        versions("https://www.exemple.fr/rien")
    with pytest.raises(UsageError, match="no version 7: the dataset has 3"):
        run(URL, "--to", "7")
