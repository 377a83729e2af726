"""The health of a dataset's sources: its tables, read as histories, and their alarms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from ingest.dataset import Dataset, Rows, open_dataset
from ingest.errors import UsageError
from ingest.health import Alarm, Asked, History, Look, Seen, Standing, Verdict, alarms_of, standing
from ingest.model import Via
from ingest.run.sources import load_sources
from ingest.urls import host_key

LOOKED_BACK = timedelta(days=120)
"""Of the past that is read: enough for the weekly rhythm, and a bound on the time it takes."""
LOOKED_FAR_BACK = timedelta(days=400)
"""… for the templates of sources of which it holds fewer than :data:`FEW` versions."""
FEW = 60
_PASSAGE = 40
"""Characters from which a block is remembered."""
_FIRST_VISIT = timedelta(hours=1)
_EXACT = ("minute", "second")
_NEVER_ASKED = ("unchanged", "refused")
_ARTICLE = (
    "source", "url", "captured_at", "published_at", "published_precision", "word_count", "paywalled",
    "images", "provenance", "blocks",
)  # fmt: skip
_CAPTURE = (
    "source", "url", "final_url", "via", "referrer", "fetched_at", "outcome", "reason", "status", "robots_url",
    "tdm_url", "tdm_reserved", "ai_refused",
)  # fmt: skip


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
    read = _versions(_rows(dataset.revisions(columns=_ARTICLE, since=begin, until=end)))
    few = [source for source in asked if len(read[source]) < FEW]
    without_text = [column for column in _ARTICLE if column != "blocks"]
    far = dataset.revisions(columns=without_text, source=few, since=end - LOOKED_FAR_BACK, until=begin)
    earlier = _versions(_rows(far))
    homes = {name: source.home for name, source in load_sources(dataset.path).items()}
    for source, rows in sorted(asked.items()):
        home = homes.get(source, "")
        rows.sort(key=lambda row: (row["fetched_at"], row["url"]))
        yield History(
            source,
            [_followed(one, rows[0]) for one in _first_sights(read[source])],
            [Asked(row["fetched_at"], row["url"], row["reason"]) for row in rows if _was_asked(row)],
            list(_verdicts(rows)),
            [_look(row, home) for row in rows],
            [*earlier[source], *read[source]],
            _domain(home) or "",
            since=rows[0]["fetched_at"],
        )


def _was_asked(row: dict[str, Any]) -> bool:
    """A server that is down gives no robots.txt either: that is no refusal."""
    return row["via"] != Via.LISTING and (row["outcome"] not in _NEVER_ASKED or row["reason"] == "robots_unreachable")


def _look(row: dict[str, Any], home: str) -> Look:
    domain, led = _domain(row["url"]) or "", _domain(row["final_url"] or "")
    listed = row["via"] == Via.LISTING
    is_home = (row["referrer"] if listed else home) == row["url"]
    return Look(
        row["fetched_at"],
        row["url"],
        row["reason"],
        row["outcome"],
        domain,
        leads_to=led if led != domain else None,
        status=row["status"],
        referrer=row["referrer"],
        is_list=is_home or listed,
        is_home=is_home,
    )


@lru_cache(maxsize=100_000)
def _domain(url: str) -> str | None:
    try:
        return host_key(url)
    except UsageError:
        return None


def _rows(rows: Rows) -> Iterator[dict[str, Any]]:
    for batch in rows:
        yield from batch.to_pylist()


def _versions(rows: Iterable[dict[str, Any]]) -> dict[str, list[Seen]]:
    """Source → its articles as they were read, each version, by time."""
    read: dict[str, list[Seen]] = defaultdict(list)
    for row in rows:
        read[row["source"]].append(_seen(row))
    for versions in read.values():
        versions.sort(key=lambda one: (one.at, one.url))
    return read


def _first_sights(read: Iterable[Seen]) -> list[Seen]:
    """Each article as it was first read."""
    first: dict[str, Seen] = {}
    for one in read:
        first.setdefault(one.url, one)
    return list(first.values())


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
        passages=frozenset(hash(block["text"]) for block in row.get("blocks", ()) if len(block["text"]) >= _PASSAGE),
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
