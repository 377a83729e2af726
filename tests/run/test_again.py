"""A second run continues the first: nothing fetched without need, no row doubled, edits seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stands import WarpClock, articles, captures, crawl, pages, sources

from fixtures.newsstand import Newsstand, Site
from ingest.dataset import Dataset
from ingest.run.sources import source_of

EDITED = timedelta(hours=7)
"""Later than CrawlSettings.revisit_after."""
YOUNG = datetime(2024, 3, 20, tzinfo=UTC)
"""When the first article of «bulles» is not out yet: all of them are young."""


def _forget_requests(stand: Newsstand) -> None:
    for site in stand.sites.values():
        site.requests.clear()


def _edited(site: Site, path: str, old: bytes, new: bytes) -> None:
    body = site.resources[path].body
    assert old in body
    site.put(path, body.replace(old, new))


def test_a_second_run_asks_for_no_page(stand: Newsstand, tmp_path: Path) -> None:
    """Pages seen before are not fetched again without need; feeds answer 304; the dataset stays as it was."""
    clock = WarpClock()
    first = crawl(sources(stand, "lequotidien", "bulles", "dakarmatin"), tmp_path, clock=clock)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    _forget_requests(stand)
    second = crawl(sources(stand, "lequotidien", "bulles", "dakarmatin"), tmp_path, clock=clock)
    for name in ("lequotidien", "bulles", "dakarmatin"):
        assert pages(stand.sites[name]) in ([], ["/politique/"])  # a section page is looked at for new links
    feeds = [request for request in stand.sites["bulles"].requests if request.path == "/atom.xml"]
    assert [request.status for request in feeds] == [304]
    assert (second.pages, second.articles, second.rows) == (0, 0, first.rows)
    assert second.unchanged_listings > 0
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")} == before


def test_what_is_new_in_a_feed_is_taken(stand: Newsstand, tmp_path: Path) -> None:
    """Conditional requests do not hide news: a feed that changed is read, and only the new page fetched."""
    site, clock = stand.sites["dakarmatin"], WarpClock()
    hidden = next(one for one in site.publisher.listed if one.slug == "kora-occasion")
    whole = {path: resource for path, resource in site.resources.items() if resource.status == 200}
    for path in ("/", "/sitemap.xml"):
        site.put(path, whole[path].body.replace(hidden.path.encode(), b"/actu/9-rien.html"))
    crawl(sources(stand, "dakarmatin"), tmp_path, clock=clock)
    site.resources.update(whole)
    site.requests.clear()
    summary = crawl(sources(stand, "dakarmatin"), tmp_path, clock=clock)
    assert (summary.articles, pages(site)) == (1, [hidden.path])


def test_an_edited_page_is_a_new_revision_of_one_article(stand: Newsstand, tmp_path: Path) -> None:
    """The newest version is the article's row, both versions are in revisions, and untouched pages cost a 304."""
    site, clock = stand.sites["bulles"], WarpClock(YOUNG)
    fixture = next(one for one in site.publisher.listed if one.slug == "coques-baie")
    path, body = fixture.path, site.resources[fixture.path].body
    starts = (block["text"][:25].encode() for block in fixture.expected["blocks"])
    words = next(start for start in starts if body.count(start) == 1)
    first = crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    _edited(site, path, words, "Corrigé depuis. ".encode() + words)
    clock.ahead += EDITED
    site.requests.clear()
    second = crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    assert second.articles == 1
    assert second.rows == first.rows
    assert second.reasons["not_modified"] == len(pages(site)) - 1
    row = next(row for row in articles(tmp_path) if row["url"] == site.url + path)
    assert row["revision"] == 2
    texts = [one["text"] for one in Dataset(tmp_path).revisions(url=site.url + path).read_all().to_pylist()]
    assert ["Corrigé depuis." in text for text in texts] == [False, True]
    assert row["text"] == texts[1]


def test_pages_of_an_unchanged_feed_are_looked_at_again(stand: Newsstand, tmp_path: Path) -> None:
    """A feed that answers 304 names nothing, but its young pages may have been edited: they are asked when due."""
    site, clock = stand.sites["bulles"], WarpClock(YOUNG)
    feed = [source_of(site.url + "/atom.xml")]
    first = crawl(feed, tmp_path, clock=clock)
    clock.ahead += EDITED
    second = crawl(feed, tmp_path, clock=clock)
    assert second.unchanged_listings == 1
    assert dict(second.reasons) == {"not_modified": first.articles}
    clock.ahead += timedelta(days=40)  # later than CrawlSettings.revisit_until
    third = crawl(feed, tmp_path, clock=clock)
    assert (third.unchanged_listings, third.pages) == (1, 0)


