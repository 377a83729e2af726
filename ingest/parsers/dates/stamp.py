"""Machine values in metadata → wall clock, offset, precision: ISO 8601 in all its wild forms, RFC 2822, epochs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

from ingest.model import Moment, Precision
from ingest.parsers.dates.resolve import EARLIEST, LATEST, zone_of

_LONGEST: Final = 80
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_HOURS: Final = {
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "cet": 1,
    "cest": 2,
    "bst": 1,
}
"""Offsets of the zone names in RFC 2822 and in ``date(1)``."""

_OFFSET = r"\s?(?:(?P<utc>z|gmt|utc)?(?:\s?(?P<sign>[+-])(?P<off_h>\d{1,2})(?::?(?P<off_m>\d\d))?)?)?"
_TIME = (
    r"(?P<hour>\d{1,2})\s?[:h]\s?(?P<minute>\d\d)(?:(?::(?=\d)|(?=\d\d))(?P<second>\d{1,2})(?:[.,:]\d{1,9})?)?"
    r"\s?(?:(?P<half>[ap])\.?m\b\.?)?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})(?:(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)|(?P<month_>\d\d)(?P<day_>\d\d)(?!\d{1,3}(?!\d)))"
    r"(?:\s{0,2}(?:[a-zà]{1,4}|[,|-])?\s{0,2}(?:"
    + _TIME
    + r"|(?P<hour_>\d\d)(?P<minute_>\d\d)(?P<second_>\d\d)?(?:[.,]\d{1,9})?(?!\d))"
    + _OFFSET
    + ")?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4}|\d\d)(?!\d)"
    r"(?:\s{0,2}(?:[a-zà]{1,4}|,|-)?\s{0,2}" + _TIME + _OFFSET + ")?",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"(?:[a-z]{3,9},?\s{1,2})?(?P<day>\d{1,2})[\s-](?P<name>[a-z]{3})[a-z]{0,6}[\s-](?P<year>\d{4})(?:,?\s{1,2}"
    + _TIME
    + r"\s?(?P<zone>[ecmp][sd]t|cest|cet|bst)?"
    + _OFFSET
    + ")?",
    re.IGNORECASE,
)
_UNIX = re.compile(
    r"[a-z]{3},?\s{1,2}(?P<name>[a-z]{3})\s{1,2}(?P<day>\d{1,2})(?:,?\s(?P<year>\d{4}))?\s"
    + _TIME
    + r"\s?(?P<zone>[ecmp][sd]t|cest|cet|bst)?"
    + _OFFSET
    + r"(?:\s?(?P<year_>\d{4}))?",
    re.IGNORECASE,
)
_IDEOGRAPHS = re.compile(
    r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]"
    r"(?:[^\d]{0,8}(?P<hour>\d{1,2})\s?[:时時시]\s?(?P<minute>\d\d)(?::?(?P<second>\d\d))?)?"
)
_EPOCH = re.compile(r"(?:/Date\()?(?P<digits>[1-9]\d{9}|[1-9]\d{12})(?:[+-]\d{4})?(?:\)/)?(?:\.\d{1,9})?$")


class Stamp(NamedTuple):
    """A machine value as written: wall clocks can be compared before instants are made of them."""

    wall: datetime
    """Naive: the digits that the value shows."""
    offset: timedelta | None
    """East of UTC; None when the value has none."""
    precision: Precision

    def instant(self, zone: tzinfo) -> datetime:
        """The moment in UTC; ``zone`` is that of values without an offset.

        A time that the clocks skipped moves forward, one that they repeat is the earlier (PEP 495, fold 0).
        """
        if self.offset is not None:
            return (self.wall - self.offset).replace(tzinfo=UTC)
        return self.wall.replace(tzinfo=zone).astimezone(UTC)

    def moment(self, zone: tzinfo) -> Moment:
        """The same with its precision. Nothing is judged here: unset and future values are the caller's to refuse."""
        return Moment(self.instant(zone), self.precision)


