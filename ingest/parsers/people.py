"""Where a page names its authors: the lines and values that :mod:`ingest.parsers.byline` then reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from typing import Any, NamedTuple

from ingest.model import Contributor, Found
from ingest.parsers.authors import choose_authors, is_nobody, is_office
from ingest.parsers.byline import (
    Byline,
    are_full_names,
    bold_name_with_trade,
    introduces,
    is_date,
    is_full_name,
    is_label,
    may_sign,
    name_with_role,
    names_beside_date,
    names_in_brackets,
    parse_byline,
    signatories_in,
    signs,
)
from ingest.parsers.byline_words import byline_words
from ingest.parsers.captions import is_labelled_credit
from ingest.parsers.fellows import NOTE
from ingest.parsers.finding import hints_around, path_of, places_of, places_with_bits
from ingest.parsers.names import WITH, agency_of, without_date
from ingest.parsers.phrases import Phrase, phrase_of
from ingest.parsers.structured import names
from ingest.parsers.titles import site_key
from ingest.parsers.tree import Mark, Tree
from ingest.parsers.typography import fold, has_digit
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import AUTHOR_PATH
from ingest.parsers.wires import closing_agency, dateline_agency, signature

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
_HELPED_BEHIND = re.compile(rf",?\s{WITH}(?:l['’])?[A-Z]{{2,6}}$")
"""«Anne Un, avec AFP», as the last line."""
_and_before_name = re.compile(r",?\s(?:et|and|und)\s(?=[A-ZÀ-Ý])")
_HELPED = re.compile(rf"[(\[]{WITH}", re.I)
_CONJUNCTIONS = frozenset(("et", "and", "und", "y", "e", "en", "i", "och", "og", "&"))
_LONGEST_CONJUNCTION = max(map(len, _CONJUNCTIONS))
_FOREIGN = Hint.COMMENT | Hint.RELATED | Hint.NAV
_for_paper = re.compile(r"\s+(?:pour|for|für|para|per|voor)\s+[A-ZÀ-Ý][\w’'-]*(?:\s[A-ZÀ-Ý][\w’'-]*){0,3}$")
"""«Anne Un pour Le Quotidien»: behind a name on a line of its own."""
_at_place = re.compile(r",\s(?:à|au|aux|en|in|aus)\s[A-ZÀ-Ý][^\W\d_][\w’' -]{1,30}$")
"""«Anne Un, à Lyon»: behind a name on the last line."""
_agency_at_place = re.compile(r"(.{2,40}?)(?:,? (?:à|au|aux|en|in|from|a|da|aus) [A-ZÀ-Ý][^,.]{1,30})?")
"""«La Presse canadienne à Québec»: below a name."""
_DESK_SIGN = re.compile(r"/[A-Z]{2,6}$")
"""«Anne Un - Luc Deux/CVN»: the newsroom's letters behind the names."""
_LONGEST_SIGNED_WITH = 40
"""«N. C. (avec AFP)» on a line of its own."""
_SIGNATURE = re.compile(r"signature|signataire", re.I)
_TEAM = frozenset(("l equipe", "equipe", "the team"))
_PRODUCER = re.compile(r"^(.{5,40}?),?\s(?:[Pp]roduct(?:ion|eur|rice)|[Pp]résentat(?:ion|eur|rice))$")
"""Who signs a broadcast, in the list of its team: «Anne Un Production», …"""
_PRODUCED_BY = re.compile(
    r"^(?:(?:reportage|production|présentation|texte|réalisation)(?:\s*(?:,|&|et)\s*|\s*:\s*)){1,3}(?<=[:\s])(.{5,40})$",
    re.I,
)
"""… «Reportage et présentation : Anne Un»."""
_CONTACT = re.compile(r"(?:t[ée]l|e-?mail|courriel|contact|whatsapp)\b|\+?[\d ()./-]{8,}$|\S+@\S+$", re.I)
"""How to reach who has signed, on the line below."""
_TRADE_AND_MAIL = re.compile(r"[^.!?@]{3,60}\s\S+@\S+\.\w+")
"""«Juriste, Lyon anne.un@courriel.example»"""
_PAPER = re.compile(r"(?:L[ea]s?|The|Der|Die|Das|El|Il)\s[A-ZÀ-Ý]")
"""«Par Le Quotidien»: whoever lent the story, perhaps beside the person who wrote it."""
_MOST_BELOW_LABEL = 8
_LEVELS_OF_A_CARD = 3
_LEVELS_IN_A_CARD = 6
_LONGEST = 160
_LONGEST_LABEL = 20
_LONGEST_NAMES = 90
_SIGNED = 4
"""Segments on both sides of the text's end in which a line that reads like a signature is one …"""
_BEHIND = 8
"""… and in which a name that is marked as the author's is."""


