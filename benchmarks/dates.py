"""Date lines: parse_dateline beside dateparser, dateutil and htmldate on the phrases of the dev set.

    python benchmarks/dates.py                       # every engine that is installed
    python benchmarks/dates.py --engines ingest      # this one only
    python benchmarks/dates.py --cases FILE --wrong  # another set of phrases; print what went wrong

The phrases with their truth and the scorer that judges all engines alike lie beside the checkout (``../shared``).
Columns: found exactly (both roles right in instant and precision), WRONG (a date that is not there, or another
instant), null answered (a date where there is none), abstained, and the time per line.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
FOLDER = CHECKOUT.parent / "shared" / "eval" / "dates"
ENGINES = ("ingest", "dateparser", "dateparser_search", "dateparser_tuned", "dateutil", "htmldate")
HEADER = (
    "| engine | phrases | found exactly | right day | WRONG | null answered | abstained | µs median | µs p95 | µs max |"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", default=",".join(ENGINES), help="comma-separated")
    parser.add_argument("--cases", type=Path, default=FOLDER / "cases_dev.jsonl")
    parser.add_argument("--wrong", action="store_true", help="print the phrases that ingest gets wrong")
    options = parser.parse_args()
    scorer = FOLDER / "score.py"
    if not scorer.exists() or not options.cases.exists():
        print("The phrases and their scorer are not here: they belong in ../shared/eval/dates beside the checkout.")
        return 1
    tables = [table for engine in options.engines.split(",") if (table := score(engine, scorer, options.cases))]
    for group in ("French", "other"):
        print(f"\n**{options.cases.stem}, {group}**\n\n{HEADER}\n|" + " --- |" * HEADER.count(" |"))
        for table in tables:
            if group in table:
                print(row(table["engine"], table[group]))
    if options.wrong:
        subprocess.run(command("ingest", scorer, options.cases, "--show", "wrong"), check=False)
    return 0


def command(engine: str, scorer: Path, cases: Path, *more: str) -> list[str]:
    base = [
        sys.executable,
        str(scorer),
        "--engine",
        engine,
        "--project",
        str(CHECKOUT),
        "--cases",
        str(cases.resolve()),
    ]
    return [*base, *more]


def score(engine: str, scorer: Path, cases: Path) -> dict[str, Any] | None:
    """The scorer's table of one engine in a process of its own; None when its library is not installed."""
    done = subprocess.run(command(engine, scorer, cases, "--json"), capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout.strip():
        reason = (done.stderr.strip().splitlines() or ["no output"])[-1]
        print(f"{engine}: not measured ({reason})", file=sys.stderr)
        return None
    table: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if any("ImportError" in error or "ModuleNotFound" in error for error in table["all"]["errors"]):
        print(f"{engine}: not installed", file=sys.stderr)
        return None
    return table


def row(engine: object, table: dict[str, float]) -> str:
    shares = (table[key] for key in ("found", "found_day", "wrong", "false_on_null", "abstain"))
    times = (table[key] for key in ("us_median", "us_p95", "us_max"))
    cells = [str(engine), str(table["n"]), *(f"{share:.1%}" for share in shares), *(f"{spent:.0f}" for spent in times)]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    raise SystemExit(main())
