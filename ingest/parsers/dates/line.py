"""A visible date line → its two moments, or nothing: first *is* this a date line, then what does it say.

    text →flatten→ flat →scan→ tokens →read→ elements →compose→ drafts →resolve→ moments

A date in a sentence, a caption, an event or a range is not the date of the article: abstaining is an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from ingest.model import Moment
from ingest.parsers.dates import language as languages
from ingest.parsers.dates.clean import LIMIT, flatten
from ingest.parsers.dates.elements import Element, read
from ingest.parsers.dates.fields import IMPOSSIBLE, SAME_MONTH, Ago, Clock, Day, Role
from ingest.parsers.dates.language import Language
from ingest.parsers.dates.resolve import Draft, Now, plausible, resolve
from ingest.parsers.dates.scan import STRONG, scan
from ingest.parsers.dates.stamp import parse_stamp

_MACHINE = re.compile(r"\s*(?:\d{4}-\d\d-\d\d[T ]\d\d:?\d\d\S*|\d{8}T?\d{0,6}Z?|\d{10}|\d{13})\s*$", re.ASCII)
_LABEL_REACH: Final = 10
"""Elements that may stand between a label and its date: «modification de cette page a été faite le»."""
_SENTENCE: Final = 5
"""Lower-case words running on behind a labelled date that make a sentence of it."""
_BREAKS: Final = STRONG | {".", ":"}
_CLAUSE: Final = 2
"""… when they follow a comma."""
_DAYS: Final = frozenset({"day", "days", "weekday", "ago", "now", "night", "stamp"})
_TIMED: Final = _DAYS | {"clock"}
_PASSIVE: Final = frozenset({"conn", "sep"})


@dataclass(frozen=True, slots=True)
class DateLine:
    """The moments that a line gives for the article: each None when it gives none."""

    published: Moment | None = None
    modified: Moment | None = None


EMPTY: Final = DateLine()


def parse_dateline(text: str, *, tz: str | None, fetched_at: datetime | None, lang: str | None = "fr") -> DateLine:
    """The publication and update that a visible line states («Publié le 3 mai 2023 à 9 h 46, mis à jour à 10h02»).

    An unlabelled date is the publication. ``tz`` is the IANA zone of the newsroom (None: UTC), used where the line
    names none; ``fetched_at`` (aware) completes relative dates, clocks without a day and days without a year, and
    bounds the future: when it is None, those give None. ``lang`` is a BCP 47 tag; None tries the known languages.

    Sentences, events, ranges, unset and impossible dates give None. Only the first 400 characters count.
    Raises ``KeyError`` (``ZoneInfoNotFoundError``) for an unknown ``tz``.
    """
    return read_line(text, Now.at(fetched_at, tz), lang)[0]


def read_line(text: str, now: Now, lang: str | None) -> tuple[DateLine, bool]:
    """As :func:`parse_dateline`, and whether a label says that the publication is one."""
    flat = flatten(text)
    if not flat or flat.isspace():
        return EMPTY, False
    if flat[0].isdigit() and _MACHINE.match(flat):
        return _machine(flat, now), False
    for tag in _tags(lang):
        found = _parse(text, flat, tag, now)
        if found[0] != EMPTY:
            return found
    if lang is None or languages.load(lang) is not None or len(text) > LIMIT:
        return EMPTY, False
    from ingest.parsers.dates.fallback import guess

    return DateLine(guess(flat, now, lang)), False


def _tags(lang: str | None) -> tuple[str, ...]:
    """The tables to try: the page's own, English for languages without one, all when nothing is known."""
    if lang is None:
        return ("fr", *sorted(languages.codes() - {"fr"}))
    return (lang,) if languages.load(lang) is not None else ("en-GB",)


def _machine(flat: str, now: Now) -> DateLine:
    stamp = parse_stamp(flat, tz=now.name)
    if stamp is None:
        return EMPTY
    day = stamp.wall.date() if stamp.precision == "day" else None
    return DateLine(plausible(stamp.instant(now.zone), stamp.precision, now, day))


