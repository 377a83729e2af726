"""Sitemaps (sitemaps.org), sitemap indexes, news sitemaps, and lists of addresses in plain text. Pure."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from zoneinfo import ZoneInfo

from ingest.discovery.content import unpacked
from ingest.discovery.sites import SiteFilter
from ingest.model import Link, Page, Source, Via
from ingest.urls import canonical_of, try_request

MOST_ENTRIES = 50_000
"""sitemaps.org: a sitemap has no more."""

_W3C_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")
_OFFSET_WITHOUT_COLON = re.compile(r"([+-]\d{2})(\d{2})$")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap names."""

    links: tuple[Link, ...] = ()
    """Pages, in the order of the file."""
    children: tuple[str, ...] = ()
    """Addresses of further sitemaps: those with the latest ``lastmod`` first, undated ones last."""
    lastmods: dict[str, datetime] = field(default_factory=dict)
    """``lastmod`` of children that have one."""


def read_sitemap(page: Page, source: Source) -> Sitemap:
    """The pages and further sitemaps that a sitemap names, packed or not; never more than 50,000.

    Broken XML gives what stands before the break. Addresses of other sites than the sitemap's or the source's are left
    out (sitemaps.org, «Sitemap file location»). Dates without an offset are read in the source's time zone, else UTC.
    """
    body = unpacked(page.body)
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _plain_text(body, page, source)
    ours = SiteFilter(page.final_url, source.home)
    zone = ZoneInfo(source.timezone) if source.timezone else UTC
    links: dict[str, Link] = {}
    children: dict[str, datetime | None] = {}
    for entry in _entries(body):
        fields = _fields(entry)
        url = try_request(fields["loc"], page.final_url) if fields.get("loc") else None
        if url is None or url not in ours:
            continue
        if _local(entry.tag) == "sitemap":
            children[url] = w3c_moment(fields.get("lastmod"), zone)
        else:
            links.setdefault(canonical_of(url), _link(url, fields, zone, page, source))
    dated = sorted((url for url in children if children[url]), key=lambda url: children[url] or _NEVER, reverse=True)
    undated = [url for url, modified in children.items() if modified is None]
    return Sitemap(
        tuple(links.values()),
        (*dated, *undated),
        {url: modified for url, modified in children.items() if modified is not None},
    )


_NEVER = datetime.min.replace(tzinfo=UTC)


def _entries(body: bytes) -> Iterator[Element]:
    """``url`` and ``sitemap`` elements, one at a time, until the end, the break, or the bound."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    count, root = 0, None
    try:
        for event, element in iterparse(io.BytesIO(body), events=("start", "end")):
            if root is None:
                root = element
            if event == "end" and _local(element.tag) in ("url", "sitemap"):
                yield element
                root.clear()  # what was read is not kept
                count += 1
                if count >= MOST_ENTRIES:
                    return
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return  # broken, an entity bomb, or an encoding nobody knows


def _local(tag: Any) -> str:
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _fields(entry: Element) -> dict[str, str]:
    """loc, lastmod and the news extension's fields, by local name. Images and videos have a ``loc`` of their own."""
    fields: dict[str, str] = {}
    for child in entry:
        name = _local(child.tag)
        if name == "news":
            fields["news"] = ""
            for part in child:
                fields.setdefault(f"news:{_local(part.tag)}", (part.text or "").strip())
        elif name in ("loc", "lastmod"):
            fields.setdefault(name, (child.text or "").strip())
    return fields


def _link(url: str, fields: dict[str, str], zone: Any, page: Page, source: Source) -> Link:
    return Link(
        url=url,
        source=source.name,
        via=Via.NEWS_SITEMAP if "news" in fields else Via.SITEMAP,
        referrer=page.final_url,
        title=" ".join(fields.get("news:title", "").split()) or None,
        published=w3c_moment(fields.get("news:publication_date"), zone),
        modified=w3c_moment(fields.get("lastmod"), zone),
    )


def w3c_moment(text: str | None, zone: Any) -> datetime | None:
    """A date of the W3C profile of ISO 8601 (year, month, day, or with a time) in UTC; None for anything else."""
    text = (text or "").strip()
    try:
        if match := _W3C_DATE.match(text):
            year, month, day = (int(part or 1) for part in match.groups())
            moment = datetime(year, month, day)
        else:
            moment = datetime.fromisoformat(_OFFSET_WITHOUT_COLON.sub(r"\1:\2", text))
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _plain_text(body: bytes, page: Page, source: Source) -> Sitemap:
    """One address per line (sitemaps.org, «Text file»)."""
    ours = SiteFilter(page.final_url, source.home)
    links: dict[str, Link] = {}
    for line in body.decode("utf-8-sig", "replace").splitlines()[:MOST_ENTRIES]:
        url = try_request(line.strip())
        if url is not None and url in ours:
            links.setdefault(
                canonical_of(url), Link(url=url, source=source.name, via=Via.SITEMAP, referrer=page.final_url)
            )
    return Sitemap(tuple(links.values()))
