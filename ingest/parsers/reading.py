"""One page, from bytes to an :class:`~ingest.model.Article`: the order in which the parsers are asked.

    bytes →decode→ text →walk→ Tree →score→ body →fields→ Article →judge→ Article | Drop

No I/O, no clock: relative dates resolve against ``fetched_at``, and without it they stay unresolved.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import timezone as dt_timezone
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from ingest import charset, urls
from ingest.model import Access, Article, Drop, Found, Image, Line, Moment, Page, PageType, Reason, Rights, Source
from ingest.parsers import body as bodies
from ingest.parsers.access import access_of, is_missing_page
from ingest.parsers.blocks import Body, decide, unsigned
from ingest.parsers.byline import is_byline
from ingest.parsers.dates.page import PageDates, settle
from ingest.parsers.dates.zones import zone_of_page
from ingest.parsers.fallback import told_blocks
from ingest.parsers.finding import places_with_bits
from ingest.parsers.images import find_images, legends
from ingest.parsers.kinds import kicker_of, looks_live, page_type_of
from ingest.parsers.language import detect
from ingest.parsers.live import find_entries
from ingest.parsers.names import has_date
from ingest.parsers.people import find_people
from ingest.parsers.reference import agreement
from ingest.parsers.rights import rights_of
from ingest.parsers.signals import date_signals
from ingest.parsers.site_rules import SiteRules
from ingest.parsers.site_rules.guide import Guide
from ingest.parsers.standfirst import find_standfirst
from ingest.parsers.structured import article_of, first_url, long_text, names, read_json_ld, texts, types_of
from ingest.parsers.taxonomy import find_section, find_tags
from ingest.parsers.titles import choose_title
from ingest.parsers.typography import clean, fold
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Segment, Tree, walk

_NO_RIGHTS = Rights()
_NO_TEXT = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_TELLING_WORD, _LEAST_TELLING = 4, 3
"""Letters of a word, and such words of a headline, by which another title is seen to be about it."""
_UNNAMED = re.compile(
    r"(?:(?:nouvelle page|new page|page|untitled|unbenannt\w*|sans titre|no title)[ -]?\d*|untitled (?:document|page)"
    r"|(?:document|page) sans (?:titre|nom)|documento (?:sin t[ií]tulo|senza titolo)|senza titolo|unbenanntes dokument"
    r"|index(?:\.html?)?|home ?page|home|accueil|page d['’]accueil|welcome|bienvenue)",
    re.I,
)
"""The <title> of a page whose author, or whose editor, gave it none."""
_ABOVE_TEXT = 12
"""Lines above the first paragraph in which a headline stands that only its letters show."""
_TITLE_PARTS = re.compile(r"\s(?:[-–—|»>]|::)\s|:\s")
_LEAST_TITLE = 15
_SITE_TYPES = frozenset(("WebSite", "Organization", "NewsMediaOrganization"))
_Arguments = ParamSpec("_Arguments")
_ResultT = TypeVar("_ResultT")


class _Claims(NamedTuple):
    """What the page says about itself in its metadata."""

    objects: list[dict[str, Any]]
    article: dict[str, Any]
    site_name: str | None
    site_names: list[str]
    descriptions: list[str]
    reference: str
    """JSON-LD's articleBody."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """The article, and what was decided on the way to it."""

    article: Article
    missing: str
    """The words by which the page says that it is missing; empty as a rule."""
    tree: Tree
    scores: list[float]
    body: Body


