"""A Dagster asset: the dataset, pulled in this process, with the counts of the pass as metadata."""

import asyncio
import os
from pathlib import Path

import dagster as dg

from ingest.run.crawl import Settings, crawl_sources
from ingest.settings import CrawlSettings
from ingest.sources import read_sources

SOURCES = Path(os.environ.get("PRESSE_SOURCES", "sources.toml"))
DATASET = Path(os.environ.get("PRESSE_DATASET", "datasets/presse"))


@dg.asset
def presse() -> dg.MaterializeResult:
    settings = Settings(crawl=CrawlSettings(limit=None, keep_rhythm=True))
    summary = asyncio.run(crawl_sources(read_sources(SOURCES), DATASET, settings))
    return dg.MaterializeResult(metadata={"pages": summary.pages, "articles": summary.articles, "rows": summary.rows})


definitions = dg.Definitions(
    assets=[presse],
    schedules=[
        dg.ScheduleDefinition(
            "every_quarter_of_an_hour", target=dg.AssetSelection.assets(presse), cron_schedule="*/15 * * * *"
        )
    ],
)
