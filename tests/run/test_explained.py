"""``ingest explain`` on archived pages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Crawled

from ingest.cli import ingest
from ingest.dataset import open_dataset
from ingest.errors import DatasetMissing, UsageError
from ingest.run.archived import archived_page


def an_article(out: Path) -> dict[str, str]:
    rows = open_dataset(out).articles(columns=["article_id", "url", "title"]).read_all().to_pylist()
    return next(row for row in rows if row["title"])


def test_an_article_of_a_dataset_is_found_by_its_id_and_by_its_address(crawled: Crawled) -> None:
    """Whoever doubts a row can look at the very page it was read from."""
    row = an_article(crawled.out)
    by_id, by_url = archived_page(crawled.out, row["article_id"]), archived_page(crawled.out, row["url"])
    assert by_id == by_url
    assert by_id.body


def test_what_http_cannot_say_comes_back_from_the_dataset(crawled: Crawled) -> None:
    """Without its source a page would be explained in another time zone than it was read in, and without its rights."""
    rows = open_dataset(crawled.out).captures(["url", "final_url", "source", "via", "robots", "outcome"]).read_all()
    told = next(row for row in rows.to_pylist() if row["outcome"] == "article" and row["via"] != "user")
    page = archived_page(crawled.out, told["url"])
    assert (page.url, page.final_url, page.source, page.via) == tuple(
        told[name] for name in ("url", "final_url", "source", "via")
    )
    assert page.rights.robots == told["robots"] == "allowed"
    assert page.rights.robots_url


def test_a_page_that_was_not_archived_is_a_clear_error(crawled: Crawled, tmp_path: Path) -> None:
    """A wrong id, a moment before the first capture and a folder without a dataset say what is wrong."""
    with pytest.raises(UsageError, match="article_id"):
        archived_page(crawled.out, "no-such-article")
    with pytest.raises(UsageError, match="or before"):
        archived_page(crawled.out, an_article(crawled.out)["article_id"], datetime(2001, 1, 1, tzinfo=UTC))
    with pytest.raises(DatasetMissing):
        archived_page(tmp_path, "https://journal.example/pont")


def test_explain_writes_a_page_about_an_archived_article(crawled: Crawled, tmp_path: Path) -> None:
    """The command works from a dataset alone, without the network."""
    row = an_article(crawled.out)
    page = tmp_path / "why.html"
    done = CliRunner().invoke(
        ingest, ["explain", row["article_id"], "--dataset", str(crawled.out), "--out", str(page)], standalone_mode=False
    )
    assert done.exception is None
    text = page.read_text("utf-8")
    assert '<li class="kept">' in text
    assert "The page, line by line" in text
