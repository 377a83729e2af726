"""Where a page gives its dates: the signals that :mod:`ingest.parsers.dates.page` then settles.

Only from the article: its own JSON-LD object, its meta tags, microdata and <time> near headline or text, the lines
around the headline, short lines in the text and after it as far as its frame goes, the URL. Never the page's header,
related stories, comments or live entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from typing import Any, Final

from ingest.parsers.dates.fields import Role
from ingest.parsers.dates.labels import is_label, may_begin, role_after, role_before
from ingest.parsers.dates.page import (
    HATOM_CLASSES,
    JSON_LD_KEYS,
    META_DATE_NAMES,
    MICRODATA_PROPERTIES,
    PUBLICATION_NAMES,
    WEAK_META_NAMES,
    Signal,
    url_day,
)
from ingest.parsers.fellows import CORRECTED
from ingest.parsers.finding import places_of, places_with, places_with_bits
from ingest.parsers.frames import Frame
from ingest.parsers.gates import holder_of_any
from ingest.parsers.structured import texts, types_of
from ingest.parsers.typography import has_digit
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Mark, Segment, Tree

_OF_THE_PAGE: Final = frozenset(("webpage", "newsmediaorganization"))
_LONGEST: Final = 220
"""Characters of a line near the headline …"""
_SENTENCE: Final = 100
"""… of one that is read although it ends as a sentence does …"""
_ENDS: Final = (".", "!", "?", "…", "»", "”", '"')
_SHORT: Final = 80
"""… in the text …"""
_CUT: Final = 140
"""… and after it, where longer ones are cut («This entry was posted on … and is filed under …»)."""
_MOST_LINES: Final = 16
_MOST_DATED: Final = 400
_MOST_MARKS: Final = 60
_MOST_OBJECTS: Final = 100
"""Bounds for hostile pages; settling compares all with all …"""
_LONGEST_NAME: Final = 400
"""… and the names of things, which are remembered from page to page, must not be as long as a page wants."""
_NEXT: Final = 8
"""Segments from the headline to a date line that no name of a frame takes away."""
_AFTER: Final = 5
"""Segments after the text that belong to it …"""
_AFTER_LABELLED: Final = 15
"""… when they say what date they give …"""
_IN_FRAME: Final = 120
"""… and inside the article's own frame."""
_STEMS: Final = (
    "jan|fév|fev|feb|mar|mär|avr|apr|abr|mai|may|maj|mag|mei|mrt|jui|jun|jul|giu|lug|aoû|aou|aug|ago|sep|set|"
    "oct|okt|out|ott|nov|déc|dec|dez|dic|ene|gen"
)
_NUMBERS = re.compile(
    r"\d(?:\s?[./年년-]\s?\d|\s?[:hH時时]\s?\d\d|(?:er|\.|st|nd|rd|th)?\s(?:de\s)?(?:" + _STEMS + r")|"
    r"(?:(?<=1)(?<!\d.)9|(?<=2)(?<!\d.)0)\d\d(?!\d))",
    re.I,
)
"""Each form begins with a digit, and a year looks back at its first: letters are then passed over at once."""
_MONTH_FIRST = re.compile(rf"\b(?:{_STEMS})[^\W\d_]*\.?\s\d", re.I)
_RELATIVE: Final = frozenset(
    (
        "hier",
        "aujourd",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "instant",
        "yesterday",
        "today",
        "ago",
        "gestern",
        "heute",
        "hace",
        "ayer",
        "hoy",
        "ieri",
        "oggi",
        "ontem",
        "hoje",
        "gisteren",
        "vandaag",
    )
)
"""What every line that gives a date has, in numbers or, where it is short, in words; nearly all other lines fall here,
before they cost anything."""
_may_be_relative: Final = holder_of_any((*sorted(_RELATIVE - {"yesterday", "today"}), "day"))
"""Of which one is in a line that has such a word: looked for before the line is cut into words."""
_WHOLE_DATE = re.compile(
    r"\d(?:(?:(?<=1)9|(?<=2)0)\d\d\s?[./年년-]\s?\d"
    r"|\s?[./-]\s?(?:\d{1,2}|[^\W\d_]{3,9})\.?\s?[./-]\s?(?:19|20)?\d\d(?!\d)"
    r"|(?:er|\.|st|nd|rd|th|º)?,?\s(?:de\s|of\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s|del\s)?(?:19|20)\d\d"
    r"|(?:(?<=[^\W\d_]{3}\s\d)|(?<=[^\W\d_]{3}\.\s\d))\d?(?:st|nd|rd|th)?,?\s?(?:19|20)\d\d)",
    re.I,
)
"""A day with its month and year: what a line far from the headline must have. Each form begins with its first digit and
looks back for the rest: words are then passed over at once."""
_YEAR = re.compile(r"\d(?:(?<=[12])[09]\d\d|[./-]\d)")
"""Looked for before a whole date is, from digits on only."""
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_PLACE: Final = 41
"""Characters of a dateline up to its first digit."""
_DATELINE = re.compile(
    r"(?:[^.!?:]|(?<=[a-z]{2})\.(?=\s\d)){0,40}?\d[^!?]{4,30}?(?:\)[.,:]?(?=\s)|\d\d\.(?=\s)|\s(?:[–—|-]|--)(?=\s)|:(?=\s))"
)
"""«Lausanne, 3 mars 2021 – », «(12.11.2021) », «31. Oktober 2023. » at the head of the first paragraph."""
_WHOLE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ISO_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_ISO_TIME = re.compile(r"(?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d")
_CLOCK_AFTER_WORD = re.compile(r"(?<=\s)\d{1,2}\s?[:hH]\s?[0-5]\d(?!\d)")
_label_of_correction = re.compile(
    r"^\W*[^\W\d_]+(?:\s[àa]\s[^\W\d_]+)?(?:\s(?:du|le|of|on|vom|am|del|van))?[\s,:]+"
).sub
_brackets = re.compile(r"[()\[\]]").sub
_DAY_AND_MONTH = re.compile(r"\d{1,2}(?:er|\.|st|nd|rd|th)?\s(?:de\s)?[^\W\d_]{3,12}\b")
_MONTH_AND_DAY = re.compile(rf"\b(?:{_STEMS})[^\W\d_]*\.?\s\d{{1,2}}\b", re.I)
_LAST: Final = 4
"""Segments before and behind the last of the text."""
_CLOCK = re.compile(r"\d\s?[:hH]\s?[0-5]\d(?!\d)")
_OWN_ADDRESS = re.compile(r"[^:]{4,40}:\s(?:https?://|www\.)\S+\s(?=\d)")
_ADDRESS = re.compile(r"://|www\.|@")


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
    """All signals, the likeliest places first; ``first`` and ``last`` are the body's first and last segment."""
    frame = Frame(tree, title_at, first, last)
    signals = list(_from_json_ld(article, objects))
    signals += _from_meta(tree)
    signals += _from_marks(frame)
    dated = any(one.role == "published" and not one.method.endswith("-weak") for one in signals)
    lines = _Lines(frame)
    signals += lines.read(dated=dated)
    signals += lines.corrections(*_day_of(signals))
    for address in (url,) if url else (tree.links.get("canonical"), *tree.meta.get("og:url", ())[:1]):
        day = url_day(address)
        if address and day:
            signals.append(Signal("published", day, "url", address, near_headline=False))
            break
    return signals


