"""Article → row: nothing lost, nothing invented, and a digest that changes when a reader would notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pyarrow as pa
import pytest
from rowsamples import rich_article

from ingest.model import (
    Access,
    Article,
    Block,
    BlockKind,
    Drop,
    Image,
    LiveEntry,
    Location,
    Page,
    Reason,
    Rights,
    Robots,
    Via,
)
from ingest.urls import article_id
from ingest.writers.rows import article_row, capture_row, digest, identity
from ingest.writers.schema import arrow_schema

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PLACE = Location("s1.warc.gz", 411, 900)
PAGE = Page(
    "https://www.exemple.fr/passerelle?xtor=RSS-1",
    "https://www.exemple.fr/passerelle",
    200,
    (("content-type", "text/html"),),
    b"<p>",
    NOW,
    "exemple",
    Via.FEED,
    "https://www.exemple.fr/rss",
)


OF_HISTORY = {"revision", "previous_digest", "changed", "changed_share", "edit_type", "edited_by"}
"""What no page says: added when the row is compared with the version before."""


def test_rows_fit_the_schema() -> None:
    """The keys are the columns, and Arrow takes the values as they are."""
    article = rich_article()
    for table, row in (
        ("revisions", article_row(article, PAGE, PLACE)),
        ("captures", capture_row(PAGE, PLACE, article)),
        (
            "captures",
            capture_row(Drop("https://x.fr", Reason.TIMEOUT, at=NOW), PLACE, Drop("https://x.fr", Reason.TIMEOUT)),
        ),
    ):
        schema = arrow_schema(table)
        assert list(row) == schema.names[: len(row)]
        assert set(schema.names[len(row) :]) <= OF_HISTORY
        data = pa.Table.from_pylist([row], schema=schema)
        data.validate(full=True)
        assert not [f.name for f in schema if not f.nullable and data[f.name].null_count]


def test_nothing_of_the_article_is_lost() -> None:
    """Every field that the parser filled is filled in the row."""
    row = article_row(rich_article(), PAGE, PLACE)
    empty = {name for name, value in row.items() if value in (None, [], "")}
    assert empty == {"tdm_policy", "tdm_permitted", "text_digest"}  # of ten words
    assert row["text"] == "La mairie a rouvert la passerelle.\n\nUn an de travaux"
    assert row["word_count"] == 10
    assert (row["paywalled"], row["access"], row["page_type"]) == (True, "teaser", "article")
    assert row["provenance"][0]["rejected"] == [{"method": "meta", "value": "La passerelle rouvre | L’Exemple"}]
    assert row["article_id"] == article_id("https://www.exemple.fr/passerelle")
    assert (row["requested_url"], row["warc_offset"]) == (PAGE.url, 411)


def test_instants_are_utc() -> None:
    """A date in the newsroom's zone is the same instant in the dataset."""
    paris = timezone(timedelta(hours=2))
    article = replace(rich_article(), published_at=datetime(2023, 4, 17, 9, 46, tzinfo=paris))
    published = article_row(article, PAGE, PLACE)["published_at"]
    assert (published, published.utcoffset()) == (datetime(2023, 4, 17, 7, 46, tzinfo=UTC), timedelta(0))


