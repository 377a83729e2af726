"""The command line: one short function per command, flags → settings → run.

Exit codes
  0    done: something new, or what was asked for
  1    failed: nothing came, and something went wrong
  2    the call is wrong (an unknown flag, a bad sources.toml): change it
  3    partly: some sources could not be read, the others could
  4    nothing new
  5    the dataset's folder: not writable, not readable, locked by another run, written by a newer ingest
  6    an alarm lasts (ingest status)
  130  interrupted: what was fetched is in the dataset
"""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import shutil
import signal
import sys
from collections.abc import Collection, Sequence
from contextlib import nullcontext, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from ingest import __version__, native
from ingest.commands.codes import FAILED, FOLDER, INTERRUPTED, NOTHING_NEW, OK, PARTLY, USAGE
from ingest.commands.compact import compact as compact_command
from ingest.commands.diff import diff
from ingest.commands.erase import erase
from ingest.commands.explain import explain as explain_command
from ingest.commands.export import export
from ingest.commands.flags import (
    Duration,
    Out,
    Since,
    Zone,
    examples,
    fetch_flags,
    log_flag,
    output_flags,
    rules_flag,
    settings_of,
    state_flag,
    tdm_flag,
    user_agent_flag,
)
from ingest.commands.logs import set_up_logs, tell
from ingest.commands.report import report as report_command
from ingest.commands.rules import rules as rules_commands
from ingest.commands.service import service
from ingest.commands.show import show
from ingest.commands.sources import sources as sources_commands
from ingest.commands.status import status
from ingest.commands.streams import tell_at_all_costs, write_data
from ingest.commands.verify import verify
from ingest.commands.watch import watch
from ingest.errors import DatasetError, IngestError, UsageError
from ingest.run.workers import get_ready

if TYPE_CHECKING:
    import httpx

    from ingest.model import Article, Drop, Source
    from ingest.reports.terminal import Words
    from ingest.run.crawl import Settings
    from ingest.run.progress import Summary

_BOUND = 200
"""Pages of a crawl without ``--limit``: enough to see what comes, few enough to be a polite first visit."""

_NEWEST = "select source, published_at, title from articles order by published_at desc limit 10"
_DUCKDB = "needs DuckDB: pip install 'ingest[readers]'"