_LEAST_OF_SITE = 6
"""Letters of a site's name that are sought in others."""
_CORRECTED = 4
"""Segments of a correction at the end of the text, with its heading."""


class _Claims(NamedTuple):
    """What the page's metadata says of its authors."""

    json_ld: list[tuple[str, str]]
    meta: list[str]
    site_names: list[str]
    linked: list[str]
    """Names that lead to a page of the site's authors."""
    tree: Tree
    headline: str

    def weighed_against(self, lines: list[str]) -> tuple[Byline, str]:
        return choose_authors(
            visible=lines,
            json_ld=self.json_ld,
            meta=self.meta,
            site_names=self.site_names,
            linked=self.linked,
            is_shown=self._is_shown,
            headline=self.headline,
        )

    def _is_shown(self, name: str) -> bool:
        """Whether a name stands anywhere on the page, in any case and with or without accents."""
        texts = [segment.text for segment in self.tree.segments]
        if any(name in text for text in texts):
            return True
        key = fold(name)
        return any(key in fold(text) for text in texts)

    def people(self) -> set[str]:
        """Full names, as the markup writes them."""
        return {name for name in (*(name for name, _ in self.json_ld), *self.meta) if is_full_name(name)}

    def only_site(self, byline: Byline) -> bool:
        """Whether nobody but the site itself is named."""
        sites = {site_key(name) for name in self.site_names}
        return all(_is_site(name, sites) for name in byline.authors)


def _is_site(name: str, sites: set[str]) -> bool:
    """Whether a name is the site's, or one word that has it in it («JournalCoteBleue» of cotebleue.example)."""
    key = site_key(name)
    return key in sites or (" " not in name and any(len(site) >= _LEAST_OF_SITE and site in key for site in sites))


_OPENING = 6
"""Segments from the text's first one among which its dateline is: points and a heading may stand above it."""


def find_people(
    tree: Tree, article: dict[str, Any], *, title_at: int, first: int, last: int, site_names: list[str]
) -> tuple[list[str], list[Contributor], str | None, Found | None]:
    """Authors, contributors, agency, and where they came from.

    ``title_at``, ``first`` and ``last`` are segments: the headline (-1 when it is not on the page), the beginning and
    the end of the text. A line near the headline or right behind the text counts, the rest of the page does not.
    """
    own = _own_frames(tree, title_at, first)
    lines = _visible_lines(tree, title_at, first, last, own)
    near = _near(tree, title_at, first)
    claims = _Claims(
        names(_without_photographers(article.get("author") or article.get("creator"))),
        _meta(tree),
        site_names,
        [m.text for m in tree.marks_of("a") if m.segment in near and m.text and AUTHOR_PATH.search(m.value)],
        tree,
        tree.segments[title_at].text if title_at >= 0 else "",
    )
    lines += _lines_naming(tree, _near(tree, title_at, first), claims.people(), own, lines)
    byline, method = claims.weighed_against(lines)
    unsure = not byline.authors or method in ("meta", "account") or claims.only_site(byline)
    unsure = unsure or all(_PAPER.match(name) or _is_account(name) for name in byline.authors)
    unsure = unsure or all(map(is_office, byline.authors))
    if unsure and (lone := _lone_names(tree, title_at, first, last, own, site_names)):
        lines = [*lone, *lines]
        byline, method = claims.weighed_against(lines)
    if byline.agency is None and 0 <= last < len(tree.segments):
        opening = (segment.text for segment in tree.segments[max(title_at + 1, first - 2) : first + _OPENING])
        agency = (
            signature(tree.segments[last].text)[1].agency
            or next(filter(None, map(dateline_agency, opening)), None)
            or _closing_agency(tree, first, last)
            or _agency_below(tree, _near(tree, title_at, first), byline.authors)
            or _source_above(tree, _near(tree, title_at, first))
        )
        byline = _wire_signed(byline, agency, only_site=method != "visible" and claims.only_site(byline))
    if not byline:
        return [], [], None, None
    signed = ", ".join(byline.authors)
    named = (line for line in lines if any(name in line for name in byline.authors))
    evidence = next(named, lines[0]) if method == "visible" and lines else signed
    rejected = tuple(("visible", line[:120]) for line in lines[:3] if method != "visible")
    return list(byline.authors), list(byline.contributors), byline.agency, Found(method, evidence[:300], rejected)


