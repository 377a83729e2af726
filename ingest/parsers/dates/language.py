"""One language = one TOML table in ``languages/``. Here it becomes the dicts and the pattern that the scanner uses.

Built once per language, when it is first asked for. English is laid under every other table, because templates
everywhere leave «Updated on September 4, 2026» in pages of other languages.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ingest.parsers.dates.clean import fold

Meaning = tuple[tuple[str, ...], str, Any]
"""The words after the first one, the kind of the phrase, its value."""

_PHRASES = {  # table key → kind; the order settles phrases which stand in two lists
    "published": "role",
    "modified": "role",
    "refuse": "refuse",
    "noise": "noise",
    "bylines": "by",
}


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
    firsts: frozenset[str]
    """Words for the first of a month."""
    connectors: frozenset[str]
    joiners: frozenset[str]
    """Words between day, month and year: «17 de abril de 2023»."""
    subjects: frozenset[str]
    particles: frozenset[str]
    sections: frozenset[str]
    """Words between a date and the name of a section: «17 avril 2023 dans Politique»."""
    endings: tuple[str, ...]
    phrases: dict[str, tuple[Meaning, ...]]
    pattern: re.Pattern[str]
    month_first: bool
    """The month stands before the day where it is a word: «April 17»."""
    month_first_regions: frozenset[str]
    """… and where it is a number, in these regions: 04/17/2023 in en-US."""

    def numbers_month_first(self, tag: str) -> bool:
        """True when 04/05/2023 is 5 April on pages with this language tag."""
        return bool(self.month_first_regions & set(re.split("[-_]", tag.upper())[1:]))


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
def _table(code: str) -> dict[str, Any]:
    file = resources.files(__package__) / "languages" / f"{code}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _build(code: str) -> Language:
    own = _table(code)
    base = {} if code == "en" else _table("en")
    clock = own["clock"]
    return Language(
        code=code,
        months=_numbered(base.get("months", [])) | _numbered(own["months"]),
        weekdays=_numbered(base.get("weekdays", []), start=0) | _numbered(own["weekdays"], start=0),
        units=_units(base) | _units(own),
        numbers={fold(word): value for word, value in own["numbers"].items()},
        last=_words(own["last"]),
        firsts=_words(own.get("firsts", [])),
        about=_words(own["ago"].get("about", [])),
        connectors=_words(own["connectors"]) | _words(base.get("connectors", [])),
        joiners=_words(own.get("joiners", [])) | {"of"},
        subjects=_words(own["subjects"]) | _words(base.get("subjects", [])),
        particles=_words(own["particles"]),
        sections=_words(own.get("sections", [])),
        endings=tuple(own["label_endings"]),
        phrases=_phrases(base, own),
        pattern=_pattern(clock),
        month_first=bool(own.get("month_first", False)),
        month_first_regions=frozenset(own.get("month_first_regions", [])),
    )


def _words(words: list[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _numbered(names: list[list[str]], start: int = 1) -> dict[str, int]:
    return {fold(name): number for number, forms in enumerate(names, start) for name in forms}


def _units(table: dict[str, Any]) -> dict[str, str]:
    return {fold(word): unit for unit, words in table.get("units", {}).items() for word in words}


def _phrases(base: dict[str, Any], own: dict[str, Any]) -> dict[str, tuple[Meaning, ...]]:
    """First word → the phrases which begin with it, longest first; a language's own before the English ones."""
    found: dict[tuple[str, ...], tuple[str, Any]] = {}
    for table, kinds in ((base, ("published", "modified", "bylines", "noise")), (own, tuple(_PHRASES))):
        for key in kinds:
            for phrase in table.get(key, []):
                found[tuple(fold(phrase).split())] = (_PHRASES[key], key)
    for table in (base, own):
        for phrase, days in table.get("days", {}).items():
            found[tuple(fold(phrase).split())] = ("days", days)
        for kind in ("now", "night"):
            for phrase in table.get("moments", {}).get(kind, []):
                found[tuple(fold(phrase).split())] = (kind, None)
        for kind, phrases in (("before", table.get("ago", {}).get("before", [])), ("after", table.get("ago", {}).get("after", []))):
            for phrase in phrases:
                found[tuple(fold(phrase).split())] = ("ago", kind)
    for kind in ("noon", "midnight", "half", "quarter", "am", "pm"):
        for phrase in own["clock"].get(kind, []):
            found.setdefault(tuple(fold(phrase).split()), (kind, None))
    for kind in ("local", "of"):
        for phrase in own.get("zones", {}).get(kind, []):
            found[tuple(fold(phrase).split())] = (f"zone_{kind}", None)
    lists: dict[str, list[Meaning]] = {}
    for words, (kind, value) in found.items():
        lists.setdefault(words[0], []).append((words[1:], kind, value))
    return {first: tuple(sorted(rest, key=lambda meaning: -len(meaning[0]))) for first, rest in lists.items()}


