"""The headline's candidates on a page, for :func:`~ingest.parsers.titles.choose_title` to choose from."""

from __future__ import annotations

import re

from ingest.model import Found
from ingest.parsers.byline import is_byline
from ingest.parsers.claims import Claims, first_of
from ingest.parsers.finding import places_with_bits
from ingest.parsers.names import has_date
from ingest.parsers.structured import texts
from ingest.parsers.titles import choose_title
from ingest.parsers.typography import fold
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Segment, Tree

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


def headline_of(tree: Tree, claims: Claims) -> tuple[str | None, Found]:
    """The headline as readers see it, and where it was found; None where the page names nothing."""
    og, twitter = first_of(tree.meta, "og:title"), first_of(tree.meta, "twitter:title")
    json_ld = next(iter(texts(claims.article.get("headline")) or texts(claims.article.get("name"))), None)
    with_kicker = tree.lang[:2].lower() == "de"
    headings = [tree.segments[n] for n in tree.headings]
    html_title = "" if _UNNAMED.fullmatch(tree.title) else tree.title
    h1s = [s.text for s in headings if (s.heading == 1 or _is_headline(tree, s)) and len(s.text) < 400]
    lower = [s.text for s in headings if s.heading in (2, 3) and 8 < len(s.text) < 300]
    if tree.hints & Hint.KICKER or places_with_bits(tree.marks, "hints", Hint.KICKER):
        others = " ".join(filter(None, (og, twitter, json_ld, tree.title)))
        h1s = _without_kickers(tree, h1s, others, with_kicker=with_kicker)
        if not h1s:
            lower = _without_kickers(tree, lower, others, level=2, with_kicker=with_kicker)
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
        with_kicker=with_kicker,
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


def _is_told(kicker: str, told: str, *, with_kicker: bool) -> bool:
    """Whether the other titles have a label too, other than as templates put it before a dash, bar or full stop, or
    (but in German) before a colon."""
    parting = r"(?:\s[-–—|]|\.)" if with_kicker else r"(?:\s[-–—|:]|[.:])"
    parted = re.compile(rf"\b{re.escape(kicker)}{parting}\s", re.I)
    return fold(kicker) in fold(parted.sub("", told))


def _without_kickers(tree: Tree, headings: list[str], told: str, *, level: int = 1, with_kicker: bool) -> list[str]:
    """Headings without the label that stands in an element named for it at their beginning («Stadt fehlt das Geld»,
    above the headline in the same h1), where no other title of the page has it, or only before a mark («LIVE - …»,
    «REPORTAGE. …»). ``level``: of the headings."""
    marked = [tree.marks[place] for place in places_with_bits(tree.marks, "hints", Hint.KICKER)]
    kickers = [
        mark.text.rstrip(" –—-|")
        for mark in marked
        if mark.text and mark.segment < len(tree.segments)
        and tree.segments[mark.segment].heading == level and tree.segments[mark.segment].text.startswith(mark.text)
    ]  # fmt: skip
    if not kickers or any(_is_told(kicker, told, with_kicker=with_kicker) for kicker in kickers):
        return headings
    cut = [(whole, next((whole[len(k) :] for k in kickers if whole.startswith(k)), whole)) for whole in headings]
    return [rest.lstrip(" :–—-|") if len(rest) > _LEAST_TITLE else whole for whole, rest in cut]