def _lines_naming(tree: Tree, near: range, people: set[str], own: Set[int], lines: list[str]) -> list[str]:
    """Short lines near the headline that are nothing but names, one of them the markup's: «Anne Un et Luc Deux» in an
    element whose class says nothing, where JSON-LD had room for the first."""
    found = []
    for number in near if people else ():
        text = tree.segments[number].text
        if len(text) < _LONGEST_NAMES and text not in lines and any(name in text and name != text for name in people):
            signed = parse_byline(text).authors
            if len(signed) > 1 and people.intersection(signed) and all(map(is_full_name, signed)):
                found += [] if _foreign(tree, tree.segments[number].elem, own) else [text]
    return found


def _is_account(name: str) -> bool:
    """«seefreunde»: one word in small letters."""
    return name.islower() and " " not in name


def _meta(tree: Tree) -> list[str]:
    """Values of the meta tags that name authors."""
    meta = tree.meta
    values = [value for name in META_AUTHOR if name in meta for value in meta[name]]
    for number in ("1", "2"):
        label, data = meta.get(f"twitter:label{number}"), meta.get(f"twitter:data{number}")
        if label and data and fold(label[0]) in _WRITTEN_BY:
            values.append(data[0])
    return values


def _without_photographers(authors: Any) -> Any:
    """The authors in the markup without those whose ``jobTitle`` is to take pictures, where somebody else is left."""
    if not isinstance(authors, list):
        return authors
    writing = [one for one in authors if not (isinstance(one, dict) and _takes_pictures(one.get("jobTitle")))]
    return writing or authors


def _takes_pictures(job: Any) -> bool:
    return isinstance(job, str) and _PHOTOGRAPHER.match(job) is not None


_PHOTOGRAPHER = re.compile(r"(?:ph|f)oto[- ]?(?:gr|repor|journal|period|giornal)", re.I)


def _wire_signed(byline: Byline, agency: str | None, *, only_site: bool) -> Byline:
    """«… dès lundi. (ats)»: an agency wrote it, and the site that stands as author in the markup only printed it."""
    if agency is None:
        return byline
    return replace(byline, authors=() if only_site else byline.authors, agency=agency)


def _closing_agency(tree: Tree, first: int, last: int) -> str | None:
    """The agency of a line at the end of the text that names nothing else. A bare name must stand among the paragraphs:
    elsewhere it is a picture's."""
    segments, elements = tree.segments, tree.elements
    for number in range(max(first + 1, last - _CORRECTED), min(last + _SIGNED, len(segments))):
        if number < last - 1 and " contributed " not in segments[number].text:
            continue  # only a correction stands below the line that says who helped
        before, own = (elements[segments[n].elem] for n in (number - 1, number))
        among = (own.tag, own.parent) == (before.tag, before.parent)
        text = segments[number].text
        agency = closing_agency(text, bare=among)
        if agency is None and number >= last and len(text) <= _LONGEST_SIGNED_WITH:
            agency = signature(text)[1].agency  # «N. C. (avec AFP)»
        if agency and not hints_around(tree.elements, segments[number].elem, 2) & Hint.CAPTION:
            return agency
    return None


def _agency_below(tree: Tree, near: range, authors: tuple[str, ...]) -> str | None:
    """The agency in the line below an author's name, with its place: «La Presse canadienne à Québec»."""
    for number in near:
        if number and tree.segments[number - 1].text in authors:
            found = _agency_at_place.fullmatch(tree.segments[number].text)
            if found and (agency := agency_of(found[1], byline_words())):
                return agency
    return None


def _source_above(tree: Tree, near: range) -> str | None:
    """The agency in a line beside the headline that says where the text is from: «Source: BELGA, Radio du Lac»."""
    for number in near:
        text = tree.segments[number].text
        told = _SOURCE_BEHIND.search(text) if len(text) < _LONGEST and has_digit(text) else None
        if (told or text[:6].lower() == "source") and not (
            hints_around(tree.elements, tree.segments[number].elem, 2) & Hint.CAPTION
        ):
            return closing_agency(told[0].strip() if told else text, bare=False)
    return None


