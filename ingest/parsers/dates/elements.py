"""Tokens → elements: day and month words become days, durations become «ago», everything else keeps its kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ingest.parsers.dates.fields import IMPOSSIBLE, Ago, Clock, Day, read_year
from ingest.parsers.dates.language import Language
from ingest.parsers.dates.scan import Token, to_24

_ORDINALS = frozenset({"er", "ere", "eme", "e", "st", "nd", "rd", "th", "o", "a"})
_MOST = 100_000
"""Of any unit: more is no time ago."""
_BARE = Token("end", "", 0, 0)
_UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}


Element = Token
"""A token whose kind is settled: day, clock, stamp, zone, ago, vague, now, night, days, weekday, role, conn, sep, num,
word, by, noise, refuse."""


def read(tokens: list[Token], language: Language) -> list[Element]:
    """Elements of a line in order."""
    return _Reader(tokens, language).read()


class _Reader:
    def __init__(self, tokens: list[Token], language: Language) -> None:
        self.tokens, self.language = tokens, language
        self.index = 0
        self.elements: list[Element] = []

    def read(self) -> list[Element]:
        tokens, elements, telling = self.tokens, self.elements, self.language.telling
        while self.index < len(tokens):
            token = tokens[self.index]
            kind = token.kind
            if kind == "sep" or (kind == "word" and token.text not in telling):
                elements.append(token)
                self.index += 1
            elif kind == "num":
                self._number(token)
            elif kind == "word":
                self._word(token)
            elif kind == "ago":
                self._ago_before(token)
            elif kind == "clock":
                self._clock(token)
            elif kind == "span":
                if not self._ago_after(token):
                    self._add(token, "word", None)
            elif kind == "noon" or kind == "midnight":
                self._named_hour(token)
            else:
                elements.append(token)
                self.index += 1
        return elements

    def _at(self, index: int) -> Token:
        return self.tokens[index] if index < len(self.tokens) else _BARE

    def _add(self, token: Token, kind: str, value: Any, upto: int | None = None, strict: bool = False) -> None:
        upto = self.index + 1 if upto is None else upto
        self.elements.append(Element(kind, token.text, token.start, self.tokens[upto - 1].end, value, strict))
        self.index = upto

    # --- days --------------------------------------------------------------------------------------------------------
    def _number(self, token: Token) -> None:
        if (len(token.text) == 4 and (found := self._year_first(token))) or (
            len(token.text) <= 2 and (found := self._day_first(token))
        ):
            self._add(token, "day", *found)
        elif not self._ago_after(token):
            self._add(token, "num", None)

    def _day_first(self, token: Token) -> tuple[Day, int] | None:
        """«1er avril 2023», «17 de abril de 2023», «28. Jan. 23», «26.fev.2010»."""
        index = self.index + 1
        if self._at(index).text in _ORDINALS and (
            self._at(index).start == token.end or self._at(index).text not in "eoa"
        ):
            index += 1
        index = self._skip(index, ".-/,")
        month = self.language.months.get(self._at(index).text)
        if month is None or self._at(index).kind not in ("word", "weekday"):
            return None
        hyphen = self._at(index - 1).text == "-"
        year, index = self._year(index + 1)
        named = hyphen and year is None  # «le 11-Septembre»
        return Day(year, month, int(token.text) if token.kind == "num" else 1, weak=named), index

    def _year_first(self, token: Token) -> tuple[Day, int] | None:
        """«2023 avril 17», «2023. április 17.»."""
        index = self._skip(self.index + 1, ".-/,")
        month = self.language.months.get(self._at(index).text)
        number = self._at(self._skip(index + 1, ".-/,"))
        if month is None or number.kind != "num" or len(number.text) > 2:
            return None
        return Day(read_year(token.text), month, int(number.text)), self._skip(index + 1, ".-/,") + 1

    def _month_first(self, month: int) -> tuple[Day, int] | None:
        """«April 17, 2023», «Apr. 17th»; without a year only where that order is the language's own."""
        index = self._skip(self.index + 1, ".")
        number = self._at(index)
        if number.kind != "num" or len(number.text) > 2:
            return None
        index += 1
        if self._at(index).text in _ORDINALS:
            index += 1
        following = self._skip(index, ".,")
        year = self._at(following)
        if year.kind == "num" and len(year.text) == 4:
            return Day(read_year(year.text), month, int(number.text)), following + 1
        if year.kind == "clock":  # date(1): Mon Apr 17 09:46:12 CEST 2023
            for later in (following + 1, following + 2):
                if self._at(later).kind == "num" and len(self._at(later).text) == 4:
                    found = Day(read_year(self._at(later).text), month, int(number.text))
                    del self.tokens[later]
                    return found, index
        return (Day(None, month, int(number.text)), index) if self.language.month_first else None

    def _year(self, index: int) -> tuple[int | None, int]:
        """The year behind a month, and the index behind it; (None, index) when there is none."""
        after = self._skip(index, ".,-/")
        token = self._at(after)
        if token.kind != "num":
            return None, index
        size = len(token.text)
        if size == 4:
            return read_year(token.text), after + 1
        if size > 4 or size == 3:
            return IMPOSSIBLE, after + 1
        following = self._at(after + 1)
        comma = any(self.tokens[i].text == "," for i in range(index, after))
        closes = (
            following.kind not in ("num", "word", "noise", "days", "weekday")
            or following.text in self.language.connectors
        )
        return (int(token.text), after + 1) if size == 2 and closes and not comma else (None, index)

    def _skip(self, index: int, points: str) -> int:
        """Behind up to two separators and the words that join day, month and year."""
        for _ in range(2):
            token = self._at(index)
            if (token.kind == "sep" and token.text in points) or (
                token.kind == "word" and token.text in self.language.joiners
            ):
                index += 1
        return index

    # --- words -------------------------------------------------------------------------------------------------------
    def _word(self, token: Token) -> None:
        language = self.language
        if ((month := language.months.get(token.text)) and (found := self._month_first(month))) or (
            token.text in language.firsts and (found := self._day_first(token))
        ):
            self._add(token, "day", *found)
        elif (weekday := language.weekdays.get(token.text)) is not None:
            following = self._at(self.index + 1)
            strict = following.text in language.last
            before = bool(self.elements) and self.elements[-1].text.lower() in language.last
            self._add(token, "weekday", weekday, self.index + 1 + strict, strict or before)
        elif token.text in language.numbers and self._ago_after(token):
            pass
        else:
            kind = "conn" if token.text in language.connectors or token.text in language.about else "word"
            self.elements.append(Element(kind, token.text, token.start, token.end))
            self.index += 1

    # --- durations ---------------------------------------------------------------------------------------------------
    def _ago_before(self, token: Token) -> None:
        """«il y a 3 heures», «hace una hora», «vor 1 h 30»."""
        if token.value != "before":
            self._add(token, "word", None)
            return
        index = self.index + 1
        while self._at(index).text in self.language.about:
            index += 1
        stretch = self._stretch(index)
        if stretch is None:
            self._add(token, "word", None)
        else:
            self._add_ago(token, *stretch)

    def _ago_after(self, token: Token) -> bool:
        """«3 ore fa», «an hour ago»: True when it was one, and was added."""
        stretch = self._stretch(self.index)
        if stretch is None or (after := self._at(stretch[1])).kind != "ago" or after.value != "after":
            return False
        self._add_ago(token, stretch[0], stretch[1] + 1)
        return True

    def _add_ago(self, token: Token, ago: Ago | None, upto: int) -> None:
        """Weeks, months and years name no day: they are ``vague``."""
        self._add(token, "ago" if ago else "vague", ago, upto)

    def _stretch(self, index: int) -> tuple[Ago | None, int] | None:
        """«3 heures», «1 h 20», «une heure et vingt minutes», and the index behind; no Ago for weeks and longer."""
        hours = self._amount(index)
        if hours is None or hours[0] is None or hours[0].unit != "hour":
            return hours
        then = hours[1]
        minutes = self._amount(then + (self._at(then).text in self.language.ands))
        if minutes is None or minutes[0] is None or minutes[0].unit != "minute":
            return hours
        return Ago(hours[0].span + minutes[0].span, "minute"), minutes[1]

    def _amount(self, index: int) -> tuple[Ago | None, int] | None:
        token = self._at(index)
        if token.kind == "clock":
            return _duration(token.value), index + 1
        if token.kind == "span":
            return Ago(timedelta(minutes=token.value), "minute"), index + 1
        number = int(token.text[:6]) if token.kind == "num" else self.language.numbers.get(token.text)
        unit = self._unit(index + 1)
        if number is None or unit is None:
            return None
        vague = unit == "coarse" or number > _MOST
        return (None if vague else Ago(number * _UNITS[unit], unit)), index + 2  # type: ignore[arg-type]

    def _unit(self, index: int) -> str | None:
        token = self._at(index)
        return self.language.units.get(token.text.lower()) if token.kind not in ("num", "clock", "day") else None

    # --- clocks ------------------------------------------------------------------------------------------------------
    def _clock(self, token: Token) -> None:
        clock: Clock = token.value
        if self._ago_after(token):
            return
        following = self._at(self.index + 1)
        upto = self.index + 1
        if clock.short and following.kind in ("half", "quarter"):
            clock = clock._replace(minute=30 if following.kind == "half" else 15)
            upto += 1
            following = self._at(upto)
        if following.kind in ("am", "pm") and clock.hour <= 12:
            clock = clock._replace(hour=to_24(clock.hour, following.kind == "pm"))
            upto += 1
        self._add(token, "clock", clock, upto)

    def _named_hour(self, token: Token) -> None:
        """«midi», «minuit», «midi trente», «midi et demi»."""
        following = self._at(self.index + 1)
        minute = {"half": 30, "quarter": 15}.get(following.kind)
        if minute is None:
            minute = (
                int(following.text)
                if following.kind == "num" and len(following.text) == 2
                else self.language.numbers.get(following.text)
            )
        upto = self.index + (2 if minute else 1)
        self._add(token, "clock", Clock(12 if token.kind == "noon" else 0, minute or 0), upto)


def _duration(clock: Clock) -> Ago:
    return Ago(timedelta(hours=clock.hour, minutes=clock.minute), "hour" if clock.short else "minute")
