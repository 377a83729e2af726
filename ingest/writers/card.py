"""The dataset card: ``README.md`` and two charts beside the data, with the front matter that Hugging Face reads.

Made from the Parquet alone, without a clock: the same data give the same card.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ingest.charts import image
from ingest.model import Outcome
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.files import write_text
from ingest.writers.gaps import Fetches, gaps
from ingest.writers.schema import ABOUT, COLUMNS, SCHEMA_VERSION, TABLES, Table, type_name
from ingest.writers.tally import Tally, tally

_SHOWN = 50
"""Lines of a table; the rest is counted in one line."""


@dataclass
class _Facts:
    """What the card says, in its own words."""

    rows: Counter[str]
    filled: Counter[str]
    sources: Counter[str]
    languages: Counter[str]
    parsers: Counter[str]
    ends: Counter[tuple[str, str]]
    robots: Counter[str]
    tdm: Counter[str]
    published: Counter[date]
    fetched: dict[str, Counter[date]]
    """By outcome and day."""
    losses: list[Fetches]
    edits: Counter[str]
    roles: Counter[str]
    aliases: int

    @property
    def days(self) -> list[date]:
        return sorted({day for counts in self.fetched.values() for day in counts})


def write_card(dataset: DatasetFolder) -> None:
    """Bring ``README.md`` and its charts up to date. Raises :class:`ingest.errors.DatasetUnwritable`."""
    facts = _facts_of(tally(dataset, keep=True))
    for name, chart in _charts(facts).items():
        write_text(chart, dataset.charts / name)
    write_text(_card(facts), dataset.card)


def card(dataset: DatasetFolder) -> str:
    """The text of the card."""
    return _card(_facts_of(tally(dataset)))


def _facts_of(counted: Tally) -> _Facts:
    ends: Counter[tuple[str, str]] = Counter()
    for (_, outcome, reason), count in counted.ends.items():
        ends[outcome, reason] += count
    fetched: dict[str, Counter[date]] = {outcome.value: Counter() for outcome in Outcome}
    for (day, outcome), count in counted.fetched.items():
        fetched[outcome][date.fromisoformat(day)] += count
    return _Facts(
        rows=_plain(counted.rows),
        filled=_plain(counted.filled),
        sources=_plain(counted.sources),
        languages=_plain(counted.languages),
        parsers=_plain(counted.parsers),
        ends=ends,
        robots=_plain(counted.robots),
        tdm=_plain(counted.tdm),
        published=Counter({date.fromisoformat(day): count for (day,), count in counted.published.items()}),
        fetched=fetched,
        losses=[Fetches(*key, count) for key, count in sorted(counted.ends.items())],
        edits=_plain(counted.edits),
        roles=_plain(counted.roles),
        aliases=counted.aliases[()],
    )


def _plain(counter: Counter[tuple[str]]) -> Counter[str]:
    return Counter({key: count for (key,), count in counter.items()})


def _card(facts: _Facts) -> str:
    sections = [
        _front_matter(facts),
        _opening(facts),
        _table("Articles by source", ("source", "articles"), _ranked(facts.sources)),
        _table("Languages", ("language", "articles"), _ranked(facts.languages)),
        _versions(facts),
        _table("What became of each fetch", ("outcome", "reason", "captures"), _ends(facts)),
        _gaps(facts),
        _rights(facts),
        *(_columns(table, facts) for table in TABLES),
        _making(facts),
    ]
    return "\n".join(section for section in sections if section)


# --- writing ---------------------------------------------------------------------------------------------------------
def _front_matter(facts: _Facts) -> str:
    languages = sorted({tag.partition("-")[0].lower() for tag in facts.languages if tag != "not said"})
    lines = ["---", "pretty_name: News articles"]
    lines += ["language:", *(f"- {tag}" for tag in languages)] if languages else []
    lines += ["tags:", "- news", "configs:"]
    for table in TABLES:
        if facts.rows[table]:
            lines += [f"- config_name: {table}", f"  data_files: {table}/*/*.parquet"]
            lines += ["  default: true"] if table == "articles" else []
    return "\n".join([*lines, "---", ""])


def _opening(facts: _Facts) -> str:
    lines = [
        "# News articles",
        "",
        f"{_number(facts.rows['articles'], 'article')} in {_number(facts.rows['revisions'], 'version')},"
        f" from {_number(facts.rows['captures'], 'fetch', 'fetches')}, of {_number(len(facts.sources), 'source')}.",
        f"Fetched {_span(facts.days)}; published {_span(sorted(facts.published))}.",
        "",
        *(f"![{alt}]({CHARTS}/{name})" for name, alt in _ALTS.items() if facts.rows["captures"]),
        "",
        *(f"- `{table}/`: {ABOUT[table]}" for table in TABLES),
        "",
        "```sql",
        "SELECT source, count(*) FROM 'articles/*/*.parquet' GROUP BY ALL ORDER BY ALL;  -- DuckDB, in this folder",
        "```",
        "",
    ]
    return "\n".join(lines)


def _rights(facts: _Facts) -> str:
    fetches = facts.rows["captures"]
    if not fetches:
        return ""
    reserved, said = facts.tdm["true"], facts.tdm["true"] + facts.tdm["false"]
    lines = [
        "## Rights",
        "",
        "The texts belong to their publishers and authors. Each row says what robots.txt and the publisher's",
        "reservation of text and data mining (TDMRep) said when it was fetched; names of authors are personal data.",
        "",
        "robots.txt: " + ", ".join(f"{verdict} {count:,}" for verdict, count in _ranked(facts.robots)) + ".",
        f"Text and data mining: reserved for {reserved:,} of {fetches:,} fetches,"
        f" expressly open for {said - reserved:,}.",
        "",
    ]
    return "\n".join(lines)


def _columns(table: Table, facts: _Facts) -> str:
    """Columns and meanings; for articles also the share of rows that have a value."""
    rows = facts.rows["articles"]
    if table == "revisions":
        here = {column.name for column in COLUMNS[table]}
        lacking = ", ".join(f"`{column.name}`" for column in COLUMNS["articles"] if column.name not in here)
        return f"## Columns of revisions\n\nThose of articles without {lacking}.\n"
    if table == "captures":
        lines = [(f"`{one.name}`", f"`{type_name(one.type)}`", one.description) for one in COLUMNS[table]]
        return _table(f"Columns of {table}", ("column", "type", "meaning"), lines, limit=None)
    shares = {name: f"{100 * count / rows:.1f} %" for name, count in facts.filled.items()} if rows else {}
    filled = [
        (f"`{one.name}`", f"`{type_name(one.type)}`", shares.get(one.name, "always"), one.description)
        for one in COLUMNS[table]
    ]
    return _table("Columns of articles", ("column", "type", "filled", "meaning"), filled, limit=None)


def _making(facts: _Facts) -> str:
    versions = ", ".join(f"{version} ({_number(count, 'article')})" for version, count in _ranked(facts.parsers))
    return "\n".join(
        [
            "## How it was made",
            "",
            f"By ingest{', version ' + versions if versions else ''}; schema version {SCHEMA_VERSION}. Pages were"
            " archived as WARC, then read; `warc_file` and `warc_offset` say where each is.",
            "What is missing can be measured: `captures` has every fetch with its outcome. Pages that nothing linked to"
            " were never asked for.",
            "",
        ]
    )


def _table(title: str, head: tuple[str, ...], lines: Iterable[tuple[Any, ...]], limit: int | None = _SHOWN) -> str:
    rows = list(lines)
    if not rows:
        return ""
    shown = rows[:limit]
    text = [f"## {title}", "", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    text += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in shown]
    if len(shown) < len(rows):
        text += ["", f"… and {len(rows) - len(shown):,} more, with {sum(row[-1] for row in rows[len(shown) :]):,}."]
    return "\n".join([*text, ""])


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|").replace("\n", " ")


def _ranked(counter: Counter[str]) -> list[tuple[str, int]]:
    """Most frequent first; ties by name, so that equal data give an equal card."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _ends(facts: _Facts) -> list[tuple[str, str, int]]:
    rows = [(outcome, reason, count) for (outcome, reason), count in facts.ends.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _span(days: Sequence[date]) -> str:
    return f"{days[0]} to {days[-1]}" if days else "at no known time"


def _versions(facts: _Facts) -> str:
    """Edits and duplicates, where there are any."""
    lines = []
    if facts.edits:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in _ranked(facts.edits))
        lines.append(f"Articles whose newest version is an edit: {kinds}. All versions are in `revisions`.")
    if facts.roles:
        lines.append(
            f"Near-duplicates on several sites: {_number(facts.roles['copy'], 'copy', 'copies')} of"
            f" {_number(facts.roles['origin'], 'article')} (`cluster_id`). None was left out."
        )
    if facts.aliases:
        lines.append(f"{_number(facts.aliases, 'further address', 'further addresses')} of the same texts (`aliases`).")
    return "\n".join(["## Versions and duplicates", "", *lines, ""]) if lines else ""


