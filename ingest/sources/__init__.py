"""The catalogue: publishers as data, one TOML file per country, and the reader of ``sources.toml``."""

from ingest.sources.catalogue import Facts, at, catalogue, facts, find, select
from ingest.sources.files import read_sources, rules_folder

__all__ = ["Facts", "at", "catalogue", "facts", "find", "read_sources", "rules_folder", "select"]
