"""How soon a broken source is noticed, and how often a well one is called broken.

    python benchmarks/alarms.py [--sources 300] [--faulty 60]

Years of simulated sources (``simulated_sources.py``). Without a fault, every alarm is a false one; outages of the
server are left out there, since an alarm is right then. With a fault on day 200, the alarm of its kind is looked for
from that day on: how many of the source's articles (or pages, for walls and errors) came between the fault and the
alarm; for silence, how many had been expected.

The same for small publishers, of 0.1 to 0.8 articles a day, as ``ingest status`` sees them every two weeks: with what
it looks back on. Their delays are told in days.
"""

from __future__ import annotations

import argparse
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from simulated_sources import ENDS, FAULTS, START, Site, a_site, a_year

from ingest.health import Alarm, History, Kind, alarms_of
from ingest.health.silence import silence
from ingest.run.health import LOOKED_BACK, LOOKED_FAR_BACK

KINDS = {
    "template": (Kind.TEMPLATE,), "silent": (Kind.SILENT,), "boilerplate": (Kind.BOILERPLATE,), "wall": (Kind.WALL,),
    "paywall": (Kind.PAYWALL, Kind.SHORT_TEXT), "short": (Kind.SHORT_TEXT,), "errors": (Kind.ERRORS,),
    "clock": (Kind.CLOCK,), "down": (Kind.DOWN,), "shut": (Kind.RIGHTS,), "moved": (Kind.MOVED,),
    "feed": (Kind.LISTING,),
}  # fmt: skip
FAULT_DAY = 200
SMALL = (-1.0, -0.1)
"""Powers of ten: the articles a day of small publishers, 0.1 to 0.8."""
STATUS = timedelta(days=14)
"""Between two looks at them."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=300, help="well ones, a year each")
    parser.add_argument("--faulty", type=int, default=60, help="with each fault")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    false = Counter[str]()
    for number in range(args.sources):
        history = a_year(a_site(number, args.seed), args.seed, outages=0)
        false.update(alarm.kind for alarm in alarms_of(history, START + timedelta(days=365)))
        false["silent"] += false_silences(history)
    print(f"False alarms per source and year ({args.sources} years): {sum(false.values()) / args.sources:.3f}")
    print("  " + ", ".join(f"{kind} {count / args.sources:.3f}" for kind, count in false.most_common() if count))
    print("\n| fault | found | articles to the alarm: median | 90 % | worst |\n|---|---|---|---|---|")
    for fault in FAULTS:
        row(fault, [delay_of(number, args.seed, fault) for number in range(args.faulty)])
    print("\n| fault that requests show | found | days to the alarm: median | 90 % | worst |\n|---|---|---|---|---|")
    for fault in ENDS:
        row(fault, [days_of(a_site(number, args.seed), args.seed, fault) for number in range(args.faulty)])
    small = [a_site(number, args.seed, SMALL) for number in range(args.sources)]
    alarms = [alarm for site in small for alarm in alarms_of_small(a_year(site, args.seed, outages=0))]
    print(f"\nFalse alarms per small publisher and year: {len(alarms) / args.sources:.3f}")
    print("  " + ", ".join(f"{kind} {count}" for kind, count in Counter(one.kind for one in alarms).most_common()))
    print("\n| fault of a small publisher | found | days to the alarm: median | 90 % | worst |\n|---|---|---|---|---|")
    for fault in ("template", "silent", "wall", *ENDS):
        row(fault, [days_of(site, args.seed, fault, small=True) for site in small[: args.faulty]])


def row(fault: str, delays: Sequence[float | None]) -> None:
    found = sorted(delay for delay in delays if delay is not None)
    share = len(found) / len(delays)
    if not found:
        print(f"| {fault} | 0 % | – | – | – |")
        return
    told = (statistics.median(found), found[int(0.9 * (len(found) - 1))], found[-1])
    print(
        f"| {fault} | {share:.0%} | " + " | ".join(f"{one:.0f}" if one >= 10 else f"{one:.2g}" for one in told) + " |"
    )


def days_of(site: Site, seed: int, fault: str, *, small: bool = False) -> float | None:
    history = a_year(site, seed, fault=fault, fault_on=FAULT_DAY)
    began = START + timedelta(days=FAULT_DAY)
    alarms = alarms_of_small(history) if small else alarms_of(history, START + timedelta(days=365))
    # A fault may be dated to a look just before it: to an article that had no author before the template changed.
    hits = [alarm.found for alarm in alarms if alarm.kind in KINDS[fault] and alarm.found >= began]
    return (min(hits) - began) / timedelta(days=1) if hits else None


def alarms_of_small(history: History) -> list[Alarm]:
    """All alarms of a year in which status was asked every two weeks."""
    told: dict[str, Alarm] = {}
    for number in range(2, 27):
        now = START + number * STATUS
        begin = now - LOOKED_BACK
        seen, asked, looks = (
            [one for one in some if begin < one.at <= now] for some in (history.seen, history.asked, history.looks)
        )
        read = [one for one in history.seen if now - LOOKED_FAR_BACK < one.at <= now]
        for alarm in alarms_of(replace(history, seen=seen, asked=asked, looks=looks, read=read), now):
            told.setdefault(alarm.key, alarm)
    return list(told.values())


def false_silences(history: History) -> int:
    """Times that a source which was well would have been called silent, looked at twice a day."""
    times = [one.at for one in history.seen]
    count, quiet = 0, False
    for half_day in range(28, 2 * 365):
        now = START + timedelta(hours=12 * half_day)
        silent = silence(times[: bisect_right(times, now)], now) is not None
        count += silent and not quiet
        quiet = silent
    return count


def delay_of(number: int, seed: int, fault: str) -> float | None:
    """Articles (pages, expected articles) from the fault to its alarm; None when it was missed."""
    site = a_site(number, seed)
    history = a_year(site, seed, fault=fault, fault_on=FAULT_DAY)
    began = START + timedelta(days=FAULT_DAY)
    if fault == "silent":
        times = [one.at for one in history.seen]
        for hours in range(0, 165 * 24, 6):
            if silence(times, began + timedelta(hours=hours)) is not None:
                return site.per_day * hours / 24
        return None
    alarms = alarms_of(history, START + timedelta(days=365))
    hits = [alarm for alarm in alarms if alarm.kind in KINDS[fault] and alarm.found >= began]
    if not hits:
        return None
    found = min(alarm.found for alarm in hits)
    observed = history.asked if fault in ("wall", "errors") else history.seen
    return sum(began <= one.at <= found for one in observed)


if __name__ == "__main__":
    main()