def _parse(text: str, flat: str, tag: str, now: Now) -> tuple[DateLine, bool]:
    language = languages.load(tag)
    assert language is not None
    tokens = scan(flat, language, month_first=language.numbers_month_first(tag))
    published, modified = _Line(text, flat, read(tokens, language), language).choose()
    return _settle(published, modified, now), published is not None and published.role == "published"


def _settle(published: Draft | None, modified: Draft | None, now: Now) -> DateLine:
    """Missing fields of one moment come from the other where they can."""
    published, modified = _same_month(published, modified)
    if published is None or modified is None:
        return DateLine(published and resolve(published, now), modified and resolve(modified, now))
    if modified.clock_only and published.day is not None or published.back is not None or published.weekday is not None:
        first = resolve(published, now)
        return DateLine(first, _later_same_day(published, modified, first, now) if modified.clock_only else resolve(modified, now))
    years = [draft.day.year if draft.day else None for draft in (published, modified)]
    if years[0] is not None and years[1] is None and modified.day:
        first = resolve(published, now)
        known = first and first.instant.astimezone(now.zone).date()
        return DateLine(first, resolve(modified, now, year=known.year, after=known) if known else resolve(modified, now))
    if years[1] is not None and years[0] is None and published.day:
        last = resolve(modified, now)
        known = last and last.instant.astimezone(now.zone).date()
        return DateLine(resolve(published, now, year=known.year, before=known) if known else resolve(published, now), last)
    return DateLine(resolve(published, now), resolve(modified, now))


def _same_month(published: Draft | None, modified: Draft | None) -> tuple[Draft | None, Draft | None]:
    """«le 13 et mis à jour le 15 mai 2024»: the number without a month takes the other's; alone it is no day."""
    for one, other, step in ((published, modified, -1), (modified, published, 1)):
        if one is None or one.day is None or one.day.month != SAME_MONTH:
            continue
        if other is None or other.day is None or other.day.month == SAME_MONTH:
            one.day, one.clock = Day(IMPOSSIBLE, 1, 1), None
            continue
        year, month = other.day.year, other.day.month
        if (one.day.day - other.day.day) * step < 0:
            month += step
            if not 1 <= month <= 12:
                month, year = (1, year + 1 if year else None) if step > 0 else (12, year - 1 if year else None)
        one.day = one.day._replace(year=year, month=month)
    return published, modified


def _later_same_day(published: Draft, modified: Draft, first: Moment | None, now: Now) -> Moment | None:
    """«publié le 2 à 23h40, mis à jour à 00h15»: the publication's day, or the next when the clock is earlier."""
    if first is None or modified.clock is None:
        return None if first is None else resolve(modified, now)
    day: date = first.instant.astimezone(now.zone).date()
    if published.clock and (modified.clock.hour, modified.clock.minute) < (published.clock.hour, published.clock.minute):
        day += timedelta(days=1)
    full = Draft("modified", day=Day(day.year, day.month, day.day), clock=modified.clock, zone=modified.zone)
    return resolve(full, now)


