"""Pages of listings that have not changed: a 304 names nothing, but what is young may have been edited all the same."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import pyarrow.compute as pc

from ingest.model import Link, Outcome, Via
from ingest.urls import try_canonical
from ingest.writers.commit import month_of
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.parts import read_columns

_COLUMNS = ["url", "source", "via", "referrer", "fetched_at", "outcome"]


def articles_taken_since(dataset: DatasetFolder, since: datetime, listings: Collection[str]) -> list[Link]:
    """Links to the articles fetched since then that were found on one of those listings (canonical addresses)."""
    wanted = (pc.field("outcome") == Outcome.ARTICLE.value) & (pc.field("fetched_at") >= since)
    links: dict[str, Link] = {}
    for path in dataset.parts("captures"):
        if path.parent.name >= month_of(since):
            for row in read_columns(path, _COLUMNS).filter(wanted).to_pylist():
                if row["referrer"] and try_canonical(row["referrer"]) in listings:
                    links[row["url"]] = Link(row["url"], row["source"], Via(row["via"]), row["referrer"])
    return list(links.values())
