"""How much of the article a page lets a reader see: all, the beginning, a consent layer, a block page, nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.model import Access, Block, Found
from ingest.parsers.structured import types_of
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Tree
from ingest.parsers.walls import BLOCKED, CONSENT, NOT_FOUND, PAYWALL, PAYWALL_STRONG

_ARTICLE_LENGTH = 1_500
"""Characters of text from which a page is no wall."""
_WALL_LENGTH = 2_500
"""Characters that a block page has at most, all its lines together."""
_NOTICE_LENGTH = 400
_TEASER_LENGTH = 1_800
"""Characters from which a text is no mere beginning, unless the page says so in plain words."""
_LEAST_TEASER = 800
"""… below which even a vague notice («Déjà abonné ?») is believed."""
_LONG = 8_000
_BEHIND = 16
"""Segments behind the text in which a paywall's notice stands."""
_PROMISED = 0.6
_MOST_COOKIES = 0.4
_MISSING_LENGTH = 600


def access_of(
    tree: Tree, article: dict[str, Any], blocks: list[Block], last: int, title: str | None
) -> tuple[Access, Found | None]:
    """The state and its evidence (none for a page that is simply read). ``last``: the text's last segment, or -1."""
    length = sum(len(block.text) for block in blocks)
    if length < _ARTICLE_LENGTH and (wall := _wall(tree, article, title)):
        return wall
    # Below a text that is said to be free, «Abonnez-vous pour lire tous nos articles» is an advertisement.
    if last >= 0 and _said_free(article) is not True and (notice := _notice(tree, last, length)):
        return Access.TEASER, Found("notice", notice[:300])
    if not is_free(article):
        words = sum(block.text.count(" ") + 1 for block in blocks)
        promised = article.get("wordCount")
        if length < _TEASER_LENGTH or (isinstance(promised, int | float) and words < _PROMISED * promised):
            return Access.TEASER, Found("json-ld", "isAccessibleForFree: false")
    tier = next(iter(tree.meta.get("article:content_tier", ())), "").lower()
    if tier in ("locked", "metered") and length < _ARTICLE_LENGTH:
        return Access.TEASER, Found("meta", f"article:content_tier {tier}")
    return (Access.FULL, None) if length else (Access.EMPTY, Found("text", "no article text"))


def _wall(tree: Tree, article: dict[str, Any], title: str | None) -> tuple[Access, Found] | None:
    """What stands in the place of an article on a page with little text."""
    page = " ".join(segment.text for segment in tree.segments[:120])[:6_000]
    if not page.strip():
        return Access.EMPTY, Found("text", "no visible text")
    # An anti-robot page bears no article's metadata; a brief about captchas does.
    of_article = any("article" in name.lower() for name in types_of(article)) or "article:published_time" in tree.meta
    if not of_article and (hit := _blocked(tree, page, f"{title or ''} {tree.title}")):
        return Access.BLOCK_PAGE, Found("text", hit)
    hits = CONSENT.in_small_letters(page)
    # One phrase is enough where the rest speaks of cookies: a wall's other phrases are on buttons.
    enough = len(hits) >= 2 or (hits and "cookies" in page and tree.text_chars < _ARTICLE_LENGTH)
    if enough and _is_mostly_consent(tree):
        return Access.CONSENT_WALL, Found("text", "; ".join(sorted(hits))[:300])
    return None


def _blocked(tree: Tree, page: str, heading: str) -> str:
    """The words of an anti-robot or error page; empty when it is none."""
    if tree.text_chars >= _WALL_LENGTH and not BLOCKED.search(heading):
        return ""
    hit = BLOCKED.search(page) or (BLOCKED.search(heading) if tree.text_chars < _ARTICLE_LENGTH else None)
    return hit.group() if hit else ""


def _is_mostly_consent(tree: Tree) -> bool:
    """Whether what a reader finds to read, links apart, speaks of cookies. A banner above an article does not count."""
    about = plain = 0
    for segment in tree.segments:
        length = len(segment.text) - segment.link
        plain += length
        if CONSENT.search(segment.text) or "cookies" in segment.text.lower():
            about += length
    return about >= _MOST_COOKIES * plain


def _notice(tree: Tree, last: int, length: int) -> str:
    """The line at the end of the text that says that the rest is for subscribers; empty without one. Where a script
    hides the rest of a long text that is all in the page, a reader of the page has it: only a share of it that is
    named («Il vous reste 57 %») is believed then."""
    for segment in tree.segments[max(0, last - 1) : last + _BEHIND]:
        if len(segment.text) >= _NOTICE_LENGTH:
            continue
        hit = PAYWALL.search(segment.text)
        if hit is None:
            continue
        in_frame = tree.elements[segment.elem].hints & Hint.PAYWALL
        if length >= _LONG and "%" not in hit.group():
            continue
        vague = not PAYWALL_STRONG.search(hit.group())
        if not vague or length < _LEAST_TEASER or (in_frame and length < _TEASER_LENGTH):
            return segment.text
    return ""


def is_free(article: Mapping[str, Any]) -> bool:
    """Whether the publisher does not say the contrary."""
    return _said_free(article) is not False


def _said_free(article: Mapping[str, Any]) -> bool | None:
    """What the publisher says (schema.org ``isAccessibleForFree``); None where that is nothing."""
    free = article.get("isAccessibleForFree")
    if isinstance(free, str):
        return {"true": True, "yes": True, "false": False, "no": False, "0": False}.get(free.strip().lower())
    return free if isinstance(free, bool) else None


def is_missing_page(tree: Tree, title: str | None, length: int) -> str:
    """The words by which a page served with 200 says that it does not exist; empty when it does not say so."""
    if length > _MISSING_LENGTH:
        return ""
    for text in (title or "", tree.title, *(s.text for s in tree.segments if s.heading == 1)):
        if hit := NOT_FOUND.search(text):
            return hit.group()
    return ""
