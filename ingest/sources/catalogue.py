"""The publishers that ship with ingest: facts only, each with where it was taken from (``docs/catalogue.md``)."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from ingest import urls
from ingest.errors import UnknownSource, UsageError
from ingest.model import Source
from ingest.sources.files import CATALOGUE_KEYS, KINDS, parse_sources


@dataclass(frozen=True, slots=True)
class Facts:
    """What the catalogue knows of a publisher besides its :class:`~ingest.model.Source`."""

    kind: str
    """One of :data:`ingest.sources.files.KINDS`."""
    paywall: str | None
    """One of :data:`ingest.sources.files.PAYWALLS`; None: not known."""
    origin: str
    """Where the entry was taken from, in a few words."""
    seen: date
    """The day it was taken from there."""
    verified: bool
    """A run of ours fetched the home page, and what is declared was there."""


def catalogue() -> dict[str, Source]:
    """All entries by name, file after file. The country is that of the file they stand in."""
    return {name: source for name, (source, _) in _entries().items()}


def facts(name: str) -> Facts:
    """The other facts of the entry that :func:`find` gives. Raises :class:`UnknownSource`."""
    return _entries()[find(name).name][1]


def find(name: str) -> Source:
    """The entry of that name. Raises :class:`UnknownSource` with the names that come closest."""
    entries = _entries()
    entry = entries.get(name) or entries.get(name.lower().replace(" ", "").replace("-", ""))
    if entry is not None:
        return entry[0]
    near = difflib.get_close_matches(name.lower(), entries, 4, 0.6)
    hint = f"Did you mean {', '.join(near)}? " if near else ""
    raise UnknownSource(
        f"No source is called «{name}». {hint}Give a web address (https://…), or a name of the catalogue."
    )


def select(*, country: str | None = None, kind: str | None = None) -> list[Source]:
    """The entries of a country (ISO 3166-1, in either case), of a kind, of both, or all, in the catalogue's order.

    Raises :class:`UsageError` for a country without entries and for a word that is no kind; a country that merely has
    none of that kind gives an empty list.
    """
    entries = _entries()
    code = country.upper() if country is not None else None
    known = sorted({source.country for source, _ in entries.values() if source.country})
    if code is not None and code not in known:
        raise UsageError(f"The catalogue has no publisher of «{country}». It has: {', '.join(known)}.")
    if kind is not None and kind not in KINDS:
        raise UsageError(f"«{kind}» is no kind of publisher. Choose one of: {', '.join(KINDS)}.")
    return [s for s, facts in entries.values() if code in (None, s.country) and kind in (None, facts.kind)]


def at(address: str) -> Source | None:
    """The entry whose site an address lies on, or None.

    Several entries may share a host or a registered domain (``la1ere.franceinfo.fr/reunion/``, ``www.franceinfo.fr``),
    in different time zones. The nearest wins: the longest path that leads to the address, then the same host, then
    the first entry of the domain. Raises :class:`UsageError` for what is no web address.
    """
    page = urls.request_url(address)
    domain, site = urls.host_key(page), _site(page)
    if not any(domain in text for _, text in _texts()):  # to read all entries takes a tenth of a second
        return None
    found: tuple[tuple[bool, int], Source] | None = None
    for source in _by_domain().get(domain, ()):
        home = _site(source.home)
        rank = (home.partition("/")[0] == site.partition("/")[0], len(home) if site.startswith(home) else 0)
        if found is None or rank > found[0]:
            found = (rank, source)
    return found[1] if found else None


def _site(url: str) -> str:
    """Host without ``www.``, and path with a slash at the end: what may be a prefix of another's."""
    rest = url.partition("://")[2].partition("?")[0].removeprefix("www.")
    return rest.rstrip("/") + "/"


@cache
def _by_domain() -> dict[str, list[Source]]:
    found: dict[str, list[Source]] = {}
    for source in catalogue().values():
        found.setdefault(urls.host_key(source.home), []).append(source)
    return found


@cache
def _entries() -> dict[str, tuple[Source, Facts]]:
    found: dict[str, tuple[Source, Facts]] = {}
    for name, text in _texts():
        tables = tomllib.loads(text)
        for source in parse_sources(text, name, more_keys=CATALOGUE_KEYS):
            found[source.name] = (source, _facts(tables[source.name]))
    return found


@cache
def _texts() -> tuple[tuple[str, str], ...]:
    """Name and text of each country's file, in the order of the names."""
    found = sorted((files("ingest.sources") / "countries").iterdir(), key=lambda path: path.name)
    return tuple((file.name, file.read_text("utf-8")) for file in found if file.name.endswith(".toml"))


def _facts(table: Mapping[str, Any]) -> Facts:
    return Facts(table["kind"], table.get("paywall"), table["origin"], table["seen"], table["verified"])
