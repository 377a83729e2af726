"""``sources.toml`` → sources. One table per source, named by it:

    [lequotidien]
    home = "https://www.lequotidien.example/"
    timezone = "Europe/Paris"
    feeds = ["https://www.lequotidien.example/rss.xml"]

The catalogue's files have the same form and may hold a few more facts (``kind``, ``paywall``, ``origin`` …).
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from ingest import times
from ingest.errors import SettingsError
from ingest.model import Source
from ingest.settings import TdmPolicy
from ingest.urls import try_canonical, try_request

_NAME = re.compile(r"[a-z0-9][a-z0-9._:-]{0,79}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_TEXTS = ("title", "country", "language", "timezone")
_LISTS = ("feeds", "sitemaps", "sections")
_KEYS = ("home", *_TEXTS, *_LISTS, "limit", "since", "rhythm", "tdm")
_RULES = "site_rules"
"""Above the tables: where the site rules of this file's sources are."""
CATALOGUE_KEYS = ("kind", "paywall", "origin", "seen", "verified")
"""Facts of the catalogue that a crawl does not need."""
KINDS = ("national", "regional", "magazine", "broadcaster", "agency", "pure_player", "specialised")
"""What a publisher is: one of these, for each entry of the catalogue."""
PAYWALLS = ("none", "partial", "full")
"""How much of a site is for subscribers only. Left out where it is not known."""


def read_sources(path: Path, *, more_keys: tuple[str, ...] = ()) -> list[Source]:
    """The sources of a file, in its order. Raises :class:`SettingsError` with file, line and key of the first fault."""
    return parse_sources(_text_of(path), str(path), more_keys=more_keys)


def parse_sources(text: str, file: str, *, more_keys: tuple[str, ...] = ()) -> list[Source]:
    """The same for text that was read; ``file`` is its name in messages."""
    where = Where(text, file)
    return [_source(name, table, where, more_keys) for name, table in _tables(text, file).items()]


def check_entries(path: Path) -> tuple[list[Source], list[SettingsError]]:
    """The sources that can be read, and what is wrong with the others: the first fault of each. Two with one home are a
    fault as well. Raises :class:`SettingsError` for a file that is none of sources at all."""
    text = _text_of(path)
    where = Where(text, str(path))
    good: list[Source] = []
    faults: list[SettingsError] = []
    homes: dict[str, str] = {}
    for name, table in _tables(text, str(path)).items():
        try:
            source = _source(name, table, where, ())
        except SettingsError as fault:
            faults.append(fault)
            continue
        good.append(source)
        first = homes.setdefault(try_canonical(source.home) or source.home, name)
        if first != name:
            faults.append(where.error(f"is the home of {first} as well: keep one of them", name, "home"))
    return good, faults


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror}). Check the path.", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise SettingsError("is not UTF-8. Save it as UTF-8.", file=str(path)) from error


