"""dateparser as the last resort, for languages that have no table here."""

from __future__ import annotations

import re
from datetime import UTC, date

from ingest.model import Moment
from ingest.parsers.dates.fields import Clock
from ingest.parsers.dates.resolve import Now, at, plausible

_LONGEST = 80
_WORDS = 6
"""Words beside the date."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_DATE = re.compile(
    r"(?:\d{1,2}\.?\s(?:[^\W\d_]{1,3}\s)?[^\W\d_]{3,15}\.?,?\s(?:[^\W\d_]{1,4}\s)?(?:19|20)\d\d|[^\W\d_]{3,15}\.?\s\d{1,2},?\s(?:19|20)\d\d|"
    r"(?:19|20)\d\d[.,]?\s[^\W\d_]{3,15}\.?\s\d{1,2}\.?)(?:\D{0,6}\d{1,2}[:.]\d\d)?"
)
"""A day, a month's name and a year, in the orders that there are, and the clock behind them."""
_LEVANT = {
    "كانون الثاني": "يناير",
    "شباط": "فبراير",
    "آذار": "مارس",
    "اذار": "مارس",
    "نيسان": "أبريل",
    "أيار": "مايو",
    "ايار": "مايو",
    "حزيران": "يونيو",
    "تموز": "يوليو",
    "آب": "أغسطس",
    "اب": "أغسطس",
    "أيلول": "سبتمبر",
    "ايلول": "سبتمبر",
    "تشرين الأول": "أكتوبر",
    "تشرين الاول": "أكتوبر",
    "تشرين الثاني": "نوفمبر",
    "كانون الأول": "ديسمبر",
    "كانون الاول": "ديسمبر",
}
"""How Lebanon, Syria, Jordan and Iraq call the months, and how Egypt does, whose names dateparser knows."""
_levantine = re.compile(
    rf"(?<=\d\s)(?:[^\W\d_]+\s?/\s?)?({'|'.join(_LEVANT)})(?:\s?/\s?[^\W\d_]+)?(?=[\s,،]{{1,2}}(?:19|20)\d\d)"
).sub
"""With the other name beside it, as many papers print: «04 آب/أغسطس 2013»."""


def guess(flat: str, now: Now, lang: str) -> Moment | None:
    """A whole date in the given language, read by dateparser under guard; None otherwise.

    Guards: a short line with a whole date in it and few other words; only the date is handed over; never its search.
    Its zones are not used: the naive fields are placed in the source's zone.
    """
    flat = _levantine(lambda month: _LEVANT[month[1]], flat)
    match = _DATE.search(flat)
    if (
        match is None
        or len(flat) > _LONGEST
        or len(_WORD.findall(flat[: match.start()] + flat[match.end() :])) > _WORDS
    ):
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
        ).get_date_data(match[0].strip())
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