_SOURCE_BEHIND = re.compile(r"\s(?:sources?|bron|quelle|fuente|fonte|źródło|zdroj|källa|kilde)\s?:\s?\S+$", re.I)
"""«05-06-23, 12:12 Bron: BELGA»"""


def _own_frames(tree: Tree, title_at: int, first: int) -> set[int]:
    """The elements around the headline, or around the first paragraph where there is none: whatever they are named for,
    what is in them is not elsewhere."""
    if not tree.segments:
        return set()
    index = tree.segments[title_at if title_at >= 0 else first].elem
    return set(path_of(tree.elements, tree.elements[index].parent))


def _visible_lines(tree: Tree, title_at: int, first: int, last: int, own: Set[int]) -> list[str]:
    """Lines of the article's own signature, best first: beside the headline, then at the end of the text."""
    near = _near(tree, title_at, first)
    marks = _author_marks(tree)
    end = range(max(first + _SIGNED, last - _SIGNED), min(last + _BEHIND, len(tree.segments)))
    whole: list[str] = []
    marked: list[str] = []
    aside: list[str] = []
    """What a frame for other stories near the headline signs: believed where nothing else is said."""
    for number in near:
        text = tree.segments[number].text
        if number > first and _only_wires_in_brackets(text):
            continue
        if any(
            tree.elements[place].tag == "figcaption" for place in path_of(tree.elements, tree.segments[number].elem, 3)
        ):
            continue  # whose picture it is
        if number != title_at and (len(text) < _LONGEST or signs(text)) and not _leads_elsewhere(tree, number):
            signed: list[str] = []
            _sort_line(tree, number, signed, marked, own)
            if signed:
                elem = tree.segments[number].elem
                foreign = _foreign(tree, elem, own) or _in_aside(tree, elem, own)
                (aside if foreign else whole)[:0] = signed
    tail: list[str] = []
    for number in end:
        text = tree.segments[number].text
        if number in near or (len(text) >= _LONGEST and not signs(text)):
            continue
        if number >= last + _SIGNED and _no_colon(text[:16]) and (whole or marked or not _in_signature(tree, number)):
            continue
        if _leads_elsewhere(tree, number) or _only_wires_in_brackets(text):
            continue
        if number >= last or len(text.split()) > 2:  # an agency's name between paragraphs is a picture's
            _sort_line(tree, number, tail, None, own)
    together = range(min(near.start, end.start), end.stop)
    tail = [*_announced_in_turn(tree, together, [*whole, *tail]), *tail]
    behind = _marks(tree, marks, end, own, named=False)
    cards = _cards(tree, near, own) if marks else []
    near_marks = _marks(tree, marks, near, own)
    whole += [*_joined_in_turn(tree, near), *_agencies_behind_dates(tree, near)]
    return list(dict.fromkeys((*whole, *cards, *near_marks, *marked, *reversed(tail), *behind, *aside)))


def _only_wires_in_brackets(text: str) -> bool:
    """«(avec AFP)», «(Le Quotidien/AFP)» below the text: an agency helped, and nobody signs."""
    if text[0] not in "([" or text[-1] not in ")]" or not (_HELPED.match(text) or "/" in text):
        return False
    signed = parse_byline(text)
    return signed.agency is not None and closing_agency(text) is not None and not any(map(is_full_name, signed.authors))


def _joined_in_turn(tree: Tree, near: range) -> list[str]:
    """Names in elements of a frame for authors, with nothing between them but «et»."""
    segments = tree.segments
    found = []
    for number in range(near.start + 1, near.stop - 1):
        if len(segments[number].text) <= _LONGEST_CONJUNCTION and segments[number].text.lower() in _CONJUNCTIONS:
            around = (segments[number - 1], segments[number + 1])
            if all(hints_around(tree.elements, one.elem, 3) & Hint.AUTHOR for one in around):
                found.append(f"{around[0].text} {segments[number].text} {around[1].text}")
    return found


def _agencies_behind_dates(tree: Tree, near: range) -> list[str]:
    """Agencies that stand behind the date on its line: «Updated on: March 9, 2023 / 7:34 AM / AFP»."""
    found = []
    for number in near:
        date, mark, last = tree.segments[number].text.rpartition(" / ")
        if (
            mark
            and len(date) < _LONGEST_NAMES
            and agency_of(last, byline_words())
            and not without_date(date).strip(" /")
        ):
            found.append(last)
    return found


