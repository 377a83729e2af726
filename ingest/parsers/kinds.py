"""What kind of page this is, and how much of the article it lets a reader see. Each verdict has its evidence."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from ingest.model import Access, Block, BlockKind, Found, PageType
from ingest.parsers.structured import types_of
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Tree
from ingest.parsers.walls import BLOCKED, CONSENT, NOT_FOUND, PAYWALL, PAYWALL_STRONG

_OPINION = re.compile(
    r"\b(?:opinions?|tribunes?|[ée]dito(?:rial|riaux|s)?|chroniques?|chroniqueurs?|carte[- ]blanche|billets?|"
    r"point[- ]de[- ]vue|points[- ]de[- ]vue|id[ée]es et d[ée]bats|d[ée]bats|contre[- ]?point|"
    r"libre[- ]opinion|commentisfree|op[- ]?ed|columnists?|kommentare?|meinung|kolumne|opini[óo]n|editoriali|opinie)\b",
    re.I,
)
_INTERVIEW = re.compile(
    r"\b(?:interviews?|entretiens?|grand entretien|propos recueillis|entrevistas?|intervista)\b", re.I
)
_LIVE = re.compile(
    r"\ben direct\b|\bdirect\s*[:\-–]|^direct\b|\blive\b|liveblog|live-?blog|/direct/|/live/|live-ticker|"
    r"liveticker|minute par minute",
    re.I,
)
_GALLERY = re.compile(
    r"diaporama|galerie|gallery|portfolio|slideshow|/photos?/|en images|bildergalerie|fotostrecke", re.I
)
_VIDEO = re.compile(r"/videos?/|/replay/|/emissions?/.*video", re.I)
_AUDIO = re.compile(r"/podcasts?/|/audio/|/son/|/ecouter/|/radio/", re.I)
_BRIEF = re.compile(r"\b(?:br[èe]ves?|en bref|flash|brief|kurzmeldung|d[ée]p[êe]ches?)\b", re.I)
_LIST_TYPES = frozenset(("collectionpage", "itemlist", "searchresultspage", "profilepage"))
_ARTICLE_TYPES = re.compile(r"article|posting|report|review|interview|podcastepisode|videoobject|recipe", re.I)


def access_of(
    tree: Tree, article: dict[str, Any], blocks: list[Block], last: int, title: str | None
) -> tuple[Access, Found | None]:
    """Full, teaser, consent wall, block page or empty."""
    length = sum(len(block.text) for block in blocks)
    if length < 1_500:
        page = " ".join(segment.text for segment in tree.segments[:120])[:6_000]
        if not page.strip():
            return Access.EMPTY, Found("text", "no visible text")
        heading = f"{title or ''} {tree.title}"
        if (tree.text_chars < 2_500 or BLOCKED.search(heading)) and (hit := BLOCKED.search(page)):
            return Access.BLOCK_PAGE, Found("text", hit.group())
        hits = {match.lower() for match in CONSENT.findall(page)}
        if len(hits) >= 2 and _is_mostly_consent(tree):
            return Access.CONSENT_WALL, Found("text", "; ".join(sorted(hits))[:300])
    if last >= 0:
        for segment in tree.segments[max(0, last - 1) : last + 16]:
            if (
                len(segment.text) < 400
                and (hit := PAYWALL.search(segment.text))
                and (PAYWALL_STRONG.search(hit.group()) or length < 1_800)
            ):
                return Access.TEASER, Found("notice", segment.text[:300])
    free = article.get("isAccessibleForFree")
    if free is False or (isinstance(free, str) and free.strip().lower() in ("false", "no", "0")):
        promised = article.get("wordCount")
        words = sum(block.text.count(" ") + 1 for block in blocks)
        short = isinstance(promised, (int, float)) and words < 0.6 * promised
        if length < 1_800 or short:
            return Access.TEASER, Found("json-ld", "isAccessibleForFree: false")
    tier = next(iter(tree.meta.get("article:content_tier", ())), "").lower()
    if tier in ("locked", "metered") and length < 1_200:
        return Access.TEASER, Found("meta", f"article:content_tier {tier}")
    return (Access.FULL, None) if length else (Access.EMPTY, Found("text", "no article text"))


def _is_mostly_consent(tree: Tree) -> bool:
    """Whether what a reader finds to read, links apart, speaks of cookies. A banner above an article does not count."""
    about = plain = 0
    for segment in tree.segments:
        length = len(segment.text) - segment.link
        plain += length
        if CONSENT.search(segment.text) or "cookies" in segment.text.lower():
            about += length
    return about >= 0.4 * plain


def is_missing_page(tree: Tree, title: str | None, length: int) -> str:
    """The words by which a page served with 200 says that it does not exist; empty when it does not say so."""
    if length > 600:
        return ""
    for text in (title or "", tree.title, *(s.text for s in tree.segments if s.heading == 1)):
        if hit := NOT_FOUND.search(text):
            return hit.group()
    return ""


def page_type_of(
    tree: Tree,
    article: dict[str, Any],
    objects: list[dict[str, Any]],
    *,
    url: str | None,
    title: str | None,
    section: str | None,
    kicker: str,
    blocks: list[Block],
    body: list[int],
    images: int,
    live_entries: int,
    interviewer: bool,
) -> tuple[PageType, Found]:
    """The kind of page by the strongest evidence there is."""
    types = {t.lower() for t in types_of(article)}
    all_types = {t.lower() for item in objects for t in types_of(item)}
    og_type = next(iter(tree.meta.get("og:type", ())), "").lower()
    path = urlsplit(url or "").path
    labels = f"{section or ''} | {kicker}"
    length = sum(len(block.text) for block in blocks)
    if ("liveblogposting" in types and (live_entries or not blocks)) or live_entries >= 3:
        return PageType.LIVE, Found(
            "json-ld" if types else "entries",
            "LiveBlogPosting" if "liveblogposting" in types else f"{live_entries} timed entries",
        )
    evidence = article_evidence(tree, types, og_type)
    if reason := _list_evidence(tree, all_types, evidence, body, blocks, path):
        return PageType.LIST, Found("structure", reason)
    questions = sum(1 for block in blocks if block.kind is BlockKind.QUESTION)
    if (
        types & {"videoobject"}
        or og_type.startswith("video")
        or (length < 1_500 and "video" in tree.media and (_VIDEO.search(path) or "videoobject" in all_types))
    ):
        return PageType.VIDEO, Found("type", og_type or "VideoObject")
    if (
        types & {"podcastepisode", "radioepisode", "audioobject"}
        or og_type.startswith(("music", "audio"))
        or (
            length < 2_500
            and (_AUDIO.search(path) or "podcastepisode" in all_types or ("audio" in tree.media and length < 900))
        )
    ):
        return PageType.AUDIO, Found("type", og_type or path[:80])
    if types & {"imagegallery", "mediagallery"} or (
        images >= 5
        and (length < 250 * images)
        and (_GALLERY.search(f"{path} {labels} {title or ''}") or length < 80 * images)
    ):
        return PageType.GALLERY, Found("images", f"{images} images, {length} characters")
    if (
        (questions >= 3 and (questions * 12 >= len(blocks)))
        or (questions >= 2 and interviewer)
        or (interviewer and _INTERVIEW.search(f"{labels} {title or ''}"))
    ):
        return PageType.INTERVIEW, Found("questions", f"{questions} questions")
    if types & {"opinionnewsarticle"} or _OPINION.search(
        f"{labels} | {path.replace('-', ' ') if path.count('/') > 1 else ''}".replace("/", " | ")[:160]
    ):
        return PageType.OPINION, Found("section", f"{labels} {path}"[:200])
    if _LIVE.search(f"{title or ''} | {kicker}") and live_entries:
        return PageType.LIVE, Found("title", title or "")
    words = sum(block.text.count(" ") + 1 for block in blocks)
    if blocks and words <= 150 and _BRIEF.search(f"{labels} | {path.replace('-', ' ')}"):
        return PageType.BRIEF, Found("length", f"{words} words")
    if not blocks and not evidence:
        return PageType.OTHER, Found("structure", "no article text, no article metadata")
    return PageType.ARTICLE, Found("type", evidence or "running text")


def article_evidence(tree: Tree, types: set[str], og_type: str) -> str:
    """What in the metadata says that this page is an article; empty when nothing does."""
    named = sorted(t for t in types if _ARTICLE_TYPES.search(t))
    if named:
        return f"json-ld {named[0]}"
    if og_type in ("article", "news", "blog", "video.other", "video.episode"):
        return f"og:type {og_type}"
    if "article:published_time" in tree.meta or "datepublished" in tree.meta:
        return "article:published_time"
    if any(mark.itemprop in ("articleBody", "datePublished") for mark in tree.marks):
        return "microdata"
    return ""


def _list_evidence(
    tree: Tree, all_types: set[str], evidence: str, body: list[int], blocks: list[Block], path: str
) -> str:
    """Why the page is a list of articles and not one; empty when it is one."""
    teasers = 0
    linked_headings = 0
    inside = set(body)
    for number, segment in enumerate(tree.segments):
        if segment.heading and segment.link >= 0.8 * len(segment.text) and len(segment.text) > 20:
            linked_headings += 1
            if number not in inside or segment.heading:
                teasers += 1
    prose = [
        block for block in blocks if block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE) and len(block.text) > 120
    ]
    words = sum(len(block.text) for block in prose)
    if evidence.startswith("json-ld"):
        return ""
    if (
        all_types & _LIST_TYPES
        and not evidence.startswith("microdata")
        and linked_headings >= 3
        and words < 400 * linked_headings
    ):
        return f"{sorted(all_types & _LIST_TYPES)[0]}, {linked_headings} linked headings"
    if path.rstrip("/") == "" and linked_headings >= 3 and path:
        return f"home page, {linked_headings} linked headings"
    run = _longest_run(tree, body)
    if linked_headings >= 4 and not evidence and run < 3 and words < 250 * linked_headings:
        return f"{linked_headings} linked headings, no run of paragraphs"
    if not evidence and linked_headings >= 3 and words < 300:
        return f"{linked_headings} linked headings, {words} characters of prose"
    if (
        evidence.startswith("og:type")
        and linked_headings >= 5
        and run < 2
        and words < 200 * linked_headings
        and re.search(r"/(?:tag|tags|category|categorie|rubrique|topic|themes?|author|auteur)s?/", path)
    ):
        return f"{linked_headings} linked headings under {path}"
    return ""


def _longest_run(tree: Tree, body: list[int]) -> int:
    """Most paragraphs in a row, no heading between them."""
    best = current = 0
    for number in body:
        segment = tree.segments[number]
        if segment.heading:
            current = 0
        elif len(segment.text) > 100:
            current += 1
            best = max(best, current)
    return best


def looks_live(tree: Tree, article: dict[str, Any], url: str | None, title: str | None, kicker: str) -> bool:
    """Whether the page calls itself a live blog: by type, in its address or title, or by the names of its frames."""
    if any(t.lower() == "liveblogposting" for t in types_of(article)):
        return True
    if _LIVE.search(f"{title or ''} | {kicker} | {urlsplit(url or '').path}"):
        return True
    return sum(1 for element in tree.elements if element.hints & Hint.LIVE and "live" in element.names.lower()) >= 3


def kicker_of(tree: Tree, title_at: int) -> str:
    """The short labels right above the headline («Tribune», «Entretien»)."""
    if title_at < 0:
        return ""
    near = [s.text for s in tree.segments[max(0, title_at - 4) : title_at] if len(s.text) < 50 and s.tag != "li"]
    after = [s.text for s in tree.segments[title_at + 1 : title_at + 4] if len(s.text) < 30 and s.tag != "li"]
    return " | ".join(near + after)
