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
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from ingest.model import Found, Moment, Precision
from ingest.parsers.dates.fields import Role
from ingest.parsers.dates.line import read_line
from ingest.parsers.dates.resolve import Now, plausible, zone_of
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
_SHORT: Final = 100
"""Characters of a line that may hold a date among other words."""
_GENERATED: Final = timedelta(minutes=2)
"""A modification this close to the fetch is the page's clock."""
_OVERWRITTEN: Final = timedelta(days=1)
_BESIDE: Final = frozenset({"dateCreated", "uploadDate"})
"""Keys of JSON-LD that meta tags outweigh: the record's or the clip's date, not the article's."""
_RANK: Final[dict[str, float]] = {
    "json-ld": 0,
    "meta": 1,
    "microdata": 2,
    "time": 3,
    "visible": 4,
    "url": 5,
    "meta-weak": 6,
}


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
    zone = zone_of(tz) if tz else _zone_of_values(signals)
    return _Settlement(signals, Now.within(fetched_at, zone, tz), lang).decide()


def _zone_of_values(signals: Sequence[Signal]) -> tzinfo:
    """Where nothing tells the zone, the offset that the page's own values have; UTC when they have none."""
    for signal in signals:
        stamp = parse_stamp(signal.raw) if signal.method != "visible" else None
        if stamp is not None and stamp.offset:
            return timezone(stamp.offset)
    return UTC


