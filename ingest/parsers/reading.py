"""One page, from bytes to an :class:`~ingest.model.Article`: the order in which the parsers are asked.

    bytes →decode→ text →walk→ Tree →score→ body →fields→ Article

What is asked from outside, with arguments that a caller may get wrong: :mod:`ingest.parsers.api`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import timezone as dt_timezone
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from ingest import charset, urls
from ingest.model import Access, Article, Found, Image, Moment, PageType, Rights
from ingest.parsers import body as bodies
from ingest.parsers.access import access_of, is_missing_page
from ingest.parsers.blocks import Body, decide, unsigned
from ingest.parsers.claims import claims_of, first_of
from ingest.parsers.dates.page import PageDates, settle
from ingest.parsers.dates.zones import zone_of_page
from ingest.parsers.fallback import told_blocks
from ingest.parsers.headline import headline_of
from ingest.parsers.images import find_images, legends
from ingest.parsers.kinds import kicker_of, looks_live, page_type_of
from ingest.parsers.language import detect
from ingest.parsers.live import find_entries
from ingest.parsers.people import find_people
from ingest.parsers.reference import agreement
from ingest.parsers.rights import rights_of
from ingest.parsers.signals import date_signals
from ingest.parsers.site_rules import SiteRules
from ingest.parsers.site_rules.guide import Guide
from ingest.parsers.standfirst import find_standfirst
from ingest.parsers.structured import first_url
from ingest.parsers.taxonomy import find_section, find_tags
from ingest.parsers.walk import Tree, walk

_NO_RIGHTS = Rights()


@dataclass(frozen=True, slots=True)
class Reading:
    """The article, and what was decided on the way to it."""

    article: Article
    missing: str
    """The words by which the page says that it is missing; empty as a rule."""
    tree: Tree
    scores: list[float]
    body: Body


def read_page(
    html: bytes | str,
    url: str | None,
    *,
    fetched_at: datetime | None,
    timezone: str | None,
    country: str | None = None,
    content_type: str | None = None,
    rights: Rights = _NO_RIGHTS,
    source_title: str | None = None,
    rules: SiteRules | None = None,
) -> Reading:
    """``country``, ``rights`` and ``source_title`` are what a crawl knows of the page's source."""
    url = _usable(url)
    rule = rules.rule_for(url, fetched_at) if rules else None
    guide = Guide(rule) if rule else None
    markup = _markup(html, content_type)
    tree = guide.walk(markup) if guide else walk(markup)
    provenance: dict[str, Found] = {}
    claims = claims_of(tree, url, source_title)
    title, provenance["title"] = headline_of(tree, claims)
    if guide:
        title, provenance["title"] = guide.title(title, provenance["title"])

    # body
    prepared = bodies.prepare(tree, title)
    scores = bodies.scores(prepared)
    if guide:
        scores = guide.scores(scores)
    standfirst, standfirst_at, found = find_standfirst(
        tree, prepared.context, scores, prepared.title_at, claims.descriptions
    )
    if guide:
        standfirst, standfirst_at, found = guide.standfirst(standfirst, standfirst_at, found)
    if found:
        provenance["standfirst"] = found
    legend_at = legends(tree, prepared.context, scores)
    if guide:
        legend_at = guide.legends(legend_at)
    body = decide(
        tree,
        prepared.context,
        scores,
        title=title,
        title_at=prepared.title_at,
        standfirst_at=standfirst_at,
        legend_at=legend_at,
        ruled_out=guide.ruled_out() if guide else {},
    )
    told = [] if body.blocks and not body.unsure else told_blocks(claims.article)
    if told:
        body.blocks, body.segments = told, []
    body_text = "\n\n".join(block.text for block in body.blocks)
    if told:
        provenance["text"] = Found("json-ld", "articleBody")
    elif body.blocks:
        method = "likeliest" if body.unsure else "model"
        places = f"segments {body.first}–{body.last} of {len(tree.segments)}"
        compared = agreement(body.blocks, claims.reference)
        provenance["text"] = Found(method, f"{places}; {compared}" if compared else places)

    # fields
    lang = detect(f"{standfirst or ''} {body_text[:1500]} {title or ''}", tree.lang or None)
    first = body.first if body.first >= 0 else (min(standfirst_at) if standfirst_at else prepared.title_at + 1)
    first = min(first, max(len(tree.segments) - 1, 0))
    last = max(body.last, first)
    signals = date_signals(
        tree, claims.article, claims.objects, url=url, title_at=prepared.title_at, first=first, last=last
    )
    locale = _locale(tree)
    zone = zone_of_page(
        signals,
        source_zone=timezone,
        page_lang=tree.lang or locale or lang,
        locale=locale,
        url=url or _canonical(tree, None),
        country=country,
    )
    dates = settle(signals, tz=zone, fetched_at=fetched_at, lang=lang)
    if guide:
        dates = guide.dates(dates, tz=zone, fetched_at=fetched_at, lang=lang)
    authors, contributors, agency, found = find_people(
        tree, claims.article, title_at=prepared.title_at, first=first, last=last, site_names=claims.site_names
    )
    if found:
        provenance["authors"] = found
    visible = found.evidence if found and found.method == "visible" else ""
    unsigned(body, authors, visible, claims.site_names)
    section, found = find_section(
        tree,
        claims.article,
        claims.objects,
        title=title,
        title_at=prepared.title_at,
        first=first,
        last=last,
        url=url,
        authors=authors,
        site_names=claims.site_names,
        markup=markup,
    )
    if found:
        provenance["section"] = found
    tags, found = find_tags(
        tree,
        claims.article,
        last,
        text=f"{title} {standfirst or ''} {body_text}",
        not_tags=(*claims.site_names, *authors),
        head=range(max(0, prepared.title_at + 1), first),
    )
    if found:
        provenance["tags"] = found
    start = min(n for n in (prepared.title_at, first) if n >= 0) if max(prepared.title_at, first) >= 0 else 0
    images = [
        Image(_absolute(image.url, url), image.caption, image.credit)
        for image in find_images(
            tree,
            prepared.context,
            start - 12,
            max(last, body.end),
            set(body.segments) | standfirst_at,
            legend_at,
            claims.site_names,
        )
    ]
    kicker = kicker_of(tree, prepared.title_at)
    is_live = looks_live(tree, claims.article, url, title, kicker)
    entries = find_entries(tree, claims.article, zone, is_live=is_live, day=_only_day(dates, zone))
    access, found = access_of(tree, claims.article, body.blocks, body.last, title)
    if found:
        provenance["access"] = found
    page_type, provenance["page_type"] = page_type_of(
        tree,
        claims.article,
        claims.objects,
        url=url,
        title=title,
        section=section,
        kicker=kicker,
        blocks=body.blocks,
        body=body.segments,
        images=len(images),
        live_entries=len(entries),
        interviewer=any(c.role == "interviewer" for c in contributors),
        whole=access is Access.FULL,
    )
    if not images and page_type is PageType.VIDEO:
        images = [Image(url=_absolute(poster, url)) for poster in _posters(tree, claims.article)]
    article = Article(
        url=url,
        canonical_url=_canonical(tree, url),
        site_name=claims.site_name,
        title=title,
        standfirst=standfirst,
        blocks=body.blocks,
        authors=authors,
        contributors=contributors,
        agency=agency,
        published_at=_local(dates.published, zone, dates.display_offset),
        published_precision=dates.published.precision if dates.published else None,
        published_raw=dates.published_raw,
        modified_at=_local(dates.modified, zone, dates.display_offset),
        modified_precision=dates.modified.precision if dates.modified else None,
        modified_raw=dates.modified_raw,
        timezone=zone,
        date_conflict=dates.conflict,
        section=section,
        tags=tags,
        images=images,
        lang=lang,
        page_type=page_type,
        access=access,
        live_entries=entries,
        rights=rights_of(tree, rights, url),
        provenance=provenance,
        dropped=body.dropped,
    )
    if guide:
        article = guide.finish(article, claims.site_names)
    _note_dates(article.provenance, dates)
    missing = is_missing_page(tree, title, len(body_text))
    return Reading(article, missing, tree, scores, body)


