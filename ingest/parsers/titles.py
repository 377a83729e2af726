"""The headline a reader sees, without the site's name or section.

A page names its article up to six times: ``<title>``, ``og:title``, ``twitter:title``, JSON-LD ``headline``, and one or
more headings. The visible heading wins when the others agree with it, because titles for search engines differ from the
headline; the others decide which heading it is (site names, promos and side bars are h1 too) and stand in when none is.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ingest.model import Found
from ingest.parsers.typography import clean, fold

_EVIDENCE = 300
_AGREES = 0.6
"""Share of common words from which a heading is the one that the metadata means …"""
_AGREES_CLOSELY = 0.88
"""… and from which an h2 or h3 is, since crossheads share words with the title too."""
_H1_BONUS = 0.06
_NEAR_THE_TOP = 4
_LONGEST = 400
_LONGEST_SITE = 80
_MOST_SPACES_OF_A_SITE = 4
_MOST_PARTS = 6
_SHORT_HEADLINE = 3
"""Spaces in a headline from which a heading of the same words is no coincidence."""
_CLOSING = '»”"!?… \u00a0\u202f'
"""With what a headline may end beyond what a cut naming of it has."""
_QUOTES = "\"'«“‘„"

# Marks between a headline and the name of its site or section. A dash or colon counts only between spaces, so that
# «Rolls-Royce» and «9:30» stay whole.
# Each pattern begins with one set of letters, for which Python looks before it tries the rest.
_separator = re.compile(r"[\s|¦│:](?:(?<=\s)\s*[|¦│·•‣»«›>\-–—―~/:]+\s+|(?<=\s)\s*[|¦│]\s*|(?<=[|¦│])\s*|(?<=:)\s+)")
_no_colon = re.compile(r"[\s|¦│](?:(?<=\s)\s*[|¦│·•‣»«›>\-–—―~/]+\s+|(?<=\s)\s*[|¦│]\s*|(?<=[|¦│])\s*|(?<=\s)\s*::\s+)")
_MARKS = frozenset("|¦│·•‣»«›>-–—―~/:")
_quotation = re.compile("«[^«»]*»")
_BLOG_ARCHIVE = re.compile(
    r"^(.{2,80}?)\s*»\s+((?:Blog Archives?|Archives? du blog|Blog[ -]?Archiv"
    r"|Archivo del blog|Archivio(?: del)? blog))\s+»",
    re.I,
)
"""«The blog » Blog Archive » The headline»: WordPress's themes of old."""
# A bar or a double angle between spaces is no headline's own mark, as a dash may be.
_COLON = re.compile(r"\s?:\s")
_QUOTED_BEHIND = re.compile(r"\s?: [«“\"‘„]")
"""«… : "C'est mieux que …"»: what somebody says of it, which readers see in the headline."""
_bar = re.compile(r"\s\s*(?:[|¦│•»«>]|::)\s+")
_ellipsis = re.compile(r"\s*(?:\.{3,}|…|\[…\]|\[\.\.\.\])$")
_CUT_SHORT = (".", "…", "]")
_ellipsis_inside = re.compile(r"\s*(?:\.{3}|…|\[…\]|$)")


@dataclass(frozen=True, slots=True)
class _Named:
    """A candidate: where it was found, its words as published and folded."""

    method: str
    text: str
    folded: str
    words: frozenset[str]


def choose_title(
    *,
    h1s: Iterable[str] = (),
    h2s: Iterable[str] = (),
    og: str | None = None,
    twitter: str | None = None,
    json_ld: str | None = None,
    html_title: str | None = None,
    site_names: Iterable[str] = (),
    with_kicker: bool = False,
) -> tuple[str | None, Found]:
    """The headline and where it came from; None when the page names nothing.

    ``h1s`` and ``h2s`` are headings outside navigation in document order (h3 may follow the h2s); ``site_names`` all
    names of the site: ``og:site_name``, the publisher's name, the host without ``www.``. ``with_kicker``: what stands
    before a colon in the other titles belongs to the headline though readers see it in a line of its own, as German
    papers have it («Dachzeile: Titel»).
    """
    h1s, lower = list(h1s), list(h2s)
    sites = _site_keys(site_names, og, html_title) | _names_among_headings(html_title, h1s, [*lower, og or ""])
    named = [
        candidate
        for candidate in (
            _named("json-ld", json_ld, sites),
            _named("og:title", og, sites),
            _named("twitter:title", twitter, sites),
            _named("title", html_title, sites),
        )
        if candidate
    ]
    headings = [c for c in (_named("h1", text, sites) for text in h1s) if c]
    chosen = _choose(headings, lower, named, sites, with_kicker=with_kicker)
    if chosen is None:
        return None, Found("none")
    text = _completed(chosen, [*named, *headings])
    folded = fold(text)
    rejected = tuple((c.method, c.text[:_EVIDENCE]) for c in [*named, *headings] if c.folded != folded)
    return text, Found(chosen.method, text[:_EVIDENCE], rejected)