def _gaps(facts: _Facts) -> str:
    known = gaps(facts.days, facts.losses)
    if not known:
        return ""
    shown = [f"- {one}" for one in known[:_SHOWN]]
    more = [f"- … and {len(known) - _SHOWN:,} more"] if len(known) > _SHOWN else []
    return "\n".join(["## Known gaps", "", *shown, *more, ""])


# --- charts ----------------------------------------------------------------------------------------------------------
CHARTS = "charts"
_ALTS = {"published.svg": "Articles by date of publication", "fetches.svg": "Fetches by day and outcome"}


def _charts(facts: _Facts) -> dict[str, str]:
    """File name → SVG."""
    return {
        "published.svg": _over_time("Articles by date of publication", {"articles": facts.published}),
        "fetches.svg": _over_time("Fetches by day and outcome", facts.fetched),
    }


def _over_time(title: str, series: Mapping[str, Counter[date]]) -> str:
    """Bars by day, by month or by year: whichever gives the most bars that can be told apart."""
    days = [day for counts in series.values() for day in counts]
    span = (max(days) - min(days)).days if days else 0
    form = "%Y-%m-%d" if span <= 100 else "%Y-%m" if span <= 3_000 else "%Y"
    periods = (
        list(dict.fromkeys((min(days) + timedelta(days=n)).strftime(form) for n in range(span + 1))) if days else []
    )
    sums = {name: Counter[str]() for name in series}
    for name, counts in series.items():
        for day, count in counts.items():
            sums[name][day.strftime(form)] += count
    shown = {f"{name} {counts.total():,}": [counts[period] for period in periods] for name, counts in sums.items()}
    return image(periods, shown, f"{title}: {', '.join(shown)}")
