"""One language = one TOML table in ``languages/``. Here it becomes the dicts and the pattern that the scanner uses.

Built once per language, when it is first asked for. English is laid under every other table, because templates
everywhere leave «Updated on September 4, 2026» in pages of other languages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ingest.parsers.dates.clean import fold
from ingest.parsers.dates.pattern import compile_pattern

Meaning = tuple[tuple[str, ...], str, Any]
"""The words after the first one, the kind of the phrase, its value."""

_PHRASES = {  # table key → kind; the order settles phrases which stand in two lists
    "published": "role",
    "modified": "role",
    "refuse": "refuse",
    "noise": "noise",
    "bylines": "by",
}


_HEAD = 6
"""Letters of a word that is recognised at the end of a compound."""
_TIMED = frozenset({"noon", "midnight", "days", "now", "night", "ago"})
"""Kinds of phrases that can be a date, or its clock, without digits."""


@dataclass(frozen=True, slots=True)
class Language:
    """What the words of date lines mean in one language. All words are folded."""

    code: str
    months: dict[str, int]
    weekdays: dict[str, int]
    units: dict[str, str]
    numbers: dict[str, int]
    last: frozenset[str]
    about: frozenset[str]
    ands: frozenset[str]
    """Words between the parts of a duration: «1 heure et 20 minutes»."""
    firsts: frozenset[str]
    """Words for the first of a month."""
    plain_labels: frozenset[str]
    """Labels right before their date only: «Date : …», not «Date de péremption : …»."""
    connectors: frozenset[str]
    telling: frozenset[str]
    """Single words that may be more than a word: months, weekdays, numbers, connectors …"""
    joiners: frozenset[str]
    """Words between day, month and year: «17 de abril de 2023»."""
    subjects: frozenset[str]
    particles: frozenset[str]
    sections: frozenset[str]
    """Words between a date and the name of a section: «17 avril 2023 dans Politique»."""
    genitives: frozenset[str]
    """Words that give the date behind them to what stands before: «Le Monde du 12 mai»."""
    as_of: frozenset[str]
    """… and those which alone before a date say how things stood: «Au 1er janvier 2022»."""
    auxiliaries: frozenset[str]
    """Verbs whose participle closes the clause: the label stands behind its date in «wurde am 3. Mai erstellt»."""
    endings: tuple[str, ...]
    not_labels: frozenset[str]
    """Participles that are no label although no list of labels knows them, in lower case with their accents."""
    refused_heads: tuple[str, ...]
    """Words that speak against a date, where they are the last part of a compound as well."""
    phrases: dict[str, tuple[Meaning, ...]]
    pattern: re.Pattern[str]
    month_first: bool
    """The month stands before the day where it is a word: «April 17»."""
    month_first_regions: frozenset[str]
    """… and where it is a number, in these regions: 04/17/2023 in en-US."""


@cache
def codes() -> frozenset[str]:
    """The languages that have a table."""
    folder = resources.files(__package__) / "languages"
    return frozenset(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


@cache
def load(tag: str) -> Language | None:
    """The language of a BCP 47 tag («fr-CA» → French); None when there is no table for it."""
    code = re.split("[-_]", tag.strip().lower(), maxsplit=1)[0]
    if code not in codes():
        return None
    return _build(code)


@cache
def numbers_month_first(tag: str) -> bool:
    """True when 04/05/2023 is 5 April on pages with this language tag."""
    language = load(tag)
    return language is not None and bool(language.month_first_regions & set(re.split("[-_]", tag.upper())[1:]))


@cache
def time_words(code: str) -> frozenset[str]:
    """Words of which every date line without parted digits has one: months, weekdays, «hier», «ago», «h», «pm» …"""
    language = _build(code)
    marks = [fold(mark) for mark in _table(code)["clock"]["hour"]]
    found = {"am", "pm"}.union(*map(str.split, (*language.months, *language.weekdays, *marks)))
    for first, meanings in language.phrases.items():
        timed = (rest for rest, kind, _ in meanings if kind in _TIMED)
        found.update(max((first, *rest), key=len) for rest in timed)  # the most telling word of «à l'instant»
    return frozenset(found)


@cache
def own_words(code: str) -> frozenset[str]:
    """Every word of a language's table: a line with none of them reads the same in any other language."""

    def strings(value: Any) -> Iterable[str]:
        if isinstance(value, str):
            return (value,)
        if isinstance(value, dict):
            value = [*value, *value.values()]
        return [text for item in value for text in strings(item)] if isinstance(value, list) else ()

    return frozenset(word for text in strings(_table(code)) for word in fold(text).split())


