"""The whole route, once: real HTTP in, Parquet out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow.parquet as pq
import pytest
from conftest import Crawled
from stands import articles, captures, expected_articles, plain

from ingest.dataset import open_dataset
from ingest.model import Outcome, Reason
from ingest.urls import canonical_url
from ingest.writers.schema import arrow_schema


def test_every_article_of_the_newsstand_is_a_row(crawled: Crawled) -> None:
    """Nothing that a publisher lists is lost, and nothing that is no article comes in."""
    found = {row["url"] for row in articles(crawled.out)}
    expected = set().union(*map(expected_articles, crawled.stand.sites.values()))
    assert found == {canonical_url(url) for url in expected}


def test_pages_are_articles_and_drops(crawled: Crawled) -> None:
    """The summary's counts add up, and agree with what the dataset says."""
    summary = crawled.summary
    assert summary.pages == summary.articles + sum(summary.reasons.values())
    outcomes = Counter(row["reason"] or "article" for row in captures(crawled.out))
    assert outcomes == Counter({"article": summary.articles, **summary.reasons})
    assert summary.rows == len(articles(crawled.out)) == summary.articles


def test_captures_has_one_row_per_request_for_a_page(crawled: Crawled) -> None:
    """The coverage ledger is complete: every page that was asked for is in it, once."""
    rows = captures(crawled.out)
    assert len({row["capture_id"] for row in rows}) == len(rows) == crawled.summary.pages
    urls = Counter(row["url"] for row in rows)
    for site in crawled.stand.sites.values():
        fetched = [request.path for request in site.requests]
        leads_to = {one.path: one.expected.get("redirects_to") for one in site.publisher.fixtures}
        for fixture in site.publisher.listed:
            if fixture.expected["page_type"] == "list":  # may have been asked for as a section
                continue
            by_redirect = list(leads_to.values()).count(fixture.slug)
            assert urls[site.url + fixture.path] == max(fetched.count(fixture.path) - by_redirect, 1), fixture.path


@pytest.mark.parametrize(
    ("site", "slug", "reason"),
    [
        ("agregateur", "carnet-des-membres", Reason.ROBOTS_DISALLOWED),
        ("lagazettebelge", "archives-pont-de-lustin", Reason.TDM_RESERVED),
        ("lavoixdulac", "page-disparue", Reason.NOT_FOUND),
        ("lemanexpress", "communique-pdf", Reason.NOT_HTML),
        ("dakarmatin", "page-vide", Reason.EMPTY_PAGE),
        ("agregateur", "mur-de-consentement", Reason.CONSENT_WALL),
        ("actulocale", "etiquette-marche", Reason.NOT_AN_ARTICLE),
    ],
)
def test_a_page_that_is_no_article_ends_in_its_reason(crawled: Crawled, site: str, slug: str, reason: Reason) -> None:
    """Each kind of refusal, failure and drop is a row of captures with that very reason and a place in the archive."""
    served = crawled.stand.sites[site]
    fixture = next(one for one in served.publisher.fixtures if one.slug == slug)
    row = next(row for row in captures(crawled.out) if row["url"] == served.url + fixture.path)
    assert (row["reason"], row["outcome"]) == (reason.value, reason.outcome.value)
    assert row["source"] == site
    assert (crawled.out / "warc" / row["warc_file"]).is_file()


def test_a_page_that_robots_or_tdm_refuse_is_not_asked_for(crawled: Crawled) -> None:
    """Refusals are known before the request: the server never sees one."""
    for site, slug in (("agregateur", "carnet-des-membres"), ("lagazettebelge", "archives-pont-de-lustin")):
        served = crawled.stand.sites[site]
        path = next(one.path for one in served.publisher.fixtures if one.slug == slug)
        bodies = [request for request in served.requests if request.path == path and request.status == 200]
        assert len(bodies) <= (1 if site == "lagazettebelge" else 0)  # a reservation may be learnt from the response


def test_a_redirect_is_one_capture_that_tells_where_it_led(crawled: Crawled) -> None:
    """An old address of an article gives no second row in articles."""
    site = crawled.stand.sites["lemanexpress"]
    moved = next(one for one in site.publisher.fixtures if "redirects_to" in one.expected)
    rows = [row for row in captures(crawled.out) if row["url"] == site.url + moved.path]
    target = next(one for one in site.publisher.fixtures if one.slug == moved.expected["redirects_to"])
    assert [row["final_url"] for row in rows] == [site.url + target.path]
    assert [row["canonical_url"] for row in rows] == [site.url + target.path]
    assert len([row for row in articles(crawled.out) if row["url"] == site.url + target.path]) == 1


def test_four_readers_give_the_same_rows(crawled: Crawled) -> None:
    """pyarrow, DuckDB, Polars and pandas agree on every value of every column."""
    glob = str(crawled.out / "articles" / "**" / "*.parquet")
    by_arrow = [row for part in sorted(crawled.out.glob("articles/*/*.parquet")) for row in _rows(part)]
    by_duckdb = duckdb.sql(f"set timezone = 'UTC'; select * from '{glob}'").to_arrow_table().to_pylist()
    by_polars = polars.read_parquet(glob).to_dicts()
    by_pandas = pandas.read_parquet(crawled.out / "articles", dtype_backend="pyarrow")
    assert plain(by_arrow) == plain(by_duckdb)
    assert plain(by_arrow) == plain(by_polars)
    ids = sorted(row["article_id"] for row in by_arrow)
    assert sorted(by_pandas["article_id"]) == ids
    texts = {row["article_id"]: row["text"] for row in by_arrow}
    assert dict(zip(by_pandas["article_id"], by_pandas["text"], strict=True)) == texts


def test_every_part_has_the_declared_schema(crawled: Crawled) -> None:
    """No column is guessed from what a run happened to see."""
    for table in ("articles", "revisions", "captures"):
        for part in crawled.out.glob(f"{table}/*/*.parquet"):
            assert pq.read_schema(part).remove_metadata().equals(arrow_schema(table).remove_metadata())


def test_the_public_reader_opens_what_was_written(crawled: Crawled) -> None:
    """open_dataset and a crawl agree on the place and the counts of things."""
    dataset = open_dataset(crawled.out)
    assert dataset.count()["articles"] == crawled.summary.rows
    one = dataset.articles(source="lequotidien", columns=["source", "title"]).to_polars()
    assert set(one["source"]) == {"lequotidien"}


def test_a_row_leads_back_to_its_page(crawled: Crawled) -> None:
    """WARC file and offset of a row are those of the very response that it was read from."""
    from ingest.archive import read_captures

    by_place = {
        (place.file, place.offset): capture
        for warc in (crawled.out / "warc").glob("*.warc.gz")
        for capture, place in read_captures(warc)
    }
    for row in articles(crawled.out):
        assert by_place[row["warc_file"], row["warc_offset"]].final_url.startswith("http://127.0.0.1:")
        assert by_place[row["warc_file"], row["warc_offset"]].url == row["requested_url"]


def test_every_outcome_is_one_of_five(crawled: Crawled) -> None:
    """An analyst can group by outcome and has seen everything."""
    assert {row["outcome"] for row in captures(crawled.out)} <= {outcome.value for outcome in Outcome}


def _rows(part: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.ParquetFile(part).read().to_pylist()
    return rows
