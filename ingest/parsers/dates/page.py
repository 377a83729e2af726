"""The two dates of a page from all its signals: agreement decides, disagreement is recorded, no date beats a wrong one.

The walk over the page collects :class:`Signal` values (the constants below say from where), ``settle`` decides:

1.  Machine values become stamps, lines are read; unset, future and impossible ones are dropped. Midnight sharp in
    metadata is a day. A modification at the time of the fetch is the page's clock.
2.  Wall clocks are compared before instants: the same digits under another offset mean that one of the offsets lies.
3.  A visible «publié» earlier than datePublished wins (overwritten on update); one that equals dateModified while
    datePublished is later means that the two were swapped; an unlabelled one that equals dateModified is the update.
4.  Otherwise: the labelled line, JSON-LD, meta, microdata, ``<time>``, an unlabelled line, a labelled line far away,
    the URL's day, other dates far away when they all name one day.
5.  A modification that only metadata tells of counts on the day of the publication and for half a day; later it must be
    shown, or called the publication elsewhere (published again).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from ingest.model import Found, Moment
from ingest.parsers.dates import language as languages
from ingest.parsers.dates.candidates import Candidate, read_loosely, read_signals
from ingest.parsers.dates.fields import Role
from ingest.parsers.dates.offsets import true_offsets
from ingest.parsers.dates.resolve import Now, zone_of
from ingest.parsers.dates.signals import (
    DATE_CLASS_WORDS,
    HATOM_CLASSES,
    JSON_LD_KEYS,
    META_DATE_NAMES,
    MICRODATA_PROPERTIES,
    PUBLICATION_NAMES,
    WEAK_META_NAMES,
    PageDates,
    Signal,
)
from ingest.parsers.dates.stamp import parse_stamp
from ingest.parsers.dates.urls import url_day

__all__ = [
    "DATE_CLASS_WORDS",
    "HATOM_CLASSES",
    "JSON_LD_KEYS",
    "META_DATE_NAMES",
    "MICRODATA_PROPERTIES",
    "PUBLICATION_NAMES",
    "WEAK_META_NAMES",
    "PageDates",
    "Signal",
    "settle",
    "url_day",
]

_MINUTE: Final = timedelta(minutes=1)
_PLAIN: Final = "en-GB"
_GENERATED: Final = timedelta(minutes=2)
"""A modification this close to the fetch is the page's clock."""
_OVERWRITTEN: Final = timedelta(days=1)
_SHIFT: Final = timedelta(hours=12)
"""How long a newsroom goes on with a story. What metadata alone calls modified later is any save of the page (a tag, a
template), and is no update that a reader was told of."""
_BRIEF: Final = 50
"""Characters of a line far from the headline that may hold a date among other words."""
_SHOWN: Final = ("visible", "time", "microdata")
_UNHEARD: Final = ("url", "meta-weak", "json-ld-weak")
"""Methods whose disagreement is no conflict."""


def settle(signals: Sequence[Signal], *, tz: str | None, fetched_at: datetime | None, lang: str | None) -> PageDates:
    """Publication and update of a page. ``signals`` in document order, all that the walk has found.

    ``tz``: IANA zone of the newsroom (None: UTC). ``fetched_at``: aware, or None: then nothing relative is read and no
    future is refused. ``lang``: BCP 47 tag of the page for its visible lines (None: the known languages are tried).
    """
    zone = zone_of(tz) if tz else _zone_of_values(signals)
    return _Settlement(signals, Now.within(fetched_at, zone, tz), _language_of_lines(signals, lang)).decide()


def _language_of_lines(signals: Sequence[Signal], lang: str | None) -> str | None:
    """Lines in a language without a table are slow to read, and read only where metadata gives no publication."""
    if not lang or languages.load(lang) is not None:
        return lang
    told = (one for one in signals if one.role == "published" and one.method in ("json-ld", "meta", "microdata"))
    return _PLAIN if any(parse_stamp(one.raw) for one in told) else lang


def _zone_of_values(signals: Sequence[Signal]) -> tzinfo:
    """Where nothing tells the zone, the offset that the page's own values have; UTC when they have none."""
    for signal in signals:
        stamp = parse_stamp(signal.raw) if signal.method != "visible" else None
        if stamp is not None and stamp.offset:
            return timezone(stamp.offset)
    return UTC


