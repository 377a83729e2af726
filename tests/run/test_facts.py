"""What a report counts, from a dataset's tables."""

from __future__ import annotations

from datetime import timedelta

from conftest import Crawled

from ingest.dataset import open_dataset
from ingest.run.facts import facts_of


def test_old_articles_have_a_time_though_they_say_nothing_of_freshness(crawled: Crawled) -> None:
    """An archive dated to the second is not shown as undated; its newest publication is not the day it was fetched."""
    facts = facts_of(crawled.out)
    rows = open_dataset(crawled.out).articles().read_all().to_pylist()
    exact = [row for row in rows if row["published_precision"] in ("minute", "second")]
    fresh = [row for row in exact if timedelta() <= row["first_seen_at"] - row["published_at"] <= timedelta(days=7)]
    assert sum(source.timed for source in facts.sources.values()) == len(exact)
    assert sum(len(source.lags) for source in facts.sources.values()) == len(fresh) < len(exact)
    for name, source in facts.sources.items():
        of_source = [row for row in rows if row["source"] == name]
        assert source.newest == max(row["published_at"] for row in of_source if row["published_at"])
        assert source.last_new == max(row["first_seen_at"] for row in of_source)
