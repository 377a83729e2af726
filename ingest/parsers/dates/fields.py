"""The printed fields of a date, kept apart until everything on the line is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple

Role = Literal["published", "modified"]
Zone = timedelta | str | None
"""An offset east of UTC, an IANA name, or nothing printed."""

IMPOSSIBLE = -1
"""Year of a date whose digits make no year («17 avril 20233»)."""


SAME_MONTH = 0
"""Month of a day that stands without one («mis à jour le 16»)."""


class Day(NamedTuple):
    """A calendar day as printed: not checked, the year may lack or have two digits."""

    year: int | None
    month: int
    day: int
    weekday: int | None = None
    """Monday is 0."""
    weak: bool = False
    """A day and a month without leading zeros or a year («3/4», «11-Septembre»): may be anything."""


class Clock(NamedTuple):
    """A time of day as printed: not checked."""

    hour: int
    minute: int = 0
    second: int | None = None
    short: bool = False
    """Hours only: «7 h», which is a time of day as well as a duration."""


class Ago(NamedTuple):
    """A stretch of time before the fetch."""

    span: timedelta
    unit: Literal["second", "minute", "hour", "day"]


@dataclass(slots=True)
class Draft:
    """What one label of a line has: a day in one of four forms, a clock, a zone."""

    role: Role | None
    day: Day | None = None
    back: int | None = None
    """Days before the fetch: 0 today, -1 yesterday."""
    weekday: int | None = None
    """A weekday alone; ``strictly`` before today with «dernier»."""
    strictly: bool = False
    night: bool = False
    ago: Ago | None = None
    clock: Clock | None = None
    zone: Zone = None
    first: int = 0
    last: int = 0
    """Where it stands in the line, counted in elements."""

    @property
    def clock_only(self) -> bool:
        return (
            self.clock is not None
            and not self.night
            and self.day is None
            and self.back is None
            and self.weekday is None
            and self.ago is None
        )


def read_year(digits: str) -> int:
    """A printed year: two digits stay two digits, four make a year, anything else is IMPOSSIBLE."""
    if len(digits) == 2:
        return int(digits)
    return int(digits) if len(digits) == 4 and digits[0] in "12" else IMPOSSIBLE


def numeric_day(first: int, second: int, year: int | None, *, month_first: bool, weak: bool = False) -> Day:
    """Day and month in the order of the region; the other order when only that one exists."""
    if month_first:
        first, second = second, first
    if second > 12 >= first >= 1 and second <= 31:
        first, second, weak = second, first, weak or (year is not None and year < 100)
    return Day(year, second, first, weak=weak)
