"""Section and tags, from what the page says of itself."""

from __future__ import annotations

from typing import Any

from ingest.model import Found
from ingest.parsers.structured import texts
from ingest.parsers.typography import clean, fold
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Tree

_NOT_SECTIONS = frozenset(
    fold(word)
    for word in "accueil home startseite inicio inizio actualité actualités news article articles à la une une page d'accueil".split()
) | {"a la une", "page d accueil", "front page"}
_MOST_TAGS = 30


def find_section(tree: Tree, article: dict[str, Any], objects: list[dict[str, Any]], title: str | None) -> tuple[str | None, Found | None]:
    """The section the article stands in: JSON-LD, meta tag, then the last crumb of the breadcrumb."""
    candidates: list[tuple[str, str]] = [("json-ld", text) for text in texts(article.get("articleSection"))[:1]]
    candidates += [("meta", value) for value in tree.meta.get("article:section", ())[:1]]
    candidates += [("breadcrumb", crumb) for crumb in _json_ld_crumbs(objects, title)[-1:]]
    candidates += [("breadcrumb", crumb) for crumb in _visible_crumbs(tree, title)[-1:]]
    candidates += [("microdata", m.text or m.value) for m in tree.marks if m.itemprop == "articleSection"][:1]
    cleaned = [(method, clean(value)) for method, value in candidates]
    good = [(method, value) for method, value in cleaned if value and len(value) < 80 and fold(value) not in _NOT_SECTIONS]
    if not good:
        return None, None
    method, value = good[0]
    return value, Found(method, value, tuple(pair for pair in good[1:] if pair[1] != value))


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
    names = []
    for segment in tree.segments[:200]:
        index = segment.elem
        for _ in range(5):
            if index < 0:
                break
            element = tree.elements[index]
            if element.hints & Hint.NAV and any(word in element.names.lower() for word in ("breadcrumb", "ariane")):
                names.append(segment.text)
                break
            index = element.parent
    pieces = [piece for name in names for piece in name.replace("›", ">").replace("»", ">").replace("/", ">").split(">")]
    return _crumbs(pieces, title) if len(names) < 12 else []


def _crumbs(names: list[str], title: str | None) -> list[str]:
    headline = fold(title or "")
    out = []
    for name in names:
        folded = fold(name)
        if folded and folded not in _NOT_SECTIONS and not (headline and (folded in headline and len(folded) > 25 or headline.startswith(folded[:40]) and len(folded) > 12)):
            out.append(clean(name))
    return out


def find_tags(tree: Tree, article: dict[str, Any], last: int) -> tuple[list[str], Found | None]:
    """The article's keywords: visible tags first, then meta tags, then JSON-LD; without doubles, in page order."""
    sources: list[tuple[str, list[str]]] = [
        ("visible", [m.text for m in tree.marks if m.tag == "a" and "tag" in m.rel.split() and m.text]),
        ("meta", list(tree.meta.get("article:tag", ()))),
        ("json-ld", texts(article.get("keywords"))),
        ("meta", list(tree.meta.get("news_keywords", ()))),
        ("meta", list(tree.meta.get("keywords", ()))),
        ("microdata", [m.text or m.value for m in tree.marks if m.itemprop == "keywords"]),
    ]
    for method, values in sources:
        tags = _split(values)
        if tags:
            return tags, Found(method, ", ".join(values)[:300])
    return [], None


def _split(values: list[str]) -> list[str]:
    pieces = [piece for value in values for piece in (value.split(",") if "," in value else value.split(";"))]
    tags: dict[str, str] = {}
    for piece in pieces:
        tag = clean(piece).strip("# ")
        if 1 < len(tag) <= 60:
            tags.setdefault(fold(tag), tag)
    return list(tags.values())[:_MOST_TAGS]