@cache
def printed_labels(code: str) -> tuple[str, ...]:
    """The labels of a language as its table has them, accents and all."""
    return (*_table(code)["published"], *_table(code)["modified"])


@cache
def _table(code: str) -> dict[str, Any]:
    file = resources.files(__package__) / "languages" / f"{code}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _build(code: str) -> Language:
    own = _table(code)
    base = {} if code == "en" else _table("en")
    months = _numbered(base.get("months", [])) | _numbered(own["months"])
    weekdays = _numbered(base.get("weekdays", []), start=0) | _numbered(own["weekdays"], start=0)
    numbers = {fold(word): value for word, value in own["numbers"].items()}
    firsts = _words(own.get("firsts", []))
    about = frozenset(word for phrase in own["ago"].get("about", []) for word in fold(phrase).split())
    connectors = _words(own["connectors"]) | _words(base.get("connectors", []))
    return Language(
        code=code,
        months=months,
        weekdays=weekdays,
        units=_units(base) | _units(own),
        numbers=numbers,
        last=_words(own["last"]),
        firsts=firsts,
        about=about,
        ands=_words(own["ago"].get("and", [])),
        plain_labels=_words(own["plain_labels"]) | _words(base.get("plain_labels", [])),
        connectors=connectors,
        telling=frozenset({*months, *weekdays, *numbers}) | firsts | about | connectors,
        joiners=_words(own.get("joiners", [])) | {"of"},
        subjects=_words(own["subjects"]) | _words(base.get("subjects", [])),
        particles=_words(own["particles"]),
        sections=_words(own.get("sections", [])),
        genitives=_words(own["genitives"]),
        as_of=_words(own.get("as_of", [])),
        auxiliaries=_words(own.get("auxiliaries", [])),
        endings=tuple(own["label_endings"]),
        not_labels=frozenset(own.get("not_labels", [])),
        refused_heads=_heads(own["refuse"]) if own.get("compounds") else (),
        phrases=_phrases(base, own),
        pattern=compile_pattern(own["clock"]),
        month_first=bool(own.get("month_first", False)),
        month_first_regions=frozenset(own.get("month_first_regions", [])),
    )


def _words(words: list[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _heads(phrases: list[str]) -> tuple[str, ...]:
    """Single words long enough to be the last part of a compound and not its ending."""
    return tuple(sorted(word for word in _words(phrases) if " " not in word and len(word) >= _HEAD))


def _numbered(names: list[list[str]], start: int = 1) -> dict[str, int]:
    return {fold(name): number for number, forms in enumerate(names, start) for name in forms}


def _units(table: dict[str, Any]) -> dict[str, str]:
    return {fold(word): unit for unit, words in table.get("units", {}).items() for word in words}


def _phrases(base: dict[str, Any], own: dict[str, Any]) -> dict[str, tuple[Meaning, ...]]:
    """First word → the phrases which begin with it, longest first; a language's own over the English ones."""
    found: dict[tuple[str, ...], tuple[str, Any]] = {}

    def add(phrases: Iterable[str], kind: str, value: Any = None) -> None:
        found.update((tuple(fold(phrase).split()), (kind, value)) for phrase in phrases)

    for kind in ("noon", "midnight", "half", "quarter", "am", "pm"):
        add(own["clock"].get(kind, []), kind)
    for table in (base, own):
        for phrase, minutes in table.get("spans", {}).items():
            add([phrase], "span", minutes)
    for key in ("published", "modified", "bylines", "noise"):
        add(base.get(key, []), _PHRASES[key], key)
    for key, kind in _PHRASES.items():
        add(own.get(key, []), kind, key)
    for table in (base, own):
        for phrase, days in table.get("days", {}).items():
            add([phrase], "days", days)
        for kind, phrases in table.get("moments", {}).items():
            add(phrases, kind)
        for side in ("before", "after"):
            add(table.get("ago", {}).get(side, []), "ago", side)
    for kind, phrases in own.get("zones", {}).items():
        add(phrases, f"zone_{kind}")
    for month in _numbered(own["months"]):
        found.pop((month,), None)  # «12 ago. 2023»: the English word means nothing where it is a month
    lists: dict[str, list[Meaning]] = {}
    for words, (kind, value) in found.items():
        lists.setdefault(words[0], []).append((words[1:], kind, value))
    return {first: tuple(sorted(rest, key=lambda meaning: -len(meaning[0]))) for first, rest in lists.items()}
