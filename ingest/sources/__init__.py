"""The catalogue: publishers as data, one TOML file per country, and the reader of ``sources.toml``."""

from ingest.sources.catalogue import catalogue, find
from ingest.sources.files import read_sources

__all__ = ["catalogue", "find", "read_sources"]
