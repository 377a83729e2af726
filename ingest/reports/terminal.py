"""What a run shows: progress while it goes on, its summary, one article with every field."""

from __future__ import annotations

import json
import logging
import textwrap
import time
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from ingest.model import Article, Drop, Outcome, Page, Reason
from ingest.urls import host_key

log = logging.getLogger("ingest")

MEANINGS: Mapping[Reason, str] = {
    Reason.NOT_MODIFIED: "the server says it has not changed (304)",
    Reason.SAME_BYTES: "the same bytes as last time",
    Reason.SAME_CONTENT: "other bytes, the same article",
    Reason.EMPTY_PAGE: "a page without text",
    Reason.NOT_HTML: "no web page: a PDF, an image …",
    Reason.NOT_AN_ARTICLE: "a section, tag or list page",
    Reason.NO_TEXT: "a headline without an article's text",
    Reason.CONSENT_WALL: "a cookie wall in place of the article",
    Reason.BLOCK_PAGE: "an anti-robot page in place of the article",
    Reason.SOFT_404: "«not found», served as if found",
    Reason.OFF_SITE: "leads to another site; name it as a source to take it",
    Reason.BEFORE_SINCE: "older than --since",
    Reason.ROBOTS_DISALLOWED: "robots.txt does not allow it",
    Reason.ROBOTS_UNREACHABLE: "robots.txt cannot be read: nothing is taken for now",
    Reason.TDM_RESERVED: "the publisher reserves text and data mining; with leave: --tdm record",
    Reason.FORBIDDEN_ADDRESS: "a private address, or no web address",
    Reason.UNKNOWN_HOST: "the host's name does not resolve: check the spelling, or the network",
    Reason.CONNECTION_FAILED: "no connection: the server is down or refuses",
    Reason.TIMEOUT: "no answer in time",
    Reason.TLS_FAILED: "the certificate is not valid",
    Reason.NOT_FOUND: "not found (404, 410)",
    Reason.ACCESS_DENIED: "access denied (401, 403)",
    Reason.RATE_LIMITED: "too many requests (429): raise --delay",
    Reason.CLIENT_ERROR: "refused (4xx)",
    Reason.SERVER_ERROR: "the server failed (5xx): try again later",
    Reason.TOO_MANY_REDIRECTS: "redirects lead nowhere",
    Reason.TOO_LARGE: "larger than an article can be",
    Reason.BROKEN_RESPONSE: "not HTTP as it should be",
    Reason.PARSER_FAULT: "a fault of ingest: the page is archived; please report it",
}
"""Each reason in words, with what to do about it."""


class Bar:
    """A progress bar on a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            TextColumn("{task.fields[facts]}"), console=console, transient=True,
        )  # fmt: skip
        self._task: TaskID = self._bar.add_task("looking for links", total=None, facts="")
        self._began = time.monotonic()
        self._due = self._pages = self._articles = self._drops = 0
        self._hosts: set[str] = set()

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
        self._hosts.add(host_key(capture.url))
        if isinstance(capture, Drop):
            self._drops += 1
        self._show()

    def parsed(self, result: Article | Drop) -> None:
        if isinstance(result, Article):
            self._articles += 1
        self._show()

    def note(self, message: str) -> None:
        self._console.print(message, style="dim", highlight=False, markup=False)

    def _show(self) -> None:
        rate = self._pages / max(time.monotonic() - self._began, 0.001)
        facts = f"{self._articles} articles · {self._drops} drops · {rate:.1f} pages/s · {len(self._hosts)} hosts"
        self._bar.update(
            self._task, description="pages", total=max(self._due, self._pages) or None, completed=self._pages, facts=facts
        )


class Lines:
    """Plain log lines, where there is no terminal."""

    def __init__(self, every: int = 50) -> None:
        self._every, self._pages = every, 0

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def discovered(self, source: str, links: int, due: int) -> None:
        log.info("%s: %d links, %d to fetch", source, links, due)

    def fetched(self, capture: Page | Drop) -> None:
        self._pages += 1
        if self._pages % self._every == 0:
            log.info("%d pages", self._pages)

    def parsed(self, result: Article | Drop) -> None:
        if isinstance(result, Drop) and result.reason.outcome in (Outcome.FAILED, Outcome.REFUSED):
            log.info("%s: %s%s", result.url, result.reason.value, f" ({result.detail})" if result.detail else "")

    def note(self, message: str) -> None:
        log.info("%s", message)


def print_summary(console: Console, summary: Mapping[str, Any], problems: Sequence[Drop]) -> None:
    """Pages in = articles + drops by reason; then which pages, when they are few."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column(no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    reasons: Mapping[str, int] = summary["reasons"]
    table.add_row(str(summary["pages"]), "pages", "every fetch that was tried")
    table.add_row(f"[bold green]{summary['articles']}[/]", "[bold]articles[/]", "new, or changed since the last run")
    for reason, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])):
        table.add_row(str(count), reason, MEANINGS[Reason(reason)])
    console.print(table)
    adds = summary["articles"] + sum(reasons.values())
    parts = " + ".join(str(n) for n in (summary["articles"], *sorted(reasons.values(), reverse=True)))
    if reasons:
        console.print(f"{summary['pages']} = {parts}", style="dim" if adds == summary["pages"] else "bold red", highlight=False)
    if problems and len(problems) <= 12:
        console.print()
        for drop in problems:
            detail = f": {drop.detail}" if drop.detail else ""
            console.print(f"  {drop.reason.value}  {drop.url}{detail}", style="dim", highlight=False, markup=False, soft_wrap=True)
    if summary["links_left_out"]:
        console.print(
            f"Bounded: {summary['links_left_out']} older links were left out. Run again to take the next ones, or use --limit 0.",
            highlight=False,
        )
    for name in summary["silent_sources"]:
        console.print(f"{name}: no links found. Is it the right address? A feed or sitemap can be named instead.", style="yellow", highlight=False)
    if summary["interrupted"]:
        console.print("Interrupted: what was fetched is in the dataset. Run the same command again to go on.", style="yellow")


def print_article(console: Console, row: Mapping[str, Any]) -> None:
    """One row of ``articles`` with every field; long texts cut."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in row.items():
        table.add_row(name, _shown(value))
    console.print(table, markup=False)


def _shown(value: Any) -> str:
    from rich.markup import escape

    if value is None:
        return "[dim]null[/]"
    if isinstance(value, (list, dict)):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = str(value)
    return escape(textwrap.shorten(text, 400, placeholder=" …"))
