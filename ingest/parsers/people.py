"""Where a page names its authors: the lines and values that :mod:`ingest.parsers.byline` then reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.model import Contributor, Found
from ingest.parsers.authors import choose_authors
from ingest.parsers.byline import (
    Byline,
    introduces,
    is_byline,
    is_date,
    is_full_name,
    is_label,
    names_beside_date,
    signature,
)
from ingest.parsers.structured import names
from ingest.parsers.titles import site_key
from ingest.parsers.tree import Mark, Tree
from ingest.parsers.typography import fold
from ingest.parsers.vocabulary import Hint

META_AUTHOR = (
    "author", "article:author", "dc.creator", "dcterms.creator", "dc:creator", "dc.contributor", "sailthru.author",
    "parsely-author", "byl", "article:author_name", "og:author", "og:article:author", "cxenseparse:author",
    "mrf:authors", "citation_author", "dcsext.author", "shareaholic:article_author_name", "cse_author", "auteur",
    "creator",
)  # fmt: skip
_WRITTEN_BY = frozenset(
    (
        "written by",
        "ecrit par",
        "verfasst von",
        "geschrieben von",
        "escrito por",
        "scritto da",
        "geschreven door",
        "par",
        "by",
    )
)
"""The label of WordPress's ``twitter:data1`` when it names the author, folded."""
_FOREIGN = Hint.COMMENT | Hint.RELATED | Hint.NAV
_LONGEST = 160
_LONGEST_LABEL = 20
_SIGNED = 4
"""Segments on both sides of the text's end in which a line that reads like a signature is one …"""
_BEHIND = 8
"""… and in which a name that is marked as the author's is."""


def find_people(
    tree: Tree, article: dict[str, Any], *, title_at: int, first: int, last: int, site_names: list[str]
) -> tuple[list[str], list[Contributor], str | None, Found | None]:
    """Authors, contributors, agency, and where they came from.

    ``title_at``, ``first`` and ``last`` are segments: the headline (-1 when it is not on the page), the beginning and
    the end of the text. A line near the headline or right behind the text counts, the rest of the page does not.
    """
    lines = _visible_lines(tree, title_at, first, last)
    byline, method = choose_authors(
        visible=lines,
        json_ld=names(article.get("author") or article.get("creator")),
        meta=_meta(tree),
        site_names=site_names,
    )
    if byline.agency is None and 0 <= last < len(tree.segments):
        byline = _wire_signed(byline, signature(tree.segments[last].text)[1].agency, method, site_names)
    if not byline:
        return [], [], None, None
    signed = ", ".join(byline.authors)
    named = (line for line in lines if any(name in line for name in byline.authors))
    evidence = next(named, lines[0]) if method == "visible" and lines else signed
    rejected = tuple(("visible", line[:120]) for line in lines[:3] if method != "visible")
    return list(byline.authors), list(byline.contributors), byline.agency, Found(method, evidence[:300], rejected)


def _meta(tree: Tree) -> list[str]:
    """Values of the meta tags that name authors."""
    meta = tree.meta
    values = [value for name in META_AUTHOR for value in meta.get(name, ())]
    for number in ("1", "2"):
        label, data = meta.get(f"twitter:label{number}"), meta.get(f"twitter:data{number}")
        if label and data and fold(label[0]) in _WRITTEN_BY:
            values.append(data[0])
    return values


def _wire_signed(byline: Byline, agency: str | None, method: str, site_names: list[str]) -> Byline:
    """«… dès lundi. (ats)»: an agency wrote it, and the site that stands as author in the markup only printed it."""
    if agency is None:
        return byline
    sites = {site_key(name) for name in site_names}
    only_site = method != "visible" and all(site_key(name) in sites for name in byline.authors)
    return replace(byline, authors=() if only_site else byline.authors, agency=agency)


def _visible_lines(tree: Tree, title_at: int, first: int, last: int) -> list[str]:
    """Lines of the article's own signature, best first: beside the headline, then at the end of the text."""
    near = _near(tree, title_at, first)
    marks = _author_marks(tree)
    end = range(max(first + _SIGNED, last - _SIGNED), min(last + _BEHIND, len(tree.segments)))
    whole: list[str] = []
    marked: list[str] = []
    for number in near:
        if number != title_at and len(tree.segments[number].text) < _LONGEST:
            _sort_line(tree, number, whole, marked)
    tail: list[str] = []
    for number in end:
        text = tree.segments[number].text
        if len(text) >= _LONGEST or number in near or (number >= last + _SIGNED and ":" not in text[:16]):
            continue
        if number >= last or len(text.split()) > 2:  # an agency's name between paragraphs is a picture's
            _sort_line(tree, number, tail, [])
    behind = _marks(tree, marks, end, named=False)
    lines = list(dict.fromkeys((*whole, *_marks(tree, marks, near), *marked, *reversed(tail), *behind)))
    return lines or _lone_names(tree, title_at, last)