def _pattern(clock: dict[str, Any]) -> re.Pattern[str]:
    """The scanner's pattern: every repetition in it is bounded, so that a line is read in linear time."""
    marks = {key: "|".join(sorted(map(re.escape, clock[key]), key=len, reverse=True)) for key in ("hour", "minute", "second")}
    hour, minute, second = (f"(?:{marks[key]})(?![a-z])" if marks[key] else "(?!)" for key in ("hour", "minute", "second"))
    between = "|".join(clock.get("and", [])) or "(?!)"
    hour_joined = f"(?:{marks['hour']})" if marks["hour"] else "(?!)"
    befores = "|".join(f"(?<=\\b{word}[ ])" for word in clock.get("before", [])) or "(?!)"
    dotted = {
        "no": "(?!)",
        "free": r"(?P<dot_h>\d{1,2})\.(?P<dot_m>[0-5]\d)(?!\d)(?!\.\d)",
        "after": rf"(?:{befores})(?P<dot_h>\d{{1,2}})\.(?P<dot_m>[0-5]\d)(?!\d)(?!\.\d)",
        "marked": rf"(?P<dot_h>\d{{1,2}})\.(?P<dot_m>[0-5]\d)(?!\d)(?=\s?{hour})",
    }[clock["dot"]]
    meridiem = r"(?P<half>[ap])\s?\.?\s?m(?![a-z])\.?" if clock.get("twelve", True) else "(?P<half>(?!))"
    return re.compile(
        rf"""
        (?P<iso>\d{{4}}-\d\d-\d\d(?:t|\s)\d\d:?\d\d(?::?\d\d(?:[.,]\d{{1,9}})?)?\s?(?:z|[+-]\d\d:?\d\d)?(?![\w:]))(?:\[[\w/]{{1,40}}\])?
        |(?P<ymd>(?<!\d)(?P<ymd_y>\d{{4}})\s?(?P<ymd_s>[-/.])\s?(?P<ymd_m>\d{{1,2}})\s?(?P=ymd_s)\s?(?P<ymd_d>\d{{1,2}})(?!\d))
        |(?P<dmy>(?<![0-9.])(?P<dmy_a>\d{{1,2}})\s?(?P<dmy_s>[-/.])\s?(?P<dmy_b>\d{{1,2}})\s?(?P=dmy_s)\s?(?P<dmy_y>(?:\d{{4}}|\d\d)(?!\d)|\d{{4}}(?=\d\d(?!\d)))(?!/\d))
        |(?P<mangled>\d{{1,2}}/\d{{1,2}}/-?\d{{1,9}}|\d{{1,2}}-\d{{1,2}}-\d{{3,9}})
        |(?P<twelve>(?P<tw_h>\d{{1,2}})(?:[:.h](?P<tw_m>\d\d)(?::(?P<tw_s>\d\d))?)?\s?{meridiem})
        |(?P<dotclock>{dotted}(?:\s?{hour})?)
        |(?P<clock>(?P<ck_h>\d{{1,2}})\s?(?:
            :\s?(?P<ck_m>\d\d)(?!\d)(?:(?::|\s?{minute}\s?)(?P<ck_s>\d\d)(?!\d)(?:[.,]\d{{1,9}})?(?:\s?{second})?)?(?:\s?{hour})?
            |{hour_joined}\s?(?:(?:{between})\s)?(?P<ch_m>\d\d|\d(?!\s?[a-z0-9]))(?![0-9/])(?!\s?/)(?:\s?(?:{minute}|'|:|(?:{marks["minute"] or "(?!)"})(?=\d))\s?(?:(?P<ch_s>\d\d)(?!\d)(?:\s?(?:{second}|"))?)?)?
            |{hour}))
        |(?P<dm>(?<![0-9/.-])(?P<dm_a>\d{{1,2}})(?P<dm_s>[/.])(?P<dm_b>\d{{1,2}})(?![0-9])(?!\s?[/.-]\s?-?\d))
        |(?P<utc>(?:utc|gmt|t\.u(?=\.)|tu|ut)\.?\s?(?:(?P<utc_s>[+–-])\s?(?P<utc_h>\d{{1,2}})(?::?(?P<utc_m>\d\d))?)?(?![a-z0-9]))
        |(?P<offset>(?<=[0-9\s])(?P<off_s>[+-])(?P<off_h>\d\d):?(?P<off_m>\d\d)(?!\d))
        |(?P<glued>(?:19|20)\d\d(?=\d\d(?!\d)))
        |(?P<num>\d+)
        |(?P<word>[^\W0-9_]+)
        |(?P<sep>[^\w\s'])
        """.replace("\\d", "[0-9]"),
        re.VERBOSE,
    )