def _site_keys(names: Iterable[str], *titles: str | None) -> frozenset[str]:
    """Keys of the site's names, without a whole headline that a template put where the site's name belongs."""
    keys = frozenset(map(site_key, names)) - {""}
    for title in titles:
        if title and "»" in title and (archive := _BLOG_ARCHIVE.match(title)):
            keys |= {site_key(archive[1]), site_key(archive[2])}
    whole = (
        title for title in titles if title and (title.count(" ") >= _MOST_SPACES_OF_A_SITE or _no_colon.search(title))
    )
    return keys - set(map(site_key, whole))


def _names_among_headings(html_title: str | None, h1s: list[str], others: list[str]) -> frozenset[str]:
    """Keys of h1s that name the site, as old themes have it: one end of ``<title>``, when the other end is a heading of
    its own or og:title. A colon is no such mark: a kicker stands before it."""
    cuts = list(_no_colon.finditer(html_title or ""))[:_MOST_PARTS]
    if not cuts or not html_title:
        return frozenset()
    heads = {fold(html_title[: cut.start()]) for cut in cuts} - {""}
    tails = {fold(html_title[cut.end() :]) for cut in cuts} - {""}
    tops = {folded: text for text in h1s if (folded := fold(text)) in heads or folded in tails}
    names = {top for top in tops if top in tails and heads & (tops.keys() - {top})}
    for top in () if names else tops:
        far = {end for end in (tails if top in heads else heads) if end.count(" ") > max(2, top.count(" "))}
        if far and (far & tops.keys() or any(fold(text) in far for text in others)):
            names.add(top)
    return frozenset(site_key(tops[name]) for name in names)


def _named(method: str, text: str | None, sites: frozenset[str]) -> _Named | None:
    read = _read(text, sites) if text and len(text) <= 3 * _LONGEST else None
    return _Named(method, *read) if read else None


@lru_cache(maxsize=16)
def _read(text: str, sites: frozenset[str]) -> tuple[str, str, frozenset[str]] | None:
    """A name's words as published and folded. A page gives the same one in several places."""
    text = without_site(clean(html.unescape(text) if "&" in text else text), sites)
    if not text or len(text) > _LONGEST or (len(text) < _LONGEST_SITE and site_key(text) in sites):
        return None
    folded = fold(text) or text
    return text, folded, frozenset(folded.split())


_scheme_or_path = re.compile(r"^(?:https?://)?(?:www\d?\.)?|/.*$")
_domain = re.compile(r"(?<=\w)\.[a-z]{2,}(?:\.[a-z]{2})?$")


@lru_cache(maxsize=4_096)
def site_key(name: str) -> str:
    """A site's name without what varies: «Le Monde.fr», «lemonde.fr» and «LE MONDE» are one."""
    return fold(_domain.sub("", _scheme_or_path.sub("", name.strip().lower()))).replace(" ", "")


def without_site(title: str, sites: frozenset[str]) -> str:
    """The title without leading and trailing parts that are the site's name (``sites``: keys of its names)."""
    while True:
        # The guillemet that ends a quotation is no mark before the site's name.
        unquoted = _quotation.sub(_blotted, title) if "«" in title else title
        cuts = [] if _MARKS.isdisjoint(unquoted) else list(_separator.finditer(unquoted))
        if not cuts:
            return title
        head, tail = title[: cuts[0].start()], title[cuts[-1].end() :]
        if site_key(tail) in sites:
            title = title[: cuts[-1].start()].rstrip()
        elif site_key(head) in sites:
            title = title[cuts[0].end() :].lstrip()
        elif len(cuts) > 1 and len(head) > len(tail) and site_key(title[cuts[-2].end() : cuts[-1].start()]) in sites:
            title = title[: cuts[-2].start()].rstrip()  # «Headline - Le Quotidien - Toute l'info du lac»
        else:
            return title


def _at_bars(title: str) -> list[str]:
    """What stands between the bars of a title; guillemets around a quotation are none."""
    if "«" not in title:
        return _bar.split(title)
    parts, start = [], 0
    for bar in _bar.finditer(_quotation.sub(_blotted, title)):
        parts.append(title[start : bar.start()])
        start = bar.end()
    return [*parts, title[start:]]


def _blotted(quotation: re.Match[str]) -> str:
    return "x" * len(quotation[0])


