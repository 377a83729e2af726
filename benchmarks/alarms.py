"""How soon a broken source is noticed, and how often a well one is called broken.

    python benchmarks/alarms.py [--sources 300] [--faulty 60]

Years of simulated sources (``simulated_sources.py``). Without a fault, every alarm is a false one; outages of the
server are left out there, since an alarm is right then. With a fault on day 200, the alarm of its kind is looked for
from that day on: how many of the source's articles (or pages, for walls and errors) came between the fault and the
alarm; for silence, how many had been expected.
"""

from __future__ import annotations

import argparse
import statistics
from bisect import bisect_right
from collections import Counter
from datetime import timedelta

from simulated_sources import FAULTS, START, a_site, a_year

from ingest.health import History, Kind, alarms_of
from ingest.health.silence import silence

KINDS = {
    "template": (Kind.TEMPLATE,), "silent": (Kind.SILENT,), "boilerplate": (Kind.BOILERPLATE,), "wall": (Kind.WALL,),
    "paywall": (Kind.PAYWALL, Kind.SHORT_TEXT), "short": (Kind.SHORT_TEXT,), "errors": (Kind.ERRORS,),
    "clock": (Kind.CLOCK,),
}  # fmt: skip
FAULT_DAY = 200


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
        delays = [delay_of(number, args.seed, fault) for number in range(args.faulty)]
        found = sorted(delay for delay in delays if delay is not None)
        share = len(found) / len(delays)
        median, p90 = statistics.median(found), found[int(0.9 * (len(found) - 1))]
        print(f"| {fault} | {share:.0%} | {median:.0f} | {p90:.0f} | {found[-1]:.0f} |")


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