# --- metadata --------------------------------------------------------------------------------------------------------
def _from_json_ld(article: dict[str, Any], objects: list[dict[str, Any]]) -> Iterator[Signal]:
    dated = False
    for key, role in JSON_LD_KEYS.items():
        for value in texts(article.get(key))[:1]:
            dated = dated or role == "published"
            yield Signal(role, value, "json-ld", key)
    if dated:
        return
    for item in objects[:_MOST_OBJECTS]:
        kinds = [kind for kind in types_of(item) if kind]
        # A page that is no article by its own word (WordPress without an Article in its graph) still dates itself.
        of_the_page = not article and any(kind.lower() in _OF_THE_PAGE for kind in kinds)
        for key in ("datePublished", "dateModified") if of_the_page else ("datePublished", "uploadDate"):
            for value in texts(item.get(key))[:1]:
                method = "json-ld" if of_the_page else "json-ld-weak"
                yield Signal(JSON_LD_KEYS[key], value, method, f"{kinds[0] if kinds else ''} {key}".strip())
        if of_the_page:
            return


def _from_meta(tree: Tree) -> Iterator[Signal]:
    for name, values in tree.meta.items():
        known = _meta_name(name[:_LONGEST_NAME])
        if known:
            yield Signal(known[0], values[0], known[1], name)


