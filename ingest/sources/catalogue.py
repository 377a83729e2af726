"""The publishers that ship with ingest: facts only, each with where it was taken from."""

from __future__ import annotations

import difflib
from functools import cache
from importlib.resources import files

from ingest.errors import UnknownSource
from ingest.model import Source
from ingest.sources.files import CATALOGUE_KEYS, parse_sources


@cache
def catalogue() -> dict[str, Source]:
    """All entries by name. The country is that of the file they stand in."""
    found: dict[str, Source] = {}
    for file in sorted((files("ingest.sources") / "countries").iterdir(), key=lambda path: path.name):
        if file.name.endswith(".toml"):
            for source in parse_sources(file.read_text("utf-8"), file.name, more_keys=CATALOGUE_KEYS):
                found[source.name] = source
    return found


def find(name: str) -> Source:
    """The entry of that name. Raises :class:`UnknownSource` with the names that come closest."""
    entries = catalogue()
    source = entries.get(name) or entries.get(name.lower().replace(" ", "").replace("-", ""))
    if source is not None:
        return source
    near = difflib.get_close_matches(name.lower(), entries, 4, 0.6)
    hint = f"Did you mean {', '.join(near)}? " if near else ""
    raise UnknownSource(f"No source is called «{name}». {hint}Give a web address (https://…), or a name of the catalogue.")
