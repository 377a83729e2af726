"""Home, section and tag pages: the links on them that look like articles, and the menu's sections. Pure.

A link is judged by its address (:mod:`ingest.discovery.addresses`), by its words (a headline has several), and by where
it stands (a menu or a footer is no place for a headline). All links to one page are judged together: picture, headline
and «lire la suite» are usually three.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from ingest.discovery.addresses import STRONG, article_score, word_count
from ingest.discovery.content import base_of, html
from ingest.discovery.sites import SiteFilter
from ingest.model import Link, Page, Source, Via
from ingest.urls import canonical_of, canonical_url, try_request

MOST_LINKS = 2_000
MOST_SECTIONS = 12

_ACCEPTED = 3
_HEADLINE_LETTERS, _HEADLINE_WORDS = 25, 4
_LABEL_LETTERS = 12
_FURNITURE = frozenset(
    {"nav", "navbar", "navigation", "menu", "submenu", "footer", "breadcrumb", "breadcrumbs", "ariane"}
)
"""Words in the class, id or role of an element that holds no headlines."""
_CONTAINERS = frozenset({"ul", "ol", "li", "div", "section", "aside", "span", "p"})
_NAME_PART = re.compile(r"[a-z]+")
_SECTION_PATH = re.compile(r"(?:/[a-z][a-z_-]{1,30}){1,2}/?(?:\.html?)?", re.IGNORECASE)


@dataclass(slots=True)
class _Candidate:
    """What all links to one page say together."""

    url: str
    title: str = ""
    headed: bool = False
    """One of them is, or holds, or stands in a heading, or in an article element."""
    outside: bool = False
    """One of them stands outside menus and footers."""


def article_links(page: Page, source: Source) -> list[Link]:
    """Links of a list page that look like articles, in its order, each page once, with the headline as title.

    Only pages of the site of ``page`` or of ``source``. ``via`` is HOME for the source's home page or a root, else
    SECTION. Next-page links are not among them.
    """
    via = _via(page, source)
    found = [candidate for candidate in _candidates(page, source) if _is_article(candidate)]
    return [
        Link(url=one.url, source=source.name, via=via, referrer=page.final_url, title=one.title or None)
        for one in found[:MOST_LINKS]
    ]


def section_links(page: Page, source: Source) -> list[Link]:
    """The sections that the menus of a home page lead to: at most a dozen, in order, with their names as titles."""
    sections: dict[str, Link] = {}
    ours = SiteFilter(page.final_url, source.home)
    places = _Places()
    tree = html(page)
    base = base_of(tree, page.final_url)
    for node in tree.css("a[href]"):
        url = try_request(node.attributes.get("href") or "", base)
        if url is None or url not in ours or not places.furniture(node):
            continue
        name = _text(node)
        if _is_section(url, name) and canonical_of(url) != canonical_url(page.final_url):
            link = Link(url=url, source=source.name, via=Via.SECTION, referrer=page.final_url, title=name)
            sections.setdefault(canonical_of(url), link)
    return list(sections.values())[:MOST_SECTIONS]


def _via(page: Page, source: Source) -> Via:
    here = canonical_url(page.final_url)
    is_root = urlsplit(here).path == "/" and not urlsplit(here).query
    is_home = canonical_url(source.home) in (here, canonical_url(page.url))
    return Via.HOME if is_root or is_home else Via.SECTION


def _candidates(page: Page, source: Source) -> list[_Candidate]:
    """The site's pages that are linked to, in order of their first link."""
    tree = html(page)
    base = base_of(tree, page.final_url)
    ours = SiteFilter(page.final_url, source.home)
    itself = canonical_url(page.final_url)
    places = _Places()
    found: dict[str, _Candidate] = {}
    for node in tree.css("a[href]"):
        url = try_request(node.attributes.get("href") or "", base)
        if url is None or url not in ours or (key := canonical_of(url)) == itself:
            continue
        candidate = found.setdefault(key, _Candidate(url))
        heading = _heading(node)
        candidate.title = max(candidate.title, _text(heading or node), key=_headline_worth)
        candidate.headed = candidate.headed or heading is not None or places.headed(node)
        candidate.outside = candidate.outside or not places.furniture(node)
    return list(found.values())


def _is_article(candidate: _Candidate) -> bool:
    score = article_score(candidate.url)
    if score < 0 or not candidate.outside or (score == 0 and word_count(candidate.url) < 2):
        return False
    if candidate.title and not any(char.isalpha() for char in candidate.title):
        return False  # a number of comments
    words, letters = len(candidate.title.split()), len(candidate.title)
    if letters >= _HEADLINE_LETTERS and words >= _HEADLINE_WORDS:
        score += 2
    elif candidate.title and letters <= _LABEL_LETTERS and not candidate.headed:
        score -= 1  # «Sport», «Lire la suite»
    score += candidate.headed
    return score >= _ACCEPTED


def _is_section(url: str, name: str) -> bool:
    path = urlsplit(url).path
    return (
        2 <= len(name) <= 30
        and len(name.split()) <= 4
        and not urlsplit(url).query
        and _SECTION_PATH.fullmatch(path) is not None
        and 0 <= article_score(url) < STRONG
        and word_count(url) <= 3
    )


def _headline_worth(text: str) -> int:
    """Longer is better up to the length of a long headline; a whole teaser is worse than its headline."""
    return len(text) if len(text) <= 200 else 20


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())[:300]


def _heading(node: LexborNode) -> LexborNode | None:
    return node.css_first("h1, h2, h3, h4, h5")


class _Places:
    """Where nodes stand, remembered by ancestor: a page has far fewer containers than links times depth."""

    def __init__(self) -> None:
        self._furniture: dict[int, bool] = {}
        self._headed: dict[int, bool] = {}

    def furniture(self, node: LexborNode) -> bool:
        """Inside a menu, a footer, breadcrumbs, or the site's header."""
        return self._inherited(node.parent, self._furniture, _is_furniture)

    def headed(self, node: LexborNode) -> bool:
        """Inside a heading or an article element."""
        return self._inherited(node.parent, self._headed, _is_headed)

    def _inherited(
        self, node: LexborNode | None, known: dict[int, bool], test: Callable[[LexborNode], bool | None]
    ) -> bool:
        chain: list[int] = []
        verdict = False
        while node is not None and node.tag not in ("body", "html", "main", "-undef"):
            if (before := known.get(node.mem_id)) is not None:
                verdict = before
                break
            chain.append(node.mem_id)
            here = test(node)
            if here is not None:
                verdict = here
                break
            node = node.parent
        known.update(dict.fromkeys(chain, verdict))
        return verdict


def _is_furniture(node: LexborNode) -> bool | None:
    """True, False (an article holds no menus), or None: ask the parent."""
    tag = node.tag
    if tag == "article":
        return False
    if tag in ("nav", "footer", "header") or node.attributes.get("role") in ("navigation", "contentinfo", "menu"):
        return True
    if tag in _CONTAINERS:
        names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".lower()
        if not _FURNITURE.isdisjoint(_NAME_PART.findall(names)):
            return True
    return None


def _is_headed(node: LexborNode) -> bool | None:
    return True if node.tag in ("h1", "h2", "h3", "h4", "h5", "article") else None
