"""From news sites to typed, documented Parquet datasets.

    >>> import ingest
    >>> article = ingest.parse(html, url="https://…")            # one page
    >>> summary = ingest.crawl("https://…", out="datasets/x")    # a site, to a dataset
    >>> dataset = ingest.open_dataset("datasets/x")              # read it back

Importing this package loads nothing heavy: each name is fetched when it is first used (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.dataset import Dataset, open_dataset
    from ingest.errors import IngestError
    from ingest.model import Article, Block, Drop, Image, Moment, Page, Reason, Source
    from ingest.parsers.api import parse
    from ingest.run.oneoff import crawl
    from ingest.run.site_rules import load_rules

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Block",
    "Dataset",
    "Drop",
    "Image",
    "IngestError",
    "Moment",
    "Page",
    "Reason",
    "Source",
    "__version__",
    "crawl",
    "load_rules",
    "open_dataset",
    "parse",
]

_HOME = {
    "Article": "ingest.model",
    "Block": "ingest.model",
    "Dataset": "ingest.dataset",
    "Drop": "ingest.model",
    "Image": "ingest.model",
    "IngestError": "ingest.errors",
    "Moment": "ingest.model",
    "Page": "ingest.model",
    "Reason": "ingest.model",
    "Source": "ingest.model",
    "crawl": "ingest.run.oneoff",
    "load_rules": "ingest.run.site_rules",
    "open_dataset": "ingest.dataset",
    "parse": "ingest.parsers.api",
}


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'ingest' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