def test_an_edit_that_no_reader_sees_is_no_revision(stand: Newsstand, tmp_path: Path) -> None:
    """Other bytes, the same article: counted as unchanged, no row written."""
    site, clock = stand.sites["bulles"], WarpClock(YOUNG)
    path = next(one.path for one in site.publisher.listed if one.slug == "coques-baie")
    first = crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    _edited(site, path, b"</body>", b"<!-- built again --></body>")
    clock.ahead += EDITED
    second = crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    assert (second.articles, second.reasons["same_content"], second.rows) == (0, 1, first.rows)
    assert Dataset(tmp_path).count()["revisions"] == first.articles


def test_what_a_limit_left_out_comes_next(stand: Newsstand, tmp_path: Path) -> None:
    """With --limit, runs go through the list piece by piece: no feed is taken for done before its links are."""
    clock, taken = WarpClock(), []
    for _ in range(3):
        summary = crawl(sources(stand, "actulocale"), tmp_path, clock=clock, limit=3)
        taken.append((summary.pages, summary.left_out))
    assert taken == [(3, 4), (3, 1), (1, 0)]
    assert summary.rows == 6


def test_a_page_in_passing_trouble_is_asked_again(stand: Newsstand, tmp_path: Path) -> None:
    """A server's failure is retried by a later run, though the feed that names the page has not changed."""
    site, clock = stand.sites["bulles"], WarpClock()
    path = next(one.path for one in site.publisher.listed if one.slug == "coques-baie")
    good = site.resources[path]
    site.put(path, b"", status=503)
    first = crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    assert first.reasons["server_error"] == 1
    site.resources[path] = good
    clock.ahead += timedelta(days=9)
    second = crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    assert second.articles == 1
    assert second.rows == first.rows + 1


def test_an_article_named_as_start_page_is_fetched_once(stand: Newsstand, tmp_path: Path) -> None:
    """What discovery found to be an article is taken as it is; the next run does not ask before it is due."""
    site, clock = stand.sites["bulles"], WarpClock()
    path = next(one.path for one in site.publisher.listed if one.slug == "coques-baie")
    named = [source_of(site.url + path)]
    summary = crawl(named, tmp_path, clock=clock, urls=[site.url + path + "?utm_source=lettre"])
    assert (summary.pages, summary.articles) == (1, 1)
    again = crawl(named, tmp_path, clock=clock)
    assert (again.pages, again.not_due) == (0, 1)
    assert pages(site) == [path]


def test_archived_but_uncommitted_pages_are_built_by_the_next_run(stand: Newsstand, tmp_path: Path) -> None:
    """As after a kill between archive and commit: parts gone, WARC there. Nothing is lost and nothing fetched again."""
    clock = WarpClock()
    first = crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    rows = articles(tmp_path)
    for table in ("articles", "revisions", "captures"):
        for part in tmp_path.glob(f"{table}/*/*.parquet"):
            part.unlink()
    (tmp_path / "ledger.sqlite").unlink()
    site = stand.sites["bulles"]
    site.requests.clear()
    second = crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    assert pages(site) == []
    assert (second.pages, second.rows) == (0, first.rows)
    assert articles(tmp_path) == rows
    assert len(captures(tmp_path)) == first.pages


def test_what_an_interrupted_run_took_is_not_bounded_by_the_next_ones_since(stand: Newsstand, tmp_path: Path) -> None:
    """A run with --since finishes the segment of a killed run whole."""
    clock = WarpClock()
    first = crawl(sources(stand, "bulles"), tmp_path, clock=clock)
    for part in tmp_path.glob("*/*/*.parquet"):
        part.unlink()
    second = crawl(sources(stand, "bulles"), tmp_path, clock=clock, since=clock.now())
    assert second.rows == first.rows


@pytest.mark.parametrize("damaged", ["ledger.sqlite", "sources.json", ".compaction.json"])
def test_the_tools_memory_may_be_lost(stand: Newsstand, tmp_path: Path, damaged: str) -> None:
    """Without ledger, sources or notes everything may be asked once more, and no row is doubled."""
    clock = WarpClock()
    first = crawl(sources(stand, "actulocale"), tmp_path, clock=clock)
    (tmp_path / damaged).write_bytes(b"no such thing")
    second = crawl(sources(stand, "actulocale"), tmp_path, clock=clock)
    assert (second.articles, second.rows) == (0, first.rows)