def _leads_elsewhere(tree: Tree, number: int) -> bool:
    """Whether a line stands right below a link to another story, in its frame («Lire aussi Les digues … Par Anne Un»),
    or is what is left of one."""
    if number in tree.led_by_link and tree.led_by_link[number] == tree.segments[number].elem:
        return True  # the link was cut out of this line
    if not 0 < number < len(tree.segments):
        return False
    above, own = tree.segments[number - 1], tree.segments[number]
    if not above.link or above.link < 0.5 * len(above.text) or phrase_of(above.text) != Phrase.READ_ALSO:
        return False
    around = set(path_of(tree.elements, above.elem, _LEVELS_OF_A_CARD))
    return not around.isdisjoint(path_of(tree.elements, own.elem, _LEVELS_OF_A_CARD))


def _announced_in_turn(tree: Tree, where: range, bylines: list[str]) -> list[str]:
    """Bylines one below the other in elements of one kind («Sujet TV : Anne Un», «Adaptation web : Luc Deux»): together
    they are one signature."""
    if len(bylines) < 2:
        return []
    segments, elements = tree.segments, tree.elements
    lines: list[str] = []
    before = -1
    for number in where:
        segment = segments[number]
        if segment.text not in bylines:
            continue
        own = elements[segment.elem]
        if before == number - 1 and lines:
            other = elements[segments[before].elem]
            if (own.tag, own.names, own.parent) != (other.tag, other.names, other.parent):
                break
        elif lines:
            break
        lines.append(segment.text)
        before = number
    return [" | ".join(lines)] if len(lines) > 1 else []


def _in_signature(tree: Tree, number: int) -> bool:
    """Whether a line's own element is named for authors («article__author-sign») and the line says full names."""
    segment = tree.segments[number]
    if not tree.elements[segment.elem].hints & Hint.AUTHOR:
        return False
    people = parse_byline(segment.text).authors
    return bool(people) and all(map(is_full_name, people))


def _no_colon(text: str) -> bool:
    return ":" not in text and "：" not in text


def _lone_names(tree: Tree, title_at: int, first: int, last: int, own: Set[int], site_names: list[str]) -> list[str]:
    """Who may have signed where no line says so; the first place that names somebody is believed."""
    near = _near(tree, title_at, first)
    behind = range(last + 1, min(last + _BEHIND, len(tree.segments)))
    return (
        _beside_date(tree, title_at)
        or _above_role(tree, title_at, first, own)
        or _behind_paper(tree, near, site_names)
        or _in_author_frame(tree, near, own)
        or _linked_author(tree, range(near.start, first + 1), own)
        or _only_mark(tree, own)
        or _last_line(tree, last, site_names)
        or _in_author_frame(tree, behind, own)
        or _marked_behind(tree, behind, own)
        or _of_team(tree)
    )


def _beside_date(tree: Tree, title_at: int) -> list[str]:
    """Full names alone on a line beside the date below the headline."""
    segments = tree.segments
    for number in range(title_at + 1, min(title_at + 4, len(segments) - 1)) if title_at >= 0 else ():
        text = segments[number].text
        beside = segments[number - 1].text if number > title_at + 1 else "", segments[number + 1].text
        if are_full_names(text) and any(map(is_date, beside)):
            return [text]
        if people := names_beside_date(text):
            return [", ".join(people)]
    return []


def _above_role(tree: Tree, title_at: int, first: int, own: Set[int]) -> list[str]:
    """Full names alone on their lines between headline and text, each with what its bearer does on the next one: «Anne
    Un», «verslaggever Noord-Nederland»."""
    segments, words = tree.segments, byline_words()
    found = []
    near = range(title_at + 1, _near(tree, title_at, first).stop - 1)
    for number in near if title_at >= 0 else ():
        name, below = segments[number].text, segments[number + 1].text
        if len(name) > _LONGEST_NAMES or len(below) > _LONGEST_NAMES or not are_full_names(name):
            continue
        trade = below.split(None, 1)[0].strip(",").lower()
        if trade in words.newsroom and not _foreign(tree, segments[number].elem, own):
            found.append(name)
    return [", ".join(found)] if found else []


