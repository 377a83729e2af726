"""What may stand around a date that no label calls the article's: nothing, a name, a kicker, a reading time."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Final

from ingest.parsers.dates.clean import fold
from ingest.parsers.dates.elements import Element
from ingest.parsers.dates.fields import Day, Draft
from ingest.parsers.dates.language import Language
from ingest.parsers.dates.scan import STRONG

_LOOSE_WORDS: Final = 6
_LONGEST_NAME: Final = 5
_LONGEST_PHRASE: Final = 8
"""Words in a row, all or capitalised ones, that may be a name, a title or a kicker."""
_PARTING: Final = STRONG - {"(", "["}
_FIELDS: Final = _PARTING - {")", "]", "–"}
_ANCIENT, _OLD = 99, 1990
"""Years of four digits before which a bare date is history, not a dateline."""


class Surroundings:
    """The elements of a line, and what can be asked of those around a date."""

    def __init__(self, text: str, flat: str, elements: list[Element], language: Language) -> None:
        self.text, self.flat, self.elements, self.language = text, flat, elements, language

    def allow(self, draft: Draft, last: int, end: int) -> bool:
        """Whether the date is the article's. It ends with the element ``last``; those from ``end`` on are not asked."""
        if draft.day is not None and self._is_no_printing_date(draft.day, draft):
            return False
        if draft.weekday is not None and draft.clock is None and draft.first > 0 and not draft.strictly:
            return False  # «la domenica»: every Sunday
        now = self.elements[draft.first].kind == "now"
        if now and any(element.kind == "word" for element in self.elements[:end]):
            return False  # «Jetzt mitdiskutieren»
        plain = draft.first == 0 and draft.clock is None
        return self._prefix_allows(draft) and self._suffix_allows(last + 1, end, plain=plain)

    def loosely(self, draft: Draft) -> bool:
        """A whole date in a line of few lower-case words, none of which speaks against it."""
        if draft.day is None or draft.day.year is None or draft.day.weak:
            return False
        if self._is_no_printing_date(draft.day, draft):
            return False
        if any(element.kind in ("refuse", "vague") or element.text == "©" for element in self.elements):
            return False
        plain = [one for one in self.elements if one.kind in ("word", "conn") and self.flat[one.start].islower()]
        return len(plain) <= _LOOSE_WORDS

    def only_subject(self, elements: list[Element]) -> bool:
        """«Cet article a été», «Par»: words that make no sentence of a line."""
        subjects = self.language.subjects
        return all(one.kind in ("conn", "by") or one.text.lower() in subjects for one in elements)

    def names(self, elements: list[Element], *, with_subject: bool = False) -> bool:
        """Capitalised names and bylines: «Le Figaro avec AFP», «20 MINUTES AVEC AFP», «Claire Avril,»; with their
        subject: «Un article de Claire Avril»."""
        if self._is_agency(elements):
            return True
        small = self.language.particles | self.language.subjects if with_subject else self.language.particles
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
            elif word not in small:
                return False
        return capitals >= 2 or acronyms > 0

    def is_anothers(self, draft: Draft) -> bool:
        """«Le Monde du 12 mai 2023»: the edition of a paper, the day of an event."""
        return self.elements[draft.first - 1].text.lower() in self.language.genitives

    def _is_no_printing_date(self, day: Day, draft: Draft) -> bool:
        """«3/4», «8 mai 1945», «le 13h du 12 mai», «samedi 13 mai, 14h»: no page prints its own day like that."""
        if day.year is not None and _ANCIENT < day.year < _OLD:
            return True
        if draft.clock is not None and draft.clock.short:
            event = day.weekday is not None and day.year is None
            if event or self.elements[draft.first].kind == "clock":
                return True
        return day.weak and draft.clock is None and day.weekday is None

    def _prefix_allows(self, draft: Draft) -> bool:
        chunk = self._chunk_before(draft.first)
        if (not chunk and self._ends_range(draft.first)) or self.elements[0].kind == "refuse":
            return False
        # A dash and a bracket that closes go on with the same thing, as a bar does not: «Ligue 1 - 27e journée -».
        field = self._chunk_before(draft.first, _FIELDS)
        if any(element.kind == "refuse" for element in field) or self._is_headline(field):
            return False
        if any(element.kind == "vague" for element in chunk):
            return False
        if any(element.kind == "sep" and element.text == "©" for element in chunk):
            return False
        quoted = any(element.kind == "sep" and element.text in '«»"“”' for element in chunk)
        words = [element for element in chunk if element.kind != "sep"]
        while words and (words[-1].kind == "conn" or words[-1].text.lower() in self.language.last):
            words.pop()
        if not words:
            as_of = bool(chunk) and chunk[-1].text.lower() in self.language.as_of
            return not as_of and not any(element.kind == "num" for element in chunk)
        if self._is_agency(words):
            return True
        if self._reading_time(words):
            return draft.day is not None and draft.day.year is not None
        if any(element.kind == "num" for element in words) and words[0].kind != "noise":
            return False
        if words[0].kind == "by":
            return draft.day is not None or self.names(words)
        if all(element.kind in ("noise", "num", "clock", "conn") for element in words):
            return True
        if draft.day is None:
            return draft.ago is not None and self.names(words)
        if all(element.kind == "word" for element in words) and self._signed(words):
            return True
        if self.only_subject(words):
            if draft.day.year is None and draft.day.weekday is None and draft.clock is None:
                return False
            return any(element.text.lower() in self.language.subjects and len(element.text) > 3 for element in words)
        event = draft.clock is not None and draft.day.weekday is not None and chunk[-1].kind != "conn"
        named = words[0].text.lower() in self.language.subjects and len(words[0].text) > 3  # «Dépêche AFP du …»
        if self.is_anothers(draft) and not named:
            return False
        return (
            (not quoted and not event and self.names(words))
            or self._kicker(words, draft)
            or self._new_label(words, draft)
        )

    def _chunk_before(self, index: int, separators: frozenset[str] = _PARTING) -> list[Element]:
        """Elements between the last of the separators and ``index``. An opening bracket parts nothing: what it holds
        belongs to the words before it («CAC 40 : 7 988 points (12/03/2025)»)."""
        start = index
        while start > 0 and not (
            self.elements[start - 1].kind == "sep" and self.elements[start - 1].text in separators
        ):
            start -= 1
        return self.elements[start:index]

    def _is_headline(self, field: list[Element]) -> bool:
        """More words in a row than a name has: a headline or a caption, and the date is that of another story."""
        if field and field[0].kind in ("by", "noise"):
            return False
        run = capitals = 0
        for element in field:
            if element.kind in ("word", "conn"):
                run += 1
                capitals += self.flat[element.start].isupper()
            elif element.kind != "sep" or element.text not in "-'.":
                run = capitals = 0
            if run > _LONGEST_PHRASE or capitals > _LONGEST_NAME:
                return True
        return False

    def _ends_range(self, start: int) -> bool:
        """«12 – 14 mai 2023»: the dash before ``start`` joins two numbers."""
        first, dash = self.elements[max(0, start - 2) : start] if start > 1 else (None, None)
        return bool(dash and first and dash.text == "–" and first.kind == "num" and len(first.text) <= 2)

    def _reading_time(self, words: list[Element]) -> bool:
        """«2 min 15 mai 2024»."""
        return len(words) == 2 and words[0].kind == "num" and self.language.units.get(words[1].text) == "minute"

    def _signed(self, words: list[Element]) -> bool:
        """«Por Ana Costa, G1 — Recife 05/11/2017 07h13»: the place behind a byline."""
        return self.elements[0].kind == "by" and all(self.flat[element.start].isupper() for element in words)

    def _kicker(self, words: list[Element], draft: Draft) -> bool:
        """«Politique 15 mai 2024», «Dakar, le 15 mai 2024»: one capitalised word before a whole date that ends the
        line, an agency aside («Dakar, 15 mai 2024 (APS)»)."""
        if len(words) != 1 or words[0].kind != "word" or not self.flat[words[0].start].isupper():
            return False
        if words[0].text.endswith(self.language.refused_heads):
            return False
        if self._agency(draft.last + 1):
            return True
        day = draft.day
        whole = day is not None and day.year is not None and day.year > 99 and day.weekday is None
        between = self.elements[self.elements.index(words[0]) + 1 : draft.first]
        return (
            whole
            and draft.last == draft.first
            and all(element.kind == "sep" for element in self.elements[draft.last + 1 :])
            and all(element.text == "," or element.kind == "conn" for element in between)
            and (not between or between[0].text == ",")
        )

    def _agency(self, index: int) -> bool:
        """«(AFP)», «(Lusa)», «(Europa Press)» behind a place and a date."""
        close = next((later for later in range(index, len(self.elements)) if self.elements[later].text == ")"), index)
        inner = self.elements[index + 1 : close]
        if not inner or self.elements[index].text != "(":
            return False
        return (len(inner) == 1 and self.flat[inner[0].start : inner[0].end].isupper()) or self._is_agency(inner)

    def _is_agency(self, elements: list[Element]) -> bool:
        if not elements:
            return False
        names = _agencies().get(elements[0].text.lower(), ())
        return bool(names) and fold(self.flat[elements[0].start : elements[-1].end]) in names

    def _new_label(self, words: list[Element], draft: Draft) -> bool:
        """«Griffonné le 19 mai 2024»: one participle and an article are a label that no list knows."""
        if (
            len(words) != 1
            or words[0].kind != "word"
            or draft.first < 2
            or self.elements[draft.first - 1].kind not in ("conn", "weekday")
        ):
            return False
        word = self.text.split()[0].lower()
        begins = words[0].start == self.elements[0].start
        return begins and word.endswith(self.language.endings) and word not in self.language.not_labels

    def _suffix_allows(self, start: int, end: int, *, plain: bool) -> bool:
        rest = self.elements[start:end]
        while rest and rest[0].kind == "conn" and len(rest) > 1 and rest[1].kind == "by":
            rest = rest[1:]
        if not rest:
            return True
        first = rest[0]
        if first.kind == "sep" and first.text in STRONG:
            return not any(element.kind == "refuse" for element in rest[1:3])
        if first.kind == "sep" and first.text in ",.:-" and len(rest) > 1 and rest[1].kind in ("by", "noise", "num"):
            return rest[1].kind != "num" or self.only_noise(rest[1:])
        if first.kind == "by" or self.only_noise(rest):
            return True
        if all(element.kind in ("sep", "weekday", "conn") for element in rest):
            return True
        strong = (index for index, element in enumerate(rest) if element.kind == "sep" and element.text in STRONG)
        rest = rest[: next(strong, len(rest))]
        words = [element for element in rest if element.kind != "sep"]
        if words and words[0].kind in ("word", "conn") and words[0].text in self.language.sections:
            words = words[1:]
        elif first.kind == "sep" and not (first.text == "," and len(words) > 1 and plain):
            return False
        capitals = all(element.kind == "word" and self.flat[element.start].isupper() for element in words)
        return bool(words) and capitals and len(words) <= 3 and len(rest) - len(words) <= 1

    def only_noise(self, elements: list[Element]) -> bool:
        """Reading times, counts of comments, share buttons up to the next separator."""
        seen = False
        for element in elements:
            if element.kind == "sep" and element.text in STRONG:
                break
            if element.kind == "noise":
                seen = True
            elif (
                element.kind not in ("num", "sep", "conn", "clock") and element.text.lower() not in self.language.units
            ):
                return False
        return seen


@cache
def _agencies() -> dict[str, frozenset[str]]:
    """The names by which news agencies sign, by their first word."""
    file = resources.files("ingest.parsers") / "data" / "agencies.toml"
    wire: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))["wire"]
    found: dict[str, set[str]] = {}
    for name in (fold(spelling) for spellings in wire.values() for spelling in spellings):
        found.setdefault(name.split()[0], set()).add(name)
    return {first: frozenset(names) for first, names in found.items()}