def _choose(
    h1s: list[_Named], lower_texts: list[str], named: list[_Named], sites: frozenset[str], *, with_kicker: bool
) -> _Named | None:
    heading, score = _best(h1s, named, _AGREES)
    if heading is None or score < 1 or not all(_agreement(heading, other) >= _AGREES_CLOSELY for other in named):
        lower = [c for c in (_named("h2", text, sites) for text in lower_texts) if c]
        other, other_score = _best(lower, named, _AGREES_CLOSELY)
        if other is not None and other_score > score + (_H1_BONUS if heading else 0):
            heading = other
        heading = heading or _plausible_heading(h1s, named)
        heading = heading and _told_apart(heading, lower, named)
    if heading is None:
        return _best_metadata(named)
    heading = _cut(heading, named, with_kicker=with_kicker)
    return _as_published(heading, named) if with_kicker else _below_kicker(heading, named)


def _best(headings: list[_Named], named: list[_Named], least: float) -> tuple[_Named | None, float]:
    """The heading that the metadata means, and how well the best of it agrees: at least ``least``."""
    best, best_score = None, 0.0
    for heading in headings:
        score = max((_agreement(heading, other) for other in named), default=0.0)
        if score >= least and score > best_score:
            best, best_score = heading, score
    return best, best_score


def _plausible_heading(h1s: list[_Named], named: list[_Named]) -> _Named | None:
    """An h1 that the metadata does not confirm: the only one, or the first that has something in common with it."""
    if not h1s:
        return None
    if not named:
        return next((h for h in h1s if len(h.words) > 2), h1s[0])
    if len(h1s) == 1:
        only = h1s[0]
        return only if len(only.words) > 1 or any(only.words <= other.words for other in named) else None
    for heading in h1s:
        if len(heading.words) > 2 and any(len(heading.words & other.words) > 1 for other in named):
            return heading
    return None


def _agreement(heading: _Named, other: _Named) -> float:
    """0 to 1: how much of their words two namings share; a naming inside the other is never below one half."""
    if not heading.words or not other.words:
        return 0.0
    short, long = sorted((heading.folded, other.folded), key=len)
    if short == long:
        return 1.0
    if other.method == "title":
        parts, headline = _parts_of(other.text)
        if heading.text in parts or heading.folded == headline:
            return 0.9
    if " " in short and f" {short} " in f" {long} ":
        return 0.62 + 0.38 * len(short) / len(long)
    common = len(heading.words & other.words)
    return 2 * common / (len(heading.words) + len(other.words))


