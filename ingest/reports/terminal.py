"""What a run shows: progress while it goes on, its summary, one article with every field."""

from __future__ import annotations

import json
import logging
import textwrap
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ingest.model import Drop, Outcome, Page, Reason
from ingest.reports.meanings import MEANINGS, in_words
from ingest.urls import host_key, try_request

log = logging.getLogger("ingest")

_WIDE = 80
"""Columns of a terminal from which on a bar does not fill it."""
_FEW = 12
"""Problems that are named one by one; more are a table's business."""


class _OverFacts(Progress):
    """The bar, and what there is to say of it in a line of its own: side by side neither fits a narrow terminal."""

    def get_renderables(self) -> Iterator[RenderableType]:
        yield self.make_tasks_table(self.tasks)
        yield from (Text(facts, "dim") for task in self.tasks if (facts := task.fields["facts"]))


class Bar:
    """A progress bar on a terminal: pages fetched of those that are due, and below it what became of those that were
    read, in the words of the summary."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = _OverFacts(
            TextColumn("{task.description}"),
            BarColumn(bar_width=40 if console.width >= _WIDE else None),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task: TaskID = self._bar.add_task("looking for links", total=None, facts="")
        self._began = time.monotonic()
        self._due = self._pages = self._articles = 0
        self._ends: Counter[Outcome] = Counter()
        self._hosts: set[str] = set()
        self.told: list[str] = []
        """Notes that stand above the bar, and above the summary when it is gone."""

    def __enter__(self) -> Bar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def discovered(self, source: str, links: int, due: int) -> None:
        self._due += due
        self._show()

    def fetched(self, capture: Page | Drop) -> None:
        self._pages += 1
        self._hosts.add(host_key(capture.url) if try_request(capture.url) else capture.url)
        self._show()

    def parsed(self, articles: int, drops: Sequence[Drop]) -> None:
        self._articles += articles
        self._ends.update(drop.reason.outcome for drop in drops)
        self._show()

    def note(self, message: str) -> None:
        self.told.append(message)
        _line(self._console, message, "dim")

    def _show(self) -> None:
        rate = self._pages / max(time.monotonic() - self._began, 0.001)
        ends = (f"{self._ends[outcome]} {outcome.value}" for outcome in Outcome if self._ends[outcome])
        # Whether an article is new is known when its segment is closed: until then it was read.
        read = _many(self._articles, "article read", "articles read")
        facts = [read, *ends, f"{rate:.1f} pages/s", _many(len(self._hosts), "host")]
        shown = _wrapped(facts, self._console.width)
        total = max(self._due, self._pages) or None
        self._bar.update(self._task, description="pages", total=total, completed=self._pages, facts=shown)


def _wrapped(parts: Sequence[str], width: int) -> str:
    """Joined by points, in lines that break between two parts only."""
    lines = [parts[0]]
    for part in parts[1:]:
        joined = f"{lines[-1]} · {part}"
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(part)
    return "\n".join(lines)


class Lines:
    """Plain log lines, where there is no terminal."""

    def __init__(self, every: int = 50) -> None:
        self._every, self._pages = every, 0

    def discovered(self, source: str, links: int, due: int) -> None:
        log.info("%s: %d links, %d to fetch", source, links, due)

    def fetched(self, capture: Page | Drop) -> None:
        self._pages += 1
        if self._pages % self._every == 0:
            log.info("%d pages", self._pages)

    def parsed(self, articles: int, drops: Sequence[Drop]) -> None:
        for drop in drops:
            if drop.reason.outcome in (Outcome.FAILED, Outcome.REFUSED):
                log.info("%s", in_words(drop))

    def note(self, message: str) -> None:
        log.info("%s", message)


@dataclass(frozen=True, slots=True)
class Words:
    """What pages and articles are in a summary."""

    pages: str
    articles: str


CRAWLED = Words("every fetch that was tried", "new, or changed since the last run")
BUILT = Words("every capture in the archives", "as read from them, each version once")


def print_summary(
    console: Console,
    summary: Mapping[str, Any],
    problems: Sequence[Drop],
    words: Words = CRAWLED,
    told: Collection[str] = (),
) -> None:
    """Pages in = articles + drops by reason; which pages those were, when they are few; what was left for another run.

    ``summary``: the counts as written by ``--summary FILE``. ``told``: notes that the reader has seen already.
    """
    reasons: Mapping[str, int] = summary["reasons"]
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column(no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    table.add_row(str(summary["pages"]), "pages", words.pages)
    table.add_row(f"[bold green]{summary['articles']}[/]", "[bold]articles[/]", words.articles)
    for reason, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])):
        table.add_row(str(count), reason, MEANINGS[Reason(reason)])
    console.print(table)
    if reasons:
        _line(console, _sum(summary["pages"], summary["articles"], reasons), "dim")
    untold = [drop for drop in problems if not any(in_words(drop) in note for note in summary["notes"])]
    if untold and len(untold) <= _FEW:
        _line(console, "")
        for drop in untold:
            detail = f": {drop.detail}" if drop.detail else ""
            _line(console, f"  {drop.reason.value}  {drop.url}{detail}", "dim")
    for sentence in _left_to_say(summary, told):
        _line(console, sentence, "yellow")


def _sum(pages: int, articles: int, reasons: Mapping[str, int]) -> str:
    """The counts as an equation, so that a reader can check it."""
    parts = [articles, *sorted(reasons.values(), reverse=True)]
    return f"{pages} {'=' if pages == sum(parts) else '≠'} {' + '.join(map(str, parts))}"


def _left_to_say(summary: Mapping[str, Any], told: Collection[str]) -> Iterator[str]:
    """Why there is not more, and what to do about it: a sentence each."""
    if summary["links_not_due"]:
        yield f"{_many(summary['links_not_due'], 'link')} seen before, with no need to ask again now."
    if summary["links_older"]:
        yield f"{_many(summary['links_older'], 'link')} older than --since, or than the source's own since."
    for key, said in (
        ("resting_listings", "not asked yet: nothing new is to be expected. To ask all the same: --all."),
        ("unchanged_listings", "unchanged: nothing new."),
    ):
        if summary[key]:
            lists = _many(summary[key], "feed, sitemap or page of links", "feeds, sitemaps and pages of links")
            yield f"{lists} {said}"
    if summary["links_left_out"]:
        left = _many(summary["links_left_out"], "older link")
        yield f"Bounded: {left} left out. Run again to take the next ones, or use --limit 0."
    yield from (note for note in summary["notes"] if note not in told)
    for name in summary["silent_sources"]:
        yield f"{name}: no article links found. Check the address, or name a feed, a sitemap or a section of the site."
    if summary["interrupted"]:
        yield "Interrupted: what was fetched is in the dataset. Run the same command again to go on."


def _many(count: int, one: str, more: str | None = None) -> str:
    return f"{count} {one if count == 1 else more or one + 's'}"


def _line(console: Console, text: str, style: str = "") -> None:
    """One line as it is: not folded, nothing in it taken for markup."""
    console.print(text, style=style, highlight=False, markup=False, soft_wrap=True)


def print_article(console: Console, row: Mapping[str, Any]) -> None:
    """One row of ``articles`` with every field; long texts cut."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in row.items():
        table.add_row(name, _shown(value))
    console.print(table)


def print_dictionary(console: Console, columns: Sequence[Mapping[str, Any]]) -> None:
    """The data dictionary, table by table. ``columns``: ``table``, ``column``, ``type`` and ``description`` of each."""
    for name in dict.fromkeys(column["table"] for column in columns):
        table = Table(title=name, title_justify="left", title_style="bold", box=None, pad_edge=False)
        table.add_column("column", style="cyan", no_wrap=True)
        table.add_column("type", overflow="fold", max_width=34)
        table.add_column("meaning", overflow="fold")
        for column in columns:
            if column["table"] == name:
                table.add_row(column["column"], escape(column["type"]), escape(column["description"]))
        console.print(table)
        console.print()


def _shown(value: Any) -> str:
    if value is None:
        return "[dim]null[/]"
    text = json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (list, dict)) else str(value)
    return escape(textwrap.shorten(text, 400, placeholder=" …"))