def test_rights_found_in_the_page_win_over_those_of_the_fetch() -> None:
    """The parser knows the meta tag as well; where it says nothing the fetcher's verdict stands."""
    page = replace(PAGE, rights=Rights(Robots.ALLOWED, "https://www.exemple.fr/robots.txt"))
    assert article_row(rich_article(), page, PLACE)["tdm_carrier"] == "meta"
    assert article_row(Article(), page, PLACE)["robots"] == "allowed"
    assert capture_row(page, PLACE, Drop(page.url, Reason.NO_TEXT))["robots"] == "allowed"


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (None, "https://www.exemple.fr/passerelle"),
        ("https://www.exemple.fr/ville/passerelle#haut", "https://www.exemple.fr/ville/passerelle"),
        ("/ville/passerelle", "https://www.exemple.fr/ville/passerelle"),
        ("https://www.exemple.fr/", "https://www.exemple.fr/passerelle"),
        ("https://agregateur.test/passerelle", "https://www.exemple.fr/passerelle"),
        ("javascript:void(0)", "https://www.exemple.fr/passerelle"),
    ],
)
def test_an_article_is_known_by_a_credible_url(declared: str | None, expected: str) -> None:
    """A template that declares the home page, or another site, does not make all articles one."""
    assert identity(Article(canonical_url=declared), PAGE) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Elle rouvre"},
        {"standfirst": None},
        {"blocks": [Block(BlockKind.QUOTE, "La mairie a rouvert la passerelle.")]},
        {"authors": ["AFP"]},
        {"contributors": []},
        {"agency": None},
        {"published_at": NOW},
        {"modified_at": NOW, "modified_raw": None},
        {"access": Access.FULL},
        {"images": [Image("https://www.exemple.fr/p.jpg", "La passerelle, mardi.", "Jo Petit")]},
        {"live_entries": [LiveEntry("On traverse.", "09h00", NOW)]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_a_reader_sees_changes_the_digest(change: dict[str, object]) -> None:
    """An edit becomes a revision."""
    assert digest(replace(rich_article(), **change)) != digest(rich_article())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"images": [Image("https://cdn.test/p.jpg?sig=2", "La passerelle, lundi.", "Jo Petit")]},
        {"tags": []},
        {"rights": Rights()},
        {"provenance": {}},
        {"dropped": []},
        {"published_raw": "le lundi 23 novembre 2026"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_changes_by_itself_leaves_the_digest(change: dict[str, object]) -> None:
    """Signed picture addresses and the like make no revisions."""
    assert digest(replace(rich_article(), **change)) == digest(rich_article())  # type: ignore[arg-type]


def test_a_relative_date_makes_no_revision() -> None:
    """«il y a 3 heures» is another instant at each fetch, though nobody edited."""
    early = replace(rich_article(), published_at=NOW, published_raw="il y a 25 minutes")
    late = replace(early, published_at=NOW + timedelta(minutes=40), published_raw="il y a 26 minutes")
    assert digest(early) == digest(late)


def test_the_capture_says_what_became_of_it() -> None:
    """An article, a page that is none, and a failed fetch each have their outcome, and only the first an article."""
    article, page_drop = rich_article(), Drop(PAGE.url, Reason.NO_TEXT, "no paragraph")
    failed = Drop("https://www.exemple.fr/x", Reason.UNKNOWN_HOST, "no such host", NOW, "exemple", Via.HOME)
    rows = [capture_row(PAGE, PLACE, article), capture_row(PAGE, PLACE, page_drop), capture_row(failed, PLACE, failed)]
    assert [(row["outcome"], row["reason"], row["detail"]) for row in rows] == [
        ("article", None, ""),
        ("dropped", "no_text", "no paragraph"),
        ("failed", "unknown_host", "no such host"),
    ]
    assert [row["article_id"] is None for row in rows] == [False, True, True]
    assert [row["content_digest"] for row in rows] == [digest(article), None, None]
    assert [(row["status"], row["content_type"], row["body_bytes"]) for row in rows] == [
        (200, "text/html", 3),
        (200, "text/html", 3),
        (None, None, None),
    ]
    assert rows[0]["referrer"] == "https://www.exemple.fr/rss"


def test_a_site_that_nobody_declared_has_a_source_all_the_same() -> None:
    """Archives of others name no source: the registered domain stands in."""
    assert article_row(Article(), replace(PAGE, source=""), PLACE)["source"] == "exemple.fr"
    failed = Drop("https://actu.exemple.fr/x", Reason.TIMEOUT, at=NOW)
    assert capture_row(failed, PLACE, failed)["source"] == "exemple.fr"
