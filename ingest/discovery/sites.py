"""Whether an address belongs to one of a few sites. Fast for many addresses of few hosts."""

from __future__ import annotations

from ingest.urls import host_key


class SiteFilter:
    """``url in SiteFilter(page, home)``: has it the registered domain of one of them? For absolute addresses."""

    def __init__(self, *urls: str) -> None:
        self._keys = {host_key(url) for url in urls}
        self._known: dict[str, bool] = {}

    def __contains__(self, url: str) -> bool:
        origin = "/".join(url.split("/", 3)[:3])
        if origin not in self._known:
            self._known[origin] = host_key(origin) in self._keys
        return self._known[origin]