def _tables(text: str, file: str) -> dict[str, Any]:
    """Source → its table, not looked into yet."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise SettingsError(f"no valid TOML: {error}", file=file, line=line) from error
    if isinstance(document.get(_RULES), str):
        del document[_RULES]
    if not document:
        raise SettingsError('names no source. Add a table such as [lemonde] with home = "https://…".', file=file)
    return document


def rules_folder(path: Path) -> Path | None:
    """The folder that ``site_rules = "…"`` at the top of a sources file names, seen from the file; None: none."""
    folder = tomllib.loads(path.read_text("utf-8")).get(_RULES)
    return path.parent / folder if isinstance(folder, str) else None


class Where:
    """Finds the line of a key, for messages."""

    def __init__(self, text: str, file: str) -> None:
        self._lines, self._file = text.splitlines(), file

    def error(self, message: str, name: str, key: str | None = None) -> SettingsError:
        named = f"{name}.{key}" if key else name
        return SettingsError(message, file=self._file, line=self._line(name, key), key=named)

    def _line(self, name: str, key: str | None) -> int:
        header = re.compile(rf"\s*\[\[?\s*[\"']?{re.escape(name)}[\"']?\s*\]")
        start = next((n for n, line in enumerate(self._lines, 1) if header.match(line)), 0)
        if not start:  # a bare key at the top
            bare = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=.]")
            return next((n for n, line in enumerate(self._lines, 1) if bare.match(line)), 1)
        if key is None:
            return start
        wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        for number, line in enumerate(self._lines[start:], start + 1):
            if line.lstrip().startswith("["):
                break
            if wanted.match(line):
                return number
        return start


def _source(name: str, table: Any, where: Where, more_keys: tuple[str, ...]) -> Source:
    if isinstance(table, list) and table and isinstance(table[0], dict):
        raise where.error("has two brackets and needs one: [name], with a name of its own for each source", name)
    if not isinstance(table, dict):
        raise where.error(f"belongs into a table: write [name] above it, then {name} = …", name)
    if not _NAME.fullmatch(name):
        raise where.error("is no name for a source: lower-case letters, digits, and . _ - : only", name)
    known = (*_KEYS, *more_keys)
    for key in table:
        if key not in known:
            raise where.error(f"unknown key. Known are: {', '.join(known)}", name, key)
    home = table.get("home")
    if home is None:
        raise where.error('has no home. Add home = "https://…"', name)
    if not isinstance(home, str) or try_request(home) is None:
        raise where.error(f"{home!r} is no web address. Write it with http:// or https://", name, "home")
    for key in _TEXTS:
        if key in table and not isinstance(table[key], str):
            raise where.error(f"must be a string, not {table[key]!r}", name, key)
    for key in _LISTS:
        _check_addresses(table.get(key, []), where, name, key)
    _check_forms(table, where, name)
    _check_facts(table, where, name)
    return Source(
        name=name,
        home=home,
        title=table.get("title"),
        country=table.get("country"),
        language=table.get("language"),
        timezone=table.get("timezone"),
        feeds=tuple(table.get("feeds", ())),
        sitemaps=tuple(table.get("sitemaps", ())),
        sections=tuple(table.get("sections", ())),
        limit=table.get("limit"),
        since=_since(table.get("since"), where, name),
        rhythm=_rhythm(table.get("rhythm"), where, name),
        tdm=_tdm(table.get("tdm"), where, name),
    )


def _check_addresses(value: Any, where: Where, name: str, key: str) -> None:
    if not isinstance(value, list):
        raise where.error('must be a list of web addresses: ["https://…"]', name, key)
    for item in value:
        if not isinstance(item, str) or try_request(item) is None:
            raise where.error(f"{item!r} is no web address. Write it with http:// or https://", name, key)


def _check_forms(table: dict[str, Any], where: Where, name: str) -> None:
    country, language, timezone, limit = (table.get(key) for key in ("country", "language", "timezone", "limit"))
    if country is not None and not _COUNTRY.fullmatch(country):
        raise where.error(f"{country!r} is no ISO 3166-1 code of two capitals, such as FR", name, "country")
    if language is not None and not _LANGUAGE.fullmatch(language):
        raise where.error(f"{language!r} is no language tag, such as fr or fr-CA", name, "language")
    if timezone is not None and not _is_zone(timezone):
        raise where.error(f"{timezone!r} is no IANA time zone, such as Europe/Paris", name, "timezone")
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 0):
        raise where.error(f"{limit!r} must be a whole number, 0 or more (0: no limit)", name, "limit")


def _since(value: Any, where: Where, name: str) -> datetime | timedelta | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    age = times.age(value) if isinstance(value, str) else None
    if value is not None and age is None:
        raise where.error(f'{value!r} is neither a date (2026-11-01) nor an age ("30d")', name, "since")
    return age


def _rhythm(value: Any, where: Where, name: str) -> timedelta | str | None:
    if value is None:
        return None
    told = '{!r} is neither a pause ("15m", "6h") nor a cron expression ("0 6-22 * * *")'
    if not isinstance(value, str):
        raise where.error(told.format(value), name, "rhythm")
    if length := times.length(value):
        return length
    try:
        times.next_of_cron(value, datetime(2026, 1, 1, tzinfo=UTC))
    except ValueError as error:
        raise where.error(told.format(value), name, "rhythm") from error
    return value


def _tdm(value: Any, where: Where, name: str) -> TdmPolicy | None:
    if value is not None and value not in tuple(TdmPolicy):
        raise where.error(f"{value!r} is not one of: {', '.join(TdmPolicy)}", name, "tdm")
    return TdmPolicy(value) if value is not None else None


def _check_facts(table: dict[str, Any], where: Where, name: str) -> None:
    """The keys of :data:`CATALOGUE_KEYS`, where the file may have them."""
    for key, choices in (("kind", KINDS), ("paywall", PAYWALLS)):
        if key in table and table[key] not in choices:
            raise where.error(f"{table[key]!r} is not one of: {', '.join(choices)}", name, key)
    origin = table.get("origin", "?")
    if not isinstance(origin, str) or not origin.strip():
        raise where.error("must say in a few words where the entry was taken from", name, "origin")
    seen = table.get("seen", date.min)
    if not isinstance(seen, date) or isinstance(seen, datetime):
        raise where.error(f"{seen!r} is no date. Write it without quotes: 2026-11-23", name, "seen")
    if not isinstance(table.get("verified", False), bool):
        raise where.error(f"{table['verified']!r} must be true or false", name, "verified")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return False
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    """Asked once: it walks the zone files of the system, and the catalogue has hundreds of entries."""
    return frozenset(available_timezones())