class _Line:
    """The grammar of one line: which dates stand in it, under which label, and whether they are the article's."""

    def __init__(self, text: str, flat: str, elements: list[Element], language: Language) -> None:
        self.text, self.flat, self.elements, self.language = text, flat, elements, language

    def choose(self) -> tuple[Draft | None, Draft | None]:
        """The drafts for publication and update."""
        elements = self.elements
        labels = [index for index, element in enumerate(elements) if element.kind == "role"]
        bare = self._unlabelled(labels[0] if labels else len(elements), bool(labels))
        found: dict[str, Draft] = {}
        behind = bare.last + 1 if bare else 0
        for place, index in enumerate(labels):
            if not self._is_label(index, behind):
                continue
            end = labels[place + 1] if place + 1 < len(labels) else len(elements)
            draft = self._labelled(index, end)
            behind = index + 1
            if draft is not None:
                found.setdefault(elements[index].value, draft)
                behind = draft.last + 1
        published, modified = found.get("published"), found.get("modified")
        if published is None and bare is not None and not (modified and bare.clock_only):
            published = bare
        return published, modified

    # --- drafts ------------------------------------------------------------------------------------------------------
    def _drafts(self, start: int, end: int, role: Role | None) -> list[Draft]:
        """Every date between two elements; its parts may be parted by separators and small words only."""
        drafts: list[Draft] = []
        draft: Draft | None = None
        for index in range(start, end):
            element = self.elements[index]
            if element.kind in _PASSIVE:
                continue
            if draft is not None and _extend(draft, element):
                draft.last = index
                continue
            draft = _begin(element, role)
            if draft is not None:
                draft.first = draft.last = index
                drafts.append(draft)
        return [one for one in drafts if not (one.weekday is not None and self._bare_weekday(one))]

    def _bare_weekday(self, draft: Draft) -> bool:
        """A short form («mar», «sam») alone names no day."""
        return draft.clock is None and len(self.elements[draft.first].text) < 5 and not draft.strictly

    def _labelled(self, label: int, end: int) -> Draft | None:
        drafts = self._drafts(label + 1, end, self.elements[label].value)
        if not drafts or drafts[0].day is None:
            number = self._day_number(label + 1, end)
            if number is not None:
                return number
        if not drafts:
            return None
        draft = drafts[0]
        between = self.elements[label + 1 : draft.first]
        words = [element for element in between if element.kind not in _PASSIVE]
        if len(words) > _LABEL_REACH or any(element.kind in ("num", "refuse", "vague") for element in words):
            return None
        if draft.clock_only and words:
            return None
        return None if self._runs_on(draft.last + 1) else draft

    def _day_number(self, start: int, end: int) -> Draft | None:
        """«… mis à jour le 16 à 9h»: a day whose month stands with the other date of the line."""
        index = start
        while index < end and self.elements[index].kind in ("conn", "weekday"):
            index += 1
        if index == start or index >= end or self.elements[index].kind != "num" or len(self.elements[index].text) > 2:
            return None
        draft = Draft(self.elements[start - 1].value, day=Day(None, SAME_MONTH, int(self.elements[index].text)), first=index, last=index)
        for later in range(index + 1, end):
            element = self.elements[later]
            if element.kind in _PASSIVE:
                continue
            if element.kind not in ("clock", "zone") or not _extend(draft, element):
                return None
            draft.last = later
        return draft

    def _runs_on(self, start: int) -> bool:
        """True when a sentence goes on behind the date: «… publiée le 3 mars dans la revue, montre que …»."""
        count = 0
        for index, element in enumerate(self.elements[start:], start):
            if element.kind == "sep" and element.text in STRONG:
                return False
            if element.kind == "role" and any(later.kind in _TIMED for later in self.elements[index + 1 : index + 5]):
                return False
            if element.kind == "by" or element.kind == "noise" or (element.kind == "sep" and element.text == "."):
                return False
            if element.kind == "refuse":
                return True
            if element.kind in ("word", "conn", "role") and self.flat[element.start].islower():
                count += 1
        comma = start < len(self.elements) and self.elements[start].text == ","
        return count > (_CLAUSE if comma else _SENTENCE)

    # --- labels ------------------------------------------------------------------------------------------------------
    def _is_label(self, index: int, behind: int) -> bool:
        """A label stands at the beginning, behind a separator, with a capital, or behind «cet article a été»."""
        if index == 0:
            return True
        element, previous = self.elements[index], self.elements[index - 1]
        if previous.kind == "sep" and previous.text in _BREAKS:
            return True
        if self.flat[element.start].isupper() and self._before_is_apart(index):
            return True
        while behind < index and any(one.kind == "sep" and one.text in _BREAKS for one in self.elements[behind:index]):
            behind += 1
        between = [one for one in self.elements[behind:index] if one.kind != "sep"]
        if any(one.kind == "refuse" for one in between):
            return False
        if not between or between[0].kind == "by" or previous.kind in _DAYS or previous.kind in ("clock", "zone"):
            return True
        alone = index == 1 and self.flat[self.elements[0].start].isupper() and self._ends_soon(index)
        return alone or self._only_subject(between) or self._names(between)

    def _ends_soon(self, label: int) -> bool:
        """«Rectificatif publié le 15 mai 2024»: nothing but a date behind the label."""
        return all(element.kind in _TIMED or element.kind in _PASSIVE for element in self.elements[label + 1 :])

    def _before_is_apart(self, index: int) -> bool:
        """In capitals throughout, a capital says nothing."""
        return not (self.flat.isupper() and index > 3)

    def _only_subject(self, elements: list[Element]) -> bool:
        subjects = self.language.subjects
        return all(one.kind in ("conn", "by") or one.text.lower() in subjects or _fold(one.text) in subjects for one in elements)

    def _names(self, elements: list[Element]) -> bool:
        """Capitalised names and bylines: «Le Figaro avec AFP», «20 MINUTES AVEC AFP», «Claire Avril,»."""
        capitals = acronyms = 0
        for element in elements:
            if element.kind == "by":
                capitals += 2
                continue
            word = self.flat[element.start : element.end]
            if element.kind in ("refuse", "vague"):
                return False
            if element.kind == "num":
                return False
            if element.kind == "sep":
                continue
            if word[:1].isupper():
                capitals += 1
                acronyms += len(word) > 1 and word.isupper()
            elif element.text.lower() not in self.language.particles:
                return False
        return capitals >= 2 or acronyms > 0

    # --- without a label ---------------------------------------------------------------------------------------------
    def _unlabelled(self, end: int, labelled: bool) -> Draft | None:
        """The one date before the first label, when nothing says that it is something else's."""
        drafts = self._drafts(0, end, None)
        if not drafts:
            return None
        draft = drafts[0]
        others = [other for other in drafts[1:] if draft.day is None or (other.ago is None and other.back is None)]
        if any(_differs(draft, other) for other in others) or draft.clock_only:
            return None
        if draft.day is not None and draft.day.weak and draft.clock is None and draft.day.weekday is None:
            return None
        last = drafts[-1].last
        if not self._prefix_allows(draft) or not self._suffix_allows(last + 1, end, opens=draft.first == 0):
            return None
        return draft

    def _prefix_allows(self, draft: Draft) -> bool:
        chunk = self._chunk_before(draft.first)
        if any(element.kind in ("refuse", "vague") for element in chunk):
            return False
        if any(element.kind == "sep" and element.text == "©" for element in chunk):
            return False
        quoted = any(element.kind == "sep" and element.text in "«»\"“”" for element in chunk)
        words = [element for element in chunk if element.kind != "sep"]
        while words and words[-1].kind == "conn":
            words.pop()
        if not words:
            return not any(element.kind == "num" for element in chunk)
        if any(element.kind == "num" for element in words) and words[0].kind != "noise":
            return False
        if words[0].kind == "by" and draft.day is not None:
            return True
        if all(element.kind in ("noise", "num", "clock", "conn") for element in words):
            return True
        if draft.day is None and draft.stamp is None:
            return False
        if self._only_subject(words):
            return any(_fold(element.text) in self.language.subjects and len(element.text) > 3 for element in words)
        return (not quoted and self._names(words)) or self._kicker(words, draft) or self._new_label(words, draft)

    def _kicker(self, words: list[Element], draft: Draft) -> bool:
        """«Politique 15 mai 2024»: one capitalised word right before a whole date; «Dakar, 15 mai 2024 (APS)»."""
        if len(words) != 1 or words[0].kind != "word" or not self.flat[words[0].start].isupper():
            return False
        if self.elements[draft.first - 1] is words[0]:
            day = draft.day
            return day is not None and day.year is not None and day.year > 99 and day.weekday is None and draft.last == len(self.elements) - 1 == draft.first
        return self._agency(draft.last + 1)

    def _agency(self, index: int) -> bool:
        """«(AFP)», «(APS)» behind a place and a date."""
        rest = self.elements[index : index + 3]
        shape = [element.text for element in rest[::2]] if len(rest) == 3 else []
        return shape == ["(", ")"] and self.flat[rest[1].start : rest[1].end].isupper()

    def _new_label(self, words: list[Element], draft: Draft) -> bool:
        """«Griffonné le 19 mai 2024»: one participle and an article are a label that no list knows."""
        if len(words) != 1 or words[0].kind != "word" or draft.first < 2 or self.elements[draft.first - 1].kind not in ("conn", "weekday"):
            return False
        return words[0].start == self.elements[0].start and self.text.split()[0].lower().endswith(self.language.endings)

    def _chunk_before(self, index: int) -> list[Element]:
        """Elements between the last strong separator and ``index``."""
        start = index
        while start > 0 and not (self.elements[start - 1].kind == "sep" and self.elements[start - 1].text in STRONG):
            start -= 1
        return self.elements[start:index]

    def _suffix_allows(self, start: int, end: int, *, opens: bool) -> bool:
        rest = self.elements[start:end]
        while rest and rest[0].kind == "conn" and len(rest) > 1 and rest[1].kind == "by":
            rest = rest[1:]
        if not rest:
            return True
        first = rest[0]
        if first.kind == "sep" and first.text in STRONG:
            return not any(element.kind == "refuse" for element in rest[1:3])
        if first.kind == "sep" and first.text in ",.:-" and len(rest) > 1 and rest[1].kind in ("by", "noise", "num"):
            return rest[1].kind != "num" or self._only_noise(rest[1:])
        if first.kind == "by" or self._only_noise(rest):
            return True
        if all(element.kind in ("sep", "weekday", "conn") for element in rest):
            return True
        words = [element for element in rest if element.kind != "sep"]
        if words[0].kind in ("word", "conn") and words[0].text in self.language.sections:
            words = words[1:]
        elif first.kind == "sep" and not (first.text == "," and len(words) > 1 and opens):
            return False
        capitals = all(element.kind == "word" and self.flat[element.start].isupper() for element in words)
        return bool(words) and capitals and len(words) <= 3 and len(rest) - len(words) <= 1

    def _only_noise(self, elements: list[Element]) -> bool:
        """Reading times, counts of comments, share buttons up to the next separator."""
        seen = False
        for element in elements:
            if element.kind == "sep" and element.text in STRONG:
                break
            if element.kind == "noise":
                seen = True
            elif element.kind not in ("num", "sep", "conn", "clock") and _fold(element.text) not in self.language.units:
                return False
        return seen