class _Settlement:
    def __init__(self, signals: Sequence[Signal], now: Now, lang: str | None) -> None:
        self.now, self.signals, self.lang = now, signals, lang
        read = [candidate for signal in signals for candidate in _read(signal, now, lang)]
        read.sort(key=_rank)
        self.lines = [one for one in read if one.signal.method == "visible"]
        self.read = [self._with_role(one) for one in _true_offsets(read, now)]

    def decide(self) -> PageDates:
        line, update, bare = self._line("published", True), self._line("modified", True), self._line("published", False)
        first, last = self._first("published", update), self._first("modified", None)
        if first and last and self._later(first, last):
            swapped = line is not None and self._same(line, last)
            first, last = (_as(last, "published"), _as(first, "modified")) if swapped else (first, None)
        first = self._publication(first, line, bare)
        if first and update and not line and not update.day_only and self._same(first, update):
            first = self._earlier(first) or first
        return self._result(first, self._update(first, last, update))

    def _with_role(self, one: _Candidate) -> _Candidate:
        """A value without a role that a line calls the update is the update."""
        if one.labelled or not one.machine or one.day_only:
            return one
        lines = [line for line in self.lines if not line.day_only and self._same(one, line)]
        return _as(one, "modified") if lines and all(line.role == "modified" for line in lines) else one

    # --- choosing ----------------------------------------------------------------------------------------------------
    def _first(self, role: Role, update: _Candidate | None) -> _Candidate | None:
        """The best value of a role; a day gives way to a time on the same day further down that is not the update's."""
        candidates = [one for one in self.read if one.role == role and one.machine and not _is_weak(one)]
        if role == "published":
            candidates = [one for one in candidates if not self._is_clock(one)] or candidates
        if not candidates or not candidates[0].day_only:
            return candidates[0] if candidates else None
        day = self._day(candidates[0])
        exact = (one for one in candidates if not one.day_only and self._day(one) == day)
        told = update is not None and not update.day_only
        return next((one for one in exact if not (told and update and self._same(one, update))), candidates[0])

    def _is_clock(self, one: _Candidate) -> bool:
        """The time of the request in the place of the publication, which another signal puts a day or more before."""
        if self.now.utc is None or one.day_only or one.moment.instant < self.now.utc - _GENERATED:
            return False
        return any(one.moment.instant - other.moment.instant > _OVERWRITTEN for other in self.read)

    def _earlier(self, first: _Candidate) -> _Candidate | None:
        """What puts the publication on an earlier day, when datePublished was overwritten by the update."""
        return next((one for one in self.read if one.role == "published" and self._day(one) < self._day(first)), None)

    def _line(self, role: Role, labelled: bool) -> _Candidate | None:
        lines = (
            one for one in self.read if one.signal.method == "visible" and one.role == role and one.labelled == labelled
        )
        return next((one for one in lines if labelled or one.signal.near_headline), None)

    def _publication(
        self, first: _Candidate | None, line: _Candidate | None, bare: _Candidate | None
    ) -> _Candidate | None:
        if first is None:
            return line or bare or self._last_resort()
        if line is None:
            exact = bare is not None and not bare.day_only and bare.wall.time() != time.min
            return bare if bare and exact and first.day_only and self._same(first, bare) else first
        if self._same(first, line):
            return line if first.day_only and not line.day_only else first
        return line if line.signal.near_headline else first

    def _last_resort(self) -> _Candidate | None:
        """A line near the headline with other words in it, the URL's day, a date elsewhere, a doubtful meta tag.

        Each kind counts only when all of it names one day: two dates of which none is labelled are no date.
        """
        loose = [one for signal in self.signals for one in _read_loosely(signal, self.now, self.lang)]
        kinds = (
            [one for one in loose if one.signal.near_headline],
            [one for one in self.read if one.signal.method == "url"],
            [one for one in self.read if one.role == "published" and not one.signal.near_headline],
            loose,
            [one for one in self.read if one.signal.method == "meta-weak"],
        )
        alone = (kind for kind in kinds if len({self._day(one) for one in kind}) == 1)
        return next((kind[0] for kind in alone), None)

    def _update(self, first: _Candidate | None, last: _Candidate | None, line: _Candidate | None) -> _Candidate | None:
        if line is not None and not (last and self._same(last, line) and (line.day_only or not last.day_only)):
            last = line
        if last is None:
            return None
        if first is not None and last.moment.instant <= first.moment.instant + _MINUTE:
            return None
        if (
            first is not None
            and self._day(last) <= self._day(first)
            and (last.day_only or (first.day_only and last.machine))
        ):
            return None
        fetched = self.now.utc
        if fetched and last.machine and not last.day_only and last.moment.instant > fetched - _GENERATED:
            return None
        return last

    # --- comparing ---------------------------------------------------------------------------------------------------
    def _day(self, one: _Candidate) -> datetime:
        """The calendar day in the source's zone; a day as printed is that day."""
        if one.day_only and one.machine and one.wall.time() == time.min:
            return one.wall
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
            published_offset=first.offset if first else None,
            modified=last.moment if last else None,
            modified_raw=self._words(last),
            modified_offset=last.offset if last else None,
            conflict=bool((first and lost_first) or (last and lost_last)),
            published_found=_found(first, lost_first),
            modified_found=_found(last, lost_last),
        )

    def _losers(self, winner: _Candidate | None, role: Role, other: _Candidate | None) -> tuple[_Candidate, ...]:
        if winner is None:
            return ()
        against = (one for one in self.read if one.role == role and not self._same(one, winner))
        told = (one for one in against if one.labelled or not (other and self._same(one, other)))
        return tuple(one for one in told if one.signal.near_headline and one.signal.method not in ("url", "meta-weak"))

    def _words(self, winner: _Candidate | None) -> str | None:
        """The visible words for the moment, where there are some that agree; the value itself otherwise."""
        if winner is None:
            return None
        visible = (
            one
            for one in self.read
            if one.signal.method == "visible" and one.role == winner.role and self._same(one, winner)
        )
        best = next(visible, winner) if winner.signal.method != "visible" else winner
        return " ".join(best.signal.raw.split())


def _as(candidate: _Candidate, role: Role) -> _Candidate:
    return replace(candidate, role=role)


def _rank(candidate: _Candidate) -> tuple[float, bool]:
    signal = candidate.signal
    rank = _RANK.get(signal.method, 9.0)
    if signal.method == "json-ld" and signal.evidence.rpartition(" ")[2] in _BESIDE:
        rank = _RANK["microdata"] - 0.5
    return rank, not signal.near_headline


def _is_weak(candidate: _Candidate) -> bool:
    """Only good for want of anything else."""
    method = candidate.signal.method
    return method in ("url", "meta-weak") or (method == "time" and not candidate.signal.near_headline)


def _found(winner: _Candidate | None, losers: Iterable[_Candidate]) -> Found | None:
    if winner is None:
        return None
    rejected = tuple((one.signal.method, one.signal.raw[:100]) for one in losers)
    evidence = winner.signal.evidence or winner.signal.raw
    return Found(winner.signal.method, evidence[:300], rejected)


