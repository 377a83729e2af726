"""When a source should have published something long ago, by its own weekly rhythm.

Articles that could be expected since the last one are counted from the same hours of the weeks before. News come in
bursts, so the expectation is divided by how much the counts of days scatter more than chance would (the index of
dispersion); with nothing seen where e.g. twelve were to be expected, chance has one in e¹² against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, variance

WEEKS = 8
"""Of the past that the rhythm is counted from."""
_LEAST_DAYS = 14
_LEAST_ARTICLES = 20
EXPECTED = 13.0
"""Articles to be expected, scatter allowed for, at which silence is an alarm."""
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Silence:
    since: datetime
    """Of the last article."""
    expected: float
    """Articles that would have come by now in the weeks before."""


def silence(times: Sequence[datetime], now: datetime, heard: datetime | None = None) -> Silence | None:
    """Whether a source is silent at ``now``. ``times``: when its new articles were fetched, ascending, aware.
    ``heard``: until when it may have published without being heard, if that was later. None also while less than two
    weeks or twenty articles are known."""
    if len(times) < _LEAST_ARTICLES or times[-1] - times[0] < timedelta(days=_LEAST_DAYS):
        return None
    last = times[-1]
    start = max(times[0], last - WEEKS * _WEEK)
    known = [at for at in times if at >= start]
    expected = _expected(known, start, last, now)
    if heard is not None and heard > last:
        expected -= _expected(known, start, last, heard)
    if expected < EXPECTED:
        return None
    scatter = _scatter(known, start, last)
    return Silence(last, expected) if expected / scatter >= EXPECTED else None


def _expected(known: Sequence[datetime], start: datetime, last: datetime, now: datetime) -> float:
    """Articles in the same stretch of the weeks before, on average; of the weeks' mean where it is longer than one."""
    rate = len(known) / ((last - start) / _WEEK)
    whole, rest = divmod(now - last, _WEEK)
    weeks = int((last - start) / _WEEK)
    if not weeks:
        return rate * ((now - last) / _WEEK)
    counts = []
    for back in range(1, weeks + 1):
        begin = last - back * _WEEK
        counts.append(sum(begin < at <= begin + rest for at in known))
    return whole * rate + fmean(counts)


def _scatter(known: Sequence[datetime], start: datetime, last: datetime) -> float:
    """Variance by mean of the arrivals, at least 1: between equal weekdays, so that the rhythm itself is no scatter."""
    arrivals = Counter((at - start) // timedelta(days=1) for at in known)
    days = int((last - start) / timedelta(days=1))
    spread, mean = [], []
    for weekday in range(7):
        counts = [arrivals[day] for day in range(weekday, days, 7)]
        if len(counts) > 2:
            spread.append(variance(counts))
            mean.append(fmean(counts))
    return max(1.0, fmean(spread) / fmean(mean)) if mean and fmean(mean) > 0 else 1.0