def _lone_names(tree: Tree, title_at: int, last: int) -> list[str]:
    """A full name alone on its line, where nothing else names anybody: beside the date below the headline, or as the
    last line of the text, in the same frame."""
    segments = tree.segments
    if title_at >= 0:
        for number in range(title_at + 1, min(title_at + 4, len(segments) - 1)):
            text = segments[number].text
            beside = segments[number - 1].text if number > title_at + 1 else "", segments[number + 1].text
            if is_full_name(text) and any(map(is_date, beside)):
                return [text]
            if names_beside_date(text):
                return [text]
    for number in range(max(1, last), min(last + 2, len(segments))):
        before, signed = segments[number - 1], segments[number]
        inside = tree.elements[before.elem].parent == tree.elements[signed.elem].parent and before.tag == signed.tag
        if inside and not signed.heading and not signed.link and is_full_name(signed.text):
            return [signed.text]
    return []


def _near(tree: Tree, title_at: int, first: int) -> range:
    """The segments between the headline and the first paragraphs."""
    start = title_at - 4 if title_at >= 0 else first - 10
    if title_at >= 0 and first - title_at > 80:
        start, title_at = first - 25, -1
    return range(max(0, start), min(len(tree.segments), max(first + 5, title_at + 1)))


def _sort_line(tree: Tree, number: int, whole: list[str], marked: list[str]) -> None:
    """Puts a short line where it belongs: ``whole`` takes what is nothing but a byline (the last one first), ``marked``
    the text of a frame that is named for authors, or one for details that names somebody."""
    segment = tree.segments[number]
    text, elem = segment.text, segment.elem
    if segment.tag == "figcaption":
        return
    if len(text) < _LONGEST_LABEL and is_label(text) and number + 1 < len(tree.segments):
        text = f"{text.rstrip(' :')} : {tree.segments[number + 1].text[:_LONGEST]}"
    if is_byline(text):
        if not _hints(tree, elem, 2) & Hint.CAPTION:
            whole.insert(0, text)
        return
    hints = _hints(tree, elem, 3)
    if not hints & (Hint.AUTHOR | Hint.META) and tree.elements[elem].itemprop != "author":
        return
    close = _hints(tree, elem, 2)
    promised = (
        hints & Hint.AUTHOR or tree.elements[elem].itemprop == "author" or (close & Hint.META and introduces(text))
    )
    if promised and not close & Hint.CAPTION and not _foreign(tree, elem):
        marked.append(text)


def _author_marks(tree: Tree) -> list[Mark]:
    """Links, spans and the like that promise an author by their name, ``rel`` or ``itemprop``."""
    author = Hint.AUTHOR
    return [m for m in tree.marks if m.hints & author or m.itemprop == "author" or m.rel == "author"]


def _marks(tree: Tree, marks: list[Mark], where: range, *, named: bool = True) -> Iterator[str]:
    """Texts of links and spans that mark an author; where one line marks several, all of them together first.
    ``named``: a class that promises an author is enough, not only ``rel`` or ``itemprop``."""
    lines: dict[int, list[str]] = {}
    for mark in marks:
        said = named or mark.itemprop == "author" or mark.rel == "author"
        if said and mark.segment in where and 0 < len(mark.text) < _LONGEST and not _foreign(tree, mark.elem):
            lines.setdefault(mark.segment, []).append(mark.text)
    for texts in lines.values():
        people = [text for text in dict.fromkeys(texts) if not any(other != text and other in text for other in texts)]
        if len(people) > 1 and all(" " in name for name in people):
            yield ", ".join(people)
        yield from texts


def _hints(tree: Tree, index: int, levels: int) -> int:
    """What the names of an element and of the next frames up hint at."""
    hints = 0
    for _ in range(levels):
        if index < 0:
            break
        element = tree.elements[index]
        hints |= element.hints
        index = element.parent
    return hints


def _foreign(tree: Tree, index: int) -> bool:
    """In a frame for comments, other stories or navigation."""
    for _ in range(6):
        if index < 0:
            return False
        element = tree.elements[index]
        if element.tag == "nav" or (element.hints & _FOREIGN and element.tag not in ("article", "main", "body")):
            return True
        index = tree.elements[index].parent
    return False
