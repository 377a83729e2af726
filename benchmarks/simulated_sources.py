"""A year of a news site, as its health is observed: with weekends, holidays, bursts, outages, and faults on demand.

Numbers are drawn, not read from pages, so that hundreds of years take minutes. The shares of fields, walls and errors
are those of ordinary sites, and each source has its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from ingest.health import Asked, History, Look, Seen, Verdict
from ingest.health.alarms import FIELDS
from ingest.ledger.facts import Noted, worth_noting

START = datetime(2025, 1, 1, tzinfo=UTC)
POLL = timedelta(minutes=30)
_WEEKDAYS = ((1.15, 1.2, 1.2, 1.15, 1.1, 0.6, 0.5), (1.0,) * 7, (1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0))
"""A daily paper's week, an agency's, and that of an office that closes."""
FAULTS = ("template", "silent", "boilerplate", "wall", "paywall", "short", "errors", "clock")
ENDS = {
    "down": ("failed", "server_error", None),
    "shut": ("refused", "robots_disallowed", None),
    "moved": ("dropped", "off_site", 301),
    "feed": ("failed", "not_found", 404),
}
"""Faults that lists show, and how a look at one ends then: outcome, reason, status. «feed» is of the feed alone."""
LISTED = timedelta(hours=12)
"""Between two looks at a list."""
AGES = [timedelta(days=age) for age in (0.5, 2, 8)]
"""Of an article, when it is looked at again."""


@dataclass(frozen=True)
class Site:
    """What is usual for a source."""

    name: str
    per_day: float
    week: tuple[float, ...]
    filled: dict[str, float]
    """Field → share of articles that have it."""
    by_json_ld: float
    """Share of fields found by JSON-LD; the rest is visible."""
    words: float
    teasers: float
    errors: float
    repeats: float
    """Share of articles that share a passage with others: a series' introduction."""


def a_site(number: int, seed: int, powers: tuple[float, float] = (0.2, 1.7)) -> Site:
    """``powers``: of ten, the articles a day of the smallest and of the largest: 1.6 to 50."""
    random = Random(f"{seed}/{number}")
    shares = {"title": 1.0, "standfirst": 0.8, "authors": 0.75, "published_at": 0.99, "section": 0.95, "images": 0.85}
    return Site(
        f"source{number}",
        per_day=10 ** random.uniform(*powers),
        week=random.choice(_WEEKDAYS),
        filled={name: min(1.0, max(0.0, random.gauss(share, 0.06))) for name, share in shares.items()},
        by_json_ld=random.choice((0.0, 0.9, 0.97, 1.0)),
        words=random.uniform(250, 700),
        teasers=random.choice((0.0, 0.0, 0.25, 0.6)),
        errors=random.uniform(0.0, 0.03),
        repeats=random.uniform(0.0, 0.05),
    )


def season(day: datetime) -> float:
    """August and the days around Christmas are slow; now and then there is an election."""
    if day.month == 8:
        return 0.65
    if (day.month, day.day) in ((12, 24), (12, 25), (12, 26), (12, 31), (1, 1), (5, 1)):
        return 0.35
    return 1.8 if (day.month, day.day) in ((3, 15), (3, 16), (6, 22), (6, 23)) else 1.0


def a_year(
    site: Site, seed: int, *, days: int = 365, fault: str = "", fault_on: int = 200, outages: int = 4
) -> History:
    """The history of a source, well until day ``fault_on`` when a ``fault`` is named. ``outages``: afternoons on which
    its server gives hardly any page."""
    random = Random(f"{seed}/{site.name}/{fault}")
    seen: list[Seen] = []
    asked: list[Asked] = []
    down = {random.randrange(days) for _ in range(outages)}
    number = 0
    for day in range(days):
        today = START + timedelta(days=day)
        broken = fault if fault and day >= fault_on else ""
        if broken == "silent" or (broken in ENDS and broken != "feed"):
            break
        rate = site.per_day * site.week[today.weekday()] * season(today) * math.exp(random.gauss(0.0, 0.25))
        outage = random.uniform(6, 20) if day in down else None
        for hour in sorted(_hour(random) for _ in range(_poisson(random, rate))):
            published = today + timedelta(hours=hour)
            number += 1
            fetched = published + POLL * random.random() + timedelta(seconds=20)
            one = _article(site, random, number, fetched, published)
            reason = _reason(site, random, broken, outage is not None and outage < hour < outage + 2.5)
            asked.append(Asked(fetched, one.url, reason))
            if reason is None:
                seen.append(_spoilt(one, broken, random))
    verdicts = [Verdict(START, f"https://{site.name}.example/robots.txt", None, ())]
    began = START + timedelta(days=fault_on if fault else days)
    looks = [*_pages(site, random, asked, fault, began, days), *_lists(site, random, fault, began, days)]
    looks.sort(key=lambda look: look.at)
    return History(site.name, seen, asked, verdicts, looks, seen, f"{site.name}.example")


