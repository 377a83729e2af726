"""Offsets that lie: the same digits under another offset are found out by a visible line, or by one another."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from ingest.model import Moment
from ingest.parsers.dates.candidates import Candidate
from ingest.parsers.dates.resolve import Now

_MINUTE = timedelta(minutes=1)
_Family = tuple[str, timedelta | None]
"""Values of one method under one offset: what is found for one of them holds for all."""


def true_offsets(read: list[Candidate], now: Now) -> list[Candidate]:
    """Machine values whose offset is false, put right by a visible line, or by one another.

    Local digits marked Z: the line shows the same digits, and the instants differ: they are the source's wall clock.
    UTC digits under +01:00: as UTC they would be the line's instant.
    """
    lines = [one for one in read if not one.machine and one.moment.precision in ("minute", "second")]
    timed = [one for one in read if one.machine and not one.day_only and not one.signal.method.endswith("-weak")]
    if in_utc := _lines_in_utc(timed, lines, {one.wall.date() for one in read if one.signal.method == "url"}, now):
        read = [_with_offset(one, timedelta(0), now) if one in in_utc else one for one in read]
        lines = []
    true, false = _against_lines(timed, lines) if now.name else (set(), {})
    for family, offset in _against_each_other(timed, now).items():
        if family not in true:
            false.setdefault(family, offset)
    if not false:
        return read
    return [
        _with_offset(one, false[_family(one)], now) if one in timed and _family(one) in false else one for one in read
    ]


def _lines_in_utc(timed: list[Candidate], lines: list[Candidate], address: set[date], now: Now) -> list[Candidate]:
    """The lines, where a server has printed UTC for readers elsewhere: the same digits as values marked Z, and the day
    in the page's ``address`` is the one that those have in the source's zone, and no line has."""
    if not address or now.name is None or any(line.wall.date() in address for line in lines):
        return []
    same = (
        one for one in timed for line in lines if one.offset == timedelta(0) and abs(one.wall - line.wall) < _MINUTE
    )
    local = {one.moment.instant.astimezone(now.zone).date() for one in same}
    return lines if address & local else []


def _family(one: Candidate) -> _Family:
    return one.signal.method, one.offset


def _against_lines(
    timed: list[Candidate], lines: list[Candidate]
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


def _against_each_other(timed: list[Candidate], now: Now) -> dict[_Family, timedelta | None]:
    """The same digits under two offsets: the one that is not the zone's is false; digits without any take a local one.

    A family that another one confirms (other digits, the same instant) is left alone.
    """
    false: dict[_Family, timedelta | None] = {}
    if len({one.offset for one in timed}) < 2:
        return false
    for one in timed:
        if any(one.wall != other.wall and abs(one.moment.instant - other.moment.instant) < _MINUTE for other in timed):
            continue
        for other in timed:
            if one.offset == other.offset or other.offset is None:
                continue
            if _is_cut(one, other):
                false.setdefault(_family(one), other.offset)
            if one.wall != other.wall or not other.offset:
                continue
            if one.offset is None or (now.name and other.offset == one.wall.replace(tzinfo=now.zone).utcoffset()):
                false.setdefault(_family(one), other.offset)
    return false


def _is_cut(one: Candidate, other: Candidate) -> bool:
    """Digits without an offset that stop at the minute of a whole value: made from it."""
    minute = one.offset is None and one.moment.precision == "minute" and other.moment.precision == "second"
    return minute and one.wall == other.wall.replace(second=0)


def _with_offset(one: Candidate, offset: timedelta | None, now: Now) -> Candidate:
    """The candidate with its digits read under another offset (None: the source's zone)."""
    if offset is None:
        instant = one.wall.replace(tzinfo=now.zone).astimezone(UTC)
    else:
        instant = (one.wall - offset).replace(tzinfo=UTC)
    return one._replace(moment=Moment(instant, one.moment.precision), offset=offset)