def _begin(element: Element, role: Role | None) -> Draft | None:
    kind, value = element.kind, element.value
    if kind == "day":
        return Draft(role, day=value)
    if kind == "clock":
        return Draft(role, clock=value)
    if kind == "days":
        return Draft(role, back=value)
    if kind == "weekday":
        return Draft(role, weekday=value, strictly=element.strict)
    if kind == "ago":
        return Draft(role, ago=value)
    if kind == "now":
        return Draft(role, ago=Ago(timedelta(0), "minute"))
    if kind == "night":
        return Draft(role, night=True)
    if kind == "stamp" and value is not None:
        return Draft(role, day=Day(value.wall.year, value.wall.month, value.wall.day), clock=_clock_of(value), zone=value.offset)
    return None


def _clock_of(stamp: object) -> Clock:
    wall: datetime = stamp.wall  # type: ignore[attr-defined]
    return Clock(wall.hour, wall.minute, wall.second if stamp.precision == "second" else None)  # type: ignore[attr-defined]


def _extend(draft: Draft, element: Element) -> bool:
    """Adds a part that the draft lacks; False when it begins another date."""
    kind, value = element.kind, element.value
    if kind == "zone" and draft.clock is not None:
        draft.zone = value
        return True
    if kind == "clock" and draft.clock is None and (draft.ago is None or draft.ago.unit == "day"):
        draft.clock = value
        return True
    if kind == "day":
        if draft.back == 0 and draft.day is None and value.year is None:
            draft.day, draft.back = value._replace(weak=False), None
            return True
        if draft.day is None and draft.ago is None and draft.back is None:
            draft.day = value if draft.weekday is None else value._replace(weekday=draft.weekday)
            draft.weekday = None
            return True
        return draft.day == value
    if kind == "weekday" and draft.day is not None and draft.day.weekday is None and draft.clock is None:
        draft.day = draft.day._replace(weekday=value)
        return True
    if kind == "days" and draft.clock_only:
        draft.back = value
        return True
    if kind == "weekday" and draft.clock_only:
        draft.weekday, draft.strictly = value, element.strict
        return True
    return False


def _differs(one: Draft, other: Draft) -> bool:
    return one.day != other.day or one.back != other.back or one.clock != other.clock or one.ago != other.ago


def _fold(word: str) -> str:
    return word.lower()
