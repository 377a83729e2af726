"""Signals that could be read: moments with the digits and the offset that the page shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from ingest.model import Moment, Precision
from ingest.parsers.dates.fields import Role
from ingest.parsers.dates.line import read_line
from ingest.parsers.dates.resolve import Now, plausible
from ingest.parsers.dates.signals import Signal
from ingest.parsers.dates.stamp import parse_stamp

_EARLIEST: Final = 1990
"""Years before it are unset fields in metadata."""
_SHORT: Final = 100
"""Characters of a line that may hold a date among other words."""
_NUMBERS = re.compile(r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}")
_DATED = re.compile(r"\d{4}|\d{1,2}\s?[./-]\s?\d{1,2}")
"""Words that name their own day."""
_BESIDE: Final = frozenset({"dateCreated", "uploadDate"})
"""Keys of JSON-LD that meta tags outweigh: the record's or the clip's date, not the article's."""
_RANK: Final[dict[str, float]] = {
    "json-ld": 0,
    "meta": 1,
    "microdata": 2,
    "time": 3,
    "visible": 4,
    "url": 5,
    "json-ld-weak": 6,
    "meta-weak": 7,
}


class Candidate(NamedTuple):
    """A signal that could be read."""

    signal: Signal
    role: Role
    moment: Moment
    wall: datetime
    """Naive: the digits as they stand in the page; for lines the source's wall clock."""
    offset: timedelta | None
    labelled: bool
    machine: bool

    @property
    def day_only(self) -> bool:
        return self.moment.precision == "day"


def read_signals(signals: Sequence[Signal], now: Now, lang: str | None) -> list[Candidate]:
    """What the signals say, best places first."""
    read = sorted((candidate for signal in signals for candidate in _read(signal, now, lang)), key=_rank)
    rendered = _rendered(read, now)
    if rendered is not None:
        again = (one for signal in signals if signal.method == "visible" for one in _read(signal, rendered, lang))
        read = sorted([*(one for one in read if one.signal.method != "visible"), *again], key=_rank)
    return _in_one_order(read, now)


def _rendered(read: Sequence[Candidate], now: Now) -> Now | None:
    """The day on which a stored page's words were made, when it is not that of the fetch.

    «Publié aujourd’hui à 06h00» on a page whose metadata says 06:00 of a day long past: the words were true when the
    page was made, and are read as of the end of that day. None when no line tells.
    """
    told = [one for one in read if one.signal.method in ("json-ld", "meta") and not one.day_only]
    for line in read:
        if line.signal.method != "visible" or line.day_only or _DATED.search(line.signal.raw):
            continue
        for one in told:
            shown = one.moment.instant.astimezone(now.zone)
            same_clock = (shown.hour, shown.minute) == (line.wall.hour, line.wall.minute)
            if same_clock and shown.date() < line.wall.date():
                return Now.within(shown.replace(hour=23, minute=59, second=59), now.zone, now.name)
    return None


def _in_one_order(read: list[Candidate], now: Now) -> list[Candidate]:
    """Lines with day and month the other way round («11/01/2021» on a page of 1 November), where metadata shows that
    the template prints the month first."""
    days = {one.wall.date() for one in read if one.machine}
    if not days:
        return read
    return [one if one.machine or one.wall.date() in days else _turned(one, days, now) for one in read]


def _turned(one: Candidate, days: set[date], now: Now) -> Candidate:
    wall = one.wall
    if wall.day > 12 or wall.day == wall.month or not _NUMBERS.search(one.signal.raw):
        return one
    wall = wall.replace(month=wall.day, day=wall.month)
    if wall.date() not in days:
        return one
    moment = Moment(wall.replace(tzinfo=now.zone).astimezone(UTC), one.moment.precision)
    return one._replace(wall=wall, moment=moment)


def _rank(candidate: Candidate) -> tuple[float, bool]:
    signal = candidate.signal
    rank = _RANK.get(signal.method, 9.0)
    if signal.method == "json-ld" and signal.evidence.rpartition(" ")[2] in _BESIDE:
        rank = _RANK["microdata"] - 0.5
    return rank, not signal.near_headline


def _read(signal: Signal, now: Now, lang: str | None) -> list[Candidate]:
    """What one signal says: nothing, one moment, or the two of a visible line."""
    if signal.method == "visible" and signal.raw.strip().isdigit():
        return []
    if signal.method != "visible":
        machine = _stamped(signal, now)
        if machine is not None:
            return [machine]
    line, labelled = read_line(signal.raw, now, lang)
    found: list[Candidate] = []
    for role, moment in (("published", line.published), ("modified", line.modified)):
        if moment is None:
            continue
        own: Role = "modified" if role == "modified" else signal.role or "published"
        wall = moment.instant.astimezone(now.zone).replace(tzinfo=None)
        known = labelled or signal.role is not None or role == "modified"
        found.append(Candidate(signal, own, moment, wall, None, known, signal.method != "visible"))
    return found


def read_loosely(signal: Signal, now: Now, lang: str | None) -> list[Candidate]:
    """A whole date in a short line, whatever words are beside it."""
    if signal.method != "visible" or signal.alone or len(signal.raw) > _SHORT or signal.raw.strip().isdigit():
        return []
    moment = read_line(signal.raw, now, lang, loose=True)[0].published
    if moment is None and "日" in signal.raw:
        return []
    if moment is None:
        stamped = _stamped(signal, now)
        return [stamped._replace(labelled=False, machine=False)] if stamped else []
    wall = moment.instant.astimezone(now.zone).replace(tzinfo=None)
    return [Candidate(signal, "published", moment, wall, None, False, False)]


def _stamped(signal: Signal, now: Now) -> Candidate | None:
    stamp = parse_stamp(signal.raw, tz=now.name)
    if stamp is None or stamp.wall.year < _EARLIEST:
        return None
    precision: Precision = stamp.precision
    instant = stamp.instant(now.zone)
    if precision != "day":
        day = stamp.wall if _is_midnight(stamp.wall) else _midnight(instant, now)
        if day is not None:
            precision = "day"
            if not stamp.offset:  # midnight under an offset of its own is that day's beginning already
                instant = datetime(day.year, day.month, day.day, tzinfo=now.zone).astimezone(UTC)
    moment = plausible(instant, precision, now, stamp.wall.date() if precision == "day" else None)
    if moment is None:
        return None
    return Candidate(
        signal, signal.role or "published", moment, stamp.wall, stamp.offset, signal.role is not None, True
    )


def _midnight(instant: datetime, now: Now) -> datetime | None:
    """The wall clock in the source's zone where that is midnight."""
    if now.name and (instant.second or instant.minute % 15):
        return None  # since 1990, before which nothing is read, all zones are whole quarters of an hour from UTC
    wall = instant.astimezone(now.zone)
    return wall if _is_midnight(wall) else None


def _is_midnight(wall: datetime) -> bool:
    return not (wall.minute or wall.hour or wall.second)