def _pages(site: Site, random: Random, asked: list[Asked], fault: str, began: datetime, days: int) -> Iterator[Look]:
    """Articles as they were first asked for, and looked at again."""
    for one in asked:
        outcome = "article" if one.reason is None else "dropped"
        outcome = "failed" if one.reason in ("not_found", "timeout", "server_error") else outcome
        yield _look(site, one.at, one.url, outcome, one.reason, None, referrer=f"https://{site.name}.example/feed.xml")
        for age in AGES:
            at = one.at + age
            if one.reason is not None or at > START + timedelta(days=days):
                break
            outcome, reason, status = "unchanged", "not_modified", 304
            if at >= began and fault == "wall":
                outcome, reason, status = "dropped", "consent_wall", 200
            elif at >= began and fault in ENDS and fault != "feed":
                outcome, reason, status = ENDS[fault]
            elif random.random() < site.errors:
                outcome, reason, status = "failed", "timeout", None
            yield _look(site, at, one.url, outcome, reason, status)


def _lists(site: Site, random: Random, fault: str, began: datetime, days: int) -> Iterator[Look]:
    """Looks at the home page and the feed, those that a crawl would write down. Now and then the whole host is away for
    some hours, which is no fault of it."""
    home, feed = (f"https://{site.name}.example/{path}" for path in ("", "feed.xml"))
    noted: dict[str, Noted] = {}
    for number in range(days * 2):
        at = START + number * LISTED
        away = random.random() < 0.01
        found: dict[str, tuple[str, str, int | None]] = {}
        for url in (home, feed):
            found[url] = ("dropped", "not_an_article", 200)
            if at >= began and (fault in ENDS and (fault != "feed" or url == feed)):
                found[url] = ENDS[fault]
            elif away or random.random() < site.errors:
                found[url] = ("failed", "timeout", None)
        well = {url: end[1] == "not_an_article" for url, end in found.items()}
        wanted = worth_noting(noted, well, at)
        noted |= wanted
        if all(one.well for one in noted.values()):
            noted = {}
        for url in wanted:
            yield _look(site, at, url, *found[url], is_list=True, is_home=url == home)


def _look(
    site: Site,
    at: datetime,
    url: str,
    outcome: str,
    reason: str | None,
    status: int | None,
    *,
    referrer: str | None = None,
    is_list: bool = False,
    is_home: bool = False,
) -> Look:
    led = f"{site.name}-info.example" if reason == "off_site" else None
    return Look(at, url, reason, outcome, f"{site.name}.example", led, status, referrer, is_list, is_home)


def _article(site: Site, random: Random, number: int, fetched: datetime, published: datetime) -> Seen:
    methods = {
        name: "json-ld" if random.random() < site.by_json_ld else "visible"
        for name in FIELDS
        if random.random() < site.filled[name]
    }
    passages = {hash((site.name, number, place)) for place in range(6)}
    if random.random() < site.repeats:
        passages.add(hash((site.name, "series", random.randrange(6))))
    exact = "published_at" in methods and random.random() < 0.95
    return Seen(
        fetched,
        f"https://{site.name}.example/{number}",
        methods,
        words=int(random.lognormvariate(math.log(site.words), 0.55)),
        passages=frozenset(passages),
        teaser=random.random() < site.teasers,
        lag=fetched - published if exact else None,
    )


def _reason(site: Site, random: Random, broken: str, outage: bool) -> str | None:
    if broken == "wall" and random.random() < 0.9:
        return "consent_wall"
    if (outage and random.random() < 0.8) or (broken == "errors" and random.random() < 0.7):
        return "server_error"
    if random.random() < site.errors:
        return random.choice(("not_found", "timeout", "server_error"))
    return "not_an_article" if random.random() < 0.02 else None


def _spoilt(one: Seen, broken: str, random: Random) -> Seen:
    if broken == "template":
        methods = {name: "visible" for name in one.methods if name not in ("authors", "standfirst")}
        return replace(one, methods=methods)
    if broken == "boilerplate":
        return replace(one, passages=one.passages | {1, 2}, words=one.words + 40)
    if broken == "paywall" and random.random() < 0.85:
        return replace(one, teaser=True, words=min(one.words, 70))
    if broken == "short":
        return replace(one, words=one.words // 12)
    if broken == "clock" and one.lag is not None:
        return replace(one, lag=one.lag + timedelta(hours=2))
    return one


def _hour(random: Random) -> float:
    """Of the day, mostly between seven and ten in the evening."""
    return min(23.9, max(0.0, random.gauss(13.0, 4.5)))


def _poisson(random: Random, mean: float) -> int:
    """Knuth's method, in steps that no mean makes too small."""
    count, left = 0, mean
    while left > 0.0:
        step = min(left, 30.0)
        left -= step
        bound, product = math.exp(-step), random.random()
        while product > bound:
            count += 1
            product *= random.random()
    return count
