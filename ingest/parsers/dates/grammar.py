"""The grammar of one line: which dates stand in it, under which label, and whether they are the article's."""

from __future__ import annotations

from typing import Final

from ingest.parsers.dates.drafts import begin, differs, extend
from ingest.parsers.dates.elements import Element
from ingest.parsers.dates.fields import SAME_MONTH, Day, Draft, Role
from ingest.parsers.dates.language import Language
from ingest.parsers.dates.scan import STRONG

_LABEL_REACH: Final = 10
"""Elements that may stand between a label and its date: «modification de cette page a été faite le»."""
_SENTENCE: Final = 5
"""Lower-case words running on behind a labelled date that make a sentence of it."""
_LOOSE_WORDS: Final = 6
_ANCIENT, _OLD = 99, 1990
"""Years of four digits before which a bare date is history, not a dateline."""
_BREAKS: Final = STRONG | {".", ":"}
_CLAUSE: Final = 2
"""… when they follow a comma."""
_DAYS: Final = frozenset({"day", "days", "weekday", "ago", "now", "night", "stamp"})
_TIMED: Final = _DAYS | {"clock"}
_PASSIVE: Final = frozenset({"conn", "sep"})


class Line:
    """The elements of a line, and the questions put to them. ``loose``: the one whole date of a short line counts,
    whatever words stand around it (for elements that are known to hold the date)."""

    def __init__(
        self, text: str, flat: str, elements: list[Element], language: Language, *, loose: bool = False
    ) -> None:
        self.text, self.flat, self.elements, self.language, self.loose = text, flat, elements, language, loose

    def choose(self) -> tuple[Draft | None, Draft | None]:
        """The drafts for publication and update."""
        elements = self.elements
        labels = [index for index, element in enumerate(elements) if element.kind == "role"]
        bare = self._unlabelled(labels[0] if labels else len(elements))
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
            if draft is not None and extend(draft, element):
                draft.last = index
                continue
            draft = begin(element, role)
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
        if draft.clock_only and (words or self._is_duration(draft)):
            return None
        return None if self._runs_on(draft.last + 1) else draft

    def _is_duration(self, draft: Draft) -> bool:
        """«Actualizado 1 hora»: hours written out behind a label, without «à», are no time of day."""
        element, before = self.elements[draft.first], self.elements[draft.first - 1]
        spelled = sum(char.isalpha() for char in element.text) > 2
        return draft.clock is not None and draft.clock.short and spelled and before.kind != "conn"

    def _day_number(self, start: int, end: int) -> Draft | None:
        """«… mis à jour le 16 à 9h»: a day whose month stands with the other date of the line."""
        index = start
        while index < end and self.elements[index].kind in ("conn", "weekday"):
            index += 1
        if index == start or index >= end or self.elements[index].kind != "num" or len(self.elements[index].text) > 2:
            return None
        draft = Draft(
            self.elements[start - 1].value,
            day=Day(None, SAME_MONTH, int(self.elements[index].text)),
            first=index,
            last=index,
        )
        for later in range(index + 1, end):
            element = self.elements[later]
            if element.kind in _PASSIVE:
                continue
            if element.kind not in ("clock", "zone") or not extend(draft, element):
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
        return all(one.kind in ("conn", "by") or one.text.lower() in subjects for one in elements)

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
    def _unlabelled(self, end: int) -> Draft | None:
        """The one date before the first label, when nothing says that it is something else's."""
        drafts = self._drafts(0, end, None)
        if not drafts:
            return None
        draft = drafts[0]
        others = [other for other in drafts[1:] if draft.day is None or (other.ago is None and other.back is None)]
        if any(differs(draft, other) for other in others) or draft.clock_only:
            return None
        if draft.day is not None and self._is_no_printing_date(draft.day, draft):
            return None
        if self.loose:
            return draft if self._loosely(draft) else None
        last = drafts[-1].last
        if not self._prefix_allows(draft) or not self._suffix_allows(
            last + 1, end, plain=draft.first == 0 and draft.clock is None
        ):
            return None
        return draft

    def _is_no_printing_date(self, day: Day, draft: Draft) -> bool:
        """«3/4», «8 mai 1945», «le 13h du 12 mai»: days that no page prints as its own without a label."""
        if day.year is not None and _ANCIENT < day.year < _OLD:
            return True
        if self.elements[draft.first].kind == "clock" and draft.clock is not None and draft.clock.short:
            return True
        return day.weak and draft.clock is None and day.weekday is None

    def _loosely(self, draft: Draft) -> bool:
        """A whole date in a line of few lower-case words, none of which speaks against it."""
        if draft.day is None or draft.day.year is None or draft.day.weak:
            return False
        if any(element.kind in ("refuse", "vague") or element.text == "©" for element in self.elements):
            return False
        plain = [one for one in self.elements if one.kind in ("word", "conn") and self.flat[one.start].islower()]
        return len(plain) <= _LOOSE_WORDS

    def _prefix_allows(self, draft: Draft) -> bool:
        chunk = self._chunk_before(draft.first)
        if any(element.kind in ("refuse", "vague") for element in chunk):
            return False
        if any(element.kind == "sep" and element.text == "©" for element in chunk):
            return False
        quoted = any(element.kind == "sep" and element.text in '«»"“”' for element in chunk)
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
        if draft.day is None:
            return False
        if self._only_subject(words):
            return any(element.text.lower() in self.language.subjects and len(element.text) > 3 for element in words)
        event = draft.clock is not None and draft.day.weekday is not None and chunk[-1].kind != "conn"
        return (
            (not quoted and not event and self._names(words))
            or self._kicker(words, draft)
            or self._new_label(words, draft)
        )

    def _kicker(self, words: list[Element], draft: Draft) -> bool:
        """«Politique 15 mai 2024»: one capitalised word right before a whole date; «Dakar, 15 mai 2024 (APS)»."""
        if len(words) != 1 or words[0].kind != "word" or not self.flat[words[0].start].isupper():
            return False
        if self.elements[draft.first - 1] is words[0]:
            day = draft.day
            return (
                day is not None
                and day.year is not None
                and day.year > 99
                and day.weekday is None
                and draft.last == len(self.elements) - 1 == draft.first
            )
        return self._agency(draft.last + 1)

    def _agency(self, index: int) -> bool:
        """«(AFP)», «(APS)» behind a place and a date."""
        rest = self.elements[index : index + 3]
        shape = [element.text for element in rest[::2]] if len(rest) == 3 else []
        return shape == ["(", ")"] and self.flat[rest[1].start : rest[1].end].isupper()

    def _new_label(self, words: list[Element], draft: Draft) -> bool:
        """«Griffonné le 19 mai 2024»: one participle and an article are a label that no list knows."""
        if (
            len(words) != 1
            or words[0].kind != "word"
            or draft.first < 2
            or self.elements[draft.first - 1].kind not in ("conn", "weekday")
        ):
            return False
        return words[0].start == self.elements[0].start and self.text.split()[0].lower().endswith(self.language.endings)

    def _chunk_before(self, index: int) -> list[Element]:
        """Elements between the last strong separator and ``index``."""
        start = index
        while start > 0 and not (self.elements[start - 1].kind == "sep" and self.elements[start - 1].text in STRONG):
            start -= 1
        return self.elements[start:index]

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
            return rest[1].kind != "num" or self._only_noise(rest[1:])
        if first.kind == "by" or self._only_noise(rest):
            return True
        if all(element.kind in ("sep", "weekday", "conn") for element in rest):
            return True
        words = [element for element in rest if element.kind != "sep"]
        if words[0].kind in ("word", "conn") and words[0].text in self.language.sections:
            words = words[1:]
        elif first.kind == "sep" and not (first.text == "," and len(words) > 1 and plain):
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
            elif (
                element.kind not in ("num", "sep", "conn", "clock") and element.text.lower() not in self.language.units
            ):
                return False
        return seen
