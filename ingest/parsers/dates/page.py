"""The two dates of a page from all its signals: agreement decides, disagreement is recorded, no date beats a wrong one.

The walk over the page collects :class:`Signal` values (the constants below say from where), ``settle`` decides:

1.  Machine values become stamps, lines are read; unset, future and impossible ones are dropped. Midnight sharp in
    metadata is a day. A modification at the time of the fetch is the page's clock.
2.  Wall clocks are compared before instants: the same digits under another offset mean that one of the offsets lies.
3.  A visible «publié» earlier than datePublished wins (overwritten on update); one that equals dateModified while
    datePublished is later means that the two were swapped; an unlabelled one that equals dateModified is the update.
4.  Otherwise: the labelled line, JSON-LD, meta, microdata, ``<time>``, an unlabelled line, the URL's day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from ingest.model import Found, Moment, Precision
from ingest.parsers.dates.fields import Role
from ingest.parsers.dates.line import read_line
from ingest.parsers.dates.resolve import Now, plausible
from ingest.parsers.dates.signals import (
    DATE_CLASS_WORDS,
    JSON_LD_KEYS,
    META_DATE_NAMES,
    MICRODATA_PROPERTIES,
    WEAK_META_NAMES,
    PageDates,
    Signal,
)
from ingest.parsers.dates.stamp import parse_stamp
from ingest.parsers.dates.urls import url_day

__all__ = [
    "DATE_CLASS_WORDS",
    "JSON_LD_KEYS",
    "META_DATE_NAMES",
    "MICRODATA_PROPERTIES",
    "WEAK_META_NAMES",
    "PageDates",
    "Signal",
    "settle",
    "url_day",
]

_EARLIEST_METADATA: Final = 1990
_MINUTE: Final = timedelta(minutes=1)
_GENERATED: Final = timedelta(minutes=2)
"""A modification this close to the fetch is the page's clock."""
_OVERWRITTEN: Final = timedelta(days=1)
_RANK: Final = {"json-ld": 0, "meta": 1, "microdata": 2, "time": 3, "visible": 4, "url": 5, "meta-weak": 6}


@dataclass(frozen=True, slots=True)
class _Candidate:
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


def settle(signals: Sequence[Signal], *, tz: str | None, fetched_at: datetime | None, lang: str | None) -> PageDates:
    """Publication and update of a page. ``signals`` in document order, all that the walk has found.

    ``tz``: IANA zone of the newsroom (None: UTC). ``fetched_at``: aware, or None: then nothing relative is read and no
    future is refused. ``lang``: BCP 47 tag of the page for its visible lines (None: the known languages are tried).
    """
    return _Settlement(signals, Now.at(fetched_at, tz), lang).decide()


