"""A visible date line → its two moments, or nothing: first *is* this a date line, then what does it say.

    text →flatten→ flat →scan→ tokens →read→ elements →compose→ drafts →resolve→ moments

A date in a sentence, a caption, an event or a range is not the date of the article: abstaining is an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from ingest.model import Moment
from ingest.parsers.dates import language as languages
from ingest.parsers.dates.clean import LIMIT, flatten
from ingest.parsers.dates.elements import read
from ingest.parsers.dates.fields import IMPOSSIBLE, SAME_MONTH, Day, Draft
from ingest.parsers.dates.grammar import Line
from ingest.parsers.dates.resolve import Now, plausible, resolve
from ingest.parsers.dates.scan import scan
from ingest.parsers.dates.stamp import parse_stamp

_MACHINE = re.compile(r"\s*(?:\d{4}-\d\d-\d\d[T ]\d\d:?\d\d\S*|\d{8}T?\d{0,6}Z?|\d{10}|\d{13})\s*$", re.ASCII)
_QUOTED = re.compile(r"\s*–[^@]{1,80}\(@|.*://[^\s/]+/\S")
"""The signature of a quoted post («— Awa Diop (@awadiop) May 15, 2024»), or the address of a page that the line cites.
(A site's alone signs: «http://www.sina.com.cn 2011年12月09日 16:41».)"""
_WRITTEN_AT = re.compile(
    r"\s*[A-ZÀ-Ý][\w'’.-]*(?: (?:[A-ZÀ-Ý][\w'’.-]*|d[ue]s?|l[ae]s?|sur|en|aux?)){0,4}\s?,\s+"
    r"(?=le\s+(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]*\.?\s+)?\d{1,2}(?:er)?\s+[^\W\d])"
)
"""Where a letter or a communiqué was written, before its date: «Saint-Clair-la-Vallée, le 6 avril 2005»."""
_IDEOGRAPH = re.compile(r"\d\s?[日일]")
_IDEOGRAPHS = re.compile(
    r"(?<![^\W_])\d{4}\s?[年년][^日일]{1,8}[日일](?:\s?[0-2]?\d[:时時시]\s?\d\d)?(?![^\W\d_])(?![，、,])"
)
_PARTED = re.compile(r"\d(?:\s?[^\w\s]\s?\d|\s\d|\d{7})")
"""Digits as numeric dates and clocks have them."""
_WORD = re.compile(r"[^\W\d_]{2,}|(?:(?<=\d)|(?<=\d\s))[^\W\d_](?![^\W\d_])")
"""Words, and single letters behind a number («2 h»)."""
_SHORT: Final = 80
_OLD: Final = 1990


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


def read_line(text: str, now: Now, lang: str | None, *, loose: bool = False) -> tuple[DateLine, bool]:
    """As :func:`parse_dateline`, and whether a label says that the publication is one.

    ``loose`` takes the one whole date of a short line, whatever stands around it: for lines that are known to hold it.
    """
    if len(text) < _SHORT and (written := _WRITTEN_AT.match(text)):
        text = text[written.end() :]
    flat = flatten(text)
    if not flat or flat.isspace() or (("(@" in flat or "://" in flat) and _QUOTED.match(flat)):
        return EMPTY, False
    if flat[0].isdigit() and _MACHINE.match(flat):
        return _machine(flat, now), False
    if not flat.isascii() and _IDEOGRAPH.search(flat) and (lang is None or languages.load(lang) is None):
        return _ideographs(flat, now), False
    for tag in _tags(lang, flat):
        found, labelled = _parse(text, flat, tag, now, loose)
        if found.published is not None or found.modified is not None:
            return found, labelled
    if lang is None or languages.load(lang) is not None or len(text) > LIMIT:
        return EMPTY, False
    from ingest.parsers.dates.fallback import guess

    return DateLine(guess(flat, now, lang)), False


def _tags(lang: str | None, flat: str) -> Iterable[str]:
    """The tables to try: the page's own, English for languages without one; all that could read it when nothing is
    known."""
    if lang is not None:
        return (lang,) if languages.load(lang) is not None else ("en-GB",)
    words = set(_WORD.findall(flat.lower()))
    others = sorted(languages.codes() - {"fr"})
    if _PARTED.search(flat):
        return ("fr", *(code for code in others if not words.isdisjoint(languages.own_words(code))))
    return [code for code in ("fr", *others) if not words.isdisjoint(languages.time_words(code))]


def _ideographs(flat: str, now: Now) -> DateLine:
    """«2020年7月12日 10:30», «2020년 7월 12일»: the one whole date of a short line, where no sentence goes on."""
    dates = _IDEOGRAPHS.findall(flat)
    if len(flat) > _SHORT or len(dates) != 1:
        return EMPTY
    found = _machine(dates[0], now)
    return found if found.published and found.published.instant.year >= _OLD else EMPTY


def _machine(flat: str, now: Now) -> DateLine:
    stamp = parse_stamp(flat, tz=now.name)
    if stamp is None:
        return EMPTY
    day = stamp.wall.date() if stamp.precision == "day" else None
    return DateLine(plausible(stamp.instant(now.zone), stamp.precision, now, day))


def _parse(text: str, flat: str, tag: str, now: Now, loose: bool) -> tuple[DateLine, bool]:
    language = languages.load(tag)
    assert language is not None
    tokens = scan(flat, language, month_first=languages.numbers_month_first(tag))
    published, modified = Line(text, flat, read(tokens, language), language, loose=loose).choose()
    if published is None and modified is None:
        return EMPTY, False
    return _settle(published, modified, now), published is not None and published.role == "published"


def _settle(published: Draft | None, modified: Draft | None, now: Now) -> DateLine:
    """Missing fields of one moment come from the other where they can."""
    published, modified = _same_month(published, modified)
    if published is None or modified is None:
        return DateLine(*(resolve(draft, now) if draft else None for draft in (published, modified)))
    if (
        (modified.clock_only and published.day is not None)
        or published.back is not None
        or published.weekday is not None
    ):
        first = resolve(published, now)
        return DateLine(
            first, _later_same_day(published, modified, first, now) if modified.clock_only else resolve(modified, now)
        )
    years = [draft.day.year if draft.day else None for draft in (published, modified)]
    if years[0] is not None and years[1] is None and modified.day:
        first = resolve(published, now)
        known = first and first.instant.astimezone(now.zone).date()
        return DateLine(
            first, resolve(modified, now, year=known.year, after=known) if known else resolve(modified, now)
        )
    if years[1] is not None and years[0] is None and published.day:
        last = resolve(modified, now)
        known = last and last.instant.astimezone(now.zone).date()
        return DateLine(
            resolve(published, now, year=known.year, before=known) if known else resolve(published, now), last
        )
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
    if published.clock and (modified.clock.hour, modified.clock.minute) < (
        published.clock.hour,
        published.clock.minute,
    ):
        day += timedelta(days=1)
    full = Draft("modified", day=Day(day.year, day.month, day.day), clock=modified.clock, zone=modified.zone)
    return resolve(full, now)
