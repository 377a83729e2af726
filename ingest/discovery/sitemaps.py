"""Sitemaps (sitemaps.org), sitemap indexes, news sitemaps, and lists of addresses in plain text. Pure.

They are scanned for the few tags that matter, not parsed: half of what is wrong with sitemaps in the wild (a bare «&»,
a blank line before the declaration, a prefix nobody declared, an end that is missing) costs an XML parser all that
follows. Nothing is ever expanded, so that there are no bombs.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from ingest.charset import decode
from ingest.discovery.content import unpacked
from ingest.discovery.sites import SiteFilter
from ingest.model import Link, Page, Source, Via
from ingest.urls import canonical_of, try_request

MOST_ENTRIES = 50_000
"""sitemaps.org: a sitemap has no more."""

_TAG = re.compile(
    r"<(?P<end>/?)(?:(?P<prefix>[\w.-]{1,50}):)?(?P<name>url|sitemap|loc|lastmod|news|publication_date|title)"
    r"(?=[\s/>])[^<>]*?(?P<empty>/?)>",
    re.IGNORECASE,
)
_ROOT = re.compile(r"</(?:[\w.-]{1,50}:)?(?:urlset|sitemapindex)\s*>|<(?:urlset|sitemapindex)\b[^<>]*/>", re.IGNORECASE)
"""The end of a sitemap that is whole."""
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_W3C_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")
_TO_THE_MINUTE = re.compile(r"T\d{2}:?\d{2}(?:Z|[+-][\d:]+)?$", re.IGNORECASE)
_OFFSET_WITHOUT_COLON = re.compile(r"([+-]\d{2})(\d{2})$")
_SECOND = timedelta(seconds=1)
LAST_ON_EARTH = timezone(timedelta(hours=-12))
"""The zone in which a day ends last."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap names."""

    links: tuple[Link, ...] = ()
    """Pages, in the order of the file."""
    children: tuple[str, ...] = ()
    """Addresses of further sitemaps: those with the latest ``lastmod`` first, undated ones last."""
    lastmods: dict[str, datetime] = field(default_factory=dict)
    """Of the children that have a ``lastmod`` the last moment that it may mean, wherever the newsroom is."""
    fault: str | None = None
    """What a person should know who named it as a sitemap, as the end of a sentence: why it gave nothing. None when it
    did, or is whole and empty."""


def read_sitemap(page: Page, source: Source) -> Sitemap:
    """The pages and further sitemaps that a sitemap names, packed or not; never more than 50,000.

    What is broken is read as far as it makes sense. Addresses of other sites than the sitemap's or the source's are
    left out (sitemaps.org, «Sitemap file location»). Times without an offset are read in the source's time zone, else
    UTC; a date alone means the end of that day.
    """
    text = decode(unpacked(page.body), page.header("content-type")).text.lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return _plain_text(text, page, source)
    if "<!ENTITY" in text:
        return Sitemap(fault="defines entities of its own and is left unread")
    ours = SiteFilter(page.final_url, source.home)
    zone = ZoneInfo(source.timezone) if source.timezone else None
    links: dict[str, Link] = {}
    children: dict[str, datetime | None] = {}
    count = 0
    for count, (kind, fields) in enumerate(_entries(text), start=1):
        url = try_request(fields["loc"], page.final_url) if fields.get("loc") else None
        if url is not None and url in ours:
            if kind == "sitemap":
                children[url] = w3c_moment(fields.get("lastmod"), zone or LAST_ON_EARTH)
            else:
                links.setdefault(canonical_of(url), _link(url, fields, zone or UTC, page, source))
        if count >= MOST_ENTRIES:
            break
    lastmods = {url: modified for url, modified in children.items() if modified is not None}
    dated = sorted(lastmods, key=lambda url: lastmods[url], reverse=True)
    undated = [url for url in children if url not in lastmods]
    fault = None if links or children else _fault(text, count)
    return Sitemap(tuple(links.values()), (*dated, *undated), lastmods, fault)