@lru_cache(maxsize=1024)
def _meta_name(name: str) -> tuple[Role, str] | None:
    """Role and method of a meta tag; the same few hundred names stand in all pages."""
    if role := META_DATE_NAMES.get(name):
        return role, "meta"
    if role := WEAK_META_NAMES.get(name):
        return role, "meta-weak"
    return ("published", "meta-weak") if PUBLICATION_NAMES.search(name) else None


# --- elements --------------------------------------------------------------------------------------------------------
def _from_marks(frame: Frame) -> Iterator[Signal]:
    """Microdata, <time> and <abbr> near the headline or inside the article's frame."""
    tree, first, last = frame.tree, frame.first, frame.last
    seen: set[tuple[str, str]] = set()
    places = {*places_with(tree.marks, "itemprop"), *places_of(tree.marks, "tag", "time")}
    marks = [tree.marks[place] for place in sorted(places.union(places_of(tree.marks, "tag", "abbr")))]
    classes = {
        role for mark in marks if mark.tag == "time" and mark.rel for role in _of_classes(mark.rel[:_LONGEST_NAME])
    }
    for mark in marks:
        role = _of_property(mark.itemprop[:_LONGEST_NAME]) if mark.itemprop else None
        if not role and mark.tag != "time" and not (mark.tag == "abbr" and _is_datetime(mark)):
            continue
        line = tree.segments[mark.segment].text if mark.segment < len(tree.segments) else ""
        value = mark.value or mark.text or (line if role else "")
        if not value or len(value) > _LONGEST or (value, mark.itemprop) in seen:
            continue
        near = frame.start - 6 <= mark.segment <= first + 2
        inside = near or first <= mark.segment <= last + 4
        if not inside and not (mark.segment <= last + _IN_FRAME and frame.holds(mark.elem)):
            continue
        if frame.foreign(mark.elem, far=not near, trusted=0 <= mark.segment - frame.title_at <= _NEXT):
            continue
        if not role and 0 < mark.segment < frame.title_at and _is_linked_heading(tree.segments[mark.segment - 1]):
            continue  # the day of another story, above the headline
        if len(seen) >= _MOST_MARKS:
            return
        seen.add((value, mark.itemprop))
        method = "microdata" if role else "time"
        role = role or _role_of(mark, line)
        if role is None and (len(classes) == 2 or mark.tag == "abbr"):  # hAtom: «abbr class=published title=2010-…»
            role = next(iter(_of_classes(mark.rel[:_LONGEST_NAME])), None)
        if role == "modified" and mark.tag == "time" and mark.hints & Hint.HIDDEN:
            continue  # WordPress's «<time class="updated screen-reader-text" hidden>»: readers are not told
        yield Signal(role, value, method, _describe(mark), near_headline=near)


def _is_datetime(mark: Mark) -> bool:
    """The datetime design pattern of microformats: ``<abbr class="date" title="…">``, or a whole time in any."""
    return bool(mark.hints & Hint.DATE) or _ISO_TIME.match(mark.value) is not None


def _is_linked_heading(segment: Segment) -> bool:
    return segment.heading > 0 and segment.link >= 0.9 * len(segment.text)


def _role_of(mark: Mark, line: str) -> Role | None:
    """The label in an element's text or right before it in its line."""
    if mark.rel == "pubdate":
        return "published"
    role = role_after(mark.text)
    at = line.find(mark.text) if mark.text and not role else -1
    return role_before(line[:at]) if at > 0 else role


@lru_cache(maxsize=512)
def _of_property(names: str) -> Role | None:
    """What the words of itemprop or property say, the publication first: «datePublished dateModified» is one."""
    words = names.lower().split()
    return next((role for name, role in MICRODATA_PROPERTIES.items() if name in words), None)


@lru_cache(maxsize=512)
def _of_classes(names: str) -> tuple[Role, ...]:
    """What the words of the class of <time> say, the publication first."""
    words = names.lower().split()
    return tuple(role for name, role in HATOM_CLASSES.items() if name in words)


def _describe(mark: Mark) -> str:
    return f"<{mark.tag}{' itemprop=' + mark.itemprop if mark.itemprop else ''}> {mark.text}"[:200]


