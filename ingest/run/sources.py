"""What the user named → sources, and the sources a dataset remembers, so that a re-parse reads with the same zones."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from ingest import urls
from ingest.errors import UsageError
from ingest.model import Source
from ingest.sources import catalogue, find
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.parts import write_text

_FILE = "sources.json"


def source_of(target: str) -> Source:
    """The source a command-line argument means: a web address, or a name of the catalogue.

    An address on the site of a catalogue entry takes over its name, language and zone, but stays the place to start.
    Raises :class:`UsageError`.
    """
    if "://" not in target and "." not in target and ":" not in target and "/" not in target:
        return find(target)
    address = target if "://" in target else f"https://{target}"
    requested = urls.request_url(address)
    known = _known_site(requested)
    if known is None:
        return Source(name=urls.source_name(requested), home=requested)
    if urls.canonical_url(known.home) == urls.canonical_url(requested):
        return known
    return Source(
        name=known.name,
        home=requested,
        title=known.title,
        country=known.country,
        language=known.language,
        timezone=known.timezone,
    )


def _known_site(address: str) -> Source | None:
    key = urls.host_key(address)
    return next((source for source in catalogue().values() if urls.host_key(source.home) == key), None)


def sources_of(targets: Iterable[str]) -> list[Source]:
    """One source per target; two targets of one site share a name."""
    found = [source_of(target) for target in targets]
    if not found:
        raise UsageError("Nothing to crawl. Name a web address, or a source of the catalogue.")
    return found


def remember_sources(dataset: DatasetFolder, sources: Iterable[Source]) -> None:
    """Keep what was known of the sources beside the WARC files: zones and titles are part of how a page was read."""
    known = load_sources(dataset)
    known.update({source.name: source for source in sources})
    document = {name: _plain(source) for name, source in sorted(known.items())}
    write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", dataset.path / _FILE)


def load_sources(dataset: DatasetFolder) -> dict[str, Source]:
    """The sources that earlier runs kept, by name; empty for a dataset made from archives alone."""
    path: Path = dataset.path / _FILE
    try:
        document: Any = json.loads(path.read_text("utf-8"))
        known = {field.name for field in fields(Source)}
        return {
            name: Source(**{k: tuple(v) if isinstance(v, list) else v for k, v in facts.items() if k in known})
            for name, facts in document.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _plain(source: Source) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(source).items() if value}
