"""When to ask again: articles ever more rarely as they age, listings as often as they have brought news. Pure.

A listing is a feed, a sitemap, a home or a section page: whatever names articles.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from ingest.settings import CrawlSettings

LONGEST_RETRY = timedelta(days=1)
FIRST_PAUSE = timedelta(hours=1)
"""Of a listing that says nothing of its past."""
VOUCHED = 4
"""So many times longer is the pause of an article whose listing says that it has not changed since the last look: its
word is believed, and checked now and then, because not every site keeps such dates."""

_RECENT = 20
_DOUBLINGS = 20


def revisit_pause(age: timedelta, settings: CrawlSettings, *, vouched: bool = False) -> timedelta:
    """The pause after a look at an article that was ``age`` old then: as long again, so that looks at the age of 1 h,
    2 h, 4 h, 8 h … follow. ``vouched``: its listing says that it has not changed since."""
    return max(settings.revisit_after, age) * (VOUCHED if vouched else 1)


def claim_pause(vain: int, settings: CrawlSettings) -> timedelta:
    """The pause after which a listing is believed that says that a page was modified since: doubling with the looks in
    a row that found it as it was. Many a site writes the time of day into every ``lastmod``."""
    least = min(settings.poll_least, settings.revisit_after)
    return max(least, min(least * (1 << min(vain, _DOUBLINGS)), settings.revisit_until))


def retry_pause(failures: int, settings: CrawlSettings) -> timedelta:
    """The pause after so many failures in a row: doubling, up to a day."""
    return min(settings.retry_after * (1 << min(max(failures - 1, 0), _DOUBLINGS)), LONGEST_RETRY)


def first_pause(dates: Iterable[datetime], now: datetime, settings: CrawlSettings) -> timedelta:
    """The pause after the first look at a listing: the mean distance of its latest dates, the time since the last one
    included, so that a feed that has gone quiet counts as one."""
    past = sorted((date for date in dates if date <= now), reverse=True)[:_RECENT]
    pause = (now - past[-1]) / len(past) if len(past) > 1 else FIRST_PAUSE
    return _bounded(pause, settings)


def next_pause(pause: timedelta, waited: timedelta, fresh: int, settings: CrawlSettings) -> timedelta:
    """The pause after a further look, ``waited`` after the one before, that brought ``fresh`` new articles.

    The aim is one new article a look. News shortens the pause at once, because what has left a feed is lost; silence
    lengthens it slowly, because it may be night.
    """
    if fresh:
        each = max(waited, timedelta()) / fresh
        aim = each if each < pause else _middle(pause, each)
    else:
        aim = _middle(pause, pause * 2)
    return _bounded(aim, settings)


def _middle(a: timedelta, b: timedelta) -> timedelta:
    """The geometric mean."""
    return timedelta(seconds=math.sqrt(a.total_seconds() * b.total_seconds()))


def _bounded(pause: timedelta, settings: CrawlSettings) -> timedelta:
    return max(settings.poll_least, min(pause, settings.poll_most))