_GLUED_UPDATE = re.compile(
    r"(?<=[a-zà-ÿ\d])(?=(?:Dernière modification|Mise? à jour|Modifié|Last (?:modified|updated))\s)"
)
"""«Lu 1427 foisDernière modification le …», whose elements only style sheets part."""


# --- lines -----------------------------------------------------------------------------------------------------------
class _Lines:
    """The visible lines that may give a date, each once, the likeliest places first."""

    def __init__(self, frame: Frame) -> None:
        self.frame, self.segments = frame, frame.tree.segments
        self.seen: set[str] = set()

    def read(self, *, dated: bool) -> list[Signal]:
        """``dated``: metadata gives a publication, so that far from the headline only an update can be news."""
        frame, count = self.frame, len(self.segments)
        title_at, first, last = frame.title_at, frame.first, frame.last
        if 0 <= title_at <= first:
            before, near = range(title_at - 1, title_at - 6, -1), range(title_at + 1, first + 2)
            if first - title_at > 60:
                near = range(first - 25, first + 2)
        else:
            before, near = range(first - 13, first - 31, -1), range(first - 12, first + 2)
        found = [*self._near(near), *self._near(before)][:_MOST_LINES]
        end = max(first + 2, last)
        if dated:
            found += self._far(range(end, min(count, end + _AFTER_LABELLED)))
            return found
        found += self._dateline()
        found += self._far((*range(first + 2, last), *range(end, min(count, end + _IN_FRAME))))
        found += self._marked({*near, *before})
        return found

    def _near(self, numbers: range) -> Iterator[Signal]:
        for number in numbers:
            if not 0 <= number < len(self.segments) or number == self.frame.title_at:
                continue
            segment = self.segments[number]
            if segment.tag == "figcaption" or len(segment.text) > _LONGEST or not _may_be_date(segment.text):
                continue
            text = self._with_label(number)
            if text in self.seen:
                continue
            if len(text) > _SENTENCE and text.endswith(_ENDS) and not role_after(text) and not _tells_time(text):
                continue
            beside = self.frame.title_at >= 0 and abs(number - self.frame.title_at) <= _NEXT and len(text) <= _SHORT
            if self.frame.foreign(segment.elem, far=False, trusted=beside):
                continue
            ahead = number < self.frame.title_at <= self.frame.first
            if ahead and segment.tag == "li" and not self.frame.promises_date(segment.elem):
                continue  # a ticker of other stories above the headline
            self.seen.add(text)
            own = not ahead or not self.frame.bounded or self.frame.holds(segment.elem)
            yield Signal(None, text, "visible", segment.tag, near_headline=own)

    def _marked(self, numbers: Set[int]) -> Iterator[Signal]:
        """Inline elements named for dates, in a line that says more («Le 9 novembre 2021 | 6 min | n° 417»)."""
        marks = self.frame.tree.marks
        for mark in [marks[place] for place in places_with_bits(marks, "hints", Hint.DATE)]:
            text = mark.text
            if mark.segment not in numbers or mark.tag == "time" or not 0 < len(text) <= _SHORT or text in self.seen:
                continue
            if _may_be_date(text) and not self.frame.foreign(mark.elem, far=False, trusted=True):
                self.seen.add(text)
                yield Signal(None, text, "visible", mark.tag, near_headline=False)

    def _far(self, numbers: Iterable[int]) -> Iterator[Signal]:
        """Whole dates in short lines of the text, and in those after it."""
        last = self.frame.last
        count = dated = 0
        for number in numbers:
            text = self.segments[number].text[:_CUT]
            if number < last - 1 and len(text) > _SHORT and not may_begin(text):
                continue  # a paragraph: only a label would make it count
            if not has_digit(text) or not _YEAR.search(text) or not (digit := _DIGIT.search(text)):
                continue
            if not _WHOLE_DATE.search(text, digit.start()):
                continue
            if glued := _GLUED_UPDATE.search(text):
                text = text[glued.end() :]
            if _ADDRESS.search(text):
                text = _OWN_ADDRESS.sub("", text)  # «Permanent link: www.… 15:19 28.11.2011»
                if len(text) > _SHORT or _ADDRESS.search(text) or number > last + _AFTER:
                    continue
            if text in self.seen:
                continue
            dated += 1
            if dated > _MOST_DATED:
                return
            elem = self.segments[number].elem
            text = self._with_label(number)[:_CUT] if text == self.segments[number].text else text
            # A long last line of what was taken for the text may be about it: «Dieser Beitrag wurde am … und unter …».
            inner = number < last - 1 or (number <= last and len(text) <= _SHORT)
            labelled = role_after(text) is not None
            if self.segments[number].heading and not labelled:
                continue
            named = labelled or self.frame.promises_date(elem)
            # A date alone in the text heads a chapter of a chronology or tells of an event.
            if inner and (not named or (len(text) > _SHORT and not labelled)):
                continue
            if number > last + (_AFTER_LABELLED if labelled else _AFTER) and not self.frame.holds(elem):
                continue
            if self.frame.foreign(elem, far=True, trusted=labelled):
                continue
            self.seen.add(text)
            count += 1
            if count > _MOST_LINES:
                return
            place = "in the text" if inner else "after the text"
            tag = self.segments[number].tag
            yield Signal(None, text, "visible", f"{tag} {place}", near_headline=False, alone=not named)

    def corrections(self, year: str, day: str) -> Iterator[Signal]:
        """When the newsroom has corrected its text, in the last lines, where what is missing is the page's: the year
        («Mise à jour du 13 mars, 9 h 02 : …»), or the ``day`` as well («Mise à jour à 18h20 : …»)."""
        last = self.frame.last
        for number in range(max(self.frame.first, last - _LAST), min(len(self.segments), last + _LAST)) if year else ():
            found = CORRECTED.match(self.segments[number].text)
            shown = found[0].strip(" [(:.\u00a0") if found else ""
            told = _brackets(" ", shown).strip()
            if _WHOLE_DATE.search(told):
                text = _label_of_correction("", told)
            elif _YEAR.search(told):
                continue
            elif dated := _DAY_AND_MONTH.search(told) or _MONTH_AND_DAY.search(told):
                text = f"{told[: dated.end()]} {year}{told[dated.end() :]}"
            elif day and (clock := _CLOCK_AFTER_WORD.search(told)):
                text = f"{told[: clock.start()]} {day} {clock[0]}"
            else:
                continue
            yield Signal("modified", text, "visible", "correction", near_headline=False, shown=shown)

    def _with_label(self, number: int) -> str:
        """A line, with the one before it when that is nothing but its label: «Mise en ligne» / «23 mai 2019»."""
        text = self.segments[number].text
        if number == 0 or len(text) > 40 or not has_digit(text):
            return text
        before = self.segments[number - 1].text
        return f"{before.rstrip(' :')} : {text}" if is_label(before) else text

    def _dateline(self) -> Iterator[Signal]:
        """The place and day that a press release begins with."""
        found = set()
        for number in range(max(self.frame.start + 1, self.frame.first - 5), self.frame.first + 6):
            text = self.segments[number].text if number < len(self.segments) else ""
            if len(text) < _SHORT or number == self.frame.title_at or not _DIGIT.search(text, 0, _PLACE):
                continue
            match = _DATELINE.match(text)
            if match and _WHOLE_DATE.search(match[0]):
                found.add(match[0].rstrip(" –—|-:."))
        if len(found) == 1:  # more are a chronology
            yield Signal(None, found.pop(), "visible", "dateline", near_headline=False)


def _day_of(signals: list[Signal]) -> tuple[str, str]:
    """The year in which the page was published, by the first that says so, and its day («6.3.2019») where that stands
    in numbers."""
    said = next((one.raw for one in signals if one.role != "modified" and _WHOLE_YEAR.search(one.raw)), "")
    year, day = _WHOLE_YEAR.search(said), _ISO_DAY.search(said)
    return year[0] if year else "", f"{day[3]}.{day[2]}.{day[1]}" if day else ""


def _tells_time(text: str) -> bool:
    """«Anne Un Publié le 5 octobre 2021 à 16:47 Lecture : 3 minutes.»: a whole date and a clock, whatever it ends
    with."""
    return _CLOCK.search(text) is not None and _WHOLE_DATE.search(text) is not None


def _may_be_date(text: str) -> bool:
    dated = has_digit(text)
    if dated and _NUMBERS.search(text):
        return True
    if len(text) > _CUT:
        return False
    if _may_be_relative(text) and not _RELATIVE.isdisjoint(_WORD.findall(text.lower())):
        return True
    if not dated:
        return False
    lowered = text.lower()
    return "il y a" in lowered or "vor " in lowered or _MONTH_FIRST.search(text) is not None
