"""What is wrong with a source, in words, with the articles that show it."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import quantiles

from ingest.health import requests
from ingest.health.change import LEARNING, RECENT, REMEMBERED, Change, ObservedT, Sign, changes, turns
from ingest.health.history import WALLS, Asked, History, Seen
from ingest.health.requests import Stretch
from ingest.health.silence import silence

FIELDS = ("title", "standfirst", "authors", "published_at", "section", "images")
"""Fields whose loss is looked for."""
_FAILURES = frozenset(
    (
        "connection_failed", "timeout", "tls_failed", "unknown_host", "access_denied", "rate_limited", "client_error",
    "server_error", "not_found", "broken_response", "too_many_redirects", "parser_fault", "parser_crashed",
    "robots_unreachable",
    )
)  # fmt: skip
ROBOTS = "robots.txt"
"""The part of an alarm of rights that says that robots.txt keeps out whoever asks."""
_EMPTY = frozenset(("no_text", "empty_page", "not_an_article"))
_RECALLED = 60
"""Articles among which a passage is looked for again."""
_OFTEN = 3
"""Times it must have been seen in them."""
_PARTS = 50
"""An article is remarkable that is shorter than all but one of so many; or was fetched sooner, or later."""
_TOGETHER = timedelta(hours=36)
"""Fields lost within that time were lost to one change of the page."""


class Kind(StrEnum):
    SILENT = "silent"
    TEMPLATE = "template"
    """The page's markup changed: fields are lost, or are found otherwise than before."""
    SHORT_TEXT = "short_text"
    BOILERPLATE = "boilerplate"
    """The same passages in one article after another."""
    WALL = "wall"
    """A consent, block or error page in place of articles, served with 200."""
    PAYWALL = "paywall"
    CLOCK = "clock"
    """The time from publication to fetch has jumped."""
    ERRORS = "errors"
    NO_ARTICLES = "no_articles"
    """Pages come, and hardly any of them is an article as before."""
    RIGHTS = "rights"
    """robots.txt or a TDM reservation says something new."""
    DOWN = "down"
    """For a day nothing could be had of it: no list and no page."""
    MOVED = "moved"
    """Its home page and lists lead to another domain."""
    LISTING = "listing"
    """A feed, sitemap or section that articles came from is gone."""


@dataclass(frozen=True, slots=True)
class Alarm:
    source: str
    kind: Kind
    since: datetime
    """Of the first article or page that shows it."""
    found: datetime
    """When it was certain: of the observation that settled it."""
    until: datetime | None
    """When it was over, or had become the rule; None while it lasts."""
    parts: tuple[str, ...]
    """Fields of a changed template, reasons of drops, names of collectors …"""
    sentence: str
    """What is seen, against what was usual, for a person."""
    evidence: tuple[str, ...]
    """URLs of the first pages that show it."""

    @property
    def key(self) -> str:
        """The same for the same alarm in a later run, so that it is told once."""
        return f"{self.source}/{self.kind}/{self.since:%Y-%m-%dT%H:%M}"


def alarms_of(history: History, now: datetime) -> list[Alarm]:
    """All alarms of a source's past, those that are over as well, oldest first. ``now``: the last time it was asked for
    anything, so that a job that did not run makes no source silent."""
    found = [
        *_template(history),
        *_of_texts(history),
        *_of_pages(history),
        *_rights(history),
        *_of_requests(history, now),
    ]
    return sorted([*found, *_silent(history, found, now)], key=lambda alarm: (alarm.since, alarm.kind))


# --- the template ----------------------------------------------------------------------------------------------------
def _template(history: History) -> Iterator[Alarm]:
    """Fields lost or found otherwise, joined where they changed at one time."""
    seen = history.seen
    losses = sorted(_losses(seen, changes), key=lambda loss: loss[0].start)
    group: list[Loss] = []
    known: list[Alarm] = []
    for loss in losses:
        if group and seen[loss[0].start].at - seen[group[0][0].start].at > _TOGETHER:
            known.append(_joined(history.source, seen, group))
            group = []
        group.append(loss)
    if group:
        known.append(_joined(history.source, seen, group))
    yield from known
    if len(seen) < LEARNING + RECENT:
        yield from _template_of_few(history, known)


def _template_of_few(history: History, known: Sequence[Alarm]) -> Iterator[Alarm]:
    """The same for a source of which too little is known for shares: several fields at once that all versions had, and
    that none has any more. Later versions count as well, for a page that is read again shows its new template."""
    read = history.read
    together: dict[int, list[Loss]] = defaultdict(list)
    for loss in _losses(read, turns):
        together[loss[0].start].append(loss)
    for losses in together.values():
        if len({name for _, name, _ in losses}) < 2:
            continue  # a guest without a byline, five times
        alarm = _joined(history.source, read, losses)
        if all(abs(alarm.since - other.since) > _TOGETHER for other in known):
            yield alarm