class _Settlement:
    def __init__(self, signals: Sequence[Signal], now: Now, lang: str | None) -> None:
        self.now = now
        read = [candidate for signal in signals for candidate in _read(signal, now, lang)]
        read.sort(key=lambda candidate: (_RANK.get(candidate.signal.method, 9), not candidate.signal.near_headline))
        self.read = _true_offsets(read, now)

    def decide(self) -> PageDates:
        published = self._of("published")
        modified = self._of("modified")
        first, last = _first(published), _first(modified)
        line, update, bare = self._line("published", True), self._line("modified", True), self._line("published", False)
        if first and last and self._later(first, last):
            swapped = line is not None and self._same(line, last)
            first, last = (last, first) if swapped else (first, None)
        first = self._publication(first, line, bare)
        last = self._update(first, last, update)
        return self._result(first, last)

    # --- choosing ----------------------------------------------------------------------------------------------------
    def _of(self, role: Role) -> list[_Candidate]:
        return [one for one in self.read if one.role == role and one.machine and one.signal.method not in ("url", "meta-weak")]

    def _line(self, role: Role, labelled: bool) -> _Candidate | None:
        lines = (one for one in self.read if one.signal.method == "visible" and one.role == role and one.labelled == labelled)
        return next(lines, None)

    def _publication(self, first: _Candidate | None, line: _Candidate | None, bare: _Candidate | None) -> _Candidate | None:
        if first is None:
            return line or bare or self._last_resort()
        if line is None:
            return bare if bare and first.day_only and not bare.day_only and self._same(first, bare) else first
        if self._same(first, line):
            return line if first.day_only and not line.day_only else first
        if self._later(first, line) or line.signal.near_headline:
            return line
        return first

    def _last_resort(self) -> _Candidate | None:
        return next((one for one in self.read if one.signal.method in ("url", "meta-weak")), None)

    def _update(self, first: _Candidate | None, last: _Candidate | None, line: _Candidate | None) -> _Candidate | None:
        if line is not None and not (last and self._same(last, line) and (line.day_only or not last.day_only)):
            last = line
        if last is None:
            return None
        if first is not None and last.moment.instant <= first.moment.instant + _MINUTE:
            return None
        if first is not None and last.day_only and self._day(last) <= self._day(first):
            return None
        fetched = self.now.utc
        if fetched and last.machine and not last.day_only and last.moment.instant > fetched - _GENERATED:
            return None
        return last

    # --- comparing ---------------------------------------------------------------------------------------------------
    def _day(self, one: _Candidate) -> datetime:
        local = one.moment.instant.astimezone(self.now.zone)
        return datetime(local.year, local.month, local.day)

    def _same(self, one: _Candidate, other: _Candidate) -> bool:
        """Equal as far as the coarser of the two goes."""
        if one.day_only or other.day_only:
            return self._day(one) == self._day(other)
        apart = abs(one.moment.instant - other.moment.instant)
        if "hour" in (one.moment.precision, other.moment.precision):
            return apart <= timedelta(hours=1)
        return apart <= _MINUTE

    def _later(self, one: _Candidate, other: _Candidate) -> bool:
        if one.day_only or other.day_only:
            return self._day(one) > self._day(other)
        return one.moment.instant > other.moment.instant + _MINUTE

    # --- telling -----------------------------------------------------------------------------------------------------
    def _result(self, first: _Candidate | None, last: _Candidate | None) -> PageDates:
        lost_first = self._losers(first, "published", last)
        lost_last = self._losers(last, "modified", first)
        return PageDates(
            published=first.moment if first else None,
            published_raw=self._words(first),
            modified=last.moment if last else None,
            modified_raw=self._words(last),
            conflict=bool((first and lost_first) or (last and lost_last)),
            published_found=_found(first, lost_first),
            modified_found=_found(last, lost_last),
        )

    def _losers(self, winner: _Candidate | None, role: Role, other: _Candidate | None) -> tuple[_Candidate, ...]:
        if winner is None:
            return ()
        against = (one for one in self.read if one.role == role and not self._same(one, winner))
        return tuple(one for one in against if one is not other and one.signal.method != "meta-weak" and one.signal.near_headline)

    def _words(self, winner: _Candidate | None) -> str | None:
        """The visible words for the moment, where there are some that agree; the value itself otherwise."""
        if winner is None:
            return None
        visible = (one for one in self.read if one.signal.method == "visible" and one.role == winner.role and self._same(one, winner))
        best = next(visible, winner) if winner.signal.method != "visible" else winner
        return " ".join(best.signal.raw.split())