class _Settlement:
    def __init__(self, signals: Sequence[Signal], now: Now, lang: str | None) -> None:
        self.now, self.signals, self.lang = now, signals, lang
        read = read_signals(signals, now, lang)
        self.lines = [one for one in read if one.signal.method == "visible"]
        self.read = [self._with_role(one) for one in true_offsets(read, now)]

    def decide(self) -> PageDates:
        line, update, bare = self._line("published", True), self._line("modified", True), self._line("published", False)
        first, last = self._first("published", update), self._first("modified", None)
        just_before = bare and last and not last.day_only and first and first.moment.instant > last.moment.instant
        if first and last and (just_before or self._later(first, last)):
            swapped = line is not None and self._same(line, last)
            earlier = bare if bare and self._later(last, bare) else first
            first, last = (_as(last, "published"), _as(first, "modified")) if swapped else (earlier, None)
        first = self._publication(first, line, bare)
        if first and update and not line and not update.day_only and self._same(first, update):
            first = self._earlier(first) or first
        if first and last and self._same(first, last):
            last = self._shown_update(first) or last
        last = self._update(first, last, update)
        silent = last if first and last and self._is_far(first, last) and not self._is_told(last) else None
        return self._result(first, last if silent is None else None, silent)

    def _with_role(self, one: Candidate) -> Candidate:
        """A value without a role that a line calls the update is the update."""
        if one.labelled or not one.machine or one.day_only:
            return one
        lines = [line for line in self.lines if not line.day_only and self._same(one, line)]
        return _as(one, "modified") if lines and all(line.role == "modified" for line in lines) else one

    # --- choosing ----------------------------------------------------------------------------------------------------
    def _first(self, role: Role, update: Candidate | None) -> Candidate | None:
        """The best value of a role; a day gives way to a time on the same day further down that is not the update's."""
        candidates = [one for one in self.read if one.role == role and one.machine and not _is_weak(one)]
        if role == "published":
            candidates = [one for one in candidates if not self._is_clock(one)] or candidates
        if not candidates or not candidates[0].day_only:
            return candidates[0] if candidates else None
        day = self._day(candidates[0])
        exact = (one for one in candidates if not one.day_only and day in (self._day(one), _day_in_utc(one)))
        told = update is not None and not update.day_only
        return next((one for one in exact if not (told and update and self._same(one, update))), candidates[0])

    def _is_clock(self, one: Candidate) -> bool:
        """The time of the request in the place of the publication, which another signal puts a day or more before."""
        if self.now.utc is None or one.day_only or one.moment.instant < self.now.utc - _GENERATED:
            return False
        return any(one.moment.instant - other.moment.instant > _OVERWRITTEN for other in self.read)

    def _is_running_clock(self, bare: Candidate, line: Candidate) -> bool:
        """The day and hour of the request in the page's header, where a line further down says when it was written."""
        fetched = self.now.utc
        return bool(fetched and bare.moment.instant > fetched - _GENERATED and self._later(bare, line))

    def _earlier(self, first: Candidate) -> Candidate | None:
        """What puts the publication on an earlier day, when datePublished was overwritten by the update."""
        own = (one for one in self.read if one.role == "published" and (one.machine and one.signal.method != "time"))
        return next((one for one in own if self._day(one) < self._day(first)), None)

    def _line(self, role: Role, labelled: bool) -> Candidate | None:
        lines = (
            one for one in self.read if one.signal.method == "visible" and one.role == role and one.labelled == labelled
        )
        found = [one for one in lines if labelled or one.signal.near_headline]
        return next((one for one in found if one.signal.near_headline), found[0] if found else None)

    def _publication(self, first: Candidate | None, line: Candidate | None, bare: Candidate | None) -> Candidate | None:
        if first is None:
            if line and bare and self._is_running_clock(bare, line):
                return line
            near = line if line and line.signal.near_headline else bare
            if near and near.day_only and bare and not bare.day_only and self._same(near, bare):
                near = bare  # «Anne Un on June 26, 2014 at 9:00a», above «Release date 2014-06-26»
            return self._with_clock(near) if near else self._last_resort()
        if line is None:
            exact = bare is not None and not bare.day_only and bare.wall.time() != time.min
            return bare if bare and exact and first.day_only and self._same(first, bare) else first
        if self._same(first, line):
            return line if first.day_only and not line.day_only else first
        return line if line.signal.near_headline else first

    def _with_clock(self, day: Candidate) -> Candidate:
        """A day beside the headline, with the time that an element elsewhere calls the publication's: blogs have the
        one above a post and the other below it."""
        if not day.day_only:
            return day
        published = (one for one in self.read if one.role == "published" and one.labelled and one.machine)
        return self._agreed([o for o in published if not o.day_only and self._day(o) == self._day(day)]) or day

    def _last_resort(self) -> Candidate | None:
        """A line near the headline with other words in it, a labelled one elsewhere, the URL's day, a date elsewhere,
        what the page says of something else, a doubtful meta tag.

        Each kind counts only when all of it names one day: two dates of which none is labelled are no date.
        """
        loose = [one for signal in self.signals for one in read_loosely(signal, self.now, self.lang)]
        published = [one for one in self.read if one.role == "published"]
        far = [one for one in published if not one.signal.near_headline]
        kinds = (
            [one for one in loose if one.signal.near_headline],
            [one for one in far if one.labelled and one.signal.method == "visible"],
            [one for one in published if one.signal.method == "url"],
            [one for one in far if one.signal.method in ("time", "microdata")],
            [one for one in far if one.signal.method == "visible"],
            [one for one in loose if len(one.signal.raw) <= _BRIEF],
            [one for one in published if one.signal.method == "json-ld-weak"],
            [one for one in published if one.signal.method == "meta-weak"],
        )
        found = next((found for kind in kinds if (found := self._agreed(kind))), None)
        if found and found.day_only:  # «22 mai 2023» for readers, and its minute in the same <time>
            told = [one for one in kinds[3] if not one.day_only and self._day(one) == self._day(found)]
            return self._agreed(told) or found
        return found

    def _agreed(self, kind: list[Candidate]) -> Candidate | None:
        """The one date of several candidates: with its time where they agree on it, else the day."""
        if len({self._day(one) for one in kind}) != 1:
            return None
        timed = [one for one in kind if not one.day_only]
        if not timed:
            return kind[0]
        if all(self._same(one, timed[0]) for one in timed):
            return timed[0]
        day = self._day(timed[0])
        moment = Moment(day.replace(tzinfo=self.now.zone).astimezone(UTC), "day")
        return timed[0]._replace(moment=moment, wall=day, offset=None)

    def _update(self, first: Candidate | None, last: Candidate | None, line: Candidate | None) -> Candidate | None:
        if line is not None and not (last and self._same(last, line) and (line.day_only or not last.day_only)):
            last = line
        if last is None:
            return None
        # A page that says «mis à jour» was, however soon; metadata saved within the minute says nothing.
        soon = timedelta(0) if line is not None and last.machine and not last.day_only else _MINUTE
        if first is not None and last.moment.instant <= first.moment.instant + soon:
            return None
        if (
            first is not None
            and self._day(last) <= self._day(first)
            and (last.day_only or (first.day_only and last.machine and line is None))
        ):
            return None
        fetched = self.now.utc
        if fetched and last.machine and not last.day_only and last.moment.instant > fetched - _GENERATED:
            return None
        return last

    def _shown_update(self, first: Candidate) -> Candidate | None:
        """The value of an element that says «Updated …», where ``dateModified`` only repeats the publication."""
        shown = (one for one in self.read if one.role == "modified" and one.signal.method == "time")
        return next((one for one in shown if not one.day_only and self._later(one, first)), None)

    def _is_told(self, last: Candidate) -> bool:
        """An update that the page shows, or that it calls its publication elsewhere (published again)."""
        shown = (one for one in self.read if one.signal.method in _SHOWN or one.role == "published")
        return any(self._same(one, last) for one in shown)

    def _is_far(self, first: Candidate, last: Candidate) -> bool:
        return self._day(last) > self._day(first) and last.moment.instant > first.moment.instant + _SHIFT

    # --- comparing ---------------------------------------------------------------------------------------------------
    def _day(self, one: Candidate) -> datetime:
        """The calendar day in the source's zone; a day as printed is that day."""
        if one.day_only and one.machine and one.wall.time() == time.min:
            return one.wall
        local = one.moment.instant.astimezone(self.now.zone)
        return datetime(local.year, local.month, local.day)

    def _same(self, one: Candidate, other: Candidate) -> bool:
        """Equal as far as the coarser of the two goes."""
        if one.day_only or other.day_only:
            return self._day(one) == self._day(other)
        apart = abs(one.moment.instant - other.moment.instant)
        if "hour" in (one.moment.precision, other.moment.precision):
            return apart <= timedelta(hours=1)
        return apart <= _MINUTE

    def _later(self, one: Candidate, other: Candidate) -> bool:
        if one.day_only or other.day_only:
            return self._day(one) > self._day(other)
        return one.moment.instant > other.moment.instant + _MINUTE

    # --- telling -----------------------------------------------------------------------------------------------------
    def _result(self, first: Candidate | None, last: Candidate | None, silent: Candidate | None) -> PageDates:
        lost_first = self._losers(first, "published", last)
        lost_last = self._losers(last, "modified", first)
        return PageDates(
            published=first.moment if first else None,
            published_raw=self._words(first),
            published_offset=first.offset if first else None,
            display_offset=self._display_offset(first or last),
            modified=last.moment if last else None,
            modified_raw=self._words(last),
            modified_offset=last.offset if last else None,
            conflict=bool((first and lost_first) or (last and lost_last)),
            published_found=_found(first, lost_first),
            modified_found=_found(last, lost_last) if silent is None else _not_shown(silent),
        )

    def _display_offset(self, first: Candidate | None) -> timedelta | None:
        """The offset of the page's own clock: for want of a zone, or where the zone's day is not the printed one."""
        if first is None or first.offset is None:
            return None
        if self.now.name is None or first.day_only:
            if not first.day_only:
                return first.offset
            # «2012-01-11T00:00:00Z» for a day that readers see is midnight in the page's zone, not at that offset.
            begins = (
                first.moment is not None and first.moment.instant.astimezone(timezone(first.offset)).time() == time.min
            )
            return first.offset if begins and first.wall.time() == time.min else None
        printed = (one for one in self.read if one.day_only and (one.signal.method == "url" or not one.machine))
        days = {self._day(one) for one in printed if one.role == "published"}
        shown = datetime(first.wall.year, first.wall.month, first.wall.day)
        return first.offset if shown in days and self._day(first) not in days else None

    def _losers(self, winner: Candidate | None, role: Role, other: Candidate | None) -> tuple[Candidate, ...]:
        if winner is None:
            return ()
        against = (one for one in self.read if one.role == role and not self._same(one, winner))
        told = (one for one in against if one.labelled or not (other and self._same(one, other)))
        return tuple(one for one in told if one.signal.near_headline and one.signal.method not in _UNHEARD)

    def _words(self, winner: Candidate | None) -> str | None:
        """The visible words for the moment, where there are some that agree; the value itself otherwise."""
        if winner is None:
            return None
        visible = (
            one
            for one in self.read
            if one.signal.method == "visible" and one.role == winner.role and self._same(one, winner)
        )
        best = next(visible, winner) if winner.signal.method != "visible" else winner
        return " ".join((best.signal.shown or best.signal.raw).split())


def _as(candidate: Candidate, role: Role) -> Candidate:
    return candidate._replace(role=role)


def _day_in_utc(one: Candidate) -> datetime:
    """Systems that keep their time in UTC print its day where they give no more."""
    return datetime(one.moment.instant.year, one.moment.instant.month, one.moment.instant.day)


def _is_weak(candidate: Candidate) -> bool:
    """Only good for want of anything else."""
    method = candidate.signal.method
    return method in ("url", "meta-weak", "json-ld-weak") or (method == "time" and not candidate.signal.near_headline)


def _not_shown(silent: Candidate) -> Found:
    return Found("none", "in metadata only, not shown", ((silent.signal.method, silent.signal.raw[:100]),))


def _found(winner: Candidate | None, losers: Iterable[Candidate]) -> Found | None:
    if winner is None:
        return None
    rejected = tuple((one.signal.method, one.signal.raw[:100]) for one in losers)
    evidence = winner.signal.evidence or winner.signal.raw
    return Found(winner.signal.method, evidence[:300], rejected)