Loss = tuple[Change, str, str]
"""A change, the field that it took, and the words for it."""


def _losses(read: Sequence[Seen], test: Callable[[Sequence[Seen], Sign[Seen]], list[Change]]) -> Iterator[Loss]:
    for name in FIELDS:
        for change in test(read, _missing(name)):
            yield change, name, f"{name} is missing in {_share(change)}"
        for change in test(read, _found_otherwise(name)):
            was = _usual_method(read[max(0, change.start - REMEMBERED) : change.start], name)
            yield change, name, f"{name} is no longer found by {was} in {_share(change)}"


def _joined(source: str, seen: Sequence[Seen], losses: Sequence[Loss]) -> Alarm:
    start = min(change.start for change, _, _ in losses)
    ends = [change.end for change, _, _ in losses]
    last = None if None in ends else max(end for end in ends if end is not None)
    return Alarm(
        source,
        Kind.TEMPLATE,
        seen[start].at,
        seen[min(change.found for change, _, _ in losses)].at,
        seen[last - 1].at if last is not None else None,
        tuple(dict.fromkeys(name for _, name, _ in losses)),
        "; ".join(said for _, _, said in losses),
        tuple(one.url for one in seen[start : start + 3]),
    )


def _missing(name: str) -> Sign[Seen]:
    return _always(lambda one: name not in one.methods)


def _found_otherwise(name: str) -> Sign[Seen]:
    """Found in another way than in most articles before; a field that was not found tells nothing."""

    def sign(past: Sequence[Seen]) -> Callable[[Seen], bool]:
        usual = _usual_method(past, name)
        return lambda one: name in one.methods and one.methods[name] != usual

    return sign


def _usual_method(past: Sequence[Seen], name: str) -> str:
    methods = Counter(one.methods[name] for one in past if name in one.methods)
    return min(methods, key=lambda method: (-methods[method], method), default="")


# --- texts -----------------------------------------------------------------------------------------------------------
def _of_texts(history: History) -> Iterator[Alarm]:
    seen = history.seen
    repeating = _repeating(seen)
    dated = [one for one in seen if one.lag is not None]
    tests: tuple[tuple[Kind, Sequence[Seen], Sign[Seen], str], ...] = (
        (Kind.SHORT_TEXT, seen, lambda past: _below(past, _words), "are shorter than nearly all before"),
        (Kind.BOILERPLATE, seen, _always(lambda one: one.url in repeating), "repeat passages of earlier ones"),
        (Kind.PAYWALL, seen, _always(lambda one: one.teaser), "are cut off at a paywall"),
        (Kind.CLOCK, dated, lambda past: _below(past, _minutes), "were fetched sooner after publication than before"),
        (Kind.CLOCK, dated, lambda past: _above(past, _minutes), "were fetched later after publication than before"),
    )  # fmt: skip
    for kind, observed, sign, what in tests:
        for change in changes(observed, sign):
            yield _alarm(history.source, kind, change, observed, f"{_share(change)} of the articles {what}")


def _words(one: Seen) -> float:
    return float(one.words)


def _minutes(one: Seen) -> float:
    return one.lag / timedelta(minutes=1) if one.lag is not None else 0.0


def _below(past: Sequence[Seen], measure: Callable[[Seen], float]) -> Callable[[Seen], bool]:
    """Whether an article measures less than nearly all before it."""
    bound = quantiles(map(measure, past), n=_PARTS)[0]
    return lambda one: measure(one) < bound


def _above(past: Sequence[Seen], measure: Callable[[Seen], float]) -> Callable[[Seen], bool]:
    bound = quantiles(map(measure, past), n=_PARTS)[-1]
    return lambda one: measure(one) > bound


def _repeating(seen: Sequence[Seen]) -> set[str]:
    """URLs of the articles with a passage that several of those before them have."""
    recalled: deque[frozenset[int]] = deque(maxlen=_RECALLED)
    count: Counter[int] = Counter()
    repeating = set()
    for one in seen:
        if any(count[passage] >= _OFTEN for passage in one.passages):
            repeating.add(one.url)
        if len(recalled) == _RECALLED:
            count.subtract(recalled[0])
        recalled.append(one.passages)
        count.update(one.passages)
    return repeating


