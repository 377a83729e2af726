"""Where a page names its authors: the lines and values that :mod:`ingest.parsers.byline` then reads."""

from __future__ import annotations

from typing import Any

from ingest.model import Contributor, Found
from ingest.parsers.byline import choose_authors, is_byline, signature
from ingest.parsers.structured import names
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Tree

META_AUTHOR = (
    "author", "article:author", "dc.creator", "dcterms.creator", "dc.contributor", "sailthru.author", "parsely-author",
    "byl", "article:author_name", "cxenseparse:author", "citation_author", "og:article:author", "auteur", "creator",
)  # fmt: skip
_FOREIGN = Hint.COMMENT | Hint.RELATED | Hint.NAV
_LONGEST = 160


def find_people(
    tree: Tree, article: dict[str, Any], *, title_at: int, first: int, last: int, site_names: list[str]
) -> tuple[list[str], list[Contributor], str | None, Found | None]:
    """Authors, contributors, agency, and where they came from."""
    lines = _visible_lines(tree, title_at, first, last)
    values = [value for name in META_AUTHOR for value in tree.meta.get(name, ())]
    byline, method = choose_authors(
        visible=lines, json_ld=names(article.get("author") or article.get("creator")), meta=values, site_names=site_names
    )
    agency = byline.agency
    if agency is None and 0 <= last < len(tree.segments):
        agency = signature(tree.segments[last].text)[1].agency
    if not byline and not agency:
        return [], [], None, None
    evidence = lines[0] if method == "visible" and lines else ", ".join(byline.authors)
    rejected = tuple(("visible", line[:120]) for line in lines[:3] if method != "visible")
    return list(byline.authors), list(byline.contributors), agency, Found(method, evidence[:300], rejected)


def _visible_lines(tree: Tree, title_at: int, first: int, last: int) -> list[str]:
    """Lines of the article's own signature, best first: beside the headline, then at the end of the text."""
    segments = tree.segments
    start = title_at - 4 if title_at >= 0 else first - 10
    near = range(max(0, start), min(len(segments), max(first + 3, title_at + 1)))
    if title_at >= 0 and first - title_at > 80:
        near = range(max(0, first - 25), min(len(segments), first + 3))
    lines: list[str] = []
    for mark in tree.marks:
        named = mark.itemprop == "author" or mark.rel == "author" or mark.hints & Hint.AUTHOR
        if named and mark.text and len(mark.text) < _LONGEST and mark.segment in near and not _foreign(tree, mark.elem):
            lines.append(mark.text)
    marked_elements: set[int] = set()
    for number in near:
        segment = segments[number]
        if len(segment.text) >= _LONGEST or number == title_at:
            continue
        if is_byline(segment.text):
            lines.insert(0, segment.text)
        elif _named_author(tree, segment.elem) and not _foreign(tree, segment.elem) and segment.elem not in marked_elements:
            marked_elements.add(segment.elem)
            lines.append(segment.text)
    for number in range(last, min(last + 4, len(segments))):
        if 0 <= number and len(segments[number].text) < 120 and is_byline(segments[number].text):
            lines.append(segments[number].text)
    return list(dict.fromkeys(lines))




def _named_author(tree: Tree, index: int) -> bool:
    for _ in range(3):
        if index < 0:
            return False
        element = tree.elements[index]
        if element.hints & Hint.AUTHOR or element.itemprop == "author":
            return True
        index = element.parent
    return False


def _foreign(tree: Tree, index: int) -> bool:
    """In a frame for comments, other stories or navigation."""
    for _ in range(6):
        if index < 0:
            return False
        if tree.elements[index].hints & _FOREIGN and tree.elements[index].tag not in ("article", "main", "body"):
            return True
        index = tree.elements[index].parent
    return False
