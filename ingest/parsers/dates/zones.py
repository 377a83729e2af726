"""The zone of a page's dates when they name none: the source's, else by country, language region, domain, language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from ingest.parsers.dates.resolve import zone_of
from ingest.parsers.dates.signals import Signal
from ingest.parsers.dates.stamp import Stamp, parse_stamp

_LONGEST_TAG = 16
"""Characters of a tag that are read, and one more: language, script and region."""
_NO_COUNTRIES = frozenset((("es", "LA"), ("ar", "AR")))
"""What Facebook calls the Spanish of Latin America and any Arabic (og:locale): neither Laos nor Argentina."""
_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_](?P<region>[a-z]{2}))?(?![a-z])", re.IGNORECASE)


def zone_of_page(
    signals: Sequence[Signal],
    *,
    source_zone: str | None,
    page_lang: str | None,
    url: str | None,
    country: str | None = None,
    locale: str | None = None,
) -> str | None:
    """IANA zone for a page's dates; None when nothing tells (then UTC is what remains).

    ``source_zone`` wins as it is. Then ``country`` (ISO 3166-1 alpha-2), a region in ``page_lang`` (html lang or
    og:locale: «fr-CA», «fr_BE»), the URL's top-level domain, the language where one country dominates its media.
    A region that templates come with (fr-FR, en-US) says less than a country's domain: half of the French-language
    sites of Africa have it.

    Where only the language speaks, the offsets of the page's own values (``signals``) outweigh it: a zone of a country
    where the language's media are (``fr`` with -05:00: Québec) when it explains all of them; None when none does: then
    the page's own offset is what remains. ``locale`` (og:locale) adds a region that the language tag lacks, unless it
    is a template's.
    """
    known = _known_zone(source_zone, _with_region(page_lang, locale), url, country)
    if known:
        return known
    likely = _likely_zone(page_lang)
    stamps = _local_stamps(signals)
    if not stamps or (likely and _explains(likely, stamps, loosely=True)):
        return likely
    others: list[str] = _table()["elsewhere"].get(_language_and_region(page_lang)[0], [])
    return next((zone for zone in others if _explains(zone, stamps)), None)


def _with_region(page_lang: str | None, locale: str | None) -> str | None:
    language, region = _language_and_region(page_lang)
    spoken, there = _language_and_region(locale)
    return locale if there and not region and spoken == language and not _is_stock(spoken, there) else page_lang


def _local_stamps(signals: Sequence[Signal]) -> list[Stamp]:
    """Values with an offset that is not zero: what a system in UTC writes tells nothing of the newsroom."""
    values = [one.raw for one in signals if one.method in ("json-ld", "meta", "microdata")]
    return [stamp for raw in values if (stamp := parse_stamp(raw)) is not None and stamp.offset]


def _explains(zone: str, stamps: Sequence[Stamp], *, loosely: bool = False) -> bool:
    """Whether the zone has the offset of every value at its time; ``loosely``: at some time of the year, since many
    systems write the same offset in summer and winter."""
    return all(stamp.offset in _offsets(zone, stamp.wall, loosely) for stamp in stamps)


def _offsets(zone: str, wall: datetime, loosely: bool) -> set[timedelta | None]:
    times = (wall.replace(month=1, day=1), wall.replace(month=7, day=1)) if loosely else (wall,)
    return {time.replace(tzinfo=zone_of(zone)).utcoffset() for time in times}


def _known_zone(source_zone: str | None, page_lang: str | None, url: str | None, country: str | None) -> str | None:
    """By the source, the country, a region that is no template's, the domain."""
    if source_zone:
        return source_zone
    countries: dict[str, str] = _table()["countries"]
    if country and (zone := countries.get(country.strip().upper())):
        return zone
    language, region = _language_and_region(page_lang)
    if region and not _is_stock(language, region) and (zone := countries.get(region)):
        return zone
    return _of_domain(url, language)


def _likely_zone(page_lang: str | None) -> str | None:
    """By the language, where one country dominates its media, or by the region that a template came with."""
    table = _table()
    language, region = _language_and_region(page_lang)
    if _is_stock(language, region) and language not in table["languages"]:
        found: str | None = table["countries"].get(region)
    else:
        found = table["languages"].get(language)
    return found


def _is_stock(language: str, region: str) -> bool:
    return f"{language}-{region}" in _table()["defaults"]["tags"]


def _language_and_region(page_lang: str | None) -> tuple[str, str]:
    return _read_tag(page_lang.strip()[:_LONGEST_TAG]) if page_lang else ("", "")


# A page is asked five times for its tag, and all pages have the same few.
@lru_cache(maxsize=256)
def _read_tag(text: str) -> tuple[str, str]:
    tag = _TAG.match(text)
    found = (tag["language"].lower(), (tag["region"] or "").upper()) if tag else ("", "")
    return (found[0], "") if found in _NO_COUNTRIES else found


def _of_domain(url: str | None, language: str) -> str | None:
    try:
        host = (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        return None
    labels = host.rstrip(".").split(".")
    domain = labels[-1] if len(labels) > 1 else ""
    table = _table()
    if table["defaults"]["anywhere"] & set(labels):
        return None
    if zone := table["domains"].get(domain):
        return str(zone)
    zone = table["countries"].get(domain.upper()) if len(domain) == 2 else None
    if zone is None or (
        domain in table["defaults"]["sold"] and f"{domain}-{language}" not in table["defaults"]["spoken"]
    ):
        return None
    return str(zone)


@cache
def _table() -> dict[str, Any]:
    file = resources.files(__package__) / "zones.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    table["defaults"]["anywhere"] = set(table["defaults"]["anywhere"])
    return table
