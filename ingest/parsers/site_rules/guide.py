"""One site rule at work on one page.

    markup →replace→ parsed page →read values, mark what to keep and to drop→ walk →ask the guide→ Article

Elements are marked by an attribute that the walk notes anyway, so that a page without a rule pays nothing. What is
dropped stays in the tree, where the headline, names and captions in it can still be read; it is none of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from ingest.model import Article, Found
from ingest.parsers.authors import choose_authors
from ingest.parsers.dates.page import PageDates, Signal, settle
from ingest.parsers.site_rules.rule import Selector, SiteRule
from ingest.parsers.tree import Tree
from ingest.parsers.typography import clean
from ingest.parsers.walk import is_block, walk

METHOD = "site_rule"
"""In ``provenance``, and the rule in ``dropped``."""
_KEEP, _DROP, _STANDFIRST = "ingest-keep", "ingest-drop", "ingest-standfirst"
_MARKS = frozenset((_KEEP, _DROP, _STANDFIRST))
_FIELDS = ("title", "standfirst", "authors", "published", "modified", "section", "tags")
_FROM_THE_PAGE = ("model", "likeliest")
"""Methods by which a text is made of the page's lines, so of those that the rule left."""
_SURE = 0.5
"""Score of a line that is text because the rule says so."""
_HOPELESS = 0.2
"""… unless the rule has lines pruned, and the model gives it less."""
_MOST_VALUES = 30
_MOST_NODES = 2_000
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class _Match:
    """What a field's selector found."""

    selector: Selector
    texts: list[str]


