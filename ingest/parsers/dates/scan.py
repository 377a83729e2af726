"""A flat line → tokens: numeric dates, clocks, zones, words and phrases with their meaning, separators."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from ingest.parsers.dates.clean import fold
from ingest.parsers.dates.fields import Clock, Zone, numeric_day, read_year
from ingest.parsers.dates.language import Language
from ingest.parsers.dates.stamp import parse_stamp

STRONG = frozenset("|–/()[];>")
"""Separators that begin something else; a hyphen is one when it stands between spaces."""


class Token(NamedTuple):
    """``kind``: day, clock, stamp, zone, num, word, sep, or the kind of a phrase (role, ago, days …)."""

    kind: str
    text: str
    start: int
    end: int
    value: Any = None
    strict: bool = False
    """A weekday with «dernier»."""


def scan(flat: str, language: Language, *, month_first: bool) -> list[Token]:
    """Tokens of a flattened line in order; phrases are the longest of the language's table."""
    folded = flat.lower()
    if len(folded) != len(flat):
        flat = folded
    raw: list[Token] = []
    for match in language.pattern.finditer(folded):
        kind = match.lastgroup or ""  # the last group to close: the alternative itself
        start, end = match.span(kind)  # the space before it is matched, too
        if kind == "word":
            raw.append(Token(kind, folded[start:end], start, end))
            continue
        if kind == "num" or kind == "glued" or kind == "sep":
            text = folded[start:end]
            if kind == "sep":
                if text == "." and raw and raw[-1].end == start and raw[-1].kind == "word" and end - raw[-1].start <= 6:
                    continue  # the point of an abbreviation
                if text == "-":
                    if start > 0 and folded[start - 1].isalpha() and folded[end : end + 1].isalpha():
                        continue  # joins two words
                    text = "–" if folded[start - 1 : start].isspace() and folded[end : end + 1].isspace() else "-"
            raw.append(Token("num" if kind == "glued" else kind, text, start, end))
        elif kind == "offset" and raw and raw[-1].kind == "day":  # «24/03/2025-12:27»
            raw.append(Token("clock", match[kind], start, end, Clock(int(match["off_h"]), int(match["off_m"]))))
        else:
            raw.append(_numeric(kind, match, start, flat, month_first))
    return _phrases(raw, flat, language)


def _numeric(kind: str, match: re.Match[str], start: int, flat: str, month_first: bool) -> Token:
    end = match.end()
    text = match.string[start:end]
    if kind == "ymd":
        value: Any = numeric_day(int(match["ymd_d"]), int(match["ymd_m"]), read_year(match["ymd_y"]), month_first=False)
        return Token("day", text, start, end, value)
    if kind == "dmy":
        value = numeric_day(
            int(match["dmy_a"]), int(match["dmy_b"]), read_year(match["dmy_y"]), month_first=month_first
        )
        return Token("day", text, start, end, value)
    if kind == "dm":
        first, second = match["dm_a"], match["dm_b"]
        weak = len(first + second) < 4 or match["dm_s"] == "." or int(first if month_first else second) > 12
        return Token(
            "day", text, start, end, numeric_day(int(first), int(second), None, month_first=month_first, weak=weak)
        )
    if kind == "mangled":
        return Token("day", text, start, end, numeric_day(0, 0, -1, month_first=False))
    if kind == "clock":
        minute, second = match["ck_m"] or match["ch_m"], match["ck_s"] or match["ch_s"]
        clock = Clock(int(match["ck_h"]), int(minute or 0), int(second) if second else None, minute is None)
        return Token("clock", text, start, end, clock)
    if kind == "dotclock":
        return Token("clock", text, start, end, Clock(int(match["dot_h"]), int(match["dot_m"])))
    if kind == "twelve":
        hour, minute, second = int(match["tw_h"]), int(match["tw_m"] or 0), match["tw_s"]
        return Token(
            "clock", text, start, end, Clock(to_24(hour, match["half"] == "p"), minute, int(second) if second else None)
        )
    if kind == "utc":
        hours = int(match["utc_h"] or 0)
        span = timedelta(hours=hours, minutes=int(match["utc_m"] or 0))
        sign = -1 if match["utc_s"] in ("-", "–") else 1
        return Token("zone" if hours <= 14 else "word", text, start, end, sign * span)
    if kind == "offset":
        span = timedelta(hours=int(match["off_h"]), minutes=int(match["off_m"]))
        return Token(
            "zone" if span <= timedelta(hours=14) else "word",
            text,
            start,
            end,
            -span if match["off_s"] == "-" else span,
        )
    if kind == "iso":
        return Token("stamp", text, start, end, parse_stamp(flat[start:end], tz=None))
    return Token(kind, text, start, end)


