"""The grammar of one line: which dates stand in it, under which label, and whether they are the article's."""

from __future__ import annotations

from typing import Final

from ingest.parsers.dates.drafts import begin, differs, extend
from ingest.parsers.dates.elements import Element
from ingest.parsers.dates.fields import SAME_MONTH, Day, Draft, Role
from ingest.parsers.dates.language import Language
from ingest.parsers.dates.scan import STRONG
from ingest.parsers.dates.surroundings import Surroundings

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
_PARTS_OF_DAY: Final = frozenset({"am", "pm"})
"""«samedi soir à 22h10»: said before the clock as well."""


class Line:
    """The elements of a line, and the questions put to them. ``loose``: the one whole date of a short line counts,
    whatever words stand around it (for elements that are known to hold the date)."""

    def __init__(
        self, text: str, flat: str, elements: list[Element], language: Language, *, loose: bool = False
    ) -> None:
        self.flat, self.elements, self.language, self.loose = flat, elements, language, loose
        self.around = Surroundings(text, flat, elements, language)

    def choose(self) -> tuple[Draft | None, Draft | None]:
        """The drafts for publication and update."""
        elements = self.elements
        labels = [index for index, element in enumerate(elements) if element.kind == "role"]
        if labels and self._labels_follow(labels[0]):
            return self._closed(labels)
        bare = self._unlabelled(labels[0] if labels else len(elements))
        found: dict[str, Draft] = {}
        behind = bare.last + 1 if bare else 0
        for place, index in enumerate(labels):
            if not self._is_label(index, behind) or self._is_repeated(index):
                continue
            end = labels[place + 1] if place + 1 < len(labels) else len(elements)
            if end < len(elements) and self._is_repeated(end):
                end = labels[place + 2] if place + 2 < len(labels) else len(elements)
            draft = self._labelled(index, end)
            behind = index + 1
            if draft is not None:
                found.setdefault(elements[index].value, draft)
                behind = draft.last + 1
        published, modified = found.get("published"), found.get("modified")
        if published is None and bare is not None and not (modified and bare.clock_only):
            published = bare
        return published, modified

    def _labels_follow(self, first: int) -> bool:
        """«Der Artikel wurde am 3. Mai 2022 erstellt und am 5. Mai 2022 aktualisiert»."""
        head, auxiliaries = self.elements[:first], self.language.auxiliaries
        return any(element.text.lower() in auxiliaries for element in head) and any(one.kind in _DAYS for one in head)

    def _closed(self, labels: list[int]) -> tuple[Draft | None, Draft | None]:
        """The drafts of labels that stand behind their dates; none in a sentence about something else."""
        found: dict[str, Draft] = {}
        first = next(index for index, element in enumerate(self.elements) if element.kind in _DAYS)
        head = [element for element in self.elements[:first] if element.kind != "sep"]
        if not self.around.only_subject(head) or self._runs_on(labels[-1] + 1):
            return None, None
        for start, label in zip((0, *(index + 1 for index in labels)), labels, strict=False):
            role = self.elements[label].value
            drafts = self._drafts(start, label, role)
            if len(drafts) == 1:
                found.setdefault(role, drafts[0])
        return found.get("published"), found.get("modified")

    # --- drafts ------------------------------------------------------------------------------------------------------
    def _drafts(self, start: int, end: int, role: Role | None) -> list[Draft]:
        """Every date between two elements; its parts may be parted by separators and small words only."""
        drafts: list[Draft] = []
        draft: Draft | None = None
        for index in range(start, end):
            element = self.elements[index]
            if element.kind in _PASSIVE or element.kind in _PARTS_OF_DAY:
                continue
            if element.kind == "clock" and self._is_length(index):
                continue
            if draft is not None and extend(draft, element):
                draft.last = index
                continue
            draft = begin(element, role)
            if draft is not None:
                draft.first = draft.last = index
                drafts.append(draft)
        return [one for one in drafts if not (one.weekday is not None and self._bare_weekday(one))]

    def _is_length(self, index: int) -> bool:
        """«Durée : 2:35», «Lecture 4:20»."""
        before = index - 1 - (index > 1 and self.elements[index - 1].text == ":")
        return index > 0 and self.elements[before].kind == "noise"

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
        if label > 0 and not between and draft.day is not None and draft.day.weak and draft.clock is None:
            return None  # «zum WP Update 2.03»: a version
        plain = self.elements[label].text.lower() in self.language.plain_labels
        if words and (plain or self.around.is_anothers(draft)) and not self.around.only_subject(words):
            return None
        if self._is_told_of(draft):
            return draft
        return None if self._runs_on(draft.last + 1) else draft

    def _is_told_of(self, draft: Draft) -> bool:
        """«Mis à jour le 29/03/2022 : en raison d'un retard de livraison, …»: the date of an update, and behind a colon
        what it was."""
        behind = self.elements[draft.last + 1].text if draft.last + 1 < len(self.elements) else ""
        return draft.role == "modified" and draft.day is not None and behind == ":"

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
        if self.around.only_noise(between):
            return True  # «Lu 312 fois, modifié le …»
        alone = index == 1 and self.flat[self.elements[0].start].isupper() and self._ends_soon(index)
        if element.text.lower() in self.language.plain_labels:  # «Draw date: …»
            alone = False
        return alone or self.around.only_subject(between) or self.around.names(between, with_subject=True)

    def _is_repeated(self, index: int) -> bool:
        """«Actualisé en date du 15 mai 2024», «Stand vom …»: small words of a publication right behind «actualisé»."""
        element, previous = self.elements[index], self.elements[index - 1]
        return (
            index > 0
            and element.value == "published"
            and previous.kind == "role"
            and previous.value == "modified"
            and self.flat[element.start].islower()
        )

    def _ends_soon(self, label: int) -> bool:
        """«Rectificatif publié le 15 mai 2024»: nothing but a date behind the label."""
        return all(element.kind in _TIMED or element.kind in _PASSIVE for element in self.elements[label + 1 :])

    def _before_is_apart(self, index: int) -> bool:
        """In capitals throughout, a capital says nothing."""
        return not (self.flat.isupper() and index > 3)

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
        if self.loose:
            return draft if self.around.loosely(draft) else None
        return draft if self.around.allow(draft, drafts[-1].last, end) else None
