"""Dates: parse_dateline beside dateparser, dateutil and htmldate on phrases; ingest.parse beside htmldate on pages.

    python benchmarks/dates.py                       # phrases, every engine that is installed
    python benchmarks/dates.py --engines ingest      # this one only
    python benchmarks/dates.py --cases FILE --wrong  # another set of phrases; print what went wrong
    python benchmarks/dates.py --pages               # whole pages

The phrases and pages with their truth and the scorer that judges all engines alike lie beside the checkout
(``../shared``). Columns for phrases: found exactly (both roles right in instant and precision), WRONG (a date that is
not there, or another instant), null answered (a date where there is none), abstained, and the time per line. For pages:
the day of publication, its minute where the truth has one, and the update, each right, wrong or not given.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

CHECKOUT = Path(__file__).resolve().parent.parent
FOLDER = CHECKOUT.parent / "shared" / "eval" / "dates"
CORPORA = CHECKOUT.parent / "shared" / "corpora"
SUITES = ("french", "fundus_parsers", "htmldate", "trafilatura_meta")
ENGINES = ("ingest", "dateparser", "dateparser_search", "dateparser_tuned", "dateutil", "htmldate")
HEADER = (
    "| engine | phrases | found exactly | right day | WRONG | null answered | abstained | µs median | µs p95 | µs max |"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", default=",".join(ENGINES), help="comma-separated")
    parser.add_argument("--cases", type=Path, default=FOLDER / "cases_dev.jsonl")
    parser.add_argument("--wrong", action="store_true", help="print the phrases that ingest gets wrong")
    parser.add_argument("--pages", action="store_true", help="whole pages in place of phrases")
    options = parser.parse_args()
    if options.pages:
        return pages()
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


# --- whole pages -----------------------------------------------------------------------------------------------------
class Truth(NamedTuple):
    """What a person or a site's own rule says of a page; the update None where the corpus does not tell of updates."""

    published: str | None
    modified: str | None
    tells_updates: bool


Answer = tuple[datetime | None, datetime | None]
Engine = Callable[[bytes, str | None], Answer]


def pages() -> int:
    if not CORPORA.exists():
        print("The pages are not here: they belong in ../shared/corpora beside the checkout.")
        return 1
    print("| suite | engine | pages | day right | wrong | none | minute right | update right | invented | missing |")
    print("|" + " --- |" * 10)
    for suite in SUITES:
        rows = list(read_suite(suite))
        for name, engine in page_engines().items():
            counts = Counter(key for html, url, truth in rows for key in judge(engine(html, url), truth))
            print(page_row(suite, name, counts))
    return 0


def read_suite(suite: str) -> Iterator[tuple[bytes, str | None, Truth]]:
    """Pages with their address and truth; the page alone for htmldate's suite, as its authors measure."""
    import pyarrow.parquet as pq

    for found in pq.read_table(CORPORA / f"{suite}.parquet", columns=["html", "url", "gold"]).to_pylist():
        gold = json.loads(found["gold"])
        published = gold.get("published" if suite == "french" else "publishing_date", gold.get("date"))
        if suite == "french" and gold["page_type"] == "other":
            continue
        if (suite == "french" and not published) or _is_date(published):
            truth = Truth(published, gold.get("modified"), suite == "french")
            yield found["html"], None if suite == "htmldate" else found["url"], truth


def _is_date(value: object) -> bool:
    """Some of the corpora's dates are none («2022-29-11», NaN)."""
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def page_engines() -> dict[str, Engine]:
    """ingest, and htmldate where it is installed."""
    sys.path.insert(0, str(CHECKOUT))
    import ingest

    def own(html: bytes, url: str | None) -> Answer:
        article = ingest.parse(html, url)
        return article.published_at, article.modified_at

    engines: dict[str, Engine] = {"ingest": own}
    try:
        find_date = import_module("htmldate").find_date
    except ImportError:
        return engines

    def other(html: bytes, url: str | None) -> Answer:
        found = find_date(html.decode("utf-8", "replace"), url=url, original_date=True, extensive_search=True)
        return (datetime.fromisoformat(found) if found else None), None

    return engines | {"htmldate": other}


def judge(answer: Answer, truth: Truth) -> Iterator[str]:
    published, modified = answer
    if truth.published is None:
        yield "invented publication" if published else "rightly none"
    else:
        yield "published"
        gold = datetime.fromisoformat(truth.published)
        yield "none" if published is None else "day" if same_day(published, gold) else "wrong"
        if len(truth.published) > 10:
            yield "timed"
            if published is not None and same_minute(published, gold):
                yield "minute"
    if truth.tells_updates and truth.modified is None:
        yield "invented" if modified else "rightly no update"
    elif truth.modified is not None:
        gold = datetime.fromisoformat(truth.modified)
        yield "updated"
        if modified is None:
            yield "missed"
        elif same_minute(modified, gold) if len(truth.modified) > 10 else same_day(modified, gold):
            yield "update"


def same_day(one: datetime, gold: datetime) -> bool:
    """The same calendar day as printed, or on the gold's clock."""
    local = one.astimezone(gold.tzinfo) if one.tzinfo and gold.tzinfo else one
    return gold.date() in (one.date(), local.date())


def same_minute(one: datetime, gold: datetime) -> bool:
    if one.tzinfo is None or gold.tzinfo is None:
        one, gold = one.replace(tzinfo=None), gold.replace(tzinfo=None)
    return abs((one - gold).total_seconds()) < 60


def page_row(suite: str, engine: str, counts: Counter[str]) -> str:
    def share(part: str, whole: str) -> str:
        return f"{counts[part] / counts[whole]:.3f}" if counts[whole] else "–"

    told = counts["updated"] or counts["rightly no update"] or counts["invented"]
    updates = [share("update", "updated"), str(counts["invented"]), str(counts["missed"])] if told else ["–"] * 3
    wrong = str(counts["wrong"] + counts["invented publication"])
    first = [suite, engine, str(counts["published"]), share("day", "published"), wrong, str(counts["none"])]
    return "| " + " | ".join([*first, share("minute", "timed"), *updates]) + " |"


if __name__ == "__main__":
    raise SystemExit(main())