def _behind_paper(tree: Tree, near: range, site_names: list[str]) -> list[str]:
    """Full names behind the paper's, on a line that has nothing else but dates: «Le Quotidien Anne UN. Publié le …»."""
    for number in near:
        text = tree.segments[number].text
        site = next((name for name in site_names if text.startswith(f"{name} ")), "") if len(text) < _LONGEST else ""
        behind = text[len(site) :] if site else ""
        rest = without_date(behind)
        if rest != behind and are_full_names(rest := rest.strip(" .,|•·–—-")):
            return [rest]
    return []


def _in_author_frame(tree: Tree, where: range, own: Set[int]) -> list[str]:
    """Full names alone on a line somewhere inside a frame that is named for authors and holds not all the article."""
    for number in where:
        segment = tree.segments[number]
        framed = len(segment.text) < _LONGEST_NAMES and hints_around(tree.elements, segment.elem, 6, own) & Hint.AUTHOR
        framed = framed and not _to_press(tree, segment.elem)
        if framed and are_full_names(segment.text) and not _foreign(tree, segment.elem, own):
            return [segment.text]
    return []


def _of_team(tree: Tree) -> list[str]:
    """Who produces a broadcast, in the list under «L'équipe»."""
    segments = tree.segments
    for number in tree.headings:
        if fold(segments[number].text) in _TEAM:
            lines = (s.text for s in segments[number + 1 : number + _MOST_BELOW_LABEL])
            signed = (_PRODUCER.match(text) or (":" in text and _PRODUCED_BY.match(text)) for text in lines)
            people = [found[1] for found in signed if found and is_full_name(found[1])]
            return [", ".join(people)] if people else []
    return []


def _marked_behind(tree: Tree, behind: range, own: Set[int]) -> list[str]:
    """Full names below the text in an element that is named for authors, whatever stands before it on its line."""
    for mark in [tree.marks[place] for place in places_with_bits(tree.marks, "hints", Hint.AUTHOR)]:
        if mark.segment in behind and 0 < len(mark.text) < _LONGEST_NAMES:
            name = _for_paper.sub("", mark.text)
            if are_full_names(name) and not _foreign(tree, mark.elem, own):
                return [name]
    return []


def _linked_author(tree: Tree, where: range, own: Set[int]) -> list[str]:
    """A full name alone on a line above the text that leads to its page among the site's authors."""
    for mark in tree.marks_of("a"):
        if mark.segment in where and AUTHOR_PATH.search(mark.value):
            alone = tree.segments[mark.segment].text == mark.text
            if alone and are_full_names(mark.text) and not _foreign(tree, mark.elem, own):
                return [mark.text]
    return []


def _only_mark(tree: Tree, own: Set[int]) -> list[str]:
    """The one person that the page marks as an author with ``rel`` or ``itemprop``, wherever that is: a page that
    lists other stories with their authors marks several."""
    marks = _said_authors(tree)
    scopes = {m.segment for m in marks if not m.text}  # microdata: the author's element holds the one with the name
    if scopes:
        marks += [m for m in tree.named if m.itemprop == "name" and m.segment in scopes]
    said = {m.text for m in marks if m.text and not _foreign(tree, m.elem, own)}
    only = min(said) if len(said) == 1 else ""
    return [only] if only and len(only) < _LONGEST_NAMES and not is_nobody(only) else []


def _last_line(tree: Tree, last: int, site_names: list[str]) -> list[str]:
    """Full names as the last line of the text, in the same frame, or in brackets behind its last sentence. How to reach
    the author and the site's own name may stand below it."""
    segments = tree.segments
    while last > 1 and NOTE.match(segments[last].text):
        last -= 1  # footnotes stand below who has signed
    for number in range(max(1, last - 1), min(last + 2, len(segments))):
        below = segments[last].text if number < last else ""
        reached = not below or _CONTACT.match(below) or is_labelled_credit(below) or _TRADE_AND_MAIL.fullmatch(below)
        if not reached and site_key(below) not in map(site_key, site_names):
            continue
        before, signed = segments[number - 1], segments[number]
        frame = tree.elements[signed.elem].parent
        inside = tree.elements[before.elem].parent == frame and before.tag == signed.tag
        # «… <br><br> the end. <div align=right>Anne Un</div>» in a text without paragraphs
        inside = inside or (before.elem == frame and number > last)
        inside = inside or _SIGNATURE.search(tree.elements[signed.elem].names) is not None
        if inside and not signed.heading and not signed.link and not _only_wires_in_brackets(signed.text):
            name = signed.text.removesuffix(".") or signed.text
            if name[0] == "(" and name[-1] == ")":
                name = name[1:-1]
            if len(name) < _LONGEST_NAMES and (desk := _DESK_SIGN.search(name)):
                name = ", ".join(re.split(r"\s[-–]\s", name[: desk.start()]))
            if len(name) < _LONGEST_NAMES:
                name = _at_place.sub("", _for_paper.sub("", name))
            if are_full_names(name) or all(map(is_full_name, name.split(", "))):
                return [name]
            if (helped := _HELPED_BEHIND.search(name)) and are_full_names(name[: helped.start()]):
                return [name]
            if len(people := signatories_in(name)) > 1:
                return [", ".join(people)]
            if people := _with_trades(name):
                return [", ".join(people)]
            if name := name_with_role(name):
                return [name]
            if bold := bold_name_with_trade(signed.text, signed.bold):
                return [bold]  # «<b>Anne Un</b><br>urbaniste»
    return names_in_brackets(segments[last].text) if 0 <= last < len(segments) else []


