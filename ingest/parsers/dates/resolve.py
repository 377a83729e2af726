"""Printed fields → a moment: missing fields from the fetch, the zone, the checks for what cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from ingest.model import Moment, Precision
from ingest.parsers.dates.fields import IMPOSSIBLE, Ago, Clock, Day, Draft, Zone

EARLIEST = 1900
"""Years before it are unset fields or history, never the date of a page."""
LATEST = 2200
_DAY = timedelta(days=1)
_YEARS_BACK = 8  # 29 February may be that far away
_WEEKDAY_YEARS = 6


@lru_cache(maxsize=512)
def zone_of(name: str | None) -> tzinfo:
    """The zone of an IANA name, UTC for None. Raises ``ZoneInfoNotFoundError`` (a KeyError) for an unknown name."""
    return UTC if name is None else ZoneInfo(name)


@dataclass(frozen=True, slots=True)
class Now:
    """The fetch, in UTC and as the source's wall clock shows it; None: the fetch is unknown, or its year cannot be."""

    utc: datetime | None
    local: datetime | None
    zone: tzinfo
    name: str | None = None
    """IANA name of the zone."""

    @classmethod
    def at(cls, fetched_at: datetime | None, tz: str | None) -> Now:
        return cls.within(fetched_at, zone_of(tz), tz)

    @classmethod
    def within(cls, fetched_at: datetime | None, zone: tzinfo, name: str | None) -> Now:
        if fetched_at is None or not EARLIEST <= fetched_at.year <= LATEST:  # an archive's unset field
            return cls(None, None, zone, name)
        return cls(fetched_at.astimezone(UTC), fetched_at.astimezone(zone), zone, name)


def resolve(
    draft: Draft, now: Now, *, year: int | None = None, after: date | None = None, before: date | None = None
) -> Moment | None:
    """The moment that a draft means; None when it is unset, impossible, in the future or needs a fetch that is unknown.

    ``year`` with ``after`` or ``before`` completes a day without a year from the other date of its line.
    """
    if draft.ago is not None:
        return _ago(draft.ago, draft.clock, now)
    clock = _valid(draft.clock)
    day = _day(draft, clock, now, year, after, before)
    if day is None:
        return None
    return at(day, clock, draft.zone if draft.clock else None, now)


def at(day: date, clock: Clock | None, zone: Zone, now: Now) -> Moment | None:
    """A day and a time of day in a zone, fold 0 (PEP 495): skipped times move forward, of repeated ones the earlier."""
    if clock is None:
        return plausible(datetime(day.year, day.month, day.day, tzinfo=now.zone).astimezone(UTC), "day", now, day)
    try:
        wall = datetime(day.year, day.month, day.day) + timedelta(
            hours=clock.hour, minutes=clock.minute, seconds=clock.second or 0
        )
    except OverflowError:
        return None
    if isinstance(zone, timedelta):
        instant = (wall - zone).replace(tzinfo=UTC)
    else:
        instant = wall.replace(tzinfo=zone_of(zone) if zone else now.zone).astimezone(UTC)
    return plausible(instant, "minute" if clock.second is None else "second", now)


def plausible(instant: datetime, precision: Precision, now: Now, day: date | None = None) -> Moment | None:
    """The moment, unless it is an unset field (before 1900, the first day of 1970) or lies more than a day ahead."""
    local = day or instant.date()
    if local.year < EARLIEST or local in (date(1970, 1, 1), date(1969, 12, 31)):
        return None
    if now.utc is not None and now.local is not None:
        limit = now.local.date() + _DAY
        if (local > limit) if day else (instant > now.utc + _DAY):
            return None
    return Moment(instant, precision)


def _valid(clock: Clock | None) -> Clock | None:
    """The clock, when there is such a time; 24:00 is one."""
    if clock is None or clock.hour > 24 or clock.minute > 59 or (clock.second or 0) > 59:
        return None
    return clock if clock.hour < 24 or not (clock.minute or clock.second) else None


def _ago(ago: Ago, clock: Clock | None, now: Now) -> Moment | None:
    if now.utc is None or now.local is None:
        return None
    try:
        if ago.unit == "day":
            return at(now.local.date() - ago.span, _valid(clock), None, now)
        instant = now.utc - ago.span
    except OverflowError:
        return None
    precision: Precision = "hour" if ago.unit == "hour" else "minute"
    return plausible(instant.replace(second=0, microsecond=0), precision, now)


def _day(
    draft: Draft, clock: Clock | None, now: Now, year: int | None, after: date | None, before: date | None
) -> date | None:
    if draft.day is not None:
        return _calendar(draft.day, now, year, after, before)
    if now.local is None:
        return None
    today = now.local.date()
    if draft.back is not None:
        return today + timedelta(days=draft.back)
    minutes = 0 if clock is None else clock.hour * 60 + clock.minute
    late = minutes > now.local.hour * 60 + now.local.minute
    if draft.weekday is not None:
        days = (today.weekday() - draft.weekday) % 7
        return today - timedelta(days=7 if days == 0 and (draft.strictly or late) else days)
    if clock is None:
        return None
    return today - _DAY if late else today


def _calendar(day: Day, now: Now, year: int | None, after: date | None, before: date | None) -> date | None:
    if day.year is not None:
        return _date(_full_year(day.year, now), day.month, day.day)
    if year is not None:
        found = _date(year, day.month, day.day)
        if found and after and found < after:
            return _date(year + 1, day.month, day.day)
        if found and before and found > before:
            return _date(year - 1, day.month, day.day)
        return found
    if now.local is None:
        return None
    today = now.local.date()
    years = (_date(today.year - back, day.month, day.day) for back in range(_YEARS_BACK + 1))
    past = [found for found in years if found and found <= today]
    fitting = [found for found in past[:_WEEKDAY_YEARS] if found.weekday() == day.weekday]
    return next(iter(fitting or past), None)


def _full_year(year: int, now: Now) -> int:
    """Two digits are of this century when that is not beyond next year."""
    if not 0 <= year < 100:
        return year
    latest = now.local.year + 1 if now.local else 2069
    return year + (2000 if year + 2000 <= latest else 1900)


def _date(year: int, month: int, day: int) -> date | None:
    if year == IMPOSSIBLE or not EARLIEST <= year < LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
