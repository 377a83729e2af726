"""The zone of a page's dates when they name none: the source's, else by country, language region, domain, language."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_](?P<region>[a-z]{2}))?(?![a-z])", re.IGNORECASE)


def guess_zone(
    *, source_zone: str | None, page_lang: str | None, url: str | None, country: str | None = None
) -> str | None:
    """IANA zone for a page's dates; None when nothing tells (then UTC is what remains).

    ``source_zone`` wins as it is. Then ``country`` (ISO 3166-1 alpha-2), a region in ``page_lang`` (html lang or
    og:locale: «fr-CA», «fr_BE»), the URL's top-level domain, the language where one country dominates its media.
    A region that templates come with (fr-FR, en-US) says less than a country's domain: half of the French-language
    sites of Africa have it.
    """
    if source_zone:
        return source_zone
    table = _table()
    countries: dict[str, str] = table["countries"]
    if country and (zone := countries.get(country.strip().upper())):
        return zone
    tag = _TAG.match(page_lang.strip()) if page_lang else None
    language = tag["language"].lower() if tag else ""
    region = (tag["region"] or "").upper() if tag else ""
    stock = f"{language}-{region}" in table["defaults"]["tags"]
    if region and not stock and (zone := countries.get(region)):
        return zone
    if zone := _of_domain(url, language):
        return zone
    if stock and language not in table["languages"]:
        return countries.get(region)
    found: str | None = table["languages"].get(language)
    return found


def _of_domain(url: str | None, language: str) -> str | None:
    try:
        host = (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        return None
    domain = host.rstrip(".").rsplit(".", 1)[-1] if "." in host else ""
    table = _table()
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
    return tomllib.loads(file.read_text(encoding="utf-8"))