def _with_trades(line: str) -> list[str]:
    """«Anne Un, maraîchère, et Luc Deux, instituteur, pour le collectif du Lac»: the names, of two and more."""
    if len(line) > _LONGEST or " et " not in line:
        return []
    people = []
    for piece in _and_before_name.split(line):
        name_, comma, trade = piece.partition(",")
        if not is_full_name(name_) or (comma and not trade.strip()[:1].islower()):
            return []
        people.append(name_)
    return people if len(people) > 1 else []


def _near(tree: Tree, title_at: int, first: int) -> range:
    """The segments between the headline and the first paragraphs."""
    start = title_at - 4 if title_at >= 0 else first - 10
    if title_at >= 0 and first - title_at > 80:
        start, title_at = first - 25, -1
    return range(max(0, start), min(len(tree.segments), max(first + 5, title_at + 1)))


def _sort_line(tree: Tree, number: int, whole: list[str], marked: list[str] | None, own: Set[int]) -> None:
    """Puts a short line where it belongs: ``whole`` takes what is nothing but a byline (the last one first), ``marked``
    the text of a frame that is named for authors, or one for details that names somebody."""
    segment = tree.segments[number]
    text, elem = segment.text, segment.elem
    if segment.tag == "figcaption":
        return
    if may_sign(text):
        in_contents = segment.tag == "li" and segment.link  # «Auteurs», a step of a table of contents
        if len(text) < _LONGEST_LABEL and not in_contents and is_label(text) and number + 1 < len(tree.segments):
            text = f"{text.rstrip(' :')} : {_labelled(tree, number + 1)}"
        if signs(text):
            if not hints_around(tree.elements, elem, 2) & Hint.CAPTION:
                whole.insert(0, text)
            return
    if marked is None:
        return
    hints = hints_around(tree.elements, elem, 3, own)
    if not hints & (Hint.AUTHOR | Hint.META) and tree.elements[elem].itemprop != "author":
        return
    close = hints_around(tree.elements, elem, 2)
    if _to_press(tree, elem):
        return
    promised = (
        hints & Hint.AUTHOR or tree.elements[elem].itemprop == "author" or (close & Hint.META and introduces(text))
    )
    if promised and not close & Hint.CAPTION and not _foreign(tree, elem, own):
        marked.append(_named_first(text))


def _named_first(text: str) -> str:
    """A line that begins with full names and goes on with what they are («Anne Un et Luc Deux, avocats associés à
    Lyon»), up to there."""
    names_, comma, role = text.partition(", ")
    return names_ if comma and role[:1].islower() and are_full_names(names_) else text


def _to_press(tree: Tree, elem: int) -> bool:
    """«Teilen Senden» in the frame of the byline."""
    hints = tree.elements[elem].hints
    return hints & (Hint.SOCIAL | Hint.AUTHOR) == Hint.SOCIAL


def _labelled(tree: Tree, number: int) -> str:
    """The line below a label; with those that follow in elements of the same kind, where all of them are names."""
    segments, elements = tree.segments, tree.elements
    names_of = [segments[number].text[:_LONGEST]]
    own = elements[segments[number].elem]
    for segment in segments[number + 1 : number + _MOST_BELOW_LABEL] if are_full_names(names_of[0]) else ():
        other = elements[segment.elem]
        if (other.tag, other.names, other.parent) != (own.tag, own.names, own.parent) or not are_full_names(
            segment.text
        ):
            break
        names_of.append(segment.text)
    return ", ".join(names_of)