# --- reading ---------------------------------------------------------------------------------------------------------
def _read(signal: Signal, now: Now, lang: str | None) -> list[_Candidate]:
    """What one signal says: nothing, one moment, or the two of a visible line."""
    if signal.method == "visible" and signal.raw.strip().isdigit():
        return []
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


def _read_loosely(signal: Signal, now: Now, lang: str | None) -> list[_Candidate]:
    """A whole date in a short line, whatever words are beside it."""
    if signal.method != "visible" or len(signal.raw) > _SHORT or signal.raw.strip().isdigit():
        return []
    moment = read_line(signal.raw, now, lang, loose=True)[0].published
    if moment is None:
        stamped = _stamped(signal, now)
        return [replace(stamped, labelled=False, machine=False)] if stamped else []
    wall = moment.instant.astimezone(now.zone).replace(tzinfo=None)
    return [_Candidate(signal, "published", moment, wall, None, False, False)]


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
        if not stamp.offset:  # midnight under an offset of its own is that day's beginning already
            instant = datetime(day.year, day.month, day.day, tzinfo=now.zone).astimezone(UTC)
    moment = plausible(instant, precision, now, stamp.wall.date() if precision == "day" else None)
    if moment is None:
        return None
    return _Candidate(
        signal, signal.role or "published", moment, stamp.wall, stamp.offset, signal.role is not None, True
    )


# --- offsets ---------------------------------------------------------------------------------------------------------
_Family = tuple[str, timedelta | None]
"""Values of one method under one offset: what is found for one of them holds for all."""


def _true_offsets(read: list[_Candidate], now: Now) -> list[_Candidate]:
    """Machine values whose offset is false, put right by a visible line, or by one another.

    Local digits marked Z: the line shows the same digits, and the instants differ: they are the source's wall clock.
    UTC digits under +01:00: as UTC they would be the line's instant.
    """
    lines = [one for one in read if not one.machine and one.moment.precision in ("minute", "second")]
    timed = [one for one in read if one.machine and not one.day_only]
    true, false = _against_lines(timed, lines) if now.name else (set(), {})
    for family, offset in _against_each_other(timed, now).items():
        if family not in true:
            false.setdefault(family, offset)
    return [
        _with_offset(one, false[_family(one)], now) if one in timed and _family(one) in false else one for one in read
    ]


def _family(one: _Candidate) -> _Family:
    return one.signal.method, one.offset


def _against_lines(
    timed: list[_Candidate], lines: list[_Candidate]
) -> tuple[set[_Family], dict[_Family, timedelta | None]]:
    """The families that a line confirms, and the others that it shows to be false, each with its true offset."""
    true: set[_Family] = set()
    false: dict[_Family, timedelta | None] = {}
    for one in timed:
        for line in lines:
            if abs(one.moment.instant - line.moment.instant) < _MINUTE:
                true.add(_family(one))
            elif abs(one.wall - line.wall) < _MINUTE:
                false.setdefault(_family(one), None)
            elif abs(one.wall.replace(tzinfo=UTC) - line.moment.instant) < _MINUTE:
                false.setdefault(_family(one), timedelta(0))
    return true, {family: offset for family, offset in false.items() if family not in true}


def _against_each_other(timed: list[_Candidate], now: Now) -> dict[_Family, timedelta | None]:
    """The same digits under two offsets: the one that is not the zone's is false; digits without any take a local one.

    A family that another one confirms (other digits, the same instant) is left alone.
    """
    false: dict[_Family, timedelta | None] = {}
    for one in timed:
        if any(one.wall != other.wall and abs(one.moment.instant - other.moment.instant) < _MINUTE for other in timed):
            continue
        for other in timed:
            if one.wall != other.wall or one.offset == other.offset or not other.offset:
                continue
            if one.offset is None or (now.name and other.offset == one.wall.replace(tzinfo=now.zone).utcoffset()):
                false.setdefault(_family(one), other.offset)
    return false


def _with_offset(one: _Candidate, offset: timedelta | None, now: Now) -> _Candidate:
    """The candidate with its digits read under another offset (None: the source's zone)."""
    if offset is None:
        instant = one.wall.replace(tzinfo=now.zone).astimezone(UTC)
    else:
        instant = (one.wall - offset).replace(tzinfo=UTC)
    return replace(one, moment=Moment(instant, one.moment.precision), offset=offset)