_CODES = __doc__.split("Exit codes")[1] if __doc__ else ""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The entry point: errors raised on purpose become one line and their exit code."""
    tell_at_all_costs()
    try:
        code = ingest.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except click.exceptions.Exit as end:
        code = end.exit_code
    except click.ClickException as error:
        error.show()
        code = USAGE
    except (click.Abort, KeyboardInterrupt):
        code = _fail("Interrupted. Run the same command again to go on.", INTERRUPTED)
    except DatasetError as error:
        code = _fail(f"ingest: {error}", FOLDER)
    except UsageError as error:
        code = _fail(f"ingest: {error}", USAGE)
    except IngestError as error:
        code = _fail(f"ingest: {error}", FAILED)
    sys.exit(code or OK)


def _tell_version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    if not asked or context.resilient_parsing:
        return
    click.echo(f"ingest {__version__}, {_BUILT[native.is_compiled(), native.has_compiled_parsers()]}")
    context.exit()


_BUILT = {
    (True, True): "compiled",
    (True, False): "compiled in part (the parsers changed since, or were not), in which a page takes a fifth longer",
    (False, True): "compiled in part (the rest was not), in which a page takes longer",
    (False, False): "in Python alone, in which a page takes twice as long",
}
"""By the two halves of :mod:`ingest.native`."""


def _fail(message: str, code: int) -> int:
    click.echo(message, err=True)
    return code


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="\b\nExit codes:" + _CODES,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_version,
    help="Show the version and exit.",
)
def ingest() -> None:
    """From news sites to typed, documented Parquet datasets.

    \b
    ingest crawl lemonde --since 7d
    ingest parse page.html --url https://…/article
    ingest run sources.toml
    ingest build warc/*.warc.gz --out datasets/again
    """


# --- commands --------------------------------------------------------------------------------------------------------
@ingest.command(
    epilog=examples(
        "ingest crawl https://www.example.fr/politique --since 7d",
        "ingest crawl lemonde rtbf --limit 50 --out datasets/fr-be",
        "cat urls.txt | ingest crawl --urls-from - --out datasets/list",
        "ingest crawl --urls-from urls.txt --from-warc old.warc.gz --out datasets/old",
    )
)
@click.argument("targets", nargs=-1, metavar="[URL|NAME]…")
@click.option("--since", type=Since(), help="Only articles published since: 7d, 12h, 2026-11-01.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=None,
    help=f"Take this many of the newest pages, and no more. 0: no limit. [default: {_BOUND}]",
)
@click.option(
    "--urls-from",
    type=click.File("r", encoding="utf-8", errors="replace"),
    help="Fetch these pages, one address a line; - for standard input.",
)
@click.option(
    "--from-warc",
    "warcs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Ask this archive instead of the web: for pages it holds, and for sites whose home page it holds. May be given"
    " several times. To read all of an archive: ingest build. [default: the web]",
)
@click.option("--out", type=Out(), help="The dataset's folder. [default: datasets/NAME]")
@state_flag
@log_flag
@fetch_flags
@output_flags
def crawl(
    targets: tuple[str, ...],
    since: datetime | None,
    limit: int | None,
    urls_from: TextIO | None,
    warcs: tuple[Path, ...],
    out: Path | str | None,
    state: Path | None,
    log_format: str,
    quiet: bool,
    summary_file: Path | None,
    **fetch: Any,
) -> int:
    """Pull articles from a site, a section, a feed, a sitemap or single pages into a dataset.

    What each address is, is found out. Run again, it continues: no page is fetched twice without need.
    """
    urls = _lines(urls_from) if urls_from else []
    if not targets and not urls:
        raise click.UsageError("Name what to crawl: a web address, a name of the catalogue, or --urls-from FILE.")
    get_ready(fetch["workers"])
    from ingest.run.publishing import local_folder
    from ingest.run.replay import ReplayTransport
    from ingest.run.sources import sources_of

    sources = sources_of(targets) if targets else []
    bounded = limit is None and bool(sources)  # who lists pages wants them all
    settings = settings_of(limit=_BOUND if bounded else limit or None, since=since, **fetch)
    named = _folder_name(sources[0].name) if len(sources) == 1 else "crawl"
    folder = local_folder(out or Path("datasets") / named, state)
    transport = ReplayTransport(warcs) if warcs else None
    summary = _run(
        sources,
        folder,
        settings,
        urls=urls,
        quiet=quiet,
        summary_file=summary_file,
        transport=transport,
        log_format=log_format,
    )
    if warcs and summary.unreachable and not quiet:
        tell(
            "An archive that Ingest wrote holds articles, and no home page or feed to find them by. Read all of it with"
            " ingest build, or name pages with --urls-from."
        )
    if bounded and summary.left_out and not quiet:
        tell(f"A crawl without --limit takes the newest {_BOUND} pages.")
    return _exit_code(summary)


@ingest.command(epilog=examples("ingest run sources.toml --out datasets/press --summary last.json"))
@click.argument("file", type=click.Path(path_type=Path), metavar="SOURCES.TOML")
@click.option("--since", type=Since(), help="Only articles published since: 7d, 12h, 2026-11-01.")
@click.option(
    "--limit",
    "--max-pages",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Take this many of the newest pages of all sources, and no more. 0: no limit.",
)
@click.option(
    "--max-time", type=Duration(), help="End in good order after so long: 90s, 10m, 2h. The next run goes on."
)
@click.option(
    "--all",
    "ask_all",
    is_flag=True,
    help="Ask every feed, sitemap and start page. [default: those that something new is to be expected of]",
)
@click.option("--out", type=Out(), help="The dataset's folder. [default: datasets/NAME-OF-FILE]")
@state_flag
@log_flag
@fetch_flags
@output_flags
def run(
    file: Path,
    since: datetime | None,
    limit: int,
    max_time: timedelta | None,
    log_format: str,
    ask_all: bool,
    out: Path | str | None,
    state: Path | None,
    quiet: bool,
    summary_file: Path | None,
    **fetch: Any,
) -> int:
    """One pass over the sources of a file: what is new goes to the dataset.

    Sources are asked as often as they have brought news, between every ten minutes and twice a day: this may be called
    more often than that.
    """
    get_ready(fetch["workers"])
    from ingest.run.publishing import local_folder
    from ingest.sources import read_sources, rules_folder

    sources = read_sources(file)
    fetch["rules"] = fetch["rules"] or rules_folder(file)
    settings = settings_of(limit=limit or None, since=since, keep_rhythm=not ask_all, **fetch)
    folder = local_folder(out or Path("datasets") / file.stem, state)
    return _exit_code(
        _run(
            sources, folder, settings, quiet=quiet, summary_file=summary_file, max_time=max_time, log_format=log_format
        )
    )


@ingest.command(
    epilog=examples(
        "ingest build datasets/press/warc/*.warc.gz --out datasets/reparsed",
        "ingest build CC-NEWS-*.warc.gz --out datasets/cc --workers 8",
    )
)
@click.argument("warcs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="WARC…")
@click.option("--out", required=True, type=Out(), help="The dataset's folder.")
@state_flag
@click.option("--workers", type=click.IntRange(0), help="Processes. [default: one per core]")
@tdm_flag
@click.option(
    "--sources",
    "sources_file",
    type=click.Path(path_type=Path),
    help="A sources.toml whose time zones and titles to read with. [default: what the WARCs' own dataset knows]",
)
@rules_flag
@log_flag
@output_flags
def build(
    warcs: tuple[Path, ...],
    out: Path | str,
    state: Path | None,
    workers: int | None,
    tdm: str,
    sources_file: Path | None,
    rules: Path | None,
    log_format: str,
    quiet: bool,
    summary_file: Path | None,
) -> int:
    """Archives to a dataset, without the network: a saved crawl read again, or somebody else's WARC files."""
    get_ready(workers)
    from ingest.reports.terminal import BUILT, Lines
    from ingest.run.build import build as build_warcs
    from ingest.run.progress import Silent
    from ingest.run.publishing import local_folder
    from ingest.run.rows import ReadSettings
    from ingest.settings import TdmPolicy
    from ingest.sources import read_sources, rules_folder

    set_up_logs(quiet, form=log_format)
    if sources_file and rules is None:
        rules = rules_folder(sources_file)
    summary = build_warcs(
        warcs,
        local_folder(out, state),
        workers=workers,
        sources=read_sources(sources_file) if sources_file else (),
        settings=ReadSettings(tdm=TdmPolicy(tdm), rules=rules),
        progress=Silent() if quiet else Lines(),
    )
    _report(summary, quiet, summary_file, BUILT)
    return _exit_code(summary)


@ingest.command(
    epilog=examples(
        "ingest parse page.html --url https://www.example.fr/2026/11/23/article",
        "ingest parse https://www.example.fr/article --format markdown",
        "curl -s … | ingest parse - | jq .title",
    )
)
@click.argument("page", metavar="FILE|URL|-")
@click.option("--url", help="Where the file is from: for links, the site's name and its time zone.")
@click.option(
    "--timezone", type=Zone(), help="IANA zone of the newsroom, e.g. America/Toronto. [default: guessed from the page]"
)
@click.option("--fetched-at", help="When the file was fetched (ISO 8601): «il y a 3 heures» is counted from then.")
@click.option("--format", "form", type=click.Choice(["json", "text", "markdown"]), default="json", show_default=True)
@rules_flag
@user_agent_flag
def parse(
    page: str,
    url: str | None,
    timezone: str | None,
    fetched_at: str | None,
    form: str,
    rules: Path | None,
    user_agent: str | None,
) -> int:
    """One page to JSON, text or Markdown on standard output. Ends with exit code 1, and the reason, where a crawl would
    keep no article.

    A page whose publisher reserves text and data mining is shown as well: nothing is kept.
    """
    from ingest.model import Reason
    from ingest.reports import article as views
    from ingest.reports.meanings import what_happened
    from ingest.run.onepage import bytes_of
    from ingest.run.site_rules import rules_of_run

    at = _moment(fetched_at) if fetched_at else None
    how = {"timezone": timezone, "rules": rules_of_run(rules)}
    if "://" in page:
        article, why = _article_at(page, user_agent, **how)
    else:
        article, why = _article_in(bytes_of(page), url, fetched_at=at, **how)
    view = {"json": views.as_json, "text": views.as_text, "markdown": views.as_markdown}[form]
    if why is None or why.reason is not Reason.NOT_HTML:
        write_data(view(article))
    return OK if why is None else _fail(f"ingest: no article here. {why.reason.value}: {what_happened(why)}", FAILED)


@ingest.command(epilog=examples("ingest schema", "ingest schema --table captures --format json"))
@click.option("--table", type=click.Choice(["articles", "revisions", "captures"]), help="Only this table.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def schema(table: str | None, form: str) -> int:
    """The data dictionary: every column with its type, meaning and what null means."""
    from ingest.writers.schema import data_dictionary, schema_json

    columns = [asdict(row) for row in data_dictionary() if table in (None, row.table)]
    if form == "json":
        write_data(json.dumps(columns, ensure_ascii=False, indent=1) if table else schema_json().rstrip())
        return OK
    from rich.console import Console

    from ingest.reports.terminal import print_dictionary

    print_dictionary(Console(), columns)
    return OK


ingest.add_command(explain_command)
ingest.add_command(report_command)
ingest.add_command(rules_commands)
ingest.add_command(verify)
ingest.add_command(compact_command)
ingest.add_command(diff)
ingest.add_command(erase)
ingest.add_command(export)
ingest.add_command(service)
ingest.add_command(show)
ingest.add_command(sources_commands)
ingest.add_command(status)
ingest.add_command(watch)


# --- running ---------------------------------------------------------------------------------------------------------
def _run(
    sources: list[Source],
    out: Path,
    settings: Settings,
    *,
    urls: Sequence[str] = (),
    quiet: bool,
    summary_file: Path | None,
    transport: httpx.AsyncBaseTransport | None = None,
    max_time: timedelta | None = None,
    log_format: str = "text",
) -> Summary:
    from rich.console import Console

    from ingest.reports.terminal import CRAWLED, Bar, Lines
    from ingest.run.progress import Silent

    errors = Console(stderr=True)
    set_up_logs(quiet, errors, log_format)
    if not settings.fetch.has_contact and not quiet and transport is None:
        tell("No contact is set: publishers like to know who asks. Use --user-agent.")
    shown = Silent() if quiet else Bar(errors) if errors.is_terminal and log_format == "text" else Lines()
    is_new = not out.exists()
    with shown if isinstance(shown, Bar) else nullcontext():
        summary = asyncio.run(_until_stopped(sources, out, settings, urls, shown, transport, max_time))
    if is_new and _asked_nobody(summary):
        shutil.rmtree(out)
    _report(summary, quiet, summary_file, CRAWLED, shown.told if isinstance(shown, Bar) else ())
    return summary


def _asked_nobody(summary: Summary) -> bool:
    """A mistyped address: no host of any page was there, and nothing has come."""
    from ingest.model import Reason

    return summary.pages > 0 and summary.reasons[Reason.UNKNOWN_HOST] == summary.pages


async def _until_stopped(
    sources: list[Source],
    out: Path,
    settings: Settings,
    urls: Sequence[str],
    progress: Any,
    transport: httpx.AsyncBaseTransport | None,
    max_time: timedelta | None,
) -> Summary:
    """The pass; the first Ctrl-C or SIGTERM ends it in good order, the second at once; so does the time that it has."""
    from ingest.run.crawl import crawl_sources

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    by_signal = False

    def asked() -> None:
        nonlocal by_signal
        by_signal = True
        stop.set()
        tell("Stopping: writing what was fetched. Once more to stop at once.")
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    with suppress(NotImplementedError):  # Windows: Ctrl-C stops at once, and the next run goes on from the archive
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, asked)
    if max_time is not None:
        loop.call_later(max_time.total_seconds(), stop.set)
    summary = await crawl_sources(sources, out, settings, urls=urls, progress=progress, stop=stop, transport=transport)
    if summary.interrupted and not by_signal:
        summary.interrupted = False
        summary.notes.append("The time of --max-time was up: run again to go on.")
    return summary


def _report(summary: Summary, quiet: bool, summary_file: Path | None, words: Words, told: Collection[str] = ()) -> None:
    if summary_file:
        try:
            summary_file.write_text(json.dumps(summary.as_dict(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        except OSError as error:
            raise UsageError(
                f"Cannot write {summary_file}: {error.strerror}. Choose another path for --summary."
            ) from error
    if quiet:
        return
    from rich.console import Console

    from ingest.reports.terminal import print_summary

    console = Console()  # where standard output goes elsewhere, its reader has seen nothing yet
    print_summary(console, summary.as_dict(), summary.problems, words, told if console.is_terminal else ())
    rows = "1 article" if summary.rows == 1 else f"{summary.rows} articles"
    where = f" in {summary.dataset}" if summary.dataset.exists() else ""
    click.echo(f"\n{rows}{where}  ({summary.took.total_seconds():.1f} s)")
    if summary.rows:
        query = ("export", str(summary.dataset), "--format", "csv", "--query", _NEWEST)
        click.echo(f"  ingest {shlex.join(query)}" + ("" if find_spec("duckdb") else f"   # {_DUCKDB}"))


def _exit_code(summary: Summary) -> int:
    from ingest.model import Outcome, Reason

    if summary.interrupted:
        return INTERRUPTED
    bad = len(summary.silent) + len(summary.unreachable)
    if bad:
        return PARTLY if summary.articles or bad < summary.sources else FAILED
    if summary.articles:
        return OK
    known = summary.not_due or summary.unchanged_listings or summary.resting_listings
    known = known or summary.ended(Outcome.UNCHANGED) or summary.older or summary.reasons[Reason.BEFORE_SINCE]
    return NOTHING_NEW if known or not summary.reasons else FAILED


# --- small things ----------------------------------------------------------------------------------------------------
def _lines(file: TextIO) -> list[str]:
    """Addresses, one a line; empty lines and # comments are passed over. Raises UsageError for what is no address."""
    from ingest.urls import try_request

    urls = []
    for number, line in enumerate(file, 1):
        text = line.strip().lstrip("\ufeff")
        if not text or text.startswith("#"):
            continue
        url = try_request(text)
        if url is None:
            where = f"{file.name}:{number}"
            raise UsageError(f"{where}: {text[:100]!r} is no web address. Write it with http:// or https://")
        urls.append(url)
    if not urls:
        raise UsageError(f"{file.name} names no address. Write one a line.")
    return urls


def _folder_name(source: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", source)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--fetched-at {text!r} is no ISO 8601 time, such as 2026-11-23T08:30:00+01:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _article_in(body: bytes, url: str | None, **more: Any) -> tuple[Article, Drop | None]:
    """What is read from bytes, and why it is no article. Raises UsageError for a zone that there is not."""
    from ingest.run.onepage import read_bytes

    try:
        return read_bytes(body, url, **more)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _article_at(url: str, user_agent: str | None, **more: Any) -> tuple[Article, Drop | None]:
    """The same for a web address. Raises IngestError with the reason where it cannot be had."""
    from ingest.run.onepage import fetch_page
    from ingest.settings import FetchSettings, TdmPolicy

    settings = FetchSettings(tdm=TdmPolicy.RECORD)
    page = asyncio.run(fetch_page(url, replace(settings, user_agent=user_agent) if user_agent else settings))
    headers = dict(page.headers)
    return _article_in(page.body, page.final_url, fetched_at=page.fetched_at, headers=headers, **more)