def _cards(tree: Tree, near: range, own: Set[int]) -> list[str]:
    """Several authors that each have a card: full names alone on lines of elements with the same class, in frames
    that are named for authors. Together they are one signature."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for number in near:
        segment = tree.segments[number]
        if len(segment.text) < _LONGEST_NAMES and hints_around(tree.elements, segment.elem, 3, own) & Hint.AUTHOR:
            element = tree.elements[segment.elem]
            name = segment.text.partition(" | ")[0]  # behind it stands whom they work for
            before = tree.segments[number - 1].text if number else ""
            if before.endswith(":") and fold(before) in byline_words().role_of:
                continue  # «Photos :», on a line of its own above the name
            if are_full_names(name) and not _foreign(tree, segment.elem, own):
                kinds.setdefault((element.tag, element.names), []).append(name)
    return [", ".join(dict.fromkeys(people)) for people in kinds.values() if len(set(people)) > 1]


def _author_marks(tree: Tree) -> list[Mark]:
    """Links, spans and the like that promise an author by their name, ``rel`` or ``itemprop``."""
    named = places_with_bits(tree.marks, "hints", Hint.AUTHOR)
    return _said_authors(tree, [place for place in named if not tree.marks[place].hints & Hint.CREDIT])


def _said_authors(tree: Tree, others: Iterable[int] = ()) -> list[Mark]:
    """The marks that say so with ``rel`` or ``itemprop``, and ``others``, by their places; in order."""
    marks = tree.marks
    places = {*places_of(marks, "itemprop", "author"), *places_of(marks, "rel", "author"), *others}
    return [marks[place] for place in sorted(places)]


def _marks(tree: Tree, marks: list[Mark], where: range, own: Set[int], *, named: bool = True) -> Iterator[str]:
    """Texts of links and spans that mark an author; where one line marks several, all of them together first.
    ``named``: a class that promises an author is enough, not only ``rel`` or ``itemprop``."""
    lines: dict[int, list[str]] = {}
    for mark in marks:
        said = named or mark.itemprop == "author" or mark.rel == "author"
        if not said or mark.segment not in where or not 0 < len(mark.text) < _LONGEST:
            continue
        if tree.segments[mark.segment].tag == "figcaption":
            continue  # whose picture it is
        if not _foreign(tree, mark.elem, own) and not _leads_elsewhere(tree, mark.segment):
            lines.setdefault(mark.segment, []).append(mark.text)
    for number, texts in lines.items():
        if len(texts) > 1 and _tells_parts(tree.segments[number].text, texts):
            yield tree.segments[number].text
            continue
        people = [text for text in dict.fromkeys(texts) if not any(other != text and other in text for other in texts)]
        if len(people) > 1 and all(" " in name for name in people):
            yield ", ".join(people)
        yield from texts


def _tells_parts(line: str, names_in_it: list[str]) -> bool:
    """Whether a line says more of those that it marks as authors: «par Anne Un et Luc Deux (photographies)»."""
    if len(line) >= _LONGEST or "(" not in line:
        return False
    byline = parse_byline(line)
    named = (*byline.authors, *(contributor.name for contributor in byline.contributors))
    return bool(byline.authors and byline.contributors) and set(filter(is_full_name, names_in_it)) <= set(named)


def _in_aside(tree: Tree, index: int, own: Set[int]) -> bool:
    around = path_of(tree.elements, index, _LEVELS_IN_A_CARD)
    return any(tree.elements[frame].tag == "aside" for frame in around if frame not in own)


def _foreign(tree: Tree, index: int, own: Set[int]) -> bool:
    """In a frame for comments, other stories or navigation that is not around the article itself."""
    elements = tree.elements
    for _ in range(6):
        if index < 0 or index in own:
            return False
        element = elements[index]
        if element.tag in ("nav", "blockquote") or (
            element.hints & _FOREIGN
            and element.tag not in ("article", "main", "body")
            and not (element.hints & Hint.AUTHOR and element.hints & _FOREIGN == Hint.COMMENT)  # «firma_comentarios»
        ):
            return True
        if element.hints & Hint.QUOTE and "quote" in element.names.lower():
            return True  # whoever is named below a quotation has said it
        if element.tag == "article" and index in tree.cards:
            return True
        index = element.parent
    return False