def _uncollected(reader: Callable[_Arguments, _ResultT]) -> Callable[_Arguments, _ResultT]:
    """A reader during which Python does not look for cycles. A page makes thousands of small tuples and no cycle: the
    search finds nothing, some twenty times a page, and costs a tenth of the whole reading. It goes on when the page's
    tree is gone, and finds hardly anything to look at."""

    @wraps(reader)
    def read_without_collecting(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _ResultT:
        if not gc.isenabled():
            return reader(*args, **kwargs)
        gc.disable()
        try:
            return reader(*args, **kwargs)
        finally:
            gc.enable()

    return read_without_collecting


@_uncollected
def read(page: Page, source: Source | None = None, rules: SiteRules | None = None) -> Article | Drop:
    """The article in a page, or why it is none. Never raises for anything a page holds."""
    content_type = page.header("content-type")
    if content_type and not _is_html(content_type):
        return _drop(page, Reason.NOT_HTML, content_type)
    reading = _read(
        page.body,
        page.final_url or page.url,
        fetched_at=page.fetched_at,
        timezone=source.timezone if source else None,
        country=source.country if source else None,
        content_type=content_type,
        rights=page.rights,
        source_title=source.title if source else None,
        rules=rules,
    )
    why = _why_none(reading, page.body)
    return _drop(page, *why, reading.article) if why else reading.article


@_uncollected
def parse(
    html: bytes | str,
    url: str | None = None,
    *,
    fetched_at: datetime | None = None,
    timezone: str | None = None,
    headers: Mapping[str, str] | None = None,
    rules: SiteRules | None = None,
) -> Article:
    """Everything that can be read from one page.

    ``html``: the page's bytes (their encoding is found out) or text. ``url``: where it is from, for relative links, the
    site's name and the zone of its country. ``fetched_at``: an aware datetime; without it «il y a 3 heures» is no date.
    ``timezone``: IANA zone of the newsroom; guessed from the page otherwise. ``headers``: the response's, for charset
    and rights. ``rules``: selectors for single sites, from ``ingest.load_rules``.

    Always returns an article, empty for an empty page; ``page_type`` and ``access`` say what it is. Raises
    ``ValueError`` for a naive ``fetched_at`` or an unknown ``timezone``, ``TypeError`` for arguments of another kind,
    nothing else.
    """
    return _parsed(html, url, fetched_at, timezone, headers, rules).article


@_uncollected
def judged(
    html: bytes,
    url: str | None = None,
    *,
    fetched_at: datetime | None = None,
    timezone: str | None = None,
    headers: Mapping[str, str] | None = None,
    rules: SiteRules | None = None,
) -> tuple[Article, tuple[Reason, str] | None]:
    """As :func:`parse`, with what a crawl would say: why the page is no article, and what was seen."""
    reading = _parsed(html, url, fetched_at, timezone, headers, rules)
    return reading.article, _why_none(reading, html)


@_uncollected
def explain(
    html: bytes | str,
    url: str | None = None,
    *,
    fetched_at: datetime | None = None,
    timezone: str | None = None,
    headers: Mapping[str, str] | None = None,
    rules: SiteRules | None = None,
) -> tuple[Article, list[Line]]:
    """As :func:`parse`, with every line of the page in reading order and what became of it."""
    reading = _parsed(html, url, fetched_at, timezone, headers, rules)
    kept, why = set(reading.body.segments), reading.body.rules
    lines = [
        Line(segment.text, segment.tag, number in kept, "" if number in kept else why.get(number, "model"), score)
        for number, (segment, score) in enumerate(zip(reading.tree.segments, reading.scores, strict=True))
    ]
    return reading.article, lines


def _parsed(
    html: bytes | str,
    url: str | None,
    fetched_at: datetime | None,
    timezone: str | None,
    headers: Mapping[str, str] | None,
    rules: SiteRules | None,
) -> _Reading:
    """What :func:`parse` and :func:`explain` read, from arguments that a caller may get wrong."""
    if not isinstance(html, (bytes, bytearray, memoryview, str)):
        raise TypeError(f"html must be the page's bytes or text, not {type(html).__name__}")
    if isinstance(html, (bytearray, memoryview)):
        html = bytes(html)
    if url is not None and not isinstance(url, str):
        raise TypeError(f"url must be a string, not {type(url).__name__}")
    if fetched_at is not None and not isinstance(fetched_at, datetime):
        raise TypeError(f"fetched_at must be an aware datetime, not {type(fetched_at).__name__}")
    if fetched_at is not None and fetched_at.tzinfo is None:
        raise ValueError("fetched_at must be an aware datetime, such as datetime.now(timezone.utc)")
    if timezone is not None:
        try:
            ZoneInfo(timezone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"unknown time zone {timezone!r}: use an IANA name such as 'Europe/Paris'") from error
    content_type = next((value for key, value in (headers or {}).items() if key.lower() == "content-type"), None)
    return _read(html, url, fetched_at=fetched_at, timezone=timezone, content_type=content_type, rules=rules)


def _read(
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
) -> _Reading:
    url = _usable(url)
    rule = rules.rule_for(url, fetched_at) if rules else None
    guide = Guide(rule) if rule else None
    markup = _markup(html, content_type)
    tree = guide.walk(markup) if guide else walk(markup)
    provenance: dict[str, Found] = {}
    claims = _claims(tree, url, source_title)
    title, provenance["title"] = _title(tree, claims)
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
    entries = find_entries(tree, claims.article, zone, is_live=is_live)
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
    return _Reading(article, missing, tree, scores, body)


def prepared(html: bytes, url: str | None) -> bodies.Prepared:
    """A page as the body's model sees it, with the same headline as in a reading: for training."""
    tree = walk(_markup(html, None))
    title, _ = _title(tree, _claims(tree, _usable(url), None))
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


def _claims(tree: Tree, url: str | None, source_title: str | None) -> _Claims:
    meta = tree.meta
    objects = read_json_ld(tree.json_ld)
    shown = _first(meta, "og:title", "twitter:title") or tree.title
    article = article_of(objects, url=url, title=shown) or {}
    publishers = [name for name, _ in names(article.get("publisher"))]
    site_names = [
        *meta.get("og:site_name", ()),
        *publishers,
        *meta.get("application-name", ()),
        *meta.get("apple-mobile-web-app-title", ()),
    ]
    site_names += [
        name for thing in objects if not _SITE_TYPES.isdisjoint(types_of(thing)) for name in texts(thing.get("name"))
    ]
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    site_name = source_title or next(filter(None, map(clean, site_names)), None)
    descriptions = [
        *texts(article.get("description")),
        *meta.get("og:description", ()),
        *meta.get("description", ()),
        *meta.get("twitter:description", ()),
    ]
    return _Claims(
        objects=objects,
        article=article,
        site_name=site_name,
        site_names=[name for name in (*site_names, source_title, host) if name],
        descriptions=[clean(text) for text in descriptions if text],
        reference=long_text(article.get("articleBody")),
    )


def _title(tree: Tree, claims: _Claims) -> tuple[str | None, Found]:
    og, twitter = _first(tree.meta, "og:title"), _first(tree.meta, "twitter:title")
    json_ld = next(iter(texts(claims.article.get("headline")) or texts(claims.article.get("name"))), None)
    headings = [tree.segments[n] for n in tree.headings]
    html_title = "" if _UNNAMED.fullmatch(tree.title) else tree.title
    h1s = [s.text for s in headings if (s.heading == 1 or _is_headline(tree, s)) and len(s.text) < 400]
    if tree.hints & Hint.KICKER or places_with_bits(tree.marks, "hints", Hint.KICKER):
        h1s = _without_kickers(tree, h1s, " ".join(filter(None, (og, twitter, json_ld, tree.title))))
    lower = [s.text for s in headings if s.heading in (2, 3) and 8 < len(s.text) < 300]
    if not h1s and html_title:
        # Old markup has no headings: the line that is a part of <title> is the headline, the rest the site's name.
        whole = fold(tree.title)
        tops = [s.text for s in tree.segments[:150] if 15 < len(s.text) < 300]
        told = [text for text in tops if len(text) < len(tree.title) and fold(text) in whole]
        parts = [tree.title[at.end() :] for at in _TITLE_PARTS.finditer(tree.title)]
        lower = [
            *(told or [text for text in tops if text == tree.title]),
            *(part for part in parts if len(part) > 25 and any(text.endswith(part) for text in tops)),
            *lower,
        ]
    title, found = choose_title(
        h1s=h1s[:12],
        h2s=lower[:40],
        og=og,
        twitter=twitter,
        json_ld=json_ld,
        html_title=html_title or None,
        site_names=claims.site_names,
    )
    doubtful = title is None or (found.method == "title" and not lower)
    if doubtful and (line := _bold_line(tree)) and (title is None or _names_only_site(title, line)):
        return line, Found("visible", line, (("title", title),) if title else ())
    return title, found


def _names_only_site(title: str, line: str) -> bool:
    """Whether a ``<title>`` is that of the whole site («La Gazette - Archives - page 7»), by the headline on the page:
    they have no word in common."""
    told = {word for word in fold(line).split() if len(word) >= _TELLING_WORD}
    return len(told) >= _LEAST_TELLING and told.isdisjoint(fold(title).split())


def _bold_line(tree: Tree) -> str | None:
    """The last line all in bold above the first paragraph: the headline of a page that has no other."""
    segments = tree.segments
    first = next((n for n, s in enumerate(segments) if len(s.text) > 200 and s.link < 0.5 * len(s.text)), 0)
    bold = [
        segment.text
        for segment in segments[max(0, first - _ABOVE_TEXT) : first]
        if 15 < len(segment.text) < 200 and segment.bold >= 0.9 * len(segment.text) and not segment.link
        and not has_date(segment.text) and not is_byline(segment.text)
    ]  # fmt: skip
    while len(bold) > 1 and bold[-1][-1] == ".":
        bold.pop()  # the standfirst, in bold as well
    return bold[-1] if bold else None


def _is_headline(tree: Tree, heading: Segment) -> bool:
    """An h2 or h3 that microdata calls the headline."""
    return tree.elements[heading.elem].itemprop == "headline"


def _without_kickers(tree: Tree, h1s: list[str], told: str) -> list[str]:
    """Headings without the label that stands in an element named for it at their beginning («Stadt fehlt das Geld»,
    above the headline in the same h1), where no other title of the page has it."""
    marked = [tree.marks[place] for place in places_with_bits(tree.marks, "hints", Hint.KICKER)]
    kickers = [
        mark.text
        for mark in marked
        if mark.text and mark.segment < len(tree.segments)
        and tree.segments[mark.segment].heading == 1 and tree.segments[mark.segment].text.startswith(mark.text)
    ]  # fmt: skip
    if not kickers or any(fold(kicker) in fold(told) for kicker in kickers):
        return h1s
    cut = [(h1, next((h1[len(kicker) :] for kicker in kickers if h1.startswith(kicker)), h1)) for h1 in h1s]
    return [rest.lstrip(" :–—-|") if len(rest) > _LEAST_TITLE else h1 for h1, rest in cut]


def _first(meta: dict[str, list[str]], *names_: str) -> str | None:
    return next((meta[name][0] for name in names_ if meta.get(name)), None)


def _locale(tree: Tree) -> str | None:
    locale = _first(tree.meta, "og:locale", "content-language")
    return locale.replace("_", "-") if locale else None


def _posters(tree: Tree, article: dict[str, Any]) -> list[str]:
    """The still that stands for a video."""
    poster = first_url(article.get("thumbnailUrl")) or _first(tree.meta, "og:image")
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
    claims = [claim for claim in (tree.links.get("canonical"), _first(tree.meta, "og:url")) if claim]
    if url is None or (own := urls.try_canonical(url)) is None:
        return next(filter(None, map(urls.try_canonical, claims)), None)
    return next(filter(None, (urls.declared_canonical(claim, url) for claim in claims)), own)


def _is_html(content_type: str) -> bool:
    kind = content_type.split(";")[0].strip().lower()
    return (
        not kind
        or "html" in kind
        or kind in ("text/plain", "application/xml", "text/xml", "unknown/unknown", "application/octet-stream")
    )


def _is_binary(body: bytes) -> bool:
    """Bytes that no text encoding but UTF-16 uses, in number."""
    sample = body[:4096]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    return len(_NO_TEXT.findall(sample)) > 0.05 * len(sample)


def _why_none(reading: _Reading, body: bytes) -> tuple[Reason, str] | None:
    """Why what was read is no article, and what was seen; None when it is one."""
    article, missing = reading.article, reading.missing
    if not body.strip():
        return Reason.EMPTY_PAGE, "no bytes"
    if body[:5] == b"%PDF-":
        return Reason.NOT_HTML, "the body is a PDF"
    if _is_binary(body):
        return Reason.NOT_HTML, "the body is no text"
    found = article.provenance.get("access", Found(""))
    length = len(article.text)
    if article.access is Access.CONSENT_WALL:
        return Reason.CONSENT_WALL, found.evidence
    if article.access is Access.BLOCK_PAGE:
        return Reason.BLOCK_PAGE, found.evidence
    if missing:
        return Reason.SOFT_404, missing
    if not article.title and not length and article.access is Access.EMPTY and found.evidence == "no visible text":
        return Reason.EMPTY_PAGE, found.evidence
    if article.page_type is PageType.LIST:
        return Reason.NOT_AN_ARTICLE, article.provenance["page_type"].evidence
    media = article.page_type in (PageType.VIDEO, PageType.AUDIO, PageType.GALLERY, PageType.LIVE)
    if "text" in article.provenance and article.provenance["text"].method == "likeliest" and not media:
        length = 0  # nothing on the page looks like an article's text
    if not length and not (media and article.title and (article.standfirst or article.images)):
        reason = Reason.NO_TEXT if article.title else Reason.EMPTY_PAGE
        return reason, "no article text found"
    if not article.title and length < 200:
        return Reason.NOT_AN_ARTICLE, "no headline and hardly any text"
    return None


def _drop(page: Page, reason: Reason, detail: str, article: Article | None = None) -> Drop:
    return Drop(
        url=page.url,
        reason=reason,
        detail=detail[:300],
        at=page.fetched_at,
        source=page.source,
        via=page.via,
        final_url=page.final_url,
        status=page.status,
        rights=article.rights if article else page.rights,
    )
