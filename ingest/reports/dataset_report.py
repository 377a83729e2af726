"""A dataset in one HTML page: what came, what did not, how fresh, how complete, and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Protocol

from markupsafe import Markup

from ingest.charts import stacked_bars
from ingest.reports.alarms import MEANING, AlarmLike
from ingest.reports.html import render

_DAYS, _LEAST_DAYS = 60, 14
_NAMED = 7
"""Sources with a colour of their own; the rest is one series."""
_REST = "other sources"


class SourceLike(Protocol):
    """Counts of one source."""

    articles: int
    filled: Counter[str]
    lags: list[float]
    words: list[int]
    ends: Counter[tuple[str, str]]
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
class _Fresh:
    name: str
    articles: int
    timed: int
    median: str
    p90: str
    newest: str


def report_page(name: str, facts: FactsLike, alarms: Sequence[AlarmLike], fields: Sequence[str]) -> str:
    """The page. ``fields``: those whose completeness is shown."""
    sources = dict(sorted(facts.sources.items()))
    labels, series = _by_day(facts)
    ends = sorted({end for source in sources.values() for end in source.ends})
    total = sum(source.articles for source in sources.values())
    return render(
        "report.html",
        name=name,
        span=_span(facts),
        tiles=_tiles(facts, total, alarms),
        alarms=[_alarm(alarm) for alarm in sorted(alarms, key=lambda one: (one.until is not None, one.since))],
        days_chart=Markup(stacked_bars(labels, series, _described(labels, series))) if labels else "",
        series=list(series),
        days=[(label, [values[number] for values in series.values()]) for number, label in enumerate(labels)],
        ends=[reason or outcome for outcome, reason in ends],
        coverage=[(name, [source.ends[end] for end in ends]) for name, source in sources.items()],
        freshness=[_fresh(name, source) for name, source in sources.items() if source.articles],
        fields=fields,
        completeness=[
            (name, [round(100 * source.filled[one] / source.articles) for one in fields], round(median(source.words)))
            for name, source in sources.items()
            if source.articles
        ],
        edits=facts.edits.most_common(),
        roles=facts.roles.most_common(),
        robots=facts.robots.most_common(),
        tdm=facts.tdm.most_common(),
        refused=facts.refused.most_common(),
    )


def _by_day(facts: FactsLike) -> tuple[list[str], dict[str, list[int]]]:
    """Labels of the last days, those without an article too, and the counts of each series."""
    if not facts.days:
        return [], {}
    last = max(facts.days)
    first = max(min(facts.days), last - timedelta(days=_DAYS - 1))
    first = min(first, last - timedelta(days=_LEAST_DAYS - 1))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    totals: Counter[str] = Counter()
    for day in days:
        totals.update(facts.days.get(day, {}))
    named = [source for source, _ in totals.most_common(_NAMED)]
    counts = [facts.days.get(day, Counter()) for day in days]
    series = {name: [of_day[name] for of_day in counts] for name in named}
    if len(totals) > len(named):
        series[_REST] = [sum(count for name, count in of_day.items() if name not in named) for of_day in counts]
    return [day.isoformat() for day in days], series


def _described(labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    parts = ", ".join(f"{name} {sum(values):.0f}" for name, values in series.items())
    return f"New articles by day from {labels[0]} to {labels[-1]}: {parts}"


def _tiles(facts: FactsLike, total: int, alarms: Sequence[AlarmLike]) -> list[tuple[str, str]]:
    captures = sum(source.ends.total() for source in facts.sources.values())
    lags = [lag for source in facts.sources.values() for lag in source.lags]
    return [
        ("articles", f"{total:,}"),
        ("sources", f"{len(facts.sources):,}"),
        ("fetches", f"{captures:,}"),
        ("alarms", f"{sum(alarm.until is None for alarm in alarms):,}"),
        ("publication to fetch", _minutes(median(lags)) if lags else "–"),
    ]


def _span(facts: FactsLike) -> str:
    if not facts.days:
        return "No article yet."
    return f"First sights from {min(facts.days)} to {max(facts.days)}, UTC"


def _fresh(name: str, source: SourceLike) -> _Fresh:
    lags = sorted(source.lags)
    middle, late = (_minutes(median(lags)), _minutes(lags[int(0.9 * (len(lags) - 1))])) if lags else ("–", "–")
    newest = f"{source.newest:%Y-%m-%d %H:%M}" if source.newest else "–"
    return _Fresh(name, source.articles, len(lags), middle, late, newest)


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