def prepared(html: bytes, url: str | None) -> bodies.Prepared:
    """A page as the body's model sees it, with the same headline as in a reading: for training."""
    tree = walk(_markup(html, None))
    title, _ = headline_of(tree, claims_of(tree, _usable(url), None))
    return bodies.prepare(tree, title)


def _markup(html: bytes | str, content_type: str | None) -> str | bytes:
    """The page as text, or as its own bytes where they are UTF-8 already."""
    return html if isinstance(html, str) else charset.markup(html, content_type)


def _note_dates(provenance: dict[str, Found], dates: PageDates) -> None:
    if dates.published_found:
        provenance["published_at"] = dates.published_found
    if dates.modified_found:
        provenance["modified_at"] = dates.modified_found


def _local(moment: Moment | None, zone: str | None, offset: timedelta | None) -> datetime | None:
    """On the newsroom's clock: the page's own offset where readers see that, else the zone's, else UTC."""
    if moment is None:
        return None
    if offset is not None:
        return moment.instant.astimezone(dt_timezone(offset))
    return moment.instant.astimezone(ZoneInfo(zone)) if zone else moment.instant


def _only_day(dates: PageDates, zone: str | None) -> date | None:
    """The day of the publication, where no later one is told."""
    days = {
        local.date()
        for moment in (dates.published, dates.modified)
        if (local := _local(moment, zone, dates.display_offset))
    }
    return days.pop() if len(days) == 1 else None


def _locale(tree: Tree) -> str | None:
    locale = first_of(tree.meta, "og:locale", "content-language")
    return locale.replace("_", "-") if locale else None


def _posters(tree: Tree, article: dict[str, Any]) -> list[str]:
    """The still that stands for a video."""
    poster = first_url(article.get("thumbnailUrl")) or first_of(tree.meta, "og:image")
    return [poster] if poster else []


def _usable(url: str | None) -> str | None:
    """The address, unless it is one that cannot be taken apart («http://[»)."""
    try:
        urlsplit(url or "")
    except ValueError:
        return None
    return url


def _absolute(address: str | None, base: str | None) -> str | None:
    if not address:
        return None
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return None


def _canonical(tree: Tree, url: str | None) -> str | None:
    """The page's own word for its address, taken with judgement; else the address it came from."""
    claims = [claim for claim in (tree.links.get("canonical"), first_of(tree.meta, "og:url")) if claim]
    if url is None or (own := urls.try_canonical(url)) is None:
        return next(filter(None, map(urls.try_canonical, claims)), None)
    return next(filter(None, (urls.declared_canonical(claim, url) for claim in claims)), own)
