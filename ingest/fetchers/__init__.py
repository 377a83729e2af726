"""Link → Page: one polite, lawful HTTP client that never raises for anything a server does.

    async with Fetcher(settings) as fetcher:
        result = await fetcher.fetch(link)      # Page | Drop, None: later

``client`` tells the life of one request; everything else does one thing for it.
"""

from ingest.fetchers.client import Fetcher
from ingest.fetchers.clock import Clock, SystemClock
from ingest.fetchers.content import LISTINGS, PAGES, Accept
from ingest.fetchers.robots import RobotsFile

__all__ = ["LISTINGS", "PAGES", "Accept", "Clock", "Fetcher", "RobotsFile", "SystemClock"]
