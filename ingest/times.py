"""Times as people write them in flags and files: lengths (90s, 10m), ages (7d, 12h), cron expressions. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

_AGE = re.compile(r"(\d{1,6})\s*([hdwmy])")
_AGES = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}
_LENGTH = re.compile(r"(\d{1,6})\s*([smhd])")
_LENGTHS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_LONGEST_AGE = timedelta(days=365 * 1000)


def age(text: str) -> timedelta | None:
    """«7d», «12h», «2w», «6m» (of 30 days), «1y»; None for what is none, or more than a thousand years."""
    found = _AGE.fullmatch(text.strip().lower())
    span = int(found[1]) * _AGES[found[2]] if found else None
    return span if span is not None and span <= _LONGEST_AGE else None


def length(text: str) -> timedelta | None:
    """«90s», «10m», «2h», «1d»; None for what is none, and for no time at all."""
    found = _LENGTH.fullmatch(text.strip().lower())
    return int(found[1]) * _LENGTHS[found[2]] or None if found else None


def next_of_cron(expression: str, now: datetime, zone: tzinfo = UTC) -> datetime:
    """The first time after ``now`` that a cron expression («*/15 6-23 * * *») names, in a time zone.

    Raises ``ValueError`` for what is no such expression, or never comes.
    """
    from cronsim import CronSim, CronSimError

    try:
        following: datetime = next(CronSim(expression, now.astimezone(zone)))
    except (CronSimError, StopIteration) as error:
        raise ValueError(
            f"{expression!r} is no cron expression, such as '*/15 * * * *' (minute hour day month weekday)"
        ) from error
    return following
