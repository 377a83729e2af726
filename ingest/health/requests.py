"""What requests tell of a source at once: that nothing can be had of it, that it is shut, or walled, or has moved, that
one of its lists is gone. Exact, not statistical: a publisher of one article a week is asked for its lists twice a day.

While something is wrong, every look at a list is a capture, the good ones as well (``via`` is ``listing``); so «nothing
was had» is known and not guessed from silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ingest.health.history import History, Look

DOWN_AFTER = timedelta(days=1)
"""Nothing was had for so long, with so many looks at lists: no night's maintenance."""
GONE_AFTER = timedelta(days=2)
"""One list was not to be had for so long, …"""
OTHERS_HAD = timedelta(days=1)
"""… while something else was for at least so long: after an outage not everything is back at once."""
SHUT_AFTER = timedelta(hours=6)
"""robots.txt kept us out for so long: no slip of an afternoon's editing, and it is kept for a day anyway."""
MOVED_AFTER = timedelta(hours=12)
"""Lists lead to another domain for so long, by their own word for good; …"""
LED_AWAY_AFTER = timedelta(days=2)
"""… or without that word, as a consent page elsewhere does."""
WALLED_AFTER = timedelta(hours=12)
"""Pages were walls for so long: robots are shut out for an hour now and then."""
_LEAST_LOOKS = 3
_BEFORE, _LEAST_BEFORE = 20, 10
"""Pages before, of which no more than one in twenty was a wall, and at least how many."""
_LAST_ARTICLES = 5
"""A list whose loss matters gave one of so many articles before: an archive's old sitemaps come and go."""
_GIVEN_UP = timedelta(days=30)
"""A list that was not asked for during that time is no longer asked for."""


Test = Callable[[Look], bool]
Certain = Callable[[Sequence[Look]], bool]
"""Whether looks in a row are enough to be told of. Asked after each of them, until they are."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Looks in a row that show the same thing."""

    since: datetime
    found: datetime
    """When it was certain."""
    until: datetime | None
    """When it was over; None while it lasts."""
    looks: tuple[Look, ...]

    def overlaps(self, begin: datetime, end: datetime) -> bool:
        return self.since <= end and (self.until is None or begin <= self.until)

    @property
    def parts(self) -> tuple[str, ...]:
        """The reasons of its looks, most frequent first."""
        counts = Counter(look.reason for look in self.looks if look.reason)
        return tuple(sorted(counts, key=lambda reason: (-counts[reason], reason)))

    @property
    def reasons(self) -> str:
        return ", ".join(self.parts)


def down(history: History) -> Iterator[Stretch]:
    """Stretches in which nothing could be had: no list, no page."""
    yield from _unbroken(history.looks, lambda look: look.failed, _never, _lists(_LEAST_LOOKS, DOWN_AFTER))


def shut(history: History) -> Iterator[Stretch]:
    """Stretches in which robots.txt kept us out of the lists and all pages of a source that gave something before."""
    first = next((look.at for look in history.looks if look.reason is None), None)
    for one in _unbroken(history.looks, lambda look: look.kept_out, lambda look: look.failed, _lists(2, SHUT_AFTER)):
        if first is not None and first < one.since:
            yield one


def walled(history: History) -> Iterator[Stretch]:
    """Stretches in which every page that was asked for was a wall, after a time that hardly knew any."""
    pages = [look for look in history.looks if not look.is_list and not look.failed and not look.kept_out]
    for one in _unbroken(pages, lambda look: look.is_wall, _never, _pages(_LEAST_LOOKS, WALLED_AFTER)):
        before = [look.is_wall for look in pages if look.at < one.since][-_BEFORE:]
        if len(before) >= _LEAST_BEFORE and sum(before) * _BEFORE <= len(before):
            yield one


def moved(history: History) -> Iterator[tuple[str, Stretch]]:
    """Domains that a source's home page and lists lead to, with the looks that show it."""
    pairs = dict.fromkeys((look.domain, look.leads_to) for look in history.looks if look.is_home and look.leads_to)
    for old, new in pairs:
        for one in _leading([look for look in history.looks if look.domain == old], new):
            entered = one.looks[-1].at if history.domain == new else None
            yield str(new), replace(one, until=one.until or entered)


def _leading(looks: Sequence[Look], new: str | None) -> list[Stretch]:
    """Stretches in which everything leads there: soon certain where the source says that it is for good."""

    def shows(look: Look) -> bool:
        return look.leads_to == new

    def neutral(look: Look) -> bool:
        return look.failed or look.kept_out

    soon = [one for one in _unbroken(looks, shows, neutral, _lists(2, MOVED_AFTER)) if _for_good(one)]
    return soon or list(_unbroken(looks, shows, neutral, _lists(2, LED_AWAY_AFTER)))


def gone(history: History, now: datetime) -> Iterator[tuple[str, Stretch]]:
    """Lists that cannot be had while the rest of their source can, by address. What moved with its home page is no
    loss of its own."""
    homes = {look.leads_to for look in history.looks if look.is_home and look.leads_to}
    for url in dict.fromkeys(look.url for look in history.looks if look.is_list and not look.is_home):
        looks = [look for look in history.looks if look.url == url and look.leads_to not in homes]
        for one in _unbroken(looks, lambda look: not look.had, _never, _lists(5, GONE_AFTER)):
            last = one.looks[-1].at
            others = [look.at for look in history.looks if look.had and look.url != url and one.since < look.at <= last]
            found = next((at for at in others if at - others[0] >= OTHERS_HAD), None)
            if found is not None and _gave_lately(history.looks, url, one.since):
                until = one.until or (last if now - last > _GIVEN_UP else None)
                yield url, replace(one, found=max(one.found, found), until=until)


def _unbroken(looks: Sequence[Look], shows: Test, neutral: Test, certain: Certain) -> Iterator[Stretch]:
    """Stretches of looks that all show something. What is ``neutral`` neither shows it nor ends it."""
    current: list[Look] = []
    found: Look | None = None
    for look in looks:
        if shows(look):
            current.append(look)
            if found is None and certain(current):
                found = look
        elif not neutral(look):
            if found is not None:
                yield Stretch(current[0].at, found.at, look.at, tuple(current))
            current, found = [], None
    if found is not None:
        yield Stretch(current[0].at, found.at, None, tuple(current))


def _never(look: Look) -> bool:
    return False


def _lists(least: int, lasting: timedelta) -> Certain:
    """So many looks at lists, the last so long after the first: a page alone says nothing of the source."""

    def certain(looks: Sequence[Look]) -> bool:
        times = [look.at for look in looks if look.is_list] if looks[-1].is_list else []
        return len(times) >= least and times[-1] - times[0] >= lasting

    return certain


def _pages(least: int, lasting: timedelta) -> Certain:
    """Looks at so many different pages, the last so long after the first: one page alone may have a wall for ever."""

    def certain(looks: Sequence[Look]) -> bool:
        return looks[-1].at - looks[0].at >= lasting and len({look.url for look in looks}) >= least

    return certain


def _for_good(one: Stretch) -> bool:
    """The source itself says so (301, 308), and nowhere the contrary."""
    said = {look.status for look in one.looks} & {301, 302, 303, 307, 308}
    return bool(said) and said <= {301, 308}


def _gave_lately(looks: Sequence[Look], url: str, before: datetime) -> bool:
    articles = [look for look in looks if look.reason is None and look.at <= before]
    return any(look.referrer == url for look in articles[-_LAST_ARTICLES:])
