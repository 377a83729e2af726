"""When something that happens now and then begins to happen often: Page's cumulative sum test.

E. S. Page, «Continuous inspection schemes», Biometrika 41 (1954); among tests with as few false alarms it needs the
fewest observations (G. Lorden, «Procedures for reacting to a change in distribution», 1971). Each observation shows a
sign or does not; the sum of its log-likelihood ratios for «often» against «as before» starts again at zero when it
falls below.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log, sqrt
from typing import Generic, Protocol, TypeVar

LEARNING = 40
"""Observations before the first judgement."""
REMEMBERED = 300
"""Observations that «as before» is counted over …"""
RECENT = 15
"""… without the latest ones, which may be changing already."""
THRESHOLD = 13.0
"""Of the sum. The mean run between false alarms is at least e to this power: 440,000 observations, were they
independent; they are not, and a source has a dozen such tests."""
RISE = 0.45
"""«Often» is as before, and this share of what was left."""
NEW_NORMAL = timedelta(days=30)
"""After which the new state is as it should be: a redesign, not a fault."""
TURN_BEFORE, TURN_SINCE = 20, 5
"""Of :func:`turns`."""
_LEAST, _MOST = 0.01, 0.9
"""Bounds of «as before»: what never happened may yet happen; what nearly always does is no sign."""
_DOUBT = 2.0
"""Standard errors that are added to the share of the past."""
_WELL_AGAIN = 12
"""Observations of which hardly any shows the sign, after which it is over."""
_REFRESHED = 10
"""Observations after which «as before» is counted anew."""


class Observed(Protocol):
    """Anything that was seen at a time."""

    @property
    def at(self) -> datetime: ...


class Named(Observed, Protocol):
    """… of a page."""

    @property
    def url(self) -> str: ...


ObservedT = TypeVar("ObservedT", bound=Observed)
NamedT = TypeVar("NamedT", bound=Named)
Sign = Callable[[Sequence[ObservedT]], Callable[[ObservedT], bool]]
"""From what was seen before, the question that is put to each new observation."""


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of observations that show a sign far more often than those before. Indices into them."""

    start: int
    found: int
    """The observation at which it was certain."""
    end: int | None
    """The first observation after it; None while it lasts."""
    before: float
    """Share with the sign before …"""
    since: float
    """… and since ``start``."""


def changes(observed: Sequence[ObservedT], sign: Sign[ObservedT]) -> list[Change]:
    """All changes in a sequence of observations, oldest first."""
    found: list[Change] = []
    past = _Past(sign)
    total, start, number = 0.0, 0, 0
    while number < len(observed):
        one = observed[number]
        usual, shows = past.usual, past.shows
        if shows is not None and usual <= _MOST:
            if total <= 0.0:
                total, start = 0.0, number
            often = usual + RISE * (1.0 - usual)
            total += log(often / usual) if shows(one) else log((1.0 - often) / (1.0 - usual))
            if total >= THRESHOLD:
                end = _end(observed, number, shows, usual)
                stretch = observed[start:end]
                found.append(Change(start, number, end, usual, sum(map(shows, stretch)) / len(stretch)))
                if end is None:
                    break
                past.without_latest(number - start)
                if observed[end - 1].at - observed[number].at >= NEW_NORMAL:
                    past = _Past(sign, observed[number:end])
                total, number = 0.0, end
                continue
        past.add(one)
        number += 1
    return found


def turns(observed: Sequence[NamedT], sign: Sign[NamedT]) -> list[Change]:
    """Changes that need no shares, and little of a past: a sign that none of :data:`TURN_BEFORE` observations in a row
    showed, and then all of those of :data:`TURN_SINCE` pages. Were the sign a matter of chance, this would happen once
    in fifty thousand (a hypergeometric test: 1 / (25 choose 5)); who needs more certainty asks for two signs."""
    found: list[Change] = []
    number = TURN_BEFORE
    while number < len(observed):
        past = observed[number - TURN_BEFORE : number]
        shows = sign(past)
        at = _all_of_several(observed, number, shows)
        if at is None or any(map(shows, past)):
            number += 1
            continue
        end = _end(observed, at, shows, _LEAST)
        stretch = observed[number:end]
        found.append(Change(number, at, end, 0.0, sum(map(shows, stretch)) / len(stretch)))
        if end is None:
            break
        number = end
    return found


def _all_of_several(observed: Sequence[NamedT], start: int, shows: Callable[[NamedT], bool]) -> int | None:
    """The observation by which :data:`TURN_SINCE` pages had shown the sign from ``start`` on; None when one of them
    did not, or there are not so many."""
    pages: set[str] = set()
    for number in range(start, len(observed)):
        if not shows(observed[number]):
            return None
        pages.add(observed[number].url)
        if len(pages) == TURN_SINCE:
            return number
    return None


class _Past(Generic[ObservedT]):
    """The observations that «as before» is counted over. What belongs to a change is never added."""

    def __init__(self, sign: Sign[ObservedT], observed: Sequence[ObservedT] = ()) -> None:
        self._sign = sign
        self._counted: deque[ObservedT] = deque(observed, REMEMBERED)
        self._latest: deque[ObservedT] = deque()
        self._stale = 0
        self.shows: Callable[[ObservedT], bool] | None = None
        """The question; None while too little is known."""
        self.usual = 0.0
        """Share of the past that shows the sign."""
        self._refresh()

    def add(self, one: ObservedT) -> None:
        self._latest.append(one)
        if len(self._latest) > RECENT:
            self._counted.append(self._latest.popleft())
            self._stale += 1
            if self.shows is None or self._stale >= _REFRESHED:
                self._refresh()

    def without_latest(self, count: int) -> None:
        """Forget the latest observations, which belong to a change."""
        for _ in range(min(count, len(self._latest))):
            self._latest.pop()

    def _refresh(self) -> None:
        self._stale = 0
        if len(self._counted) >= LEARNING - RECENT:
            self.shows = self._sign(self._counted)
            count = len(self._counted)
            share = (sum(map(self.shows, self._counted)) + 0.5) / (count + 1.0)
            # As high as it may well be, so that a few observations are no certainty.
            self.usual = max(_LEAST, share + _DOUBT * sqrt(share * (1.0 - share) / count))


def _end(observed: Sequence[ObservedT], found: int, shows: Callable[[ObservedT], bool], usual: float) -> int | None:
    """The first observation after which it is as before, or has become the rule; None while it lasts."""
    allowed = max(1, round(2.0 * usual * _WELL_AGAIN))
    latest = deque(map(shows, observed[found : found + _WELL_AGAIN - 1]), _WELL_AGAIN)
    for number in range(found + _WELL_AGAIN - 1, len(observed)):
        latest.append(shows(observed[number]))
        if sum(latest) <= allowed or observed[number].at - observed[found].at >= NEW_NORMAL:
            return number + 1
    return None
