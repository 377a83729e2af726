"""The same job with other tools, each as its users write it: sitemap → pages → text and metadata → Parquet."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

_LOC = re.compile(r"<loc>([^<]+)</loc>")
_FORBIDDEN = "/interdit/"
_ROWS_AT_ONCE = 500
COLUMNS = ("url", "title", "author", "date", "text")


class ParquetRows:
    """Rows written in batches to one Parquet file."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._pa = pa
        self._schema = pa.schema([(name, pa.string()) for name in COLUMNS])
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self.count = 0

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        self.count += 1
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        self._writer.write_table(self._pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows = []


def extracted(url: str, html: bytes | str) -> dict[str, Any] | None:
    """What trafilatura reads."""
    import trafilatura

    found = trafilatura.bare_extraction(html, url=url, with_metadata=True)
    if found is None:
        return None
    return {"url": url, "title": found.title, "author": found.author, "date": found.date, "text": found.text}


# --- Scrapy ----------------------------------------------------------------------------------------------------------
def scrapy_pipeline(sites: list[str], out: Path, connections: int) -> int:
    """A sitemap spider, trafilatura in its callback, an item pipeline that writes Parquet."""
    from scrapy.crawler import CrawlerProcess
    from scrapy.spiders import SitemapSpider

    rows = ParquetRows(out / "articles.parquet")

    class ParquetPipeline:
        def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
            rows.add(item)
            return item

    class PressSpider(SitemapSpider):
        name = "press"
        sitemap_urls = [f"{site}/sitemap.xml" for site in sites]  # noqa: RUF012  # how Scrapy wants it

        def parse(self, response: Any) -> Iterable[dict[str, Any]]:
            item = extracted(response.url, response.body)
            if item is not None:
                yield item

    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS": connections,
            "CONCURRENT_REQUESTS_PER_DOMAIN": max(1, connections // len(sites)),
            "DOWNLOAD_DELAY": 0,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "ITEM_PIPELINES": {ParquetPipeline: 300},
        }
    )
    process.crawl(PressSpider)
    process.start()
    rows.close()
    return rows.count


# --- httpx -----------------------------------------------------------------------------------------------------------
def httpx_pool(sites: list[str], out: Path, connections: int) -> int:
    """httpx in the event loop, trafilatura in two processes, Parquet."""
    rows = ParquetRows(out / "articles.parquet")

    async def run() -> None:
        loop = asyncio.get_running_loop()
        with ProcessPoolExecutor(2) as pool:
            async for _, row in _bodies(sites, connections, lambda *page: loop.run_in_executor(pool, extracted, *page)):
                if row is not None:
                    rows.add(row)

    asyncio.run(run())
    rows.close()
    return rows.count


def httpx_loop(sites: list[str], out: Path, connections: int) -> int:
    """Nothing but the requests: the pages are counted and thrown away."""

    async def count() -> int:
        return sum([1 async for _ in _bodies(sites, connections, None)])

    return asyncio.run(count())


async def _bodies(sites: list[str], connections: int, work: Any) -> AsyncIterator[tuple[str, Any]]:
    """Each page of the sitemaps with what ``work`` makes of it, in the order of arrival."""
    import httpx

    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    done: asyncio.Queue[tuple[str, Any] | None] = asyncio.Queue(200)
    async with httpx.AsyncClient(limits=limits, timeout=30) as client:

        async def fetch_each(urls: Iterable[str]) -> None:
            for url in urls:
                body = (await client.get(url)).content
                await done.put((url, body if work is None else await work(url, body)))

        async def fetch_all() -> None:
            sitemaps = [(await client.get(f"{site}/sitemap.xml")).text for site in sites]
            per_host = max(1, connections // len(sites))
            async with asyncio.TaskGroup() as group:
                for sitemap in sitemaps:
                    urls = iter([url for url in _LOC.findall(sitemap) if _FORBIDDEN not in url])
                    for _ in range(per_host if work is None else 4 * per_host):
                        group.create_task(fetch_each(urls))
            await done.put(None)

        fetching = asyncio.create_task(fetch_all())
        while (page := await done.get()) is not None:
            yield page
        await fetching
