"""What the user named → sources, and the sources a dataset remembers, so that a re-parse reads with the same zones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from ingest import urls
from ingest.errors import UsageError
from ingest.model import Source
from ingest.settings import TdmPolicy
from ingest.sources import at, find
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.files import write_text

_FILE = "sources.json"
_LIKE_AN_ADDRESS = re.compile(r"[./:]")
_LIKE_A_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:(?!\d+(?:[/?#]|$))")
"""«htp:/x», «http:/x», «mailto:x», «C:\\x»; not «localhost:8080/x»."""


def source_of(target: str) -> Source:
    """The source a command-line argument means: a web address, or a name of the catalogue.

    An address on the site of a catalogue entry takes over its name, language and zone, but stays the place to start.
    Raises :class:`UsageError`.
    """
    if not _LIKE_AN_ADDRESS.search(target):
        return find(target)
    has_scheme = "://" in target or _LIKE_A_SCHEME.match(target)
    if not has_scheme and Path(target).is_file():
        raise UsageError(
            f"{target} is a file here, not a site: `ingest run` reads a sources.toml, `ingest parse` a saved page, "
            "`ingest build` WARC files, --urls-from a list of addresses. If a site is meant, write https:// before it."
        )
    requested = urls.request_url(target if has_scheme else f"https://{target}")
    known = at(requested)
    if known is None:
        return Source(name=urls.source_name(requested), home=requested)
    if urls.canonical_url(known.home) == urls.canonical_url(requested):
        return known
    return replace(known, home=requested, feeds=(), sitemaps=(), sections=())


def sources_of(targets: Iterable[str]) -> list[Source]:
    """One source per target, each start page once; two targets of one site share a name. Raises :class:`UsageError`."""
    found = list({urls.canonical_url(source.home): source for source in map(source_of, targets)}.values())
    if not found:
        raise UsageError("Nothing to crawl. Name a web address, or a source of the catalogue.")
    return found


def remember_sources(dataset: DatasetFolder, sources: Iterable[Source]) -> None:
    """Keep what was known of the sources beside the WARC files: zones and titles are part of how a page was read."""
    known = load_sources(dataset.path) | by_name(sources)
    document = {name: _plain(source) for name, source in sorted(known.items())}
    write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", dataset.path / _FILE)


def load_sources(dataset: Path) -> dict[str, Source]:
    """The sources that earlier runs kept in a dataset's folder, by name; empty for any other folder."""
    try:
        document: Any = json.loads((dataset / _FILE).read_text("utf-8"))
        return {name: _source(facts) for name, facts in document.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _source(facts: dict[str, Any]) -> Source:
    known = {field.name for field in fields(Source)}
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in facts.items() if k in known}
    if "tdm" in values:
        values["tdm"] = TdmPolicy(values["tdm"])
    return Source(**values)


def by_name(sources: Iterable[Source]) -> dict[str, Source]:
    """Sources by name. Of several that share one, as two sections of a site do, the first."""
    found: dict[str, Source] = {}
    for source in sources:
        found.setdefault(source.name, source)
    return found


def _plain(source: Source) -> dict[str, Any]:
    """What a page is read by. When to ask, and since when, is each run's own affair."""
    facts = asdict(replace(source, since=None, rhythm=None))
    return {key: list(value) if isinstance(value, tuple) else value for key, value in facts.items() if value}