def parse_stamp(raw: str, *, tz: str | None = None, month_first: bool = False) -> Stamp | None:
    """What a ``datetime`` attribute, a meta tag or JSON-LD gives; None when it is no date.

    ``tz`` is the zone in which an epoch's wall clock is shown (the instant is the same). Numbers are read day first, or
    month first when that is the region's order or the only one that exists. Unset values (year 1, 0000-00-00) and
    years outside 1900–2199 give None; what is plausible on a page is judged by the caller.
    """
    raw = raw.strip().strip("\"'")
    if len(raw) < 6 or len(raw) > _LONGEST:
        return None
    read = _read(raw, month_first)
    return _from_epoch(read, tz) if isinstance(read, int) else read


@lru_cache(maxsize=512)
def _read(raw: str, month_first: bool) -> Stamp | int | None:
    """The stamp or the seconds of an epoch. A page is asked three times for each of its values, and gives most of them
    in two places."""
    if len(raw) > 18 and raw[10] == "T" and raw[16] == ":" and (stamp := _canonical(raw)):
        return stamp
    try:
        if match := _ISO.match(raw):
            if match["sep"] is None and (epoch := _EPOCH.match(raw)):
                return _seconds(epoch["digits"])
            return _stamp(
                match, int(match["year"]), int(match["month"] or match["month_"]), int(match["day"] or match["day_"])
            )
        if match := _DAY_FIRST.match(raw):
            year, day, month = match["year"], int(match["day"]), int(match["month"])
            if (month_first and day <= 12) or month > 12:
                day, month = month, day
            return _stamp(match, int(year) + (2000 if len(year) == 2 else 0), month, day)
        if match := _MAIL.match(raw) or _UNIX.match(raw):
            year = match["year"] or match["year_"]
            return _stamp(match, int(year), _MONTHS[match["name"].lower()], int(match["day"]))
        if match := _EPOCH.match(raw):
            return _seconds(match["digits"])
        if match := _IDEOGRAPHS.search(raw):
            return _stamp(match, int(match["year"]), int(match["month"]), int(match["day"]))
    except (ValueError, OverflowError, KeyError, TypeError):  # no such day, month or offset
        return None
    return None


def _canonical(raw: str) -> Stamp | None:
    """The form that most pages use, by the interpreter's own reader."""
    try:
        value = datetime.fromisoformat(raw)
    except ValueError:
        return None
    if not EARLIEST <= value.year < LATEST:
        return None
    return Stamp(value.replace(tzinfo=None, microsecond=0), value.utcoffset(), "second")


def _stamp(match: re.Match[str], year: int, month: int, day: int) -> Stamp | None:
    if not EARLIEST <= year < LATEST:
        return None
    groups = match.groupdict()
    hour = groups["hour"] or groups.get("hour_")
    if hour is None:
        return Stamp(datetime(year, month, day), None, "day")
    minute, second = groups["minute"] or groups["minute_"], groups["second"] or groups.get("second_")
    number = int(hour)
    if groups.get("half") and number <= 12:
        number = number % 12 + (12 if (groups["half"] or "") in "pP" else 0)
    if number > 24 or int(minute) > 59 or int(second or 0) > 60 or (number == 24 and int(minute)):
        return Stamp(datetime(year, month, day), None, "day")
    wall = datetime(year, month, day) + timedelta(hours=number, minutes=int(minute), seconds=min(int(second or 0), 59))
    return Stamp(wall, _offset(groups), "second" if second else "minute")


def _offset(groups: dict[str, str | None]) -> timedelta | None:
    if groups.get("sign"):
        hours, minutes = int(groups["off_h"] or 0), int(groups["off_m"] or 0)
        if hours > 14 or minutes > 59:
            return None
        span = timedelta(hours=hours, minutes=minutes)
        return -span if groups["sign"] == "-" else span
    if groups.get("utc"):
        return timedelta(0)
    zone = groups.get("zone")
    return timedelta(hours=_HOURS[zone.lower()]) if zone else None


def _seconds(digits: str) -> int:
    return int(digits) // (1000 if len(digits) == 13 else 1)


def _from_epoch(seconds: int, tz: str | None) -> Stamp:
    wall = datetime.fromtimestamp(seconds, zone_of(tz))
    return Stamp(wall.replace(tzinfo=None), wall.utcoffset(), "second")