def to_24(hour: int, afternoon: bool) -> int:
    """Hour of a twelve-hour clock; hours that are already beyond twelve stay."""
    if afternoon:
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 12 else hour


def _phrases(raw: list[Token], flat: str, language: Language) -> list[Token]:
    """Words and runs of words that mean something in the language become one token each."""
    tokens: list[Token] = []
    index, count, phrases = 0, len(raw), language.phrases
    while index < count:
        token = raw[index]
        if token.kind == "word":
            zone = _zone(raw, index, flat, language) if tokens and _follows_clock(tokens) else None
            if zone is not None:
                tokens.append(zone[0])
                index = zone[1]
                continue
            following = raw[index + 1].text if index + 1 < count else ""
            for rest, kind, value in phrases.get(token.text, ()):
                if rest and rest[0] != following:
                    continue
                size = len(rest)
                if size < 2 or tuple([later.text for later in raw[index + 1 : index + 1 + size]]) == rest:
                    last = raw[index + size]
                    token = Token(kind, flat[token.start : last.end], token.start, last.end, value)
                    index += size
                    break
        tokens.append(token)
        index += 1
    return tokens


def _follows_clock(tokens: list[Token]) -> bool:
    last = tokens[-1]
    if last.kind == "sep" and last.text in "(,":
        return len(tokens) > 1 and tokens[-2].kind in ("clock", "stamp")
    return last.kind == "clock"


def _zone(raw: list[Token], index: int, flat: str, language: Language) -> tuple[Token, int] | None:
    """A zone named at ``index`` («CEST», «heure de Paris», «(Paris)»), and the index behind it."""
    token = raw[index]
    offset = _abbreviations().get(flat[token.start : token.end])
    if offset is not None:
        return Token("zone", token.text, token.start, token.end, offset), index + 1
    after, named = index, False
    for rest, kind, _ in language.phrases.get(token.text, ()):
        if (
            kind in ("zone_of", "zone_local")
            and tuple(later.text for later in raw[index + 1 : index + 1 + len(rest)]) == rest
        ):
            after, named = index + 1 + len(rest), True
            if kind == "zone_local":
                return Token("zone", token.text, token.start, raw[after - 1].end, None), after
            break
    if not named and not (raw[index - 1].text == "(" if index else False):
        return None
    for size in (4, 3, 2, 1):
        words = raw[after : after + size]
        place = _places().get(" ".join(word.text for word in words)) if len(words) == size else None
        if place is not None:
            return Token("zone", token.text, token.start, words[-1].end, place), after + size
    return None


@cache
def _names() -> dict[str, dict[str, str]]:
    file = resources.files(__package__) / "zonenames.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _abbreviations() -> dict[str, Zone]:
    return {name: _zone_value(value) for name, value in _names()["abbreviations"].items()}


@cache
def _places() -> dict[str, Zone]:
    return {fold(name): _zone_value(value) for name, value in _names()["places"].items()}


def _zone_value(value: str) -> Zone:
    if value[0] not in "+-":
        return value
    span = timedelta(hours=int(value[1:3]), minutes=int(value[4:6]))
    return -span if value[0] == "-" else span