# --- pages -----------------------------------------------------------------------------------------------------------
def _of_pages(history: History) -> Iterator[Alarm]:
    asked = history.asked
    walls = list(requests.walled(history))
    for one in walls:
        said = f"all {len({look.url for look in one.looks})} pages asked for are walls served as if they were articles"
        yield _told(history, Kind.WALL, one, said, one.parts)
    for kind, reasons, said in (
        (Kind.WALL, WALLS, "of the pages asked for are walls served as if they were articles"),
        (Kind.ERRORS, _FAILURES, "of the pages asked for could not be had"),
        (Kind.NO_ARTICLES, _EMPTY, "of the pages asked for are no articles"),
    ):
        for change in changes(asked, _for_reason(reasons)):
            if kind is Kind.WALL and any(one.overlaps(asked[change.start].at, asked[change.found].at) for one in walls):
                continue
            end = change.end if change.end is not None else len(asked)
            hits = [one for one in asked[change.start : end] if one.reason in reasons]
            parts = tuple(sorted({one.reason for one in hits if one.reason}))
            yield _alarm(history.source, kind, change, asked, f"{_share(change)} {said}", parts, hits)


def _for_reason(reasons: frozenset[str]) -> Sign[Asked]:
    return _always(lambda one: one.reason in reasons)


def _rights(history: History) -> Iterator[Alarm]:
    for before, after in pairwise(history.verdicts):
        told = []
        if before.tdm_reserved != after.tdm_reserved and (before.tdm_reserved or after.tdm_reserved):
            told.append("text and data mining is " + ("reserved now" if after.tdm_reserved else "reserved no longer"))
        refused = sorted(set(after.ai_refused) - set(before.ai_refused))
        if refused:
            told.append(f"robots.txt refuses {', '.join(refused)}")
        if admitted := sorted(set(before.ai_refused) - set(after.ai_refused)):
            told.append(f"robots.txt refuses {', '.join(admitted)} no longer")
        if told:
            # It is told, and then it is so: nothing to wait for.
            parts = (*refused, *admitted)
            yield Alarm(history.source, Kind.RIGHTS, after.at, after.at, after.at, parts, "; ".join(told), (after.url,))


def _of_requests(history: History, now: datetime) -> Iterator[Alarm]:
    for one in requests.down(history):
        yield _told(
            history, Kind.DOWN, one, f"nothing can be had of it, neither lists nor pages ({one.reasons})", one.parts
        )
    for one in requests.shut(history):
        said = "robots.txt keeps this robot out of the home page, its lists and all pages"
        yield _told(history, Kind.RIGHTS, one, said, (ROBOTS,))
    for target, one in requests.moved(history):
        said = f"its home page and lists lead to {target}: if it has moved there, change its home in sources.toml"
        yield _told(history, Kind.MOVED, one, said, (target,))
    for url, one in requests.gone(history, now):
        said = f"{url}, which articles came from, cannot be had ({one.reasons})"
        yield _told(history, Kind.LISTING, one, said, (url,))


def _told(history: History, kind: Kind, stretch: Stretch, sentence: str, parts: tuple[str, ...]) -> Alarm:
    evidence = tuple(dict.fromkeys(look.url for look in stretch.looks))[:3]
    return Alarm(history.source, kind, stretch.since, stretch.found, stretch.until, parts, sentence, evidence)


def _silent(history: History, causes: Iterable[Alarm], now: datetime) -> Iterator[Alarm]:
    """Silence that none of the other alarms explains: behind a wall nothing is to be heard."""
    times = [one.at for one in history.seen if not one.there_before]
    hidden = [alarm for alarm in causes if _hides(alarm) and times and (alarm.until or now) > times[-1]]
    if any(alarm.until is None for alarm in hidden):
        return
    heard = max((alarm.until for alarm in hidden if alarm.until), default=None)
    quiet = silence(times, now, heard)
    if quiet is not None:
        sentence = f"no new article since {quiet.since:%Y-%m-%d %H:%M}, where about {quiet.expected:.0f} were to come"
        last = history.seen[-1].url
        yield Alarm(history.source, Kind.SILENT, quiet.since, now, None, (), sentence, (last,))


def _hides(alarm: Alarm) -> bool:
    """Whether a source with that alarm may publish, and nobody sees it."""
    return alarm.kind in (Kind.WALL, Kind.DOWN, Kind.MOVED) or (alarm.kind is Kind.RIGHTS and ROBOTS in alarm.parts)


def _alarm(
    source: str,
    kind: Kind,
    change: Change,
    observed: Sequence[Seen] | Sequence[Asked],
    sentence: str,
    parts: tuple[str, ...] = (),
    shown: Sequence[Seen] | Sequence[Asked] | None = None,
) -> Alarm:
    end = observed[change.end - 1].at if change.end is not None else None
    shown = observed[change.start : change.start + 3] if shown is None else shown
    evidence = tuple(one.url for one in shown[:3])
    return Alarm(source, kind, observed[change.start].at, observed[change.found].at, end, parts, sentence, evidence)


def _always(shows: Callable[[ObservedT], bool]) -> Sign[ObservedT]:
    """A sign that does not depend on what was seen before."""
    return lambda past: shows


def _share(change: Change) -> str:
    return f"{change.since:.0%} (usually {change.before:.0%})"
