"""A year of ``ingest watch`` over 300 simulated sites: what was lost, what grew, what it cost, what was noticed.

    python benchmarks/year.py [--sources 300] [--days 365] [--every 60]

The job is the real one (passes, ledger, WARC, parser, Parquet); the web and the clock are objects
(``fixtures/simulated_web.py``, ``fixtures/simulated_year.py``). Publishers grow, fade, fall silent, change their
template, break down, put up walls, move, shut robots out; articles are edited and withdrawn. Everything is drawn from a
seed, and in the end compared with what was drawn. The dataset is written below the folder for temporary files and
removed in the end, unless ``--out`` names a place for it.
"""

from __future__ import annotations

import argparse
import logging
import resource
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from fixtures.simulated_web import Change, publishers  # not installed when run from a clone
from fixtures.simulated_year import Audit, Sample, Year, audited, percentile, polled

START = datetime(2025, 1, 1, tzinfo=UTC)
OFTEN = timedelta(minutes=15)
MB = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--every", type=int, default=60, help="minutes between passes, at least, as of ingest watch")
    parser.add_argument("--least", type=float, default=0.1, help="articles a day of the smallest publisher …")
    parser.add_argument("--most", type=float, default=0.8, help="… and of the largest")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, help="end the year early when so much real time has passed")
    parser.add_argument("--out", type=Path, help="where the dataset goes, and stays")
    args = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    folder = args.out or Path(tempfile.mkdtemp(prefix="ingest-year-"))
    try:
        run(args, folder / "dataset")
    finally:
        if args.out is None:
            shutil.rmtree(folder, ignore_errors=True)


def run(args: argparse.Namespace, out: Path) -> None:
    web = publishers(args.sources, START, timedelta(days=args.days), seed=args.seed, per_day=(args.least, args.most))
    patience = timedelta(minutes=args.minutes) if args.minutes else None
    every = timedelta(minutes=args.every)
    year = Year(out, web, START, args.days, every=every, sampled=30, told=tell, patience=patience)
    print("| day | passes | s a pass | CPU, s | memory, MB | ledger, MB | all, MB | WARC | parts | articles | rows |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    began, cpu = time.monotonic(), time.process_time()
    year.run()
    took, cpu = time.monotonic() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        f"\nUntil {year.end:%Y-%m-%d}: {took / 60:.1f} minutes, {cpu / 60:.1f} of CPU; of them {year.judging:.0f} s for"
    )
    print(f"{year.judged} times status; peak memory {peak / MB:.0f} MB; failed passes {len(year.errors)}")
    report(year, audited(year), (year.end - year.start).days)


def tell(sample: Sample) -> None:
    files = sample.files
    cells = (
        sample.day, sample.passes, f"{sample.seconds / max(1, sample.passes):.2f}", f"{sample.cpu:.0f}",
        f"{sample.memory / MB:.0f}", f"{sample.ledger / MB:.1f}", f"{sample.size / MB:.0f}", files["warc"],
        files["revisions"] + files["captures"], files["articles"], sample.rows,
    )  # fmt: skip
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def report(year: Year, audit: Audit, days: int) -> None:
    print("\n| articles | |\n|---|---|")
    print(f"| published while the job ran | {audit.published:,} |\n| captured | {audit.captured:,} |")
    for why, count in audit.lost.most_common():
        print(f"| lost: {why} | {count:,} |")
    hours = year.latest / timedelta(hours=1)
    print(
        f"| lost that were listed and to be had for {hours:.0f} hours | {len(audit.missed)} {audit.missed[:3] or ''} |"
    )
    print(f"| rows doubled | {len(audit.doubled)} {audit.doubled[:3] or ''} |")
    print(f"| stories with a row at each of two addresses | {audit.twice} |")
    print(f"| edits made to what was captured | {audit.edits:,} |\n| further versions kept | {audit.revisions:,} |")
    print(f"| publication to capture: median | {percentile(audit.delays, 0.5):.1f} h |")
    print(f"| … 90 % | {percentile(audit.delays, 0.9):.1f} h |")
    ends = ", ".join(f"{reason} {count:,}" for reason, count in year.outcomes.most_common())
    print(f"\nFetches by end: {ends}")
    print("\n| fault | publishers | noticed | days to the alarm: median | worst |\n|---|---|---|---|---|")
    for change in Change:
        noticed, missed = audit.faults[change, True], audit.faults[change, False]
        if noticed + missed:
            waits = sorted(audit.waits[change]) or [float("nan")]
            print(f"| {change} | {noticed + missed} | {noticed} | {percentile(waits, 0.5):.1f} | {waits[-1]:.1f} |")
    kinds = ", ".join(sorted(f"{alarm.kind} of {alarm.source}" for alarm in audit.false))
    print(f"\nAlarms that no fault explains: {len(audit.false)}{f' ({kinds})' if kinds else ''}")
    listings = {kind: year.web.total(kind) for kind in ("home", "feed", "sitemap")}
    polls, size = sum(one[0] for one in listings.values()), sum(one[1] for one in listings.values())
    feeds, feed_size = listings["feed"]
    often = polled(year.web.publishers, year.start, days, OFTEN)
    print("\n| | looks | per new article | bytes per new article |\n|---|---|---|---|")
    count = max(1, audit.captured)
    print(f"| ingest watch: feeds | {feeds:,} | {feeds / count:.1f} | {feed_size / count:,.0f} |")
    print(f"| ingest watch: feeds, sitemaps, home pages | {polls:,} | {polls / count:.1f} | {size / count:,.0f} |")
    print(f"| each feed every 15 minutes | {often.polls:,} | {often.polls / count:.1f} | {often.bytes / count:,.0f} |")
    again = year.web.total("article")[0]
    print(f"\nRequests for articles: {again:,}; for robots.txt: {year.web.total('robots')[0]:,}")


if __name__ == "__main__":
    main()