class Guide:
    """What a rule says of a page; made for one page, asked in the order of the methods."""

    def __init__(self, rule: SiteRule) -> None:
        self.rule = rule
        self._matches: dict[str, _Match] = {}
        self._kept_by: Selector | None = None
        self._marks: list[str] = []
        """Per segment, the mark of the nearest element that has one."""
        self._within: frozenset[int] = frozenset()
        self._orphaned: set[int] = set()
        """Segments dropped together with a picture."""

    def walk(self, markup: str | bytes) -> Tree:
        """The page's tree, its values read and its elements marked."""
        if self.rule.replace:
            markup = markup if isinstance(markup, str) else markup.decode("utf-8", "replace")
            for find, put in self.rule.replace:
                markup = markup.replace(find, put)
        tree = walk(markup, self._read)
        self._find_marks(tree)
        return tree

    def title(self, title: str | None, found: Found) -> tuple[str | None, Found]:
        texts = self._texts("title")
        return (texts[0] if texts else title), self._found("title", found, title) or found

    def scores(self, scores: list[float]) -> list[float]:
        """The model's scores, raised where the text is by the rule's word."""
        if not self._within:
            return scores
        least = _HOPELESS if self.rule.prune else 0.0
        return [
            max(score, _SURE) if number in self._within and score >= least else score
            for number, score in enumerate(scores)
        ]

    def ruled_out(self) -> dict[int, str]:
        """Segments that are none of the text, and why."""
        within = self._within
        return {
            number: METHOD
            for number, mark in enumerate(self._marks)
            if mark == _DROP or (within and number not in within)
        }

    def legends(self, segments: set[int]) -> set[int]:
        """Without those of pictures that the rule drops."""
        return segments - self._orphaned

    def standfirst(
        self, text: str | None, segments: set[int], found: Found | None
    ) -> tuple[str | None, set[int], Found | None]:
        """The rule's standfirst and its segments; else what was found, unless the rule drops it."""
        texts = self._texts("standfirst")
        if not texts:
            if any(self._marks[number] == _DROP for number in segments):
                text, segments, found = None, set(), None
            return text, segments, self._found("standfirst", found, text)
        marked = {number for number, mark in enumerate(self._marks) if mark == _STANDFIRST}
        return " ".join(texts), marked, self._found("standfirst", found, text)

    def dates(self, dates: PageDates, *, tz: str | None, fetched_at: datetime | None, lang: str | None) -> PageDates:
        """The page's dates with those that the rule points at in place of them."""
        signals = [
            Signal(role, text, METHOD, self._evidence(match.selector))
            for role in ("published", "modified")
            if (match := self._matches.get(role))
            for text in match.texts
        ]
        ruled = settle(signals, tz=tz, fetched_at=fetched_at, lang=lang) if signals else PageDates()
        first, last = ruled.published, ruled.modified
        overruled = dates.published_raw if dates.published != first else None
        dates = replace(dates, published_found=self._found("published", dates.published_found, overruled, bool(first)))
        overruled = dates.modified_raw if dates.modified != last else None
        dates = replace(dates, modified_found=self._found("modified", dates.modified_found, overruled, bool(last)))
        if first:
            dates = replace(
                dates,
                published=first,
                published_raw=ruled.published_raw,
                published_offset=ruled.published_offset,
                display_offset=ruled.display_offset,
                conflict=False,
            )
        if last:
            dates = replace(
                dates, modified=last, modified_raw=ruled.modified_raw, modified_offset=ruled.modified_offset
            )
        if dates.published and dates.modified and dates.modified.instant <= dates.published.instant:
            dates = replace(dates, modified=None, modified_raw=None, modified_offset=None, modified_found=None)
        return dates

    def finish(self, article: Article, site_names: list[str]) -> Article:
        """The article with the names, section and tags that the rule points at, and its word on the text."""
        changes: dict[str, Any] = {}
        provenance = dict(article.provenance)
        byline = None
        if names := self._texts("authors"):
            byline, _ = choose_authors(visible=[", ".join(names), *names], site_names=site_names)
            if byline.authors:
                changes |= {"authors": list(byline.authors), "contributors": list(byline.contributors)}
                changes["agency"] = byline.agency or article.agency
        self._note(provenance, "authors", ", ".join(article.authors), byline is not None and bool(byline.authors))
        if texts := self._texts("section"):
            changes["section"] = texts[0]
        self._note(provenance, "section", article.section, bool(texts))
        if texts := self._texts("tags"):
            changes["tags"] = list(dict.fromkeys(texts))
        self._note(provenance, "tags", ", ".join(article.tags), bool(texts))
        if self.rule.keep:
            self._note_text(provenance)
        return replace(article, provenance=provenance, **changes)

    # --- before the walk ---------------------------------------------------------------------------------------------
    def _read(self, page: LexborHTMLParser) -> None:
        for name in _FIELDS:
            for selector in getattr(self.rule, name):
                texts = [text for node in _select(page, selector)[:_MOST_VALUES] if (text := _value(node, selector))]
                if texts:
                    self._matches[name] = _Match(selector, texts)
                    break
        _drop([node for selector in self.rule.drop for node in _select(page, selector)])
        if (match := self._matches.get("standfirst")) and not match.selector.attribute:
            _mark(page, _select(page, match.selector), _STANDFIRST)
        for selector in self.rule.keep:
            nodes = [node for node in _select(page, selector) if node.text(deep=True, strip=True)]
            if nodes:
                self._kept_by = selector
                _mark(page, nodes, _KEEP)
                break

    # --- after the walk ----------------------------------------------------------------------------------------------
    def _find_marks(self, tree: Tree) -> None:
        elements = tree.elements
        owners: list[int] = []
        """Per element, the nearest one with a mark: itself, or one around it; -1 for none."""
        for index, element in enumerate(elements):  # parents come before their children
            inherited = owners[element.parent] if element.parent >= 0 else -1
            owners.append(index if element.role in _MARKS else inherited)
        owner_of = [owners[segment.elem] for segment in tree.segments]
        self._marks = [elements[owner].role if owner >= 0 else "" for owner in owner_of]
        without = {owners[one.elem] for one in tree.pictures}
        without = {owner for owner in without if owner >= 0 and elements[owner].role == _DROP}
        tree.pictures = [one for one in tree.pictures if owners[one.elem] not in without]
        self._orphaned = {number for number, owner in enumerate(owner_of) if owner in without}
        kept = [number for number, mark in enumerate(self._marks) if mark == _KEEP]
        if any(not tree.segments[n].heading and 2 * tree.segments[n].link < len(tree.segments[n].text) for n in kept):
            self._within = frozenset(kept)

    def _texts(self, name: str) -> list[str]:
        match = self._matches.get(name)
        return match.texts if match else []

    def _evidence(self, selector: Selector) -> str:
        return f"{selector} — {self.rule.where}"[:_LONGEST]

    def _found(self, name: str, found: Found | None, value: str | None, used: bool = True) -> Found | None:
        """Provenance of a field: the rule's, with what it overruled; or the page's own, with the silent rule."""
        selectors: tuple[Selector, ...] = getattr(self.rule, name)
        match = self._matches.get(name)
        if match and used:
            differs = found and value and value not in (match.texts[0], ", ".join(match.texts))
            overruled = ((found.method, value[:_LONGEST]),) if found and value and differs else ()
            return Found(METHOD, self._evidence(match.selector), overruled)
        if not selectors:
            return found
        return _with_silent(found, self._silence(selectors, match))

    def _note(self, provenance: dict[str, Found], name: str, value: str | None, used: bool) -> None:
        found = self._found(name, provenance.get(name), value, used)
        if found is not None:
            provenance[name] = found

    def _note_text(self, provenance: dict[str, Found]) -> None:
        found = provenance.get("text")
        if self._within and self._kept_by and found and found.method in _FROM_THE_PAGE:
            provenance["text"] = Found(METHOD, self._evidence(self._kept_by))
        else:
            provenance["text"] = _with_silent(found, self._silence(self.rule.keep, None))

    def _silence(self, selectors: tuple[Selector, ...], match: _Match | None) -> str:
        said = f"not understood: {match.texts[0]}" if match else f"no match: {', '.join(map(str, selectors))}"
        return f"{said} — {self.rule.where}"[:_LONGEST]


