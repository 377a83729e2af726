"""dateparser as the last resort, for languages that have no table here."""

from __future__ import annotations

from datetime import UTC, date

from ingest.model import Moment
from ingest.parsers.dates.fields import Clock
from ingest.parsers.dates.resolve import Now, at, plausible

_LONGEST = 80


def guess(flat: str, now: Now, lang: str) -> Moment | None:
    """A whole date in the given language, read by dateparser under guard; None otherwise.

    Guards: absolute dates with day and month only, short lines with an ASCII digit, never its search. Its zones are
    not used: the naive fields are placed in the source's zone.
    """
    if len(flat) > _LONGEST or not any(char.isascii() and char.isdigit() for char in flat):
        return None
    from dateparser.date import DateDataParser

    settings: dict[str, object] = {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PREFER_DATES_FROM": "past",
        "DATE_ORDER": "DMY",
        "RETURN_TIME_AS_PERIOD": True,
    }
    if now.local is not None:
        settings["RELATIVE_BASE"] = now.local.replace(tzinfo=None)
    try:
        data = DateDataParser(
            languages=[lang.replace("_", "-").split("-")[0].lower()], settings=settings
        ).get_date_data(flat.strip())
    except (ValueError, OverflowError, KeyError, TypeError):  # a language that dateparser does not know, too
        return None
    found = data.date_obj
    if found is None:
        return None
    timed = data.period == "time"
    if found.tzinfo is not None and timed:
        return plausible(found.astimezone(UTC), "minute", now)
    clock = Clock(found.hour, found.minute, found.second or None) if timed else None
    return at(date(found.year, found.month, found.day), clock, None, now)
