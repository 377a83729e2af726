"""A dataset in one HTML page: what came, what did not, how fresh, how complete, and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Any, Protocol

from markupsafe import Markup

from ingest.charts import colour, highest, labelled, plot, ticks
from ingest.model import Outcome, Reason
from ingest.reports.alarms import MEANING, AlarmLike, standings_in_words
from ingest.reports.html import render
from ingest.reports.meanings import MEANINGS

_DAYS = 60
_NAMED = 7
"""Sources with a colour of their own; the rest is one series."""
_REST = "other sources"
_NARROW = 10
"""Columns of the coverage, beyond which their heads stand upright."""
_ORDER = {outcome.value: number for number, outcome in enumerate(Outcome)}
_TENTH = 10
"""Observations from which «nine in ten» says something."""


class SourceLike(Protocol):
    """Counts of one source."""

    articles: int
    filled: Counter[str]
    timed: int
    lags: list[float]
    words: list[int]
    ends: Counter[tuple[str, str]]
    last_new: datetime | None
    newest: datetime | None


class FactsLike(Protocol):
    """Counts of a dataset."""

    @property
    def sources(self) -> Mapping[str, SourceLike]: ...

    days: dict[date, Counter[str]]
    edits: Counter[str]
    roles: Counter[str]
    robots: Counter[str]
    tdm: Counter[str]
    refused: Counter[str]


@dataclass(frozen=True, slots=True)
class _Tile:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Chart:
    """A drawing without words, and the words around it."""

    drawing: Markup
    days: int
    ticks: list[tuple[str, float]]
    """Value, and how far up it stands, in per cent."""
    labels: list[tuple[str, float]]
    legend: list[tuple[str, str, int]]
    """Series, its colour, its sum."""


@dataclass(frozen=True, slots=True)
class _Fresh:
    name: str
    articles: int
    timed: int
    fresh: int
    median: str
    p90: str
    newest: str
    last_new: str


def report_page(
    name: str,
    facts: FactsLike,
    alarms: Sequence[AlarmLike],
    fields: Sequence[str],
    standings: Mapping[str, str],
) -> str:
    """The page. ``fields``: those whose completeness is shown; ``standings``: how each source stands."""
    sources = dict(sorted(facts.sources.items()))
    days, series = _by_day(facts)
    found = {end for source in sources.values() for end in source.ends}
    ends = sorted(found, key=lambda end: (_ORDER.get(end[0], len(_ORDER)), end))
    by_age = sorted(alarms, key=lambda one: one.since, reverse=True)
    return render(
        "report.html",
        name=name,
        span=_span(facts),
        tiles=list(_tiles(facts, alarms, standings)),
        standings=standings_in_words(standings),
        judged=all(str(standing) not in ("young", "sparse") for standing in standings.values()),
        alarms=[_alarm(alarm) for alarm in by_age if alarm.until is None],
        over=[_alarm(alarm) for alarm in by_age if alarm.until is not None],
        chart=_chart(days, series) if len(days) > 1 else None,
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        series=list(series),
        days=[(day, [values[number] for values in series.values()]) for number, day in enumerate(days)],
        groups=[(outcome, len(list(some))) for outcome, some in groupby(ends, key=lambda end: end[0])],
        ends=[(reason or outcome, reason in _REASONS) for outcome, reason in ends],
        upright=len(ends) > _NARROW,
        meanings=[(reason, MEANINGS[Reason(reason)]) for _, reason in ends if reason in _REASONS],
        coverage=[(name, [source.ends[end] for end in ends]) for name, source in sources.items()],
        totals=[sum(source.ends[end] for source in sources.values()) for end in ends],
        freshness=[_fresh(name, source) for name, source in sources.items() if source.articles],
        fields=fields,
        completeness=[
            (name, [_share(source.filled[one], source.articles) for one in fields], round(median(source.words)))
            for name, source in sources.items()
            if source.articles
        ],
        edits=facts.edits.most_common(),
        roles=facts.roles.most_common(),
        robots=facts.robots.most_common(),
        tdm=facts.tdm.most_common(),
        refused=facts.refused.most_common(),
    )


_REASONS = frozenset(reason.value for reason in Reason)


def _by_day(facts: FactsLike) -> tuple[list[date], dict[str, list[int]]]:
    """The last days, those without an article too, and the counts of each series."""
    if not facts.days:
        return [], {}
    last = max(facts.days)
    first = max(min(facts.days), last - timedelta(days=_DAYS - 1))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    totals: Counter[str] = Counter()
    for day in days:
        totals.update(facts.days.get(day, {}))
    named = [source for source, _ in totals.most_common(_NAMED)]
    counts = [facts.days.get(day, Counter()) for day in days]
    series = {name: [of_day[name] for of_day in counts] for name in named}
    if len(totals) > len(named):
        series[_REST] = [sum(count for name, count in of_day.items() if name not in named) for of_day in counts]
    return days, series


def _chart(days: Sequence[date], series: Mapping[str, Sequence[int]]) -> _Chart:
    values, sums = ticks(highest(series)), {name: sum(counts) for name, counts in series.items()}
    told = ", ".join(f"{name} {count:,}" for name, count in sums.items())
    described = f"New articles by day from {days[0]} to {days[-1]}: {told}"
    return _Chart(
        Markup(plot([day.isoformat() for day in days], series, described)),
        len(days),
        [(f"{value:,}", 100 * value / values[-1]) for value in values],
        [(f"{days[place]:%d %b}", 100 * (place + 0.5) / len(days)) for place in labelled(len(days))],
        [(name, colour(number), count) for number, (name, count) in enumerate(sums.items())],
    )


def _tiles(facts: FactsLike, alarms: Sequence[AlarmLike], standings: Mapping[str, str]) -> Iterator[_Tile]:
    articles = sum(source.articles for source in facts.sources.values())
    lags = [lag for source in facts.sources.values() for lag in source.lags]
    yield _Tile("articles", f"{articles:,}")
    yield _Tile("sources", f"{len(facts.sources):,}")
    yield _Tile("fetches", f"{sum(source.ends.total() for source in facts.sources.values()):,}")
    yield _Tile("alarms", f"{sum(alarm.until is None for alarm in alarms):,}", standings_in_words(standings))
    of = f"{len(lags):,} of {articles:,} article{'' if articles == 1 else 's'}"
    note = f"median of the {of} published in the week before their fetch"
    if not articles:
        note = ""
    elif not lags:
        note = "no article was published in the week before its fetch"
    yield _Tile("publication to fetch", _minutes(median(lags)) if lags else "–", note)


def _span(facts: FactsLike) -> str:
    if not facts.days:
        return "No article yet."
    first, last = min(facts.days), max(facts.days)
    return f"Articles first seen {f'on {first}' if first == last else f'from {first} to {last}'}, UTC."


def _share(having: int, articles: int) -> int:
    """In per cent; 0 and 100 are none and all, whatever would be rounded to them."""
    share = round(100 * having / articles)
    return share if having in (0, articles) else min(99, max(1, share))


def _fresh(name: str, source: SourceLike) -> _Fresh:
    lags = sorted(source.lags)
    return _Fresh(
        name,
        source.articles,
        source.timed,
        len(lags),
        _minutes(median(lags)) if lags else "–",
        _minutes(lags[int(0.9 * (len(lags) - 1))]) if len(lags) >= _TENTH else "–",
        f"{source.newest:%Y-%m-%d %H:%M}" if source.newest else "–",
        f"{source.last_new:%Y-%m-%d %H:%M}" if source.last_new else "–",
    )


def _minutes(minutes: float) -> str:
    if minutes < 90:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.0f} h" if minutes < 36 * 60 else f"{minutes / 1440:.0f} d"


def _alarm(alarm: AlarmLike) -> dict[str, Any]:
    return {
        "source": alarm.source,
        "meaning": MEANING.get(str(alarm.kind), str(alarm.kind)),
        "parts": alarm.parts,
        "since": f"{alarm.since:%Y-%m-%d %H:%M}",
        "until": f"{alarm.until:%Y-%m-%d}" if alarm.until else "",
        "sentence": alarm.sentence,
        "evidence": alarm.evidence,
    }
