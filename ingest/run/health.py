"""The health of a dataset's sources: its tables, read as histories, and their alarms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from ingest.dataset import Dataset, Rows, open_dataset
from ingest.health import Alarm, Asked, History, Seen, Standing, Verdict, alarms_of, standing

LOOKED_BACK = timedelta(days=120)
"""Of the past that is read: enough for the weekly rhythm, and a bound on the time it takes."""
_PASSAGE = 40
"""Characters from which a block is remembered."""
_FIRST_VISIT = timedelta(hours=1)
_EXACT = ("minute", "second")
_NEVER_ASKED = ("unchanged", "refused")
_ARTICLE = (
    "source", "url", "article_id", "captured_at", "published_at", "published_precision", "word_count", "paywalled",
    "images", "provenance", "blocks",
)  # fmt: skip
_CAPTURE = ("source", "url", "fetched_at", "outcome", "reason", "robots_url", "tdm_url", "tdm_reserved", "ai_refused")


@dataclass(frozen=True, slots=True)
class Health:
    """Of a dataset's sources."""

    alarms: list[Alarm]
    """Those of the last :data:`LOOKED_BACK` that are over as well."""
    standings: dict[str, Standing]
    """Each source that anything was ever asked of, by name."""


def health_of(path: Path, *, now: datetime | None = None) -> Health:
    """``now``: when to judge it; the last fetch by default, so that a job that did not run makes no source silent.
    Raises :class:`ingest.errors.DatasetMissing` when there is no dataset.
    """
    dataset = open_dataset(path)
    dataset.count()  # a part that cannot be read is told, also one that no alarm asks for
    end = now or _last_fetch(dataset)
    health = Health([], dict.fromkeys(sources_in(path), Standing.IDLE))
    if end is not None:
        for history in _histories(dataset, end):
            alarms = alarms_of(history, end)
            health.alarms.extend(alarms)
            health.standings[history.source] = standing(history, alarms, end)
    return health


def alarms_in(path: Path, *, now: datetime | None = None) -> list[Alarm]:
    """The alarms alone, as :func:`health_of` has them."""
    return health_of(path, now=now).alarms


def _last_fetch(dataset: Dataset) -> datetime | None:
    import pyarrow.compute as pc

    latest = (
        pc.max(batch.column("fetched_at")).as_py() for batch in dataset.captures(["fetched_at"]) if batch.num_rows
    )
    return max(latest, default=None)


def _histories(dataset: Dataset, end: datetime) -> Iterator[History]:
    asked: dict[str, list[dict[str, Any]]] = defaultdict(list)
    begin = end - LOOKED_BACK
    for capture in _rows(dataset.captures(_CAPTURE, since=begin, until=end)):
        asked[capture["source"]].append(capture)
    seen = _first_sights(_rows(dataset.revisions(columns=_ARTICLE, since=begin, until=end)))
    for source, rows in sorted(asked.items()):
        rows.sort(key=lambda row: (row["fetched_at"], row["url"]))
        yield History(
            source,
            sorted((_followed(one, rows[0]) for one in seen.get(source, ())), key=lambda one: (one.at, one.url)),
            [Asked(row["fetched_at"], row["url"], row["reason"]) for row in rows if _was_asked(row)],
            list(_verdicts(rows)),
            since=rows[0]["fetched_at"],
        )


def _was_asked(row: dict[str, Any]) -> bool:
    """A server that is down gives no robots.txt either: that is no refusal."""
    return row["outcome"] not in _NEVER_ASKED or row["reason"] == "robots_unreachable"


def _rows(rows: Rows) -> Iterator[dict[str, Any]]:
    for batch in rows:
        yield from batch.to_pylist()


def _first_sights(rows: Iterable[dict[str, Any]]) -> dict[str, list[Seen]]:
    """Source → its articles, each as it was first read."""
    first: dict[str, tuple[datetime, str, Seen]] = {}
    for row in rows:
        known = first.get(row["article_id"])
        if known is None or row["captured_at"] < known[0]:
            first[row["article_id"]] = (row["captured_at"], row["source"], _seen(row))
    by_source: dict[str, list[Seen]] = defaultdict(list)
    for _, source, one in first.values():
        by_source[source].append(one)
    return by_source


def _followed(one: Seen, first: dict[str, Any]) -> Seen:
    """Marked where it was there before anybody asked the source. A first visit finds the articles of weeks: those that
    follow would seem to be fetched too soon, and a day with so many would hide a silence."""
    asked = first["fetched_at"]
    if one.at - asked < _FIRST_VISIT or (one.lag is not None and one.at - one.lag < asked):
        return replace(one, lag=None, there_before=True)
    return one


def _seen(row: dict[str, Any]) -> Seen:
    methods = {found["field"]: found["method"] for found in row["provenance"]}
    if row["images"]:
        methods["images"] = "page"
    exact = row["published_precision"] in _EXACT
    return Seen(
        row["captured_at"],
        row["url"],
        methods,
        words=row["word_count"] or 0,
        passages=frozenset(hash(block["text"]) for block in row["blocks"] if len(block["text"]) >= _PASSAGE),
        teaser=bool(row["paywalled"]),
        lag=row["captured_at"] - row["published_at"] if exact else None,
    )


def _verdicts(rows: list[dict[str, Any]]) -> Iterator[Verdict]:
    """One a day, what most pages of the day had: a reservation may hold for a part of a site only."""
    for _, day in groupby(rows, key=_day):
        told = [row for row in day if row["robots_url"]]
        if told:
            (reserved, refused), _ = Counter(
                (row["tdm_reserved"], tuple(row["ai_refused"] or ())) for row in told
            ).most_common(1)[0]
            evidence = next((row["tdm_url"] for row in told if row["tdm_url"]), None) or told[0]["robots_url"]
            yield Verdict(told[0]["fetched_at"], evidence, reserved, refused)


def _day(row: dict[str, Any]) -> date:
    fetched: datetime = row["fetched_at"]
    return fetched.astimezone(UTC).date()


def sources_in(path: Path) -> list[str]:
    """Names of the sources that anything was asked of."""
    names: set[str] = set()
    for batch in open_dataset(path).captures(["source"]):
        names.update(batch.column("source").unique().to_pylist())
    return sorted(names)