def _with_silent(found: Found | None, why: str) -> Found:
    found = found or Found("none")
    return replace(found, rejected=(*found.rejected, (METHOD, why)))


def _select(page: LexborHTMLParser, selector: Selector) -> list[Any]:
    found = page.css(selector.css)
    return found[:1] if selector.first else found


def _value(node: Any, selector: Selector) -> str:
    """The attribute that is asked for; of <meta> its content, of <time> its date; else the text as a reader sees it."""
    attributes = node.attributes
    if selector.attribute:
        return clean(attributes.get(selector.attribute) or "")
    if node.tag in ("meta", "time"):
        value = attributes.get("content" if node.tag == "meta" else "datetime")
        if value:
            return clean(value)
    return " ".join(_lines(node))


def _lines(node: Any) -> Iterator[str]:
    tree = walk(node.html or "")
    yield from (segment.text for segment in tree.segments)
    if tree.title:
        yield tree.title


def _drop(nodes: list[Any]) -> None:
    """Blocks are marked, so that what they hold is known; what stands inside a line is taken out of it."""
    inline = []
    for node in nodes:
        if is_block(node.tag):
            node.attrs["role"] = _DROP
        else:
            inline.append(node)
    for node in _outermost(inline):
        node.decompose()


def _mark(page: LexborHTMLParser, nodes: list[Any], mark: str) -> None:
    """The walk notes blocks only: an inline element gets one around it."""
    for node in _outermost(nodes):
        if is_block(node.tag):
            node.attrs["role"] = mark
        else:
            frame: Any = page.create_node("div")
            frame.attrs["role"] = mark
            frame.insert_child(node)
            node.replace_with(frame)


def _outermost(nodes: list[Any]) -> list[Any]:
    """Without those inside others of the list, which go where these go."""
    nodes = nodes[:_MOST_NODES]
    chosen = {node.mem_id for node in nodes}
    return [node for node in nodes if not any(parent in chosen for parent in _above(node))]


def _above(node: Any) -> Iterator[int]:
    while (node := node.parent) is not None:
        yield node.mem_id