def _fault(text: str, entries: int) -> str | None:
    if entries:
        return f"names {entries} addresses, and none of them is one of this site"
    return None if _ROOT.search(text) else "is no sitemap"


def _entries(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """``url`` or ``sitemap``, and its fields: loc, lastmod, and the news extension's as ``news:title``; ``news`` where
    it is used at all. Images and videos have a ``loc`` of their own, under another prefix."""
    kind, prefix, leaf, in_news = "", None, None, False
    fields: dict[str, str] | None = None
    for tag in _TAG.finditer(_without_comments(text)):
        name, begins = tag["name"].lower(), not (tag["end"] or tag["empty"])
        if name in ("url", "sitemap") and prefix in (None, tag["prefix"] or ""):
            if fields:
                yield kind, fields
            kind, prefix, leaf, in_news = name, tag["prefix"] or "", None, False
            fields = {} if begins else None
        elif fields is None:
            continue
        elif name == "news":
            in_news = begins
            fields.setdefault("news", "")
        elif begins:
            leaf = tag
        elif tag["end"] and leaf is not None and leaf["name"].lower() == name and leaf["prefix"] == tag["prefix"]:
            if in_news:
                fields.setdefault(f"news:{name}", _value(tag.string[leaf.end() : tag.start()]))
            elif (tag["prefix"] or "") == prefix:
                fields.setdefault(name, _value(tag.string[leaf.end() : tag.start()]))
            leaf = None
    if fields:
        yield kind, fields


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    return "".join((first, *(after.partition("-->")[2] for after in others)))


def _value(content: str) -> str:
    """What stands between two tags, as an XML parser gives it; a bare «&» is one."""
    if "<![CDATA[" in content:
        return _CDATA.sub(r"\1", content).strip()
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), content).strip()


def _link(url: str, fields: dict[str, str], zone: tzinfo, page: Page, source: Source) -> Link:
    return Link(
        url=url,
        source=source.name,
        via=Via.NEWS_SITEMAP if "news" in fields else Via.SITEMAP,
        referrer=page.final_url,
        title=" ".join(fields.get("news:title", "").split()) or None,
        published=w3c_moment(fields.get("news:publication_date"), zone),
        modified=w3c_moment(fields.get("lastmod"), zone),
    )


def w3c_moment(text: str | None, zone: tzinfo) -> datetime | None:
    """The last second, in UTC, that a date of the W3C profile of ISO 8601 may mean: «2026-03» may be the 31st at
    midnight. ``zone``: of what has no offset. None for anything else."""
    text = (text or "").strip()
    try:
        if match := _W3C_DATE.match(text):
            moment = _end_of(*(int(part) if part else None for part in match.groups()))
        else:
            moment = datetime.fromisoformat(_OFFSET_WITHOUT_COLON.sub(r"\1:\2", text))
            if _TO_THE_MINUTE.search(text):
                moment += timedelta(minutes=1) - _SECOND
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _end_of(year: int | None, month: int | None, day: int | None) -> datetime:
    """The last second of a day, a month or a year."""
    first = datetime(year or 0, month or 1, day or 1)
    if day:
        return first + timedelta(days=1) - _SECOND
    following = (first.year, first.month + 1) if month and month < 12 else (first.year + 1, 1)
    return datetime(*following, 1) - _SECOND


def _plain_text(text: str, page: Page, source: Source) -> Sitemap:
    """One address per line (sitemaps.org, «Text file»)."""
    ours = SiteFilter(page.final_url, source.home)
    links: dict[str, Link] = {}
    for line in text.splitlines()[:MOST_ENTRIES]:
        url = try_request(line.strip())
        if url is not None and url in ours:
            links.setdefault(
                canonical_of(url), Link(url=url, source=source.name, via=Via.SITEMAP, referrer=page.final_url)
            )
    return Sitemap(tuple(links.values()), fault=None if links else "is no sitemap")