@lru_cache(maxsize=4)
def _parts_of(title: str) -> tuple[frozenset[str], str]:
    """What stands between the bars of ``<title>``, and what before its last dash, folded, where that is most of it:
    behind it stands the site."""
    cuts = list(_no_colon.finditer(title))
    head = fold(title[: cuts[-1].start()]) if cuts else ""
    least = max(_SHORT_HEADLINE, len(title.split()) // 2)
    return frozenset(_at_bars(title)), head if head.count(" ") >= least else ""


def _told_apart(heading: _Named, lower: list[_Named], named: list[_Named]) -> _Named:
    """Two headlines, an h1 for search engines (often unseen) and an h2 for readers right after it, each confirmed by
    some of the metadata: the latter."""
    # «Anne Un: «On ne fait pas silence»» for who shares the page: what is said there may be a crosshead of the text
    in_markup = any(other.method == "json-ld" and _agreement(heading, other) >= _AGREES_CLOSELY for other in named)
    for other in named:
        if other.method not in ("og:title", "json-ld") or len(other.words) < 4:
            continue
        if _agreement(heading, other) >= _AGREES_CLOSELY:
            continue
        for candidate in lower[:_NEAR_THE_TOP]:
            if f" {candidate.folded}".endswith(f" {other.folded}"):
                return candidate
            spoken = in_markup and candidate.text[0] in _QUOTES
            if not spoken and len(candidate.words) > 3 and other.text.endswith(f": {candidate.text}"):
                return candidate
    return heading


def _cut(heading: _Named, named: list[_Named], *, with_kicker: bool) -> _Named:
    """A heading that carries more than the headline, cut to what the metadata calls it: without a kicker before it
    («Justice Le procès…»), without a site's name or a subtitle behind it."""
    whole = any(other.method == "title" and other.folded == heading.folded for other in named)
    # What stands before a colon there as well was typed into the headline; German papers set their kickers so.
    agreed = not with_kicker and any(
        other.method in ("json-ld", "og:title") and other.folded == heading.folded for other in named
    )
    votes = Counter(other.folded for other in named if other.method != "title")
    # «… la statale» for one, «… la statale: 180 evacuati» for another: both are cut for want of room.
    goes_on = max((len(other.text) for other in named if heading.text.startswith(other.text)), default=0)
    for other in named:
        if other.method == "title" or len(other.words) < 2 or len(other.text) >= len(heading.text):
            continue
        left = heading.text.removeprefix(other.text)
        if not left.strip(_CLOSING) or (len(left) < len(heading.text) and _QUOTED_BEHIND.match(left)):
            continue
        rest = heading.text.removesuffix(other.text)
        if agreed and (rest.endswith((": ", ":\u00a0")) or (rest.endswith(". ") and rest.isupper())):
            continue  # «Anne Un : « On ne fait pas silence »», of which og:title has what she says; «REPORTAGE. Le …»
        glued = rest[-1:].isalpha() and not other.text[0].islower() and votes[other.folded] > 1  # «Interview« On …»
        if (
            len(rest) < len(heading.text)
            and len(rest) < len(other.text)
            and rest[-1:].isspace() | (rest[-1:] in ":»|") | glued
        ):
            return _Named(heading.method, other.text, other.folded, other.words)
        rest = heading.text.removeprefix(other.text)
        if len(rest) < len(heading.text) and (
            # a subtitle that <title> has as well is the headline's
            (_separator.match(rest) and not whole and len(other.text) == goes_on)
            or (
                votes[other.folded] > 1
                and rest[0].isspace()
                and rest.lstrip()[0] not in _QUOTES
                and len(other.words) > 3
            )
        ):
            return _Named(heading.method, other.text, other.folded, other.words)
    for other in named:  # «Kicker | Headline», where the heading has the kicker in an element of its own
        parts = _at_bars(other.text)
        if len(parts) == 2 and len(parts[1].split()) > 2 and heading.text.replace("\u00a0", " ") == " ".join(parts):
            return _Named(heading.method, parts[1], fold(parts[1]), frozenset(fold(parts[1]).split()))
    for other in named:  # the same headline under another kicker
        kicker, colon, tail = other.text.rpartition(": ")
        if not colon or len(tail.split()) < 4 or tail[0].islower() or heading.folded.startswith(fold(kicker)):
            continue
        if re.search(rf"\w\s{re.escape(tail)}$", heading.text):
            return _Named(heading.method, tail, fold(tail), frozenset(fold(tail).split()))
    return heading


def _as_published(heading: _Named, named: list[_Named]) -> _Named:
    """A headline whose kicker stands in an element of its own, named with it («Kenia: Nairobi von unten») by both
    JSON-LD and og:title, or glued to it without the colon: as they write it."""
    for other in named:
        if other.folded == heading.folded and other.text.count(": ") > heading.text.replace("\u00a0", " ").count(": "):
            return _Named(other.method, other.text, other.folded, other.words)
    by_method = {other.method: other for other in named}
    ours, theirs = by_method.get("json-ld"), by_method.get("og:title")
    if ours and theirs and ours.folded == theirs.folded and ours.text.endswith(f": {heading.text}"):
        return ours
    return heading


def _below_kicker(heading: _Named, named: list[_Named]) -> _Named:
    """A headline without the kicker that is glued to it, where other titles have a colon between the two."""
    for other in named:
        if other.folded != heading.folded or not (colon := _COLON.search(other.text)):
            continue
        kicker, rest = other.text[: colon.start()], other.text[colon.end() :]
        if heading.text.startswith(f"{kicker}:"):
            return other  # «Kicker:Headline»
        if heading.text == f"{kicker} {rest}" and len(rest.split()) > 2:
            return _Named(heading.method, rest, fold(rest), frozenset(fold(rest).split()))
    return heading


def _best_metadata(named: list[_Named]) -> _Named | None:
    """The best of the metadata; the shorter of two of which one holds the other, for it has no section appended."""
    if not named:
        return None
    best = named[0]
    for other in named[1:]:
        if len(other.words) > 1 and other.folded != best.folded and f" {other.folded} " in f" {best.folded} ":
            best = other
            break
    parts = _at_bars(best.text)
    headline = next((part for part in parts if len(part.split()) > 2), best.text)
    return best if headline == best.text else _Named(best.method, headline, fold(headline), best.words)


def _completed(chosen: _Named, others: list[_Named]) -> str:
    """«The headline that was cut…» becomes the longer naming that begins with it and goes on."""
    stem = _ellipsis.sub("", chosen.text) if chosen.text.rstrip()[-1:] in _CUT_SHORT else chosen.text
    if stem == chosen.text:
        return chosen.text
    longer = [c.text for c in others if c.text.startswith(stem) and not _ellipsis_inside.match(c.text, len(stem))]
    return max(longer, key=len, default=chosen.text)
