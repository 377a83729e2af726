"""Section and tags, from what the page says of itself."""

from __future__ import annotations

import re
from typing import Any

from ingest.model import Found
from ingest.parsers.byline import is_byline
from ingest.parsers.structured import texts
from ingest.parsers.typography import clean, fold
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Mark, Tree

_NOT_SECTIONS = frozenset(
    (
        "accueil",
        "home",
        "startseite",
        "inicio",
        "inizio",
        "a la une",
        "page d accueil",
        "front page",
        "homepage",
        "article",
        "articles",
    )
)
_CRUMBS = re.compile(r"^(?:vous [êe]tes ici\s*:?\s*)?(?:accueil|home|startseite|inicio)\s*[>›»/|]\s*", re.I)
_MOST_TAGS = 30


def find_section(
    tree: Tree, article: dict[str, Any], objects: list[dict[str, Any]], title: str | None, title_at: int
) -> tuple[str | None, Found | None]:
    """The section the article stands in: JSON-LD, meta tag, then the last crumb of the breadcrumb."""
    candidates: list[tuple[str, str]] = [("json-ld", text) for text in texts(article.get("articleSection"))[:1]]
    candidates += [("meta", value) for value in tree.meta.get("article:section", ())[:1]]
    candidates += [("breadcrumb", crumb) for crumb in _json_ld_crumbs(objects, title)[-1:]]
    candidates += [("breadcrumb", crumb) for crumb in _visible_crumbs(tree, title)[-1:]]
    candidates += [("microdata", _shown(tree, m)) for m in tree.marks if m.itemprop == "articleSection"][:1]
    candidates += [("kicker", label) for label in _labels_above(tree, title_at)]
    cleaned = [(method, clean(value)) for method, value in candidates]
    cleaned = [(method, value.split(",")[-1].strip() if method == "json-ld" else value) for method, value in cleaned]
    good = [
        (method, value)
        for method, value in cleaned
        if value and len(value) < 80 and fold(value) not in _NOT_SECTIONS and "_" not in value
    ]
    if not good:
        return None, None
    method, value = good[0]
    return value, Found(method, value, tuple(pair for pair in good[1:] if pair[1] != value))


def _shown(tree: Tree, mark: Mark) -> str:
    return mark.text or mark.value or (tree.segments[mark.segment].text if mark.segment < len(tree.segments) else "")


def _labels_above(tree: Tree, title_at: int) -> list[str]:
    """The linked label right above the headline: the section, as readers find it."""
    found = []
    for segment in reversed(tree.segments[max(0, title_at - 3) : max(0, title_at)]):
        element = tree.elements[segment.elem]
        parent = tree.elements[element.parent] if element.parent >= 0 else element
        named = (element.hints | parent.hints) & (Hint.KICKER | Hint.TAGS | Hint.META)
        if named and segment.link >= 0.6 * len(segment.text) and len(segment.text) < 50 and not parent.hints & Hint.NAV:
            found.append(re.split(r"\s*[/|>›•·]\s*", segment.text)[0])
    return found[:1]


def _json_ld_crumbs(objects: list[dict[str, Any]], title: str | None) -> list[str]:
    for item in objects:
        if "BreadcrumbList" in texts(item.get("@type")):
            elements = item.get("itemListElement")
            if isinstance(elements, list):
                names = []
                for crumb in elements[:10]:
                    if isinstance(crumb, dict):
                        inner = crumb.get("item")
                        name = texts(crumb.get("name")) or (texts(inner.get("name")) if isinstance(inner, dict) else [])
                        names += name[:1]
                return _crumbs(names, title)
    return []


def _visible_crumbs(tree: Tree, title: str | None) -> list[str]:
    frames = {
        number
        for number, element in enumerate(tree.elements)
        if element.hints & Hint.NAV and ("breadcrumb" in element.names.lower() or "ariane" in element.names.lower())
    }
    names = []
    for segment in tree.segments[:200]:
        if len(segment.text) < 150 and _CRUMBS.match(segment.text):
            return _crumbs(re.split(r"\s*[>›»]\s*", _CRUMBS.sub("", segment.text)), title)
        if frames and _is_within(tree, segment.elem, frames):
            names.append(segment.text)
    pieces = [piece for name in names for piece in re.split(r"\s*[>›»/|]\s*", name)]
    return _crumbs(pieces, title) if len(names) < 12 else []


def _is_within(tree: Tree, index: int, frames: set[int]) -> bool:
    for _ in range(5):
        if index in frames:
            return True
        if index < 0:
            return False
        index = tree.elements[index].parent
    return False


def _crumbs(names: list[str], title: str | None) -> list[str]:
    """The names that can be sections: not «Accueil», not the headline, not a byline."""
    headline = fold(title or "")
    out = []
    for name in names:
        folded = fold(name)
        if not folded or len(name) >= 50 or folded in _NOT_SECTIONS or is_byline(name):
            continue
        inside = len(folded) > 25 and folded in headline
        if not inside and not (len(folded) > 12 and headline.startswith(folded[:40])):
            out.append(clean(name))
    return out


def find_tags(tree: Tree, article: dict[str, Any], last: int) -> tuple[list[str], Found | None]:
    """The article's keywords: visible tags first, then meta tags, then JSON-LD; without doubles, in page order."""
    sources: list[tuple[str, list[str]]] = [
        ("visible", [m.text for m in tree.marks if m.tag == "a" and m.rel == "tag" and m.text]),
        ("meta", list(tree.meta.get("article:tag", ()))),
        ("json-ld", texts(article.get("keywords"))),
        ("meta", list(tree.meta.get("news_keywords", ()))),
        ("meta", list(tree.meta.get("keywords", ()))),
        ("microdata", [m.text or m.value for m in tree.marks if m.itemprop == "keywords"]),
        ("visible", _tag_links(tree, last)),
    ]
    for method, values in sources:
        tags = _split(values)
        if tags:
            return tags, Found(method, ", ".join(values)[:300])
    return [], None


def _tag_links(tree: Tree, last: int) -> list[str]:
    """Links after the text in a frame named for tags."""
    found = []
    for mark in tree.marks:
        if mark.tag != "a" or not mark.text or not last < mark.segment <= last + 30:
            continue
        index = mark.elem
        for _ in range(3):
            if index < 0:
                break
            element = tree.elements[index]
            if element.hints & (Hint.RELATED | Hint.NAV | Hint.COMMENT):
                break
            if element.hints & Hint.TAGS:
                found.append(mark.text)
                break
            index = element.parent
    return found


def _split(values: list[str]) -> list[str]:
    pieces = [piece for value in values for piece in (value.split(",") if "," in value else value.split(";"))]
    tags: dict[str, str] = {}
    for piece in pieces:
        tag = clean(piece).strip("# ")
        if 1 < len(tag) <= 60:
            tags.setdefault(fold(tag), tag)
    return list(tags.values())[:_MOST_TAGS]
