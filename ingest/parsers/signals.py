"""Where a page gives its dates: the signals that :mod:`ingest.parsers.dates.page` then settles.

Only from the article: its own JSON-LD object, its meta tags, microdata and <time> near headline or text, the lines
between headline and text, the lines right after the text, the URL. Never the page's header, related stories, comments
or live entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ingest.parsers.dates.page import JSON_LD_KEYS, META_DATE_NAMES, MICRODATA_PROPERTIES, WEAK_META_NAMES, Signal, url_day
from ingest.parsers.structured import texts, types_of
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Mark, Tree

_FOREIGN = Hint.COMMENT | Hint.RELATED | Hint.NAV
_OF_THE_PAGE = ("webpage", "newsmediaorganization")
_LONGEST_LINE = 220
_MOST_LINES = 16
_MAY_BE_DATE = re.compile(r"\d|\b(?:hier|aujourd|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|yesterday|today|instant)\b", re.I)


def date_signals(
    tree: Tree,
    article: dict[str, Any],
    objects: list[dict[str, Any]],
    *,
    url: str | None,
    title_at: int,
    first: int,
    last: int,
) -> list[Signal]:
    """All signals in the order of the page; ``first`` and ``last`` are the body's first and last segment."""
    signals = list(_from_json_ld(article, objects))
    signals += _from_meta(tree)
    signals += _from_marks(tree, title_at, first, last)
    signals += _from_lines(tree, title_at, first, last)
    day = url_day(url) if url else None
    if day:
        signals.append(Signal("published", day, "url", url or "", near_headline=False))
    return signals


def _from_json_ld(article: dict[str, Any], objects: list[dict[str, Any]]) -> Iterator[Signal]:
    for key, role in JSON_LD_KEYS.items():
        for value in texts(article.get(key))[:1]:
            yield Signal(role, value, "json-ld", key)
    if article:
        return
    # A page that is no article by its own word (WordPress without an Article in its graph) still dates itself.
    for item in objects:
        if any(t.lower() in _OF_THE_PAGE for t in types_of(item)):
            for key in ("datePublished", "dateModified"):
                for value in texts(item.get(key))[:1]:
                    yield Signal(JSON_LD_KEYS[key], value, "json-ld", f"WebPage {key}")
            return


def _from_meta(tree: Tree) -> Iterator[Signal]:
    for name, values in tree.meta.items():
        role = META_DATE_NAMES.get(name)
        if role:
            yield Signal(role, values[0], "meta", name)
        elif name in WEAK_META_NAMES:
            yield Signal(WEAK_META_NAMES[name], values[0], "meta-weak", name)


def _from_marks(tree: Tree, title_at: int, first: int, last: int) -> Iterator[Signal]:
    """Microdata and <time>, near the headline or inside the article's frame."""
    seen: set[tuple[str, str]] = set()
    start = min(first, title_at) if title_at >= 0 else first
    for mark in tree.marks:
        role = MICRODATA_PROPERTIES.get(mark.itemprop.lower()) if mark.itemprop else None
        value = mark.value or mark.text
        if not value and role and mark.segment < len(tree.segments):
            value = tree.segments[mark.segment].text
        if not value or len(value) > _LONGEST_LINE or mark.segment > last + 4:
            continue
        near = start - 6 <= mark.segment <= first + 2
        if not (role or mark.tag in ("time", "abbr")) or _foreign(tree, mark.elem):
            continue
        if mark.tag == "abbr" and not mark.hints & Hint.DATE:
            continue
        inside = start - 6 <= mark.segment <= last + 4
        if not inside or (value, mark.itemprop) in seen:
            continue
        seen.add((value, mark.itemprop))
        if role is None and mark.rel == "pubdate":
            role = "published"
        method = "microdata" if mark.itemprop and role else "time"
        yield Signal(role, value, method, _describe(mark), near_headline=near)


def _from_lines(tree: Tree, title_at: int, first: int, last: int) -> Iterator[Signal]:
    segments = tree.segments
    start = title_at - 5 if title_at >= 0 and title_at <= first else first - 12
    if title_at >= 0 and first - title_at > 60:
        start = first - 25
    seen: set[str] = set()
    count = 0
    for number in range(max(0, start), min(len(segments), first + 2)):
        segment = segments[number]
        text = segment.text
        if number == title_at or len(text) > _LONGEST_LINE or text in seen or not _MAY_BE_DATE.search(text):
            continue
        if _foreign(tree, segment.elem):
            continue
        seen.add(text)
        count += 1
        if count > _MOST_LINES:
            return
        yield Signal(None, text, "visible", segment.tag)
    for number in range(max(first + 2, last), min(len(segments), last + 5)):
        segment = segments[number]
        text = segment.text
        if len(text) <= 120 and text not in seen and _MAY_BE_DATE.search(text) and not _foreign(tree, segment.elem):
            yield Signal(None, text, "visible", f"{segment.tag} after the text", near_headline=False)


def _foreign(tree: Tree, index: int) -> bool:
    """In a frame for comments, other stories or navigation."""
    for _ in range(5):
        if index < 0:
            return False
        element = tree.elements[index]
        if element.tag in ("nav", "footer") or (
            element.hints & _FOREIGN and element.tag not in ("article", "main", "body")
        ):
            return True
        index = element.parent
    return False


def _describe(mark: Mark) -> str:
    return f"<{mark.tag}{' itemprop=' + mark.itemprop if mark.itemprop else ''}> {mark.text}"[:200]