def _first(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The best of a role; a day gives way to a time on the same day further down the list."""
    if not candidates:
        return None
    best = candidates[0]
    if best.day_only:
        day = best.wall.date()
        return next((one for one in candidates if not one.day_only and one.wall.date() == day), best)
    return best


def _found(winner: _Candidate | None, losers: Iterable[_Candidate]) -> Found | None:
    if winner is None:
        return None
    rejected = tuple((one.signal.method, one.signal.raw[:100]) for one in losers)
    evidence = winner.signal.evidence or winner.signal.raw
    return Found(winner.signal.method, evidence[:300], rejected)


# --- reading ---------------------------------------------------------------------------------------------------------
def _read(signal: Signal, now: Now, lang: str | None) -> list[_Candidate]:
    """What one signal says: nothing, one moment, or the two of a visible line."""
    if signal.method != "visible":
        machine = _stamped(signal, now)
        if machine is not None:
            return [machine]
    line, labelled = read_line(signal.raw, now, lang)
    found: list[_Candidate] = []
    for role, moment in (("published", line.published), ("modified", line.modified)):
        if moment is None:
            continue
        own: Role = "modified" if role == "modified" else signal.role or "published"
        wall = moment.instant.astimezone(now.zone).replace(tzinfo=None)
        known = labelled or signal.role is not None or role == "modified"
        found.append(_Candidate(signal, own, moment, wall, None, known, signal.method != "visible"))
    return found


def _stamped(signal: Signal, now: Now) -> _Candidate | None:
    stamp = parse_stamp(signal.raw, tz=now.name)
    if stamp is None or stamp.wall.year < _EARLIEST_METADATA:
        return None
    precision: Precision = stamp.precision
    instant = stamp.instant(now.zone)
    local = instant.astimezone(now.zone)
    if precision != "day" and (stamp.wall.time() == time.min or local.time() == time.min):
        precision = "day"
        day = stamp.wall if stamp.wall.time() == time.min else local
        instant = datetime(day.year, day.month, day.day, tzinfo=now.zone).astimezone(UTC)
    moment = plausible(instant, precision, now, stamp.wall.date() if precision == "day" else None)
    if moment is None:
        return None
    return _Candidate(signal, signal.role or "published", moment, stamp.wall, stamp.offset, signal.role is not None, True)


# --- offsets ---------------------------------------------------------------------------------------------------------
def _true_offsets(read: list[_Candidate], now: Now) -> list[_Candidate]:
    """Machine values whose offset is false, put right by a visible line, or by one another.

    Local digits marked Z: the line shows the same digits, and the instants differ: they are the source's wall clock.
    UTC digits under +01:00: as UTC they would be the line's instant. What is found for one value holds for all of the
    page that have the same offset.
    """
    lines = [one for one in read if not one.machine and one.moment.precision in ("minute", "second")]
    timed = [one for one in read if one.machine and one.offset is not None and not one.day_only]
    false: dict[timedelta, timedelta | None] = {}
    for one in timed:
        assert one.offset is not None
        for line in lines:
            if abs(one.moment.instant - line.moment.instant) < _MINUTE:
                false.pop(one.offset, None)
                break
            if abs(one.wall - line.wall) < _MINUTE:
                false[one.offset] = None
            elif abs(one.wall.replace(tzinfo=UTC) - line.moment.instant) < _MINUTE:
                false[one.offset] = timedelta(0)
    if not false:
        false = _against_each_other(timed, now)
    return [_with_offset(one, false[one.offset], now) if one.offset in false and not one.day_only else one for one in read]


def _against_each_other(timed: list[_Candidate], now: Now) -> dict[timedelta, timedelta | None]:
    """The same digits under two offsets: the one that is not the zone's at that time is false."""
    false: dict[timedelta, timedelta | None] = {}
    for one in timed:
        for other in timed:
            if one.offset is None or one.offset == other.offset or one.wall != other.wall:
                continue
            true = one.wall.replace(tzinfo=now.zone).utcoffset()
            if other.offset == true:
                false[one.offset] = None
    return false


def _with_offset(one: _Candidate, offset: timedelta | None, now: Now) -> _Candidate:
    """The candidate with its digits read under another offset (None: the source's zone)."""
    if offset is None:
        instant = one.wall.replace(tzinfo=now.zone).astimezone(UTC)
    else:
        instant = (one.wall - offset).replace(tzinfo=UTC)
    return replace(one, moment=Moment(instant, one.moment.precision), offset=offset)
